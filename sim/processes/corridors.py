"""Corridors: ways out of the country, their crossings, and which one to take when one is shut."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import inf
from typing import NamedTuple

from sim.distributions import Distribution
from sim.paths import Path
from sim.plan.cycle import road_days
from sim.plan.network import Road, Route
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.pace import speeds
from sim.record import triggers
from sim.record.causes import CORRIDORS, MOVEMENT
from sim.record.track import Track
from sim.risks.world import GATE, YES


class Stretch(NamedTuple):
    """A road of a corridor, the clean speed on it (km/day), and the days back over it, empty."""

    road: Road
    speed: Distribution
    back: float


@dataclass(frozen=True, slots=True)
class Corridor:
    """A way out of the country, from a hub to a port.

    Attributes
    ----------
    escorted
        The part inside the country on which a column wants a search team; none in quiet parts.
    gates
        The crossings on the whole way, in order.
    stages
        What is met on the rest, in order: crossings, by name, and roads.
    """

    name: str
    port: str
    escorted: Route | None
    gates: tuple[str, ...]
    stages: tuple[str | Stretch, ...]


def corridors(m: Mission, origin: str) -> list[Corridor]:
    """The corridors that start at a hub."""
    ways = m.case.routes.corridors
    return [_corridor(m, name, way) for name, way in ways.items() if way.origin == origin]


def _corridor(m: Mission, name: str, way: Route) -> Corridor:
    """Split a way at its first crossing where columns want a search team before it."""
    inside = next((n for n, road in enumerate(way.roads, 1) if road.gate is not None), 0)
    if all(road.axis in m.plan.search_free_axes for road in way.roads[:inside]):
        inside = 0
    roads = way.roads[inside:]
    first = way.roads[:inside]
    border = _far_end(way.origin, first)
    escorted = Route(way.origin, border, first) if first else None
    driven = [Stretch(road, speeds(m, road, True)[0], _days_back(m, road)) for road in roads]
    return Corridor(
        name=name,
        port=way.destination,
        escorted=escorted,
        gates=tuple(road.gate for road in way.roads if road.gate is not None),
        stages=_stages(escorted, driven),
    )


def _days_back(m: Mission, road: Road) -> float:
    return road_days(Route(road.b, road.a, (road,)), m.tasks, loaded=False)


def _far_end(origin: str, roads: tuple[Road, ...]) -> str:
    """The place at which a chain of roads ends."""
    place = origin
    for road in roads:
        place = road.b if road.a == place else road.a
    return place


class Passage(NamedTuple):
    """When loads reach their port and when the trucks that set out with them are back (days)."""

    delivered: float
    trucks_back: float


def passage(m: Mission, track: Track, way: Corridor) -> Passage:
    """Work out a passage that begins now: roads, crossings that are shut, queues.

    Crossings do not react to the mission, so all of it is known to the world beforehand and takes
    one event. Trucks that have stood before a shut crossing for the days of the policy leave their
    loads in store there and return; the loads go on with hired trucks when it opens. Empty trucks
    do not pass a shut crossing either.
    """
    entity, at = track.entity, m.clock.now
    returned: float | None = None
    u = m.draws.uniform(entity, "speed") if m.varied else None
    known, speed = None, 0.0
    patience = m.policy.export.shut_days.value
    for number, stage in enumerate(way.stages):
        if isinstance(stage, Stretch):
            road, of, _ = stage
            if of is not known:
                known, speed = of, of.nominal if u is None else of.ppf(u)
            at += road.km.value / speed
            track.until(at, MOVEMENT, f"road {road.name}")
            continue
        opens = m.world.path(GATE, stage).when_at_least(YES, at)
        if opens > at + patience and returned is None:
            returned = way_back(m, way.stages[:number], at + patience)
            what = "loads are stored before it, trucks return"
            m.fired(triggers.CORRIDOR, stage, what, at + patience)
        if opens == inf:
            assert returned is not None
            return Passage(inf, returned)
        if opens > at:
            track.until(opens, CORRIDORS, f"{stage} is shut")
        at = opens + queue(m, entity, stage)
        track.until(at, CORRIDORS, f"queue at {stage}")
    return Passage(at, way_back(m, way.stages, at) if returned is None else returned)


def way_back(m: Mission, stages: Sequence[str | Stretch], turned: float) -> float:
    """When empty trucks are back over so much of a way that turned on a day (days).

    They wait before crossings that are shut by then; infinity: before one that never opens.
    """
    at = turned
    for stage in reversed(stages):
        if isinstance(stage, Stretch):
            at += stage.back
        else:
            at = m.world.path(GATE, stage).when_at_least(YES, at)
    return at


def _stages(escorted: Route | None, roads: Sequence[Stretch]) -> tuple[str | Stretch, ...]:
    """Crossings and roads in the order in which they are met.

    A crossing stands at the end of a road that leads to it, else before the road that it is on.
    """
    stages: list[str | Stretch] = []
    if escorted is not None and escorted.roads[-1].gate is not None:
        stages.append(escorted.roads[-1].gate)
    for stretch in roads:
        road = stretch.road
        if road.gate is None:
            stages.append(stretch)
        elif road.gate in (road.a, road.b):
            stages += [stretch, road.gate]
        else:
            stages += [road.gate, stretch]
    return tuple(stages)


def queue(m: Mission, entity: str, gate: str) -> float:
    """Days in the queue at an open crossing."""
    risk = m.settings.corridors
    rules = risk.gates.get(gate)
    return m.drawn(risk.enabled, rules.queue, entity, gate) if rules is not None else 0.0


def opens(m: Mission, way: Corridor) -> float:
    """When every crossing of a way is next open at once (days); now if they are."""
    at = m.clock.now
    while True:
        then = at
        for gate in way.gates:
            then = m.world.path(GATE, gate).when_at_least(YES, then)
        if then in (at, inf):
            return then
        at = then


def is_shut(m: Mission, way: Corridor | None) -> bool:
    """Whether a crossing of a way is shut now; one that is `None` leads over another hub."""
    return way is not None and opens(m, way) > m.clock.now


def next_turn(m: Mission, way: Corridor | None) -> float:
    """When a crossing of a way next opens or shuts (days; infinity: never)."""
    gates = way.gates if way is not None else ()
    now = m.clock.now
    return min((m.world.path(GATE, gate).next_change(now) for gate in gates), default=inf)


def shut_since(m: Mission, way: Corridor) -> float:
    """Since when one crossing of a way or another has been shut (days); now if none is.

    Of what was shut on the as-of date it is that date: a status says no more.
    """
    path = reduce(Path.minimum, (m.world.path(GATE, gate) for gate in way.gates))
    is_open = path.map(lambda share: float(share >= YES))
    now = m.clock.now
    if is_open.value(now):
        return now
    changed = bisect_right(is_open.times, now)
    return max(m.start, is_open.times[changed - 1]) if changed else m.start


def take_way(
    m: Mission, place: str, ways: Sequence[Corridor | None], turn: int, track: Track
) -> Steps:
    """Give the way whose turn it is, or another when it has been shut for too long.

    A way that is `None` leads over another hub and is always open. Who finds a way shut waits; one
    that has been shut for the days of the policy, whoever noticed it, is passed over for another
    that is open.
    """
    way = ways[turn % len(ways)]
    while way is not None:
        reopens = opens(m, way)
        if reopens <= m.clock.now:
            return way
        until = shut_since(m, way) + m.policy.export.shut_days.value
        if m.clock.now >= until:
            others = [w for w in ways if w is not way]
            free = [w for w in others if not is_shut(m, w)]
            if free:
                _tell(m, place, way, free[0], reopens)
                return free[0]
            until = min([reopens, *(opens(m, w) for w in others if w is not None)])
        yield m.clock.sleep(min(until, reopens), m.world_changed)
        track.until(m.clock.now, CORRIDORS, f"the way to {way.name} is shut")
    return None


def _tell(m: Mission, place: str, way: Corridor, other: Corridor | None, reopens: float) -> None:
    """Note, once for each closure and place, that loads go another way."""
    told = m.hubs[place].passed_over
    if (way.name, reopens) not in told:
        told.add((way.name, reopens))
        by = f"by {other.name}" if other is not None else f"by {m.plan.export_hub}"
        m.fired(triggers.CORRIDOR, place, f"{way.name} is shut, loads go {by}")
        m.say(f"the corridor to {way.name} has been shut for too long: loads of {place} go {by}")
