"""The air: when flights may be flown in a sector, and fire at those that take off and land."""

from math import expm1

from sim.calendar import WEEK
from sim.pool import Claim
from sim.processes.casualties import bury, hurt, toll
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.record import triggers
from sim.risks.attack_kinds import AIRCRAFT_FIRE
from sim.risks.world import AIRCRAFT_THREAT, AIRSPACE, FLYABLE, YES

PLANE = "fixed wing"
"""The mission's own transport aircraft, as a kind of the pool."""


def stopped_until(m: Mission, sector: str, t: float) -> float:
    """Until when, seen at `t` (days), the mission has stopped its flights in a sector; else `t`."""
    return max(t, m.flights_stopped[sector]) if sector in m.flights_stopped else t


def opens(m: Mission, sector: str, t: float) -> float:
    """When, from `t` on (days), flights may next be flown in a sector: let, and not stopped."""
    return m.world.path(AIRSPACE, sector).when_at_least(YES, stopped_until(m, sector, t))


def held_up(m: Mission, sector: str, place: str, t: float) -> float:
    """Until when, seen at `t` (days), attacks keep flights from a place on the ground.

    The mission has stopped its flights after fire at an aircraft, or the field is under fire.
    """
    return max(stopped_until(m, sector, t), m.under_fire.get(place, t))


def helicopters_fly(m: Mission, sector: str, regions: tuple[str, ...], t: float) -> float:
    """When, from `t` on (days), helicopters may fly in a sector, in weather that lets them.

    `regions`: where they take off and land; the weather has to let them in all of these at once.
    """
    while True:
        at = opens(m, sector, t)
        for region in regions:
            at = m.world.path(FLYABLE, region).when_at_least(YES, at)
        if at == t:
            return at
        t = at


def rotation_days(m: Mission) -> float:
    """Days from a take-off of one of the mission's planes to its next: turn-round, crew rest."""
    return WEEK / m.scenario.resources.fixed_wing_rotations.value


def fit_again(m: Mission, claim: Claim, at: float) -> None:
    """Keep the plane of a flight that is over from others until a day (days)."""
    plane = claim.apart(PLANE, m.track(PLANE))

    def wait() -> Steps:
        with plane:
            yield m.clock.at(at)

    m.clock.start(wait(), plane.name)


def fire(
    m: Mission,
    entity: str,
    sector: str,
    movements: tuple[str, ...],
    place: str,
    aircraft: str = "",
) -> float:
    """Let an aircraft be fired at in its take-offs and landings, one at the most.

    Parameters
    ----------
    entity
        The flight, whose uniforms decide.
    movements
        The region of each take-off and landing.
    place
        The camp whose people are aboard.
    aircraft
        The aircraft in words; by default the flight's name.

    Returns
    -------
    float
        Days for which the aircraft is out of service; 0 when it is not damaged.
    """
    risk = m.settings.attacks
    if not risk.enabled:
        return 0.0
    now = m.clock.now
    threat = sum(m.world.path(AIRCRAFT_THREAT, region).value(now) for region in movements)
    draws = m.draws
    if threat <= 0.0 or draws.uniform(entity, "fire") >= -expm1(-threat):
        return 0.0
    of = risk.aircraft_fire
    killed = int(of.killed.ppf(draws.uniform(entity, "fire killed")))
    wounded = int(of.hurt.ppf(draws.uniform(entity, "fire hurt")))
    killed = bury(m, killed, AIRCRAFT_FIRE, place)
    wounded = hurt(m, wounded, AIRCRAFT_FIRE, place)
    m.counts["attacks_aircraft"] += 1
    out = 0.0
    if draws.uniform(entity, "fire damage") < of.damaged.value:
        out = of.repair.ppf(draws.uniform(entity, "fire repair"))
    stopped = m.policy.flights_stopped_after_fire
    stop = stopped.ppf(draws.uniform(entity, "flights stopped"))
    m.flights_stopped[sector] = max(stopped_until(m, sector, now), now + stop)
    m.fired(triggers.AIRCRAFT_FIRE, place, "stop flights in the sector")
    damage = f"the aircraft is out of service for {out:.0f} days" if out else "no damage"
    m.say(
        f"{aircraft or entity} is fired at: {toll(killed, wounded)}, {damage}; "
        f"the mission stops its flights in sector {sector} for {stop:.1f} days"
    )
    return out
