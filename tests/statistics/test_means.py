"""Means: Student's interval against SciPy and its own level, and sums by replication."""

import math

import numpy as np
import pytest
from scipy.stats import binomtest, sem, t, ttest_1samp

from sim.statistics.means import (
    amount_interval,
    least_p,
    mean_interval,
    number_p,
    student_p,
    sums,
)


def test_student_interval_covers_as_often_as_it_says() -> None:
    """4,000 samples of 12: the standard error of the coverage is 0.35 points; three are allowed."""
    generator = np.random.default_rng(5)
    covered = 0
    for sample in generator.normal(3.0, 2.0, (4000, 12)):
        _, low, high = mean_interval(sample)
        covered += low <= 3.0 <= high
    assert covered / 4000 == pytest.approx(0.95, abs=3 * math.sqrt(0.95 * 0.05 / 4000))


def test_student_interval_of_few_values_equals_that_of_scipy() -> None:
    values = np.array([1.0, 4.0, 4.5, 9.0])
    mean, low, high = mean_interval(values, 0.9)
    assert mean == values.mean()
    assert (low, high) == pytest.approx(t.interval(0.9, 3, loc=mean, scale=sem(values)))


def test_one_value_has_no_finite_interval() -> None:
    assert mean_interval(np.array([2.0])) == (2.0, -math.inf, math.inf)


def test_the_interval_of_an_amount_is_students_cut_at_nothing() -> None:
    wide, usual = np.array([0.0] * 40 + [1.0] * 19 + [400.0]), np.arange(1.0, 21.0)
    mean, low, high = mean_interval(wide)
    assert low < 0.0
    assert amount_interval(wide) == (mean, 0.0, high)
    assert amount_interval(usual) == mean_interval(usual)


def test_what_is_rare_has_a_mean_without_an_interval() -> None:
    for some in (0, 1, 19):
        mean, *ends = amount_interval(np.repeat([2.0, 0.0], [some, 60 - some]))
        assert mean == pytest.approx(some / 30)
        assert np.isnan(ends).all()
    assert amount_interval(np.array([3.0, 4.0]))[1] < 3.0, "few replications, each of which has any"


@pytest.mark.parametrize(
    ("n", "q", "some"),
    [(60, 0.01, False), (600, 0.002, False), (600, 0.03, True), (600, 0.05, True)],
)
def test_an_interval_of_an_amount_that_is_given_covers(n: int, q: float, some: bool) -> None:
    """1,000 samples of harm in q of all replications, 2 in the mean: of the intervals given 0.9 at
    least hold it. Where q n is about one, none is given: Student's held it in 0.4 to 0.7."""
    generator = np.random.default_rng(22)
    covered, given_one = 0, 0
    for _ in range(1000):
        values = np.where(generator.random(n) < q, 1.0 + generator.poisson(1, n), 0.0)
        _, low, high = amount_interval(values)
        given_one += not math.isnan(low)
        covered += low <= 2 * q <= high
    assert (given_one > 0) == some
    assert covered >= 0.9 * given_one


def test_values_are_summed_by_replication_and_those_without_any_have_none() -> None:
    summed = sums(np.array([2, 0, 2]), np.array([1.5, 4.0, 0.25]), 4)
    assert summed.tolist() == [4.0, 0.0, 1.75, 0.0]
    assert sums(np.zeros(0, dtype=np.intp), np.zeros(0), 2).tolist() == [0.0, 0.0]


def test_the_p_of_a_mean_is_students() -> None:
    values = np.random.default_rng(2).normal(0.3, 1.0, 40)
    assert student_p(values) == pytest.approx(float(ttest_1samp(values, 0.0).pvalue))
    assert student_p(np.zeros(5)) == 1.0
    assert math.isnan(student_p(np.ones(1)))


def test_equal_values_are_not_sure_without_end() -> None:
    """Of five equal ones p was 0, of twelve 1e-175; tossing five coins alike has p = 1/16."""
    assert student_p(np.full(5, -1.75)) == binomtest(5, 5).pvalue == 1 / 16
    assert student_p(np.full(12, 0.2)) == pytest.approx(binomtest(12, 12).pvalue)
    assert least_p(np.repeat([0.2, 0.0], [3, 7])) == 1 / 4
    assert least_p(np.zeros(9)) == least_p(np.array([0.0, 3.0])) == 1.0


def test_what_differs_by_rounding_alone_makes_nobody_surer() -> None:
    """Five of a hundred moved by 20 days: p was 0.06 beside exact zeros, 0.02 beside 1e-13."""
    gaps = np.repeat([20.0, 1e-13], [5, 95])
    assert least_p(gaps) == number_p(gaps) == number_p(np.repeat([20.0, 0.0], [5, 95])) == 1 / 16
