"""Scenarios against a baseline in the same worlds: a row a scenario and figure."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.statistics.paired import holm, mean_difference, share_difference
from sim.statistics.proportions import LEVEL, proportion

BELOW_ONE = "below independent seeds"
"""What is noted where common random numbers made the difference noisier: a defect."""

_ROUNDING = 1e-9
"""What a ratio of exactly 1 may lack: against a figure that never varies it is 1."""


def shares_table(
    baseline: pd.DataFrame, scenarios: Mapping[str, pd.DataFrame], level: float = LEVEL
) -> pd.DataFrame:
    """Compare the shares of yes in each boolean column with the baseline's.

    Parameters
    ----------
    baseline
        Boolean columns, a row a replication, indexed by its number
        (`sim.statistics.headline.headline_columns`).
    scenarios
        The same columns and index, by name of the scenario.

    Returns
    -------
    pandas.DataFrame
        scenario, figure; baseline, share; difference, low, high (Tango); both, gained, lost,
        neither (the 2 × 2 table, replications); worse, better, equal (shares of replications,
        worse: lost); p (McNemar mid-p), p_holm (adjusted over the scenarios of one figure);
        variance_ratio, flag (`BELOW_ONE` or empty); n.

    Raises
    ------
    ValueError
        If a scenario has other columns or other replications.
    """

    def row(first: pd.Series, second: pd.Series) -> dict[str, Any]:
        a, b = first.to_numpy(dtype=np.bool_), second.to_numpy(dtype=np.bool_)
        found = share_difference(a, b, level)
        n = found.n
        return {
            "baseline": float(a.mean()), "share": float(b.mean()),
            "difference": found.difference, "low": found.low, "high": found.high,
            "both": found.both, "gained": found.gained, "lost": found.lost,
            "neither": found.neither, "worse": found.lost / n, "better": found.gained / n,
            "equal": (found.both + found.neither) / n, "p": found.p,
            "variance_ratio": found.variance_ratio, "n": n,
        }  # fmt: skip

    return _table(baseline, scenarios, row)


def means_table(
    baseline: pd.DataFrame,
    scenarios: Mapping[str, pd.DataFrame],
    more_is_better: Collection[str] = (),
    level: float = LEVEL,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the means of each column of numbers with the baseline's.

    Parameters
    ----------
    baseline, scenarios
        As for `shares_table`, with numbers: days cut at the horizon, casualties, losses, dollars.
    more_is_better
        Columns in which more is better; in the others (days, harm, cost) more is worse.

    Returns
    -------
    pandas.DataFrame
        scenario, figure; baseline, mean; difference, low, high (Student, paired); boot_low,
        boot_high (bootstrap), all four NaN where too few differ
        (`sim.statistics.means.too_few_differ`); worse, better, equal (shares of replications;
        equal: to the last digit); differ (replications, by more than rounding); p (paired t),
        p_holm (over the scenarios of one figure); variance_ratio, flag; n.

    Raises
    ------
    ValueError
        If a scenario has other columns or replications, or a value is missing.
    """

    def row(first: pd.Series, second: pd.Series) -> dict[str, Any]:
        a, b = first.to_numpy(dtype=np.float64), second.to_numpy(dtype=np.float64)
        found = mean_difference(a, b, level, seed)
        better, worse = found.lower, found.higher
        if first.name in more_is_better:
            better, worse = worse, better
        return {
            "baseline": float(a.mean()), "mean": float(b.mean()),
            "difference": found.difference, "low": found.low, "high": found.high,
            "boot_low": found.boot_low, "boot_high": found.boot_high, "worse": worse,
            "better": better, "equal": found.equal, "differ": found.differ, "p": found.p,
            "variance_ratio": found.variance_ratio, "n": found.n,
        }  # fmt: skip

    return _table(baseline, scenarios, row)


def camps_table(
    baseline: pd.DataFrame,
    scenarios: Mapping[str, pd.DataFrame],
    horizon: float,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Compare the closures camp by camp, and say in how many replications nothing changed at all.

    Parameters
    ----------
    baseline, scenarios
        Tables as ``closures.parquet``: a row a replication and camp.
    horizon
        Day at which what was still open is cut.

    Returns
    -------
    pandas.DataFrame
        scenario, camp; unchanged, unchanged_low, unchanged_high: share of replications in which
        the closure is the same to the last digit (also: open in both); earlier, later: shares;
        difference, low, high: days, restricted to the horizon (Student, paired; NaN where too few
        replications differ); differ: replications, by more than rounding; variance_ratio, flag; n.

    Raises
    ------
    ValueError
        If a scenario has other camps or replications.
    """
    first = _days(baseline, horizon)
    rows = []
    for name, table in scenarios.items():
        second = _days(table, horizon)
        _same(first, second, name)
        for camp in first:
            a, b = first[camp].to_numpy(), second[camp].to_numpy()
            found = mean_difference(a, b, level, resample=False)
            same = proportion(int(np.count_nonzero(a == b)), len(a), level)
            rows.append(
                {"scenario": name, "camp": camp, "unchanged": same.share,
                 "unchanged_low": same.low, "unchanged_high": same.high, "earlier": found.lower,
                 "later": found.higher, "difference": found.difference, "low": found.low,
                 "high": found.high, "differ": found.differ,
                 "variance_ratio": found.variance_ratio, "flag": _flag(found.variance_ratio),
                 "n": found.n}
            )  # fmt: skip
    return pd.DataFrame(rows)


def _table(
    baseline: pd.DataFrame,
    scenarios: Mapping[str, pd.DataFrame],
    row: Callable[[pd.Series, pd.Series], dict[str, Any]],
) -> pd.DataFrame:
    """Compare every column of every scenario; adjust p over the scenarios of a figure."""
    rows = []
    for name, table in scenarios.items():
        _same(baseline, table, name)
        for figure in baseline:
            found = row(baseline[figure], table[figure])
            rows.append({"scenario": name, "figure": figure, **found})
    made = pd.DataFrame(rows)
    made["p_holm"] = made.groupby("figure", sort=False)["p"].transform(holm)
    made["flag"] = [_flag(ratio) for ratio in made["variance_ratio"]]
    order = [name for name in made if name not in ("p_holm", "variance_ratio", "flag", "n")]
    return made[[*order, "p_holm", "variance_ratio", "flag", "n"]]


def _same(first: pd.DataFrame, second: pd.DataFrame, name: str) -> None:
    if list(first.columns) != list(second.columns):
        other = sorted(set(map(str, first.columns)) ^ set(map(str, second.columns)))
        raise ValueError(f"{name} and the baseline differ in the columns {', '.join(other)}")
    if not first.index.equals(second.index):
        raise ValueError(f"{name} holds other replications than the baseline")


def _days(closures: pd.DataFrame, horizon: float) -> pd.DataFrame:
    """Closing days, a row a replication and a column a camp, cut at the horizon."""
    camps = list(dict.fromkeys(closures["camp"]))
    wide = closures.pivot(index="replication", columns="camp", values="closed")
    return wide[camps].fillna(horizon)


def _flag(ratio: float) -> str:
    return BELOW_ONE if ratio < 1 - _ROUNDING else ""
