"""Would fewer replications do? Three ways of drawing less, measured against plain sampling.

Control variates use the plain replications again. Antithetic worlds come in pairs, one the mirror
of the other. In a Latin hypercube the first draws of every risk (the regime on the first day, how
long it lasts, who is attacked first …) are spread evenly over a design of `DESIGN` replications.

The controls are the integrals of the host State's regime over the time to the last deadline, one a
sector: the common cause behind permissions. Their means are estimated from many more worlds, which
are cheap, for no replication is run in them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from sim.draws import Draws, LatinHypercube, Mirrored
from sim.errors import ConfigurationError, Problem
from sim.processes.case import Case
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication
from sim.risks.world import CONSENT, World
from sim.scenario import Scenario
from sim.studies.worlds import Worlds, said_beforehand, seconds_each, worlds_of

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
DESIGN: Final = 20
"""Replications in one Latin hypercube."""


def mirrored(case: Case, replication: int) -> Outcome:
    """Run the antithetic partner of a replication."""
    return run_replication(case, replication, draws=Mirrored(case.seed, replication))


def spread(case: Case, replication: int) -> Outcome:
    """Run a replication of a Latin hypercube over the leading draws of the risks."""
    return run_replication(case, replication, draws=LatinHypercube(case.seed, replication, DESIGN))


def drawn(
    worlds: Worlds, scenario: Scenario, run_one: Callable[[Case, int], Outcome], n: int
) -> pd.DataFrame:
    """Run n replications drawn in another way where the plain ones ran; one row each.

    They are kept beside the plain ones, in a folder of their own.
    """
    return _beside(worlds, run_one, n).samples({scenario.name: scenario})[scenario.name].outcomes


def _beside(worlds: Worlds, run_one: Callable[[Case, int], Outcome], n: int) -> Worlds:
    """The same worlds, drawn in another way."""
    folder = None if worlds.directory is None else worlds.directory / run_one.__name__
    return replace(worlds, replications=n, directory=folder, run_one=run_one)


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
    end = scenario.plan.last_phase.due
    found = []
    for k in replications:
        world = World(scenario, Draws(case.seed, k), case.providers, case.worlds)
        found.append([world.exogenous(CONSENT, s).integral(scenario.start, end) for s in sectors])
    return np.asarray(found, dtype=np.float64).reshape(-1, len(sectors))


def efficiency(
    case: Case,
    outcomes: pd.DataFrame,
    mirrors: pd.DataFrame,
    designs: pd.DataFrame,
    seconds_each: float,
    worlds: int = WORLDS,
) -> pd.DataFrame:
    """Compare plain sampling with the other ways, for every headline figure.

    Parameters
    ----------
    outcomes
        One row a replication, 0 … n − 1, of this case.
    mirrors
        The antithetic partners (`mirrored`) of the first of them.
    designs
        Whole designs of `DESIGN` replications each (`spread`), two or more.
    seconds_each
        Seconds that a replication takes on one core; drawing otherwise takes no longer.
    worlds
        Worlds without a replication for each replication; they take their time too.

    Returns
    -------
    pandas.DataFrame
        figure, then the columns of `sim.statistics.efficiency.efficiency_table`.
    """
    import pandas as pd

    from sim.statistics import efficiency as ways
    from sim.statistics.headline import headline_columns

    n, pairs = len(outcomes), len(mirrors)
    begun = time.perf_counter()
    controls = regime_days(case, range(n))
    means = regime_days(case, range(n, n + worlds * n)).mean(axis=0)
    extra = time.perf_counter() - begun
    phases = list(case.scenario.plan.phases)
    met, mirror, design = (
        headline_columns(frame, phases) for frame in (outcomes, mirrors, designs)
    )
    seconds = {
        "plain": n * seconds_each,
        "control variate": n * seconds_each + extra,
        "antithetic": 2 * pairs * seconds_each,
        "latin hypercube": len(designs) * seconds_each,
    }
    parts = []
    for figure in met.columns:
        y = met[figure].to_numpy(dtype=bool)
        shares = design[figure].to_numpy(dtype=float).reshape(-1, DESIGN).mean(axis=1)
        estimates = {
            "plain": ways.plain(y),
            "control variate": ways.control_variate(y, controls, means, means_n=worlds * n),
            "antithetic": ways.antithetic(y[:pairs], mirror[figure].to_numpy(dtype=bool)),
            "latin hypercube": ways.randomised(shares, len(designs), "latin hypercube"),
        }
        parts.append(ways.efficiency_table(estimates, seconds).assign(figure=figure))
    whole = pd.concat(parts, ignore_index=True)
    return whole[["figure", *(name for name in whole.columns if name != "figure")]]


def lines(scenario: Scenario, table: pd.DataFrame, seed: int) -> list[str]:
    """The table as text for a terminal."""
    from sim.statistics.wording import share, short_words
    from sim.studies.text import aligned

    n = int(table["n"].iloc[0])
    methods = [str(name) for name in table["method"].unique()]
    cells = [["", *methods]]
    for figure, rows in table.groupby("figure", sort=False):
        told = [
            share(row) + ("" if row["method"] == "plain" else f"; {_gain(row)}")
            for row in rows.to_dict("records")
        ]
        cells.append([short_words(str(figure)), *told])
    return [
        f"{scenario.name}: plain sampling beside other ways, {n:,} replications, seed {seed}; "
        "gain = variance × time of plain over the other's, with its 95 % interval, each by itself: "
        "a way pays where that lies above 1",
        "",
        *aligned(cells),
    ]


def _gain(row: Mapping[Any, Any]) -> str:
    """Write a gain; there is none to tell where the figure never varied."""
    gain, low, high = (row[name] for name in ("gain", "gain_low", "gain_high"))
    if isnan(gain):
        return "never varied"
    if isnan(low):
        return "gain not known: the other never varied"
    return f"gain {gain:.2f} ({low:.2f}–{high:.2f}){', pays' if low > 1.0 else ''}"


def main(
    scenario: Scenario, run: RunSettings, config: Mapping[str, Any] | None = None
) -> dict[str, object]:
    """Run or read the replications, estimate every way, print and keep the table.

    Raises
    ------
    ConfigurationError
        If it is asked to stop by precision, for an event log, or for too few replications.
    """
    from sim.studies.folder import directory_of, write

    scenarios = {scenario.name: scenario}
    directory = directory_of(run, STUDY, scenarios)
    worlds = worlds_of(run, directory, config)
    case = prepare(scenario, run.seed)
    least = regime_days(case, [0]).shape[1] + 2
    if run.replications < least:
        what = f"{run.replications} are too few: a control variate a sector is fitted to them"
        raise ConfigurationError([Problem("run.replications", what, f"{least} or more")])
    half, whole = max(run.replications // 2, 2), max(run.replications // DESIGN, 2) * DESIGN
    what = f"With {half:,} mirrored ones and {whole:,} in Latin hypercubes"
    every = (worlds, _beside(worlds, mirrored, half), _beside(worlds, spread, whole))
    missing = sum(some.missing(scenarios) for some in every)
    print(said_beforehand(scenario, worlds, missing, what), flush=True)
    outcomes = worlds.samples(scenarios)[scenario.name].outcomes
    mirrors = drawn(worlds, scenario, mirrored, half)
    designs = drawn(worlds, scenario, spread, whole)
    table = efficiency(case, outcomes, mirrors, designs, seconds_each(case, TIMED))
    print("\n".join(lines(scenario, table, run.seed)))
    write(directory, STUDY, worlds, scenarios, {"efficiency": table})
    return {"directory": str(directory), "scenario": scenario.name, "replications": len(outcomes)}
