"""Loads and columns against sums on paper."""

from dataclasses import replace

import pytest

from sim.distributions import Quantity
from sim.errors import PlanError
from sim.plan.equipment import already_there, received_by, still_to_come, whole
from sim.plan.loads import all_camp_loads, camp_loads, security_floor, truck_columns
from sim.plan.routes import shortest_routes
from tests.plan.given import Planned, planned


@pytest.fixture(scope="module")
def august() -> Planned:
    return planned("minusma", "2023-08-18", policy="baseline")


@pytest.fixture(scope="module")
def toy() -> Planned:
    return planned("toy", "toy")


@pytest.mark.parametrize(
    ("loads", "size", "fleet", "columns"),
    [
        (0, 70, 220, 0),
        (1, 70, 220, 1),
        (70, 70, 220, 1),
        (76, 70, 220, 1),  # 6 over is less than a tenth of 70: spread
        (77, 70, 220, 2),  # 7 is a tenth
        (139, 70, 220, 2),
        (146, 70, 220, 2),
        (147, 70, 220, 3),
        (76, 70, 70, 2),  # spread would need 76 trucks, the fleet has 70
        (42, 40, 40, 2),
        (50, 70, 25, 2),  # a fleet smaller than a column is the column
        (5, 70, 220, 1),  # less than a tenth, but the only one
    ],
)
def test_a_small_last_column_is_spread_as_far_as_the_fleet_goes(
    loads: int, size: float, fleet: float, columns: int
) -> None:
    assert truck_columns(loads, size, 0.1, fleet) == columns


def test_a_fleet_without_a_truck_is_a_mistake_of_the_plan() -> None:
    with pytest.raises(PlanError, match="cannot carry 10 loads"):
        truck_columns(10, 70, 0.1, 0)


@pytest.mark.parametrize(("strength", "floor"), [(550, 193), (400, 150), (1400, 490), (100, 100)])
def test_the_floor_is_a_number_or_a_share_and_never_more_than_there_are(
    august: Planned, strength: int, floor: int
) -> None:
    # 35 % of 550 is 192.5; of 400 it is 140, so the 150 people hold.
    assert security_floor(strength, august.tasks) == floor


def test_tessalit_by_hand(august: Planned) -> None:
    # 0.97 of 210 containers and 170 vehicles are 204 and 165. 0.9 × 204 = 184 move, at 1.5 on the
    # track 123 trucks; 85 % of 165 = 140 drive, 10 % = 17 on low-bed: 140 loads, two columns of 70.
    # 550 people, 193 stay to the last: 357 before, 120 in the rotations, 237 in one move, which at
    # 350 people on 110 vehicles takes 75 of the 84 vehicles (60 % of 140); 9 ride in the rotations.
    got = _all(august)["Tessalit"]
    assert (got.containers_moved, got.containers_disposed) == (184, 20)
    assert (got.vehicles_driving, got.vehicles_low_bed, got.vehicles_disposed) == (140, 17, 8)
    assert (got.truck_loads, got.columns, got.trucks_per_column) == (140, 2, 70)
    assert (got.people_before, got.people_in_rotations, got.people_in_moves) == (357, 120, 237)
    assert (got.moves, got.vehicles_in_moves, got.vehicles_in_rotations) == (1, 75, 9)
    assert (got.last_convoy_people, got.last_convoy_vehicles) == (193, 56)
    assert got.last_convoy_columns == 1
    assert (got.hub, got.owner) == ("Gao", "Gao")


def test_a_large_last_convoy_is_several_columns(august: Planned) -> None:
    # 490 people at 350 a column: two, although 132 vehicles fit into one of 140.
    kidal = _all(august)["Kidal"]
    assert (kidal.columns, kidal.moves, kidal.last_convoy_columns) == (5, 2, 2)
    assert (kidal.last_convoy_people, kidal.last_convoy_vehicles) == (490, 132)


def test_vehicles_bind_as_well_as_people(toy: Planned) -> None:
    # 100 vehicles drive, 60 leave before the last; a rotation takes 10, moves of 10 the other 50,
    # although every person but the floor has a seat in the rotation.
    camp = replace(toy.plan.camps["Alpha"], vehicles=Quantity(100.0))
    case = replace(toy, plan=replace(toy.plan, camps={**toy.plan.camps, "Alpha": camp}))
    got = _all(case)["Alpha"]
    assert (got.people_in_moves, got.moves, got.vehicles_in_moves) == (0, 5, 50)
    assert got.last_convoy_vehicles == 40


def test_everything_is_somewhere(august: Planned) -> None:
    for name, got in _all(august).items():
        camp, left = august.plan.camps[name], august.status.camps[name].loads_left.value
        own = got.containers_moved - got.received.containers + got.containers_disposed
        assert own == whole(camp.containers.value * left)
        vehicles = got.vehicles_driving + got.vehicles_low_bed + got.vehicles_disposed
        vehicles -= got.received.vehicles_driving + got.received.vehicles_low_bed
        assert vehicles == whole(camp.vehicles.value * left)
        assert got.vehicles_before + got.last_convoy_vehicles == got.vehicles_driving
        assert got.people_before + got.floor_people == got.people + got.received.people
        assert got.people_in_moves + got.people_in_rotations == got.people_before


def test_what_others_sent_moves_on(august: Planned) -> None:
    # Ogossagou's 25 containers and 40 vehicles stand in Mopti: 23 move, 34 drive, 4 on low-bed.
    plan, status, tasks = august.plan, august.status, august.tasks
    here, coming = (f("Mopti", plan, status, tasks) for f in (already_there, still_to_come))
    douentza = _all(august)["Douentza"]
    assert coming.people == 650
    assert coming.containers == douentza.containers_moved
    assert here.people == 0
    total = received_by("Mopti", plan, status, tasks)
    # All of Douentza's 210 containers, whether gone or not: 189; and Ogossagou's 23.
    assert total.containers == 189 + 23
    assert _all(august)["Mopti"].received == total


def test_a_place_without_a_column_size_is_named(toy: Planned) -> None:
    tasks = replace(toy.tasks, columns=replace(toy.tasks.columns, trucks={}))
    route = shortest_routes(toy.plan).between("Alpha", "Home")
    with pytest.raises(PlanError, match="'Home'"):
        camp_loads("Alpha", toy.plan, toy.status, tasks, route)


def test_a_hub_that_stays_has_no_loads_to_move(toy: Planned) -> None:
    route = shortest_routes(toy.plan).between("Home", "Harbour")
    with pytest.raises(PlanError, match="'Home' does not close"):
        camp_loads("Home", toy.plan, toy.status, toy.tasks, route)


def _all(case: Planned) -> dict:
    routes = shortest_routes(case.plan)
    return all_camp_loads(case.plan, case.status, case.tasks, case.resources.trucks, routes)
