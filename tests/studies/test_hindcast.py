"""A forecast beside days that a user observed: read, compared, drawn, and never an input."""

from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest

from experiments.hindcast import HINDCAST
from sim.calendar import show
from sim.configuration.command import MISTAKE, OK
from sim.report.hindcast import draw
from sim.scenario import Scenario
from sim.studies.hindcast import hindcast
from sim.studies.worlds import Worlds

RUN = ["run.workers=1", "run.replications=20", "run.output=out"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("model")
def test_days_inside_and_outside_are_told_apart_and_drawn(scenario: Scenario) -> None:
    camps = [name for name, c in scenario.status.camps.items() if c.closed is None]
    one, two = [name for name in scenario.plan.closing if name in camps][:2]
    days = Worlds(20, 20230818, 1).samples({"x": scenario})["x"].closures
    median = days.loc[days["camp"] == one, "closed"].median()
    Path("mine.csv").write_text(
        f"camp,day,source\n{one},{pd.Timestamp('2023-07-01') + pd.Timedelta(days=int(median)):%F},"
        f"made up\n{two},2025-06-01,made up\n"
    )
    assert HINDCAST.main(["hindcast.observed=mine.csv", *RUN, "run.seed=20230818"]) == OK
    table = pd.read_csv("out/tables/hindcast.csv")
    assert table["inside"].tolist() == [True, False]
    assert table["observed"].tolist() == [show(int(median)), "1 Jun 2025"]
    assert table["source"].tolist() == ["made up", "made up"]
    assert table.loc[1, "share_before"] == 1.0
    assert (table["q025"] <= table["q50"]).all()
    assert {path.name for path in Path("out/figures").iterdir()} == {
        "18_hindcast.png", "18_hindcast.svg", "18_hindcast.csv"
    }  # fmt: skip
    assert "1 of 2 within the" in Path("out/figures/18_hindcast.svg").read_text()


def test_a_bar_that_goes_on_is_explained_where_there_is_one(scenario: Scenario) -> None:
    """An arrow stood at the end of the axis without a word."""
    day = scenario.start + 30
    row = {"what": "Kidal left", "camp": "Kidal", "observed": "x", "opens": day, "ends": day + 1,
           "q025": day, "q25": day + 2, "q50": day + 4, "q75": day + 9, "q975": day + 20,
           "inside": True, "share_before": 0.125, "share_before_low": 0.1,
           "share_before_high": 0.15}  # fmt: skip
    for last, explained in ((day + 20, False), (float("inf"), True)):
        table = pd.DataFrame([row, {**row, "q975": last}])
        study: Any = SimpleNamespace(
            table=lambda _, table=table: table, scenario=scenario, manifest={"beside": "x"},
            footer=str,
        )  # fmt: skip
        figure = draw(study).figure
        assert any("▶ the bar goes on" in text.get_text() for text in figure.texts) == explained
        assert "x: inside; 13 % (10–15) of replications earlier" in [
            text.get_text() for axes in figure.axes for text in axes.texts
        ]


@pytest.mark.usefixtures("model")
def test_what_was_observed_changes_nothing_of_the_model(scenario: Scenario) -> None:
    camp = next(n for n in scenario.plan.closing if scenario.status.camps[n].closed is None)
    found = []
    for day in ("2023-09-01", "2025-01-01"):
        Path("mine.csv").write_text(f"camp,day\n{camp},{day}\n")
        found.append(hindcast(scenario, 20, 3, 1, "mine.csv").table)
    model = ["low", "median", "high", "q025", "q25", "q50", "q75", "q975", "n"]
    pd.testing.assert_frame_equal(found[0][model], found[1][model])
    assert found[0]["observed"].tolist() != found[1]["observed"].tolist()


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("camp,day\nAtlantis,2023-12-01\n", "the plan leaves no camp 'Atlantis'"),
        ("camp,day\nKidal,20231130\n", "mine.csv:2: day: '20231130' is no day"),
        ("camp,day\nKidal,soon\n", "mine.csv:2: day: 'soon' is no day"),
        ("camp,day\n\nBer,2023-12-01\n\nKidal,soon\n", "mine.csv:5: day: 'soon' is no day"),
        ("camp,day\nKidal,2023-12-01\nKidal,2023-12-02\n", "'Kidal' is there twice"),
        ("camp,day\nKidal,2023-07-02\n", "nothing is forecast"),
        ("camp,day,grade\nKidal,2023-12-01,D\n", "allowed: A, B, C"),
        ("camp,day\n", "no rows"),
        ("place,date\nKidal,2023-10-31\n", "columns: 'place, date' (allowed: camp, day and"),
    ],
)
def test_a_mistake_in_the_file_ends_with_2(
    capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    Path("mine.csv").write_text(text)
    assert HINDCAST.main(["hindcast.observed=mine.csv", *RUN]) == MISTAKE
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("name", ["mine.xlsx", "renamed.csv"])
def test_a_spreadsheet_is_named_as_one(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """It was said to hold no rows."""
    with ZipFile(name, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    assert HINDCAST.main([f"hindcast.observed={name}", *RUN]) == MISTAKE
    said = capsys.readouterr().err
    assert f"{name}: hindcast.observed: is a spreadsheet (allowed: the same saved as CSV)" in said


def test_a_file_that_is_not_there(model: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert HINDCAST.main(["hindcast.observed=nothing.csv", *RUN]) == MISTAKE
    assert "nothing.csv" in capsys.readouterr().err
