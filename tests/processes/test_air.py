"""Flights of people: none takes off for nobody, and none that stands down is fired at."""

from collections.abc import Generator
from typing import Any

import pytest
from simpy.events import Event

from sim.paths import Path
from sim.processes import airspace
from sim.processes.air import Line, fly, nobody_comes
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


@pytest.mark.parametrize("expected", [0, 10])
def test_a_nearly_empty_aircraft_flies_only_when_nobody_else_comes(expected: int) -> None:
    m = given.mission(given.off())
    hub = m.hubs["Gao"]
    hub.expected = expected
    line = next(one for one in lines_of(m) if one.hub is hub)
    few = int(0.5 * m.tasks.air_lift.least_filled.value * line.seats)
    assert few > 0
    m.clock.start(flight(m, few), "flight")
    m.clock.run_through(m.start + 60.0)
    assert hub.ready == (few if expected else 0)
    assert (hub.flying[line.kind], hub.promised[line.kind], hub.aloft) == (0, 0, 0)


def test_at_the_hub_of_the_charters_those_of_other_hubs_are_waited_for() -> None:
    m = given.mission(given.off())
    gao, bamako = m.hubs["Gao"], m.hubs["Bamako"]
    assert (nobody_comes(m, gao), nobody_comes(m, bamako)) == (True, True)
    gao.ready = 5
    assert (nobody_comes(m, gao), nobody_comes(m, bamako)) == (True, False)
    gao.ready, gao.aloft = 0, 5
    assert not nobody_comes(m, bamako)
    gao.aloft, gao.expected = 0, 5
    assert (nobody_comes(m, gao), nobody_comes(m, bamako)) == (False, False)


def test_a_damaged_aircraft_is_missing_until_it_is_repaired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ends(repair: float) -> tuple[float, float]:
        """When a flight is over whose aircraft is damaged, and how long it keeps a sound one."""
        monkeypatch.setattr(airspace, "fire", lambda *_: repair)
        m = given.mission(given.off())
        hold = next(one for one in lines_of(m) if one.hub is m.hubs["Gao"]).hold
        ended = given.finish(m, flight(m, 400))
        m.clock.run_through(m.start + 90.0)
        return ended[0][1], hold

    (sound, hold), (damaged, _) = ends(0.0), ends(40.0)
    assert damaged - sound == pytest.approx(40.0 - hold)


def test_the_civil_authority_does_not_fly_while_nothing_flies() -> None:
    """Its flight waits for open airspace as every other does."""
    closed = 130.0
    path = Path.steps(0.0, [(given.case().scenario.start + closed, 1.0)])
    m = given.mission(given.with_paths(given.off(), {AIRSPACE: path}))
    camp = m.camps["Douentza"]
    m.clock.start(give_notice(m, camp), "notice")
    m.clock.run_through(m.start + 140.0)
    assert camp.authority.at == m.start + closed
