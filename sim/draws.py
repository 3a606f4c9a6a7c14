"""Random numbers that are addressed, not read in order.

A uniform number belongs to (seed, replication, entity, purpose, attempt). Whoever asks, whenever
and in whatever order, gets the same number, so two scenarios meet the same luck slot by slot
(common random numbers), and nothing is shifted when a process is added or removed.

The number is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
generators", OOPSLA 2014, doi:10.1145/2714064.2660195) at a computed position: the name is hashed
to 64 bits, scrambled with the replication's key into the start of a stream, and `attempt` counts
along the stream. The replication's key comes from NumPy's `SeedSequence`.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from functools import cache
from sys import intern
from typing import Final

import numpy as np
from numpy.typing import NDArray

_MASK: Final = 0xFFFF_FFFF_FFFF_FFFF
_GOLDEN: Final = 0x9E37_79B9_7F4A_7C15
_FACTOR_1: Final = 0xBF58_476D_1CE4_E5B9
_FACTOR_2: Final = 0x94D0_49BB_1331_11EB
# 52 bits and a half: with 53 the largest word plus a half would round to 1.0, outside (0, 1).
_SHIFT: Final = 12
_SCALE: Final = 2.0**-52
# The same for arrays, which would convert them at each operation.
_WORDS: Final = tuple(np.uint64(n) for n in (30, _FACTOR_1, 27, _FACTOR_2, 31, _SHIFT))

# Every address met so far in this process: where it stands in the lists of its hash and of its
# place along the stream. Names come from the plan, so there are some thousands, and most are the
# same from one replication to the next. Each text is kept once, so that look-ups stay in the cache.
_PLACES: Final[dict[tuple[str, str, int], int]] = {}
# The same for series of consecutive attempts that are read at once: where the first of them stands.
_SERIES: Final[dict[tuple[str, str, int, int], int]] = {}
_HASHES: Final[list[int]] = []
_STEPS: Final[list[int]] = []
# After so many single computations a replication is taken to be a whole run, and the numbers of
# all known addresses are computed at once, which is ten times cheaper a number.
_PATIENCE: Final = 64
# What is met first is met most often: a later address is cheaper on its own than in every batch.
# A mission of eight times the camps asks for some 55,000 numbers a replication.
_LARGEST_BATCH: Final = 200_000


class _Known:
    """The two lists as arrays, made again when they have grown by so much."""

    growth: Final = 1.05
    hashes: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
    steps: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)

    @classmethod
    def refresh(cls) -> None:
        """Take in the addresses that were met since."""
        count = min(len(_HASHES), _LARGEST_BATCH)
        if count > cls.growth * len(cls.hashes):
            cls.hashes = np.array(_HASHES[:count], dtype=np.uint64)
            cls.steps = np.array(_STEPS[:count], dtype=np.uint64)


@cache
def stable_hash(text: str) -> int:
    """Hash a text to 64 bits, the same on every machine and in every process (BLAKE2b)."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


class Draws:
    """The random numbers of one replication.

    Parameters
    ----------
    seed
        The master seed of a study, any whole number from 0.
    replication
        The number of the replication, from 0.

    Raises
    ------
    ValueError
        If either is not a whole number from 0.
    """

    __slots__ = ("_first", "_key_0", "_key_1", "_singles", "replication", "seed")

    def __init__(self, seed: int, replication: int) -> None:
        for name, number in (("seed", seed), ("replication", replication)):
            if isinstance(number, bool) or int(number) != number or number < 0:
                raise ValueError(f"{name} must be a whole number from 0, not {number!r}")
        self.seed = int(seed)
        self.replication = int(replication)
        # The replication is the spawn key, not a second word of entropy: SeedSequence pads short
        # entropy with zeros, so (2**32, 0) and (0, 1) would be one and the same replication.
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.replication,))
        self._first = array("d")  # of the addresses known first, once it pays
        self._singles = 0
        self._key_0, self._key_1 = (int(word) for word in sequence.generate_state(2, np.uint64))

    def __repr__(self) -> str:
        return f"Draws(seed={self.seed}, replication={self.replication})"

    def uniform(self, entity: str, purpose: str, attempt: int = 0) -> float:
        """Give the uniform number in the open interval (0, 1) at an address.

        Parameters
        ----------
        entity
            The slot that the number belongs to, named from the plan ("<camp>/rotation/3"), never
            by order of creation or time.
        purpose
            What it decides about the entity ("loading", "breakdown").
        attempt
            Which try, from 0.
        """
        # The most frequent call of a run: written out, and from the batch if it is there.
        place = _PLACES.get((entity, purpose, attempt))
        if place is None:
            place = _learn(entity, purpose, attempt)
        try:
            return self._first[place]
        except IndexError:
            pass
        self._count(1)
        z = _HASHES[place] ^ self._key_0
        z = (z ^ (z >> 30)) * _FACTOR_1 & _MASK
        z = (z ^ (z >> 27)) * _FACTOR_2 & _MASK
        z = ((z ^ (z >> 31)) + self._key_1 + (attempt + 1) * _GOLDEN) & _MASK
        z = (z ^ (z >> 30)) * _FACTOR_1 & _MASK
        z = (z ^ (z >> 27)) * _FACTOR_2 & _MASK
        return (((z ^ (z >> 31)) >> _SHIFT) + 0.5) * _SCALE

    def block(self, entity: str, purpose: str, start: int, count: int) -> NDArray[np.float64]:
        """Give the numbers of attempts `start` to `start + count - 1`, bit for bit, as an array.

        Returns
        -------
        ndarray of float64, shape (count,)
            Equal to ``[uniform(entity, purpose, i) for i in range(start, start + count)]``.
        """
        stream = _mix(stable_hash(_name(entity, purpose)) ^ self._key_0) + self._key_1
        first = np.uint64((stream + (start + 1) * _GOLDEN) & _MASK)
        return _numbers(_mix_array(_steps_along(count) + first))

    def series(self, entity: str, purpose: str, start: int, count: int) -> list[float]:
        """Give the numbers of attempts `start` to `start + count - 1`: the list of their block."""
        place = _SERIES.get((entity, purpose, start, count))
        if place is None:
            place = _learn_series(entity, purpose, start, count)
        self._count(count)
        if place + count <= len(self._first):
            return self._first[place : place + count].tolist()
        numbers: list[float] = self.block(entity, purpose, start, count).tolist()
        return numbers

    def exponential(self, entity: str, purpose: str, attempt: int = 0) -> float:
        """Give the unit-mean exponential number at an address, −log(1 − uniform)."""
        return -math.log1p(-self.uniform(entity, purpose, attempt))

    def _count(self, singles: int) -> None:
        """Count numbers that were computed on their own; compute all when it is a whole run."""
        before, self._singles = self._singles, self._singles + singles
        if before < _PATIENCE <= self._singles:
            self._batch()

    def _batch(self) -> None:
        """Compute the numbers of all known addresses."""
        _Known.refresh()
        words = _mix_array(_Known.hashes ^ np.uint64(self._key_0))
        words += _Known.steps + np.uint64(self._key_1)
        # Plain doubles, side by side: made by a copy, and read with fewer misses than a list's.
        self._first = array("d", _numbers(_mix_array(words)).tobytes())


class FromBlocks(Draws):
    """Draws whose series are their blocks: only plain numbers come from the batch."""

    __slots__ = ()

    def series(self, entity: str, purpose: str, start: int, count: int) -> list[float]:
        """Give the numbers of these attempts: the list of their block."""
        numbers: list[float] = self.block(entity, purpose, start, count).tolist()
        return numbers


class Mirrored(FromBlocks):
    """The antithetic numbers of a replication: one less its plain ones, address by address."""

    __slots__ = ()

    def uniform(self, entity: str, purpose: str, attempt: int = 0) -> float:
        """Give one less the plain number at an address."""
        return 1.0 - super().uniform(entity, purpose, attempt)

    def block(self, entity: str, purpose: str, start: int, count: int) -> NDArray[np.float64]:
        """Give one less the plain numbers of these attempts."""
        return 1.0 - super().block(entity, purpose, start, count)


class LatinHypercube(FromBlocks):
    """The numbers of a replication in a design: leading draws fill the unit interval evenly.

    Replications ``d * size`` to ``(d + 1) * size - 1`` make design d. At an address that leads
    (attempt 0 of an entity whose name begins with `leading`) each of them has a number in a cell
    of its own of the `size` equal cells, in an order that is random from address to address (McKay,
    Beckman and Conover, 1979). All other numbers are the plain ones.

    Parameters
    ----------
    seed, replication
        As for `Draws`.
    size
        Replications a design, 1 or more.
    leading
        Beginning of the entities whose first numbers are spread.

    Raises
    ------
    ValueError
        As `Draws`, or if `size` is below 1.
    """

    __slots__ = ("_design", "leading", "size")

    def __init__(self, seed: int, replication: int, size: int, leading: str = "risk/") -> None:
        if size < 1:
            raise ValueError(f"a design of {size} replications; allowed: 1 or more")
        super().__init__(seed, replication)
        self.size, self.leading = size, leading
        first = self.replication - self.replication % size
        self._design = [Draws(seed, k) for k in range(first, first + size)]

    def uniform(self, entity: str, purpose: str, attempt: int = 0) -> float:
        """Give the number at an address, in its cell where the address leads."""
        plain = super().uniform(entity, purpose, attempt)
        return self._in_cell(entity, purpose, plain) if attempt == 0 else plain

    def block(self, entity: str, purpose: str, start: int, count: int) -> NDArray[np.float64]:
        """Give the numbers of these attempts; only attempt 0 may lead."""
        numbers = super().block(entity, purpose, start, count)
        if start == 0 and count > 0:
            numbers[0] = self._in_cell(entity, purpose, float(numbers[0]))
        return numbers

    def _in_cell(self, entity: str, purpose: str, plain: float) -> float:
        """Put a number into the cell of this replication; cells are shuffled by ranks."""
        if not entity.startswith(self.leading):
            return plain
        keys = [draws.uniform(entity, f"{purpose}/cell") for draws in self._design]
        own = keys[self.replication % self.size]
        return (sum(key < own for key in keys) + plain) / self.size


def _mix(z: int) -> int:
    """Scramble 64 bits one to one (the finaliser of SplitMix64)."""
    z = (z ^ (z >> 30)) * _FACTOR_1 & _MASK
    z = (z ^ (z >> 27)) * _FACTOR_2 & _MASK
    return z ^ (z >> 31)


def _mix_array(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble each word of an array as `_mix` does."""
    shift_1, factor_1, shift_2, factor_2, shift_3, _ = _WORDS
    words = (words ^ (words >> shift_1)) * factor_1
    words = (words ^ (words >> shift_2)) * factor_2
    return words ^ (words >> shift_3)


@cache
def _steps_along(count: int) -> NDArray[np.uint64]:
    """Give so many steps along a stream, from none; do not change them."""
    steps = np.arange(count, dtype=np.uint64)
    steps *= np.uint64(_GOLDEN)  # arrays of uint64 wrap modulo 2**64, as the mixer needs
    return steps


def _numbers(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Turn words into numbers of the open interval (0, 1)."""
    numbers: NDArray[np.float64] = ((words >> _WORDS[-1]).astype(np.float64) + 0.5) * _SCALE
    return numbers


@cache
def _name(entity: str, purpose: str) -> str:
    """Join to ``entity|purpose``; bars inside a name are escaped, so that no two coincide."""
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in (entity, purpose))


def _learn(entity: str, purpose: str, attempt: int) -> int:
    """Hash the name of an address and remember it; gives its place."""
    _HASHES.append(stable_hash(_name(entity, purpose)))
    _STEPS.append((attempt + 1) * _GOLDEN & _MASK)
    place = _PLACES[intern(entity), intern(purpose), attempt] = len(_HASHES) - 1
    return place


def _learn_series(entity: str, purpose: str, start: int, count: int) -> int:
    """Remember a series of attempts side by side; gives the place of the first."""
    place = _SERIES[entity, purpose, start, count] = len(_HASHES)
    _HASHES.extend([stable_hash(_name(entity, purpose))] * count)
    _STEPS.extend((attempt + 1) * _GOLDEN & _MASK for attempt in range(start, start + count))
    return place
