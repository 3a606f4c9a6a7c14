"""Who asks for means: a hub, a camp, or the truck columns of a camp, one after the other."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from math import inf

from sim.clock import Signal
from sim.policies import dispatch
from sim.pool import Claim
from sim.processes import column
from sim.processes.camp import CampState, Turn
from sim.processes.clearance import Clearance
from sim.processes.convoy import never
from sim.processes.mission import Mission
from sim.processes.supply import Fuelling
from sim.record.causes import PACKING


@dataclass(kw_only=True, eq=False)
class Asker:
    """Who asks for means, and what there is to ask of it on the way to them.

    What only the process knows it is given; the rest goes by whose it is. By itself it is a hub's:
    it has no other claims, and waits however long its clearance is denied, unless `off` says more.
    So ask the long haul, and a column with people by road.

    Attributes
    ----------
    amounts, priority
        What it claims, and its place in the queue, as they are when it claims; a hub's is the last.
    off
        Whether it is called off by now.
    needless
        Whether it is not wanted as things are. While it waits for its clearance nobody asks: a
        request stands, and what is not wanted today may be when it is granted.
    not_before
        The day (days) on which it is worth leaving, as it looks now; it may have moved since the
        clearance was asked for, and nothing is held until then.
    too_early
        The cause and the words of the wait for that day.
    fuel
        What it will take of a hub if it goes with what it claims, as `amounts` gives it; nothing
        is held until the hub can give it. None: it takes nothing.
    also
        What else may call it off.

    By whose it is:

    signals
        What may call it off, or change the day on which it is worth leaving, beside a change of the
        world.
    in_turn
        What may end its wait behind a claim that is `ahead`.
    due
        The day by which it needs the means (days): it breaks ties in the queue.

    As it goes on:

    asked
        `amounts` as they were worked out last, also of kinds that are without limit.
    fuelled_at
        When its last wait for fuel ended (days); minus infinity: it has waited for none.
    """

    amounts: Callable[[], Mapping[str, float]]
    priority: Callable[[], float] = lambda: dispatch.LAST
    off: Callable[[], bool] = never
    needless: Callable[[], bool] = never
    not_before: Callable[[], float] = lambda: -inf
    too_early: tuple[str, str] = PACKING, "nothing to load yet"
    fuel: Callable[[Mapping[str, float]], Fuelling] | None = None
    also: tuple[Signal, ...] = ()

    signals: tuple[Signal, ...] = field(init=False, default=())
    in_turn: tuple[Signal, ...] = field(init=False, default=())
    due: float = field(init=False, default=0.0)

    asked: Mapping[str, float] = field(init=False, default_factory=dict)
    fuelled_at: float = field(init=False, default=-inf)

    def __post_init__(self) -> None:
        self.signals = self.also

    def withdrawn(self) -> bool:
        """Whether one that has its clearance does not go: it is called off, or not wanted."""
        return self.off() or self.needless()

    @property
    def ahead(self) -> Claim | None:
        """A claim that stands in the queue, behind which this one waits; None: there is none."""
        return None

    def fuel_ready(self, m: Mission) -> float:
        """When a hub can give it the fuel for what it has asked for, or is about to (days)."""
        return m.clock.now if self.fuel is None else self.fuel(self.asked).ready(m)

    def gives_up(self, m: Mission, clearance: Clearance) -> float:
        """The day from which a clearance that is denied is waited for no longer (days)."""
        return inf

    def looks_again(self, m: Mission) -> float:
        """When it may be withdrawn though nobody tells it anything (days)."""
        return inf

    def waiting(self, clearance: Clearance) -> AbstractContextManager[None]:
        """Be known to wait for a clearance."""
        return nullcontext()

    def short_of_fuel(self) -> AbstractContextManager[None]:
        """Be known to wait until a hub has fuel."""
        return nullcontext()

    def standing(self, claim: Claim, clearance: Clearance) -> AbstractContextManager[None]:
        """Be known to stand in the queue with a claim, whose priority may be weighed again."""
        return nullcontext()


@dataclass(kw_only=True, eq=False)
class OfCamp(Asker):
    """A camp's: what changes there may end its waits, and command weighs its claims again.

    Its place in the queue has to be given. So ask contingent moves and columns for supplies.
    """

    camp: CampState = field(kw_only=False)
    priority: Callable[[], float] = field()

    def __post_init__(self) -> None:
        camp = self.camp
        self.signals = (camp.changed, camp.order, *self.also)
        self.due = camp.deadline

    @contextmanager
    def standing(self, claim: Claim, clearance: Clearance) -> Iterator[None]:
        """Be known to stand in the queue with a claim, whose priority may be weighed again."""
        self.camp.requests[claim] = self.priority
        yield
        del self.camp.requests[claim]


@dataclass(kw_only=True, eq=False)
class InTurn(OfCamp):
    """A truck column of a camp, a rotation, of which one stands in the queue at a time.

    However many have their papers: else a camp with many would hold back everybody behind them. Of
    those that could take their turn in one instant the one does that asked first. One whose
    clearance has been denied for longer than the policy allows is given up when a rotation would
    not be back before the deadline.

    Attributes
    ----------
    number
        Which of the camp's truck columns it is, in the order in which they ask.
    """

    number: int = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.in_turn = (self.camp.claimed, *self.signals)
        self.camp.columns_asked += 1
        self.number = self.camp.columns_asked

    @property
    def ahead(self) -> Claim | None:
        """The claim of another column of the camp that stands in the queue.

        None is ahead that took its turn in this instant and asked after this one.
        """
        turn = self.camp.turn
        return None if turn is None or turn.gives_way_to(self.number) else turn.claim

    def gives_up(self, m: Mission, clearance: Clearance) -> float:
        """The day from which a clearance that is denied is waited for no longer (days).

        Days for which it had its papers and waited for fuel are not days of denial.
        """
        since = max(clearance.wanted, self.fuelled_at)
        patience = m.policy.acceleration.refused_days.value
        return max(since + patience, column.hopeless(m, self.camp))

    @contextmanager
    def waiting(self, clearance: Clearance) -> Iterator[None]:
        """Be known to wait for a clearance."""
        self.camp.papers.append(clearance)
        yield
        self.camp.papers.remove(clearance)

    @contextmanager
    def short_of_fuel(self) -> Iterator[None]:
        """Be known to wait until a hub has fuel."""
        self.camp.short_of_fuel += 1
        yield
        self.camp.short_of_fuel -= 1

    @contextmanager
    def standing(self, claim: Claim, clearance: Clearance) -> Iterator[None]:
        """Be known to stand in the queue with a claim, whose priority may be weighed again."""
        camp, before = self.camp, self.camp.turn
        camp.turn = turn = Turn(claim, clearance, self.number)
        if before is not None:
            before.claim.cancel()
        with super().standing(claim, clearance):
            yield
        if camp.turn is turn:
            camp.turn = None
            camp.claimed.fire()
