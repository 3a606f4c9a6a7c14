"""Supplies by air: the permission, the aircraft, and what of them a flight brings."""

from math import inf

from sim.policies import dispatch
from sim.processes import airspace
from sim.processes.airspace import PLANE
from sim.processes.camp import CampState
from sim.processes.clearance import Clearance, asked_on
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.shortage import low
from sim.processes.stocks import DROP, CampStock
from sim.processes.supply import give_fuel, take_fuel
from sim.record import triggers
from sim.record.ledger import PEOPLE
from sim.wording import listed

KG_PER_TONNE = 1000.0
CLASSES = ("rations", "fuel", "water")
"""Classes of supply, in the order of the stocks."""
FUEL = CLASSES.index("fuel")
Supplies = tuple[float, float, float]
"""Person-days of each class."""


def flight_clearance(m: Mission, camp: CampState, entity: str) -> Clearance:
    """Permission for a flight now, asked ahead: a staff sees a stock fall."""
    rules, now = m.rules.crewed, m.clock.now
    return Clearance(m, rules, entity, camp.sector, asked_on(m, rules, camp.sector, now), now)


def by_plane(m: Mission, camp: CampState) -> bool:
    """Whether supplies are flown in by plane: where the field takes it; else by helicopter."""
    field = m.plan.airfields.get(camp.name)
    return field is not None and "fixed_wing" in field.takes and m.pool.capacity(PLANE) > 0


def base(m: Mission, camp: CampState) -> str:
    """The hub from which supplies are flown in."""
    return m.open_place(camp.owner)


def ends(m: Mission, camp: CampState) -> tuple[str, str]:
    """The regions in which a flight with supplies takes off and lands."""
    return m.plan.camps[base(m, camp)].region, m.plan.camps[camp.name].region


def may_fly(m: Mission, camp: CampState) -> float:
    """When supplies may next be flown in (days).

    No attack holds flights up at the hub or at the camp, the airspace is open, and helicopters have
    weather to fly.
    """
    now = m.clock.now
    fields = (base(m, camp), camp.name)
    at = max(airspace.held_up(m, m.plan.camps[name].sector, name, now) for name in fields)
    if by_plane(m, camp):
        return airspace.opens(m, camp.sector, at)
    return airspace.helicopters_fly(m, camp.sector, ends(m, camp), at)


def fuel_at(m: Mission, camp: CampState) -> float:
    """When the hub can give fuel beside its reserve (days; infinity: never).

    Nobody flies for less than the camp uses in a day.
    """
    assert m.stocks is not None
    hub = m.stocks.hub(base(m, camp))
    if hub is None:
        return m.clock.now
    litres = m.ledger.at(PEOPLE, camp.name) * m.stocks.settings.consumption.fuel.value
    return hub.ready_at(litres) if hub.full >= hub.reserve + litres else inf


def to_bring(m: Mission, camp: CampState, stock: CampStock) -> list[bool]:
    """Which classes a flight brings now: those that are low, fuel where the hub can give it."""
    short = [days < inf for days in low(m, camp, stock)]
    short[FUEL] = short[FUEL] and fuel_at(m, camp) <= m.clock.now
    return short


def may_load(m: Mission, camp: CampState, stock: CampStock) -> float:
    """When there is something to fly in (days): where fuel alone is low, when the hub has it."""
    rations, fuel, water = (days < inf for days in low(m, camp, stock))
    if rations or water:
        return m.clock.now
    return fuel_at(m, camp) if fuel else inf


def fly_in(m: Mission, camp: CampState, stock: CampStock, entity: str, leave: Clearance) -> Steps:
    """Fly supplies in, of the classes that are low; returns whether the flight took off.

    What it carries is fixed when it takes off. A plane looks again when it is given: has its
    `leave` lapsed meanwhile, has the airspace been closed, have flights been stopped, or is there
    nothing to fly in any more, or an order to leave, it is given back. Else it is away as long as
    with people aboard.
    """
    assert m.stocks is not None
    risk, track = m.stocks.settings, camp.track.fork(entity)
    means = risk.resupply
    plane = by_plane(m, camp)
    amounts = {PLANE: 1.0} if plane else {}
    with m.pool.claim(entity, amounts, track, priority=dispatch.FIRST) as claim:
        if plane:
            yield claim
            if camp.ordered or camp.closed.reached or stock.coming:
                return False
            if leave.ready(max(may_fly(m, camp), may_load(m, camp, stock))) > m.clock.now:
                return False
        leave.close()
        hub, tonnes = base(m, camp), means.plane if plane else means.helicopter
        load = load_up(m, camp, stock, tonnes.value)
        stock.aloft = True
        m.fired(triggers.SUPPLY, camp.name, "resupply by air")
        repair = airspace.fire(m, entity, camp.sector, ends(m, camp) * 2, camp.name)
        back = m.clock.now + airspace.rotation_days(m)
        yield m.clock.at(m.clock.now + m.drawn(risk.enabled, means.flight, entity, "flight"))
        if plane:
            airspace.fit_again(m, claim, max(m.clock.now + repair, back))
    stock.aloft = False
    unload(m, camp, stock, load, hub)
    if camp.closed.reached:
        return True
    m.counts["resupply_flights"] += 1
    if m.story is not None:
        m.say(f"{entity}: {'aircraft' if plane else 'helicopters'} bring {brought(m, camp, load)}")
    return True


def weights(m: Mission) -> Supplies:
    """Kilograms of each class that one person uses in a day."""
    assert m.stocks is not None
    use = m.stocks.settings.consumption
    return use.rations.value, use.fuel.value * use.fuel_density.value, use.water.value


def load_up(m: Mission, camp: CampState, stock: CampStock, tonnes: float) -> Supplies:
    """Load so many tonnes of what is low, so that all of it lasts equally long; person-days.

    What would be in the way of what is short does not fly. The fuel comes from the hub, which keeps
    its reserve: where it gives less than that, no more of it flies.
    """
    assert m.stocks is not None
    people, short = m.ledger.at(PEOPLE, camp.name), to_bring(m, camp, stock)
    a_day = people * sum(kg for kg, is_short in zip(weights(m), short, strict=True) if is_short)
    days = tonnes * KG_PER_TONNE / a_day if a_day > 0.0 else 0.0
    days = min(days, stock.capacity / max(people, 1))
    rations, fuel, water = (days * people if is_short else 0.0 for is_short in short)
    return rations, take_fuel(m, base(m, camp), fuel), water


def unload(m: Mission, camp: CampState, stock: CampStock, load: Supplies, place: str) -> None:
    """Put what a flight carries into the stock, no more than fits; fuel left over flies back.

    All of it does when the camp has been left meanwhile. `place`: the hub that it is from.
    """
    assert m.stocks is not None
    stock.settle(m.ledger.at(PEOPLE, camp.name), m.clock.now)
    fits = (0.0, 0.0, 0.0) if camp.closed.reached else stock.fits(load)
    give_fuel(m, place, load[FUEL] - fits[FUEL])
    stock.add(fits)
    stock.changed.fire()


def brought(m: Mission, camp: CampState, load: Supplies) -> str:
    """What a flight has brought to a camp, in words."""
    people, most = max(m.ledger.at(PEOPLE, camp.name), 1), max(load)
    tonnes = sum(kg * amount for kg, amount in zip(weights(m), load, strict=True)) / KG_PER_TONNE
    what = listed([name for name, amount in zip(CLASSES, load, strict=True) if amount > 0.0])
    less = f" (fuel for {load[FUEL] / people:.1f})" if 0.0 < load[FUEL] < most - DROP else ""
    return f"{tonnes:.0f} tonnes to {camp.name}: {what} for {most / people:.1f} days{less}"
