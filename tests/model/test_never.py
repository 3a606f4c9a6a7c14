"""With movement never permitted nothing is left in order, whatever else is done.

What the rules make of it (model.md, A 11): a camp whose last convoy is refused its clearance past
the deadline is ordered out in haste, and a column in haste leaves *on notification* when clearance
does not come. So a mission that may never move still walks out — late, without certificate of
loads moved, its equipment destroyed — and only where haste is no option, or where the aircraft
that are to follow are refused as well, does a run go on to the horizon and count as censored.
"""

from math import isnan

import pytest

from sim.processes.case import Case
from sim.record.outcome import ACCELERATED, OPEN, Outcome
from sim.replication import run_replication
from tests.model.cases import loaded, mixed

REPLICATIONS = range(4)
ALREADY = {"Ogossagou", "Ber"}
CAMP_PHASES = ("1", "2a", "2b", "2c")


def run(case: Case) -> list[Outcome]:
    return [run_replication(case, k, chains=True) for k in REPLICATIONS]


@pytest.fixture(scope="module")
def with_haste() -> list[Outcome]:
    """Movement is never permitted; camps may be left in haste."""
    return run(mixed((("consent", "never"),)))


@pytest.fixture(scope="module")
def without_haste() -> list[Outcome]:
    """Movement is never permitted, and command never lets a camp be left on notification."""
    return run(loaded("baseline", "risk/consent=never", "policy.acceleration.enabled=false"))


@pytest.fixture(scope="module")
def grounded() -> list[Outcome]:
    """Neither columns nor aircraft are ever permitted."""
    return run(mixed((("consent", "never"), ("flights", "never"))))


def still_open(outcome: Outcome) -> list[str]:
    return [c.camp for c in outcome.closures if c.mode == OPEN]


def test_nothing_is_left_in_order(
    with_haste: list[Outcome], without_haste: list[Outcome], grounded: list[Outcome]
) -> None:
    for outcome in with_haste + without_haste + grounded:
        assert [c.camp for c in outcome.closures if c.orderly and c.camp not in ALREADY] == []
        assert not any(phase.met_and_orderly for phase in outcome.phases)


def test_only_the_clearances_held_at_the_start_are_ever_used(with_haste: list[Outcome]) -> None:
    # Goundam and Menaka hold one each (the status); every other column that goes is in haste.
    for outcome in with_haste:
        assert outcome.counts["columns"] == 2
        assert outcome.counts["clearances_refused"] > 20


def test_camps_are_left_in_haste_on_notification_after_their_deadlines(
    with_haste: list[Outcome],
) -> None:
    for outcome in with_haste:
        by_haste = [c for c in outcome.closures if c.camp not in ALREADY]
        assert {c.mode for c in by_haste} == {ACCELERATED}
        assert not any(p.met for p in outcome.phases if p.phase in ("1", "2b", "2c"))


@pytest.mark.xfail(
    strict=True,
    reason="policy.acceleration.enabled=false does not reach the refused last convoy: command "
    "orders it out in haste all the same",
)
def test_without_haste_it_runs_to_the_horizon_and_counts_as_censored(
    without_haste: list[Outcome],
) -> None:
    end = mixed(()).scenario.end
    for outcome in without_haste:
        assert set(still_open(outcome)) == {c.camp for c in outcome.closures} - ALREADY
        assert all(isnan(phase.completed) and not phase.met for phase in outcome.phases)
        assert all(isnan(c.closed) for c in outcome.closures if c.camp not in ALREADY)
        for camp, chain in outcome.chains.items():
            assert chain[-1].end == end, camp
            assert chain[-1].cause == "not closed"


def test_without_aircraft_people_never_get_out_and_the_year_is_censored(
    grounded: list[Outcome],
) -> None:
    for outcome in grounded:
        december = next(p for p in outcome.phases if p.phase == "31_december")
        assert isnan(december.completed)
        assert not december.met
        assert outcome.counts["people_repatriated"] == 0
        assert outcome.chains["(people)"][-1].cause == "not closed"
