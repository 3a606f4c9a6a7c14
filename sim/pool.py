"""One resource for everything that convoys, flights and customs contend for.

A claim asks for several kinds at once and is granted all or nothing, once an instant after the
instant's other events, in the order (priority, due date, name); nothing overtakes unless the
policy says so. Kinds have ranks: who holds something may only claim what ranks higher, so that
no two holders can wait for each other. A grant says which kind came last and whose release it
was, for the critical chain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol

from simpy.events import Event

from sim.clock import Clock
from sim.errors import DeadlockError, SimError


class Holder(Protocol):
    """Who holds things: a track, with the name of its entity and its last link."""

    entity: str
    link: Any


RANKS = {"fleet": 1, "space": 2, "axis": 3, "site": 4, "border": 5, "aircraft": 6}
"""What may be claimed while holding what: only a higher rank."""


@dataclass(slots=True)
class Kind:
    """A kind of thing: how many there are, how many are free, who freed some last."""

    name: str
    rank: int
    capacity: float
    free: float
    freed_at: float = -1.0
    freed_link: Any = None


@dataclass(slots=True, eq=False)
class Claim:
    """A place in the queue, then a hold on things. A context manager: leaving gives all back."""

    pool: "Pool"
    name: str
    amounts: dict[str, float]
    priority: float
    due: float
    event: Event
    track: Holder
    within: "Claim | None" = None
    asked_at: float = 0.0
    granted: bool = False
    cancelled: bool = False
    last_kind: str = ""
    held: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> "Claim":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

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

    def give(self, kind: str) -> None:
        """Give back one kind before the claim ends."""
        self.pool.give(kind, self.held.pop(kind, 0.0), self.track)


class Pool:
    """All kinds of things of one replication, and the claims on them."""

    __slots__ = ("_clock", "_overtaking", "_round_due", "claims", "closed", "holding", "kinds",
                 "waiting")

    def __init__(self, clock: Clock, overtaking: bool = False) -> None:
        self._clock = clock
        self._overtaking = overtaking
        self._round_due = -1.0
        self.kinds: dict[str, Kind] = {}
        self.waiting: list[Claim] = []
        self.holding: dict[Claim, None] = {}
        self.claims = 0
        self.closed = False

    def add(self, name: str, rank: str, capacity: float, taken: float = 0.0) -> None:
        """Add a kind with a capacity, of which `taken` are in use from the start."""
        self.kinds[name] = Kind(name, RANKS[rank], capacity, capacity - taken)

    def capacity(self, name: str) -> float:
        """How many there are; zero for a kind that does not exist."""
        kind = self.kinds.get(name)
        return kind.capacity if kind else 0.0

    def free(self, name: str) -> float:
        """How many are free now."""
        return self.kinds[name].free

    def claim(
        self,
        name: str,
        amounts: Mapping[str, float],
        track: Holder,
        *,
        priority: float = 0.0,
        due: float = 0.0,
        within: Claim | None = None,
    ) -> Claim:
        """Ask for things; yield `claim.event`, then look at `claim.granted`.

        Parameters
        ----------
        name
            Unique name of the entity that asks (its slot); it breaks ties.
        amounts
            How many of each kind; kinds that do not exist are without limit and are left out.
        track
            The asker's track, read when it gives things back.
        within
            The claim under which this one is made.

        Raises
        ------
        SimError
            If more is asked than there is at all, or a rank is not higher than what is held.
        """
        kinds = self.kinds
        asked = {kind: n for kind, n in amounts.items() if n > 0 and kind in kinds}
        if within is not None:
            held = max((kinds[k].rank for k in within.held), default=0)
            for kind in asked:
                if kinds[kind].rank <= held:
                    raise SimError(f"{name} claims {kind} while holding {', '.join(within.held)}")
        for kind, n in asked.items():
            if n > kinds[kind].capacity:
                raise SimError(
                    f"{name} claims {n:g} of {kind}; there are only {kinds[kind].capacity:g}"
                )
        event = Event(self._clock)
        event._ok = True
        event._value = None
        self.claims += 1
        claim = Claim(self, name, asked, priority, due, event, track, within, self._clock.now)
        self.waiting.append(claim)
        self._plan_round()
        return claim

    def reprioritise(self, claim: Claim, priority: float) -> None:
        """Give a waiting claim another priority (smaller comes first)."""
        claim.priority = priority
        self._plan_round()

    def release(self, claim: Claim) -> None:
        """Take a claim out of the queue, or give back what it still holds."""
        if self.closed:
            return
        if not claim.granted:
            if claim in self.waiting:
                self.waiting.remove(claim)
                self._plan_round()
            return
        if claim in self.holding:
            del self.holding[claim]
            for kind, n in claim.held.items():
                self.give(kind, n, claim.track)
            claim.held = {}

    def cancel(self, claim: Claim) -> None:
        """Take a waiting claim out of the queue and wake its asker."""
        if not claim.granted and not claim.cancelled:
            claim.cancelled = True
            self.waiting.remove(claim)
            self._clock.push(claim.event)
            self._plan_round()

    def give(self, name: str, amount: float, track: Holder) -> None:
        """Make things free, by whoever's track that was (space that is empty again)."""
        kind = self.kinds.get(name)
        if kind is None or amount == 0.0:
            return
        kind.free += amount
        if kind.free > kind.capacity + 1e-6:
            raise SimError(f"{track.entity} gives back more {name} than there are")
        kind.freed_at = self._clock.now
        kind.freed_link = track.link
        self._plan_round()

    def take(self, name: str, amount: float) -> None:
        """Fill space without asking (what the status says is there, what cannot be refused)."""
        kind = self.kinds.get(name)
        if kind is not None:
            kind.free -= amount

    def _plan_round(self) -> None:
        if self._round_due != self._clock.now and not self.closed:
            self._round_due = self._clock.now
            self._clock.late(self._round)

    def _round(self, _: Event) -> None:
        self._round_due = -1.0
        waiting = self.waiting
        if not waiting:
            return
        if len(waiting) > 1:
            waiting.sort(key=lambda claim: (claim.priority, claim.due, claim.name))
        blocked: set[str] = set()
        kept: list[Claim] = []
        kinds = self.kinds
        for claim in waiting:
            amounts = claim.amounts
            fits = blocked.isdisjoint(amounts) and all(
                kinds[kind].free >= n for kind, n in amounts.items()
            )
            if fits:
                self._grant(claim)
            else:
                kept.append(claim)
                if not self._overtaking:
                    blocked.update(amounts)
        self.waiting = kept

    def _grant(self, claim: Claim) -> None:
        now = self._clock.now
        claim.granted = True
        claim.held = dict(claim.amounts)
        self.holding[claim] = None
        waited = now > claim.asked_at
        for name, n in claim.amounts.items():
            kind = self.kinds[name]
            kind.free -= n
            if waited and kind.freed_at == now and kind.freed_link is not None:
                claim.last_kind = name
        self._clock.push(claim.event)

    def releaser(self, claim: Claim) -> Any:
        """The link of the track that gave the last thing a claim waited for, or None."""
        return self.kinds[claim.last_kind].freed_link if claim.last_kind else None

    def check_cycle(self) -> None:
        """Look for claims that wait for one another.

        Raises
        ------
        DeadlockError
            Naming the claims of the cycle and what each waits for and holds.
        """
        holders: dict[str, list[Claim]] = {}
        for claim in self.holding:
            for kind in claim.held:
                holders.setdefault(kind, []).append(claim)
        waits: dict[Claim, list[Claim]] = {}
        for claim in self.waiting:
            if claim.within is not None:
                short = [k for k, n in claim.amounts.items() if self.kinds[k].free < n]
                waits[claim.within] = [h for k in short for h in holders.get(k, [])]
        for first in waits:
            path: list[Claim] = [first]
            seen = {first}
            while path:
                for other in waits.get(path.pop(), ()):
                    if other is first:
                        names = ", ".join(sorted(c.name for c in waits))
                        raise DeadlockError(f"claims wait for one another: {names}")
                    if other not in seen:
                        seen.add(other)
                        path.append(other)

    def complaints(self) -> list[str]:
        """What each waiting claim waits for, in plain words."""
        return [
            f"{claim.name} waits for {', '.join(f'{n:g} {k}' for k, n in claim.amounts.items())}"
            for claim in self.waiting
        ]
