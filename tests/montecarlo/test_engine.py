"""The engine changes nothing: neither workers, nor blocks, nor a death on the way."""

import gc
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from sim.montecarlo.columns import Block
from sim.montecarlo.engine import WorkersLost, _in_order, run, run_cases, split
from sim.montecarlo.executors import Job, ReplicationError, run_block
from sim.montecarlo.tables import in_memory
from tests.montecarlo.fake import Case, Unsendable, run_one

ROOT = Path(__file__).parents[2]


def assert_equal(one: dict[str, pa.Table], other: dict[str, pa.Table]) -> None:
    for name, table in one.items():
        pd.testing.assert_frame_equal(table.to_pandas(), other[name].to_pandas(), check_exact=True)


def numbers(blocks: Iterator[Block]) -> list[int]:
    return [number for block in blocks for number in range(block.start, block.stop)]


@pytest.mark.parametrize(
    ("replications", "size", "expected"),
    [
        (range(5), 2, [range(2), range(2, 4), range(4, 5)]),
        (range(3, 9), 4, [range(3, 4), range(4, 8), range(8, 9)]),
        (range(4, 8), 4, [range(4, 8)]),
        (range(2, 2), 4, []),
    ],
)
def test_blocks_are_cut_at_multiples_of_their_size(
    replications: range, size: int, expected: list[range]
) -> None:
    assert split(replications, size) == expected


def test_a_block_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed: 1 or more"):
        split(range(3), 0)


def test_two_workers_and_one_give_equal_tables() -> None:
    one = in_memory(list(run(Case(), range(30), run_one=run_one, workers=1, block=7)))
    two = in_memory(list(run(Case(), range(30), run_one=run_one, workers=2, block=4)))
    assert_equal(one, two)


def test_blocks_come_in_the_order_asked_for() -> None:
    blocks = [range(8, 12), range(4), range(4, 8)]
    found = numbers(run(Case(seconds=0.001), blocks, run_one=run_one, workers=2))
    assert found == [*range(8, 12), *range(8)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_replication_is_named(workers: int) -> None:
    blocks = run(Case(fails=13), range(20), run_one=run_one, workers=workers, block=5, label="x")
    said = "replication 13 of x failed: ValueError: a made-up"
    with pytest.raises(ReplicationError, match=said) as caught:
        list(blocks)
    assert 'raise ValueError("a made-up fault")' in caught.value.trace, "from where it was raised"


def test_the_case_that_failed_is_named() -> None:
    jobs = [Job(0, range(2)), Job(1, range(2))]
    blocks = run_cases([Case(), Case(fails=1)], jobs, run_one=run_one, workers=1, labels=["a", "b"])
    with pytest.raises(ReplicationError, match="replication 1 of b failed"):
        list(blocks)


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers_are_refused(workers: int) -> None:
    with pytest.raises(ValueError, match="allowed: 1 or more"):
        list(run(Case(), range(2), run_one=run_one, workers=workers))


class Dying:
    """Workers that die once at each block, while the block after it is finished."""

    lost = (BrokenExecutor,)
    room = 2

    def __init__(self) -> None:
        self.submitted: list[int] = []

    def submit(self, job: Job) -> "Future[Block]":
        future: Future[Block] = Future()
        start = job.replications.start
        first = start not in self.submitted
        self.submitted.append(start)
        if first and start % 2 == 0:
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(Block(start, start + 1, {}))
        return future

    def wait(self, future: "Future[Block]") -> Block:
        return future.result()

    def rebuild(self) -> None:
        pass

    def close(self) -> None:
        pass


def test_deaths_with_a_block_in_between_go_on_and_what_is_finished_is_not_run_again() -> None:
    workers = Dying()
    jobs = [Job(0, range(k, k + 1)) for k in range(12)]
    assert [block.start for _, block in _in_order(workers, jobs)] == list(range(12))
    assert [workers.submitted.count(k) for k in range(12)] == [2, 1] * 6


def test_a_dead_worker_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    case = Case(dies=9, marker=str(tmp_path / "died"))
    found = in_memory(list(run(case, range(20), run_one=run_one, workers=2, block=4)))
    assert (tmp_path / "died").exists()
    assert_equal(found, in_memory(list(run(Case(), range(20), run_one=run_one, workers=1))))


def test_workers_that_always_die_end_the_run() -> None:
    with pytest.raises(WorkersLost, match=r"run\.workers=1"):
        list(run(Unsendable(), range(12), run_one=run_one, workers=2, block=4))


@pytest.mark.parametrize("block", [1, 3, 25])
def test_garbage_is_collected_however_small_the_blocks(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected: list[int] = []
    monkeypatch.setattr("sim.montecarlo.executors.gc.collect", lambda: collected.append(1))
    for piece in split(range(60), block):
        run_block(Case(), piece, run_one)
    assert len(collected) == 6


def test_the_collector_is_left_as_it_was() -> None:
    frozen = gc.get_freeze_count()
    list(run(Case(), range(11), run_one=run_one, workers=1))
    assert gc.isenabled()
    assert gc.get_freeze_count() <= frozen


def test_workers_stay_light_whatever_the_main_script_imports(tmp_path: Path) -> None:
    """A script without a guard, with pandas at its top: the workers do not import it again."""
    script = tmp_path / "main.py"
    script.write_text(
        textwrap.dedent(
            """
            import pandas
            from sim.montecarlo.engine import run
            from tests.montecarlo.light import Loaded, loaded

            for block in run(Loaded(), range(4), run_one=loaded, workers=2, block=2):
                print(*block.tables["outcomes"])
            """
        )
    )
    done = subprocess.run(
        [sys.executable, str(script)], env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    for line in lines:
        assert "heavy_" not in line
        assert "threads_1" in line
