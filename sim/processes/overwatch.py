"""Air overwatch: an unmanned aircraft over a column on threatened roads, one of a sector's few."""

from sim.plan.network import Road, Route
from sim.pool import Claim
from sim.processes.convoy import Convoy, Steps, wait_at_gate
from sim.processes.mission import Mission
from sim.record.causes import FLEET


def kind(convoy: Convoy) -> str:
    """The kind of thing in the pool that is contended for."""
    return f"overwatch:{convoy.sector}"


def threatened(m: Mission, road: Road) -> bool:
    """Whether a road is one over which overwatch is flown."""
    return road.main_region not in m.plan.quiet_regions


def wait_for(m: Mission, convoy: Convoy, route: Route, claim: Claim | None) -> Steps:
    """Claim an orbit for a whole drive, where the policy lets no column go without."""
    waits = convoy.watch_permitted and not convoy.is_left(route.origin)
    if waits and any(threatened(m, road) for road in route.roads):
        orbit = m.pool.claim(
            f"{convoy.entity}/overwatch/{convoy.drives}",
            {kind(convoy): 1},
            convoy.track,
            priority=convoy.priority,
            within=claim,
        )
        yield from wait_at_gate(convoy, route.origin, orbit)
        convoy.track.released_by(
            orbit.last_link, m.clock.now, FLEET, "waiting for an aircraft of overwatch"
        )
        convoy.orbit = orbit if orbit.granted else None


def follow(m: Mission, convoy: Convoy, road: Road) -> None:
    """Have aircraft over the column on a threatened road, if one is permitted and free."""
    if not convoy.watch_permitted:
        return
    if not threatened(m, road):
        if not m.policy.overwatch_required:
            let_go(convoy)
        convoy.overwatch = False
    elif not convoy.overwatch:
        if convoy.orbit is None:
            name = f"{convoy.entity}/overwatch/{convoy.drives}"
            convoy.orbit = m.pool.grab(name, kind(convoy), convoy.track)
            if convoy.orbit is None:
                return
        convoy.overwatch = True
        m.counts["drives_watched"] += convoy.watched_drive != convoy.drives
        convoy.watched_drive = convoy.drives


def give_back(m: Mission, convoy: Convoy) -> None:
    """Let the aircraft go when the column has arrived, or is back."""
    if not convoy.watch_permitted:
        return
    m.counts["drives_without_free_overwatch"] += convoy.watched_drive != convoy.drives
    let_go(convoy)
    convoy.overwatch = False


def let_go(convoy: Convoy) -> None:
    """Give back the aircraft that the column has, if it has one."""
    if convoy.orbit is not None:
        convoy.orbit.release()
        convoy.orbit = None
