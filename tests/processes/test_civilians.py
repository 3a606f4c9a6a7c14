"""Civilian staff separate in steps, and the desks that they man shrink with them."""

from dataclasses import replace
from datetime import date

import pytest

from sim.configuration import load_scenario
from sim.paths import Path
from sim.processes.case import make_case
from sim.processes.civilians import liquidate, start_civilians
from sim.processes.mission import Mission
from sim.processes.stages import stages
from sim.record import milestones
from sim.record.ledger import ABROAD, CIVILIANS, SEPARATED
from sim.risks.world import AIRSPACE
from sim.scenario import Stage
from tests.processes.given import mission, off, with_paths, with_risk

SEPTEMBER, DECEMBER = 92.0, 184.0  # 24:00 of 30 September and of 31 December


def test_on_each_milestone_no_more_remain_than_its_share() -> None:
    m = mission(off())
    start_civilians(m)
    left = {}
    for due in (SEPTEMBER, DECEMBER):
        m.clock.run_through(due)
        left[due] = m.ledger.in_country(CIVILIANS, due)
    # 1,786 of whom 804 are international: 0.55 of 804 and of 982, then 0.25.
    assert left == {SEPTEMBER: 442 + 540, DECEMBER: 201 + 246}
    assert m.ledger.at(CIVILIANS, ABROAD) == 804 - 201
    assert m.ledger.at(CIVILIANS, SEPARATED) == 982 - 246
    for name, due in (("30_september", SEPTEMBER), ("31_december", DECEMBER)):
        reached, planned = m.milestones[milestones.CIVILIANS, name]
        assert reached == pytest.approx(due)
        assert planned == due


def test_inspection_teams_and_officers_are_cut_in_proportion() -> None:
    m = mission(off())
    start_civilians(m)
    m.clock.run_through(SEPTEMBER - 1.0)
    assert (m.pool.capacity("inspectors"), m.pool.capacity("officers")) == (6, 8)
    m.clock.run_through(SEPTEMBER)
    assert (m.pool.capacity("inspectors"), m.pool.capacity("officers")) == (3, 4)
    m.clock.run_through(DECEMBER)
    assert (m.pool.capacity("inspectors"), m.pool.capacity("officers")) == (2, 2)


def test_desks_that_a_mitigation_has_added_are_cut_in_proportion_too() -> None:
    """From 1 September there are half as many officers more: half as many more after each cut."""
    more = load_scenario("all_off", ["resources.clearing_officers=12"])
    stage = Stage(date(2023, 9, 1), more)
    m = mission(make_case(replace(load_scenario("all_off"), stages=(stage,)), 1))
    start_civilians(m)
    m.clock.start(stages(m), "stages")
    m.clock.run_through(SEPTEMBER - 1.0)
    assert m.pool.capacity("officers") == 8 + 4
    m.clock.run_through(SEPTEMBER)
    assert m.pool.capacity("officers") == 7
    m.clock.run_through(DECEMBER)
    assert m.pool.capacity("officers") == 3


def test_shut_airspace_keeps_internationals_beyond_the_milestone() -> None:
    m = mission(with_paths(off(), {AIRSPACE: Path.steps(0.0, [(120.0, 1.0)])}))
    start_civilians(m)
    m.clock.run_through(SEPTEMBER)
    assert m.ledger.in_country(CIVILIANS, SEPTEMBER) == 804 + 540
    m.clock.run_through(400.0)
    at, due = m.milestones[milestones.CIVILIANS, "30_september"]
    assert at > 120.0 > due


def test_flights_that_are_stopped_while_airspace_is_awaited_are_waited_for_too() -> None:
    m = mission(with_paths(off(), {AIRSPACE: Path.steps(0.0, [(60.0, 1.0)])}))
    start_civilians(m)
    assert abroad(m, 59.0) == 0
    m.flights_stopped[m.plan.camps[m.staff.place].sector if m.staff else ""] = 70.0
    assert abroad(m, 69.9) == 0
    assert abroad(m, 70.0) > 0


def abroad(m: Mission, day: float) -> int:
    """International staff who have left by a day."""
    m.clock.run_through(day)
    return m.ledger.at(CIVILIANS, ABROAD)


def test_internationals_leave_evenly_up_to_the_milestone() -> None:
    """804 less 442 in the 44 days to 30 September, with seven flights: 52 in the first."""
    m = mission(off())
    start_civilians(m)
    assert abroad(m, m.start) == 52
    assert abroad(m, m.start + 6.9) == 52
    assert abroad(m, m.start + 7.0) == 52 + 52  # 310 by six
    assert abroad(m, m.start + 42.0) == 804 - 442


def test_no_more_leave_in_a_week_than_there_are_seats() -> None:
    late = SEPTEMBER - 1.0
    m = mission(with_paths(off(), {AIRSPACE: Path.steps(0.0, [(late, 1.0)])}))
    start_civilians(m)
    assert m.staff is not None
    seats = int(m.staff.of.seats.nominal)
    assert [abroad(m, late + days) for days in (0.0, 6.9, 7.0)] == [seats, seats, 2 * seats]


def test_each_week_has_seats_of_its_own() -> None:
    late = SEPTEMBER - 1.0
    of = with_paths(
        with_risk(off(), "variability", enabled=True), {AIRSPACE: Path.steps(0.0, [(late, 1.0)])}
    )
    m = mission(of)
    start_civilians(m)
    first, both = (abroad(m, late + days) for days in (0.0, 7.0))
    assert both != 2 * first


def test_one_desk_is_kept_and_none_is_added() -> None:
    m = mission(off())
    start_civilians(m)
    assert m.staff is not None
    m.pool.resize("officers", 2.0, m.track("somebody else"))
    m.staff.cut_desks(0.5)
    assert (m.pool.capacity("officers"), m.pool.capacity("inspectors")) == (2, 3)
    m.staff.cut_desks(0.001)
    assert (m.pool.capacity("officers"), m.pool.capacity("inspectors")) == (1, 1)


def test_when_the_liquidation_is_over_nobody_is_left() -> None:
    m = mission(off())
    start_civilians(m)
    m.clock.run_through(DECEMBER)
    liquidate(m)
    assert m.ledger.in_country(CIVILIANS, m.now) == 0
    assert (m.ledger.at(CIVILIANS, ABROAD), m.ledger.at(CIVILIANS, SEPARATED)) == (804, 982)


def test_who_was_held_up_by_shut_airspace_until_all_had_left_does_not_leave_again() -> None:
    m = mission(with_paths(off(), {AIRSPACE: Path.steps(0.0, [(DECEMBER + 100.0, 1.0)])}))
    start_civilians(m)
    m.clock.run_through(DECEMBER + 50.0)
    liquidate(m)
    m.clock.run_through(DECEMBER + 150.0)
    assert (m.ledger.at(CIVILIANS, ABROAD), m.ledger.at(CIVILIANS, SEPARATED)) == (804, 982)


def test_a_milestone_before_the_first_day_is_not_waited_for() -> None:
    m = mission(off())
    m.clock.run_through(SEPTEMBER + 5.0)
    start_civilians(m)
    m.clock.run_through(DECEMBER)
    assert m.ledger.in_country(CIVILIANS, DECEMBER) == 201 + 246
