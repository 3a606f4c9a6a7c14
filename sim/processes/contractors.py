"""Contracted trucks: as many as the market offers, less those whose drivers have walked out."""

from dataclasses import dataclass, field
from math import floor

from sim.processes.convoy import Convoy, Steps
from sim.processes.haul_loads import fleet_of
from sim.processes.means import in_words
from sim.processes.mission import Mission
from sim.record.causes import CONTRACTORS
from sim.record.track import Link, Track
from sim.risks.world import TRUCKS_OFFERED
from sim.wording import counted


@dataclass(frozen=True, slots=True)
class Contractors:
    """The contracted trucks of one replication: how many are `away`, by kind of fleet."""

    away: dict[str, int] = field(default_factory=dict)


def start_contractors(m: Mission) -> None:
    """Start a process for each fleet of which a part is contracted, where that is a risk."""
    if m.settings.contractors.enabled:
        m.contractors = Contractors()
        for kind in m.contracted:
            m.clock.start(follow(m, m.contractors, kind), f"{kind}/market")


def follow(m: Mission, of: Contractors, kind: str) -> Steps:
    """Have as many trucks as are offered, whenever that changes."""
    path = m.world.path(TRUCKS_OFFERED, kind.partition(":")[2])
    while True:
        fit(m, of, kind)
        yield m.clock.sleep(path.next_change(m.clock.now), m.stage_begun)


def fit(m: Mission, of: Contractors, kind: str) -> None:
    """Let the pool hold the own trucks, and those contracted that are there."""
    total, contracted = m.contracted[kind]
    there = max(0, offered(m, kind) - of.away.get(kind, 0))
    if m.pool.capacity(kind) == total - contracted + there:
        return
    # The trucks come from the world: who waits for them waits because of this risk.
    track = Track(f"{kind}/market", Link(None, m.start, CONTRACTORS, kind, "trucks offered"))
    m.pool.resize(kind, total - contracted + there, track, most=total)
    m.hubs[kind.partition(":")[2]].equipment_changed.fire()


def offered(m: Mission, kind: str) -> int:
    """Contracted trucks of a fleet that the market offers now, those that are away too."""
    path = m.world.path(TRUCKS_OFFERED, kind.partition(":")[2])
    return floor(m.contracted.get(kind, (0, 0))[1] * path.value(m.clock.now) + 1e-9)


def walk_out(m: Mission, convoy: Convoy) -> None:
    """Drivers of the fleet whose trucks were lost walk out; after a time they are back.

    A share of those whom the market offers now, as far as they have not walked out already.
    """
    of, risk = m.contractors, m.settings.contractors
    if of is None:
        return
    kind = f"trucks:{convoy.camp.owner}" if convoy.camp else fleet_of(m, m.hubs[convoy.home])
    there, away = offered(m, kind), of.away.get(kind, 0)
    attempt = convoy.walked_out
    convoy.walked_out += 1
    share = risk.walk_out.ppf(m.draws.uniform(convoy.entity, "walk out", attempt))
    gone = min(round(there * share), there - away)
    if gone <= 0:
        return
    days = risk.back.ppf(m.draws.uniform(convoy.entity, "walk out, back", attempt))
    m.counts["trucks_walked_out"] += gone
    m.say(
        f"after the losses of {convoy.entity} drivers walk out for "
        f"{counted(days, 'day', 'days')}: {gone} of {there} contracted {in_words(kind)}"
    )
    of.away[kind] = away + gone  # now: the next loss may be in this instant
    name = f"{convoy.entity}/walk-out/{attempt}"
    m.clock.start(stay_away(m, of, kind, gone, m.clock.now + days), name)


def stay_away(m: Mission, of: Contractors, kind: str, trucks: int, until: float) -> Steps:
    """Have trucks that are `away` back on a day."""
    fit(m, of, kind)
    yield m.clock.at(until)
    of.away[kind] -= trucks
    fit(m, of, kind)
