"""In how many replications each mechanism of the model occurs at all, reported as it is."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.record.outcome import ACCELERATED, ONE_SIDED, OPEN
from sim.statistics.proportions import proportion

BY_COUNT: Final[Mapping[str, tuple[str, ...]]] = {
    "a convoy turns back": ("turned_back",),
    "a column is attacked": ("attacks_convoy",),
    "a camp is attacked": ("attacks_camp",),
    "aircraft are fired at": ("attacks_aircraft",),
    "an evacuation flight is refused": ("evacuations_refused",),
    "columns stand down for want of evacuation flights": ("columns_stood_down",),
    "a shortage stops movement": ("columns_short_of_fuel", "departures_short_of_supply"),
    "a camp is ordered out for want of supplies": ("orders_for_supply",),
    "drivers walk out": ("trucks_walked_out",),
    "people go by road for want of flights": ("people_by_road",),
    "a top-up is refused": ("top_ups_refused",),
    "activities are deferred for want of money": ("activities_deferred",),
}
"""Mechanisms that are counted while they happen: the columns of the outcomes that tell."""

COLUMNS = ["mechanism", "share", "share_low", "share_high", "mean", "n"]


def mechanisms_table(
    outcomes: pd.DataFrame, closures: pd.DataFrame, windows: Mapping[str, tuple[float, float]]
) -> pd.DataFrame:
    """Say in which share of replications each mechanism occurs, a row a mechanism.

    Parameters
    ----------
    outcomes, closures
        As in ``outcomes.parquet`` and ``closures.parquet``.
    windows
        First day and deadline of each camp that closes (days).

    Returns
    -------
    pandas.DataFrame
        mechanism; share of replications in which it occurs at least once, with its interval; mean
        number of times (camps, columns, people …) a replication; n. A mechanism that the outcomes
        do not count is left out.
    """
    replications = pd.Index(outcomes["replication"])
    opens = closures["camp"].map({camp: window[0] for camp, window in windows.items()})
    due = closures["camp"].map({camp: window[1] for camp, window in windows.items()})
    hasty = closures["mode"] == ACCELERATED
    chosen = {
        "a camp is left early and in haste": hasty & (closures["closed"] < opens),
        "a camp is left in haste or on notification": hasty,
        "a camp is left one-sidedly": closures["mode"] == ONE_SIDED,
        "a camp is left late": closures["closed"] > due,
        "a camp is not left by the horizon": closures["mode"] == OPEN,
    }
    numbers: dict[str, npt.NDArray[np.float64]] = {}
    for name, which in chosen.items():
        found = closures.loc[which].groupby("replication").size().reindex(replications)
        numbers[name] = np.asarray(found.fillna(0).to_numpy(), dtype=np.float64)
    for name, columns in BY_COUNT.items():
        there = [column for column in columns if column in outcomes]
        if there:
            summed = outcomes[there].to_numpy(dtype=np.float64).sum(axis=1)
            numbers[name] = np.asarray(summed, dtype=np.float64)
    rows = []
    for name, times in numbers.items():
        share = proportion(int((times > 0).sum()), len(times))
        rows.append((name, share.share, share.low, share.high, float(times.mean()), len(times)))
    return pd.DataFrame(rows, columns=COLUMNS)
