"""Figure 2a: the capacity sheet, what is needed against what is there with every risk off."""

from math import isinf

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.calendar import show
from sim.plan.capacity import capacity_sheet
from sim.plan.sheet import CampSheet, CapacitySheet, Total
from sim.plan.sheet_rows import LEFT_IN_RUN, sheet_rows
from sim.report.forecast_folder import Results
from sim.report.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    SKY,
    VERMILION,
    Drawing,
    month_axis,
    new_figure,
    panel,
    styled,
    write_row,
)

COLUMNS = (
    ("loads", 0.08), ("columns", 0.25), ("cycle, days\ndry / wet", 0.46),
    ("group-days\ndry / wet", 0.7), ("slack, days\ndry / wet", 0.93),
)  # fmt: skip


IN_A_RUN = (
    " The sums let no camp wait for another's means;\n"
    "hollow: when it is left in one run with every risk off, where they wait."
)


def draw(results: Results) -> Drawing:
    """Draw each camp's dates with its sum, and under them a bar for every total."""
    sheet = capacity_sheet(results.scenario, run=_in_run(results))
    camps, totals = len(sheet.camps), len(sheet.totals)
    camp_height, total_height = 0.36 * camps, 0.235 * totals
    height = 1.35 + camp_height + 1.05 + total_height + 0.75
    with styled():
        figure = new_figure(
            12.5,
            height,
            "With every risk off, the plan works"
            if sheet.feasible
            else "Even with every risk off, the plan does not work",
            results.footer("a deterministic sum, no interval"),
            sheet.verdict[0] + (IN_A_RUN if any(c.run is not None for c in sheet.camps) else ""),
        )
        dates = panel(figure, 1.3, height - 1.35 - camp_height, 5.4, 1.35)
        sums = panel(figure, 7.3, height - 1.35 - camp_height, 0.2, 1.35)
        _draw_camps(dates, sums, sheet)
        bars = panel(figure, 4.3, 0.75, 2.7, 1.35 + camp_height + 1.05)
        _draw_totals(bars, sheet.totals)
    return Drawing("02_capacity", figure, pd.DataFrame(sheet_rows(sheet)))


def _in_run(results: Results) -> dict[str, float]:
    """When each camp is left in the run with every risk off, where the folder says so."""
    table = results.table("capacity")
    if table is None:
        return {}
    found = table[table["item"] == LEFT_IN_RUN]
    return dict(zip(found["place"], found["needed"], strict=True))


def _draw_camps(dates: Axes, sums: Axes, sheet: CapacitySheet) -> None:
    """Draw packing and trucks against the windows, and write each camp's sum beside them."""
    end = max((camp.deadline for camp in sheet.camps), default=sheet.as_of + 1) + 3
    month_axis(dates, sheet.as_of, end)
    rows = len(sheet.camps)
    sums.axis("off")
    for axes in (dates, sums):
        axes.set_ylim(-0.6, rows - 0.4)
    for i, camp in enumerate(sheet.camps):
        _draw_camp(dates, rows - 1 - i, camp, end)
        loads, dry, wet = camp.loads, camp.dry, camp.wet
        trucks = f"{loads.columns} × {loads.trucks_per_column}" if loads.columns else "none"
        cells = (
            f"{loads.truck_loads}",
            trucks,
            f"{dry.cycle.days:.1f} / {wet.cycle.days:.1f}",
            f"{dry.group_days:.0f} / {wet.group_days:.0f}",
            f"{dry.least_slack:.1f} / {wet.least_slack:.1f}",
        )
        row = ((x, text, "center") for (_, x), text in zip(COLUMNS, cells, strict=True))
        write_row(sums, rows - 1 - i, row, fontsize=8.5)
    for name, x in COLUMNS:
        sums.text(x, rows - 0.35, name, ha="center", va="bottom", fontsize=8, color=GREY)
    dates.set_yticks(range(rows), [camp.camp for camp in sheet.camps][::-1])
    dates.tick_params(axis="y", length=0)
    handles = [
        Rectangle((0, 0), 1, 1, fc=PALE),
        Rectangle((0, 0), 1, 1, fc=SKY),
        Rectangle((0, 0), 1, 1, fc=BLUE),
        dates.plot([], [], "D", color=GREEN, ms=6)[0],
    ]
    labels = ["window, line: deadline", "packing", "to the last trucks loaded", "can close"]
    if any(camp.run is not None for camp in sheet.camps):
        handles.append(dates.plot([], [], "D", color=GREEN, mfc="white", ms=5.5)[0])
        labels.append("left in a run")
    dates.legend(handles, labels, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=len(labels),
                 fontsize=8, handlelength=1.1, columnspacing=1.0)  # fmt: skip


def _draw_camp(axes: Axes, y: float, camp: CampSheet, end: float) -> None:
    """Draw one camp's window, packing, trucks and earliest closure."""
    opens = max(camp.window_opens, axes.get_xlim()[0])
    axes.add_patch(Rectangle((opens, y - 0.4), camp.deadline - opens, 0.8, fc=PALE))
    axes.plot([camp.deadline] * 2, [y - 0.4, y + 0.4], color=INK, lw=1.2)
    axes.barh([y + 0.14], [camp.packing_days], left=[camp.drawdown], height=0.2, color=SKY)
    loaded = min(camp.dry.last_loaded, end)
    axes.barh([y - 0.14], [loaded - camp.drawdown], left=[camp.drawdown], height=0.2, color=BLUE)
    if camp.dry.earliest_closure <= end:
        axes.plot([camp.dry.earliest_closure], [y], "D", color=GREEN, mec="white", ms=6.5)
    if camp.run is not None and camp.run <= end:
        axes.plot([camp.run], [y], "D", color=GREEN, mfc="white", ms=5.5)


def _draw_totals(axes: Axes, totals: tuple[Total, ...]) -> None:
    """Draw a bar a total: the share of what is there that is needed, and both in figures."""
    rows = len(totals)
    axes.axvline(1.0, color=INK, lw=1.2)
    limit = 1.3
    for i, total in enumerate(totals):
        y = rows - 1 - i
        share = min(total.share, limit)
        colour = (VERMILION if total.binding else ORANGE) if total.short else BLUE
        axes.barh([y], [share], height=0.66, color=colour)
        if total.share > limit:
            axes.plot([limit], [y], ">", color=colour, ms=7, clip_on=False)
        until = "" if isinf(total.due) else f" to {show(total.due - 1).rsplit(' ', 1)[0]}"
        first = i == 0 or totals[i - 1].item != total.item
        if first:
            axes.axhline(y + 0.5, color=PALE, lw=0.6, xmin=-0.62, xmax=1.0, clip_on=False)
        row = [
            (-0.61, total.item if first else "", "left"),
            (-0.02, f"{total.place}{until}", "right"),
            (1.2, f"{total.needed:,.0f}", "right"),
            (1.22, f"of {total.there:,.0f} {total.unit}", "left"),
            (1.08, f"{100 * total.share:,.0f} %", "right") if not isinf(total.share)
            else (1.08, "none there", "right"),
        ]  # fmt: skip
        write_row(axes, y, row, fontsize=8)
    axes.set_xlim(0, limit)
    axes.set_ylim(-0.6, rows - 0.4)
    axes.set_yticks([])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(True, axis="x")
    axes.set_axisbelow(True)
    axes.set_title("Needed, as a share of what is there (orange: others relieve it; red: short)")
