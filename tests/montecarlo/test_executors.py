"""Workers: how many, how much they are given, what they tell of a failure, and how they end."""

import gc
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sim.montecarlo.executors import (
    QUEUED,
    InProcess,
    Job,
    Processes,
    ReplicationError,
    available_cores,
    environment_of_workers,
    local,
    own_collections,
)
from sim.record.outcome import Outcome
from tests.montecarlo.fake import Case, run_one

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("workers", "jobs", "expected"), [(1, 9, 1), (3, 9, 3), (3, 2, 2), (3, 1, 1), (3, 0, 1)]
)
def test_there_are_no_more_workers_than_jobs(workers: int, jobs: int, expected: int) -> None:
    executor = local([Case()], run_one, workers, jobs)
    if expected == 1:
        assert isinstance(executor, InProcess)
        assert executor.room == 1, "each block is handed over as soon as it is done"
    else:
        assert isinstance(executor, Processes)
        assert executor.workers == expected
        assert executor.room == QUEUED * expected >= 2 * expected, "no worker idles"
    executor.close()


def test_all_cores_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert available_cores() == 3
    executor = local([Case()], run_one, None, 99)
    assert isinstance(executor, Processes)
    assert executor.workers == 3
    executor.close()


def test_a_failure_without_a_name_of_its_scenario() -> None:
    assert str(ReplicationError(3, "ValueError: x")) == "replication 3 failed: ValueError: x"
    assert str(ReplicationError(3, "x", label="y")) == "replication 3 of y failed: x"


def seen(case: list[bool], replication: int) -> Outcome:
    case.append(gc.isenabled())
    return run_one(Case(), replication)


def test_in_this_process_garbage_is_collected_between_replications_only() -> None:
    states: list[bool] = []
    executor = InProcess([states], seen)
    assert len(executor.wait(executor.submit(Job(0, range(2))))) == 2
    assert states == [False, False]
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with own_collections():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize("before", [None, "4"])
def test_what_workers_are_started_with_is_put_back(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    import os

    import __main__ as main

    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    if before:
        monkeypatch.setenv("MKL_NUM_THREADS", before)
    monkeypatch.setattr(main, "__file__", "script.py", raising=False)
    spec = main.__spec__
    with environment_of_workers(True):
        assert os.environ["MKL_NUM_THREADS"] == "1"
        assert main.__spec__ is None
        assert not hasattr(main, "__file__")
    assert os.environ.get("MKL_NUM_THREADS") == before
    assert (main.__spec__, main.__file__) == (spec, "script.py")
    with environment_of_workers(False):
        assert main.__file__ == "script.py", "workers import what is of the script itself"


def test_a_function_of_the_script_itself_can_be_run_on_workers(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text(
        textwrap.dedent(
            """
            from sim.montecarlo.engine import run
            from tests.montecarlo.fake import Case, run_one

            def mine(case, replication):
                return run_one(case, replication)

            if __name__ == "__main__":
                print(sum(len(block) for block in run(Case(), range(4), run_one=mine, workers=2,
                                                      block=2)))
            """
        )
    )
    done = subprocess.run(
        [sys.executable, str(script)], env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "4", done.stderr
