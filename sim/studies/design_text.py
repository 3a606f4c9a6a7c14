"""A design as text for a terminal."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from sim.configuration.labels import shortened
from sim.statistics.two_level import FEW_POINTS, spread_words
from sim.statistics.wording import percent, share, short_words
from sim.studies.text import aligned, estimate

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.design import Design

FIGURE = "met_mean"
FEW_ROWS = 30
"""Below so many bootstraps of sensitivities are too short."""

ENDS = ("mean", "mc_low", "mc_high")
"""Of a spread, in the order in which they are told."""


def told(found: Design) -> list[str]:
    """Write the spread over the points, the sensitivities, and what went wrong."""
    lines = [""]
    done = found.points[found.points["error"] == ""]
    if len(done):
        mean = done[FIGURE]
        least, low, high, most = (percent(float(mean.quantile(q))) for q in (0, 0.25, 0.75, 1))
        lines.append(f"Share of the phases on time over {len(done)} points, the noise of counting "
                     f"included: {least} to {most} %, half of them {low} to {high} %.")  # fmt: skip
    if len(found.spread):
        cells = [["", "mean", "Monte Carlo error", "5 to 95 % over the points, noise taken out",
                  "inputs as they are", "mean less that, points, paired"]]  # fmt: skip
        for row in found.spread.to_dict("records"):
            middle, low, high = (percent(row[name], 1) for name in ENDS)
            cells.append([short_words(str(row["figure"])), f"{middle} %", f"{low}–{high} %",
                          spread_words(row), share(row, "base"),
                          estimate(row, "difference", 100)])  # fmt: skip
        lines += ["", *aligned(cells), *rough_ends(len(done))]
    own = found.sensitivity
    if len(own):
        own = own[own["figure"] == FIGURE]
        names = ("first", "total") if "total" in own else ("mu", "mu_star", "sigma")
        p = f"{'first' if 'total' in own else 'mu'}_p_adjusted"
        cells = [["", *names, "p (Holm)", "path"]]
        for row in own.to_dict("records"):
            cells.append([shortened(row["label"], 72),
                          *(estimate(row, n, digits=2) for n in names),
                          "?" if isnan(row[p]) else f"{row[p]:.3f}",
                          str(row["input"])])  # fmt: skip
        lines += [
            "",
            "Sensitivity of the share of the phases on time (bootstrap intervals, each by itself; "
            f"p of {names[0]}, Student's, after Holm over all {len(own)}):",
            *aligned(cells),
        ]
        lines += short_bootstrap(own)
    if found.failed:
        lines += ["", f"{len(found.failed)} of {len(found.points)} points went wrong; the others "
                  "are done:", *(f"  {text}" for text in found.failed.values())]  # fmt: skip
    return [*lines, ""]


def rough_ends(points: int) -> list[str]:
    """Say so where the ends of a spread over points hang on very few of them."""
    if points >= FEW_POINTS:
        return []
    beyond = max(1, round(0.05 * points))
    which = f"the {beyond} outermost" if beyond > 1 else "the outermost one"
    return [f"A small design: the ends over the points hang on {which} of {points} points and "
            f"are rough, rather too close than too far apart; {FEW_POINTS} points or more "
            "(design.points) are better, and take as much longer."]  # fmt: skip


def short_bootstrap(sensitivity: pd.DataFrame) -> list[str]:
    """Say so where sensitivities are bootstrapped over very few rows or trajectories."""
    name = "trajectories" if "trajectories" in sensitivity else "points"
    rows = int(sensitivity[name].iloc[0])
    if rows >= FEW_ROWS:
        return []
    what = name if name == "trajectories" else "rows"
    return [f"A small design: intervals over {rows} {what} are too short; {FEW_ROWS} or more "
            "(design.points) are better, and take as much longer."]  # fmt: skip
