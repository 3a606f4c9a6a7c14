"""Benchmark: what a replication costs, beside bare SimPy events of the same number and mix.

The yardstick is run in the same process, in turn with the model, so that a machine's other load
falls on both: timeouts, requests with their releases, and processes, as many of each as the
model itself scheduled, on priority resources and with the model's number of live processes.
"""

import gc
import sys
import time
from collections.abc import Generator
from itertools import cycle
from statistics import mean, median
from typing import Any

import simpy

from sim.configuration import load_scenario
from sim.processes.case import Case
from sim.replication import prepare, set_out

ROUNDS, EACH, SEED = 12, 10, 20230818


def model(case: Case, replications: range) -> tuple[float, list[tuple[int, int, int, int]]]:
    """Run replications; gives CPU seconds and, for each, events, sleeps, claims, processes."""
    from sim.processes.summary import summarise

    counts = []
    gc.collect()
    begun = time.process_time()
    for k in replications:
        m = set_out(case, k)
        m.clock.run_through(case.scenario.end)
        m.pool.closed = True
        summarise(m, False)
        counts.append((m.clock.processed, m.clock.sleeps, m.pool.claims, m.clock.processes))
    return time.process_time() - begun, counts


def bare(sleeps: int, claims: int, processes: int) -> int:
    """Run bare SimPy events in that number and mix; gives the events processed."""
    env = simpy.Environment()
    resources = [simpy.PriorityResource(env, capacity=3) for _ in range(40)]
    ring = cycle(resources)
    share, rest = divmod(sleeps, processes)
    claim_share, claim_rest = divmod(claims, processes)

    def work(timeouts: int, requests: int) -> Generator[simpy.Event, Any, None]:
        for index in range(max(timeouts, requests)):
            if index < requests:
                with next(ring).request(priority=index) as request:
                    yield request
                    if index < timeouts:
                        yield env.timeout(1.0)
            elif index < timeouts:
                yield env.timeout(1.0)

    for index in range(processes):
        env.process(work(share + (index < rest), claim_share + (index < claim_rest)))
    env.run()
    return int(next(env._eid))


def main() -> int:
    """Print the figures, one a line."""
    case = prepare(load_scenario("baseline"), SEED)
    model(case, range(3))
    ratios, costs, events = [], [], []
    for turn in range(ROUNDS):
        seconds, counts = model(case, range(turn * EACH, (turn + 1) * EACH))
        gc.collect()
        begun = time.process_time()
        for _, sleeps, claims, processes in counts:
            bare(sleeps, claims, processes)
        yardstick = time.process_time() - begun
        ratios.append(seconds / yardstick)
        costs.append(1000.0 * seconds / EACH)
        events += [count[0] for count in counts]
    print(f"replications: {ROUNDS * EACH} (seed {SEED}, baseline)")
    print(f"events_per_replication: {mean(events):.0f}")
    print(f"ms_per_replication: {median(costs):.1f}")
    print(f"events_per_second: {mean(events) / median(costs) * 1000:.0f}")
    print(f"bare_simpy_ms: {median(c / r for c, r in zip(costs, ratios, strict=True)):.1f}")
    print(f"ratio_to_bare_simpy: {median(ratios):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
