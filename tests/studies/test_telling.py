"""A replication by its rank, two scenarios in one world, and what is kept to be drawn."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.replay import REPLAY
from sim import forecast
from sim.configuration.command import MISTAKE, OK
from sim.record.causes import CAUSES
from sim.report.gantt import merged
from sim.report.style import cause_colour
from sim.scenario import Scenario
from sim.studies.telling import ranked_by_completion


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


RUN = ("run.replications=20", "run.workers=1", "run.seed=3")


@pytest.mark.usefixtures("model")
def test_the_rank_is_that_of_the_last_completion(scenario: Scenario) -> None:
    outcomes = forecast(scenario, 20, 3, 1).outcomes
    order = ranked_by_completion(outcomes, scenario)
    assert sorted(order) == list(range(20))
    columns = [f"completed_{phase}" for phase in scenario.plan.phases]
    last = outcomes[columns].fillna(scenario.end).max(axis=1).to_numpy()
    assert (np.diff(last[order]) >= 0).all()


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(("name", "place"), [("P50", 9), ("P80", 15), ("P5", 0), ("P99", 19)])
def test_a_replication_is_found_by_its_rank(
    folder: Path, scenario: Scenario, capsys: pytest.CaptureFixture[str], name: str, place: int
) -> None:
    assert REPLAY.main([f"replication={name}", "run.figures=false", *RUN]) == OK
    said = capsys.readouterr().out
    number = ranked_by_completion(forecast(scenario, 20, 3, 1).outcomes, scenario)[place]
    assert f"Replication {number}: the {name} of 20, by completion of the last phase." in said
    assert f"Replication {number} of baseline, seed 3" in said


@pytest.mark.usefixtures("model")
def test_a_replay_with_an_override_does_not_write_over_the_one_without(folder: Path) -> None:
    told = ["replication=7", "run.figures=false", *RUN]
    for more in ([], ["resources.clearing_officers=3"], ["resources.clearing_officers=3"]):
        assert REPLAY.main([*told, *more]) == OK
    places = sorted(path.name for path in (folder / "results/replay").iterdir())
    assert len(places) == 2, "each of its own, and the same again in the same"
    assert all(re.fullmatch(r"baseline-7-seed3-[0-9a-f]{8}", place) for place in places)


@pytest.mark.usefixtures("model")
def test_two_scenarios_in_one_world(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = "scenarios=[baseline,baseline+more_escorts]"
    assert REPLAY.main(["replication=7", names, "camp=Kidal", *RUN]) == OK
    said = capsys.readouterr().out
    assert "the same world in each" in said
    assert said.count("the same to the last digit") == 10, "the stand-in knows no escorts"
    assert said.count("Kidal: left") == 2
    (place,) = (folder / "results/replay").iterdir()
    files = {path.name for path in place.rglob("*") if path.is_file()}
    assert {"07_gantt.png", "07_gantt.svg", "07_gantt.csv", "chains.csv", "closures.csv",
            "story_baseline.txt", "story_baseline+more_escorts.txt"} <= files  # fmt: skip
    chains = pd.read_csv(place / "tables/chains.csv")
    assert set(chains["scenario"]) == {"baseline", "baseline+more_escorts"}
    drawn = (place / "figures/07_gantt.svg").read_text()
    assert "+ more escorts" in drawn, "as the other figures write it"
    assert "more_escorts" not in drawn


def test_the_real_chains_are_drawn_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert REPLAY.main(["replication=2", "scenario=toy", "run.output=out"]) == OK
    drawn = pd.read_csv("out/figures/07_gantt.csv")
    whole = pd.read_csv("out/tables/chains.csv")
    for camp, own in whole.groupby("camp"):
        pieces = drawn[drawn["camp"] == camp]
        assert (pieces["end"] - pieces["start"]).sum() == pytest.approx(
            (own["end"] - own["start"]).sum()
        )
        assert (pieces["cause"] != pieces["cause"].shift()).all()


def test_neighbours_of_one_cause_are_one_piece() -> None:
    chain = pd.DataFrame(
        {"scenario": "a", "camp": "x", "start": [0.0, 1.0, 2.0], "end": [1.0, 2.0, 5.0],
         "cause": ["rain", "rain", "work"]}
    )  # fmt: skip
    found = merged(chain)
    assert found[["start", "end", "cause", "pieces"]].to_numpy().tolist() == [
        [0.0, 2.0, "rain", 2], [2.0, 5.0, "work", 1]
    ]  # fmt: skip


def test_every_cause_has_a_colour_of_its_own() -> None:
    assert len({cause_colour(cause) for cause in CAUSES}) == len(CAUSES)


@pytest.mark.parametrize(
    ("given", "said"),
    [("replication=P0", "replication"), ("replication=first", "replication"),
     ("scenarios=[baseline,island]", "scenarios: 'island' has other camps or another as-of date"),
     ("camp=Paris", "camp: no camp 'Paris' closes here (allowed: Goundam, "),
     ("camp=Ber", "camp: 'Ber' was left before (allowed: Goundam, "),
     ("scenarios=[baseline,nothing]", "nothing"),
     ("scenarios=[baseline,baseline]", "'baseline' is there twice")],
)  # fmt: skip
def test_a_mistake_ends_with_2(
    folder: Path, capsys: pytest.CaptureFixture[str], given: str, said: str
) -> None:
    for way in ([], ["check=true"]):
        assert REPLAY.main([given, *way]) == MISTAKE
        told = capsys.readouterr().err
        assert said in told
        assert "Traceback" not in told
