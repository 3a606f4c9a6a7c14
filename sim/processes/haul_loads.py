"""What a column of the long haul brings away: on its trucks, beside them, or on its own wheels."""

from collections.abc import Callable

from sim.plan.loads import containers_per_truck, trucks_under
from sim.processes.convoy import Convoy
from sim.processes.hub import Hub, Load
from sim.processes.mission import Mission


def fleet_of(m: Mission, hub: Hub) -> str:
    """The trucks of a hub's long haul: its own, else those that served its camps."""
    own = f"long haul:{hub.name}"
    return own if m.pool.most(own) else f"trucks:{hub.name}"


def trucks_for(load: Load, each: float) -> int:
    """Trucks that a load needs, at so many containers a truck; one at least."""
    return max(1, load.low_bed + trucks_under(load.containers, each))


def gather(m: Mission, hub: Hub, target: str, fleet: str) -> Load:
    """Take what one column brings away, of what is at a hub now.

    With trucks, whose kind is `fleet`: what those carry that there are, and vehicles on their own
    wheels within the limit of a column. Without: vehicles alone, a last part with those before it.
    """
    columns = m.tasks.columns
    if fleet:
        trucks = max(1, int(m.pool.capacity(fleet)))
        return take_on_trucks(m, hub, target, trucks, max(0, int(columns.limit.value) - trucks))
    full = int(columns.contingent_move_vehicles.value)
    spread = full * (1.0 + m.tasks.loads.last_part_column.value)
    load = Load(wheels=hub.wheels if hub.wheels <= spread else full)
    hub.put(load, -1)
    return load


def take_on_trucks(m: Mission, hub: Hub, target: str, trucks: int, wheels: int) -> Load:
    """Take what so many trucks carry to the export hub, and up to so many vehicles beside them."""
    return hub.take(trucks, containers_per_truck(m.route(hub.name, target), m.tasks), wheels)


def refill(m: Mission, hub: Hub, convoy: Convoy, load: Load, target: str, fleet: str) -> Load:
    """Fill a column anew that has not loaded yet: there may be more trucks by now, or more to load.

    Papers for a border are made for what was gathered; a column to another hub has none.
    """
    return exchange(m, hub, convoy, load, target, lambda: gather(m, hub, target, fleet))


def fit(m: Mission, hub: Hub, convoy: Convoy, load: Load, target: str, trucks: float) -> Load:
    """Load no more than the trucks carry that there are on the grant; the rest stays."""
    if trucks >= convoy.trucks:
        return load
    there = int(trucks)
    return exchange(
        m, hub, convoy, load, target, lambda: take_on_trucks(m, hub, target, there, load.wheels)
    )


def exchange(
    m: Mission, hub: Hub, convoy: Convoy, load: Load, target: str, take: Callable[[], Load]
) -> Load:
    """Put back what a column would bring away and take something else; what then stays is free."""
    hub.put(load)
    taken = take()
    if convoy.trucks:
        convoy.trucks = trucks_for(taken, containers_per_truck(m.route(hub.name, target), m.tasks))
    if taken.units < load.units:
        hub.equipment_changed.fire()
    return taken


def space(m: Mission, load: Load, target: str) -> dict[str, float]:
    """The slots that a load takes at the export hub."""
    return {f"yard:{target}": min(load.containers, m.pool.capacity(f"yard:{target}"))}
