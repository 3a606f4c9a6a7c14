"""A forecast that is asked to stop from outside: by Ctrl-C, or by a batch system."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_what_is_done_is_kept_and_the_same_command_goes_on(
    sent: signal.Signals, tmp_path: Path
) -> None:
    # A block is 50 replications: asked for so many that it is under way when the signal comes.
    command = [sys.executable, str(ROOT / "experiments" / "forecast.py"), "scenario=toy",
               "run.replications=4000", "run.workers=1", "run.figures=false",
               f"run.output={tmp_path / 'run'}"]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        # A shell that starts the tests in the background has them ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list((tmp_path / "run" / "parts").glob("0*")):
        assert time.monotonic() < until, "no part appeared"
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(sent)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Stopped." in said
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    assert "leaked" not in said
    assert list((tmp_path / "run" / "parts").glob("0*"))
