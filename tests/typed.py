"""Command lines of the documents, run as they are typed, in a process of their own or in this."""

import os
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def first_of_each_program(commands: Iterable[str]) -> set[str]:
    """The first command line of each program, which is run in a process of its own.

    One takes two seconds to start, and dozens of them a minute: the others run in the tests' own.
    """
    firsts: dict[str, str] = {}
    for command in commands:
        firsts.setdefault(shlex.split(command)[1], command)
    return set(firsts.values())


def in_a_process(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line from a folder, with no terminal."""
    return subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def in_this_process(
    words: Sequence[str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> subprocess.CompletedProcess[str]:
    """Run a program's file from a folder; but for its folder on the path, as when it is typed."""
    _, script, *rest = words
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", [script, *rest])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(script, run_name="__main__")
    told = capsys.readouterr()
    code = end.value.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(words, code, told.out, told.err)
