"""Figure 14: a sweep as a heat map of two parameters, or as lines over one."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from sim.errors import ResultsError
from sim.report.forecast_folder import written
from sim.report.style import (
    FIGURES_FOLDER,
    GREY,
    MARKS,
    PALE,
    Drawing,
    ink_on,
    new_figure,
    panel,
    save,
    styled,
)
from sim.report.sweep_points import Sweep, short, title, title_of_changes
from sim.report.wording import interval, signed
from sim.statistics.kinds import Kind
from sim.statistics.paired import SURE
from sim.statistics.wording import percent, phase_title

FADED = 0.45
"""How much of its colour a change keeps that may be none."""
NARROWEST = 10.5
"""Inches that the footer needs, which names more than that of a forecast."""
LETTER = 0.085
"""Inches of a letter of the names of values."""
SLANT: dict[str, Any] = {"rotation": 25, "ha": "right", "rotation_mode": "anchor"}
"""How names are written that have no room beside one another."""
INTERVAL = "95 % Wilson intervals (Clopper–Pearson at 0 and n)"
PAIRED = (
    f"95 % {Kind.YES_NO.words} intervals of the paired difference (same worlds), each by itself"
)


def draw_sweep(folder: Path) -> list[Path]:
    """Draw the figures of a sweep into its folder: shares, and changes against the first point.

    Parameters
    ----------
    folder
        It holds ``sweep.csv`` and ``sweep.json``.

    Returns
    -------
    list of Path
        What was written; nothing for more than two parameters, whose table has to be read.

    Raises
    ------
    ResultsError
        If the folder holds no sweep, or cannot be written.
    """
    sweep = _read(folder)
    if len(sweep.axes) == 1:
        drawings = [_lines(sweep)]
    elif len(sweep.axes) == 2:
        drawings = [_maps(sweep, changed) for changed in (False, True)]
    else:
        return []
    place = folder / FIGURES_FOLDER
    return written(folder, lambda: [path for drawing in drawings for path in save(drawing, place)])


def _read(folder: Path) -> Sweep:
    try:
        about = json.loads((folder / "sweep.json").read_text(encoding="utf-8"))
        table = pd.read_csv(
            folder / "sweep.csv", dtype=dict.fromkeys(about["axes"], str), keep_default_na=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise ResultsError(f"{folder} holds no sweep ({error}); run it again") from None
    if "change_met_p_all" not in table:
        raise ResultsError(f"{folder} holds a sweep of an earlier version; run it again")
    runs = sorted({f"{n:,.0f}" for n in table["replications"].dropna()})
    footer = " · ".join(
        [
            f"n = {' or '.join(runs)} a point",
            f"master seed {', '.join(map(str, about['seeds']))}",
            f"scenario {about['scenario']}",
            f"configuration of the first point {about['hash']}",
            *([f"program {about['program']}"] if "program" in about else []),
        ]
    )
    return Sweep(table, list(about["axes"]), list(about["phases"]), footer, int(about["first"]))


def _lines(sweep: Sweep) -> Drawing:
    """Draw one small panel a phase: the two shares over the values of one parameter."""
    (axis,) = sweep.axes
    values = sweep.values(axis)
    at = _positions(values)
    gap, rows = 0.25, 2
    columns = -(-len(sweep.phases) // rows)
    # As wide as its footer, and as the longest names of values side by side.
    each = max(2.55, (NARROWEST - 0.85) / columns - gap)
    slanted = LETTER * sum(len(value) + 2 for value in values) > each
    under = 0.45 if slanted else 0.0
    done = sweep.table[sweep.table["error"].isna()]
    with styled():
        width = 0.75 + columns * (each + gap) + 0.1
        height = 0.85 + rows * (2.4 + under) + 0.55
        figure = new_figure(width, height, title(sweep),
                            f"{sweep.footer} · {INTERVAL}",
                            f"Share of replications by {axis}; bars: intervals; all points meet the"
                            " same worlds")  # fmt: skip
        first: Axes | None = None
        for i, phase in enumerate(sweep.phases):
            row, column = divmod(i, columns)
            left = 0.75 + column * (each + gap)
            bottom = 0.85 + under + (rows - 1 - row) * (2.4 + under)
            axes = panel(figure, left, bottom, width - left - each, height - bottom - 1.65)
            for (reading, name, colour, marker), shift in zip(MARKS, (-1, 1), strict=True):
                spread = 0.006 * shift * (max(at) - min(at) or 1)
                where = [at[values.index(str(value))] + spread for value in done[axis]]
                shares = done[f"{reading}_{phase}"].to_numpy(dtype=float)
                low = done[f"{reading}_low_{phase}"].to_numpy(dtype=float)
                high = done[f"{reading}_high_{phase}"].to_numpy(dtype=float)
                axes.vlines(where, low, high, color=colour, lw=1.6)
                line = "-" if _are_numbers(values) else ""  # between words there is nothing
                axes.plot(where, shares, f"{line}{marker}", color=colour, ms=4.5, lw=1, label=name)
            axes.set_title(phase_title(phase), fontsize=9.5)
            axes.set_ylim(-0.03, 1.03)
            axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"] if column == 0 else [])
            axes.set_xticks(at, values, fontsize=8.5, **SLANT if slanted else {})
            margin = 0.5 * (max(at) - min(at) or 1) / max(len(at) - 1, 1)
            axes.set_xlim(min(at) - margin, max(at) + margin)  # no name reaches into the next panel
            axes.grid(True, axis="y")
            if row == rows - 1 or i + columns >= len(sweep.phases):
                axes.set_xlabel(short(axis), fontsize=8.5)
            first = first or axes
        handles, labels = first.get_legend_handles_labels() if first else ([], [])
        figure.legend(handles, labels, loc="upper right", ncols=2, fontsize=8.5,
                      bbox_to_anchor=(1.0, 1 - 0.74 / height))  # fmt: skip
    return Drawing("14_sweep", figure, sweep.table)


def _are_numbers(values: Sequence[str]) -> bool:
    """Whether something lies between two of the values."""
    try:
        return all(np.isfinite(float(value)) for value in values)
    except ValueError:
        return False


def _positions(values: Sequence[str]) -> list[float]:
    """Where the values stand: at their number, or one after the other."""
    if _are_numbers(values):
        return [float(value) for value in values]
    return [float(place) for place in range(len(values))]


def _maps(sweep: Sweep, changed: bool) -> Drawing:
    """Draw a heat map a phase and reading, of the shares or of the changes against the first."""
    across, up = sweep.axes[1], sweep.axes[0]
    columns, rows = sweep.values(across), sweep.values(up)
    cell = 0.78 if len(columns) <= 4 else 0.62
    wide, high = max(1.45, cell * len(columns)), max(0.9, 0.5 * len(rows))
    words = title_of_changes(sweep) if changed else title(sweep)
    with styled():
        width = max(1.85 + len(sweep.phases) * (wide + 0.2) + 0.15, NARROWEST)
        height = 1.1 + len(MARKS) * (high + 0.25) + 0.8
        figure = new_figure(
            width,
            height, words,
            f"{sweep.footer} · {PAIRED if changed else INTERVAL}",
            f"{'Percentage points' if changed else '% of the replications'}, and its interval"
            f"{'; bold: p below 0.05 after Holm over all' if changed else ''}; down: {up};"
            f" across: {across}",
        )  # fmt: skip
        for r, (reading, name, *_) in enumerate(MARKS):
            bottom = 0.95 + (len(MARKS) - 1 - r) * (high + 0.25)
            for c, phase in enumerate(sweep.phases):
                left = 1.85 + c * (wide + 0.2)
                box = (left, bottom, width - left - wide, height - bottom - high)
                axes = panel(figure, *box)
                _cells(axes, sweep, changed, reading, phase)
                axes.set_yticks(range(len(rows)), rows if c == 0 else [])
                last = r == len(MARKS) - 1
                axes.set_xticks(range(len(columns)), columns if last else [])
                axes.tick_params(length=0)
                if r == 0:
                    axes.set_title(phase_title(phase), fontsize=9)
                if last:
                    axes.set_xlabel(short(across), fontsize=7.5, color=GREY)
                if c == 0:
                    axes.set_ylabel(short(up), fontsize=7.5, color=GREY)
                    middle = 1 - (box[3] + high / 2) / height
                    figure.text(0.35 / width, middle, name.replace(" and", "\nand"), fontsize=8.5,
                                fontweight="bold", va="center")  # fmt: skip
    return Drawing("14_sweep_change" if changed else "14_sweep", figure, sweep.table)


def _cells(axes: Axes, sweep: Sweep, changed: bool, reading: str, phase: str) -> None:
    """Fill one heat map, a cell a point; hatched where there is nothing to show."""
    across, up = sweep.axes[1], sweep.axes[0]
    columns, rows = sweep.values(across), sweep.values(up)
    records: list[dict[Any, Any]] = sweep.table.to_dict("records")
    for row in records:
        x, y = columns.index(str(row[across])), rows.index(str(row[up]))
        shown = row.get(f"{'change_' if changed else ''}{reading}_{phase}")
        if pd.notna(row["error"]) or pd.isna(shown):
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fc=PALE, ec="white", hatch="///"))
            axes.text(x, y, "none", ha="center", va="center", fontsize=7, color=GREY)
        else:
            cell = (
                _change_cell(row, reading, phase, sweep.first)
                if changed
                else _share_cell(row, reading, phase)
            )
            ink = ink_on(cell.colour)
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fc=cell.colour, ec="white"))
            axes.text(x, y - 0.13, cell.main, ha="center", va="center", fontsize=9,
                      color=ink, fontweight="bold" if cell.sure else "normal")  # fmt: skip
            axes.text(x, y + 0.25, cell.under, ha="center", va="center", fontsize=6, color=ink)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    for spine in axes.spines.values():
        spine.set_visible(False)


class _Cell(NamedTuple):
    """One cell of a heat map: its shade, what is written in it, and whether it is claimed."""

    colour: tuple[float, float, float]
    main: str
    under: str
    sure: bool = True


def _share_cell(row: Mapping[Any, Any], reading: str, phase: str) -> _Cell:
    """Shade and write a share, with its interval below it."""
    value, low, high = _ends(row, reading, phase)
    colour = colormaps["Blues"](Normalize(0, 1.15)(value))[:3]
    return _Cell(colour, percent(value), f"({percent(low)}–{percent(high)})")


def _change_cell(row: Mapping[Any, Any], reading: str, phase: str, first: int) -> _Cell:
    """Shade and write a difference to the first point, pale where it may be none."""
    value, low, high = _ends(row, f"change_{reading}", phase)
    sure = bool(row[f"change_{reading}_p_{phase}"] < SURE)
    colour = np.array(colormaps["RdBu"](Normalize(-0.5, 0.5)(value))[:3])
    red, green, blue = colour if sure else 1 - FADED * (1 - colour)
    shade = (float(red), float(green), float(blue))
    if row["job"] == first:
        return _Cell(shade, "first", "(compared with)", sure)
    if row[f"differs_{reading}_{phase}"] == 0:
        return _Cell(shade, "0", "(none differs)", sure)
    return _Cell(shade, signed(100 * value, 0), f"({interval(100 * low, 100 * high, 0)})", sure)


def _ends(row: Mapping[Any, Any], name: str, phase: str) -> list[float]:
    """Give a figure of a phase with the ends of its interval: value, low, high."""
    return [float(row[f"{name}{end}_{phase}"]) for end in ("", "_low", "_high")]
