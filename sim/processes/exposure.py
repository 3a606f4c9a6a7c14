"""Exposure: what a column meets of the threat on its road, and when it is hit."""

from math import inf

from sim.plan.network import Road
from sim.processes.convoy import Convoy
from sim.processes.mission import Mission
from sim.processes.pace import Pace
from sim.risks.world import ROAD_THREAT

ATTEMPTS = 100
"""Keyed draws of a road are numbered from here for each time that a column drives it."""


class Exposure:
    """What a column has met on a road since it came onto it, or since it was last hit.

    It is hit when the threat, integrated over the kilometres driven, reaches a number drawn
    beforehand (a unit exponential). The threat is per kilometre: what is met in a day hangs on the
    speed of that day, and on how the column is made up.

    Attributes
    ----------
    attempt
        The number of the draws for the next hit: another after each.
    """

    __slots__ = (
        "_a_day", "_convoy", "_m", "_met", "_pace", "_road", "_since", "_threshold", "attempt",
    )  # fmt: skip

    def __init__(self, m: Mission, convoy: Convoy, road: Road, pace: Pace) -> None:
        self._m = m
        self._convoy = convoy
        self._road = road
        self._pace = pace
        self._since = m.clock.now
        self._met = 0.0
        self._a_day = 0.0
        self._threshold: float | None = None
        """What it can meet until it is hit, drawn when it first meets any threat."""
        self.attempt = ATTEMPTS * convoy.drives

    def next_hit(self, end: float) -> tuple[float, float]:
        """When the column is hit, as it drives today, and until when that pace holds (days).

        Infinity if it is not; `end`: when it is off the road (days).
        """
        m, convoy, since = self._m, self._convoy, self._since
        made_up = convoy.loaded, convoy.searched, convoy.overwatch
        factor = convoy.exposure_factor * m.exposures[made_up]
        threat = m.world.path(ROAD_THREAT, self._road.name)
        if factor <= 0.0 or not (threat.value(since) > 0.0 or threat.integral(since, end) > 0.0):
            self._a_day = 0.0
            return inf, inf
        speed, until = self._pace.at(since)
        self._a_day = speed * factor
        if self._a_day <= 0.0:
            return inf, until
        if self._threshold is None:
            key = f"{self._road.name}|threat"
            self._threshold = m.draws.exponential(convoy.entity, key, self.attempt)
        left = max(self._threshold - self._met, 0.0)
        return threat.reach(since, left / self._a_day), until

    def pass_to(self, t: float) -> None:
        """Keep what the column has met by a day (days): pace or make-up change on it."""
        threat = self._m.world.path(ROAD_THREAT, self._road.name)
        self._met += threat.integral(self._since, t) * self._a_day
        self._since = t

    def begin_anew(self) -> None:
        """Begin again, now, after a hit."""
        self._since, self._met, self._threshold = self._m.clock.now, 0.0, None
        self.attempt += 1
