"""What the days on the critical chains of the closures were spent on."""

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.record.causes import NOT_CLOSED, part_of
from sim.statistics.means import mean_interval, rare_interval, sums
from sim.statistics.proportions import proportion


def delays_table(
    delays: pd.DataFrame,
    replications: int,
    planned: Mapping[str, Mapping[str, float]],
) -> pd.DataFrame:
    """Mean days on the critical chain by camp and cause, and their signed delay.

    Parameters
    ----------
    delays
        One row a replication, camp and cause, as in ``delays.parquet``. A cause that a
        replication does not mention has no day in it.
    replications
        Their number, n.
    planned
        Days of the same scenario with every risk off: camp → cause → days.

    Returns
    -------
    pandas.DataFrame
        camp, cause; days, days_low, days_high: mean over all replications; planned, the days with
        every risk off; delay = days − planned, with its interval, which sums over the causes of a
        camp exactly to its mean closure less its closure as planned (both cut at the horizon);
        of a cause that few replications have on the chain the mean has none (`rare_interval`);
        on_chain, the share of replications in which the cause is on the chain, with its interval;
        n; camp_delay, the delay of the camp by all causes together, with its own interval, for
        causes of one replication go together and theirs cannot be added. Where every replication
        is censored, the camp being open at the horizon, camp_delay and the days of "not closed" are
        bounds from below, and have no interval (NaN).
    """
    days = delays["days"].to_numpy(dtype=np.float64)
    of, _ = pd.factorize(delays["replication"])
    camp_of, camps = pd.factorize(delays["camp"])
    cause_of, causes_met = pd.factorize(delays["cause"])
    numbers = {str(camp): code for code, camp in enumerate(camps)}
    rows = []
    for camp in dict.fromkeys((*numbers, *planned)):
        own = np.flatnonzero(camp_of == numbers.get(camp, -1))
        as_planned = planned.get(camp, {})
        closure = sum(as_planned.values())
        met = {str(causes_met[code]): code for code in np.unique(cause_of[own])}
        still_open = own[cause_of[own] == met.get(NOT_CLOSED, -1)]
        mean, low, high = mean_interval(sums(of[own], days[own], replications))
        if np.all(sums(of[still_open], days[still_open], replications) > 0):
            low = high = math.nan
        of_camp = [value - closure for value in (mean, low, high)]
        for cause in sorted({*met, *as_planned}):
            some = own[cause_of[own] == met.get(cause, -1)]
            values = sums(of[some], days[some], replications)
            mean, low, high = _interval(cause, values)
            before = as_planned.get(cause, 0.0)
            share = proportion(int(np.count_nonzero(values)), replications)
            rows.append(
                (camp, cause, mean, low, high, before, mean - before, low - before, high - before,
                 share.share, share.low, share.high, replications, *of_camp)
            )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["camp", "cause", "days", "days_low", "days_high", "planned", "delay",
                 "delay_low", "delay_high", "on_chain", "on_chain_low", "on_chain_high", "n",
                 "camp_delay", "camp_delay_low", "camp_delay_high"],
    )  # fmt: skip


def over_all_camps(delays: pd.DataFrame, replications: int) -> dict[str, tuple[float, float]]:
    """Give the interval of the mean days of each part of a delay, all camps added up.

    Camps of one replication are late together, so that their intervals cannot be added.

    Returns
    -------
    dict
        By part (`sim.record.causes.part_of`): the ends less the mean, days (at most 0, at least
        0): what is subtracted as planned does not vary. NaN where `delays_table` has none.
    """
    of, _ = pd.factorize(delays["replication"])
    days = delays["days"].to_numpy(dtype=np.float64)
    parts = np.array([part_of(str(cause)) for cause in delays["cause"]])
    found = {}
    for part in dict.fromkeys(parts):
        own = parts == part
        mean, low, high = _interval(str(part), sums(of[own], days[own], replications))
        found[str(part)] = (low - mean, high - mean)
    return found


def _interval(cause: str, days: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean and interval of the days of a cause; none where it is rare, or all are censored."""
    mean, low, high = rare_interval(days)
    if cause == NOT_CLOSED and np.all(days > 0):
        return mean, math.nan, math.nan
    return mean, low, high
