"""Figure 17: what each mitigation still brings when it is ordered on a later day."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.calendar import show, to_day
from sim.report.study import Study
from sim.report.style import (
    BLUE,
    GREY,
    INK,
    VERMILION,
    Drawing,
    month_axis,
    new_figure,
    panel,
    shade_windows,
    styled,
)
from sim.report.wording import round_step, tick
from sim.statistics.headline import in_days
from sim.statistics.kinds import kind_of
from sim.statistics.wording import figure_words, helps_in_words, phase_title

ROW, HEAD, FOOT = 0.95, 0.95, 0.75
COLOURS = {"helps": BLUE, "harms": VERMILION, "cannot tell": GREY, "nothing": GREY}


def draw(study: Study) -> Drawing:
    """Draw a row a mitigation: its gain by the day of the order, and beside it the last day."""
    table, figure = study.table("decisions"), str(study.manifest["figure"])
    last = study.table("last_days").fillna({"helps_until": "", "may_help_until": ""})
    names = list(last["mitigation"])
    scale = 1.0 if in_days(figure) else 100.0
    unit = "days earlier" if in_days(figure) else "percentage points"
    ends = table[["gain", "gain_low", "gain_high"]].abs().to_numpy(dtype=np.float64)
    reach = max(1.0, 1.08 * scale * float(ends[np.isfinite(ends)].max(initial=0.0)))
    height = HEAD + ROW * len(names) + FOOT
    with styled():
        drawing = new_figure(
            13, height, _title(study, last),
            study.footer(f"95 % intervals of the paired difference ({kind_of(figure).words});"
                         " verdicts after Holm over all mitigations and days"),
            f"Gain by the day of the order, {unit}: {figure_words(figure)}."
            " Filled blue: helps; hollow: cannot tell; ×: no replication differs; red: harms;"
            " shaded: windows of the plan",
        )  # fmt: skip
        for i, name in enumerate(names):
            low = FOOT + ROW * (len(names) - 1 - i)
            axes = panel(drawing, 2.6, low + 0.1, 4.3, height - low - ROW + 0.1)
            own = table[table["mitigation"] == name]
            _row(axes, study, own, scale, reach, i == len(names) - 1)
            words = f"{study.said(name)}\nUSD {own['cost'].iloc[0]:g} million"
            axes.text(-0.065, 0.5, words, ha="right",
                      va="center", fontsize=8.5, transform=axes.transAxes)  # fmt: skip
            bold, more = _told(last[last["mitigation"] == name].to_dict("records")[0], own)
            axes.text(1.02, 0.68, bold, fontsize=8.5, fontweight="bold", va="center",
                      transform=axes.transAxes)  # fmt: skip
            axes.text(1.02, 0.28, more, fontsize=7.5, color=GREY, va="center",
                      transform=axes.transAxes)  # fmt: skip
            if i == 0:
                _name_deadlines(axes, study)
    return Drawing("17_decisions", drawing, table)


def _title(study: Study, last: pd.DataFrame) -> str:
    """Say how many mitigations were shown to help, and which must be ordered first.

    A mitigation that helps on every day tried has no day by which it must be ordered: it is none
    to decide first.
    """
    helps = last[last["helps_on"] > 0]
    if helps.empty:
        what = "The one mitigation tried is not" if len(last) == 1 else (
            f"None of the {len(last)} mitigations tried is")  # fmt: skip
        return f"{what} shown to help on the days tried"
    are = "is" if len(helps) == 1 else "are"
    told = f"{len(helps)} of {len(last)} mitigations tried {are} shown to help on some day"
    due = helps[(helps["helps_until"] != "") & (helps["helps_on"] < helps["days"])]
    if len(due):
        first = due.sort_values("helps_until", kind="stable").iloc[0]
        return (f"{told}; the first to decide: {study.said(str(first['mitigation']))}, by"
                f" {show(to_day(str(first['helps_until'])))}")  # fmt: skip
    always = helps[helps["helps_on"] == helps["days"]]
    if len(always) == len(helps):
        until = show(to_day(str(always["helps_until"].min())))
        return f"{told.removesuffix(' on some day')} on every day tried, to {until}"
    return told


def _row(
    axes: Axes, study: Study, own: pd.DataFrame, scale: float, reach: float, last: bool
) -> None:
    scenario = study.scenario
    plan = scenario.plan
    month_axis(axes, scenario.start - 4, plan.last_phase.due + 4, names=last)
    shade_windows(axes, scenario)
    axes.axhline(0, color=INK, lw=0.9)
    for phase in plan.phases.values():
        axes.axvline(phase.due, color=INK, lw=0.8, ls=":")
    records: list[dict[Any, Any]] = own.to_dict("records")
    for row in records:
        x, colour = to_day(row["ordered"]), COLOURS[row["verdict"]]
        if row["verdict"] == "nothing":
            axes.plot([x], [0], "x", color=colour, ms=6)
            continue
        axes.plot([x, x], [scale * row["gain_low"], scale * row["gain_high"]], color=colour, lw=1.6)
        fill = "white" if row["verdict"] == "cannot tell" else colour
        axes.plot([x], [scale * row["gain"]], "o", mec=colour, mfc=fill, ms=6)
    axes.set_ylim(-reach, reach)
    step = round_step(0.7 * reach)
    axes.set_yticks([-step, 0, step], [tick(-step), "0", tick(step)], fontsize=7.5)
    axes.grid(True, axis="y")


def _name_deadlines(axes: Axes, study: Study) -> None:
    """Name the deadlines once, above the first row; those of one day together."""
    named: dict[float, list[str]] = {}
    for name, phase in study.scenario.plan.phases.items():
        named.setdefault(phase.due, []).append(phase_title(name))
    for day, names in named.items():
        side = "left" if day == max(named) else "center"
        axes.text(day, 1.03, ", ".join(names), fontsize=7.5, color=GREY, ha=side, va="bottom",
                  transform=axes.get_xaxis_transform())  # fmt: skip


def _told(row: dict[Any, Any], own: pd.DataFrame) -> tuple[str, str]:
    """Say beside a row what it shows."""
    first = own.iloc[0]
    lead = to_day(str(first["begins"])) - to_day(str(first["ordered"]))
    effect = "at once" if lead == 0 else f"{lead:.0f} days after the order"
    day = show(to_day(row["helps_until"])) if row["helps_until"] else ""
    bold = helps_in_words(row, day)
    may = row["may_help_until"]
    until = f"may help until {show(to_day(may))}; " if may and may != row["helps_until"] else ""
    return bold, f"{until}in effect {effect}"
