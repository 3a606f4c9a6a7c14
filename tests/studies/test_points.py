"""The points of a design: spread over ranges or listed, each a scenario that is checked."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import load_scenario
from sim.errors import ConfigurationError
from sim.replication import prepare, run_replication
from sim.scenario import Scenario
from sim.studies.points import chosen_inputs, listed, spread_over
from sim.studies.uncertain import inputs

PATHS = ["resources.hub_beds.Gao", "tasks.packing.preparation_lead"]
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
    """Means of a triangle and of a rectangle; 100 points in slices are close to them."""
    path = "risk.attacks.rate_loaded"
    skewed = next(item for item in inputs(scenario) if item.path == path)
    low, value, high = skewed.low, skewed.value, skewed.high
    assert value - low < 0.5 * (high - value)
    for draws, mean in (("triangular", (low + value + high) / 3), ("uniform", (low + high) / 2)):
        points = spread_over(scenario, [skewed], "latin_hypercube", 100, 1, draws)
        assert points.values[path].mean() == pytest.approx(mean, rel=0.01)
        assert points.values[path].between(low, high).all()


def test_by_what_is_judged_does_not_vary_with_the_rest(scenario: Scenario) -> None:
    """31 December was judged by the limit of each point, and order by another tolerance in each."""
    paths = {item.path for item in chosen_inputs(scenario, {**ASKED, "over": ["all"]})}
    readings = "plan.phases.31_december.readings"
    assert {item.path for item in inputs(scenario)} - paths == {
        f"{readings}.guard_unit.parts.guard_unit",
        f"{readings}.guard_and_rear_parties.parts.guard_unit",
        f"{readings}.guard_and_rear_parties.parts.rear_parties",
        "plan.liquidation.share_out",
        "policy.orderly.value_lost",
        "policy.orderly.liability",
    }
    named = {**ASKED, "over": ["policy.orderly.value_lost"]}
    assert len(chosen_inputs(scenario, named)) == 1, "asked for by name they do"


def test_all_judged_numbers_can_vary_at_once(scenario: Scenario) -> None:
    """Wherever in its range each of them is: what must hold between them is kept."""
    chosen = chosen_inputs(scenario, {**ASKED, "over": ["all"]})
    every = [item.path for item in inputs(scenario)]
    paths = [item.path for item in chosen]
    assert paths == [path for path in every if path in set(paths)], "in their order"
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
