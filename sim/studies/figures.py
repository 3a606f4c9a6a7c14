"""The headline figures of a sample, a row a replication: by what studies attribute and choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.errors import ConfigurationError, Problem
from sim.plan.phases import ALL_PHASES, READINGS
from sim.scenario import Scenario

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from sim.studies.worlds import Worlds

    Values = npt.NDArray[np.float64]

MEAN_MET, MEAN_ORDERLY = "met_mean", "met_and_orderly_mean"
"""Share of the phases that are met (and in order), a figure that every phase moves."""


def check_figure(scenario: Scenario, figure: str, where: str) -> None:
    """Refuse a figure that no sample has.

    Raises
    ------
    ConfigurationError
        Naming those that there are.
    """
    phases = [*scenario.plan.phases, ALL_PHASES]
    known = [MEAN_MET, MEAN_ORDERLY, *(f"{kind}_{phase}" for phase in phases
                                       for kind in (*READINGS, "days"))]  # fmt: skip
    if figure not in known:
        problem = Problem(where, f"there is no figure '{figure}'", ", ".join(known))
        raise ConfigurationError([problem])


def figures_of(outcomes: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Give every figure that is attributed: shares as 0 and 1, days cut at the horizon."""
    import pandas as pd

    from sim.statistics.headline import headline_columns, headline_days

    phases = list(scenario.plan.phases)
    met = headline_columns(outcomes, phases).astype(float)
    return pd.concat([met, headline_days(outcomes, phases, scenario.end)], axis=1)


def figures_and_means_of(outcomes: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Give every figure that may order inputs or mitigations, the means over the phases first."""
    found = figures_of(outcomes, scenario)
    for mean, reading in ((MEAN_ORDERLY, "met_and_orderly"), (MEAN_MET, "met")):
        columns = [f"{reading}_{phase}" for phase in scenario.plan.phases]
        found.insert(0, mean, found[columns].mean(axis=1))
    return found


def values_of(worlds: Worlds, scenarios: Mapping[str, Scenario], figure: str) -> dict[str, Values]:
    """Run scenarios and give a figure a replication; days are turned round: more is better."""
    from sim.statistics.headline import in_days

    found: dict[str, Values] = {}
    for name, sample in worlds.samples(scenarios).items():
        table = figures_and_means_of(sample.outcomes, sample.scenario)
        own = table[figure].to_numpy(dtype=float)
        found[name] = -own if in_days(figure) else own
    return found
