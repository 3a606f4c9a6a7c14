"""Scenarios side by side: exact zeros off the path, the tables, the messages, the figure."""

import math
import shlex
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from experiments.compare import COMPARE, given_of
from sim.configuration import RunSettings
from sim.configuration.command import MISTAKE, OK, Point
from sim.errors import ConfigurationError, ResultsError
from sim.report.figures import draw_study
from sim.scenario import Scenario
from sim.studies import Comparison, compare
from sim.studies.compare import _hurt
from tests.model.test_common_random_numbers import toy, with_more

N, SEED = 60, 6


@cache
def near_of() -> Scenario:
    """Two columns at once on the near road, where there was one."""
    return with_more(
        toy(), axis_capacity={"near": 2}, convoy_groups={"Home": 2}, search_teams={"Home": 2},
        trucks={"Home": 60},
    )  # fmt: skip


@cache
def compared() -> Comparison:
    near = near_of()
    far = with_more(toy(), packing_teams={"Charlie": 3})
    return compare({"plain": toy(), "near": near, "far": far}, N, seed=SEED, workers=1)


def rows(table: pd.DataFrame, key: str) -> dict[tuple[str, str], dict[Any, Any]]:
    return {(row["scenario"], row[key]): row for row in table.to_dict("records")}


def test_off_a_camps_path_the_difference_is_exactly_zero() -> None:
    camps = rows(compared().camps, "camp")
    for scenario, camp in (("near", "Charlie"), ("far", "Alpha"), ("far", "Bravo")):
        row = camps[scenario, camp]
        assert row["unchanged"] == 1.0
        assert [row[name] for name in ("difference", "earlier", "later")] == [0.0] * 3
        assert math.isnan(row["low"])
        assert math.isnan(row["high"])
    assert camps["near", "Alpha"]["unchanged"] < 0.8


def test_the_tables_agree_with_the_replications() -> None:
    found = compared()
    near = near_of()
    one = sim.forecast(toy(), N, SEED, 1).outcomes
    two = sim.forecast(near, N, SEED, 1).outcomes
    (phase, *_) = toy().plan.phases
    row = rows(found.deadlines, "figure")["near", f"met_{phase}"]
    assert row["difference"] == pytest.approx(
        two[f"met_{phase}"].mean() - one[f"met_{phase}"].mean()
    )
    assert row["gained"] == int((two[f"met_{phase}"] & ~one[f"met_{phase}"]).sum())
    totals = rows(found.totals, "figure")
    names = ("killed", "killed_by_deadline", "hurt_by_deadline", "vehicles_lost_by_deadline")
    gaps = {name: two[name].mean() - one[name].mean() for name in names}
    assert any(gaps.values())
    for name, gap in gaps.items():
        assert totals["near", name]["difference"] == pytest.approx(gap)
    assert totals["near", "killed"]["baseline"] > totals["near", "killed_by_deadline"]["baseline"]
    harm = {"killed", "hurt", "vehicles_lost"}
    assert {*harm, *(f"{name}_by_deadline" for name in harm), "containers_lost", "cost"} == set(
        found.totals["figure"]
    )
    assert found.n == N


def test_whom_it_hurts_can_be_looked_up() -> None:
    found = compared()
    last = toy().end
    days = {}
    for name, scenario in found.scenarios.items():
        outcomes = sim.forecast(scenario, N, SEED, 1).outcomes
        columns = [f"completed_{phase}" for phase in scenario.plan.phases]
        days[name] = outcomes[columns].fillna(last).max(axis=1)
    for row in found.hurt.to_dict("records"):
        later = days[row["scenario"]] - days["plain"]
        assert row["days_later"] == pytest.approx(later[row["replication"]])
        assert row["days_later"] > 0 or row["lost"]
    worse = (days["near"] > days["plain"]).mean()
    assert rows(found.days, "figure")["near", "days_all"]["worse"] == pytest.approx(worse)
    order = found.hurt.groupby("scenario")["days_later"].apply(lambda d: d.is_monotonic_decreasing)
    assert order.all()


def test_whom_it_hurts_by_hand() -> None:
    """The fourth is later, the second loses a phase at the same end; the third only gains."""
    met = {
        "plain": pd.DataFrame({"met_1": [True, True, False, True]}),
        "other": pd.DataFrame({"met_1": [True, False, True, True]}),
    }
    days = {
        "plain": pd.DataFrame({"days_all": [1.0, 2.0, 3.0, 4.0]}),
        "other": pd.DataFrame({"days_all": [1.0, 2.0, 2.0, 9.0]}),
    }
    found = _hurt(["1"], "plain", met, days)
    assert found["replication"].tolist() == [3, 1]
    assert found["days_later"].tolist() == [5.0, 0.0]
    assert found["lost"].tolist() == ["", "1"]
    assert found["gained"].tolist() == ["", ""]


def test_the_hint_how_to_look_at_a_replication_repeats_what_the_scenarios_were_made_with() -> None:
    words = ["-cd", "my files", "risk/attacks=own", "run.seed=5"]
    own = Point(near_of(), RunSettings(N, 5), {}, overrides=(
        "scenarios=[plain,near]", "run.replications=60", "run=quick", "risk/attacks=own",
        "run.seed=5"), search=("my files",))  # fmt: skip
    assert given_of(own) == words
    (hint,) = [line.partition(": ")[2] for line in compared().lines(words)
               if line.startswith("near hurts most")]  # fmt: skip
    number = compared().hurt.query("scenario == 'near'")["replication"].iloc[0]
    assert shlex.split(hint) == ["python", "experiments/replay.py", *words,
                                 f"replication={number}", "scenarios=[plain,near]"]  # fmt: skip


def test_common_worlds_pay() -> None:
    """More groups at the bottleneck: an independent sample would need four times the number."""
    days = rows(compared().days, "figure")
    assert days["near", "days_second_week"]["variance_ratio"] > 4


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="two or more"):
        compare({"plain": toy()}, 5)
    with pytest.raises(ConfigurationError, match="other phases, camps or days"):
        compare({"plain": toy(), "other": sim.load_scenario("baseline")}, 5)
    longer = replace(toy(), horizon=toy().horizon + timedelta(days=1))
    with pytest.raises(ConfigurationError, match="other phases, camps or days"):
        compare({"plain": toy(), "longer": longer}, 5)


def test_the_cost_of_a_mitigation_counts() -> None:
    names = ("more_escorts", "early_packing")
    both = sim.load_scenario("+".join(["baseline", *names]))
    each = [sim.load_scenario(f"baseline+{name}").price for name in names]
    assert min(each) > 0
    assert both.price == pytest.approx(sum(each))
    assert sim.load_scenario("baseline").price == 0


def test_the_account_pays_for_a_mitigation_once() -> None:
    plain = sim.load_scenario("baseline")
    price = next(iter(sim.load_scenario("baseline+more_escorts").costs.values()))
    dearer = replace(plain, name="dearer", costs={"a promise": replace(price, value=4.5)})
    totals = compare({"plain": plain, "dearer": dearer}, 2, workers=1).totals
    cost = totals[totals["figure"] == "cost"].iloc[0]
    assert cost["difference"] == pytest.approx(4.5)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("model")
def test_the_program_ends_in_one_table_and_one_plot(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ("run.replications=20", "run.workers=1")
    assert COMPARE.main(["scenarios=[baseline,baseline+more_escorts]", *run]) == OK
    said = capsys.readouterr().out
    assert "40 replications, about" in said
    assert "more_escorts" in said
    (place,) = (folder / "results/compare").iterdir()
    assert {"11_forest.png", "11_forest.svg", "11_forest.csv"} == {
        path.name for path in (place / "figures").iterdir()
    }
    table = pd.read_csv(place / "tables/deadlines.csv")
    assert set(table["scenario"]) == {"baseline+more_escorts"}
    assert np.isfinite(table[["low", "high"]].to_numpy()).all()
    before = {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    assert COMPARE.main(["scenarios=[baseline,baseline+more_escorts]", *run]) == OK
    assert "nothing has to be run" in capsys.readouterr().out
    assert {p: p.read_bytes() for p in place.rglob("*") if p.is_file()} == before


@pytest.mark.usefixtures("model")
def test_a_comparison_of_another_version_is_told_when_it_is_drawn_again(folder: Path) -> None:
    """Harm by the deadline is a row that older tables do not have."""
    run = ("run.replications=4", "run.workers=1", "run.output=out", "run.figures=false")
    assert COMPARE.main(["scenarios=[baseline,baseline+more_escorts]", *run]) == OK
    totals = pd.read_csv("out/tables/totals.csv")
    totals[~totals["figure"].str.endswith("by_deadline")].to_csv("out/tables/totals.csv")
    with pytest.raises(ResultsError, match="killed_by_deadline'; another version"):
        draw_study(Path("out"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("scenarios=[baseline,baseline+nothing]", "baseline+nothing: there is no file"),
        ("scenarios=[nowhere,baseline]", "nowhere: there is no file"),
        ("scenarios=[baseline,baseline]", "'baseline' is there twice"),
        ("scenarios=[baseline]", "two or more"),
        ("mitigation=[more_escorts]", "the names say which scenarios"),
    ],
)
def test_a_mistake_ends_with_2(
    folder: Path, capsys: pytest.CaptureFixture[str], given: str, said: str
) -> None:
    assert COMPARE.main([given, "run.replications=5"]) == MISTAKE
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_mitigations_that_contradict_each_other_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = folder / "mine/mitigation"
    mine.mkdir(parents=True)
    text = (Path(__file__).parents[2] / "configs/mitigation/more_escorts.yaml").read_text()
    (mine / "even_more.yaml").write_text(text)
    code = COMPARE.main(["-cd", "mine", "scenarios=[baseline,baseline+more_escorts+even_more]",
                         "run.replications=5"])  # fmt: skip
    told = capsys.readouterr().err
    assert code == MISTAKE
    assert "contradicts 'more_escorts'" in told or "contradicts 'even_more'" in told
