"""Alarms: reasons to leave a camp in haste, and what command decides on them."""

from collections.abc import Callable

from sim.policies import acceleration
from sim.processes.camp import Alarm, CampState
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.record import triggers
from sim.record.causes import ATTACKS, SUPPLY


def attacked(m: Mission, camp: CampState, killed: int, harmful: bool) -> None:
    """Note an attack on a camp or on its columns; it may ask for leaving in haste.

    Only an attack that killed or hurt somebody, or cost vehicles, counts: others are answered by
    reinforcement, and so is every attack before the drawdown of the camp has started.
    """
    if not harmful:
        return
    rules = m.policy.acceleration
    if not camp.drawdown_started or camp.ordered or camp.closed.reached:
        return
    camp.attacks.append(m.clock.now)
    if any(alarm.cause == ATTACKS for alarm in camp.alarms):
        return
    if acceleration.asked(rules, camp.attacks, killed, m.clock.now):
        m.fired(triggers.ATTACKS, camp.name, "leave in haste")
        order_haste(m, camp, "attacks", ATTACKS)


def order_haste(
    m: Mission, camp: CampState, why: str, cause: str, still: Callable[[], bool] = lambda: True
) -> None:
    """Have command decide on leaving a camp in haste, if a reason is `still` there then.

    A reason that comes up while it decides on another is decided on with it. `cause`: that of the
    alarm, for the critical chain.
    """
    if camp.ordered or camp.closed.reached:
        return
    camp.alarms.append(Alarm(why, cause, still))
    if len(camp.alarms) == 1:
        m.clock.start(decide(m, camp), f"{camp.name}/decision")


def decide(m: Mission, camp: CampState) -> Steps:
    """Decide after a delay; the order reaches everything that goes on at the camp."""
    of = m.policy.acceleration.decision_delay
    days = m.task(of, camp.name, "decision", camp.decisions)
    camp.decisions += 1
    yield m.clock.at(m.clock.now + days)
    if camp.closed.reached:
        return
    alarm = next((alarm for alarm in camp.alarms if alarm.still()), None)
    camp.alarms.clear()
    if alarm is None:
        m.say(f"{camp.name} is not left in haste: what was the reason has passed")
        return
    camp.order_cause = alarm.cause
    if alarm.cause == SUPPLY:
        m.counts["orders_for_supply"] += 1
    m.say(f"order to leave {camp.name} in haste: {alarm.why}")
    camp.ordered_at = m.clock.now
    camp.trucks_stopped = True
    camp.order.fire()
    for claim in list(camp.requests):
        claim.cancel()
    camp.notify(camp.track)
