"""Quantile functions without a closed form, tabulated once and then read in a fraction of a µs.

Inversion by cubic Hermite interpolation (Hörmann and Leydold, "Continuous random variate
generation by fast numerical inversion", ACM TOMACS 13(4), 2003, doi:10.1145/945511.945517), on
equal cells of probability. A cell in which the cubic is not good enough — in the tails, at a jump
or the edge of an atom — is divided again, twice; what then is left goes to the exact function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from sim.distributions.base import Floats

# Powers of two, so that the place of a uniform number within its cell is free of rounding.
_CELLS: Final = 512
_DIVISIONS: Final = (_CELLS, 16, 16)
_TOLERANCE: Final = 1e-7  # of the distance from P10 to P90
_PROBES: Final = (0.3, 0.7)  # places within a cell at which the cubic is compared

Cubic = tuple[float, float, float, float]


class QuantileTable:
    """A monotone quantile function of tabulated cubics.

    Parameters
    ----------
    exact
        The quantile function on arrays: slow, monotone.
    density
        The density on arrays; infinite or zero values are allowed.
    """

    __slots__ = ("_cells", "_coefficients", "_exact", "_rate", "_start")

    def __init__(
        self, exact: Callable[[Floats], Floats], density: Callable[[Floats], Floats]
    ) -> None:
        p10, p90 = exact(np.array((0.1, 0.9))).tolist()
        self._exact = exact
        width = 1.0 / _CELLS
        values = self._sample(np.zeros(1), width, _CELLS)[0]
        self._fill(density, 0.0, width, values, (p90 - p10) * _TOLERANCE, 0)

    def _fill(
        self,
        density: Callable[[Floats], Floats],
        start: float,
        width: float,
        values: Floats,
        tolerance: float,
        depth: int,
    ) -> None:
        """Tabulate the cells of a `width` from `start` on, and divide those that need it."""
        count = _DIVISIONS[depth]
        nodes, probes = values[: count + 1], values[count + 1 :].reshape(len(_PROBES), count)
        cubic = _hermite(nodes, width, density)
        good = np.ones(count, dtype=bool)
        for probe, value in zip(_PROBES, probes, strict=True):
            good &= np.abs(_cubic(cubic, probe) - value) <= tolerance  # not for NaN
        self._start, self._rate = start, 1.0 / width
        self._coefficients = np.where(good[:, np.newaxis], cubic, np.nan)
        self._cells: list[Cubic | QuantileTable | None] = [
            (a, b, c, d) if fine else None
            for fine, (a, b, c, d) in zip(good.tolist(), cubic.tolist(), strict=True)
        ]
        bad = np.flatnonzero(~good)
        if depth + 1 == len(_DIVISIONS) or not len(bad):
            return
        # All that is needed of the exact function in one call, for it is slow to start.
        finer = width / _DIVISIONS[depth + 1]
        starts = np.asarray(start + width * bad, dtype=np.float64)
        inner = self._sample(starts, finer, _DIVISIONS[depth + 1])
        for index, row in zip(bad.tolist(), inner, strict=True):
            part = QuantileTable.__new__(QuantileTable)
            part._exact = self._exact
            part._fill(density, start + width * index, finer, row, tolerance, depth + 1)
            self._cells[index] = part

    def _sample(self, starts: Floats, width: float, count: int) -> Floats:
        """Give the exact quantiles at the edges and probes of `count` cells from each start on."""
        cells = np.arange(count)
        places = np.concatenate((np.arange(count + 1), *(cells + probe for probe in _PROBES)))
        points = starts[:, np.newaxis] + width * places
        quantiles = np.full(points.shape, np.nan)
        inside = (points > 0.0) & (points < 1.0)  # those of 0 and 1 may be infinite: left out
        quantiles[inside] = self._exact(points[inside])
        return quantiles

    def ppf(self, u: float) -> float:
        """Give the quantile of `u` in (0, 1)."""
        place = (u - self._start) * self._rate
        index = int(place)
        cell = self._cells[index]
        if cell is None:
            return float(self._exact(np.array((u,)))[0])
        if isinstance(cell, QuantileTable):
            return cell.ppf(u)
        a, b, c, d = cell
        t = place - index
        return ((d * t + c) * t + b) * t + a

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array, equal to those of `ppf`."""
        place = (u - self._start) * self._rate
        index = place.astype(np.intp)
        result = _cubic(self._coefficients[index], place - index)
        for left in np.unique(index[np.isnan(result)]):
            here = index == left
            cell = self._cells[left]
            if isinstance(cell, QuantileTable):
                result[here] = cell.ppf_block(u[here])
            else:
                result[here] = self._exact(u[here])
        return result

    @property
    def exact_share(self) -> float:
        """Share of the probability that is left to the exact function."""
        inner = (cell.exact_share for cell in self._cells if isinstance(cell, QuantileTable))
        return (self._cells.count(None) + sum(inner)) / len(self._cells)


def _hermite(nodes: Floats, width: float, density: Callable[[Floats], Floats]) -> Floats:
    """Lay a monotone cubic through each pair of neighbouring nodes, one a row."""
    rise = np.diff(nodes)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        slope = width / density(nodes)
    # Fritsch and Carlson (1980): a slope of at most three times the neighbouring rises keeps the
    # cubic monotone. fmin and fmax pass over the NaN at the outer edges.
    rises = np.concatenate((rise[:1], rise, rise[-1:]))
    slope = np.fmax(0.0, np.fmin(slope, 3.0 * np.fmin(rises[:-1], rises[1:])))
    left, right = slope[:-1], slope[1:]
    return np.column_stack(
        (nodes[:-1], left, 3.0 * rise - 2.0 * left - right, left + right - 2.0 * rise)
    )


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
