"""A claim on things: a place in a queue, then a hold on them."""

from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

from simpy.events import Event

from sim.errors import SimError

if TYPE_CHECKING:
    from sim.pool.kinds import Part
    from sim.pool.pool import Pool
    from sim.pool.queue import Queue

ORDER = attrgetter("priority", "due", "name")
"""The place of a claim in its queue; the smaller comes first."""


class Holder(Protocol):
    """Who holds things: a track, with the name of its entity and its last link."""

    entity: str
    link: Any


class Claim(Event):
    """A place in the queue, then a hold on things; yield it, then look at `granted`.

    A context manager: leaving gives all back. `held` says what is held of each kind. `adaptable`:
    whoever asked asks anew, for what there is, when there comes to be less than is asked for.
    """

    _ok = True
    _value = None
    granted = False
    cancelled = False
    adaptable = False
    parts: "list[Part]"
    """What is claimed, once more: kinds and how many of each."""
    short: "Part"
    """The part of it that was found short last, or its first."""
    short_since = -inf
    """Since when that is what it is short of (days); minus infinity: from the first."""
    granted_at = inf
    """When it was granted (days)."""
    last_kind = ""
    last_link: Any = None
    queue: "Queue | None" = None

    def __init__(
        self,
        pool: "Pool",
        name: str,
        amounts: dict[str, float],
        track: Holder,
        priority: float,
        due: float,
        within: "Claim | None",
    ) -> None:
        self.env = pool.clock
        self.callbacks: list[Any] = []
        self.pool = pool
        self.name = name
        self.amounts = amounts
        self.track = track
        self.priority = priority
        self.due = due
        self.within = within
        self.asked_at = pool.clock.now
        self.held: dict[str, float] = {}

    @property
    def outermost(self) -> "Claim":
        """The claim under which, step by step, this one was made; itself if under none."""
        claim = self
        while claim.within is not None:
            claim = claim.within
        return claim

    def lacks(self, part: "Part | None") -> None:
        """Note of what there is too little for it; None: it waits for nothing any more."""
        before = self.short[0]
        if part is None:
            before.wanting.pop(self, None)
            return
        kind, n = part
        if kind is not before:
            before.wanting.pop(self, None)
            self.short = part
            self.short_since = self.pool.clock.now
        kind.wanting[self] = n

    def __enter__(self) -> "Claim":
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.release(self)

    def release(self) -> None:
        """Give back what is still held, or leave the queue."""
        self.pool.release(self)

    def cancel(self) -> None:
        """Leave the queue; who waits on the claim wakes and finds it not granted."""
        self.pool.cancel(self)

    def consume(self, kind: str, amount: float) -> None:
        """Keep `amount` of a kind taken after the claim ends (space that is now filled)."""
        if amount > self.held.get(kind, 0.0) + 1e-9:
            raise SimError(f"{self.name} cannot consume {amount:g} of {kind}: not held")
        self.held[kind] -= amount

    def apart(self, kind: str, track: Holder) -> "Claim":
        """Let what is held of a kind go on as a claim of its own, given back from another track."""
        return self.pool.part(self, kind, track)

    def give(self, kind: str, amount: float | None = None) -> None:
        """Give back one kind before the claim ends: all that is held of it, or so much."""
        if amount is None:
            amount = self.held.pop(kind, 0.0)
        else:
            self.consume(kind, amount)
        self.pool.give(kind, amount, self.track)
