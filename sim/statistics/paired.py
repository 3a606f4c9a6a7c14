"""Two scenarios in the same worlds: the difference of a share and of a mean, pair by pair."""

import math
import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import binom, bootstrap, norm

from sim.statistics.means import (
    differing,
    least_p,
    number_interval,
    number_p,
    student,
    student_p,
    too_few_differ,
)
from sim.statistics.proportions import LEVEL

Values = npt.NDArray[np.float64]
YesNo = npt.NDArray[np.bool_]

SURE: Final = 0.05
"""Below it, a p value (adjusted, where there are several) is said to be beyond chance."""
RESAMPLES = 2000
"""Resamples of a bootstrap; its own error is then a fortieth of the interval."""

_ROUNDING = 1e-24
"""A variance so much smaller than another is none: the squared error of a floating-point number."""


@dataclass(frozen=True, slots=True)
class ShareDifference:
    """The 2 × 2 table of one figure in two scenarios, and what follows from it.

    `both`, `gained` (met in the second scenario only), `lost` (in the first only) and `neither`
    are replications; `difference` is second less first, with Tango's interval `low`, `high`;
    `p` is McNemar's mid-p; `variance_ratio` says how many times as many replications independent
    seeds would have needed for the same interval.
    """

    both: int
    gained: int
    lost: int
    neither: int
    difference: float
    low: float
    high: float
    p: float
    variance_ratio: float

    @property
    def n(self) -> int:
        """Replications."""
        return self.both + self.gained + self.lost + self.neither


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """The difference of a mean, second scenario less first.

    `low`, `high` and `p` are Student's for pairs, or those of another kind of figure
    (`sim.statistics.kinds.difference`); `boot_low`, `boot_high` the bootstrap's (BCa), NaN where
    it was left out. `higher`, `lower` and `equal` are the shares of replications in which the
    second scenario gives more, less, and to the last digit the same; `differ` counts pairs that do
    so by more than rounding. Where these are too few a number has no interval (NaN;
    `sim.statistics.means.too_few_differ`).
    """

    difference: float
    low: float
    high: float
    boot_low: float
    boot_high: float
    p: float
    higher: float
    lower: float
    equal: float
    variance_ratio: float
    n: int
    differ: int


def share_difference(first: YesNo, second: YesNo, level: float = LEVEL) -> ShareDifference:
    """Compare one share in two scenarios, replication by replication.

    Raises
    ------
    ValueError
        If the two are not equally long, or empty.
    """
    _check(first, second)
    n = len(first)
    both = int(np.count_nonzero(first & second))
    gained = int(np.count_nonzero(~first & second))
    lost = int(np.count_nonzero(first & ~second))
    low, high = tango(gained, lost, n, level)
    return ShareDifference(
        both, gained, lost, n - both - gained - lost, (gained - lost) / n, low, high,
        mcnemar_mid_p(gained, lost),
        variance_ratio(first.astype(np.float64), second.astype(np.float64)),
    )  # fmt: skip


def mean_difference(
    first: Values, second: Values, level: float = LEVEL, seed: int = 0, resample: bool = True
) -> MeanDifference:
    """Compare one mean in two scenarios, replication by replication.

    Parameters
    ----------
    first, second
        One value a replication, shape (n,), in the same order. None may be missing: days are cut
        at the horizon before (a restricted mean).
    level, seed
        Of the intervals; the seed is the bootstrap's.
    resample
        Without it the bootstrap, which takes most of the time, is left out (NaN).

    Returns
    -------
    MeanDifference
        In the unit of the values, second less first: paired Student's interval, BCa bootstrap;
        neither where too few pairs differ (`sim.statistics.means.too_few_differ`).

    Raises
    ------
    ValueError
        If the two are not equally long, empty, or hold a missing value.
    """
    _check(first, second)
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("a missing value cannot be compared: restrict days to the horizon first")
    gap = second - first
    low, high = number_interval(gap, level)
    boot_low = boot_high = math.nan
    if resample and not too_few_differ(gap):
        boot_low, boot_high = bootstrap_mean(gap, level, seed)
    return MeanDifference(
        float(np.mean(gap)), low, high, boot_low, boot_high, number_p(gap),
        float(np.mean(gap > 0)), float(np.mean(gap < 0)), float(np.mean(gap == 0)),
        variance_ratio(first, second), len(gap), differing(gap),
    )  # fmt: skip


def tango(gained: int, lost: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Give the score interval of a paired difference of proportions, (gained − lost) / n.

    All differences that the score test does not reject (Tango 1998, Statistics in Medicine 17,
    891–908). It needs no correction for small counts and stays within ±1; without a single
    discordant pair it is ± z² / (n + z²).
    """
    z = float(norm.ppf((1 + level) / 2))
    estimate = (gained - lost) / n

    def score(delta: float) -> float:
        # The constrained maximum-likelihood estimate of P(lost), Tango's equation for q.
        linear = -gained - lost + (2 * n - gained + lost) * delta
        product = -lost * delta * (1 - delta)
        q = (math.sqrt(max(linear**2 - 8 * n * product, 0.0)) - linear) / (4 * n)
        spread = n * (2 * q + delta * (1 - delta))
        gap = gained - lost - n * delta
        return gap / math.sqrt(spread) if spread > 0 else math.copysign(math.inf, gap)

    tiny = 1e-12
    low, high = -1.0, 1.0
    if estimate > -1:
        low = brentq(lambda d: min(score(d), 1e9) - z, -1 + tiny, estimate - tiny, xtol=1e-12)
    if estimate < 1:
        high = brentq(lambda d: max(score(d), -1e9) + z, estimate + tiny, 1 - tiny, xtol=1e-12)
    return float(low), float(high)


def steadied(values: Values, level: float = LEVEL, step: float = 1.0) -> tuple[float, float]:
    """Give the interval of the mean of what yes-or-no figures gain or lose, in parts.

    For sums and averages of paired differences of shares, such as Shapley values, to which
    Tango's interval does not apply. Student's interval of the values and two more, plus and minus
    the `step`: as much as one world that was not seen may well gain or lose. Of whole differences
    it is 1, which gives the interval of Bonett and Price (2012, Journal of Educational and
    Behavioral Statistics 37, 479–488); of a sum of k of them k; of a mean over several yes and no
    the largest difference seen. Without the two, an interval of few replications that differ is far
    too short, and has no width where none does; so has a bootstrap's.
    """
    return student(_two_more(values, step), level)


def steadied_p(values: Values, step: float = 1.0) -> float:
    """Give the p value that belongs to the interval of `steadied`: Student's, with the two more.

    Nor is it below what the signs of the values themselves can show (`sim.statistics.means`).
    """
    return max(student_p(_two_more(values, step)), least_p(values))


def _two_more(values: Values, step: float) -> Values:
    return np.append(values, (step, -step))


def mcnemar_mid_p(gained: int, lost: int) -> float:
    """Two-sided mid-p value of McNemar's test: given the discordant pairs, is either half?

    The exact conditional p less half of the probability of what was seen (Fagerland, Lydersen and
    Laake 2013, BMC Medical Research Methodology 13:91). Without discordant pairs it is 1.
    """
    discordant, fewer = gained + lost, min(gained, lost)
    if discordant == 0:
        return 1.0
    if gained == lost:
        return float(1 - binom.pmf(fewer, discordant, 0.5) / 2)
    return float(2 * binom.cdf(fewer, discordant, 0.5) - binom.pmf(fewer, discordant, 0.5))


def holm(p: npt.ArrayLike) -> Values:
    """Adjust p values for several comparisons (Holm 1979); NaN stays and counts for nothing."""
    values = np.asarray(p, dtype=np.float64)
    adjusted = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * factors), 1.0)
    return adjusted


def variance_ratio(first: Values, second: Values) -> float:
    """Variance of the difference with independent seeds over that with common random numbers.

    Above 1 the common worlds pay; below 1 they do harm, which is a defect to look into. Infinite
    where the difference is the same in every replication, NaN where nothing varies at all.
    """
    apart = float(np.var(first) + np.var(second))
    together = float(np.var(second - first))
    if together > _ROUNDING * apart:
        return apart / together
    return math.inf if apart > 0 else math.nan


def bootstrap_mean(values: Values, level: float = LEVEL, seed: int = 0) -> tuple[float, float]:
    """Give the bootstrap interval of a mean, bias-corrected and accelerated (Efron 1987).

    Equal values have an interval of no width, one value alone an infinite one. Where so few values
    differ that the correction is not defined, it is the percentile interval. The same seed gives
    the same interval.
    """
    if len(values) < 2:
        return -math.inf, math.inf
    if np.var(values) <= _ROUNDING * np.mean(values**2):
        return float(np.min(values)), float(np.max(values))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the degenerate case, which is handled
        found = bootstrap(
            (values,), np.mean, confidence_level=level, n_resamples=RESAMPLES, method="BCa",
            rng=np.random.default_rng(seed), batch=250,
        )  # fmt: skip
    low, high = found.confidence_interval
    if math.isnan(low) or math.isnan(high):
        low, high = np.quantile(found.bootstrap_distribution, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _check(first: npt.NDArray[np.generic], second: npt.NDArray[np.generic]) -> None:
    if len(first) != len(second) or len(first) == 0:
        raise ValueError(f"{len(first)} and {len(second)} replications are not pairs")
