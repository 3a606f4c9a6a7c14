"""Attacks on columns: a device or a complex attack on the road, and what it costs."""

from sim.distributions.counts import binomial
from sim.plan.camp import Camp
from sim.plan.network import Node, Road
from sim.processes import evacuation
from sim.processes.alarms import attacked
from sim.processes.casualties import bury, hurt, losses, toll
from sim.processes.convoy import Convoy
from sim.processes.convoy_losses import lose_vehicles
from sim.processes.mission import Mission
from sim.risks.attack_kinds import IED


def strike(
    m: Mission,
    convoy: Convoy,
    road: Road,
    left: float,
    attempt: int,
    near: bool,
    may_turn: bool,
) -> tuple[float, bool]:
    """Let an attack hit the column now; gives the delay in days and whether it turns back.

    A column from a camp that has been left does not turn back: there is nobody to return to. Nor
    does one that drives home (`drive_home`).
    Killed and hurt people, vehicles lost and their loads follow from the attack's own uniforms.

    Parameters
    ----------
    left
        Kilometres of the road that are still before the column.
    near
        The column is near the camp that it serves, so that command counts the attack for it.
    may_turn
        It is not nearer to where it goes than to where it comes from.
    """
    attacks = m.settings.attacks
    draws, entity = m.draws, convoy.entity
    key = f"{road.name}|attack"
    kind, does = attacks.on_column(draws.uniform(entity, f"{key} kind", attempt))
    delay = does.delay.ppf(draws.uniform(entity, f"{key} delay", attempt))
    killed = int(does.killed.ppf(draws.uniform(entity, f"{key} killed", attempt)))
    wounded = int(does.hurt.ppf(draws.uniform(entity, f"{key} hurt", attempt)))
    hit = int(does.vehicles_lost.ppf(draws.uniform(entity, f"{key} vehicles", attempt)))
    may_turn = may_turn and not (convoy.homeward or left_for_good(convoy))
    turned = may_turn and draws.uniform(entity, f"{key} turn", attempt) < attacks.turn_back.value
    u = draws.uniform(entity, f"{key} recovered", attempt)
    lost = min(binomial(hit, 1.0 - attacks.recoverable.value, u), convoy.vehicles)
    m.counts["attacks_convoy"] += 1
    m.counts[f"attacks_{kind}"] += 1
    killed = bury(m, killed, kind, convoy.home, convoy)
    wounded = hurt(m, wounded, kind, convoy.home, convoy)
    if m.story is not None:
        what = "a mine or roadside bomb" if kind == IED else "an ambush"
        way = ", on its way back," if convoy.homeward else ""
        m.say(
            f"{entity}{way} is hit by {what} on the road {road.name}: {toll(killed, wounded)}"
            f"{losses(lost)}, {delay:.1f} days of delay" + ("; it turns back" if turned else "")
        )
    lose_vehicles(m, convoy, lost)
    attack = f"{entity}/{road.name}/attack/{attempt}"
    evacuation.ask_for(m, attack, scene(m, convoy, road, left), wounded, convoy.home, convoy)
    if convoy.camp is not None and near:
        attacked(m, convoy.camp, killed, killed + wounded + lost > 0)
    if turned:
        m.counts["turned_back"] += 1
    return delay, turned


def left_for_good(convoy: Convoy) -> bool:
    """Whether a column comes from a camp that has been left; one that brings supplies does not."""
    comes = convoy.loaded and convoy.supplies is None
    return comes and convoy.camp is not None and convoy.camp.closed.reached


def scene(m: Mission, convoy: Convoy, road: Road, left: float) -> evacuation.Scene:
    """Where on a road the column is: on the straight line between its ends, by the share left."""
    ahead = convoy.heading or road.b
    behind = road.a if ahead == road.b else road.b
    share = left / road.km.value
    to, since = place(m, ahead), place(m, behind)
    return evacuation.Scene(
        f"on the road {road.name}",
        to.latitude + share * (since.latitude - to.latitude),
        to.longitude + share * (since.longitude - to.longitude),
        road.main_region,
    )


def place(m: Mission, name: str) -> Camp | Node:
    """A camp or another place on the road graph."""
    camp = m.plan.camps.get(name)
    return camp if camp is not None else m.plan.nodes[name]
