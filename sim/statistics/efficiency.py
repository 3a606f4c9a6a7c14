"""Getting more from each replication: estimators of a probability, and what they save.

Every estimator gives its own interval: Wilson's holds for plain replications only. A method pays
if the variance of its estimate times the time that it took is smaller.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import f, norm, t

from sim.statistics.proportions import LEVEL, proportion

PLAIN: Final = "plain"
"""The method that others are set against."""

_ROUNDING = 1e-24
"""A variance that is nothing but rounding."""

_KNOWN = 1e-8
"""The square of an error of a variance, over the variance, that is as good as none."""

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A probability with its interval, the variance of the estimate, and the replications used.

    `freedom` says how well the variance itself is known: as that of so many degrees of freedom
    (NaN: not at all, for nothing varied).
    """

    method: str
    share: float
    low: float
    high: float
    variance: float
    n: int
    freedom: float = math.nan


def plain(met: npt.NDArray[np.bool_], level: float = LEVEL) -> Estimate:
    """Estimate from independent replications (Wilson; Clopper–Pearson at 0 and n)."""
    found = proportion(int(np.count_nonzero(met)), len(met), level)
    variance = found.share * (1 - found.share) / max(len(met) - 1, 1)
    freedom = _freedom(len(met) - 1, len(met), _excess(met.astype(np.float64)))
    return Estimate(PLAIN, found.share, found.low, found.high, variance, len(met), freedom)


def randomised(
    shares: Values, n: int, method: str = "randomised", level: float = LEVEL
) -> Estimate:
    """Estimate from independent randomisations of one design (scrambled, stratified, Latin).

    Parameters
    ----------
    shares
        The share in each randomisation, which has an error of its own only through the others.
    n
        Replications in all of them.

    Raises
    ------
    ValueError
        If there are fewer than two.
    """
    if len(shares) < 2:
        raise ValueError(f"{len(shares)} randomisations have no interval; allowed: 2 or more")
    share, designs = float(np.mean(shares)), len(shares)
    variance = float(np.var(shares, ddof=1)) / designs
    # Of few shares the fourth moment is not to be had: that of plain ones as large.
    spread = share * (1.0 - share)
    excess = (1.0 - 6.0 * spread) / (spread * n / designs) if spread > 0 else math.nan
    known = _freedom(designs - 1, designs, excess)
    return _student(method, share, variance, designs - 1, n, level, known)


def antithetic(
    first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_], level: float = LEVEL
) -> Estimate:
    """Estimate from pairs of mirrored worlds: a pair is one observation.

    Raises
    ------
    ValueError
        If there are fewer than two pairs.
    """
    if len(first) < 2:
        raise ValueError(f"{len(first)} pairs have no interval; allowed: 2 or more")
    pairs = (first.astype(np.float64) + second.astype(np.float64)) / 2
    variance = float(np.var(pairs, ddof=1)) / len(pairs)
    known = _freedom(len(pairs) - 1, len(pairs), _excess(pairs))
    return _student(
        "antithetic", float(pairs.mean()), variance, len(pairs) - 1, 2 * len(pairs), level, known
    )


def control_variate(
    met: npt.NDArray[np.bool_],
    controls: Values,
    means: npt.ArrayLike,
    level: float = LEVEL,
    means_n: int | None = None,
) -> Estimate:
    """Estimate with controls whose mean is known, by regression.

    Parameters
    ----------
    controls
        Shape (n,) or (n, controls): values of the controls, such as days of consent.
    means
        Their means, known or estimated from other draws.
    means_n
        How many other, independent draws the means were estimated from; None: they are known.

    Raises
    ------
    ValueError
        If there are not more replications than controls and one more.

    Notes
    -----
    Lavenberg and Welch (1981): the variance is that of the residuals, divided by n − 1 − controls,
    and widened by how far the controls' sample means lie from the known ones. Of estimated means
    the variance is added (Schmeiser, Taaffe and Wang, 2001: biased control variates).
    """
    y = met.astype(np.float64)
    x = np.asarray(controls, dtype=np.float64).reshape(len(y), -1)
    x = x - np.asarray(means, dtype=np.float64).reshape(1, -1)
    n, q = x.shape
    if n < q + 2:
        raise ValueError(f"{n} replications are too few for {q} controls")
    design = np.column_stack([np.ones(n), x])
    beta, *_ = np.linalg.lstsq(design, y, rcond=None)
    rest = y - design @ beta
    freedom = n - q - 1
    inverse = np.linalg.pinv(design.T @ design)
    variance = float(rest @ rest / freedom * inverse[0, 0])
    if means_n is not None:
        spread = np.atleast_2d(np.cov(x, rowvar=False))
        variance += float(beta[1:] @ spread @ beta[1:]) / means_n
    known = _freedom(freedom, n, _excess(rest))
    return _student("control variate", float(beta[0]), variance, freedom, n, level, known)


def efficiency_table(
    estimates: Mapping[str, Estimate],
    seconds: Mapping[str, float],
) -> pd.DataFrame:
    """Tell which way of estimating pays: variance × time, against plain replications.

    Parameters
    ----------
    estimates
        By name of the method; ``plain`` is one of them.
    seconds
        Time that each took, of the replications and of whatever else it needs.

    Returns
    -------
    pandas.DataFrame
        method; share, low, high; n; variance (of the estimate), seconds, variance_time; gain,
        that of plain ones over this one, and gain_low, gain_high: it is shown to pay where the
        lower end is above 1; same_width_n, the plain replications that the same variance would
        need.

    Notes
    -----
    The ends are those of a ratio of two variances (F), each with the degrees of freedom that its
    fourth moment leaves it (Box 1953, Biometrika 40, 318-335). The two are taken as independent:
    where they share replications, the interval is rather too wide. Times are taken as known. NaN
    where a variance of 0 tells nothing of how large it might be.
    """
    base = estimates[PLAIN]
    work = base.variance * seconds[PLAIN]
    rows = []
    for name, found in estimates.items():
        product = found.variance * seconds[name]
        ratio = _over(base.variance, found.variance)
        gain = _over(work, product)
        low, high = (gain, gain) if name == PLAIN else _ends(gain, base, found)
        rows.append(
            (name, found.share, found.low, found.high, found.n, found.variance, seconds[name],
             product, gain, low, high, base.n * ratio)
        )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["method", "share", "low", "high", "n", "variance", "seconds", "variance_time",
                 "gain", "gain_low", "gain_high", "same_width_n"],
    )  # fmt: skip


def _ends(gain: float, base: Estimate, found: Estimate) -> tuple[float, float]:
    """Give the interval of a ratio of the variances of two estimates."""
    known = (base.freedom, found.freedom)
    if not math.isfinite(gain) or any(math.isnan(freedom) for freedom in known):
        return math.nan, math.nan
    least, most = (float(f.ppf((1 + side * LEVEL) / 2, *known)) for side in (-1, 1))
    return gain / most, gain / least


def _freedom(usual: float, n: int, excess: float) -> float:
    """Give the degrees of freedom of a variance of n values with an excess of the fourth moment.

    A normal variable's has none and the `usual` ones. Of yes and no near a half the variance is
    known almost without error; of rare ones far worse than their number says.
    """
    if math.isnan(excess):
        return math.nan
    return 2.0 / max(2.0 / usual + excess / n, _KNOWN)


def _excess(values: Values) -> float:
    """Give the excess of the fourth moment over a normal variable's; NaN of what never varied."""
    gaps = values - values.mean()
    variance = float(np.mean(gaps**2))
    return float(np.mean(gaps**4)) / variance**2 - 3.0 if variance > _ROUNDING else math.nan


def _over(x: float, y: float) -> float:
    """Give the ratio; infinity above nothing, not a number of nothing to nothing."""
    if y > 0:
        return x / y
    return math.inf if x > 0 else math.nan


def _student(
    method: str,
    share: float,
    variance: float,
    freedom: float,
    n: int,
    level: float,
    known: float,
) -> Estimate:
    """Give Student's interval within [0, 1].

    One that did not vary, among few estimates by chance, is known no better than the nearest plain
    share; its interval is stretched to hold the estimate.
    """
    if variance <= _ROUNDING:
        share = min(max(share, 0.0), 1.0)
        found = proportion(round(share * n), n, level)
        if math.isclose(share, found.share, abs_tol=1e-9):
            share = found.share  # without rounding: 0 and 1 have no variance
        low, high = min(found.low, share), max(found.high, share)
        return Estimate(method, share, low, high, share * (1.0 - share) / n, n)
    factor = t.ppf((1 + level) / 2, freedom) if freedom < 1e6 else norm.ppf((1 + level) / 2)
    half = float(factor) * math.sqrt(variance)
    low, high = max(share - half, 0.0), min(share + half, 1.0)
    return Estimate(method, share, low, high, variance, n, known)
