"""Supply: what camps and hubs hold, and where it binds the movement of columns.

A hub gives its columns fuel for the road and supplies for the camp; a camp that has too little for
the road sends nobody. Asking for more is in `resupply.py`. With the risk off nothing is short.
"""

from dataclasses import dataclass
from math import inf

from sim.clock import Signal
from sim.processes.camp import CampState
from sim.processes.convoy import Convoy, Steps
from sim.processes.mission import Mission
from sim.processes.stocks import CampStock, HubFuel
from sim.record.causes import SUPPLY
from sim.record.ledger import PEOPLE
from sim.risks.world import FUEL, WELLS

HUNDRED_KM = 100.0
"""Kilometres for which a vehicle's use of fuel is given."""


class Stocks:
    """The stocks of one replication: of camps from their first column on, fuel of hubs."""

    def __init__(self, m: Mission) -> None:
        self._m = m
        self.settings = m.settings.supply
        self.camps: dict[str, CampStock] = {}
        self._given: dict[str, dict[str, float]] = {}
        self._short: set[str] = set()
        self._hubs: dict[str, HubFuel] = {}
        self._served = {
            name: (name, *(c.name for c in m.camps.values() if c.owner == name != c.name))
            for name in self.settings.hubs
        }
        for name, of in self.settings.hubs.items():
            use = self._use(name)
            days = m.drawn(self.settings.enabled, of.held, name, "fuel held")
            deliveries = use * self.settings.deliveries.value
            path = m.world.path(FUEL, name)
            austerity = self.settings.austerity.value
            self._hubs[name] = HubFuel(m.clock, path, days * use, deliveries, austerity)
        self._hub_of = {place: hub for hub, served in self._served.items() for place in served}
        for name in self._hubs:
            self.hub(name)

    def _use(self, hub: str) -> float:
        """Litres a day: those at the hub, and in camps that it still supplies by routine."""
        m, people = self._m, 0
        for name in self._served[hub]:
            if name not in self.camps:
                people += m.ledger.at(PEOPLE, name)
        return people * self.settings.consumption.fuel.value

    def hub(self, name: str) -> HubFuel | None:
        """The fuel of a hub as it stands now, if it can run short."""
        fuel = self._hubs.get(name)
        if fuel is not None:
            use = self._use(name)
            fuel.settle(use, use * self.settings.hub_reserve.value, self._m.clock.now)
        return fuel

    def count_short(self, column: str) -> None:
        """Count a column that waits for fuel, once however often it waits."""
        self._m.counts["columns_short_of_fuel"] += column not in self._short
        self._short.add(column)

    def count_on(self, camp: CampState, column: str) -> None:
        """Count on the supplies of a column that is given: it forms up and drives as planned."""
        cycle = self._m.cycles[camp.name]
        due = self._m.clock.now + cycle.forming_up + cycle.out
        self._given.setdefault(camp.name, {})[column] = due

    def count_no_more_on(self, camp: CampState, column: str) -> bool:
        """Count no more on a column, which has set out or is called off; whether one did."""
        return self._given.get(camp.name, {}).pop(column, None) is not None

    def due(self, camp: CampState) -> float:
        """When the next column that has been given and has not set out should be there (days)."""
        now = self._m.clock.now
        return min((at for at in self._given.get(camp.name, {}).values() if at > now), default=inf)

    def settle_hubs(self, *places: str) -> None:
        """Settle the fuel of hubs that places draw on: so many people use it from now on."""
        for place in places:
            if place in self._hub_of:
                self.hub(self._hub_of[place])

    def for_road(self, vehicles: float, km: float) -> float:
        """Litres that so many vehicles use on so many kilometres."""
        return vehicles * km / HUNDRED_KM * self.settings.convoy_fuel.value

    def open(self, camp: CampState) -> CampStock:
        """Begin to reckon a camp's stock: its first column leaves, and it is full."""
        m, held, name = self._m, self.settings.held, camp.name
        days = (
            m.drawn(self.settings.enabled, held.rations, name, "rations held"),
            m.drawn(self.settings.enabled, held.fuel, name, "fuel held"),
            m.drawn(self.settings.enabled, held.water, name, "water held"),
        )
        people = m.ledger.at(PEOPLE, name)
        stores = self.settings.stores.value
        stock = CampStock(m.clock, days, stores, people, m.world.path(WELLS, name))
        self.camps[name] = stock
        self.settle_hubs(name)
        return stock

    def camp(self, name: str) -> CampStock | None:
        """The stock of a camp as it stands now, if it is reckoned already."""
        stock = self.camps.get(name)
        if stock is not None:
            stock.settle(self._m.ledger.at(PEOPLE, name), self._m.clock.now)
        return stock

    def close(self) -> None:
        """End the record: a stock that is still low has been so up to now."""
        for stock in self.camps.values():
            if stock.low_since is not None:
                self._m.counts["supply_low_days"] += self._m.clock.now - stock.low_since


def move_people(m: Mission, people: int, source: str, target: str) -> None:
    """Move people in the books; stocks are reckoned up to now for those who were there so far."""
    if m.stocks is not None:
        if (left := m.stocks.camp(source)) is not None:
            left.changed.fire()
        if (joined := m.stocks.camp(target)) is not None:
            joined.came.fire()
    m.ledger.move(PEOPLE, people, source, target, m.clock.now)
    if m.stocks is not None:
        m.stocks.settle_hubs(source, target)


@dataclass(frozen=True, slots=True)
class Fuelling:
    """Fuel that a column will take for its way: where, for how many vehicles, how far (km)."""

    place: str
    vehicles: float
    km: float

    def ready(self, m: Mission) -> float:
        """When the place can give it, at today's use (days; infinity: never)."""
        if m.stocks is None or self.km == 0.0 or (hub := m.stocks.hub(self.place)) is None:
            return m.clock.now
        return hub.ready_at(m.stocks.for_road(self.vehicles, self.km))


def more_fuel(m: Mission, place: str) -> tuple[Signal, ...]:
    """What may let a hub give more fuel than it looked: who waits for some listens to it."""
    assert m.stocks is not None
    hub = m.stocks.hub(place)
    assert hub is not None
    return hub.more, m.hubs[place].people_changed


def fuel_up(m: Mission, convoy: Convoy, place: str, km: float) -> Steps:
    """Fuel a column at a hub for so many kilometres, once the hub can give it.

    Returns whether it is fuelled: it may be called off before, or in its own camp be given up,
    and waits no longer than a clearance holds. Who leaves the hub leaves it more.
    """
    if m.stocks is None or km == 0.0 or (hub := m.stocks.hub(place)) is None:
        return True
    camp, track, short, told = convoy.camp, convoy.track, False, convoy.also
    if camp is not None:
        told = camp.order, camp.changed, *told
    fuel, here = Fuelling(place, convoy.vehicles, km), convoy.within(place)
    last = m.clock.now + m.tasks.movement.clearance_validity.value
    while (at := fuel.ready(m)) > m.clock.now:
        given_up = m.clock.now >= last or (here is not None and called_off(here, convoy))
        if convoy.off() or given_up:
            track.until(m.clock.now, SUPPLY, f"no fuel at {place}")
            if not convoy.off():  # else it is told where it was to leave
                m.say(f"{convoy.entity} stands down: {place} has no fuel to give")
            return False
        if not short:
            short = True
            m.stocks.count_short(convoy.entity)
            m.say(f"{convoy.entity} cannot leave: {place} has no fuel to give")
        yield m.clock.sleep(min(at, last, convoy.looks_again()), *more_fuel(m, place), *told)
    track.until(m.clock.now, SUPPLY, f"no fuel at {place}")
    convoy.fuel = hub.take(m.stocks.for_road(convoy.vehicles, km))
    return True


def give_back_fuel(m: Mission, convoy: Convoy, place: str) -> None:
    """Give a hub back what it has given a column for the way: the column does not set out."""
    if m.stocks is not None and (hub := m.stocks.hub(place)) is not None:
        hub.give(convoy.fuel)
    convoy.fuel = 0.0


def called_off(camp: CampState, convoy: Convoy) -> bool:
    """Whether a column for a camp sets out no more; one that brings supplies still does."""
    fetches = convoy.promised > 0 or convoy.promised_low_bed > 0
    return camp.ordered or camp.closed.reached or (fetches and camp.gate_shut)


def load_supplies(
    m: Mission, camp: CampState, convoy: Convoy, base: str, days: float | None = None
) -> None:
    """Load supplies for so many days onto a column that leaves for a camp (default: a rotation's).

    Fuel as far as the hub can give it.
    """
    stock = m.stocks.camp(camp.name) if m.stocks is not None else None
    if m.stocks is None or stock is None:
        return
    if days is None:
        days = m.stocks.settings.resupply.rotation.value
    rations, fuel, water = stock.room(m.ledger.at(PEOPLE, camp.name), days)
    convoy.supplies = rations, take_fuel(m, base, fuel), water
    stock.coming += 1
    m.stocks.count_no_more_on(camp, convoy.entity)
    stock.changed.fire()


def bring_supplies(m: Mission, camp: CampState, convoy: Convoy) -> None:
    """Put into a camp's stock what a column has brought, no more than fits.

    Another may have come since it was loaded. Fuel that is left over goes back to the hub.
    """
    if m.stocks is None or convoy.supplies is None:
        return
    stock = m.stocks.camp(camp.name)
    assert stock is not None
    fits = stock.fits(convoy.supplies)
    stock.add(fits)
    give_fuel(m, m.open_place(camp.owner), convoy.supplies[1] - fits[1])
    _arrived(stock, convoy)


def keep_supplies(m: Mission, camp: CampState, convoy: Convoy, base: str) -> None:
    """Give back to the hub what a column could not bring; nobody counts on it any more."""
    if m.stocks is None or (stock := m.stocks.camps.get(camp.name)) is None:
        return
    if convoy.supplies is not None:
        give_fuel(m, base, convoy.supplies[1])
        _arrived(stock, convoy)
    elif m.stocks.count_no_more_on(camp, convoy.entity):
        stock.changed.fire()


def take_fuel(m: Mission, place: str, amount: float) -> float:
    """Take fuel for a camp (person-days) from a hub; gives how much there is beyond its reserve."""
    assert m.stocks is not None
    hub = m.stocks.hub(place)
    if hub is None:
        return amount
    each = m.stocks.settings.consumption.fuel.value
    return hub.take(amount * each, keep=hub.reserve) / each


def give_fuel(m: Mission, place: str, amount: float) -> None:
    """Give a hub back so much of the fuel that was to be brought to a camp (person-days)."""
    assert m.stocks is not None
    hub = m.stocks.hub(place)
    if hub is not None:
        hub.give(amount * m.stocks.settings.consumption.fuel.value)


def _arrived(stock: CampStock, convoy: Convoy) -> None:
    convoy.supplies = None
    stock.coming -= 1
    stock.changed.fire()
