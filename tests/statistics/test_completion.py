"""Times of completion: the censored are counted, the intervals cover."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.duration.survfunc import SurvfuncRight

from sim.statistics.completion import completion_curve, quantile, rank, restricted_mean

HORIZON = 100.0
times = st.lists(st.integers(1, 100).map(float) | st.just(math.nan), min_size=1, max_size=60)


def days(values: list[float]) -> np.ndarray:
    return np.array(values, dtype=np.float64)


@given(times)
def test_the_curve_is_that_of_kaplan_and_meier(values: list[float]) -> None:
    sample = days(values)
    curve = completion_curve(sample, HORIZON)
    status = ~np.isnan(sample)
    if status.any():
        oracle = SurvfuncRight(np.where(status, sample, HORIZON), status.astype(float))
        np.testing.assert_allclose(curve["day"], oracle.surv_times)
        np.testing.assert_allclose(curve["probability"], 1 - oracle.surv_prob, atol=1e-12)


@given(times)
def test_the_curve_never_passes_the_share_that_finished(values: list[float]) -> None:
    sample = days(values)
    curve = completion_curve(sample, HORIZON)
    assert curve["probability"].iloc[-1] == pytest.approx((~np.isnan(sample)).mean())
    assert (np.diff(curve["probability"]) > 0).all()
    assert (curve["low"] <= curve["probability"]).all()
    assert (curve["probability"] <= curve["high"]).all()


def test_nothing_finished_is_a_curve_at_zero() -> None:
    curve = completion_curve(days([math.nan] * 8), HORIZON)
    assert curve["day"].tolist() == [HORIZON]
    assert curve["probability"].tolist() == [0.0]
    assert curve["high"].iloc[0] == pytest.approx(math.sqrt(math.log(40) / 16))


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_the_band_has_the_width_of_massart_and_stays_within_0_and_1(level: float) -> None:
    curve = completion_curve(np.arange(1.0, 51.0), HORIZON, level)
    half = math.sqrt(math.log(2 / (1 - level)) / (2 * 50))
    np.testing.assert_allclose(curve["low"], np.maximum(curve["probability"] - half, 0))
    np.testing.assert_allclose(curve["high"], np.minimum(curve["probability"] + half, 1))


def test_a_completion_after_the_horizon_is_a_fault() -> None:
    with pytest.raises(ValueError, match="after the horizon"):
        completion_curve(days([HORIZON + 1]), HORIZON)
    with pytest.raises(ValueError, match="nothing can be estimated"):
        completion_curve(days([]), HORIZON)
    with pytest.raises(ValueError, match="after the horizon"):
        restricted_mean(days([HORIZON + 1]), HORIZON)
    assert completion_curve(days([HORIZON]), HORIZON)["probability"].tolist() == [1.0]


@pytest.mark.parametrize(("sample", "probability"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.0)])
def test_what_is_no_quantile_is_refused(sample: list[float], probability: float) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        quantile(days(sample), probability)


def test_the_band_covers_the_whole_curve_as_often_as_it_says() -> None:
    """Exponential times, 150 a sample, about 37 % censored; 1,500 samples: standard error 0.6
    points. Massart's band is conservative, more so when the curve is cut at the horizon."""
    generator = np.random.default_rng(11)
    whole = 0
    for _ in range(1500):
        sample = generator.exponential(100.0, 150)
        sample[sample > HORIZON] = math.nan
        curve = completion_curve(sample, HORIZON)
        true = 1 - np.exp(-curve["day"].to_numpy() / 100)
        before = np.concatenate(([0.0], curve["probability"].to_numpy()[:-1]))
        half = math.sqrt(math.log(40) / 300)
        whole += bool(
            (np.abs(curve["probability"] - true) <= half).all() and (true - before <= half).all()
        )
    assert 0.95 - 3 * 0.0057 <= whole / 1500 <= 0.995


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.8])
def test_the_interval_of_a_quantile_covers_as_often_as_it_says(probability: float) -> None:
    """2,000 samples of 80, the last eighth censored: standard error 0.5 points. Order statistics
    cover at least the level, and at n = 80 at most four points more."""
    generator = np.random.default_rng(3)
    true = -math.log(1 - probability)
    covered = 0
    for _ in range(2000):
        sample = generator.exponential(1.0, 80)
        sample[sample > -math.log(0.125)] = math.nan
        found = quantile(sample, probability)
        covered += found.low <= true <= found.high
    assert 0.95 - 3 * 0.0049 <= covered / 2000 <= 0.99


def test_ranks_of_the_median_interval() -> None:
    """n = 100: the 40th and 61st of the ordered values (David and Nagaraja's table)."""
    found = quantile(days([float(k) for k in range(1, 101)]), 0.5)
    assert (found.low, found.day, found.high) == (40.0, 50.0, 61.0)
    found = quantile(days([float(k) for k in range(1, 101)]), 0.5, 0.8)
    assert (found.low, found.day, found.high) == (44.0, 50.0, 57.0)
    # 100 × 0.07 is a last bit above 7.
    assert quantile(days([float(k) for k in range(1, 101)]), 0.07).day == 7.0


def test_a_quantile_among_the_censored_lies_beyond_the_horizon() -> None:
    sample = days([*range(1, 41), *[math.nan] * 60])
    assert quantile(sample, 0.5).day == math.inf
    found = quantile(sample, 0.38)
    assert found.day == 38.0
    assert found.high == math.inf


def test_too_few_replications_leave_the_interval_open() -> None:
    found = quantile(days([5.0, 6.0]), 0.5)
    assert (found.low, found.day, found.high) == (-math.inf, 5.0, math.inf)


def test_the_restricted_mean_counts_the_censored_at_the_horizon() -> None:
    sample = days([10.0, 30.0, math.nan, math.nan] * 10)
    mean, low, high = restricted_mean(sample, HORIZON)
    assert mean == 60.0
    assert low < 60.0 < high
    half = t.ppf(0.9, 39) * np.std([10, 30, 100, 100] * 10, ddof=1) / 40**0.5
    assert restricted_mean(sample, HORIZON, 0.8) == pytest.approx((60.0, 60.0 - half, 60.0 + half))


def test_the_restricted_mean_is_not_sure_of_the_horizon() -> None:
    """Student's had no width where nothing was over by the horizon, and went beyond it."""
    open_yet = days([math.nan] * 40)
    assert restricted_mean(open_yet, HORIZON)[0] == HORIZON
    assert all(map(math.isnan, restricted_mean(open_yet, HORIZON)[1:]))
    open_yet[:19] = 50.0
    assert all(map(math.isnan, restricted_mean(open_yet, HORIZON)[1:]))
    late = days([50.0] + [HORIZON - 1e-3] * 39)
    mean, low, high = restricted_mean(late, HORIZON)
    assert low < mean < high == HORIZON


@given(n=st.integers(1, 3000), percent=st.integers(1, 100))
def test_the_place_of_a_quantile_is_the_first_up_to_which_the_share_lies(
    n: int, percent: int
) -> None:
    place = rank(n, percent / 100)
    assert 1 <= place <= n
    assert 100 * place >= percent * n > 100 * (place - 1)
