"""The counts of the outcomes summarised: casualties, convoys, refusals, money."""

import numpy as np
import pandas as pd

from sim.statistics.means import amount_interval
from sim.statistics.proportions import proportion, upper_bound


def counts_table(outcomes: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Summarise counts of the outcomes (killed, convoys, requests refused …), a row each.

    Returns
    -------
    pandas.DataFrame
        count; mean, mean_low, mean_high (NaN of what is rare:
        `sim.statistics.means.amount_interval`); p10, p50, p90 over replications; any: the share of
        replications with at least one, with its interval; any_at_most: its one-sided upper
        bound, for harm that was rarely or never seen; n.
    """
    rows = []
    for name in names:
        values = outcomes[name].to_numpy(dtype=np.float64)
        mean, low, high = amount_interval(values)
        p10, p50, p90 = np.quantile(values, [0.1, 0.5, 0.9], method="inverted_cdf")
        some = int((values > 0).sum())
        share = proportion(some, len(values))
        rows.append(
            (name, mean, low, high, p10, p50, p90, share.share, share.low, share.high,
             upper_bound(some, len(values)), len(values))
        )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["count", "mean", "mean_low", "mean_high", "p10", "p50", "p90",
                 "any", "any_low", "any_high", "any_at_most", "n"],
    )  # fmt: skip
