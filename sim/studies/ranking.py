"""Judged inputs in the order of how much the headline moves when each goes low and high."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import ConfigurationError, Problem
from sim.scenario import Scenario
from sim.studies.uncertain import Setter, Uncertain, inputs
from sim.studies.worlds import Worlds, said_beforehand, worlds_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "ranking"
BASE: Final = ""
MEAN_MET, MEAN_ORDERLY = "met_mean", "met_and_orderly_mean"
"""Share of the phases that are met (and in order), a figure that every phase moves."""

Runs = dict[tuple[str, str], Scenario]
"""Scenarios by (input, end)."""
Refused = dict[tuple[str, str], str]
"""Why an (input, end) could not be run."""


@dataclass(frozen=True)
class Ranking:
    """Which judged inputs matter.

    Attributes
    ----------
    scenario, seed, n
        What was run.
    figure
        The figure whose swing orders the inputs.
    ranks
        figure, rank, then `sim.statistics.sensitivity.tornado_table` with value, at_low, at_high,
        unit and source of each input.
    refused
        Ends of ranges that could not be run: input, end, why.
    """

    scenario: Scenario
    seed: int
    n: int
    figure: str
    ranks: pd.DataFrame
    refused: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {"ranking": self.ranks, "refused": self.refused}

    def lines(self, most: int = 20) -> list[str]:
        """The first inputs as text for a terminal."""
        from sim.studies.compare_text import aligned

        own = self.ranks[self.ranks["figure"] == self.figure].head(most)
        cells = [["", "input", "low", "value", "high", "unit", f"{self.figure}: low to high", "p"]]
        for row in own.to_dict("records"):
            scale = 1.0 if self.figure.startswith("days") else 100.0
            swing, low, high = (scale * row[key] for key in ("swing", "swing_low", "swing_high"))
            cells.append([
                str(row["rank"]), str(row["input"]), f"{row['at_low']:g}", f"{row['value']:g}",
                f"{row['at_high']:g}", str(row["unit"])[:24],
                f"{swing:+.1f} ({low:+.1f} to {high:+.1f})", f"{row['swing_p']:.3f}",
            ])  # fmt: skip
        count = self.ranks["input"].nunique()
        sure = int((self.ranks[self.ranks["figure"] == self.figure]["swing_p"] < 0.05).sum())
        lines = ["", f"The {len(own)} of {count} judged inputs (grade C) that move it most, n = "
                 f"{self.n:,} in the same worlds:", *aligned(cells)]  # fmt: skip
        lines += ["", f"{sure} of {count} have p below 0.05; {0.05 * count:.0f} would by chance."]
        if len(self.refused):
            lines.append(f"{len(self.refused)} ends of ranges could not be run: tables/refused.csv")
        return lines


def rank(
    scenario: Scenario,
    replications: int = 50,
    seed: int = 1,
    workers: int | None = None,
    figure: str = MEAN_MET,
    only: str = "",
) -> Ranking:
    """Set each judged input to its low and its high in turn, in memory.

    Parameters
    ----------
    figure
        What orders the inputs: ``met_mean`` (share of the phases met), ``met_<phase>``,
        ``met_and_orderly_<phase>``, ``days_<phase>``, each also with ``all`` for a phase.
    only
        Beginning of the paths that are looked at; empty: all.

    Raises
    ------
    ConfigurationError
        If there is no such figure, or no input.
    """
    worlds = Worlds(replications, seed, workers, keep_going=True)
    chosen = _chosen(scenario, figure, only)
    return _ranked(scenario, worlds, figure, chosen, *runs_of(scenario, chosen))


def check_figure(scenario: Scenario, figure: str, where: str) -> None:
    """Refuse a figure that no sample has.

    Raises
    ------
    ConfigurationError
        Naming those that there are.
    """
    phases = [*scenario.plan.phases, "all"]
    known = [MEAN_MET, MEAN_ORDERLY, *(f"{kind}_{phase}" for phase in phases
                                       for kind in ("met", "met_and_orderly", "days"))]  # fmt: skip
    if figure not in known:
        problem = Problem(where, f"there is no figure '{figure}'", ", ".join(known))
        raise ConfigurationError([problem])


def _chosen(scenario: Scenario, figure: str, only: str) -> list[Uncertain]:
    check_figure(scenario, figure, "ranking.figure")
    found = [item for item in inputs(scenario) if item.path.startswith(only)]
    if not found:
        problem = Problem("ranking.only", f"no judged input with a range starts with '{only}'", "")
        raise ConfigurationError([problem])
    return found


def runs_of(scenario: Scenario, chosen: Sequence[Uncertain]) -> tuple[Runs, Refused]:
    """Give the scenario of every (input, end), and why an end cannot be made."""
    setter = Setter(scenario)
    found: Runs = {(BASE, "base"): scenario}
    refused: Refused = {}
    for item in chosen:
        for end, value in (("low", item.low), ("high", item.high)):
            try:
                found[item.path, end] = setter.with_values({item.path: value})
            except ConfigurationError as error:
                refused[item.path, end] = "; ".join(str(p) for p in error.problems)
    return found, refused


def _ranked(
    scenario: Scenario,
    worlds: Worlds,
    figure: str,
    chosen: Sequence[Uncertain],
    runs: Runs,
    refused: Refused,
) -> Ranking:
    """Run every end that can be run, and order the inputs."""
    samples = worlds.samples({_name(key): run for key, run in runs.items()})
    for key in runs:
        if _name(key) not in samples:
            refused[key] = worlds.failed.get(_name(key), "it failed")
    return summarise(scenario, worlds, figure, chosen, {
        key: figures_of(samples[_name(key)].outcomes, scenario)
        for key in runs if _name(key) in samples
    }, refused)  # fmt: skip


def _name(key: tuple[str, str]) -> str:
    return f"{key[0]} at its {key[1]}" if key[0] else key[1]


def figures_of(outcomes: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Every figure that may order the inputs, the means over the phases first."""
    from sim.studies.attribute import figures_of as every

    found = every(outcomes, scenario)
    for mean, reading in ((MEAN_ORDERLY, "met_and_orderly"), (MEAN_MET, "met")):
        columns = [f"{reading}_{phase}" for phase in scenario.plan.phases]
        found.insert(0, mean, found[columns].mean(axis=1))
    return found


def summarise(
    scenario: Scenario,
    worlds: Worlds,
    figure: str,
    chosen: Sequence[Uncertain],
    figures: Mapping[tuple[str, str], pd.DataFrame],
    refused: Mapping[tuple[str, str], str],
) -> Ranking:
    """Order the inputs; an end that could not be run leaves its input out."""
    import pandas as pd

    from sim.statistics.sensitivity import tornado_table

    whole = [item for item in chosen if {(item.path, "low"), (item.path, "high")} <= set(figures)]
    about = pd.DataFrame(
        [(i.path, i.value, i.low, i.high, i.unit, i.source) for i in whole],
        columns=["input", "value", "at_low", "at_high", "unit", "source"],
    )
    kept = {key for item in whole for key in ((item.path, "low"), (item.path, "high"))}
    parts = [table.assign(input=key[0], end=key[1], replication=range(len(table)))
             for key, table in figures.items() if key in kept or key[0] == BASE]  # fmt: skip
    long = pd.concat(parts, ignore_index=True)
    tables = []
    for name in next(iter(figures.values())):
        runs = long[["input", "end", "replication", name]].rename(columns={name: "value"})
        table = tornado_table(runs)
        table.insert(0, "rank", range(1, len(table) + 1))
        table.insert(0, "figure", str(name))
        tables.append(table.merge(about, on="input", how="left"))
    ranks = pd.concat(tables, ignore_index=True)
    rows = [(path, end, why) for (path, end), why in refused.items()]
    none = pd.DataFrame(rows, columns=["input", "end", "why"])
    return Ranking(scenario, worlds.seed, worlds.replications, figure, ranks, none)


def main(
    scenario: Scenario,
    run: RunSettings,
    figure: str = MEAN_MET,
    only: str = "",
    config: Mapping[str, Any] | None = None,
) -> Path:
    """Rank, keep everything in a folder, and print the first inputs.

    Returns
    -------
    Path
        The folder: `run.output`, or one of ``results/ranking/``.
    """
    from sim.studies.folder import directory_of, write

    chosen = _chosen(scenario, figure, only)
    every = {scenario.name: scenario}
    directory = Path(run.output) if run.output else directory_of(STUDY, every, run.seed)
    worlds = worlds_of(run, directory, config)
    worlds.keep_going = True
    runs, refused = runs_of(scenario, chosen)
    missing = worlds.missing({_name(key): value for key, value in runs.items()})
    what = f"{len(chosen)} judged inputs at their low and their high"
    print(said_beforehand(scenario, worlds, missing, what), flush=True)
    found = _ranked(scenario, worlds, figure, chosen, runs, refused)
    print("\n".join([*found.lines(), ""]))
    write(directory, STUDY, worlds, every, found.tables(), figure=figure)
    return directory
