"""Shortest ways over the plan's roads: computed once, in the parent, and handed to workers."""

import heapq
from dataclasses import dataclass, field
from itertools import pairwise

from sim.errors import PlanError
from sim.plan.network import Road, Route
from sim.plan.plan import Plan

Neighbours = dict[str, list[tuple[str, Road]]]


@dataclass(frozen=True, slots=True)
class Routes:
    """The shortest route between any two camps, and along each corridor to its port."""

    by_ends: dict[tuple[str, str], Route]
    corridors: dict[str, Route] = field(default_factory=dict)

    def between(self, origin: str, destination: str) -> Route:
        """Give the shortest route between two camps.

        Raises
        ------
        PlanError
            If no road joins them.
        """
        try:
            return self.by_ends[origin, destination]
        except KeyError:
            raise PlanError(f"no road leads from '{origin}' to '{destination}'") from None


def shortest_routes(plan: Plan) -> Routes:
    """Give the shortest routes in kilometres between all camps, and along all corridors.

    A corridor follows its list of places; between two of them that no road joins directly it
    takes the shortest way. Of two ways of equal length the one found first wins, so
    that the answer depends on the plan alone.

    Raises
    ------
    PlanError
        If a camp that closes has no way to its hub, or a corridor has a gap.
    """
    missing = missing_routes(plan)
    if missing:
        pairs = ", ".join(f"'{a}' to '{b}'" for a, b in missing)
        raise PlanError(f"no road leads from {pairs}")
    neighbours = neighbours_of(plan)
    by_ends: dict[tuple[str, str], Route] = {}
    for origin in plan.camps:
        for place, route in ways_from(origin, neighbours).items():
            if place in plan.camps:
                by_ends[origin, place] = route
    return Routes(by_ends, {n: _corridor(c, neighbours) for n, c in plan.corridors.items()})


def missing_routes(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Give the pairs (camp, its hub) and (place, next place of a corridor) that no road joins."""
    neighbours = neighbours_of(plan)
    wanted: list[tuple[str, str]] = []
    for name, camp in plan.closing.items():
        ends = (camp.redeploy_to, camp.supplied_from, plan.export_hub)
        wanted += [(name, end) for end in ends if end is not None and end != name]
    for corridor in plan.corridors.values():
        wanted += pairwise(corridor)
    reach: dict[str, dict[str, Route]] = {}
    for origin, _ in wanted:
        if origin not in reach:
            reach[origin] = ways_from(origin, neighbours)
    return tuple(dict.fromkeys(pair for pair in wanted if pair[1] not in reach[pair[0]]))


def neighbours_of(plan: Plan) -> Neighbours:
    """Give, for each place, the places that one road joins to it."""
    neighbours: Neighbours = {place: [] for place in plan.places()}
    for road in plan.roads:
        neighbours.setdefault(road.a, []).append((road.b, road))
        neighbours.setdefault(road.b, []).append((road.a, road))
    return neighbours


def ways_from(origin: str, neighbours: Neighbours) -> dict[str, Route]:
    """Give the shortest route from one place to every other that can be reached (Dijkstra 1959)."""
    found: dict[str, Route] = {}
    queue: list[tuple[float, int, str, tuple[Road, ...]]] = [(0.0, 0, origin, ())]
    entered = 0
    while queue:
        km, _, place, roads = heapq.heappop(queue)
        if place in found:
            continue
        found[place] = Route(origin, place, roads)
        for neighbour, road in neighbours.get(place, ()):
            if neighbour not in found:
                entered += 1
                heapq.heappush(queue, (km + road.km.value, entered, neighbour, (*roads, road)))
    return found


def _corridor(places: tuple[str, ...], neighbours: Neighbours) -> Route:
    """Join the shortest ways between consecutive places of a corridor."""
    roads: list[Road] = []
    for origin, destination in pairwise(places):
        roads += ways_from(origin, neighbours)[destination].roads
    return Route(places[0], places[-1], tuple(roads))
