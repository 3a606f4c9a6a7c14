"""The progress of a run: a bar on standard error with the rate and the running headline."""

import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Protocol

from sim.montecarlo.columns import OUTCOMES, Block

_PREFIX = "met_and_orderly_"


class Progress(Protocol):
    """Whoever is told of finished blocks."""

    def update(self, block: Block) -> None:
        """Take note of one more finished block."""
        ...


class Bar:
    """A bar on standard error; silent when that is not a terminal.

    The running headline is the share of replications, among those of this run so far, in which
    each phase was over by its deadline (and, after the stroke, also orderly).

    Parameters
    ----------
    total
        Replications asked for.
    done
        Replications already there when the run began.
    """

    def __init__(self, total: int, done: int = 0, *, disable: bool | None = None) -> None:
        from tqdm import tqdm

        self._seen = 0
        self._met: dict[str, list[int]] = {}
        self._widest = ""
        self._bar: Any = tqdm(
            total=total, initial=done, unit=" replications", file=sys.stderr, disable=disable,
            dynamic_ncols=True, smoothing=0.1, leave=False,
        )  # fmt: skip

    def update(self, block: Block) -> None:
        """Move on by one block and renew the headline."""
        self._seen += len(block)
        outcomes = block.tables[OUTCOMES]
        for name in outcomes:
            if name.startswith(_PREFIX):
                phase = name.removeprefix(_PREFIX)
                met = self._met.setdefault(phase, [0, 0])
                for position, column in enumerate((outcomes[f"met_{phase}"], outcomes[name])):
                    met[position] += int(sum(column))  # type: ignore[arg-type]
        self._bar.set_postfix_str(self.headline() + self._widest, refresh=False)
        self._bar.update(len(block))

    def widths(self, half_widths: Mapping[str, float]) -> None:
        """Show the widest of the half-widths that a rule of stopping looks at."""
        if half_widths:
            figure = max(half_widths, key=lambda name: half_widths[name])
            self._widest = f"; widest ±{100 * half_widths[figure]:.1f} points ({figure})"

    def headline(self) -> str:
        """Shares so far, such as ``2a 41/30 %``: on time / on time and orderly."""
        if not self._seen:
            return ""
        shares = (
            f"{phase} {100 * met / self._seen:.0f}/{100 * orderly / self._seen:.0f} %"
            for phase, (met, orderly) in self._met.items()
        )
        return "on time/and orderly: " + ", ".join(shares)

    def __enter__(self) -> "Bar":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()
