"""What a column of the long haul brings away: on its trucks, beside them, or on its own wheels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sim.plan.loads import containers_per_truck, trucks_under
from sim.processes.convoy import Convoy
from sim.processes.corridors import Corridor
from sim.processes.hub import Hub, Load
from sim.processes.mission import Mission
from sim.processes.supply import Fuelling


def fleet_of(m: Mission, hub: Hub) -> str:
    """The trucks of a hub's long haul: its own, else those that served its camps."""
    own = f"long haul:{hub.name}"
    return own if m.pool.most(own) else f"trucks:{hub.name}"


def trucks_for(load: Load, each: float) -> int:
    """Trucks that a load needs, at so many containers a truck; one at least."""
    return max(1, load.low_bed + trucks_under(load.containers, each))


def hauls_at_once(m: Mission, fleet: str) -> int:
    """Columns among which the trucks of a long haul are shared out: none is above the limit."""
    trucks, limit = int(m.pool.capacity(fleet)), int(m.tasks.columns.limit.value)
    return max(1, -(-trucks // max(1, limit)))


@dataclass(slots=True)
class Haul:
    """One column of equipment from a hub, and what it brings away.

    Attributes
    ----------
    target
        The export hub.
    fleet
        The kind of its trucks; None for vehicles on their own wheels.
    load
        What it brings away: no longer free for another column.
    way
        Its corridor to a border; None leads to the export hub.
    """

    m: Mission
    hub: Hub
    target: str
    convoy: Convoy
    fleet: str | None
    load: Load = field(default_factory=Load)
    way: Corridor | None = None

    @property
    def each(self) -> float:
        """Containers that one of its trucks carries."""
        return containers_per_truck(self.m.route(self.hub.name, self.target), self.m.tasks)

    @property
    def fuelled_for(self) -> float:
        """Kilometres for which it is fuelled at its hub: to the other hub or to the border.

        Trucks return, unless the other hub has fuel without end for that; vehicles on their own
        wheels do not.
        """
        way, stocks = self.way, self.m.stocks
        refuels = way is None and stocks is not None and stocks.hub(self.target) is None
        route = self.m.route(self.hub.name, self.target) if way is None else way.escorted
        km = route.km if route is not None else 0.0
        return km if self.fleet is None or refuels else 2.0 * km

    def fill(self) -> None:
        """Take what one column brings away, of what is at the hub now.

        With trucks: what its share of those carries that there are (`hauls_at_once`), and
        vehicles on their own wheels within the limit of a column. Without: vehicles alone, a last
        part with those before it. A column that has been filled and has not loaded is filled anew:
        there may be more trucks by now, or more to load.
        """
        if self.fleet is None:
            self._exchange(self._vehicles)
            return
        there = int(self.m.pool.capacity(self.fleet))
        trucks = max(1, there // hauls_at_once(self.m, self.fleet))
        beside = max(0, int(self.m.tasks.columns.limit.value) - trucks)
        self._exchange(lambda: self.hub.take(trucks, self.each, beside))

    def fit(self, trucks: float) -> None:
        """Load no more than the trucks carry that there are on the grant; the rest stays."""
        if trucks < self.convoy.trucks:
            beside = self.load.wheels
            self._exchange(lambda: self.hub.take(int(trucks), self.each, beside))

    def wants(self) -> dict[str, float]:
        """Its trucks, and slots at the export hub for what it is filled with when it asks for them.

        Papers for a border are made for what was gathered; a column to another hub has none.
        """
        wanted: dict[str, float] = {}
        if self.way is None:
            self.fill()
            yard = f"yard:{self.target}"
            wanted[yard] = min(self.load.containers, self.m.pool.capacity(yard))
        if self.fleet is not None:
            wanted[self.fleet] = self.convoy.trucks
        return wanted

    def fuelling(self, amounts: Mapping[str, float]) -> Fuelling:
        """What it will take of its hub, with its load on the trucks that it claims."""
        trucks = float(self.convoy.trucks)
        if self.fleet is not None:
            trucks = min(trucks, amounts[self.fleet])
        vehicles = trucks + self.convoy.escort + self.load.wheels
        return Fuelling(self.hub.name, vehicles, self.fuelled_for)

    def _vehicles(self) -> Load:
        """Take what a column on its own wheels consists of."""
        hub, full = self.hub, int(self.m.tasks.columns.contingent_move_vehicles.value)
        spread = full * (1.0 + self.m.tasks.loads.last_part_column.value)
        load = Load(wheels=hub.wheels if hub.wheels <= spread else full)
        hub.put(load, -1)
        return load

    def _exchange(self, take: Callable[[], Load]) -> None:
        """Put back what it would bring away and take something else; what then stays is free."""
        before = self.load
        self.hub.put(before)
        self.load = load = take()
        if self.fleet is not None:
            self.convoy.trucks = trucks_for(load, self.each)
        if any(now < then for now, then in zip(load, before, strict=True)):
            self.hub.equipment_changed.fire()
