"""What happened beside what the model would have said beforehand."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.calendar import show
from sim.plan.observed import Hindcast
from sim.statistics.proportions import proportion

TAIL: Final = 0.025
"""Share of the replications on either side of the central 95 %."""

COLUMNS = ["what", "observed", "low", "median", "high", "share_before", "share_before_low",
           "share_before_high", "share_by", "share_by_low", "share_by_high", "inside",
           "explanation", "grade", "source", "n", "camp", "opens", "ends", "q025", "q25", "q50",
           "q75", "q975"]  # fmt: skip


def hindcast_table(
    closures: pd.DataFrame, repatriated: pd.Series, observed: Hindcast, horizon: float
) -> pd.DataFrame:
    """Set what happened within the distribution of the model, a row a thing observed.

    Parameters
    ----------
    closures
        As in ``closures.parquet``, of runs to `horizon` (days).
    repatriated
        Uniformed people repatriated by the day of the observation, a value a replication.

    Returns
    -------
    pandas.DataFrame
        what; observed, low, median, high: P2.5, P50 and P97.5 over replications, days as dates
        (``later`` than the horizon where it had not happened by then), people as numbers;
        share_before and share_by, with their intervals: shares of replications with less (earlier)
        than what was observed, and with as much or less; inside: whether the central 95 % contain
        it, as these replications have them; explanation, where they do not; grade, source; n. Then
        the same as numbers, for a figure: camp (empty: people); opens, ends: what was observed
        (days, 00:00 and 24:00; people); q025 … q975: quantiles (days, infinite where later than
        the horizon; people).
    """
    rows: list[tuple[object, ...]] = []
    quantiles = [TAIL, 0.25, 0.5, 0.75, 1 - TAIL]
    for camp, fact in observed.camps.items():
        days = closures.loc[closures["camp"] == camp, "closed"].to_numpy(dtype=np.float64)
        days = np.where(np.isnan(days), np.inf, days)
        opens, ends = fact.span
        found = np.quantile(days, quantiles, method="inverted_cdf")
        low, median, high = found[0], found[2], found[4]
        inside = bool(low <= ends and high >= opens)
        rows.append(
            (f"{camp} left", show(opens), _date(low, horizon), _date(median, horizon),
             _date(high, horizon), *_share(days < opens), *_share(days <= ends),
             inside, "" if inside else fact.explanation, fact.grade, fact.source, len(days),
             camp, opens, ends, *map(float, found))
        )  # fmt: skip
    people = observed.people_repatriated
    if people is not None:
        values = repatriated.to_numpy(dtype=np.float64)
        found = np.quantile(values, quantiles, method="inverted_cdf")
        low, median, high = found[0], found[2], found[4]
        inside = bool(low <= people.people <= high)
        rows.append(
            (f"people repatriated by {people.day.isoformat()}", f"{people.people:,.0f}",
             f"{low:,.0f}", f"{median:,.0f}", f"{high:,.0f}",
             *_share(values < people.people), *_share(values <= people.people),
             inside, "" if inside else people.explanation, people.grade, people.source, len(values),
             "", people.people, people.people, *map(float, found))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _share(hits: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """The share of replications in which something is so, with its interval."""
    found = proportion(int(hits.sum()), len(hits))
    return found.share, found.low, found.high


def _date(day: float, horizon: float) -> str:
    """A day as a date; what had not happened by the horizon is later."""
    return show(day) if day <= horizon else "later"
