"""Host-State consent: the regime behind clearances, customs and signatures.

A semi-Markov process of three regimes, one for the nation; in some sectors a national spell is,
with a probability, one level worse. It is the common cause of refusals on the road, in the air
and at customs, so that these come together and in spells.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import fsum
from typing import Final

from pydantic import with_config

from sim.distributions import SHORTEST, Distribution, Quantity
from sim.errors import Problem
from sim.paths import Path
from sim.plan.amounts import Days
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.inputs import Factor, PerDay, Probability
from sim.risks.names import sectors, unknown
from sim.risks.regimes import ByRegime
from sim.risks.spells import AT_LEAST, uniforms
from sim.risks.world import (
    AGREEMENT,
    CONSENT,
    NATION,
    OBSTRUCTIVE,
    PERMISSIVE,
    REGIMES,
    RESTRICTIVE,
    Provider,
    World,
)

_ENTITY: Final = "risk/consent/nation"


@with_config(STRICT)
@dataclass(frozen=True)
class Next:
    """Probability of the likelier successor of each regime; the third follows else."""

    permissive_to_restrictive: Probability
    """Probability that a restrictive spell follows a permissive one; else it is obstructive."""
    restrictive_to_permissive: Probability
    """Probability that a permissive spell follows a restrictive one; else it is obstructive."""
    obstructive_to_restrictive: Probability
    """Probability that a restrictive spell follows an obstructive one; else it is permissive."""


def _unscaled() -> ByRegime[Quantity]:
    return ByRegime(Quantity(1.0), Quantity(1.0), Quantity(1.0))


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of consent; the first spell is a full one.

    `sojourn_scale` multiplies a regime's spells; its range is that of their uncertain mean.
    """

    enabled: bool
    start: ByRegime[Probability]
    """Probability of each regime on the as-of date."""
    sojourn: ByRegime[Days]
    """How long a spell of the regime lasts."""
    next: Next
    sector_worse: Probability
    """Probability that a national spell is one level worse in a sector that can be."""
    worse_sectors: tuple[str, ...]
    """Sectors in which it can be worse."""
    convoy_lead: ByRegime[Days]
    """From asking for a movement clearance to the answer."""
    convoy_refused: ByRegime[Probability]
    """Probability that a movement clearance is refused."""
    certificate_signature: ByRegime[Days]
    """Days from the joint inspection to the signature while no agreement is signed."""
    certificate_signature_agreed: Days
    """Days from the joint inspection to the signature once the camp-return agreement is signed."""
    agreement_hazard: PerDay
    """Hazard of the camp-return agreement's signature while the nation is permissive."""
    notification_tolerated: bool = True
    """Whether a column that leaves on notification, without a clearance, is let pass."""
    sojourn_scale: ByRegime[Factor] = field(default_factory=_unscaled)
    """Factor on the regime's spells; its range is that of their uncertain mean."""

    def __post_init__(self) -> None:
        total = fsum(probability.value for probability in self.start)
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"'start': the probabilities sum to {total:g}, they must sum to 1")
        for name, spell, scale in zip(
            REGIMES,
            self.sojourn,
            self.sojourn_scale,
            strict=True,
        ):
            if not spell.mean * scale.bounds[0] >= SHORTEST:
                raise ValueError(
                    f"'sojourn': spells of the {name} regime must have a length: {AT_LEAST}"
                )


def regime(settings: Settings, world: World, key: str) -> Path:
    """The regime (0, 1, 2) of a sector, or of the nation under the key `NATION`."""
    if key == NATION:
        return _national(settings, world)
    # The nation itself never carries an overlay, so who asks first does not matter.
    nation = world.path(CONSENT, NATION)
    if key not in settings.worse_sectors:
        return nation
    worse = world.draws.block(f"risk/consent/{key}", "worse", 0, len(nation.values))
    levels = [
        min(level + 1.0, OBSTRUCTIVE) if below else level
        for level, below in zip(
            nation.values, (worse < settings.sector_worse.value).tolist(), strict=True
        )
    ]
    return Path.steps(levels[0], zip(nation.times, levels[1:], strict=True))


def _national(settings: Settings, world: World) -> Path:
    """Lay the national spells end to end, from the as-of date to beyond the horizon."""
    draws, until = world.draws, world.until
    spells = uniforms(draws, _ENTITY, "sojourn", size=64)
    choices = uniforms(draws, _ENTITY, "next", size=64)
    sojourns: list[tuple[Distribution, float]] = [
        (spell, scale.value)
        for spell, scale in zip(settings.sojourn, settings.sojourn_scale, strict=True)
    ]
    successors = _successors(settings.next)
    level = _first(settings.start, draws.uniform(_ENTITY, "start"))
    first, changes = float(level), list[tuple[float, float]]()
    time = world.scenario.start
    while True:
        spell, scale = sojourns[level]
        time += scale * spell.ppf(next(spells))
        if time >= until:
            return Path.steps(first, changes)  # a spell may have no length at all
        probability, likely, other = successors[level]
        level = likely if next(choices) < probability else other
        changes.append((time, float(level)))


def _first(start: ByRegime[Quantity], u: float) -> int:
    if u < start.permissive.value:
        return PERMISSIVE
    return RESTRICTIVE if u < start.permissive.value + start.restrictive.value else OBSTRUCTIVE


def _successors(following: Next) -> tuple[tuple[float, int, int], ...]:
    """By level: the probability of the likelier successor, that successor, the other one."""
    return (
        (following.permissive_to_restrictive.value, RESTRICTIVE, OBSTRUCTIVE),
        (following.restrictive_to_permissive.value, PERMISSIVE, OBSTRUCTIVE),
        (following.obstructive_to_restrictive.value, RESTRICTIVE, PERMISSIVE),
    )


def agreement(settings: Settings, world: World, _key: str) -> Path:
    """Hazard a day of the camp-return agreement's signature, while the nation is permissive."""
    hazard = settings.agreement_hazard.value
    nation = world.path(CONSENT, NATION)
    return nation.map(lambda level: hazard if level == PERMISSIVE else 0.0)


def agreement_signed_at(world: World) -> float:
    """Time at which the camp-return agreement is signed, in days; infinity if it never is.

    The hazard runs from the as-of date; the agreement is signed when its integral reaches a unit
    exponential drawn beforehand.
    """
    threshold = world.draws.exponential("risk/consent/agreement", "signed")
    return world.path(AGREEMENT, NATION).reach(world.scenario.start, threshold)


CHANNELS: dict[str, Provider] = {CONSENT: regime, AGREEMENT: agreement}


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find sectors that the plan does not know."""
    names = settings.worse_sectors
    yield from unknown("risk.consent.worse_sectors", "sector", names, sectors(plan))
