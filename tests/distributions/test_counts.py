"""Counts at a uniform: quantiles of their laws, as SciPy has them."""

from time import perf_counter

from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from sim.distributions.counts import binomial, poisson


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


@given(st.floats(700.0, 1e5), st.floats(1e-9, 1.0 - 1e-9))
@example(mean=700.0000001, u=0.5)
@example(mean=1e5, u=1.0 - 1e-9)
def test_a_mean_whose_chance_of_nothing_is_rounded_to_0_is_counted_too(
    mean: float, u: float
) -> None:
    """It was refused, and only in the run."""
    count, law = poisson(mean, u), stats.poisson(mean)
    assert law.cdf(count) >= u - 1e-8
    assert law.cdf(count - 1) <= u + 1e-8


def test_large_counts_take_no_longer_than_their_scatter() -> None:
    begun = perf_counter()
    assert poisson(1e6, 0.5) == stats.poisson(1e6).ppf(0.5)
    assert binomial(10_000_000, 0.5, 0.5) == 5_000_000
    assert perf_counter() - begun < 1.0, "counted from 0 these take many seconds"
