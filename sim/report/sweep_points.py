"""The points of a sweep, and what is shown of them: the titles of figure 14."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.plan.phases import ALL_PHASES
from sim.report.style import MARKS
from sim.statistics.paired import SURE
from sim.statistics.wording import percent


@dataclass(frozen=True)
class Sweep:
    """The table of a sweep with what is known of it."""

    table: pd.DataFrame
    axes: list[str]
    phases: list[str]
    footer: str
    first: int
    """Job of the point with which the others are paired."""

    def values(self, axis: str) -> list[str]:
        """The values of one parameter, in the order in which they were given."""
        return list(dict.fromkeys(str(value) for value in self.table[axis]))


def short(axis: str) -> str:
    """Give the last two parts of a path: the last alone may be a place that many have."""
    return ".".join(axis.split(".")[-2:])


def title(sweep: Sweep) -> str:
    """Name the best of the points that are shown to be on time more often than the first.

    The best of the others is the luck of the draw: it is not named; nor are those that are shown
    tested against one another. The best has the phases on time
    most often, and is the first of equal ones; shown is what is so in some phase.
    """
    columns = [f"met_{phase}" for phase in sweep.phases if phase != ALL_PHASES]
    shares = sweep.table[sweep.table["error"].isna()][columns].mean(axis=1).dropna()
    if shares.empty:
        return "No point of the sweep was finished"
    best, worst = float(shares.max()), float(shares.min())
    if best == worst:
        return f"The phases are on time equally often at every point: {percent(best)} %"
    more = _differs(sweep, MARKS[:1], up=True)
    if not more.any():
        or_less = "" if _differs(sweep, MARKS[:1]).any() else " or less"
        return (f"No point is shown to be on time more{or_less} often than the first:"
                f" {percent(worst)} to {percent(best)} % of the phases")  # fmt: skip
    shown = shares[more[more].index]
    row: dict[Any, Any] = sweep.table.loc[shown.index[int(shown.argmax())]].to_dict()
    point = ", ".join(f"{short(axis)} = {row[axis]}" for axis in sweep.axes)
    first = percent(float(shares[sweep.table["job"] == sweep.first].iloc[0]))
    best_share = percent(float(shown.max()))
    if len(shown) == 1:
        return (f"Shown to be on time more often than the first is {point} alone:"
                f" {best_share} % of the phases, the first {first} %")  # fmt: skip
    return (f"{len(shown)} points are shown to be on time more often than the first; highest,"
            f" perhaps by chance, {point}: {best_share} % of the phases,"
            f" the first {first} %")  # fmt: skip


def title_of_changes(sweep: Sweep) -> str:
    """Count the points at which some share differs from the first point beyond chance."""
    differ = _differs(sweep, MARKS)
    are = "is" if differ.sum() == 1 else "are"
    return (f"{differ.sum()} of {len(differ)} points {are} shown to differ from the first"
            " in some share")  # fmt: skip


def _differs(
    sweep: Sweep, readings: Sequence[tuple[str, str, str, str]], *, up: bool = False
) -> "pd.Series[bool]":
    """Say of every point but the first whether a share differs: p after Holm is below 0.05.

    With `up` only a share that is higher than at the first counts.
    """
    others = sweep.table[sweep.table["error"].isna() & (sweep.table["job"] != sweep.first)]
    differ = pd.Series(False, index=others.index)
    for reading, *_ in readings:
        for phase in sweep.phases:
            sure = others[f"change_{reading}_p_{phase}"] < SURE
            differ |= sure & (others[f"change_{reading}_{phase}"] > 0) if up else sure
    return differ
