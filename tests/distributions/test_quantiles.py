"""Quantile functions, means and densities of every distribution; SciPy is the oracle."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from sim.distributions import (
    Delayed,
    Empirical,
    Fixed,
    Part,
    Triangular,
    Uniform,
)
from sim.draws import Draws
from tests.distributions.cases import (
    CONTINUOUS,
    COUNTS,
    EVERY,
    everything,
    mix,
    name,
    oracle,
    probability,
)


@pytest.mark.parametrize("of", [*CONTINUOUS, *COUNTS[1:6]], ids=name)
def test_quantiles_are_those_of_scipy(of: Any) -> None:
    middle = np.linspace(0.001, 0.999, 1999)
    tails = np.array([1e-12, 1e-6, 1e-4, 1 - 1e-4, 1 - 1e-6, 1 - 1e-9])
    u = np.concatenate((middle, tails))
    expected = oracle(of).ppf(u)
    spread = np.ptp(oracle(of).ppf([0.1, 0.9]))
    assert of.ppf_block(u) == pytest.approx(expected, rel=1e-6, abs=2e-7 * spread)


@everything
def test_a_block_agrees_with_single_values(of: Any) -> None:
    u = Draws(1, 0).block("a", "b", 0, 3000)
    u[:4] = (2.0**-53, 1 - 2.0**-53, 0.5, 1 / 512)
    block = of.ppf_block(u)
    assert block.shape == u.shape
    assert block == pytest.approx(np.array([of.ppf(float(x)) for x in u]), rel=1e-12, abs=1e-14)
    assert all(isinstance(of.ppf(float(x)), int | float) for x in u[:9])


@everything
@settings(max_examples=40)
@given(u=probability, v=probability)
def test_quantiles_rise_and_are_finite(of: Any, u: float, v: float) -> None:
    low, high = of.ppf(min(u, v)), of.ppf(max(u, v))
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low <= high + 1e-12 * abs(high)


@everything
@settings(max_examples=40)
@given(u=st.floats(1e-6, 1 - 1e-6))
def test_quantiles_invert_the_distribution_function(of: Any, u: float) -> None:
    x = of.ppf(u)
    slack = 1e-6
    step = 1e-9 * max(1.0, abs(x))
    below, reached = of.cdf(np.array([x - step, x + step]))
    assert below - slack <= u <= reached + slack


@everything
def test_draws_follow_the_distribution_function(of: Any) -> None:
    numbers = of.ppf_block(Draws(2, 0).block("a", "b", 0, 20_000))
    points = np.unique(np.concatenate((numbers[:200], np.array(of.bounds), [of.nominal])))
    shares = np.array([(numbers <= x).mean() for x in points])
    # Dvoretzky, Kiefer, Wolfowitz and Massart: beyond this with probability 1e-6 at most, and
    # beyond with every distribution whose quantiles and probabilities do not belong together.
    bound = math.sqrt(math.log(2 / 1e-6) / (2 * len(numbers)))
    assert np.abs(shares - of.cdf(points)).max() < bound


@everything
def test_the_mean_is_the_integral_of_the_quantiles(of: Any) -> None:
    # Equal strata with one point in the middle of each; the last thousandth by finer strata.
    coarse = (np.arange(19_980) + 0.5) / 20_000
    fine = 0.999 + (np.arange(40_000) + 0.5) / 40_000 * 0.001
    estimate = of.ppf_block(coarse).mean() * 0.999 + of.ppf_block(fine).mean() * 0.001
    assert estimate == pytest.approx(of.mean, rel=2e-3, abs=1e-9)


@pytest.mark.parametrize("of", [*CONTINUOUS, *COUNTS[1:6]], ids=name)
def test_densities_are_those_of_scipy(of: Any) -> None:
    theirs = oracle(of)
    if of in COUNTS:
        x = np.arange(-1.0, 60.0)
        assert of.density(x) == pytest.approx(theirs.pmf(x), rel=1e-9)
        assert of.density(x + 0.5) == pytest.approx(0.0)
    else:
        x = np.concatenate((theirs.ppf(np.linspace(0.01, 0.99, 99)), [-50.0, 1e9]))
        assert of.density(x) == pytest.approx(theirs.pdf(x), rel=1e-6)


def test_densities_of_compounds() -> None:
    mixture = mix(Part(0.9, Triangular(1, 2, 3)), Part(0.1, Uniform(30, 90)))
    area = integrate.quad(lambda x: float(mixture.density(np.array(x))), 0, 100, points=(1, 3, 30))
    assert area[0] == pytest.approx(1.0, abs=1e-6)
    delayed = Delayed(0.3, Uniform(2, 4))
    assert delayed.density(np.array([0.0, 3.0])) == pytest.approx([0.0, 0.15])
    values = Empirical((1, 2, 2, 5))
    assert values.density(np.array([1.0, 2.0, 3.0])) == pytest.approx([0.25, 0.5, 0.0])
    assert Fixed(2).density(np.array([1.0, 2.0])).tolist() == [0.0, math.inf]


def test_tables_leave_little_to_the_slow_function() -> None:
    for of in EVERY:
        of.ppf(0.5)
    tables = {of: of._table for of in EVERY if getattr(of, "_table", None) is not None}
    assert len(tables) > 3
    for of, table in tables.items():
        assert table.exact_share < 1e-3, of
