"""Values by the regime of the host State's consent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import with_config

from sim.plan.strict import STRICT
from sim.risks.world import OBSTRUCTIVE, RESTRICTIVE

T = TypeVar("T")


@with_config(STRICT)
@dataclass(frozen=True)
class ByRegime(Generic[T]):
    """One value a regime, from free to shut."""

    permissive: T
    restrictive: T
    obstructive: T

    def at(self, level: float) -> T:
        """The value in the regime of this level (0 permissive, 1 restrictive, 2 obstructive)."""
        if level < RESTRICTIVE:
            return self.permissive
        return self.restrictive if level < OBSTRUCTIVE else self.obstructive

    def __iter__(self) -> Iterator[T]:
        yield self.permissive
        yield self.restrictive
        yield self.obstructive
