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
from functools import cache
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

# (entity, purpose) -> hash. Names come from the plan, so there are some thousands; the cache is
# shared by all replications of a worker.
_HASHES: Final[dict[tuple[str, str], int]] = {}


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

    __slots__ = ("_key_0", "_key_1", "replication", "seed")

    def __init__(self, seed: int, replication: int) -> None:
        for name, number in (("seed", seed), ("replication", replication)):
            if isinstance(number, bool) or int(number) != number or number < 0:
                raise ValueError(f"{name} must be a whole number from 0, not {number!r}")
        self.seed = int(seed)
        self.replication = int(replication)
        # The replication is the spawn key, not a second word of entropy: SeedSequence pads short
        # entropy with zeros, so (2**32, 0) and (0, 1) would be one and the same replication.
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.replication,))
        self._key_0, self._key_1 = (int(word) for word in sequence.generate_state(2, np.uint64))

    def __repr__(self) -> str:
        return f"Draws(seed={self.seed}, replication={self.replication})"

    def uniform(self, entity: str, purpose: str, attempt: int = 0) -> float:
        """Give the uniform number in the open interval (0, 1) at an address.

        Parameters
        ----------
        entity
            The slot that the number belongs to, named from the plan ("Kidal/rotation/3"), never
            by order of creation or time.
        purpose
            What it decides about the entity ("loading", "breakdown").
        attempt
            Which try, from 0.
        """
        # Two SplitMix64 finalisers, written out: this is the most frequent call of a run.
        z = _HASHES.get((entity, purpose)) or _name_hash(entity, purpose)
        z ^= self._key_0
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
        z = (_HASHES.get((entity, purpose)) or _name_hash(entity, purpose)) ^ self._key_0
        origin = (_mix(z) + self._key_1 + (start + 1) * _GOLDEN) & _MASK
        words = np.arange(count, dtype=np.uint64)
        words *= np.uint64(_GOLDEN)  # arrays of uint64 wrap modulo 2**64, as the mixer needs
        words += np.uint64(origin)
        words = (words ^ (words >> np.uint64(30))) * np.uint64(_FACTOR_1)
        words = (words ^ (words >> np.uint64(27))) * np.uint64(_FACTOR_2)
        words ^= words >> np.uint64(31)
        numbers: NDArray[np.float64] = (
            (words >> np.uint64(_SHIFT)).astype(np.float64) + 0.5
        ) * _SCALE
        return numbers

    def exponential(self, entity: str, purpose: str, attempt: int = 0) -> float:
        """Give the unit-mean exponential number at an address, −log(1 − uniform)."""
        return -math.log1p(-self.uniform(entity, purpose, attempt))


def _mix(z: int) -> int:
    """Scramble 64 bits one to one (the finaliser of SplitMix64)."""
    z = (z ^ (z >> 30)) * _FACTOR_1 & _MASK
    z = (z ^ (z >> 27)) * _FACTOR_2 & _MASK
    return z ^ (z >> 31)


def _name_hash(entity: str, purpose: str) -> int:
    """Hash ``entity|purpose`` and remember it; bars inside a name are escaped, so none coincide."""
    parts = (part.replace("\\", "\\\\").replace("|", "\\|") for part in (entity, purpose))
    number = _HASHES[entity, purpose] = stable_hash("|".join(parts))
    return number
