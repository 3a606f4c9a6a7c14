"""The ceasefire: the one risk that reacts to what the mission does.

Handing a camp of the ceasefire's area back brings the army near it, and strains the ceasefire.
The hazard of its breakdown grows day by day and jumps at each such approach; it breaks when the
accumulated hazard reaches a unit exponential drawn before the first event, so that nothing is
drawn inside the run. What follows is laid over the exogenous paths.

Approaches before the as-of date have no effect of their own: the ceasefire held on that date,
and an exponential has no memory.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import with_config

from sim.distributions import unit
from sim.errors import Problem
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.inputs import Factor, NonNegative, PerDay
from sim.risks.names import unknown
from sim.risks.world import (
    AIRCRAFT_THREAT,
    CAMP_THREAT,
    CONSENT,
    OBSTRUCTIVE,
    ROAD_THREAT,
    Provider,
    World,
)


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """How likely the ceasefire is to break down, and what follows where."""

    enabled: bool
    base_hazard: PerDay
    """Hazard of a breakdown while nothing is handed over."""
    approach_jump: Annotated[NonNegative, unit("cumulative hazard")]
    """Cumulative hazard that one approach to a camp of the area adds."""
    threat_factor: Factor
    """Factor on the threat to roads, camps and aircraft of affected regions after a breakdown."""
    consent_worse: Annotated[NonNegative, unit("levels")]
    """Levels by which consent is worse in the affected sectors after a breakdown."""
    regions: tuple[str, ...]
    """Regions in which fighting would resume."""
    sectors: tuple[str, ...]
    """Sectors in which the host State would then restrict movement further."""


CHANNELS: Mapping[str, Provider] = {}
"""The ceasefire contributes no exogenous path: it reacts."""


def threshold(settings: Settings, world: World) -> float:
    """Give the accumulated hazard at which the ceasefire breaks (infinite if the risk is off)."""
    if not settings.enabled:
        return math.inf
    return world.draws.exponential("risk/ceasefire/nation", "threshold")


class Reaction:
    """The hazard accumulated by the ceasefire, and when it will have been too much.

    Parameters
    ----------
    settings
        Rates.
    threshold
        Accumulated hazard at which it breaks.
    start
        Day from which hazard accumulates.
    """

    __slots__ = ("_base", "_hazard", "_jump", "_since", "_threshold")

    def __init__(self, settings: Settings, threshold: float, start: float) -> None:
        self._base = settings.base_hazard.value
        self._jump = settings.approach_jump.value
        self._threshold = threshold
        self._since = start
        self._hazard = 0.0

    def hazard(self, t: float) -> float:
        """Give the hazard accumulated by day `t`, if there is no further approach."""
        return self._hazard + self._base * (t - self._since)

    def approach(self, t: float) -> None:
        """Take an approach to a camp on day `t` into account; none counts after a breakdown.

        Raises
        ------
        ValueError
            If `t` is before the latest approach.
        """
        if t < self._since:
            raise ValueError(f"an approach on day {t} comes after one on day {self._since}")
        if self.due(self._since) <= t:
            return
        self._hazard = self.hazard(t) + self._jump
        self._since = t

    def due(self, t: float) -> float:
        """Give the day, from `t` on, of the breakdown if there is no further approach."""
        missing = self._threshold - self._hazard
        if missing <= 0.0:
            return max(t, self._since)
        if self._base <= 0.0 or missing == math.inf:
            return math.inf
        return max(t, self._since + missing / self._base)


def break_down(settings: Settings, world: World, since: float) -> None:
    """Lay the effects of a breakdown over the world's paths from day `since` on.

    A road that lies partly in an affected region takes its share of the factor, by length.
    """
    plan = world.scenario.plan
    excess = settings.threat_factor.value - 1.0
    by_factor: dict[float, set[str]] = {}
    for road in plan.roads:
        share = sum(road.regions.get(region, 0.0) for region in settings.regions)
        if share > 0.0:
            by_factor.setdefault(1.0 + excess * share, set()).add(road.name)
    for factor, roads in by_factor.items():
        world.overlay(ROAD_THREAT, frozenset(roads), since, factor.__mul__)
    camps = frozenset(name for name, camp in plan.camps.items() if camp.region in settings.regions)
    world.overlay(CAMP_THREAT, camps, since, (1.0 + excess).__mul__)
    regions = frozenset(settings.regions)
    world.overlay(AIRCRAFT_THREAT, regions, since, (1.0 + excess).__mul__)
    worse = settings.consent_worse.value
    world.overlay(
        CONSENT,
        frozenset(settings.sectors),
        since,
        lambda level: min(level + worse, float(OBSTRUCTIVE)),
    )


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find names in the settings that the plan does not know."""
    sectors = {camp.sector for camp in plan.camps.values()}
    yield from unknown("risk.ceasefire.regions", "region", settings.regions, plan.regions)
    yield from unknown("risk.ceasefire.sectors", "sector", settings.sectors, sectors)
