"""Air overwatch: an unmanned aircraft over a column on threatened roads, one of a sector's few.

It is permitted as every flight is: asked for, answered after days, valid for some, and renewed. An
aircraft stands over a column only while the permission is in hand.
"""

from collections.abc import Callable
from math import inf

from sim.clock import Signal
from sim.plan.network import Road, Route
from sim.pool import Claim
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy, Steps, give_up_at, wait_at_gate
from sim.processes.mission import Mission
from sim.record.causes import FLEET, FLIGHTS


def kind(convoy: Convoy) -> str:
    """The kind of thing in the pool that is contended for."""
    return f"overwatch:{convoy.sector}"


def threatened(m: Mission, road: Road) -> bool:
    """Whether a road is one over which overwatch is flown."""
    return road.main_region not in m.plan.quiet_regions


def ask(m: Mission, convoy: Convoy, movement: Clearance | None = None) -> None:
    """Ask for a column's overwatch, and its renewals, for the day on which it means to leave.

    It is asked for together with the `movement` clearance of a column that is planned ahead, else
    now, as the column forms up.
    """
    if convoy.watch is None:
        now = m.clock.now
        asked, wanted = now, now + m.tasks.movement.forming_up.nominal
        if movement is not None:
            asked, wanted = movement.asked, movement.wanted
        entity = f"{convoy.entity}/overwatch"
        convoy.watch = Clearance(m, m.rules.drone, entity, convoy.sector, asked, wanted)


def permitted(m: Mission, convoy: Convoy) -> bool:
    """Whether aircraft may watch over a column now; with the risk of flights off, always."""
    return convoy.watch is not None and (not m.rules.drone.on or convoy.watch.in_hand())


def changes(m: Mission, convoy: Convoy, road: Road) -> float:
    """When aircraft may next come over a column on a road, or may no longer watch (days)."""
    if convoy.watch is None or not m.rules.drone.on or not threatened(m, road):
        return inf
    return convoy.watch.changes()


def wait_for_permission(
    m: Mission, convoy: Convoy, last: float, waits_on: Callable[[], bool], *heard: Signal
) -> Steps:
    """Wait until overwatch is permitted, to the `last` day (days) at the latest.

    While the column `waits_on`, which may change when one of the signals that it has `heard` fires.
    """
    while convoy.watch is not None and not permitted(m, convoy):
        if m.clock.now >= last or not waits_on():
            break
        at = convoy.watch.ready(m.clock.now)
        yield m.clock.sleep(min(at, last), m.world_changed, *heard)
    convoy.track.until(m.clock.now, FLIGHTS, "waiting for air overwatch")


def wait_for(
    m: Mission, convoy: Convoy, route: Route, claim: Claim | None, by: float = inf
) -> Steps:
    """Claim an orbit for a whole drive, where the policy lets no column go without.

    Who has to leave `by` a day (days) goes then without one.
    """
    waits = permitted(m, convoy) and not convoy.is_left(route.origin)
    if waits and any(threatened(m, road) for road in route.roads):
        orbit = m.pool.claim(
            f"{convoy.entity}/overwatch/{convoy.drives}",
            {kind(convoy): 1},
            convoy.track,
            priority=convoy.priority,
            within=claim,
        )
        if by < inf:
            m.clock.start(give_up_at(m, orbit, by), f"{orbit.name}/aircraft")
        yield from wait_at_gate(convoy, route.origin, orbit)
        convoy.track.released_by(
            orbit.last_link, m.clock.now, FLEET, "waiting for an aircraft of overwatch"
        )
        convoy.orbit = orbit if orbit.granted else None


def follow(m: Mission, convoy: Convoy, road: Road) -> None:
    """Have aircraft over the column on a threatened road, if that is permitted now and one is free.

    One that was waited for stays with the column for the whole drive.
    """
    if convoy.watch is None:
        return
    if not (threatened(m, road) and permitted(m, convoy)):
        if not m.policy.overwatch_required:
            let_go(convoy)
        convoy.overwatch = False
    elif not convoy.overwatch:
        if convoy.orbit is None:
            name = f"{convoy.entity}/overwatch/{convoy.drives}"
            convoy.orbit = m.pool.grab(name, kind(convoy), convoy.track)
            if convoy.orbit is None:
                convoy.missed_drive = convoy.drives
                return
        convoy.overwatch = True
        m.counts["drives_watched"] += convoy.watched_drive != convoy.drives
        convoy.watched_drive = convoy.drives


def give_back(m: Mission, convoy: Convoy) -> None:
    """Let the aircraft go when the column has arrived, or is back."""
    if convoy.watch is None:
        return
    missed = convoy.missed_drive == convoy.drives != convoy.watched_drive
    m.counts["drives_without_free_overwatch"] += missed
    let_go(convoy)
    convoy.overwatch = False
    if m.rules.drone.on:
        convoy.watch.set_aside()


def let_go(convoy: Convoy) -> None:
    """Give back the aircraft that the column has, if it has one."""
    if convoy.orbit is not None:
        convoy.orbit.release()
        convoy.orbit = None
