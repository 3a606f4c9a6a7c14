"""Figure 4: cumulative probability that a phase is complete, by date."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.calendar import show, to_date
from sim.plan.phases import Phase
from sim.report.forecast_folder import Results
from sim.report.style import (
    FAINT,
    GREY,
    INK,
    Drawing,
    month_axis,
    new_figure,
    panel,
    phase_colours,
    styled,
)
from sim.report.wording import least_often, started, too_close
from sim.statistics.completion import completion_curve
from sim.statistics.wording import percent, phase_title

SHOWN = 0.98
"""The axis of dates ends where this share of what is ever completed is completed."""


def completion_table(results: Results) -> pd.DataFrame:
    """Give the curve of every phase: phase, day, date, probability, low, high, n, censored."""
    parts = []
    for phase in results.scenario.plan.phases:
        days = results.outcomes[f"completed_{phase}"].to_numpy(dtype=np.float64)
        curve = completion_curve(days, results.scenario.end)
        curve.insert(0, "phase", phase)
        curve.insert(2, "date", [to_date(day).isoformat() for day in curve["day"]])
        curve["n"] = len(days)
        curve["censored"] = int(np.isnan(days).sum())
        parts.append(curve)
    return pd.concat(parts, ignore_index=True)


def draw(results: Results) -> Drawing:
    """Draw one small panel a phase, on one axis of dates."""
    table, scenario = completion_table(results), results.scenario
    phases = scenario.plan.phases
    colours = phase_colours(phases)
    end = _last_day(results)
    with styled():
        each, count = 1.32, len(phases)
        figure = new_figure(
            9.5,
            1.75 + each * count,
            _title(results),
            results.footer("band: 95 % Dvoretzky–Kiefer–Wolfowitz, whole curve"),
            "Cumulative probability by date; line: deadline (24:00); shaded: windows of its camps",
        )
        for i, (name, phase) in enumerate(phases.items()):
            last = i == count - 1
            bottom = 0.85 + each * (count - 1 - i)
            axes = panel(figure, 0.75, bottom, 2.35, 0.9 + each * i + 0.2)
            month_axis(axes, scenario.start, end, names=last)
            _draw_phase(
                axes, results, name, phase, table[table["phase"] == name], colours[name], end
            )
    return Drawing("04_completion", figure, table)


def _title(results: Results) -> str:
    """Name the phase that meets its deadline least often."""
    phases = list(results.scenario.plan.phases)
    met = results.outcomes[[f"met_{name}" for name in phases]].to_numpy(dtype=bool)
    least = float(met.mean(axis=0).min())
    if not met.any():
        return "No phase is complete by its deadline in any replication"
    if least == 1.0:
        return "Every phase is complete by its deadline in every replication"
    weakest = least_often(phases, met)
    named = started(phase_title(weakest[0]))
    close = too_close([phase_title(name) for name in weakest[1:]], "phases")
    return f"{named} is least often on time: {percent(least, 1)} %{close}"


def _draw_phase(
    axes: Axes,
    results: Results,
    name: str,
    phase: Phase,
    curve: pd.DataFrame,
    colour: str,
    end: float,
) -> None:
    """Draw one phase's curve, band, deadline and windows."""
    camps = results.scenario.plan.camps
    windows = {camps[camp].window for camp in phase.camps if camps[camp].window}
    for window in windows if len(windows) < 3 else ():
        if window is not None:
            axes.axvspan(window.opens, window.deadline, color=FAINT, zorder=0)
    start = results.scenario.start
    known = curve[curve["probability"] > 0]
    day = np.concatenate(([start], known["day"], [end]))
    for_band = {}
    for key in ("probability", "low", "high"):
        values = known[key].to_numpy()
        final = values[-1] if len(values) else (0.0 if key != "high" else curve["high"].iloc[0])
        first = 0.0 if key != "high" else float((curve["high"] - curve["probability"]).max())
        for_band[key] = np.concatenate(([first], values, [final]))
    axes.fill_between(
        day, for_band["low"], for_band["high"], step="post", color=colour, alpha=0.2, lw=0
    )
    axes.step(day, for_band["probability"], where="post", color=colour, lw=1.8)
    axes.axvline(phase.due, color=INK, lw=1.2)
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.grid(True, axis="y")
    outcomes = results.outcomes
    met = float(outcomes[f"met_{name}"].mean())
    orderly = float(outcomes[f"met_and_orderly_{name}"].mean())
    censored = int(curve["censored"].iloc[0])
    beyond = int((outcomes[f"completed_{name}"] > end).sum())
    lines = [
        f"deadline {show(phase.due - 1)}",
        f"on time {percent(met, 1)} %, and orderly {percent(orderly, 1)} %",
        f"not by the horizon: {censored:,} of {results.n:,}",
    ]
    if beyond:
        lines.append(f"later than this axis: {beyond:,}")
    title = textwrap.wrap(phase.title, 28)
    axes.text(1.025, 0.98, "\n".join(title), transform=axes.transAxes, fontsize=8.5,
              fontweight="bold", va="top", linespacing=1.2)  # fmt: skip
    axes.plot([1.008] * 2, [0.98 - 0.15 * len(title), 0.98], color=colour, lw=4,
              transform=axes.transAxes, clip_on=False, solid_capstyle="butt")  # fmt: skip
    axes.text(1.025, 0.94 - 0.17 * len(title), "\n".join(lines), transform=axes.transAxes,
              fontsize=8, va="top", color=GREY, linespacing=1.3)  # fmt: skip


def _last_day(results: Results) -> float:
    """Give the end of the axis of dates: past every deadline, and past nearly all completions."""
    plan = results.scenario.plan
    end = plan.last_phase.due + 7
    for name in plan.phases:
        done = results.outcomes[f"completed_{name}"].dropna()
        if len(done):
            end = max(end, float(np.quantile(done, SHOWN)) + 3)
    return min(end, results.scenario.end)
