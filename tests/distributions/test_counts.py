"""Counts at a uniform: quantiles of their laws, as SciPy has them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from sim.distributions.counts import binomial, poisson
from sim.errors import SimError


@given(st.floats(0.0, 30.0), st.floats(1e-9, 1.0 - 1e-9))
def test_counts_are_quantiles_of_the_poisson_law(mean: float, u: float) -> None:
    count = poisson(mean, u)
    law = stats.poisson(mean)
    assert law.cdf(count) >= u - 1e-12
    assert count == 0 or law.cdf(count - 1) <= u + 1e-12


@given(st.integers(0, 3000), st.floats(0.0, 1.0), st.floats(1e-9, 1.0 - 1e-9))
@example(n=21, p=0.9999999999999999, u=0.5)  # the chance of no success is rounded to 0
@example(n=2000, p=0.5, u=0.5)
@example(n=30, p=0.5, u=1.0 - 1e-9)
def test_counts_are_quantiles_of_the_binomial_law(n: int, p: float, u: float) -> None:
    count, law = binomial(n, p, u), stats.binom(n, p)
    assert 0 <= count <= n
    assert law.cdf(count) >= u - 1e-9
    assert count == 0 or law.cdf(count - 1) <= u + 1e-9


def test_what_could_only_be_counted_wrongly_is_refused() -> None:
    """A chance of nothing that is rounded to 0 made every quantile far too small."""
    assert poisson(700.0, 0.5) == stats.poisson(700.0).ppf(0.5)
    with pytest.raises(SimError, match="a Poisson count of mean 800"):
        poisson(800.0, 0.5)
