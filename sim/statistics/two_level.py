"""Two kinds of uncertainty side by side: what more replications cure, and what they do not.

Outside, sets of parameters are drawn; inside, replications are run with each. The probability of a
figure differs from set to set because the parameters do (what is wanted) and because each is
counted from a few replications (noise, which is taken out). Replication k meets the same world in
every set (common random numbers).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.statistics.kinds import Kind, interval
from sim.statistics.means import student
from sim.statistics.paired import RESAMPLES
from sim.statistics.proportions import LEVEL, proportion
from sim.statistics.wording import percent

Matrix = npt.NDArray[np.float64]
"""Yes and no (1 and 0), a row an outer draw, a column a replication."""

Vector = npt.NDArray[np.float64]

SPREAD: Final = (0.05, 0.25, 0.5, 0.75, 0.95)

FEW_POINTS: Final = 100
"""Below so many outer draws the ends of a spread are rough."""

_ROUNDING: Final = 1e-6
"""A spread so small is none: the root of what is left of two equal variances."""


def two_level_table(
    runs: pd.DataFrame,
    base: pd.DataFrame | None = None,
    *,
    level: float = LEVEL,
    seed: int = 0,
) -> pd.DataFrame:
    """Give each probability's Monte Carlo interval beside its spread over the outer draws.

    Parameters
    ----------
    runs
        outer, replication, and a boolean column a figure: a row an outer draw and replication;
        every outer draw has equally many, of the same worlds.
    base
        replication, and the same columns: what the parameters as they are give in the same worlds.
        Only a comparison of pairs says what the parameters move: some worlds more or fewer are
        hard in any other sample.

    Returns
    -------
    pandas.DataFrame
        figure; mean, the probability over both levels; mc_low, mc_high, its Monte Carlo interval
        for these outer draws, which shrinks with replications; p05 … p95, the spread of the
        probability over outer draws, noise taken out, which does not; sd of that spread; p05_low,
        p05_high, p95_low, p95_high and sd_low, sd_high, intervals for other outer draws and other
        worlds (bootstrap over both); raw_sd and noise_sd, before noise was taken out and the noise
        itself; outer, inner (numbers). With `base`: base, its probability, with
        base_low, base_high (of a proportion); difference, mean less base, with difference_low,
        difference_high, the Monte Carlo interval of the pairs (`sim.statistics.paired.steadied`).

    Raises
    ------
    ValueError
        If there are fewer than two outer draws or replications, or they are not equally many; if
        `base` is not of the same replications.
    """
    if base is not None and set(base["replication"]) != set(runs["replication"]):
        raise ValueError("only the same worlds can be compared, replication by replication")
    rows: list[dict[str, Any]] = []
    for figure in [name for name in runs if name not in ("outer", "replication")]:
        met = _matrix(runs, str(figure))
        mean = float(met.mean())
        low, high = monte_carlo_interval(met, level)
        raw, noise = variance_components(met)
        inside = max(raw - noise, 0.0)
        spread = spread_of(met)
        ends = _resampled(met, seed).intervals(level)
        row: dict[str, Any] = {"figure": figure, "mean": mean, "mc_low": low, "mc_high": high}
        quantiles = np.quantile(spread, SPREAD)
        row |= {f"p{100 * p:02.0f}": float(q) for p, q in zip(SPREAD, quantiles, strict=True)}
        row |= {"sd": inside**0.5, **ends, "raw_sd": raw**0.5, "noise_sd": noise**0.5,
                "outer": met.shape[0], "inner": met.shape[1]}  # fmt: skip
        if base is not None:
            row |= _against(met, base.sort_values("replication")[figure].to_numpy(bool), level)
        rows.append(row)
    return pd.DataFrame(rows)


def _against(met: Matrix, base: npt.NDArray[np.bool_], level: float) -> dict[str, float]:
    """Set the mean over the outer draws against the unvaried parameters, world by world."""
    own = proportion(int(base.sum()), len(base), level)
    gap = met.mean(axis=0) - base
    low, high = interval(gap, Kind.PARTS, level)
    return {"base": own.share, "base_low": own.low, "base_high": own.high,
            "difference": float(gap.mean()), "difference_low": max(low, -1.0),
            "difference_high": min(high, 1.0)}  # fmt: skip


def is_told(row: Mapping[Any, Any]) -> bool:
    """Whether a spread, a row of `two_level_table`, is told from none at all.

    It is where the lower end of its interval is above none: what is left once the noise is taken
    out is above none in half of all designs in which nothing varies.
    """
    return bool(row["sd_low"] > _ROUNDING)


def spread_words(row: Mapping[Any, Any]) -> str:
    """Write the 5 to 95 % of a spread, a row of `two_level_table`; what was never seen as a bound.

    Each end with its interval. Where nothing varies the ends say nothing: 0.0 to 0.0 % would be
    certain, of a few worlds.
    """
    if is_told(row):
        return f"{_end_of(row, 'p05')} to {_end_of(row, 'p95')} %"
    if row["noise_sd"] > 0.0 or row["sd"] > _ROUNDING:
        return "not told from the error of counting"
    if row["mean"] == 0.0:
        return f"none seen (below {percent(row['mc_high'], 1)} %)"
    if row["mean"] == 1.0:
        return f"in every replication (above {percent(row['mc_low'], 1)} %)"
    return "the same in every world"


def _end_of(row: Mapping[Any, Any], name: str) -> str:
    value, low, high = (percent(row[f"{name}{end}"], 1) for end in ("", "_low", "_high"))
    return f"{value} ({low}–{high})"


def variance_components(met: Matrix) -> tuple[float, float]:
    """Split the variance of the outer probabilities: as counted, and its part that is noise.

    A hard world is hard for every outer draw and moves all alike; only what is left of a two-way
    analysis of variance is noise (Searle, Casella and McCulloch 1992). The variance of the true
    probabilities is the first less the second, and may be estimated below zero.
    """
    outer, inner = met.shape
    p = met.mean(axis=1)
    raw = float(np.var(p, ddof=1))
    rest = met - p[:, None] - met.mean(axis=0)[None, :] + met.mean()
    return raw, float(np.sum(rest**2) / ((outer - 1) * (inner - 1)) / inner)


def spread_of(met: Matrix) -> npt.NDArray[np.float64]:
    """Draw the outer probabilities together, until they vary as much as the true ones do.

    Each is moved towards their mean by √(variance without noise / with noise), which keeps its
    rank; within [0, 1].
    """
    raw, noise = variance_components(met)
    p = met.mean(axis=1)
    shrink = (max(raw - noise, 0.0) / raw) ** 0.5 if raw > 0 else 0.0
    return np.asarray(np.clip(p.mean() + shrink * (p - p.mean()), 0.0, 1.0), dtype=np.float64)


def monte_carlo_interval(met: Matrix, level: float = LEVEL) -> tuple[float, float]:
    """Give the interval of the mean over both levels, for these outer draws (low, high).

    It is Student's, over the means of the worlds and two worlds more, one that all outer draws make
    and one that none does: without them an interval of few worlds in which something rare happened
    is far too short (of 100 worlds and a probability of one in a hundred it covers 74 to 93 times
    in a hundred, as alike as the outer draws are; with them 99).
    """
    if met.all() or not met.any():  # nothing varied: a bound on what was not seen
        inner = met.shape[1]
        bound = proportion(round(float(met.mean()) * inner), inner, level)
        return bound.low, bound.high
    low, high = student(np.append(met.mean(axis=0), (0.0, 1.0)), level)
    return max(low, 0.0), min(high, 1.0)


@dataclass(frozen=True, slots=True)
class _Resampled:
    """What a bootstrap gives of a spread, a value a resample: its variance, P5 and P95."""

    variance: Vector
    p05: Vector
    p95: Vector

    def intervals(self, level: float) -> dict[str, float]:
        """Give the ends of each, p05_low, p05_high …; the variance as sd_low, sd_high."""
        found: dict[str, float] = {}
        sd = np.maximum(self.variance, 0.0) ** 0.5
        for name, values in (("p05", self.p05), ("p95", self.p95), ("sd", sd)):
            low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
            found |= {f"{name}_low": float(low), f"{name}_high": float(high)}
        return found


def _resampled(met: Matrix, seed: int) -> _Resampled:
    """Bootstrap a spread, with the noise taken out anew of every resample.

    Worlds that all outer draws share move every probability alike, or those near to one another:
    they are drawn again as the outer draws are, independently of them (the pigeonhole bootstrap:
    Owen 2007, Annals of Applied Statistics 1, 386–411). With the outer draws alone the interval of
    the sd of 128 draws of 100 worlds held it 41 to 91 times in a hundred.
    """
    generator = np.random.default_rng(seed)
    outer, inner = met.shape
    chosen = generator.integers(outer, size=(RESAMPLES, outer))
    rows = _times(chosen, outer)
    worlds = _times(generator.integers(inner, size=(RESAMPLES, inner)), inner)
    p = worlds @ met.T / inner
    mean = np.sum(rows * p, axis=1) / outer
    between = np.sum(rows * (p - mean[:, None]) ** 2, axis=1)
    raw = between / (outer - 1)
    by_world = np.sum(worlds * (rows @ met / outer - mean[:, None]) ** 2, axis=1)
    rest = outer * inner * mean * (1 - mean) - inner * between - outer * by_world
    # Worlds are drawn twice, by the design and here: their noise is in the resample twice.
    noise = 2 * np.maximum(rest, 0.0) / ((outer - 1) * (inner - 1)) / inner
    variance = raw - noise
    # The chosen draws as first counted, drawn together until they vary so much, about the mean in
    # these worlds: as counted here, the noise of worlds drawn twice would round off a sharp end.
    own = met.mean(axis=1)[chosen]
    wide = np.var(own, axis=1, ddof=1)
    shrink = (np.maximum(variance, 0.0) / np.where(wide > 0.0, wide, 1.0)) ** 0.5
    shrink[wide == 0.0] = 0.0
    ends = np.quantile(own, (SPREAD[0], SPREAD[-1]), axis=1) - own.mean(axis=1)
    p05, p95 = np.clip(mean + shrink * ends, 0.0, 1.0)
    return _Resampled(variance, p05, p95)


def _times(chosen: npt.NDArray[np.int64], n: int) -> Matrix:
    """Count how often each of `n` was drawn: a row a resample."""
    of = chosen + n * np.arange(len(chosen))[:, None]
    counted = np.bincount(of.ravel(), minlength=n * len(chosen))
    return counted.reshape(len(chosen), n).astype(np.float64)


def _matrix(runs: pd.DataFrame, figure: str) -> Matrix:
    sizes = runs.groupby("outer", sort=False).size()
    if len(sizes) < 2 or sizes.min() < 2 or sizes.nunique() > 1:
        raise ValueError("two levels need two outer draws at least, each with as many replications")
    ordered = runs.sort_values(["outer", "replication"], kind="stable")
    return ordered[figure].to_numpy(dtype=np.float64).reshape(len(sizes), -1)
