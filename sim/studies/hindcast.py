"""Started before the plan was written: does the model contain what was known when it was?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.calendar import show
from sim.errors import ConfigurationError, Problem
from sim.plan.observed import Hindcast
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "hindcast"
TO_CLOSURES, TO_PEOPLE = "to the day of the plan", "to the day of the count of people"


@dataclass(frozen=True)
class Hindsight:
    """The model beside what happened; `table` is that of `sim.statistics.hindcast`."""

    scenario: Scenario
    seed: int
    n: int
    table: pd.DataFrame

    def lines(self) -> list[str]:
        """The table as text for a terminal."""
        rows: list[dict[Any, Any]] = self.table.to_dict("records")
        found = [
            f"{self.scenario.name}: {self.n:,} replications, seed {self.seed}, from "
            f"{show(self.scenario.start)}, beside what was known on "
            f"{self.scenario.status.known_until:%d %B %Y}",
            "",
        ]
        for row in rows:
            verdict = "inside" if row["inside"] else f"OUTSIDE {row['explanation']}".rstrip()
            found.append(
                f"  {row['what']}: observed {row['observed']}; model P2.5 {row['low']}, median "
                f"{row['median']}, P97.5 {row['high']} ({100 * row['share_before']:.0f} % less, "
                f"{100 * row['share_by']:.0f} % as much or less): {verdict}"
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
        raise ConfigurationError([Problem("status.as_of", what, f"{observed.as_of}")])
    ends = {TO_CLOSURES: scenario.status.known_until}
    if observed.people_repatriated is not None:
        ends[TO_PEOPLE] = observed.people_repatriated.day
    return observed, {name: replace(scenario, horizon=day) for name, day in ends.items()}


def hindcast(
    scenario: Scenario, replications: int = 1000, seed: int = 1, workers: int | None = None
) -> Hindsight:
    """Run a scenario to the day of the plan, and set what happened beside it.

    Parameters
    ----------
    scenario
        One that starts on the day from which something was observed (``july``).

    Raises
    ------
    ConfigurationError
        See `scenarios_of`.
    ReplicationError
        If a replication fails; it names it.
    """
    from sim.statistics.hindcast import hindcast_table
    from sim.studies.worlds import Worlds

    observed, scenarios = scenarios_of(scenario)
    samples = Worlds(replications, seed, workers).samples(scenarios)
    whole = samples[TO_CLOSURES]
    people = samples.get(TO_PEOPLE, whole).outcomes["people_repatriated"]
    table = hindcast_table(whole.closures, people, observed, whole.scenario.end)
    return Hindsight(scenario, seed, replications, table)


def main(
    scenario: Scenario, run: RunSettings, config: Mapping[str, Any] | None = None
) -> dict[str, object]:
    """Run a hindcast, print it, and write its table to ``tables/hindcast.csv``."""
    del config
    found = hindcast(scenario, run.replications, run.seed, run.workers)
    print("\n".join(found.lines()))
    directory = Path(run.output) if run.output else Path("results") / STUDY / scenario.name
    file = directory / "tables" / "hindcast.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    found.table.to_csv(file, index=False, lineterminator="\n")
    print(f"\nWritten to {file}")
    return {"directory": str(directory), "scenario": scenario.name, "replications": found.n}
