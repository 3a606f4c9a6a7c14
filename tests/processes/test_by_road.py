"""By road: people whose flights stay refused, in columns, when enough of them are ready."""

from functools import cache
from typing import Any

import pytest

from sim.configuration import load_scenario
from sim.processes.casualties import bury
from sim.processes.convoy import Convoy
from sim.record import triggers
from sim.record.ledger import PEOPLE, ROAD
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication, set_out


@cache
def outcome(*overrides: str) -> Outcome:
    case = prepare(load_scenario("baseline", ("risk/flights=crewed_refused", *overrides)), 1)
    return run_replication(case, 0, story=True, recorded=False)


def denied(found: Outcome) -> list[tuple[float, str]]:
    return [(f.day, f.place) for f in found.triggers if f.trigger == triggers.FLIGHTS_DENIED]


def test_refused_for_so_many_days_people_go_by_road() -> None:
    found = outcome()
    scenario = load_scenario("baseline")
    days = scenario.policy.by_road.denied_days.value
    assert denied(found)
    assert min(day for day, _ in denied(found)) >= scenario.start + days
    assert {place for _, place in denied(found)} <= set(scenario.plan.hubs) - {
        scenario.plan.lift_hub
    }
    assert found.counts["lift_flights"] == found.counts["charters"] == 0
    assert found.counts["people_by_road"] >= scenario.policy.by_road.least_people.value
    assert any("by road" in text and "people in" in text for _, text in found.story)


def test_switched_off_they_wait() -> None:
    found = outcome("policy.by_road.enabled=false")
    assert denied(found) == []
    assert found.counts["people_by_road"] == 0


def test_for_few_people_no_column_is_sent() -> None:
    assert denied(outcome("policy.by_road.least_people=100000")) == []


def test_where_flights_are_permitted_nobody_goes_by_road() -> None:
    case = prepare(load_scenario("all_off"), 1)
    assert denied(run_replication(case, 0, recorded=False)) == []


def test_people_balance_on_the_way() -> None:
    case = prepare(load_scenario("baseline", ("risk/flights=crewed_refused",)), 1)
    m = set_out(case, 1)
    whole = m.ledger.in_country(PEOPLE, m.start)
    for day in range(10, 160, 10):
        m.clock.run_through(m.start + day)
        m.ledger.check()
        assert all(min(h.ready, h.expected, h.aloft) >= 0 for h in m.hubs.values())
    assert m.ledger.in_country(PEOPLE, m.clock.now) + m.counts["killed"] == whole


def test_a_column_that_has_arrived_holds_nobody_who_could_die_on_the_road(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    columns: list[Convoy] = []

    def noted(*values: Any, **named: Any) -> Convoy:
        columns.append(Convoy(*values, **named))
        return columns[-1]

    monkeypatch.setattr("sim.processes.by_road.Convoy", noted)
    case = prepare(load_scenario("baseline", ("risk/flights=crewed_refused",)), 1)
    m = set_out(case, 1)
    m.clock.run_through(m.start + 160.0)
    assert m.counts["people_by_road"] > 0
    assert any(of.people == of.own == 0 for of in columns)
    assert sum(of.people for of in columns) <= m.ledger.at(PEOPLE, ROAD)


def test_who_died_while_waiting_to_fly_is_not_waited_for() -> None:
    m = set_out(prepare(load_scenario("all_off"), 1), 0)
    hub = m.hubs["Gao"]
    there = m.ledger.at(PEOPLE, "Gao")
    hub.ready = there
    assert hub.present(m) == there
    bury(m, 7, "ied", "Gao")
    assert hub.present(m) == there - 7
