"""Tables of scenarios against a baseline: sums by hand, flags, and what is refused."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from sim.statistics.comparison import BELOW_ONE, camps_table, means_table, shares_table
from sim.statistics.headline import headline_days
from sim.statistics.paired import bootstrap_mean, mcnemar_mid_p, tango
from sim.statistics.proportions import proportion

N = 300
INDEX = pd.Index(range(N), name="replication")


def column(values: np.ndarray, name: str = "met_1") -> pd.DataFrame:
    return pd.DataFrame({name: values}, index=INDEX[: len(values)])


def closures(days: dict[str, np.ndarray]) -> pd.DataFrame:
    """The table of closures, from the days of each camp."""
    parts = [
        pd.DataFrame({"replication": range(len(closed)), "camp": camp, "closed": closed})
        for camp, closed in days.items()
    ]
    return pd.concat(parts)


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


def test_a_row_of_shares_by_hand() -> None:
    """Two met in both, three gained, one lost, four in neither."""
    counts = [2, 3, 1, 4]
    first, second = (
        column(np.repeat(met, counts))
        for met in ([True, False, True, False], [True, True, False, False])
    )
    (row,) = shares_table(first, {"s": second}, 0.8).to_dict("records")
    low, high = tango(3, 1, 10, 0.8)
    expected = {
        "baseline": 0.3, "share": 0.5, "difference": 0.2, "low": low, "high": high, "both": 2,
        "gained": 3, "lost": 1, "neither": 4, "worse": 0.1, "better": 0.3, "equal": 0.6,
        "p": mcnemar_mid_p(3, 1), "n": 10,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == pytest.approx(expected)


def test_p_is_adjusted_over_the_scenarios_of_one_figure_and_in_steps() -> None:
    """k gained and none lost have a mid-p of 2^-k; Holm's least takes all three, the next two."""

    def gained(*of: int) -> pd.DataFrame:
        return pd.DataFrame({f"met_{i}": np.arange(N) < k for i, k in enumerate(of)}, index=INDEX)

    scenarios = {"a": gained(3, 1), "b": gained(5, 2), "c": gained(4, 2)}
    table = shares_table(gained(0, 0), scenarios)
    rows = {(row["figure"], row["scenario"]): row for row in table.to_dict("records")}
    for figure, adjusted in (("met_0", (4 / 32, 3 / 32, 4 / 32)), ("met_1", (0.75, 0.75, 0.75))):
        found = [rows[figure, name]["p_holm"] for name in scenarios]
        assert found == pytest.approx(adjusted), figure


def test_worlds_that_neither_help_nor_harm_are_no_defect() -> None:
    first, second = (column(np.array(met)) for met in ([False, False, True, True],
                                                       [False, True, False, True]))  # fmt: skip
    (row,) = shares_table(first, {"s": second}).to_dict("records")
    assert (row["variance_ratio"], row["flag"]) == (1.0, "")


def test_a_scenario_that_never_misses_is_no_defect() -> None:
    """The ratio is exactly 1; in ten of these 59 tables rounding makes it 0.9999999999999997."""
    for met in range(1, 60):
        first, second = column(np.arange(60) < met), column(np.ones(60, dtype=bool))
        (row,) = shares_table(first, {"s": second}).to_dict("records")
        assert row["flag"] == "", (met, row["variance_ratio"])


def test_a_row_of_means_by_hand() -> None:
    """Gaps of 1, 2 and 3 days: their mean is 2 and its standard error 1/√3."""
    first, second = (column(np.array(d), "days") for d in ([1.0, 2.0, 4.0], [2.0, 4.0, 7.0]))
    (row,) = means_table(first, {"s": second}, level=0.8, seed=5).to_dict("records")
    half = t.ppf(0.9, 2) / math.sqrt(3)
    boot_low, boot_high = bootstrap_mean(np.array([1.0, 2.0, 3.0]), 0.8, 5)
    expected = {
        "baseline": 7 / 3, "mean": 13 / 3, "difference": 2.0, "low": 2 - half, "high": 2 + half,
        "boot_low": boot_low, "boot_high": boot_high, "p": 2 * t.sf(2 * math.sqrt(3), 2), "n": 3,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == pytest.approx(expected)


def test_the_bootstrap_of_a_row_of_means_is_of_its_seed() -> None:
    gaps = np.random.default_rng(3).gamma(2, 3, 40)
    second = {"s": column(gaps, "days")}
    for seed in (0, 5):
        (row,) = means_table(column(np.zeros(40), "days"), second, seed=seed).to_dict("records")
        assert (row["boot_low"], row["boot_high"]) == bootstrap_mean(gaps, seed=seed)


def test_a_row_of_camps_is_of_the_level_asked_for_and_in_the_order_of_the_table() -> None:
    days, later = np.array([5.0, 7.0, 9.0]), np.array([6.0, 9.0, 12.0])
    first = closures({"Zulu": days, "Alpha": days})
    second = closures({"Zulu": later, "Alpha": np.array([5.0, 7.0, 8.0])})
    table = camps_table(first, {"s": second}, 400.0, 0.8)
    assert table["camp"].tolist() == ["Zulu", "Alpha"]
    zulu, alpha = table.to_dict("records")
    half = t.ppf(0.9, 2) / math.sqrt(3)
    assert (zulu["low"], zulu["high"]) == pytest.approx((2 - half, 2 + half))
    assert (zulu["earlier"], zulu["later"]) == (0.0, 1.0)
    same = proportion(2, 3, 0.8)
    assert (alpha["unchanged_low"], alpha["unchanged_high"]) == (same.low, same.high)


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
    assert rows["days"]["differ"] == 90
    assert rows["days"]["difference"] == pytest.approx((60 * 5 - 30 * 4) / N)
    assert rows["days"]["low"] < 0.6 < rows["days"]["high"]


def test_camps_that_nothing_touched_are_said_to_be_unchanged() -> None:
    days = np.random.default_rng(2).gamma(3, 20, N)
    days[:30] = math.nan
    helped = np.where(np.arange(N) < 40, 50.0, days)
    first, second = (closures({"A": days, "B": of_b}) for of_b in (days, helped))
    camps = by(camps_table(first, {"s": second}, 400.0), "camp")
    assert camps["A"]["unchanged"] == 1
    assert camps["A"]["difference"] == 0
    assert camps["A"]["unchanged_low"] == pytest.approx(0.025 ** (1 / N))
    assert camps["B"]["unchanged"] == pytest.approx((N - 40) / N)
    assert camps["B"]["earlier"] >= 0.1  # the thirty that stayed open, at least
    expected = np.nan_to_num(helped, nan=400.0).mean() - np.nan_to_num(days, nan=400.0).mean()
    assert camps["B"]["difference"] == pytest.approx(expected)


def test_a_row_without_an_interval_tells_how_many_differ_by_more_than_rounding() -> None:
    """“+0.4 (50 of 50 differ)” stood where four did, and the others in their last digit."""
    days = np.full(N, 0.5)
    moved = days + np.where(np.arange(N) < 4, 20.0, 1e-12)
    (mean,) = means_table(column(days, "days"), {"s": column(moved, "days")}).to_dict("records")
    (camp,) = camps_table(
        closures({"A": days}), {"s": closures({"A": moved})}, 400.0
    ).to_dict("records")  # fmt: skip
    for row in (mean, camp):
        assert math.isnan(row["low"])
        assert (row["differ"], row["n"]) == (4, N)
    assert mean["equal"] == 0.0


def test_what_cannot_be_paired_is_refused() -> None:
    yes = np.full(N, True)
    with pytest.raises(ValueError, match="other replications"):
        shares_table(column(yes), {"s": column(yes).iloc[::-1]})
    with pytest.raises(ValueError, match="differ in the columns met_1, met_2"):
        shares_table(column(yes), {"s": column(yes, "met_2")})
    fewer = {"A": np.ones(N - 1)}
    with pytest.raises(ValueError, match="s holds other replications"):
        camps_table(closures({"A": np.ones(N)}), {"s": closures(fewer)}, 400.0)


def test_days_of_all_phases_are_those_of_the_last_and_cut_at_the_horizon() -> None:
    outcomes = pd.DataFrame({"completed_1": [5.0, math.nan, 2.0], "completed_2": [9.0, 3.0, 101.0]})
    found = headline_days(outcomes, ["1", "2"], 100.0)
    assert found["days_1"].tolist() == [5.0, 100.0, 2.0]
    assert found["days_all"].tolist() == [9.0, 100.0, 100.0]
