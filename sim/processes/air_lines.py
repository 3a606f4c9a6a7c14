"""Lines: the ways by air from a hub, their seats, their pace, and when they may be flown."""

from dataclasses import dataclass
from math import ceil

from sim.calendar import WEEK
from sim.processes import airspace
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.processes.rules import Rules
from sim.record.ledger import ABROAD
from sim.risks.world import PASSENGERS, RESTRICTIVE, YES


@dataclass(frozen=True, slots=True)
class Line:
    """A way by air: from a hub to the hub that lifts people abroad, or straight abroad."""

    m: Mission
    kind: str
    hub: Hub
    target: str

    @property
    def charter(self) -> bool:
        """Whether it leads abroad, by chartered aircraft."""
        return self.target == ABROAD

    @property
    def seats(self) -> int:
        """Seats of one aircraft that can be filled."""
        air = self.m.tasks.air_lift
        if self.charter:
            return int(air.charter_seats[self.hub.name].value * air.charter_load.value)
        return int(air.fixed_wing_seats.value)

    @property
    def rules(self) -> Rules:
        """How the host State answers requests for it."""
        return self.m.rules.charter if self.charter else self.m.rules.crewed

    @property
    def hold(self) -> float:
        """How long one flight keeps its aircraft or slot, in days.

        A charter's slot comes once a week; of a part of a flight a week, later by that part.
        """
        if not self.charter:
            return airspace.rotation_days(self.m)
        weekly = self.m.scenario.resources.charter_slots[self.hub.name].value
        return WEEK * self.m.pool.capacity(self.kind) / weekly if weekly else WEEK

    @property
    def pipeline(self) -> int:
        """How many flights are asked for at once, so that the answers' lead does not hold them up.

        None while there is no slot or aircraft at all.
        """
        ahead = ceil(self.rules.ahead[RESTRICTIVE] / self.hold + 1)
        return int(self.m.pool.capacity(self.kind) * ahead)


def lines(m: Mission, hub: Hub) -> list[Line]:
    """The ways by air from a hub: charters where its field takes them, and lift beside them."""
    found = []
    means, target = m.scenario.resources, m.plan.lift_hub
    if hub.name in means.charter_slots:
        found.append(Line(m, f"charter:{hub.name}", hub, ABROAD))
    if target is not None and target != hub.name:
        found.append(Line(m, airspace.PLANE, hub, target))
    return found


def slips(m: Mission, line: Line, entity: str) -> float:
    """By how many days a flight's slot slips; only charters' do."""
    risk = m.settings.lift
    if not (line.charter and risk.enabled):
        return 0.0
    if m.draws.uniform(entity, "slip") >= risk.slip.value:
        return 0.0
    return risk.slip_days.ppf(m.draws.uniform(entity, "slip days"))


def movements(m: Mission, line: Line) -> tuple[str, ...]:
    """The regions of the landings and take-offs of a flight and of the one that brings it back."""
    ends = [m.plan.camps[line.hub.name].region]
    if not line.charter:
        ends.append(m.plan.camps[line.target].region)
    return (*ends, *ends)


def approved(m: Mission, line: Line, t: float) -> float:
    """When passengers may next be flown from the line's field, from `t` on (days)."""
    return m.world.path(PASSENGERS, line.hub.name).when_at_least(YES, t) if line.charter else t


def may_fly(m: Mission, line: Line, sector: str) -> float:
    """When the line's flights may next be flown (days).

    The airspace is open, passengers are approved, and no attack holds them up.
    """
    at = m.clock.now
    while True:
        clear = airspace.opens(m, sector, airspace.held_up(m, sector, line.hub.name, at))
        if (then := approved(m, line, clear)) == at:
            return at
        at = then
