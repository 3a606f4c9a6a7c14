"""What a program prints may find no place: its reader has gone, the disk behind ``>`` is full."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

CUT = 141
"""Exit code of a program whose reader has gone: 128 and the number of SIGPIPE, as shells say it."""

FULL = 1
"""Exit code of a program of which no more can be printed."""


@contextmanager
def reader() -> Iterator[None]:
    """End what is within, quietly, when nobody reads the output any more (``… | head``).

    Where what is printed cannot be written, as on a full disk, one line says so. From then on what
    is printed goes nowhere, so that no later line fails again.

    Raises
    ------
    SystemExit
        With `CUT` or `FULL`. It passes through what catches an ``Exception``, such as Hydra.
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
        _to_nowhere(gone)
        raise SystemExit(CUT) from None
    except OSError as error:
        if error.filename is not None or not _fails(sys.stdout):  # a print's names none
            raise
        _to_nowhere([sys.stdout.fileno()])
        with suppress(OSError):
            what = f"what is printed cannot be written ({error.strerror})"
            print(f"{what}; results in folders are kept", file=sys.stderr, flush=True)
        raise SystemExit(FULL) from None


def quietly(main: Callable[[], int]) -> int:
    """Run a program and give its exit code; `CUT` or `FULL` if nothing can be printed any more.

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
        if stop.code not in (CUT, FULL):
            raise
        return CUT if stop.code == CUT else FULL
    return code


def _to_nowhere(files: list[int]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for file in files:
        os.dup2(nowhere, file)


def _fails(stream: TextIO) -> bool:
    """Whether nothing can be written to a stream: what waits to be written, or one line more.

    Where it can be written the line stays. Nothing less tells: what a large or an unbuffered print
    could not write waits nowhere, and even a full disk takes a write of no bytes.
    """
    try:
        stream.flush()
        stream.write("\n")
        stream.flush()
    except OSError:
        return True
    return False


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
