"""Figure 15: how likely is at least so much harm to people, or so much equipment lost?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.calendar import show
from sim.report.forecast_folder import Results
from sim.report.style import BLUE, GREY, VERMILION, Drawing, halo, new_figure, panel, styled
from sim.statistics.curves import exceedance_table
from sim.statistics.wording import percent

NEAR = 0.05
"""Points nearer to the axis than this share of it are labelled on their right."""
FOOT = 0.95
"""Inches below the panels."""
READ = (0.9, 0.5, 0.1)
"""Probabilities for which a curve is read: the most that is reached with them, or with more."""

VEHICLES = "vehicles_of_camps"

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """One panel: its title, its unit, and the columns drawn in it with their labels."""

    title: str
    unit: str
    columns: tuple[tuple[str, str, str], ...]


def panels(results: Results) -> list[Panel]:
    """Give the panels for which the study has data."""
    due = results.scenario.plan.last_phase.due
    by, end = f"by {show(due - 1)}", f"by {show(results.scenario.end - 1)}"
    wished = (
        Panel("People killed", "people",
              (("killed_by_deadline", by, BLUE), ("killed", end, VERMILION))),
        Panel("People hurt", "people", (("hurt_by_deadline", by, BLUE), ("hurt", end, VERMILION))),
        Panel("Vehicles lost from camps that are to close", "vehicles", ((VEHICLES, "", BLUE),)),
        Panel("Containers lost from camps that are to close", "containers",
              (("containers_of_camps", "", BLUE),)),
    )  # fmt: skip
    there = sample(results)
    found = [Panel(p.title, p.unit, tuple(c for c in p.columns if c[0] in there)) for p in wished]
    return [p for p in found if p.columns]


def sample(results: Results) -> pd.DataFrame:
    """Give the harm of each replication: the outcomes, and what camps lost unplanned."""
    lost = results.closures.groupby("replication")[["vehicles_lost", "containers_lost"]].sum()
    lost = lost.reindex(results.outcomes["replication"], fill_value=0.0)
    return results.outcomes.assign(
        **{
            VEHICLES: lost["vehicles_lost"].to_numpy(),
            "containers_of_camps": lost["containers_lost"].to_numpy(),
        }
    )


def table_of(results: Results) -> pd.DataFrame:
    """Give every curve that is drawn; see `sim.statistics.curves.exceedance_table`."""
    names = [column for shown in panels(results) for column, _, _ in shown.columns]
    return exceedance_table(sample(results), names)


def draw(results: Results) -> Drawing:
    """Draw one panel a kind of harm: the probability of at least so much."""
    table, shown = table_of(results), panels(results)
    rows = -(-len(shown) // 2)
    each = 3.0
    with styled():
        figure = new_figure(
            11.5,
            0.25 + FOOT + each * rows,
            _title(table, shown[0].columns[0][0], shown[0]),
            results.footer("band: 95 % Dvoretzky–Kiefer–Wolfowitz, whole curve"),
            "Probability of at least so much. Dots, each at its own probability: the most that is "
            "reached in at least nine, five and one of ten replications",
        )
        figure.text(0.35 / 11.5, 0.36 / figure.get_figheight(), _of_camps(shown), fontsize=7.5,
                    color=GREY, va="center")  # fmt: skip
        for i, one in enumerate(shown):
            row, column = divmod(i, 2)
            axes = panel(figure, 0.75 + 5.6 * column, FOOT + each * (rows - 1 - row),
                         0.35 + 5.6 * (1 - column), 1.05 + each * row)  # fmt: skip
            _draw(axes, one, table)
    return Drawing("15_exceedance", figure, table)


def _of_camps(shown: Sequence[Panel]) -> str:
    """Say what these camps lose, where a panel shows it: no other "lost" counts the same."""
    if not any(panel.columns[0][0] == VEHICLES for panel in shown):
        return ""
    return (
        "Lost from camps that are to close: against their plan, left, destroyed, on the road or in"
        " attacks, to the end of the run, closed by then or not; no hired trucks, no escorts,"
        " nothing of the hubs"
    )


def _title(table: pd.DataFrame, column: str, shown: Panel) -> str:
    """Say what is reached or exceeded in about one replication in ten, and in how many it is."""
    curve = table[table["harm"] == column]
    x, y = curve["at_least"].to_numpy(), curve["probability"].to_numpy()
    place = _reached(y, min(READ))
    what = " ".join(part for part in (shown.title, shown.columns[0][1]) if part)
    if x[place] <= 0.0:
        none = 1.0 - y[place + 1 :].max(initial=0.0)
        return f"{what}: none in {percent(none)} % of the replications"
    return f"{what}: {x[place]:,.0f} or more in {percent(y[place])} % of the replications"


def _reached(probability: Values, wished: float) -> int:
    """Give the place on a curve of the most that is reached with a probability, or with more."""
    return int(np.flatnonzero(probability >= wished - 1e-12)[-1])


def _draw(axes: Axes, shown: Panel, table: pd.DataFrame) -> None:
    """Draw the curves of one panel with their bands, and read three points off each."""
    reach = 1.0
    named: set[tuple[float, float]] = set()
    for place, (column, label, colour) in enumerate(shown.columns):
        curve = table[table["harm"] == column]
        x, y = curve["at_least"].to_numpy(), curve["probability"].to_numpy()
        reach = max(reach, float(x[-1]))
        # The probability of at least x holds from the value before x on, down to x itself.
        axes.fill_between(x, curve["band_low"], curve["band_high"], step="pre", color=colour,
                          alpha=0.16, lw=0)  # fmt: skip
        line = "-" if colour == BLUE else "--"  # in grey the two colours are alike
        axes.step(x, y, where="pre", color=colour, lw=1.8, ls=line)
        for probability in READ:
            reached = _reached(y, probability)
            at, share = float(x[reached]), float(y[reached])
            axes.plot([at], [share], "o", color=colour, ms=5, mec="white", mew=0.8)
            if (at, share) in named:  # one dot on the other needs one number
                continue
            named.add((at, share))
            right = place == len(shown.columns) - 1
            away: dict[str, Any] = {"ha": "right", "va": "top", "xytext": (-5, -4)}
            if right or at < NEAR * reach:  # left of a curve at the axis there is no room
                away = {"ha": "left", "va": "bottom", "xytext": (5, 4 if right else 0.5)}
            axes.annotate(f"{at:,.0f}", (at, share), textcoords="offset points", fontsize=8,
                          path_effects=halo(), **away)  # fmt: skip
        if label:
            axes.text(0.98, 0.95 - 0.11 * place, label, transform=axes.transAxes, ha="right",
                      va="top", fontsize=8.5, fontweight="bold", color=colour)  # fmt: skip
            axes.plot([0.66, 0.74], [0.915 - 0.11 * place] * 2, color=colour, lw=1.8, ls=line,
                      transform=axes.transAxes)  # fmt: skip
    axes.set_xlim(0, 1.03 * reach)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))  # people and vehicles are whole
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.1, 0.5, 0.9, 1], ["0 %", "10 %", "50 %", "90 %", ""])
    axes.set_title(shown.title)
    axes.set_xlabel(f"{shown.unit}, at least", color=GREY, fontsize=8)
    axes.grid(True)
    axes.set_axisbelow(True)
