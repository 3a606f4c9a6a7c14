"""With movement never permitted nothing is left in order, whatever else is done.

The case of the stress (`risk/consent=never`) also tolerates no column that leaves on notification:
a camp may be ordered out in haste, but nobody passes, and a run goes on to the horizon and counts
as censored. Where the host State does let such a column pass, a mission that may never move still
walks out: on notification, without a certificate, its loads left behind.
"""

from dataclasses import replace
from math import isnan
from typing import Any

import pytest

from sim.processes.case import Case
from sim.record.outcome import ACCELERATED, OPEN, Outcome
from sim.replication import prepare, run_replication, set_out
from tests.model.cases import SEED, loaded, mixed

REPLICATIONS = range(4)
LAST_DAYS = loaded("baseline").scenario.policy.acceleration.last_days.value
"""Days before its deadline at which a floor without a clearance leaves."""
ALREADY = {"Ogossagou", "Ber"}


def run(case: Case) -> list[Outcome]:
    return [run_replication(case, k, chains=True) for k in REPLICATIONS]


@pytest.fixture(scope="module")
def with_haste() -> list[Outcome]:
    """Movement is never permitted; camps may be ordered out in haste."""
    return run(mixed((("consent", "never"),)))


@pytest.fixture(scope="module")
def without_haste() -> list[Outcome]:
    """Movement is never permitted, and command never orders a camp out in haste."""
    return run(loaded("baseline", "risk/consent=never", "policy.acceleration.enabled=false"))


@pytest.fixture(scope="module")
def tolerated() -> list[Outcome]:
    """Movement is never permitted, but a column that leaves on notification is let pass.

    Nothing runs short: camps that no column reaches would be left for that, before the deadline.
    """
    of = mixed((("consent", "never"), ("supply", "off"))).scenario
    consent: Any = of.risk["consent"]
    risk = {**of.risk, "consent": replace(consent, notification_tolerated=True)}
    return run(prepare(replace(of, risk=risk), SEED))


@pytest.fixture(scope="module")
def grounded() -> list[Outcome]:
    """Neither columns nor aircraft are ever permitted."""
    return run(mixed((("consent", "never"), ("flights", "never"))))


def still_open(outcome: Outcome) -> set[str]:
    return {c.camp for c in outcome.closures if c.mode == OPEN}


def everything_is_censored(outcome: Outcome) -> None:
    """No camp is left and no phase completed; every chain leads to the horizon."""
    end = mixed(()).scenario.end
    assert still_open(outcome) == {c.camp for c in outcome.closures} - ALREADY
    assert all(isnan(c.closed) for c in outcome.closures if c.camp not in ALREADY)
    assert all(isnan(phase.completed) and not phase.met for phase in outcome.phases)
    for camp, chain in outcome.chains.items():
        assert chain[-1].end == end, camp
        assert chain[-1].cause == "not closed"


def test_nothing_is_left_in_order(
    with_haste: list[Outcome],
    without_haste: list[Outcome],
    tolerated: list[Outcome],
    grounded: list[Outcome],
) -> None:
    for outcome in with_haste + without_haste + tolerated + grounded:
        assert [c.camp for c in outcome.closures if c.orderly and c.camp not in ALREADY] == []
        assert not any(phase.met_and_orderly for phase in outcome.phases)


def test_only_the_clearances_held_at_the_start_are_ever_used(
    with_haste: list[Outcome], without_haste: list[Outcome], tolerated: list[Outcome]
) -> None:
    # Goundam and Menaka hold one each (the status); any other column that goes is in haste.
    for outcome in with_haste + without_haste + tolerated:
        assert outcome.counts["columns"] == 2
        assert outcome.counts["clearances_refused"] > 20


def test_with_haste_it_runs_to_the_horizon_and_counts_as_censored(
    with_haste: list[Outcome],
) -> None:
    for outcome in with_haste:
        everything_is_censored(outcome)
        assert outcome.counts["left_on_notification"] == 0


def test_with_haste_every_floor_stands_formed_up_without_being_let_pass() -> None:
    for replication in REPLICATIONS:
        m = set_out(mixed((("consent", "never"),)), replication)
        m.clock.run_through(m.scenario.end)
        assert {camp.formed_at <= m.now or camp.ordered for camp in m.camps.values()} == {True}
        assert not any(camp.closed.reached for camp in m.camps.values())


def test_without_haste_it_runs_to_the_horizon_and_counts_as_censored(
    without_haste: list[Outcome],
) -> None:
    for outcome in without_haste:
        everything_is_censored(outcome)
        assert outcome.counts["orders_accelerated"] == 0


def test_where_notification_is_tolerated_camps_are_left_on_it_near_their_deadlines(
    tolerated: list[Outcome],
) -> None:
    dues = {
        name: camp.window.deadline
        for name, camp in loaded("baseline").scenario.plan.closing.items()
        if camp.window is not None
    }
    for outcome in tolerated:
        by_haste = [c for c in outcome.closures if c.camp not in ALREADY]
        assert {c.mode for c in by_haste} == {ACCELERATED}
        counts = outcome.counts
        assert counts["left_on_notification"] + counts["orders_accelerated"] == len(by_haste)
        assert counts["left_on_notification"] >= len(by_haste) - 2
        # They wait for their clearance to the last; a crowd may hold them up beyond the deadline.
        ordered = {f.place for f in outcome.triggers if f.decision == "leave in haste"}
        for closure in by_haste:
            assert closure.closed < dues[closure.camp] + 7.0
            assert closure.camp in ordered or closure.closed >= dues[closure.camp] - LAST_DAYS
        waited = {
            "no movement clearance is given",
            "no clearance: leaving on notification",
            "the search team is on its way",  # it waited for that to the same morning
        }
        for camp in (c.camp for c in by_haste):
            # Who is ordered out has run its notice by the time at which it is ready; it may then
            # wait for the road behind another's last convoy, and its chain leads over that one.
            said = {"preparing to leave in haste", *waited} if camp in ordered else waited
            assert said & {s.activity for s in outcome.chains[camp]}


def test_without_aircraft_people_never_get_out_and_the_year_is_censored(
    grounded: list[Outcome],
) -> None:
    for outcome in grounded:
        december = next(p for p in outcome.phases if p.phase == "31_december")
        assert isnan(december.completed)
        assert not december.met
        assert outcome.counts["people_repatriated"] == 0
        assert outcome.chains["(people)"][-1].cause == "not closed"
