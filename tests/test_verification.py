"""The page of verification: tests are counted as they end, and what it names is there."""

from pathlib import Path

import pytest

import sim
from experiments.verification import (
    FAILED,
    GROUPS,
    PAGE,
    ROOT,
    TELLING,
    by_hand,
    count_tests,
    table,
    told,
)


def test_passed_and_failed_tests_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "test_three.py"
    file.write_text("def test_a(): pass\n\n\ndef test_b(): pass\n\n\ndef test_c(): assert False\n")
    assert count_tests([str(file)]) == (2, 1)


def test_a_file_that_cannot_be_read_counts_as_failed(tmp_path: Path) -> None:
    file = tmp_path / "test_broken.py"
    file.write_text("import nothing_of_that_name\n")
    passed, failed = count_tests([str(file)])
    assert passed == 0
    assert failed == 1


@pytest.mark.parametrize("path", [path for _, paths in GROUPS for path in paths])
def test_every_test_that_the_page_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_a_table_has_a_row_a_line() -> None:
    assert table(("a", "b"), [("1", "2")]) == ["| a | b |", "| --- | --- |", "| 1 | 2 |", ""]


def test_abridged_stories_keep_how_camps_are_left() -> None:
    assert TELLING.search("Kidal is left (planned): 499 people")
    assert TELLING.search("order to leave Kidal in haste: attacks")
    assert not TELLING.search("Bamako/charter/4 leaves the country with 212 people")


def test_the_replications_told_are_those_that_a_replay_calls_p10_p50_and_p90() -> None:
    """Of twenty the second, the tenth and the eighteenth, by whichever phase is complete last."""
    toy = sim.load_scenario("toy")
    outcomes = sim.forecast(toy, 20, 3, 1).outcomes
    columns = [f"completed_{phase}" for phase in toy.plan.phases]
    days = outcomes[columns].fillna(toy.end).max(axis=1).sort_values(kind="stable")
    places = {"early": 2, "middling": 10, "late": 18}
    heads = [line for line in told(toy, outcomes, 3) if line.startswith("### ")]
    assert heads == [f"### Replication {days.index[at - 1]}: {name}" for name, at in places.items()]


def test_the_page_was_written_by_the_script() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for part in ("What tests verify", "Dates without risks", "The baseline", "Mechanisms",
                 "three replications told", "A start on 1 July", "STRESS-DES"):  # fmt: skip
        assert part in text
    assert FAILED not in text
    assert "## The baseline, 2,000 replications" in text


def test_the_dates_without_risks_on_the_page_are_those_of_the_model() -> None:
    """Its deadlines too, which end a day: 24:00 of that day."""
    lines = list(by_hand())
    text = PAGE.read_text(encoding="utf-8")
    assert [line for line in lines if line not in text] == []
    assert sum("2023 24:00 |" in line for line in lines) == 13
