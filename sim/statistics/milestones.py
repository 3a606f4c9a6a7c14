"""Milestones beside closures and phases: whether they are reached by their date, and when."""

from math import isinf, isnan, nan

import numpy as np
import pandas as pd

from sim.calendar import date_until
from sim.statistics.completion import quantile
from sim.statistics.proportions import proportion

COLUMNS = ["milestone", "place", "due", "due_date", "met", "met_low", "met_high", "reached",
           "reached_low", "reached_high", "p50", "p50_low", "p50_high", "p50_date", "n",
           "censored"]  # fmt: skip


def milestones_table(milestones: pd.DataFrame) -> pd.DataFrame:
    """Summarise the milestones, a row a milestone and place, in the order of the rows of the table.

    Parameters
    ----------
    milestones
        One row a replication, milestone and place, as in ``milestones.parquet``.

    Returns
    -------
    pandas.DataFrame
        milestone; place; due (days) and due_date (ISO), missing and empty where the plan names no
        day; met, the share of replications in which it is reached by then, missing likewise, and
        reached, the share by the horizon, each with its interval; the median day (p50, p50_low,
        p50_high, infinite where beyond the horizon) and its date (p50_date, ISO, empty where
        beyond); n; censored, the number not by the horizon. What happens at 24:00 has the date of
        the day that ends.
    """
    rows = []
    for (milestone, place), own in milestones.groupby(["milestone", "place"], sort=False):
        days, due = own["day"].to_numpy(dtype=np.float64), float(own["due"].iloc[0])
        n, missing = len(days), int(np.isnan(days).sum())
        met = (nan, nan, nan) if isnan(due) else _share(int((days <= due).sum()), n)
        half = quantile(days, 0.5)
        rows.append(
            (milestone, place, due, _date(due), *met, *_share(n - missing, n),
             half.day, half.low, half.high, _date(half.day), n, missing)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _share(hits: int, n: int) -> tuple[float, float, float]:
    found = proportion(hits, n)
    return found.share, found.low, found.high


def _date(day: float) -> str:
    """Write the date of the day up to whose 24:00 a time lies; empty where there is none."""
    return "" if isnan(day) or isinf(day) else date_until(day).isoformat()
