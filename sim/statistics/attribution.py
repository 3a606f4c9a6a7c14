"""How much of a metric each group of causes accounts for: remove one, add one, Shapley.

The three answer different questions and need not agree: what if this cause alone were cured; what
if it were the only one; what is its fair share. Where causes interact, remove-one effects do not
sum to the total; Shapley values (1953) always do.
"""

import math
from collections.abc import Callable
from math import factorial

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.statistics.coalitions import Worth
from sim.statistics.kinds import Kind, interval, p_value
from sim.statistics.means import differing
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


def attribution_table(worth: Worth, kind: Kind, level: float = LEVEL) -> pd.DataFrame:
    """Tell what each group accounts for, in means over replications.

    Parameters
    ----------
    kind
        That of the figure (`sim.statistics.kinds.kind_of`).

    Returns
    -------
    pandas.DataFrame
        A row a group, then ``total`` (all less none) and ``sum`` (of the column): group;
        remove_one, add_one and, if every coalition was run, shapley, each with an interval over
        replications (…_low, …_high), for the groups p (…_p), by itself, and in how many
        replications it is not nothing (…_differ); n.

    Notes
    -----
    Effects of one group and the total are differences of two figures: intervals and p are those of
    their kind. Shapley values and sums are made of several such differences (`Kind.combined`); the
    sum of k effects has a step of k, for one world may move them all.
    """
    measures: dict[str, Callable[[Worth], Effects]] = {
        "remove_one": remove_one, "add_one": add_one,
    }  # fmt: skip
    if not np.isnan(worth.values[:, 0]).any():
        measures["shapley"] = shapley
    total = worth.of(worth.full) - worth.of(0)
    # A part of a yes or no, as Shapley values are, gains or loses a whole one at the most.
    most = math.inf if kind is Kind.NUMBER else 1.0
    columns: dict[str, list[float]] = {}
    for name, measure in measures.items():
        effects = measure(worth)
        stacked = np.vstack([effects, total, effects.sum(axis=0)])
        of_each = kind.combined if name == "shapley" else kind
        ends = [_within(interval(row, of_each, level), most) for row in effects]
        ends.append(interval(total, kind, level))
        # Shapley values sum to the total: it is the same figure, with one interval.
        ends.append(ends[-1] if name == "shapley"
                    else interval(stacked[-1], kind.combined, level, len(effects)))  # fmt: skip
        p = [*(p_value(row, of_each) for row in effects), math.nan, math.nan]
        columns |= {name: stacked.mean(axis=1).tolist(), f"{name}_low": [low for low, _ in ends],
                    f"{name}_high": [high for _, high in ends], f"{name}_p": p,
                    f"{name}_differ": [differing(row) for row in stacked]}  # fmt: skip
    return pd.DataFrame({"group": [*worth.groups, "total", "sum"], **columns, "n": len(total)})


def interactions_table(worth: Worth, kind: Kind, level: float = LEVEL) -> pd.DataFrame:
    """Tell by how much two groups together do more, or less, than the sum of both.

    Parameters
    ----------
    kind
        That of the figure (`sim.statistics.kinds.kind_of`).

    Returns
    -------
    pandas.DataFrame
        first, second; alone, alone_low, alone_high (every other group off); among, … (every other
        group on); intervals over replications (as for Shapley values above); alone_differ,
        among_differ (replications); NaN where not run; n. Largest first, by the size of `alone`.
    """
    rows = []
    for (i, j), pair in interactions(worth).items():
        ends = [interval(values, kind.combined, level) for values in pair]
        alone, among = (float(np.mean(values)) for values in pair)
        differ = [math.nan if np.isnan(values).any() else differing(values) for values in pair]
        rows.append((worth.groups[i], worth.groups[j], alone, *ends[0], among, *ends[1],
                     *differ, len(pair[0])))  # fmt: skip
    table = pd.DataFrame(
        rows,
        columns=["first", "second", "alone", "alone_low", "alone_high", "among", "among_low",
                 "among_high", "alone_differ", "among_differ", "n"],
    )  # fmt: skip
    order = np.argsort(-table["alone"].abs().fillna(0).to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def _within(ends: tuple[float, float], most: float) -> tuple[float, float]:
    low, high = ends
    return max(low, -most), min(high, most)


def _size(worth: Worth) -> int:
    return len(worth.groups)
