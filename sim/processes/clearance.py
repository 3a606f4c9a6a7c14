"""Permission asked ahead: movement clearances and flight clearances.

A request is made for a date. Its answer takes a time that depends on the regimes that it lives to
see, and is a refusal with a probability that depends on the regime when it is decided. A refused
request is made again after some days; a granted one holds for some days and is renewed in time.
All of that follows from the world's paths and the request's own keyed uniforms, so that the next
time at which a clearance is in hand is computed, not waited for step by step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf, nextafter

from sim.distributions import Distribution
from sim.draws import Draws
from sim.paths import Path
from sim.processes.mission import Mission
from sim.processes.rules import Rules
from sim.risks.regimes import ByRegime
from sim.risks.world import CONSENT

FOR_EVER = 400
"""Requests after which one is taken never to be granted (more than two years of asking)."""


def asked_ahead(m: Mission, rules: Rules, sector: str) -> float:
    """Days by which planners ask ahead, as the regime is today."""
    return rules.ahead[int(m.world.path(CONSENT, sector).value(m.clock.now))]


def asked_on(m: Mission, rules: Rules, sector: str, day: float) -> float:
    """The day on which planners ask for something that will be wanted on a `day` (days).

    Each day they look at the regime of that day: they ask on the first on which `day` is no
    further off than they ask ahead in that regime. What is still to come nobody knows: a day after
    today is reckoned in the regime of today. Nobody asks before the mission begins to leave.
    """
    path, now = m.world.path(CONSENT, sector), m.clock.now
    since = max(m.start, day - max(rules.ahead))
    while True:
        level, change = path.stretch(min(since, now))
        due = max(since, day - rules.ahead[int(level)])
        if due < change or change > now:
            return due
        since = change


def reckoned_until(m: Mission, sector: str, day: float) -> float:
    """Until when somebody may sleep who will ask on a `day` as the regime is today (days).

    Who asks ahead reckons anew when the regime changes: then it is another day.
    """
    return min(day, m.world.path(CONSENT, sector).next_change(m.clock.now))


def answered(
    path: Path,
    asked: float,
    lead: ByRegime[Distribution],
    u: float,
    extra: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> float:
    """When a request is answered (days), through all the regimes that it lives to see.

    In a regime it makes its way at the pace of that regime's answer time, drawn by the same uniform
    `u` in each: a request that lies unanswered in an obstructive spell is soon answered after it.
    """
    t, left = asked, 1.0
    while True:
        level, change = path.stretch(t)
        days = lead.at(level).ppf(u) + extra[int(level)]
        end = t + left * days
        if end <= change:
            return end
        left -= (change - t) / days
        t = change


class Clearance:
    """One entity's request, and its renewals.

    Parameters
    ----------
    entity
        The slot whose keyed uniforms decide.
    asked
        When the request is made (days).
    wanted
        For when it is made (days): it cannot be used before.
    held
        Whether a clearance is in hand from the start.
    """

    __slots__ = (
        "_answer",
        "_asked",
        "_attempt",
        "_draws",
        "_found",
        "_held",
        "_m",
        "_rules",
        "_sector",
        "_told",
        "_wanted",
        "asked",
        "entity",
        "refusals",
        "wanted",
    )  # fmt: skip

    def __init__(
        self,
        m: Mission,
        rules: Rules,
        entity: str,
        sector: str,
        asked: float,
        wanted: float,
        *,
        held: bool = False,
    ) -> None:
        self._m = m
        self._rules = rules
        self._draws: Draws = m.draws
        self._sector = sector
        self._asked = asked
        self._wanted = wanted
        self._attempt = 0
        self._held = held
        self._answer: tuple[Path, int, float, float, bool] | None = None
        """The answer looked up last: in which path, to which attempt, asked when."""
        self._found: tuple[Path, float, float] | None = None
        """Since when and until when the request that stands is granted, as found in a path."""
        self._told = False
        """Whether the refusal of the request that stands has been counted ahead of time."""
        self.entity = entity
        self.asked = asked
        self.wanted = wanted
        self.refusals = 0
        m.counts[rules.asked] += 1

    def _decide(self, asked: float, attempt: int, path: Path) -> tuple[float, bool]:
        """When the answer comes, and whether it is a grant."""
        last = self._answer
        if last is not None and last[0] is path and last[1] == attempt and last[2] == asked:
            return last[3], last[4]
        rules, draws, entity = self._rules, self._draws, self.entity
        if rules.later:
            rules = rules.at(asked)
        if not rules.on:
            return asked + rules.lead.permissive.nominal + rules.extra[0], True
        u = draws.uniform(entity, "answer", attempt)
        decided = answered(path, asked, rules.lead, u, rules.extra)
        share = rules.refused_share[int(path.value(decided))]
        granted = share <= 0.0 or draws.uniform(entity, "refusal", attempt) >= share
        self._answer = path, attempt, asked, decided, granted
        return decided, granted

    def ready(self, t: float, known: float = inf) -> float:
        """The earliest time from `t` on (days) at which the clearance is in hand.

        Attempts that are over by now are settled for good; what `t` finds beyond may change with
        the world, and what is in hand today is not given up for a later day that it does not reach.
        Answers that come after the day `known` (days) are not looked into: the day of the first of
        them is given, on which it may be in hand.
        """
        if t == inf:
            return inf
        path = self._m.world.path(CONSENT, self._sector)
        found = self._found
        if found is not None and found[0] is path and found[1] <= t <= found[2]:
            return t  # as it was the last time
        first = rules = self._rules
        asked, wanted, attempt = self._asked, self._wanted, self._attempt
        settled, now = True, self._m.clock.now
        if self._held:
            lapses = asked + rules.validity
            if t <= lapses:
                return t
            asked = t
            if now > lapses:
                self._held = False
                self._asked = t
        while attempt < FOR_EVER:
            if first.later:
                rules = first.at(asked)
            decided, granted = self._decide(asked, attempt, path)
            if decided > known:
                return max(t, decided)
            over = decided <= now
            if granted:
                since = max(decided, wanted)
                expiry = since + rules.validity
                over = expiry < now
                if t <= expiry:
                    if attempt == self._attempt and not self._held:
                        self._found = path, since, expiry
                    return max(t, since)
                # Renewals are asked for ahead of the planned expiry, answered or not: else an
                # answer that takes longer than a clearance holds would leave gaps for ever.
                planned = wanted + rules.validity - rules.ahead[int(path.value(asked))]
                asked = max(asked, planned)
                wanted = expiry
            else:
                again = self._m.drawn(rules.on, rules.ask_again, self.entity, "again", attempt)
                asked = decided + again
                wanted = max(wanted, asked)
            attempt += 1
            settled = settled and over
            if settled:
                self._settle(asked, wanted, attempt, granted)
        return inf

    def _settle(self, asked: float, wanted: float, attempt: int, granted: bool) -> None:
        """Forget an attempt that is over, and count what it came to; the next one stands."""
        self._asked, self._wanted, self._attempt = asked, wanted, attempt
        self._found = None
        self._m.counts[self._rules.asked] += 1
        if not granted:
            self.refusals += 1
            self._m.counts[self._rules.refused] += not self._told
        self._told = False

    def _stands(self) -> tuple[float, bool]:
        """When the attempt that stands is answered (days), and whether it is a grant."""
        path = self._m.world.path(CONSENT, self._sector)
        return self._decide(self._asked, self._attempt, path)

    def in_hand(self) -> bool:
        """Whether it is in hand now; no answer is looked into before it has come."""
        now = self._m.clock.now
        return self.ready(now, now) <= now

    def changes(self) -> float:
        """When it may next come into hand, or lapses (days): the first instant after it held."""
        now = self._m.clock.now
        at = self.ready(now, now)
        if at > now:
            return at
        if self._found:
            return nextafter(self._found[2], inf)
        since = self._asked if self._held else max(self._stands()[0], self._wanted)
        return nextafter(since + self._rules.validity, inf)

    def set_aside(self) -> None:
        """Count the answer to the request that stands: it comes, though nobody may wait for it."""
        if not self.in_hand() and not (self._told or self._stands()[1]):
            self._told = True
            self._m.counts[self._rules.refused] += 1

    def close(self) -> None:
        """Count the refusals up to now; call it when the clearance has been used, or given up."""
        self.ready(self._m.clock.now)


@contextmanager
def counting(m: Mission, clearance: Clearance) -> Iterator[None]:
    """Count a request, and those after it, until nobody waits for it any more or the run ends."""
    m.open_clearances[clearance] = None
    yield
    clearance.close()
    del m.open_clearances[clearance]


class Requests:
    """Requests for one movement, side by side: whichever comes into hand first serves."""

    __slots__ = ("_of",)

    def __init__(self, *of: Clearance) -> None:
        self._of = of

    @property
    def wanted(self) -> float:
        """The first day for which one of them was made (days)."""
        return min(clearance.wanted for clearance in self._of)

    def ready(self, t: float) -> float:
        """The earliest time from `t` on (days) at which one of them is in hand."""
        return self.first(t).ready(t)

    def first(self, t: float) -> Clearance:
        """The one that is in hand first, from `t` on (days)."""
        return min(self._of, key=lambda clearance: clearance.ready(t))

    def close(self) -> None:
        """Count their refusals up to now; call it when one has been used."""
        for clearance in self._of:
            clearance.close()
