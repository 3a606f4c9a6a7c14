"""Repatriation of people: hubs thin out by the plan, and flights are asked for."""

from math import ceil, inf

from sim.plan.equipment import whole
from sim.policies.disposal import shared_out
from sim.processes.air import schedule
from sim.processes.air_lines import lines
from sim.processes.convoy import Steps
from sim.processes.formalities import arrive
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.record.causes import PLAN
from sim.record.ledger import PEOPLE
from sim.record.track import Track


def start_repatriation(m: Mission) -> None:
    """Start everything that brings people out of the country."""
    share_out_who_stays(m)
    for hub in m.hubs.values():
        if hub.name in m.camps:
            continue
        m.clock.start(thin_out(m, hub), f"{hub.name}/thinning out")
        if ways := lines(m, hub):
            m.clock.start(schedule(m, hub, ways), f"{hub.name}/flights")


def share_out_who_stays(m: Mission) -> None:
    """Share the guard unit and the rear parties out over the hubs, by their strength.

    In the order of their names, so that it does not matter who is written first in the plan.
    """
    hubs = [m.hubs[name] for name in sorted(m.hubs) if name not in m.camps]
    strength = [m.ledger.at(PEOPLE, hub.name) for hub in hubs]
    if total := sum(strength):
        staying = min(int(m.people_limit or 0.0), total)
        shares = shared_out(staying, [people / total for people in strength])
        for hub, share in zip(hubs, shares, strict=True):
            hub.staying, hub.guard = share, whole(share * guard_share(m))


def guard_share(m: Mission) -> float:
    """The share of the guard unit among those who may stay; the others are rear parties."""
    of, phase = m.plan.liquidation, m.plan.people_phase
    limit = phase.limit if phase else None
    if of is None or limit is None or not limit.people:
        return 1.0
    return limit.parts[of.guard].value / limit.people if of.guard in limit.parts else 0.0


def thin_out(m: Mission, hub: Hub) -> Steps:
    """Release a hub's own people: evenly until the last weeks, then all but who stays.

    A share is kept until some days before the last deadline, for security, escorts, hospitals and
    aviation. Lots are aircraft loads.
    """
    air = m.tasks.air_lift
    own = m.ledger.at(PEOPLE, hub.name)
    leaving = max(0, own - hub.staying)
    early = min(leaving, own - ceil(own * air.hub_kept.value))
    until = max(m.last_deadline - air.hub_kept_until.value, m.start)
    lot = int(air.fixed_wing_seats.value)
    number = ceil(early / lot)
    track = m.track(f"{hub.name}/thinning out")
    done = 0
    for index in range(1, number + 1):
        yield m.clock.at(m.start + (until - m.start) * index / number)
        people = round(early * index / number) - done
        done += people
        release(m, hub, people, track, index)
    if until > m.clock.now:
        yield m.clock.at(until)
    release(m, hub, leaving - done, track, number + 1)


def release(
    m: Mission, hub: Hub, people: int, track: Track, index: int | str, known: float = -inf
) -> None:
    """Let some of a hub's people begin their formalities; `known`: see `arrive`."""
    if people <= 0:
        return
    track.until(m.clock.now, PLAN, "kept at the hub")
    arrive(m, hub, people, track.fork(f"{hub.name}/lot/{index}"), known)
