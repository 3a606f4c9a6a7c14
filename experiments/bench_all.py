"""The whole table of benchmarks, written to docs/benchmarks.md with machine and date."""

import argparse
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from experiments import bench_parts as parts
from experiments.bench import SEED
from experiments.bench_draws import draws
from experiments.bench_parts import ROOT, Row
from experiments.bench_world import paths
from sim.configuration import load_scenario
from sim.configuration.reader import quietly
from sim.montecarlo.executors import available_cores
from sim.montecarlo.manifest import installed, processor
from sim.replication import prepare

PAGE = ROOT / "docs" / "benchmarks.md"


def tables(replications: int, rounds: int, ten_thousand: bool) -> dict[str, list[Row]]:
    """Measure everything, one subject after the other."""
    case = prepare(load_scenario("baseline"), SEED)
    found = {
        "A replication": parts.as_a_worker(partial(parts.replication, case, rounds)),
        "Addressed draws": parts.as_a_worker(partial(draws, case, rounds)),
        "The world's paths": parts.as_a_worker(partial(paths, case, rounds)),
        "Growth": parts.as_a_worker(partial(parts.growth, max(rounds // 2, 1))),
        "Many replications": [*parts.sent(case), *parts.many(case, replications)],
        "Event log": parts.as_a_worker(partial(parts.event_log, case, 2 * rounds)),
        "Start-up": parts.starting(),
    }
    if ten_thousand:
        found["Ten thousand replications"] = parts.many(case, 10_000)
    return found


def page(found: dict[str, list[Row]], replications: int, rounds: int) -> str:
    """Write the page."""
    versions = ", ".join(f"{name} {at}" for name, at in installed(("simpy", "numpy")).items())
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench-all`; do not edit. Times are of one machine; a ratio to bare "
        "SimPy is of one kind of processor. The bar is what the program is built for; a line "
        "without one is for information.",
        "",
        f"- Machine: {processor()}, {available_cores()} cores, {platform.system()}; Python "
        f"{platform.python_version()}, {versions}.",
        f"- Date: {datetime.now(UTC):%Y-%m-%d}; scenario baseline, seed {SEED}, {rounds} "
        f"rounds of 4 replications, {replications:,} replications for memory and tables.",
        "- Times of a replication are processor time, in turn with the yardstick (bare SimPy "
        "timeouts, requests and processes of the same number and mix); those of many replications "
        "and of start-up are by the clock, so that other load on the machine shows in them.",
    ]
    for title, rows in found.items():
        lines += ["", f"## {title}", "", "| | measured | bar |", "| --- | --- | --- |"]
        lines += [f"| {row.what} | {row.value} | {row.bar} |" for row in rows]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the page, and write it."""
    parser = argparse.ArgumentParser(prog="python experiments/bench_all.py", description=__doc__)
    parser.add_argument("--replications", type=int, default=1000, help="for memory and tables")
    parser.add_argument("--rounds", type=int, default=40, help="turns of 4 replications")
    parser.add_argument("--ten-thousand", action="store_true", help="memory at 10,000 as well")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the table")
    given = parser.parse_args(arguments)
    found = tables(given.replications, given.rounds, given.ten_thousand)
    text = page(found, given.replications, given.rounds)
    given.page.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(quietly(main))
