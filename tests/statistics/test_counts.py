"""Counts: means, quantiles, and a bound for harm that was never seen."""

import numpy as np
import pandas as pd
import pytest

from sim.statistics.counts import counts_table
from sim.statistics.means import mean_interval
from sim.statistics.proportions import proportion, upper_bound


def test_counts_show_a_bound_for_harm_never_seen() -> None:
    outcomes = pd.DataFrame({"killed": [0.0] * 50, "convoys": [*[200.0] * 25, *[300.0] * 25]})
    convoys, killed = counts_table(outcomes, ["convoys", "killed"]).to_dict("records")
    assert killed["any"] == 0
    assert killed["any_at_most"] == pytest.approx(1 - 0.05 ** (1 / 50))
    assert [convoys[name] for name in ("mean", "p10", "p50", "p90")] == [250, 200, 200, 300]


def test_one_is_some() -> None:
    (killed,) = counts_table(pd.DataFrame({"killed": [0.0, 1.0, 2.0, 0.0]}), ["killed"]).to_dict(
        "records"
    )
    some = proportion(2, 4)
    assert [killed[name] for name in ("any", "any_low", "any_high")] == [0.5, some.low, some.high]
    assert killed["any_at_most"] == upper_bound(2, 4)


def test_a_count_is_told_by_its_mean_its_quantiles_and_the_share_with_any() -> None:
    """1 to 20 quarters: P10, P50 and P90 are the second, the tenth and the eighteenth."""
    quarters = np.arange(1.0, 21.0) / 4
    (row,) = counts_table(pd.DataFrame({"km": quarters}), ["km"]).to_dict("records")
    assert [row[name] for name in ("p10", "p50", "p90")] == [0.5, 2.5, 4.5]
    interval = mean_interval(quarters)
    assert [row[name] for name in ("mean", "mean_low", "mean_high")] == list(interval)
    assert (row["any"], row["n"]) == (1.0, 20), "three quarters of a kilometre are some"
