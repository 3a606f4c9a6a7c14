"""Figure 2b: the input sheet, every number that is uncertain, with its shape and its source."""

import math
import textwrap
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.configuration.labels import shortened_apart
from sim.report.forecast_folder import Results
from sim.report.input_table import Input, density, inputs_of, inputs_table
from sim.report.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    SKY,
    VERMILION,
    Drawing,
    new_figure,
    panel,
    styled,
    write_row,
)
from sim.report.wording import MINUS
from sim.statistics.wording import percent

ROWS = 48
"""Densities on one page."""
RANGE_ROWS = 70
"""Ranges in each of the two columns of one page."""
COLUMNS = (
    ("input", 0.0, "left"), ("low", 0.425, "right"), ("value", 0.47, "right"),
    ("high", 0.515, "right"), ("unit", 0.525, "left"), ("grade", 0.645, "center"),
    ("as of", 0.665, "left"), ("source", 0.72, "left"),
)  # fmt: skip
SHAPE = (0.3, 0.385)
"""Where the picture of an input stands, as shares of the width."""
LABEL, UNIT, SOURCE = 76, 20, 74
"""Characters of labels, units and sources that fit; the table has them whole, and the paths."""
GRADES = (("A", GREEN), ("B", SKY), ("C", ORANGE), ("none given", PALE))


def draw(results: Results) -> list[Drawing]:
    """Draw a summary by grade, then pages: what is drawn at each occasion, and what has a range.

    Numbers without a range stand in the table of the summary alone.
    """
    every, table = inputs_of(results.scenario), inputs_table(results.scenario)
    ranged = [i for i in every if not i.drawn and i.bounds[0] < i.bounds[1]]
    drawn = _cut([i for i in every if i.drawn], ROWS)
    ranges = _cut(ranged, 2 * RANGE_ROWS)
    short = shortened_apart([found.label for found in every], LABEL)
    labels = {found.path: label for found, label in zip(every, short, strict=True)}
    by_path = table.set_index("input", drop=False)
    drawings = [Drawing("02_inputs", _summary(results, every), table)]
    for number, page in enumerate([*drawn, *ranges], start=1):
        title = f"Inputs, page {number} of {len(drawn) + len(ranges)}"
        draw_page = _densities if page[0].drawn else _ranges
        shown = by_path.loc[[found.path for found in page]]
        drawings.append(
            Drawing(f"02_inputs_{number}", draw_page(results, page, labels, title), shown)
        )
    return drawings


def _cut(inputs: list[Input], rows: int) -> list[list[Input]]:
    """Cut a list into pages of so many rows, as equal as they can be."""
    pages = -(-len(inputs) // rows)
    each = -(-len(inputs) // max(1, pages))
    return [inputs[first : first + each] for first in range(0, len(inputs), max(1, each))]


def _densities(
    results: Results, page: list[Input], labels: Mapping[str, str], title: str
) -> Figure:
    """Write one page of what is drawn at each occasion: a row an input, with its density."""
    rows = len(page)
    with styled():
        figure = new_figure(
            15.5,
            1.3 + 0.215 * rows,
            f"{title}: what is drawn at each occasion",
            results.footer("low, high: of the support, or P10 and P90"),
            "Shape: density, or probability of single values; dot and value: the planner's",
        )
        axes = panel(figure, 0.35, 0.35, 0.2, 0.95)
        _empty(axes, rows)
        write_row(axes, rows, ((x, name, ha) for name, x, ha in COLUMNS), fontsize=8, color=GREY)
        for i, found in enumerate(page):
            y = rows - 1 - i
            _write(axes, y, found, labels[found.path])
            _draw_density(axes, y, found)
    return figure


def _ranges(results: Results, page: list[Input], labels: Mapping[str, str], title: str) -> Figure:
    """Write one page of numbers with a range, in two columns; their sources are in the table."""
    rows = -(-len(page) // 2)
    with styled():
        figure = new_figure(
            15.5,
            1.3 + 0.19 * rows,
            f"{title}: what is the same in each replication, and how far it is uncertain",
            results.footer("ranges of judgement; not varied within this run"),
            "Bar: range; dot: value. Sources and as-of dates are in the table beside the figure",
        )
        for side, half in enumerate((page[:rows], page[rows:])):
            axes = panel(figure, 0.35 + 7.6 * side, 0.35, 0.2 + 7.6 * (1 - side), 0.95)
            _empty(axes, rows)
            head = ((0.0, "input", "left"), (0.53, "range", "left"),
                    (0.63, "value  (low – high)", "left"), (0.83, "unit", "left"),
                    (0.985, "grade", "center"))  # fmt: skip
            write_row(axes, rows, head, fontsize=7.5, color=GREY)
            for i, found in enumerate(half):
                _write_range(axes, rows - 1 - i, found, labels[found.path])
    return figure


def _empty(axes: Axes, rows: int) -> None:
    """Prepare axes for rows of text, every other one shaded."""
    axes.axis("off")
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.6, rows + 0.4)
    for y in range(rows - 1, -1, -2):
        axes.axhspan(y - 0.5, y + 0.5, color=FAINT, zorder=0)


def _write_range(axes: Axes, y: float, found: Input, label: str) -> None:
    """Write one number with its range, unit and grade, and draw where the value lies in it."""
    (low, high), value, left, right = found.bounds, found.nominal, 0.53, 0.61
    axes.plot([left, right], [y, y], color=BLUE, lw=3, alpha=0.35, solid_capstyle="butt")
    at = left + (value - low) / (high - low) * (right - left)
    axes.plot([at], [y], "o", color=VERMILION, ms=3.4)
    figures = f"{_number(value)}  ({_number(low)} – {_number(high)})"
    row = [
        (0.0, label, "left"),
        (0.63, figures, "left"),
        (0.83, textwrap.shorten(found.given.unit, UNIT, placeholder="…"), "left"),
        (0.985, found.given.grade, "center"),
    ]
    write_row(axes, y, row, fontsize=6.8)


def _write(axes: Axes, y: float, found: Input, label: str) -> None:
    """Write what is known of one input."""
    given, (low, high) = found.given, found.bounds
    cells = (
        label,
        _number(low),
        _number(found.nominal),
        _number(high),
        textwrap.shorten(given.unit, UNIT, placeholder="…"),
        given.grade,
        given.as_of.isoformat() if given.as_of else "",
        textwrap.shorten(given.source, SOURCE, placeholder=" …"),
    )
    row = [(x, text, ha) for (_, x, ha), text in zip(COLUMNS, cells, strict=True)]
    write_row(axes, y, row, fontsize=7.2)


def _draw_density(axes: Axes, y: float, found: Input) -> None:
    """Draw the density of one input over its row."""
    left, right = SHAPE
    points, heights = density(found.given)
    span = points[-1] - points[0] or 1.0
    xs = left + (points - points[0]) / span * (right - left)
    ys = y - 0.4 + 0.8 * heights / heights.max()
    if found.discrete:
        axes.vlines(xs, y - 0.4, ys, color=BLUE, lw=1.6)
    else:
        axes.fill_between(xs, y - 0.4, ys, color=BLUE, alpha=0.35, lw=0)
        axes.plot(xs, ys, color=BLUE, lw=0.8)
    at = left + float(np.clip((found.nominal - points[0]) / span, 0, 1)) * (right - left)
    axes.plot([at], [y - 0.4], "o", color=VERMILION, ms=3.4, zorder=3)


def _summary(results: Results, every: list[Input]) -> Figure:
    """Draw how many inputs of each part have which grade."""
    parts = list(dict.fromkeys(found.path.partition(".")[0] for found in every))
    grades = [found.given.grade for found in every]
    shown = [(name, colour) for name, colour in GRADES if _grade(name) in grades]
    judged = grades.count("C") / max(1, len(grades))
    with styled():
        figure = new_figure(
            9,
            1.9 + 0.4 * len(parts),
            f"{percent(judged)} % of the inputs are own estimates",
            results.footer("a count, no interval"),
            "Numbers of the configuration by grade: A official document, B press or data set,"
            " C own estimate",
        )
        axes = panel(figure, 1.2, 0.7, 0.6, 1.15)
        for i, part in enumerate(parts):
            y, edge = len(parts) - 1 - i, 0
            own = [found for found in every if found.path.startswith(f"{part}.")]
            for grade, colour in shown:
                count = sum(found.given.grade == _grade(grade) for found in own)
                axes.barh([y], [count], left=[edge], height=0.65, color=colour)
                if count >= 6:
                    axes.text(edge + count / 2, y, str(count), ha="center", va="center",
                              fontsize=8, color=INK)  # fmt: skip
                edge += count
        axes.set_yticks(range(len(parts)), parts[::-1])
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("numbers in the configuration")
        axes.grid(True, axis="x")
        axes.set_axisbelow(True)
        handles = [axes.barh([0], [0], color=colour) for _, colour in shown]
        axes.legend(handles, [name for name, _ in shown], loc="lower left", ncols=4,
                    bbox_to_anchor=(-0.01, 1.0), fontsize=8)  # fmt: skip
    return figure


def _grade(name: str) -> str:
    """Give the grade as an input has it: empty where none was given."""
    return name if len(name) == 1 else ""


def _number(value: float) -> str:
    """Write a number with three figures, whole and large ones in full, never with an exponent."""
    text = f"{value:.3g}"
    if "e" in text or float(value).is_integer():
        places = max(0, 2 - math.floor(math.log10(abs(value)))) if 0 < abs(value) < 1 else 0
        text = f"{value:,.{places}f}"
    return text.replace("-", MINUS)
