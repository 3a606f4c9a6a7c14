"""Attacks on camps: indirect fire, by the threat to the camp, until it is left."""

from math import inf

from sim.processes.convoy import Steps, bury
from sim.processes.mission import Mission
from sim.risks.world import CAMP_THREAT


def attacks_on(m: Mission, place: str) -> Steps:
    """Let attacks hit a camp or hub, each when the threat has added up to its own exponential."""
    camp = m.camps.get(place)
    attempt, since = 0, m.clock.now
    while camp is None or not camp.closed.reached:
        threat = m.draws.exponential(place, "camp attack", attempt)
        at = m.world.path(CAMP_THREAT, place).reach(since, threat)
        if at == inf:
            return
        signals = (m.world_changed,) if camp is None else (m.world_changed, camp.closed.signal)
        yield m.clock.sleep(at, *signals)
        if m.clock.now < at:
            continue
        if camp is None and place in m.hubs and m.hubs[place].returned.reached:
            return
        since, attempt = m.clock.now, attempt + 1
        risk = m.settings.attacks
        killed = int(risk.killed.ppf(m.draws.uniform(place, "camp killed", attempt)))
        hurt = int(risk.hurt.ppf(m.draws.uniform(place, "camp hurt", attempt)))
        m.counts["attacks_camp"] += 1
        m.counts["hurt"] += hurt
        bury(m, killed, place)
        m.say(f"{place} is shelled: {killed} killed, {hurt} hurt")
        if camp is not None:
            m.attacked(camp, killed, killed + hurt > 0)
