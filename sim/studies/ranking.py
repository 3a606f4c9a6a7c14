"""Judged inputs in the order of how much the headline moves when each goes low and high."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import ConfigurationError, Problem, SimError
from sim.scenario import Scenario
from sim.studies.figures import MEAN_MET, check_figure, figures_and_means_of
from sim.studies.scenarios import asked
from sim.studies.text import shown
from sim.studies.uncertain import Setter, Uncertain, inputs
from sim.studies.worlds import Worlds, said_beforehand, worlds_for, worlds_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "ranking"
BASE: Final = ""
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
        figure, rank, label (the input in words), then `sim.statistics.sensitivity.tornado_table`
        with value, at_low, at_high, unit and source of each input (its dotted path), and
        swing_p_adjusted (Holm over all inputs of the figure).
    refused
        Ends of ranges that could not be run, of either look: label, input, end, why.
    closer
        The same as `ranks` for the first inputs in further replications, without those by which
        they were chosen: with them the swings would be too large. p is adjusted over all inputs
        here too. None: not looked at, or each has an end that fails there.
    """

    scenario: Scenario
    seed: int
    n: int
    figure: str
    ranks: pd.DataFrame
    refused: pd.DataFrame
    closer: pd.DataFrame | None = None

    def __repr__(self) -> str:
        return shown(self, self.scenario.name)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        closer = {} if self.closer is None else {"closer": self.closer}
        return {"ranking": self.ranks, **closer, "refused": self.refused}

    def first(self, most: int) -> list[str]:
        """The paths of the first inputs."""
        own = self.ranks[self.ranks["figure"] == self.figure]
        return [str(name) for name in own["input"].head(most)]

    def lines(self, most: int = 20) -> list[str]:
        """The first inputs as text for a terminal."""
        from sim.studies.ranking_text import told

        return told(self, most)


def rank(
    scenario: Scenario,
    replications: int = 50,
    seed: int = 1,
    workers: int | None = None,
    figure: str = MEAN_MET,
    only: str = "",
    closer: int = 0,
    times: int = 4,
) -> Ranking:
    """Set each judged input to its low and its high in turn, in memory.

    Parameters
    ----------
    figure
        What orders the inputs: ``met_mean`` (share of the phases met), ``met_<phase>``,
        ``met_and_orderly_<phase>``, ``days_<phase>``, each also with ``all`` for a phase.
    only
        Beginning of the paths that are looked at; empty: all.
    closer, times
        How many of the first inputs are looked at again, and in how many times the replications
        (2 or more). The replications by which they were chosen are left out of the second look.

    Raises
    ------
    ConfigurationError
        If there is no such figure, or no input, the scenario is a name only, or a number is not
        whole or too small.
    SimError
        If the scenario itself fails: there is nothing to set its inputs beside.
    """
    worlds = worlds_for({"scenario": scenario}, replications, seed, workers, keep_going=True)
    asked({}, closer=closer, times=times)
    return _rank(scenario, worlds, figure, only, closer, times)


def _rank(
    scenario: Scenario,
    worlds: Worlds,
    figure: str,
    only: str,
    closer: int,
    times: int,
    say: Callable[[Worlds, Runs, str], None] = lambda worlds, runs, what: None,
) -> Ranking:
    """Order the inputs, then look at the first again; `say` is told before what will be run."""
    import pandas as pd

    chosen = taken(scenario, figure, only)
    runs, refused = runs_of(scenario, chosen)
    say(worlds, runs, f"{len(chosen)} judged inputs at their low and their high")
    found = _ranked(scenario, worlds, figure, chosen, runs, refused)
    first = set(found.first(closer))
    if not first:
        return found
    more = worlds.longer(times * worlds.replications)
    again = [item for item in chosen if item.path in first]
    own = {key: run for key, run in runs.items() if key[0] in first or key[0] == BASE}
    fresh = more.replications - worlds.replications
    say(more, own, f"The first {len(first)} again, in {fresh:,} further replications each")
    family = found.ranks["input"].nunique()
    second = _ranked(scenario, more, figure, again, own, {}, family, worlds.replications)
    both = pd.concat([found.refused, second.refused], ignore_index=True)
    closer_look = second.ranks if len(second.ranks) else None
    return dataclasses.replace(found, closer=closer_look, refused=both)


def taken(scenario: Scenario, figure: str, only: str) -> list[Uncertain]:
    """Give the judged inputs that a ranking takes: those whose path starts with `only`.

    Raises
    ------
    ConfigurationError
        If there are none, or there is no such figure.
    """
    check_figure(scenario, figure, "ranking.figure")
    found = [item for item in inputs(scenario) if item.path.startswith(only)]
    if not found:
        problem = Problem(
            "ranking.only",
            f"no judged input with a range starts with '{only}'",
            "such as risk.consent or resources; a risk that is off has none",
        )
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
    family: int = 0,
    start: int = 0,
) -> Ranking:
    """Run every end that can be run, and order the inputs by the replications from `start` on."""
    samples = worlds.samples({_name(key): run for key, run in runs.items()})
    if (base := _name((BASE, "base"))) not in samples:
        why = worlds.failed.get(base, "its scenario failed")
        raise SimError(f"nothing can be ranked: {why}")
    for key in runs:
        if _name(key) not in samples:
            refused[key] = worlds.failed.get(_name(key), "it failed")
    return summarise(scenario, worlds, figure, chosen, {
        key: figures_and_means_of(samples[_name(key)].outcomes.iloc[start:], scenario)
        for key in runs if _name(key) in samples
    }, refused, family)  # fmt: skip


def _name(key: tuple[str, str]) -> str:
    return f"{key[0]} at its {key[1]}" if key[0] else key[1]


def summarise(
    scenario: Scenario,
    worlds: Worlds,
    figure: str,
    chosen: Sequence[Uncertain],
    figures: Mapping[tuple[str, str], pd.DataFrame],
    refused: Mapping[tuple[str, str], str],
    family: int = 0,
) -> Ranking:
    """Order the inputs; an end that could not be run leaves its input out.

    p is adjusted over `family` inputs: those here are among the first of so many.
    """
    import pandas as pd

    from sim.configuration.labels import labelled
    from sim.statistics.kinds import kind_of
    from sim.statistics.paired import holm
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
        table = tornado_table(runs, kind_of(str(name)))
        others = [1.0] * max(0, family - len(table))
        adjusted = holm([*table["swing_p"], *others])[: len(table)]
        table.insert(list(table).index("swing_p") + 1, "swing_p_adjusted", adjusted)
        table.insert(0, "rank", range(1, len(table) + 1))
        table.insert(0, "figure", str(name))
        tables.append(table.merge(about, on="input", how="left"))
    ranks = labelled(scenario, pd.concat(tables, ignore_index=True))
    rows = [(path, end, why) for (path, end), why in refused.items()]
    none = pd.DataFrame(rows, columns=["input", "end", "why"])
    refusals = labelled(scenario, none)
    return Ranking(scenario, worlds.seed, worlds.replications, figure, ranks, refusals)


def main(
    scenario: Scenario,
    run: RunSettings,
    figure: str = MEAN_MET,
    only: str = "",
    config: Mapping[str, Any] | None = None,
    closer: int = 0,
    times: int = 4,
) -> Path:
    """Rank, keep everything in a folder, and print the first inputs.

    Returns
    -------
    Path
        The folder: `run.output`, or one of ``results/ranking/``.
    """
    from sim.studies.folder import directory_of, write

    def say(of: Worlds, runs: Runs, what: str) -> None:
        missing = of.missing({_name(key): run for key, run in runs.items()})
        print(said_beforehand(scenario, of, missing, what), flush=True)

    taken(scenario, figure, only)  # a mistake is told before a folder is made
    every = {scenario.name: scenario}
    directory = directory_of(run, STUDY, every)
    worlds = worlds_of(run, directory, config, keep_going=True)
    found = _rank(scenario, worlds, figure, only, closer, times, say)
    print("\n".join([*found.lines(), ""]))
    write(directory, STUDY, worlds, every, found.tables(), figure=figure)
    return directory
