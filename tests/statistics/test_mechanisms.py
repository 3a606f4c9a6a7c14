"""Shares of replications in which each mechanism occurs, by hand."""

import pandas as pd
import pytest

from sim.record.counts import COUNTS
from sim.statistics.mechanisms import BY_COUNT, mechanisms_table

NAN = float("nan")
WINDOWS = {"Alpha": (50.0, 60.0), "Bravo": (70.0, 80.0)}
CLOSURES = pd.DataFrame(
    [
        (0, "Alpha", 49.0, "accelerated"), (0, "Bravo", 60.0, "accelerated"),
        (1, "Alpha", 55.0, "accelerated"), (1, "Bravo", 81.0, "planned"),
        (2, "Alpha", 60.0, "one_sided"), (2, "Bravo", NAN, "open"),
        (3, "Alpha", 52.0, "planned"), (3, "Bravo", 75.0, "planned"),
    ],
    columns=["replication", "camp", "closed", "mode"],
)  # fmt: skip
OUTCOMES = pd.DataFrame({"replication": range(4), "turned_back": [0.0, 3.0, 1.0, 0.0]})


def test_shares_and_means() -> None:
    table = mechanisms_table(OUTCOMES, CLOSURES, WINDOWS).set_index("mechanism")
    expected = {
        "a camp is left early and in haste": (0.25, 0.5),
        "a camp is left in haste or on notification": (0.5, 0.75),
        "a camp is left one-sidedly": (0.25, 0.25),
        "a camp is left late": (0.25, 0.25),
        "a camp is not left by the horizon": (0.25, 0.25),
        "a convoy turns back": (0.5, 1.0),
    }
    assert set(table.index) == set(expected)
    for name, (share, mean) in expected.items():
        assert table.loc[name, "share"] == share, name
        assert table.loc[name, "mean"] == pytest.approx(mean), name
    assert (table["n"] == 4).all()
    assert (table["share_low"] < table["share"]).all()


def test_a_closure_on_the_deadline_is_not_late() -> None:
    table = mechanisms_table(OUTCOMES, CLOSURES[CLOSURES["replication"] == 2], WINDOWS)
    assert table.set_index("mechanism").loc["a camp is left late", "share"] == 0.0


def test_a_closure_on_the_first_day_is_not_early_and_replications_have_any_numbers() -> None:
    closures = CLOSURES.assign(replication=CLOSURES["replication"] + 10)
    closures.loc[0, "closed"] = 50.0
    outcomes = OUTCOMES.assign(replication=OUTCOMES["replication"] + 10)
    table = mechanisms_table(outcomes, closures, WINDOWS).set_index("mechanism")
    assert table.loc["a camp is left early and in haste", "mean"] == 0.25
    assert table.loc["a camp is left in haste or on notification", "mean"] == 0.75


def test_what_two_columns_count_is_one_mechanism() -> None:
    outcomes = OUTCOMES.assign(
        columns_short_of_fuel=[1, 0, 0, 0], departures_short_of_supply=[2, 1, 0, 0]
    )
    table = mechanisms_table(outcomes, CLOSURES, WINDOWS).set_index("mechanism")
    for name, expected in (("share", 0.5), ("mean", 1.0)):
        assert table.loc["a shortage stops movement", name] == expected


@pytest.mark.parametrize("mechanism", BY_COUNT)
def test_mechanisms_are_counted_by_the_model(mechanism: str) -> None:
    assert set(BY_COUNT[mechanism]) <= set(COUNTS)
