"""Counts at a uniform: quantiles of their laws, as SciPy has them."""

from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.distributions.counts import binomial, poisson


@given(st.floats(0.0, 30.0), st.floats(1e-9, 1.0 - 1e-9))
def test_counts_are_quantiles_of_the_poisson_law(mean: float, u: float) -> None:
    count = poisson(mean, u)
    law = stats.poisson(mean)
    assert law.cdf(count) >= u - 1e-12
    assert count == 0 or law.cdf(count - 1) <= u + 1e-12


@given(st.integers(0, 30), st.floats(0.0, 1.0), st.floats(1e-9, 1.0 - 1e-9))
def test_counts_are_quantiles_of_the_binomial_law(n: int, p: float, u: float) -> None:
    count, law = binomial(n, p, u), stats.binom(n, p)
    assert 0 <= count <= n
    assert law.cdf(count) >= u - 1e-9
    assert count == 0 or law.cdf(count - 1) <= u + 1e-9
