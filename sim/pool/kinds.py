"""Kinds of things: how many there are and are free, and what may be claimed while holding what."""

from collections.abc import Collection
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any

from sim.errors import SimError

if TYPE_CHECKING:
    from sim.pool.claim import Claim
    from sim.pool.queue import Queue

RANKS = {
    "fleet": 1, "space": 2, "watch": 3, "axis": 4, "site": 5, "border": 6, "aircraft": 7,
}  # fmt: skip
"""What may be claimed while holding what: only a higher rank."""

SPACE = RANKS["space"]
"""A claim that is short of nothing but space holds back only who wants that space: what it leaves
free may be what empties it."""


@dataclass(slots=True, eq=False)
class Kind:
    """A kind of thing: how many there are, how many are free, who freed some last."""

    name: str
    rank: int
    capacity: float
    free: float
    queue: "Queue"
    freed_at: float = -inf
    freed_link: Any = None
    freed: float = 0.0
    """How many were freed at that instant."""
    kept: float = 0.0
    """How many are kept, during a round, for claims that wait."""
    most: float = 0.0
    """The most that there will be from now on: a claim on more would wait for ever."""
    wanting: "dict[Claim, float]" = field(default_factory=dict)
    """Claims for which there was too little of it at the last look, and how much each wants."""
    since: float = 0.0
    """Until when use has been summed up (days)."""
    busy: float = 0.0
    """Unit-days in use up to then."""
    there: float = 0.0
    """Unit-days that there were up to then."""

    def note(self, now: float) -> None:
        """Sum up the use to now, before it changes."""
        days = now - self.since
        if days > 0.0:
            self.busy += (self.capacity - self.free) * days
            self.there += self.capacity * days
            self.since = now


Part = tuple[Kind, float]
"""A part of a claim: so many of a kind."""


def check_family(kind: str, families: Collection[str], who: str) -> None:
    """Refuse the name of a kind that is of no family: it would be granted without limit.

    Raises
    ------
    SimError
        Naming who asks for it, and the families; where none is named all names are let pass.
    """
    if families and kind.partition(":")[0] not in families:
        raise SimError(f"{who} asks for {kind}; the families of means are {', '.join(families)}")
