"""Figure 18: the forecast beside what was observed."""

import math
from typing import Any

from matplotlib.axes import Axes

from sim.calendar import show, to_day
from sim.report.study import Study
from sim.report.style import (
    BLUE,
    GREY,
    INK,
    PALE,
    SKY,
    VERMILION,
    Drawing,
    month_axis,
    new_figure,
    panel,
    shade_windows,
    styled,
)
from sim.statistics.wording import phase_title, share

ROW, HEAD, FOOT, GAP = 0.42, 1.0, 0.75, 0.75


def draw(study: Study) -> Drawing:
    """Draw a row a thing observed: quantiles of the model, the day or number that it was."""
    table = study.table("hindcast")
    camps = table[table["camp"].notna()].to_dict("records")
    people = table[table["camp"].isna()].to_dict("records")
    last = max([row["ends"] for row in camps] + [
        row[key] for row in camps for key in ("q50", "q75", "q975") if math.isfinite(row[key])
    ], default=study.scenario.start)  # fmt: skip
    below = (ROW * len(people) + GAP) if people else 0.0
    height = HEAD + ROW * len(camps) + FOOT + below
    outside = int((~table["inside"]).sum())
    note = "bars are quantiles over replications; shares with their 95 % intervals"
    if any(not math.isfinite(row["q975"]) for row in camps):
        note += "; ▶ the bar goes on: not left by the horizon in 2.5 % of replications or more"
    start = min([study.scenario.start, *(row["opens"] for row in camps)])
    reach = last + max(2.0, 0.04 * (last - start))
    deadlines = _deadlines(study, start, reach) if camps else {}
    with styled():
        figure = new_figure(
            12, height, _title(len(table) - outside, len(table)),
            study.footer(note),
            f"Beside {study.manifest['beside']}: {len(table) - outside} of {len(table)} within the"
            " central 95 % of the model (pale bar; blue: central half; dot: median); ◆ observed"
            + ("; dotted: deadlines" if deadlines else "")
            + ("; shaded: windows of the plan" if camps else ""),
        )  # fmt: skip
        if camps:
            axes = panel(figure, 2.1, FOOT + below, 4.0, HEAD)
            month_axis(axes, start, reach)
            shade_windows(axes, study.scenario)
            _draw_deadlines(axes, deadlines)
            _rows(axes, camps, reach, "earlier")
        if people:
            axes = panel(figure, 2.1, FOOT, 4.0, height - FOOT - ROW * len(people))
            reach = 1.08 * max(row[key] for row in people for key in ("ends", "q975"))
            axes.set_xlim(0, max(reach, 1.0))
            axes.set_xlabel("people", fontsize=8)
            axes.xaxis.set_major_formatter(lambda people, _: f"{people:,.0f}")
            _rows(axes, people, reach, "fewer")
    return Drawing("18_hindcast", figure, table)


def _title(inside: int, every: int) -> str:
    """Say how many of the observations the model contains."""
    if inside == every:
        return "The model contains " + ("what was observed" if every == 1 else
                                        f"all {every} observations")  # fmt: skip
    return f"The model contains {inside} of {every} observations"


def _deadlines(study: Study, start: float, reach: float) -> dict[float, list[str]]:
    """Give the deadlines that lie on the axis of days, each with the names of its phases."""
    named: dict[float, list[str]] = {}
    for name, phase in study.scenario.plan.phases.items():
        if start < phase.due <= reach:
            named.setdefault(phase.due, []).append(phase_title(name))
    return named


def _draw_deadlines(axes: Axes, named: dict[float, list[str]]) -> None:
    """Draw the deadlines, and name them above; those of one day together."""
    for day, names in named.items():
        axes.axvline(day, color=INK, lw=0.8, ls=":")
        axes.text(day, 1.02, "\n".join(names), fontsize=7, color=GREY, ha="center", va="bottom",
                  linespacing=1.0, transform=axes.get_xaxis_transform())  # fmt: skip


def _name(what: str) -> str:
    """Write what was observed in one line, and the day of a count below it."""
    left, by, day = what.removesuffix(" left").partition(" by ")
    return f"{left}\nby {show(to_day(day))}" if by else left


def _rows(axes: Axes, rows: list[dict[Any, Any]], reach: float, less: str) -> None:
    """Draw rows from the top, and say beside each what lies where."""
    count = len(rows)
    for i, row in enumerate(rows):
        y = count - 1 - i
        low, quarter, median, upper, high = (
            min(row[key], reach) for key in ("q025", "q25", "q50", "q75", "q975")
        )
        axes.barh([y], [high - low], left=[low], height=0.5, color=PALE, ec=GREY, lw=0.6)
        axes.barh([y], [upper - quarter], left=[quarter], height=0.5, color=SKY)
        axes.plot([low, high], [y, y], color=GREY, lw=0.8)
        if row["q50"] <= reach:
            axes.plot([median], [y], "o", color=BLUE, ms=5)
        if row["q975"] > reach:
            axes.plot([reach], [y], ">", color=GREY, ms=6, clip_on=False)
        axes.plot([(row["opens"] + row["ends"]) / 2], [y], "D", mec="white", mfc=VERMILION, ms=8,
                  zorder=4)  # fmt: skip
        verdict = "inside" if row["inside"] else "OUTSIDE"
        before = f"{share(row, 'share_before', 0)} of replications {less}"
        told = f"{row['observed']}: {verdict}; {before}"
        axes.text(1.025, y, told, transform=axes.get_yaxis_transform(), fontsize=8.5, va="center",
                  color=INK if row["inside"] else VERMILION,
                  fontweight="normal" if row["inside"] else "bold")  # fmt: skip
    names = [_name(str(row["what"])) for row in rows]
    axes.set_yticks(range(count), names[::-1])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.5, count - 0.5)
    axes.set_axisbelow(True)
