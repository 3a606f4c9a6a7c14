"""Civilian staff: separation in steps; they are the inspectors and the clearing officers."""

from sim.calendar import WEEK
from sim.plan.equipment import whole
from sim.plan.liquidation import Civilians, StaffMilestone
from sim.processes import airspace
from sim.processes.convoy import Steps
from sim.processes.means import capacities
from sim.processes.mission import Mission
from sim.record import milestones
from sim.record.ledger import ABROAD, CIVILIANS, SEPARATED

DESKS = ("inspectors", "officers")
"""Kinds of the pool that are civilian staff."""


class Staff:
    """Who of the civilian staff is still there.

    All are counted at the hub from which internationals fly: they may stand elsewhere.
    """

    def __init__(self, m: Mission, of: Civilians) -> None:
        assert m.plan.lift_hub is not None
        self.m = m
        self.of = of
        self.place = m.plan.lift_hub
        people = whole(of.people.value)
        self.first_international = self.international = whole(people * of.international.value)
        self.first_national = self.national = people - self.international
        m.ledger.open(CIVILIANS, self.place, people)
        for name, stone in of.milestones.items():
            m.expect(milestones.CIVILIANS, name, stone.due)

    def limits(self, share: float) -> tuple[int, int]:
        """International and national staff that a share of the first number leaves."""
        return whole(self.first_international * share), whole(self.first_national * share)

    def leave(self, international: int, national: int) -> None:
        """Let some fly home and others separate where they are; note milestones that this meets."""
        m, now = self.m, self.m.clock.now
        m.ledger.move(CIVILIANS, international, self.place, ABROAD, now)
        m.ledger.move(CIVILIANS, national, self.place, SEPARATED, now)
        self.international -= international
        self.national -= national
        for name, stone in self.of.milestones.items():
            if self.international + self.national <= sum(self.limits(stone.share.value)):
                m.reach(milestones.CIVILIANS, name)

    def cut_desks(self, share: float) -> None:
        """Have inspection teams and clearing officers in proportion to the staff, one at least.

        Those that a mitigation has added meanwhile are staff like the others.
        """
        m = self.m
        for kind, _, full in capacities(m.scenario.resources, m.plan):
            if kind in DESKS:
                capacity = float(max(1, whole(full * share)))
                if capacity < m.pool.capacity(kind):
                    m.pool.resize(kind, capacity, m.track("civilians"))


def start_civilians(m: Mission) -> None:
    """Start the separation of civilian staff."""
    of = m.plan.civilians
    if of is None:
        return
    m.staff = staff = Staff(m, of)
    m.clock.start(separate(m, staff), "civilians/separation")
    m.clock.start(fly_home(m, staff), "civilians/flights")


def separate(m: Mission, staff: Staff) -> Steps:
    """On each milestone: contracts of national staff end, and the desks shrink."""
    for stone in staff.of.milestones.values():
        if stone.due < m.clock.now:
            continue
        yield m.clock.at(stone.due)
        _, national = staff.limits(stone.share.value)
        staff.leave(0, max(0, staff.national - national))
        staff.cut_desks(stone.share.value)
        m.say(f"{staff.international + staff.national} civilians remain")


def fly_home(m: Mission, staff: Staff) -> Steps:
    """Fly international staff out every week, evenly up to each milestone, as there are seats.

    They take scheduled flights and the mission's own passenger flights, not the charters of the
    contingents, so that they compete with nobody for seats; shut airspace holds them up.
    """
    week = 0
    for stone in staff.of.milestones.values():
        while staff.international > (limit := staff.limits(stone.share.value)[0]):
            sector = m.plan.camps[staff.place].sector
            while (at := airspace.opens(m, sector, m.clock.now)) > m.clock.now:
                yield m.clock.at(at)
            seats = int(m.task(staff.of.seats, "civilians", "seats", week))
            staff.leave(min(seats, _this_week(m, staff.international - limit, stone)), 0)
            week += 1
            yield m.clock.at(m.clock.now + WEEK)


def _this_week(m: Mission, leaving: int, stone: StaffMilestone) -> int:
    """How many of those who are to leave by a milestone leave this week; none if all have left."""
    flights = max(1, int((stone.due - m.clock.now) // WEEK) + 1)
    return max(0, -(-leaving // flights))


def liquidate(m: Mission) -> None:
    """Let the last of the civilian staff go: the liquidation is over."""
    if m.staff is not None:
        m.staff.leave(m.staff.international, m.staff.national)
