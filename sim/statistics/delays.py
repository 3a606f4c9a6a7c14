"""What the days on the critical chains of the closures were spent on."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.statistics.proportions import mean_interval, proportion


def delays_table(
    delays: pd.DataFrame,
    replications: int,
    planned: Iterable[tuple[str, str, float]] = (),
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
        (camp, cause, days) of the same scenario with every risk off.

    Returns
    -------
    pandas.DataFrame
        camp, cause; days, days_low, days_high: mean over all replications; planned, the days with
        every risk off; delay = days − planned, with its interval, which sums over the causes of a
        camp exactly to its mean closure less its closure as planned (both cut at the horizon);
        on_chain, the share of replications in which the cause is on the chain, with its interval;
        n; camp_delay, the delay of the camp by all causes together, with its own interval, for
        causes of one replication go together and theirs cannot be added.
    """
    off: dict[tuple[str, str], float] = {}
    for camp, cause, days in planned:
        off[camp, cause] = off.get((camp, cause), 0.0) + days
    grouped = (
        delays.groupby(["camp", "cause", "replication"], sort=False)["days"].sum().reset_index()
    )
    rows = []
    seen = dict.fromkeys((*zip(delays["camp"], delays["cause"], strict=True), *off))
    camps = dict.fromkeys(camp for camp, _ in seen)
    by_cause: dict[tuple[str, str], npt.NDArray[np.float64]] = {}
    for (place, why), own in grouped.groupby(["camp", "cause"]):
        by_cause[str(place), str(why)] = own["days"].to_numpy(dtype=np.float64)
    of_camp = {}
    for place in camps:
        sums = grouped[grouped["camp"] == place].groupby("replication")["days"].sum()
        before = sum(days for (camp, _), days in off.items() if camp == place)
        values = _all_of(sums.to_numpy(dtype=np.float64), replications)
        of_camp[place] = [days - before for days in mean_interval(values)]
    for camp, cause in sorted(seen, key=lambda key: (list(camps).index(key[0]), key[1])):
        values = _all_of(by_cause.get((camp, cause), np.zeros(0)), replications)
        mean, low, high = mean_interval(values)
        before = off.get((camp, cause), 0.0)
        share = proportion(int(np.count_nonzero(values)), replications)
        rows.append(
            (camp, cause, mean, low, high, before, mean - before, low - before, high - before,
             share.share, share.low, share.high, replications, *of_camp[camp])
        )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["camp", "cause", "days", "days_low", "days_high", "planned", "delay",
                 "delay_low", "delay_high", "on_chain", "on_chain_low", "on_chain_high", "n",
                 "camp_delay", "camp_delay_low", "camp_delay_high"],
    )  # fmt: skip


def _all_of(mentioned: npt.NDArray[np.float64], replications: int) -> npt.NDArray[np.float64]:
    """The days of every replication, with zero for those that do not mention any."""
    values = np.zeros(replications)
    values[: len(mentioned)] = mentioned
    return values
