"""A made-up folder of results, in the agreed schemas: test data, no forecast of anything."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from sim.configuration import load_scenario, resolved, scenario_hash
from sim.montecarlo.manifest import program_hash
from sim.record.outcome import ACCELERATED, ONE_SIDED, OPEN, PLANNED
from sim.report.forecast_folder import Results, read_results
from sim.scenario import Scenario


def write_results(directory: Path, name: str = "baseline", n: int = 200, seed: int = 5) -> Scenario:
    """Write manifest, outcomes and closures of `n` invented replications; return the scenario."""
    scenario = load_scenario(name)
    random = np.random.default_rng(seed)
    closures = _closures(scenario, n, random)
    outcomes = _outcomes(scenario, closures, n, random)
    directory.mkdir(parents=True, exist_ok=True)
    closures.to_parquet(directory / "closures.parquet", index=False)
    outcomes.to_parquet(directory / "outcomes.parquet", index=False)
    manifest = {
        "study": "forecast",
        "scenario": scenario.name,
        "seed": seed,
        "replications": n,
        "stopped": "all replications asked for",
        "hash": scenario_hash(scenario),
        "program": program_hash(),
        "configuration": resolved(scenario),
    }
    (directory / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return scenario


def toy_results(directory: Path, n: int) -> Results:
    """Write results of the toy plan with balances into a folder, and read them."""
    write_results(directory, name="toy", n=n)
    write_balances(directory)
    return read_results(directory)


def write_balances(directory: Path, seed: int = 6) -> pd.DataFrame:
    """Write weekly balances beside what `write_results` wrote: people and things dwindle."""
    outcomes = pd.read_parquet(directory / "outcomes.parquet")
    manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    scenario = load_scenario(manifest["scenario"])
    random = np.random.default_rng(seed)
    days = np.arange(scenario.start, scenario.end, 7.0)
    parts = []
    for replication in outcomes["replication"]:
        left = np.clip(1 - (days - scenario.start) / random.uniform(80, 160), 0, 1)
        spent = (days - scenario.start) * random.uniform(0.9, 1.1)
        parts.append(
            pd.DataFrame(
                {"replication": replication, "day": days, "people": np.round(900 * left),
                 "vehicles": np.round(60 * left), "containers": np.round(80 * left),
                 "spent": spent}
            )
        )  # fmt: skip
    balances = pd.concat(parts, ignore_index=True)
    balances.to_parquet(directory / "balances.parquet", index=False)
    return balances


def _closures(scenario: Scenario, n: int, random: np.random.Generator) -> pd.DataFrame:
    """Invent closures: later camps are later and left worse."""
    rows = []
    names = list(scenario.plan.closing)
    for k in range(n):
        for place, camp in enumerate(names):
            window, status = scenario.plan.camps[camp].window, scenario.status.camps[camp]
            assert window is not None
            if status.closed is not None:
                continue
            planned = window.deadline - 3.0
            closed = max(scenario.start + 2, planned - 4 + random.gamma(1.2, 4 + 2.5 * place))
            mode = str(random.choice([PLANNED, ONE_SIDED, ACCELERATED], p=[0.7, 0.1, 0.2]))
            if closed > planned + 60:
                closed, mode = np.nan, OPEN
            lost = float(random.beta(1, 12)) if mode == PLANNED else float(random.beta(3, 6))
            orderly = mode == PLANNED and lost <= 0.1
            rows.append((k, camp, closed, closed - 1, mode, orderly, lost, 100 * lost, 50 * lost))
    return pd.DataFrame(
        rows,
        columns=["replication", "camp", "closed", "certificate", "mode", "orderly", "value_lost",
                 "containers_lost", "vehicles_lost"],
    )  # fmt: skip


def _outcomes(
    scenario: Scenario, closures: pd.DataFrame, n: int, random: np.random.Generator
) -> pd.DataFrame:
    """Derive the phases from the closures; the causes that bind are invented."""
    table: dict[str, object] = {"replication": np.arange(n)}
    for name, phase in scenario.plan.phases.items():
        own = closures[closures["camp"].isin(phase.camps)].groupby("replication")
        completed = own["closed"].agg(lambda days: days.max(skipna=False)).reindex(range(n))
        met = (completed <= phase.due).to_numpy()
        table[f"completed_{name}"] = completed.to_numpy()
        table[f"met_{name}"] = met
        table[f"met_and_orderly_{name}"] = met & own["orderly"].all().reindex(range(n)).to_numpy()
        table[f"binding_{name}"] = random.choice(["consent", "attacks", "weather"], size=n)
        for reading in phase.readings:
            table[f"reading_{name}_{reading}"] = met
    return pd.DataFrame(
        {**table, "killed": random.poisson(3, n), "hurt": random.poisson(9, n),
         "spent_at_last_deadline": random.normal(420, 20, n), "events": 1000}
    )  # fmt: skip
