"""Contractors: trucks that are not offered for weeks, and drivers who walk out after an attack."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import with_config

from sim.distributions import Distribution, unit
from sim.errors import Problem
from sim.paths import Path
from sim.plan.amounts import Days
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.names import unknown
from sim.risks.spells import in_world, lasting, uniforms
from sim.risks.world import TRUCKS_OFFERED, Provider, World

Share = Annotated[Distribution, unit("share")]


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of contracted trucks; which are, is said by the resources."""

    enabled: bool
    full: Days
    """Spells in which every contracted truck of a hub is offered; the first is one of them."""
    short: Days
    """Spells in which some contracted trucks are not offered; other work pays better, fuel is
    scarce, roads are feared."""
    offered: Share
    """Share of a hub's contracted trucks that is offered in a short spell."""
    walk_out: Share
    """Share of a hub's contracted trucks whose drivers leave after an attack cost trucks."""
    back: Days
    """After how long drivers who left are back, or replaced."""
    hubs: tuple[str, ...] = ()
    """Hubs whose market is short at times; none named: every hub."""

    def __post_init__(self) -> None:
        lasting(full=self.full, short=self.short)


def offered(settings: Settings, world: World, key: str) -> Path:
    """The share of a hub's contracted trucks that is offered."""
    if settings.hubs and key not in settings.hubs:
        return Path.constant(1.0)
    entity = f"risk/contractors/{key}"
    ends = in_world(world, entity, (settings.full, settings.short))
    shares = uniforms(world.draws, entity, "share")
    turns = [
        (end, 1.0 if number % 2 else settings.offered.ppf(next(shares)))
        for number, end in enumerate(ends)
    ]
    return Path.steps(1.0, turns).clip(0.0, 1.0)


CHANNELS: dict[str, Provider] = {TRUCKS_OFFERED: offered}


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find hubs that the plan does not know."""
    yield from unknown("risk.contractors.hubs", "hub", settings.hubs, plan.hubs)
