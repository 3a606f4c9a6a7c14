"""Flights with people: asked ahead, permitted or refused, flown in whole aircraft."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from sim.pool import Claim
from sim.processes import airspace
from sim.processes.air_lines import Line, approved, may_fly, movements, slips
from sim.processes.arrival import fill
from sim.processes.by_road import flights_denied, may_go_by_road
from sim.processes.clearance import Clearance, asked_ahead, asked_on, counting
from sim.processes.convoy import Steps
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.processes.supply import move_people
from sim.record.causes import ATTACKS, FLEET, FLIGHTS, LIFT, STRATEGIC_LIFT
from sim.record.ledger import ABROAD, AIR, PEOPLE
from sim.record.track import Track


@dataclass(slots=True)
class Asking:
    """How far a hub has asked for the flights of a line."""

    line: Line
    number: int = 0
    """Flights asked for so far."""
    waiting_since: float | None = None
    """Since when somebody is ready who has no seat on one (days); None: nobody is."""


def schedule(m: Mission, hub: Hub, ways: Sequence[Line]) -> Steps:
    """Ask for one aircraft after the other, as people are ready at a hub who have no seat yet.

    Nobody is bound to a flight: whichever is permitted first takes who is ready, and one that would
    be filled too little does not fly. Of the ways by air the first is looked at first.
    """
    lines = [Asking(line) for line in ways]
    while True:
        yield m.clock.sleep(min([ask(m, hub, line) for line in lines]), hub.people_changed)


def ask(m: Mission, hub: Hub, of: Asking) -> float:
    """Ask for the flights of a line that are wanted now; returns when to look again (days).

    An aircraft is asked for when it can be filled, or when those who are ready have waited for the
    longest time allowed; from the last week on as soon as they are the last of the hub, and past
    the last deadline, of the country.
    """
    now, line, longest = m.clock.now, of.line, m.tasks.air_lift.longest_wait.value
    kind, last_week = line.kind, m.last_deadline - longest
    while (seatless := hub.present(m) - hub.promised.get(kind, 0)) > 0:
        if of.waiting_since is None:
            of.waiting_since = now
        seats, until = line.seats, of.waiting_since + longest
        fills = seatless >= seats or now >= until
        known = known_to_fly(m, hub, seatless, fills, now >= last_week)
        if known is None or hub.flying.get(kind, 0) >= line.pipeline:
            return min((at for at in (until, last_week) if at > now), default=inf)
        of.number += 1
        hub.promised[kind] = hub.promised.get(kind, 0) + seats
        hub.flying[kind] = hub.flying.get(kind, 0) + 1
        of.waiting_since = now
        if line.charter and hub.slipped:
            known = max(known, hub.slipped.pop())
        track = hub.people_track.fork(f"{hub.name}/{kind.split(':')[0]}/{of.number}")
        track.released_by(hub.people_track.link, now, LIFT, "waiting for a full aircraft")
        m.clock.start(fly(m, line, track, known, seats), track.entity)
    of.waiting_since = None
    if line.charter:
        hub.slipped.clear()
    return inf


def known_to_fly(m: Mission, hub: Hub, seatless: int, fills: bool, last_week: bool) -> float | None:
    """Since when it is known that the `seatless` of a hub fly now (days); None: they wait.

    `fills`: whether they fill an aircraft, or have waited for the longest time for one.
    """
    if fills or (last_week and are_last(m, hub)):
        return hub.known_since
    return max(hub.known_since, m.last_deadline) if last_few(m, seatless) else None


def are_last(m: Mission, hub: Hub) -> bool:
    """Whether those who are ready at a hub are its last, and are to be gone by the last deadline.

    Once that is over they still are, until no more people are in the country than may stay; and
    again when the hub has been signed over: nobody comes after its guard.
    """
    in_time = m.clock.now <= m.last_deadline or still_to_go(m) > 0.0
    return (in_time or hub.signed_over) and nobody_comes(m, hub)


def nobody_comes(m: Mission, hub: Hub) -> bool:
    """Whether nobody else is on the way to a hub's aircraft.

    To the hub of the charters come also those who are ready, or in formalities, at other hubs.
    """
    if hub.expected:
        return False
    if hub.name != m.plan.lift_hub:
        return True
    others = (other for other in m.hubs.values() if other is not hub)
    return not any(o.expected or o.present(m) or o.aloft for o in others)


def last_few(m: Mission, people: int) -> bool:
    """Whether, past the last deadline, so many people are all that have still to go by it.

    They do not wait until rear parties, who leave for a year, have filled an aircraft.
    """
    return 0 < still_to_go(m) <= people


def still_to_go(m: Mission) -> float:
    """People beyond those who may stay, once the last deadline is over; none before."""
    if m.people_limit is None or m.clock.now <= m.last_deadline:
        return 0.0
    return max(0.0, m.ledger.in_country(PEOPLE, m.clock.now) - m.people_limit)


def fly(m: Mission, line: Line, track: Track, known: float, seats: int) -> Steps:
    """Fly one aircraft of people: permission, airspace, aircraft, block time.

    It has the `seats` for which it was asked, also when those asked for by now have others.
    """
    claim = yield from given(m, line, track, known, seats)
    with claim:
        flown = yield from out_and_back(m, line, track, claim, known, seats)
    hub, kind = line.hub, line.kind
    no_more = hub.flying[kind] >= line.pipeline
    hub.flying[kind] -= 1
    if not flown or no_more:  # its seats, or its place among the flights that are asked for
        m.people_moved(hub)


def given(m: Mission, line: Line, track: Track, known: float, seats: int) -> Steps:
    """Get leave to fly and an aircraft, at once.

    Permission is asked ahead of the day on which people are ready, so that most answers come in
    time: planners see them come, but nobody before the day on which it was `known` (days) that
    they would be flown: that of the order that makes them come; for the last few of the
    country, who do not wait for a full aircraft once the deadline has been missed, no day before
    that.
    """
    clock, hub, entity = m.clock, line.hub, track.entity
    sector = m.plan.camps[hub.name].sector
    before = max(asked_on(m, line.rules, sector, clock.now), known)
    clearance = Clearance(m, line.rules, entity, sector, before, clock.now)
    amounts: dict[str, float] = {line.kind: 1}
    if not line.charter:
        amounts[f"beds:{line.target}"] = min(seats, m.pool.capacity(f"beds:{line.target}"))
    asked = clock.now
    slip = slips(m, line, entity)
    with counting(m, clearance):
        while True:
            yield from permitted(m, line, clearance, sector, track)
            if slip:
                yield from slipping(m, line, track, slip, seats)
                slip = 0.0
                continue
            claim = m.pool.claim(entity, amounts, track, priority=asked)
            yield claim
            track.released_by(claim.last_link, clock.now, FLEET, "waiting for an aircraft")
            if clearance.ready(clock.now) <= clock.now and may_fly(m, line, sector) <= clock.now:
                return claim
            claim.release()


def slipping(m: Mission, line: Line, track: Track, days: float, seats: int) -> Steps:
    """Let a charter come so many days later; it then takes who is there, as any other.

    Who was to fly with it does not wait for it where it slips by longer than another is asked for
    ahead: one more is asked for, from this day on.
    """
    hub, kind, end = line.hub, line.kind, m.clock.now + days
    sector = m.plan.camps[hub.name].sector
    replaced = days > asked_ahead(m, line.rules, sector)
    if replaced:
        hub.promised[kind] -= seats
        hub.slipped.append(m.clock.now)
        m.people_moved(hub)
    yield m.clock.at(end)
    if replaced:
        hub.promised[kind] += seats
    track.until(end, STRATEGIC_LIFT, "the charter slips")


def out_and_back(
    m: Mission, line: Line, track: Track, claim: Claim, known: float, seats: int
) -> Steps:
    """Fly who is ready, unless they fill too little of it; then the aircraft turns round.

    Returns whether it has flown.
    """
    clock, hub, air = m.clock, line.hub, m.tasks.air_lift
    taken_off, sector = clock.now, m.plan.camps[hub.name].sector
    hub.promised[line.kind] -= seats
    people = ready_to_fly(m, hub, seats)
    last = nobody_comes(m, hub) or last_few(m, seats)
    if people < seats * air.least_filled.value and not (people and last):
        return False
    repair = airspace.fire(m, track.entity, sector, movements(m, line), hub.name)
    people = ready_to_fly(m, hub, seats)  # fire may have killed some
    hub.ready -= people
    hub.aloft += people
    hub.last_flown = taken_off
    move_people(m, people, hub.name, AIR)
    m.pool.give(f"beds:{hub.name}", people, track)
    m.people_moved(hub)
    days = m.task(air.block_time, track.entity, "block time")
    yield clock.at(m.spend(track, air.block_time, days, LIFT, "flight"))
    hub.aloft -= people
    land(m, line, people, track, claim, known)
    yield clock.at(max(clock.now, taken_off + line.hold, taken_off + repair))
    track.until(clock.now, LIFT, "turn-round, crew rest, next slot")
    return True


def ready_to_fly(m: Mission, hub: Hub, seats: int) -> int:
    """How many people go aboard now."""
    return min(hub.present(m), seats)


def permitted(m: Mission, line: Line, clearance: Clearance, sector: str, track: Track) -> Steps:
    """Wait until the flight is cleared, the airspace open and passengers approved, all at once.

    While clearance takes longer than the policy allows, and no other flight has taken people from
    the hub for as long, they go by road; where only charters with passengers are not approved, lift
    inside the country takes them instead. What waits with its clearance for the end of an attack
    waits for that.
    """
    hub, clock = line.hub, m.clock
    denied_since = max(clearance.wanted, clock.now)
    while (at := clearance.ready(may_fly(m, line, sector))) > clock.now:
        refused = approved(m, line, clock.now)
        if refused > clock.now:
            yield clock.sleep(min(at, refused), m.world_changed)
            track.until(clock.now, STRATEGIC_LIFT, "passengers are not approved")
            denied_since = max(denied_since, clock.now)
            continue
        attack = airspace.held_up(m, sector, hub.name, clock.now)
        if attack > clock.now and clearance.ready(clock.now) <= clock.now:
            track.until(clock.now, FLIGHTS, "waiting for flight clearance")
            yield clock.sleep(min(at, attack), m.world_changed)
            track.until(clock.now, ATTACKS, "flights are held up by an attack")
            continue
        patience = m.policy.by_road.denied_days.value if may_go_by_road(m, hub) else inf
        denied_since = max(denied_since, hub.last_flown)
        if clock.now >= denied_since + patience:
            flights_denied(m, hub)
            denied_since = clock.now
        yield clock.sleep(min(at, denied_since + patience), m.world_changed, m.stage_begun)
    track.until(clock.now, FLIGHTS, "waiting for flight clearance")


def land(m: Mission, line: Line, people: int, track: Track, claim: Claim, known: float) -> None:
    """People are abroad, or at the hub from which they will be flown out."""
    counts = m.counts
    if line.charter:
        move_people(m, people, AIR, ABROAD)
        counts["charters"] += 1
        counts["people_repatriated"] += people
        if m.story is not None:
            m.say(f"{track.entity} leaves the country with {people} people")
        anywhere = still_to_go(m) > 0.0  # the last few may be those of any hub
        for hub in m.hubs.values():
            if anywhere or hub.name == m.plan.lift_hub:
                hub.people_changed.fire()
        m.look_who_is_left(track)
        return
    counts["lift_flights"] += 1
    move_people(m, people, AIR, line.target)
    fill(m, claim, f"beds:{line.target}", people)
    target = m.hubs[line.target]
    target.ready += people
    target.brought(track.fork(track.entity), known)
    m.people_moved(target)
