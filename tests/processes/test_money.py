"""Money: a stress case in which the authority is spent and more is refused, and the others."""

from dataclasses import replace
from functools import cache

import pytest

from sim.configuration import load_scenario
from sim.distributions import Fixed, Quantity
from sim.processes.case import Case
from sim.processes.mission import Mission
from sim.processes.money import keep_account, stop_what_can_wait
from sim.record import triggers
from sim.record.ledger import ABROAD, CONTAINERS, PEOPLE
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication
from sim.studies.worlds import content_hash
from tests.processes.given import Steps, finish, mission, with_risk


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


def test_a_month_more_is_spent_once() -> None:
    """Its price is what the account spends in it day by day, by strength."""
    longer = load_scenario("baseline+postponed_deadline")
    assert longer.spent_apart == ()
    twice = replace(longer, paid={})
    assert [price.value for price in twice.spent_apart] == [longer.price]
    given = [run_replication(prepare(one, 1), 0, recorded=False) for one in (longer, twice)]
    once, again = (found.counts["spent_at_last_deadline"] for found in given)
    assert again - once == pytest.approx(longer.price)
    assert content_hash(twice) != content_hash(longer)
    assert content_hash(replace(longer, costs={}, paid={})) == content_hash(longer)


def test_value_written_off_is_a_cost_that_no_account_pays() -> None:
    """What is destroyed in place costs its value, and nobody is paid for it."""
    scenario = load_scenario("baseline+destroy_in_place")
    free = replace(scenario, costs={}, paid={})
    assert (scenario.price, scenario.spent_apart) == (31.0, ())
    given = [run_replication(prepare(one, 1), 0, recorded=False) for one in (scenario, free)]
    kept, without = (found.counts["spent_at_last_deadline"] for found in given)
    assert kept == without
    assert content_hash(free) == content_hash(scenario)
    assert content_hash(replace(scenario, paid={})) != content_hash(scenario)


# -- the account by itself ------------------------------------------------------------------------


def kept(
    authority: float, *, granted: float = 0.0, before: float = 60.0, on: bool = True
) -> tuple[Mission, float]:
    """The toy mission with its account alone, and what its authority will lack (million).

    Nobody leaves: 0.1 million a day for 184 days, and an extra of one million.
    """
    of = with_risk(
        case(authority), "money", enabled=on, top_up_granted=Quantity(granted),
        decided_before=Fixed(before),
    )  # fmt: skip
    m = mission(of, story=True)
    assert m.account.ends - m.start == 184.0
    return m, 0.1 * 184.0 + 1.0 - authority


def said(m: Mission, text: str) -> list[float]:
    return [day - m.start for day, line in m.story or () if text in line]


def test_more_is_asked_for_on_the_first_day_and_the_answer_comes_late_in_the_period() -> None:
    m, need = kept(19.0, granted=1.0)
    finish(m, keep_account(m))
    m.clock.run_through(m.start)
    asked = [(f.day, f.trigger, f.place) for f in m.triggers]
    assert asked == [(m.start, triggers.AUTHORITY_SHORT, "mission")]
    m.clock.run_through(m.start + 123.9)
    assert m.account.authority == 19.0
    m.clock.run_through(m.start + 124.1)
    assert m.account.authority == pytest.approx(19.0 + need)
    assert said(m, "is granted") == [124.0]


def test_what_was_spent_before_the_first_day_is_lacking_too() -> None:
    m, need = kept(19.0, granted=1.0)
    m.account.before = 3.0
    finish(m, keep_account(m))
    m.clock.run_through(m.start + 130.0)
    assert m.account.authority == pytest.approx(19.0 + need + 3.0)


def test_an_answer_that_should_have_come_before_the_first_day_comes_on_it() -> None:
    m, need = kept(19.0, granted=1.0, before=300.0)
    finish(m, keep_account(m))
    m.clock.run_through(m.start)
    assert m.account.authority == pytest.approx(19.0 + need)


def test_with_the_risk_off_what_is_lacking_is_there_at_once() -> None:
    m, need = kept(10.0, on=False)
    finish(m, keep_account(m))
    m.clock.run_through(m.start)
    assert m.account.authority == pytest.approx(10.0 + need)


def test_after_the_period_nothing_is_asked_for() -> None:
    m, _ = kept(0.5)  # less than the extra
    m.account.ends = m.start
    finish(m, keep_account(m))
    m.clock.run_through(m.start)
    assert m.triggers == []


def test_a_top_up_pays_again_for_all_that_was_stopped_and_tells_who_waits() -> None:
    """5 million last for 49 days, with one day's money to spare; the answer is there on day 124."""
    m, _ = kept(5.0, granted=1.0)

    def wait() -> Steps:
        yield m.clock.at(m.start + 100.0)
        yield m.clock.sleep(float("inf"), m.paid_again)

    told = finish(m, wait())
    finish(m, keep_account(m))
    m.clock.run_through(m.start + 183.0)
    assert said(m, "is deferred") == pytest.approx([49.0, 56.0, 63.0, 70.0], abs=1.0)
    assert said(m, "is paid for again") == [124.0] * 4
    assert told == [(None, m.start + 124.0)]
    assert all(m.account.funded(name) for name in m.policy.budget.deferred)


def test_near_its_end_the_account_is_looked_at_every_week() -> None:
    """5 million last for 49 days, and the look of day 40 says so; on day 41 all have left.

    The million of the withdrawal is spent at once, which the look of day 47 finds.
    """
    m, _ = kept(5.0)

    def leave() -> Steps:
        yield m.clock.at(m.start + 41.0)
        for kind in (PEOPLE, CONTAINERS):
            for place in m.plan.camps:
                m.ledger.move(kind, m.ledger.at(kind, place), place, ABROAD, m.now)

    finish(m, leave(), "leave")
    finish(m, stop_what_can_wait(m))
    m.clock.run_through(m.start + 60.0)
    assert said(m, "is deferred")[0] == 47.0


@pytest.mark.parametrize("authority", [5.0, 18.2])
def test_without_it_all_is_paid_for_again_when_the_period_ends(authority: float) -> None:
    """In the second case the authority lasts to the third day before the end: one thing stops."""
    m, _ = kept(authority)
    finish(m, stop_what_can_wait(m))
    m.clock.run_through(m.start + 250.0)
    number = 4 if authority == 5.0 else 1
    assert len(said(m, "is deferred")) == number
    assert said(m, "is paid for again") == [184.0] * number
