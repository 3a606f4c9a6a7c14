"""The road: a column drives a route leg by leg, in rain, under threat, with breakdowns."""

from collections.abc import Callable, Iterable
from itertools import groupby
from math import inf
from operator import attrgetter

from sim.distributions.counts import binomial, poisson
from sim.plan.cycle import clean_speed
from sim.plan.network import Road, Route
from sim.pool import Claim
from sim.processes import overwatch
from sim.processes.column_attack import strike
from sim.processes.convoy import Convoy, Steps, give_up_at, never, stay, wait_at_gate
from sim.processes.convoy_losses import lose_trucks
from sim.processes.exposure import Exposure
from sim.processes.mission import Mission
from sim.processes.pace import Pace, on_road
from sim.processes.supply import give_back_fuel
from sim.processes.way_out import in_the_way, tell_called_off, wait_to_set_out
from sim.record.causes import ATTACKS, BREAKDOWNS, FLEET, MOVEMENT, VARIABILITY, WEATHER

AXIS = attrgetter("axis")

LAST_KM = 1e-9
"""What is left at least of a road before its end (km): a rounding error of what is driven."""


def drive(
    m: Mission,
    convoy: Convoy,
    route: Route,
    claim: Claim | None,
    departs: Callable[[], None] | None = None,
    by: float = inf,
) -> Steps:
    """Drive a route; the axis is held on road legs only.

    `departs` is called when the road is free and a camp is left; who has to leave `by` a day
    (days) goes then, whether or not there is a place for it on the axis, or an aircraft over it. No
    column sets out while something stands in its way (`wait_to_set_out`), nor one that is
    called off by then. Who stands in a camp that has been left follows its last convoy, on its
    place on the axis; who drives to one turns back at the next place on the way, as one that has
    been hit may, unless it is nearer to where it goes. Returns whether the column arrived; else it
    is where it started, or has met the last convoy of its camp, with which it goes.
    """
    behind: list[float] = []
    halfway = route.km / 2.0
    if departs is None:
        by = inf  # it has left already
    convoy.drives += 1
    convoy.heading = route.origin
    if m.policy.overwatch_required:
        yield from overwatch.wait_for(m, convoy, route, claim, by)
    for axis, roads in groupby(route.roads, key=AXIS):
        place = convoy.heading
        with (yield from take_place(m, convoy, route, axis, claim, by)):
            if place == route.origin and convoy.off():
                overwatch.give_back(m, convoy)
                give_back_fuel(m, convoy, place)
                tell_called_off(m, convoy, place)
                return False
            convoy.set_out, convoy.off = True, never
            if departs is not None:
                departs()
                departs, by = None, inf
            for road in roads:
                if behind and goes_for_nothing(convoy, route):
                    m.say(f"{convoy.entity} hears that {route.destination} is left, and turns back")
                    yield from turn_back(
                        m, convoy, route, behind, MOVEMENT, "its camp has been left"
                    )
                    return False
                entered = m.clock.now
                convoy.heading = road.b if road.a == convoy.heading else road.a
                overwatch.follow(m, convoy, road)
                delayed = convoy.delayed
                arrived = yield from leg(m, convoy, road, halfway)
                halfway -= road.km.value
                behind.append(m.clock.now - entered - (convoy.delayed - delayed))
                if not arrived:
                    yield from turn_back(m, convoy, route, behind, ATTACKS, "turning back")
                    return False
    overwatch.give_back(m, convoy)
    return True


def take_place(
    m: Mission, convoy: Convoy, route: Route, axis: str, claim: Claim | None, by: float
) -> Steps:
    """Wait for a place on an axis of a route, and at its origin until nothing is in the way.

    Nobody holds a place whom something keeps where he is. Gives the claim on it; who has to leave
    `by` a day (days) goes then without, if there is none. Who is called off waits no longer.
    """
    kind, place, track = f"axis:{axis}", convoy.heading, convoy.track
    entity = f"{convoy.entity}/{axis}"
    sets_out = place == route.origin and place in m.plan.camps
    while True:
        wanted = {} if convoy.is_left(place) else {kind: 1.0}
        now = m.clock.now
        space = m.pool.claim(entity, wanted, track, priority=convoy.priority, due=now, within=claim)
        if m.pool.capacity(kind):
            if by < inf:
                m.clock.start(give_up_at(m, space, by), f"{entity}/place")
            yield from wait_at_gate(convoy, place, space)
            track.released_by(space.last_link, m.clock.now, FLEET, f"waiting for the axis {axis}")
        if not sets_out or convoy.off() or not in_the_way(m, convoy, route):
            return space
        space.release()
        yield from wait_to_set_out(m, convoy, route)


def goes_for_nothing(convoy: Convoy, route: Route) -> bool:
    """Whether the camp that a column drives to has been left; it is told so where it passes."""
    camp = convoy.camp
    if camp is None or convoy.homeward:
        return False
    return camp.closed.reached and route.destination == camp.name


def turn_back(
    m: Mission, convoy: Convoy, route: Route, behind: list[float], cause: str, why: str
) -> Steps:
    """Drive back to where the route begins, in the days that the way so far has taken."""
    yield from stay(m, convoy, route.origin, m.clock.now + sum(behind))
    convoy.track.until(m.clock.now, cause, why)
    overwatch.give_back(m, convoy)


def drive_home(m: Mission, convoy: Convoy, route: Route, claim: Claim) -> Steps:
    """Drive a route home: whatever hits it, the column goes on, for home is where it would turn."""
    convoy.homeward = True
    yield from drive(m, convoy, route, claim)


def leg(m: Mission, convoy: Convoy, road: Road, halfway: float) -> Steps:
    """Drive one road; returns whether the column got to its end (else it turns back).

    `halfway`: kilometres of the road after which it is nearer to where it goes, and goes on.
    """
    clock, start, km = m.clock, m.clock.now, road.km.value
    u = m.draws.uniform(convoy.entity, road.name, convoy.drives) if m.varied else None
    pace = on_road(m, road, convoy.loaded, u, convoy.speed_factor)
    exposure = Exposure(m, convoy, road, pace)
    left, begun, rolling, delay = km, start, 0.0, 0.0
    drives: list[tuple[float, float]] = []
    end = pace.driven(begun, left)
    while True:
        watch = overwatch.changes(m, convoy, road)
        hit, until = exposure.next_hit(end)
        change = min(watch, until)
        due = min(hit, end, change)
        yield clock.sleep(due, m.world_changed)
        if clock.now < due:
            continue
        if change < min(hit, end):
            exposure.pass_to(change)
            if change == watch:
                overwatch.follow(m, convoy, road)
            continue
        rolling += clock.now - begun
        drives.append((begun, clock.now))
        if hit >= end:
            break
        left = max(left - pace.covered(begun, clock.now), LAST_KM)
        at_camp, may_turn = near(m, convoy, road, left), km - left <= halfway
        days, turned = strike(m, convoy, road, left, exposure.attempt, at_camp, may_turn)
        delay += days
        convoy.delayed += days
        yield clock.at(clock.now + days)
        if turned:
            note_road(m, convoy, road, km - left, start, (MOVEMENT, rolling), (ATTACKS, delay))
            note_pace(m, convoy, road, km - left, start, pace, drives)
            return False
        begun, end = clock.now, pace.driven(clock.now, left)
        exposure.begin_anew()
        overwatch.follow(m, convoy, road)
    halted = breakdowns(m, convoy, road)
    if halted > 0.0:
        yield clock.at(clock.now + halted)
    clean = km / pace.dry
    speed = clean_speed(road, m.tasks.movement, loaded=convoy.loaded, wet=False).nominal
    nominal = km / (speed * convoy.speed_factor)
    note_road(
        m, convoy, road, km, start,
        (MOVEMENT, nominal), (VARIABILITY, clean - nominal), (WEATHER, rolling - clean),
        (BREAKDOWNS, halted), (ATTACKS, delay),
    )  # fmt: skip
    note_pace(m, convoy, road, km, start, pace, drives)
    return True


def near(m: Mission, convoy: Convoy, road: Road, left: float) -> bool:
    """Whether a column with `left` km of a road before it is near the camp that it serves."""
    camp = convoy.camp
    if camp is None or camp.name not in (road.a, road.b):
        return False
    away = left if convoy.heading == camp.name else road.km.value - left
    return away <= m.policy.acceleration.attack_km.value


def breakdowns(m: Mission, convoy: Convoy, road: Road) -> float:
    """Days of halts on a road for the loaded trucks that break down; some are left behind."""
    risk = m.settings.breakdowns
    if not (risk.enabled and convoy.loaded and convoy.trucks and road.surface == "track"):
        return 0.0
    mean = risk.rate.value * convoy.trucks * road.km.value / 1000.0
    number = poisson(mean, m.draws.uniform(convoy.entity, f"{road.name}|breakdowns", convoy.drives))
    if not number:
        return 0.0
    u = m.draws.uniform(convoy.entity, f"{road.name}|left behind", convoy.drives)
    left = min(binomial(number, risk.left_behind.value, u), convoy.trucks)
    if left:
        lose_trucks(m, convoy, left)
    halt = risk.halt.ppf(m.draws.uniform(convoy.entity, f"{road.name}|halt", convoy.drives))
    return number * halt


def note_road(
    m: Mission, convoy: Convoy, road: Road, km: float, entered: float, *spent: tuple[str, float]
) -> None:
    """Note a road on which a column came on a day (days): what the days went to, and how far."""
    convoy.track.spend(m.clock.now, f"road {road.name}", *spent)
    counts = m.counts
    counts["column_km"] += km
    counts["column_days"] += m.clock.now - entered
    if convoy.loaded:
        counts["column_km_loaded"] += km


def note_pace(
    m: Mission,
    convoy: Convoy,
    road: Road,
    km: float,
    entered: float,
    pace: Pace,
    drives: Iterable[tuple[float, float]],
) -> None:
    """Count kilometres and days of loads on roads that rain slows, in rain and else.

    Halts count with the weather that they have. `drives`: from when to when it moved (days).
    """
    if not convoy.loaded or road.surface == "paved":
        return
    counts, kind, days = m.counts, road.surface, m.clock.now - entered
    wet_km = sum(pace.covered_wet(begun, until) for begun, until in drives)
    wet_days = pace.wet_days(entered, m.clock.now)
    counts[f"{kind}_wet_km"] += wet_km
    counts[f"{kind}_wet_days"] += wet_days
    counts[f"{kind}_dry_km"] += round(km - wet_km, 9)  # none in rain all the way, not a last bit
    counts[f"{kind}_dry_days"] += days - wet_days
