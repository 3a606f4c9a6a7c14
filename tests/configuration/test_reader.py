"""Whoever reads the output may go: programs then end quietly, and only then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.configuration.reader import CUT, quietly

ROOT = Path(__file__).resolve().parents[2]


def unread(words: list[str], cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program whose output nobody reads from the start."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run(
            [sys.executable, *words],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
            check=False,
        )
    finally:
        os.close(writing)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "given", [["--help"], ["check=true"], ["--cfg", "job"], ["-m", "check=true", "run.seed=1,2"]]
)
def test_a_program_ends_quietly(given: list[str], unbuffered: str, tmp_path: Path) -> None:
    words = [str(ROOT / "experiments" / "forecast.py"), *given]
    ended = unread(words, tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert (ended.returncode, ended.stderr) == (CUT, "")


def test_so_does_the_check_of_folders(tmp_path: Path) -> None:
    ended = unread(["-m", "sim.results", "verify", str(ROOT / "results/reference")], tmp_path)
    assert "Traceback" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr


def test_a_letter_that_the_terminal_does_not_know_ends_nothing() -> None:
    """The headline has arrows: a forecast ended on them, without its figures."""
    code = (
        "from sim.configuration.reader import quietly; quietly(lambda: print('4 \u2192 5 %') or 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"},
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.split() == [b"4", b"?", b"5", b"%"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("given", [["--help"], ["check=true"], ["-m", "check=true", "run.seed=1"]])
def test_a_full_disk_behind_the_output_is_one_message(
    given: list[str], unbuffered: str, tmp_path: Path
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [sys.executable, str(ROOT / "experiments" / "forecast.py"), *given],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered},
            check=False,
        )
    said = "what is printed cannot be written (No space left on device); results in folders are"
    assert ended.stderr == f"{said} kept\n"
    assert ended.returncode == 1


def test_another_error_of_the_system_passes() -> None:
    def full() -> int:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        quietly(full)


def test_one_that_names_its_file_leaves_nothing_in_the_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty line was written, to see whether the output was at fault."""
    with pytest.raises(FileNotFoundError):
        quietly(lambda: len((tmp_path / "nowhere.csv").read_text(encoding="utf-8")))
    assert capsys.readouterr().out == ""


def test_a_pipe_to_somebody_else_is_an_error() -> None:
    def broken() -> int:
        raise BrokenPipeError("a worker has gone")

    with pytest.raises(BrokenPipeError, match="a worker"):
        quietly(broken)


def test_codes_pass() -> None:
    assert quietly(lambda: 2) == 2
    with pytest.raises(SystemExit, match="5"):
        quietly(lambda: sys.exit(5))
