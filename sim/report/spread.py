"""Figure 14 of a Latin hypercube: each probability over the points, beside its Monte Carlo error.

What is not known of the inputs makes the bands, and no number of replications narrows them; the
Monte Carlo interval of the mean is what replications narrow. The inputs as they are stand beside
in the same worlds: against any others the difference would be luck as well.
"""

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.plan.phases import ALL_PHASES
from sim.report.study import Study
from sim.report.style import (
    FAINT,
    GREY,
    INK,
    MARKS,
    Drawing,
    new_figure,
    panel,
    share_rows,
    styled,
)
from sim.report.wording import few_points, interval, signed
from sim.statistics.kinds import Kind
from sim.statistics.two_level import is_told, spread_words
from sim.statistics.wording import percent, phase_title, share

COLUMNS = (1.03, 1.285, 1.795, 2.08)
HEADS = (
    "mean (counting)",
    "over the points, 5 to 95 %",
    "inputs as they are",
    "mean less that, points",
)
"""What stands beside the rows, and where: in widths of the axes."""


def draw(study: Study) -> Drawing | None:
    """Draw a row a phase; None: the design is no sample of what the inputs may be."""
    if not (study.directory / "tables" / "spread.csv").exists():
        return None
    table = study.table("spread").set_index("figure")
    phases = [*study.scenario.plan.phases, ALL_PHASES]
    rows, points = len(phases), int(table["outer"].iloc[0])
    with styled():
        height = 1.95 + 0.62 * rows
        figure = new_figure(
            14.9, height, _title(table, phases, len(study.manifest["inputs"])),
            study.footer(f"{points} points{few_points(points)}; 95 % intervals, Monte Carlo: of the"
                         " mean over them; ends over the points bootstrap of points and worlds;"
                         f" inputs as they are Wilson; difference {Kind.PARTS.words}"),
            "Thin: 5 to 95 % of the points, thick: the middle half, mark: median, counting noise"
            " taken out; bracket: Monte Carlo interval of the mean; cross: inputs as they are, in"
            " the same worlds",
        )  # fmt: skip
        axes = panel(figure, 2.6, 0.75, 7.3, 1.05)
        for i, phase in enumerate(phases):
            y = rows - 1 - i
            if phase == ALL_PHASES:
                axes.axhspan(y - 0.5, y + 0.5, color=FAINT, zorder=0)
            for (reading, _, colour, marker), shift in zip(MARKS, (0.17, -0.17), strict=True):
                row: dict[Any, Any] = table.loc[f"{reading}_{phase}"].to_dict()
                _band(axes, y + shift, row, colour, marker)
            title = phase_title(phase)
            name = textwrap.fill(title[:1].upper() + title[1:], 26)
            axes.text(-0.03, y, name, ha="right", va="center", fontsize=9,
                      fontweight="bold")  # fmt: skip
        _frame(axes, rows)
    return Drawing("14_spread", figure, study.table("spread"))


def _band(axes: Axes, y: float, row: dict[Any, Any], colour: str, marker: str) -> None:
    """Draw the spread of one probability; write its mean, its ends and the paired difference."""
    axes.plot([row["p05"], row["p95"]], [y] * 2, color=colour, lw=1.3)
    axes.plot([row["p25"], row["p75"]], [y] * 2, color=colour, lw=5, solid_capstyle="butt")
    axes.plot([row["p50"]], [y], marker, mfc="white", mec=colour, ms=5, clip_on=False)
    axes.plot([row["mc_low"], row["mc_low"], row["mc_high"], row["mc_high"]],
              [y - 0.06, y - 0.12, y - 0.12, y - 0.06], color=INK, lw=0.8)  # fmt: skip
    axes.plot([row["base"]], [y], "x", color=INK, ms=5.5, mew=1.3, clip_on=False, zorder=4)
    mean, low, high = (percent(row[name], 1) for name in ("mean", "mc_low", "mc_high"))
    gap, least, most = (100 * row[f"difference{end}"] for end in ("", "_low", "_high"))
    for x, text in zip(
        COLUMNS,
        (f"{mean} % ({low}–{high})", spread_words(row), share(row, "base"),
         f"{signed(gap)} ({interval(least, most)})"),
        strict=True,
    ):  # fmt: skip
        axes.text(x, y, text, color=colour, fontsize=8.5, va="center")


def _frame(axes: Axes, rows: int) -> None:
    """Set the axis, and say above it what is what."""
    share_rows(axes, rows)
    top = rows - 0.35
    for x, text in zip(COLUMNS, HEADS, strict=True):
        axes.text(x, top, text, color=GREY, fontsize=8, va="bottom")
    for x, (_, label, colour, marker) in zip((0.0, 0.25), MARKS, strict=True):
        axes.plot([x + 0.015], [top + 0.1], marker, mfc="white", mec=colour, ms=5, clip_on=False)
        axes.text(x + 0.04, top, label, color=colour, va="bottom", fontsize=9)


def _title(table: pd.DataFrame, phases: list[str], inputs: int) -> str:
    """Name the phase whose probability of being on time is spread most, beyond noise."""
    met: dict[str, dict[Any, Any]] = {
        phase: table.loc[f"met_{phase}"].to_dict() for phase in phases if phase != ALL_PHASES
    }
    what = "one input" if inputs == 1 else f"{inputs} inputs"
    met = {name: row for name, row in met.items() if is_told(row)}
    if not met:
        return f"Over what {what} may be, no phase's spread is told from the noise of counting"
    phase = max(met, key=lambda name: met[name]["p95"] - met[name]["p05"])
    low, high = (percent(met[phase][end]) for end in ("p05", "p95"))
    return f"Over what {what} may be, {phase_title(phase)} is on time in {low} to {high} %"
