"""Pairs: published examples, oracles, coverage, and what common worlds must show."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import multinomial, norm, ttest_rel
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from sim.statistics.means import number_interval
from sim.statistics.paired import (
    bootstrap_mean,
    holm,
    mcnemar_mid_p,
    mean_difference,
    share_difference,
    tango,
    variance_ratio,
)

counts = st.integers(0, 40)


def pairs(both: int, gained: int, lost: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    cells = [(True, True)] * both + [(False, True)] * gained
    cells += [(True, False)] * lost + [(False, False)] * neither
    first, second = np.array(cells, dtype=np.bool_).T
    return first, second


def test_the_published_example_of_fagerland_lydersen_and_laake() -> None:
    """Airway hyper-responsiveness of 21 children before and after (Bentur et al. 2009), as in
    Fagerland, Lydersen and Laake 2014, Statistics in Medicine 33:2850–2875: −0.286, Tango −0.517
    to −0.026; and 2013, BMC Medical Research Methodology 13:91: mid-p 0.039."""
    found = share_difference(*pairs(1, 1, 7, 12))
    assert found.difference == pytest.approx(-0.286, abs=5e-4)
    assert (found.low, found.high) == pytest.approx((-0.517, -0.026), abs=5e-4)
    assert found.p == pytest.approx(0.039, abs=5e-4)
    assert (found.both, found.gained, found.lost, found.neither, found.n) == (1, 1, 7, 12, 21)


def test_the_second_published_example() -> None:
    """Complete response of 161 patients (Cavo et al. 2012), in the same paper: mid-p 0.035."""
    found = share_difference(*pairs(59, 6, 16, 80))
    assert found.p == pytest.approx(0.035, abs=5e-4)
    assert found.difference == pytest.approx(-10 / 161)


@settings(max_examples=60, deadline=None)
@given(gained=counts, lost=counts, more=st.integers(1, 80))
def test_at_its_limits_the_score_test_just_rejects(gained: int, lost: int, more: int) -> None:
    """The constrained estimate is found by maximising the likelihood, not by Tango's formula."""
    n = gained + lost + more
    for limit in tango(gained, lost, n):

        def unlikely(q: float, d: float = limit) -> float:
            parts = ((gained, q + d), (lost, q), (more, 1 - 2 * q - d))
            return -sum(k * math.log(max(p, 1e-300)) for k, p in parts if k)

        low, high = max(0.0, -limit), (1 - limit) / 2
        q = float(minimize_scalar(unlikely, bounds=(low, high), options={"xatol": 1e-12}).x)
        q = min((q, low, high), key=unlikely)
        error = math.sqrt(n * (2 * q + limit * (1 - limit)))
        assert abs(gained - lost - n * limit) / error == pytest.approx(1.96, abs=2e-3)


@given(gained=counts, lost=counts, more=st.integers(0, 80))
def test_the_interval_is_odd_holds_the_estimate_and_agrees_with_no_difference(
    gained: int, lost: int, more: int
) -> None:
    n = gained + lost + more
    if n == 0:
        return
    low, high = tango(gained, lost, n)
    back = tango(lost, gained, n)
    assert (low, high) == pytest.approx((-back[1], -back[0]), abs=1e-8)
    assert -1 <= low <= (gained - lost) / n <= high <= 1
    # Against zero, the score test is McNemar's, without a correction.
    if gained + lost:
        z = abs(gained - lost) / math.sqrt(gained + lost)
        if abs(z - norm.ppf(0.975)) > 1e-6:
            assert (low > 0 or high < 0) == (z > norm.ppf(0.975))


def test_without_discordant_pairs_the_difference_is_bounded_still() -> None:
    z2 = norm.ppf(0.975) ** 2
    assert tango(0, 0, 400) == pytest.approx((-z2 / (400 + z2), z2 / (400 + z2)))
    z2 = norm.ppf(0.9) ** 2
    assert tango(0, 0, 400, 0.8) == pytest.approx((-z2 / (400 + z2), z2 / (400 + z2)))
    found = share_difference(*pairs(30, 0, 0, 10))
    assert (found.difference, found.p, found.variance_ratio) == (0.0, 1.0, math.inf)


@pytest.mark.parametrize(("gain", "loss"), [(0.05, 0.05), (0.1, 0.02), (0.02, 0.0)])
def test_tango_covers_as_often_as_it_says(gain: float, loss: float) -> None:
    """Summed exactly over the trinomial at n = 200, but for 1e-6 of it: no simulation error. The
    score interval oscillates about the level, most (3 points) where few pairs are discordant."""
    n, coverage, seen = 200, 0.0, 0.0
    for gained, lost in product(range(50), range(35)):
        mass = multinomial.pmf([gained, lost, n - gained - lost], n, [gain, loss, 1 - gain - loss])
        if mass > 1e-7:
            low, high = tango(gained, lost, n)
            seen += mass
            coverage += mass * (low <= gain - loss <= high)
    assert seen == pytest.approx(1, abs=1e-4)
    assert 0.92 <= coverage <= 0.98


@given(gained=counts, lost=counts)
def test_mid_p_is_the_exact_p_less_half_of_what_was_seen(gained: int, lost: int) -> None:
    exact = mcnemar([[5, gained], [lost, 5]], exact=True).pvalue
    found = mcnemar_mid_p(gained, lost)
    assert 0 <= found <= exact <= 1 + 1e-12
    discordant = gained + lost
    seen = math.comb(discordant, gained) / 2**discordant if discordant else 0.0
    if gained != lost:
        assert found == pytest.approx(exact - seen)
    else:
        assert found == pytest.approx(1 - seen / 2)


@settings(max_examples=6, deadline=None)  # the oracle takes 0.2 s a call
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_equals_that_of_statsmodels(p: list[float]) -> None:
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1])


def test_holm_leaves_out_what_is_not_known() -> None:
    np.testing.assert_allclose(holm([0.04, math.nan, 0.01]), [0.04, math.nan, 0.02])


def test_the_mean_equals_that_of_scipy_and_counts_equal_ones_apart() -> None:
    first = np.random.default_rng(1).gamma(2, 30, 300)
    second = first + np.where(
        np.arange(300) % 3 == 0, 0.0, np.random.default_rng(2).normal(1, 4, 300)
    )
    found = mean_difference(first, second)
    oracle = ttest_rel(second, first)
    assert found.p == pytest.approx(oracle.pvalue)
    interval = oracle.confidence_interval()
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.equal == 1 / 3
    assert found.higher + found.lower + found.equal == pytest.approx(1)
    assert (found.boot_low, found.boot_high) == pytest.approx((found.low, found.high), rel=0.1)
    assert found.variance_ratio > 50


def test_no_difference_at_all_has_no_interval() -> None:
    days = np.array([3.0, 9.0, 4.0])
    found = mean_difference(days, days.copy())
    assert (found.difference, found.p, found.equal, found.differ) == (0, 1.0, 1.0, 0)
    assert np.isnan([found.low, found.high, found.boot_low, found.boot_high]).all()
    assert mean_difference(days, days + 2).p == 1 / 4, "three of three, as three coins may fall"


@pytest.mark.parametrize("more", [20.0, -20.0])
def test_days_of_few_pairs_that_differ_have_no_interval(more: float) -> None:
    """Nine of fifty: Student's p was 0.002; signs alone can show 2 / 2^9. Ten have an interval, and
    so have three of three."""
    nine, ten = (np.where(np.arange(50) < k, more, 0.0) for k in (9, 10))
    found = mean_difference(np.zeros(50), nine)
    assert found.difference == pytest.approx(9 * more / 50)
    assert found.differ == 9
    assert np.isnan([found.low, found.high, found.boot_low, found.boot_high]).all()
    assert found.p >= 2 / 2**9
    one = mean_difference(np.zeros(50), np.where(np.arange(50) < 4, more, 0.0))
    assert (
        one.p == 2 / 2**4 > ttest_rel(np.where(np.arange(50) < 4, more, 0.0), np.zeros(50)).pvalue
    )
    assert mean_difference(np.zeros(50), ten).low < 10 * more / 50
    assert math.isfinite(mean_difference(np.zeros(3), np.array([1.0, 2.0, 3.0])).low)


@pytest.mark.parametrize(
    ("n", "q", "some"), [(50, 0.01, False), (50, 0.1, True), (200, 0.03, True), (200, 0.1, True)]
)
def test_an_interval_of_days_that_is_printed_covers(n: int, q: float, some: bool) -> None:
    """2,000 samples of a delay of 20 days, exponential, in q of all worlds: of the intervals that
    are given 0.9 at least hold the mean (skewness takes the rest). Where q n is a half, none is
    given: Student's held it in 0.35."""
    generator = np.random.default_rng(21)
    covered, given_one = 0, 0
    for _ in range(2000):
        gap = np.where(generator.random(n) < q, generator.exponential(20, n), 0.0)
        low, high = number_interval(gap)
        given_one += not math.isnan(low)
        covered += low <= 20 * q <= high
    assert (given_one > 0) == some
    assert covered >= 0.9 * given_one


def test_missing_days_are_refused() -> None:
    with pytest.raises(ValueError, match="restrict days"):
        mean_difference(np.array([1.0, math.nan]), np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="not pairs"):
        mean_difference(np.array([1.0]), np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="0 and 0 replications are not pairs"):
        mean_difference(np.zeros(0), np.zeros(0))


def test_the_variance_ratio_has_its_closed_form() -> None:
    """Correlation r and equal variances: 1 / (1 − r). Below 1 if negative."""
    z = np.random.default_rng(3).normal(size=(2, 200_000))
    for r in (0.0, 0.75, -0.5):
        second = r * z[0] + math.sqrt(1 - r * r) * z[1]
        assert variance_ratio(z[0], second) == pytest.approx(1 / (1 - r), rel=0.02)
    assert variance_ratio(z[0], z[0] + 3) == math.inf
    assert math.isnan(variance_ratio(np.ones(5), np.ones(5)))


def test_the_bootstrap_covers_a_skewed_mean() -> None:
    """400 exponential samples of 100: standard error 1.1 points, three allowed; the bootstrap's
    own undercoverage for such skewness at n = 100 is about a point and a half."""
    generator = np.random.default_rng(9)
    covered = 0
    for seed in range(400):
        low, high = bootstrap_mean(generator.exponential(1.0, 100), seed=seed)
        covered += low <= 1 <= high
    assert 0.935 - 3 * 0.011 <= covered / 400 <= 0.985
    values = generator.exponential(1.0, 50)
    assert bootstrap_mean(values, seed=4) == bootstrap_mean(values, seed=4)
    assert bootstrap_mean(values, seed=4) != bootstrap_mean(values, seed=5)
    assert bootstrap_mean(np.array([2.0])) == (-math.inf, math.inf)


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_the_bootstrap_is_corrected_for_skewness(level: float) -> None:
    """Hall (1988): with skewness γ the ends lie at mean + error × (z + γ (2 z² + 1) / 6√n); those
    of the plain percentiles at γ (z² − 1) / 6√n from z, which is 0.2 to 0.3 errors less here. What
    is next to that, and the error of so many resamples, is below 0.1."""
    values = -np.log1p(-(np.arange(50) + 0.5) / 50)
    error = values.std() / 50**0.5
    skew = float(np.mean((values - values.mean()) ** 3) / values.std() ** 3)
    ends = np.mean([bootstrap_mean(values, level, seed) for seed in range(5)], axis=0)
    for end, z in zip(ends, (norm.ppf((1 - level) / 2), norm.ppf((1 + level) / 2)), strict=True):
        expected = z + skew * (2 * z * z + 1) / (6 * 50**0.5)
        assert (end - values.mean()) / error == pytest.approx(expected, abs=0.1)


@pytest.mark.filterwarnings("error")
def test_the_bootstrap_bears_values_that_hardly_differ() -> None:
    assert bootstrap_mean(np.full(9, 0.1) * 3) == pytest.approx((0.3, 0.3))
    low, high = bootstrap_mean(np.array([5.0, *[0.0] * 300]))
    assert 0 <= low <= 5 / 301 < high < 0.1
    nearly = np.full(50, 8.0)
    nearly[::2] += 1e-15
    low, high = bootstrap_mean(nearly)
    assert low == pytest.approx(8) == high


def test_one_pair_alone_tells_its_difference_and_no_more() -> None:
    found = mean_difference(np.array([3.0]), np.array([5.0]))
    assert (found.difference, found.low, found.high) == (2.0, -math.inf, math.inf)
    assert math.isnan(found.p)
