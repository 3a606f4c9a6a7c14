"""Casualties: told in words, and never more dead than there were people."""

from dataclasses import replace

import pytest

from sim.distributions import Quantity
from sim.plan.phases import PeopleLimit
from sim.processes.casualties import bury, hurt, losses, toll
from sim.processes.convoy import Convoy
from sim.record.causes import ATTACKS
from sim.record.ledger import DEAD, PEOPLE, ROAD
from sim.record.track import segments
from sim.replication import set_out
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


def test_who_is_killed_is_no_longer_to_be_flown_out() -> None:
    """The limit is met in the books by the dead: the chain says so, on the same day."""
    m = mission(off())
    m.people_limit = m.ledger.in_country(PEOPLE, m.now) - 2.0
    m.clock.run_through(m.start + 3.0)
    bury(m, 1, "ied", "Gao")
    assert not m.people_out.reached
    m.clock.run_through(m.start + 5.0)
    bury(m, 1, "ied", "Gao")
    assert m.people_out.at == m.ledger.first_at_most(m.people_limit, PEOPLE) == m.start + 5.0
    chain = segments(m.people_out.link)
    assert (chain[-1].cause, chain[-1].end) == (ATTACKS, m.start + 5.0)


def test_no_more_than_may_stay_may_be_there_from_the_first_day_on() -> None:
    scenario = off().scenario
    phases = {
        name: replace(phase, readings={of: PeopleLimit({"all": Quantity(1e6, unit="people")})
                                       for of in phase.readings})
        for name, phase in scenario.plan.phases.items()
    }  # fmt: skip
    scenario = replace(scenario, plan=replace(scenario.plan, phases=phases))
    m = set_out(replace(off(), scenario=scenario), 0)
    assert m.people_out.at == m.start


def test_no_more_are_hurt_than_ride_and_are_at_home() -> None:
    m = mission(off())
    home = m.ledger.at(PEOPLE, "Ansongo")
    m.ledger.move(PEOPLE, home - 2, "Ansongo", ROAD, m.now)
    convoy = Convoy("test", m.track("test"), "Ansongo", "East", people=3)
    assert hurt(m, 4, "ied", "Ansongo", convoy) == 4
    assert hurt(m, 9, "ied", "Ansongo", convoy) == 5
    assert hurt(m, 9, "ied", "Ansongo") == 2
    assert m.counts["hurt"] == m.counts["hurt_ied"] == 11
