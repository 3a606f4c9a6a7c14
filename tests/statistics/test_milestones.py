"""The table of milestones: shares by their date and by the horizon, and median days, by hand."""

from math import inf, isnan, nan

import pandas as pd
import pytest

from sim.calendar import end_of
from sim.statistics.milestones import COLUMNS, milestones_table

DUE = end_of("2023-12-31")


def frame(*rows: tuple[int, str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["replication", "milestone", "place", "day", "due"])


def reached(milestone: str, place: str, due: float, *days: float) -> pd.DataFrame:
    return frame(*((k, milestone, place, day, due) for k, day in enumerate(days)))


def test_a_milestone_with_a_date_is_met_until_its_last_minute() -> None:
    (row,) = milestones_table(
        reached("off the air", "Gao", DUE, DUE - 10.5, DUE, DUE + 0.01, nan)
    ).to_dict("records")
    assert (row["milestone"], row["place"], row["due"]) == ("off the air", "Gao", DUE)
    assert (row["met"], row["reached"], row["n"], row["censored"]) == (0.5, 0.75, 4, 1)
    # Wilson's interval of 2 of 4: (0.5 + z²/8 ± z √(1/16 + z²/64)) / (1 + z²/4), z = 1.96.
    assert (row["met_low"], row["met_high"]) == pytest.approx((0.15004, 0.84996), abs=1e-5)
    # The second of four in order; 24:00 belongs to the day that ends.
    assert (row["p50"], row["p50_date"], row["due_date"]) == (DUE, "2023-12-31", "2023-12-31")


def test_without_a_date_nothing_is_met_or_missed() -> None:
    (row,) = milestones_table(reached("loads out", "", nan, 300.2, 310.0)).to_dict("records")
    assert isnan(row["due"])
    assert isnan(row["met"])
    assert (row["due_date"], row["reached"], row["p50"]) == ("", 1.0, 300.2)
    assert row["p50_date"] == "2024-04-26"


def test_what_is_not_reached_by_the_horizon_counts_as_late_and_is_not_left_out() -> None:
    table = milestones_table(reached("returned", "Gao", DUE, 100.0, nan, nan))
    (row,) = table.to_dict("records")
    assert row["met"] == row["reached"] == pytest.approx(1 / 3)
    assert (row["p50"], row["p50_date"], row["censored"]) == (inf, "", 2)


def test_rows_are_those_of_the_milestones_and_places_in_their_order() -> None:
    rows = [
        reached("b", "Gao", DUE, 1.0),
        reached("b", "Ber", DUE, 2.0),
        reached("a", "", nan, 3.0),
    ]
    table = milestones_table(pd.concat(rows))
    assert list(zip(table["milestone"], table["place"], strict=True)) == [
        ("b", "Gao"), ("b", "Ber"), ("a", ""),
    ]  # fmt: skip
    assert list(milestones_table(frame()).columns) == COLUMNS
