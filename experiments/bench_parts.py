"""What the whole benchmark measures, a function a subject; each gives rows of its table."""

import gc
import multiprocessing
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.bench import SEED, alive, measure, model
from experiments.bench_plan import repeated
from sim.configuration import load_scenario
from sim.montecarlo.columns import EVENTS, TABLES, collect
from sim.montecarlo.engine import run
from sim.montecarlo.executors import run_block
from sim.montecarlo.manifest import Identity
from sim.montecarlo.store import Store
from sim.montecarlo.tables import arrow_table, compression
from sim.processes.case import Case
from sim.replication import prepare, run_replication

ROOT: Final = Path(__file__).resolve().parent.parent
_MEBI: Final = 2**20
_WARM: Final = 6
"""Replications of each size before it is measured: a worker runs hundreds, and has soon met most
addresses of draws."""


@dataclass(frozen=True)
class Row:
    """One line of the table: what, its value with its unit, and the bar, if there is one."""

    what: str
    value: str
    bar: str = ""


def replication(case: Case, rounds: int) -> list[Row]:
    """Cost of a replication, and its ratio to bare SimPy events of the same number and mix."""
    model(case, range(10))
    at_once = alive(case, 0)
    found = measure(case, rounds, at_once)
    costs, events = median(found.milliseconds), mean(found.events)
    strict = median(found.strict)
    return [
        Row("time a replication", f"{costs:.1f} ms"),
        Row("events a replication", f"{events:,.0f}"),
        Row("time an event", f"{1000 * costs / events:.2f} µs"),
        Row("ratio to bare SimPy events", f"{median(found.ratios):.2f}", "2.0"),
        Row(f"the same, a claim one request, {at_once} processes alive", f"{strict:.2f}"),
    ]


def growth(rounds: int) -> list[Row]:
    """Cost of an event with the sectors repeated; the sizes take turns, for machines drift."""
    scenarios = {times: repeated(times) for times in (1, 2, 4, 8)}
    cases = {times: prepare(scenario, SEED) for times, scenario in scenarios.items()}
    costs: dict[int, list[float]] = {times: [] for times in cases}
    events = dict.fromkeys(cases, 0)
    for case in cases.values():
        model(case, range(_WARM))
    for turn in range(_WARM, _WARM + rounds):
        for times, case in cases.items():  # about as many events in each measurement
            seconds, counts = model(case, range(turn, turn + 8 // times))
            happened = sum(count.events for count in counts)
            events[times] += happened * times // 8
            costs[times].append(1e6 * seconds / happened)
    return [
        Row(
            f"{times} × the camps ({len(scenario.plan.camps)}): events; time an event; to 1 ×",
            f"{events[times] / rounds:,.0f}; {median(costs[times]):.2f} µs; "
            f"{median(a / b for a, b in zip(costs[times], costs[1], strict=True)):.2f}",
            "1.3" if times == 8 else "",
        )
        for times, scenario in scenarios.items()
    ]  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A run that was kept in a folder: seconds, MiB of a worker and of this process."""

    begun: float
    ran: float
    assembled: float
    written: float
    worker: tuple[float, float]
    parent: tuple[float, float]
    sizes: dict[str, int]


def kept(case: Case, replications: int, workers: int) -> Kept:
    """Run so many replications into a folder of its own, and put the tables together."""
    memory: list[tuple[float, float]] = []
    begun = time.perf_counter()
    first = 0.0
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        with Store(directory, Identity("bench", "baseline", SEED, "", "", {})) as store:
            store.begin()
            for block in run(case, range(replications), run_one=run_replication, workers=workers,
                             block=25):  # fmt: skip
                first = first or time.perf_counter()
                store.write(block)
                children = [p.pid for p in multiprocessing.active_children() if p.pid]
                memory.append((max(map(resident, children), default=0.0), resident(os.getpid())))
            ended = time.perf_counter()
            store.assemble(replications)
            assembled = time.perf_counter()
        sizes = {t: (directory / f"{t}.parquet").stat().st_size for t in TABLES}
        written = written_again(directory)
    early = memory[len(memory) // 10]
    most = tuple(max(column) for column in zip(*memory, strict=True))
    return Kept(first - begun, ended - begun, assembled - ended, written, (early[0], most[0]),
                (early[1], most[1]), sizes)  # fmt: skip


def written_again(directory: Path) -> float:
    """Seconds in which all tables of a folder are written as Parquet once more."""
    seconds = 0.0
    for name in TABLES:
        table = pq.read_table(directory / f"{name}.parquet")
        begun = time.perf_counter()
        pq.write_table(table, directory / "again.parquet", **compression(name))
        seconds += time.perf_counter() - begun
    return seconds


def many(case: Case, replications: int) -> list[Row]:
    """Speed on one and two workers, memory, and what is written, for so many replications."""
    one, two = (kept(case, max(replications // part, 50), workers)
                for part, workers in ((4, 1), (1, 2)))  # fmt: skip
    alone = max(replications // 4, 50) / one.ran
    rest = (replications - 25) / (two.ran - two.begun)
    n = f"{replications:,} replications"
    rows = [
        Row("replications a second, one worker", f"{alone:.1f}"),
        Row("replications a second, two workers, once started", f"{rest:.1f}"),
        Row("speed-up by the second worker", f"{rest / alone:.2f}", "1.85"),
        Row(f"{n} on two workers, in all", f"{two.ran + two.assembled:.0f} s",
            "200 s for 10,000"),
        Row(f"memory of a worker after a tenth of {n}; at most", _pair(two.worker), "150 MiB"),
        Row("memory of the parent, the same", _pair(two.parent)),
        Row(f"all tables written as Parquet, {n}", f"{two.written:.2f} s", "1 s for 10,000"),
        Row(f"parts of 25 replications put together, {n}", f"{two.assembled:.2f} s"),
    ]  # fmt: skip
    return rows + [
        Row(f"{table}.parquet", f"{size / replications:,.0f} B a replication")
        for table, size in two.sizes.items()
    ]


def sent(case: Case) -> list[Row]:
    """Bytes from a worker to the parent, and to it."""
    block = run_block(case, range(25), run_replication)
    size = len(pickle.dumps(block, protocol=5)) / len(block)
    return [
        Row("sent by a worker", f"{size:,.0f} B a replication", "6,000 B"),
        Row("sent to a worker, once", f"{len(pickle.dumps(case, protocol=5)) / 1000:.0f} kB"),
    ]


def event_log(case: Case, replications: int) -> list[Row]:
    """Rows and bytes of the event log, and the time that it costs."""
    plain, told, lines = 0.0, 0.0, []
    for number in range(replications):
        begun = time.process_time()
        run_replication(case, number)
        between = time.process_time()
        lines.append(run_replication(case, number, story=True))
        told += time.process_time() - between
        plain += between - begun
        gc.collect()
    buffer = pa.BufferOutputStream()
    table = arrow_table(collect(lines)[EVENTS])
    pq.write_table(table, buffer, **compression(EVENTS))
    cost = 100 * (told / plain - 1)
    return [
        Row("event log, rows a replication", f"{len(table) / replications:.0f}"),
        Row("event log, a row", f"{buffer.tell() / len(table):.1f} B", "10 B"),
        Row("event log, time a replication", f"{cost:+.0f} %", "+5 %"),
    ]


def starting() -> list[Row]:
    """Time until something happens, in a fresh process each."""
    programs = {
        "import sim": ["-c", "import sim"],
        "import the model (a worker)": ["-c", "import sim.replication, sim.montecarlo.executors"],
        "forecast.py --help": ["experiments/forecast.py", "--help"],
        "forecast.py check=true": ["experiments/forecast.py", "check=true"],
    }
    rows = [Row(what, f"{fresh(words):.2f} s") for what, words in programs.items()]
    begun = time.perf_counter()
    prepare(load_scenario("baseline"), SEED)
    return [*rows, Row("compose, check and prepare the baseline, once imported",
                       f"{time.perf_counter() - begun:.2f} s")]  # fmt: skip


def fresh(words: list[str]) -> float:
    """Seconds of a command in a new interpreter, the better of two."""

    def once() -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
        return time.perf_counter() - begun

    return min(once(), once())


def resident(process: int) -> float:
    """Memory of a process that is resident, in MiB; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / _MEBI


def as_a_worker(measure: Callable[[], list[Row]]) -> list[Row]:
    """Measure with the collector as a worker has it, and leave it as it was."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        return measure()
    finally:
        gc.enable()
        gc.unfreeze()


def _pair(values: tuple[float, float]) -> str:
    return f"{values[0]:.0f}; {values[1]:.0f} MiB"
