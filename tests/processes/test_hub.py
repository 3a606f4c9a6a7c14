"""Hubs: what a column is given to carry, what leaves the books with it, what is still to ship."""

import pytest

from sim.processes.casualties import bury
from sim.processes.hub import Hub, Load
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, CORRIDOR, DEAD, LOST, PEOPLE, VEHICLES
from sim.risks.attack_kinds import WOUNDS
from tests.processes.given import Steps, mission, off


def gao(containers: int, vehicles: int) -> tuple[Mission, Hub]:
    """A mission in which only so much stands at Gao, all of it to leave the country."""
    m = mission(off())
    hub = m.hubs["Gao"]
    for kind, there in ((CONTAINERS, containers), (VEHICLES, vehicles)):
        m.ledger.move(kind, m.ledger.at(kind, "Gao") - there, "Gao", LOST, m.now)
    hub.kept_containers = hub.kept_vehicles = 0
    return m, hub


def test_a_truck_carries_what_it_carries_whatever_its_rounding() -> None:
    """45 trucks with 1.4 containers each take 63, though 45 × 1.4 is a little less."""
    _, hub = gao(0, 0)
    hub.yard = 100
    assert hub.take(45, 1.4) == Load(containers=63)
    hub.yard, hub.low_bed = 21, 15  # 21 containers are 15 trucks, not a 16th for their rounding
    assert hub.take(2, 1.4) == Load(containers=1, low_bed=1)


def test_trucks_are_shared_between_containers_and_vehicles_as_these_need_them() -> None:
    """30 containers want 20 trucks, ten vehicles ten: of ten trucks, a third carries vehicles."""
    _, hub = gao(0, 0)
    hub.yard, hub.low_bed, hub.wheels = 30, 10, 5
    assert hub.take(10, 1.5, wheels=3) == Load(containers=9, low_bed=4, wheels=3)
    assert (hub.yard, hub.low_bed, hub.wheels) == (21, 6, 2)


def test_no_more_is_taken_than_is_there() -> None:
    _, hub = gao(0, 0)
    hub.yard, hub.low_bed, hub.wheels = 4, 2, 1
    assert hub.take(50, 1.5, wheels=60) == Load(containers=4, low_bed=2, wheels=1)
    assert hub.take(50, 1.5, wheels=60) == Load()


def test_what_was_lost_after_it_was_assigned_does_not_leave() -> None:
    m, hub = gao(20, 3)
    load = hub.leaves(m, Load(containers=25, low_bed=2, wheels=4), CORRIDOR, m.track("lot"))
    assert load == Load(containers=20, low_bed=2, wheels=1)
    assert m.ledger.at(CONTAINERS, CORRIDOR) == 20
    assert m.ledger.at(VEHICLES, CORRIDOR) == 3


def test_who_waits_for_a_number_to_be_left_is_woken_at_that_number() -> None:
    m, hub = gao(20, 0)
    hub.mark = 10
    woken: list[float] = []

    def wait() -> Steps:
        yield m.clock.sleep(m.now + 9.0, hub.gone)
        woken.append(m.now)

    m.clock.start(wait(), "test")
    m.clock.run_through(m.start + 1.0)
    hub.leaves(m, Load(containers=9), CORRIDOR, m.track("lot"))
    m.clock.run_through(m.start + 2.0)
    assert woken == []
    hub.leaves(m, Load(containers=1), CORRIDOR, m.track("lot"))
    m.clock.run_through(m.start + 3.0)
    assert woken == [m.start + 2.0]


def test_vehicles_kept_and_lost_do_not_make_up_for_containers_that_are_still_there() -> None:
    m, hub = gao(20, 5)
    hub.kept_vehicles, hub.kept_containers = 8, 6
    assert hub.left_to_ship(m) == 14
    hub.kept_vehicles, hub.kept_containers = 2, 30
    assert hub.left_to_ship(m) == 3


def test_who_died_while_waiting_for_a_flight_is_not_ready_for_one() -> None:
    m, hub = gao(0, 0)
    people = m.ledger.at(PEOPLE, "Gao")
    hub.ready = people
    m.ledger.move(PEOPLE, 2, "Gao", DEAD, m.now)
    assert hub.present(m) == people - 2


def test_the_dead_leave_no_seat_to_those_who_stay() -> None:
    """Three of ten who will be ready have died before: seven fly."""
    m, hub = gao(0, 0)
    people = m.ledger.at(PEOPLE, "Gao")
    bury(m, 3, WOUNDS, "Gao")
    assert (m.ledger.at(PEOPLE, "Gao"), hub.ready, hub.present(m)) == (people - 3, -3, 0)
    hub.ready += 10
    assert hub.present(m) == 7
    bury(m, 1, WOUNDS, "Mopti")
    assert m.hubs["Mopti"].ready == 0, "nobody flies from a camp"


@pytest.mark.parametrize(
    ("load", "units"), [(Load(3, 2, 1), 6), (Load(wheels=4), 4), (Load(low_bed=4), 4)]
)
def test_a_vehicle_counts_as_one_container(load: Load, units: int) -> None:
    assert load.units == units
