"""Balances: people, vehicles and containers by place, moved whole and never made or lost.

Every movement is a transfer between two places, so that totals hold by construction; what may
go wrong — a place that owes more than it had — is refused at once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import chain
from math import inf

from sim.errors import SimError

ABROAD, DEAD, LOST, DISPOSED = "abroad", "dead", "lost", "disposed"
SEPARATED = "separated"
"""National staff whose contracts have ended."""
ROAD, AIR, CORRIDOR, RIVER = "on the road", "in the air", "on a corridor", "on the river"
OUTSIDE = frozenset({ABROAD, DEAD, LOST, DISPOSED, SEPARATED})
"""Places that no longer count as in the country."""
PEOPLE, VEHICLES, CONTAINERS, CIVILIANS = "people", "vehicles", "containers", "civilians"
"""`PEOPLE` are uniformed; civilian staff are a kind of their own."""
KINDS = (PEOPLE, VEHICLES, CONTAINERS, CIVILIANS)


class Ledger:
    """How much of each kind is where, and how much was in the country when.

    Parameters
    ----------
    start
        The as-of date in days.
    """

    __slots__ = ("_amounts", "_gone", "_history", "_moved", "_opened", "_times", "_totals")

    def __init__(self, start: float) -> None:
        self._amounts: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        self._opened: dict[tuple[str, str], int] = {}
        self._moved = False
        self._totals = dict.fromkeys(KINDS, 0)
        self._times: dict[str, list[float]] = {kind: [start] for kind in KINDS}
        self._history: dict[str, list[int]] = {kind: [0] for kind in KINDS}
        self._gone: dict[str, tuple[list[float], list[int]]] = {
            kind: ([start], [0]) for kind in KINDS
        }

    def open(self, kind: str, place: str, amount: int) -> None:
        """Enter what is somewhere on the as-of date.

        Raises
        ------
        SimError
            If something has been moved: what comes later has to come from somewhere.
        """
        if self._moved:
            raise SimError(f"cannot enter {amount} {kind} at {place}: something was moved already")
        places = self._amounts[kind]
        places[place] = places.get(place, 0) + amount
        self._opened[kind, place] = self._opened.get((kind, place), 0) + amount
        self._totals[kind] += amount
        if place not in OUTSIDE:
            self._history[kind][0] += amount

    def at(self, kind: str, place: str) -> int:
        """How much of a kind is at a place now."""
        return self._amounts[kind].get(place, 0)

    def gained(self, kind: str, place: str) -> int:
        """How much more of a kind is at a place now than on the as-of date."""
        return self.at(kind, place) - self._opened.get((kind, place), 0)

    def move(self, kind: str, amount: int, source: str, target: str, now: float) -> None:
        """Move an amount between places.

        Raises
        ------
        SimError
            If the source does not have it, or the amount is negative.
        """
        if amount == 0:
            return
        places = self._amounts[kind]
        there = places.get(source, 0)
        if amount < 0 or there < amount:
            raise SimError(f"cannot move {amount} {kind} from {source}, where there are {there}")
        self._moved = True
        places[source] = there - amount
        places[target] = places.get(target, 0) + amount
        if target in OUTSIDE and source not in OUTSIDE:
            _note(self._times[kind], self._history[kind], -amount, now)
            if target == ABROAD:
                _note(*self._gone[kind], amount, now)

    def in_country(self, kind: str, day: float) -> int:
        """How much of a kind was in the country at a time (days), its own events included."""
        return self._history[kind][max(0, bisect_right(self._times[kind], day) - 1)]

    def gone_abroad(self, kind: str, day: float) -> int:
        """How much of a kind has gone abroad since the as-of date by a time (days).

        What died, was lost, sold or gifted has not.
        """
        times, amounts = self._gone[kind]
        return amounts[bisect_right(times, day) - 1] if day >= times[0] else 0

    def first_at_most(self, limit: float, *kinds: str) -> float:
        """When at most `limit` of some kinds together were left in the country: days, or infinity.

        Nothing ever comes back into the country, so it is at a change of one of them.
        """
        times = sorted(chain.from_iterable(self._times[kind] for kind in kinds))

        def gone(day: float) -> int:
            return -sum(self.in_country(kind, day) for kind in kinds)

        index = bisect_left(times, -limit, key=gone)
        return times[index] if index < len(times) else inf

    def history(self, kind: str) -> tuple[Sequence[float], Sequence[int]]:
        """The times (days) and amounts of a kind in the country, as far as the run has come."""
        return self._times[kind], self._history[kind]

    def check(self) -> None:
        """Check that every kind's places sum to what was entered.

        Raises
        ------
        SimError
            Naming the kind and both sums.
        """
        for kind, places in self._amounts.items():
            total = sum(places.values())
            if total != self._totals[kind] or min(places.values(), default=0) < 0:
                raise SimError(f"{kind} do not balance: {total} of {self._totals[kind]}")
            outside = sum(places.get(place, 0) for place in OUTSIDE)
            if total - outside != self._history[kind][-1]:
                raise SimError(f"{kind} in the country do not balance")


def _note(times: list[float], amounts: list[int], change: int, now: float) -> None:
    """Note a change of an amount over time; changes of one instant are one."""
    if times[-1] == now:
        amounts[-1] += change
    else:
        times.append(now)
        amounts.append(amounts[-1] + change)
