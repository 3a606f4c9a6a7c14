"""Arrival at a hub: unloading, the yard, beds; what moves on and what stays."""

from math import inf

from sim.pool import Claim
from sim.processes.convoy import Convoy, Steps
from sim.processes.formalities import arrive
from sim.processes.hub import Hub, Load
from sim.processes.mission import Mission
from sim.processes.supply import move_people
from sim.record.causes import FLEET, LOADING, UNREST
from sim.record.ledger import CONTAINERS, ROAD, VEHICLES
from sim.record.track import Track
from sim.risks.world import DEPARTURE, YES
from sim.wording import carried


def unload(m: Mission, convoy: Convoy, hub: str, claim: Claim | None) -> Steps:
    """Unload a column's trucks at a hub, once no road block keeps them out of it."""
    track = convoy.track
    if convoy.trucks and (convoy.containers or convoy.low_bed):
        free = m.world.path(DEPARTURE, hub).when_at_least(YES, m.clock.now)
        if free > m.clock.now:
            m.say(f"{convoy.entity} waits outside {hub}: the way in is blocked")
            yield m.clock.at(free)
            track.until(free, UNREST, f"the way into {hub} is blocked")
        with m.pool.claim(
            f"{convoy.entity}/unloading",
            {f"unloading:{hub}": 1},
            track,
            priority=m.clock.now,
            within=claim,
        ) as point:
            yield point
            track.released_by(point.last_link, m.clock.now, FLEET, f"queue to unload at {hub}")
            rate = m.tasks.movement.unloading
            yield m.clock.at(
                m.work(track, rate, convoy.trucks, "unloading", LOADING, f"unloading at {hub}")
            )


def receive(m: Mission, convoy: Convoy, hub: str, claim: Claim | None) -> None:
    """Enter what a column brought: space claimed ahead is filled, the rest is taken."""
    fill(m, claim, f"beds:{hub}", convoy.people)
    move_people(m, convoy.people, ROAD, hub)
    vehicles = convoy.own + convoy.low_bed
    if m.story is not None and (convoy.containers or vehicles or convoy.people):
        m.say(
            f"{convoy.entity} arrives at {hub}: "
            f"{carried(convoy.containers, vehicles, convoy.people)}"
        )
    load = Load(convoy.containers, convoy.low_bed, convoy.own)
    onward = m.camps.get(hub)
    if onward is not None and not onward.closed.reached:
        enter(m, hub, load, ROAD, claim)
        onward.packed += convoy.containers
        onward.low_bed += convoy.low_bed
        onward.driving += convoy.own
        onward.notify(convoy.track)
    else:
        place = m.hubs[hub]
        take_in(m, place, load, ROAD, convoy.track, claim)
        if convoy.people:
            known = -inf if convoy.camp is None else convoy.camp.ordered_at
            arrive(m, place, convoy.people, convoy.track, known)
    convoy.containers = convoy.low_bed = convoy.own = convoy.people = 0
    convoy.loaded = False


def enter(m: Mission, place: str, load: Load, source: str, claim: Claim | None) -> None:
    """Enter equipment in a place's books and slots."""
    fill(m, claim, f"yard:{place}", load.containers)
    m.ledger.move(CONTAINERS, load.containers, source, place, m.clock.now)
    m.ledger.move(VEHICLES, load.low_bed + load.wheels, source, place, m.clock.now)


def take_in(
    m: Mission, hub: Hub, load: Load, source: str, track: Track, claim: Claim | None
) -> None:
    """Take equipment in at a hub from which it will leave; vehicles serve it until they may."""
    enter(m, hub.name, load, source, claim)
    if hub.released:
        hub.put(load)
    else:
        hub.put(Load(load.containers))
        hub.parked_low_bed += load.low_bed
    hub.equipment_track = track.fork(track.entity)
    hub.equipment_changed.fire()


def fill(m: Mission, claim: Claim | None, kind: str, amount: int) -> None:
    """Fill space: first what the claim holds, then what nobody asked for and cannot be refused."""
    held = claim.held.get(kind, 0.0) if claim is not None else 0.0
    if claim is not None and held:
        claim.consume(kind, min(held, amount))
        claim.give(kind)
    if amount > held:
        m.pool.take(kind, amount - held)
