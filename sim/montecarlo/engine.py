"""Many replications: blocks handed out to workers, and given back in order.

A replication is a function of (case, number) alone, so that nothing here can change a result:
not the number of workers, nor the size or order of the blocks, nor a worker that dies.
"""

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from sim.montecarlo.columns import Block
from sim.montecarlo.executors import Executor, ReplicationError, RunOne, local
from sim.montecarlo.progress import Progress

_MOST_DEATHS: Final = 3
"""Times that the workers may die without a single block finished in between."""

_QUEUED: Final = 2
"""Blocks under way or waiting a worker: no worker idles, and memory stays flat."""


class WorkersLost(RuntimeError):
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
) -> Generator[Block, None, None]:
    """Run replications and give back finished blocks, in the order of `replications`.

    Parameters
    ----------
    case
        What every replication starts from; sent to each worker once. Must be picklable.
    replications
        A range, cut here into blocks; or blocks already cut, in any order.
    run_one
        (case, replication) → outcome; an importable function.
    workers
        Processes; None: all cores; 1: this process.
    block
        Replications a block.
    progress
        Told of every finished block.
    label
        What is run, for messages.

    Yields
    ------
    Block
        As soon as it and all before it are done. Closing the generator stops the workers, after
        at most one more replication each.

    Raises
    ------
    ReplicationError
        If a replication fails.
    WorkersLost
        If workers die repeatedly without finishing a block.
    """
    blocks = split(replications, block) if isinstance(replications, range) else list(replications)
    if not blocks:
        return
    executor = local(case, run_one, workers, len(blocks))
    try:
        for finished in _in_order(executor, blocks):
            if progress is not None:
                progress.update(finished)
            yield finished
    except ReplicationError as error:
        raise ReplicationError(error.replication, error.reason, error.trace, label) from None
    finally:
        executor.close()


@dataclass(slots=True)
class _Job:
    """A block and, once it was submitted, its future."""

    block: range
    future: "Future[Block] | None" = None

    @property
    def finished(self) -> bool:
        """Whether the block is there; what died with its worker is not."""
        future = self.future
        if future is None or not future.done() or future.cancelled():
            return False
        return not isinstance(future.exception(), BrokenExecutor)


def _in_order(executor: Executor, blocks: Sequence[range]) -> Iterator[Block]:
    """Keep the workers busy and hand over each block when all before it have been."""
    waiting = deque(_Job(block) for block in blocks)
    under_way: deque[_Job] = deque()
    deaths = 0
    while waiting or under_way:
        while waiting and len(under_way) < _most_under_way(executor):
            under_way.append(waiting.popleft())
        try:
            for job in under_way:
                if job.future is None:
                    job.future = executor.submit(job.block)
            future = under_way[0].future
            assert future is not None
            finished = future.result()
        except BrokenExecutor:
            deaths += 1
            if deaths > _MOST_DEATHS:
                raise _lost(under_way[0].block, deaths) from None
            for job in under_way:
                if not job.finished:
                    job.future = None
            executor.rebuild()
            continue
        under_way.popleft()
        deaths = 0
        yield finished


def _lost(block: range, deaths: int) -> WorkersLost:
    return WorkersLost(
        f"the workers died {deaths} times while replications {block.start} to {block.stop - 1} "
        "were to be run; the system may have run out of memory: try run.workers=1"
    )


def _most_under_way(executor: Executor) -> int:
    """One block at a time in this process, so that each is handed over as soon as it is done."""
    return 1 if executor.workers == 1 else _QUEUED * executor.workers
