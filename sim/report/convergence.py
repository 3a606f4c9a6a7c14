"""Figure 6: how the headline figures settle as replications are added."""

import textwrap
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from sim.plan.phases import ALL_PHASES
from sim.report.forecast_folder import Results
from sim.report.style import (
    GREY,
    INK,
    MARKS,
    Drawing,
    new_figure,
    panel,
    styled,
)
from sim.statistics.convergence import FIRST, convergence_table
from sim.statistics.headline import headline_columns
from sim.statistics.stopping import MINIMUM
from sim.statistics.wording import share as share_with_interval

WISHED: Final = 0.03
"""Half-width that the bar shows where the run had no rule of stopping of its own."""

_LINES = {"met": "-", "met_and_orderly": "--"}
"""In grey the two colours are alike."""


def convergence(results: Results) -> pd.DataFrame:
    """Give the running estimates of every headline figure, with phase and reading."""
    phases = [*results.scenario.plan.phases]
    columns = headline_columns(results.outcomes, phases)
    table = convergence_table(columns, wished(results), least=least(results))
    names = {
        f"{reading}_{phase}": (phase, reading)
        for reading, *_ in MARKS
        for phase in (*phases, ALL_PHASES)
    }
    table.insert(0, "phase", [names[figure][0] for figure in table["figure"]])
    table.insert(1, "reading", [names[figure][1] for figure in table["figure"]])
    return table.drop(columns="figure")


def wished(results: Results) -> float:
    """Half-width wished for: that of the run's own rule of stopping, otherwise three points."""
    rule: Any = results.manifest.get("until") or {}
    return float(rule.get("half_width") or WISHED)


def least(results: Results) -> int:
    """Replications below which nothing is enough: those of the rule of stopping."""
    rule: Any = results.manifest.get("until") or {}
    return int(rule.get("minimum") or MINIMUM)


def draw(results: Results) -> Drawing:
    """Draw one small panel a phase: running share, its interval, and the bar of the wish."""
    table, wish = convergence(results), wished(results)
    phases = results.scenario.plan.phases
    titles = {name: phase.title for name, phase in phases.items()}
    titles[ALL_PHASES] = "All phases, jointly"
    with styled():
        each, count = 1.4, len(titles)
        figure = new_figure(
            9.5,
            1.8 + each * count,
            _title(table, results.n, wish),
            results.footer("95 % Wilson at each n (Clopper–Pearson at 0 and n)"),
            "Running estimate and interval by number of replications. Enough:"
            f" {least(results):,} or more, and the shading ends between the dotted lines,"
            f" ± {100 * wish:g} points{', as asked for' if 'until' in results.manifest else ''}",
        )
        for i, (name, title) in enumerate(titles.items()):
            axes = panel(figure, 0.75, 0.85 + each * (count - 1 - i), 2.75, 0.9 + each * i + 0.24)
            _draw_phase(axes, table[table["phase"] == name], title, results.n, wish)
            if i == count - 1:
                axes.set_xlabel("replications, logarithmic", color=GREY)
            else:
                axes.set_xticklabels([])
    return Drawing("06_convergence", figure, table)


def _title(table: pd.DataFrame, n: int, wish: float) -> str:
    """Say whether every figure is known as well as wished, and if not, what is needed."""
    last = table[table["n"] == n]
    short = last[~last["reached"].astype(bool)]
    counted = "1 replication is" if n == 1 else f"{n:,} replications are"
    if short.empty:
        return f"{counted} enough for ± {100 * wish:g} points"
    told = f"{counted} too few for ± {100 * wish:g} points"
    if n < FIRST:  # so few tell nothing of how many it takes
        return told
    return f"{told}: about {int(short['needed'].max()):,} are needed"


def _draw_phase(axes: Axes, table: pd.DataFrame, title: str, n: int, wish: float) -> None:
    """Draw one phase: on time, and on time and orderly."""
    first = min(FIRST, n)
    axes.set_xscale("log")
    axes.set_xlim(first, max(n, first + 1))
    for reading, _, colour, marker in MARKS:
        rows = table[table["reading"] == reading]
        axes.fill_between(rows["n"], rows["low"], rows["high"], color=colour, alpha=0.16, lw=0)
        axes.plot(rows["n"], rows["share"], color=colour, lw=1.5, ls=_LINES[reading])
        share = float(rows["share"].iloc[-1])
        # Wilson's interval does not lie evenly about the share: the lines are about its middle.
        middle = float(rows["low"].iloc[-1] + rows["high"].iloc[-1]) / 2
        low, high = max(middle - wish, 0), min(middle + wish, 1)
        axes.hlines([low, high], first, n, color=colour, lw=0.8, linestyles=":")
        axes.plot([n], [share], marker, color=colour, ms=5, clip_on=False, zorder=4)
    ticks = sorted({t for t in (10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000)
                    if first <= t < 0.72 * n} | {n})  # fmt: skip
    axes.set_xticks(ticks, [f"{t:,}" for t in ticks])
    axes.minorticks_off()
    axes.set_ylim(-0.02, 1.02)
    axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.grid(True, axis="both")
    axes.set_axisbelow(True)
    lines = textwrap.wrap(title, 34)
    axes.text(1.02, 0.98, "\n".join(lines), transform=axes.transAxes, fontsize=8.5, va="top",
              fontweight="bold", color=INK, linespacing=1.2)  # fmt: skip
    for place, (reading, words, colour, _) in enumerate(MARKS):
        last: Any = table[table["reading"] == reading].iloc[-1]
        told = f"{words} {share_with_interval(last)}"
        more = "too few" if n < FIRST else f"± {100 * wish:g} from n ≈ {last['needed']:,}"
        more = "enough" if last["reached"] else more
        axes.text(1.02, 0.92 - 0.17 * len(lines) - 0.34 * place, f"{told}\n   {more}",
                  transform=axes.transAxes, fontsize=7.5, va="top", color=colour,
                  linespacing=1.25)  # fmt: skip
