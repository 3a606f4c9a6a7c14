"""Outcomes as columns: nothing lost, small on the way."""

import dataclasses
import pickle

import numpy as np
import pytest

from sim.montecarlo.columns import SCHEMAS, Labels, Whole, collect
from sim.montecarlo.executors import run_block
from sim.montecarlo.tables import arrow_table
from sim.record.losses import Loss
from sim.record.milestones import Reached
from sim.record.outcome import Outcome
from sim.record.triggers import Firing
from tests.montecarlo.fake import Case, run_one


def test_every_number_of_the_outcomes_is_in_the_columns() -> None:
    outcomes = [run_one(Case(), replication) for replication in (4, 9)]
    tables = {name: arrow_table(columns) for name, columns in collect(outcomes).items()}
    closures = tables["closures"].to_pylist()
    expected = [
        {"replication": o.replication, **dataclasses.asdict(c)}
        for o in outcomes
        for c in o.closures
    ]
    np.testing.assert_equal(closures, expected)
    delays = [tuple(row.values()) for row in tables["delays"].to_pylist()]
    assert delays == [(o.replication, *delay) for o in outcomes for delay in o.delays]
    balances = [tuple(row.values()) for row in tables["balances"].to_pylist()]
    assert balances == [
        (o.replication, *dataclasses.astuple(balance)) for o in outcomes for balance in o.balances
    ]
    for row, outcome in zip(tables["outcomes"].to_pylist(), outcomes, strict=True):
        assert row["replication"] == outcome.replication
        assert row["events"] == outcome.events
        for name, value in outcome.counts.items():
            assert row[name] == value
        for result in outcome.phases:
            np.testing.assert_equal(row[f"completed_{result.phase}"], result.completed)
            assert row[f"met_{result.phase}"] == result.met
            assert row[f"met_and_orderly_{result.phase}"] == result.met_and_orderly
            assert row[f"binding_{result.phase}"] == result.binding
        assert row["reading_whole_guard"] == outcome.readings["whole/guard"]


def test_every_line_of_the_ledger_of_the_rules_and_of_the_milestones_is_in_its_columns() -> None:
    firings = Firing(60.0, "haste", "Kidal", "leave"), Firing(61.0, "named", "Gao", "none")
    losses = (Loss("Kidal", "containers abandoned", 10.0, 0.4),)
    reached = (Reached("radio", "Gao", 150.0, 184.0),)
    outcomes = [
        dataclasses.replace(run_one(Case(), 3), triggers=firings, losses=losses),
        dataclasses.replace(run_one(Case(), 5), milestones=reached),
    ]
    tables = {name: arrow_table(columns) for name, columns in collect(outcomes).items()}
    for table, replication, lines in (
        ("triggers", 3, firings), ("losses", 3, losses), ("milestones", 5, reached),
    ):  # fmt: skip
        expected = [{"replication": replication, **dataclasses.asdict(line)} for line in lines]
        assert tables[table].to_pylist() == expected, table


def test_a_table_without_rows_keeps_its_schema() -> None:
    empty = Outcome(3, (), (), (), {}, {}, ())
    table = arrow_table(collect([empty])["closures"])
    assert table.num_rows == 0
    assert table.schema == arrow_table(collect([run_one(Case(), 0)])["closures"]).schema
    assert table.column_names == list(SCHEMAS["closures"])


def test_a_replication_costs_at_most_six_kilobytes_on_its_way() -> None:
    block = run_block(Case(), range(50), run_one)
    assert len(pickle.dumps(block, protocol=5)) / len(block) <= 6_000


def test_a_count_may_not_take_the_name_of_another_column() -> None:
    outcome = dataclasses.replace(run_one(Case(), 0), counts={"events": 1.0})
    with pytest.raises(ValueError, match="'events' has the name of another column"):
        collect([outcome])


def test_outcomes_of_two_scenarios_are_not_mixed() -> None:
    one, other = run_one(Case(), 0), run_one(Case(), 1)
    with pytest.raises(ValueError, match="replication 1 has other phases"):
        collect([one, dataclasses.replace(other, phases=other.phases[:1])])
    with pytest.raises(ValueError, match="replication 1 has other phases or readings"):
        collect([one, dataclasses.replace(other, readings={"whole/guard": True})])


def test_only_the_phase_is_told_apart_in_the_column_of_a_reading() -> None:
    outcome = dataclasses.replace(run_one(Case(), 0), readings={"whole/guard/rear": True})
    assert "reading_whole_guard/rear" in collect([outcome])["outcomes"]


def test_labels_are_codes_into_names() -> None:
    labels = Labels.of(["b", "a", "b"])
    assert labels.names == ("b", "a")
    assert labels.codes.tolist() == [0, 1, 0]


def test_many_labels_take_wider_codes() -> None:
    names = [str(number) for number in range(40_000)]
    table = arrow_table({"name": Labels.of(names)})
    assert table.column("name").to_pylist() == names


@pytest.mark.parametrize(
    ("numbers", "narrow"),
    [
        ((3.0, 0.0, -7.0), True),
        ((32767.0, -32767.0), True),
        ((32768.0, 0.0), True),
        ((32768.0, -70000.0), True),
        ((3.0, -70000.0), True),
        ((3.5, 1.0), False),
        ((float("nan"), 1.0), False),
        ((float("inf"), 1.0), False),
        ((-0.0, 1.0), False),
        ((2.0**31, 1.0), False),
    ],
)
def test_whole_numbers_are_narrow_on_the_way_and_come_back_bit_for_bit(
    numbers: tuple[float, ...], narrow: bool
) -> None:
    outcomes = [
        dataclasses.replace(run_one(Case(), k), balances=(), counts={"some": number})
        for k, number in enumerate(numbers)
    ]
    column = collect(outcomes)["outcomes"]["some"]
    assert isinstance(column, Whole) == narrow
    found = arrow_table({"some": column}).column("some").to_numpy()
    assert found.tobytes() == np.array(numbers).tobytes()


def test_the_event_log_is_the_story_to_the_minute() -> None:
    story = ((48.5, "a column leaves"), (48.5 + 0.6 / 1440, "a column returns"))
    outcomes = [dataclasses.replace(run_one(Case(), k), story=story[: k + 1]) for k in range(2)]
    rows = arrow_table(collect(outcomes)["events"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        (0, 69840, "a column leaves"),
        (1, 69840, "a column leaves"),
        (1, 69841, "a column returns"),
    ]
