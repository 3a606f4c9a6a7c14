"""Supply: what camps and hubs hold, what is used, and what brings more of it.

The paths say when a camp's wells give water, and what share of a hub's normal fuel deliveries its
own road lets through; what camps and columns use is reckoned by `sim.processes.supply`. With the
risk off nothing is ever short.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Annotated

from pydantic import with_config

from sim.distributions import unit
from sim.errors import Problem
from sim.paths import Path
from sim.plan.amounts import Days, Trucks
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.inputs import Factor, NonNegative, Probability
from sim.risks.names import unknown
from sim.risks.spells import alternate, in_turn, lasting
from sim.risks.world import FUEL, GATE, WELLS, Provider, World

DaysHeld = Annotated[NonNegative, unit("days")]
Tonnes = Annotated[NonNegative, unit("tonnes")]


@with_config(STRICT)
@dataclass(frozen=True)
class Held:
    """Days of supply in a camp when its first truck column leaves its hub."""

    rations: Days
    """Food."""
    fuel: Days
    """For generators and vehicles."""
    water: Days
    """In tanks; used while the wells fail."""


@with_config(STRICT)
@dataclass(frozen=True)
class Consumption:
    """What one person uses a day, everything that the camp does included."""

    rations: Annotated[NonNegative, unit("kg/person/day")]
    """Food."""
    fuel: Annotated[NonNegative, unit("L/person/day")]
    """For generators and vehicles."""
    water: Annotated[NonNegative, unit("L/person/day")]
    """From wells, or from tanks while these fail."""
    fuel_density: Annotated[NonNegative, unit("kg/L")]
    """For what aircraft carry."""


@with_config(STRICT)
@dataclass(frozen=True)
class Wells:
    """How long a camp's wells and pumps work, and how long a failure lasts."""

    working: Days
    """How long wells work."""
    failed: Days
    """How long wells give nothing."""

    def __post_init__(self) -> None:
        lasting(working=self.working, failed=self.failed)


@with_config(STRICT)
@dataclass(frozen=True)
class HubFuel:
    """The fuel of one hub; a share of it comes through border crossings, one after the other."""

    held: Days
    """Days of what the hub and the camps that it still supplies by routine use."""
    through_gates: Probability
    """Share of the hub's fuel that comes through the gates."""
    gates: tuple[str, ...] = ()
    """The border crossings that this share passes: none of it comes while one of them is shut."""

    def __post_init__(self) -> None:
        if not self.gates and self.through_gates.value > 0.0:
            raise ValueError("'through_gates' needs 'gates'")


@with_config(STRICT)
@dataclass(frozen=True)
class Resupply:
    """What brings supplies to a camp."""

    rotation: DaysHeld
    """Days of supply that a truck rotation brings for those who are there."""
    column: DaysHeld
    """Days of supply that a column sent for that alone brings."""
    column_trucks: Trucks
    """Trucks of a column sent for that alone."""
    plane: Tonnes
    """One resupply by air where the field takes transport aircraft."""
    helicopter: Tonnes
    """One resupply by air elsewhere."""
    flight: Days
    """How long one resupply by air takes, once it is permitted."""


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of supply. A hub that is not named has fuel without end."""

    enabled: bool
    held: Held
    stores: DaysHeld
    """Days of rations and fuel that a camp can hold, for those there at its first column."""
    consumption: Consumption
    austerity: Probability
    """Share of its usual fuel with which a camp that is short, or a hub at its reserve, does."""
    convoy_fuel: Annotated[NonNegative, unit("L/100 km/vehicle")]
    """What the vehicles of columns burn."""
    wells: Wells
    hubs: dict[str, HubFuel]
    hub_reserve: DaysHeld
    """Days of fuel that a hub does not give to columns."""
    deliveries: Factor
    """Fuel deliveries that a hub can get, in multiples of what it needs on the as-of date."""
    resupply: Resupply


def wells(settings: Settings, world: World, camp: str) -> Path:
    """1 where the wells of a camp give water; they do on the as-of date."""
    entity, draw = f"risk/supply/{camp}", world.draws.uniform
    ends = alternate(
        (draw(entity, "wells", spell) for spell in count()),  # so few that blocks do not pay
        (settings.wells.working, settings.wells.failed),
        world.scenario.start,
        world.until,
    )
    return in_turn(1.0, 0.0, ends)


def fuel(settings: Settings, world: World, hub: str) -> Path:
    """Share of a hub's normal fuel deliveries that its roads let through."""
    of = settings.hubs.get(hub)
    if of is None or not of.gates:
        return Path.constant(1.0)
    through = of.through_gates.value
    passable = Path.minimum(*(world.path(GATE, gate) for gate in of.gates))
    return passable.map(lambda are_open: 1.0 - through * (1.0 - are_open))


CHANNELS: dict[str, Provider] = {WELLS: wells, FUEL: fuel}


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find hubs and gates that the plan does not know."""
    where = "risk.supply.hubs"
    yield from unknown(where, "hub", settings.hubs, plan.hubs, keyed=True)
    for name, of in settings.hubs.items():
        yield from unknown(f"{where}.{name}.gates", "gate", of.gates, plan.gates)
