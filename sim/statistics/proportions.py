"""Shares of replications, and bounds on what is rare."""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest

LEVEL: Final = 0.95
"""Level of every interval unless a function is told otherwise."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share of replications with its interval.

    `share`, `low` and `high` lie in [0, 1]; `n` is the number of replications; `method` is
    ``"wilson"`` or ``"clopper-pearson"``.
    """

    share: float
    low: float
    high: float
    n: int
    method: str


def proportion(hits: int, n: int, level: float = LEVEL) -> Proportion:
    """Estimate a probability from `hits` of `n` replications.

    The interval, of confidence `level`, is Wilson's (1927); Clopper and Pearson's (1934) where
    every replication agrees, for there Wilson's covers too little.

    Raises
    ------
    ValueError
        If `n` is zero or `hits` is not in 0 … `n`.
    """
    if n < 1 or not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} replications is not a share")
    exact = hits in (0, n)
    interval = binomtest(hits, n).proportion_ci(level, method="exact" if exact else "wilson")
    return Proportion(
        hits / n,
        float(interval.low),
        float(interval.high),
        n,
        "clopper-pearson" if exact else "wilson",
    )


def intervals(
    hits: npt.ArrayLike, n: npt.ArrayLike, level: float = LEVEL
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Intervals of many shares at once (low, high), each as `proportion` gives it.

    `hits` and `n` are whole numbers of shapes that broadcast; nothing is checked.
    """
    hit, total = np.broadcast_arrays(np.asarray(hits, float), np.asarray(n, float))
    z, share = -_normal_quantile((1 - level) / 2), hit / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * np.sqrt(share * (1 - share) / total + (z / (2 * total)) ** 2)
    edge = ((1 - level) / 2) ** (1 / total)
    low = np.where(hit == 0, 0.0, np.where(hit == total, edge, centre - half))
    high = np.where(hit == total, 1.0, np.where(hit == 0, 1 - edge, centre + half))
    return low, high


def upper_bound(hits: int, n: int, level: float = LEVEL) -> float:
    """Bound a small probability from above, also when nothing was seen.

    The one-sided bound of Clopper and Pearson; for 0 of `n` at 95 % it is 1 − 0.05^(1/n), the
    exact form of the rule of three (3/n).

    Raises
    ------
    ValueError
        If `n` is zero or `hits` is not in 0 … `n`.
    """
    if n < 1 or not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} replications is not a share")
    bound = binomtest(hits, n, alternative="less").proportion_ci(level, method="exact")
    return float(bound.high)


def needed(half_width: float, level: float = LEVEL) -> int:
    """Replications that make an interval at p = 0.5 no wider than ± `half_width`.

    The normal approximation, n = (z / 2h)²: 385 for 5 points, 1,068 for 3, 2,401 for 2.
    """
    z = -_normal_quantile((1 - level) / 2)
    return math.ceil((z / (2 * half_width)) ** 2)


def _normal_quantile(probability: float) -> float:
    return NormalDist().inv_cdf(probability)
