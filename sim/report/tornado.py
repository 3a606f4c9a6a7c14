"""Figure 8: how much each group of causes takes from P(met): removed, alone, its fair share."""

from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.study import Study, row_of
from sim.report.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    VERMILION,
    Drawing,
    new_figure,
    panel,
    styled,
)
from sim.report.wording import NAMED, round_step, signed, tick
from sim.statistics.kinds import Kind
from sim.statistics.paired import SURE, holm
from sim.statistics.wording import phase_title
from sim.wording import listed

MEASURES = (
    ("shapley", "fair share (Shapley)", BLUE, "s"),
    ("remove_one", "with all others on", VERMILION, "o"),
    ("add_one", "alone", ORANGE, "D"),
)
ROW, WIDE, GAP, LEFT = 0.62, 1.5, 0.2, 1.95


def draw(study: Study) -> Drawing:
    """Draw a row a group, a panel a phase, and one for the days of the last phase."""
    phases = list(study.scenario.plan.phases)
    figures = [f"met_{phase}" for phase in phases] + ["days_all"]
    effects = _adjusted(study.table("effects"), figures)
    groups = _ordered(effects, figures)
    rows = len(groups)
    parts = f"Shapley: {Kind.YES_NO.combined.words}; " if "shapley" in effects else ""
    with styled():
        width = LEFT + len(figures) * (WIDE + GAP) + 0.2
        height = 1.4 + rows * ROW + 1.05
        figure = new_figure(
            width, height, _title(effects[effects["figure"].isin(figures[:-1])], groups),
            study.footer("95 % intervals of paired differences in the same worlds (shares:"
                         f" {Kind.YES_NO.words}; {parts}days: {Kind.NUMBER.words})"),
            "Effect of each group of causes on P(on time), percentage points, and on the last"
            " phase, days: with it less without it; filled: p below 0.05 after Holm over all marks",
        )  # fmt: skip
        reach = _reach(effects[effects["figure"].isin(figures[:-1])], 100.0)
        for place, name in enumerate(figures):
            left = LEFT + place * (WIDE + GAP)
            axes = panel(figure, left, 1.05, width - left - WIDE, 1.4)
            own = effects[effects["figure"] == name]
            if name == "days_all":
                _panel(axes, own, groups, 1.0, _reach(own, 1.0))
            else:
                _panel(axes, own, groups, 100.0, reach)
            total = row_of(own, group="total")
            title = "last phase" if name == "days_all" else phase_title(phases[place])
            unit = " days" if name == "days_all" else ""
            scale = 1.0 if name == "days_all" else 100.0
            value = f"{signed(scale * total['remove_one'], 0)}{unit}"
            axes.set_title(f"{title}\nall: {value}", fontsize=9, fontweight="bold")
            axes.set_xlabel("days" if name == "days_all" else "points", fontsize=8)
            axes.set_yticks(range(rows), groups[::-1] if place == 0 else [])
            axes.tick_params(axis="y", length=0)
        shown = [m for m in MEASURES if m[0] in effects]
        for i, (_, label, colour, marker) in enumerate(shown):
            x = (LEFT + 2.0 * i) / width
            figure.text(x, 0.4 / height, {"s": "■", "o": "●", "D": "◆"}[marker], color=colour,
                        fontsize=10, va="center")  # fmt: skip
            figure.text(x + 0.16 / width, 0.4 / height, label, color=colour, fontsize=8.5,
                        va="center")  # fmt: skip
    return Drawing("08_tornado", figure, effects[effects["figure"].isin(figures)])


def _ordered(effects: pd.DataFrame, figures: list[str]) -> list[str]:
    """Put the groups in the order of what they do to all the phases together."""
    measure = "shapley" if "shapley" in effects else "remove_one"
    own = effects[effects["figure"].isin(figures[:-1]) & ~effects["group"].isin(["total", "sum"])]
    weight = own.assign(size=own[measure].abs()).groupby("group", sort=False)["size"].sum()
    return [str(name) for name in weight.sort_values(ascending=False, kind="stable").index]


def _adjusted(effects: pd.DataFrame, figures: list[str]) -> pd.DataFrame:
    """Add p adjusted over all that is drawn (…_p_holm): eye and title choose from all of it."""
    drawn = effects["figure"].isin(figures) & ~effects["group"].isin(["total", "sum"])
    names = [name for name, *_ in MEASURES if name in effects]
    p = effects.loc[drawn, [f"{name}_p" for name in names]].to_numpy(dtype=np.float64)
    found = effects.copy()
    found.loc[drawn, [f"{name}_p_holm" for name in names]] = holm(p.ravel()).reshape(p.shape)
    return found


def _title(effects: pd.DataFrame, groups: list[str]) -> str:
    """Name the groups that are shown to change P(on time), in the order in which they are drawn.

    None is called the largest: the order is that of estimates, and nothing tests it.
    """
    shares = effects[effects["group"].isin(groups)]
    sure = shares[[f"{name}_p_holm" for name, *_ in MEASURES if name in shares]] < SURE
    found = set(shares["group"][sure.any(axis=1)])
    shown = [name for name in groups if name in found]
    if not shown:
        return f"No group of causes is shown to change P(on time), of {len(groups)} tried"
    if len(shown) > NAMED:
        return f"{len(shown)} of the {len(groups)} groups of causes are shown to change P(on time)"
    return f"Shown to change P(on time): {listed(shown)} ({len(shown)} of {len(groups)} groups)"


def _reach(own: pd.DataFrame, scale: float) -> float:
    """Half the width of the axes: as far as any interval goes; whole tens for points."""
    own = own[~own["group"].isin(["total", "sum"])]
    ends = [f"{name}{end}" for name, *_ in MEASURES if name in own
            for end in ("", "_low", "_high")]  # fmt: skip
    widest = scale * float(own[ends].abs().max().max())
    return max(1.0, 1.05 * widest) if scale == 1.0 else max(5.0, 5 * ceil(1.02 * widest / 5))


def _panel(axes: Axes, own: pd.DataFrame, groups: list[str], scale: float, reach: float) -> None:
    rows = len(groups)
    axes.set_ylim(-0.6, rows - 0.4)
    axes.axvline(0, color=INK, lw=0.9)
    axes.spines["left"].set_visible(False)
    shown = [m for m in MEASURES if m[0] in own]
    for i, group in enumerate(groups):
        y = rows - 1 - i
        if i % 2 == 0:
            axes.axhspan(y - 0.5, y + 0.5, color=FAINT, zorder=0)
        row: dict[Any, Any] = row_of(own, group=group)
        for k, (name, _, colour, marker) in enumerate(shown):
            at = y + 0.22 * (1 - k)
            low, high, value = (scale * row[f"{name}{end}"] for end in ("_low", "_high", ""))
            if name == "shapley":
                axes.barh([at], [value], height=0.2, color=colour, alpha=0.35)
            axes.plot([low, high], [at, at], color=colour, lw=1.5)
            sure = row[f"{name}_p_holm"] < SURE
            axes.plot([value], [at], marker, mec=colour, mfc=colour if sure else "white", ms=4.5)
    axes.set_xlim(-reach, reach)
    step = round_step(0.62 * reach)
    axes.set_xticks([-step, 0, step], [tick(-step), "0", tick(step)])
    axes.grid(True, axis="x")
    axes.tick_params(axis="x", labelsize=8, color=GREY)
