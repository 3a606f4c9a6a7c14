"""Workers: this process, or worker processes of this machine (`cluster` has those of others).

An executor takes jobs (ranges of replications of a case) and gives futures of blocks; nothing
else of the program knows how the work is shared out. Workers are spawned, not forked: they start
clean, import only the model, and get the cases once, when they start.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import wait
from multiprocessing.synchronize import Event
from typing import Any, Final, Protocol

from sim.montecarlo.columns import Block, collect
from sim.record.outcome import Outcome

RunOne = Callable[[Any, int], Outcome]
"""(case, replication) → outcome: `sim.replication.run_replication`, or a test's stand-in."""

QUEUED: Final = 2
"""Blocks under way or waiting a worker: no worker idles, and memory stays flat."""

_COLLECT_EVERY: Final = 10
"""Replications between two collections: a model is cyclic garbage, 2–3 MB a replication."""

_done = count(1)
"""Numbers the replications of this process: blocks may be smaller than what is between two."""

_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class ReplicationError(RuntimeError):
    """A replication failed: a fault of the program, not of the user.

    Parameters
    ----------
    replication
        Its number.
    reason
        Type and text of what was raised.
    trace
        The traceback, as text, from the process in which it was raised.
    label
        What was run (scenario, hash, seed); added by the study.
    """

    def __init__(self, replication: int, reason: str, trace: str = "", label: str = "") -> None:
        super().__init__(replication, reason, trace, label)
        self.replication = replication
        self.reason = reason
        self.trace = trace
        self.label = label

    def __str__(self) -> str:
        of = f" of {self.label}" if self.label else ""
        return f"replication {self.replication}{of} failed: {self.reason}"


class Stopped(Exception):
    """The run was stopped while this block was under way; the block is to be run again."""


@dataclass(frozen=True, slots=True)
class Job:
    """Replications of the case at a position."""

    case: int
    replications: range


class Executor(Protocol):
    """The seam: something that runs ranges of replications."""

    @property
    def lost(self) -> tuple[type[BaseException], ...]:
        """What is raised for a block that was lost with its worker."""
        ...

    @property
    def room(self) -> int:
        """How many blocks may be under way or wait for a worker."""
        ...

    def submit(self, job: Job) -> "Future[Block]":
        """Begin a block, now or when a worker is free."""
        ...

    def wait(self, future: "Future[Block]") -> Block:
        """Wait for a block; raises what its replications raised, or that it is lost."""
        ...

    def rebuild(self) -> None:
        """Replace workers that died; blocks that are lost must be submitted again."""
        ...

    def close(self) -> None:
        """Stop, after at most one more replication a worker."""
        ...


class InProcess:
    """One worker: this process, which does the work when it is submitted."""

    room = 1  # each is handed over as soon as it is done
    lost = (BrokenExecutor,)

    def __init__(self, cases: Sequence[Any], run_one: RunOne) -> None:
        self._cases = cases
        self._run_one = run_one

    def submit(self, job: Job) -> "Future[Block]":
        """Run the block at once."""
        future: Future[Block] = Future()
        with own_collections():
            try:
                case = self._cases[job.case]
                future.set_result(run_block(case, job.replications, self._run_one))
            except Exception as error:
                future.set_exception(error)
        return future

    def wait(self, future: "Future[Block]") -> Block:
        """Give the block, which is there."""
        return future.result()

    def rebuild(self) -> None:
        """Nothing to replace."""

    def close(self) -> None:
        """Nothing to stop."""


class Processes:
    """Worker processes of this machine, replaced together when one of them dies."""

    lost = (BrokenExecutor,)

    def __init__(self, cases: Sequence[Any], run_one: RunOne, workers: int) -> None:
        self.workers = workers
        self.room = QUEUED * workers
        self._begin = (cases, run_one)
        # A script of the user is not imported again by the workers, unless they need it.
        self._hide_main = getattr(run_one, "__module__", None) != "__main__"
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._stop = self._context.Event()
        self._pool = ProcessPoolExecutor(
            self.workers, self._context, initializer=_begin, initargs=(*self._begin, self._stop)
        )

    def submit(self, job: Job) -> "Future[Block]":
        """Queue the block; the pool starts its processes here, one a call, while it needs more."""
        with environment_of_workers(self._hide_main):
            return self._pool.submit(_work, job)

    def wait(self, future: "Future[Block]") -> Block:
        """Wait for the block."""
        return future.result()

    def rebuild(self) -> None:
        """Start new workers in place of a broken pool."""
        self.close()
        self._start()

    def close(self) -> None:
        """Stop the workers between two replications and wait until they have gone."""
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)


def local(cases: Sequence[Any], run_one: RunOne, workers: int | None, jobs: int) -> Executor:
    """Choose where to run: `workers` processes (None: all cores), no more than there are jobs."""
    wanted = min(available_cores() if workers is None else workers, max(jobs, 1))
    if wanted < 1:
        raise ValueError(f"the number of workers is {workers}; allowed: 1 or more, or null")
    return InProcess(cases, run_one) if wanted == 1 else Processes(cases, run_one, wanted)


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_block(
    case: Any, replications: range, run_one: RunOne, stopped: Callable[[], bool] = lambda: False
) -> Block:
    """Run the replications of one block, in order.

    Raises
    ------
    ReplicationError
        If one fails; it names it.
    Stopped
        If `stopped` became true before the block was over.
    """
    outcomes: list[Outcome] = []
    for replication in replications:
        if stopped():
            raise Stopped
        try:
            outcomes.append(run_one(case, replication))
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise ReplicationError(replication, reason, traceback.format_exc()) from None
        if next(_done) % _COLLECT_EVERY == 0:
            gc.collect()
    return Block(replications.start, replications.stop, collect(outcomes))


_worker: tuple[Sequence[Any], RunOne, Event] | None = None


def _begin(cases: Sequence[Any], run_one: RunOne, stop: Event) -> None:
    """Make this process a worker: keep the cases, freeze what is there, watch the parent."""
    global _worker  # one worker a process, set once
    _worker = (cases, run_one, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    gc.disable()
    gc.collect()
    gc.freeze()


def _work(job: Job) -> Block:
    """Run a block in a worker."""
    if _worker is None:
        raise RuntimeError("this process was not made a worker")
    cases, run_one, stop = _worker
    return run_block(cases[job.case], job.replications, run_one, stop.is_set)


def _leave_with_parent() -> None:
    """End this worker when its parent was killed: nobody would collect its blocks."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def own_collections() -> Iterator[None]:
    """Collect garbage only when the block says so, and leave the collector as it was."""
    enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


@contextmanager
def environment_of_workers(hide_main: bool) -> Iterator[None]:
    """Give processes started inside one BLAS thread each, and no copy of the main script.

    A spawned process imports the script that was started. It is of no use to a worker, costs the
    import of all that the script imports, and fails in a script without a guard on ``__main__``.
    """
    main = sys.modules["__main__"]
    hidden: list[str] = ["__spec__", "__file__"] if hide_main else []
    attributes = {name: main.__dict__[name] for name in hidden if name in main.__dict__}
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    if hide_main:
        main.__dict__["__spec__"] = None
        main.__dict__.pop("__file__", None)
    try:
        yield
    finally:
        main.__dict__.update(attributes)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
