"""Leave to go: movement clearance, MEDEVAC, then the fleet; look again when it is granted."""

from collections.abc import Callable, Mapping
from math import inf

from sim.processes.camp import CampState
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy, Steps
from sim.processes.mission import Mission
from sim.record import triggers
from sim.record.causes import COMMAND, CONSENT, FLEET, FLIGHTS, PLAN, RISKS
from sim.record.track import Track
from sim.risks.world import AIRSPACE, DEPARTURE
from sim.risks.world import CONSENT as REGIME


def cleared(
    m: Mission,
    camp: CampState | None,
    clearance: Clearance,
    track: Track,
    stop: Callable[[], bool],
    hopeless: Callable[[], float],
    patience: float,
) -> Steps:
    """Wait, holding nothing, until a clearance is in hand.

    Returns False when the wait was called off (`stop`), or when the clearance has been denied for
    longer than the `patience` in days and the day from which waiting is `hopeless` has come.
    """
    if camp is not None:
        camp.papers_open += 1
    while not stop():
        at = clearance.ready(m.clock.now)
        if at <= m.clock.now:
            if camp is not None:
                camp.papers_open -= 1
            track.until(min(clearance.wanted, m.clock.now), PLAN, "until the day asked for")
            track.until(m.clock.now, CONSENT, "waiting for movement clearance")
            return True
        give_up = max(clearance.wanted + patience, hopeless())
        if camp is not None and m.clock.now >= give_up:
            camp.papers_open -= 1
            track.until(m.clock.now, CONSENT, "no movement clearance is given")
            return False
        signals = (m.world_changed, camp.order) if camp is not None else (m.world_changed,)
        yield m.clock.sleep(min(at, give_up) if camp is not None else at, *signals)
    if camp is not None:
        camp.papers_open -= 1
    track.until(m.clock.now, CONSENT, "waiting for movement clearance")
    return False


def granted(
    m: Mission,
    camp: CampState | None,
    clearance: Clearance,
    name: str,
    amounts: Callable[[], Mapping[str, float]],
    track: Track,
    priority: Callable[[], float],
    stop: Callable[[], bool],
    hopeless: Callable[[], float] = lambda: -inf,
    patience: float | None = None,
    in_turn: bool = False,
) -> Steps:
    """Get a clearance, then claim everything whole; look again on the grant.

    `in_turn`: one such claim of a camp stands in the queue at a time, however many of its columns
    have their papers: else a camp with many would hold back everybody behind them.

    When the clearance has lapsed meanwhile, everything is given back and the place in the queue is
    kept: the next claim has the same name and priority. Returns the claim, or None when the wait
    was called off.
    """
    if patience is None:
        patience = m.policy.acceleration.refused_days.value
    while True:
        ok = yield from cleared(m, camp, clearance, track, stop, hopeless, patience)
        if not ok:
            return None
        if in_turn and camp is not None and camp.claiming:
            yield m.clock.sleep(inf, camp.claimed, camp.changed, camp.order)
            track.until(m.clock.now, FLEET, "behind another column of the camp")
            continue
        if in_turn and camp is not None:
            camp.claiming = True
        claim = m.pool.claim(name, amounts(), track, priority=priority(), due=due(camp))
        claim.adaptable = True
        if camp is not None:
            camp.requests.append(claim)
        yield claim
        if camp is not None:
            camp.requests.remove(claim)
            if in_turn:
                camp.claiming = False
                camp.claimed.fire()
        if stop():
            claim.release()
            track.until(m.clock.now, COMMAND, "request withdrawn")
            return None
        if not claim.granted:
            continue
        given = claim.last_link
        of_world = given is not None and given.end < m.clock.now and given.cause in RISKS
        cause = given.cause if of_world else FLEET
        track.released_by(given, m.clock.now, cause, "waiting in the queue")
        if clearance.ready(m.clock.now) <= m.clock.now:
            clearance.close()
            return claim
        claim.release()


def due(camp: CampState | None) -> float:
    """The due date by which claims of one priority are ordered."""
    return camp.deadline if camp is not None else 0.0


def go_or_no_go(m: Mission, convoy: Convoy, place: str, routine: bool = True) -> Steps:
    """Wait for MEDEVAC permission and a free way out; ask for air overwatch.

    The answer takes hours by the regime. The column goes without overwatch when that is refused,
    unless the policy requires it. Returns False when a `routine` column stands down because no
    evacuation flight has been permitted for longer than the policy allows; a last convoy then goes
    without.
    """
    sector, track = convoy.sector, convoy.track
    latest = m.clock.now + m.policy.acceleration.medevac_days.value
    while True:
        open_at = min(m.world.path(AIRSPACE, sector).when_at_least(0.5, m.clock.now), latest)
        free_at = m.world.path(DEPARTURE, place).when_at_least(0.5, open_at)
        if free_at <= m.clock.now:
            break
        yield m.clock.sleep(free_at, m.world_changed)
    track.until(m.clock.now, FLIGHTS, "no evacuation flight is permitted")
    if m.world.path(AIRSPACE, sector).value(m.clock.now) < 0.5 and routine:
        m.counts["columns_stood_down"] += 1
        m.fired(triggers.NO_MEDEVAC, place, "the column stands down")
        m.say(f"{convoy.entity} stands down: no evacuation flight is permitted")
        return False
    consent = m.settings.consent
    answer = consent.medevac_answer.at(m.world.path(REGIME, sector).value(m.clock.now))
    end = m.clock.now + m.drawn(consent.enabled, answer, convoy.entity, "medevac")
    yield m.clock.at(end)
    track.until(end, FLIGHTS, "evacuation flight on call")
    drone = Clearance(
        m, m.rules.drone, f"{convoy.entity}/overwatch", sector, m.clock.now, m.clock.now
    )
    convoy.overwatch = drone.first_answer()
    if convoy.overwatch:
        return True
    if m.policy.overwatch_required:
        while (at := drone.ready(m.clock.now)) > m.clock.now:
            yield m.clock.sleep(at, m.world_changed)
        track.until(m.clock.now, FLIGHTS, "waiting for air overwatch")
        convoy.overwatch = True
    return True
