"""Command: its weekly review of what waits."""

from sim.processes import column
from sim.processes.convoy import Steps
from sim.processes.mission import Mission


def review(m: Mission) -> Steps:
    """Weigh the waiting requests for groups again, every week, while a camp stands.

    A floor that waits to leave keeps its place before all others, and so does a resupply. A column
    that waits for trucks alone is asked for anew where a smaller one could leave; so is a spare
    search team of a hub, of which fewer may be kept for the camps by now (`await_spare`). A hub
    that stands back for its camps looks again (`stand_back`).
    """
    at = m.start + m.policy.dispatch.review_every.value
    while any(not camp.closed.reached for camp in m.camps.values()):
        yield m.clock.at(at)
        for camp in m.camps.values():
            for claim, priority in camp.requests.items():
                if (now := priority()) != claim.priority:
                    m.pool.reprioritise(claim, now)
            column.ask_for_smaller(m, camp)
        for hub in m.hubs.values():
            for claim in list(hub.reviewed):
                claim.cancel()
            hub.weighed.fire()
        at += m.policy.dispatch.review_every.value
