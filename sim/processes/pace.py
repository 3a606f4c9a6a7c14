"""The pace on a road: clean speeds, rain, and what is driven by when."""

from math import inf

from sim.distributions import Distribution
from sim.paths import Path
from sim.plan.cycle import clean_speed
from sim.plan.network import Road
from sim.processes.mission import Mission
from sim.risks.world import PASSABLE, WET, YES


def speeds(m: Mission, road: Road, loaded: bool) -> tuple[Distribution, Distribution | None]:
    """Clean speeds (km/day) of a road when dry, and when wet where rain matters."""
    movement = m.tasks.movement
    dry = clean_speed(road, movement, loaded=loaded, wet=False)
    if road.surface == "paved":
        return dry, None
    return dry, clean_speed(road, movement, loaded=loaded, wet=True)


def is_wet(m: Mission, road: Road, t: float) -> bool:
    """Whether it rains on a road on a day (days)."""
    return m.world.path(WET, road.main_region).value(t) > YES


def rain_on(m: Mission, road: Road) -> tuple[Path | None, Path | None]:
    """When a road is wet and when it is passable; none where rain does not matter."""
    if road.surface == "paved":
        return None, None
    region = road.main_region
    return m.world.path(WET, region), m.world.path(PASSABLE, region)


def pace_at(
    t: float, dry: float, wet: float, wetness: Path | None, passable: Path | None
) -> tuple[float, float]:
    """The speed on a road at a time (km/day), none while it is washed out, and until when (days).

    Of a dry and a wet speed, as `driven` and `covered` take them.
    """
    if wetness is None or passable is None:
        return dry, inf
    can, shuts = passable.stretch(t)
    rain, change = wetness.stretch(t)
    speed = wet if rain > YES else dry
    return speed if can > 0.0 else 0.0, min(shuts, change)


def driven(
    start: float, km: float, dry: float, wet: float, wetness: Path | None, passable: Path | None
) -> float:
    """When so many kilometres are behind, at a dry and a wet speed; nothing moves when impassable.

    Parameters are days, km and km/day; infinity when the road never opens again.
    """
    if wetness is None or passable is None:
        return start + km / dry
    t = start
    while t < inf:
        speed, change = pace_at(t, dry, wet, wetness, passable)
        if speed > 0.0:
            end = t + km / speed
            if end <= change:
                return end
            km -= (change - t) * speed
        t = change
    return inf


def covered(
    start: float, until: float, dry: float, wet: float, wetness: Path | None, passable: Path | None
) -> float:
    """Kilometres that are driven from a day to another: what `driven` has behind it by then."""
    if wetness is None or passable is None:
        return (until - start) * dry
    t, km = start, 0.0
    while t < until:
        speed, change = pace_at(t, dry, wet, wetness, passable)
        then = min(change, until)
        km += (then - t) * speed
        t = then
    return km
