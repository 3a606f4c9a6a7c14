"""Workers: how many, how much they are given, what they tell of a failure, and how they end."""

import gc
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.montecarlo.columns import Column, Whole
from sim.montecarlo.executors import (
    QUEUED,
    InProcess,
    Job,
    Processes,
    ReplicationError,
    Stopped,
    available_cores,
    environment_of_workers,
    local,
    own_collections,
    run_block,
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


def test_a_block_is_left_between_two_replications_when_the_run_is_stopped() -> None:
    states: list[bool] = []
    with pytest.raises(Stopped):
        run_block(states, range(9), seen, lambda: len(states) == 2)
    assert len(states) == 2


def test_workers_that_are_replaced_or_closed_are_stopped_first() -> None:
    executor = Processes([Case()], run_one, 2)
    for end in (executor.rebuild, executor.close):
        pool, stop = executor._pool, executor._stop
        end()
        assert stop.is_set()
        with pytest.raises(RuntimeError, match="after shutdown"):
            pool.submit(int)


def test_a_worker_leaves_its_block_between_two_replications_when_it_is_closed() -> None:
    executor = Processes([Case(seconds=0.05)], run_one, 1)
    block = executor.submit(Job(0, range(400)))  # twenty seconds
    while not block.running():
        time.sleep(0.05)
    workers = list(executor._pool._processes.values())
    executor.close()
    assert workers
    assert not any(worker.is_alive() for worker in workers), "waited for"
    assert isinstance(block.exception(), Stopped)


def told(case: Case, replication: int) -> Outcome:
    ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    counts = {"collects": float(gc.isenabled()), "frozen": float(gc.get_freeze_count() > 0),
              "ignores": float(ignored), "seed": float(case.seed)}  # fmt: skip
    return replace(run_one(case, replication), counts=counts)


def test_a_worker_has_every_case_collects_when_told_and_leaves_ctrl_c_to_the_parent() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        executor = Processes([Case(seed=3), Case(seed=8)], told, 1)
        outcomes = executor.wait(executor.submit(Job(1, range(2)))).tables["outcomes"]
        executor.close()
    finally:
        signal.signal(signal.SIGINT, before)
    expected = {"collects": 0.0, "frozen": 1.0, "ignores": 1.0, "seed": 8.0}
    assert {name: list(np.asarray(_values(outcomes[name]))) for name in expected} == {
        name: [value] * 2 for name, value in expected.items()
    }


def _values(column: Column) -> object:
    return column.expand() if isinstance(column, Whole) else column


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
