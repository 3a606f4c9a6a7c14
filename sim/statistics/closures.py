"""How and when each camp was left: a summary of the closures."""

from collections.abc import Mapping
from math import isinf

import numpy as np
import pandas as pd

from sim.calendar import to_date
from sim.record.outcome import ACCELERATED, ONE_SIDED, OPEN, PLANNED
from sim.statistics.completion import QUANTILES, quantile, restricted_mean
from sim.statistics.means import mean_interval
from sim.statistics.proportions import proportion

MODES = (PLANNED, ONE_SIDED, ACCELERATED, OPEN)


def closures_table(
    closures: pd.DataFrame, horizon: float, deadlines: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Summarise the closures, a row a camp, in the order of the rows of the table.

    Parameters
    ----------
    closures
        One row a replication and camp, as in ``closures.parquet``.
    horizon
        Day at which what was still open was censored.
    deadlines
        The deadline of each camp (days), for the share that was left in time and yet not orderly.

    Returns
    -------
    pandas.DataFrame
        camp; for each of P10, P50, P80 and P90 the day (p50, p50_low, p50_high, infinite where
        beyond the horizon) and its date (p50_date, ISO, empty where beyond); mean_day, restricted
        to the horizon, with its interval (`restricted_mean`); the share of replications in which
        the camp was left orderly, with its interval; met_not_orderly (and its interval), the share
        that was met, but abandoned: left by the camp's deadline, not orderly; the share left in
        each mode (planned, one_sided, accelerated, open); means of value_lost, containers_lost,
        vehicles_lost; n; censored, the number still open at the horizon.
    """
    rows = []
    for camp, own in closures.groupby("camp", sort=False):
        days = own["closed"].to_numpy(dtype=np.float64)
        row: dict[str, object] = {"camp": camp}
        for probability in QUANTILES:
            found = quantile(days, probability)
            name = f"p{100 * probability:.0f}"
            row |= {name: found.day, f"{name}_low": found.low, f"{name}_high": found.high}
            row[f"{name}_date"] = "" if isinf(found.day) else to_date(found.day).isoformat()
        mean, low, high = restricted_mean(days, horizon)
        row |= {"mean_day": mean, "mean_day_low": low, "mean_day_high": high}
        orderly = proportion(int(own["orderly"].sum()), len(own))
        row |= {"orderly": orderly.share, "orderly_low": orderly.low, "orderly_high": orderly.high}
        if deadlines is not None and camp in deadlines:
            in_time = days <= deadlines[str(camp)]
            bad = proportion(int((in_time & ~own["orderly"].to_numpy(dtype=bool)).sum()), len(own))
            row |= {"met_not_orderly": bad.share}
            row |= {"met_not_orderly_low": bad.low, "met_not_orderly_high": bad.high}
        row |= {mode: float((own["mode"] == mode).mean()) for mode in MODES}
        for name in ("value_lost", "containers_lost", "vehicles_lost"):
            row[name] = mean_interval(own[name].to_numpy(dtype=np.float64))[0]
        rows.append(row | {"n": len(own), "censored": int(np.isnan(days).sum())})
    return pd.DataFrame(rows)
