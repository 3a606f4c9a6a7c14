"""Scenarios compared in the same worlds: what would help, how surely, and what does it harm?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import ConfigurationError, Problem
from sim.scenario import Scenario
from sim.studies.text import shown
from sim.studies.worlds import Sample, said_beforehand, worlds_for, worlds_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "compare"
HARM: Final = ("killed", "hurt", "vehicles_lost")
"""Totals that are compared by the last deadline, as the money is, and over the whole run."""
SPENT: Final = "spent_at_last_deadline"


@dataclass(frozen=True)
class Comparison:
    """What differs between scenarios, as tables; each is described where it is made.

    Attributes
    ----------
    scenarios, seed, n
        What was run; the first scenario is the one that the others are compared with.
    deadlines
        P(met) and P(met and orderly), a row a scenario and figure
        (`sim.statistics.comparison.shares_table`).
    days
        Days of completion, cut at the horizon (`means_table`).
    totals
        Killed, hurt, vehicles lost on the road or in attacks (hired trucks and escorts among them),
        each by the last deadline (`…_by_deadline`) and to the horizon; containers that camps
        that are to close lost against their plan to the horizon, closed by then or not, left and
        destroyed ones among them; million dollars spent by the last deadline, which pays for the
        mitigations as well (`means_table`).
    camps
        Closures camp by camp, with the share of replications exactly unchanged (`camps_table`).
    hurt
        Replications in which a scenario does worse than the first: scenario, replication,
        days_later (of the last phase), lost (phases met no more), gained.
    """

    scenarios: Mapping[str, Scenario]
    seed: int
    n: int
    deadlines: pd.DataFrame
    days: pd.DataFrame
    totals: pd.DataFrame
    camps: pd.DataFrame
    hurt: pd.DataFrame

    def __repr__(self) -> str:
        return shown(self, *self.scenarios)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        names = ("deadlines", "days", "totals", "camps", "hurt")
        return {name: getattr(self, name) for name in names}

    def lines(self, given: Sequence[str] = ()) -> list[str]:
        """The comparison as text for a terminal; `given` as in `main`."""
        from sim.studies.compare_text import told

        return told(self, given)


def compare(
    scenarios: Mapping[str, Scenario],
    replications: int = 1000,
    seed: int = 1,
    workers: int | None = None,
) -> Comparison:
    """Compare scenarios with the first of them, in memory.

    Parameters
    ----------
    scenarios
        By name; all of one plan (the same phases, camps and horizon).
    replications, seed
        The worlds that all of them meet.
    workers
        Processes; None: all cores.

    Raises
    ------
    ConfigurationError
        If there are fewer than two scenarios, or their plans differ.
    ReplicationError
        If a replication fails; it names it.
    """
    worlds = worlds_for(scenarios, replications, seed, workers)
    check(scenarios)
    return summarise(worlds.samples(scenarios), seed)


def check(scenarios: Mapping[str, Scenario]) -> None:
    """Refuse what cannot be compared.

    Raises
    ------
    ConfigurationError
        If there are fewer than two scenarios, or their phases, closing camps or horizons differ.
    """
    problems = []
    if len(scenarios) < 2:
        problems.append(Problem("scenarios", f"{len(scenarios) or 'no'} scenario", "two or more"))
    first = next(iter(scenarios.values()), None)
    for name, scenario in scenarios.items():
        if first is None:
            break
        same = (
            list(scenario.plan.phases) == list(first.plan.phases)
            and list(scenario.plan.closing) == list(first.plan.closing)
            and (scenario.start, scenario.end) == (first.start, first.end)
        )
        if not same:
            what = f"'{name}' has other phases, camps or days than the first"
            problems.append(Problem("scenarios", what, "scenarios of one plan"))
    if problems:
        raise ConfigurationError(problems)


def summarise(samples: Mapping[str, Sample], seed: int) -> Comparison:
    """Make the tables of a comparison from samples; the first is compared with."""
    from sim.statistics.comparison import camps_table, means_table, shares_table
    from sim.statistics.headline import headline_columns, headline_days

    base, *names = samples
    first = samples[base]
    phases, end = list(first.scenario.plan.phases), first.scenario.end
    met = {name: headline_columns(s.outcomes, phases) for name, s in samples.items()}
    days = {name: headline_days(s.outcomes, phases, end) for name, s in samples.items()}
    totals = {name: _totals(sample) for name, sample in samples.items()}
    return Comparison(
        scenarios={name: sample.scenario for name, sample in samples.items()},
        seed=seed,
        n=len(first.outcomes),
        deadlines=shares_table(met[base], {name: met[name] for name in names}),
        days=means_table(days[base], {name: days[name] for name in names}),
        totals=means_table(totals[base], {name: totals[name] for name in names}),
        camps=camps_table(first.closures, {name: samples[name].closures for name in names}, end),
        hurt=_hurt(phases, base, met, days),
    )


def _totals(sample: Sample) -> pd.DataFrame:
    """Harm and money of every replication."""
    import pandas as pd

    outcomes = sample.outcomes
    found = {name: outcomes[name] for total in HARM for name in (f"{total}_by_deadline", total)}
    lost = sample.closures.groupby("replication")["containers_lost"].sum()
    every = lost.reindex(outcomes["replication"]).fillna(0.0)
    found["containers_lost"] = pd.Series(every.to_numpy(), outcomes.index)
    # The account has the mitigations' own cost in it.
    found["cost"] = outcomes[SPENT]
    return pd.DataFrame(found, index=outcomes.index).astype(float)


def _hurt(
    phases: Sequence[str],
    base: str,
    met: Mapping[str, pd.DataFrame],
    days: Mapping[str, pd.DataFrame],
) -> pd.DataFrame:
    """List the replications in which a scenario is later, or misses what was met; worst first."""
    import pandas as pd

    parts = []
    for name in list(met)[1:]:
        later = days[name]["days_all"] - days[base]["days_all"]
        lost, gained = (
            pd.DataFrame({p: a[f"met_{p}"] & ~b[f"met_{p}"] for p in phases})
            for a, b in ((met[base], met[name]), (met[name], met[base]))
        )
        chosen = (later > 0) | lost.any(axis=1)
        part = pd.DataFrame(
            {
                "scenario": name,
                "replication": later.index,
                "days_later": later,
                "lost": [", ".join(lost.columns[row]) for row in lost.to_numpy()],
                "gained": [", ".join(gained.columns[row]) for row in gained.to_numpy()],
            }
        )[chosen]
        order = ["days_later", "replication"]
        parts.append(part.sort_values(order, ascending=[False, True], kind="stable"))
    return pd.concat(parts, ignore_index=True)


def main(
    scenarios: Mapping[str, Scenario],
    run: RunSettings,
    config: Mapping[str, Any] | None = None,
    given: Sequence[str] = (),
) -> Path:
    """Compare scenarios, keep everything in a folder, and print what helps.

    Parameters
    ----------
    given
        Words of the command line that the scenarios were made with, to look at a replication again.

    Returns
    -------
    Path
        The folder: `run.output`, or one of ``results/compare/`` named by what is compared.
    """
    from sim.studies.folder import directory_of, write

    check(scenarios)
    directory = directory_of(run, STUDY, scenarios)
    worlds = worlds_of(run, directory, config)
    first = next(iter(scenarios.values()))
    what = f"{len(scenarios)} scenarios in the same worlds"
    print(said_beforehand(first, worlds, worlds.missing(scenarios), what), flush=True)
    found = summarise(worlds.samples(scenarios), run.seed)
    print("\n".join(found.lines(given)))
    costs = {name: scenario.price for name, scenario in scenarios.items()}
    write(directory, STUDY, worlds, scenarios, found.tables(), costs=costs)
    return directory
