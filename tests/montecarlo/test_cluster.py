"""Dask: the same bytes as here, a worker lost on the way, a scheduler that goes away.

The scheduler and the workers are started by the README's own command lines.
"""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from sim.errors import RunError
from sim.montecarlo import manifest as manifests
from sim.montecarlo.backend import Backend, backend_of
from sim.montecarlo.columns import Block
from sim.montecarlo.complete import How, complete
from sim.montecarlo.engine import run
from sim.montecarlo.executors import ReplicationError
from sim.montecarlo.store import Store
from tests.montecarlo.fake import Case, run_one
from tests.montecarlo.kept import REPLICATIONS, contents, identity
from tests.montecarlo.kept import complete as complete_here

pytest.importorskip("distributed")
ROOT = Path(__file__).parents[2]


def command_lines() -> list[list[str]]:
    """What the README says to start: a scheduler, two workers, a forecast."""
    (block,) = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
    return [shlex.split(line, comments=True) for line in block.splitlines()]


class Dask:
    """A scheduler and two workers, on a port of their own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("localhost", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://localhost:{port}"
        self._folder = folder
        scheduler, *workers, _ = command_lines()
        self.scheduler = self.start(scheduler)
        until = time.monotonic() + 90  # a machine may be busy
        while not self._answers():
            assert self.scheduler.poll() is None, "the scheduler has ended"
            assert time.monotonic() < until, "the scheduler does not answer"
            time.sleep(0.1)
        self.workers = [self.start(words) for words in workers]

    def start(self, words: list[str]) -> subprocess.Popen[bytes]:
        port = self.address.rpartition(":")[2]
        own = [word.replace("8786", port) for word in words[1:]]
        plain = ["--no-dashboard"] + (["--no-nanny"] if "worker" in own else [])
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *own, *plain], cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            socket.create_connection(("localhost", int(self.address.rpartition(":")[2])), 1).close()
        except OSError:
            return False
        return True

    @property
    def backend(self) -> Backend:
        return Backend("dask", self.address)

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def dask(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Dask]:
    for limit in ("_CONNECT", "_FIRST_WORKER"):
        monkeypatch.setattr(f"sim.montecarlo.cluster.{limit}", 90.0)
    cluster = Dask(tmp_path_factory.mktemp("dask"))
    yield cluster
    cluster.stop()


def write_all(store: Store, blocks: Iterator[Block]) -> None:
    for block in blocks:
        store.write(block)


def finish(store: Store) -> None:
    hashes = store.assemble(REPLICATIONS)
    store.finish(manifests.manifest(identity(), REPLICATIONS, "all were run", hashes))


def test_the_readme_starts_a_scheduler_and_two_workers() -> None:
    words = [line[:2] for line in command_lines()]
    assert words[:3] == [["dask", "scheduler"], *[["dask", "worker"]] * 2]
    assert "backend=dask" in command_lines()[3]


def test_equal_bytes_and_a_worker_lost_on_the_way(dask: Dask, tmp_path: Path) -> None:
    """One of the two workers ends in the middle of a block; then a fault of a replication."""
    expected = contents(complete_here(tmp_path / "here"))
    case = Case(dies=9, marker=str(tmp_path / "died"))
    with Store(tmp_path / "dask", identity()) as store:
        how = How(block=4, backend=dask.backend)
        complete(store, case, REPLICATIONS, run_one=run_one, how=how)
        finish(store)
    assert (tmp_path / "died").exists()
    assert [worker.poll() is None for worker in dask.workers].count(True) == 1
    assert contents(tmp_path / "dask") == expected
    with pytest.raises(ReplicationError, match="replication 3 of x failed: ValueError: a made-up"):
        list(run(Case(fails=3), range(8), run_one=run_one, label="x", backend=dask.backend))


def test_a_scheduler_that_goes_away_is_one_message_and_nothing_is_lost(
    dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.montecarlo.cluster._RETURN", 1.0)
    expected = contents(complete_here(tmp_path / "here"))
    with Store(tmp_path / "dask", identity()) as store:
        store.begin()
        blocks = run(
            Case(seconds=0.05), range(REPLICATIONS), run_one=run_one, block=3,
            backend=dask.backend,
        )  # fmt: skip
        store.write(next(blocks))
        dask.scheduler.kill()
        with pytest.raises(RunError, match=r"scheduler at tcp://localhost:\d+ went away"):
            write_all(store, blocks)
    left = Store(tmp_path / "dask", identity()).missing(REPLICATIONS, 7)
    assert 0 < sum(map(len, left)) < REPLICATIONS
    assert contents(complete_here(tmp_path / "dask")) == expected


def test_what_is_done_is_said_when_a_run_cannot_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens at the address."""
    monkeypatch.setattr("sim.montecarlo.cluster._CONNECT", 0.5)
    with socket.socket() as free:
        free.bind(("localhost", 0))
        address = f"tcp://localhost:{free.getsockname()[1]}"
    how = How(backend=Backend("dask", address))
    with Store(tmp_path, identity()) as store, pytest.raises(RunError) as caught:
        complete(store, Case(), REPLICATIONS, run_one=run_one, how=how)
    assert f"no Dask scheduler answers at {address}" in str(caught.value)
    assert "0 of 30 replications are kept" in str(caught.value)


FORECAST = ["experiments/forecast.py", "scenario=toy", "run.figures=false", "run.output=out"]


def heed_ctrl_c() -> None:
    """Let Ctrl-C reach a program even where the tests themselves run in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_ctrl_c_while_a_scheduler_is_waited_for_is_quiet_and_quick(tmp_path: Path) -> None:
    """Somebody listens and says nothing."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        words = [str(ROOT / FORECAST[0]), *FORECAST[1:], "backend=dask"]
        run = subprocess.Popen(
            [sys.executable, *words, f"backend.scheduler={address}"], cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
            stdout=subprocess.DEVNULL, preexec_fn=heed_ctrl_c,
        )  # fmt: skip
        silent.settimeout(90)
        talk, _ = silent.accept()
        time.sleep(1.0)
        run.send_signal(signal.SIGINT)
        stopped = time.monotonic()
        _, said = run.communicate(timeout=90)
        talk.close()
    assert time.monotonic() - stopped < 15
    assert run.returncode == 130
    assert said.strip().startswith("Stopped. 0 of ")
    assert len(said.strip().splitlines()) == 1


def test_what_answers_but_is_no_scheduler_is_one_message() -> None:
    """Such as a web server on the port that was given."""
    from sim.montecarlo.cluster import Cluster

    with socket.socket() as web:
        web.bind(("127.0.0.1", 0))
        web.listen()

        def answer() -> None:
            talk, _ = web.accept()
            talk.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        Thread(target=answer, daemon=True).start()
        address = f"tcp://127.0.0.1:{web.getsockname()[1]}"
        with pytest.raises(RunError) as told:
            Cluster([Case()], run_one, None, address)
    assert f"answers at {address} (what answers there is no scheduler)" in str(told.value)


def test_a_cluster_of_this_machine(tmp_path: Path) -> None:
    expected = contents(complete_here(tmp_path / "here"))
    how = How(workers=2, block=5, backend=backend_of({"backend": {"kind": "dask"}}))
    with Store(tmp_path / "dask", identity()) as store:
        complete(store, Case(), REPLICATIONS, run_one=run_one, how=how)
        finish(store)
    assert contents(tmp_path / "dask") == expected


def profiled(address: str) -> set[bool]:
    from distributed import Client, Worker

    def there(dask_worker: Worker) -> bool:
        return {"profile", "profile-cycle"} <= set(dask_worker.periodic_callbacks)

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2)
        return set(client.run(there).values())


def test_workers_are_profiled_before_and_after_a_run_but_not_during_one(dask: Dask) -> None:
    """What Dask's profiler keeps of a worker's calls grows by 25 MB a minute."""
    from sim.montecarlo.cluster import Cluster

    assert profiled(dask.address) == {True}
    cluster = Cluster([Case()], run_one, None, dask.address)
    assert profiled(dask.address) == {False}
    cluster.close()
    assert profiled(dask.address) == {True}


def test_a_worker_with_another_program_is_refused() -> None:
    from sim.montecarlo.cluster import _sent, _work

    other = {**manifests.fingerprint(), "numpy": "0.1"}
    with pytest.raises(RunError, match=r"another program.*numpy \S+ \(here 0\.1\)"):
        _work(_sent(Case()), run_one, range(1), other)
