"""Flights of people: none takes off for nobody, and none that stands down is fired at."""

from collections.abc import Generator
from typing import Any

import pytest
from simpy.events import Event

from sim.paths import Path
from sim.processes import airspace
from sim.processes.air import Line, fly
from sim.processes.handover import give_notice
from sim.processes.mission import Mission
from sim.record.ledger import ABROAD, PEOPLE
from sim.risks.world import AIRSPACE
from tests.processes import given


def flight(m: Mission, ready: int) -> Generator[Event, Any, Any]:
    hub = m.hubs["Gao"]
    line = next(one for one in lines_of(m) if one.hub is hub)
    hub.ready = ready
    hub.promised[line.kind] = line.seats
    hub.flying[line.kind] = 1
    return fly(m, line, m.track("Gao/flight/1"))


def lines_of(m: Mission) -> list[Line]:
    from sim.processes.air import lines

    return [line for hub in m.hubs.values() if hub.name not in m.camps for line in lines(m, hub)]


@pytest.mark.parametrize(("ready", "times"), [(0, 0), (400, 1)])
def test_only_a_flight_that_takes_off_is_fired_at(
    ready: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    m = given.mission(given.off())
    fired = []

    def fire(*of: object) -> float:
        fired.append(of)
        return 0.0

    monkeypatch.setattr(airspace, "fire", fire)
    before = m.ledger.at(PEOPLE, ABROAD)
    m.clock.start(flight(m, ready), "flight")
    m.clock.run_through(m.start + 60.0)
    assert len(fired) == times
    assert (m.ledger.at(PEOPLE, ABROAD) > before or m.hubs["Bamako"].ready > 0) == bool(times)


def test_the_civil_authority_does_not_fly_while_nothing_flies() -> None:
    """Its flight waits for open airspace as every other does."""
    closed = 130.0
    path = Path.steps(0.0, [(given.case().scenario.start + closed, 1.0)])
    m = given.mission(given.with_paths(given.off(), {AIRSPACE: path}))
    camp = m.camps["Douentza"]
    m.clock.start(give_notice(m, camp), "notice")
    m.clock.run_through(m.start + 140.0)
    assert camp.authority.at == m.start + closed
