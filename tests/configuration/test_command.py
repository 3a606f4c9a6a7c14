"""The command line: everything is checked before anything runs, and the exit code says how."""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

import sim
from sim.configuration.command import FAILED, MISTAKE, OK, STOPPED, Point, Program
from sim.errors import PlanError, RunError

ROOT = Path(__file__).resolve().parents[2]


class Recorder:
    """A study that notes what it was given and does what the seed says."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.checked: list[Point] = []

    def study(self, point: Point) -> Mapping[str, object]:
        self.points.append(point)
        if point.run.seed == 13:
            raise PlanError("thirteen is a mistake")
        if point.run.seed == 14:
            raise RuntimeError("fourteen breaks")
        if point.run.seed == 15:
            sys.exit(5)
        if point.run.seed == 26:
            raise RunError("the scheduler went away")
        if point.run.seed == 27:
            raise KeyboardInterrupt
        return {"met": 0.5, "n": point.run.replications}

    def check(self, point: Point) -> None:
        self.checked.append(point)

    def run(self, *arguments: str) -> int:
        return Program("forecast", self.study, self.check, "A test.").main(arguments)


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    monkeypatch.chdir(tmp_path)
    return Recorder()


def test_a_point_is_run(recorder: Recorder) -> None:
    given = ("run=quick", "run.seed=7", "run.figures=false", "resources.convoy_groups.Gao=4")
    assert recorder.run(*given) == OK
    (point,) = recorder.points
    assert (point.run.replications, point.run.seed, point.run.output) == (100, 7, None)
    assert point.run.figures is False
    assert point.scenario.resources.convoy_groups["Gao"].value == 4
    assert point.config["run"]["seed"] == 7
    assert point.scenario.name == "baseline"


def test_a_new_distribution_and_mitigations_are_taken(recorder: Recorder) -> None:
    code = recorder.run("tasks.packing.rate={dist:fixed,value:2}",
                        "mitigation=[early_packing,air_overwatch]")  # fmt: skip
    assert code == OK
    (point,) = recorder.points
    assert point.scenario.tasks.packing.rate.nominal == 2
    assert point.scenario.name == "baseline+early_packing+air_overwatch"


def test_a_value_inside_what_the_same_command_line_chooses_is_taken(recorder: Recorder) -> None:
    chosen = ("mitigation=[more_escorts]", "resources.trucks.Gao=230")
    inside = ("mitigation.more_escorts.cost=4", "resources.trucks.Gao.unit=trucks")
    assert recorder.run(*chosen, *inside) == OK
    assert recorder.run("-m", *chosen, "mitigation.more_escorts.cost=5,6", "run.output=out") == OK
    costs = [point.scenario.costs["more_escorts"].value for point in recorder.points]
    assert costs == [4, 5, 6]


@pytest.mark.parametrize(
    ("seed", "code", "said"),
    [(26, FAILED, "the scheduler went away\n"), (27, STOPPED, "\nStopped; the same command goes")],
)
def test_what_ends_a_run_without_a_mistake_is_one_message(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], seed: int, code: int, said: str
) -> None:
    assert recorder.run(f"run.seed={seed}") == code
    assert capsys.readouterr().err.startswith(said)


def test_a_run_that_is_stopped_while_it_is_checked_is_one_message(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(data: object, sources: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.configuration.load.contradictions", stopped)
    assert recorder.run("run.seed=7") == STOPPED
    assert capsys.readouterr().err == "\nStopped; nothing was run yet.\n"


def test_check_runs_nothing(recorder: Recorder) -> None:
    assert recorder.run("check=true") == OK
    assert (len(recorder.checked), len(recorder.points)) == (1, 0)


def test_help_lists_the_groups(recorder: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    assert recorder.run("--help") == OK
    said = capsys.readouterr().out
    assert "regime_switching" in said
    assert "check=true" in said
    assert not recorder.points


def test_the_configuration_is_printed(
    recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recorder.run("--cfg", "job", "--package", "run", "run.seed=7") == OK
    assert "seed: 7" in capsys.readouterr().out
    assert not recorder.points


def test_a_part_that_there_is_not_is_a_mistake(
    recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recorder.run("--cfg", "job", "--package", "resource") == MISTAKE
    said = "command line: --package: there is no part 'resource' (allowed: a dotted path that begin"
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize("before", [["run.seed=7"], []])
def test_the_configuration_of_hydra_is_printed(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], before: list[str]
) -> None:
    assert recorder.run(*before, "--cfg", "hydra", "run=quick") == OK
    assert "  job:\n    name: forecast\n" in capsys.readouterr().out
    assert not recorder.points


@pytest.mark.parametrize("value", ["0.5", "null", "{a: 1}"])
def test_a_part_of_hydra_that_is_no_name_is_one_message(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    """Hydra ended in a traceback."""
    assert recorder.run(f"hydra/launcher={value}") == MISTAKE
    said = capsys.readouterr().err
    assert "hydra/launcher: no name of a file (allowed: hydra/launcher=NAME)" in said
    assert len(said.splitlines()) == 1


def test_what_is_taken_from_hydra_itself_is_not_passed_over(recorder: Recorder) -> None:
    assert recorder.run("~hydra.nothing") == MISTAKE
    assert not recorder.points


def test_a_mistake_ends_with_2_and_writes_nothing(
    recorder: Recorder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = recorder.run("nothing=1", "risk/attacks=nope", "risk.attacks.turn_back=2", "a b",
                        "run.figures=perhaps")  # fmt: skip
    said = capsys.readouterr().err
    assert code == MISTAKE
    for text in ("nothing:", "nope.yaml", "turn_back: 2 is not a probability", "a b: cannot",
                 "run.figures:"):  # fmt: skip
        assert text in said
    assert "Traceback" not in said
    assert not recorder.points
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--chekc"], "command line: --chekc: there is no such option"),
        (["--experimental-rerun=job.pickle"], "there is no such option"),
        (["--cfg"], "-c/--cfg: expected one argument"),
        (["--cfg", "jobs"], "-c/--cfg: invalid choice: 'jobs'"),
        (["-cn", "nowhere"], "-cn nowhere: there is no file 'nowhere.yaml' to start from"),
    ],
)
def test_an_option_that_there_is_not_is_one_message(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], given: list[str], said: str
) -> None:
    """Hydra has more; one of them runs a pickle again, which may hold any program."""
    assert recorder.run(*given) == MISTAKE
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1
    assert not recorder.points


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (["-m", "run.seed=1,2", "run.seed=3"], "run.seed"),
        (["risk/attacks=hawkes", "risk/attacks=poisson"], "risk/attacks"),
        (["mitigation=[early_packing]", "mitigation=[yard_gao]"], "mitigation"),
        (["run=quick", "run=standard"], "run"),
        (["backend=local", "backend=dask"], "backend"),
        (["plan.roads.0.km=10", "++plan.roads.0.km=11"], "plan.roads.0.km"),
    ],
)
def test_two_values_of_one_path_are_one_message(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], given: list[str], path: str
) -> None:
    """Hydra would take the last one; a sweep would run equal points."""
    assert recorder.run(*given) == MISTAKE
    both = " ".join(text.lstrip("+") for text in given if text != "-m")
    (told,) = [line for line in capsys.readouterr().err.splitlines() if "more than one" in line]
    assert told == (
        f"command line: {both}: {path}: is given more than one value (allowed: one of them)"
    )
    assert not recorder.points


def test_how_to_run_can_be_said_again_at_the_end_of_a_command(recorder: Recorder) -> None:
    assert recorder.run("run.seed=1", "run.replications=9", "run.seed=2") == OK
    assert recorder.points[0].run.seed == 2


def test_the_same_said_again_and_what_is_taken_away_first_will_do(recorder: Recorder) -> None:
    new = "+status.camps.Ber.note=here"
    assert recorder.run("run.seed=7", "++run.seed=7", "~status.camps.Ber.note", new) == OK
    assert recorder.points[0].config["status"]["camps"]["Ber"]["note"] == "here"


def test_the_version_is_printed(recorder: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    assert recorder.run("--version") == OK
    assert capsys.readouterr().out == f"minusma-withdrawal {sim.__version__}\n"


def test_a_sweep_runs_every_point_and_makes_one_table(recorder: Recorder, tmp_path: Path) -> None:
    code = recorder.run("-m", "resources.convoy_groups.Gao=2,3", "risk/flights=letter,open",
                        "run=quick", "run.output=out")  # fmt: skip
    assert code == OK
    seen = [
        (point.scenario.resources.convoy_groups["Gao"].value, point.run.output)
        for point in recorder.points
    ]
    assert seen == [(groups, f"out/{number}") for number, groups in enumerate([2, 2, 3, 3])]
    assert recorder.points[0].scenario.risk != recorder.points[1].scenario.risk
    with (tmp_path / "out/sweep.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [row["resources.convoy_groups.Gao"] for row in rows] == ["2", "2", "3", "3"]
    assert rows[3]["risk/flights"] == "open"
    assert rows[3]["n"] == "100"


def test_a_sweep_is_checked_before_its_first_point_runs(
    recorder: Recorder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recorder.run("-m", "resources.convoy_groups.Gao=2,-1,2.5") == MISTAKE
    said = capsys.readouterr().err
    assert "-1 is negative" in said
    assert "2.5 is not a count" in said
    assert not recorder.points
    assert not list(tmp_path.iterdir())


def test_a_mistake_found_in_a_job_does_not_stop_the_others(
    recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recorder.run("-m", "run.seed=12,13,16") == MISTAKE
    assert len(recorder.points) == 3
    assert "thirteen is a mistake" in capsys.readouterr().err


def test_a_fault_ends_with_1_and_lets_the_others_finish(recorder: Recorder) -> None:
    assert recorder.run("-m", "run.seed=14,16") == FAILED
    assert len(recorder.points) == 2


def test_the_largest_code_counts(recorder: Recorder) -> None:
    assert recorder.run("-m", "run.seed=13,14") == MISTAKE
    assert len(recorder.points) == 2


def test_a_code_of_the_study_is_kept(recorder: Recorder) -> None:
    assert recorder.run("run.seed=15") == 5


def script(name: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "experiments" / name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment,
                          check=False)  # fmt: skip


@pytest.mark.parametrize("name", ["forecast.py", "replay.py"])
def test_help_is_quick(name: str, tmp_path: Path) -> None:
    took = []
    for _ in range(3):
        start = time.perf_counter()
        ended = script(name, "--help", cwd=tmp_path)
        took.append(time.perf_counter() - start)
        assert (ended.returncode, ended.stderr) == (OK, "")
        assert "risk/attacks" in ended.stdout
    assert min(took) < 1.5


def test_a_users_mistake_shows_no_traceback(tmp_path: Path) -> None:
    ended = script("forecast.py", "run.replications=-5", "plan=moon", "plan.roads.0.b=Moon",
                   cwd=tmp_path)  # fmt: skip
    assert ended.returncode == MISTAKE
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) >= 3
    assert not list(tmp_path.iterdir())
