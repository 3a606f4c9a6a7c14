"""Corridors: crossings open and close in the configured spells, from the status onwards."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.distributions import Exponential, Lognormal
from sim.paths import Path
from sim.risks.corridors import Settings
from sim.risks.world import GATE, World
from tests.risks import cases
from tests.risks.test_consent import close

SHUT = ("Malanville",)
GATES = ("Labbezanga", "Malanville", "Diboli", "Zegoua")
LONG = date(2063, 6, 30)


def baseline() -> Settings:
    return cases.settings(Settings, "corridors", "baseline")


def worlds(n: int, horizon: date = cases.HORIZON, settings: Settings | None = None) -> list[World]:
    of = cases.scenario({"corridors": settings or baseline()}, horizon=horizon, gates_closed=SHUT)
    return [cases.world(of, replication=k) for k in range(n)]


def test_a_crossing_starts_as_the_status_finds_it() -> None:
    for world in worlds(20):
        start = world.scenario.start
        assert [world.path(GATE, gate).value(start) for gate in GATES] == [1.0, 0.0, 1.0, 1.0]


@pytest.mark.parametrize(("key", "value"), [("Tamanrasset", 1.0), ("Malanville", 0.0)])
def test_a_crossing_without_settings_stays_as_it_is(key: str, value: float) -> None:
    settings = replace(baseline(), gates={})
    assert worlds(1, settings=settings)[0].path(GATE, key) == Path.constant(value)


@pytest.mark.parametrize("gate", GATES)
def test_spells_have_the_configured_laws(gate: str) -> None:
    # Open spells by their mean; closed ones, whose tails are heavy, by the mean of their logarithm.
    spells = baseline().gates[gate]
    assert isinstance(spells.open_spell, Exponential)
    assert isinstance(spells.closed_spell, Lognormal)
    open_days, closed_days = list[float](), list[float]()
    for world in worlds(250, date(2223, 6, 30)):
        path = world.path(GATE, gate)
        times = (world.scenario.start, *path.times)
        for spell in range(10):  # of some 250: which spells count hangs not on their length
            days = times[spell + 1] - times[spell]
            (open_days if path.values[spell] else closed_days).append(days)
    assert close(np.array(open_days), spells.open_spell.mean)
    assert close(np.log(closed_days), math.log(spells.closed_spell.nominal))
    assert np.std(np.log(closed_days)) == pytest.approx(spells.closed_spell.sigma, rel=0.08)


@pytest.mark.parametrize("gate", ["Labbezanga", "Malanville"])
def test_long_run_availability_is_the_open_share_of_a_cycle(gate: str) -> None:
    spells = baseline().gates[gate]
    opened, closed = spells.open_spell.mean, spells.closed_spell.mean
    share = []
    for world in worlds(250, LONG):
        start, end = world.scenario.start, world.scenario.end
        share.append(world.path(GATE, gate).integral(start, end) / (end - start))
    # Forty years; the start in a given state weighs less than 0.004.
    assert close(np.array(share), opened / (opened + closed), slack=0.004)


def test_transit_through_niger_is_unusable_for_about_half_of_the_time() -> None:
    # The estimate is 0.5 of the months after August 2023, between 0.2 and 0.8.
    unusable = []
    for world in worlds(400):
        start, end = 62.0, world.scenario.end  # from 1 September 2023
        both = world.path(GATE, "Labbezanga") * world.path(GATE, "Malanville")
        unusable.append(1.0 - both.integral(start, end) / (end - start))
    assert close(np.array(unusable), 0.5, slack=0.03)


def test_the_beginning_is_the_same_under_another_horizon() -> None:
    for short, long in zip(worlds(20), worlds(20, LONG), strict=True):
        for gate in GATES:
            few, many = short.path(GATE, gate), long.path(GATE, gate)
            inside = [time for time in few.times if time < short.scenario.end]
            assert inside == list(many.times[: len(inside)])
            assert few.values[: len(inside) + 1] == many.values[: len(inside) + 1]
