"""Designs: points spread over ranges or listed, composed once, run together, told apart."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from experiments.design import DESIGN
from sim import load_scenario
from sim.configuration.command import FAILED, MISTAKE, OK
from sim.errors import ConfigurationError
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication
from sim.scenario import Scenario
from sim.studies.design_text import rough_ends, short_bootstrap
from sim.studies.points import chosen_inputs, listed, spread_over
from sim.studies.uncertain import inputs
from tests.studies import fake

PATHS = ["resources.hub_beds.Gao", "tasks.packing.preparation_lead"]
RUN = ("run.replications=10", "run.workers=1", "run.output=out")
ASKED = {"over": PATHS, "ranking": None, "top": 8}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_latin_hypercube_fills_every_slice_of_every_range(scenario: Scenario) -> None:
    chosen = chosen_inputs(scenario, ASKED)
    points = spread_over(scenario, chosen, "latin_hypercube", 10, 1, "uniform")
    by_path = {item.path: item for item in inputs(scenario)}
    for path in PATHS:
        item = by_path[path]
        shares = (points.values[path] - item.low) / (item.high - item.low)
        assert sorted((shares * 10).astype(int)) == list(range(10)), path
    lead = [s.tasks.packing.preparation_lead.value for s in points.scenarios.values()]
    np.testing.assert_allclose(lead, points.values["tasks.packing.preparation_lead"])


def test_a_range_is_drawn_from_as_it_is_believed_or_evenly(scenario: Scenario) -> None:
    """Means of a triangle and of a rectangle; 400 points in slices are close to them."""
    path = "risk.attacks.rate_loaded"
    skewed = next(item for item in inputs(scenario) if item.path == path)
    low, value, high = skewed.low, skewed.value, skewed.high
    assert value - low < 0.5 * (high - value)
    for draws, mean in (("triangular", (low + value + high) / 3), ("uniform", (low + high) / 2)):
        points = spread_over(scenario, [skewed], "latin_hypercube", 400, 1, draws)
        assert points.values[path].mean() == pytest.approx(mean, rel=0.01)
        assert points.values[path].between(low, high).all()


def test_all_judged_numbers_can_vary_at_once(scenario: Scenario) -> None:
    """Wherever in its range each of them is: what must hold between them is kept."""
    chosen = chosen_inputs(scenario, {**ASKED, "over": ["all"]})
    assert [item.path for item in chosen] == [item.path for item in inputs(scenario)]
    points = spread_over(scenario, chosen, "latin_hypercube", 12, 1)
    assert len(points.scenarios) == 12
    run_replication(prepare(points.scenarios["0"], 1), 0)


def test_counts_are_shown_as_they_are_run(scenario: Scenario) -> None:
    asked = {**ASKED, "over": ["resources.search_teams.Gao"]}
    points = spread_over(scenario, chosen_inputs(scenario, asked), "latin_hypercube", 8, 1)
    shown = points.values["resources.search_teams.Gao"]
    assert set(shown) == {2.0, 3.0, 4.0}
    run = [s.resources.search_teams["Gao"].value for s in points.scenarios.values()]
    assert shown.tolist() == run


@pytest.mark.parametrize(("kind", "points", "runs"), [("sobol", 4, 16), ("morris", 3, 9)])
def test_other_designs_have_their_number_of_runs(
    scenario: Scenario, kind: str, points: int, runs: int
) -> None:
    found = spread_over(scenario, chosen_inputs(scenario, ASKED), kind, points, 1)
    assert len(found.scenarios) == runs


def test_the_first_inputs_of_a_ranking_are_taken(scenario: Scenario, folder: Path) -> None:
    (folder / "rank/tables").mkdir(parents=True)
    ranked = {"figure": ["met_mean"] * 2 + ["days_all"] * 2, "input": [*PATHS, *PATHS[::-1]]}
    pd.DataFrame(ranked).to_csv(folder / "rank/tables/ranking.csv")
    found = chosen_inputs(scenario, {"over": [], "ranking": "rank", "top": 2})
    assert [item.path for item in found] == PATHS
    (folder / "rank/manifest.json").write_text('{"figure": "days_all"}')
    found = chosen_inputs(scenario, {"over": [], "ranking": "rank", "top": 2})
    assert [item.path for item in found] == PATHS[::-1], "ranked by another figure"
    with pytest.raises(ConfigurationError, match="nothing says which"):
        chosen_inputs(scenario, {"over": [], "ranking": None, "top": 2})
    with pytest.raises(ConfigurationError, match="no number with a range"):
        chosen_inputs(scenario, {"over": ["resources.moon"], "ranking": None, "top": 2})
    with pytest.raises(ConfigurationError, match="is no ranking"):
        chosen_inputs(scenario, {"over": [], "ranking": "nowhere", "top": 2})


def test_a_list_holds_paths_and_groups(folder: Path) -> None:
    Path("points.csv").write_text(
        "resources.convoy_groups.Gao,risk/flights\n2,letter\n4,open\n4,\n"
    )
    found = listed(Path("points.csv"))
    groups = [s.resources.convoy_groups["Gao"].value for s in found.scenarios.values()]
    assert groups == [2, 4, 4]
    usual = load_scenario("baseline").risk["flights"]
    assert found.scenarios["1"].risk["flights"] != usual
    assert found.scenarios["2"].risk["flights"] == usual, "an empty cell leaves what is there"


def test_every_mistake_of_a_list_is_told(folder: Path) -> None:
    Path("points.csv").write_text(
        "resources.convoy_groups.Gao,risk/flights\n-1,letter\n4,nope\n2\n"
    )
    with pytest.raises(ConfigurationError) as wrong:
        listed(Path("points.csv"))
    told = str(wrong.value)
    for text in ("points.csv:2: resources.convoy_groups.Gao.value: -1 is negative",
                 "points.csv:3: risk/flights: there is no file", "point 2"):  # fmt: skip
        assert text in told
    assert "command line" not in told
    with pytest.raises(ConfigurationError, match="cannot be read"):
        listed(Path("nowhere.csv"))


def test_a_wrong_column_of_a_list_is_told_once(folder: Path) -> None:
    Path("points.csv").write_text("resources.convoy_groups.Gaoo\n2\n3\n", encoding="utf-8-sig")
    with pytest.raises(ConfigurationError) as wrong:
        listed(Path("points.csv"), ["resources.convoy_groups.Timbuktuu=1"])
    own, other = wrong.value.problems
    if own.file.startswith("command line"):
        own, other = other, own
    assert (own.where, own.file) == ("resources.convoy_groups.Gaoo", "points.csv:2")
    assert "Gao, " in own.allowed
    assert other.file == "command line: resources.convoy_groups.Timbuktuu=1"


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
    assert "points in the same worlds" in said
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
    assert "1 points went wrong" in said.err
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


def test_a_small_design_is_said_to_be_small() -> None:
    assert rough_ends(100) == []
    (said,) = rough_ends(64)
    assert "the 3 outermost of 64 points" in said
    assert "the outermost one of 8 points" in rough_ends(8)[0]
    assert short_bootstrap(pd.DataFrame({"points": [32]})) == []
    assert (
        "over 10 trajectories are too short"
        in (short_bootstrap(pd.DataFrame({"trajectories": [10]}))[0])
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [("run.seed,run.seed\n1,2\n", "has two columns 'run.seed', of which one would be lost"),
     ("resources.search_teams.Gao;horizon\n2;3\n", "parts its columns by semicolons")],
)  # fmt: skip
def test_a_table_of_points_that_would_be_misread_is_refused(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "points.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told):
        listed(file)
