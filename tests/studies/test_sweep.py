"""A sweep as a person meets it: checked first, one table, a broken point, a stopped one resumed."""

import csv
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.forecast import FORECAST
from sim.configuration.command import FAILED, MISTAKE, OK, Program
from sim.configuration.sweep import Note, folder_of, notes
from sim.record.outcome import Outcome
from sim.results import main as verify
from sim.statistics.paired import mcnemar_mid_p, tango
from sim.studies.sweep import lines, sweep_table
from tests.studies import fake

pytestmark = pytest.mark.usefixtures("model")
AXES = ("resources.clearing_officers=2,3,4", "risk/flights=letter,open,off")
ORDERLY = ("met_and_orderly_1", "met_and_orderly_2")
RUN = ("run.replications=20", "run.seed=3", "run.workers=1", "run.block=5", "run.output=out")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sweep(*overrides: str) -> int:
    program = Program(
        FORECAST.name, FORECAST.study, FORECAST.check, FORECAST.about, gather=FORECAST.gather
    )
    return program.main(["-m", *overrides])


def rows(file: str = "out/sweep.csv") -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def broken(case: Any, replication: int) -> Outcome:
    """Fail in one point of three times three, while a note does not say otherwise."""
    three = case.scenario.resources.clearing_officers.value == 3
    if three and not case.scenario.risk["flights"].enabled and Path("break").exists():
        raise RuntimeError("a made-up fault")
    return fake.run_replication(case, replication)


def test_three_times_three_with_one_broken_point(
    model: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    model.__dict__["run_replication"] = broken
    Path("break").touch()
    assert sweep(*AXES, *RUN) == FAILED
    said = capsys.readouterr()
    assert "# 5: resources.clearing_officers=3 risk/flights=off" in said.out
    at_once, at_the_end = said.err.split("1 of 9 points went wrong", 1)
    assert "Traceback" in at_once
    assert "# 5: resources.clearing_officers=3 risk/flights=off" in at_the_end
    assert "a made-up fault" in at_the_end
    table = rows()
    assert [int(row["job"]) for row in table] == list(range(9))
    assert [bool(row["error"]) for row in table] == [job == 5 for job in range(9)]
    assert all(float(row["met_low_1"]) <= float(row["met_1"]) <= float(row["met_high_1"])
               for row in table if not row["error"])  # fmt: skip
    names = {path.name for path in Path("out/figures").iterdir()}
    assert {"14_sweep.png", "14_sweep.svg", "14_sweep.csv", "14_sweep_change.png"} <= names
    Path("break").unlink()
    assert sweep(*AXES, *RUN) == OK
    said = capsys.readouterr()
    assert said.out.count("read, not run again") == 8
    assert not any(row["error"] for row in rows())


def test_a_stopped_sweep_goes_on_and_gives_the_same_table(
    model: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    axis = "resources.clearing_officers=2,3,4"
    model.__dict__["run_replication"] = fake.stop_after
    Path("interrupt").touch()
    assert sweep(axis, *RUN) == 130
    assert len(notes(Path("out"))) == 0
    Path("interrupt").unlink()
    assert sweep(axis, *RUN) == OK
    capsys.readouterr()
    other = [text.replace("run.output=out", "run.output=unbroken") for text in RUN]
    assert sweep(axis, *other) == OK
    assert [{**row, "directory": ""} for row in rows()] == [
        {**row, "directory": ""} for row in rows("unbroken/sweep.csv")
    ]
    assert (Path("out/figures/14_sweep.png").read_bytes()
            == Path("unbroken/figures/14_sweep.png").read_bytes())  # fmt: skip


def test_an_edited_table_of_a_sweep_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert sweep("resources.clearing_officers=2,3", *RUN) == OK
    assert verify(["verify", "out"]) == OK
    assert "out: intact: the table of a sweep\n" in capsys.readouterr().out
    table = Path("out/sweep.csv")
    table.write_text(table.read_text().replace("0.", "0.9", 1))
    assert verify(["verify", "out"]) == FAILED
    said = capsys.readouterr().out
    assert "wrong: sweep.csv was changed: SHA-256 " in said
    assert said.count("in sweep.json") == 1
    Path("out/sweep.json").unlink()
    assert verify(["verify", "out"]) == OK
    assert "note: sweep.csv has no hash in sweep.json" in capsys.readouterr().out


TWO = ("resources.clearing_officers=2,3", *RUN)


@pytest.mark.parametrize(
    ("way", "made"),
    [("out/sweep.csv", "folder"), ("out/sweep.json", "folder"), ("out/figures", "file"),
     ("out/points", "file")],
)  # fmt: skip
def test_what_cannot_be_written_is_one_message_and_every_point_is_run(
    way: str, made: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out").mkdir()
    Path(way).touch() if made == "file" else Path(way).mkdir()
    assert sweep(*TWO) == MISTAKE
    said = capsys.readouterr().err
    assert "cannot be written" in said
    assert "Traceback" not in said
    assert Path("out/0/manifest.json").exists()
    assert Path("out/1/manifest.json").exists()
    assert not [*Path("out").glob(".*.tmp")]


def test_points_are_paired_with_the_first() -> None:
    """The stand-in's draws depend on the camp alone, so that one world gives no difference."""
    assert sweep("resources.clearing_officers=2,3", *RUN) == OK
    table = rows()
    for name in table[0]:
        if name.startswith("differs_"):
            assert all(float(row[name]) == 0 for row in table), name


def test_what_is_printed_has_the_intervals_of_the_table_and_a_part_for_each_reading(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It was shares alone, of both readings in one cell."""
    assert sweep(*TWO) == OK
    printed = capsys.readouterr().out.splitlines()
    row = pd.read_csv("out/sweep.csv").iloc[1]
    for title, reading in (("On time:", "met"), ("On time and orderly:", "met_and_orderly")):
        part = printed[printed.index(title) + 1 :]
        value, low, high = (100 * row[f"{reading}{end}_1"] for end in ("", "_low", "_high"))
        assert part[0].startswith("resources clearing officers  n  ")
        assert part[2].split()[:4] == ["3", "20", f"{value:.0f}", f"({low:.0f}–{high:.0f})"]


def test_the_printed_table_fits_a_terminal_and_says_what_went_wrong() -> None:
    phases, axes = ["1", "2a", "2b", "2c", "december", "all"], ["a.convoy_groups", "risk/flights"]
    row: dict[str, object] = {"a.convoy_groups": "2", "risk/flights": "letter", "error": ""}
    row["replications"] = 1000.0
    for reading in ("met", "met_and_orderly"):
        for phase in phases:
            row |= {f"{reading}_{phase}": 1.0, f"{reading}_low_{phase}": 0.99,
                    f"{reading}_high_{phase}": 1.0}  # fmt: skip
    table = pd.DataFrame([row, {"a.convoy_groups": "3", "risk/flights": "x", "error": "a fault"}])
    told = lines(table.fillna({"error": ""}), axes, phases)
    assert max(map(len, told)) <= 120
    assert sum("went wrong" in line for line in told) == 2
    assert any(line.endswith("100 (99–100)") for line in told)


def test_a_difference_is_that_of_the_replications(tmp_path: Path) -> None:
    found = []
    for job, met in enumerate(([True, False, True, False], [True, True, True, False])):
        place = tmp_path / str(job)
        place.mkdir()
        pd.DataFrame({"met_1": met, "met_and_orderly_1": [False] * 4}).to_parquet(
            place / "outcomes.parquet"
        )
        row: dict[str, object] = {"directory": str(place), "seed": 1, "hash": "x"}
        for reading in ("met", "met_and_orderly"):
            for phase in ("1", "all"):
                row |= {f"{reading}_{phase}": 0.5, f"{reading}_low_{phase}": 0.1}
        found.append(Note(job, (f"a={job}",), row))
    last = sweep_table(found).iloc[1]
    expected = (0.25, *tango(1, 0, 4))
    got = [last[f"change_met{end}_1"] for end in ("", "_low", "_high")]
    assert got == pytest.approx(expected)
    assert last["change_met_all"] == last["differs_met_all"] == pytest.approx(0.25)
    first = sweep_table(found).iloc[0]
    assert np.isnan(first["change_met_p_1"]), "the first is compared with nothing"


def test_p_of_a_sweep_is_adjusted_over_points_phases_and_readings(tmp_path: Path) -> None:
    """One point gains 12 of 40 in one of the four figures, the other gains 10."""
    found, none = [], [False] * 40
    for job, gained in enumerate((0, 12, 10)):
        place = tmp_path / str(job)
        place.mkdir()
        met = [True] * gained + none[gained:]
        figures = {"met_1": met, "met_2": [True] * 40, **dict.fromkeys(ORDERLY, none)}
        pd.DataFrame(figures).to_parquet(place / "outcomes.parquet")
        row: dict[str, object] = {"directory": str(place), "seed": 1, "hash": "x"}
        for reading in ("met", "met_and_orderly"):
            for phase in ("1", "2"):
                row |= {f"{reading}_{phase}": 0.5, f"{reading}_low_{phase}": 0.1}
        found.append(Note(job, (f"a={job}",), row))
    table = sweep_table(found)
    got = table.loc[1:, "change_met_p_1"].tolist()
    assert got == pytest.approx([8 * mcnemar_mid_p(12, 0), 7 * mcnemar_mid_p(10, 0)])
    assert (table.loc[1:, "change_met_p_2"] == 1).all()


def test_the_folder_of_a_sweep_is_named_by_what_is_varied() -> None:
    points = [("a.b.Gao=1", "c=1", "d/e=x"), ("a.b.Gao=2", "c=1", "d/e=y")]
    name = folder_of("forecast", None, points).name
    assert name.startswith("b.Gao-d.e-")
    assert folder_of("forecast", None, points[:1] * 2).name != name
    assert folder_of("forecast", "out", points) == Path("out")


def test_more_than_two_parameters_give_a_table_only() -> None:
    three = (
        "resources.clearing_officers=2,3",
        "risk/flights=letter,open",
        "risk/imports=off,waived",
    )
    assert sweep(*three, *RUN) == OK
    assert len(rows()) == 8
    assert not Path("out/figures").exists()
