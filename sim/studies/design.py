"""Hundreds of points, composed once and run in one process: Latin hypercube, Sobol, Morris, CSV.

Every point meets the same worlds, so that what differs between points is the inputs. Where the
points are draws from what the inputs may be, the scenario itself meets them too: a headline from
other worlds would differ by more than the inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.scenario import Scenario
from sim.studies.figures import figures_and_means_of
from sim.studies.points import LATIN, MORRIS, SOBOL, Points
from sim.studies.worlds import Sample, said_beforehand, worlds_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "design"
UNVARIED: Final = "unvaried"
"""Beside the numbers of the points: the scenario with every input as it is."""


@dataclass(frozen=True)
class Design:
    """What came out of a design, as tables.

    Attributes
    ----------
    points
        A row a point: point, the inputs, every headline share with its interval, mean days, n,
        error.
    sensitivity
        Sobol indices or Morris measures of every input for each figure; empty for other kinds.
    spread
        Parameter uncertainty beside Monte Carlo error, and the mean over the points against the
        scenario itself in the same worlds (`sim.statistics.two_level`); of a Latin hypercube only,
        whose points are draws from the ranges.
    """

    points: pd.DataFrame
    sensitivity: pd.DataFrame
    spread: pd.DataFrame
    failed: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Design of {len(self.points)} points; tables: {', '.join(self.tables())}>"

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are not empty, by name."""
        every = {"points": self.points, "sensitivity": self.sensitivity, "spread": self.spread}
        return {name: table for name, table in every.items() if len(table)}

    def lines(self) -> list[str]:
        """What came out as text for a terminal."""
        from sim.studies.design_text import told

        return told(self)


def summarise(points: Points, samples: Mapping[str, Sample], failed: Mapping[str, str]) -> Design:
    """Make the tables of a design from the samples of its points, and of the unvaried scenario."""
    import pandas as pd

    from sim.statistics.proportions import proportion

    figures = {name: figures_and_means_of(s.outcomes, s.scenario) for name, s in samples.items()}
    rows = []
    for number, name in enumerate(points.scenarios):
        row: dict[Any, Any] = {"point": number, **points.values.iloc[number].to_dict()}
        for figure, values in figures.get(name, pd.DataFrame()).items():
            row[str(figure)] = float(values.mean())
            if str(figure).startswith("met") and not str(figure).endswith("_mean"):
                share = proportion(int(values.sum()), len(values))
                row |= {f"{figure}_low": share.low, f"{figure}_high": share.high}
        row["n"] = len(figures[name]) if name in figures else 0
        rows.append(row | {"error": failed.get(name, "")})
    table = pd.DataFrame(rows)
    base = figures.pop(UNVARIED, None)
    whole = len(figures) == len(points.scenarios)
    return Design(
        table,
        _sensitivity(points, figures) if whole else pd.DataFrame(),
        _spread(figures, base) if whole and base is not None else pd.DataFrame(),
        failed,
    )


def _sensitivity(points: Points, figures: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Sobol's indices or Morris's measures for every figure."""
    import pandas as pd

    from sim.configuration.labels import labelled
    from sim.statistics.sensitivity import morris_table, sobol_table

    make = {SOBOL: sobol_table, MORRIS: morris_table}.get(points.kind)
    if make is None:
        return pd.DataFrame()
    parts = []
    for figure in next(iter(figures.values())):
        means = [float(table[figure].mean()) for table in figures.values()]
        found = make(points.placed, means)
        found.insert(0, "figure", str(figure))
        parts.append(found)
    scenario = next(iter(points.scenarios.values()))
    return labelled(scenario, pd.concat(parts, ignore_index=True))


def scenarios_of(scenario: Scenario, points: Points) -> dict[str, Scenario]:
    """Give what a design runs, by name: the points, and beside draws the scenario itself."""
    beside = {UNVARIED: scenario} if points.kind == LATIN else {}
    return beside | points.scenarios


def _spread(figures: Mapping[str, pd.DataFrame], base: pd.DataFrame) -> pd.DataFrame:
    """Set the spread over the points beside the Monte Carlo error and the unvaried scenario."""
    import pandas as pd

    from sim.statistics.two_level import two_level_table

    first = next(iter(figures.values()))
    names = [n for n in first if str(n).startswith("met") and not str(n).endswith("_mean")]
    if len(figures) < 2 or len(first) < 2:
        return pd.DataFrame()
    parts = [table[names].astype(bool).assign(outer=place, replication=range(len(table)))
             for place, table in enumerate(figures.values())]  # fmt: skip
    own = base[names].astype(bool).assign(replication=range(len(base)))
    return two_level_table(pd.concat(parts, ignore_index=True), own)


def main(
    scenario: Scenario, points: Points, run: RunSettings, config: Mapping[str, Any] | None = None
) -> tuple[Path, Mapping[str, str]]:
    """Run the points of a design, keep everything in a folder, and say what came out.

    Returns
    -------
    Path, mapping
        The folder, and why each point failed that did.
    """
    from sim.studies.folder import directory_of, write

    every = {scenario.name: scenario}
    directory = directory_of(run, STUDY, every, points.values.to_csv())
    worlds = worlds_of(run, directory, config, keep_going=True)
    asked = scenarios_of(scenario, points)
    beside = " and the scenario itself" if UNVARIED in asked else ""
    what = f"{len(points.scenarios)} points{beside} in the same worlds"
    print(said_beforehand(scenario, worlds, worlds.missing(asked), what), flush=True)
    found = summarise(points, worlds.samples(asked), worlds.failed)
    print("\n".join(found.lines()))
    varied = [str(name) for name in points.values.columns]
    write(directory, STUDY, worlds, every, found.tables(), kind=points.kind, inputs=varied)
    return directory, worlds.failed
