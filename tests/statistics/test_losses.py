"""The loss table: means over all replications, those without a loss included; totals of places."""

import pandas as pd
import pytest

from sim.statistics.losses import ALL_PLACES, COLUMNS, losses_table

ROWS = [
    (0, "Kidal", "containers abandoned", 10.0, 0.4),
    (0, "Mopti", "containers abandoned", 2.0, 0.08),
    (1, "Kidal", "containers abandoned", 30.0, 1.2),
    (1, "Kidal", "people killed", 3.0, 0.0),
]


def frame(rows: list[tuple[int, str, str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["replication", "place", "what", "amount", "value"])


def test_means_shares_and_totals() -> None:
    table = losses_table(frame(ROWS), n=4)
    rows = {(row["place"], row["what"]): row for row in table.to_dict("records")}
    whole = rows[ALL_PLACES, "containers abandoned"]
    assert whole["mean"] == pytest.approx(42.0 / 4)
    assert whole["value_mean"] == pytest.approx(1.68 / 4)
    assert (whole["any"], whole["p50"], whole["p90"]) == (0.5, 0.0, 30.0)
    kidal = rows["Kidal", "containers abandoned"]
    assert kidal["mean"] == pytest.approx(10.0)
    assert rows["Mopti", "containers abandoned"]["any"] == 0.25
    assert rows["Kidal", "people killed"]["mean"] == pytest.approx(0.75)
    places = table[table["place"] != ALL_PLACES].groupby("what")["mean"].sum()
    assert places["containers abandoned"] == pytest.approx(whole["mean"])


def test_a_loss_below_one_is_one_and_quantiles_are_of_what_they_say() -> None:
    """Half a container to five of them, each of 0.04: P10, P50 and P90 of ten replications."""
    rows = [(k, "Kidal", "containers abandoned", (k + 1) / 2, (k + 1) * 0.02) for k in range(10)]
    row = losses_table(frame(rows), n=10).to_dict("records")[0]
    assert (row["any"], row["p10"], row["p50"], row["p90"]) == (1.0, 0.5, 2.5, 4.5)
    assert row["value_p90"] == pytest.approx(0.18)


def test_without_losses_the_table_is_empty_and_has_its_columns() -> None:
    table = losses_table(frame([]), n=3)
    assert list(table.columns) == COLUMNS
    assert len(table) == 0
