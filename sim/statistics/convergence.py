"""How an estimate settles as replications are added, in the order of their numbers."""

from bisect import bisect_left
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.statistics.proportions import LEVEL, intervals, needed

FIRST: Final = 10
"""Replications before the first look."""


def looks(n: int, most: int = 160) -> npt.NDArray[np.int64]:
    """Choose at which numbers of replications to look: evenly on a logarithmic scale, `n` last."""
    if n <= FIRST:
        return np.arange(1, n + 1)
    return np.unique(np.geomspace(FIRST, n, most).round().astype(np.int64))


def convergence_table(
    columns: pd.DataFrame,
    wished: float | None = None,
    level: float = LEVEL,
    least: int = 1,
) -> pd.DataFrame:
    """Tell the running estimate of each figure.

    Parameters
    ----------
    columns
        Boolean columns, a row a replication in the order of their numbers
        (`sim.statistics.headline.headline_columns`).
    wished
        Half-width that is wished for, as a share; None: none.
    least
        Replications below which a half-width is not believed, such as the minimum of a rule of
        stopping: 0 of 60 has a half-width of three points, and six are still possible.

    Returns
    -------
    pandas.DataFrame
        figure; n; share, low, high (Wilson; Clopper–Pearson at 0 and n); half_width; reached,
        whether it is at most `wished` and n at least `least`, and needed, one number a figure:
        the look from which on it was reached or, if it never was, the number of replications
        expected to do at the last estimate, rounded up to tens (both only with `wished`).

    Notes
    -----
    The intervals are for each n by itself: at some n the running one leaves out the truth more
    often than 1 − `level`.
    """
    at = looks(len(columns))
    parts = []
    for figure in columns:
        hits = np.cumsum(columns[figure].to_numpy(dtype=np.bool_))[at - 1]
        low, high = intervals(hits, at, level)
        half = (high - low) / 2
        part = pd.DataFrame(
            {"figure": figure, "n": at, "share": hits / at, "low": low, "high": high,
             "half_width": half}
        )  # fmt: skip
        if wished is not None:
            part["reached"] = (half <= wished) & (at >= least)
            part["needed"] = _needed(at, half, hits[-1] / at[-1], wished, level, least)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _needed(
    at: npt.NDArray[np.int64],
    half: npt.NDArray[np.float64],
    share: float,
    wished: float,
    level: float,
    least: int,
) -> int:
    """Give the first look from which on the half-width stays reached, or the number expected."""
    wide = np.flatnonzero((half > wished) | (at < least))
    if len(wide) == 0:
        return int(at[0])
    if wide[-1] < len(at) - 1:
        return int(at[wide[-1] + 1])

    def enough(n: int) -> bool:
        low, high = intervals(round(share * n), n, level)
        return bool((high - low) / 2 <= wished)

    start = max(10 * (int(at[-1]) // 10 + 1), 10 * -(-least // 10))
    tens = range(start, max(start, needed(wished, level) + 10), 10)
    return start + 10 * bisect_left(tens, True, key=enough)
