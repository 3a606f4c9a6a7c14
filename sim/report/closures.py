"""Figure 5: when and how each camp is left, against the plan's window."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.calendar import to_date
from sim.record.outcome import OPEN, PLANNED
from sim.report.forecast_folder import Results
from sim.report.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    MARKS,
    MODE_HATCHES,
    MODE_LOOKS,
    PALE,
    Drawing,
    month_axis,
    new_figure,
    panel,
    styled,
)  # fmt: skip
from sim.report.wording import least_often, too_close
from sim.statistics.closures import closures_table
from sim.statistics.proportions import proportion
from sim.statistics.wording import percent, share

SHOWN = ("p10", "p50", "p90")
PLANNED_ORDERLY = "planned_and_orderly"
"""The column of camps left as planned and orderly; the mode alone is `PLANNED` in other tables."""
COLUMNS = (1.03, 1.42)
"""Where the shares of the two readings stand, in widths of the strip."""


def table_of(results: Results) -> pd.DataFrame:
    """Give one row a camp: window, quantiles with dates, and the shares of how it was left.

    Camps that were closed before the as-of date are left out: nothing of them is forecast.
    """
    scenario = results.scenario
    open_camps = [
        name for name in scenario.plan.closing if scenario.status.camps[name].closed is None
    ]
    own = results.closures[results.closures["camp"].isin(open_camps)]
    table = closures_table(own, scenario.end).set_index("camp")
    rows = []
    for name in (camp for camp in open_camps if camp in table.index):
        window = scenario.plan.camps[name].window
        if window is None:
            continue
        found: dict[Any, Any] = table.loc[name].to_dict()
        left = own[own["camp"] == name]
        planned = left["mode"] == PLANNED
        row: dict[str, object] = {
            "camp": name, "window_opens": to_date(window.opens).isoformat(),
            "deadline": to_date(window.deadline - 1).isoformat(),
        }  # fmt: skip
        for key in SHOWN:
            day = float(found[key])
            row |= {key: day, f"{key}_date": to_date(day).isoformat() if math.isfinite(day) else ""}
        row |= {"p50_low": found["p50_low"], "p50_high": found["p50_high"]}
        in_time = left["closed"] <= window.deadline
        for key, hits in (("met", in_time), ("met_and_orderly", in_time & left["orderly"])):
            found_share = proportion(int(hits.sum()), len(left))
            row |= {key: found_share.share, f"{key}_low": found_share.low,
                    f"{key}_high": found_share.high}  # fmt: skip
        row[PLANNED_ORDERLY] = float((planned & left["orderly"]).mean())
        row["planned_not_orderly"] = float((planned & ~left["orderly"]).mean())
        row |= {mode: found[mode] for mode in MODE_LOOKS if mode in found and mode != PLANNED}
        row |= {"orderly": found["orderly"], "orderly_low": found["orderly_low"],
                "orderly_high": found["orderly_high"], "n": found["n"],
                "censored": found["censored"]}  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def draw(results: Results) -> Drawing:
    """Draw quantiles on an axis of dates, and beside it how the camp was left."""
    table, scenario = table_of(results), results.scenario
    rows, start = len(table), scenario.start
    windows = {name: camp.window for name, camp in scenario.plan.closing.items()}
    finite = [day for key in SHOWN for day in table[key] if math.isfinite(day)]
    deadlines = [w.deadline for w in windows.values() if w is not None]
    end = min(max([*finite, *deadlines]) + 5, scenario.end)
    arrows = "; arrow: beyond the axis" if (table["p90"] > end).any() else ""
    with styled():
        figure = new_figure(
            15.1,
            1.9 + 0.42 * rows,
            _title(table, results.closures),
            results.footer(
                "under P50: its 95 % order-statistic interval; under strips, and of the shares "
                f"beside them: 95 % Wilson (Clopper–Pearson at 0 and n){arrows}"
            ),
            "P10–P90 (between ticks) and P50 (dot) of the closure date; box: the plan's window",
        )
        left = panel(figure, 1.35, 0.8, 8.0, 0.95)
        right = panel(figure, 7.4, 0.8, 3.65, 0.95)
        month_axis(left, start, end)
        for i, row in enumerate(table.to_dict("records")):
            y = rows - 1 - i
            window = windows[str(row["camp"])]
            if window is not None:
                opens = max(start, window.opens)
                left.add_patch(
                    Rectangle((opens, y - 0.38), window.deadline - opens, 0.76, fc=PALE, ec="none")
                )
                left.plot([window.deadline] * 2, [y - 0.38, y + 0.38], color=INK, lw=1.2)
            _draw_quantiles(left, y, row, end)
            _draw_modes(right, y, row)
            for (key, _, colour, _), x in zip(MARKS, COLUMNS, strict=True):
                right.text(x, y, share(row, key), color=colour, fontsize=8.5, va="center")
        for axes in (left, right):
            axes.set_ylim(-0.6, rows - 0.4)
            axes.tick_params(axis="y", length=0)
        left.set_yticks(range(rows), list(table["camp"])[::-1])
        right.set_yticks([])
        right.set_xlim(0, 1)
        right.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        right.set_xlabel(
            "share of replications, by how the camp was left, in time or late", fontsize=8
        )
        for (_, words, colour, _), x in zip(MARKS, COLUMNS, strict=True):
            right.text(x, rows - 0.4, words, color=colour, fontsize=8, va="bottom")
        handles = [Rectangle((0, 0), 1, 1, fc=colour, ec="white", hatch=MODE_HATCHES.get(mode))
                   for mode, (_, colour) in MODE_LOOKS.items()]  # fmt: skip
        labels = [label for label, _ in MODE_LOOKS.values()]
        right.legend(handles, labels, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3,
                     fontsize=7.5, handlelength=1.0, columnspacing=1.0, borderpad=0.1)  # fmt: skip
    return Drawing("05_closures", figure, table)


def _title(table: pd.DataFrame, closures: pd.DataFrame) -> str:
    """Name the camp that is left orderly least often, and those that may be."""
    if table.empty:
        return "No camp is still to be left"
    least = float(table["orderly"].min())
    if table["orderly"].max() == 0.0:
        return "No camp is left orderly in any replication"
    if least == 1.0:
        return "Every camp is left orderly in every replication"
    camps = [str(name) for name in table["camp"]]
    orderly = closures.pivot_table(index="replication", columns="camp", values="orderly",
                                   aggfunc="first", observed=True)  # fmt: skip
    camp, *others = least_often(camps, orderly[camps].to_numpy(dtype=bool))
    share = f"in {percent(least)} % of replications"
    return f"{camp} is least often left orderly: {share}{too_close(others, 'camps')}"


def _draw_quantiles(axes: Axes, y: float, row: Mapping[Any, Any], end: float) -> None:
    """Draw P10–P50–P90 of one camp; an arrow where they lie beyond the axis."""
    p10, p50, p90 = (row[key] for key in SHOWN)
    if p10 < end:
        axes.plot([p10, min(p90, end)], [y, y], color=BLUE, lw=6, alpha=0.35, solid_capstyle="butt")
    for day in (p10, p90):
        if day <= end:  # above the dot, which may cover all of a short bar
            axes.plot([day] * 2, [y - 0.19, y + 0.19], color=BLUE, lw=1.6, zorder=5,
                      solid_capstyle="butt")  # fmt: skip
    if p90 > end:
        axes.plot([end], [y], ">", color=BLUE, ms=7, clip_on=False)
    if p50 <= end:
        low, high = max(row["p50_low"], axes.get_xlim()[0]), min(row["p50_high"], end)
        axes.plot([low, high], [y - 0.22] * 2, color=INK, lw=1)
        axes.plot([p50], [y], "o", color=BLUE, ms=6.5, mec="white", mew=0.8)


def _draw_modes(axes: Axes, y: float, row: Mapping[Any, Any]) -> None:
    """Draw the stacked strip of how one camp was left, with the larger shares written in."""
    edge = 0.0
    axes.barh([y], [1.0], height=0.62, color=FAINT)
    for mode, (_, colour) in MODE_LOOKS.items():
        part = row.get(PLANNED_ORDERLY if mode == PLANNED else mode, 0.0)
        axes.barh([y], [part], left=[edge], height=0.62, color=colour, edgecolor="white", lw=0.5,
                  hatch=MODE_HATCHES.get(mode))  # fmt: skip
        if part >= 0.07:
            box = {"fc": colour, "ec": "none", "pad": 1.0} if mode in MODE_HATCHES else None
            axes.text(edge + part / 2, y, percent(part), ha="center", va="center", bbox=box,
                      fontsize=8, color="white" if mode == OPEN else INK)  # fmt: skip
        edge += part
    axes.plot([row["orderly_low"], row["orderly_high"]], [y - 0.4] * 2,
              color=INK, lw=1)  # fmt: skip
    assert np.isclose(edge, 1.0)
    axes.spines["left"].set_color(GREY)
