"""Runs that are killed go on, and give equal bytes."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from sim.montecarlo.columns import TABLES
from sim.montecarlo.parts import PARTS
from sim.montecarlo.store import Store
from tests.montecarlo.kept import REPLICATIONS, ROOT, complete, contents, identity, keep


def children(process: int) -> list[int]:
    """Processes that a process has started; none where the system does not say."""
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(number) for number in text.split()]


def runs(process: int) -> bool:
    """Whether a process is there, and not only its exit code."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_killed_run_goes_on_and_gives_equal_bytes(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    """SIGKILL of the parent in mid-run: the parts stay, and no worker outlives it."""
    script = tmp_path / "main.py"
    script.write_text(
        textwrap.dedent(
            f"""
            from pathlib import Path
            from sim.montecarlo.engine import run
            from sim.montecarlo.store import Store
            from tests.montecarlo.fake import Case, run_one
            from tests.montecarlo.kept import identity

            store = Store(Path({str(tmp_path / "killed")!r}), identity())
            store.begin()
            case = Case(seconds=0.1)
            for block in run(case, range(30), run_one=run_one, workers=2, block=4):
                store.write(block)
            """
        )
    )
    process = subprocess.Popen(
        [sys.executable, str(script)], env={"PYTHONPATH": str(ROOT), "PATH": ""}
    )
    parts = tmp_path / "killed" / PARTS
    until = time.monotonic() + 30
    while len(list(parts.glob("0*"))) < 2:
        assert time.monotonic() < until, "no part appeared"
        time.sleep(0.05)
    workers = children(process.pid)
    process.kill()
    process.wait()
    until = time.monotonic() + 30
    while any(map(runs, workers)):
        assert time.monotonic() < until, "a worker outlives its parent"
        time.sleep(0.05)
    left = Store(tmp_path / "killed", identity()).missing(REPLICATIONS, 7)
    assert 0 < sum(map(len, left)) < REPLICATIONS
    assert contents(complete(tmp_path / "killed")) == reference


@pytest.mark.parametrize("table", TABLES)
def test_a_run_killed_while_it_was_put_together_goes_on(
    reference: dict[str, bytes], tmp_path: Path, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those before this table are already extended, the manifest still tells of the shorter run."""

    class Killed(BaseException):
        pass

    def replace(source: Path, target: Path) -> None:
        if Path(target).name == f"{table}.parquet":
            raise Killed
        move(source, target)

    complete(tmp_path, 10)
    store = keep(tmp_path, Store(tmp_path, identity()).missing(REPLICATIONS, 7))
    move = os.replace
    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(Killed):
        store.assemble(REPLICATIONS)
    monkeypatch.undo()
    assert contents(complete(tmp_path)) == reference


def test_two_runs_killed_while_they_were_put_together_go_on(
    reference: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One before its manifest, a longer one between two tables: each table is one of theirs."""
    complete(tmp_path, 10)
    keep(tmp_path, range(10, 20)).assemble(20)
    store = keep(tmp_path, range(20, REPLICATIONS))
    move, moved = os.replace, list[str]()

    def replace(source: Path, target: Path) -> None:
        if Path(target).suffix == ".parquet":
            moved.append(Path(target).name)
            if len(moved) > 1:
                raise KeyboardInterrupt
        move(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        store.assemble(REPLICATIONS)
    monkeypatch.undo()
    assert contents(complete(tmp_path)) == reference


def test_a_first_run_killed_while_it_was_put_together_goes_on(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    """One table is there and no manifest: the parts say what made it."""
    keep(tmp_path, range(REPLICATIONS))
    (tmp_path / "outcomes.parquet").write_bytes(reference["outcomes.parquet"])
    assert contents(complete(tmp_path)) == reference
