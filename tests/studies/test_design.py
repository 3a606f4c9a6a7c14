"""Designs: points run together in the same worlds, told apart, and said to be few."""

from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from experiments.design import DESIGN
from sim.configuration.command import FAILED, MISTAKE, OK
from sim.record.outcome import Outcome
from sim.scenario import Scenario
from sim.studies.design import Design, _sensitivity
from sim.studies.design_text import rough_ends, short_bootstrap
from sim.studies.points import spread_over
from sim.studies.uncertain import Uncertain
from tests.studies import fake

PATHS = ["resources.hub_beds.Gao", "tasks.packing.preparation_lead"]
RUN = ("run.replications=10", "run.workers=1", "run.output=out")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("asked", "figure", "table"),
    [
        (["design.points=8"], "14_design.png", "spread.csv"),
        (["design.points=8"], "14_spread.png", "points.csv"),
        (["design.kind=sobol", "design.points=4"], "14_sensitivity.png", "sensitivity.csv"),
        (["design.kind=morris", "design.points=3"], "14_sensitivity.png", "sensitivity.csv"),
    ],
)
def test_the_program_ends_in_tables_and_a_figure(
    folder: Path, capsys: pytest.CaptureFixture[str], asked: list[str], figure: str, table: str
) -> None:
    over = f"design.over=[{','.join(PATHS)}]"
    assert DESIGN.main([over, *asked, *RUN]) == OK
    said = capsys.readouterr().out
    itself = " and the scenario itself" if figure in ("14_design.png", "14_spread.png") else ""
    assert f"points{itself} in the same worlds" in said
    assert said.count("A small design") == 1
    assert (Path("out/figures") / figure).exists()
    assert (Path("out/tables") / table).exists()
    points = pd.read_csv("out/tables/points.csv")
    assert set(PATHS) <= set(points.columns)
    assert (points["met_low_1" if "met_low_1" in points else "met_1_low"] <= points["met_1"]).all()
    assert (points["n"] == 10).all()
    assert points["met_mean"].nunique() == 1, "the stand-in knows none of the inputs"
    assert DESIGN.main([over, *asked, *RUN]) == OK
    assert "nothing has to be run" in capsys.readouterr().out


@pytest.mark.usefixtures("model", "folder")
def test_a_sample_of_the_inputs_is_set_against_the_scenario_in_the_same_worlds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The headline of other worlds stood beside the points', and luck was told as ignorance."""
    assert DESIGN.main([f"design.over=[{PATHS[0]}]", "design.points=8", *RUN]) == OK
    spread = pd.read_csv("out/tables/spread.csv")
    assert (spread["base"] == spread["mean"]).all(), "the stand-in knows none of the inputs"
    assert (spread["difference"] == 0.0).all()
    assert (spread["difference_low"] < 0).all()
    said = capsys.readouterr().out
    assert "mean less that, points, paired" in said
    assert "over 8 points, the noise of counting included: " in said, "below it is taken out"
    assert "unvaried" not in str(pd.read_csv("out/tables/points.csv")["point"].tolist())


def test_one_point_that_fails_leaves_the_others(
    folder: Path, model: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(case: fake.Case, replication: int) -> Outcome:
        if case.scenario.resources.convoy_groups["Gao"].value == 4:
            raise RuntimeError("a made-up fault")
        return fake.run_replication(case, replication)

    model.__dict__["run_replication"] = lambda case, k, **_: broken(case, k)
    Path("points.csv").write_text("resources.convoy_groups.Gao\n2\n4\n3\n")
    assert DESIGN.main(["design.file=points.csv", *RUN]) == FAILED
    said = capsys.readouterr()
    assert "the others are run" in said.err
    assert "1 of 3 points went wrong" in said.err
    assert "a made-up fault" in said.out
    points = pd.read_csv("out/tables/points.csv")
    assert points["error"].notna().tolist() == [False, True, False]
    assert points["n"].tolist() == [10, 0, 10]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["design.kind=sobol", "design.points=5", f"design.over=[{PATHS[0]}]"], "power of two"),
        ([], "nothing says which inputs vary"),
        (["design.kind=csv"], "a CSV of points is missing"),
        (["design.kind=grid"], "design.kind"),
    ],
)
def test_a_mistake_ends_with_2(
    folder: Path, capsys: pytest.CaptureFixture[str], given: list[str], said: str
) -> None:
    assert DESIGN.main(given) == MISTAKE
    assert said in capsys.readouterr().err
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_check_runs_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert DESIGN.main([f"design.over=[{PATHS[0]}]", "design.points=4", "check=true"]) == OK
    assert "4 points (latin_hypercube), all checked" in capsys.readouterr().out


def test_the_effect_of_a_count_is_that_over_its_whole_range(scenario: Scenario) -> None:
    """Made whole, a step of 2/3 is one of a half from 2 to 4, and the whole from 1 to 2."""
    teams = Uncertain("resources.search_teams.Gao", 3.0, 2.0, 4.0, "teams", "")
    clerks = Uncertain("resources.clearing_officers", 1.0, 1.0, 2.0, "officers", "")
    lead = Uncertain("tasks.packing.preparation_lead", 3.0, 2.0, 5.0, "days", "")
    chosen = [teams, clerks, lead]
    points = spread_over(scenario, chosen, "morris", 6, 1)
    slopes = {teams.path: 0.1, clerks.path: -0.05, lead.path: 0.02}
    figures = {
        str(number): pd.DataFrame({"met_mean": [sum(slopes[name] * row[name] for name in slopes)]})
        for number, row in enumerate(points.values.to_dict("records"))
    }
    found = _sensitivity(points, figures).set_index("input")
    for item in chosen:
        whole = slopes[item.path] * (item.high - item.low)
        assert found.loc[item.path, "mu"] == pytest.approx(whole), item.path
        assert found.loc[item.path, "mu_star"] == pytest.approx(abs(whole)), item.path


def test_a_small_design_is_said_to_be_small() -> None:
    assert rough_ends(100) == []
    (said,) = rough_ends(64)
    assert "the ends over the points hang on the 3 outermost of 64 points" in said
    assert "the outermost one of 8 points" in rough_ends(8)[0]
    assert short_bootstrap(pd.DataFrame({"points": [32]})) == []
    assert (
        "over 10 trajectories are too short"
        in (short_bootstrap(pd.DataFrame({"trajectories": [10]}))[0])
    )


def test_a_design_is_one_line_in_a_notebook() -> None:
    points, none = pd.DataFrame({"point": ["a", "b"]}), pd.DataFrame()
    assert repr(Design(points, none, none)) == "<Design of 2 points; tables: points>"
