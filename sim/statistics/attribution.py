"""How much of a metric each group of causes accounts for: remove one, add one, Shapley.

The three answer different questions and need not agree: what if this cause alone were cured; what
if it were the only one; what is its fair share. Where causes interact, remove-one effects do not
sum to the total; Shapley values (1953) always do.
"""

from collections.abc import Callable, Sequence
from math import factorial

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.statistics.coalitions import Worth
from sim.statistics.paired import RESAMPLES
from sim.statistics.proportions import LEVEL

Effects = npt.NDArray[np.float64]
"""Shape (groups, replications)."""


def remove_one(worth: Worth) -> Effects:
    """Effect of each group with all others on: all less all but it."""
    full = worth.full
    return np.array([worth.of(full) - worth.of(full & ~(1 << i)) for i in range(_size(worth))])


def add_one(worth: Worth) -> Effects:
    """Effect of each group with all others off: it alone less none."""
    return np.array([worth.of(1 << i) - worth.of(0) for i in range(_size(worth))])


def shapley(worth: Worth) -> Effects:
    """Give the Shapley value of each group in each replication, exactly, from all coalitions.

    The effect of adding a group, averaged over every order in which the groups can be added.
    In every replication they sum to all less none.

    Raises
    ------
    ValueError
        If a coalition was not run.
    """
    k, full = _size(worth), worth.full
    runs = np.array([worth.of(number) for number in range(full + 1)])
    found = np.zeros((k, runs.shape[1]))
    for i in range(k):
        without = np.array([number for number in range(full + 1) if not number >> i & 1])
        sizes = [int(number).bit_count() for number in without]
        weights = np.array([factorial(s) * factorial(k - s - 1) / factorial(k) for s in sizes])
        found[i] = weights @ (runs[without | 1 << i] - runs[without])
    return found


def interactions(worth: Worth) -> dict[tuple[int, int], tuple[Effects, Effects]]:
    """Give the pairwise interactions: joint effect less the sum of the two.

    Returns
    -------
    dict
        (i, j) → two arrays over replications: with every other group off, and with every other
        group on (NaN where a coalition that it needs was not run).
    """
    found = {}
    for i in range(_size(worth)):
        for j in range(i + 1, _size(worth)):
            one, other = 1 << i, 1 << j
            rest = worth.full & ~one & ~other
            v = worth.values
            alone = v[one | other] - v[one] - v[other] + v[0]
            among = v[rest | one | other] - v[rest | one] - v[rest | other] + v[rest]
            found[i, j] = (alone, among)
    return found


def attribution_table(worth: Worth, level: float = LEVEL, seed: int = 0) -> pd.DataFrame:
    """Tell what each group accounts for, in means over replications.

    Returns
    -------
    pandas.DataFrame
        A row a group, then ``total`` (all less none) and ``sum`` (of the column): group;
        remove_one, add_one and, if every coalition was run, shapley, each with a bootstrap
        interval (…_low, …_high: percentile, over replications, all columns from the same
        resamples); n.
    """
    measures: dict[str, Callable[[Worth], Effects]] = {
        "remove_one": remove_one, "add_one": add_one,
    }  # fmt: skip
    if not np.isnan(worth.values[:, 0]).any():
        measures["shapley"] = shapley
    total = worth.of(worth.full) - worth.of(0)
    n = len(total)
    columns: dict[str, list[float]] = {}
    for name, measure in measures.items():
        effects = measure(worth)
        stacked = np.vstack([effects, total, effects.sum(axis=0)])
        low, high = bootstrap_rows(stacked, level, seed)
        columns |= {name: stacked.mean(axis=1).tolist(), f"{name}_low": low, f"{name}_high": high}
    return pd.DataFrame({"group": [*worth.groups, "total", "sum"], **columns, "n": n})


def interactions_table(worth: Worth, level: float = LEVEL, seed: int = 0) -> pd.DataFrame:
    """Tell by how much two groups together do more, or less, than the sum of both.

    Returns
    -------
    pandas.DataFrame
        first, second; alone, alone_low, alone_high (every other group off); among, … (every other
        group on); bootstrap intervals over replications; NaN where not run; n. Largest first, by
        the size of `alone`.
    """
    found = interactions(worth)
    rows = []
    for (i, j), pair in found.items():
        low, high = bootstrap_rows(np.array(pair), level, seed)
        alone, among = (float(np.mean(values)) for values in pair)
        rows.append(
            (worth.groups[i], worth.groups[j], alone, low[0], high[0], among, low[1], high[1],
             len(pair[0]))
        )  # fmt: skip
    table = pd.DataFrame(
        rows,
        columns=["first", "second", "alone", "alone_low", "alone_high", "among", "among_low",
                 "among_high", "n"],
    )  # fmt: skip
    order = np.argsort(-table["alone"].abs().fillna(0).to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def bootstrap_rows(
    values: npt.NDArray[np.float64], level: float = LEVEL, seed: int = 0
) -> tuple[list[float], list[float]]:
    """Give percentile bootstrap intervals of the mean of each row, all from the same resamples.

    How often each replication is drawn is counted first, so that means are one matrix product.
    """
    n = values.shape[1]
    if n < 2:
        return [-np.inf] * len(values), [np.inf] * len(values)
    drawn = np.random.default_rng(seed).integers(n, size=(RESAMPLES, n))
    drawn += n * np.arange(RESAMPLES)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=RESAMPLES * n).reshape(RESAMPLES, n)
    means = (counts.astype(np.float64) @ values.T) / n
    ends: Sequence[npt.NDArray[np.float64]] = np.quantile(
        means, [(1 - level) / 2, (1 + level) / 2], axis=0
    )
    return ends[0].tolist(), ends[1].tolist()


def _size(worth: Worth) -> int:
    return len(worth.groups)
