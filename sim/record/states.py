"""States of a camp: in which it was, from when to when."""

from itertools import pairwise
from typing import NamedTuple

from sim.errors import SimError

BEFORE, CLOSED = "before drawdown", "closed"
"""The state in which every camp begins, and the one that it does not leave again."""


class Stay(NamedTuple):
    """A camp was in a state from `start` to `end` (days)."""

    state: str
    start: float
    end: float

    @property
    def days(self) -> float:
        """Length in days."""
        return self.end - self.start


class States:
    """The states of one camp, each with the time at which it was entered (days)."""

    __slots__ = ("_entered",)

    def __init__(self, start: float) -> None:
        self._entered = [(BEFORE, start)]

    def enter(self, state: str, now: float) -> None:
        """Change to a state now (days).

        Raises
        ------
        SimError
            If the camp has been closed, or was in another state later than that.
        """
        last, since = self._entered[-1]
        if last == CLOSED or now < since:
            raise SimError(f"'{state}' entered on day {now}, after '{last}' on day {since}")
        self._entered.append((state, now))

    def stays(self, end: float) -> tuple[Stay, ...]:
        """All states up to a time (days), in order, those left out that took no time.

        Without gap or overlap they lead from the as-of date to that time.
        """
        entered = [*self._entered, ("", end)]
        found = (Stay(state, at, then) for (state, at), (_, then) in pairwise(entered))
        return tuple(stay for stay in found if stay.end > stay.start)

    def check(self, name: str, closed: float | None) -> None:
        """Check that a camp is in its last state since it was left (days; None: it was not).

        Raises
        ------
        SimError
            Naming the camp and what each says.
        """
        state, since = self._entered[-1]
        if (since if state == CLOSED else None) != closed:
            raise SimError(f"{name} was left on day {closed}, but is '{state}' since day {since}")
