"""One look for every figure: sizes, colours, footer, date axes, and how a figure is saved.

Colours are told apart with any colour vision: Okabe and Ito (2008) for the few things that one
picture compares, Tol's muted scheme (2021) for the many causes. A phase takes its
colour by its place in the plan, a cause by its name, so that it is the same in every figure.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, Normal, Stroke
from matplotlib.text import Text

from sim.calendar import show, to_date, to_day
from sim.record import causes
from sim.record.outcome import ACCELERATED, ONE_SIDED, OPEN, PLANNED
from sim.scenario import Scenario
from sim.statistics.wording import READING_WORDS

BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, YELLOW = (
    "#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#F0E442",
)  # fmt: skip
INK, GREY, PALE, FAINT = "#222222", "#6b6b6b", "#d9d9d9", "#f2f2f2"
SERIES = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, INK)

MODE_LOOKS = {
    PLANNED: ("orderly", GREEN),
    "planned_not_orderly": ("as planned, not orderly", YELLOW),
    ONE_SIDED: ("one-sided", ORANGE),
    ACCELERATED: ("in haste or on notification", VERMILION),
    OPEN: ("open at the horizon", GREY),
}
"""How a camp was left: label and colour."""

MODE_HATCHES: Final = {ACCELERATED: "////"}
"""In grey, haste is as dark as order, which says the opposite: it is hatched."""

MARKS = (
    ("met", READING_WORDS["met"], BLUE, "o"),
    ("met_and_orderly", READING_WORDS["met_and_orderly"], VERMILION, "D"),
)
"""The two readings of a phase: column, words, colour and marker, the same in every figure."""

CAUSES: Final = {
    causes.CONSENT: BLUE, causes.FLIGHTS: SKY, causes.IMPORTS: GREEN, causes.ATTACKS: VERMILION,
    causes.CEASEFIRE: PURPLE, causes.CORRIDORS: "#999933", causes.WEATHER: "#7ad1c4",
    causes.BREAKDOWNS: "#882255", causes.UNREST: "#DDCC77", causes.SUPPLY: ORANGE,
    causes.VARIABILITY: "#332288", causes.CROWD: YELLOW, causes.FLEET: INK,
    causes.COMMAND: "#5f4b32", causes.PLAN: "#f3e6c8", causes.PACKING: "#cbb994",
    causes.FORMING: "#b5c9b1", causes.MOVEMENT: "#9a9a9a", causes.LOADING: "#b08968",
    causes.REFIT: "#cdbbd6", causes.HANDOVER: "#7f8fa6", causes.LIFT: "#aab7c8",
    causes.EXPORT: "#5d735d", causes.NOT_CLOSED: GREY,
    causes.CONTRACTORS: "#AA4499", causes.STRATEGIC_LIFT: "#661100", causes.WORK: "#cbb994",
}  # fmt: skip
"""The colour of each cause.

Risks are coloured; work is grey or earthen, so that what the world did stands out.
"""

_HATCHES = {
    causes.FORMING: "....", causes.LOADING: "////", causes.REFIT: "xxxx", causes.HANDOVER: "----",
    causes.LIFT: "\\\\\\\\", causes.EXPORT: "||||",
}  # fmt: skip
"""Of greys and earths only a few can be told apart: the other kinds of work are hatched too."""

FAN_SHADES = (("p05", "p95", 0.14), ("p10", "p90", 0.2), ("p25", "p75", 0.28))
"""Bands of a fan: lower and upper quantile, and how dense it is drawn over the ones before."""

FIGURES_FOLDER: Final = "figures"
"""Below a folder of results, where its figures are."""

DOTS_PER_INCH = 150
_SMALLER = 0.99
"""By how much a line that does not fit is made smaller at the least."""

TITLE, SUBTITLE, FOOTER = "title", "subtitle", "footer"
"""Labels of the texts that every figure has: by them they are found again when it is saved."""

_LOOK: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "text.color": INK,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "hatch.linewidth": 0.7,
    "figure.facecolor": "white",
    # Equal bytes for equal figures: names inside an SVG are hashed with this, not at random.
    "svg.hashsalt": "minusma-withdrawal",
    "svg.fonttype": "path",
}


def styled() -> AbstractContextManager[None]:
    """Give the context in which every figure is drawn and saved."""
    return mpl.rc_context(_LOOK)


@dataclass(frozen=True)
class Drawing:
    """A figure with the table of exactly what it shows, under the name of its files."""

    name: str
    figure: Figure
    table: pd.DataFrame


def new_figure(width: float, height: float, title: str, footer: str, subtitle: str = "") -> Figure:
    """Start a figure of so many inches, with its title and footer."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    left = 0.35 / width
    head = figure.text(left, 1 - 0.33 / height, title, fontsize=13, fontweight="bold", va="center")
    head.set_label(TITLE)
    texts = [head]
    if subtitle:
        under = figure.text(left, 1 - 0.6 / height, subtitle, fontsize=9, color=GREY, va="center")
        under.set_label(SUBTITLE)
        texts.append(under)
    foot = figure.text(left, 0.16 / height, footer, fontsize=7.5, color=GREY, va="center")
    foot.set_label(FOOTER)
    for text in (*texts, foot):
        _fit(text, width - 0.5)
    return figure


def _fit(text: Text, width: float) -> None:
    """Make a line small enough for so many inches: names of another plan may be long.

    Letters are set on whole dots, so that a line is not equally wide on a screen and as saved, and
    one that is made smaller may grow: it is measured anew until it fits.
    """
    while (found := _widest(text)) > width:
        text.set_fontsize(float(text.get_fontsize()) * min(_SMALLER, width / found))


def _widest(text: Text) -> float:
    """How wide a line is (inches), on a screen or as saved."""
    figure: Any = text.figure
    usual = figure.dpi
    found = []
    for dots in (DOTS_PER_INCH, usual):
        figure.set_dpi(dots)
        # By itself the text would go on measuring with the renderer that it met before.
        found.append(text.get_window_extent(figure.canvas.get_renderer()).width / dots)
    figure.set_dpi(usual)
    return float(max(found))


def panel(
    figure: Figure, left: float, bottom: float, right: float, top: float, **options: Any
) -> Axes:
    """Add axes by their margins in inches from the figure's edges."""
    width, height = figure.get_size_inches()
    box = (
        left / width,
        bottom / height,
        (width - left - right) / width,
        (height - bottom - top) / height,
    )
    return figure.add_axes(box, **options)


def shade_windows(axes: Axes, scenario: Scenario) -> None:
    """Shade the windows of the plan on an axis of dates, neighbours in turn lighter and darker."""
    windows = {camp.window for camp in scenario.plan.closing.values() if camp.window is not None}
    spans = sorted((max(scenario.start, window.opens), window.deadline) for window in windows)
    for number, (opens, closes) in enumerate(spans):
        shade = FAINT if number % 2 else PALE
        axes.axvspan(opens, closes, color=shade, alpha=0.6, lw=0, zorder=0)


def share_rows(axes: Axes, rows: int) -> None:
    """Prepare axes for `rows` rows of shares, 0 to 100 %, whose names stand beside them."""
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.55, rows - 0.45)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(True, axis="x")
    axes.set_axisbelow(True)


def save(drawing: Drawing, directory: Path) -> list[Path]:
    """Write a drawing as PNG, SVG and CSV; equal drawings give equal bytes.

    The SVG tells its title, subtitle and footer as metadata too, for the page of the report.
    """
    directory.mkdir(parents=True, exist_ok=True)
    png, svg, csv = (directory / f"{drawing.name}.{kind}" for kind in ("png", "svg", "csv"))
    said = {text.get_label(): text.get_text() for text in drawing.figure.texts}
    told = {"Title": said.get(TITLE, drawing.name), "Description": said.get(SUBTITLE, ""),
            "Source": said.get(FOOTER, "")}  # fmt: skip
    with styled():
        drawing.figure.savefig(png, dpi=DOTS_PER_INCH, metadata={"Software": None})
        drawing.figure.savefig(svg, metadata={"Date": None, "Creator": None, **told})
    drawing.table.to_csv(csv, index=False, lineterminator="\n", float_format="%.10g")
    return [png, svg, csv]


def phase_colours(phases: Iterable[str]) -> dict[str, str]:
    """Give each phase its colour, by its place in the plan."""
    return {phase: SERIES[i % len(SERIES)] for i, phase in enumerate(phases)}


def cause_colour(cause: str) -> str:
    """Give a cause its colour, the same in every figure."""
    return CAUSES[cause]


def cause_hatch(cause: str) -> str:
    """Give a cause its hatching, the same in every figure; most have none."""
    return _HATCHES.get(cause, "")


def ink_on(colour: str | tuple[float, float, float]) -> str:
    """Give the colour in which to write on another: white on a dark one."""
    return "white" if np.dot(to_rgb(colour), (0.3, 0.59, 0.11)) < 0.5 else INK


def halo(ground: str = "white") -> list[AbstractPathEffect]:
    """Give a text a rim in the colour of its ground: it reads where a line runs behind it."""
    return [Stroke(linewidth=2.5, foreground=ground), Normal()]


def month_axis(axes: Axes, start: float, end: float, *, names: bool = True) -> None:
    """Make the x axis one of dates from `start` to `end` (days), a tick at the first of months.

    Less than ten weeks have ticks at the 1st, 11th and 21st, with the day.
    """
    first = to_date(start)
    short = end - start < 70
    months = [(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1)
              for i in range(int((end - start) / 28) + 3)]  # fmt: skip
    days = (1, 11, 21) if short else (1,)
    ticks = [to_day(date(year, month, day)) for year, month in months for day in days]
    ticks = [tick for tick in ticks if start <= tick <= end]
    every = max(1, -(-len(ticks) // 12))
    ticks = [t for t in ticks if (to_date(t).month - 1) % every == 0] if every > 1 else ticks
    axes.set_xlim(start, end)
    axes.set_xticks(ticks)
    shown = [show(tick).split() for tick in ticks]
    labels = [
        (f"{day} " if short else "")
        + (f"{month}\n{year}" if i == 0 or (month == "Jan" and day == "1") else month)
        for i, (day, month, year) in enumerate(shown)
    ]
    axes.set_xticklabels(labels if names else [])
    axes.grid(True, axis="x")
    axes.set_axisbelow(True)


def write_row(
    axes: Axes, y: float, cells: Iterable[tuple[float, str, str]], **options: Any
) -> None:
    """Write one row of a table: each cell is its x (share of the width), text and alignment."""
    for x, text, align in cells:
        axes.text(
            x, y, text, ha=align, va="center", transform=axes.get_yaxis_transform(), **options
        )
