"""Curves of risk: how likely is so much harm, what is left week by week, how late for how much."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.calendar import date_until
from sim.statistics.completion import band, quantile, rank
from sim.statistics.proportions import LEVEL, intervals, upper_bound

FAN: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
CONFIDENCES: Final = (0.5, 0.7, 0.8)


def exceedance_table(
    outcomes: pd.DataFrame, names: Iterable[str], level: float = LEVEL
) -> pd.DataFrame:
    """Give the probability of at least so much harm, at every value that was seen.

    Parameters
    ----------
    outcomes
        One row a replication; `names` are columns of harm (killed, vehicles_lost …), not missing.

    Returns
    -------
    pandas.DataFrame
        harm; at_least, the value; probability, low, high (Wilson, for this value alone);
        band_low, band_high (Dvoretzky–Kiefer–Wolfowitz: the whole curve lies in it with
        probability `level`); n. The last row of a harm lies above all that was seen (by one, if
        all are whole): probability 0, its `high` the one-sided bound of what was never seen.
    """
    parts = []
    for name in names:
        values = outcomes[name].to_numpy(dtype=np.float64)
        n = len(values)
        seen, counts = np.unique(values, return_counts=True)
        hits = np.cumsum(counts[::-1])[::-1]
        low, high = intervals(hits, n, level)
        half = band(n, level)
        share = np.append(hits / n, 0.0)
        parts.append(
            pd.DataFrame(
                {"harm": name, "at_least": np.append(seen, _above(seen)),
                 "probability": share, "low": np.append(low, 0.0),
                 "high": np.append(high, upper_bound(0, n, level)),
                 "band_low": np.clip(share - half, 0, 1),
                 "band_high": np.clip(share + half, 0, 1), "n": n}
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _above(seen: npt.NDArray[np.float64]) -> float:
    """Give the least value above all that was seen: the next whole one, where all are whole."""
    whole = bool((seen == np.round(seen)).all())
    return float(seen[-1] + 1 if whole else np.nextafter(seen[-1], np.inf))


def fans_table(
    balances: pd.DataFrame, names: Sequence[str], probabilities: Sequence[float] = FAN
) -> pd.DataFrame:
    """Give quantiles over replications of each balance, at every instant that all of them share.

    Parameters
    ----------
    balances
        A row a replication and instant, as in ``balances.parquet``.
    names
        Its columns: people, vehicles, containers, spent.

    Returns
    -------
    pandas.DataFrame
        balance, day, date (ISO); a column a probability (p05 … p95: the value that this share of
        replications does not exceed); mean; n. Bands are pointwise: no single replication need
        run along one of them.

    Raises
    ------
    ValueError
        If no instant is shared by all replications.
    """
    n = balances["replication"].nunique()
    parts = []
    for name in names:
        wide = balances.pivot_table(index="day", columns="replication", values=name).dropna()
        if wide.empty:
            raise ValueError(f"no instant at which every replication tells its {name}")
        values = wide.to_numpy(dtype=np.float64)
        found = np.quantile(values, probabilities, axis=1, method="inverted_cdf")
        days = wide.index.to_numpy(dtype=np.float64)
        columns: dict[str, object] = {
            "balance": name, "day": days, "date": [date_until(day).isoformat() for day in days]
        }  # fmt: skip
        columns |= {f"p{100 * p:02.0f}": row for p, row in zip(probabilities, found, strict=True)}
        parts.append(pd.DataFrame(columns | {"mean": values.mean(axis=1), "n": n}))
    return pd.concat(parts, ignore_index=True)


def frontier_table(
    finish: npt.NDArray[np.float64],
    cost: npt.NDArray[np.float64],
    confidences: Sequence[float] = CONFIDENCES,
    points: int = 60,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Give the budget that, with a date, is kept with a given confidence: both at once.

    For a date d the curve takes the smallest cost c with P(finish ≤ d and cost ≤ c) at least the
    confidence; every point on one curve is kept with the same joint probability. It is the
    quantile of a cost that is infinite where the finish is later than d, so that its interval is
    that of order statistics.

    Parameters
    ----------
    finish
        Day by replication; NaN: not by the horizon.
    cost
        Cost by replication, same order.
    points
        Dates on a curve, at most, at quantiles of the finish.

    Returns
    -------
    pandas.DataFrame
        confidence, day, date, cost, low, high (infinite: no budget is enough, or none can be
        excluded); joint, the share of replications that keep both; n. Rows begin where the
        confidence can be reached at all; a confidence that cannot has none.

    Raises
    ------
    ValueError
        If the two are not equally long, or empty.
    """
    if len(finish) != len(cost) or len(finish) == 0:
        raise ValueError(f"{len(finish)} finishes and {len(cost)} costs are not pairs")
    done = np.sort(finish[~np.isnan(finish)])
    rows = []
    for confidence in confidences:
        first = rank(len(finish), confidence) - 1
        if first >= len(done):
            continue
        chosen = np.unique(np.linspace(first, len(done) - 1, points).round().astype(np.int64))
        for day in np.unique(done[chosen]):
            within = np.where(finish <= day, cost, np.nan)
            found = quantile(within, confidence, level)
            joint = float(np.mean((finish <= day) & (cost <= found.day)))
            rows.append(
                (confidence, float(day), date_until(float(day)).isoformat(), found.day, found.low,
                 found.high, joint, len(finish))
            )  # fmt: skip
    return pd.DataFrame(
        rows, columns=["confidence", "day", "date", "cost", "low", "high", "joint", "n"]
    )
