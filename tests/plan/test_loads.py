"""Loads and columns against sums on paper."""

from dataclasses import replace
from datetime import date

import pytest

from sim.distributions import Quantity
from sim.errors import PlanError
from sim.plan.equipment import already_there, equipment, received_by, still_to_come, whole
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
    # 0.97 of 210 containers are 204: 0.9 × 204 = 184 move, at 1.5 on the track 123 trucks. Of 170
    # vehicles 85 % = 144.5, so 145, drive: all there, as their 550 people are; 10 % = 17 ride on
    # low-beds, 0.97 × 17 = 16.49, so 16 are left; 0.97 of the other 8 are 8. 123 + 16 = 139 loads:
    # two columns, 70 and 69. 193 people stay to the last: 357 before, 120 in the rotations, 237 in
    # one move, which at 350 people on 110 vehicles takes 74.5, so 75, of the 87 vehicles (60 % of
    # 145); 12 drive with the rotations; 145 - 87 = 58 leave last.
    got = _all(august)["Tessalit"]
    assert (got.containers_moved, got.containers_disposed) == (184, 20)
    assert (got.vehicles_driving, got.vehicles_low_bed, got.vehicles_disposed) == (145, 16, 8)
    assert (got.truck_loads, got.columns, got.trucks_per_column) == (139, 2, 70)
    assert (got.people_before, got.people_in_rotations, got.people_in_moves) == (357, 120, 237)
    assert (got.moves, got.vehicles_in_moves, got.vehicles_in_rotations) == (1, 75, 12)
    assert (got.last_convoy_people, got.last_convoy_vehicles) == (193, 58)
    assert got.last_convoy_columns == 1
    assert (got.hub, got.owner) == ("Gao", "Gao")


def test_a_large_last_convoy_is_several_columns(august: Planned) -> None:
    # 85 % of 400 vehicles = 340 drive, 40 % of them = 136 stay to the last. 490 people (35 % of
    # 1,400) at 350 a column: two, although 136 vehicles fit into one of 140.
    kidal = _all(august)["Kidal"]
    assert (kidal.vehicles_driving, kidal.last_convoy_columns) == (340, 2)
    assert (kidal.last_convoy_people, kidal.last_convoy_vehicles) == (490, 136)


def test_a_last_convoy_of_many_vehicles_is_as_many_columns_as_they_fill(august: Planned) -> None:
    # 136 vehicles at 50 a column, where 490 people need two.
    columns = replace(august.tasks.columns, limit=Quantity(50.0))
    case = replace(august, tasks=replace(august.tasks, columns=columns))
    assert _all(case)["Kidal"].last_convoy_columns == 3


def test_kidal_moves_by_hand(august: Planned) -> None:
    # 0.97 × 520 = 504 containers, 454 move: 303 trucks; 0.97 × 40 = 39 on low-bed: 342 loads, five
    # columns of at most 69. 910 people leave before the last: 300 in the rotations, 610 in two
    # moves of at most 350, which take 610 × 110 / 350 = 191.7, so 192, vehicles: 96 each, within
    # the 80 to 140 of a move. Of the 204 that may leave (60 % of 340) 12 drive with the rotations.
    kidal, move = _all(august)["Kidal"], august.tasks.columns.contingent_move_vehicles
    assert (kidal.truck_loads, kidal.columns, kidal.trucks_per_column) == (342, 5, 69)
    assert (kidal.people_in_rotations, kidal.people_in_moves) == (300, 910 - 300)
    assert (kidal.moves, kidal.vehicles_in_moves, kidal.vehicles_in_rotations) == (2, 192, 12)
    least, most = move.bounds
    assert least <= kidal.vehicles_in_moves / kidal.moves <= most


def test_menaka_keeps_the_vehicles_of_its_people(august: Planned) -> None:
    # A quarter of the loads: 40 containers, 36 move, 24 trucks; 0.25 × 15 = 3.75, so 4 on low-bed:
    # 28 loads, one column. But all 550 people, and so all that drive: 85 % of 150 = 127.5, so 128.
    # 357 people before the last, 60 in the rotation, 297 in one move: 93.3, so 94, vehicles are
    # wished for, 60 % of 128 = 76 may leave: 3.9 people each. 52 leave last with 193: 3.7 each.
    got = _all(august)["Menaka"]
    assert (got.truck_loads, got.columns, got.vehicles_low_bed) == (28, 1, 4)
    assert (got.vehicles_driving, got.moves, got.people_in_moves) == (128, 1, 297)
    assert (got.vehicles_in_moves, got.vehicles_in_rotations) == (76, 0)
    assert (got.last_convoy_people, got.last_convoy_vehicles) == (193, 52)


@pytest.mark.parametrize(
    ("people", "left", "driving"),
    [
        (100, 0.5, 10),  # everybody is there, and so is all that drives
        (30, 0.1, 3),  # 30 % of the people and of what drives
        (30, 0.5, 5),  # more loads than people: the share of loads holds
        (130, 0.5, 10),  # people who came from elsewhere bring no vehicle into being
        (0, 0.0, 0),
    ],
)
def test_what_drives_stays_with_its_people(
    toy: Planned, people: float, left: float, driving: int
) -> None:
    # Alpha: 100 people, 60 containers, all moved, and 10 vehicles that drive. What has left it
    # stands at Home; nothing is lost on the way.
    state = replace(toy.status.camps["Alpha"], people=Quantity(people), loads_left=Quantity(left))
    status = replace(toy.status, camps={**toy.status.camps, "Alpha": state})
    now = equipment("Alpha", toy.plan, status, toy.tasks)
    assert (now.containers_moved, now.vehicles_driving) == (60 * left, driving)
    gone = already_there("Home", toy.plan, status, toy.tasks)
    assert (gone.containers, gone.vehicles_driving) == (60 - 60 * left, 10 - driving)


def test_what_was_sent_to_a_camp_that_has_closed_since_stands_at_the_next(toy: Planned) -> None:
    # Alpha's loads went to Bravo, and Bravo's with them to Home: none stands at Bravo.
    alpha = replace(toy.plan.camps["Alpha"], redeploy_to="Bravo")
    plan = replace(toy.plan, camps={**toy.plan.camps, "Alpha": alpha})
    gone = {
        name: replace(
            toy.status.camps[name],
            people=Quantity(0.0), loads_left=Quantity(0.0), closed=date(2023, 1, 1),
        )
        for name in ("Alpha", "Bravo")
    }  # fmt: skip
    status = replace(toy.status, camps={**toy.status.camps, **gone})
    sent = already_there("Home", plan, status, toy.tasks)
    wholes = [equipment(name, plan, status, toy.tasks, left=1.0) for name in gone]
    assert sent.containers == sum(one.containers_moved for one in wholes) > 60
    assert sent.vehicles_driving == sum(one.vehicles_driving for one in wholes) > 10
    assert already_there("Bravo", plan, status, toy.tasks).containers == 0


def test_a_share_that_is_asked_for_holds_for_all(august: Planned) -> None:
    # Half of Kidal, although its people are there: 340, 40 and 20 vehicles halved.
    half = equipment("Kidal", august.plan, august.status, august.tasks, left=0.5)
    got = (half.vehicles_driving, half.vehicles_low_bed, half.vehicles_disposed)
    assert got == (170, 20, 10)
    assert half.containers_moved + half.containers_disposed == 260


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
        whole_camp = equipment(name, august.plan, august.status, august.tasks, left=1.0)
        driving, low_bed = whole_camp.vehicles_driving, whole_camp.vehicles_low_bed
        disposed = whole_camp.vehicles_disposed
        assert driving + low_bed + disposed == whole(camp.vehicles.value)
        # In August all people of every camp that is open are there, and so is all that drives.
        assert got.vehicles_driving - got.received.vehicles_driving == driving
        assert got.vehicles_low_bed - got.received.vehicles_low_bed == whole(low_bed * left)
        assert got.vehicles_disposed == whole(disposed * left)
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
    # All of Douentza's 210 containers, whether gone or not: 189; and Ogossagou's 23. Of Douentza's
    # 200 vehicles 170 drive, all still there; 20 ride on low-beds, 19 of them still there.
    assert total.containers == 189 + 23
    assert (coming.vehicles_driving, here.vehicles_driving) == (170, 34)
    assert (coming.vehicles_low_bed, here.vehicles_low_bed) == (19, 1 + 4)
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
