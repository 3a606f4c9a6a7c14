"""Loading: what a column takes, whose people and vehicles join it, what it leaves to others."""

import pytest

from sim.processes.column import per_truck, spare_people, spare_vehicles
from sim.processes.convoy import Convoy
from sim.processes.loading import board, fit, give_up, load, take, take_along, wait_for_load
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, PEOPLE, ROAD, VEHICLES
from tests.processes.given import finish, mission, off


def column(m: Mission, promised: int) -> Convoy:
    track = m.track("Menaka/rotation/1")
    return Convoy(track.entity, track, "Gao", "East", m.camps["Menaka"], promised=promised)


def test_a_column_waits_for_its_load_only_as_long_as_more_is_packed() -> None:
    m = mission(off())
    camp, start = m.camps["Menaka"], m.now
    camp.packed, camp.lot_size, camp.lot_due = 10, 83, start + 5.0
    waiting = finish(m, wait_for_load(m, camp, column(m, 36)))
    enough = finish(m, wait_for_load(m, camp, column(m, 10)))
    m.clock.run_through(start + 4.0)
    assert (waiting, enough) == ([], [(None, start)])
    camp.packed += camp.lot_size
    camp.lot_size = 0
    camp.notify(m.track("packing"))
    m.clock.run_through(start + 4.0)
    assert waiting == [(None, start + 4.0)]


def test_a_column_takes_no_more_than_is_there_when_it_has_loaded() -> None:
    m = mission(off())
    camp, convoy = m.camps["Menaka"], column(m, 20)
    camp.packed, camp.unpacked, camp.reserved, camp.columns_out = 20, 0, 20, 1
    there = m.ledger.at(CONTAINERS, "Menaka")
    ended = finish(m, load(m, camp, convoy, m.pool.claim("none", {}, m.track("none"))))
    m.clock.run_through(m.now + 0.01)
    assert ended == []
    camp.packed = 5
    m.clock.run_through(m.now + 10.0)
    assert (convoy.containers, camp.packed) == (5, 0)
    assert m.ledger.at(CONTAINERS, "Menaka") == there - 5
    assert (camp.reserved, camp.columns_out, convoy.promised) == (0, 0, 0)


@pytest.mark.parametrize(("trucks", "containers", "low_bed"), [(20, 24, 4), (10, 9, 4), (2, 0, 2)])
def test_a_column_that_has_lost_trucks_is_promised_no_more_than_the_others_carry(
    trucks: int, containers: int, low_bed: int
) -> None:
    """Twenty trucks for 24 containers (1.5 a truck) and four vehicles; the rest is for others."""
    m = mission(off())
    camp, convoy = m.camps["Menaka"], column(m, 24)
    assert per_truck(camp) == pytest.approx(1.5)
    convoy.promised_low_bed, convoy.trucks = 4, trucks
    camp.reserved, camp.reserved_low_bed = 30, 5
    woken = m.clock.sleep(m.start + 9.0, camp.changed)
    fit(camp, convoy)
    m.clock.run_through(m.start)
    assert (convoy.promised, convoy.promised_low_bed) == (containers, low_bed)
    assert (camp.reserved, camp.reserved_low_bed) == (6 + containers, 1 + low_bed)
    assert woken.processed is (trucks < 20)


def test_people_and_vehicles_beyond_those_of_the_floor_ride_along() -> None:
    """Tessalit: 193 people and 145 vehicles stay to the last; six vehicles a column leave.

    They are on the books of the camp until the column drives out, but free for no other.
    """
    m = mission(off())
    camp, track = m.camps["Tessalit"], m.track("Tessalit/rotation/1")
    convoy = Convoy(track.entity, track, "Gao", "North", camp, promised=50, promised_low_bed=5)
    camp.packed, camp.unpacked, camp.low_bed = 60, 0, 16
    books = {kind: m.ledger.at(kind, "Tessalit") for kind in (CONTAINERS, VEHICLES, PEOPLE)}
    driving = camp.driving
    seats, spare = int(m.tasks.columns.passengers_rotation.value), spare_people(m, camp)
    board(m, camp, convoy, 50)
    assert (convoy.people, convoy.own, camp.driving) == (0, 0, driving)
    assert (m.ledger.at(PEOPLE, "Tessalit"), m.ledger.at(PEOPLE, ROAD)) == (books[PEOPLE], 0)
    assert (camp.forming, spare_people(m, camp)) == ({convoy.entity: (seats, 6)}, spare - seats)
    take_along(m, camp, convoy)
    assert (camp.forming, spare_people(m, camp)) == ({}, spare - seats)
    assert (convoy.containers, convoy.low_bed, convoy.own, convoy.people) == (50, 5, 6, seats)
    assert convoy.loaded
    assert (camp.packed, camp.low_bed, camp.driving) == (10, 11, driving - 6)
    left = {CONTAINERS: 50, VEHICLES: 11, PEOPLE: seats}
    assert {kind: m.ledger.at(kind, ROAD) for kind in books} == left
    assert {kind: m.ledger.at(kind, "Tessalit") + left[kind] for kind in books} == books


def test_no_more_drive_out_than_there_are_by_then_beyond_the_floor() -> None:
    """Some were killed, or lost, while the column waited at the gate."""
    m = mission(off())
    camp, convoy = m.camps["Tessalit"], Convoy("test", m.track("test"), "Gao", "North")
    camp.packed = 10
    board(m, camp, convoy, 10)
    ready, vehicles = camp.forming["test"]
    lost = m.ledger.at(PEOPLE, "Tessalit") - camp.loads.floor_people - ready + 3
    m.ledger.move(PEOPLE, lost, "Tessalit", ROAD, m.now)
    camp.driving -= spare_vehicles(m, camp) + 2
    take_along(m, camp, convoy)
    assert (convoy.people, convoy.own) == (ready - 3, vehicles - 2)


@pytest.mark.parametrize("spare", [0, 20])
def test_nobody_of_the_floor_rides_along(spare: int) -> None:
    m = mission(off())
    camp, convoy = m.camps["Menaka"], column(m, 10)
    there = m.ledger.at(PEOPLE, "Menaka") - camp.loads.floor_people - spare
    m.ledger.move(PEOPLE, there, "Menaka", ROAD, m.now)
    camp.packed = 10
    board(m, camp, convoy, 10)
    take_along(m, camp, convoy)
    assert convoy.people == spare
    assert m.ledger.at(PEOPLE, "Menaka") == camp.loads.floor_people


@pytest.mark.parametrize("is_left", [True, False])
def test_what_a_column_was_promised_is_for_others_unless_the_camp_has_been_left(
    is_left: bool,
) -> None:
    m = mission(off())
    camp, convoy = m.camps["Menaka"], column(m, 24)
    convoy.promised_low_bed = 4
    camp.reserved, camp.reserved_low_bed, camp.columns_out = 30, 5, 2
    if is_left:
        camp.closed.reach(camp.track, m.now)
    give_up(camp, convoy)
    assert (camp.reserved, camp.reserved_low_bed) == ((30, 5) if is_left else (6, 1))
    assert (convoy.promised, convoy.promised_low_bed, camp.columns_out) == (0, 0, 1)


@pytest.mark.parametrize("beds", [10.0, 70.0])
def test_a_column_takes_no_more_people_than_it_has_claimed_beds_for(beds: float) -> None:
    m = mission(off())
    camp, convoy = m.camps["Tessalit"], column(m, 0)
    convoy.camp, convoy.beds = camp, beds
    seats = m.tasks.columns.passengers_rotation.value
    board(m, camp, convoy, 0)
    assert camp.forming[convoy.entity][0] == min(beds, seats) < spare_people(m, camp) + seats


def test_who_leaves_a_camp_that_is_a_hub_frees_beds_and_slots_there() -> None:
    m = mission(off())
    camp, convoy = m.camps["Mopti"], column(m, 0)
    kinds = "beds:Mopti", "yard:Mopti"
    free = [m.pool.free(kind) for kind in kinds]
    take(m, camp, convoy, 5, 0, 0, 30)
    assert [m.pool.free(kind) for kind in kinds] == [free[0] + 30, free[1] + 5]
