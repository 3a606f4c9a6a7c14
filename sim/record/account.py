"""Money: what has been spent, what is left of the authority, and what it does not pay for."""

from math import inf

from sim.calendar import end_of
from sim.errors import SimError
from sim.plan.status import Status
from sim.plan.tasks import Spending
from sim.record.ledger import CONTAINERS, PEOPLE, Ledger

TOLERANCE = 1e-6
"""Million US dollars by which two sums of one thing may differ."""


class Account:
    """What the mission spends against its authority, in million US dollars.

    By strength: a fixed share, and a share that goes with the uniformed people left; the extra of
    the withdrawal, in step with the people and containers that have gone abroad; and what
    mitigations in force cost, evenly to the end of the period, if it is cash and no part of that
    (``paid``). Value written off is no spending, and nobody pays freight for what was lost or given
    away.

    Parameters
    ----------
    ledger
        Opened: the people and containers of the as-of date stand in it.
    mitigations
        Together, what is paid apart for them.
    """

    def __init__(
        self, rules: Spending, status: Status, ledger: Ledger, mitigations: float = 0.0
    ) -> None:
        self.ends = end_of(rules.authority_until)
        """End of the period that the authority covers (days); what comes after has its own."""
        self.authority = rules.authority.value
        """What may be spent in the period, top-ups included."""
        self.before = status.spent.value
        """What of it was spent before the as-of date."""
        self._rules = rules
        self._ledger = ledger
        self._start = self._at = status.start
        self._index = 0
        self._by_strength = 0.0
        self._first = ledger.in_country(PEOPLE, status.start)
        self._full = max(1.0, self._first + status.people_repatriated.value)
        self._boxes = max(1, ledger.in_country(CONTAINERS, status.start))
        self._mitigations = mitigations
        self._span = max(self.ends - status.start, 1.0)
        self._stops: dict[str, list[list[float]]] = {}

    def rate(self, people: int) -> float:
        """What a day costs with so many uniformed people in the country, without the extra."""
        share = self._rules.variable_share.value
        by_strength = 1.0 - share + share * people / self._full
        return self._rules.full_strength_per_day.value * by_strength

    def extra(self, day: float) -> float:
        """The extra of the withdrawal that is spent by a day."""
        by_people, abroad = self._rules.extra_by_people.value, self._ledger.gone_abroad
        gone = by_people * abroad(PEOPLE, day) / max(1, self._first)
        gone += (1.0 - by_people) * abroad(CONTAINERS, day) / self._boxes
        return self._rules.withdrawal_extra.value * gone

    def spent(self, day: float) -> float:
        """What has been spent from the as-of date to a day.

        Raises
        ------
        SimError
            If the day lies before one that was asked for: what is summed up is not taken back.
        """
        if day < self._at:
            raise SimError(f"spending is asked for of {day!r}, after that of {self._at!r}")
        times, people = self._ledger.history(PEOPLE)
        while self._index + 1 < len(times) and times[self._index + 1] <= day:
            time = times[self._index + 1]
            self._by_strength += (time - self._at) * self.rate(people[self._index])
            self._index, self._at = self._index + 1, time
        self._by_strength += (day - self._at) * self.rate(people[self._index])
        self._at = day
        return self._by_strength + self.extra(day) + self._mitigations * self._gone(day)

    def _gone(self, day: float) -> float:
        """The share of the period that is over by a day."""
        return min(1.0, (day - self._start) / self._span)

    def left(self, day: float) -> float:
        """What is left of the authority; negative: what is owed beyond it."""
        return self.authority - self.before - self.spent(day)

    def burn(self) -> float:
        """What a day costs at the strength of the day that was asked for last."""
        day = self._mitigations / self._span if self._at < self.ends else 0.0
        return self.rate(self._ledger.in_country(PEOPLE, self._at)) + day

    def expected(self, day: float) -> float:
        """What is expected to be spent from a day to the period's end.

        At the strength of that day, with all the extra and the price of mitigations that is not yet
        spent: the planner's upper figure, since people only leave.
        """
        rest = self._rules.withdrawal_extra.value - self.extra(day)
        rest += self._mitigations * (1.0 - self._gone(day))
        return max(0.0, self.ends - day) * self.rate(self._ledger.in_country(PEOPLE, day)) + rest

    def top_up(self, amount: float) -> None:
        """Raise the authority."""
        self.authority += amount

    def stop(self, activity: str, day: float) -> None:
        """Pay for an activity no longer, from a day on."""
        if self.funded(activity):
            self._stops.setdefault(activity, []).append([day, inf])

    def resume(self, day: float) -> list[str]:
        """Pay for everything again, from a day on; gives what had been stopped."""
        found = [activity for activity in self._stops if not self.funded(activity)]
        for activity in found:
            self._stops[activity][-1][1] = day
        return found

    def funded(self, activity: str) -> bool:
        """Whether an activity is paid for now."""
        stops = self._stops.get(activity)
        return not stops or stops[-1][1] < inf

    def funded_from(self, activity: str, day: float) -> float:
        """The first day from `day` on at which an activity is paid for; infinity: not yet."""
        for begins, ends in self._stops.get(activity, ()):
            if begins <= day < ends:
                return ends
        return day

    def check(self, fresh: "Account", day: float) -> None:
        """Check that the account kept during the run says what a fresh one says afterwards.

        Raises
        ------
        SimError
            Naming both sums.
        """
        kept, found = self.spent(day), fresh.spent(day)
        total = self.before + found + self.left(day)
        if abs(kept - found) > TOLERANCE or abs(total - self.authority) > TOLERANCE:
            raise SimError(
                f"dollars do not balance: {kept} spent, {found} by the ledger; {total} of "
                f"{self.authority} are told"
            )
