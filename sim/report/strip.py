"""Figure 19: the same headline under other models of one risk, each a forecast of its own."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.errors import ResultsError
from sim.plan.phases import ALL_PHASES
from sim.report.forecast_folder import Results, read_results, written
from sim.report.headline import headline_table
from sim.report.style import (
    FAINT,
    FIGURES_FOLDER,
    MARKS,
    Drawing,
    new_figure,
    panel,
    save,
    styled,
)
from sim.statistics.wording import percent, phase_title

EACH = 0.55
LONGEST = 30
"""Characters of a name that fit beside the panels."""


def draw_strip(directory: Path, others: Sequence[Path]) -> list[Path]:
    """Draw the headline of a forecast beside those of others, into its folder.

    Parameters
    ----------
    directory, others
        Folders of forecasts of one plan.

    Raises
    ------
    ResultsError
        If one holds no finished forecast, or they are not of one plan.
    """
    every = [read_results(path) for path in (directory, *others)]
    return written(directory, lambda: save(draw(every), directory / FIGURES_FOLDER))


def draw(every: Sequence[Results]) -> Drawing:
    """Draw a row a forecast, a panel a phase and one for all of them, both readings."""
    table = table_of(every)
    phases = list(dict.fromkeys(table["phase"]))
    names = list(dict.fromkeys(table["forecast"]))
    rows = len(names)
    with styled():
        width = 2.6 + 1.75 * len(phases) + 0.3
        figure = new_figure(
            width,
            2.1 + EACH * rows,
            _title(table),
            every[0].footer(
                f"this is the first row; each has its own hash and n{_programs(every)}"
                " · 95 % Wilson"
            ),
            "Blue dot: on time; red diamond: on time and orderly. Where the intervals of two rows "
            "part, the model matters",
        )
        for place, phase in enumerate(phases):
            left = 2.6 + 1.75 * place
            axes = panel(figure, left, 0.85, width - left - 1.42, 1.2)
            own = table[table["phase"] == phase].reset_index(drop=True)
            for row in own.to_dict("records"):
                y = rows - 1 - names.index(str(row["forecast"]))
                for (key, _, colour, marker), shift in zip(MARKS, (0.14, -0.14), strict=True):
                    axes.plot([row[f"{key}_low"], row[f"{key}_high"]], [y + shift] * 2,
                              color=colour, lw=2, solid_capstyle="butt")  # fmt: skip
                    axes.plot([row[key]], [y + shift], marker, color=colour, ms=5, clip_on=False)
            axes.axhspan(rows - 1.5, rows - 0.5, color=FAINT, zorder=0)
            axes.set_xlim(0, 1)
            axes.set_ylim(-0.55, rows - 0.45)
            axes.set_xticks([0, 0.5, 1], ["0", "50 %", "100"], fontsize=8)
            axes.set_yticks(range(rows), names[::-1] if place == 0 else [])
            axes.tick_params(axis="y", length=0)
            axes.set_title(phase_title(str(phase)))
            axes.grid(True, axis="x")
            axes.set_axisbelow(True)
    return Drawing("19_models", figure, table)


def _title(table: pd.DataFrame) -> str:
    """Say how far the models lie apart in the joint headline."""
    shares = table.loc[table["phase"] == ALL_PHASES, "met"]
    low, high = percent(shares.min(), 1), percent(shares.max(), 1)
    if low == high:
        return f"Every phase on time: {low} % under every model"
    every = table[table["phase"] == ALL_PHASES]
    if every["met_low"].max() <= every["met_high"].min():
        return f"Every phase on time: {low} to {high} %, no model shown to matter"
    return f"Every phase on time: {low} to {high} %, by the model"


def table_of(every: Sequence[Results]) -> pd.DataFrame:
    """Give a row a forecast and phase: forecast, hashes, seed, and the headline with intervals."""
    first = list(every[0].scenario.plan.phases)
    parts = []
    for results in every:
        if list(results.scenario.plan.phases) != first:
            raise ResultsError(
                f"{results.directory} is of another plan than {every[0].directory}: its phases are "
                f"{', '.join(results.scenario.plan.phases)}, those of the first {', '.join(first)}"
            )
        table = headline_table(results)
        table.insert(0, "forecast", name_of(results))
        table.insert(1, "configuration", str(results.manifest["hash"])[:8])
        table.insert(2, "program", _program(results))
        table.insert(3, "seed", results.manifest["seed"])
        parts.append(table)
    whole = pd.concat(parts, ignore_index=True)
    return whole.drop(columns=[name for name in whole if str(name).startswith("binding")])


def _program(results: Results) -> str:
    return str(results.manifest.get("program", ""))[:8]


def _programs(every: Sequence[Results]) -> str:
    """Say so where not all rows were made by one program."""
    return "" if len({_program(one) for one in every}) == 1 else ", and not all one program"


def name_of(results: Results) -> str:
    """Name a forecast by what was given on its command line, or by its scenario; its hash and n."""
    said = ", ".join(str(text) for text in results.manifest.get("overrides", []))
    name = said or str(results.manifest["scenario"])
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    return f"{short}\n{str(results.manifest['hash'])[:8]}, n = {results.n:,}"
