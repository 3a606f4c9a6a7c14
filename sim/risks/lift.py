"""Strategic lift: charter slots that slip, and airfields where passengers are not approved.

A host State may approve cargo and not passengers. Such spells alternate with spells in which
passengers are approved, airfield by airfield; people there then leave by lift inside the country.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import with_config

from sim.errors import Problem
from sim.paths import Path
from sim.plan.amounts import Days
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.inputs import Probability
from sim.risks.names import unknown
from sim.risks.spells import in_turn, in_world, lasting
from sim.risks.world import PASSENGERS, Provider, World


@with_config(STRICT)
@dataclass(frozen=True)
class Approval:
    """Spells in which charters with passengers are approved at an airfield, and not, in turn."""

    refused_at_start: Probability
    """Probability that passengers are not approved on the as-of date; the first spell is a full
    one."""
    approved: Days
    """How long passengers are approved."""
    refused: Days
    """How long passengers are not approved."""

    def __post_init__(self) -> None:
        lasting(approved=self.approved, refused=self.refused)


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of strategic lift."""

    enabled: bool
    slip: Probability
    """Probability that a charter's slot slips."""
    slip_days: Days
    """By how long a charter's slot slips."""
    passengers: dict[str, Approval]
    """By airfield; at those not named passengers are approved."""


def passengers(settings: Settings, world: World, key: str) -> Path:
    """1 where charters with passengers are approved."""
    spells = settings.passengers.get(key)
    if spells is None:
        return Path.constant(1.0)
    entity = f"risk/lift/{key}"
    refused = world.draws.uniform(entity, "start") < spells.refused_at_start.value
    lengths = (spells.refused, spells.approved) if refused else (spells.approved, spells.refused)
    return in_turn(float(not refused), float(refused), in_world(world, entity, lengths))


CHANNELS: dict[str, Provider] = {PASSENGERS: passengers}


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find airfields that the plan does not know."""
    given, known = settings.passengers, plan.airfields
    yield from unknown("risk.lift.passengers", "airfield", given, known, keyed=True)
