"""Many scenarios in the same worlds: run once each, in one set of workers, kept where they were.

What comparing, attributing, ranking and designs have in common. Replication k of one scenario
meets the world of replication k of every other; scenarios that are equal but for their name are
run once; what was run before is read.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import ConfigurationError, Problem, SimError
from sim.scenario import Scenario
from sim.studies.scenarios import asked
from sim.studies.shelf import Kept, Shelf

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings
    from sim.montecarlo.backend import Backend
    from sim.montecarlo.executors import RunOne
    from sim.montecarlo.progress import Progress
    from sim.processes.case import Case

AT_ONCE: Final = 64
"""Scenarios that the workers hold at once."""
_TIMED: Final = 4


@dataclass(frozen=True)
class Sample:
    """The replications of one scenario, as tables: outcomes, closures, delays."""

    scenario: Scenario
    tables: Mapping[str, pd.DataFrame]

    @property
    def outcomes(self) -> pd.DataFrame:
        """One row a replication."""
        return self.tables["outcomes"]

    @property
    def closures(self) -> pd.DataFrame:
        """One row a replication and camp."""
        return self.tables["closures"]


@dataclass
class Worlds:
    """The replications 0 … n − 1 of a master seed, met by any number of scenarios.

    Parameters
    ----------
    replications, seed
        Which worlds.
    workers
        Processes; None: all cores.
    directory
        Where samples are kept, below ``samples/``; None: nowhere.
    backend
        Where the replications run; None: on this machine.
    keep_going
        Whether a scenario that fails leaves the others to be run; `failed` then says why.
    run_one
        (case, replication) → outcome, importable on every worker; None: `run_replication`. What is
        kept must be kept in a folder of its own: samples are known by their scenario.
    """

    replications: int
    seed: int
    workers: int | None = None
    directory: Path | None = None
    backend: Backend | None = None
    keep_going: bool = False
    run_one: RunOne | None = None
    failed: dict[str, str] = field(default_factory=dict, init=False)
    _failed_keys: dict[str, str] = field(default_factory=dict, init=False)
    _shelf: Shelf | None = field(default=None, init=False)

    @property
    def shelf(self) -> Shelf:
        """What is there already."""
        if self._shelf is None:
            self._shelf = Shelf(self.directory, self.seed)
        return self._shelf

    def longer(self, replications: int) -> Worlds:
        """Give these worlds and further ones of the same seed; what was run here is kept."""
        found = dataclasses.replace(self, replications=replications)
        found._shelf = self._shelf
        return found

    def samples(self, scenarios: Mapping[str, Scenario]) -> dict[str, Sample]:
        """Run what is missing and give the sample of every scenario, by its name.

        Raises
        ------
        ReplicationError
            If a replication fails; it names it and the scenario.
        SimError
            If a scenario cannot be made ready: its run with every risk off fails.
        ResultsError
            If the folder was made by another program or seed, another run is adding to it, or it
            cannot be used.
        SystemExit
            After Ctrl-C, with code 130; what is done is kept.
        """
        from sim.montecarlo.complete import INTERRUPTED
        from sim.montecarlo.progress import Bar

        shelf = self.shelf
        keys = {name: content_hash(scenario) for name, scenario in scenarios.items()}
        by_key = {
            keys[name]: (name, scenario) for name, scenario in reversed(list(scenarios.items()))
        }
        todo = {key: by_key[key] for key in dict.fromkeys(keys.values())
                if shelf.missing(key, self.replications)}  # fmt: skip
        if todo:
            total = len(by_key) * self.replications
            there = total - sum(
                len(piece) for key in todo for piece in shelf.missing(key, self.replications)
            )
            try:
                with shelf.alone(), Bar(total, there) as bar:
                    names = list(todo)
                    for first in range(0, len(names), AT_ONCE):
                        chosen = {key: todo[key] for key in names[first : first + AT_ONCE]}
                        self._run(chosen, shelf, bar)
            except KeyboardInterrupt:
                where = f" in {self.directory}; the same command goes on from there" if (
                    self.directory) else ""  # fmt: skip
                print(f"\nStopped: what is done is kept{where}.", file=sys.stderr)
                raise SystemExit(INTERRUPTED) from None
        self.failed |= {name: self._failed_keys[key] for name, key in keys.items()
                        if key in self._failed_keys}  # fmt: skip
        return {
            name: Sample(scenario, Kept(shelf, keys[name], self.replications))
            for name, scenario in scenarios.items()
            if keys[name] not in self._failed_keys
        }

    def missing(self, scenarios: Mapping[str, Scenario]) -> int:
        """Say how many replications would have to be run."""
        shelf = self.shelf
        keys = {content_hash(scenario) for scenario in scenarios.values()}
        return sum(len(piece) for key in keys for piece in shelf.missing(key, self.replications))

    def _run(self, chosen: Mapping[str, tuple[str, Scenario]], shelf: Shelf, bar: Progress) -> None:
        """Run the missing replications of some scenarios in one set of workers."""
        from sim.montecarlo.backend import LOCAL
        from sim.montecarlo.engine import run_cases
        from sim.montecarlo.executors import Job, ReplicationError
        from sim.replication import prepare, run_replication

        cases, keys, names = [], list[str](), list[str]()
        for key, (name, scenario) in chosen.items():
            try:
                cases.append(prepare(scenario, self.seed))
            except SimError as error:  # its plan with every risk off, or a route that is missing
                if not self.keep_going:
                    raise
                self._leave_out(key, f"{name} cannot be made ready: {error}")
                continue
            keys.append(key)
            names.append(name)
        jobs = [Job(i, piece) for i, key in enumerate(keys)
                for piece in shelf.missing(key, self.replications)]  # fmt: skip
        while jobs:
            found = run_cases(
                cases, jobs, run_one=self.run_one or run_replication, workers=self.workers,
                progress=bar, labels=names, backend=self.backend or LOCAL,
            )  # fmt: skip
            try:
                with closing(found):
                    for i, block in found:
                        piece = range(block.start, block.stop)
                        shelf.put(keys[i], piece, block)
                        jobs.remove(Job(i, piece))
                return
            except ReplicationError as error:
                print(error.trace, file=sys.stderr)
                if not self.keep_going:
                    raise
                wrong = names.index(error.label)
                self._leave_out(keys[wrong], str(error))
                jobs = [job for job in jobs if job.case != wrong]

    def _leave_out(self, key: str, why: str) -> None:
        """Note that a scenario failed, and go on with the others."""
        print(f"{why}; the others are run", file=sys.stderr)
        self._failed_keys[key] = why


def worlds_for(
    scenarios: Mapping[str, object],
    replications: int,
    seed: int,
    workers: int | None = None,
    keep_going: bool = False,
) -> Worlds:
    """Give the worlds that a call from Python asks for, in which scenarios are run; kept nowhere.

    Raises
    ------
    ConfigurationError
        If something is no scenario, or a number is not whole or too small (`asked`).
    """
    asked(scenarios, replications=replications, seed=seed, workers=workers)
    return Worlds(replications, seed, workers, keep_going=keep_going)


def worlds_of(
    run: RunSettings, directory: Path, config: Mapping[str, Any] | None, keep_going: bool = False
) -> Worlds:
    """Give the worlds that a command line asks for, kept in a folder; `keep_going`: see `Worlds`.

    Raises
    ------
    ConfigurationError
        If it asks for what only a forecast does: to stop by precision, or an event log.
    """
    from sim.montecarlo.backend import backend_of

    if run.until.half_width is not None:
        what = "scenarios are compared over the same replications: their number is fixed"
        raise ConfigurationError([Problem("run.until.half_width", what, "null")])
    if run.trace:
        raise ConfigurationError(
            [Problem("run.trace", "only a forecast writes an event log", "false")]
        )
    backend = backend_of(config)
    return Worlds(run.replications, run.seed, run.workers, directory, backend, keep_going)


def content_hash(scenario: Scenario) -> str:
    """Give a hash of what a scenario runs, whatever it and its mitigations are called.

    What the account pays for the mitigations, apart from what it spends day by day, is part of it.
    """
    from sim.configuration import scenario_hash

    costs = {str(number): cost for number, cost in enumerate(scenario.spent_apart)}
    plain = dataclasses.replace(
        scenario,
        name="-",
        description="",
        mitigations=(),
        costs=costs,
        paid={},
    )
    return scenario_hash(plain)


def seconds_each(case: Case, timed: int = _TIMED) -> float:
    """Estimate how many seconds a replication takes on one core, from a few of them."""
    from sim.replication import run_replication

    begun = time.perf_counter()
    for replication in range(timed):
        run_replication(case, replication)
    return (time.perf_counter() - begun) / timed


def said_beforehand(scenario: Scenario, worlds: Worlds, replications: int, what: str) -> str:
    """Say what will be run and how long it will take."""
    from sim.montecarlo.executors import available_cores
    from sim.replication import prepare

    if not replications:
        return f"{what}: everything is there, nothing has to be run."
    cores = worlds.workers or available_cores()
    seconds = seconds_each(prepare(scenario, worlds.seed)) * replications / cores
    took = f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"
    return (
        f"{what}: {replications:,} replications, about {took} on {cores} "
        f"{'core' if cores == 1 else 'cores'}. Ctrl-C keeps what is done."
    )
