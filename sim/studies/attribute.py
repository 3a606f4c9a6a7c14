"""Which cause matters: remove one, add one, Shapley, the chains of each camp, the means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.scenario import Scenario
from sim.studies.coalitions import Groups, check, with_only
from sim.studies.figures import figures_of
from sim.studies.text import shown
from sim.studies.worlds import Sample, Worlds, said_beforehand, worlds_for, worlds_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "attribute"


@dataclass(frozen=True)
class Attribution:
    """What each group of causes accounts for, as tables.

    Attributes
    ----------
    scenario, seed, n
        What was run.
    effects
        figure, then `sim.statistics.attribution.attribution_table`: for every headline share and
        for the days of each phase, what each group accounts for; ``total`` is all less none.
    interactions
        figure, then `interactions_table`: where two groups together do more, or less, than the sum.
    coalitions
        The mean of every figure under every coalition that was run: coalition, figure, value, n.
    delays
        Signed delay by cause on the critical chain of each camp (`delays_table`).
    criticality
        Share of replications in which a means or a cause lies on the critical chain of the last
        closure, and of any; and the use of each means up to the last deadline.
    residual
        Largest difference (days), over replications and camps, between the sum of the delays and
        closure less closure with every risk off.
    """

    scenario: Scenario
    seed: int
    n: int
    effects: pd.DataFrame
    interactions: pd.DataFrame
    coalitions: pd.DataFrame
    delays: pd.DataFrame
    criticality: pd.DataFrame
    residual: float

    def __repr__(self) -> str:
        return shown(self, self.scenario.name)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        names = ("effects", "interactions", "coalitions", "delays", "criticality")
        return {name: getattr(self, name) for name in names}

    def lines(self) -> list[str]:
        """The attribution as text for a terminal."""
        from sim.studies.attribute_text import told

        return told(self)


def coalitions_of(scenario: Scenario, groups: Groups, shapley: bool = True) -> dict[str, Scenario]:
    """Give the scenario of every coalition that is needed, by the name of the coalition."""
    from sim.statistics.coalitions import coalition, coalitions, needed_for_tornado

    names = list(groups)
    chosen = coalitions(names) if shapley else needed_for_tornado(names)
    return {
        coalition(members): replace(
            with_only(scenario, groups, members),
            name=f"{scenario.name}, {' and '.join(members) if members else 'nothing'} on",
        )
        for members in sorted(chosen, key=len, reverse=True)
    }


def attribute(
    scenario: Scenario,
    groups: Groups,
    replications: int = 200,
    seed: int = 1,
    workers: int | None = None,
    shapley: bool = True,
) -> Attribution:
    """Attribute the headline and the delays of a scenario to its causes, in memory.

    Parameters
    ----------
    groups
        Risks by the name of their group.
    shapley
        Whether every coalition is run; otherwise those of remove-one and add-one.

    Raises
    ------
    ConfigurationError
        If the groups make no sense.
    ReplicationError
        If a replication fails; it names it.
    """
    worlds = worlds_for({"scenario": scenario}, replications, seed, workers)
    check(scenario, groups)
    samples = worlds.samples(coalitions_of(scenario, groups, shapley))
    return summarise(scenario, groups, samples, worlds)


def summarise(
    scenario: Scenario, groups: Groups, samples: Mapping[str, Sample], worlds: Worlds
) -> Attribution:
    """Make the tables from the samples of the coalitions."""
    import pandas as pd

    from sim.replication import prepare
    from sim.statistics.attribution import attribution_table, interactions_table
    from sim.statistics.coalitions import worth
    from sim.statistics.delays import delays_table
    from sim.statistics.kinds import kind_of
    from sim.studies.criticality import criticality, residual

    names = list(groups)
    figures = {name: figures_of(sample.outcomes, scenario) for name, sample in samples.items()}
    long = pd.concat([table.assign(coalition=name, replication=range(len(table)))
                      for name, table in figures.items()], ignore_index=True)  # fmt: skip
    effects, together = [], []
    for figure in map(str, next(iter(figures.values()))):
        table = long[["coalition", "replication", figure]].rename(columns={figure: "value"})
        found, kind = worth(table, names), kind_of(figure)
        effects.append(attribution_table(found, kind).assign(figure=figure))
        together.append(interactions_table(found, kind).assign(figure=figure))
    means = long.drop(columns="replication").groupby("coalition", sort=False).mean()
    full = samples["+".join(names)]
    case = prepare(scenario, worlds.seed)
    return Attribution(
        scenario=scenario,
        seed=worlds.seed,
        n=worlds.replications,
        effects=_first(pd.concat(effects, ignore_index=True), "figure"),
        interactions=_first(pd.concat(together, ignore_index=True), "figure"),
        coalitions=means.reset_index().melt("coalition", var_name="figure").assign(
            n=worlds.replications
        ),
        delays=delays_table(full.tables["delays"], worlds.replications, case.reference),
        criticality=criticality(case, worlds.replications),
        residual=residual(full, case),
    )  # fmt: skip


def _first(table: pd.DataFrame, column: str) -> pd.DataFrame:
    return table[[column, *(name for name in table.columns if name != column)]]


def main(
    scenario: Scenario,
    groups: Groups,
    run: RunSettings,
    config: Mapping[str, Any] | None = None,
    shapley: bool = True,
) -> Path:
    """Attribute, keep everything in a folder, and print what matters.

    Returns
    -------
    Path
        The folder: `run.output`, or one of ``results/attribute/`` named by what is attributed.
    """
    from sim.studies.folder import directory_of, write

    left = check(scenario, groups)
    every = {scenario.name: scenario}
    directory = directory_of(run, STUDY, every, str(sorted(groups.items())))
    worlds = worlds_of(run, directory, config)
    scenarios = coalitions_of(scenario, groups, shapley)
    what = f"{len(scenarios)} coalitions of {len(groups)} groups of causes"
    print(said_beforehand(scenario, worlds, worlds.missing(scenarios), what), flush=True)
    if left:
        print(f"In no group, and so on in every coalition: {', '.join(left)}.")
    found = summarise(scenario, groups, worlds.samples(scenarios), worlds)
    print("\n".join(found.lines()))
    write(directory, STUDY, worlds, every, found.tables(), groups=_plain(groups),
          residual=found.residual, shapley=shapley)  # fmt: skip
    return directory


def _plain(groups: Groups) -> dict[str, Sequence[str]]:
    return {name: list(risks) for name, risks in groups.items()}
