"""Fire at aircraft: how often, what it costs, and the days on which nothing flies afterwards."""

import math
from dataclasses import replace

import pytest

from sim.distributions import Fixed, Quantity
from sim.paths import Path
from sim.processes import airspace
from sim.processes.case import Case
from sim.record.ledger import DEAD, PEOPLE
from sim.risks.world import AIRCRAFT_THREAT, AIRSPACE, FLYABLE
from tests.processes.given import case, mission, off, with_paths, with_risk

START = case().scenario.start


def under_fire(threat: float, damaged: float = 1.0) -> Case:
    """A world with so much threat a movement, in which fire kills one, hurts two, costs 9 days."""
    of = replace(
        case().settings.attacks.aircraft_fire,
        killed=Fixed(1.0), hurt=Fixed(2.0), damaged=Quantity(damaged), repair=Fixed(9.0),
    )  # fmt: skip
    paths = {AIRCRAFT_THREAT: Path.constant(threat), AIRSPACE: Path.constant(1.0)}
    made = with_paths(with_risk(case(), "attacks", aircraft_fire=of), paths)
    policy = replace(made.scenario.policy, flights_stopped_after_fire=Fixed(2.0))
    return replace(made, scenario=replace(made.scenario, policy=policy))


def test_fire_costs_people_and_days_and_stops_flights_in_the_sector() -> None:
    m = mission(under_fire(50.0), story=True)
    assert airspace.opens(m, "East", START) == START
    assert airspace.fire(m, "test", "East", ("Gao",), "Gao") == 9.0
    assert m.counts["attacks_aircraft"] == 1
    assert m.counts["killed_aircraft_fire"] == m.ledger.at(PEOPLE, DEAD) == 1
    assert m.counts["hurt_aircraft_fire"] == 2
    assert airspace.opens(m, "East", START) == START + 2.0
    assert airspace.opens(m, "East", START + 2.5) == START + 2.5
    assert airspace.opens(m, "North", START) == START
    assert [(firing.place, firing.decision) for firing in m.triggers] == [
        ("Gao", "stop flights in the sector")
    ]
    assert any("is fired at" in line for _, line in m.story or ())


def test_flights_are_stopped_in_a_sector_until_a_day_and_not_after_it() -> None:
    m = mission(off())
    m.flights_stopped["East"] = START + 2.0
    stopped = [airspace.stopped_until(m, "East", START + day) for day in (0.0, 1.0, 3.0)]
    assert stopped == [START + 2.0, START + 2.0, START + 3.0]
    assert airspace.stopped_until(m, "North", START) == START


def test_fire_does_not_end_a_longer_stop_of_flights() -> None:
    m = mission(under_fire(50.0))
    m.flights_stopped["East"] = START + 5.0
    airspace.fire(m, "test", "East", ("Gao",), "Gao")
    assert m.flights_stopped["East"] == START + 5.0


def test_an_aircraft_that_is_not_damaged_flies_on() -> None:
    assert airspace.fire(mission(under_fire(50.0, 0.0)), "test", "East", ("Gao",), "Gao") == 0.0


def test_nothing_is_fired_with_the_risk_off() -> None:
    m = mission(off())
    assert airspace.fire(m, "test", "East", ("Gao",) * 100, "Gao") == 0.0
    assert m.counts["attacks_aircraft"] == 0


def test_aircraft_are_fired_at_as_often_as_their_movements_say() -> None:
    """2,000 flights of four movements each; within four standard errors."""
    m, threat, n = mission(under_fire(0.05)), 0.05, 2000
    for k in range(n):
        airspace.fire(m, f"test/{k}", "East", ("Gao", "South", "Gao", "South"), "Gao")
    p = 1.0 - math.exp(-4.0 * threat)
    assert m.counts["attacks_aircraft"] / n == pytest.approx(
        p, abs=4.0 * math.sqrt(p * (1.0 - p) / n)
    )


def test_an_aircraft_of_a_flight_that_is_over_is_missing_until_it_is_fit_again() -> None:
    m = mission(off())
    with m.pool.claim("test", {"fixed wing": 1.0}, m.track("test")) as claim:
        m.clock.run_through(START)
        airspace.fit_again(m, claim, START + 5.0)
    there = m.pool.capacity("fixed wing")
    m.clock.run_through(START + 4.9)
    assert m.pool.free("fixed wing") == there - 1.0
    m.clock.run_through(START + 5.0)
    assert m.pool.free("fixed wing") == there


def test_helicopters_fly_when_leave_and_weather_let_them_at_once() -> None:
    """Leave is there from day 2 and again from day 6; the weather lets them from day 4."""
    leave = Path.steps(0.0, [(START + day, value) for day, value in ((2, 1), (3, 0), (6, 1))])
    weather = Path.steps(0.0, [(START + 4.0, 1.0)])
    m = mission(with_paths(off(), {AIRSPACE: leave, FLYABLE: weather}))
    assert airspace.helicopters_fly(m, "East", ("Gao", "Menaka"), START) == START + 6.0
