"""Counts whose law is known only inside a run: quantiles by adding up, one at a time."""

from math import exp


def poisson(mean: float, u: float) -> int:
    """The Poisson count of a mean at a uniform, by inversion."""
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
    """The number of successes in `n` trials at a uniform, by inversion."""
    if p >= 1.0:
        return n
    term = total = (1.0 - p) ** n
    count = 0
    while u > total and count < n:
        term *= (n - count) / (count + 1) * p / (1.0 - p)
        count += 1
        total += term
    return count
