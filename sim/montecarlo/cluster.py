"""Replications on a Dask cluster: the workers of a scheduler, on one machine or many.

`Client.get_executor` is a `concurrent.futures.Executor`, so that the engine sees futures as it
does for processes of its own. The scheduler runs the blocks of a lost worker again elsewhere; a
case travels with each block (some 120 kB), so that no worker's death takes it away.
"""

import logging
import signal
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from distributed import Client, KilledWorker, LocalCluster, Worker, WorkerPlugin
from distributed.protocol import pickle as wire

from sim.errors import RunError
from sim.montecarlo.columns import Block
from sim.montecarlo.executors import (
    QUEUED,
    Job,
    RunOne,
    available_cores,
    environment_of_workers,
    own_collections,
    run_block,
)
from sim.montecarlo.manifest import fingerprint
from sim.montecarlo.scheduler import await_answer

_CONNECT: Final = 10.0
"""Seconds in which a scheduler must answer."""

_FIRST_WORKER: Final = 30.0
"""Seconds in which a worker must join."""

_RETURN: Final = 30.0
"""Seconds in which a scheduler whose connection was lost must be back."""

_NO_WORKER: Final = 60.0
"""Seconds that a cluster may be without any worker before the run is given up."""

_LOOK: Final = 2.0
"""Seconds between two looks at the cluster while a block is waited for."""


class Cluster:
    """The workers of a Dask scheduler.

    Parameters
    ----------
    cases
        What the jobs refer to by position.
    run_one
        (case, replication) → outcome; importable on every worker.
    workers
        Processes of a cluster that is started here; None: all cores.
    scheduler
        Address of a scheduler that runs; None: start a cluster on this machine.

    Raises
    ------
    RunError
        If the scheduler does not answer, or no worker joins it.
    """

    lost = (BrokenExecutor, CancelledError, KilledWorker)

    def __init__(
        self, cases: Sequence[Any], run_one: RunOne, workers: int | None, scheduler: str | None
    ) -> None:
        self._cases = cases
        self._run_one = run_one
        self._fingerprint = fingerprint()
        self._own: LocalCluster | None = None
        self.address = scheduler or ""
        for name in ("distributed.client", "distributed.core", "distributed.nanny"):
            # One message of ours is enough when a scheduler goes away.
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if scheduler is None:
            self._own = _local_cluster(workers or available_cores(), run_one)
            self.address = self._own.scheduler_address
        try:
            if scheduler is not None:
                await_answer(scheduler, _CONNECT)
            self._client = Client(self._own or scheduler, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise RunError(
                f"no Dask scheduler answers at {self.address} "
                f"({str(error) or type(error).__name__}); start one with 'dask scheduler', or "
                "correct backend.scheduler=tcp://host:8786"
            ) from None
        with suppress(Exception):  # a worker with another program: its first block says so
            self._client.register_plugin(_Unprofiled())
        if self._own is not None:
            self._client.register_plugin(_ParentDecides())
        self._pool = self._client.get_executor(pure=False)
        self._counted = (0.0, 0)
        self._seen_at = time.monotonic()
        try:
            if not self._await_worker():
                raise RunError(
                    f"the Dask scheduler at {self.address} has no worker; start some with "
                    f"'dask worker {self.address} --nthreads 1'"
                )
        except BaseException:  # Ctrl-C, too
            self.close()
            raise

    @property
    def room(self) -> int:
        """Blocks for the workers that are there now; looked up every few seconds."""
        at, count = self._counted
        if time.monotonic() - at > _LOOK:
            count = self._count()
            self._counted = (time.monotonic(), count)
        return QUEUED * max(count, 1)

    def submit(self, job: Job) -> "Future[Block]":
        """Queue the block with the scheduler."""
        if self._client.status != "running":
            raise self._gone()
        case = _sent(self._cases[job.case])
        future: Future[Block] = self._pool.submit(
            _work, case, self._run_one, job.replications, self._fingerprint
        )
        return future

    def wait(self, future: "Future[Block]") -> Block:
        """Give the block of a future, while the cluster is there.

        Raises
        ------
        RunError
            If there has been no worker for a minute.
        CancelledError
            If the connection was lost: of a block whose end was just being told nobody would hear.
        """
        while True:
            try:
                return future.result(_LOOK)
            except TimeoutError:
                if future.done():
                    raise  # the block's own
            if self._client.status != "running":
                raise CancelledError
            if self._count():
                self._seen_at = time.monotonic()
            elif time.monotonic() - self._seen_at > _NO_WORKER:
                raise RunError(
                    f"the Dask scheduler at {self.address} has had no worker for "
                    f"{_NO_WORKER:.0f} seconds"
                )

    def rebuild(self) -> None:
        """Go on after lost blocks: the scheduler may be back, or only a worker was lost.

        Raises
        ------
        RunError
            If the scheduler does not come back.
        """
        until = time.monotonic() + _RETURN
        while self._client.status != "running" and time.monotonic() < until:
            if self._client.status in ("closed", "closing"):
                break
            time.sleep(0.1)
        if self._client.status != "running" or not self._await_worker():
            raise self._gone()

    def close(self) -> None:
        """Drop what is queued; blocks under way come to their end on the workers."""
        pool = getattr(self, "_pool", None)
        if pool is not None and self._client.status == "running":
            pool.shutdown(wait=False)
            with suppress(Exception):  # a worker may be closing; the run is over
                self._client.unregister_worker_plugin(_Unprofiled.name)
        self._client.close(timeout=5)
        if self._own is not None:
            self._own.close(timeout=5)

    def _count(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except Exception:  # Dask raises what it likes when a connection is closing
            return 0

    def _await_worker(self) -> bool:
        until = time.monotonic() + _FIRST_WORKER
        while time.monotonic() < until:
            if self._count():
                return True
            time.sleep(0.1)
        return False

    def _gone(self) -> RunError:
        return RunError(f"the Dask scheduler at {self.address} went away and did not come back")


class _Unprofiled(WorkerPlugin):
    """Takes Dask's profiler from a worker while a run uses it.

    It looks at the stack a hundred times a second and keeps what it saw: 25 MB a minute.
    """

    name = "unprofiled"

    def __init__(self) -> None:
        self._taken: dict[str, Any] = {}

    def setup(self, worker: Worker) -> None:
        """Take it, before it runs or while it does."""
        for part in ("profile", "profile-cycle"):
            if (callback := worker.periodic_callbacks.pop(part, None)) is not None:
                callback.stop()
                self._taken[part] = callback

    def teardown(self, worker: Worker) -> None:
        """Give it back."""
        for part, callback in self._taken.items():
            worker.periodic_callbacks[part] = callback
            callback.start()
        self._taken = {}


class _ParentDecides(WorkerPlugin):
    """Ctrl-C in a terminal reaches its whole group: the parent decides what it means."""

    name = "parent-decides"

    def setup(self, worker: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _local_cluster(workers: int, run_one: RunOne) -> LocalCluster:
    """Start a scheduler and worker processes on this machine."""
    with environment_of_workers(getattr(run_one, "__module__", None) != "__main__"):
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        )


def _work(case: bytes, run_one: RunOne, replications: range, expected: Mapping[str, str]) -> Block:
    """Run a block on a worker, whose program must be that of the parent."""
    there = _fingerprint()
    different = [
        f"{name} {there[name]} (here {expected[name]})"
        for name in expected
        if there[name] != expected[name]
    ]
    if different:
        raise RunError(
            "a Dask worker has another program, whose results would not be the same: "
            + ", ".join(different)
        )
    with own_collections():
        return run_block(_received(case), replications, run_one)


def _sent(case: Any) -> bytes:
    """Give a case as bytes, in Dask's own form.

    A scheduler makes the objects of what it passes on, and remembers its last thousand blocks: half
    a gigabyte as objects, a quarter of that as bytes.
    """
    data: bytes = wire.dumps(case)
    return data


@lru_cache(maxsize=2)
def _received(case: bytes) -> Any:
    """Make the case of a block; the next blocks of the case find it made."""
    return wire.loads(case)


@lru_cache(maxsize=1)
def _fingerprint() -> dict[str, str]:
    return fingerprint()
