"""Figure 16: people, vehicles and containers left in the country, week by week."""

import pandas as pd
from matplotlib.axes import Axes

from sim.calendar import show
from sim.report.forecast_folder import Results
from sim.report.style import (
    BLUE,
    FAN_SHADES,
    GREY,
    INK,
    Drawing,
    month_axis,
    new_figure,
    panel,
    shade_windows,
    styled,
)
from sim.statistics.curves import fans_table

SHOWN = (("people", "Uniformed people"), ("vehicles", "Vehicles"), ("containers", "Containers"))
TOUCH = 0.05
"""The axis ends where every fan has come down to this share of its start."""


def draw(results: Results, balances: pd.DataFrame) -> Drawing:
    """Draw one panel a balance, on one axis of dates, with the deadlines of the plan."""
    table = fans_table(balances, [name for name, _ in SHOWN])
    scenario = results.scenario
    last = scenario.plan.last_phase.due
    end = _last_day(table, last)
    each = 2.0
    with styled():
        figure = new_figure(
            10.9,
            1.75 + each * len(SHOWN),
            _title(table[table["balance"] == "people"], last),
            results.footer("bands: pointwise quantiles over the replications"),
            "Line: median; bands: 50, 80 and 90 % of the replications; upright lines: deadlines"
            " (24:00); shaded: windows of the plan",
        )
        for i, (name, title) in enumerate(SHOWN):
            bottom = 0.85 + each * (len(SHOWN) - 1 - i)
            axes = panel(figure, 0.85, bottom, 2.4, 0.95 + each * i + 0.3)
            month_axis(axes, scenario.start, end, names=i == len(SHOWN) - 1)
            _draw(axes, table[table["balance"] == name], title, end)
            shade_windows(axes, scenario)
            for due in {phase.due for phase in scenario.plan.phases.values()}:
                width, strength = (1.2, 1.0) if due == last else (0.7, 0.5)
                axes.axvline(due, color=INK, lw=width, alpha=strength)
            if i == 0:
                _limits(axes, results)
            _at_deadline(axes, table[table["balance"] == name], last)
    return Drawing("16_fans", figure, table)


def _title(fan: pd.DataFrame, due: float) -> str:
    """Say how many people are left at the last deadline."""
    left = fan[fan["day"] <= due].iloc[-1]
    return (f"{left['p50']:,.0f} uniformed people are still there at the last deadline"
            f" (median; P5 {left['p05']:,.0f}, P95 {left['p95']:,.0f})")  # fmt: skip


def _draw(axes: Axes, fan: pd.DataFrame, title: str, end: float) -> None:
    """Draw one fan, in the colour of every fan."""
    shown = fan[fan["day"] <= end + 7]
    for low, high, alpha in FAN_SHADES:
        axes.fill_between(shown["day"], shown[low], shown[high], color=BLUE, alpha=alpha, lw=0)
    axes.plot(shown["day"], shown["p50"], color=BLUE, lw=1.8)
    axes.set_ylim(0, 1.08 * float(fan["p95"].max()))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_title(title)
    axes.grid(True, axis="y")


def _at_deadline(axes: Axes, fan: pd.DataFrame, due: float) -> None:
    """Write beside the panel what is left at the last deadline."""
    before = fan[fan["day"] <= due].iloc[-1]
    lines = [f"P{p}  {before[key]:,.0f}" for p, key in ((5, "p05"), (50, "p50"), (95, "p95"))]
    day = show(float(before["day"]) - 1)
    axes.text(1.02, 0.98, f"there at 24:00, {day}", transform=axes.transAxes, fontsize=8.5,
              fontweight="bold", va="top")  # fmt: skip
    axes.text(1.02, 0.83, "\n".join(lines), transform=axes.transAxes, fontsize=8, va="top",
              color=GREY, linespacing=1.4)  # fmt: skip


def _limits(axes: Axes, results: Results) -> None:
    """Mark how many people may be left at the deadline of each phase that has such a limit."""
    for phase in results.scenario.plan.phases.values():
        limit, name = phase.limit, str(phase.people)
        if limit is None:
            continue
        axes.plot([phase.due], [limit.people], "D", color=INK, ms=6, mec="white", zorder=5)
        axes.annotate(f"at most {limit.people:,.0f} on {show(phase.due - 1)}:\n"
                      f"{name.replace('_', ' ')}", (phase.due, limit.people), (40, 34),
                      textcoords="offset points", fontsize=8, linespacing=1.3,
                      arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.7})  # fmt: skip


def _last_day(table: pd.DataFrame, due: float) -> float:
    """Give the end of the axis: past the deadline, and past nearly all of every fan."""
    end = due + 14
    for _, fan in table.groupby("balance"):
        high = fan[fan["p95"] > TOUCH * fan["p95"].max()]
        end = max(end, float(high["day"].max()))
    return float(min(end, table["day"].max()))
