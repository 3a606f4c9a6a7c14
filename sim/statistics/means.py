"""Means over replications, and of pairs, with Student's interval; sums by replication."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import t

from sim.statistics.proportions import LEVEL

FEW_WITH_ANY: Final = 20
"""Of what fewer replications have, and not all, the mean has no interval."""

SAME: Final = 1e-9
"""What two equal shares or days may differ by, each of them made of floating-point numbers."""

FEW_DIFFER: Final = 10
"""Of fewer pairs that differ, and not all, the mean of a number has no interval."""

_ROUNDING = 1e-12
"""A spread so much smaller than the mean is none: the error of a floating-point number."""


def mean_interval(
    values: npt.NDArray[np.float64], level: float = LEVEL
) -> tuple[float, float, float]:
    """Mean and Student's interval (mean, low, high), in the unit of `values`, shape (n,).

    A single value has an infinite interval.
    """
    mean, n = float(np.mean(values)), len(values)
    if n < 2:
        return mean, -math.inf, math.inf
    half = float(t.ppf((1 + level) / 2, n - 1)) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return mean, mean - half, mean + half


def amount_interval(
    values: npt.NDArray[np.float64], level: float = LEVEL
) -> tuple[float, float, float]:
    """Mean and Student's interval of amounts that cannot be negative: the interval is cut at 0.

    Cutting off what cannot be leaves the coverage as it is. Of what is rare there is none (NaN):
    with fewer than `FEW_WITH_ANY` replications that have any, some not having it, Student's held
    the mean in 11 to 78 of a hundred samples, and had no width where none was seen. The share of
    replications with any has an interval then as well.
    """
    mean, low, high = rare_interval(values, level)
    return mean, float(np.maximum(low, 0.0)), high


def rare_interval(
    values: npt.NDArray[np.float64], level: float = LEVEL
) -> tuple[float, float, float]:
    """Mean and Student's interval of what some replications do not have at all (0).

    None (NaN) where it is rare: see `amount_interval`.
    """
    mean, low, high = mean_interval(values, level)
    return (mean, math.nan, math.nan) if is_rare(values) else (mean, low, high)


def is_rare(values: npt.NDArray[np.float64]) -> bool:
    """Whether fewer than `FEW_WITH_ANY` replications have any of it, and not all of them."""
    return bool(np.count_nonzero(values) < min(FEW_WITH_ANY, len(values)))


def student(values: npt.NDArray[np.float64], level: float = LEVEL) -> tuple[float, float]:
    """Give the interval of `mean_interval` alone (low, high)."""
    _, low, high = mean_interval(values, level)
    return low, high


def student_p(values: npt.NDArray[np.float64]) -> float:
    """Give Student's two-sided p value of a mean of 0; NaN of a single value.

    Of values that are all equal, of which Student is sure without end, it is `least_p`.
    """
    n, mean = len(values), float(np.mean(values))
    if n < 2:
        return math.nan
    error = float(np.std(values, ddof=1)) / math.sqrt(n)
    if error <= _ROUNDING * abs(mean):
        return least_p(values)
    return float(2 * t.sf(abs(mean) / error, n - 1))


def least_p(values: npt.NDArray[np.float64]) -> float:
    """Give the least two-sided p that the signs of paired differences can show, 2 / 2^d.

    `d` of them differ from 0 by more than rounding. It is the exact sign test's where all point one
    way, and the least of any test that turns signs round at random; 1 where none differs.
    """
    return float(min(1.0, 2 * 0.5 ** differing(values)))


def sums(
    of: npt.NDArray[np.intp], values: npt.NDArray[np.float64], n: int
) -> npt.NDArray[np.float64]:
    """Sum values by replication; zero for one that has none.

    Parameters
    ----------
    of
        The replication of each value, from 0; shape as `values`.
    n
        Replications.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    return np.bincount(of, values, minlength=n).astype(np.float64, copy=False)


def differing(values: npt.NDArray[np.float64]) -> int:
    """Count the differences that are more than rounding."""
    return int(np.count_nonzero(np.abs(values) > SAME))


def too_few_differ(values: npt.NDArray[np.float64]) -> bool:
    """Whether so few pairs differ, the others being the same, that Student's interval is none.

    Where one world in a hundred is moved by twenty days, the interval of fifty pairs held the mean
    difference in 23 to 75 of a hundred samples, and had no width where none was moved.
    """
    differ = differing(values)
    return differ < min(FEW_DIFFER, len(values))


def number_interval(values: npt.NDArray[np.float64], level: float = LEVEL) -> tuple[float, float]:
    """Give Student's interval of a mean of paired differences; NaN where too few differ."""
    return (math.nan, math.nan) if too_few_differ(values) else student(values, level)


def number_p(values: npt.NDArray[np.float64]) -> float:
    """Give Student's p of paired differences; where few differ, none below what signs can show."""
    p = student_p(values)
    return max(p, least_p(values)) if too_few_differ(values) else p
