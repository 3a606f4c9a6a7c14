"""A camp's next column: its size and load, reckoned by hand, and what holds the loads up."""

from math import ceil, inf

import pytest

from sim.processes import column
from sim.processes.camp import CampState, Turn
from sim.processes.clearance import Clearance
from sim.processes.mission import Mission
from sim.record.causes import COMMAND, FLEET, MOVEMENT, PACKING
from sim.record.ledger import CONTAINERS, PEOPLE, ROAD, VEHICLES
from sim.record.losses import IN_CAMP
from tests.processes.given import mission, off


def tessalit(containers: int, low_bed: int = 0) -> tuple[Mission, CampState]:
    """Tessalit with so much that no column has been promised; 1.5 containers on a truck."""
    m = mission(off())
    camp = m.camps["Tessalit"]
    camp.unpacked, camp.packed, camp.low_bed = 0, containers, low_bed
    assert column.per_truck(camp) == pytest.approx(1.5, abs=0.005)
    return m, camp


@pytest.mark.parametrize(
    ("containers", "low_bed", "trucks"), [(0, 0, 0), (0, 3, 3), (1, 0, 1), (30, 0, 21), (30, 5, 26)]
)
def test_trucks_for_what_is_left(containers: int, low_bed: int, trucks: int) -> None:
    """A vehicle takes a truck of its own; 30 containers at 1.496 a truck take 20.05."""
    m, camp = tessalit(containers, low_bed)
    assert column.trucks_needed(camp) == trucks
    assert column.rotations_left(m, camp) == ceil(trucks / 70)


@pytest.mark.parametrize(("needed", "trucks"), [(20, 20), (70, 70), (77, 77), (78, 70), (140, 70)])
def test_a_column_is_full_or_the_rest_and_a_last_part_rides_with_it(
    needed: int, trucks: int
) -> None:
    """Full are 70 trucks of Gao; up to 7 are no column of their own."""
    m, camp = tessalit(0, needed)
    assert column.next_column(m, camp) == trucks
    assert column.with_trucks(m, camp, trucks)["trucks:Gao"] == trucks


@pytest.mark.parametrize(("out", "asked", "goes"), [(0, 0, True), (1, 0, False), (0, 1, False)])
def test_nobody_leaves_for_a_last_part_that_others_may_take(
    out: int, asked: int, goes: bool
) -> None:
    m, camp = tessalit(0, 70 * asked + 7)
    camp.columns_out = out
    assert (column.departure(m, camp, asked) < inf) == goes
    camp.low_bed += 1
    assert column.departure(m, camp, asked) < inf


def test_a_hub_with_fewer_trucks_sends_what_it_has() -> None:
    m, camp = tessalit(0, 100)
    m.pool.resize("trucks:Gao", 30.0, m.track("test"))
    assert (column.full_column(m, camp), column.next_column(m, camp)) == (30.0, 30)
    assert column.rotations_left(m, camp) == 4


@pytest.mark.parametrize(("trucks", "load"), [(26, (30, 5)), (13, (14, 3)), (1, (0, 1))])
def test_vehicles_and_containers_share_the_trucks(trucks: int, load: tuple[int, int]) -> None:
    """Half of the trucks take half of the vehicles, rounded up, and containers on the others."""
    _, camp = tessalit(30, 5)
    assert column.fill(camp, trucks) == load


def test_what_is_promised_is_not_there_for_the_next() -> None:
    _, camp = tessalit(30, 5)
    camp.reserved, camp.reserved_low_bed = 30, 5
    assert column.trucks_needed(camp) == 0
    assert column.fill(camp, 10) == (0, 0)


def test_a_column_claims_room_for_no_more_people_than_may_leave() -> None:
    m, camp = tessalit(30)
    assert column.with_trucks(m, camp, 21) == {
        "groups:Gao": 1, "search:Gao": 1, "trucks:Gao": 21, "yard:Gao": 30, "beds:Gao": 60,
    }  # fmt: skip
    stays = camp.loads.floor_people + 8
    m.ledger.move(PEOPLE, m.ledger.at(PEOPLE, "Tessalit") - stays, "Tessalit", ROAD, m.now)
    assert column.with_trucks(m, camp, 21)["beds:Gao"] == 8
    assert column.one_way(m, camp, 300) == {"beds:Gao": 300, "search:Gao": 1}


def test_at_most_so_many_of_the_vehicles_that_drive_leave_before_the_last_convoy() -> None:
    m = mission(off())
    leave = 1.0 - m.tasks.loads.vehicles_kept_to_last.value
    most = {name: leave * camp.loads.vehicles_driving for name, camp in m.camps.items()}
    assert any(number % 1.0 > 1e-6 for number in most.values())
    for name, camp in m.camps.items():
        camp.driving = camp.loads.vehicles_driving
        assert column.spare_vehicles(m, camp) == int(most[name] + 1e-9)


def test_where_beds_are_short_a_column_takes_fewer_people_and_waits_for_none() -> None:
    m, camp = tessalit(30)
    m.pool.take("beds:Gao", m.pool.free("beds:Gao") - 20)
    assert column.with_trucks(m, camp, 21)["beds:Gao"] == 20
    m.pool.take("beds:Gao", 50)
    assert column.with_trucks(m, camp, 21)["beds:Gao"] == 0


@pytest.mark.parametrize(
    ("free", "short", "trucks"), [(60, True, 60), (60, False, 70), (17, True, 70), (18, True, 18)]
)
def test_who_has_no_slack_goes_with_the_trucks_that_are_free(
    free: int, short: bool, trucks: int
) -> None:
    """A quarter of a full column at least: below 17.5 trucks no escort goes out."""
    m, camp = tessalit(0, 140)
    m.pool.take("trucks:Gao", m.pool.free("trucks:Gao") - free)
    camp.deadline = m.now + (1.0 if short else 300.0)
    assert column.wants(m, camp)["trucks:Gao"] == trucks


def test_who_has_no_slack_goes_with_what_finds_room_at_its_hub() -> None:
    """40 containers fit: 27 trucks of 1.496; with slack the column waits for room for all."""
    m, camp = tessalit(105)
    m.pool.take("yard:Gao", m.pool.free("yard:Gao") - 40)
    camp.deadline = m.now + 300.0
    assert column.wants(m, camp)["trucks:Gao"] == 71
    claim = m.pool.claim("test", column.wants(m, camp), camp.track)
    assert not column.can_be_smaller(m, camp, claim)
    camp.deadline = m.now + 1.0
    wants = column.wants(m, camp)
    assert (wants["trucks:Gao"], wants["yard:Gao"]) == (27, 40)
    assert column.can_be_smaller(m, camp, claim)


def test_only_a_rotation_is_asked_for_anew_with_fewer_trucks() -> None:
    """A column for supplies is as large as it has to be."""
    m, camp = tessalit(105)
    m.pool.take("yard:Gao", m.pool.free("yard:Gao") - 40)
    camp.deadline = m.now + 1.0
    claim = m.pool.claim("test", {"trucks:Gao": 30.0}, camp.track)
    camp.requests[claim] = lambda: 0.0
    assert not column.ask_for_smaller(m, camp)
    camp.turn = Turn(claim, Clearance(m, m.rules.convoy, "test", camp.sector, m.now, m.now))
    assert column.ask_for_smaller(m, camp)


@pytest.mark.parametrize(
    ("there", "rest", "lost", "goes"),
    [
        (40, 3, (0, 0), False),  # its hub has no trucks to spread it
        (40, 8, (0, 0), True),  # more than a last part of 70
        (40, 3, (100, 0), True),  # the camp would no longer be left in order
        (40, 3, (0, 100), True),
        (71, 8, (0, 0), True),
        (77, 7, (0, 0), False),
    ],
)
def test_no_escort_goes_out_for_what_a_camp_can_do_without(
    there: int, rest: int, lost: tuple[int, int], goes: bool
) -> None:
    m, camp = tessalit(int(1.49 * rest))
    assert column.trucks_needed(camp) == rest
    m.pool.resize("trucks:Gao", float(there), m.track("test"))
    for kind, number in zip((CONTAINERS, VEHICLES), lost, strict=True):
        m.leave_country(kind, number, "Tessalit", "Tessalit", IN_CAMP)
    assert column.too_few(m, camp, column.trucks_needed(camp)) is not goes


def test_loads_are_still_there_for_what_keeps_their_columns() -> None:
    m, camp = tessalit(30)
    assert column.held_up_by(m, camp) == COMMAND
    camp.lot_size = 10
    assert column.held_up_by(m, camp) == PACKING
    camp.columns_out = 1
    assert column.held_up_by(m, camp) == MOVEMENT
    paper = Clearance(m, m.rules.convoy, "test", camp.sector, m.now, m.now)
    camp.turn = Turn(m.pool.claim("test", {}, m.track("test")), paper)
    assert column.held_up_by(m, camp) == FLEET


def test_a_camp_serves_what_redeploys_to_it_or_has_its_groups() -> None:
    m = mission(off())
    mopti, douentza = m.camps["Mopti"], m.camps["Douentza"]
    assert (mopti.served, m.camps["Kidal"].served) == ([douentza], [])
    assert column.more_comes(mopti)
    douentza.closed.reach(douentza.track, m.now)
    assert not column.more_comes(mopti)
