"""How long a camp's supplies last, and whether a column that brings some would come in time."""

from math import inf

from sim.processes import column
from sim.processes.camp import CampState
from sim.processes.clearance import asked_ahead
from sim.processes.mission import Mission
from sim.processes.shortage import low
from sim.processes.stocks import CampStock
from sim.record.ledger import PEOPLE


def ahead(m: Mission, camp: CampState) -> float:
    """Days before a stock is low at which a column is asked for: for the answer and the road."""
    cycle = m.cycles[camp.name]
    return asked_ahead(m, m.rules.convoy, camp.sector) + cycle.forming_up + cycle.out


def worth_leaving(m: Mission, camp: CampState, stock: CampStock) -> float:
    """The day on which a column that only brings supplies should leave (days).

    Now, unless a rotation may still come before the stock falls low: then so late that it comes
    just before that. Its clearance is asked for all the same.
    """
    cycle, low = m.cycles[camp.name], low_at(m, camp, stock)
    road = cycle.forming_up + cycle.out
    if camp.trucks_stopped or column.departure(m, camp) + road > low:
        return m.clock.now
    return max(m.clock.now, low - road)


def day_left(m: Mission, camp: CampState) -> float:
    """The day on which a camp is expected to be left (days): when its floor has formed up."""
    if camp.formed_at < inf:
        return camp.formed_at
    return camp.floor_day + m.tasks.movement.forming_up.nominal


def lasts(m: Mission, camp: CampState, stock: CampStock) -> bool:
    """Whether what is low lasts until the camp is expected to be left, or that day is over."""
    return m.clock.now + min(low(m, camp, stock)) >= day_left(m, camp)


def to_come(m: Mission, day: float) -> float:
    """A day that is still to come; infinity if it is over."""
    return day if day > m.clock.now else inf


def too_late_from(m: Mission, camp: CampState, *, formed: bool = False) -> float:
    """The day from which a column that is given, or has `formed` up, comes too late (days).

    It comes when its camp is expected to have been left.
    """
    cycle = m.cycles[camp.name]
    return day_left(m, camp) - cycle.out - (0.0 if formed else cycle.forming_up)


def comes_too_late(m: Mission, camp: CampState, *, formed: bool = False) -> bool:
    """Whether a column that is given now, or has `formed` up, comes when its camp has been left.

    Once the day is over on which that was expected, and the camp still stands, nobody knows.
    """
    return too_late_from(m, camp, formed=formed) <= m.clock.now < day_left(m, camp)


def low_at(m: Mission, camp: CampState, stock: CampStock, more: float = 0.0) -> float:
    """When the first class falls to the limit of the policy (now, if one is that low already).

    `more`: when rations or fuel are so many days above it.
    """
    rules, people = m.policy.supply, m.ledger.at(PEOPLE, camp.name)
    stock.settle(people, m.clock.now)
    below, water = rules.below.value + more, rules.water_below.value
    return stock.low_at(people, (below, below, water))


def over(m: Mission, camp: CampState, stock: CampStock, more: float = 0.0) -> bool:
    """Whether a camp need not be resupplied any more: it has so many days more than it must."""
    return camp.ordered or camp.closed.reached or low_at(m, camp, stock, more) > m.clock.now
