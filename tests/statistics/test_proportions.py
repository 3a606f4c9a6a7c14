"""Shares and their bounds: oracles, closed forms, and coverage summed exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

from sim.statistics.proportions import intervals, needed, proportion, upper_bound


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
