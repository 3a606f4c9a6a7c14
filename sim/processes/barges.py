"""River barges: containers from the hubs on the river to the export hub, in season."""

from sim.calendar import WEEK
from sim.plan.liquidation import Barges
from sim.pool import Claim
from sim.processes.arrival import take_in
from sim.processes.convoy import Steps
from sim.processes.hub import Hub, Load
from sim.processes.long_haul import ACTIVITY
from sim.processes.mission import Mission
from sim.record.causes import MOVEMENT
from sim.record.ledger import RIVER
from sim.record.track import Track


def barges(m: Mission, of: Barges) -> Steps:
    """Load what the barges lift each week of the season, as far as the export hub has room.

    They are hired: with the long haul on the road they stop when it is no longer paid for.
    """
    assert m.plan.export_hub is not None
    target = m.hubs[m.plan.export_hub]
    yard = f"yard:{target.name}"
    first = m.start + m.tasks.export.starts.value
    week = int(-(-first // WEEK))
    while True:
        yield m.clock.at(week * WEEK)
        if of.in_season(m.clock.now) and m.account.funded(ACTIVITY):
            lift = int(m.task(of.lift, "barges", "lift", week))
            if m.pool.capacity(yard):  # what one hub loads is not room for the next
                lift = min(lift, int(m.pool.free(yard)))
            for origin in of.origins:
                lift -= load(m, of, m.hubs[origin], target, lift, week)
        week += 1


def load(m: Mission, of: Barges, hub: Hub, target: Hub, lift: int, week: int) -> int:
    """Load barges at one hub; gives how many containers they take."""
    containers = max(0, min(lift, hub.yard))
    if containers == 0:
        return 0
    yard = f"yard:{target.name}"
    track = hub.equipment_track.fork(f"{hub.name}/barges/{week}")
    claim = m.pool.claim(track.entity, {yard: containers}, track)
    cargo = Load(containers)
    hub.put(cargo, -1)
    hub.leaves(m, cargo, RIVER, track)
    m.counts["containers_by_barge"] += containers
    m.clock.start(sail(m, of, target, cargo, claim, track), track.entity)
    return containers


def sail(m: Mission, of: Barges, target: Hub, cargo: Load, claim: Claim, track: Track) -> Steps:
    """Go up the river and unload; barges need no escort and are not attacked."""
    with claim:
        yield m.clock.at(
            m.spend(
                track, of.days, m.task(of.days, track.entity, "voyage"), MOVEMENT, "on the river"
            )
        )
        if not claim.granted:
            yield claim
        take_in(m, target, cargo, RIVER, track, claim)
