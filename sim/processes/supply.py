"""Supply: what camps and hubs hold, and where it binds the movement of columns.

A hub gives its columns fuel for the road and supplies for the camp; a camp that has too little for
the road sends nobody. Asking for more is in `resupply.py`. With the risk off nothing is short.
"""

from collections.abc import Callable
from math import inf

from sim.processes.camp import CampState
from sim.processes.convoy import Convoy, Steps
from sim.processes.mission import Mission
from sim.processes.stocks import DROP, CampStock, HubFuel
from sim.record import triggers
from sim.record.causes import SUPPLY
from sim.record.ledger import PEOPLE
from sim.record.track import Track
from sim.risks.world import FUEL, WELLS

HUNDRED_KM = 100.0
"""Kilometres for which a vehicle's use of fuel is given."""


class Stocks:
    """The stocks of one replication: of camps from their first column on, fuel of hubs."""

    def __init__(self, m: Mission) -> None:
        self._m = m
        self.settings = m.settings.supply
        self.camps: dict[str, CampStock] = {}
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
            self._hubs[name] = HubFuel(path, days * use, deliveries, m.clock.now)
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

    def people_moved(self, *places: str) -> None:
        """Settle the fuel of hubs that places draw on: so many people use it from now on."""
        for place in places:
            if place in self._hub_of:
                self.hub(self._hub_of[place])

    def for_road(self, convoy: Convoy, km: float) -> float:
        """Litres that a column uses on so many kilometres."""
        return convoy.vehicles * km / HUNDRED_KM * self.settings.convoy_fuel.value

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
        self.people_moved(name)
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
        m.stocks.people_moved(source, target)


def count_on_supplies(m: Mission, camp: CampState) -> None:
    """Count on the supplies of a column that is given: it forms up and drives as planned."""
    if m.stocks is not None and (stock := m.stocks.camps.get(camp.name)) is not None:
        cycle = m.cycles[camp.name]
        stock.due = m.clock.now + cycle.forming_up + cycle.out


def fuel_up(m: Mission, convoy: Convoy, place: str, km: float) -> Steps:
    """Fuel a column at a hub for so many kilometres, once the hub can give it.

    Returns whether it is fuelled: it may be called off before. Who leaves the hub leaves it more.
    """
    if m.stocks is None or km == 0.0 or (hub := m.stocks.hub(place)) is None:
        return True
    camp, track = convoy.camp, convoy.track
    left = m.hubs[place].people_changed
    litres = m.stocks.for_road(convoy, km)
    asked = m.clock.now
    while (at := hub.ready_at(litres)) > m.clock.now:
        if m.clock.now == asked:
            m.counts["columns_short_of_fuel"] += 1
            m.say(f"{convoy.entity} cannot leave: {place} has no fuel to give")
        if camp is None:
            yield m.clock.sleep(at, left)
        elif called_off(camp, convoy):
            track.until(m.clock.now, SUPPLY, f"no fuel at {place}")
            return False
        else:
            yield m.clock.sleep(at, left, camp.order, camp.changed)
        m.stocks.hub(place)
    track.until(m.clock.now, SUPPLY, f"no fuel at {place}")
    hub.take(litres)
    convoy.fuel = litres
    return True


def give_back_fuel(m: Mission, convoy: Convoy, place: str) -> None:
    """Give a hub back what it has given a column for the way: the column does not set out."""
    if m.stocks is not None and (hub := m.stocks.hub(place)) is not None:
        hub.give(convoy.fuel)
    convoy.fuel = 0.0


def called_off(camp: CampState, convoy: Convoy) -> bool:
    """Whether a column for a camp need not leave any more; one that brings supplies still does."""
    fetches = convoy.promised > 0 or convoy.promised_low_bed > 0
    return camp.ordered or camp.closed.reached or (fetches and camp.trucks_stopped)


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
    hub = m.stocks.hub(base)
    if hub is not None:
        each = m.stocks.settings.consumption.fuel.value
        fuel = hub.take(fuel * each, keep=hub.reserve) / each
    convoy.supplies = rations, fuel, water
    stock.coming += 1
    stock.due = -inf
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
    elif stock.due > -inf:
        stock.due = -inf
        stock.changed.fire()


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


def enough_to_move(
    m: Mission,
    camp: CampState,
    track: Track,
    stop: Callable[[], bool],
    what: str,
    by: float = inf,
) -> Steps:
    """Wait until a camp has supplies for the road, rations and fuel.

    Command is asked to leave in haste when it has not got them within its patience: in haste a
    camp leaves with what it has, as does who has to leave `by` a day (days).
    """
    stock = m.stocks.camp(camp.name) if m.stocks is not None else None
    if stock is None:
        return
    rules, asked = m.policy.supply, m.clock.now
    until = asked + rules.patience.value
    while not stop() and m.clock.now < by:
        if enough(m, camp, stock):
            break
        if m.clock.now == asked:
            m.counts["departures_short_of_supply"] += 1
            rations, fuel, _ = stock.days(m.ledger.at(PEOPLE, camp.name))
            m.say(
                f"{what} cannot leave {camp.name}: rations for {rations:.0f} days, fuel for "
                f"{fuel:.0f}"
            )
        if m.clock.now >= until:
            ask_for_haste(m, camp, lambda: not enough(m, camp, stock))
            until = inf
        yield m.clock.sleep(min(until, by), stock.changed, camp.order, camp.closed.signal)
    track.until(m.clock.now, SUPPLY, "too little fuel or rations for the road")


def enough(m: Mission, camp: CampState, stock: CampStock) -> bool:
    """Whether a camp has rations and fuel to send its people on the road."""
    people = m.ledger.at(PEOPLE, camp.name)
    stock.settle(people, m.clock.now)
    rations, fuel, _ = stock.days(people)
    return min(rations, fuel) >= m.policy.supply.to_move.value


def low(m: Mission, camp: CampState, stock: CampStock) -> list[float]:
    """Days for which each class lasts; infinity for one that is not low.

    Water is never low while the wells work.
    """
    rules, people = m.policy.supply, m.ledger.at(PEOPLE, camp.name)
    stock.settle(people, m.clock.now)
    limits = (rules.below.value, rules.below.value, rules.water_below.value)
    few = DROP / max(people, 1)
    rations, fuel, water = stock.days(people)
    if stock.wells.value(m.clock.now):
        water = inf
    return [
        days if days <= limit + few else inf
        for days, limit in zip((rations, fuel, water), limits, strict=True)
    ]


def ask_for_haste(m: Mission, camp: CampState, still: Callable[[], bool]) -> None:
    """Ask command to leave a camp that cannot be supplied, where it may leave in haste at all.

    The order is given only if the reason is `still` there when the decision is made.
    """
    if m.policy.acceleration.enabled and not (camp.alarms or camp.ordered):
        m.counts["orders_for_supply"] += 1
        m.fired(triggers.SUPPLY, camp.name, "leave in haste")
        m.order_haste(camp, "no supplies come in", SUPPLY, still)
