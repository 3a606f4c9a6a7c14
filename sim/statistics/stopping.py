"""When a run has enough replications: a rule that looks only at fixed boundaries, in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.statistics.proportions import LEVEL, intervals

Column = npt.NDArray[np.bool_]

MINIMUM = 400
"""Replications below which no half-width is believed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When to stop.

    Attributes
    ----------
    cap
        Replications at most. With no half-width wished it is a fixed n.
    half_widths
        Half of the interval wished, by figure (a name such as ``met_all`` → 0.02). The rule is
        met when every one of them is.
    minimum
        Replications at least, before the first look. Figures that are quoted hold to `MINIMUM`;
        fewer are taken too, for demonstrations and tests, and their intervals after a rule that
        looks so early hold the truth less often than they say.
    batch
        Replications between two looks.
    """

    cap: int
    half_widths: Mapping[str, float] = field(default_factory=dict)
    minimum: int = MINIMUM
    batch: int = 200

    def __post_init__(self) -> None:
        for name in ("cap", "minimum", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; allowed: 1 or more")
        for figure, wished in self.half_widths.items():
            if not 0 < wished <= 0.5:
                raise ValueError(
                    f"the half-width of {figure} is {wished:g}; allowed: above 0, at most 0.5"
                )

    def boundaries(self) -> Iterator[int]:
        """Numbers of replications at which the rule looks: multiples of the batch, then the cap."""
        if self.half_widths:
            first = -(-self.minimum // self.batch) * self.batch
            yield from range(first, self.cap, self.batch)
        yield self.cap


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to stop, after how many replications, and why.

    `n` is the number to keep if `stop` (what was run beyond is dropped), otherwise the next
    boundary; `half_widths` are those reached at the last boundary looked at, by figure; `reason`
    is a sentence for the record.
    """

    stop: bool
    n: int
    reason: str
    half_widths: Mapping[str, float]


def decide(columns: Mapping[str, Column], done: int, rule: Rule) -> Decision:
    """Decide from the first `done` replications whether enough have been run.

    Every boundary up to `done` is looked at in turn, so that the answer depends on the outcomes
    in the order of their numbers and on nothing else: not on when it is asked, on the number of
    workers, or on whether a run was resumed.

    Parameters
    ----------
    columns
        Yes or no by replication, 0 … `done` − 1 at least, a column for every figure of the rule
        (`sim.statistics.headline.headline_columns`).
    done
        Replications that are there without a gap, from number 0.
    rule
        The half-widths wished, the minimum, the batch and the cap.

    Raises
    ------
    ValueError
        If a figure of the rule has no column, or a column is shorter than `done`.

    Notes
    -----
    The half-width is that of the interval that is shown (Wilson; Clopper–Pearson at 0 and n).
    Looking repeatedly costs a little coverage; from 400 replications on it is less than a point
    (tests/statistics/test_stopping.py).
    """
    for figure in rule.half_widths:
        if figure not in columns:
            allowed = ", ".join(columns)
            raise ValueError(f"no figure '{figure}' to stop by (allowed: {allowed})")
        if len(columns[figure]) < done:
            raise ValueError(f"{figure} holds {len(columns[figure])} of {done} replications")
    looks = list(rule.boundaries())
    past = [n for n in looks if n <= done]
    widths = {figure: half_widths(columns[figure], past) for figure in rule.half_widths}
    reached: dict[str, float] = {}
    for look, n in enumerate(looks):
        if n > done:
            return Decision(False, n, f"{done:,} of {n:,} replications", reached)
        reached = {figure: float(width[look]) for figure, width in widths.items()}
        wide = [figure for figure, h in reached.items() if h > rule.half_widths[figure]]
        if rule.half_widths and not wide:
            return Decision(True, n, f"half-widths reached at {n:,}: {_told(reached)}", reached)
        if n == rule.cap:
            if not rule.half_widths:
                return Decision(True, n, f"all {n:,} replications asked for", reached)
            wanting = ", ".join(
                f"{figure} ±{100 * reached[figure]:.2f} points, wished ±"
                f"{100 * rule.half_widths[figure]:.2f}"
                for figure in wide
            )
            return Decision(True, n, f"cap of {n:,} reached, too wide still: {wanting}", reached)
    raise AssertionError("the cap is a boundary")


def half_widths(
    met: Column, after: Sequence[int] | npt.NDArray[np.int64], level: float = LEVEL
) -> npt.NDArray[np.float64]:
    """Half of the interval of a share after each of these numbers of replications."""
    n = np.asarray(after, dtype=np.int64)
    low, high = intervals(np.cumsum(met)[n - 1], n, level) if len(n) else (n, n)
    return np.asarray((high - low) / 2, dtype=np.float64)


def _told(reached: Mapping[str, float]) -> str:
    return ", ".join(f"{figure} ±{100 * h:.2f} points" for figure, h in reached.items())
