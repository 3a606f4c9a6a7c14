"""Counts whose law is known only inside a run: quantiles by adding up, one at a time."""

from math import exp

from sim.errors import SimError

_LARGEST = 700.0
"""The mean of a Poisson law whose chance of nothing is still a number, not 0."""


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

    Raises
    ------
    SimError
        If there are so many trials that the chance of no success is rounded to 0.
    """
    if p >= 1.0:
        return n
    term = total = (1.0 - p) ** n
    if not term:
        raise SimError(f"successes in {n} trials of chance {p:g}: too many trials to add up")
    count = 0
    while u > total and count < n:
        term *= (n - count) / (count + 1) * p / (1.0 - p)
        count += 1
        total += term
    return count
