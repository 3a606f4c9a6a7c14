"""The model beside what happened: before the plan was written, or after, as a user observed it.

Without a file of the user's the plan's own observations count, and the run starts before the plan
was written. With one, the forecast is run as it stands and set beside the days in the file, which
nothing but the last table and its figure reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.calendar import show, to_day
from sim.errors import ConfigurationError, Problem
from sim.plan.observed import Hindcast
from sim.scenario import Scenario
from sim.statistics.wording import share
from sim.studies.text import shown

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings
    from sim.studies.worlds import Worlds

STUDY: Final = "hindcast"
TO_CLOSURES, TO_PEOPLE = "to the day of the plan", "to the day of the count of people"
REPATRIATED: Final = "people_repatriated"


@dataclass(frozen=True)
class Hindsight:
    """The model beside what happened; `table` is that of `sim.statistics.hindcast`."""

    scenario: Scenario
    seed: int
    n: int
    table: pd.DataFrame
    given: str = ""
    """The user's file, if it is one that the model is set beside."""

    def __repr__(self) -> str:
        return shown(self, self.scenario.name)

    @property
    def beside(self) -> str:
        """What the model is set beside, in words."""
        return self.given or f"what was known on {show(to_day(self.scenario.status.known_until))}"

    def lines(self) -> list[str]:
        """The table as text for a terminal."""
        rows: list[dict[Any, Any]] = self.table.to_dict("records")
        found = [
            f"{self.scenario.name}: {self.n:,} replications, seed {self.seed}, from "
            f"{show(self.scenario.start)}, beside {self.beside}",
            "",
        ]
        for row in rows:
            verdict = "inside" if row["inside"] else f"OUTSIDE; {row['explanation']}".rstrip("; ")
            found.append(
                f"  {row['what']}: observed {row['observed']}; model P2.5 {row['low']}, median "
                f"{row['median']}, P97.5 {row['high']}; in {share(row, 'share_before')} of "
                f"replications less, in {share(row, 'share_by')} as much or less: {verdict}"
            )
        return found


def scenarios_of(scenario: Scenario) -> tuple[Hindcast, dict[str, Scenario]]:
    """What was observed, and the scenario cut at the days on which it is compared.

    A run is the same to any day, whatever its horizon is: only what follows is left out.

    Raises
    ------
    ConfigurationError
        If nothing was observed of this plan, or the run starts on another day.
    """
    from sim.configuration.observed import load_observed

    observed = load_observed(scenario.plan.observed).hindcast
    if observed is None:
        raise ConfigurationError(
            [Problem("plan.observed", "nothing observed to compare with", "a file with `hindcast`")]
        )
    if scenario.status.as_of != observed.as_of:
        what = f"the run starts on {scenario.status.as_of}"
        allowed = f"{observed.as_of}, or hindcast.observed=FILE with days that you observed"
        raise ConfigurationError([Problem("status.as_of", what, allowed)])
    ends = {TO_CLOSURES: scenario.status.known_until}
    if observed.people_repatriated is not None:
        ends[TO_PEOPLE] = observed.people_repatriated.day
    return observed, {name: replace(scenario, horizon=day) for name, day in ends.items()}


def given_by(scenario: Scenario, path: Path) -> tuple[Hindcast, dict[str, Scenario]]:
    """What a user's file says of the camps that the scenario still has to leave, and the scenario.

    Raises
    ------
    ConfigurationError
        If the file is wrong, names no camp of the plan, or none that is open on the as-of date.
    """
    from sim.configuration.observed import read_closures

    observed = read_closures(path, scenario.status.as_of)
    closing = list(scenario.plan.closing)
    problems = [Problem("camp", f"the plan leaves no camp '{name}'", ", ".join(closing), str(path))
                for name in observed.camps if name not in closing]  # fmt: skip
    still = {name: fact for name, fact in observed.camps.items()
             if fact.day >= scenario.status.as_of and name in closing}  # fmt: skip
    if not problems and not still:
        what = f"no camp in it was left on {scenario.status.as_of} or later: nothing is forecast"
        problems.append(Problem("day", what, "days after the as-of date", str(path)))
    if observed.as_of != scenario.status.as_of:
        what = f"the run starts on {scenario.status.as_of}"
        problems.append(Problem("as_of", what, f"{observed.as_of}", str(path)))
    if problems:
        raise ConfigurationError(problems)
    scenarios = {TO_CLOSURES: scenario}
    if observed.people_repatriated is not None:
        scenarios[TO_PEOPLE] = replace(scenario, horizon=observed.people_repatriated.day)
    return replace(observed, camps=still), scenarios


def hindcast(
    scenario: Scenario,
    replications: int = 1000,
    seed: int = 1,
    workers: int | None = None,
    observed: str | None = None,
) -> Hindsight:
    """Run a scenario, and set what happened beside it.

    Parameters
    ----------
    scenario
        One that starts on the day from which something was observed (``july``), or any with
        `observed`.
    observed
        A file of the user's (`sim.configuration.observed.read_closures`).

    Raises
    ------
    ConfigurationError
        See `scenarios_of`; or if the scenario is a name only, or a number is not whole or too
        small.
    ReplicationError
        If a replication fails; it names it.
    """
    from sim.studies.worlds import worlds_for

    worlds = worlds_for({"scenario": scenario}, replications, seed, workers)
    return look_back(scenario, worlds, observed)


def look_back(scenario: Scenario, worlds: Worlds, observed: str | None = None) -> Hindsight:
    """Run a scenario in worlds, and set what happened beside it; see `hindcast`."""
    import pandas as pd

    from sim.statistics.hindcast import hindcast_table

    facts, scenarios = given_by(scenario, Path(observed)) if observed else scenarios_of(scenario)
    samples = worlds.samples(scenarios)
    whole = samples[TO_CLOSURES]
    people = samples.get(TO_PEOPLE, whole).outcomes.get(REPATRIATED)
    if people is None:  # Nobody was counted.
        people = pd.Series(dtype=float)
    table = hindcast_table(whole.closures, people, facts, whole.scenario.end)
    given = f"the days of {Path(observed).name}" if observed else ""
    return Hindsight(scenario, worlds.seed, worlds.replications, table, given)


def main(
    scenario: Scenario,
    run: RunSettings,
    config: Mapping[str, Any] | None = None,
    observed: str | None = None,
) -> Path:
    """Run a hindcast, print it, and write its table to ``tables/hindcast.csv``.

    Returns
    -------
    Path
        The folder: `run.output`, or one of ``results/hindcast/``.

    Raises
    ------
    ResultsError
        If `run.output` holds the results of another study, or cannot be written.
    """
    from sim.studies.folder import directory_of, write
    from sim.studies.worlds import worlds_of

    beside = Path(observed).stem if observed else ""
    directory = directory_of(run, STUDY, {scenario.name: scenario}, beside)
    worlds = worlds_of(run, directory, config)
    found = look_back(scenario, worlds, observed)
    print("\n".join([*found.lines(), ""]))
    write(directory, STUDY, worlds, {scenario.name: scenario}, {"hindcast": found.table},
          beside=found.beside)  # fmt: skip
    return directory
