"""Tables of scenarios against a baseline: sums by hand, flags, and what is refused."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.statistics.comparison import BELOW_ONE, camps_table, hurt, means_table, shares_table
from sim.statistics.headline import headline_days

N = 300
INDEX = pd.Index(range(N), name="replication")


def column(values: np.ndarray, name: str = "met_1") -> pd.DataFrame:
    return pd.DataFrame({name: values}, index=INDEX)


def by(table: pd.DataFrame, key: str) -> dict[Any, dict[Any, Any]]:
    return {row[key]: row for row in table.to_dict("records")}


def test_shares_are_paired_and_adjusted_over_the_scenarios() -> None:
    world = np.random.default_rng(1).random(N)
    table = shares_table(
        column(world < 0.4),
        {"more": column(world < 0.5), "same": column(world < 0.4), "apart": column(world > 0.6)},
    )
    rows = by(table, "scenario")
    more = rows["more"]
    assert (more["lost"], more["gained"]) == (0, ((world >= 0.4) & (world < 0.5)).sum())
    assert more["difference"] == pytest.approx(more["share"] - more["baseline"])
    assert more["p_holm"] == pytest.approx(3 * more["p"])
    assert (table["worse"] + table["better"] + table["equal"] == 1).all()
    assert rows["same"]["equal"] == 1
    assert rows["same"]["difference"] == 0
    # Worlds turned round: the pairs are negatively correlated, and it is said.
    assert {name: row["flag"] for name, row in rows.items()} == {
        "more": "",
        "same": "",
        "apart": BELOW_ONE,
    }


def test_more_days_are_worse_and_more_loads_shipped_better() -> None:
    days = np.random.default_rng(1).gamma(3, 20, N)
    moved = np.where(np.arange(N) < 60, days + 5, np.where(np.arange(N) < 90, days - 4, days))
    both = {"s": pd.DataFrame({"days": moved, "shipped": moved}, index=INDEX)}
    table = means_table(
        pd.DataFrame({"days": days, "shipped": days}, index=INDEX), both, more_is_better=["shipped"]
    )
    rows = by(table, "figure")
    assert [rows["days"][k] for k in ("worse", "better", "equal")] == [0.2, 0.1, 0.7]
    assert [rows["shipped"][k] for k in ("worse", "better", "equal")] == [0.1, 0.2, 0.7]
    assert rows["days"]["difference"] == pytest.approx((60 * 5 - 30 * 4) / N)
    assert rows["days"]["low"] < 0.6 < rows["days"]["high"]
    found = hurt(days, moved)
    assert sorted(found["replication"]) == list(range(60))
    assert found["harm"].is_monotonic_decreasing


def test_camps_that_nothing_touched_are_said_to_be_unchanged() -> None:
    days = np.random.default_rng(2).gamma(3, 20, N)
    days[:30] = math.nan

    def closures(second: np.ndarray) -> pd.DataFrame:
        parts = [
            pd.DataFrame({"replication": range(N), "camp": camp, "closed": values})
            for camp, values in (("A", days), ("B", second))
        ]
        return pd.concat(parts)

    helped = np.where(np.arange(N) < 40, 50.0, days)
    camps = by(camps_table(closures(days), {"s": closures(helped)}, 400.0), "camp")
    assert camps["A"]["unchanged"] == 1
    assert camps["A"]["difference"] == 0
    assert camps["A"]["unchanged_low"] == pytest.approx(0.025 ** (1 / N))
    assert camps["B"]["unchanged"] == pytest.approx((N - 40) / N)
    assert camps["B"]["earlier"] >= 0.1  # the thirty that stayed open, at least
    expected = np.nan_to_num(helped, nan=400.0).mean() - np.nan_to_num(days, nan=400.0).mean()
    assert camps["B"]["difference"] == pytest.approx(expected)


def test_what_cannot_be_paired_is_refused() -> None:
    yes = np.full(N, True)
    with pytest.raises(ValueError, match="other replications"):
        shares_table(column(yes), {"s": column(yes).iloc[::-1]})
    with pytest.raises(ValueError, match="differ in the columns met_1, met_2"):
        shares_table(column(yes), {"s": column(yes, "met_2")})


def test_days_of_all_phases_are_those_of_the_last_and_cut_at_the_horizon() -> None:
    outcomes = pd.DataFrame({"completed_1": [5.0, math.nan], "completed_2": [9.0, 3.0]})
    found = headline_days(outcomes, ["1", "2"], 100.0)
    assert found["days_1"].tolist() == [5.0, 100.0]
    assert found["days_all"].tolist() == [9.0, 100.0]
