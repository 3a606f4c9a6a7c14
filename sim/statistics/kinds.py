"""Which interval and which p the difference of a figure has: decided here, by its kind alone.

The kind goes with the figure and never with the values seen: a mean over the phases of which only
0 and 1 came up is no yes or no for that.
"""

from dataclasses import replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from sim.statistics.headline import in_days
from sim.statistics.means import FEW_DIFFER, SAME, number_interval, number_p
from sim.statistics.paired import (
    MeanDifference,
    mcnemar_mid_p,
    mean_difference,
    steadied,
    steadied_p,
    tango,
)
from sim.statistics.proportions import LEVEL
from sim.statistics.wording import MEANS, READING_WORDS

Values = npt.NDArray[np.float64]


class Kind(Enum):
    """What a figure is; the value names the interval of its paired differences."""

    YES_NO = "Tango"
    """Met or not: the score interval for pairs, and McNemar's mid-p."""
    PARTS = "Bonett and Price"
    """A mean of several yes and no, or a sum of their differences: `sim.statistics.paired.steadied`
    with its p."""
    NUMBER = "Student"
    """Days, harm, money: Student's of the pairs, none where too few differ
    (`sim.statistics.means.too_few_differ`)."""

    @property
    def words(self) -> str:
        """Name the interval at the foot of a figure, and say where there is none."""
        if self is not Kind.NUMBER:
            return str(self.value)
        return f"{self.value}, none where fewer than {FEW_DIFFER}, and not all, differ"

    @property
    def combined(self) -> "Kind":
        """Of what kind a sum or an average of several differences is: of yes and no it is parts."""
        return Kind.NUMBER if self is Kind.NUMBER else Kind.PARTS


def kind_of(figure: str) -> Kind:
    """Give the kind of a figure by its name: ``met_2a``, ``met_mean``, ``days_all``, ``cost`` …"""
    if in_days(figure) or not figure.startswith(tuple(f"{name}_" for name in READING_WORDS)):
        return Kind.NUMBER
    return Kind.PARTS if figure in MEANS else Kind.YES_NO


def interval(
    gap: Values, kind: Kind, level: float = LEVEL, step: float = 1.0
) -> tuple[float, float]:
    """Give the interval of the mean of paired differences (low, high), in their unit.

    Parameters
    ----------
    gap
        A difference a replication, shape (n,).
    kind
        Of the figure, or of what was made of several of its differences (`Kind.combined`).
    step
        What one world more may gain or lose, of parts alone: see `sim.statistics.paired.steadied`.

    Raises
    ------
    ValueError
        If differences of a yes or no are others than −1, 0 and 1.
    """
    if kind is Kind.YES_NO:
        return tango(*_gained_and_lost(gap), len(gap), level)
    return steadied(gap, level, step) if kind is Kind.PARTS else number_interval(gap, level)


def p_value(gap: Values, kind: Kind, step: float = 1.0) -> float:
    """Give the two-sided p of a mean of 0, by the test to which the interval of `kind` belongs.

    Raises
    ------
    ValueError
        As `interval`.
    """
    if kind is Kind.YES_NO:
        return mcnemar_mid_p(*_gained_and_lost(gap))
    return steadied_p(gap, step) if kind is Kind.PARTS else number_p(gap)


def difference(first: Values, second: Values, kind: Kind, level: float = LEVEL) -> MeanDifference:
    """Compare one figure in two scenarios, replication by replication, by its kind; no bootstrap.

    Student's interval is far too sure of few yes and no that differ, and of their means as well.
    A mean over several is steadied by the largest difference seen, for what is rare may move
    several of them at once, and by a whole one where none is seen.

    Parameters
    ----------
    first, second
        One value a replication, shape (n,), in the same order; a yes or no as 1 and 0.

    Raises
    ------
    ValueError
        As `sim.statistics.paired.mean_difference`; if a yes or no is another number.
    """
    found = mean_difference(first, second, level, resample=False)
    if kind is Kind.NUMBER:
        return found
    gap = second - first
    most = float(np.abs(gap).max())
    step = most if most > SAME else 1.0
    low, high = interval(gap, kind, level, step)
    return replace(found, low=low, high=high, p=p_value(gap, kind, step))


def _gained_and_lost(gap: Values) -> tuple[int, int]:
    """Count what was gained and lost of a yes or no."""
    if not np.isin(gap, (-1.0, 0.0, 1.0)).all():
        raise ValueError("a yes or no differs by -1, 0 or 1: this figure is of another kind")
    return int(np.count_nonzero(gap > 0)), int(np.count_nonzero(gap < 0))
