"""Figure 8: how much each group of causes takes from P(met): removed, alone, its fair share."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.report.study import Study, phase_title, row_of
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

MEASURES = (
    ("shapley", "fair share (Shapley)", BLUE, "s"),
    ("remove_one", "with all others on", VERMILION, "o"),
    ("add_one", "alone", ORANGE, "D"),
)
ROW, WIDE, GAP, LEFT = 0.62, 1.45, 0.16, 1.75


def draw(study: Study) -> Drawing:
    """Draw a row a group, a panel a phase, and one for the days of the last phase."""
    effects = study.table("effects")
    phases = list(study.scenario.plan.phases)
    figures = [f"met_{phase}" for phase in phases] + ["days_all"]
    groups = _ordered(effects, figures)
    rows = len(groups)
    with styled():
        width = LEFT + len(figures) * (WIDE + GAP) + 0.2
        height = 1.4 + rows * ROW + 1.05
        figure = new_figure(
            width, height, "Which cause matters?",
            study.footer("95 % bootstrap intervals; the same worlds in every coalition"),
            "Effect of each group of causes on P(on time), percentage points, and on the last"
            " phase, days: with it less without it",
        )  # fmt: skip
        for place, name in enumerate(figures):
            left = LEFT + place * (WIDE + GAP)
            axes = panel(figure, left, 1.05, width - left - WIDE, 1.4)
            own = effects[effects["figure"] == name]
            _panel(axes, own, groups, 1.0 if name == "days_all" else 100.0)
            total = row_of(own, group="total")
            title = "last phase" if name == "days_all" else phase_title(phases[place])
            unit = " days" if name == "days_all" else ""
            scale = 1.0 if name == "days_all" else 100.0
            value = f"{scale * total['remove_one']:+.0f}{unit}".replace("-", "−")
            axes.set_title(f"{title}\nall together {value}", fontsize=9, fontweight="bold")
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


def _panel(axes: Axes, own: pd.DataFrame, groups: list[str], scale: float) -> None:
    rows = len(groups)
    axes.set_ylim(-0.6, rows - 0.4)
    axes.axvline(0, color=INK, lw=0.9)
    axes.spines["left"].set_visible(False)
    shown = [m for m in MEASURES if m[0] in own]
    ends: list[float] = [1.0]
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
            axes.plot([value], [at], marker, color=colour, ms=4.5)
            ends += [abs(low), abs(high)]
    reach = 1.05 * max(ends)
    axes.set_xlim(-reach, reach)
    axes.grid(True, axis="x")
    axes.tick_params(axis="x", labelsize=8, color=GREY)
