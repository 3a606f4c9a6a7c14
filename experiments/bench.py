"""Benchmark: what a replication costs, beside bare SimPy events of the same number and mix.

The yardstick is run in the same process, in turn with the model, so that a machine's other load
falls on both: timeouts, requests with their releases, and processes, as many of each as the
model itself scheduled, on priority resources. A claim for several kinds of things is as many
requests, for bare SimPy would have to make one a kind; the stricter lines count it as one, and
keep only as many processes alive as the model has on an average day. Garbage is
collected as a worker does it: what was there before is frozen, and a collection ends each turn,
within the time of its side.
"""

import argparse
import gc
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import mean, median
from typing import Any, NamedTuple

import simpy

from sim.configuration import load_scenario
from sim.configuration.reader import quietly
from sim.processes.case import Case
from sim.processes.summary import summarise
from sim.replication import prepare, set_out

ROUNDS, EACH, SEED = 40, 4, 20230818


class Counts(NamedTuple):
    """What one replication scheduled; requests count each kind of thing that a claim asks for."""

    events: int
    sleeps: int
    requests: int
    claims: int
    processes: int


def model(case: Case, replications: range) -> tuple[float, list[Counts]]:
    """Run replications; gives CPU seconds and what each scheduled."""
    counts = []
    begun = time.process_time()
    for k in replications:
        counts.append(run(case, k))
    gc.collect()
    return time.process_time() - begun, counts


def run(case: Case, replication: int) -> Counts:
    """Run one replication; gives what it scheduled."""
    m = set_out(case, replication)
    m.clock.run_through(case.scenario.end)
    m.pool.closed = True
    summarise(m, False)
    return Counts(
        m.clock.processed, m.clock.sleeps, m.pool.requests, m.pool.claims, m.clock.processes
    )


def alive(case: Case, replication: int) -> int:
    """How many processes of a replication are alive on an average day."""
    m = set_out(case, replication)
    found = []
    for day in range(int(m.start), int(case.scenario.end), 5):
        m.clock.run_through(float(day))
        found.append(m.clock.processes - m.clock.ended)
    return round(mean(found))


def bare(sleeps: int, claims: int, processes: int, at_once: int) -> None:
    """Run bare SimPy events in that number and mix, with so many processes alive at once."""
    env = simpy.Environment()
    resources = [simpy.PriorityResource(env, capacity=3) for _ in range(40)]
    ring = cycle(resources)
    share, rest = divmod(sleeps, processes)
    claim_share, claim_rest = divmod(claims, processes)
    left = iter(range(processes))

    def work(timeouts: int, requests: int) -> Generator[simpy.Event, Any, None]:
        for index in range(max(timeouts, requests)):
            if index < requests:
                with next(ring).request(priority=index) as request:
                    yield request
                    if index < timeouts:
                        yield env.timeout(1.0)
            elif index < timeouts:
                yield env.timeout(1.0)
        for index in left:
            env.process(work(share + (index < rest), claim_share + (index < claim_rest)))
            break

    for index in islice(left, at_once):
        env.process(work(share + (index < rest), claim_share + (index < claim_rest)))
    env.run()


def yardstick(counts: list[Counts], at_once: int | None = None) -> float:
    """CPU seconds of the bare events of some replications.

    With `at_once` processes alive and a claim as one request; else with all processes alive from
    the start and a request for each kind.
    """
    begun = time.process_time()
    for c in counts:
        if at_once is None:
            bare(c.sleeps, c.requests, c.processes, c.processes)
        else:
            bare(c.sleeps, c.claims, c.processes, at_once)
    gc.collect()
    return time.process_time() - begun


@dataclass(frozen=True)
class Costs:
    """What replications cost, a turn each, and how many events each of them had.

    Attributes
    ----------
    milliseconds
        Processor time a replication.
    ratios, strict
        To bare SimPy events, and to the stricter ones: see `yardstick`.
    """

    milliseconds: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    strict: list[float] = field(default_factory=list)
    events: list[int] = field(default_factory=list)


def measure(case: Case, rounds: int, at_once: int) -> Costs:
    """Run replications and the yardstick in turn, `EACH` replications a turn."""
    found = Costs()
    for turn in range(rounds):
        seconds, counts = model(case, range(turn * EACH, (turn + 1) * EACH))
        found.ratios.append(seconds / yardstick(counts))
        found.strict.append(seconds / yardstick(counts, at_once))
        found.milliseconds.append(1000.0 * seconds / EACH)
        found.events.extend(count.events for count in counts)
    return found


def main() -> int:
    """Print the figures, one a line."""
    parser = argparse.ArgumentParser(prog="python experiments/bench.py", description=__doc__)
    parser.parse_args()
    case = prepare(load_scenario("baseline"), SEED)
    gc.disable()
    model(case, range(20))
    at_once = alive(case, 0)
    gc.freeze()
    found = measure(case, ROUNDS, at_once)
    costs, ratios, events = found.milliseconds, found.ratios, found.events
    strict = median(found.strict)
    print(f"replications: {ROUNDS * EACH} (seed {SEED}, baseline)")
    print(f"events_per_replication: {mean(events):.0f}")
    print(f"ms_per_replication: {median(costs):.1f}")
    print(f"events_per_second: {mean(events) / median(costs) * 1000:.0f}")
    print(f"bare_simpy_ms: {median(c / r for c, r in zip(costs, ratios, strict=True)):.1f}")
    print(f"ratio_to_bare_simpy: {median(ratios):.2f}")
    print(f"ratio_to_bare_simpy, a claim one request, {at_once} processes: {strict:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(quietly(main))
