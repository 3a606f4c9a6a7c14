"""Quantile functions without a closed form, tabulated once and then read in a fraction of a µs.

Inversion by cubic Hermite interpolation (Hörmann and Leydold, "Continuous random variate
generation by fast numerical inversion", ACM TOMACS 13(4), 2003, doi:10.1145/945511.945517), on
equal cells of probability. A cell in which the cubic is not good enough — the two tails, a jump,
the edge of an atom — is left to the exact function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from sim.distributions.base import Floats

_CELLS: Final = 512
_TOLERANCE: Final = 1e-7  # of the distance from P10 to P90
_PROBES: Final = (0.3, 0.7)  # places within a cell at which the cubic is compared


class QuantileTable:
    """A monotone quantile function of tabulated cubics.

    Parameters
    ----------
    exact
        The quantile function on arrays: slow, monotone.
    density
        The density on arrays; infinite or zero values are allowed.
    """

    __slots__ = ("_cells", "_coefficients", "_exact")

    def __init__(
        self, exact: Callable[[Floats], Floats], density: Callable[[Floats], Floats]
    ) -> None:
        inner = np.arange(1, _CELLS)
        nodes = exact(inner / _CELLS)
        rise = np.diff(nodes)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            slope = np.nan_to_num(1.0 / (density(nodes) * _CELLS), nan=0.0, posinf=np.inf)
        # Fritsch and Carlson (1980): a slope of at most three times the neighbouring rises
        # keeps the cubic monotone.
        rises = np.concatenate((rise[:1], rise, rise[-1:]))
        slope = np.clip(slope, 0.0, 3.0 * np.minimum(rises[:-1], rises[1:]))
        left, right = slope[:-1], slope[1:]
        cubic = np.column_stack(
            (nodes[:-1], left, 3.0 * rise - 2.0 * left - right, left + right - 2.0 * rise)
        )
        spread = nodes[round(0.9 * _CELLS) - 1] - nodes[round(0.1 * _CELLS) - 1]
        good = np.ones(len(rise), dtype=bool)
        for probe in _PROBES:
            error = np.abs(_cubic(cubic, probe) - exact((inner[:-1] + probe) / _CELLS))
            good &= error <= _TOLERANCE * spread
        self._exact = exact
        self._coefficients = np.full((_CELLS, 4), np.nan)
        self._coefficients[1:-1][good] = cubic[good]
        self._cells: list[tuple[float, float, float, float] | None] = [None] * _CELLS
        for cell in np.flatnonzero(good):
            a, b, c, d = cubic[cell].tolist()
            self._cells[int(cell) + 1] = (a, b, c, d)

    def ppf(self, u: float) -> float:
        """Give the quantile of `u` in (0, 1)."""
        place = u * _CELLS
        index = int(place)
        cell = self._cells[index]
        if cell is None:
            return float(self._exact(np.array((u,)))[0])
        a, b, c, d = cell
        t = place - index
        return ((d * t + c) * t + b) * t + a

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array, equal to those of `ppf`."""
        place = u * _CELLS
        index = place.astype(np.intp)
        result = _cubic(self._coefficients[index], place - index)
        left = np.isnan(result)
        if left.any():
            result[left] = self._exact(u[left])
        return result

    @property
    def exact_share(self) -> float:
        """Share of the probability that is left to the exact function."""
        return self._cells.count(None) / _CELLS


def _cubic(coefficients: Floats, t: Floats | float) -> Floats:
    """Evaluate one cubic a row, in the same order of operations as `QuantileTable.ppf`."""
    a, b, c, d = coefficients.T
    result: Floats = ((d * t + c) * t + b) * t + a
    return result


def invert(cdf: Callable[[Floats], Floats], u: Floats, low: Floats, high: Floats) -> Floats:
    """Find the least x with cdf(x) ≥ u by bisection, to the last bit, within given bounds."""
    low, high = low.copy(), high.copy()
    reached = cdf(low) >= u
    high[reached] = low[reached]
    for _ in range(100):
        middle = low + 0.5 * (high - low)
        open_ = (middle > low) & (middle < high)
        if not open_.any():
            break
        enough = cdf(middle) >= u
        high = np.where(open_ & enough, middle, high)
        low = np.where(open_ & ~enough, middle, low)
    return high
