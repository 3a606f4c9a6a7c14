"""Inspection of contingent-owned equipment before it leaves the country."""

from sim.processes.convoy import Steps
from sim.processes.hub import Load
from sim.processes.mission import Mission
from sim.record.causes import EXPORT, FLEET
from sim.record.track import Track


def inspect(m: Mission, track: Track, load: Load) -> Steps:
    """Have a team inspect a load, in the order in which they come; teams are civilian staff."""
    name, now = f"{track.entity}/inspection", m.clock.now
    with m.pool.claim(name, {"inspectors": 1}, track, priority=now) as team:
        yield team
        track.released_by(team.last_link, m.clock.now, FLEET, "waiting for an inspection team")
        rate = m.tasks.export.inspection_rate
        yield m.clock.at(m.work(track, rate, load.units, "inspection", EXPORT, "inspection"))
