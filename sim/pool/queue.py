"""The queue of claims on kinds that are asked for together, and how a round looks through it."""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from math import inf

from sim.pool.claim import ORDER, Claim
from sim.pool.kinds import SPACE, Kind


@dataclass(slots=True, eq=False)
class Queue:
    """Claims on kinds that are asked for together, and the round that will look at them."""

    kinds: int = 1
    """How many kinds those are."""
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

    def may_grant(self, overtaking: bool) -> bool:
        """Whether a round could grant anything, by what each claim was short of at the last look.

        Nobody else can be granted: what is free grows only when something is given back, and then
        this is asked.
        """
        for claim in self.waiting:
            kind, n = claim.short
            if kind.free >= n:
                return True
            if self.kinds == 1 and not overtaking:
                return False  # nobody passes the first
        return False

    def take_in(self, other: "Queue") -> None:
        """Take in all claims and kinds of another queue."""
        for claim in other.waiting:
            claim.queue = self
        self.waiting += other.waiting
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
        if self.kinds == 1 and not overtaking:  # as most are: nobody passes the first
            for claim in waiting:
                kind, n = claim.short
                if kind.free < n:
                    break
                grant(claim)
                granted.append(claim)
            del waiting[: len(granted)]
            return granted
        touched: list[Kind] = []
        for claim in islice(waiting, _last_possible(waiting)):
            kind, n = claim.short
            only_space = False
            waits = kind.rank != SPACE and kind.free - kind.kept < n  # mostly still
            if not waits:
                for kind, n in claim.parts:
                    if kind.free - kind.kept < n:
                        waits = True
                        only_space = kind.rank == SPACE
                        if not only_space:
                            break
            if not waits:
                grant(claim)
                granted.append(claim)
            elif overtaking:
                continue
            else:
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


def _last_possible(waiting: list[Claim]) -> int:
    """How many claims there are up to the last one for which all is free, kept or not.

    What is free only becomes less while a round grants: nobody behind can be granted. What a claim
    was short of is looked at first, for it mostly still is.
    """
    for number in range(len(waiting), 0, -1):
        claim = waiting[number - 1]
        kind, n = claim.short
        if kind.free < n:
            continue
        for kind, n in claim.parts:
            if kind.free < n:
                claim.short = kind, n
                break
        else:
            return number
    return 0
