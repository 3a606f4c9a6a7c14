"""Attacks: the threat to columns on a road and to camps, as rates that move in time.

A column is hit where the threat of its road, integrated over the kilometres driven, reaches a
unit exponential of its own; a camp by day; an aircraft where it takes off and lands. No column, no
attack. The paths say what armed groups do in a region (`sim.risks.threat_models`), at a mean that
does not depend on the model; what an attack costs goes by its kind (`sim.risks.attack_kinds`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import with_config

from sim.calendar import MONTH
from sim.distributions import ABOVE_ZERO, unit
from sim.errors import Problem
from sim.paths import Path
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.attack_kinds import (
    COMPLEX_ON_CAMP,
    COMPLEX_ON_COLUMN,
    IED,
    INDIRECT_FIRE,
    AtAircraft,
    Evacuation,
    Kind,
    Mix,
    Wounds,
)
from sim.risks.inputs import Factor, NonNegative, PerMonth, Probability, at_most
from sim.risks.names import unknown
from sim.risks.threat_models import Model
from sim.risks.world import AIRCRAFT_THREAT, CAMP_THREAT, ROAD_THREAT, Provider, World

ATTACK_LEVEL = "attack_level"
"""Channel of this risk alone: the level of a region, shared by its roads and camps."""

Per1000Km = Annotated[NonNegative, unit("per 1000 km"), at_most(1000.0)]


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What is known of attacks.

    `rate_loaded` and `rate_empty` stand for a column as the mission runs it: with its search
    team (where the axis wants one) and without air overwatch, at the mean level of the region.
    """

    enabled: bool
    model: Model
    rate_loaded: Per1000Km
    """Attacks on a loaded column."""
    rate_empty: Per1000Km
    """Attacks on an empty column."""
    quiet_factor: Factor
    """Factor on the rates where the region is a quiet one of the plan."""
    camp_rate: dict[str, PerMonth]
    """Attacks on one camp; by its name, else by its region; none where neither is named."""
    region_rate: dict[str, PerMonth]
    """Attacks of the reference stream of a region, which excite clusters and Hawkes."""
    ied_share: Probability
    """Share of the attacks on columns that are an explosive device; the rest are complex."""
    ied: Kind
    complex_on_column: Kind
    indirect_share: Probability
    """Share of the attacks on camps that are indirect fire; the rest are complex."""
    indirect_fire: Kind
    complex_on_camp: Kind
    aircraft_fire: AtAircraft
    wounds: Wounds
    evacuation: Evacuation
    reference_mix: Mix
    recoverable: Probability
    """Share of the vehicles hit that the column's recovery brings along."""
    turn_back: Probability
    """Probability that a column turns back after an attack."""
    search_factor: Annotated[Factor, ABOVE_ZERO]
    """Factor of having a search team over having none."""
    overwatch_factor: Factor
    """Factor of having air overwatch over having none."""

    def on_column(self, u: float) -> tuple[str, Kind]:
        """The kind of an attack on a column, by its uniform: its name and what it does."""
        if u < self.ied_share.value:
            return IED, self.ied
        return COMPLEX_ON_COLUMN, self.complex_on_column

    def on_camp(self, u: float) -> tuple[str, Kind]:
        """The kind of an attack on a camp, by its uniform: its name and what it does."""
        if u < self.indirect_share.value:
            return INDIRECT_FIRE, self.indirect_fire
        return COMPLEX_ON_CAMP, self.complex_on_camp

    def exposure(self, *, loaded: bool, searched: bool, overwatch: bool) -> float:
        """Give the factor on the road's threat for a column so made up.

        Parameters
        ----------
        loaded
            Whether it carries loads or people out; the threat is that of a loaded column.
        searched
            Whether it has the search team that its road wants (true where none is wanted).
        overwatch
            Whether aircraft watch over it.
        """
        factor = 1.0
        if not loaded and self.rate_loaded.value > 0.0:
            factor = self.rate_empty.value / self.rate_loaded.value
        if not searched:
            factor /= self.search_factor.value
        if overwatch:
            factor *= self.overwatch_factor.value
        return factor


def modulator(settings: Settings, world: World, region: str) -> Path:
    """Generate the level of a region: dimensionless, of unit mean, its own in each replication."""
    rate = settings.region_rate.get(region)
    return settings.model.level(
        world.draws,
        f"risk/attacks/{region}",
        rate.value / MONTH if rate else 0.0,
        world.scenario.start,
        world.until,
    )


def road_threat(settings: Settings, world: World, key: str) -> Path:
    """Build the attacks a kilometre on a loaded column of a road, by its shares of regions."""
    plan = world.scenario.plan
    rate = settings.rate_loaded.value / 1000.0
    threat: Path | None = None
    for region, share in plan.road_by_name[key].regions.items():
        if share > 0.0:
            quiet = settings.quiet_factor.value if region in plan.quiet_regions else 1.0
            part = world.path(ATTACK_LEVEL, region) * (rate * share * quiet)
            threat = part if threat is None else threat + part
    return Path.constant(0.0) if threat is None else threat


def camp_threat(settings: Settings, world: World, key: str) -> Path:
    """Build the attacks a day on a camp."""
    region = world.scenario.plan.camps[key].region
    rate = settings.camp_rate.get(key) or settings.camp_rate.get(region)
    if rate is None or rate.value == 0.0:
        return Path.constant(0.0)
    return world.path(ATTACK_LEVEL, region) * (rate.value / MONTH)


def aircraft_threat(settings: Settings, world: World, key: str) -> Path:
    """Build the times that an aircraft is fired at in one take-off or landing in a region."""
    quiet = settings.quiet_factor.value if key in world.scenario.plan.quiet_regions else 1.0
    return world.path(ATTACK_LEVEL, key) * (settings.aircraft_fire.rate.value / 1000.0 * quiet)


CHANNELS: Mapping[str, Provider] = {
    AIRCRAFT_THREAT: aircraft_threat,
    ROAD_THREAT: road_threat,
    CAMP_THREAT: camp_threat,
    ATTACK_LEVEL: modulator,
}


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find names in the settings that the plan does not know."""
    regions, where = set(plan.regions), "risk.attacks"
    places = regions | set(plan.camps)
    yield from unknown(
        f"{where}.camp_rate", "camp or region", settings.camp_rate, places, keyed=True
    )
    yield from unknown(f"{where}.region_rate", "region", settings.region_rate, regions, keyed=True)
