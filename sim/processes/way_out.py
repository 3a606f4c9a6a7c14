"""The way out of a place: what keeps a column there, one thing after the other, until it can go."""

from math import inf

from sim.clock import Signal
from sim.plan.network import Road, Route
from sim.processes import evacuation
from sim.processes.convoy import Convoy, Steps
from sim.processes.mission import Mission
from sim.record.causes import ATTACKS, UNREST, WEATHER
from sim.record.track import Track
from sim.risks.world import DEPARTURE, PASSABLE, YES


def hears(convoy: Convoy, place: str) -> tuple[Signal, ...]:
    """What a column listens to where it waits: its camp, which may be left; what calls it off."""
    camp = convoy.camp
    if camp is None:
        return convoy.also
    told = camp.order, camp.closed.signal, *convoy.also
    return told if camp.name == place else (*told, camp.changed)


def in_the_way(m: Mission, convoy: Convoy, route: Route) -> list[evacuation.HoldUp]:
    """What stands in the way of a column on the point of leaving a place; none: it sets out.

    Nobody drives out through a crowd or under fire, nor to stand before a road that is washed out.
    Who still stands in a camp that is left goes with its last convoy, at once.
    """
    if convoy.is_left(route.origin):
        return []
    return hold_ups(m, convoy, route.origin, m.clock.now, route.roads[0])


def wait_to_set_out(m: Mission, convoy: Convoy, route: Route) -> Steps:
    """Wait, on the point of leaving a place, until nothing is in the way, or it is called off."""
    heard = hears(convoy, route.origin)
    while not convoy.off() and (waits := in_the_way(m, convoy, route)):
        until = min(waits[-1].until, convoy.looks_again())
        yield m.clock.sleep(until, m.world_changed, *heard)
        tell_chain(convoy.track, waits, m.clock.now)


def tell_called_off(m: Mission, convoy: Convoy, place: str) -> None:
    """Tell that a column does not set out, unless it goes with the last convoy of the place."""
    if not convoy.is_left(place):
        m.say(f"{convoy.entity} is called off before it sets out")


def tell_chain(track: Track, waits: list[evacuation.HoldUp], now: float) -> None:
    """Note waits that follow one another, as far as they have come."""
    for wait in waits:
        track.until(min(wait.until, now), wait.cause, wait.words)


def hold_ups(
    m: Mission, convoy: Convoy, place: str, latest: float, road: Road | None = None
) -> list[evacuation.HoldUp]:
    """What keeps a column at a place, one after the other, until it can leave; none: it goes.

    It waits for an evacuation helicopter until `latest` (days), for the way out, and for a `road`
    that is washed out, for ever.
    Each wait begins where the one before it ends, so that all of them are slept through at once.
    """
    found: list[evacuation.HoldUp] = []
    region, t = m.plan.camps[place].region, m.clock.now
    sector = evacuation.sector_asked(m, convoy.sector, place)
    way_out, quiet = m.world.path(DEPARTURE, place), m.under_fire.get(place, t)
    while t < inf:
        held = evacuation.hold_up(m, sector, region, t) if t < latest else None
        if held is not None and held.until > latest:
            held = evacuation.HoldUp(latest, held.cause, held.words)
        if held is None and quiet > t:
            held = evacuation.HoldUp(quiet, ATTACKS, f"{place} has been attacked")
        if held is None and (free := way_out.when_at_least(YES, t)) > t:
            held = evacuation.HoldUp(free, UNREST, "the way out is blocked")
        if held is None and road is not None and (dry := passable(m, road, t)) > t:
            held = evacuation.HoldUp(dry, WEATHER, f"road {road.name} is washed out")
        if held is None:
            break
        found.append(held)
        t = held.until
    return found


def passable(m: Mission, road: Road, t: float) -> float:
    """When a road can next be driven, from `t` on (days)."""
    if road.surface == "paved":
        return t
    return m.world.path(PASSABLE, road.main_region).when_at_least(YES, t)
