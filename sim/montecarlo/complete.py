"""A folder completed: what it lacks is run and kept, block by block, until there is enough."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from sim.errors import RunError
from sim.montecarlo.backend import LOCAL, Backend
from sim.montecarlo.columns import Block
from sim.montecarlo.engine import run
from sim.montecarlo.executors import ReplicationError, RunOne
from sim.montecarlo.parts import noted
from sim.montecarlo.progress import Bar
from sim.montecarlo.seen import Seen
from sim.montecarlo.store import Store

INTERRUPTED: Final = 130
"""Exit code of a program that Ctrl-C stopped."""

Column = npt.NDArray[np.bool_]


class Decision(Protocol):
    """What a rule of stopping says: see `sim.statistics.stopping.Decision`."""

    @property
    def stop(self) -> bool:
        """Whether there are enough."""
        ...

    @property
    def n(self) -> int:
        """How many to keep, if it stops; otherwise the next look."""
        ...

    @property
    def reason(self) -> str:
        """Why, for the record."""
        ...

    @property
    def half_widths(self) -> Mapping[str, float]:
        """Those reached at the last look, by figure."""
        ...


Decide = Callable[[Mapping[str, Column], int], Decision]
"""(headline columns, replications there without a gap) → whether that is enough."""


@dataclass(frozen=True)
class How:
    """How to run, not what.

    Attributes
    ----------
    workers
        Processes of this machine; None: all cores.
    block
        Replications that a worker does between two messages.
    backend
        Where.
    """

    workers: int | None = None
    block: int = 25
    backend: Backend = LOCAL


def complete(
    store: Store,
    case: Any,
    replications: int,
    *,
    run_one: RunOne,
    how: How,
    decide: Decide | None = None,
) -> Decision | None:
    """Run what a folder lacks, and keep each block as soon as it is done.

    Parameters
    ----------
    store
        The folder; taken here if that was not done before.
    case
        What every replication starts from.
    replications
        Their number; with `decide`, at most.
    run_one
        (case, replication) → outcome; an importable function.
    decide
        A rule that looks at the headlines in order of replication, so that its answer depends on
        them alone: not on workers, blocks or interruptions.

    Returns
    -------
    Decision or None
        What the rule decided; blocks run beyond its n are there, to be dropped.

    Raises
    ------
    ReplicationError
        If a replication fails; its traceback has been shown.
    RunError, ResultsError
        If workers are lost for good, or the folder cannot be written; what is done is kept. If what
        is there was run with another version of Python or of a package.
    SystemExit
        After Ctrl-C, with code 130; what is done is kept, and how to go on was said.
    """
    for note in noted(store.directory):
        store.identity.refuse_other_versions(store.directory, note)
    store.begin()
    seen, found = Seen(replications), None
    if decide is not None:
        for start, flags in store.flags():
            seen.note(start, flags)
        if seen.there:
            found = decide(seen.columns(), seen.there)
            if found.stop:
                return found
    try:  # around all of it: Ctrl-C may come between two blocks
        with Bar(replications, _there(store, replications)) as bar:
            for block in _kept(store, case, replications, run_one, how, bar):
                if decide is None:
                    continue
                seen.note_block(block)
                found = decide(seen.columns(), seen.there)
                bar.widths(found.half_widths)
                if found.stop:
                    break
    except KeyboardInterrupt:
        print(f"\nStopped. {_how_to_go_on(store, replications)}", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    return found


def _there(store: Store, replications: int) -> int:
    return replications - sum(map(len, store.missing(replications, replications)))


def _kept(
    store: Store, case: Any, replications: int, run_one: RunOne, how: How, bar: Bar
) -> Iterator[Block]:
    """Run what is missing; each block is given on when it has been written."""
    blocks = run(
        case, store.missing(replications, how.block), run_one=run_one, workers=how.workers,
        progress=bar, label=store.identity.label, backend=how.backend,
    )  # fmt: skip
    try:
        with closing(blocks):
            for block in blocks:
                store.write(block)
                yield block
    except ReplicationError as error:
        print(
            f"{error.trace}\nAlone: experiments/replay.py replication={error.replication} "
            "with the same options and overrides.",
            file=sys.stderr,
        )
        raise
    except RunError as error:
        raise type(error)(f"{error}\n{_how_to_go_on(store, replications)}") from None


def _how_to_go_on(store: Store, replications: int) -> str:
    return (
        f"{_there(store, replications):,} of {replications:,} replications are kept in "
        f"{store.directory}/parts; the same command goes on from there."
    )
