"""The pace on a road: clean speeds, rain, and what is driven by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from sim.distributions import Distribution
from sim.paths import Path
from sim.plan.cycle import clean_speed
from sim.plan.network import Road, Route
from sim.processes.mission import Mission
from sim.risks.world import PASSABLE, WET, YES


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast somebody drives a road.

    Attributes
    ----------
    dry, wet
        Clean speeds (km/day).
    wetness, passable
        When it is wet there, and when it can be driven at all; None where rain does not matter.
    """

    dry: float
    wet: float
    wetness: Path | None = None
    passable: Path | None = None

    def at(self, t: float) -> tuple[float, float]:
        """The speed on a day (km/day), none while the road is washed out, and until when (days)."""
        if self.wetness is None or self.passable is None:
            return self.dry, inf
        can, shuts = self.passable.stretch(t)
        rain, change = self.wetness.stretch(t)
        speed = self.wet if rain > YES else self.dry
        return speed if can > 0.0 else 0.0, min(shuts, change)

    def driven(self, start: float, km: float) -> float:
        """When so many kilometres from a day on are behind (days); infinity: it never opens."""
        if self.wetness is None or self.passable is None:
            return start + km / self.dry
        t = start
        while t < inf:
            speed, change = self.at(t)
            if speed > 0.0:
                end = t + km / speed
                if end <= change:
                    return end
                km -= (change - t) * speed
            t = change
        return inf

    def covered(self, start: float, until: float) -> float:
        """Kilometres that are driven from a day to another: what `driven` has behind it by then."""
        if self.wetness is None or self.passable is None:
            return (until - start) * self.dry
        return sum((km for km, _ in self.stretches(start, until)), 0.0)

    def covered_wet(self, start: float, until: float) -> float:
        """Kilometres of `covered` that are driven while the road is wet."""
        rain = self.wetness
        if rain is None:
            return 0.0
        return sum(km for km, t in self.stretches(start, until) if rain.value(t) > YES)

    def wet_days(self, start: float, until: float) -> float:
        """Days from a day to another on which the road is wet."""
        return 0.0 if self.wetness is None else self.wetness.integral(start, until)

    def stretches(self, start: float, until: float) -> Iterator[tuple[float, float]]:
        """The kilometres that are driven at one speed, and from when (days), in turn."""
        t = start
        while t < until:
            speed, change = self.at(t)
            then = min(change, until)
            yield (then - t) * speed, t
            t = then


def speeds(m: Mission, road: Road, loaded: bool) -> tuple[Distribution, Distribution | None]:
    """Clean speeds (km/day) of a road when dry, and when wet where rain matters."""
    movement = m.tasks.movement
    dry = clean_speed(road, movement, loaded=loaded, wet=False)
    if road.surface == "paved":
        return dry, None
    return dry, clean_speed(road, movement, loaded=loaded, wet=True)


def on_road(
    m: Mission, road: Road, loaded: bool, u: float | None = None, factor: float = 1.0
) -> Pace:
    """The pace of who drives a road: at its nominal speeds, or at those that `u` draws.

    `factor` multiplies the speeds.
    """
    dry_of, wet_of = speeds(m, road, loaded)
    dry = (dry_of.nominal if u is None else dry_of.ppf(u)) * factor
    if wet_of is None:
        return Pace(dry, dry)
    wet = (wet_of.nominal if u is None else wet_of.ppf(u)) * factor
    region = road.main_region
    return Pace(dry, wet, m.world.path(WET, region), m.world.path(PASSABLE, region))


def is_wet(m: Mission, road: Road, t: float) -> bool:
    """Whether it rains on a road on a day (days)."""
    return m.world.path(WET, road.main_region).value(t) > YES


def rain_changes(m: Mission, route: Route) -> float:
    """When rain next begins or ends on a road of a way (days)."""
    regions = {road.main_region for road in route.roads}
    return min((m.world.path(WET, of).next_change(m.clock.now) for of in regions), default=inf)
