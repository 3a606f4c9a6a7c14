"""The loss ledger summarised: what became of equipment, who was killed, what was left undone."""

import numpy as np
import pandas as pd

from sim.statistics.means import amount_interval, sums
from sim.statistics.proportions import proportion

ALL_PLACES = "all places"
COLUMNS = ["place", "what", "any", "any_low", "any_high", "mean", "mean_low", "mean_high",
           "p10", "p50", "p90", "value_mean", "value_p90", "n"]  # fmt: skip


def losses_table(losses: pd.DataFrame, n: int) -> pd.DataFrame:
    """Summarise the loss ledger, a row a place and kind of loss, after the rows of all places.

    Parameters
    ----------
    losses
        One row a replication, place and kind of loss, as in ``losses.parquet``.
    n
        Replications, those without a loss included.

    Returns
    -------
    pandas.DataFrame
        place (or "all places"), what; the share of replications with any, with its interval; mean
        with its interval (NaN of what is rare), P10, P50 and P90 of the amount; mean and P90 of its
        value (million US dollars; of a close-out not done, the liability); n.
    """
    place_of, places = pd.factorize(losses["place"], sort=True)
    what_of, kinds = pd.factorize(losses["what"], sort=True)
    of, _ = pd.factorize(losses["replication"])
    numbers = [losses[name].to_numpy(dtype=np.float64) for name in ("amount", "value")]
    by_place = [np.flatnonzero(place_of == code) for code in range(len(places))]
    rows = []
    rows_of = (np.arange(len(losses)), *by_place)
    for place, there in zip((ALL_PLACES, *places), rows_of, strict=True):
        for code, what in enumerate(kinds):
            own = there[what_of[there] == code]
            if not len(own):
                continue
            amounts, values = (sums(of[own], each[own], n) for each in numbers)
            some = proportion(int((amounts > 0).sum()), n)
            quantiles = np.quantile(amounts, [0.1, 0.5, 0.9], method="inverted_cdf")
            high = np.quantile(values, 0.9, method="inverted_cdf")
            rows.append(
                (place, what, some.share, some.low, some.high, *amount_interval(amounts),
                 *quantiles, values.mean(), high, n)
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
