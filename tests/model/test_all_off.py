"""The real plan with every risk off: the planner's arithmetic, which the sheet did before."""

from functools import cache
from itertools import pairwise

import pytest

from sim.plan.capacity import capacity_sheet
from sim.plan.sheet import CampSheet
from sim.processes.case import Case
from sim.record.causes import RISKS
from sim.record.outcome import Outcome
from sim.replication import run_replication
from tests.model.cases import loaded

STATUSES = ("2023-08-18", "2023-07-01")
OPEN = ("Goundam", "Menaka", "Tessalit", "Aguelhok", "Douentza", "Mopti", "Kidal", "Ansongo")


def case_of(status: str) -> Case:
    return loaded("all_off", f"status={status}")


@cache
def outcome_of(status: str) -> Outcome:
    return run_replication(case_of(status), 0, story=True, chains=True)


@cache
def with_many_search_teams() -> Outcome:
    plenty = [
        f"resources.search_teams.{place}.{field}=9"
        for place in ("Gao", "Mopti", "Timbuktu")
        for field in ("value", "high")
    ]
    return run_replication(loaded("all_off", *plenty), 0, story=True)


@cache
def sheets_of(status: str) -> dict[str, CampSheet]:
    return {sheet.camp: sheet for sheet in capacity_sheet(case_of(status).scenario).camps}


def last_column_back(outcome: Outcome, camp: str) -> float:
    """When the loads of the last truck column stood in the yard of the hub (days)."""
    return max(
        day
        for day, text in outcome.story
        if text.startswith(f"{camp}/rotation/") and " arrives at " in text
    )


def test_from_the_letters_date_every_deadline_is_met_in_order() -> None:
    outcome = outcome_of("2023-08-18")
    assert {p.phase: (p.met, p.met_and_orderly) for p in outcome.phases} == dict.fromkeys(
        ("1", "2a", "2b", "2c", "31_december"), (True, True)
    )
    assert {c.mode for c in outcome.closures} == {"planned"}
    assert outcome.readings["31_december/guard_and_rear_parties"]


def test_from_july_every_camp_is_left_in_order_by_its_deadline() -> None:
    outcome = outcome_of("2023-07-01")
    assert all(p.met_and_orderly for p in outcome.phases)
    assert {c.mode for c in outcome.closures} == {"planned"}


@pytest.mark.parametrize("status", STATUSES)
def test_nothing_happens_that_only_a_risk_brings(status: str) -> None:
    counts = outcome_of(status).counts
    none = (
        "attacks_camp", "attacks_convoy", "killed", "hurt", "vehicles_lost", "turned_back",
        "clearances_refused", "flights_crewed_refused", "flights_drone_refused",
        "orders_accelerated",
    )  # fmt: skip
    assert {name: counts[name] for name in none} == dict.fromkeys(none, 0.0)
    lost = {c.camp: c.containers_lost for c in outcome_of(status).closures if c.value_lost}
    # Ber has loads for 42 trucks and its hub 40: no escort goes out for two.
    assert lost == ({"Ber": 3.0} if status == "2023-07-01" else {})


@pytest.mark.parametrize("status", STATUSES)
def test_chains_lead_from_the_as_of_date_to_the_closure_without_a_gap(status: str) -> None:
    outcome, start = outcome_of(status), case_of(status).scenario.start
    closed = {c.camp: c.closed for c in outcome.closures}
    for camp, chain in outcome.chains.items():
        assert chain[0].start == start
        assert all(one.end == two.start for one, two in pairwise(chain))
        assert all(segment.end > segment.start for segment in chain)
        if camp in closed:
            assert chain[-1].end == closed[camp]


@pytest.mark.parametrize("status", STATUSES)
def test_only_permissive_answers_of_all_risks_stand_on_a_chain(status: str) -> None:
    causes = {cause for _, cause, _ in outcome_of(status).delays}
    # Clearances and signatures take their permissive days; nothing else of the world counts.
    assert causes & RISKS <= {"consent", "flights"}


def test_signed_delays_are_nothing_when_every_risk_is_off() -> None:
    case, outcome = case_of("2023-08-18"), outcome_of("2023-08-18")
    for camp, cause, days in outcome.delays:
        assert days == case.reference[camp][cause]


@pytest.mark.parametrize("camp", OPEN)
def test_no_camp_is_left_before_the_sheet_says_that_it_can_be(camp: str) -> None:
    sheet = sheets_of("2023-08-18")[camp]
    closed = {c.camp: c.closed for c in outcome_of("2023-08-18").closures}[camp]
    assert sheet.dry.earliest_closure - 1e-6 <= closed <= sheet.deadline


@pytest.mark.parametrize("camp", OPEN)
def test_the_last_column_is_back_when_the_sheet_says_that_it_can_be(camp: str) -> None:
    """Search teams apart, of which the sheet knows no queue.

    What is left of the difference: an hour for the evacuation flight, queues for axes and unloading
    points, and that the sheet has a place's groups follow deadlines, where the run has them follow
    slack. Together less than a cycle; earlier by less than a day, by rounding a column's loads.
    """
    sheet = sheets_of("2023-08-18")[camp]
    back = last_column_back(with_many_search_teams(), camp)
    assert -1.0 <= back - sheet.dry.last_back <= sheet.dry.cycle.days


@pytest.mark.parametrize("camp", OPEN)
def test_queues_for_search_teams_cost_no_camp_four_cycles(camp: str) -> None:
    """Teams rest after each of their ways, those of moves and of the long haul too.

    Most it costs Ansongo, whose deadline is the last and whose cycle is the shortest.
    """
    sheet = sheets_of("2023-08-18")[camp]
    back = last_column_back(outcome_of("2023-08-18"), camp)
    assert -1.0 <= back - sheet.dry.last_back <= 4.0 * sheet.dry.cycle.days


@pytest.mark.parametrize("camp", OPEN)
def test_the_run_sends_the_columns_that_the_sheet_counts(camp: str) -> None:
    loads = sheets_of("2023-08-18")[camp].loads
    sent = [
        text
        for _, text in outcome_of("2023-08-18").story
        if text.startswith(f"{camp}/rotation/") and f" leaves {camp} " in text
    ]
    assert len(sent) == loads.columns


def waits(outcome: Outcome) -> dict[str, float]:
    """Days from the certificate to the last person out, by camp."""
    return {c.camp: c.closed - c.certificate for c in outcome.closures if c.camp in OPEN}


@pytest.mark.parametrize("status", STATUSES)
def test_the_floor_leaves_within_a_day_of_the_certificate(status: str) -> None:
    """Where search teams and roads are plenty: half a day to form up, an hour for the flight."""
    plenty = [
        f"resources.{means}.{place}.{field}=9"
        for means in ("search_teams", "axis_capacity")
        for place in getattr(case_of(status).scenario.resources, means)
        for field in ("value", "high")
    ]
    found = waits(run_replication(loaded("all_off", f"status={status}", *plenty), 0))
    assert found == pytest.approx(dict.fromkeys(OPEN, 0.5 + 1 / 24))


@pytest.mark.parametrize("status", STATUSES)
def test_the_floor_waits_at_worst_for_a_rotation_that_has_its_search_team(status: str) -> None:
    case = case_of(status)
    cycles = case.cycles
    for camp, days in waits(outcome_of(status)).items():
        owner = case.scenario.plan.camps[camp].supplied_from
        others = [c for c in cycles if case.scenario.plan.camps[c].supplied_from == owner]
        assert 0.5 < days < max(cycles[other].days for other in others)
