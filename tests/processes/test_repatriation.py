"""Repatriation: who stays where, when a hub's own people are let go, when they are ready to fly."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sim.plan.phases import Phase
from sim.processes import repatriation
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.processes.repatriation import (
    guard_share,
    release,
    share_out_who_stays,
    start_repatriation,
    thin_out,
)
from sim.record.causes import LIFT, PLAN
from sim.record.ledger import LOST, PEOPLE
from tests.processes.given import days_by_cause, finish, mission, off

FORMALITIES = 5.0
UNTIL = 184.0 - 16.0
"""A share of a hub's people is kept until 16 days before the last deadline."""


def gao(people: int | None = None) -> tuple[Mission, Hub]:
    """A mission in which only so many people are at Gao."""
    m = mission(off())
    if people is not None:
        m.ledger.move(PEOPLE, m.ledger.at(PEOPLE, "Gao") - people, "Gao", LOST, m.now)
    return m, m.hubs["Gao"]


def test_those_who_stay_are_shared_out_by_strength_and_no_more_than_may() -> None:
    """910 of 5,828 at Timbuktu, Gao and Bamako."""
    m, _ = gao()
    share_out_who_stays(m)
    assert {name: hub.staying for name, hub in m.hubs.items()} == {
        "Mopti": 0,  # it closes
        "Timbuktu": 297,  # 910 × 1,900 / 5,828 = 296.7
        "Gao": 490,  # 910 × 3,140 / 5,828 = 490.3
        "Bamako": 123,  # its share is 123.04
    }


def test_the_guard_is_its_part_of_those_who_may_stay() -> None:
    m, hub = gao()
    assert guard_share(m) == pytest.approx(160.0 / 910.0)
    share_out_who_stays(m)
    assert hub.guard == 86  # 490 × 160 / 910 = 86.2


def with_phases(change: Callable[[Phase], Phase]) -> Mission:
    """A mission whose phases are changed."""
    of = off().scenario
    phases = {name: change(phase) for name, phase in of.plan.phases.items()}
    return mission(replace(off(), scenario=replace(of, plan=replace(of.plan, phases=phases))))


def test_where_no_limit_names_the_guard_all_who_stay_are_guard() -> None:
    assert guard_share(with_phases(lambda phase: replace(phase, people=None))) == 1.0


def test_an_earlier_limit_has_no_part_in_who_stays_to_the_last() -> None:
    last = off().scenario.plan.last_phase

    def limited(phase: Phase) -> Phase:
        return replace(phase, people=last.people, readings=last.readings)

    m = with_phases(limited)
    assert len(m.plan.phases) > 1
    assert guard_share(m) == pytest.approx(160.0 / 910.0)


def test_until_they_are_let_go_people_wait_for_the_plan() -> None:
    m, hub = gao()
    m.clock.run_through(m.start + 30.0)
    release(m, hub, 10, m.track("Gao/thinning out"), 1)
    m.clock.run_through(m.start + 40.0)
    assert days_by_cause(hub.people_track) == pytest.approx({PLAN: 30.0, LIFT: FORMALITIES})


def test_a_hub_thins_out_evenly_in_aircraft_loads_and_in_the_last_weeks_to_who_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 300 a fifth is kept: 240 leave in four loads by 15 December, then all but 20 go."""
    let_go: list[tuple[str, int, Any]] = []
    monkeypatch.setattr(
        repatriation,
        "arrive",
        lambda m, _hub, people, track, _known: let_go.append((track.entity, people, m.now)),
    )
    m, hub = gao(300)
    hub.staying = 20
    finish(m, thin_out(m, hub))
    m.clock.run_through(UNTIL + 60.0)
    days = UNTIL - m.start
    lots = [(f"Gao/lot/{n}", 60, pytest.approx(m.start + days * n / 4.0)) for n in range(1, 5)]
    assert let_go == [*lots, ("Gao/lot/5", 40, pytest.approx(UNTIL))]


def test_a_hub_so_small_that_nobody_may_go_early_is_let_go_in_the_last_weeks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_go: list[tuple[int, Any]] = []
    monkeypatch.setattr(
        repatriation,
        "arrive",
        lambda m, _hub, people, _track, _known: let_go.append((people, m.now)),
    )
    m, hub = gao(1)
    finish(m, thin_out(m, hub))
    m.clock.run_through(UNTIL + 60.0)
    assert let_go == [(1, UNTIL)]


@pytest.mark.parametrize("stay", [95, 100, 120])
def test_a_hub_lets_nobody_go_who_stays(monkeypatch: pytest.MonkeyPatch, stay: int) -> None:
    let_go: list[int] = []
    monkeypatch.setattr(
        repatriation, "arrive", lambda _m, _hub, people, _track, _known: let_go.append(people)
    )
    m, hub = gao(100)
    hub.staying = stay
    finish(m, thin_out(m, hub))
    m.clock.run_through(UNTIL + 60.0)
    assert sum(let_go) == max(0, 100 - stay)


def test_a_hub_that_closes_does_not_thin_out_by_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    m = mission(off())
    started: list[str] = []

    def noted(_steps: Any, name: str) -> None:
        started.append(name)

    monkeypatch.setattr(m.clock, "start", noted)
    start_repatriation(m)
    assert {name.split("/")[0] for name in started} == {"Timbuktu", "Gao", "Bamako"}
    assert "Gao/flights" in started


def test_without_a_record_a_lot_that_is_let_go_notes_nothing() -> None:
    m = Mission(off(), 0, recorded=False)
    hub = m.hubs["Gao"]
    release(m, hub, 10, m.track("Gao/thinning out"), 1)
    m.clock.run_through(m.start + FORMALITIES)
    assert hub.people_track.entity == "Gao/lot/1/formalities"
    assert hub.people_track.link is m.root
