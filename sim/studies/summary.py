"""The tables of a forecast, made from the tables of its replications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario import Scenario
from sim.studies.text import shown

if TYPE_CHECKING:
    import pandas as pd

Reference = Mapping[str, Mapping[str, float]]
"""Days on each camp's critical chain by cause, with every risk off: camp → cause → days."""


SAMPLES = ("outcomes", "closures", "delays", "triggers", "losses", "milestones")
"""Tables of the replications from which a forecast's tables are made."""


@dataclass(frozen=True)
class Forecast:
    """What a forecast says, as tables; each is described where it is made.

    Attributes
    ----------
    scenario, seed, n
        What was run: the scenario, the master seed, the number of replications.
    deadlines
        The headline, a row a phase (`sim.statistics.deadlines.deadlines_table`).
    joint
        Every phase together, counted in the joint sample.
    readings
        Other readings of the limit on people.
    binding
        How often each cause binds each phase.
    closures
        How and when each camp was left (`sim.statistics.closures.closures_table`).
    completion
        Cumulative probability by date, with a band: phase, day, probability, low, high.
    delays
        Days on the critical chains by camp and cause, less those with every risk off.
    counts
        Casualties, convoys, refusals …: means, quantiles, bounds on what was rare.
    triggers
        How often each rule of command fired, and when (`sim.statistics.triggers`).
    losses
        The loss ledger by place (`sim.statistics.losses`).
    milestones
        What beside closures and phases is reached, and when (`sim.statistics.milestones`).
    output_checks
        Figures of the output beside what was observed (`sim.statistics.output_checks`).
    mechanisms
        In which share of replications each mechanism occurs (`sim.statistics.mechanisms`).
    outcomes
        The sample itself, a row a replication.
    """

    scenario: Scenario
    seed: int
    n: int
    deadlines: pd.DataFrame
    joint: pd.DataFrame
    readings: pd.DataFrame
    binding: pd.DataFrame
    closures: pd.DataFrame
    completion: pd.DataFrame
    delays: pd.DataFrame
    counts: pd.DataFrame
    triggers: pd.DataFrame
    losses: pd.DataFrame
    milestones: pd.DataFrame
    output_checks: pd.DataFrame
    mechanisms: pd.DataFrame
    outcomes: pd.DataFrame

    def __repr__(self) -> str:
        return shown(self, self.scenario.name)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of figures, by name: all but the sample."""
        names = ("deadlines", "joint", "readings", "binding", "closures", "completion", "delays",
                 "counts", "triggers", "losses", "milestones", "output_checks",
                 "mechanisms")  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def lines(self) -> list[str]:
        """The headline as text for a terminal."""
        from sim.studies.headline import headline

        return headline(self)


def summarise(
    scenario: Scenario, seed: int, samples: Mapping[str, pd.DataFrame], reference: Reference
) -> Forecast:
    """Make a forecast's tables from its samples.

    Parameters
    ----------
    samples
        The tables of the replications named in `SAMPLES`; each is asked for where it is needed.
    reference
        Days by camp and cause with every risk off.
    """
    import pandas as pd

    from sim.configuration.observed import load_observed
    from sim.montecarlo.columns import is_count
    from sim.statistics.closures import closures_table
    from sim.statistics.completion import completion_curve
    from sim.statistics.counts import counts_table
    from sim.statistics.deadlines import (
        binding_table,
        deadlines_table,
        joint_table,
        readings_table,
    )
    from sim.statistics.delays import delays_table
    from sim.statistics.losses import losses_table
    from sim.statistics.mechanisms import mechanisms_table
    from sim.statistics.milestones import milestones_table
    from sim.statistics.output_checks import output_checks
    from sim.statistics.triggers import triggers_table

    outcomes, phases = samples["outcomes"], scenario.plan.phases
    n, left = len(outcomes), samples["closures"]
    curves = {
        name: completion_curve(outcomes[f"completed_{name}"].to_numpy(), scenario.end)
        for name in phases
    }
    windows = {name: camp.window for name, camp in scenario.plan.closing.items()}
    deadlines = {name: window.deadline for name, window in windows.items() if window is not None}
    within = {name: (w.opens, w.deadline) for name, w in windows.items() if w is not None}
    return Forecast(
        scenario=scenario,
        seed=seed,
        n=n,
        deadlines=deadlines_table(outcomes, phases),
        joint=joint_table(outcomes, phases),
        readings=readings_table(outcomes, phases),
        binding=binding_table(outcomes, phases),
        closures=closures_table(left, scenario.end, deadlines),
        completion=pd.concat(
            [curve.assign(phase=name) for name, curve in curves.items()], ignore_index=True
        )[["phase", "day", "probability", "low", "high"]],
        delays=delays_table(samples["delays"], n, reference),
        counts=counts_table(outcomes, [name for name in outcomes.columns if is_count(name)]),
        triggers=triggers_table(samples["triggers"], n),
        losses=losses_table(samples["losses"], n),
        milestones=milestones_table(samples["milestones"]),
        output_checks=output_checks(
            outcomes,
            load_observed(scenario.plan.observed).checks,
            scenario.plan.last_phase.due - scenario.start,
        ),
        mechanisms=mechanisms_table(outcomes, left, within),
        outcomes=outcomes,
    )
