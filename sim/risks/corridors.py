"""Transit corridors: border crossings that open and close in heavy-tailed spells, with queues."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import with_config

from sim.errors import Problem
from sim.paths import Path
from sim.plan.amounts import Days
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.names import unknown
from sim.risks.spells import in_turn, in_world, lasting
from sim.risks.world import GATE, Provider, World


@with_config(STRICT)
@dataclass(frozen=True)
class GateSettings:
    """One crossing: how long it stays open, stays closed, and makes a column queue."""

    open_spell: Days
    """How long a border crossing stays open."""
    closed_spell: Days
    """How long a border crossing stays shut."""
    queue: Days
    """How long a consignment queues at the border."""

    def __post_init__(self) -> None:
        lasting(open_spell=self.open_spell, closed_spell=self.closed_spell)


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of the crossings, by their names in the plan.

    A crossing that is not named here stays as the status finds it.
    """

    enabled: bool
    gates: dict[str, GateSettings]


def gate(settings: Settings, world: World, key: str) -> Path:
    """1 where a crossing is open.

    The first spell is that of the status, and a full one: how long a crossing that is shut on
    the as-of date has yet to wait is not known.
    """
    is_open = key not in world.scenario.status.gates_closed
    spells = settings.gates.get(key)
    if spells is None:
        return Path.constant(float(is_open))
    lengths = (spells.open_spell, spells.closed_spell)
    ends = in_world(world, f"risk/corridors/{key}", lengths if is_open else lengths[::-1])
    return in_turn(float(is_open), float(not is_open), ends)


CHANNELS: dict[str, Provider] = {GATE: gate}


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find border crossings that the plan does not know."""
    yield from unknown("risk.corridors.gates", "gate", settings.gates, plan.gates, keyed=True)
