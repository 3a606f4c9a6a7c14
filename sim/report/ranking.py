"""Figure 2c: the judged inputs that the headline hangs on, from their low to their high."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from sim.report.study import Study, read_study
from sim.report.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    Drawing,
    new_figure,
    panel,
    save,
    styled,
)

MOST = 25
SURE = 0.05
TITLES = {
    "met_mean": "share of the phases that are on time, percentage points",
    "met_and_orderly_mean": "share of the phases on time and orderly, percentage points",
}


def draw_ranking(directory: Path) -> list[Path]:
    """Draw the ranking of inputs into its folder.

    Raises
    ------
    ResultsError
        If the folder holds no finished study.
    """
    return save(draw(read_study(directory)), directory / "figures")


def draw(study: Study) -> Drawing:
    """Draw a bar an input: the headline with the input at its low and at its high."""
    table, name = study.table("ranking"), str(study.manifest["figure"])
    own = table[table["figure"] == name].head(MOST)
    records: list[dict[Any, Any]] = own.to_dict("records")
    rows, scale = len(records), 1.0 if name.startswith("days") else 100.0
    what = TITLES.get(name, f"{name.replace('_', ' ')}, {'days' if scale == 1.0 else 'points'}")
    with styled():
        height = 1.55 + rows * 0.34 + 0.85
        figure = new_figure(
            13, height, "Which judged inputs does the headline hang on?",
            study.footer("95 % intervals of the paired difference (Student), not adjusted for"
                         " the number of inputs"),
            f"Change of the {what}, when one input goes to its low (orange) or its high (blue),"
            " all else as it is",
        )  # fmt: skip
        axes = panel(figure, 4.6, 0.85, 3.1, 1.25)
        axes.axvline(0, color=INK, lw=1)
        for i, row in enumerate(records):
            _row(axes, rows - 1 - i, row, scale, i % 2 == 0)
        axes.set_yticks(range(rows), [_short(str(r["input"])) for r in records][::-1], fontsize=8)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, rows - 0.4)
        axes.grid(True, axis="x")
        axes.set_axisbelow(True)
        for x, text in ((1.02, "low – value – high"), (1.37, "low to high")):
            axes.text(x, rows - 0.35, text, transform=axes.get_yaxis_transform(), fontsize=8,
                      color=GREY, va="bottom")  # fmt: skip
    return Drawing("02_ranking", figure, own)


def _row(axes: Axes, y: int, row: dict[Any, Any], scale: float, shaded: bool) -> None:
    if shaded:
        axes.axhspan(y - 0.5, y + 0.5, color=FAINT, zorder=0)
    for key, colour, shift in (("to_low", ORANGE, 0.17), ("to_high", BLUE, -0.17)):
        value, low, high = (scale * row[f"{key}{end}"] for end in ("", "_low", "_high"))
        axes.barh([y + shift], [value], height=0.3, color=colour, alpha=0.75)
        axes.plot([low, high], [y + shift] * 2, color=INK, lw=0.9)
    sure = row["swing_p"] < SURE
    given = f"{row['at_low']:g} – {row['value']:g} – {row['at_high']:g}  {row['unit']}"
    axes.text(1.02, y, given[:32], transform=axes.get_yaxis_transform(), fontsize=7.5, va="center")
    axes.text(1.37, y, f"{scale * row['swing']:+.1f}".replace("-", "−"), fontsize=8, va="center",
              transform=axes.get_yaxis_transform(), color=INK if sure else GREY,
              fontweight="bold" if sure else "normal")  # fmt: skip


def _short(path: str) -> str:
    return path if len(path) <= 58 else "…" + path[-57:]
