"""The forecast: with what probability does each phase meet its deadline, and in order?"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import ConfigurationError
from sim.montecarlo.manifest import Identity, manifest, program_hash
from sim.plan.phases import READINGS
from sim.scenario import Scenario
from sim.studies.scenarios import asked
from sim.studies.summary import SAMPLES, Forecast, summarise

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings
    from sim.montecarlo.store import Store
    from sim.processes.case import Case

STUDY: Final = "forecast"
__all__ = ["Forecast", "default_directory", "forecast", "main"]


def forecast(
    scenario: Scenario, replications: int = 1000, seed: int = 1, workers: int | None = None
) -> Forecast:
    """Forecast a scenario, in memory.

    Parameters
    ----------
    scenario
        See `sim.load_scenario`.
    replications
        Their number, n.
    seed
        Master seed of the worlds.
    workers
        Processes; None: all cores.

    Returns
    -------
    Forecast
        Its tables; the headline is `deadlines`.

    Raises
    ------
    ConfigurationError
        If the scenario is a name only, or a number is not whole or too small.
    ReplicationError
        If a replication fails; it names it.
    """
    from sim.montecarlo.engine import run
    from sim.montecarlo.progress import Bar
    from sim.montecarlo.tables import in_memory
    from sim.replication import prepare, run_replication

    asked({"scenario": scenario}, replications=replications, seed=seed, workers=workers)
    case = prepare(scenario, seed)
    with Bar(replications) as bar:
        blocks = run(
            case, range(replications), run_one=run_replication, workers=workers, progress=bar,
            label=_identity(scenario, seed).label,
        )  # fmt: skip
        tables = in_memory(list(blocks))
    samples = {name: table.to_pandas() for name, table in tables.items()}
    return summarise(scenario, seed, samples, case.reference)


class Tables(Mapping[str, "pd.DataFrame"]):
    """The tables of a run, read when asked for: one at a time lies in memory, not all of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in SAMPLES:
            raise KeyError(table)
        frame: pd.DataFrame = self._store.read(table).to_pandas()
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(SAMPLES)

    def __len__(self) -> int:
        return len(SAMPLES)


def main(
    scenario: Scenario,
    run: RunSettings,
    config: Mapping[str, Any] | None = None,
    overrides: Sequence[str] = (),
    search: Sequence[str] = (),
) -> dict[str, object]:
    """Forecast a scenario, keep everything in a folder, and print the headline.

    A run that was stopped goes on where it was; a finished one is extended, or only read when it
    holds as many replications as asked for or more.

    Parameters
    ----------
    run
        How to run it; `output` None: ``results/forecast/<scenario>``, see `default_directory`.
    config
        The configuration as composed, for the manifest.
    overrides
        What differs from the baseline on the command line, for the manifest; what says how to
        run is left out.
    search
        More folders of options, for the manifest.

    Returns
    -------
    dict
        Scalars of the headline, for the table of a sweep: directory, what was run, and for each
        phase and all together (``all``) the shares with their intervals.

    Raises
    ------
    ResultsError
        If the folder holds another run, or cannot be written.
    ReplicationError
        If a replication fails; it names it.
    SystemExit
        After Ctrl-C, with code 130; what is done is kept.
    """
    from sim.configuration.arguments import what_of
    from sim.montecarlo.backend import backend_of
    from sim.montecarlo.store import Store
    from sim.replication import prepare
    from sim.studies.stopping import few, is_there, noted, run_missing

    directory = Path(run.output) if run.output else _default(scenario, run)
    phases, by_precision = scenario.plan.phases, run.until.half_width is not None
    identity = replace(_identity(scenario, run.seed), trace=run.trace)
    with Store(directory, identity) as store:
        case = prepare(scenario, run.seed)
        there = is_there(store, run, phases)
        files: dict[str, str] = {}
        n, why = store.finished, ""
        if there:
            asked = "enough for the half-width" if by_precision else f"{run.replications:,}"
            print(f"{directory} holds {n:,} replications of this scenario and seed ({asked} asked "
                  "for): read, not run again")  # fmt: skip
        else:
            n, why = run_missing(store, case, run, phases, backend_of(config))
            files = store.assemble(n)
        found = summarise(scenario, run.seed, Tables(store), case.reference)
        tables = {**found.tables(), "capacity": _capacity(case)}
        if there and store.renew_csv(tables):
            print("Its tables were of another version of the program, or changed since: written "
                  "anew from these replications")  # fmt: skip
        if not there:
            files |= store.write_csv(tables)
            whole = manifest(store.identity, n, why, files, config, noted(run))
            whole |= {"overrides": what_of(overrides)} | ({"search": [*search]} if search else {})
            store.finish(whole, drop=by_precision)
    stopped = [f"Why it stopped: {why}"] if why else []
    stopped += few(run)
    stopped += [""] if stopped else []
    named = ("scenario=", "mitigation=")  # the headline has its name
    changed = [text for text in what_of(overrides) if not text.lstrip("+").startswith(named)]
    given = [f"With {shlex.join(changed)}:"] if changed else []
    written = f"Written to {directory}/ (tables/*.csv, *.parquet, manifest.json)"
    print("\n".join(["", *given, *found.lines(), "", *stopped, written]))
    return _scalars(found, directory)


def default_directory(scenario: Scenario, seed: int) -> Path:
    """Name the folder of a scenario whose results go nowhere in particular.

    ``results/forecast/<name>``; with ``-`` and the first eight digits of the hash if the
    configuration differs from that of the scenario of this name, and ``-seed7`` if the seed is
    not the default: a changed override never meets the results of another.
    """
    from sim.configuration.load import load
    from sim.configuration.plain import scenario_hash

    root = Path("results") / STUDY
    base, *added = scenario.name.split("+")
    given = [f"scenario={base}", *([f"mitigation=[{','.join(added)}]"] if added else [])]
    found = scenario_hash(scenario)
    name = scenario.name
    try:
        usual, settings, _ = load(given)
    except ConfigurationError:  # a scenario that has no file of its own
        return root / f"{name}-{found[:8]}-seed{seed}"
    if scenario_hash(usual) != found:
        name += f"-{found[:8]}"
    if settings.seed != seed:
        name += f"-seed{seed}"
    return root / name


def _default(scenario: Scenario, run: RunSettings) -> Path:
    """The folder of a run whose results go nowhere in particular; with an event log its own."""
    found = default_directory(scenario, run.seed)
    return found.with_name(f"{found.name}-trace") if run.trace else found


def _identity(scenario: Scenario, seed: int) -> Identity:
    from sim.configuration import resolved, scenario_hash

    return Identity(
        STUDY, scenario.name, seed, program_hash(), scenario_hash(scenario), resolved(scenario)
    )


def _capacity(case: Case) -> pd.DataFrame:
    """The capacity sheet, as a table, with the days of the run with every risk off."""
    import pandas as pd

    from sim.plan.capacity import capacity_sheet
    from sim.plan.sheet_rows import sheet_rows

    sheet = capacity_sheet(case.scenario, run=case.reference_closures)
    return pd.DataFrame(sheet_rows(sheet))


def _scalars(found: Forecast, directory: Path) -> dict[str, object]:
    """The headline as one flat row."""
    from sim.configuration import scenario_hash

    row: dict[str, object] = {
        "directory": str(directory),
        "scenario": found.scenario.name,
        "hash": scenario_hash(found.scenario),
        "seed": found.seed,
        "replications": found.n,
    }
    for phase in found.deadlines.to_dict("records"):
        for name in READINGS:
            for part in (name, f"{name}_low", f"{name}_high"):
                row[f"{part}_{phase['phase']}"] = phase[part]
        row[f"binding_{phase['phase']}"] = phase["binding"]
    for joint in found.joint.to_dict("records"):
        for part, value in (("", "share"), ("_low", "low"), ("_high", "high")):
            row[f"{joint['reading']}{part}_all"] = joint[value]
    return row
