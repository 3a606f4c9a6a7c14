"""Shortest routes against sums on paper, and against a library of graphs."""

from dataclasses import replace

import networkx
import pytest

from sim.errors import PlanError
from sim.plan.routes import missing_routes, shortest_routes
from tests.plan.given import Planned, planned


@pytest.fixture(scope="module")
def real() -> Planned:
    return planned("minusma", "2023-08-18", policy="baseline")


@pytest.mark.parametrize(
    ("a", "b", "km", "axes"),
    [
        ("Kidal", "Gao", 112 + 240, ("north",)),
        ("Tessalit", "Gao", 100 + 200 + 240, ("north",)),
        ("Menaka", "Gao", 230 + 97, ("east",)),
        ("Gao", "Bamako", 165 + 235 + 173 + 630, ("rn16", "south")),
    ],
)
def test_ways_by_hand(real: Planned, a: str, b: str, km: float, axes: tuple[str, ...]) -> None:
    route = shortest_routes(real.plan).between(a, b)
    assert route.km == km
    assert route.axes == axes
    assert {route.roads[0].a, route.roads[0].b} >= {a}
    assert {route.roads[-1].a, route.roads[-1].b} >= {b}


def test_every_way_is_as_short_as_a_library_of_graphs_says(real: Planned) -> None:
    graph: networkx.Graph = networkx.Graph()
    for road in real.plan.roads:
        graph.add_edge(road.a, road.b, km=road.km.value)
    for (a, b), route in shortest_routes(real.plan).by_ends.items():
        assert route.km == pytest.approx(networkx.shortest_path_length(graph, a, b, weight="km"))


def test_a_way_is_as_long_there_as_back(real: Planned) -> None:
    routes = shortest_routes(real.plan)
    for (a, b), route in routes.by_ends.items():
        assert route.km == pytest.approx(routes.between(b, a).km)


def test_a_corridor_follows_its_places(real: Planned) -> None:
    for name, route in shortest_routes(real.plan).corridors.items():
        places = real.plan.corridors[name]
        assert (route.origin, route.destination) == (places[0], places[-1])
        here = {places[0]}
        for road in route.roads:
            assert here & {road.a, road.b}
            here = {road.a, road.b}
        passed = {end for road in route.roads for end in (road.a, road.b)}
        assert set(places) <= passed


def test_a_camp_without_a_road_is_named(real: Planned) -> None:
    roads = tuple(r for r in real.plan.roads if "Kidal" not in (r.a, r.b))
    plan = replace(real.plan, roads=roads)
    assert ("Kidal", "Gao") in missing_routes(plan)
    with pytest.raises(PlanError, match="'Kidal' to 'Gao'"):
        shortest_routes(plan)


def test_places_that_no_road_joins_are_named_when_asked_for() -> None:
    routes = shortest_routes(planned("toy", "toy").plan)
    with pytest.raises(PlanError, match="'Alpha' to 'Nowhere'"):
        routes.between("Alpha", "Nowhere")
