"""Figure 2b: the input sheet, every number that is uncertain, with its shape and its source."""

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.input_table import Input, density, inputs_of, inputs_table
from sim.report.results import Results
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

ROWS = 48
"""Inputs on one page."""
COLUMNS = (
    ("input", 0.0, "left"), ("low", 0.425, "right"), ("nominal", 0.47, "right"),
    ("high", 0.515, "right"), ("unit", 0.525, "left"), ("grade", 0.645, "center"),
    ("as of", 0.665, "left"), ("source", 0.72, "left"),
)  # fmt: skip
SHAPE = (0.3, 0.385)
"""Where the picture of an input stands, as shares of the width."""
UNIT, SOURCE = 22, 60
"""Characters of units and sources that fit; the table has them whole."""
GRADES = (("A", GREEN), ("B", SKY), ("C", ORANGE), ("none given", PALE))


def draw(results: Results) -> list[Drawing]:
    """Draw a summary by grade, then pages: what is drawn at each occasion, and what has a range.

    Numbers without a range stand in the table of the summary alone.
    """
    every, table = inputs_of(results.scenario), inputs_table(results.scenario)
    ranged = [i for i in every if not i.drawn and i.bounds[0] < i.bounds[1]]
    pages = [
        (what, inputs[first : first + ROWS])
        for what, inputs in (
            ("drawn at each occasion; shape: density, dot: nominal", [i for i in every if i.drawn]),
            ("the same in each replication; bar: range, dot: value", ranged),
        )
        for first in range(0, len(inputs), ROWS)
    ]
    by_path = table.set_index("input", drop=False)
    drawings = [Drawing("02_inputs", _summary(results, every), table)]
    for number, (what, page) in enumerate(pages, start=1):
        title = f"Inputs, page {number} of {len(pages)}"
        shown = by_path.loc[[found.path for found in page]]
        figure = _page(results, page, title, what)
        drawings.append(Drawing(f"02_inputs_{number}", figure, shown))
    return drawings


def _page(results: Results, page: list[Input], title: str, what: str) -> Figure:
    """Write one page: a row an input, with the picture of its shape."""
    rows = len(page)
    with styled():
        height = 1.3 + 0.215 * rows
        footer = results.footer("low, high: of the range, the support, or P10 and P90")
        figure = new_figure(15.5, height, title, footer, what)
        axes = panel(figure, 0.35, 0.35, 0.2, 0.95)
        axes.axis("off")
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.6, rows + 0.4)
        write_row(axes, rows, ((x, name, ha) for name, x, ha in COLUMNS), fontsize=8, color=GREY)
        for i, found in enumerate(page):
            y = rows - 1 - i
            if i % 2 == 0:
                axes.axhspan(y - 0.5, y + 0.5, color=FAINT, zorder=0)
            _write(axes, y, found)
            _draw_shape(axes, y, found)
    return figure


def _write(axes: Axes, y: float, found: Input) -> None:
    """Write what is known of one input."""
    given, (low, high) = found.given, found.bounds
    cells = (
        textwrap.shorten(found.path, 58, placeholder="…"),
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


def _draw_shape(axes: Axes, y: float, found: Input) -> None:
    """Draw the density of what is drawn, or the range of what is not."""
    left, right = SHAPE
    if found.drawn:
        points, heights = density(found.given)
        span = points[-1] - points[0] or 1.0
        xs = left + (points - points[0]) / span * (right - left)
        ys = y - 0.4 + 0.8 * heights / heights.max()
        if found.discrete:
            axes.vlines(xs, y - 0.4, ys, color=BLUE, lw=1.6)
        else:
            axes.fill_between(xs, y - 0.4, ys, color=BLUE, alpha=0.35, lw=0)
            axes.plot(xs, ys, color=BLUE, lw=0.8)
        low, high = points[0], points[-1]
    else:
        low, high = found.bounds
        axes.plot([left, right], [y, y], color=BLUE, lw=3, alpha=0.35, solid_capstyle="butt")
        span = high - low
    at = left + float(np.clip((found.nominal - low) / span, 0, 1)) * (right - left)
    axes.plot([at], [y - 0.4 if found.drawn else y], "o", color=VERMILION, ms=3.4, zorder=3)


def _summary(results: Results, every: list[Input]) -> Figure:
    """Draw how many inputs of each part have which grade."""
    parts = list(dict.fromkeys(found.path.partition(".")[0] for found in every))
    with styled():
        figure = new_figure(
            9,
            1.9 + 0.4 * len(parts),
            "How well are the inputs known?",
            results.footer(),
            "Numbers of the configuration by grade: A official document, B press or data set,"
            " C own estimate",
        )
        axes = panel(figure, 1.2, 0.7, 0.6, 1.15)
        for i, part in enumerate(parts):
            y, edge = len(parts) - 1 - i, 0
            for grade, colour in GRADES:
                wanted = grade if len(grade) == 1 else ""
                own = [f for f in every if f.path.startswith(f"{part}.")]
                count = sum(found.given.grade == wanted for found in own)
                axes.barh([y], [count], left=[edge], height=0.65, color=colour)
                if count >= 4:
                    axes.text(edge + count / 2, y, str(count), ha="center", va="center",
                              fontsize=8, color=INK)  # fmt: skip
                edge += count
        axes.set_yticks(range(len(parts)), parts[::-1])
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("numbers")
        handles = [axes.barh([0], [0], color=colour) for _, colour in GRADES]
        axes.legend(handles, [name for name, _ in GRADES], loc="lower left", ncols=4,
                    bbox_to_anchor=(-0.01, 1.0), fontsize=8)  # fmt: skip
    return figure


def _number(value: float) -> str:
    """Write a number with three figures, whole ones in full."""
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e7 else f"{value:.3g}"
