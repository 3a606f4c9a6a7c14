"""Spells: uniforms read in blocks, and the alternation of two states in time."""

from collections.abc import Iterable, Iterator
from itertools import chain, count, cycle

from sim.distributions import SHORTEST, Distribution
from sim.draws import Draws
from sim.paths import Path
from sim.risks.world import World

AT_LEAST = f"{SHORTEST:.2g} days (an hour) on average, or more"
"""How long a spell has to be, in words."""

Two = tuple[Distribution, Distribution]
"""Lengths of the spells of two kinds, in days."""


def lasting(**lengths: Distribution) -> None:
    """Refuse spells, by the names of their fields, that have no length: time would stand still.

    What lasts less than an hour on average is as bad: a run would go through millions of them.

    Raises
    ------
    ValueError
        Naming all of the fields.
    """
    if not all(length.mean >= SHORTEST for length in lengths.values()):
        raise ValueError(f"{' and '.join(map(repr, lengths))} must have a length: {AT_LEAST}")


def uniforms(draws: Draws, entity: str, purpose: str, size: int = 32) -> Iterator[float]:
    """Read the uniforms of one address in the order of their attempts, in blocks of `size`.

    The numbers do not depend on `size`, only what is computed ahead.
    """
    blocks = (draws.series(entity, purpose, start, size) for start in count(0, size))
    return chain.from_iterable(blocks)


def alternate(numbers: Iterator[float], lengths: Two, since: float, until: float) -> list[float]:
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


def in_world(world: World, entity: str, lengths: Two, size: int = 32) -> list[float]:
    """Lay the spells of an entity from the as-of date to beyond the horizon; see `alternate`."""
    numbers = uniforms(world.draws, entity, "spell", size)
    return alternate(numbers, lengths, world.scenario.start, world.until)


def in_turn(first: float, second: float, ends: Iterable[float]) -> Path:
    """Build the path of two values in turn: `first` up to the first of the spells' ends (days)."""
    return Path.steps(first, zip(ends, cycle((second, first))))
