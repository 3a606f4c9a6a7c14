"""What addressed draws cost over one generator: what a replication asks, asked of both."""

import time
from statistics import median
from typing import ClassVar
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from experiments.bench import SEED, model
from experiments.bench_parts import Row
from sim.draws import Draws, FromBlocks
from sim.processes.case import Case
from sim.replication import run_replication


class OneGenerator:
    """In the place of `sim.draws.Draws`: the next number of one generator, whatever the address."""

    def __init__(self, seed: int, replication: int) -> None:
        self._generator = np.random.Generator(np.random.Philox(key=[seed, replication]))
        self._left: list[float] = []

    def uniform(self, entity: str, purpose: str, attempt: int = 0) -> float:
        """Give the next number, from a block turned into a list, as quickly as can be."""
        if not self._left:
            self._left = self._generator.random(512).tolist()
        return self._left.pop()

    def block(self, entity: str, purpose: str, start: int, count: int) -> npt.NDArray[np.float64]:
        """Give the next numbers."""
        return self._generator.random(count)

    def series(self, entity: str, purpose: str, start: int, count: int) -> list[float]:
        """Give the next numbers as a list."""
        numbers: list[float] = self._generator.random(count).tolist()
        return numbers


class Noted(FromBlocks):
    """Draws that note what they are asked."""

    __slots__ = ()
    asked: ClassVar[list[tuple[str, str, int, int]]] = []

    def uniform(self, entity: str, purpose: str, attempt: int = 0) -> float:
        """Note the address of one number."""
        self.asked.append((entity, purpose, attempt, 0))
        return super().uniform(entity, purpose, attempt)

    def block(self, entity: str, purpose: str, start: int, count: int) -> npt.NDArray[np.float64]:
        """Note the address of many."""
        self.asked.append((entity, purpose, start, count))
        return super().block(entity, purpose, start, count)


def draws(case: Case, rounds: int) -> list[Row]:
    """Cost of addressed draws over one generator: what a replication asks, asked of both.

    The model itself cannot run on one generator, for it may ask for the same number twice.
    """
    shares, each = [], []
    for number in range(rounds):
        Noted.asked.clear()
        with patch("sim.processes.mission.Draws", Noted):
            run_replication(case, number)
        asked = list(Noted.asked)
        whole, _ = model(case, range(number, number + 1))
        keyed, plain = (
            min(replayed(kind, number, asked) for _ in range(3)) for kind in (Draws, OneGenerator)
        )
        each.append((len(asked), 1e9 * keyed / len(asked), 1e9 * plain / len(asked)))
        shares.append((keyed - plain) / (whole - keyed + plain))
    calls, keyed_ns, plain_ns = (median(column) for column in zip(*each, strict=True))
    return [
        Row("draws a replication asks for", f"{calls:,.0f}"),
        Row("one of them, addressed; from one generator", f"{keyed_ns:.0f}; {plain_ns:.0f} ns"),
        Row("addressed draws over one generator, time a replication",
            f"{100 * median(shares):+.1f} %", "+15 %"),
    ]  # fmt: skip


def replayed(
    kind: type[Draws] | type[OneGenerator], number: int, asked: list[tuple[str, str, int, int]]
) -> float:
    """CPU seconds that it takes to answer all that a replication asked."""
    begun = time.process_time()
    source = kind(SEED, number)
    uniform, series = source.uniform, source.series
    for entity, purpose, attempt, count in asked:
        if count:
            series(entity, purpose, attempt, count)
        else:
            uniform(entity, purpose, attempt)
    return time.process_time() - begun
