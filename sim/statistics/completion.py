"""Times of completion, with replications that had not finished by the horizon counted in."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import CensoredData, binom, ecdf

from sim.statistics.means import is_rare, mean_interval
from sim.statistics.proportions import LEVEL

Days = npt.NDArray[np.float64]
"""Instants in days since 1 July 2023; NaN: not by the horizon (censored)."""

QUANTILES: Final = (0.1, 0.5, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of a time with its interval; infinite: beyond the horizon."""

    probability: float
    day: float
    low: float
    high: float


def completion_curve(days: Days, horizon: float, level: float = LEVEL) -> pd.DataFrame:
    """Cumulative probability of completion by date.

    The estimate is Kaplan and Meier's (1958), in which the censored stay at risk up to the
    horizon. As all are censored at one horizon, it is there the plain empirical distribution, and
    the `band` of such a distribution holds.

    Parameters
    ----------
    days
        One a replication; NaN is censored.
    horizon
        At which the unfinished were censored, in days.

    Returns
    -------
    pandas.DataFrame
        day, probability, low, high: the curve is a step function that takes `probability` at
        `day`. Without any completion there is one row, at the horizon.

    Raises
    ------
    ValueError
        If there is no replication, or one was completed after the horizon.
    """
    _check(days, horizon)
    half = band(len(days), level)
    finished = days[~np.isnan(days)]
    if len(finished) == 0:
        at, probability = np.array([horizon]), np.array([0.0])
    else:
        censored = np.full(len(days) - len(finished), horizon)
        curve = ecdf(CensoredData(uncensored=finished, right=censored)).cdf
        at, probability = curve.quantiles, curve.probabilities
        kept = np.isin(at, finished)
        at, probability = at[kept], probability[kept]
    return pd.DataFrame(
        {
            "day": at,
            "probability": probability,
            "low": np.clip(probability - half, 0.0, 1.0),
            "high": np.clip(probability + half, 0.0, 1.0),
        }
    )


def band(n: int, level: float = LEVEL) -> float:
    """Half the height of the band around the empirical distribution of `n` replications.

    With probability `level` the whole true curve lies in it (Dvoretzky, Kiefer and Wolfowitz 1956,
    with the constant of Massart 1990): ± √(ln(2/α) / 2n).
    """
    return math.sqrt(math.log(2 / (1 - level)) / (2 * n))


def rank(n: int, probability: float) -> int:
    """Give the place, from 1, of a quantile among `n` values in order.

    It is the first up to which at least that share of them lies; the probability is above 0.
    """
    return math.ceil(n * probability - 1e-9)


def quantile(days: Days, probability: float, level: float = LEVEL) -> Quantile:
    """Estimate a quantile with an interval between two order statistics.

    No distribution is assumed: the number of replications below the true quantile is binomial
    (David and Nagaraja 2003, 7.1), so that the interval covers with at least `level`. The
    censored stand last; a rank that falls among them (or past the last) gives infinity, one
    before the first minus infinity.

    Raises
    ------
    ValueError
        If there is no replication, or the probability is not inside (0, 1).
    """
    if len(days) == 0 or not 0 < probability < 1:
        raise ValueError(f"no quantile {probability} of {len(days)} replications")
    ordered = np.sort(np.where(np.isnan(days), math.inf, days))
    n, tail = len(ordered), (1 - level) / 2
    low = int(binom.ppf(tail, n, probability))
    high = int(binom.ppf(1 - tail, n, probability)) + 1
    padded = np.concatenate(([-math.inf], ordered, [math.inf]))
    places = (rank(n, probability), low, min(high, n + 1))
    return Quantile(probability, *(float(padded[place]) for place in places))


def restricted_mean(days: Days, horizon: float, level: float = LEVEL) -> tuple[float, float, float]:
    """Mean time restricted to the horizon, with Student's interval (mean, low, high).

    `days`, shape (n,), holds NaN for what was not over by the `horizon` (a day, as they are); the
    censored count with the horizon itself, so that they are not dropped (Royston and Parmar 2013).
    The interval ends at the horizon; where few were over by then, and not all, there is none (NaN):
    the days that are left to the horizon are a rare amount (`sim.statistics.means`).

    Raises
    ------
    ValueError
        If there is no replication, or one ends after the horizon.
    """
    _check(days, horizon)
    cut = np.where(np.isnan(days), horizon, days)
    mean, low, high = mean_interval(cut, level)
    if is_rare(horizon - cut):
        return mean, math.nan, math.nan
    return mean, low, min(high, horizon)


def _check(days: Days, horizon: float) -> None:
    if len(days) == 0:
        raise ValueError("no replication: nothing can be estimated")
    latest = np.nanmax(days, initial=-math.inf)
    if latest > horizon:
        raise ValueError(f"a completion at day {latest:g} lies after the horizon, day {horizon:g}")
