"""Would fewer replications do? Control variates for the headline, measured against plain sampling.

The controls are the integrals of the host State's regime over the time to the last deadline, one a
sector: the common cause behind permissions. Their means are estimated from many more worlds, which
are cheap, for no replication is run in them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.draws import Draws
from sim.processes.case import Case
from sim.replication import prepare
from sim.risks.world import CONSENT, World
from sim.scenario import Scenario
from sim.studies.worlds import said_beforehand, seconds_each, worlds_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "efficiency"
WORLDS: Final = 20
"""Worlds without a replication, for each replication."""
TIMED: Final = 20
"""Replications that are timed alone, in this process."""


def regime_days(case: Case, replications: Iterable[int]) -> npt.NDArray[np.float64]:
    """Integrate the regime of each sector (0 permissive to 2 obstructive) to the last deadline.

    Returns
    -------
    numpy.ndarray
        Shape (replications, sectors), in days. What the withdrawal itself does to consent is left
        out: a control must not depend on what is measured.
    """
    import numpy as np

    scenario = case.scenario
    sectors = sorted({camp.sector for camp in scenario.plan.camps.values()})
    end = max(phase.due for phase in scenario.plan.phases.values())
    found = []
    for k in replications:
        world = World(scenario, Draws(case.seed, k), case.providers, case.worlds)
        found.append([world.exogenous(CONSENT, s).integral(scenario.start, end) for s in sectors])
    return np.asarray(found, dtype=np.float64).reshape(-1, len(sectors))


def efficiency(
    case: Case, outcomes: pd.DataFrame, seconds_each: float, worlds: int = WORLDS
) -> pd.DataFrame:
    """Compare plain sampling with control variates, for every headline figure.

    Parameters
    ----------
    outcomes
        One row a replication, 0 … n − 1, of this case.
    seconds_each
        Seconds that a replication takes on one core.
    worlds
        Worlds without a replication for each replication; they take their time too.

    Returns
    -------
    pandas.DataFrame
        figure, then the columns of `sim.statistics.efficiency.efficiency_table`.
    """
    import pandas as pd

    from sim.statistics.efficiency import control_variate, efficiency_table, plain
    from sim.statistics.headline import headline_columns

    n = len(outcomes)
    begun = time.perf_counter()
    controls = regime_days(case, range(n))
    means = regime_days(case, range(n, n + worlds * n)).mean(axis=0)
    extra = time.perf_counter() - begun
    met = headline_columns(outcomes, list(case.scenario.plan.phases))
    parts = []
    for figure in met.columns:
        y = met[figure].to_numpy(dtype=bool)
        estimates = {
            "plain": plain(y),
            "control variate": control_variate(y, controls, means, means_n=worlds * n),
        }
        seconds = {"plain": n * seconds_each, "control variate": n * seconds_each + extra}
        parts.append(efficiency_table(estimates, seconds).assign(figure=figure))
    whole = pd.concat(parts, ignore_index=True)
    return whole[["figure", *(name for name in whole.columns if name != "figure")]]


def lines(scenario: Scenario, table: pd.DataFrame, seed: int) -> list[str]:
    """The table as text for a terminal."""
    n = int(table["n"].iloc[0])
    found = [
        f"{scenario.name}: plain sampling beside control variates (days of each regime), {n:,} "
        f"replications, seed {seed}; gain = variance × time of plain over the other's",
        "",
    ]
    rows: list[dict[Any, Any]] = table[table["method"] != "plain"].to_dict("records")
    base = table[table["method"] == "plain"].set_index("figure")
    for row in rows:
        before: Any = base.loc[row["figure"]]
        found.append(
            f"  {row['figure']:<32}{_share(before):<26}{_share(row):<26}{_gain(row['gain'])}"
        )
    return found


def _gain(gain: float) -> str:
    """Write a gain; there is none to tell where the figure never varied."""
    return f"gain {gain:.2f}" if gain == gain else "never varied"


def _share(row: Mapping[Any, Any]) -> str:
    """Write a share with its interval in per cent."""
    return f"{100 * row['share']:.1f} ({100 * row['low']:.1f}–{100 * row['high']:.1f}) %"


def main(
    scenario: Scenario, run: RunSettings, config: Mapping[str, Any] | None = None
) -> dict[str, object]:
    """Run or read the replications, estimate both ways, print and keep the table.

    Raises
    ------
    ConfigurationError
        If it is asked to stop by precision, or for an event log.
    """
    from sim.studies.folder import directory_of, write

    scenarios = {scenario.name: scenario}
    directory = Path(run.output) if run.output else directory_of(STUDY, scenarios, run.seed)
    worlds = worlds_of(run, directory, config)
    what = f"{run.replications * WORLDS:,} worlds beside the replications"
    print(said_beforehand(scenario, worlds, worlds.missing(scenarios), what), flush=True)
    outcomes = worlds.samples(scenarios)[scenario.name].outcomes
    case = prepare(scenario, run.seed)
    table = efficiency(case, outcomes, seconds_each(case, TIMED))
    print("\n".join(lines(scenario, table, run.seed)))
    write(directory, STUDY, worlds, scenarios, {"efficiency": table})
    return {"directory": str(directory), "scenario": scenario.name, "replications": len(outcomes)}
