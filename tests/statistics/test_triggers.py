"""Firings: share of replications, mean number, dates of the first, by hand."""

import pandas as pd
import pytest

from sim.statistics.triggers import COLUMNS, triggers_table


def firings(*rows: tuple[int, float, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(k, day, trigger, "Kidal", "act") for k, day, trigger in rows],
        columns=["replication", "day", "trigger", "place", "decision"],
    )


def test_shares_means_and_first_days() -> None:
    table = triggers_table(
        firings((0, 60.0, "a"), (0, 50.0, "a"), (3, 70.0, "a"), (3, 62.0, "b")), n=4
    ).set_index("trigger")
    a, b = table.loc["a"], table.loc["b"]
    assert (a["share"], a["mean"], a["n"]) == (0.5, 0.75, 4)
    assert (a["first_p10"], a["first_p50"], a["first_p90"]) == (50.0, 50.0, 70.0)
    assert a["first_p10_date"] == "2023-08-20"
    assert (b["share"], b["mean"]) == (0.25, 0.25)
    assert a["share_low"] < 0.5 < a["share_high"]
    assert list(table.index) == ["a", "b"]


def test_the_most_frequent_comes_first_and_of_equals_the_first_by_name() -> None:
    rows = firings((0, 5.0, "d"), (0, 6.0, "b"), (1, 7.0, "c"), (2, 8.0, "c"), (2, 9.0, "a"))
    assert triggers_table(rows, n=4)["trigger"].tolist() == ["c", "a", "b", "d"]


def test_without_a_firing_the_table_is_empty_and_has_its_columns() -> None:
    table = triggers_table(firings(), n=10)
    assert list(table.columns) == COLUMNS
    assert len(table) == 0


def test_decisions_of_one_trigger_are_told_apart() -> None:
    rows = firings((0, 60.0, "a"), (1, 61.0, "a"))
    rows.loc[1, "decision"] = "other"
    assert triggers_table(rows, n=2)["share"].tolist() == pytest.approx([0.5, 0.5])
