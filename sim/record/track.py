"""Critical chains: who released whom, noted when it happens.

Each process keeps a *track*: its last link. A link says that until `end` its entity was busy or
waiting because of `cause`; it starts where the link before it ends, so that the links back to
the as-of date partition the time without a gap. A process that was released by another takes
over that one's link; walking back from a closure gives its critical chain.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sim.record.outcome import Segment

NEGLIGIBLE = 1e-9
"""Days below which a part is a rounding error, not a part."""


class Link(NamedTuple):
    """One piece of a chain, from the end of the link before it to `end` (days)."""

    before: "Link | None"
    end: float
    cause: str
    entity: str
    activity: str


_link = tuple.__new__
"""Builds a link without the detour of `Link.__new__`: links are made at every step of a process."""


class Track:
    """The chain of one process: its entity's name and its last link."""

    __slots__ = ("entity", "link")

    def __init__(self, entity: str, link: Link) -> None:
        self.entity = entity
        self.link = link

    def until(self, end: float, cause: str, activity: str) -> None:
        """Note that the time up to `end` (days) went into an activity because of `cause`."""
        if end > self.link.end:
            self.link = _link(Link, (self.link, end, cause, self.entity, activity))

    def spend(self, end: float, activity: str, *parts: tuple[str, float]) -> None:
        """Note the time up to `end` as parts: (cause, days) in order; the last takes the rest.

        A part that would go beyond `end` is cut there: the nominal duration comes first, and
        what made the activity longer follows.
        """
        link, entity = self.link, self.entity
        since, last = link.end, parts[0][0]
        left: float | None = None
        for cause, days in parts:
            if days > NEGLIGIBLE:
                if left is not None:
                    at = since + left
                    if at > end:
                        at = end
                    if at > since:
                        link, since = _link(Link, (link, at, last, entity, activity)), at
                last, left = cause, days
        if end > since:
            link = _link(Link, (link, end, last, entity, activity))
        self.link = link

    def released_by(self, link: "Link | None", now: float, cause: str, activity: str) -> None:
        """Take over the chain of what released this process now, as far as that has come.

        Where it ends before (a search team that has driven home is noted no further), what is left
        is a wait of this process; all of it is, where that chain ends before its own.
        """
        if link is not None and (link.end == now or self.link.end < link.end < now):
            self.link = link
        self.until(now, cause, activity)

    def fork(self, entity: str) -> "Track":
        """The track of a process that this one starts."""
        return Track(entity, self.link)


class Blank(Track):
    """A track that notes nothing, for a run without a record."""

    __slots__ = ()

    def until(self, end: float, cause: str, activity: str) -> None:
        """Note nothing."""

    def spend(self, end: float, activity: str, *parts: tuple[str, float]) -> None:
        """Note nothing."""

    def released_by(self, link: "Link | None", now: float, cause: str, activity: str) -> None:
        """Note nothing."""

    def fork(self, entity: str) -> "Track":
        """Another track that notes nothing."""
        return Blank(entity, self.link)


def root(start: float) -> Link:
    """The link at which every chain begins: the as-of date."""
    return Link(None, start, "", "", "")


def segments(link: Link | None) -> tuple[Segment, ...]:
    """Walk a chain back to its root; segments come in order of time."""
    found: list[Segment] = []
    while link is not None and link.before is not None:
        found.append(Segment(link.before.end, link.end, link.cause, link.entity, link.activity))
        link = link.before
    found.reverse()
    return tuple(found)


def days_by_cause(chain: Iterable[Segment]) -> dict[str, float]:
    """Days of a chain by cause, in the order in which the causes first appear."""
    days: dict[str, float] = {}
    for segment in chain:
        days[segment.cause] = days.get(segment.cause, 0.0) + segment.days
    return days
