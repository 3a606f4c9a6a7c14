"""One run a folder: a lock that the system lets go when its process ends, however it ends."""

import errno
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

from sim.errors import ResultsError

try:
    import fcntl
except ImportError:  # a platform without it: two runs on one folder are not noticed there
    fcntl = None  # type: ignore[assignment]

LOCK: Final = ".lock"

_NO_LOCKS: Final = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP})
"""What a file system answers that knows no locks, such as some of clusters: as if without fcntl."""


class Lock:
    """The right to write into a folder; where there are no locks, everybody has it.

    Raises
    ------
    ResultsError
        If another run has it; the message says which process, on which host.
    OSError
        If the folder cannot be written.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / LOCK
        while True:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                _lock(self._file)
            except BlockingIOError:
                holder = os.read(self._file, 200).decode(errors="replace").strip()
                os.close(self._file)
                raise ResultsError(
                    f"{directory}: another run ({holder or 'just started'}) is writing there; "
                    "wait for its end, or choose another folder with run.output=…"
                ) from None
            if self._ours():
                break
            os.close(self._file)  # its last holder has removed it in the meantime
        os.truncate(self._file, 0)
        os.write(self._file, f"process {os.getpid()} on {socket.gethostname()}".encode())

    def release(self) -> None:
        """Let others in."""
        if self._file < 0:
            return
        file, self._file = self._file, -1
        if fcntl is None:  # there an open file cannot be removed, nor one that another run has open
            os.close(file)
            with suppress(OSError):
                self._path.unlink()
            return
        try:
            self._path.unlink(missing_ok=True)
        finally:
            os.close(file)

    def _ours(self) -> bool:
        """Whether the file that is locked is still the one of that name."""
        try:
            return os.path.samestat(os.fstat(self._file), os.stat(self._path))
        except FileNotFoundError:
            return False


def _lock(file: int) -> None:
    """Lock an open file if that can be done here; BlockingIOError if another process has it."""
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
