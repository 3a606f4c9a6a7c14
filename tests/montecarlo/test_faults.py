"""Faults of the machine: no room, no right to write, two runs at once. One message, nothing lost.

Deaths of workers are in test_engine and test_cluster, that of the parent in test_killed.
"""

import errno
import os
import resource
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.errors import ResultsError
from sim.montecarlo.complete import How
from sim.montecarlo.complete import complete as run_missing
from sim.montecarlo.lock import LOCK, Lock
from sim.montecarlo.parts import PARTS
from sim.montecarlo.store import Store
from tests.montecarlo.fake import Case, run_one
from tests.montecarlo.kept import REPLICATIONS, complete, contents, identity

ROOT = Path(__file__).parents[2]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill(directory: Path, *, block: int = 5) -> None:
    with Store(directory, identity()) as store:
        how = How(workers=1, block=block)
        run_missing(store, Case(), REPLICATIONS, run_one=run_one, how=how)


def test_no_room_for_a_block_keeps_those_before(tmp_path: Path) -> None:
    expected = contents(complete(tmp_path / "unbroken"))
    with Store(tmp_path / "full", identity()) as store:
        run_missing(store, Case(), 10, run_one=run_one, how=How(workers=1, block=5))
    with files_of_at_most(4096), pytest.raises(ResultsError, match="cannot be written") as caught:
        fill(tmp_path / "full")
    assert "run again" in str(caught.value)
    assert Store(tmp_path / "full", identity()).done() == [range(5), range(5, 10)]
    assert not list((tmp_path / "full").rglob("*.tmp"))
    assert contents(complete(tmp_path / "full")) == expected


def test_no_room_even_to_say_what_is_run_leaves_no_draft(tmp_path: Path) -> None:
    with files_of_at_most(10), pytest.raises(ResultsError, match="cannot be written"):
        fill(tmp_path / "full")
    assert not list((tmp_path / "full").rglob("*.tmp"))


def test_no_room_for_the_tables_keeps_the_blocks(tmp_path: Path) -> None:
    expected = contents(complete(tmp_path / "unbroken"))
    fill(tmp_path / "full", block=1)
    with (
        Store(tmp_path / "full", identity()) as store,
        files_of_at_most(8192),
        pytest.raises(ResultsError, match="cannot be written"),
    ):
        store.assemble(REPLICATIONS)
    assert not list((tmp_path / "full").glob(".*.tmp"))
    assert not list((tmp_path / "full").glob("*.parquet"))
    assert contents(complete(tmp_path / "full")) == expected


def test_a_full_disk_is_one_message_and_the_run_goes_on_when_there_is_room(tmp_path: Path) -> None:
    """A small file system of its own; unshare lets a user mount one without being root."""
    expected = contents(complete(tmp_path / "unbroken"))
    disk, script = tmp_path / "disk", tmp_path / "main.py"
    disk.mkdir()
    script.write_text(
        textwrap.dedent(
            f"""
            import shutil, subprocess, sys
            from pathlib import Path
            from sim.errors import ResultsError
            from tests.montecarlo.test_faults import fill
            from tests.montecarlo.kept import complete

            disk = Path({str(disk)!r})
            try:
                fill(disk / "results")
            except ResultsError as error:
                print(error)
            subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
            kept = len(list((disk / "results" / "parts").glob("0*")))
            complete(disk / "results")
            shutil.copytree(disk / "results", {str(tmp_path / "out")!r})
            print("kept", kept)
            """
        )
    )
    mounting = f"mount -t tmpfs -o size=200k none {disk}"
    unshare = shutil.which("unshare")
    if (
        unshare is None
        or subprocess.run(
            [unshare, "-Urm", "sh", "-c", mounting], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("this platform lets no user mount a file system")
    done = subprocess.run(
        [unshare, "-Urm", "sh", "-c", f"{mounting} && exec {sys.executable} {script}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "results cannot be written (No space left on device)" in done.stdout
    assert 0 < int(done.stdout.split()[-1]) < REPLICATIONS / 5
    assert contents(tmp_path / "out") == expected


def test_a_folder_that_may_not_be_written_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o555)
    root = os.geteuid() == 0
    if root:  # root may write anywhere
        os.seteuid(65534)
    try:
        with pytest.raises(ResultsError, match=r"results cannot be written \(Permission denied\)"):
            fill(Path("results"))
    finally:
        if root:
            os.seteuid(0)
        tmp_path.chmod(0o755)
    assert not list(tmp_path.iterdir())


def test_two_runs_on_one_folder(tmp_path: Path) -> None:
    """The second is told who is there; when the first has ended, it finds its blocks."""
    first, second = (Store(tmp_path, identity()) for _ in range(2))
    first.begin()
    said = rf"another run \(process {os.getpid()} on .*\) is writing there; .*run\.output"
    with pytest.raises(ResultsError, match=said):
        second.begin()
    run_missing(first, Case(), 10, run_one=run_one, how=How(workers=1, block=5))
    first.close()
    assert not (tmp_path / LOCK).exists()
    second.begin()
    assert second.missing(10, 5) == []
    second.close()


def test_who_is_refused_leaves_nothing_in_the_folder(tmp_path: Path) -> None:
    """Empty parts in a finished folder told of a longer run that had not ended."""
    complete(tmp_path, 10)
    lock = Lock(tmp_path)
    with pytest.raises(ResultsError, match="is writing there"):
        Store(tmp_path, identity()).begin()
    lock.release()
    assert not (tmp_path / PARTS).exists()


def test_who_waited_for_a_run_finds_it_finished(tmp_path: Path) -> None:
    """Looked at before the other run had begun, begun after it had ended."""
    waited = Store(tmp_path, identity())
    complete(tmp_path, 10)
    waited.begin()
    assert waited.done() == [range(10)]
    waited.close()


def test_a_lock_that_a_killed_run_has_left_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("process 1 on another host")
    complete(tmp_path, 3)
    assert not (tmp_path / LOCK).exists()


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_keeps_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Some of clusters know none: nothing at all could be run there."""

    def none(*_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("fcntl.flock", none)
    assert contents(complete(tmp_path / "a", 3))
    assert not (tmp_path / "a" / LOCK).exists()


def test_a_lock_that_cannot_be_removed_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows removes no file that somebody has open: not ours either, while it is."""
    opened, remove, close = set[int](), Path.unlink, os.close

    def closing(file: int) -> None:
        opened.discard(file)
        close(file)

    def removing(path: Path, missing_ok: bool = False) -> None:
        if opened or path.parent.name == "held":
            raise PermissionError(13, "The process cannot access the file")
        remove(path, missing_ok)

    monkeypatch.setattr("sim.montecarlo.lock.fcntl", None)
    for name, left in (("free", False), ("held", True)):
        (tmp_path / name).mkdir()
        with monkeypatch.context() as patch:
            lock = Lock(tmp_path / name)
            opened.add(lock._file)
            patch.setattr(os, "close", closing)
            patch.setattr(Path, "unlink", removing)
            lock.release()
            lock.release()
        assert (tmp_path / name / LOCK).exists() == left
