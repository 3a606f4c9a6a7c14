"""A design as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.configuration.labels import shortened
from sim.studies.text import aligned, estimate

if TYPE_CHECKING:
    from sim.studies.design import Design

FIGURE = "met_mean"


def told(found: Design) -> list[str]:
    """Write the spread over the points, the sensitivities, and what went wrong."""
    lines = [""]
    done = found.points[found.points["error"] == ""]
    if len(done):
        mean = 100 * done[FIGURE]
        lines.append(f"Share of the phases on time over {len(done)} points: {mean.min():.0f} to "
                     f"{mean.max():.0f} %, half of them {mean.quantile(0.25):.0f} to "
                     f"{mean.quantile(0.75):.0f} %.")  # fmt: skip
    if len(found.spread):
        cells = [["", "mean", "Monte Carlo error", "5 to 95 % over the points, noise taken out"]]
        for row in found.spread.to_dict("records"):
            low, high, p05, p95 = (100 * row[k] for k in ("mc_low", "mc_high", "p05", "p95"))
            cells.append([str(row["figure"]), f"{100 * row['mean']:.0f} %",
                          f"{low:.0f}–{high:.0f} %", f"{p05:.0f}–{p95:.0f} %"])  # fmt: skip
        lines += ["", *aligned(cells)]
    own = found.sensitivity
    if len(own):
        own = own[own["figure"] == FIGURE]
        names = ("first", "total") if "total" in own else ("mu", "mu_star", "sigma")
        cells = [["", *names, "path"]]
        for row in own.to_dict("records"):
            cells.append([shortened(row["label"], 72),
                          *(estimate(row, n, digits=2) for n in names),
                          str(row["input"])])  # fmt: skip
        lines += ["", f"Sensitivity of {FIGURE} (bootstrap intervals):", *aligned(cells)]
    if found.failed:
        lines += ["", f"{len(found.failed)} of {len(found.points)} points went wrong; the others "
                  "are done:", *(f"  {text}" for text in found.failed.values())]  # fmt: skip
    return [*lines, ""]
