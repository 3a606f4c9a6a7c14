"""Inspection of contingent-owned equipment before it leaves the country."""

from sim.processes.convoy import Steps
from sim.processes.hub import Load
from sim.processes.mission import Mission
from sim.record.causes import EXPORT, FLEET
from sim.record.track import Track


def inspect(m: Mission, track: Track, load: Load) -> Steps:
    """Have a team inspect a load; teams are civilian staff."""
    with m.pool.claim(f"{track.entity}/inspection", {"inspectors": 1}, track) as team:
        yield team
        track.released_by(team.last_link, m.clock.now, FLEET, "waiting for an inspection team")
        rate = m.tasks.export.inspection_rate
        yield m.clock.at(m.work(track, rate, load.units, "inspection", EXPORT, "inspection"))
