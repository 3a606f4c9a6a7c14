"""The folder of a study: its own, and never another's results."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from experiments.compare import COMPARE
from experiments.forecast import FORECAST
from experiments.hindcast import HINDCAST
from experiments.replay import REPLAY
from sim.configuration.command import MISTAKE, OK
from tests.studies import fake

RUN = ("run.replications=4", "run.workers=1", "run.figures=false", "run.output=out")
AGAIN: dict[str, Callable[[], int]] = {
    "compare": lambda: COMPARE.main(["scenarios=[baseline,baseline+more_escorts]", *RUN]),
    "hindcast": lambda: HINDCAST.main(["scenario=july", *RUN]),
    "replay": lambda: REPLAY.main(["replication=P50", *RUN]),
}
"""Each asks for a folder that a forecast has."""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def contents() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("study", AGAIN)
def test_another_studys_results_are_refused_before_anything_is_run(
    study: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A comparison removed the tables of the forecast there, and put its manifest over it."""
    assert FORECAST.main([*RUN]) == OK
    before = contents()
    assert AGAIN[study]() == MISTAKE
    assert "out holds results of another study (forecast)" in capsys.readouterr().err
    assert contents() == before


def test_a_forecast_under_way_is_refused_too(
    model: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    model.__dict__["run_replication"] = fake.fail
    assert FORECAST.main([*RUN, "run.replications=8", "run.block=2"]) != OK
    before = contents()
    model.__dict__["run_replication"] = fake.run_replication
    assert AGAIN["compare"]() == MISTAKE
    assert "another study (forecast)" in capsys.readouterr().err
    assert contents() == before


@pytest.mark.usefixtures("model")
def test_two_seeds_and_two_configurations_do_not_meet() -> None:
    """Samples of another seed were in the way; the table of another override was written over."""
    Path("mine.csv").write_text("camp,day\nKidal,2023-10-31\n")
    run = ("run.replications=4", "run.workers=1", "run.figures=false")
    mine = ("hindcast.observed=mine.csv", *run)
    other = ("run.seed=2", "resources.clearing_officers=3")
    assert HINDCAST.main([*mine]) == OK
    before = contents()
    assert HINDCAST.main([*mine, *other[:1]]) == OK
    assert HINDCAST.main([*mine, *other]) == OK
    assert {path: contents()[path] for path in before} == before
    assert len(list(Path("results/hindcast").iterdir())) == 3
    assert REPLAY.main(["replication=P50", *run]) == OK
    assert REPLAY.main(["replication=P50", *run, *other[:1]]) == OK
    assert len(list(Path("results/replay").glob("ranks-seed*"))) == 2
