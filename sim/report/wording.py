"""Words and numbers that several figures write, each in one way."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.record.outcome import PEOPLE_OUT
from sim.statistics.paired import share_difference
from sim.statistics.proportions import LEVEL
from sim.statistics.two_level import FEW_POINTS
from sim.wording import listed

Hits = npt.NDArray[np.bool_]

MINUS: Final = "\N{MINUS SIGN}"
NAMED: Final = 3
"""How many of what is shown a title names; more are counted."""
_ROUND: Final = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)


def least_often(names: Sequence[str], hits: Hits) -> list[str]:
    """Name what happens least often, then all that are not shown to happen more often.

    Shown is what lies beyond Tango's interval for pairs, at a level that holds for all of them
    together (Bonferroni).

    Parameters
    ----------
    names
        One a column of `hits`.
    hits
        Whether it happened: a row a replication, shape (n, len(names)).
    """
    least = int(hits.mean(axis=0).argmin())
    level = 1 - (1 - LEVEL) / max(1, len(names) - 1)
    return [
        names[least],
        *(
            name
            for i, name in enumerate(names)
            if i != least and share_difference(hits[:, least], hits[:, i], level).low <= 0
        ),
    ]


def too_close(others: Sequence[str], kind: str) -> str:
    """Say from what else the least cannot be told; how many, where they are more than three."""
    if not others:
        return ""
    named = listed(others) if len(others) <= 3 else f"{len(others)} other {kind}"
    return f", too close to tell from {named}"


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


def place(camp: str) -> str:
    """Write whose chain it is: a camp's, or that of the flight of the last people, no camp."""
    return "last people out" if camp == PEOPLE_OUT else camp


def few_points(points: int) -> str:
    """Say so where a spread over the points of a design hangs on few of them."""
    return ": few, the ends of the spread are rough" if points < FEW_POINTS else ""


def plain(name: str, places: Iterable[str] = ()) -> str:
    """Write a name of the configuration as words: ``more_escorts+early_packing``.

    Places that it names, one word each, get their capital back.
    """
    capitals = {place.lower(): place for place in places}
    words = name.replace("_", " ").replace("+", " + ").split(" ")
    return " ".join(capitals.get(word, word) for word in words)


def wrapped(text: str, width: int) -> str:
    """Break a label into at most two lines of so many characters; … where it goes on."""
    return "\n".join(textwrap.wrap(text, width, max_lines=2, placeholder=" …"))


def started(sentence: str) -> str:
    """Begin a sentence with a capital, and leave the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
