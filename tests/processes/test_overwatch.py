"""Overwatch: few aircraft, over threatened roads only, given back on arrival."""

from dataclasses import replace

import pytest

from sim.distributions import Quantity
from sim.processes.case import Case
from sim.processes.convoy import Convoy
from sim.processes.mission import Mission
from sim.processes.road import drive
from sim.record.causes import FLEET
from tests.processes.given import case, days_by_cause, finish, mission

TOY = "toy"


def with_orbits(number: float | None, *, required: bool = False) -> Case:
    """The toy's plan, on roads without a limit of columns, with so many aircraft for Near."""
    of = case(TOY)
    orbits = {} if number is None else {"Near": Quantity(number)}
    means = replace(of.scenario.resources, overwatch_orbits=orbits, axis_capacity={})
    policy = replace(of.scenario.policy, overwatch_required=required)
    return replace(of, scenario=replace(of.scenario, resources=means, policy=policy))


def column(m: Mission, n: int, *, permitted: bool = True) -> Convoy:
    convoy = Convoy(f"test/{n}", m.track(f"test/{n}"), "Home", "Near")
    convoy.watch_permitted = permitted
    return convoy


def watched(m: Mission, columns: list[Convoy]) -> list[bool]:
    """Which columns aircraft watch over, half a day after they left together."""
    for convoy in columns:
        finish(m, drive(m, convoy, m.route("Alpha", "Home"), None), convoy.entity)
    m.clock.run_through(0.5)
    return [convoy.overwatch for convoy in columns]


def test_the_second_column_goes_without_when_the_only_aircraft_is_taken() -> None:
    m = mission(with_orbits(1.0))
    columns = [column(m, 0, permitted=False), column(m, 1), column(m, 2)]
    assert watched(m, columns) == [False, True, False]
    assert m.pool.free("overwatch:Near") == 0.0
    m.clock.run_through(20.0)
    assert [convoy.overwatch for convoy in columns] == [False] * 3
    assert m.pool.free("overwatch:Near") == 1.0
    assert m.counts["drives_watched"] == 1
    assert m.counts["drives_without_free_overwatch"] == 1


def test_a_sector_that_is_not_named_has_no_limit_and_one_with_none_has_none() -> None:
    m = mission(with_orbits(None))
    assert watched(m, [column(m, n) for n in range(5)]) == [True] * 5
    m = mission(with_orbits(0.0))
    assert watched(m, [column(m, n) for n in range(2)]) == [False] * 2
    m.clock.run_through(20.0)


def test_nobody_watches_over_a_quiet_road() -> None:
    of = with_orbits(1.0)
    plan = replace(of.scenario.plan, quiet_regions=("Plain",))
    m = mission(replace(of, scenario=replace(of.scenario, plan=plan)))
    assert watched(m, [column(m, 0)]) == [False]
    assert m.pool.free("overwatch:Near") == 1.0


def test_where_it_is_required_the_second_column_waits_for_the_first() -> None:
    m = mission(with_orbits(1.0, required=True))
    columns = [column(m, 0), column(m, 1)]
    assert watched(m, columns) == [True, False]
    m.clock.run_through(1.5)
    assert [convoy.overwatch for convoy in columns] == [False, True]
    m.clock.run_through(20.0)
    assert m.pool.free("overwatch:Near") == 1.0
    assert days_by_cause(columns[0].track).get(FLEET, 0.0) == 0.0
    # It takes over the chain of the first, which gave the aircraft back after a day on the road.
    assert columns[1].track.link.end == pytest.approx(2.0)
