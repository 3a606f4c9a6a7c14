"""Figure 14 of a design: the headline over each input, or the sensitivities to them."""

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.configuration.labels import label_of, labelled, shortened
from sim.report.input_table import inputs_of
from sim.report.study import Study
from sim.report.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    Drawing,
    new_figure,
    panel,
    styled,
)
from sim.report.wording import few_points, wrapped
from sim.scenario import Scenario
from sim.statistics.headline import in_days
from sim.statistics.paired import SURE
from sim.statistics.wording import percent

FIGURES = (("met_mean", "share of the phases on time"), ("days_all", "days of the last phase"))
MEASURES = {
    "total": ("alone and with others (total)", "first", "alone (first)"),
    "mu_star": ("size of the effect, low to high (μ*)", "sigma", "unevenness (σ)"),
}
SIGNED = {"total": "effect alone (first)", "mu_star": "mean effect with its sign (μ)"}
"""What says whether an effect is beyond chance: the measures drawn are never below 0."""
POINTS = "percentage points"
MOST, ACROSS = 8, 4
SHOWN = 20
"""Points below which the ends of a spread over them are rough."""
LABEL, NAMED, UNDER = 70, 72, 42
"""Characters of a line of a label beside the rows, of a label in the title, of a line below."""


def draw(study: Study) -> Drawing:
    """Draw the sensitivities where the design has them, otherwise a panel an input."""
    sensitive = (study.directory / "tables" / "sensitivity.csv").exists()
    return _sensitivities(study) if sensitive else _scatter(study)


def _sensitivities(study: Study) -> Drawing:
    """Draw a row an input, a panel a figure: the larger measure filled, the other hollow."""
    table = labelled(study.scenario, study.table("sensitivity"))
    main = "total" if "total" in table else "mu_star"
    label, other, other_label = MEASURES[main]
    first = table[table["figure"] == FIGURES[0][0]]
    names = [str(name) for name in first["input"].head(SHOWN)]
    rows = len(names)
    with styled():
        height = 1.45 + rows * 0.36 + 0.95
        figure = new_figure(
            13, height, _title(first, main),
            study.footer("95 % bootstrap intervals over the points, not adjusted for the number of"
                         " inputs"),
            f"● {label}; ○ {other_label}; {len(study.table('points'))} points in the same worlds."
            f" Titled: the largest whose {SIGNED[main]} has p below {SURE} after Holm over all"
            f" {len(first)}",
        )  # fmt: skip
        for place, (name, title) in enumerate(FIGURES):
            left = 4.4 + place * 4.3
            axes = panel(figure, left, 0.95, 13 - left - 4.0, 1.2)
            own = table[table["figure"] == name].set_index("input")
            for i, one in enumerate(names):
                row: dict[Any, Any] = own.loc[one].to_dict()
                _measures(axes, rows - 1 - i, row, main, other)
            axes.axvline(0, color=INK, lw=0.9)
            axes.set_ylim(-0.6, rows - 0.4)
            shown = [wrapped(str(text), LABEL) for text in first["label"].head(SHOWN)]
            axes.set_yticks(range(rows), shown[::-1] if place == 0 else [], fontsize=7.5,
                            linespacing=1.05)  # fmt: skip
            axes.tick_params(axis="y", length=0)
            axes.set_title(title, fontsize=9.5)
            axes.set_xlabel(_unit(main, name), fontsize=8.5)
            if _unit(main, name) == POINTS:
                axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:g}")
            axes.grid(True, axis="x")
    kept = table[table["figure"].isin([name for name, _ in FIGURES]) & table["input"].isin(names)]
    return Drawing("14_sensitivity", figure, kept)


def _unit(main: str, figure: str) -> str:
    """Give the unit of a measure of a figure."""
    if main == "total":
        return "share of the variance over the points"
    return "days" if in_days(figure) else POINTS


def _title(first: pd.DataFrame, main: str) -> str:
    """Name the input with the largest effect on the first figure that is beyond chance.

    Totals and means of absolute values are above 0 whatever the input does: what is tested is the
    first-order index, or the mean effect with its sign. It is the largest of many: p counts after
    Holm over all inputs, for of intervals each by itself some one often lies beyond 0 by chance.
    """
    tested = "first" if main == "total" else "mu"
    sure = first[first[f"{tested}_p_adjusted"] < SURE]
    if sure.empty:
        return "No input is shown to matter"
    best: dict[Any, Any] = sure.iloc[int(sure[main].argmax())].to_dict()
    return f"Largest effect shown on the {FIGURES[0][1]}: {shortened(str(best['label']), NAMED)}"


def _spread(done: pd.DataFrame) -> str:
    """Say between what the share of the phases on time lies over the points."""
    if done.empty:
        return "No point of the design was finished"
    low, high = percent(done["met_mean"].min()), percent(done["met_mean"].max())
    return f"Over the design, {low} to {high} % of the phases are on time"


def _small(study: Study, points: int) -> str:
    """Say so where a spread hangs on few points, as the study itself does; a list is no sample."""
    return few_points(points) if study.manifest.get("kind") == "latin_hypercube" else ""


def _measures(axes: Axes, y: int, row: dict[Any, Any], main: str, other: str) -> None:
    if y % 2 == 0:
        axes.axhspan(y - 0.5, y + 0.5, color=FAINT, zorder=0)
    for name, shift, colour, full in ((main, 0.13, BLUE, True), (other, -0.17, ORANGE, False)):
        axes.plot([row[f"{name}_low"], row[f"{name}_high"]], [y + shift] * 2, color=colour, lw=1.6)
        axes.plot([row[name]], [y + shift], "o", mec=colour, mfc=colour if full else "white", ms=5)


def _scatter(study: Study) -> Drawing:
    """Draw the share of the phases on time over each input, a small panel each."""
    table = study.table("points")
    done = table[table["error"].isna()]
    every = [name for name in study.manifest["inputs"] if table[name].nunique() > 1]
    varied = _strongest(done, every)
    columns = min(ACROSS, max(1, len(varied)))
    rows = max(1, -(-len(varied) // columns))
    with styled():
        width, height = 0.85 + columns * 2.75, 1.2 + rows * 2.7
        figure = new_figure(
            max(width, 9.0), height, _spread(done),
            study.footer("a dot a point; line: mean of neighbours"),
            f"Share of the phases on time over {_which(every)}; {len(done)} points in the same"
            f" worlds{_small(study, len(done))}",
        )  # fmt: skip
        for i, name in enumerate(varied):
            row, column = divmod(i, columns)
            left, bottom = 0.75 + column * 2.75, 1.1 + (rows - 1 - row) * 2.7
            box = (left, bottom, max(width, 9.0) - left - 2.4, height - bottom - 1.7)
            axes = panel(figure, *box)
            _points(axes, done, name)
            axes.set_ylim(-0.03, 1.03)
            axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"] if column == 0 else [])
            axes.grid(True, axis="y")
            axes.set_xlabel(_under(study.scenario, name), fontsize=7.5, linespacing=1.05)
    return Drawing("14_design", figure, table)


def _under(scenario: Scenario, name: str) -> str:
    """Write an input under its axis, whole, with its unit where it is a number that has one."""
    units = {item.path: item.given.unit for item in inputs_of(scenario)}
    label, unit = label_of(scenario, name), units.get(name, "")
    return "\n".join(textwrap.wrap(f"{label}, {unit}" if unit else label, UNDER))


def _strongest(done: pd.DataFrame, names: list[str]) -> list[str]:
    """Give the inputs to draw: of many, those with the strongest rank correlation (Spearman)."""
    numbers = [name for name in names if pd.api.types.is_numeric_dtype(done[name])]
    if len(names) <= MOST or len(numbers) < len(names):
        return names[:MOST]
    strength = done[names].corrwith(done["met_mean"], method="spearman").abs()
    return [str(name) for name in strength.nlargest(MOST).index]


def _which(names: list[str]) -> str:
    """Say which inputs are drawn."""
    if len(names) <= MOST:
        return "each input"
    return f"the {MOST} of {len(names)} inputs whose ranks go with it most, by chance too"


def _points(axes: Axes, done: pd.DataFrame, name: str) -> None:
    """Draw one panel: numbers in their place, other values one after the other."""
    heights = done["met_mean"].to_numpy(dtype=float)
    try:
        at = done[name].to_numpy(dtype=float)
    except ValueError:
        values = list(dict.fromkeys(map(str, done[name])))
        at = np.array([values.index(str(value)) for value in done[name]], dtype=float)
        axes.set_xticks(range(len(values)), values, fontsize=7.5)
    axes.plot(at, heights, "o", color=BLUE, ms=3.5, alpha=0.6)
    groups = np.array_split(np.argsort(at, kind="stable"), max(1, min(6, len(at) // 4)))
    middle = [(at[own].mean(), heights[own].mean()) for own in groups if len(own)]
    axes.plot(*zip(*middle, strict=True), color=INK, lw=1.4)
    axes.tick_params(labelsize=8, color=GREY)
