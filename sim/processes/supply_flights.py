"""Supplies by air: the permission, the aircraft, and what of them a flight brings."""

from math import inf

from sim.policies import dispatch
from sim.processes import airspace
from sim.processes.camp import CampState
from sim.processes.clearance import Clearance, asked_on
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.stocks import CampStock
from sim.processes.supply import low
from sim.processes.wording import listed
from sim.record import triggers
from sim.record.ledger import PEOPLE

KG_PER_TONNE = 1000.0
PLANE = "fixed wing"
CLASSES = ("rations", "fuel", "water")
"""Classes of supply, in the order of the stocks."""


def flight_clearance(m: Mission, camp: CampState, entity: str) -> Clearance:
    """Permission for a flight now, asked ahead: a staff sees a stock fall."""
    rules, now = m.rules.crewed, m.clock.now
    return Clearance(m, rules, entity, camp.sector, asked_on(m, rules, camp.sector, now), now)


def by_plane(m: Mission, camp: CampState) -> bool:
    """Whether supplies are flown in by plane: where the field takes it; else by helicopter."""
    field = m.plan.airfields.get(camp.name)
    return field is not None and "fixed_wing" in field.takes and m.pool.capacity(PLANE) > 0


def ends(m: Mission, camp: CampState) -> tuple[str, str]:
    """The regions in which a flight with supplies takes off and lands."""
    return m.plan.camps[camp.owner].region, m.plan.camps[camp.name].region


def may_fly(m: Mission, camp: CampState) -> float:
    """When supplies may next be flown in (days): airspace open, and weather for helicopters."""
    if by_plane(m, camp):
        return airspace.opens(m, camp.sector, m.clock.now)
    return airspace.helicopters_fly(m, camp.sector, ends(m, camp), m.clock.now)


def fly_in(m: Mission, camp: CampState, stock: CampStock, entity: str, leave: Clearance) -> Steps:
    """Fly supplies in, of the classes that are low; returns whether the flight took off.

    A plane looks again when it is given: has its `leave` lapsed meanwhile, or has the airspace been
    closed or flights been stopped, it is given back.
    """
    assert m.stocks is not None
    means, track = m.stocks.settings.resupply, camp.track.fork(entity)
    plane = by_plane(m, camp)
    amounts = {PLANE: 1.0} if plane else {}
    with m.pool.claim(entity, amounts, track, priority=dispatch.FIRST) as claim:
        if plane:
            yield claim
            if leave.ready(airspace.opens(m, camp.sector, m.clock.now)) > m.clock.now:
                return False
        leave.close()
        m.fired(triggers.SUPPLY, camp.name, "resupply by air")
        repair = airspace.fire(m, entity, camp.sector, ends(m, camp) * 2, camp.name)
        yield m.clock.at(m.clock.now + m.drawn(True, means.flight, entity, "flight"))
        if plane and repair:
            airspace.into_workshop(m, claim, PLANE, repair)
    if camp.closed.reached:
        return True
    tonnes = (means.plane if plane else means.helicopter).value
    short = [what for what, days in zip(CLASSES, low(m, camp, stock), strict=True) if days < inf]
    days = share_out(m, camp, stock, tonnes)
    m.counts["resupply_flights"] += 1
    if m.story is not None:
        by = "aircraft bring" if plane else "helicopters bring"
        what = listed(short) or "nothing that is short"
        m.say(f"{entity}: {by} {tonnes:.0f} tonnes to {camp.name}: {what} for {days:.1f} days")
    return True


def share_out(m: Mission, camp: CampState, stock: CampStock, tonnes: float) -> float:
    """Share so many tonnes out over the classes that are low; gives the days for which they last.

    What would be in the way of what is short does not fly.
    """
    assert m.stocks is not None
    use, people = m.stocks.settings.consumption, m.ledger.at(PEOPLE, camp.name)
    kilograms = (use.rations.value, use.fuel.value * use.fuel_density.value, use.water.value)
    short = [days < inf for days in low(m, camp, stock)]
    a_day = people * sum(kg for kg, is_short in zip(kilograms, short, strict=True) if is_short)
    days = tonnes * KG_PER_TONNE / a_day if a_day > 0.0 else 0.0
    days = min(days, stock.capacity / max(people, 1))
    rations, fuel, water = (days * people if is_short else 0.0 for is_short in short)
    stock.add((rations, fuel, water))
    stock.changed.fire()
    return days
