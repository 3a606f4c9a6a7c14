"""Counts whose law is known only inside a run: quantiles by adding up, one at a time."""

from math import exp, lgamma, log, log1p

from sim.errors import SimError

_LARGEST = 700.0
"""The mean of a Poisson law whose chance of nothing is still a number, not 0."""
_SMALLEST = 1e-290
"""Chances below it lose digits, and become 0 soon."""


def poisson(mean: float, u: float) -> int:
    """The Poisson count of a mean at a uniform, by inversion.

    Raises
    ------
    SimError
        If the mean is above 700: the chance of nothing would be rounded to 0, and with it all.
    """
    if mean > _LARGEST:
        raise SimError(f"a Poisson count of mean {mean:g}: counts are of means to {_LARGEST:g}")
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
    total = 0.0
    for count in range(n):
        ways = lgamma(n + 1) - lgamma(count + 1) - lgamma(n - count + 1)
        total += exp(ways + count * log(p) + (n - count) * log1p(-p))
        if u <= total:
            return count
    return n
