"""Casualties: told in words, and never more dead than there were people."""

import pytest

from sim.processes.casualties import bury, hurt, losses, toll
from sim.processes.convoy import Convoy
from sim.record.ledger import DEAD, PEOPLE, ROAD
from tests.processes.given import mission, off


@pytest.mark.parametrize(
    ("killed", "hurt", "told"),
    [(0, 0, "nobody is hurt"), (0, 1, "1 hurt"), (2, 0, "2 killed"), (1, 3, "1 killed, 3 hurt")],
)
def test_the_toll_is_told(killed: int, hurt: int, told: str) -> None:
    assert toll(killed, hurt) == told


@pytest.mark.parametrize(
    ("vehicles", "containers", "told"),
    [(0, 0, ""), (1, 0, ", 1 vehicle lost"), (2, 1, ", 2 vehicles and 1 container lost")],
)
def test_losses_are_told(vehicles: int, containers: int, told: str) -> None:
    assert losses(vehicles, containers) == told


def test_the_dead_are_those_who_ride_then_those_at_home() -> None:
    m = mission(off())
    home = m.ledger.at(PEOPLE, "Ansongo")
    m.ledger.move(PEOPLE, 3, "Ansongo", ROAD, m.now)
    m.pool.give("beds:Ansongo", 3, m.track("test"))
    convoy = Convoy("test", m.track("test"), "Ansongo", "East", people=3)
    assert bury(m, 5, "ied", "Ansongo", convoy) == 5
    assert (convoy.people, m.ledger.at(PEOPLE, "Ansongo")) == (0, home - 5)
    assert bury(m, home, "ied", "Ansongo", convoy) == home - 5
    assert m.counts["killed"] == m.counts["killed_ied"] == m.ledger.at(PEOPLE, DEAD) == home
    m.ledger.check()


def test_the_beds_of_the_dead_are_free_and_who_fills_aircraft_looks_again() -> None:
    m = mission(off())
    beds = m.pool.free("beds:Gao")
    woken = m.clock.sleep(m.start + 9.0, m.hubs["Gao"].people_changed)
    bury(m, 2, "ied", "Gao")
    m.clock.run_through(m.start)
    assert m.pool.free("beds:Gao") == beds + 2
    assert woken.processed


def test_no_more_are_hurt_than_ride_and_are_at_home() -> None:
    m = mission(off())
    home = m.ledger.at(PEOPLE, "Ansongo")
    m.ledger.move(PEOPLE, home - 2, "Ansongo", ROAD, m.now)
    convoy = Convoy("test", m.track("test"), "Ansongo", "East", people=3)
    assert hurt(m, 4, "ied", "Ansongo", convoy) == 4
    assert hurt(m, 9, "ied", "Ansongo", convoy) == 5
    assert hurt(m, 9, "ied", "Ansongo") == 2
    assert m.counts["hurt"] == m.counts["hurt_ied"] == 11
