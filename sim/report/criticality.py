"""Figure 10: what lies on the critical chains, and how busy the means are."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.report.study import Study
from sim.report.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    PALE,
    SKY,
    VERMILION,
    Drawing,
    cause_colour,
    cause_hatch,
    new_figure,
    panel,
    styled,
)
from sim.report.wording import too_close
from sim.statistics.wording import percent

MOST = 16
OVERUSED = 0.8
WORDS = {
    "search": "search teams", "groups": "convoy groups", "axis": "road axis", "yard": "yard",
    "fixed wing": "aircraft",
}  # fmt: skip
"""Kinds of means in words, where their own name is short."""
BUSY = 0.05
"""Means are shown that are on some chain, or busier than this."""


def draw(study: Study) -> Drawing:
    """Draw the means with their use on the left, the causes on the right."""
    table = study.table("criticality")
    means = table[(table["kind"] == "means") & ((table["any"] > 0) | (table["use"] > BUSY))]
    causes = table[(table["kind"] == "cause") & (table["any"] > 0)]
    means, causes = means.head(MOST), causes.head(MOST)
    rows = max(len(means), len(causes), 1)
    with styled():
        height = 1.2 + rows * 0.36 + 0.85
        figure = new_figure(
            13, height, _title(means, causes),
            study.footer("95 % Wilson intervals (Clopper–Pearson at 0 and n)"),
            "% of the replications in which it lies, however shortly, on the critical chain of the"
            " last closure (colour; line: interval) and of any camp (grey); use up to the last"
            f" deadline, red: above {percent(OVERUSED)} %",
        )  # fmt: skip
        bottom = 0.85
        left = panel(figure, 1.85, bottom, 13 - 1.85 - 2.95, 1.2)
        use = panel(figure, 5.2, bottom, 13 - 5.2 - 2.0, 1.2)
        right = panel(figure, 9.3, bottom, 13 - 9.3 - 3.3, 1.2)
        _shares(left, means, rows, "Waited for", causes=False)
        _use(use, means, rows)
        _shares(right, causes, rows, "Causes", causes=True)
    return Drawing("10_criticality", figure, pd.concat([means, causes], ignore_index=True))


def _rows(axes: Axes, rows: int) -> None:
    axes.set_ylim(-0.6, rows - 0.4)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100"])
    axes.grid(True, axis="x")
    axes.set_axisbelow(True)
    for i in range(0, rows, 2):
        axes.axhspan(rows - 1.5 - i, rows - 0.5 - i, color=FAINT, zorder=0)


def _shares(axes: Axes, own: pd.DataFrame, rows: int, title: str, *, causes: bool) -> None:
    """Draw how often each lies on the chains; `causes` or means."""
    _rows(axes, rows)
    records: list[dict[Any, Any]] = own.to_dict("records")
    for i, row in enumerate(records):
        y = rows - 1 - i
        colour = cause_colour(row["name"]) if causes else BLUE
        axes.barh([y], [row["any"]], height=0.66, color=PALE)
        axes.barh([y], [row["last"]], height=0.36, color=colour, edgecolor=GREY, lw=0.4,
                  hatch=cause_hatch(row["name"]) if causes else "")  # fmt: skip
        axes.plot([row["last_low"], row["last_high"]], [y - 0.26] * 2, color=INK, lw=1)
    names = [str(row["name"]) if causes else _name(row["name"]) for row in records] + [""] * (
        rows - len(records)
    )
    axes.set_yticks(range(rows), names[::-1], fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_title(title, fontsize=9.5)


def _use(axes: Axes, own: pd.DataFrame, rows: int) -> None:
    """Draw how busy each means is, and write how many there are."""
    _rows(axes, rows)
    records: list[dict[Any, Any]] = own.to_dict("records")
    for i, row in enumerate(records):
        y = rows - 1 - i
        colour = VERMILION if row["use"] > OVERUSED else SKY
        axes.barh([y], [row["use"]], height=0.62, color=colour)
        axes.text(1.03, y, f"{percent(row['use'])} % of {row['units']:,.0f}", fontsize=8,
                  va="center")  # fmt: skip
    axes.set_yticks([])
    axes.set_title("In use", fontsize=9.5)


def _title(means: pd.DataFrame, causes: pd.DataFrame) -> str:
    """Name what means the last closure waits for most often, and its rivals; or else a cause.

    Causes are counted however short their pieces are. Every departure waits some minutes for a
    helicopter on call, so that "flights" is on nearly every chain: beside a means the most frequent
    cause would be read as the weightiest.
    """
    told = (
        (means, _name, "means", "Means most often waited for before the last closure"),
        (causes, str, "causes", "Cause most often behind the last closure"),
    )
    for own, write, kind, words in told:
        if len(own) and float(own["last"].iloc[0]) > 0:
            share = percent(float(own["last"].iloc[0]))
            what, *rivals = [write(str(name)) for name in own.loc[own["rival"], "name"]]
            return f"{words}: {what} ({share} %){too_close(rivals, kind)}"
    return "No means and no cause lies on the chain of the last closure"


def _name(kind: str) -> str:
    """Write a kind of means in words: ``search:<hub>`` becomes ``search teams, <hub>``."""
    what, mark, place = kind.partition(":")
    return f"{WORDS.get(what, what)}{', ' if mark else ''}{place}"
