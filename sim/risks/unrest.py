"""Unrest: demonstrations and road blocks in towns, fed by disinformation.

Disinformation is one path of the nation: quiet spells and campaigns in turn. Road blocks in a town
are a Poisson process whose rate follows it; strategic communication takes a share of them away.
Blocks are thinned from candidates whose times do not depend on disinformation or communication:
with more communication there are fewer blocks and never another one (Lewis and Shedler, 1979).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log1p
from typing import Annotated, Final

from pydantic import with_config

from sim.distributions import unit
from sim.errors import Problem
from sim.paths import Path
from sim.plan.amounts import Days
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.inputs import IN_SIGHT, Factor, NonNegative, PerDay, Probability
from sim.risks.names import unknown
from sim.risks.spells import in_turn, in_world, lasting, uniforms
from sim.risks.world import DEPARTURE, DISINFORMATION, NATION, Provider, World

_CAMPAIGN: Final = "risk/unrest/disinformation"


@with_config(STRICT)
@dataclass(frozen=True)
class Disinformation:
    """Quiet spells, in which the level is 1, and campaigns, in which it is `campaign_level`."""

    quiet: Days
    """How long a quiet spell lasts."""
    campaign: Days
    """How long a campaign lasts."""
    campaign_level: Annotated[NonNegative, IN_SIGHT, unit("factor on the rate")]
    """Factor on the rate of road blocks in a campaign."""
    campaign_at_start: Probability
    """Probability that a campaign is under way on the as-of date; its spell is a full one."""

    def __post_init__(self) -> None:
        lasting(quiet=self.quiet, campaign=self.campaign)


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of unrest.

    `towns` gives how prone a place is, as a factor on the rate; those not named have `elsewhere`.
    """

    enabled: bool
    block_rate: PerDay
    """Road blocks that stop columns in a large town, while disinformation is quiet."""
    block: Days
    """How long a road block lasts."""
    towns: dict[str, Factor]
    """How prone to road blocks a place is, as a factor on the rate."""
    elsewhere: Factor
    """How prone to road blocks any other place is, as a factor on the rate."""
    disinformation: Disinformation
    damping: Probability
    """Share of the blocks that strategic communication prevents, beyond what is usual."""

    def __post_init__(self) -> None:
        lasting(block=self.block)


def disinformation(settings: Settings, world: World, _key: str) -> Path:
    """Level of disinformation: the factor on the rate of road blocks."""
    of = settings.disinformation
    level = of.campaign_level.value
    campaign = world.draws.uniform(_CAMPAIGN, "start") < of.campaign_at_start.value
    lengths = (of.campaign, of.quiet) if campaign else (of.quiet, of.campaign)
    ends = in_world(world, _CAMPAIGN, lengths)
    return in_turn(level, 1.0, ends) if campaign else in_turn(1.0, level, ends)


def departure(settings: Settings, world: World, place: str) -> Path:
    """1 where no road block keeps columns from leaving a place, or from entering it."""
    changes: list[tuple[float, float]] = []
    free = world.scenario.start
    for start, end in _blocks(settings, world, place):
        if start > free:
            changes.append((start, 0.0))
        elif end > free:
            changes.pop()
        else:
            continue
        changes.append((end, 1.0))
        free = end
    return Path.steps(1.0, changes)


def _blocks(settings: Settings, world: World, place: str) -> Iterator[tuple[float, float]]:
    """Road blocks at a place by their beginning: first and last instant in days."""
    prone = settings.towns.get(place, settings.elsewhere).value
    highest = max(1.0, settings.disinformation.campaign_level.value)
    rate = settings.block_rate.value * prone * highest
    if rate <= 0.0:
        return
    level, kept = world.path(DISINFORMATION, NATION), (1.0 - settings.damping.value) / highest
    draws, entity = world.draws, f"risk/unrest/{place}"
    gaps, marks, lengths = (
        uniforms(draws, entity, purpose) for purpose in ("gap", "mark", "length")
    )
    time, until = world.scenario.start, world.until
    while True:
        time -= log1p(-next(gaps)) / rate
        if time >= until:
            return
        days = settings.block.ppf(next(lengths))
        if next(marks) < level.value(time) * kept:
            yield time, time + days


CHANNELS: dict[str, Provider] = {DISINFORMATION: disinformation, DEPARTURE: departure}


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find towns that the plan does not know."""
    yield from unknown("risk.unrest.towns", "camp", settings.towns, plan.camps, keyed=True)
