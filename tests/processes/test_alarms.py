"""Alarms: what an order to leave in haste needs, and what it does."""

from math import inf

import pytest

from sim.processes.alarms import attacked, order_haste
from sim.processes.camp import Alarm, CampState
from sim.processes.mission import Mission
from sim.record import triggers
from sim.record.causes import ATTACKS, SUPPLY
from tests.processes import given


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


def test_each_decision_takes_a_time_of_its_own() -> None:
    """Also when no attack came between: supplies may run low twice."""
    m = given.mission(given.case())
    camp, took = m.camps["Kidal"], []
    for _ in range(2):
        order_haste(m, camp, "a test", ATTACKS, lambda: False)
        since = m.now
        while camp.alarms:
            m.clock.run_through(m.now + 1e-3)
        took.append(m.now - since)
    assert took[0] != pytest.approx(took[1], abs=2e-3)


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
