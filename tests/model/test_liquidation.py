"""The liquidation of the real plan with every risk off: hubs empty, are returned in order."""

from math import isnan

import pytest

from sim.configuration import load_scenario
from sim.processes.case import make_case
from sim.record import milestones
from sim.record.ledger import CONTAINERS, PEOPLE, VEHICLES
from sim.replication import run_replication, set_out
from tests.model.cases import loaded

FIRST_DAY = 184.0  # 1 January 2024
MONTH = 30.4375


@pytest.fixture(scope="module")
def days() -> dict[tuple[str, str], float]:
    outcome = run_replication(loaded("all_off"), 0)
    return {(one.milestone, one.place): one.day for one in outcome.milestones}


def test_no_hub_is_returned_before_it_is_empty_and_its_months_are_over(
    days: dict[tuple[str, str], float],
) -> None:
    of = loaded("all_off").scenario.plan.liquidation
    assert of is not None
    for hub, months in of.hub_return.items():
        returned = days[milestones.RETURNED, hub]
        assert days[milestones.EMPTIED, hub] > FIRST_DAY
        if not isnan(returned):
            assert returned > days[milestones.EMPTIED, hub]
            assert returned > FIRST_DAY + months.nominal


def test_the_export_hub_is_the_last_to_be_emptied(days: dict[tuple[str, str], float]) -> None:
    hubs = ("Timbuktu", "Gao", "Bamako")
    assert max(hubs, key=lambda hub: days[milestones.EMPTIED, hub]) == "Bamako"


def test_rear_parties_leave_as_the_equipment_does_and_the_guard_with_the_hub() -> None:
    m = set_out(loaded("all_off"), 0)
    m.clock.run_through(FIRST_DAY + 1.0)
    before = {hub.name: hub.staying for hub in m.hubs.values() if hub.name not in m.camps}
    m.clock.run_through(m.scenario.end)
    for name in ("Timbuktu", "Gao"):
        hub = m.hubs[name]
        assert before[name] > hub.guard > 0
        assert hub.staying == 0
        there = [m.ledger.at(kind, name) for kind in (PEOPLE, VEHICLES, CONTAINERS)]
        assert there == [0, 0, 0]


def test_a_long_haul_that_stands_down_gives_its_team_back() -> None:
    """No evacuation flight is ever permitted: hauls ask again, and nobody keeps a team for ever."""
    case = loaded("all_off", "risk/flights=never")
    m = set_out(case, 0)
    m.clock.run_through(m.start + 150.0)
    assert m.counts["columns_stood_down"] > 1
    held = [c for c in m.pool.holding if "long haul" in c.name and m.clock.now - c.asked_at > 60.0]
    assert held == []


def test_what_goes_to_a_border_keeps_no_export_hub_waiting() -> None:
    """In this world the last load goes Gao's own way to a port: Bamako is empty when it leaves."""
    outcome = run_replication(make_case(load_scenario("baseline"), 1), 84)
    days = {(one.milestone, one.place): one.day for one in outcome.milestones}
    assert days[milestones.EMPTIED, "Gao"] == days[milestones.EMPTIED, "Bamako"]
    assert not days[milestones.EMPTIED, "Bamako"] >= days[milestones.RETURNED, "Bamako"]
