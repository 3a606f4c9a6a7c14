"""Breakdowns: evacuation helicopters that are fit to fly, one by one."""

from dataclasses import replace
from datetime import date
from math import sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.calendar import to_day
from sim.distributions import Quantity
from sim.risks import breakdowns
from sim.risks.world import HELICOPTERS, NO_CAP, World
from tests.risks import cases

START = to_day(cases.START)


def world(number: int = 2, replication: int = 0, horizon: date = cases.HORIZON) -> World:
    of = cases.scenario(
        {"breakdowns": cases.settings(breakdowns.Settings, "breakdowns", "baseline")},
        horizon=horizon,
    )
    means: Any = SimpleNamespace(medevac_helicopters={"North": Quantity(float(number))})
    return cases.world(replace(of, resources=means), replication=replication)


def test_the_share_fit_to_fly_is_that_of_the_facts() -> None:
    of = cases.settings(breakdowns.Settings, "breakdowns", "baseline")
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
