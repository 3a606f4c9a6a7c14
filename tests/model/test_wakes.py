"""Who wakes looks again at what it waits for, whenever and in whatever order it wakes.

A wake for nothing changes nothing: else who lies down first would decide between two that wake in
one instant, and a change of which nobody is told would be heard when something else happens. For
the same reason it does not matter who of those wakes first whose time is up in one instant.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain, count

import pytest
from simpy.events import Event

from sim.clock import Clock, Signal
from sim.processes import mission
from sim.processes.case import Case
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.summary import summarise
from sim.record.outcome import Outcome
from sim.replication import set_out
from tests.model.cases import loaded

EVERY = 0.37
"""Days between two wakes for nothing: at no hour at which anything else happens."""


def fire_last_first(signal: Signal) -> None:
    """Wake those who lay down last before the others."""
    signal._sleepers.reverse()
    FIRE(signal)


FIRE = Signal.fire


class LastFirst(Clock):
    """A clock on which, of those whose time is up in one instant, who lay down last wakes first."""

    def __init__(self, start: float) -> None:
        super().__init__(start)
        self._downwards = count(0, -1)

    def at(self, when: float) -> Event:
        upwards = self._eid
        if when > self.now:
            self._eid = self._downwards
        event = super().at(when)
        self._eid = upwards
        return event

    def sleep(self, until: float, *signals: Signal) -> Event:
        upwards = self._eid
        if until > self.now:
            self._eid = self._downwards
        event = super().sleep(until, *signals)
        self._eid = upwards
        return event


def of_camps(m: Mission) -> Iterator[Signal]:
    """What is listened to at camps, and what concerns the whole mission."""
    yield from (s for s in vars(m).values() if isinstance(s, Signal))
    for camp in m.camps.values():
        yield from (camp.changed, camp.claimed, camp.team_given)  # an order is given once


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


def run(case: Case, replication: int, disturbed: bool = False) -> Outcome:
    """Run a replication; disturbed: all who wait for a signal are woken now and then."""
    m = set_out(case, replication)

    def disturb() -> Steps:
        while True:
            yield m.clock.at(m.clock.now + EVERY)
            for signal in (*of_hubs(m), *of_camps(m)):
                signal.fire()

    if disturbed:
        m.clock.start(disturb(), "wakes for nothing")
    m.clock.run_through(case.scenario.end)
    m.pool.closed = True
    return summarise(m, False)


def days(of: Outcome) -> list[float]:
    """When each camp was left and each phase and milestone was complete."""
    left = (closure.closed for closure in of.closures)
    return [*chain(left, (p.completed for p in of.phases), (s.day for s in of.milestones))]


@cache
def plain(replication: int, *overrides: str) -> Outcome:
    """Run a replication as it is."""
    return run(loaded("baseline", *overrides), replication)


def assert_same(one: Outcome, two: Outcome) -> None:
    """Every date and count is the same, but for rounding; events may be more."""
    assert days(one) == pytest.approx(days(two), nan_ok=True)
    assert one.counts == pytest.approx(two.counts, nan_ok=True)


@pytest.mark.parametrize("replication", range(3))
def test_wakes_for_nothing_change_nothing_in_whatever_order(
    replication: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Signal, "fire", fire_last_first)
    disturbed = run(loaded("baseline"), replication, disturbed=True)
    monkeypatch.undo()
    assert disturbed.events > plain(replication).events + 10_000
    assert_same(disturbed, plain(replication))


@pytest.mark.parametrize("replication", [0, 1, 15])
def test_who_wakes_first_of_those_whose_time_is_up_changes_nothing(
    replication: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Material that comes to customs in one instant is let through one after the other.
    monkeypatch.setattr(mission, "Clock", LastFirst)
    turned = run(loaded("baseline", "risk/imports=off"), replication)
    monkeypatch.undo()
    assert_same(turned, plain(replication, "risk/imports=off"))
