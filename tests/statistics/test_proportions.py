"""Shares and their bounds: oracles, closed forms, and coverage by simulation."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, sem, t
from statsmodels.stats.proportion import proportion_confint

from sim.statistics.proportions import (
    counts_table,
    intervals,
    mean_interval,
    needed,
    proportion,
    sums,
    upper_bound,
)


@given(n=st.integers(1, 5000), share=st.floats(0, 1))
def test_intervals_equal_those_of_statsmodels(n: int, share: float) -> None:
    hits = round(share * n)
    found = proportion(hits, n)
    method = "beta" if hits in (0, n) else "wilson"
    low, high = proportion_confint(hits, n, method=method)
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)
    assert found.low <= found.share <= found.high


@given(n=st.integers(1, 5000), share=st.floats(0, 1), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_many_intervals_at_once_are_those_of_one_at_a_time(
    n: int, share: float, level: float
) -> None:
    hits = round(share * n)
    found = proportion(hits, n, level)
    low, high = intervals([hits, hits], [n, n], level)
    assert low[1] == pytest.approx(found.low, abs=1e-12)
    assert high[0] == pytest.approx(found.high, abs=1e-12)


@pytest.mark.parametrize("hits", [0, 30])
def test_where_all_agree_the_interval_is_exact(hits: int) -> None:
    found = proportion(hits, 30)
    assert found.method == "clopper-pearson"
    assert found.high - found.low == pytest.approx(1 - 0.025 ** (1 / 30))


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_share_is_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        proportion(hits, n)
    with pytest.raises(ValueError, match="is not a share"):
        upper_bound(hits, n)


@pytest.mark.parametrize("p", [0.02, 0.1, 0.37, 0.5, 0.9])
def test_coverage_of_the_interval_is_close_to_its_level(p: float) -> None:
    """Summed over the binomial exactly: no simulation error. Wilson's mean coverage is the level;
    at single p it oscillates, at n = 400 by less than 1.5 points."""
    n = 400
    hits = np.arange(n + 1)
    covered = [proportion(int(k), n).low <= p <= proportion(int(k), n).high for k in hits]
    coverage = binom.pmf(hits, n, p)[covered].sum()
    assert 0.935 <= coverage <= 0.97


def test_nothing_seen_still_has_a_bound() -> None:
    assert upper_bound(0, 1000) == pytest.approx(1 - 0.05 ** (1 / 1000))
    assert upper_bound(0, 1000) == pytest.approx(3 / 1000, rel=0.01)  # the rule of three
    assert upper_bound(7, 7) == 1.0


@given(n=st.integers(1, 300), share=st.floats(0, 1))
def test_the_bound_is_the_probability_at_which_so_few_are_a_one_in_twenty(
    n: int, share: float
) -> None:
    hits = round(share * n)
    if hits < n:
        assert binom.cdf(hits, n, upper_bound(hits, n)) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize(
    ("half_width", "n"), [(0.05, 385), (0.03, 1068), (0.02, 2401), (0.01, 9604)]
)
def test_replications_needed(half_width: float, n: int) -> None:
    assert needed(half_width) == n


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


def test_counts_show_a_bound_for_harm_never_seen() -> None:
    outcomes = pd.DataFrame({"killed": [0.0] * 50, "convoys": [*[200.0] * 25, *[300.0] * 25]})
    convoys, killed = counts_table(outcomes, ["convoys", "killed"]).to_dict("records")
    assert killed["any"] == 0
    assert killed["any_at_most"] == pytest.approx(1 - 0.05 ** (1 / 50))
    assert [convoys[name] for name in ("mean", "p10", "p50", "p90")] == [250, 200, 200, 300]


def test_one_is_some() -> None:
    (killed,) = counts_table(pd.DataFrame({"killed": [0.0, 1.0, 2.0, 0.0]}), ["killed"]).to_dict(
        "records"
    )
    some = proportion(2, 4)
    assert [killed[name] for name in ("any", "any_low", "any_high")] == [0.5, some.low, some.high]
    assert killed["any_at_most"] == upper_bound(2, 4)


def test_values_are_summed_by_replication_and_those_without_any_have_none() -> None:
    summed = sums(np.array([2, 0, 2]), np.array([1.5, 4.0, 0.25]), 4)
    assert summed.tolist() == [4.0, 0.0, 1.75, 0.0]
    assert sums(np.zeros(0, dtype=np.intp), np.zeros(0), 2).tolist() == [0.0, 0.0]


def test_a_count_is_told_by_its_mean_its_quantiles_and_the_share_with_any() -> None:
    """1 to 20 quarters: P10, P50 and P90 are the second, the tenth and the eighteenth."""
    quarters = np.arange(1.0, 21.0) / 4
    (row,) = counts_table(pd.DataFrame({"km": quarters}), ["km"]).to_dict("records")
    assert [row[name] for name in ("p10", "p50", "p90")] == [0.5, 2.5, 4.5]
    interval = mean_interval(quarters)
    assert [row[name] for name in ("mean", "mean_low", "mean_high")] == list(interval)
    assert (row["any"], row["n"]) == (1.0, 20), "three quarters of a kilometre are some"
