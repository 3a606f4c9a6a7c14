"""Who wakes looks again at what it waits for: a wake for nothing changes nothing.

Else who lies down first would decide between two that wake in one instant, and a change of which
nobody is told would be heard when something else happens.
"""

from collections.abc import Iterator
from itertools import chain

import pytest

from sim.clock import Signal
from sim.processes.case import Case
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.summary import summarise
from sim.record.outcome import Outcome
from sim.replication import set_out
from tests.model.cases import loaded

EVERY = 0.37
"""Days between two wakes for nothing: at no hour at which anything else happens."""


class LastFirst(Signal):
    """A signal that wakes those who lay down last before the others."""

    __slots__ = ()

    def fire(self) -> None:
        self._sleepers.reverse()
        super().fire()


def of_hubs(m: Mission) -> Iterator[Signal]:
    """What is listened to at hubs, and what concerns everybody who waits for money or aircraft."""
    yield from (m.paid_again, m.helicopters)
    for hub in m.hubs.values():
        yield from (hub.people_changed, hub.equipment_changed, hub.weighed, hub.gone)
        yield from (hub.on_trucks.back, hub.on_wheels.back)
    if m.stocks is not None:
        for stock in m.stocks.camps.values():
            yield from (stock.changed, stock.came)
        for name in m.hubs:
            if (fuel := m.stocks.hub(name)) is not None:
                yield fuel.more


def run(case: Case, replication: int, disturbed: bool) -> Outcome:
    """Run a replication; disturbed: all who wait at hubs are woken now and then, the last first."""
    m = set_out(case, replication)

    def disturb() -> Steps:
        while True:
            yield m.clock.at(m.clock.now + EVERY)
            for signal in of_hubs(m):
                signal.fire()

    if disturbed:
        for hub in m.hubs.values():
            hub.people_changed, hub.equipment_changed = LastFirst(m.clock), LastFirst(m.clock)
        m.clock.start(disturb(), "wakes for nothing")
    m.clock.run_through(case.scenario.end)
    m.pool.closed = True
    return summarise(m, False)


def days(of: Outcome) -> list[float]:
    """When each camp was left and each phase and milestone was complete."""
    left = (closure.closed for closure in of.closures)
    return [*chain(left, (p.completed for p in of.phases), (s.day for s in of.milestones))]


@pytest.mark.parametrize("replication", range(3))
def test_wakes_for_nothing_at_hubs_change_nothing_in_whatever_order(replication: int) -> None:
    case = loaded("baseline")
    plain, disturbed = (run(case, replication, how) for how in (False, True))
    assert disturbed.events > plain.events + 1000
    assert days(disturbed) == pytest.approx(days(plain), nan_ok=True)
    assert disturbed.counts == pytest.approx(plain.counts, nan_ok=True)
