"""Equipment on its way out: inspection, customs and corridor, a consignment at a time."""

from itertools import count
from math import inf

from sim.processes.barges import barges
from sim.processes.convoy import Steps
from sim.processes.corridors import Corridor, corridors, is_shut, passage, take_way
from sim.processes.customs import Customs, export_papers
from sim.processes.haul_loads import trucks_for
from sim.processes.hub import Hub, Load
from sim.processes.inspection import inspect
from sim.processes.long_haul import drive_out, long_hauls
from sim.processes.mission import Mission
from sim.processes.money import paid_for
from sim.processes.ports import deliver
from sim.record.causes import EXPORT, FLEET
from sim.record.ledger import CORRIDOR
from sim.record.track import Track

ACTIVITY = "export"
"""Its name among the activities that are deferred when the authority is spent."""


def start_export(m: Mission, customs: Customs) -> None:
    """Start everything that brings equipment out of the country."""
    target = m.plan.export_hub
    if target is None:
        return
    start = m.clock.start
    for hub in m.hubs.values():
        if hub.name not in m.camps and hub.name != target:
            start(long_hauls(m, customs, hub, target), f"{hub.name}/long haul")
            start(drive_out(m, hub, target), f"{hub.name}/vehicles")
    if m.plan.barges is not None:
        start(barges(m, m.plan.barges), "barges")
    ways = corridors(m, target)
    if ways:
        hub = m.hubs[target]
        start(consignments(m, customs, hub, ways), f"{target}/export")
        start(vehicle_consignments(m, customs, hub, ways), f"{target}/vehicles")


def consignments(m: Mission, customs: Customs, hub: Hub, ways: list[Corridor]) -> Steps:
    """Present what rides on trucks from the export hub, a consignment at a time."""
    yield m.clock.at(m.start + m.tasks.export.starts.value)
    each = m.tasks.loads.containers_per_truck_paved.value
    for number in count(1):
        while True:
            rules = m.tasks.export
            trucks = int(rules.consignment.value)
            fleets = m.pool.capacity("corridor trucks") / trucks
            full = hub.consignments >= int(rules.presented_at_once.value * fleets)
            if not full and (hub.yard > 0 or hub.low_bed > 0) and m.account.funded(ACTIVITY):
                break
            yield m.clock.sleep(inf, hub.equipment_changed, hub.trucks_back, m.paid_again)
        load = hub.take(trucks, each)
        hub.consignments += 1
        track = hub.equipment_track.fork(f"{hub.name}/consignment/{number}")
        track.until(m.clock.now, EXPORT, "in the yard")
        steps = consign(m, customs, hub, track, load, trucks_for(load, each), ways, number - 1)
        m.clock.start(steps, track.entity)


def vehicle_consignments(m: Mission, customs: Customs, hub: Hub, ways: list[Corridor]) -> Steps:
    """Present the vehicles that leave the country on their own wheels, a consignment at a time."""
    for number in count(1):
        while True:
            rules = m.tasks.export
            full = hub.driven >= rules.presented_at_once.value * len(ways)
            if not full and hub.wheels > 0 and m.account.funded(ACTIVITY):
                break
            yield m.clock.sleep(inf, hub.equipment_changed, hub.drivers_back, m.paid_again)
        load = Load(wheels=min(int(rules.vehicle_consignment.value), hub.wheels))
        hub.wheels -= load.wheels
        hub.driven += 1
        track = hub.equipment_track.fork(f"{hub.name}/vehicles/{number}")
        track.until(m.clock.now, EXPORT, "in the yard")
        m.clock.start(consign(m, customs, hub, track, load, 0, ways, number - 1), track.entity)


def consign(
    m: Mission,
    customs: Customs,
    hub: Hub,
    track: Track,
    load: Load,
    trucks: int,
    ways: list[Corridor],
    turn: int,
) -> Steps:
    """Bring one consignment out: inspection, customs, corridor, trucks, road, gate, port, ship.

    One whose corridor has shut, or that is no longer paid for, when it is given its trucks gives
    them back, and asks again in its old place.
    """
    clock = m.clock
    yield from inspect(m, track, load)
    yield from export_papers(m, customs, track.entity, track, trucks or load.units)
    asked = inf
    while True:
        yield from paid_for(m, ACTIVITY, track)
        way = yield from take_way(m, hub.name, ways, turn, track)
        name, asked = f"{track.entity}/trucks", min(asked, clock.now)
        fleet = m.pool.claim(name, {"corridor trucks": trucks}, track, priority=asked)
        if trucks:
            yield fleet
            track.released_by(fleet.last_link, clock.now, FLEET, "waiting for corridor trucks")
        if not is_shut(m, way) and m.account.funded(ACTIVITY):
            break
        fleet.release()
    with fleet:
        load = hub.leaves(m, load, CORRIDOR, track)
        of = passage(m, track, way)
        if of.trucks_back < of.delivered:
            yield clock.at(of.trucks_back)
            finish(hub, trucks)
            fleet.release()
            yield clock.at(of.delivered)
            deliver(m, hub.name, way.port, load)
        else:
            yield clock.at(of.delivered)
            deliver(m, hub.name, way.port, load)
            yield clock.at(of.trucks_back)
            finish(hub, trucks)


def finish(hub: Hub, trucks: int) -> None:
    """The trucks, or the drivers, of a consignment are back: another can be presented."""
    if trucks:
        hub.consignments -= 1
        hub.trucks_back.fire()
    else:
        hub.driven -= 1
        hub.drivers_back.fire()
