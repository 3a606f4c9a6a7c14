"""Money: a stress case in which the authority is spent and more is refused, and the others."""

from dataclasses import replace
from functools import cache

import pytest

from sim.configuration import load_scenario
from sim.distributions import Quantity
from sim.processes.case import Case
from sim.record import triggers
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication


@cache
def case(authority: float, *overrides: str) -> Case:
    """The toy plan with an authority of so many million and the money risk on."""
    of = load_scenario("toy", ("risk/money=baseline", *overrides))
    spending = replace(of.tasks.spending, authority=Quantity(authority))
    return prepare(replace(of, tasks=replace(of.tasks, spending=spending)), 1)


def outcome(of: Case) -> Outcome:
    return run_replication(of, 0, story=True)


def told(found: Outcome) -> list[str]:
    return [text for _, text in found.story]


def stops(found: Outcome) -> list[tuple[float, str]]:
    return [(f.day, f.decision) for f in found.triggers if f.trigger == triggers.AUTHORITY_SPENT]


def test_an_authority_that_suffices_changes_nothing() -> None:
    found = outcome(case(100.0, "risk.money.top_up_granted=0"))
    assert [f.trigger for f in found.triggers if "authority" in f.trigger] == []


def test_refused_and_spent_what_can_wait_stops_in_its_order() -> None:
    of = case(9.0, "risk.money.top_up_granted=0")
    found = outcome(of)
    rules = of.scenario.policy.budget
    days = stops(found)
    order = [f"defer: {name.replace('_', ' ')}" for name in rules.deferred]
    assert [decision for _, decision in days] == order
    # Spent when less than a day's money is left; then one more with every review.
    account_day = days[0][0]
    assert [day - account_day for day, _ in days] == [7.0 * number for number in range(4)]
    assert 0.0 < account_day < 184.0
    assert found.counts["top_ups_refused"] == 1
    assert found.counts["activities_deferred"] == 4
    assert sum("is paid for again" in text for text in told(found)) == 4


def test_the_day_is_that_of_the_account() -> None:
    of = case(9.0, "risk.money.top_up_granted=0")
    found = outcome(of)
    day = stops(found)[0][0]
    before = [b for b in found.balances if b.day <= day][-1]
    after = next(b for b in found.balances if b.day >= day)
    assert before.spent <= 9.0
    assert after.spent >= 9.0 - of.scenario.tasks.spending.full_strength_per_day.value


def test_granted_nothing_stops() -> None:
    found = outcome(case(14.0, "risk.money.top_up_granted=1"))
    assert stops(found) == []
    assert any("top-up" in text and "granted" in text for text in told(found))


def test_off_means_granted_at_once() -> None:
    found = outcome(case(9.0, "risk/money=off"))
    assert stops(found) == []
    assert found.counts["top_ups_refused"] == 0


def test_a_camp_left_after_the_close_out_was_stopped_leaves_a_liability() -> None:
    of = case(2.0, "risk.money.top_up_granted=0", "policy.budget.deferred=[close_out]")
    stopped = stops(outcome(of))[0][0]
    found = outcome(of)
    liable = {x.place for x in found.losses if x.what == "close-out not done"}
    assert liable
    for closure in found.closures:
        assert not (closure.camp in liable and (closure.orderly or closure.closed < stopped))
    assert not any(x.what == "close-out not done" for x in outcome(case(100.0)).losses)


def test_costs_of_mitigations_are_spent() -> None:
    plain = load_scenario("baseline")
    dearer = load_scenario("baseline+more_escorts")
    assert dearer.costs["more_escorts"].value == pytest.approx(3.0)
    costed = replace(plain, costs=dearer.costs)
    a, b = (run_replication(prepare(one, 1), 0, recorded=False) for one in (plain, costed))
    last = "spent_at_last_deadline"
    assert b.counts[last] - a.counts[last] == pytest.approx(3.0)
    assert [c.closed for c in a.closures] == [c.closed for c in b.closures]
