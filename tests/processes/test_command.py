"""Command: the weekly review of what waits, and what an order to leave in haste needs and does."""

from math import inf

import pytest

from sim.configuration import load_scenario
from sim.policies import dispatch
from sim.processes import column
from sim.processes.asker import InTurn
from sim.processes.camp import Alarm, CampState
from sim.processes.case import make_case
from sim.processes.clearance import Clearance
from sim.processes.command import attacked, order_haste, review
from sim.processes.departure import granted
from sim.processes.mission import Mission
from sim.record import triggers
from sim.record.causes import ATTACKS, SUPPLY
from tests.processes import given


def test_a_claim_made_anew_keeps_the_day_on_which_it_was_asked_for() -> None:
    """First come, first served: a column that gave everything back is not last in the queue."""
    m = given.mission(make_case(load_scenario("baseline", ["policy=first_come"]), 1))
    camp = m.camps["Kidal"]
    m.pool.claim("all", {"groups:Gao": m.pool.capacity("groups:Gao")}, camp.track)
    m.clock.run_through(m.start + 1.0)
    late = m.pool.claim("b", {"groups:Gao": 1.0}, camp.track, priority=m.start + 1.0)
    early = m.pool.claim("a", {"groups:Gao": 1.0}, camp.track, priority=m.start - 3.0)
    floor = m.pool.claim("floor", {"groups:Gao": 1.0}, camp.track, priority=dispatch.FIRST)
    camp.requests |= {
        late: lambda: m.start + 1.0, early: lambda: m.start - 3.0, floor: lambda: dispatch.FIRST,
    }  # fmt: skip
    m.clock.start(review(m), "review")
    m.clock.run_through(m.start + m.policy.dispatch.review_every.value)
    assert [claim.name for claim in m.pool.waiting] == ["floor", "a", "b"]
    assert [claim.priority for claim in (floor, early, late)] == [
        dispatch.FIRST, m.start - 3.0, m.start + 1.0,
    ]  # fmt: skip


def test_what_is_asked_for_anew_every_week_is_called_off_on_the_day_of_the_review() -> None:
    m = given.mission(given.off())
    camp = m.camps["Kidal"]
    m.pool.claim("all", {"groups:Gao": m.pool.capacity("groups:Gao")}, camp.track)
    waiting = m.pool.claim("haul", {"groups:Gao": 1.0}, camp.track)
    m.reviewed.append(waiting)
    m.clock.start(review(m), "review")
    every = m.policy.dispatch.review_every.value
    m.clock.run_through(m.start + 0.9 * every)
    assert not waiting.cancelled
    m.clock.run_through(m.start + every)
    assert waiting.cancelled


@pytest.mark.parametrize(
    ("days", "free", "others", "asks"),
    [
        (8.0, 60.0, (), 60.0),  # less than a rotation: what is free
        (8.0, 18.0, (), 18.0),
        (8.0, 17.0, (), 70.0),  # no fewer than a quarter of a full column
        (8.0, 60.0, ("groups:Gao",), 70.0),  # a smaller one would have to wait as well
        (100.0, 60.0, (), 70.0),  # there is time to wait for a full one
    ],
)
def test_a_column_that_waits_for_trucks_alone_is_asked_for_anew_when_time_is_short(
    days: float, free: float, others: tuple[str, ...], asks: float
) -> None:
    """Asked for while there was time; at the review so many days more are left than rotations."""
    m = given.mission(given.off())
    camp, trucks = m.camps["Kidal"], "trucks:Gao"
    camp.unpacked, camp.packed, camp.low_bed = 0, 600, 0
    camp.deadline = m.start + 300.0
    taken = {trucks: m.pool.free(trucks) - free, **{kind: m.pool.free(kind) for kind in others}}
    m.pool.claim("others", taken, m.track("others"))
    every = m.start + m.policy.dispatch.review_every.value
    m.clock.start(review(m), "review")
    m.clock.run_through(every - 1.0)
    clearance = Clearance(m, m.rules.convoy, "Kidal/rotation/1", "North", m.now, m.now, held=True)
    given.finish(
        m,
        granted(
            m, InTurn(camp), clearance, camp.track, amounts=lambda: column.wants(m, camp),
            priority=lambda: column.priority(m, camp, m.start), stop=lambda: False,
        ),
    )  # fmt: skip
    m.clock.run_through(m.now)
    (waiting,) = m.pool.waiting
    assert waiting.amounts[trucks] == column.full_column(m, camp) == 70.0
    needed = column.rotations_left(m, camp) * m.cycles["Kidal"].days
    camp.deadline = every + needed / m.pool.capacity("groups:Gao") + days
    m.clock.run_through(every)
    (claim,) = camp.requests or [c for c in m.pool.holding if c.name == "Kidal/rotation/1"]
    assert claim.amounts[trucks] == asks
    assert claim.granted == (asks == free)


# -- leaving in haste -----------------------------------------------------------------------------


def threatened() -> tuple[Mission, CampState]:
    """A mission with a camp that is being left."""
    m = given.mission(given.off(), story=True)
    camp = m.camps["Kidal"]
    camp.drawdown_started = True
    return m, camp


def decided(m: Mission, camp: CampState) -> bool:
    """Whether the order has been given, once there was time for the decision."""
    m.clock.run_through(m.now + m.policy.acceleration.decision_delay.ppf(1.0))
    return camp.ordered


def test_attacks_that_do_harm_in_quick_succession_end_in_an_order() -> None:
    m, camp = threatened()
    for _ in range(int(m.policy.acceleration.attacks.value)):
        assert not camp.alarms
        attacked(m, camp, 0, harmful=True)
    assert camp.alarms
    assert decided(m, camp)
    assert (camp.order_cause, camp.trucks_stopped) == (ATTACKS, True)


@pytest.mark.parametrize(("drawdown", "harmful"), [(False, True), (True, False)])
def test_before_the_drawdown_and_where_nobody_is_harmed_it_takes_more(
    drawdown: bool, harmful: bool
) -> None:
    m, camp = threatened()
    camp.drawdown_started = drawdown
    for _ in range(5):
        attacked(m, camp, 9 * harmful, harmful=harmful)
    assert not decided(m, camp)
    assert m.triggers == []


def test_attacks_before_the_drawdown_do_not_count_after_it() -> None:
    m, camp = threatened()
    camp.drawdown_started = False
    attacked(m, camp, 0, True)
    camp.drawdown_started = True
    attacked(m, camp, 0, True)
    assert not camp.alarms, "two in a week, of which one was answered by reinforcement"
    attacked(m, camp, 0, True)
    assert camp.alarms


def test_an_order_calls_off_what_waits() -> None:
    m, camp = threatened()
    m.pool.claim("all", {"groups:Gao": m.pool.capacity("groups:Gao")}, m.track("all"))
    m.clock.run_through(m.now)
    waiting = m.pool.claim("Kidal/rotation/1", {"groups:Gao": 1.0}, camp.track)
    camp.requests[waiting] = lambda: 0.0
    order_haste(m, camp, "a test", ATTACKS)
    assert decided(m, camp)
    assert waiting.cancelled


def test_a_reason_that_has_passed_ends_in_no_order_and_another_may() -> None:
    m, camp = threatened()
    order_haste(m, camp, "a test", ATTACKS, lambda: False)
    assert not decided(m, camp)
    order_haste(m, camp, "another", ATTACKS)
    assert decided(m, camp)


def test_a_camp_that_has_been_left_meanwhile_is_not_ordered_out() -> None:
    m, camp = threatened()
    order_haste(m, camp, "a test", ATTACKS)
    camp.closed.reach(camp.track, m.now)
    assert not decided(m, camp)


@pytest.mark.parametrize("state", ["left", "ordered", "pending"])
def test_nobody_asks_again_for_what_is_decided_or_done(state: str) -> None:
    """An attack on a column that is still under way is no reason to leave its camp once more."""
    m, camp = threatened()
    camp.ordered_at = m.now if state == "ordered" else -inf
    camp.alarms = [Alarm("an attack", ATTACKS, lambda: True)] * (state == "pending")
    if state == "left":
        camp.closed.reach(camp.track, m.now)
    for _ in range(5):
        attacked(m, camp, 9, harmful=True)
    order_haste(m, camp, "a test", ATTACKS)
    assert m.triggers == []
    m.clock.run_through(m.now + 30.0)
    assert m.story == []


@pytest.mark.parametrize("supplied", [True, False])
def test_an_attack_during_another_decision_is_decided_on_with_it(supplied: bool) -> None:
    """Supplies that come meanwhile are no answer to the attack."""
    m, camp = threatened()
    order_haste(m, camp, "no supplies come in", SUPPLY, lambda: not supplied)
    for _ in range(int(m.policy.acceleration.attacks.value) + 2):
        attacked(m, camp, 0, harmful=True)
    assert [firing.trigger for firing in m.triggers] == [triggers.ATTACKS]
    assert decided(m, camp)
    assert camp.order_cause == (ATTACKS if supplied else SUPPLY)
