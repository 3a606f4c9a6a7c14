"""Headline figures and shares in words: the same in every figure, table and text."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.plan.phases import ALL_PHASES, phase_name

READING_WORDS: Final = {"met": "on time", "met_and_orderly": "on time and orderly"}
"""The two readings by their columns."""

MEANS: Final = {
    "met_mean": "share of the phases on time",
    "met_and_orderly_mean": "share of the phases on time and orderly",
    "days_all": "completion of the last phase",
}
"""What is averaged over the phases, or over them all."""

_FIGURES: Final = {
    "met": "share of replications on time",
    "met_and_orderly": "share of replications on time and orderly",
    "days": "completion, days",
}


_ROUNDING: Final = 1e-9
"""What a product such as 100 × 0.145 may lack of its half."""


def phase_title(phase: str) -> str:
    """Name a phase in a small heading; ``all`` is every phase together."""
    if phase == ALL_PHASES:
        return "all together"
    return f"phase {phase}" if len(phase) <= 3 else phase_name(phase)


def short_words(figure: str) -> str:
    """Name a headline figure in a small heading: ``met_2a`` becomes "phase 2a, on time"."""
    if figure in MEANS:
        return MEANS[figure]
    for reading, said in reversed(tuple(READING_WORDS.items())):
        if figure.startswith(f"{reading}_"):
            return f"{phase_title(figure.removeprefix(f'{reading}_'))}, {said}"
    return figure_words(figure)


def figure_words(figure: str) -> str:
    """Say in words what a headline figure counts, by its column: ``met_2a``, ``days_all`` …"""
    if figure in MEANS:
        return MEANS[figure]
    for kind in ("met_and_orderly", "met", "days"):
        if figure.startswith(f"{kind}_"):
            return f"{phase_title(figure.removeprefix(f'{kind}_'))}: {_FIGURES[kind]}"
    return figure.replace("_", " ")


def rounded(value: float, digits: int = 0) -> str:
    """Write a number as a reader rounds it: a half goes up, not to the even one; 12.5 as 13."""
    scale = 10.0**digits
    size = math.floor(abs(value) * scale + 0.5 + _ROUNDING) / scale
    return f"{-size if value < 0 < size else size:.{digits}f}"


def percent(value: float, digits: int = 0) -> str:
    """Write a share in per cent, rounded as a reader does, without the sign: 0.125 as 13."""
    return rounded(100 * value, digits)


def share(row: Mapping[Any, Any], name: str = "share", digits: int = 1) -> str:
    """Write a share with its interval, in per cent: ``41.3 % (38.3–44.4)``.

    The ends stand in the row as ``<name>_low`` and ``<name>_high``, or as ``low`` and ``high``.
    """
    ends = (f"{name}_{end}" if f"{name}_{end}" in row else end for end in ("low", "high"))
    value, low, high = (percent(row[key], digits) for key in (name, *ends))
    return f"{value} % ({low}–{high})"


def helps_in_words(row: Mapping[Any, Any], until: str) -> str:
    """Say on which of the days tried a mitigation is shown to help.

    Parameters
    ----------
    row
        helps_until (empty: none), helps_on and days, as in `sim.studies.decisions.last_days`.
    until
        The day ``helps_until`` as it is to be written.
    """
    if not row["helps_on"]:
        return "not shown to help on any day tried"
    if row["helps_on"] == row["days"]:
        return f"shown to help on every day tried, to {until}"
    if not row["helps_until"]:
        return f"shown to help on {row['helps_on']} of {row['days']} days tried, not on the first"
    return f"shown to help if ordered by {until}"


def or_rivals(rivals: Sequence[str]) -> str:
    """Name what may come first as well; how many, where they are more than two; or nothing."""
    if not rivals:
        return ""
    return f"or {' or '.join(rivals) if len(rivals) <= 2 else f'one of {len(rivals)} others'}"


def differ(pairs: float, n: float) -> str:
    """Say in how many of n replications two scenarios differ."""
    return f"{pairs:.0f} of {n:,.0f} differ"
