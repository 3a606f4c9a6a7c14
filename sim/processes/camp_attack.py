"""Attacks on camps: indirect fire and assaults, by the threat to the camp, until it is left."""

from math import inf

from sim.processes import evacuation
from sim.processes.alarms import attacked
from sim.processes.camp import CampState
from sim.processes.casualties import bury, hurt, losses, toll
from sim.processes.convoy import Steps
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, VEHICLES
from sim.record.losses import IN_CAMP
from sim.risks.attack_kinds import INDIRECT_FIRE
from sim.risks.world import CAMP_THREAT


def attacks_on(m: Mission, place: str) -> Steps:
    """Let attacks hit a camp or hub, each when the threat has added up to its own exponential."""
    camp = m.camps.get(place)
    attempt, since = 0, m.clock.now
    while camp is None or not camp.closed.reached:
        threshold = m.draws.exponential(place, "camp attack", attempt)
        at = m.world.path(CAMP_THREAT, place).reach(since, threshold)
        if at == inf:
            return
        signals = (m.world_changed,) if camp is None else (m.world_changed, camp.closed.signal)
        yield m.clock.sleep(at, *signals)
        if m.clock.now < at:
            continue
        if camp is None and place in m.hubs and m.hubs[place].returned.reached:
            return
        hit(m, place, camp, attempt)
        since, attempt = m.clock.now, attempt + 1


def hit(m: Mission, place: str, camp: CampState | None, attempt: int) -> None:
    """Let an attack hit a camp now: people, equipment, and for a while no column leaves it."""
    draws = m.draws
    kind, does = m.settings.attacks.on_camp(draws.uniform(place, "camp attack kind", attempt))
    killed = int(does.killed.ppf(draws.uniform(place, "camp killed", attempt)))
    wounded = int(does.hurt.ppf(draws.uniform(place, "camp hurt", attempt)))
    vehicles = int(does.vehicles_lost.ppf(draws.uniform(place, "camp vehicles", attempt)))
    containers = 0
    if does.containers_lost is not None:
        containers = int(does.containers_lost.ppf(draws.uniform(place, "camp containers", attempt)))
    quiet = m.clock.now + does.delay.ppf(draws.uniform(place, "camp alarm", attempt))
    m.counts["attacks_camp"] += 1
    m.counts[f"attacks_{kind}"] += 1
    killed = bury(m, killed, kind, place)
    wounded = hurt(m, wounded, kind, place)
    vehicles, containers = lose(m, place, camp, vehicles, containers)
    m.under_fire[place] = max(m.under_fire.get(place, quiet), quiet)
    if m.story is not None:
        what = "is shelled" if kind == INDIRECT_FIRE else "is assaulted"
        m.say(f"{place} {what}: {toll(killed, wounded)}{losses(vehicles, containers)}")
    attack = f"{place}/attack/{attempt}"
    evacuation.ask_for(m, attack, evacuation.place(m, place), wounded, place)
    if camp is not None:
        attacked(m, camp, killed, killed + wounded + vehicles > 0)


def lose(
    m: Mission, place: str, camp: CampState | None, vehicles: int, containers: int
) -> tuple[int, int]:
    """Write off vehicles and containers that stand in a camp; gives how many were there to hit."""
    hub = m.hubs.get(place)
    if camp is not None:
        vehicles, containers = hit_in_camp(camp, vehicles, containers)
    elif hub is not None:
        vehicles, containers = hit_in_hub(m, hub, vehicles, containers)
    else:
        return 0, 0
    m.leave_country(VEHICLES, vehicles, place, place, IN_CAMP)
    m.leave_country(CONTAINERS, containers, place, place, IN_CAMP)
    m.pool.give(f"yard:{place}", containers, m.track(place))
    m.counts["vehicles_lost"] += vehicles
    if hub is not None:
        hub.check_gone(m)
    return vehicles, containers


def hit_in_camp(camp: CampState, vehicles: int, containers: int) -> tuple[int, int]:
    """Take what is hit from a camp that closes.

    Of containers only those that no column has been promised, and never the last one: that a camp
    is empty is what a column notices.
    """
    vehicles = min(vehicles, camp.driving)
    containers = max(0, min(containers, camp.packed, camp.unassigned - 1))
    camp.driving -= vehicles
    camp.packed -= containers
    return vehicles, containers


def hit_in_hub(m: Mission, hub: Hub, vehicles: int, containers: int) -> tuple[int, int]:
    """Take what is hit from what stands at a hub and is assigned to no onward column."""
    containers = min(containers, hub.yard)
    hub.yard -= containers
    there = m.ledger.at(VEHICLES, hub.name)
    if hub.released:
        vehicles = min(vehicles, hub.wheels, there)
        hub.wheels -= vehicles
    else:
        vehicles = max(0, min(vehicles, there - hub.parked_low_bed))
    return vehicles, containers
