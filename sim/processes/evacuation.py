"""Evacuation of the hurt: a helicopter permitted, fit to fly, and in weather that lets it."""

from dataclasses import dataclass
from math import asin, cos, inf, radians, sin, sqrt

from sim.distributions.counts import binomial
from sim.plan.camp import Camp
from sim.plan.plan import direction
from sim.processes import airspace
from sim.processes.casualties import bury
from sim.processes.convoy import Convoy, Steps
from sim.processes.mission import Mission
from sim.record.causes import ATTACKS, BREAKDOWNS, FLEET, FLIGHTS, WEATHER
from sim.risks.attack_kinds import WOUNDS
from sim.risks.world import AIRSPACE, FLYABLE, HELICOPTERS, YES
from sim.risks.world import CONSENT as REGIME
from sim.wording import counted

EARTH_KM = 6371.0
HOURS = 24.0


@dataclass(frozen=True, slots=True)
class Scene:
    """Where people were hurt: in words, in degrees, and in which region."""

    words: str
    latitude: float
    longitude: float
    region: str


@dataclass(frozen=True, slots=True)
class HoldUp:
    """What keeps something from leaving: until when (days), its cause, and in words."""

    until: float
    cause: str
    words: str


NO_HOSPITAL = HoldUp(inf, FLEET, "no hospital stands any more")


def place(m: Mission, name: str) -> Scene:
    """A camp as a scene."""
    camp = m.plan.camps[name]
    return Scene(f"at {name}", camp.latitude, camp.longitude, camp.region)


def hold_up(m: Mission, sector: str, region: str, t: float) -> HoldUp | None:
    """What keeps evacuation helicopters of a sector on the ground at `t`; None when nothing does.

    A helicopter that is out comes back when it does: the hold-up ends earlier, and the signal
    `m.helicopters` tells so.
    """
    at = m.world.path(AIRSPACE, sector).when_at_least(YES, t)
    if at > t:
        return HoldUp(at, FLIGHTS, "no evacuation flight is permitted")
    stopped = airspace.stopped_until(m, sector, t)
    if stopped > t:
        return HoldUp(stopped, ATTACKS, "flights are stopped after fire at an aircraft")
    at = m.world.path(FLYABLE, region).when_at_least(YES, t)
    if at > t:
        return HoldUp(at, WEATHER, "no helicopter can fly in this weather")
    kind = f"medevac:{sector}"
    if kind not in m.pool.kinds:
        return None
    there = m.pool.capacity(kind)
    if not there:
        return HoldUp(inf, FLEET, "no helicopter is there")
    fit = m.world.path(HELICOPTERS, sector)
    at = fit.when_at_least(1.0, t)
    if at > t:
        return HoldUp(at, BREAKDOWNS, "no evacuation helicopter is fit to fly")
    out = there - m.pool.free(kind)
    if min(fit.value(t), there) <= out:
        at = fit.when_at_least(out + 1.0, t) if out + 1.0 <= there else inf
        return HoldUp(at, FLEET, "every evacuation helicopter is out")
    return None


def sector_asked(m: Mission, sector: str, leaves: str) -> str:
    """The sector that would evacuate a column of a `sector` that `leaves` a place.

    Its own while a hospital of it stands; after that, that of the hospital nearest to the place.
    """
    camps = m.plan.camps
    if any(camps[name].sector == sector and m.stands(name) for name in m.plan.hospitals):
        return sector
    nearest = nearest_hospital(m, place(m, leaves))
    return sector if nearest is None else camps[nearest[0]].sector


def answer_days(m: Mission, sector: str, entity: str, purpose: str, attempt: int = 0) -> float:
    """Days in which a sector answers a call for an evacuation flight, by its regime today."""
    flights = m.settings.flights
    level = m.world.path(REGIME, sector).value(m.clock.now) if flights.enabled else 0.0
    return m.drawn(flights.enabled, flights.medevac_answer.at(level), entity, purpose, attempt)


def nearest_hospital(m: Mission, scene: Scene) -> tuple[str, float] | None:
    """The hospital that stands nearest to a scene, and how far it is (km); None without any."""
    a, b, c = direction(scene.latitude, scene.longitude)
    nearest, found = -inf, None
    for name, (x, y, z) in m.plan.hospital_directions:
        product = a * x + b * y + c * z  # the cosine of the angle between them
        if product > nearest and m.stands(name):
            nearest, found = product, name
    return None if found is None else (found, distance(scene, m.plan.camps[found]))


def distance(a: Scene | Camp, b: Scene | Camp) -> float:
    """Kilometres between two places on a sphere (haversine formula)."""
    north, east = radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)
    across = cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(east / 2.0) ** 2
    return 2.0 * EARTH_KM * asin(sqrt(sin(north / 2.0) ** 2 + across))


def ask_for(
    m: Mission, entity: str, scene: Scene, number: int, home: str, convoy: Convoy | None = None
) -> None:
    """Have people hurt in an attack evacuated; who is hurt beside a hospital is treated there.

    `entity` names the attack, `home` is the place on whose books the hurt stand.
    """
    if number:
        m.clock.start(evacuate(m, entity, scene, number, home, convoy), f"{entity}/evacuation")


def evacuate(
    m: Mission, entity: str, scene: Scene, number: int, home: str, convoy: Convoy | None
) -> Steps:
    """Ask for a helicopter, fly the hurt to a hospital, or send them by road; some may die.

    The sector of the hospital is asked, and flies: the helicopter takes off from there, and lands
    there again.
    """
    risk, wounds = m.settings.attacks.evacuation, m.settings.attacks.wounds
    asked = m.clock.now
    hospital = nearest_hospital(m, scene)
    if hospital is not None and hospital[1] == 0.0:
        treat(m, entity, scene, number, wounds.die_in_time.value, home, convoy)
        return
    m.counts["evacuations_asked"] += 1
    m.say(f"a helicopter is asked for: {counted(number, 'person', 'people')} hurt {scene.words}")
    reason: HoldUp | None = NO_HOSPITAL
    attempt, latest = 0, asked + risk.patience.value
    while hospital is not None:
        reason = yield from take_off(m, entity, scene, hospital[0], latest, attempt)
        if m.stands(hospital[0]):
            break
        reason = HoldUp(m.clock.now, FLEET, f"the hospital of {hospital[0]} has been left")
        if m.clock.now >= latest:
            break
        attempt, hospital = attempt + 1, nearest_hospital(m, scene)
    if hospital is None or reason is not None:
        assert reason is not None
        by_road(m, scene, reason)
        dead = treat(m, entity, scene, number, wounds.die_by_road.value, home, convoy)
        m.counts["died_after_late_evacuation"] += dead
        return
    name, km = hospital
    sector = m.plan.camps[name].sector
    kind = f"medevac:{sector}"
    helicopter = m.pool.grab(f"{entity}/evacuation", kind, m.track(kind))
    movements = ends(m, name, scene) * 2
    aircraft = f"the helicopter for the hurt {scene.words}"
    repair = airspace.fire(m, f"{entity}/evacuation", sector, movements, home, aircraft)
    yield m.clock.at(m.clock.now + 2.0 * km / risk.speed.value + risk.loading.value)
    taken = m.clock.now - asked
    in_time = taken <= risk.standard.value
    m.counts["evacuations_in_time" if in_time else "evacuations_late"] += 1
    m.say(
        f"the hurt {scene.words} are in the hospital of {name}, {taken * HOURS:.1f} hours after "
        f"the attack: {'in time' if in_time else 'late'}"
    )
    chance = wounds.die_in_time.value if in_time else wounds.die_late.value
    dead = treat(m, entity, scene, number, chance, home, convoy)
    m.counts["died_after_late_evacuation"] += 0 if in_time else dead
    yield m.clock.at(m.clock.now + max(risk.turn_round.value, repair))
    if helicopter is not None:
        helicopter.release()
    m.helicopters.fire()


def ends(m: Mission, hospital: str, scene: Scene) -> tuple[str, str]:
    """The regions between which a helicopter flies."""
    return m.plan.camps[hospital].region, scene.region


def by_road(m: Mission, scene: Scene, reason: HoldUp) -> None:
    """Count and tell an evacuation that no helicopter flies."""
    refused = reason.cause == FLIGHTS
    m.counts["evacuations_refused" if refused else "evacuations_not_flown"] += 1
    what = "is not permitted" if refused else "is not flown"
    m.say(f"the evacuation of the hurt {scene.words} {what}: {reason.words}; they go by road")


def take_off(
    m: Mission, entity: str, scene: Scene, hospital: str, latest: float, attempt: int
) -> Steps:
    """Wait for the answer, weather and a helicopter; gives what stood in the way, or None.

    The sector of the hospital answers, in a time that goes by the regime; the crew gets ready
    meanwhile. The weather has to let it fly at the hospital and at the scene. It ends when the
    hospital is left: another is asked.
    """
    sector = m.plan.camps[hospital].sector
    days = answer_days(m, sector, entity, "evacuation answer", attempt)
    ready = m.clock.now + max(days, m.settings.attacks.evacuation.launch.value)
    if ready > latest:
        yield m.clock.at(latest)
        return HoldUp(ready, FLIGHTS, "no answer comes in time")
    yield m.clock.at(ready)
    while True:
        if not m.stands(hospital):
            return None
        found = (hold_up(m, sector, region, m.clock.now) for region in ends(m, hospital, scene))
        held = next((one for one in found if one is not None), None)
        if held is None:
            return None
        if m.clock.now >= latest or held.cause == FLIGHTS:
            return held
        yield m.clock.sleep(min(held.until, latest), m.world_changed, m.helicopters)


def treat(
    m: Mission,
    entity: str,
    scene: Scene,
    number: int,
    chance: float,
    home: str,
    convoy: Convoy | None,
) -> int:
    """Let some of the seriously hurt die of their wounds; returns how many.

    One uniform decides how many are serious and one how many of them die, whatever the way to the
    hospital: who dies after a timely evacuation would have died after a late one.
    """
    share = m.settings.attacks.wounds.serious.value
    serious = binomial(number, share, m.draws.uniform(entity, "serious"))
    dead = binomial(serious, chance, m.draws.uniform(entity, "wounds"))
    if dead:
        dead = bury(m, dead, WOUNDS, home, convoy)
        m.say(f"{dead} of the hurt {scene.words} {'dies' if dead == 1 else 'die'} of wounds")
    return dead
