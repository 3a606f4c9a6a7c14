"""The queue of claims on kinds that are asked for together, and how a round looks through it."""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from sim.pool.claim import ORDER, Claim
from sim.pool.kinds import SPACE, Kind, Part


@dataclass(slots=True, eq=False)
class Queue:
    """Claims on kinds that are asked for together, and the round that will look at them."""

    kinds: list[Kind] = field(default_factory=list)
    """Those kinds."""
    look: Callable[[], None] | None = None
    """The round itself."""
    waiting: list[Claim] = field(default_factory=list)
    round_at: float = -inf
    """The instant (days) at the end of which a round is due."""
    sorted: bool = True

    def add(self, claim: Claim) -> None:
        """Let a claim stand in its place."""
        if self.sorted and self.waiting:
            insort(self.waiting, claim, key=ORDER)
        else:
            self.waiting.append(claim)

    def may_grant(self, given: Kind, overtaking: bool) -> bool:
        """Whether a round could grant anything now that some of a kind has been `given` back.

        Only to who was short of that kind at the last look: of no other is more free than then.
        """
        if len(self.kinds) == 1 and not overtaking:  # nobody passes the first
            kind, n = self.waiting[0].short
            return kind.free >= n
        return any(given.free >= n for n in given.wanting.values())

    def take_in(self, other: "Queue") -> None:
        """Take in all claims and kinds of another queue."""
        for claim in other.waiting:
            claim.queue = self
        self.waiting += other.waiting
        for kind in other.kinds:
            kind.queue = self
        self.kinds += other.kinds
        other.waiting = []  # its round may still come, and finds nothing
        self.sorted = False

    def look_through(self, grant: Callable[[Claim], None], overtaking: bool) -> list[Claim]:
        """Grant what can be granted, in order, and take it out of the queue; gives it.

        A claim that has to wait keeps what it wants from those behind it, unless they may overtake:
        they get what is beyond that. A claim short of nothing but space keeps only that space.
        """
        waiting = self.waiting
        if not self.sorted:
            waiting.sort(key=ORDER)
            self.sorted = True
        granted: list[Claim] = []
        if len(self.kinds) == 1 and not overtaking:  # as most are: nobody passes the first
            for claim in waiting:
                kind, n = claim.short
                if kind.free < n:
                    break
                claim.lacks(None)
                grant(claim)
                granted.append(claim)
            del waiting[: len(granted)]
            return granted
        touched: list[Kind] = []
        for claim in reversed(_concerned(waiting)):
            short = _short(claim)
            claim.lacks(short)
            if short is None:
                grant(claim)
                granted.append(claim)
            elif not overtaking:
                only_space = short[0].rank == SPACE
                for kind, n in claim.parts:
                    if not only_space or kind.free - kind.kept < n:
                        kind.kept += n
                        touched.append(kind)
        for kind in touched:
            kind.kept = 0.0
        if granted:
            if waiting[len(granted) - 1] is granted[-1]:
                del waiting[: len(granted)]
            else:
                self.waiting = [claim for claim in waiting if not claim.granted]
        return granted


def _short(claim: Claim) -> Part | None:
    """What a claim is short of, with what is kept from it: of space only if of nothing else."""
    found = None
    for part in claim.parts:
        kind, n = part
        if kind.free - kind.kept < n:
            found = part
            if kind.rank != SPACE:
                break
    return found


def _concerned(waiting: list[Claim]) -> list[Claim]:
    """The claims for which all is free, and those before them whose waiting may change that.

    Last ones first. A claim keeps things from those behind it alone, and what it keeps hangs on
    what is kept from it: who wants nothing that these want need not be looked at.
    """
    found: list[Claim] = []
    wanted: set[str] = set()
    for claim in reversed(waiting):
        kind, n = claim.short
        lacking = claim.short if kind.free < n else _short(claim)  # mostly still
        if lacking is None or not wanted.isdisjoint(claim.amounts):
            found.append(claim)
            wanted.update(claim.amounts)
        elif claim not in lacking[0].wanting:
            claim.lacks(lacking)
    return found
