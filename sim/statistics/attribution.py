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
from sim.statistics.means import differing, number_interval, number_p
from sim.statistics.paired import mcnemar_mid_p, steadied, steadied_p, tango
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


def attribution_table(worth: Worth, level: float = LEVEL) -> pd.DataFrame:
    """Tell what each group accounts for, in means over replications.

    Returns
    -------
    pandas.DataFrame
        A row a group, then ``total`` (all less none) and ``sum`` (of the column): group;
        remove_one, add_one and, if every coalition was run, shapley, each with an interval over
        replications (…_low, …_high), for the groups p (…_p), by itself, and in how many
        replications it is not nothing (…_differ); n.

    Notes
    -----
    Intervals of a figure that is a number (days) are Student's, as in a comparison; where too few
    replications differ there is none (NaN; `sim.statistics.means.too_few_differ`). Of a yes or no
    they are Tango's where the effect is the difference of two such figures; for Shapley values and
    for sums, which are made of parts and of several, `sim.statistics.paired.steadied`; the sum of k
    effects by a step of k, for one world may move them all. Each p is
    that of its interval's test: Student's for pairs, McNemar's mid-p, Student's with two values
    more, +1 and −1.
    """
    measures: dict[str, Callable[[Worth], Effects]] = {
        "remove_one": remove_one, "add_one": add_one,
    }  # fmt: skip
    if not np.isnan(worth.values[:, 0]).any():
        measures["shapley"] = shapley
    total = worth.of(worth.full) - worth.of(0)
    number = not counts(worth)
    columns: dict[str, list[float]] = {}
    for name, measure in measures.items():
        effects = measure(worth)
        stacked = np.vstack([effects, total, effects.sum(axis=0)])
        each = number_interval if number else of_parts if name == "shapley" else tango_of
        whole = number_interval if number else tango_of
        ends = [each(row, level) for row in effects] + [whole(total, level)]
        # Shapley values sum to the total: it is the same figure, with one interval.
        if name == "shapley":
            ends.append(ends[-1])
        elif number:
            ends.append(number_interval(stacked[-1], level))
        else:
            ends.append(steadied(stacked[-1], level, float(len(effects))))
        p_of = number_p if number else steadied_p if name == "shapley" else mcnemar_p
        p = [*map(p_of, effects), math.nan, math.nan]
        columns |= {name: stacked.mean(axis=1).tolist(), f"{name}_low": [low for low, _ in ends],
                    f"{name}_high": [high for _, high in ends], f"{name}_p": p,
                    f"{name}_differ": [differing(row) for row in stacked]}  # fmt: skip
    return pd.DataFrame({"group": [*worth.groups, "total", "sum"], **columns, "n": len(total)})


def interactions_table(worth: Worth, level: float = LEVEL) -> pd.DataFrame:
    """Tell by how much two groups together do more, or less, than the sum of both.

    Returns
    -------
    pandas.DataFrame
        first, second; alone, alone_low, alone_high (every other group off); among, … (every other
        group on); intervals over replications (as for Shapley values above); alone_differ,
        among_differ (replications); NaN where not run; n. Largest first, by the size of `alone`.
    """
    interval = steadied if counts(worth) else number_interval
    rows = []
    for (i, j), pair in interactions(worth).items():
        ends = [interval(values, level) for values in pair]
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


def counts(worth: Worth) -> bool:
    """Whether the metric is a yes or no, 0 or 1 in every coalition that was run."""
    run = worth.values[~np.isnan(worth.values[:, 0])]
    return bool(np.isin(run, (0.0, 1.0)).all())


def tango_of(effects: npt.NDArray[np.float64], level: float = LEVEL) -> tuple[float, float]:
    """Give Tango's interval of the mean of differences of two yes-or-no figures (−1, 0, 1)."""
    gained, lost = int(np.sum(effects > 0)), int(np.sum(effects < 0))
    return tango(gained, lost, len(effects), level)


def mcnemar_p(effects: npt.NDArray[np.float64]) -> float:
    """Give McNemar's mid-p of differences of two yes-or-no figures (−1, 0, 1)."""
    return mcnemar_mid_p(int(np.sum(effects > 0)), int(np.sum(effects < 0)))


def of_parts(effects: npt.NDArray[np.float64], level: float = LEVEL) -> tuple[float, float]:
    """Give the interval of a mean of parts of such differences, which stays within ±1 as well."""
    low, high = steadied(effects, level)
    return max(low, -1.0), min(high, 1.0)


def _size(worth: Worth) -> int:
    return len(worth.groups)
