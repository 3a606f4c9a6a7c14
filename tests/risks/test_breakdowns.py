"""Breakdowns: evacuation helicopters that are fit to fly, one by one."""

from dataclasses import replace
from datetime import date
from functools import partial
from math import sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.calendar import to_day
from sim.distributions import Fixed, Quantity
from sim.risks import breakdowns
from sim.risks.world import HELICOPTERS, NO_CAP, World
from tests.risks import cases

START = to_day(cases.START)


def baseline() -> breakdowns.Settings:
    return cases.settings(breakdowns.Settings, "breakdowns", "baseline")


def world(
    number: int = 2,
    replication: int = 0,
    horizon: date = cases.HORIZON,
    settings: breakdowns.Settings | None = None,
) -> World:
    of = cases.scenario({"breakdowns": settings or baseline()}, horizon=horizon)
    sectors = dict.fromkeys(("North", "East"), Quantity(float(number)))
    means: Any = SimpleNamespace(medevac_helicopters=sectors)
    return cases.world(replace(of, resources=means), replication=replication)


def test_the_share_fit_to_fly_is_that_of_the_facts() -> None:
    of = baseline()
    assert of.helicopters.share_fit == pytest.approx(0.68, abs=0.005)


@pytest.mark.parametrize("day", [START, START + 90.0])
def test_the_number_fit_to_fly_is_binomial_at_any_time(day: float) -> None:
    n, p = 600, 0.68
    fit = [world(replication=k).path(HELICOPTERS, "North").value(day) for k in range(n)]
    shares = np.bincount(np.array(fit, int), minlength=3) / n
    for share, expected in zip(shares, [(1 - p) ** 2, 2 * p * (1 - p), p * p], strict=True):
        assert abs(share - expected) < 4.0 * sqrt(expected * (1.0 - expected) / n)


def test_none_is_missing_where_none_is_named() -> None:
    assert world().path(HELICOPTERS, "Elsewhere").value(START) == NO_CAP


def test_a_third_helicopter_leaves_the_other_two_alone() -> None:
    two, three = world(2).path(HELICOPTERS, "North"), world(3).path(HELICOPTERS, "North")
    days = np.linspace(START, START + 300.0, 601)
    more = {three.value(day) - two.value(day) for day in days}
    assert more == {0.0, 1.0}


def test_the_beginning_does_not_depend_on_the_horizon() -> None:
    short = world(horizon=date(2023, 12, 31)).path(HELICOPTERS, "North")
    long = world().path(HELICOPTERS, "North")
    days = np.linspace(START, to_day(date(2023, 12, 31)), 500)
    assert [short.value(day) for day in days] == [long.value(day) for day in days]


def test_every_helicopter_of_a_sector_reads_numbers_of_its_own() -> None:
    spells = baseline().helicopters
    for replication in range(10):
        one = world(1, replication)
        for sector in ("North", "East"):
            u = partial(one.draws.uniform, f"risk/breakdowns/{sector}/helicopter/1")
            fit = u("fit at the start") < spells.share_fit
            path = one.path(HELICOPTERS, sector)
            assert path.values[:2] == ((1.0, 0.0) if fit else (0.0, 1.0))
            first = (spells.fit if fit else spells.workshop).ppf(u("spell", 0))
            assert path.times[0] == pytest.approx(START + first)


def test_two_that_change_at_one_instant_both_change() -> None:
    of = replace(baseline(), helicopters=breakdowns.Serviceability(Fixed(10.0), Fixed(5.0)))
    paths = [world(2, k, settings=of).path(HELICOPTERS, "North") for k in range(20)]
    both = [path for path in paths if path.value(START) == 2.0]
    assert both
    for path in both:
        assert [path.value(START + day) for day in (9.0, 10.0, 14.0, 15.0)] == [2, 0, 0, 2]
