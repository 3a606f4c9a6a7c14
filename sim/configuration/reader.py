"""Who reads what a program prints may go before it has ended, or may not know all its letters."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

CUT = 141
"""Exit code of a program whose reader has gone: 128 and the number of SIGPIPE, as shells say it."""


@contextmanager
def reader() -> Iterator[None]:
    """End what is within, quietly, when nobody reads the output any more (``… | head``).

    From then on what is printed goes nowhere, so that no later line fails again.

    Raises
    ------
    SystemExit
        With `CUT`. It passes through what catches an ``Exception``, such as Hydra.
    BrokenPipeError
        If it was another pipe that broke, such as one to a worker.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        gone = [stream.fileno() for stream in (sys.stdout, sys.stderr) if _unread(stream)]
        if not gone:
            raise
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for file in gone:
            os.dup2(nowhere, file)
        raise SystemExit(CUT) from None


def quietly(main: Callable[[], int]) -> int:
    """Run a program and give its exit code, or `CUT` if its reader has gone.

    A letter that the output cannot hold, such as an arrow in an old Windows terminal, is printed as
    ``?``: the work of hours does not end on it.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")
    code = 0
    try:
        with reader():
            code = main()
    except SystemExit as stop:
        if stop.code != CUT:
            raise
        return CUT
    return code


def _unread(stream: TextIO) -> bool:
    """Whether a stream is a pipe that nobody reads."""
    try:
        file = stream.fileno()
    except OSError:  # Not a file, as in a notebook.
        return False
    if not hasattr(select, "poll"):  # Windows tells only who writes, which has just failed.
        return True
    poll = select.poll()
    poll.register(file, 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))
