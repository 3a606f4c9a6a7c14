"""Replications told well: P50 and P80 by name, scenarios side by side in one world."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.calendar import show, to_date
from sim.errors import ConfigurationError, Problem
from sim.plan.phases import phase_name
from sim.record.track import NEGLIGIBLE, days_by_cause
from sim.scenario import Scenario
from sim.studies.replay import MODE_WORDS, Replay, replay
from sim.studies.worlds import Worlds, said_beforehand, worlds_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "replay"
QUANTILE: Final = re.compile(r"P([1-9]\d?)")
"""A replication by the rank of its last completion: P50 is the middle one, P80 a late one."""


def main(
    scenarios: Mapping[str, Scenario],
    run: RunSettings,
    replication: int | str,
    camp: str | None = None,
    config: Mapping[str, Any] | None = None,
) -> Path:
    """Tell one replication of one scenario, or of several in the same world.

    Parameters
    ----------
    replication
        Its number, or ``P50``, ``P80`` …: the replication of that rank among `run.replications`
        of the first scenario, by the completion of the last phase.
    camp
        Tell only the chain of this camp.

    Returns
    -------
    Path
        The folder with the chains, the closures and the stories.

    Raises
    ------
    ResultsError
        If `run.output` holds the results of another study, or cannot be written.
    """
    from sim.studies.folder import digits, refuse_other, write

    if run.output:
        refuse_other(Path(run.output), STUDY)
    first = next(iter(scenarios.values()))
    check(scenarios, camp)
    number, ranked = number_of(first, run, replication, config)
    found = {name: replay(scenario, run.seed, number) for name, scenario in scenarios.items()}
    for line in _told(found, camp, ranked):
        print(line)
    own = digits(STUDY, scenarios, run.seed, str(number))  # the names do not tell overrides apart
    name = f"{'-or-'.join(scenarios)[:80]}-{number}-seed{run.seed}-{own}"
    directory = Path(run.output) if run.output else Path("results") / STUDY / name
    tables = {"chains": chains_table(found), "closures": closures_table(found)}
    write(directory, STUDY, Worlds(1, run.seed), scenarios, tables, replication=number,
          ranked=ranked)  # fmt: skip
    for name, one in found.items():
        (directory / f"story_{name}.txt").write_text("\n".join([*one.lines(), ""]), "utf-8")
    return directory


def number_of(
    scenario: Scenario,
    run: RunSettings,
    replication: int | str,
    config: Mapping[str, Any] | None = None,
) -> tuple[int, str]:
    """Give the number of a replication, and of a rank what it means, in words.

    Raises
    ------
    ConfigurationError
        If it is neither a number nor a rank.
    """
    if isinstance(replication, int):
        return replication, ""
    match = QUANTILE.fullmatch(replication)
    if match is None:
        problem = Problem("replication", f"'{replication}' is no replication",
                          "a number from 0, or P50, P80, P1 … P99")  # fmt: skip
        raise ConfigurationError([problem])
    from sim.statistics.completion import rank

    kept = Path(run.output or Path("results") / STUDY) / f"ranks-seed{run.seed}"
    worlds = worlds_of(run, kept, config)
    every = {scenario.name: scenario}
    what = f"To find the {replication} of {run.replications:,} replications"
    print(said_beforehand(scenario, worlds, worlds.missing(every), what), flush=True)
    outcomes = worlds.samples(every)[scenario.name].outcomes
    order = ranked_by_completion(outcomes, scenario)
    number = order[rank(len(order), int(match.group(1)) / 100) - 1]
    return number, f"the {replication} of {len(order):,}, by completion of the last phase"


def ranked_by_completion(outcomes: pd.DataFrame, scenario: Scenario) -> list[int]:
    """Give the numbers of the replications, the earliest completion of the last phase first."""
    from sim.statistics.headline import headline_days

    days = headline_days(outcomes, list(scenario.plan.phases), scenario.end)["days_all"]
    order = days.to_numpy().argsort(kind="stable")
    return [int(number) for number in outcomes["replication"].to_numpy()[order]]


def chains_table(found: Mapping[str, Replay]) -> pd.DataFrame:
    """Give every critical chain: scenario, camp, start, end (days), cause, activity, entity."""
    import pandas as pd

    rows = [
        (name, camp, s.start, s.end, s.cause, s.activity, s.entity)
        for name, one in found.items()
        for camp, chain in one.outcome.chains.items()
        for s in chain
        if s.days > NEGLIGIBLE
    ]
    columns = ["scenario", "camp", "start", "end", "cause", "activity", "entity"]
    return pd.DataFrame(rows, columns=columns)


def closures_table(found: Mapping[str, Replay]) -> pd.DataFrame:
    """Give every closure: scenario, camp, closed (day and date), mode, orderly, what was lost."""
    import pandas as pd

    rows = [
        (name, c.camp, c.closed, "" if isnan(c.closed) else to_date(c.closed).isoformat(), c.mode,
         c.orderly, c.containers_lost, c.vehicles_lost)
        for name, one in found.items()
        for c in one.outcome.closures
    ]  # fmt: skip
    columns = ["scenario", "camp", "closed", "date", "mode", "orderly", "containers_lost",
               "vehicles_lost"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def check(scenarios: Mapping[str, Scenario], camp: str | None) -> None:
    """Refuse a camp that does not close, and what cannot be told side by side.

    Parameters
    ----------
    scenarios
        By name; all have the camps and the as-of date of the first.
    camp
        The camp whose chain alone is told; None: all.

    Raises
    ------
    ConfigurationError
        With both mistakes at once.
    """
    first = next(iter(scenarios.values()))
    problems = [
        Problem("scenarios", f"'{name}' has other camps or another as-of date than the first",
                "scenarios of one plan")
        for name, scenario in scenarios.items()
        if (list(scenario.plan.closing), scenario.start) != (list(first.plan.closing), first.start)
    ]  # fmt: skip
    left = [name for name, state in first.status.camps.items() if state.closed is not None]
    allowed = [name for name in first.plan.closing if name not in left]
    if camp is not None and camp not in allowed:
        what = f"'{camp}' was left before" if camp in left else f"no camp '{camp}' closes here"
        problems.append(Problem("camp", what, ", ".join(allowed)))
    if problems:
        raise ConfigurationError(problems)


def _told(found: Mapping[str, Replay], camp: str | None, ranked: str) -> Iterator[str]:
    if ranked:
        number = next(iter(found.values())).outcome.replication
        yield f"\nReplication {number}: {ranked}.\n"
    if len(found) > 1:
        yield from side_by_side(found)
    for name, one in found.items():
        if camp is not None:
            yield f"\n{name}:"
            yield from one.told(camp)
        elif len(found) == 1:
            yield from one.lines()


def side_by_side(found: Mapping[str, Replay]) -> Iterator[str]:
    """Set the closures of several scenarios in one world side by side, and what made the days."""
    from sim.studies.text import aligned

    base, *names = found
    closures = {name: {c.camp: c for c in one.outcome.closures} for name, one in found.items()}
    spent = {
        name: {camp: days_by_cause(chain) for camp, chain in one.outcome.chains.items()}
        for name, one in found.items()
    }
    yield f"Replication {found[base].outcome.replication}, the same world in each:"
    cells = [["", *found, *(f"{name.removeprefix(base)} by cause" for name in names)]]
    for camp, first in closures[base].items():
        if camp not in found[base].outcome.chains:
            continue
        row = [camp]
        for name in found:
            own = closures[name][camp]
            order = "" if own.orderly else ", not orderly"
            row.append(f"{_when(own.closed)}, {MODE_WORDS[own.mode]}{order}")
        for name in names:
            row.append(_changes(spent[base][camp], spent[name].get(camp, {}),
                                closures[name][camp].closed - first.closed))  # fmt: skip
        cells.append(row)
    yield from aligned(cells)
    for name, one in found.items():
        told = ", ".join(
            f"{phase_name(p.phase)} {'on time' if p.met else 'missed'}"
            + (" and orderly" if p.met_and_orderly else "")
            for p in one.outcome.phases
        )
        yield f"{name}: {told}"


def _changes(first: Mapping[str, float], other: Mapping[str, float], total: float) -> str:
    """Say by how many days a closure moves, and which causes make that up."""
    if total == 0:
        return "the same to the last digit"
    gaps = {c: other.get(c, 0.0) - first.get(c, 0.0) for c in {**first, **other}}
    largest = sorted(gaps.items(), key=lambda item: (-abs(item[1]), item[0]))[:3]
    parts = ", ".join(f"{cause} {days:+.1f}" for cause, days in largest if abs(days) >= 0.05)
    return (f"{total:+.1f} days" if not isnan(total) else "open in one") + f" ({parts})"


def _when(day: float) -> str:
    return "open" if isnan(day) else show(day)
