"""What a cluster does when Dask says this or that; a stand-in for Dask's client, and no process."""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest

import __main__ as main
from sim.errors import RunError
from sim.montecarlo import manifest
from sim.montecarlo.columns import Block
from sim.montecarlo.executors import QUEUED, Job
from sim.record.outcome import Outcome
from tests.montecarlo.fake import Case, run_one

pytest.importorskip("distributed")

from sim.montecarlo import cluster as under_test
from sim.montecarlo.cluster import Cluster

ADDRESS = "tcp://10.0.0.5:8786"


class Pool:
    """Takes blocks and finishes none."""

    def __init__(self) -> None:
        self.submitted: list[tuple[Any, ...]] = []
        self.ended = False

    def submit(self, *given: Any) -> "Future[Block]":
        self.submitted.append(given)
        return Future()

    def shutdown(self, wait: bool) -> None:
        assert not wait
        self.ended = True


class Client:
    """Dask's client, as far as a cluster asks it."""

    def __init__(self) -> None:
        self.status = "running"
        self.threads = {"a": 2, "b": 1}
        self.pool = Pool()
        self.plugins: list[str] = []
        self.closed = False

    def nthreads(self) -> dict[str, int]:
        return self.threads

    def register_plugin(self, plugin: Any) -> None:
        self.plugins.append(plugin.name)

    def unregister_worker_plugin(self, name: str) -> None:
        self.plugins.remove(name)

    def get_executor(self, pure: bool) -> Pool:
        assert not pure
        return self.pool

    def close(self, timeout: float) -> None:
        self.closed = True


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    found = Client()
    monkeypatch.setattr(under_test, "Client", lambda *_, **__: found)
    monkeypatch.setattr(under_test, "await_answer", lambda *_: None)
    monkeypatch.setattr(under_test, "_FIRST_WORKER", 0.5)
    for limit in ("_RETURN", "_LOOK", "_NO_WORKER"):
        monkeypatch.setattr(under_test, limit, 0.02)
    return found


def cluster() -> Cluster:
    return Cluster([Case(seed=1), Case(seed=2)], run_one, None, ADDRESS)


def test_a_scheduler_without_a_worker_is_one_message(client: Client) -> None:
    client.threads = {}
    with pytest.raises(RunError, match=f"at {ADDRESS} has no worker; .*dask worker {ADDRESS}"):
        cluster()
    assert client.closed


def test_ctrl_c_while_the_first_worker_is_waited_for_leaves_nothing_open(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped() -> dict[str, int]:
        raise KeyboardInterrupt

    monkeypatch.setattr(client, "nthreads", stopped)
    with pytest.raises(KeyboardInterrupt):
        cluster()
    assert client.closed


def test_an_address_of_no_kind_that_dask_knows_is_one_message() -> None:
    with pytest.raises(RunError, match=r"no Dask scheduler answers at foo://localhost:1 \("):
        Cluster([Case()], run_one, None, "foo://localhost:1")


def test_there_is_room_for_two_blocks_a_thread_and_workers_that_come_are_seen(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(under_test, "time", SimpleNamespace(monotonic=lambda: now[0]))
    found = cluster()
    assert found.room == 3 * QUEUED
    client.threads = {"a": 1}
    assert found.room == 3 * QUEUED, "looked at a moment ago"
    now[0] += 1.0
    assert found.room == QUEUED
    client.threads = {}
    now[0] += 1.0
    assert found.room == QUEUED, "a worker may come back"


def test_a_block_is_sent_with_its_own_case(client: Client) -> None:
    found = cluster()
    found.submit(Job(1, range(4, 7)))
    ((work, case, run, replications, fingerprint),) = client.pool.submitted
    assert (run, replications, fingerprint) == (run_one, range(4, 7), manifest.fingerprint())
    assert work(case, run, replications, fingerprint).start == 4
    assert under_test._received(case) == Case(seed=2)
    assert under_test._received(case) is under_test._received(bytes(case)), "made once"


def test_nothing_is_sent_to_a_scheduler_that_is_gone(client: Client) -> None:
    found = cluster()
    client.status = "connecting"
    with pytest.raises(RunError, match=f"scheduler at {ADDRESS} went away"):
        found.submit(Job(0, range(1)))


def test_a_block_that_ends_with_a_time_out_of_its_own_says_so(client: Client) -> None:
    future: Future[Block] = Future()
    future.set_exception(TimeoutError("its own"))
    with pytest.raises(TimeoutError, match="its own"):
        cluster().wait(future)


def test_a_block_is_waited_for_while_there_are_workers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = cluster()
    monkeypatch.setattr(under_test, "_NO_WORKER", 0.1)

    class Slow(Future[Block]):
        asked = 0

        def result(self, timeout: float | None = None) -> Block:
            self.asked += 1
            if self.asked == 20:  # four times as long as without a worker
                client.threads = {}
            return super().result(timeout)

    future = Slow()
    with pytest.raises(RunError, match="has had no worker for 0 seconds"):
        found.wait(future)
    assert future.asked > 20


@pytest.mark.parametrize("status", ["connecting", "closed"])
def test_a_block_whose_end_nobody_will_hear_of_is_lost_and_not_waited_for(
    client: Client, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scheduler went away while it told the end: the future stays open for ever."""
    monkeypatch.setattr(under_test, "_LOOK", 0.01)
    found = cluster()
    client.status = status
    with pytest.raises(Cluster.lost):
        found.wait(Future())


@pytest.mark.parametrize(
    ("status", "threads", "back"),
    [("running", {"a": 1}, True), ("running", {}, False), ("connecting", {"a": 1}, False)],
)
def test_after_a_lost_block_it_goes_on_if_the_scheduler_has_a_worker(
    client: Client, status: str, threads: dict[str, int], back: bool
) -> None:
    found = cluster()
    client.status, client.threads = status, threads
    if back:
        found.rebuild()
    else:
        with pytest.raises(RunError, match="went away and did not come back"):
            found.rebuild()


def test_a_scheduler_that_comes_back_in_time_is_gone_on_with(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, slept = cluster(), []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        client.status = "running"

    monkeypatch.setattr(under_test, "_RETURN", 60.0)
    monkeypatch.setattr("time.sleep", sleep)
    client.status = "connecting"
    found.rebuild()
    assert slept


def test_one_that_has_closed_the_connection_is_not_waited_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slept(seconds: float) -> None:
        raise AssertionError("waited for")

    found = cluster()
    monkeypatch.setattr(under_test, "_RETURN", 60.0)
    monkeypatch.setattr("time.sleep", slept)
    client.status = "closed"
    with pytest.raises(RunError, match="went away"):
        found.rebuild()


def test_when_a_connection_breaks_while_workers_are_counted_there_are_none(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> dict[str, int]:
        raise RuntimeError("Dask raises what it likes")

    found = cluster()
    monkeypatch.setattr(client, "nthreads", broken)
    with pytest.raises(RunError, match="did not come back"):
        found.rebuild()


def test_at_the_end_what_is_queued_is_dropped_and_workers_are_as_before(client: Client) -> None:
    found = cluster()
    assert client.plugins == ["unprofiled"]
    found.close()
    assert (client.plugins, client.pool.ended, client.closed) == ([], True, True)


def test_a_scheduler_that_is_gone_is_not_asked_for_anything_at_the_end(client: Client) -> None:
    found = cluster()
    client.status = "closed"
    found.close()
    assert client.closed
    assert not client.pool.ended


@pytest.mark.parametrize("workers", [3, None])
def test_a_cluster_of_this_machine_has_plain_workers_and_is_closed(
    client: Client, monkeypatch: pytest.MonkeyPatch, workers: int | None
) -> None:
    made: dict[str, Any] = {}
    closed: list[float] = []

    def local_cluster(**options: Any) -> Any:
        made.update(options, one_thread=os.environ["OMP_NUM_THREADS"], spec=main.__spec__)
        return SimpleNamespace(scheduler_address=ADDRESS, close=lambda timeout: closed.append(1))

    monkeypatch.setattr(under_test, "LocalCluster", local_cluster)
    monkeypatch.setattr(under_test, "available_cores", lambda: 5)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setattr(main, "__spec__", "of the script")
    found = Cluster([Case()], run_one, workers, None)
    assert made["n_workers"] == (workers or 5)
    assert (made["threads_per_worker"], made["processes"], made["memory_limit"]) == (1, True, 0)
    assert (made["one_thread"], made["spec"]) == ("1", None)
    assert found.address == ADDRESS
    assert client.plugins == ["unprofiled", "parent-decides"]
    found.close()
    assert closed


@pytest.fixture
def ctrl_c() -> Iterator[Callable[[], Any]]:
    # In the background a shell has its programs ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield lambda: signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, before)


def test_a_worker_of_this_machine_leaves_ctrl_c_to_the_parent(ctrl_c: Callable[[], Any]) -> None:
    under_test._ParentDecides().setup(object())
    assert ctrl_c() == signal.SIG_IGN


class Callback:
    """A call that a worker makes now and then."""

    runs = True

    def start(self) -> None:
        self.runs = True

    def stop(self) -> None:
        self.runs = False


def test_the_profiler_is_stopped_taken_and_given_back() -> None:
    calls = {name: Callback() for name in ("profile", "profile-cycle", "heartbeat")}
    worker: Any = SimpleNamespace(periodic_callbacks=dict(calls))
    plugin = under_test._Unprofiled()
    plugin.setup(worker)
    assert worker.periodic_callbacks == {"heartbeat": calls["heartbeat"]}
    assert [call.runs for call in calls.values()] == [False, False, True]
    plugin.teardown(worker)
    assert worker.periodic_callbacks == calls
    assert all(call.runs for call in calls.values())


def _collecting(case: Case, replication: int) -> Outcome:
    assert not gc.isenabled()
    return run_one(case, replication)


def test_a_worker_collects_between_replications_only() -> None:
    case = under_test._sent(Case())
    block = under_test._work(case, _collecting, range(2), manifest.fingerprint())
    assert len(block) == 2
    assert gc.isenabled()
