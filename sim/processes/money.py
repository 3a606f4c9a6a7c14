"""Money: look ahead at the account; ask for more; stop what can wait when it is spent."""

from math import inf

from sim.policies import budget
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.record import triggers
from sim.record.causes import COMMAND
from sim.record.track import Track

MISSION = "mission"
"""The place of decisions that concern all places, and the key of their draws."""


def keep_account(m: Mission) -> Steps:
    """Ask for a top-up when the authority is expected to fall short; stop what can wait when spent.

    Until the decision the answer is not known: when the authority is spent before it, what can wait
    stops all the same. With the risk off what is needed is granted at once. The period after the
    authority's has a budget of its own: then everything is paid for again.
    """
    account, risk = m.account, m.settings.money
    if m.clock.now >= account.ends:
        return
    need = account.expected(m.clock.now) - account.left(m.clock.now)
    if need <= 0.0:
        return
    m.fired(triggers.AUTHORITY_SHORT, MISSION, "ask for a top-up")
    more = f"${need:,.0f} million more are asked for"
    m.say(f"the authority is not expected to last to its end: {more}")
    if not risk.enabled:
        account.top_up(need)
        return
    decided = account.ends - risk.decided_before.ppf(m.draws.uniform(MISSION, "top-up decided"))
    decided = max(decided, m.clock.now)
    granted = m.draws.uniform(MISSION, "top-up") < risk.top_up_granted.value
    m.clock.start(stop_what_can_wait(m), "money/look ahead")
    yield m.clock.at(decided)
    if not granted:
        m.counts["top_ups_refused"] += 1
        m.say("the top-up is refused")
        return
    account.top_up(need)
    m.say(f"a top-up of ${need:,.0f} million is granted")
    pay_again(m)


def stop_what_can_wait(m: Mission) -> Steps:
    """Look at the account every week once it may run out, and stop one thing after the other."""
    account, rules = m.account, m.policy.budget
    every = rules.review_every.value
    waiting = list(rules.deferred)
    while waiting and m.clock.now < account.ends:
        now = m.clock.now
        look = budget.next_look(
            now, account.left(now), account.burn(), account.expected(now), every, account.ends
        )
        if look > now:
            yield m.clock.at(min(look, account.ends))
            continue
        activity = waiting.pop(0)
        account.stop(activity, m.clock.now)
        m.counts["activities_deferred"] += 1
        m.fired(triggers.AUTHORITY_SPENT, MISSION, f"defer: {activity.replace('_', ' ')}")
        m.say(f"the authority is spent: {activity.replace('_', ' ')} is deferred")
        yield m.clock.at(min(m.clock.now + every, account.ends))
    if m.clock.now < account.ends:
        yield m.clock.at(account.ends)
    pay_again(m)


def pay_again(m: Mission) -> None:
    """Pay for everything that was stopped, and tell who waits for it."""
    for activity in m.account.resume(m.clock.now):
        m.say(f"{activity.replace('_', ' ')} is paid for again")
    m.paid_again.fire()


def paid_for(m: Mission, activity: str, track: Track) -> Steps:
    """Wait until an activity is paid for: it may have been deferred."""
    while not m.account.funded(activity):
        yield m.clock.sleep(inf, m.paid_again)
        words = activity.replace("_", " ")
        track.until(m.clock.now, COMMAND, f"the {words} is not paid for")
