"""Each risk switched off in the baseline, and each switched on alone: what does it do by itself?

All scenarios meet the same worlds, so that a row is a paired difference. The two readings differ
where risks act together: what a risk takes away from the baseline is not what it adds to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sim.errors import ConfigurationError, Problem
from sim.plan.phases import ALL_PHASES, READINGS
from sim.scenario import Scenario
from sim.statistics.wording import percent, short_words
from sim.studies.text import aligned, points, shown
from sim.studies.worlds import Sample, said_beforehand, worlds_for, worlds_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "switches"
OFF, ON = "off from baseline", "on from all off"
"""The two ways of switching: one risk off and the others as they are; one on and no other."""

_BASE, _NONE = "as it is", "all off"


@dataclass(frozen=True)
class Switches:
    """What each risk does by itself.

    Attributes
    ----------
    scenario, seed, n
        What was run: the scenario whose risks were switched, the seed, replications of each.
    effects
        A row a switch, risk and headline figure: switch, risk, figure (``met_<phase>``,
        ``met_and_orderly_<phase>``, ``…_all``), before, after (shares), difference, low, high
        (Tango's interval of the paired difference), gained, lost (replications), p_holm, n. Before
        and after are without and with the change: of `OFF`, the scenario and the scenario without
        the risk; of `ON`, no risk at all and this one alone.
    """

    scenario: Scenario
    seed: int
    n: int
    effects: pd.DataFrame

    def __repr__(self) -> str:
        return shown(self, self.scenario.name)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {"switches": self.effects}

    def lines(self) -> list[str]:
        """The effects on every phase together and on the last phase, as text for a terminal."""
        table = self.effects
        phases = list(self.scenario.plan.phases)
        figures = [
            f"{reading}_{phase}" for phase in (phases[-1], ALL_PHASES) for reading in READINGS
        ]
        found = [
            f"{self.scenario.name}: each risk switched alone, {self.n:,} replications each, seed "
            f"{self.seed}, in the same worlds (points; 95 % intervals of paired differences)"
        ]
        for switch in (OFF, ON):
            rows: list[dict[Any, Any]] = table[table["switch"] == switch].to_dict("records")
            before = {row["figure"]: f"{percent(row['before'])} %" for row in rows}
            found += ["", f"{switch}:"]
            cells = [
                ["", *map(short_words, figures)],
                ["  as it is", *(before[f] for f in figures)],
            ]
            for risk in dict.fromkeys(str(row["risk"]) for row in rows):
                own = {row["figure"]: points(row) if row["gained"] or row["lost"] else "0"
                       for row in rows if row["risk"] == risk}  # fmt: skip
                cells.append([f"  {risk}", *(own[figure] for figure in figures)])
            found += aligned(cells)
        return found


def scenarios_of(scenario: Scenario) -> dict[str, Scenario]:
    """Every scenario of the study by name: as it is, all off, without each risk, each alone.

    Only risks that are on in the scenario are switched.

    Raises
    ------
    ConfigurationError
        If every risk is off.
    """
    risks = [name for name, settings in scenario.risk.items() if settings.enabled]
    if not risks:
        what = f"every risk of '{scenario.name}' is off: there is nothing to switch"
        raise ConfigurationError([Problem("risk", what, "one risk that is on, or more")])
    none = dict.fromkeys(scenario.risk, False)
    found = {_BASE: scenario, _NONE: _switched(scenario, none, _NONE)}
    for risk in risks:
        found[f"{OFF}: {risk}"] = _switched(scenario, {risk: False}, f"without {risk}")
    for risk in risks:
        found[f"{ON}: {risk}"] = _switched(scenario, {**none, risk: True}, f"{risk} alone")
    return found


def _switched(scenario: Scenario, on: Mapping[str, bool], name: str) -> Scenario:
    return replace(scenario.switched(on), name=name)


def switches(
    scenario: Scenario, replications: int = 60, seed: int = 1, workers: int | None = None
) -> Switches:
    """Switch each risk off, and each on alone, in memory.

    Raises
    ------
    ConfigurationError
        If every risk is off, the scenario is a name only, or a number is not whole or too small.
    ReplicationError
        If a replication fails; it names it and the scenario.
    """
    worlds = worlds_for({"scenario": scenario}, replications, seed, workers)
    return summarise(scenario, worlds.samples(scenarios_of(scenario)), seed)


def summarise(scenario: Scenario, samples: Mapping[str, Sample], seed: int) -> Switches:
    """Make the table of effects from the samples of `scenarios_of`."""
    import pandas as pd

    from sim.statistics.comparison import shares_table
    from sim.statistics.headline import headline_columns

    phases = list(scenario.plan.phases)
    met = {name: headline_columns(s.outcomes, phases) for name, s in samples.items()}
    parts = []
    for switch, base in ((OFF, _BASE), (ON, _NONE)):
        start = f"{switch}: "
        others = {
            name.removeprefix(start): table for name, table in met.items() if name.startswith(start)
        }
        if others:
            table = shares_table(met[base], others)
            parts.append(table.assign(switch=switch))
    columns = {"scenario": "risk", "baseline": "before", "share": "after"}
    names = ["switch", "risk", "figure", "before", "after", "difference", "low", "high", "gained",
             "lost", "p_holm", "n"]  # fmt: skip
    whole = pd.concat(parts, ignore_index=True).rename(columns=columns) if parts else (
        pd.DataFrame(columns=names))  # fmt: skip
    return Switches(scenario, seed, len(met[_BASE]), whole[names])


def main(
    scenario: Scenario, run: RunSettings, config: Mapping[str, Any] | None = None
) -> dict[str, object]:
    """Switch each risk off, and each on alone; keep everything in a folder and print the effects.

    Raises
    ------
    ConfigurationError
        If every risk is off, or it is asked to stop by precision, or for an event log.
    """
    from sim.studies.folder import directory_of, write

    scenarios = scenarios_of(scenario)
    directory = directory_of(run, STUDY, {scenario.name: scenario})
    worlds = worlds_of(run, directory, config)
    what = f"{len(scenarios)} scenarios in the same worlds"
    print(said_beforehand(scenario, worlds, worlds.missing(scenarios), what), flush=True)
    found = summarise(scenario, worlds.samples(scenarios), run.seed)
    print("\n".join(found.lines()))
    write(directory, STUDY, worlds, scenarios, found.tables())
    return {"directory": str(directory), "scenario": scenario.name, "replications": found.n}
