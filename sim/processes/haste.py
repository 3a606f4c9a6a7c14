"""Leaving in haste: what is sensitive is destroyed, and everybody goes; no trucks come for it."""

from functools import partial
from math import inf

from sim.processes import search_teams
from sim.processes.camp import CampState
from sim.processes.certificate import signed
from sim.processes.clearance import Clearance, Requests
from sim.processes.convoy import Convoy, Steps
from sim.processes.last_clearance import use_held
from sim.processes.last_convoy import crowd, depart
from sim.processes.last_morning import (
    destruction_days,
    last_morning,
    notice_days,
    on_notification,
)
from sim.processes.mission import Mission
from sim.processes.rotation import bring_in
from sim.record.causes import CONSENT
from sim.record.outcome import ACCELERATED


def leave_in_haste(m: Mission, camp: CampState) -> Steps:
    """Destroy what is sensitive, form up, and go: all that drives, people first, no trucks.

    A floor that forms up already goes on with it, and destroys beside it. A search team that stands
    in the camp by the time it leaves goes along; nobody waits for one. An order makes nobody leave
    later: it goes on the last morning, as far as it is prepared, once what is sensitive is
    destroyed, with a clearance or once it has been notified (see `on_notification`).
    """
    track, rules = camp.track, m.policy.acceleration
    camp.worsen(ACCELERATED)
    team = camp.floor_claim
    if team is not None and not team.granted:
        team.release()
        team = None
    camp.states.enter("leaving in haste", m.clock.now)
    m.counts["orders_accelerated"] += 1
    entity = f"{camp.name}/last convoy in haste"
    begun, requests = m.clock.now, camp.last_clearances
    use_held(m, camp, begun)
    if not any(clearance.ready(begun) <= begun for clearance in requests):
        requests.append(Clearance(m, m.rules.convoy, entity, camp.sector, begun, begun))
    destroyed = begun + destruction_days(m, camp)
    latest = max(destroyed, last_morning(m, camp))
    if camp.formed_at < inf:
        ready = max(destroyed, camp.formed_at)
    else:
        ready = min(destroyed + m.task(rules.preparation, camp.name, "haste"), latest)
    notice = begun + notice_days(m, camp)
    notified = min(notice, max(destroyed, on_notification(m, camp)))
    yield m.clock.at(ready)
    track.until(ready, camp.order_cause, "preparing to leave in haste")
    yield from cleared_or_notified(m, camp, Requests(*requests), notified)
    yield from crowd(m, camp)
    convoy = Convoy(
        entity,
        track,
        camp.name,
        camp.sector,
        camp,
        speed_factor=rules.speed_factor.value,
        exposure_factor=rules.exposure_factor.value,
    )
    departs = partial(depart, m, camp, convoy, team, lambda: signed(m, camp))
    yield from bring_in(m, camp, convoy, team, departs, latest)
    if team is not None:
        with team:
            yield from search_teams.go_home(m, team, camp.owner, m.destination(camp))


def cleared_or_notified(m: Mission, camp: CampState, clearance: Requests, notified: float) -> Steps:
    """Wait, ready to go, for the clearance, or until notice of the departure has run.

    Notice was given with the order and has run on the day `notified` (days): where the host
    State lets such a column pass it leaves then, if no clearance has come.
    """
    tolerated = m.settings.consent.notification_tolerated
    latest = max(m.clock.now, notified) if tolerated else inf
    while (at := min(clearance.ready(m.clock.now), latest)) > m.clock.now:
        yield m.clock.sleep(at, m.world_changed)
    given = clearance.ready(m.clock.now) <= m.clock.now
    words = "waiting for movement clearance" if given else "no clearance: leaving on notification"
    camp.track.until(m.clock.now, CONSENT, words)
