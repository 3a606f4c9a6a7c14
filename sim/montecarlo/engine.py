"""Many replications: blocks handed out to workers, and given back in order.

A replication is a function of (case, number) alone, so that nothing here can change a result:
not the number of workers, nor the size or order of the blocks, nor a worker that dies.
"""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from sim.errors import RunError
from sim.montecarlo.backend import LOCAL, Backend, start
from sim.montecarlo.columns import Block
from sim.montecarlo.executors import Executor, Job, ReplicationError, RunOne
from sim.montecarlo.progress import Progress

_MOST_DEATHS: Final = 3
"""Times that the workers may die without a single block finished in between."""


class WorkersLost(RunError):
    """The workers died again and again; the machine, not a replication, is at fault."""


def split(replications: range, size: int) -> list[range]:
    """Cut a range into blocks whose bounds are multiples of `size`.

    Raises
    ------
    ValueError
        If `size` is below one.
    """
    if size < 1:
        raise ValueError(f"the size of a block is {size}; allowed: 1 or more")
    bounds = [
        replications.start,
        *range((replications.start // size + 1) * size, replications.stop, size),
        replications.stop,
    ]
    return [range(a, b) for a, b in pairwise(bounds) if a < b]


def run(
    case: Any,
    replications: range | Sequence[range],
    *,
    run_one: RunOne,
    workers: int | None = None,
    block: int = 50,
    progress: Progress | None = None,
    label: str = "",
    backend: Backend = LOCAL,
) -> Generator[Block, None, None]:
    """Run replications of one case and give back finished blocks, in the order of `replications`.

    Parameters
    ----------
    case
        What every replication starts from; sent to each worker once. Must be picklable.
    replications
        A range, cut here into blocks; or blocks already cut, in any order.
    block
        Replications a block.
    label
        What is run, for messages.
    run_one, workers, progress, backend
        As for `run_cases`.

    Yields
    ------
    Block
        As soon as it and all before it are done. Closing the generator stops the workers, after
        at most one more replication each.

    Raises
    ------
    ReplicationError, WorkersLost, RunError
        As `run_cases`.
    """
    blocks = split(replications, block) if isinstance(replications, range) else replications
    jobs = [Job(0, piece) for piece in blocks]
    found = run_cases([case], jobs, run_one=run_one, workers=workers, progress=progress,
                      labels=[label], backend=backend)  # fmt: skip
    try:
        for _, finished in found:
            yield finished
    finally:
        found.close()


def run_cases(
    cases: Sequence[Any],
    jobs: Sequence[Job],
    *,
    run_one: RunOne,
    workers: int | None = None,
    progress: Progress | None = None,
    labels: Sequence[str] = (),
    backend: Backend = LOCAL,
) -> Generator[tuple[int, Block], None, None]:
    """Run replications of many cases on one set of workers: designs, comparisons, coalitions.

    Parameters
    ----------
    cases
        Sent to each worker once. Must be picklable.
    jobs
        What to run, in any order: the position of a case and a range of its replications each.
    run_one
        (case, replication) → outcome; an importable function.
    workers
        Processes; None: all cores; 1: this process.
    progress
        Told of every finished block.
    labels
        What each case is, for messages.
    backend
        Where to run.

    Yields
    ------
    int, Block
        Position of the case, and the block, in the order of `jobs`: each as soon as it and all
        before it are done.

    Raises
    ------
    ReplicationError
        If a replication fails.
    WorkersLost
        If workers die repeatedly without finishing a block.
    RunError
        If a scheduler is not there, or goes away.
    """
    if not jobs:
        return
    executor = start(backend, cases, run_one, workers, len(jobs))
    current = jobs[0]
    try:
        for current, finished in _in_order(executor, jobs):
            if progress is not None:
                progress.update(finished)
            yield current.case, finished
    except _Failed as failed:
        error, case = failed.error, failed.job.case
        label = labels[case] if labels else ""
        raise ReplicationError(error.replication, error.reason, error.trace, label) from None
    finally:
        executor.close()


class _Failed(Exception):
    """A replication of this job failed."""

    def __init__(self, job: Job, error: ReplicationError) -> None:
        self.job = job
        self.error = error


@dataclass(slots=True)
class _Submitted:
    """A job and, once it was submitted, its future."""

    job: Job
    future: "Future[Block] | None" = None

    def finished(self, lost: tuple[type[BaseException], ...]) -> bool:
        """Whether the block is there; what died with its worker is not."""
        future = self.future
        if future is None or not future.done() or future.cancelled():
            return False
        return not isinstance(future.exception(), lost)


def _in_order(executor: Executor, jobs: Iterable[Job]) -> Iterator[tuple[Job, Block]]:
    """Keep the workers busy and hand over each block when all before it have been."""
    waiting = deque(_Submitted(job) for job in jobs)
    under_way: deque[_Submitted] = deque()
    deaths = 0
    while waiting or under_way:
        room = executor.room
        while waiting and len(under_way) < room:
            under_way.append(waiting.popleft())
        first = under_way[0]
        try:
            for item in under_way:
                if item.future is None:
                    item.future = executor.submit(item.job)
            assert first.future is not None
            finished = executor.wait(first.future)
        except ReplicationError as error:
            raise _Failed(first.job, error) from None
        except executor.lost:
            deaths += 1
            if deaths > _MOST_DEATHS:
                raise _lost(first.job.replications, deaths) from None
            for item in under_way:
                if not item.finished(executor.lost):
                    item.future = None
            executor.rebuild()
            continue
        under_way.popleft()
        deaths = 0
        yield first.job, finished


def _lost(block: range, deaths: int) -> WorkersLost:
    return WorkersLost(
        f"the workers died {deaths} times while replications {block.start} to {block.stop - 1} "
        "were to be run; the system may have run out of memory: try run.workers=1"
    )
