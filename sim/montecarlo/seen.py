"""The headlines of the replications that are there: yes or no, in the order of their numbers."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.montecarlo.columns import OUTCOMES, Block
from sim.plan.phases import ALL_PHASES, READINGS

Flags = npt.NDArray[np.bool_]


class Seen:
    """Columns ``met_<phase>`` and ``met_and_orderly_<phase>``, and those of all phases together.

    Pieces may come in any order; what is counted on is the part without a gap from number 0.

    Parameters
    ----------
    size
        Replications at most.
    """

    def __init__(self, size: int) -> None:
        self._known = np.zeros(size, dtype=np.bool_)
        self._flags: dict[str, Flags] = {}
        self.there = 0
        """Replications that are there without a gap, from number 0."""

    def note(self, start: int, flags: Mapping[str, Flags]) -> None:
        """Take note of the replications from `start` on; what lies beyond the size is let go."""
        own = {name: column for name, column in flags.items() if name.startswith("met_")}
        every: dict[str, Any] = dict.fromkeys(READINGS, True)
        for name, column in own.items():
            # Of two readings that a name begins with, the longer: one begins like the other.
            reading = max((r for r in READINGS if name.startswith(f"{r}_")), key=len)
            every[reading] = every[reading] & column
        own |= {f"{reading}_{ALL_PHASES}": np.asarray(column) for reading, column in every.items()}
        stop = min(start + max(map(len, flags.values()), default=0), len(self._known))
        if stop <= start or not flags:
            return
        for name, column in own.items():
            kept = self._flags.setdefault(name, np.zeros(len(self._known), dtype=np.bool_))
            kept[start:stop] = column[: stop - start] if column.ndim else column
        self._known[start:stop] = True
        rest = self._known[self.there :]
        self.there += len(rest) if rest.all() else int(rest.argmin())

    def note_block(self, block: Block) -> None:
        """Take note of a finished block."""
        columns = block.tables[OUTCOMES].items()
        flags = {
            name: column.astype(np.bool_, copy=False)
            for name, column in columns
            if isinstance(column, np.ndarray) and column.dtype == np.bool_
        }
        self.note(block.start, flags)

    def columns(self) -> dict[str, Flags]:
        """The columns, of which the first `there` values are known."""
        return {name: column[: self.there] for name, column in self._flags.items()}
