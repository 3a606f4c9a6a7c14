"""All kinds of things of one replication, and the rounds that grant the claims on them."""

from collections.abc import Collection, Mapping
from functools import partial
from math import inf

from sim.clock import Clock
from sim.errors import SimError
from sim.pool.claim import ORDER, Claim, Holder
from sim.pool.deadlock import check_cycle
from sim.pool.kinds import RANKS, Kind, check_family
from sim.pool.queue import Queue


class Pool:
    """All kinds of things of one replication, and the claims on them.

    Parameters
    ----------
    clock
        The event queue.
    overtaking
        Whether a claim that can be granted may pass one before it that cannot.
    families
        Families of kinds that there may be (``family`` or ``family:place``); default: any. Of a
        kind that is not there but of such a family there is no limit.
    """

    __slots__ = ("_families", "_overtaking", "claims", "clock", "closed", "holding", "kinds",
                 "measured", "requests", "waits")  # fmt: skip

    def __init__(
        self, clock: Clock, overtaking: bool = False, families: Collection[str] = ()
    ) -> None:
        self.clock = clock
        self._overtaking = overtaking
        self._families = families
        self.kinds: dict[str, Kind] = {}
        self.holding: dict[Claim, None] = {}
        self.claims = 0
        self.requests = 0
        self.waits: dict[tuple[float, str], str] = {}
        """What came last where a claim had to wait: (day, entity) → kind."""
        self.closed = False
        self.measured = True
        """Whether the use of each kind is summed up: at every change of what is free."""

    def add(self, name: str, rank: str, capacity: float, taken: float = 0.0) -> None:
        """Add a kind with a capacity, of which `taken` are in use from the start."""
        queue = Queue()
        queue.look = partial(self._round, queue)
        free = capacity - taken
        kind = Kind(name, RANKS[rank], capacity, free, queue, most=capacity, since=self.clock.now)
        self.kinds[name] = kind
        queue.kinds.append(kind)

    def use(self) -> dict[str, tuple[float, float]]:
        """Unit-days of each kind in use up to now, and unit-days that there were, if measured."""
        for kind in self.kinds.values():
            kind.note(self.clock.now)
        return {name: (kind.busy, kind.there) for name, kind in self.kinds.items()}

    def resize(
        self, name: str, capacity: float, track: Holder, *, most: float | None = None
    ) -> None:
        """Change how many there are of a kind, now.

        Who holds things keeps them: if there are fewer than are held, nothing is free until so
        much has been given back. Waiting claims are looked at again, in their order; an adaptable
        one on more than there is now is cancelled, so that it is made anew for what there is.

        Parameters
        ----------
        name
            The kind; it must have been added.
        capacity
            How many there are from now on.
        track
            The track of whoever changes it: what it adds counts as freed by it.
        most
            The most that there will ever be from now on, if it changes again; a claim on more
            than there is now and not more than this waits. Default: `capacity`.

        Raises
        ------
        SimError
            If the kind does not exist, a number is negative, or a waiting claim that cannot be
            made anew asks for more than there will ever be.
        """
        kind = self.kinds.get(name)
        if kind is None:
            raise SimError(f"{track.entity} changes how many {name} there are; there is no such")
        if not capacity >= 0.0:
            raise SimError(f"{track.entity} changes {name} to {capacity:g}: less than none")
        largest = max(capacity, most if most is not None else capacity)
        short = [claim for claim in kind.queue.waiting if claim.amounts.get(name, 0.0) > capacity]
        for claim in short:
            if claim.amounts[name] > largest and not claim.adaptable:
                raise _too_many(claim.name, claim.amounts[name], name, largest)
        self._note(kind)
        added = capacity - kind.capacity
        kind.capacity, kind.most = capacity, largest
        if added > 0.0:
            self.give(name, added, track)
        else:
            kind.free += added
        for claim in short:
            if claim.adaptable:
                self.cancel(claim)

    def capacity(self, name: str) -> float:
        """How many there are; zero for a kind that does not exist."""
        kind = self.kinds.get(name)
        return kind.capacity if kind else 0.0

    def most(self, name: str) -> float:
        """The most that there will be from now on; zero for a kind that does not exist."""
        kind = self.kinds.get(name)
        return kind.most if kind else 0.0

    def free(self, name: str) -> float:
        """How many are free now."""
        return self.kinds[name].free

    @property
    def waiting(self) -> list[Claim]:
        """Every claim that is not granted yet, in the order of its queue."""
        queues = dict.fromkeys(kind.queue for kind in self.kinds.values())
        return [claim for queue in queues for claim in sorted(queue.waiting, key=ORDER)]

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
        """Ask for things; yield the claim, then look at whether it is `granted`.

        Parameters
        ----------
        name
            Unique name of the entity that asks (its slot); it breaks ties.
        amounts
            How many of each kind; kinds that do not exist are without limit and are left out.
        track
            The asker's track, read when it gives things back.
        within
            The claim under which this one is made; what it and those around it hold ranks lower.

        Raises
        ------
        SimError
            If more is asked than there will ever be, a rank is not higher than what is held, or a
            kind is of no family.
        """
        kinds, now = self.kinds, self.clock.now
        held, holder, outer = 0, within, within
        while outer is not None:
            for kind in outer.held:
                if kinds[kind].rank > held:
                    held, holder = kinds[kind].rank, outer
            outer = outer.within
        asked: dict[str, float] = {}
        parts: list[tuple[Kind, float]] = []
        for kind, n in amounts.items():
            there = kinds.get(kind)
            if there is None:
                check_family(kind, self._families, name)
            elif n > 0:
                if there.rank <= held and holder is not None:
                    raise SimError(f"{name} claims {kind} while holding {', '.join(holder.held)}")
                if n > there.most:
                    raise _too_many(name, n, kind, there.most)
                asked[kind] = n
                parts.append((there, n))
        claim = Claim(self, name, asked, track, priority, due, within)
        claim.parts = parts
        self.claims += 1
        self.requests += len(asked)
        if not asked:
            claim.granted = True
            claim.granted_at = now
            claim.callbacks = None  # type: ignore[assignment]  # it has happened
            self.holding[claim] = None
            return claim
        claim.short = parts[0]
        queue = claim.queue = parts[0][0].queue if len(parts) == 1 else self._queue(asked)
        queue.add(claim)
        if queue.round_at != now:
            for part in parts:
                if part[0].free < part[1]:
                    claim.lacks(part)  # no round: one more that waits changes nothing for others
                    break
            else:
                self._plan_round(queue)
        return claim

    def _queue(self, asked: Mapping[str, float]) -> Queue:
        """The queue of kinds that are asked for together; queues that meet become one."""
        kinds = self.kinds
        names = iter(asked)
        queue = kinds[next(names)].queue
        for name in names:
            other = kinds[name].queue
            if other is not queue:
                queue.take_in(other)
                self._plan_round(queue)  # the other's may have been due
        return queue

    def reprioritise(self, claim: Claim, priority: float) -> None:
        """Give a waiting claim another priority (smaller comes first)."""
        claim.priority = priority
        if claim.queue is not None:
            claim.queue.sorted = False
            self._plan_round(claim.queue)

    def release(self, claim: Claim) -> None:
        """Take a claim out of the queue, or give back what it still holds."""
        if self.closed:
            return
        if claim.granted:
            if self.holding.pop(claim, claim) is None:
                for kind, n in claim.held.items():
                    self.give(kind, n, claim.track)
                claim.held = {}
        elif claim.queue is not None and claim in claim.queue.waiting:
            claim.queue.waiting.remove(claim)
            claim.lacks(None)
            self._plan_round(claim.queue)
            claim.queue = None

    def cancel(self, claim: Claim) -> None:
        """Take a waiting claim out of the queue and wake its asker."""
        if not claim.granted and not claim.cancelled and claim.queue is not None:
            claim.cancelled = True
            claim.queue.waiting.remove(claim)
            claim.lacks(None)
            self.clock.push(claim)
            self._plan_round(claim.queue)

    def give(self, name: str, amount: float, track: Holder) -> None:
        """Make things free, by whoever's track that was (space that is empty again)."""
        kind = self.kinds.get(name)
        if kind is None or amount == 0.0:
            return
        now = self.clock.now
        if self.measured:
            kind.note(now)
        kind.free += amount
        if kind.free > kind.capacity + 1e-6:
            raise SimError(f"{track.entity} gives back more {name} than there are")
        if kind.freed_at != now:
            kind.freed_at, kind.freed = now, amount
        else:
            kind.freed += amount
        kind.freed_link = track.link
        queue = kind.queue
        if queue.waiting and queue.round_at != now and queue.may_grant(kind, self._overtaking):
            self._plan_round(queue)

    def take(self, name: str, amount: float) -> None:
        """Fill space without asking (what the status says is there, what cannot be refused)."""
        kind = self.kinds.get(name)
        if kind is not None:
            self._note(kind)
            kind.free -= amount

    def grab(self, name: str, kind: str, track: Holder) -> Claim | None:
        """Hold one of a kind from now on if one is free, out of turn; None if none is.

        For what goes to whoever is there (an aircraft already aloft), never for what others may
        stand in a queue for. A kind that does not exist is without limit.
        """
        there = self.kinds.get(kind)
        if there is None:
            check_family(kind, self._families, name)
        elif there.free < 1.0:
            return None
        claim = Claim(self, name, {} if there is None else {kind: 1.0}, track, 0.0, 0.0, None)
        claim.parts = [] if there is None else [(there, 1.0)]
        self._grant(claim)
        return claim

    def part(self, claim: Claim, kind: str, track: Holder) -> Claim:
        """Take what a claim holds of a kind out of it, as a claim that ends by itself.

        Raises
        ------
        SimError
            If it holds nothing of the kind.
        """
        if kind not in claim.held:
            raise SimError(f"{claim.name} cannot part with {kind}: not held")
        held = {kind: claim.held.pop(kind)}
        part = Claim(self, f"{claim.name}/{kind}", held, track, claim.priority, claim.due, None)
        part.granted, part.granted_at, part.held = True, claim.granted_at, held.copy()
        self.holding[part] = None
        return part

    def _note(self, kind: Kind) -> None:
        """Sum up the use of a kind to now, before it changes, if use is measured."""
        if self.measured:
            kind.note(self.clock.now)

    def _plan_round(self, queue: Queue) -> None:
        """Have a queue looked at once, after the other events of this instant."""
        now = self.clock.now
        if queue.round_at != now and not self.closed and queue.look is not None:
            queue.round_at = now
            self.clock.late(queue.look)

    def _round(self, queue: Queue) -> None:
        """Grant what can be granted, in order; then wake who was granted, in order."""
        queue.round_at = -inf
        for claim in queue.look_through(self._grant, self._overtaking):
            self.clock.happen(claim)

    def _grant(self, claim: Claim) -> None:
        """Hand over what is claimed; note what came last if that ended the wait."""
        now = self.clock.now
        claim.granted = True
        claim.granted_at = now
        claim.held = claim.amounts.copy()
        self.holding[claim] = None
        waited = now > claim.asked_at
        for kind, n in claim.parts:
            if waited and kind.freed_at == now and kind.free - kind.freed < n:
                claim.last_kind, claim.last_link = kind.name, kind.freed_link
            if self.measured:
                kind.note(now)
            kind.free -= n
        if claim.last_kind:
            self.waits[now, claim.track.entity] = claim.last_kind

    def check_cycle(self) -> None:
        """Look for claims that wait for one another.

        Raises
        ------
        DeadlockError
            Naming the claims of the cycle and what each waits for and holds.
        """
        check_cycle(self.holding, self.waiting, self.kinds)


def _too_many(name: str, n: float, kind: str, most: float) -> SimError:
    return SimError(f"{name} claims {n:g} of {kind}; there are only {most:g}")
