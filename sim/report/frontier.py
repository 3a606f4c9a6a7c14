"""Figure 12: what bundles of mitigations cost against what they bring."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation
from scipy.stats import norm

from sim.report.study import Study
from sim.report.style import (
    BLUE,
    GREY,
    INK,
    PALE,
    VERMILION,
    Drawing,
    new_figure,
    panel,
    styled,
)
from sim.report.wording import interval, signed, tick
from sim.statistics.headline import in_days
from sim.statistics.kinds import kind_of
from sim.statistics.wording import figure_words

EACH = 0.5
"""Inches a bundle of the frontier takes beside the axes."""
TAIL = 0.025
"""Probability beyond either end of an interval of 95 %."""


def draw(study: Study) -> Drawing:
    """Draw a dot a bundle; those of the frontier are numbered, and named beside the axes."""
    table, figure = study.table("bundles"), str(study.manifest["figure"])
    table["bundle"] = table["bundle"].fillna("")
    scale = 1.0 if in_days(figure) else 100.0
    unit = "days earlier" if in_days(figure) else "percentage points"
    on = table[table["on_frontier"]].sort_values("cost", kind="stable")
    rest = table[~table["on_frontier"]]
    height = max(6.2, 2.3 + EACH * len(on))
    with styled():
        drawing = new_figure(
            13, height, _title(study, on, scale),
            study.footer(f"95 % intervals of the paired difference ({kind_of(figure).words})"),
            f"Gain against {study.manifest['scenario']}: {figure_words(figure)}, {unit};"
            f" {len(table) - 1} bundles of up to three, screened; line: frontier; ◇: the same"
            " bundle in other worlds",
        )  # fmt: skip
        axes = panel(drawing, 0.85, 0.95, 5.2, 0.95)
        axes.axhline(0, color=GREY, lw=0.8)
        axes.vlines(rest["cost"], scale * rest["gain_low"], scale * rest["gain_high"],
                    color=PALE, lw=1)  # fmt: skip
        axes.plot(rest["cost"], scale * rest["gain"], "o", color=GREY, ms=4, alpha=0.7)
        axes.step(on["cost"], scale * on["gain"], where="post", color=BLUE, lw=1.3)
        axes.vlines(on["cost"], scale * on["gain_low"], scale * on["gain_high"], color=BLUE, lw=1.8)
        axes.plot(on["cost"], scale * on["gain"], "o", color=BLUE, ms=12, zorder=3)
        again = on[on["size"] > 0]
        beside = axes.transData + ScaledTranslation(9 / 72, 0, drawing.dpi_scale_trans)
        axes.vlines(again["cost"], scale * again["again_low"], scale * again["again_high"],
                    color=VERMILION, lw=1.2, zorder=4, transform=beside)  # fmt: skip
        axes.plot(again["cost"], scale * again["again"], "D", ms=6, mec=VERMILION, mfc="white",
                  zorder=5, transform=beside)  # fmt: skip
        # Costs lie from a tenth of a million to tens of millions.
        axes.set_xscale("symlog", linthresh=1.0)
        ticks = [t for t in (0, 0.5, 1, 2, 5, 10, 20, 50, 100) if t <= 1.2 * table["cost"].max()]
        axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
        axes.set_xticks([], minor=True)
        axes.set_xlabel("cost of the mitigations, million US dollars (logarithmic from 1 on)")
        axes.set_ylabel(f"gain, {unit}")
        axes.yaxis.set_major_formatter(lambda value, _: tick(value))
        axes.set_ylim(*_reach(table, again, scale))
        axes.grid(True)
        axes.set_axisbelow(True)
        records: list[dict[Any, Any]] = on.to_dict("records")
        step = EACH / (height - 1.9)
        for number, row in enumerate(records):
            axes.text(row["cost"], scale * row["gain"], str(number), color="white", fontsize=8,
                      ha="center", va="center", fontweight="bold", zorder=4)  # fmt: skip
            _name(axes, study, 1.0 - step * number, step, number, row, scale)
    return Drawing("12_frontier", drawing, table)


def _reach(table: pd.DataFrame, again: pd.DataFrame, scale: float) -> tuple[float, float]:
    """Give the ends of the axis of gains: every interval lies within, those of other worlds too."""
    ends = scale * np.concatenate(
        [
            table[["gain_low", "gain_high"]].to_numpy(dtype=np.float64).ravel(),
            again[["again_low", "again_high"]].to_numpy(dtype=np.float64).ravel(),
        ]
    )
    known = [0.0, *ends[np.isfinite(ends)]]
    room = 0.05 * (max(known) - min(known) or 1.0)
    return min(known) - room, max(known) + room


def _title(study: Study, on: pd.DataFrame, scale: float) -> str:
    """Name the cheapest bundle whose gain is beyond chance in its own and in other worlds.

    In the other worlds the interval counts that holds for all bundles of the frontier together
    (Bonferroni). The gain told is that in the other worlds: in its own the best of many looks
    better than it is, and the smaller of the two gains would be too small on average.
    """
    tried = on[on["size"] > 0]
    # The second look is one at each bundle of the frontier: wide enough for all of them together.
    wide = float(norm.ppf(1 - TAIL / max(1, len(tried))) / norm.ppf(1 - TAIL))
    again = tried["again"] - wide * (tried["again"] - tried["again_low"])
    sure = tried[(tried["gain_low"] > 0) & (again > 0)]
    if sure.empty:
        return "No bundle is shown to help in its own worlds and in others"
    best = sure.iloc[0]
    unit = "days" if scale == 1.0 else "points"
    gain = signed(scale * float(best["again"]))
    return (f"Cheapest that is shown to help twice: {study.said(str(best['bundle']))}, USD"
            f" {best['cost']:g} million for {gain} {unit} in other worlds")  # fmt: skip


def _name(
    axes: Axes, study: Study, y: float, step: float, number: int, row: dict[Any, Any], scale: float
) -> None:
    """Say beside the axes what a bundle is and what it brings, here and in other worlds."""
    words, text = study.said(str(row["bundle"])) or "none", f"USD {row['cost']:g} million"
    for key, where in (("gain", ": "), ("again", "; in other worlds ")):
        value, low, high = (scale * row[f"{key}{end}"] for end in ("", "_low", "_high"))
        if row["size"] > 0:
            text += f"{where}{signed(value)} ({interval(low, high)})"
    axes.text(1.03, y, f"{number}  {words}", transform=axes.transAxes, fontsize=8.5, color=INK,
              va="top")  # fmt: skip
    axes.text(1.055, y - 0.42 * step, text, transform=axes.transAxes, fontsize=7.5, color=GREY,
              va="top")  # fmt: skip
