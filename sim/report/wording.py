"""Words and numbers that several figures write, each in one way."""

import math
import textwrap
from typing import Final

from sim.report.study import phase_title

MINUS: Final = "\N{MINUS SIGN}"
SURE: Final = 0.05
"""Below it, an adjusted p is said to be beyond chance."""

_FIGURES: Final = {
    "met": "share of replications on time",
    "met_and_orderly": "share of replications on time and orderly",
    "days": "completion, days",
}
_ROUND: Final = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_MEANS: Final = {
    "met_mean": "share of the phases on time",
    "met_and_orderly_mean": "share of the phases on time and orderly",
    "days_all": "completion of the last phase",
}


def figure_words(figure: str) -> str:
    """Say in words what a headline figure counts, by its column: ``met_2a``, ``days_all`` …"""
    if figure in _MEANS:
        return _MEANS[figure]
    for kind in ("met_and_orderly", "met", "days"):
        if figure.startswith(f"{kind}_"):
            return f"{phase_title(figure.removeprefix(f'{kind}_'))}: {_FIGURES[kind]}"
    return figure.replace("_", " ")


def in_days(figure: str) -> bool:
    """Whether a headline figure is one of days; otherwise it is a share."""
    return figure.startswith("days")


def method(figure: str) -> str:
    """Name the interval of a paired difference of a headline figure: of yes and no it is Tango's.

    See `sim.statistics.paired.difference`.
    """
    return "Student" if figure in _MEANS or in_days(figure) else "Tango"


def signed(value: float, digits: int = 1) -> str:
    """Write a difference with its sign; what rounds to nothing as 0, never as −0.0 or +0.0."""
    if not math.isfinite(value):
        return "?" if math.isnan(value) else tick(value)
    text = f"{value:+.{digits}f}"
    return text.replace("-", MINUS) if any(mark in "123456789" for mark in text) else "0"


def interval(low: float, high: float, digits: int = 1) -> str:
    """Write the interval of a difference: ``−0.1 to +0.3``."""
    return f"{signed(low, digits)} to {signed(high, digits)}"


def round_step(most: float) -> float:
    """Give the largest round number that is no more than `most` (above 0), for a tick."""
    power = 10.0 ** math.floor(math.log10(most) + 1e-9)
    return max(step * power for step in _ROUND if step * power <= most * (1 + 1e-9))


def tick(value: float) -> str:
    """Write a difference on an axis: ``+5``, ``−2.5``, ``0``."""
    text = "0" if abs(value) < 1e-12 else f"{value:+.4g}"
    return text.replace("-", MINUS).replace("inf", "∞")


def plain(name: str) -> str:
    """Write a name of the configuration as words: ``more_escorts+early_packing``."""
    return name.replace("_", " ").replace("+", " + ")


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """Break a label into at most so many lines of so many characters; … where it goes on."""
    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …"))


def started(sentence: str) -> str:
    """Begin a sentence with a capital, and leave the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
