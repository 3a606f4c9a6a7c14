"""Arrival at a hub: unloading, the yard, beds; what moves on and what stays."""

from sim.pool import Claim
from sim.processes.convoy import Convoy, Steps
from sim.processes.mission import Mission
from sim.record.causes import FLEET, LOADING, UNREST
from sim.record.ledger import CONTAINERS, PEOPLE, ROAD, VEHICLES
from sim.risks.world import DEPARTURE


def unload(m: Mission, convoy: Convoy, hub: str, claim: Claim | None) -> Steps:
    """Unload a column's trucks at a hub, once no road block keeps them out of it."""
    track = convoy.track
    if convoy.trucks and (convoy.containers or convoy.low_bed):
        free = m.world.path(DEPARTURE, hub).when_at_least(0.5, m.clock.now)
        if free > m.clock.now:
            m.say(f"{convoy.entity} waits outside {hub}: the way in is blocked")
            yield m.clock.at(free)
            track.until(free, UNREST, f"the way into {hub} is blocked")
        with m.pool.claim(
            f"{convoy.entity}/unloading", {f"unloading:{hub}": 1}, track, within=claim
        ) as point:
            yield point
            track.released_by(point.last_link, m.clock.now, FLEET, f"queue to unload at {hub}")
            rate = m.tasks.movement.unloading
            yield m.clock.at(
                m.work(track, rate, convoy.trucks, "unloading", LOADING, f"unloading at {hub}")
            )


def receive(m: Mission, convoy: Convoy, hub: str, claim: Claim | None) -> None:
    """Enter what a column brought: space claimed ahead is filled, the rest is taken."""
    fill(m, claim, f"yard:{hub}", convoy.containers)
    fill(m, claim, f"beds:{hub}", convoy.people)
    ledger, now = m.ledger, m.clock.now
    ledger.move(CONTAINERS, convoy.containers, ROAD, hub, now)
    ledger.move(VEHICLES, convoy.own + convoy.low_bed, ROAD, hub, now)
    ledger.move(PEOPLE, convoy.people, ROAD, hub, now)
    if m.story is not None:
        m.say(
            f"{convoy.entity} arrives at {hub}: {convoy.containers} containers, "
            f"{convoy.own + convoy.low_bed} vehicles, {convoy.people} people"
        )
    onward = m.camps.get(hub)
    if onward is not None and not onward.closed.reached:
        onward.packed += convoy.containers
        onward.low_bed += convoy.low_bed
        onward.driving += convoy.own
        onward.notify(convoy.track)
    else:
        place = m.hubs[hub]
        place.yard += convoy.containers
        place.equipment_track = convoy.track.fork(convoy.entity)
        place.equipment.fire()
        if convoy.people:
            m.people_arrive(place, convoy.people, convoy.track)
    convoy.containers = convoy.low_bed = convoy.own = convoy.people = 0
    convoy.loaded = False


def fill(m: Mission, claim: Claim | None, kind: str, amount: int) -> None:
    """Fill space: first what the claim holds, then what nobody asked for and cannot be refused."""
    held = claim.held.get(kind, 0.0) if claim is not None else 0.0
    if claim is not None and held:
        claim.consume(kind, min(held, amount))
        claim.give(kind)
    if amount > held:
        m.pool.take(kind, amount - held)
