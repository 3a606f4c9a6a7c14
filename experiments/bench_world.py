"""What the paths of the world cost: the time in which risks make them, of a whole replication."""

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from experiments.bench import EACH, model
from experiments.bench_parts import Row
from sim.paths import Path
from sim.processes.case import Case
from sim.risks.world import Provider, World


class Watch:
    """Processor time spent in providers of paths, and the paths they made.

    A provider may ask for other paths, which others make: their time is in its own already.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.made = 0
        self._within = False

    def timed(self, provide: Provider) -> Provider:
        """Give the same provider, timed."""

        def provided(settings: object, world: World, key: str) -> Path:
            self.made += 1
            if self._within:
                return provide(settings, world, key)
            self._within, begun = True, time.process_time()
            try:
                return provide(settings, world, key)
            finally:
                self.seconds += time.process_time() - begun
                self._within = False

        return provided


def watched(case: Case) -> tuple[Case, Watch]:
    """Give a case whose providers of paths are timed."""
    watch = Watch()
    timed: Callable[[Provider], Provider] = watch.timed
    providers = {
        channel: tuple((settings, timed(provide)) for settings, provide in parts)
        for channel, parts in case.providers.items()
    }
    return replace(case, providers=providers), watch


def paths(case: Case, rounds: int) -> list[Row]:
    """Paths a replication makes, and their share of its time."""
    timed, watch = watched(case)
    model(timed, range(10))
    watch.made, shares = 0, []
    for turn in range(rounds):
        watch.seconds = 0.0
        seconds, _ = model(timed, range(EACH * turn, EACH * (turn + 1)))
        shares.append(100.0 * watch.seconds / seconds)
    made = watch.made / (rounds * EACH)
    return [
        Row("paths that risks make, a replication", f"{made:.0f}"),
        Row("their share of the time of a replication", f"{median(shares):.1f} %", "15 %"),
    ]
