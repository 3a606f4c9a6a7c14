"""A truck rotation: from a hub to a camp and back with loads, vehicles and people."""

from collections.abc import Callable, Mapping
from functools import partial
from math import inf

from sim.pool import Claim
from sim.processes import column, overwatch
from sim.processes.arrival import receive, unload
from sim.processes.asker import InTurn
from sim.processes.camp import CampState, Once
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy, Steps, never, stay
from sim.processes.departure import fuel_and_go, go_or_no_go, granted
from sim.processes.loading import fit, give_up, load, take, take_along
from sim.processes.mission import Mission
from sim.processes.road import drive, drive_home
from sim.processes.supply import (
    Fuelling,
    bring_supplies,
    called_off,
    keep_supplies,
    load_supplies,
)
from sim.processes.triage import leave_rest, stop_trucks
from sim.processes.way_out import hears
from sim.record import triggers
from sim.record.causes import ATTACKS, FORMING, REFIT
from sim.record.track import Track
from sim.wording import carried, counted


def rotate(m: Mission, camp: CampState, track: Track, wanted: float, answered: Once) -> Steps:
    """Carry out one truck rotation, from the request for its clearance to the refit.

    `wanted` is the day for which it is asked; `answered` is reached when the request is over.
    """
    asked_at = m.clock.now
    clearance = Clearance(
        m, m.rules.convoy, track.entity, camp.sector, asked_at, wanted, held=camp.clearance_held
    )
    camp.clearance_held = False
    asker = InTurn(
        camp,
        amounts=lambda: column.wants(m, camp),
        priority=lambda: column.priority(m, camp, asked_at),
        off=lambda: not may_start(camp),
        not_before=lambda: column.departure(m, camp),
        fuel=lambda amounts: fuelling(m, camp, amounts),
    )
    claim = yield from granted(m, asker, clearance, track)
    if claim is None:
        denied = not asker.off()
        yield m.clock.settled()  # another column of the camp may take its turn in this instant
        others = camp.turn is not None or camp.short_of_fuel  # have their papers
        if denied and may_start(camp) and not others:
            m.fired(triggers.CLEARANCE_REFUSED, camp.name, "give up trucks")
            m.clock.start(
                stop_trucks(m, camp, track, "no movement clearance is given"),
                f"{camp.name}/giving up trucks",
            )
        elif may_start(camp) and m.clock.now == asked_at:
            # By policy none is waited for: asked for anew at once, it would be so without end.
            yield m.clock.sleep(inf, camp.changed, camp.claimed, camp.order)
        answered.reach(track, m.clock.now)
        return
    with claim:
        convoy = assign(m, camp, claim, asker.asked, track)
        answered.reach(track, m.clock.now)
        camp.notify(track)
        overwatch.ask(m, convoy, clearance)
        convoy.off = partial(called_off, camp, convoy)
        yield from form_up(m, convoy, convoy.home)
        base = m.open_place(camp.owner)
        if (yield from drive_out(m, camp, convoy, base, claim)):
            bring_supplies(m, camp, convoy)
            fit(camp, convoy)
            yield from load(m, camp, convoy, claim)
            leave_rest(m, camp, track)
            place = camp.name
            if convoy.loaded:  # else the camp was left before it had its load
                yield from bring_in(m, camp, convoy, claim, partial(take_along, m, camp, convoy))
                place = m.destination(camp)
            yield from go_home(m, camp, convoy, place, claim)
        else:
            give_up(camp, convoy)
            keep_supplies(m, camp, convoy, base)
            leave_rest(m, camp, track)
        if convoy.set_out:
            yield from refit(m, convoy)


def fuelling(m: Mission, camp: CampState, amounts: Mapping[str, float]) -> Fuelling:
    """What the next column of a camp will take of its hub, if it goes with what it claims."""
    vehicles = trucks_given(camp, amounts) + m.tasks.columns.escort_vehicles.value
    return Fuelling(m.open_place(camp.owner), vehicles, km_driven(m, camp))


def trucks_given(camp: CampState, amounts: Mapping[str, float]) -> int:
    """Trucks with which a column goes, of those that it has claimed.

    Not with those for loads that were destroyed, or went with another column, since it asked.
    """
    return int(min(amounts[column.trucks_of(camp)], column.trucks_needed(camp)))


def km_driven(m: Mission, camp: CampState) -> float:
    """Kilometres for which a column is fuelled: out to its camp, and in with its load."""
    return 2.0 * m.route(camp.name, m.destination(camp)).km


def drive_out(m: Mission, camp: CampState, convoy: Convoy, base: str, claim: Claim) -> Steps:
    """Fuel a column at its base and drive to its camp, with supplies for it.

    Returns whether it is there; else it has stood down, turned back, or found the camp left and
    come home. One that starts from its camp itself is called off no more.
    """
    if base == camp.name:
        convoy.off = never
    if not (yield from fuel_and_go(m, convoy, base, km_driven(m, camp))):
        return False
    load_supplies(m, camp, convoy, base)
    if base != camp.name:
        there = m.route(base, camp.name)
        if not (yield from drive(m, convoy, there, claim)):
            return False
    if camp.closed.reached:
        m.say(f"{convoy.entity} finds the camp closed and returns empty")
        yield from go_home(m, camp, convoy, camp.name, claim)
        return False
    return True


def go_home(m: Mission, camp: CampState, convoy: Convoy, place: str, claim: Claim) -> Steps:
    """Drive an empty column from a place to the hub that serves its camp now.

    A column of a camp's own group stays where it has unloaded when there is nothing more to fetch;
    one that finds its place left goes on to the next.
    """
    own = camp.owner == camp.name != place
    if own and not (may_start(camp) or column.more_comes(camp)):
        move_escort(m, camp, convoy, place)
        return
    while (base := m.open_place(camp.owner)) != place:
        yield from drive_home(m, convoy, m.route(place, base), claim)
        place = base


def move_escort(m: Mission, camp: CampState, convoy: Convoy, place: str) -> None:
    """Enter the escort of a column that stays at a hub there; the last convoy goes without it.

    Who counts towards the security floor, or its vehicles, stays on the camp's books.
    """
    if camp.closed.reached:
        return  # that has taken it along in the books
    people = min(int(m.tasks.columns.escort_people.value), column.spare_people(m, camp))
    own = min(convoy.escort, column.spare_vehicles(m, camp))
    take(m, camp, convoy, 0, 0, own, people)
    receive(m, convoy, place, None)
    convoy.escort = 0
    m.say(f"{convoy.entity} stays at {place}: its escort does not return to {camp.name}")
    camp.notify(convoy.track)


def may_start(camp: CampState) -> bool:
    """Whether a truck column may still leave its hub for the camp, and has something to load."""
    if camp.trucks_stopped or camp.ordered or camp.closed.reached:
        return False
    return column.trucks_needed(camp) > 0


def assign(
    m: Mission, camp: CampState, claim: Claim, amounts: Mapping[str, float], track: Track
) -> Convoy:
    """Fill the column on the grant; what it will load is no longer there for others.

    `amounts`: what it has claimed, also where trucks are without limit. Those that it does not go
    with are free again.
    """
    kind, trucks = column.trucks_of(camp), trucks_given(camp, amounts)
    if claim.held.get(kind, 0.0) > trucks:
        claim.give(kind, claim.held[kind] - trucks)
    containers, low_bed = column.fill(camp, trucks)
    camp.reserved += containers
    camp.reserved_low_bed += low_bed
    camp.columns_sent += 1
    camp.columns_out += 1
    if m.stocks is not None:
        m.stocks.count_on(camp, track.entity)
    m.counts["columns"] += 1
    beds = sum(n for kind, n in claim.held.items() if kind.startswith("beds:"))
    convoy = Convoy(
        track.entity,
        track,
        m.open_place(camp.owner),
        camp.sector,
        camp,
        trucks=trucks,
        priority=camp.deadline,
        escort=int(m.tasks.columns.escort_vehicles.value),
        promised=containers,
        promised_low_bed=low_bed,
        beds=beds if f"beds:{m.destination(camp)}" in m.pool.kinds else inf,
    )
    if m.story is not None:
        m.say(
            f"{track.entity}: {counted(trucks, 'truck', 'trucks')}, "
            f"{counted(convoy.escort, 'escort vehicle', 'escort vehicles')} with "
            f"{m.tasks.columns.escort_people.value:.0f} people and a search team are given for "
            f"{carried(containers, low_bed)} of {camp.name}"
        )
    return convoy


def stay_outside(m: Mission, convoy: Convoy, place: str, until: float) -> Steps:
    """Stay where a column hears of its camp, until a day (days) or until it is called off."""
    while m.clock.now < until and not convoy.off():
        yield m.clock.sleep(until, *hears(convoy, place))


def form_up(m: Mission, convoy: Convoy, place: str) -> Steps:
    """Orders, fuel, go or no-go: the column forms up; in a camp that is left, no longer.

    Nor when it is called off: one that drives to a camp hears when that is left.
    """
    of = m.tasks.movement.forming_up
    overwatch.ask(m, convoy)
    days = m.task(of, convoy.entity, "forming up", convoy.attempt)
    if convoy.camp is None or convoy.within(place) is not None:
        yield from stay(m, convoy, place, m.clock.now + days)
    else:
        yield from stay_outside(m, convoy, place, m.clock.now + days)
    m.spent(convoy.track, of, days, FORMING, "forming up")


def regroup(m: Mission, convoy: Convoy, place: str) -> Steps:
    """Form up anew after turning back with loads, and wait for leave to go once more.

    In a camp that is left, or was, no longer.
    """
    of = m.tasks.movement.forming_up
    end = m.clock.now + m.task(of, convoy.entity, "regrouping", convoy.regrouped)
    convoy.regrouped += 1
    yield from stay(m, convoy, place, end)
    convoy.track.until(m.clock.now, ATTACKS, "regrouping after turning back")
    if m.clock.now < end:
        m.say(f"{convoy.entity} sets out again with the last convoy of {place}")
    else:
        yield from go_or_no_go(m, convoy, place, may_stand_down=False)
        m.say(f"{convoy.entity} has formed up anew and sets out again")


def refit(m: Mission, convoy: Convoy) -> Steps:
    """Maintenance and rest; after it group, team and trucks are free again."""
    of = m.tasks.movement.refit
    end = m.spend(convoy.track, of, m.task(of, convoy.entity, "refit"), REFIT, "refit")
    yield m.clock.at(end)


def bring_in(
    m: Mission,
    camp: CampState,
    convoy: Convoy,
    claim: Claim | None,
    departs: Callable[[], None] | None = None,
    by: float = inf,
) -> Steps:
    """Drive the loaded way to the hub that stands, again after turning back, and unload.

    A column that finds its hub closed, or sees it close while it unloads, goes on to the next.
    `departs`, `by`: see `drive`. Returns whether it has set out.
    """
    place = camp.name
    while True:
        hub = m.destination(camp)
        arrived = yield from drive(m, convoy, m.route(place, hub), claim, departs, by)
        if not arrived and convoy.off():
            return False
        departs = None
        if not arrived:
            yield from regroup(m, convoy, place)
            continue
        place = hub
        if m.open_place(hub) == hub:
            yield from unload(m, convoy, hub, claim)
        if m.open_place(hub) == hub:
            receive(m, convoy, hub, claim)
            return True
