"""What a planner's words mean: low, mode, high, mean, probability, nominal."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from sim.distributions import (
    Beta,
    Delayed,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    NegativeBinomial,
    Part,
    Pert,
    Poisson,
    Triangular,
    Uniform,
    Weibull,
)
from tests.distributions.cases import (
    mix,
    oracle,
    probability,
)


@given(st.floats(0.01, 1e3), st.floats(1.01, 20))
def test_lognormal_by_low_mode_high(median: float, ratio: float) -> None:
    # Symmetric on the logarithm: then low and high are P10 and P90 themselves.
    of = Lognormal(median / ratio, median, median * ratio)
    assert of.ppf(0.1) == pytest.approx(median / ratio)
    assert of.ppf(0.5) == pytest.approx(median) == of.nominal
    assert of.ppf(0.9) == pytest.approx(median * ratio)
    assert of.bounds == pytest.approx((median / ratio, median * ratio))


def test_lognormal_in_three_ways() -> None:
    by_median = Lognormal(median=7, sigma=0.5)
    assert by_median.nominal == 7
    assert by_median.mean == pytest.approx(7 * math.exp(0.125))
    by_mean = Lognormal(mean=by_median.mean, sigma=0.5)
    assert by_mean.nominal == by_mean.mean
    assert by_mean.ppf(0.3) == pytest.approx(by_median.ppf(0.3))
    # Not symmetric: the median is kept, and the ratio of P90 to P10.
    skewed = Lognormal(4, 7, 20)
    assert skewed.ppf(0.5) == pytest.approx(7)
    assert skewed.ppf(0.9) / skewed.ppf(0.1) == pytest.approx(5)


@given(st.floats(0.05, 0.95), st.floats(0.01, 0.5), st.floats(0.1, 0.9))
def test_beta_by_low_mode_high(mode: float, width: float, share: float) -> None:
    low, high = mode - width * share, mode + width * (1 - share)
    assume(low > 0 and high < 1)
    # Wider than this not even a distribution on both ends need be: such a range is refused.
    assume(width <= 2 * min(mode, 1 - mode))
    of = Beta(low, mode, high)
    assert of.mean == of.nominal == mode
    assert np.ptp(of.bounds) == pytest.approx(high - low, rel=1e-5)


def test_pert_has_the_planner_s_mean() -> None:
    of = Pert(2, 3, 5)
    assert of.mean == pytest.approx(oracle(of).mean()) == pytest.approx(19 / 6)


def test_negative_binomial_has_the_variance_of_its_dispersion() -> None:
    of = NegativeBinomial(3, 0.5)
    numbers = of.ppf_block((np.arange(400_000) + 0.5) / 400_000)
    assert numbers.var() == pytest.approx(3 + 9 / 0.5, rel=2e-3)


def test_nominal_values() -> None:
    assert Fixed(3).nominal == 3
    assert Uniform(2, 6).nominal == 4
    assert Triangular(1, 2, 9).nominal == Pert(1, 2, 9).nominal == 2
    for of in (Exponential(5), Gamma(5, 2), Weibull(5, 2)):
        assert of.nominal == 5
    assert Empirical((9, 1, 4)).nominal == 4
    # An event given by a probability does not occur when all risks are off.
    assert Delayed(0.99, Fixed(3)).nominal == 0
    assert Delayed(1, Triangular(1, 2, 9)).nominal == 2
    assert mix(Part(1, Fixed(1)), Part(2, Pert(4, 5, 9)), Part(2, Fixed(7))).nominal == 5
    assert Poisson(0.5).nominal == 0
    assert Poisson(4).nominal == 4
    assert NegativeBinomial(2, 0.5).nominal == stats.nbinom(0.5, 0.2).median()


@given(st.floats(0, 1), probability)
def test_delayed_occurs_with_its_probability(p: float, u: float) -> None:
    of = Delayed(p, Exponential(2))
    assert (of.ppf(u) > 0) == (u > 1 - p)


def test_a_mixture_jumps_where_its_parts_are_apart() -> None:
    of = mix(Part(3, Fixed(1)), Part(1, Fixed(10)))
    assert of.ppf(0.75) == 1
    assert of.ppf(math.nextafter(0.75, 1)) == 10
    assert {of.ppf(u) for u in np.linspace(0.001, 0.999, 777)} == {1.0, 10.0}


def test_observed_values_only() -> None:
    of = Empirical((5, 1, 2), (1, 1, 2))
    assert [of.ppf(u) for u in (0.1, 0.25, 0.26, 0.75, 0.76, 1 - 2.0**-53)] == [1, 1, 2, 2, 5, 5]
    assert of.mean == 2.5
