"""Who asks for means: a hub, a camp, or the truck columns of a camp, one after the other."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from math import inf

from sim.clock import Signal
from sim.pool import Claim
from sim.processes import column
from sim.processes.camp import CampState, Turn
from sim.processes.clearance import Clearance
from sim.processes.mission import Mission


class Asker:
    """Who asks: by itself one whom nothing calls off, and who has no other claims.

    Attributes
    ----------
    signals
        What may end its wait for a clearance, beside a change of the world.
    changes
        What may change the day on which it is worth leaving.
    in_turn
        What may end its wait behind a claim that is `ahead`.
    due
        The day by which it needs the means (days): it breaks ties in the queue.
    fuelled_at
        When its last wait for fuel ended (days); minus infinity: it has waited for none.
    """

    signals: tuple[Signal, ...] = ()
    changes: tuple[Signal, ...] = ()
    in_turn: tuple[Signal, ...] = ()
    due = 0.0
    fuelled_at = -inf

    @property
    def ahead(self) -> Claim | None:
        """A claim that stands in the queue, behind which this one waits; None: there is none."""
        return None

    def gives_up(self, m: Mission, clearance: Clearance) -> float:
        """The day from which a clearance that is denied is waited for no longer (days)."""
        return inf

    def waiting(self, clearance: Clearance) -> AbstractContextManager[None]:
        """Be known to wait for a clearance."""
        return nullcontext()

    def short_of_fuel(self) -> AbstractContextManager[None]:
        """Be known to wait until a hub has fuel."""
        return nullcontext()

    def standing(
        self, claim: Claim, clearance: Clearance, priority: Callable[[], float]
    ) -> AbstractContextManager[None]:
        """Be known to stand in the queue with a claim, whose priority may be weighed again."""
        return nullcontext()


class OfHub(Asker):
    """A hub, which waits however long its clearance is denied."""


class OfCamp(Asker):
    """A camp: an order to leave in haste ends its waits, and command weighs its claims again."""

    def __init__(self, camp: CampState) -> None:
        self.camp = camp
        self.signals = (camp.order,)
        self.changes = (camp.changed, camp.order)
        self.due = camp.deadline

    @contextmanager
    def standing(
        self, claim: Claim, clearance: Clearance, priority: Callable[[], float]
    ) -> Iterator[None]:
        """Be known to stand in the queue with a claim, whose priority may be weighed again."""
        self.camp.requests[claim] = priority
        yield
        del self.camp.requests[claim]


class InTurn(OfCamp):
    """A truck column of a camp, of which one stands in the queue at a time.

    However many have their papers: else a camp with many would hold back everybody behind them.
    One whose clearance has been denied for longer than the policy allows is given up when a
    rotation would not be back before the deadline.
    """

    def __init__(self, camp: CampState) -> None:
        super().__init__(camp)
        self.in_turn = (camp.claimed, camp.changed, camp.order)

    @property
    def ahead(self) -> Claim | None:
        """The claim of another column of the camp that stands in the queue."""
        return self.camp.turn.claim if self.camp.turn is not None else None

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
    def standing(
        self, claim: Claim, clearance: Clearance, priority: Callable[[], float]
    ) -> Iterator[None]:
        """Be known to stand in the queue with a claim, whose priority may be weighed again."""
        self.camp.turn = Turn(claim, clearance)
        with super().standing(claim, clearance, priority):
            yield
        self.camp.turn = None
        self.camp.claimed.fire()
