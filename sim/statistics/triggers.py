"""How often each rule of command fires, what was decided, and when it first does."""

import numpy as np
import pandas as pd

from sim.calendar import to_date
from sim.statistics.proportions import proportion

COLUMNS = ["trigger", "decision", "share", "share_low", "share_high", "mean", "first_p10",
           "first_p50", "first_p90", "first_p10_date", "first_p50_date", "first_p90_date",
           "n"]  # fmt: skip


def triggers_table(firings: pd.DataFrame, n: int) -> pd.DataFrame:
    """Summarise the firings of command's rules, a row a trigger and decision, most frequent first.

    Parameters
    ----------
    firings
        One row a firing, as in ``triggers.parquet``.
    n
        Replications, those without a firing included.

    Returns
    -------
    pandas.DataFrame
        trigger, decision; the share of replications in which it fired, with its interval; the mean
        number of firings a replication; P10, P50 and P90 of the first day, over the replications
        in which it fired, and their dates (ISO); n.
    """
    rows = []
    for (trigger, decision), own in firings.groupby(["trigger", "decision"], sort=True):
        first = own.groupby("replication")["day"].min().to_numpy(dtype=np.float64)
        share = proportion(len(first), n)
        days = np.quantile(first, [0.1, 0.5, 0.9], method="inverted_cdf")
        dates = [to_date(day).isoformat() for day in days]
        rows.append(
            (trigger, decision, share.share, share.low, share.high, len(own) / n, *days, *dates, n)
        )
    rows.sort(key=lambda row: -row[2])
    return pd.DataFrame(rows, columns=COLUMNS)
