"""The last morning before a camp's deadline, and the day by which its floor leaves."""

from math import inf

from sim.processes.camp import CampState
from sim.processes.mission import Mission


def last_morning(m: Mission, camp: CampState) -> float:
    """The last morning before the deadline (days), on which a floor leaves if it can."""
    rules = m.policy.acceleration
    return camp.deadline - rules.last_days.value if rules.enabled else inf


def leaves_by(m: Mission, camp: CampState, notified: float) -> float:
    """The day by which the floor leaves, whatever it still waits for (days).

    On the last morning with a clearance in hand; without one when it has been `notified` (days).
    """
    if any(clearance.in_hand() for clearance in camp.last_clearances):
        return last_morning(m, camp)
    return notified


def on_notification(m: Mission, camp: CampState) -> float:
    """When the floor leaves without a clearance (days); infinity where it would not be let pass.

    Command decides so far ahead of the deadline that as many such decisions as the policy wants in
    time (`answers_in_time`) are, and the notice and the destruction of what is sensitive, side by
    side. The column then waits for its clearance as long as it can.
    """
    rules, last = m.policy.acceleration, last_morning(m, camp)
    if not (rules.enabled and m.settings.consent.notification_tolerated):
        return inf
    share = m.policy.answers_in_time.value
    notice, sensitive = rules.notification, rules.destruction_of_sensitive
    beside = max(notice.ppf(share), sensitive.ppf(share))
    begun = max(m.start, last - beside - rules.decision_delay.ppf(share))
    decided = begun + m.task(rules.decision_delay, camp.name, "decision to notify")
    ready = decided + max(notice_days(m, camp), destruction_days(m, camp))
    return max(ready, last)


def notice_days(m: Mission, camp: CampState) -> float:
    """Days from the notice of a camp's departure until its column leaves without a clearance."""
    return m.task(m.policy.acceleration.notification, camp.name, "notification")


def destruction_days(m: Mission, camp: CampState) -> float:
    """Days in which what is sensitive in a camp is destroyed."""
    return m.task(m.policy.acceleration.destruction_of_sensitive, camp.name, "sensitive")
