"""Counts whose law is known only inside a run: quantiles by adding up, one at a time."""

from collections.abc import Callable
from math import exp, inf, lgamma, log, log1p, sqrt

_LARGEST = 700.0
"""The mean of a Poisson law whose chance of nothing is still a number, not 0."""
_SMALLEST = 1e-290
"""Chances below it lose digits, and become 0 soon."""


def poisson(mean: float, u: float) -> int:
    """The Poisson count of a mean at a uniform, by inversion.

    Where the chance of nothing is too small for a number to be built on, each chance is taken from
    its logarithm.
    """
    if mean > _LARGEST:
        return _by_logarithms(
            lambda count: count * log(mean) - mean - lgamma(count + 1), mean, sqrt(mean), u
        )
    term = total = exp(-mean)
    count = 0
    while u > total:
        count += 1
        term *= mean / count
        if total + term == total:
            break
        total += term
    return count


def binomial(n: int, p: float, u: float) -> int:
    """The number of successes in `n` trials at a uniform, by inversion.

    Where the chance of no success is too small for a number to be built on, each chance is
    taken from its logarithm.
    """
    if p >= 1.0:
        return n
    term = total = (1.0 - p) ** n
    if term < _SMALLEST:
        return _binomial_by_logarithms(n, p, u)
    count = 0
    while u > total and count < n:
        term *= (n - count) / (count + 1) * p / (1.0 - p)
        count += 1
        total += term
    return count


def _binomial_by_logarithms(n: int, p: float, u: float) -> int:
    def chance(count: int) -> float:
        ways = lgamma(n + 1) - lgamma(count + 1) - lgamma(n - count + 1)
        return ways + count * log(p) + (n - count) * log1p(-p)

    return _by_logarithms(chance, n * p, sqrt(n * p * (1.0 - p)), u, n)


def _by_logarithms(
    chance: Callable[[int], float], mean: float, sigma: float, u: float, most: float = inf
) -> int:
    """The count at a uniform, where `chance` gives the logarithm of that of exactly so many.

    Adding up begins and ends so far from the mean that what lies beyond is less than 1e-30.
    """
    reach = 40.0 + 12.0 * sigma
    count, last = max(0, int(mean - reach)), min(most, mean + reach)
    total = exp(chance(count))
    while u > total and count < last:
        count += 1
        total += exp(chance(count))
    return count
