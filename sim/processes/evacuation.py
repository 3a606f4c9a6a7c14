"""Evacuation of the hurt: a helicopter permitted, fit to fly, and in weather that lets it."""

from dataclasses import dataclass
from itertools import count
from math import asin, cos, inf, radians, sin, sqrt
from typing import NamedTuple

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


class Hospital(NamedTuple):
    """A hospital that stands, and how far it is from where people were hurt (km)."""

    name: str
    km: float

    @property
    def is_here(self) -> bool:
        """Whether people were hurt beside it: nobody has to fly."""
        return self.km == 0.0


@dataclass(frozen=True, slots=True)
class Hurt:
    """People hurt in one attack.

    Attributes
    ----------
    entity
        The attack, the key of their draws.
    home, convoy
        The place on whose books they stand, and the column with which they were, if any.
    """

    entity: str
    scene: Scene
    number: int
    home: str
    convoy: Convoy | None


@dataclass(frozen=True, slots=True)
class HoldUp:
    """What keeps something from leaving: until when (days), its cause, and in words."""

    until: float
    cause: str
    words: str


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
    return sector if nearest is None else camps[nearest.name].sector


def answer_days(m: Mission, sector: str, entity: str, purpose: str, attempt: int = 0) -> float:
    """Days in which a sector answers a call for an evacuation flight, by its regime today."""
    flights = m.settings.flights
    level = m.world.path(REGIME, sector).value(m.clock.now) if flights.enabled else 0.0
    return m.drawn(flights.enabled, flights.medevac_answer.at(level), entity, purpose, attempt)


def nearest_hospital(m: Mission, scene: Scene) -> Hospital | None:
    """The hospital that stands nearest to a scene; None without any."""
    a, b, c = direction(scene.latitude, scene.longitude)
    nearest, found = -inf, None
    for name, (x, y, z) in m.plan.hospital_directions:
        product = a * x + b * y + c * z  # the cosine of the angle between them
        if product > nearest and m.stands(name):
            nearest, found = product, name
    return None if found is None else Hospital(found, distance(scene, m.plan.camps[found]))


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
        hurt = Hurt(entity, scene, number, home, convoy)
        m.clock.start(evacuate(m, hurt), f"{entity}/evacuation")


def evacuate(m: Mission, hurt: Hurt) -> Steps:
    """Ask for a helicopter, fly the hurt to a hospital, or send them by road; some may die."""
    hospital = nearest_hospital(m, hurt.scene)
    if hospital is not None and hospital.is_here:
        treat(m, hurt, m.settings.attacks.wounds.die_in_time.value)
        return
    people = counted(hurt.number, "person", "people")
    m.counts["evacuations_asked"] += 1
    m.say(f"a helicopter is asked for: {people} hurt {hurt.scene.words}")
    asked = m.clock.now
    found = yield from find_helicopter(m, hurt)
    if isinstance(found, HoldUp):
        send_by_road(m, hurt, found)
    else:
        yield from fly_out(m, hurt, found, asked)


def find_helicopter(m: Mission, hurt: Hurt) -> Steps:
    """Give the hospital whose helicopter takes off now, or else what stood in its way.

    The sector of the hospital is asked, and flies: the helicopter takes off from there, and lands
    there again. When it is left meanwhile the next is asked.
    """
    latest = m.clock.now + m.settings.attacks.evacuation.patience.value
    held = HoldUp(inf, FLEET, "no hospital stands any more")
    for attempt in count():
        hospital = nearest_hospital(m, hurt.scene)
        if hospital is None:
            return held
        waited = yield from wait_to_fly(m, hurt, hospital.name, latest, attempt)
        if m.stands(hospital.name):
            return hospital if waited is None else waited
        held = HoldUp(m.clock.now, FLEET, f"the hospital of {hospital.name} has been left")
        if m.clock.now >= latest:
            return held


def fly_out(m: Mission, hurt: Hurt, hospital: Hospital, asked: float) -> Steps:
    """Fly to the scene and back to the hospital, in time after the attack (days) or late."""
    risk, wounds = m.settings.attacks.evacuation, m.settings.attacks.wounds
    flight, words = f"{hurt.entity}/evacuation", hurt.scene.words
    sector = m.plan.camps[hospital.name].sector
    kind = f"medevac:{sector}"
    helicopter = m.pool.grab(flight, kind, m.track(kind))
    movements = ends(m, hospital.name, hurt.scene) * 2
    aircraft = f"the helicopter for the hurt {words}"
    repair = airspace.fire(m, flight, sector, movements, hurt.home, aircraft)
    yield m.clock.at(m.clock.now + 2.0 * hospital.km / risk.speed.value + risk.loading.value)
    taken = m.clock.now - asked
    in_time = taken <= risk.standard.value
    m.counts["evacuations_in_time" if in_time else "evacuations_late"] += 1
    m.say(
        f"the hurt {words} are in the hospital of {hospital.name}, {taken * HOURS:.1f} hours after "
        f"the attack: {'in time' if in_time else 'late'}"
    )
    dead = treat(m, hurt, wounds.die_in_time.value if in_time else wounds.die_late.value)
    m.counts["died_after_late_evacuation"] += 0 if in_time else dead
    yield m.clock.at(m.clock.now + max(risk.turn_round.value, repair))
    if helicopter is not None:
        helicopter.release()
    m.helicopters.fire()


def send_by_road(m: Mission, hurt: Hurt, reason: HoldUp) -> None:
    """Send the hurt by road, for a reason for which no helicopter flies."""
    refused = reason.cause == FLIGHTS
    m.counts["evacuations_refused" if refused else "evacuations_not_flown"] += 1
    what = "is not permitted" if refused else "is not flown"
    m.say(f"the evacuation of the hurt {hurt.scene.words} {what}: {reason.words}; they go by road")
    dead = treat(m, hurt, m.settings.attacks.wounds.die_by_road.value)
    m.counts["died_after_late_evacuation"] += dead


def ends(m: Mission, hospital: str, scene: Scene) -> tuple[str, str]:
    """The regions between which a helicopter flies."""
    return m.plan.camps[hospital].region, scene.region


def wait_to_fly(m: Mission, hurt: Hurt, hospital: str, latest: float, attempt: int) -> Steps:
    """Wait for the answer, weather and a helicopter; gives what stood in the way, or None.

    The sector of the hospital answers, in a time that goes by the regime; the crew gets ready
    meanwhile. The weather has to let it fly at the hospital and at the scene. It ends when the
    hospital is left: another is asked.
    """
    sector = m.plan.camps[hospital].sector
    days = answer_days(m, sector, hurt.entity, "evacuation answer", attempt)
    ready = m.clock.now + max(days, m.settings.attacks.evacuation.launch.value)
    if ready > latest:
        yield m.clock.at(latest)
        return HoldUp(ready, FLIGHTS, "no answer comes in time")
    yield m.clock.at(ready)
    while True:
        if not m.stands(hospital):
            return None
        found = (
            hold_up(m, sector, region, m.clock.now) for region in ends(m, hospital, hurt.scene)
        )
        held = next((one for one in found if one is not None), None)
        if held is None:
            return None
        if m.clock.now >= latest or held.cause == FLIGHTS:
            return held
        yield m.clock.sleep(min(held.until, latest), m.world_changed, m.helicopters)


def treat(m: Mission, hurt: Hurt, chance: float) -> int:
    """Let some of the seriously hurt die of their wounds, each with a chance; returns how many.

    One uniform decides how many are serious and one how many of them die, whatever the way to the
    hospital: who dies after a timely evacuation would have died after a late one.
    """
    share, draws = m.settings.attacks.wounds.serious.value, m.draws
    serious = binomial(hurt.number, share, draws.uniform(hurt.entity, "serious"))
    dead = binomial(serious, chance, draws.uniform(hurt.entity, "wounds"))
    if dead:
        dead = bury(m, dead, WOUNDS, hurt.home, hurt.convoy)
        words = "dies" if dead == 1 else "die"
        m.say(f"{dead} of the hurt {hurt.scene.words} {words} of wounds")
    return dead
