"""Leave to go: movement clearance, MEDEVAC, then the fleet; look again when it is granted."""

from collections.abc import Callable
from functools import partial
from math import inf

from sim.clock import Signal
from sim.pool import Claim
from sim.processes import evacuation, overwatch
from sim.processes.asker import Asker
from sim.processes.clearance import Clearance, Requests, counting
from sim.processes.convoy import Convoy, Steps, no_day
from sim.processes.mission import Mission
from sim.processes.supply import fuel_up, give_back_fuel, more_fuel
from sim.processes.way_out import hears, hold_ups, tell_called_off, tell_chain
from sim.record import triggers
from sim.record.causes import COMMAND, CONSENT, FLEET, FLIGHTS, PLAN, RISKS, SUPPLY
from sim.record.track import Track
from sim.wording import counted


def cleared(
    m: Mission,
    clearance: Clearance | Requests,
    track: Track,
    off: Callable[[], bool],
    gives_up: Callable[[], float],
    *signals: Signal,
    looks_again: Callable[[], float] = no_day,
) -> Steps:
    """Wait, holding nothing, until a clearance is in hand.

    Returns False when the wait was called off (`off`), or on the day on which it `gives_up` (days)
    if it is denied by then. The `signals` may end the wait, or move that day; of what nobody tells
    it `looks_again` by itself (days).
    """
    begun = m.clock.now
    while not off():
        at = clearance.ready(m.clock.now)
        if at <= m.clock.now:
            tell_waited(m, track.entity, m.clock.now - max(begun, clearance.wanted))
            waited_for_answer(track, clearance, m.clock.now, "waiting for movement clearance")
            return True
        last = gives_up()
        if m.clock.now >= last:
            waited_for_answer(track, clearance, m.clock.now, "no movement clearance is given")
            return False
        until = min(at, last, looks_again())
        yield m.clock.sleep(until, m.world_changed, m.stage_begun, *signals)
    waited_for_answer(track, clearance, m.clock.now, "waiting for movement clearance")
    return False


def waited_for_answer(
    track: Track, clearance: Clearance | Requests, now: float, words: str
) -> None:
    """Note the wait for a clearance: the plan's to the day asked for, consent's from then."""
    track.until(min(clearance.wanted, now), PLAN, "until the day asked for")
    track.until(now, CONSENT, words)


def tell_waited(m: Mission, entity: str, days: float) -> None:
    """Tell that a clearance is in hand for which somebody waited a day or longer."""
    if m.story is not None and days >= 1.0:
        waited = counted(days, "day", "days")
        m.say(f"{entity} has its movement clearance, for which it waited {waited}")


def wait_for_fuel(m: Mission, asker: Asker, clearance: Clearance, track: Track) -> Steps:
    """Wait, holding nothing, until a hub can give a column its fuel, or it is called off.

    However often it waits it is one column that is short of fuel.
    """
    assert m.stocks is not None
    assert asker.fuel is not None
    place = asker.fuel(asker.asked).place
    m.stocks.count_short(track.entity)
    if asker.fuelled_at == -inf:
        m.say(f"{clearance.entity} asks for no means: {place} has no fuel to give")
    with asker.short_of_fuel():
        while True:
            fuel = asker.fuel(asker.amounts())
            if (at := fuel.ready(m)) <= m.clock.now or asker.withdrawn():
                break
            yield m.clock.sleep(
                min(at, asker.looks_again(m)), *more_fuel(m, fuel.place), *asker.signals
            )
    track.until(m.clock.now, SUPPLY, f"no fuel at {place}")
    asker.fuelled_at = m.clock.now


def granted(m: Mission, asker: Asker, clearance: Clearance, track: Track) -> Steps:
    """Get a clearance, then claim everything whole; look again on the grant.

    When the clearance has lapsed meanwhile, everything is given back and the place in the queue is
    kept: the next claim has the same name (the clearance's) and priority. Returns the claim, or
    None when the wait was called off.
    """
    gives_up, again = partial(asker.gives_up, m, clearance), partial(asker.looks_again, m)
    with counting(m, clearance):
        while True:
            with asker.waiting(clearance):
                ok = yield from cleared(
                    m, clearance, track, asker.off, gives_up, *asker.signals, looks_again=again
                )
            if not ok or asker.needless():
                return None
            if (ahead := asker.ahead) is not None:
                yield m.clock.sleep(inf, *asker.in_turn)
                waited_for(track, ahead, m.clock.now, "behind another column of the camp")
                continue
            if (day := asker.not_before()) > m.clock.now:
                yield m.clock.sleep(min(day, asker.looks_again(m)), *asker.signals)
                track.until(m.clock.now, *asker.too_early)
                continue
            asker.asked = asker.amounts()
            if asker.fuel_ready(m) > m.clock.now:
                yield from wait_for_fuel(m, asker, clearance, track)
                continue
            claim = m.pool.claim(
                clearance.entity, asker.asked, track, priority=asker.priority(), due=asker.due
            )
            claim.adaptable = True
            with asker.standing(claim, clearance):
                yield claim
            if asker.withdrawn():
                claim.release()
                track.until(m.clock.now, COMMAND, "request withdrawn")
                m.say(f"{clearance.entity} is withdrawn: it is not needed any more")
                return None
            if not claim.granted:  # asked anew, as what is wanted or there has changed
                track.until(m.clock.now, FLEET, "waiting in the queue")
                continue
            waited_for(track, claim, m.clock.now, "waiting in the queue")
            leaves = max(clearance.ready(m.clock.now), asker.not_before(), asker.fuel_ready(m))
            if leaves <= m.clock.now:
                return claim
            claim.release()


def waited_for(track: Track, claim: Claim | None, now: float, words: str) -> None:
    """Note the wait for means that a claim has now been given, its own or that of who was before.

    It leads to who gave them back; who waited for what the world withheld waited for that risk,
    since that was what it was short of: before, for the fleet.
    """
    cause, given = FLEET, None
    if claim is not None and claim.granted_at == now:
        given = claim.last_link
        if given is not None and given.before is None and given.cause in RISKS:
            cause = given.cause
            track.until(min(claim.short_since, now), FLEET, words)
    track.released_by(given, now, cause, words)


def fuel_and_go(
    m: Mission, convoy: Convoy, hub: str, km: float, *, may_stand_down: bool = True
) -> Steps:
    """Fuel a column at its hub for so many kilometres, and wait for leave to go.

    Returns whether it sets out. One that stands down, or is called off at the gate, gives its
    fuel back. `may_stand_down`: see `go_or_no_go`.
    """
    if (yield from fuel_up(m, convoy, hub, km)):
        if (yield from go_or_no_go(m, convoy, hub, may_stand_down=may_stand_down)):
            return True
        give_back_fuel(m, convoy, hub)
    if convoy.off():
        tell_called_off(m, convoy, hub)
    return False


def go_or_no_go(
    m: Mission,
    convoy: Convoy,
    place: str,
    by: float = inf,
    *,
    may_stand_down: bool = True,
) -> Steps:
    """Wait for a free way out and an evacuation helicopter that can fly, with its answer.

    The answer takes hours by the regime. The column does not wait for the permission of overwatch,
    unless the policy requires it. Returns False when a column stands down because no evacuation
    helicopter could fly for longer than the policy allows; one that may not then goes without. One
    that has to leave `by` a day (days) goes on that day at the latest, without a helicopter, an
    answer or overwatch; only a blocked way out, or an attack on the place, holds it for longer.
    One that stands in a camp that is left goes with the last convoy, at once; who is called off
    hears it.
    """
    heard = hears(convoy, place)
    track = convoy.track
    latest = min(m.clock.now + m.policy.acceleration.medevac_days.value, by)

    def waits_on() -> bool:
        return not (convoy.is_left(place) or convoy.off())

    while waits_on() and (waits := hold_ups(m, convoy, place, latest)):
        until = min(waits[-1].until, convoy.looks_again())
        yield m.clock.sleep(until, m.world_changed, m.helicopters, *heard)
        yield m.clock.settled()  # the hurt who waited for the same helicopter have it first
        tell_chain(track, waits, m.clock.now)
    if not waits_on():
        return not convoy.off()
    sector = evacuation.sector_asked(m, convoy.sector, place)
    if may_stand_down and m.clock.now >= latest:
        grounded = evacuation.hold_up(m, sector, m.plan.camps[place].region, m.clock.now)
        if grounded is not None:
            m.counts["columns_stood_down"] += 1
            m.fired(triggers.NO_MEDEVAC, place, "the column stands down")
            m.say(f"{convoy.entity} stands down: {grounded.words}")
            return False
    days = evacuation.answer_days(m, sector, convoy.entity, "medevac", convoy.call)
    last = max(by, m.clock.now)
    end = min(m.clock.now + days, last)
    while m.clock.now < end and waits_on():
        yield m.clock.sleep(end, *heard)
    track.until(m.clock.now, FLIGHTS, "evacuation flight on call")
    if m.policy.overwatch_required:
        yield from overwatch.wait_for_permission(m, convoy, last, waits_on, *heard)
    return not convoy.off()
