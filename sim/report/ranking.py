"""Figure 2c: the judged inputs that the headline hangs on, from their low to their high."""

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.configuration.labels import labelled, shortened
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
from sim.report.wording import signed, tick, wrapped
from sim.statistics.headline import in_days
from sim.statistics.kinds import kind_of
from sim.statistics.means import FEW_DIFFER
from sim.statistics.paired import SURE
from sim.statistics.wording import figure_words

MOST = 25
GIVEN = 33
"""Characters of a range with its unit that fit on a line beside the bars."""
LABEL, NAMED = 76, 60
"""Characters of a line of a label beside the bars, and of a label in the title."""


def draw(study: Study) -> Drawing:
    """Draw a bar an input: the headline with the input at its low and at its high."""
    closer = (study.directory / "tables" / "closer.csv").exists()
    table, name = study.table("closer" if closer else "ranking"), str(study.manifest["figure"])
    every = labelled(study.scenario, table[table["figure"] == name])
    tried = int((study.table("ranking")["figure"] == name).sum())
    own = every.head(MOST)
    records: list[dict[Any, Any]] = own.to_dict("records")
    rows, scale = len(records), 1.0 if in_days(name) else 100.0
    what = f"{figure_words(name)}, {'days' if in_days(name) else 'percentage points'}"
    with styled():
        height = 1.55 + rows * 0.34 + 0.85
        figure = new_figure(
            13, height, _title(every, tried),
            study.footer(f"95 % intervals of the paired difference ({kind_of(name).words}); not"
                         " adjusted for the number of inputs",
                         int(own["n"].max()) if len(own) else None),
            f"Change when one input goes to its low (orange) or its high (blue), all else as it is:"
            f" {what}. Bold: p below 0.05 after Holm over all inputs{_alike(own)}"
            f"{'; without the replications that chose them' if closer else ''}",
        )  # fmt: skip
        axes = panel(figure, 4.6, 0.85, 3.1, 1.25)
        axes.axvline(0, color=INK, lw=1)
        for i, row in enumerate(records):
            _row(axes, rows - 1 - i, row, scale, i % 2 == 0)
        axes.set_yticks(range(rows), [wrapped(str(r["label"]), LABEL) for r in records][::-1],
                        fontsize=7.5, linespacing=1.05)  # fmt: skip
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, rows - 0.4)
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        axes.grid(True, axis="x")
        axes.set_axisbelow(True)
        for x, text in ((1.02, "low – value – high"), (1.37, "low to high")):
            axes.text(x, rows - 0.35, text, transform=axes.get_yaxis_transform(), fontsize=8,
                      color=GREY, va="bottom")  # fmt: skip
    return Drawing("02_ranking", figure, own)


def _title(own: pd.DataFrame, tried: int) -> str:
    """Count the inputs whose swing is beyond chance, of so many tried, and name the first.

    That it moves the headline most is claimed only if it is told apart from all the others.
    """
    sure = own[own["swing_p_adjusted"] < SURE]
    if sure.empty and tried == 1:
        return "The one input tried is not shown to move the headline"
    if sure.empty:
        return f"None of the {tried} inputs tried is shown to move the headline"
    first = f"“{shortened(str(sure['label'].iloc[0]), NAMED)}”"
    if len(sure) == 1:
        return f"Of {tried} tried only {first} is shown to move the headline"
    shown = f"{len(sure)} of {tried} tried are shown to move the headline"
    return f"{shown}; {first} {'most' if _apart(own, sure) else 'comes first, perhaps by chance'}"


def _apart(own: pd.DataFrame, sure: pd.DataFrame) -> bool:
    """Say whether the first swing is told apart, in size, from every other that was looked at.

    Two 95 % intervals that do not meet are farther apart than chance brings them, however the two
    hang together.
    """
    ends = own[["swing_low", "swing_high"]].abs()
    most, first = ends.max(axis=1), sure.index[0]
    return bool(ends.loc[first].min() > most.drop(first).max())


def _alike(own: pd.DataFrame) -> str:
    """Say why a bar has no line, where one has none."""
    width = [own[f"{key}_high"] - own[f"{key}_low"] for key in ("to_low", "to_high")]
    few = any(bool(one.isna().any()) for one in width)
    none = any(bool((one == 0).any()) for one in width)
    return (f"; no line: fewer than {FEW_DIFFER} replications differ" if few else "") + (
        "; no line: the same in every replication" if none else ""
    )


def _row(axes: Axes, y: int, row: dict[Any, Any], scale: float, shaded: bool) -> None:
    if shaded:
        axes.axhspan(y - 0.5, y + 0.5, color=FAINT, zorder=0)
    for key, colour, shift in (("to_low", ORANGE, 0.17), ("to_high", BLUE, -0.17)):
        value, low, high = (scale * row[f"{key}{end}"] for end in ("", "_low", "_high"))
        axes.barh([y + shift], [value], height=0.3, color=colour, alpha=0.75)
        axes.plot([low, high], [y + shift] * 2, color=INK, lw=0.9)
    sure = row["swing_p_adjusted"] < SURE
    ends = (f"{row[key]:.3g}" if abs(row[key]) < 1 else f"{row[key]:,g}"
            for key in ("at_low", "value", "at_high"))  # fmt: skip
    given = f"{' – '.join(ends)}  {row['unit']}"
    axes.text(1.02, y, "\n".join(textwrap.wrap(given, GIVEN)), fontsize=7 if len(given) > GIVEN
              else 7.5, va="center", linespacing=1.0,
              transform=axes.get_yaxis_transform())  # fmt: skip
    axes.text(1.37, y, signed(scale * row["swing"]), fontsize=8, va="center",
              transform=axes.get_yaxis_transform(), color=INK if sure else GREY,
              fontweight="bold" if sure else "normal")  # fmt: skip
