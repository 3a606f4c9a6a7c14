"""Spells: uniforms read in blocks, and the alternation of two states in time."""

from collections.abc import Iterable, Iterator
from itertools import count, cycle
from typing import Final

from sim.distributions import Distribution
from sim.draws import Draws
from sim.paths import Path

MARGIN: Final = 60.0
"""Days beyond the horizon to which paths are generated; then their last value stays."""


def uniforms(draws: Draws, entity: str, purpose: str, size: int = 32) -> Iterator[float]:
    """Read the uniforms of one address in the order of their attempts, in blocks of `size`.

    The numbers do not depend on `size`, only what is computed ahead.
    """
    for start in count(0, size):
        yield from draws.series(entity, purpose, start, size)


def alternate(
    numbers: Iterator[float], lengths: tuple[Distribution, Distribution], since: float, until: float
) -> list[float]:
    """Lay spells of two kinds, in turn, end to end from `since` until `until` is reached.

    Parameters
    ----------
    numbers
        Uniforms, one a spell.
    lengths
        Lengths of the spells of the first and of the second kind, in days.
    since, until
        Start of the first spell, and the time that the last one ends at or after, in days.

    Returns
    -------
    list of float
        The ends of the spells, in days; the k-th spell is of the first kind if k is even.
    """
    ends: list[float] = []
    turn = 0
    time = since
    while time < until:
        time += lengths[turn].ppf(next(numbers))
        ends.append(time)
        turn = 1 - turn
    return ends


def in_turn(first: float, second: float, ends: Iterable[float]) -> Path:
    """Build the path of two values in turn: `first` up to the first of the spells' ends (days)."""
    return Path.steps(first, zip(ends, cycle((second, first))))
