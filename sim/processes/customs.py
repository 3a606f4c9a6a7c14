"""Customs: imports and exports queue for clearing officers and for the regime's weekly cap."""

from math import inf

from sim.calendar import WEEK
from sim.plan.equipment import whole
from sim.processes import column
from sim.processes.camp import CampState
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.record.causes import EXPORT, FLEET, IMPORTS, MOVEMENT
from sim.record.track import Track
from sim.risks.world import EXPORT_CAP, IMPORT_CAP, NATION, NO_CAP
from sim.wording import carried


class WeeklyCap:
    """A gate that lets so many units a week through, in order of arrival."""

    __slots__ = ("_channel", "_free_at", "_m")

    def __init__(self, m: Mission, channel: str) -> None:
        self._m = m
        self._channel = channel
        self._free_at = m.start

    def through(self, units: float) -> float:
        """When so many units, arriving now, will be through (days; infinity: never)."""
        path = self._m.world.path(self._channel, NATION)
        begun = max(self._m.now, self._free_at)
        if path.value(begun) >= NO_CAP:
            return begun
        self._free_at = path.reach(begun, units * WEEK)
        return self._free_at


class Customs:
    """The clearing officers and the two caps of one replication."""

    def __init__(self, m: Mission) -> None:
        self.imports = WeeklyCap(m, IMPORT_CAP)
        self.exports = WeeklyCap(m, EXPORT_CAP)


def papers(m: Mission, entity: str, track: Track, cause: str, due: float = inf) -> Steps:
    """Have a clearing officer make one consignment's papers, in the order in which they come.

    Of several that come at once the one with the smaller `due` goes first.
    """
    days, now = m.tasks.export.officer_days.value, m.clock.now
    with m.pool.claim(f"{entity}/papers", {"officers": 1}, track, priority=now, due=due) as officer:
        yield officer
        track.released_by(officer.last_link, m.clock.now, FLEET, "waiting for a clearing officer")
        end = m.clock.now + days
        yield m.clock.at(end)
        track.until(end, cause, "papers")


def import_material(m: Mission, customs: Customs, camp: CampState) -> Steps:
    """Bring in a camp's packing material beyond its share of the stock, under the directive.

    Exempt goods do not count for the weekly cap. The camp has its material when all of it is in and
    has come from the hub, in the time in which a column forms up and drives out. Of camps that ask
    at once, as all do whose drawdown starts on the as-of date, that goes first which would have a
    group first: a weekly cap may put weeks between the first and the last.
    """
    entity = f"{camp.name}/packing material"
    track = camp.track.fork(entity)
    rules, directive = m.tasks.packing, m.settings.imports
    short = camp.loads.containers_packed * (1.0 - m.status.packing_material_share.value)
    if camp.unpacked == 0:
        return
    consignment = short * rules.material_need.value / rules.material_per_container.value
    if directive.enabled and consignment > 0.0:
        first = column.priority(m, camp, m.clock.now)
        yield from papers(m, entity, track, IMPORTS, due=first)
        through = customs.imports.through(consignment * (1.0 - directive.exempt_share.value))
        yield m.clock.at(through)
        directive = m.settings.imports  # as it is now: a waiver may hold since it was asked for
        days = m.drawn(directive.enabled, directive.clearance, entity, "clearance")
        yield m.clock.at(m.clock.now + days)
        track.until(m.clock.now, IMPORTS, "import clearance")
        if camp.unpacked and whole(consignment):
            m.say(f"packing material for {camp.name} ({carried(consignment)}) is let in")
        if m.open_place(camp.owner) != camp.name:
            cycle = m.cycles[camp.name]
            yield m.clock.at(m.clock.now + cycle.forming_up + cycle.out)
            track.until(m.clock.now, MOVEMENT, "packing material on its way from the hub")
    m.material_at[camp.name] = (m.clock.now, track)
    m.material_in.fire()


def export_papers(m: Mission, customs: Customs, entity: str, track: Track, loads: int) -> Steps:
    """Clear a consignment for leaving the country: papers, documents, the weekly cap."""
    yield from papers(m, entity, track, EXPORT)
    documents = m.tasks.export.documents
    days = m.task(documents, entity, "documents")
    yield m.clock.at(m.spend(track, documents, days, EXPORT, "documents"))
    through = customs.exports.through(loads)
    if through > m.clock.now:
        yield m.clock.at(through)
        track.until(m.clock.now, IMPORTS, "weekly cap on exports")
