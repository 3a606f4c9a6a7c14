"""The plan of 18 August 2023 as configured: its sums, distances, order and completeness."""

from math import asin, cos, radians, sin, sqrt

import networkx as nx
import pytest
from pydantic import TypeAdapter

from sim.calendar import to_day
from sim.plan import Plan, Status
from sim.plan.policy import Policy
from sim.plan.resources import Resources
from sim.plan.tasks import Tasks
from tests.plan.composed import composed


@pytest.fixture(scope="module")
def plan() -> Plan:
    return TypeAdapter(Plan).validate_python(composed("plan", "minusma"))


@pytest.fixture(scope="module")
def august() -> Status:
    return TypeAdapter(Status).validate_python(composed("status", "2023-08-18"))


@pytest.fixture(scope="module")
def july() -> Status:
    return TypeAdapter(Status).validate_python(composed("status", "2023-07-01"))


@pytest.fixture(scope="module")
def resources() -> Resources:
    return TypeAdapter(Resources).validate_python(composed("resources", "minusma"))


@pytest.fixture(scope="module")
def tasks() -> Tasks:
    return TypeAdapter(Tasks).validate_python(composed("tasks", "minusma"))


@pytest.fixture(scope="module")
def roads(plan: Plan) -> nx.Graph:
    graph: nx.Graph[str] = nx.Graph()
    for road in plan.roads:
        graph.add_edge(road.a, road.b, km=road.km.value)
    return graph


def test_totals_are_those_of_the_mission(plan: Plan) -> None:
    camps = plan.camps.values()
    assert len(plan.camps) == 13
    assert sum(camp.people.value for camp in camps) == 12_947
    assert sum(camp.containers.value for camp in camps) == 5_500
    assert sum(camp.vehicles.value for camp in camps) == 4_000


def test_people_of_each_status_are_the_strength_less_who_left(
    plan: Plan, august: Status, july: Status
) -> None:
    for status, there in ((july, 12_947), (august, 12_228)):
        assert set(status.camps) == set(plan.camps)
        assert sum(camp.people.value for camp in status.camps.values()) == there
        assert there + status.people_repatriated.value == 12_947
    assert july.camps["Bamako"].people.value == 1_047


def test_what_was_closed_on_18_august_is_empty_and_what_was_open_is_not(august: Status) -> None:
    closed = {name for name, camp in august.camps.items() if camp.closed}
    assert closed == {"Ogossagou", "Ber"}
    for name, camp in august.camps.items():
        assert (camp.people.value == 0) == (name in closed)
        assert (camp.loads_left.value == 0) == (name in closed)
        assert camp.closed is None or to_day(camp.closed) < august.start


def test_camps_whose_window_was_open_hold_a_clearance(plan: Plan, august: Status) -> None:
    for name, camp in plan.closing.items():
        assert camp.window is not None
        state = august.camps[name]
        opened = camp.window.opens < august.start
        assert (state.review_done and state.notice_given) == opened
        assert state.clearance_held == (opened and state.closed is None)


def test_on_1_july_nothing_had_left(july: Status) -> None:
    assert all(camp.loads_left.value == 1 for camp in july.camps.values())
    assert not any(camp.closed or camp.review_done for camp in july.camps.values())
    assert july.ceasefire_approaches.value == 0
    assert july.gates_closed == ()


def test_a_camp_returned_in_the_area_of_the_ceasefire_is_an_approach(
    plan: Plan, august: Status
) -> None:
    returned = [n for n, camp in august.camps.items() if camp.closed and plan.camps[n].ceasefire]
    assert august.ceasefire_approaches.value == len(returned) == 1


@pytest.mark.parametrize(
    ("origin", "destination", "low", "high"),
    [("Kidal", "Gao", 345, 400), ("Tessalit", "Gao", 540, 600), ("Gao", "Douentza", 395, 410)],
)
def test_sums_of_roads_agree_with_distances_known_between_ends(
    roads: nx.Graph, origin: str, destination: str, low: float, high: float
) -> None:
    km = nx.shortest_path_length(roads, origin, destination, weight="km")
    assert low <= km <= high


def geodesic_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (a, b))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(h))


def test_no_road_is_shorter_than_the_straight_line(plan: Plan) -> None:
    where = {n: (p.latitude, p.longitude) for n, p in (plan.camps | plan.nodes).items()}
    for road in plan.roads:
        straight = geodesic_km(where[road.a], where[road.b])
        assert straight <= road.km.value <= 1.6 * straight, road.name


def test_every_camp_reaches_its_hub_and_every_corridor_its_port(
    plan: Plan, roads: nx.Graph
) -> None:
    for name, camp in plan.closing.items():
        assert nx.has_path(roads, name, camp.redeploy_to)
        assert nx.has_path(roads, name, plan.export_hub)
    for places in plan.corridors.values():
        assert places[0] in plan.camps
        assert plan.nodes[places[-1]].kind == "port"
        assert nx.is_path(roads, list(places))


def test_gates_stand_on_roads_and_the_closed_one_is_known(plan: Plan, august: Status) -> None:
    assert {road.gate for road in plan.roads if road.gate} == set(plan.gates)
    assert august.gates_closed == ("Malanville",)
    assert set(august.gates_closed) <= set(plan.gates)


def test_names_refer_to_what_there_is(plan: Plan) -> None:
    regions = set(plan.regions)
    assert set(plan.quiet_regions) <= regions
    assert {camp.region for camp in plan.camps.values()} <= regions
    assert {region for road in plan.roads for region in road.regions} == regions
    sectors = {camp.sector for camp in plan.camps.values()}
    assert {gate.sector for gate in plan.gates.values()} <= sectors
    places = set(plan.places())
    assert {end for road in plan.roads for end in (road.a, road.b)} <= places
    assert set(plan.camps) <= set(plan.airfields) <= places
    for camp in plan.closing.values():
        assert {camp.redeploy_to, camp.supplied_from, *camp.leaves_after} <= set(plan.camps)


def test_wide_bodies_land_only_where_people_are_lifted_to(plan: Plan) -> None:
    wide = [n for n in plan.camps if "wide_body" in plan.airfields[n].takes]
    assert wide == [plan.lift_hub] == ["Bamako"]
    for name, field in plan.airfields.items():
        order = ("wide_body", "narrow_body", "fixed_wing", "helicopter")
        assert field.takes == order[order.index(field.takes[0]) :], f"{name} misses a smaller class"


def test_windows_end_on_the_deadline_of_their_phase_and_follow_one_another(plan: Plan) -> None:
    parts = [phase for name, phase in plan.phases.items() if name != "31_december"]
    for phase in parts:
        for name in phase.camps:
            window = plan.camps[name].window
            assert window is not None
            assert window.deadline == phase.due
            assert window.opens < window.deadline
    assert [phase.due for phase in parts] == sorted(phase.due for phase in parts)
    named = [name for phase in parts for name in phase.camps]
    assert sorted(named) == sorted(plan.closing) == sorted(plan.phases["31_december"].camps)
    assert len(named) == len(set(named))


def test_a_camp_that_leaves_after_another_is_due_no_earlier(plan: Plan) -> None:
    pairs = [(name, other) for name, camp in plan.camps.items() for other in camp.leaves_after]
    assert pairs == [("Aguelhok", "Tessalit"), ("Ansongo", "Menaka")]
    for name, other in pairs:
        later, earlier = plan.camps[name].window, plan.camps[other].window
        assert later is not None
        assert earlier is not None
        assert earlier.deadline <= later.deadline


def test_readings_of_31_december_contain_one_another(plan: Plan) -> None:
    end = plan.phases["31_december"]
    assert end.people == "guard_and_rear_parties"
    limits = {name: reading.people for name, reading in end.readings.items()}
    assert limits["guard_unit"] < limits["guard_and_rear_parties"] < limits["ten_percent"]
    assert limits["ten_percent"] == pytest.approx(0.1 * 12_947)
    rear = end.readings["guard_and_rear_parties"].parts["rear_parties"]
    assert rear.bounds == (400, 1200)


def test_every_place_that_serves_a_camp_has_the_means_for_one_column(
    plan: Plan, resources: Resources, tasks: Tasks
) -> None:
    for name, camp in plan.closing.items():
        owner = name if camp.columns_start_here else camp.supplied_from
        assert owner is not None
        assert resources.convoy_groups[owner].value >= 1
        assert resources.search_teams[owner].value >= 1
        assert resources.trucks[owner].value >= tasks.columns.trucks[owner].value
        assert camp.sector in tasks.handover.authority_notice
    assert set(resources.packing_teams) == set(plan.camps)
    assert set(resources.hub_beds) == set(resources.hub_containers) == set(plan.hubs)
    assert set(resources.charter_slots) == set(tasks.air_lift.charter_seats)
    unlimited = {road.axis for road in plan.roads} - set(resources.axis_capacity)
    assert unlimited == {"niger", "south"}


def test_a_column_with_its_escort_stays_within_the_limit(tasks: Tasks) -> None:
    columns = tasks.columns
    others = columns.own_vehicles.value + columns.escort_vehicles.value
    for hub, trucks in columns.trucks.items():
        assert trucks.value + others <= columns.limit.value, hub


def test_truck_loads_are_more_than_the_thousand_that_were_named(plan: Plan, tasks: Tasks) -> None:
    # "More than 1,000 truck loads in the second phase": the camps that close after 18 August.
    second = [c for n in ("2a", "2b", "2c") for c in plan.phases[n].camps]
    moved = tasks.loads.share_containers_moved.value
    a_truck = tasks.loads.containers_per_truck_track.value
    loads = sum(plan.camps[n].containers.value for n in second) * moved / a_truck
    assert 1_000 < loads < 1_400


def test_triage_narrows_from_naming_to_the_last_convoy() -> None:
    triage = TypeAdapter(Policy).validate_python(composed("policy", "baseline")).triage
    steps = [triage.named, triage.destroy, triage.last_truck, triage.last_convoy]
    days = [step.value for step in steps]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == len(days)
    assert triage.short_loaded.value > triage.short_last_convoy.value


def test_first_come_changes_the_rule_of_dispatch_and_nothing_else() -> None:
    baseline, other = composed("policy", "baseline"), composed("policy", "first_come")
    assert other["dispatch"].pop("rule") == "first_come"
    assert baseline["dispatch"].pop("rule") == "least_slack"
    assert baseline == other
