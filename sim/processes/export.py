"""Equipment on its way out: inspection, customs and corridor, a consignment at a time."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import count
from math import inf

from sim.processes.barges import barges
from sim.processes.convoy import Steps
from sim.processes.corridors import Corridor, corridors, is_shut, passage, take_way
from sim.processes.customs import Customs, export_papers
from sim.processes.haul_loads import trucks_for
from sim.processes.hub import Hub, Lane, Load
from sim.processes.inspection import inspect
from sim.processes.long_haul import drive_out, long_hauls
from sim.processes.mission import Mission
from sim.processes.money import paid_for
from sim.processes.ports import deliver
from sim.record.causes import EXPORT, FLEET, UNREST
from sim.record.ledger import CORRIDOR
from sim.record.track import Track
from sim.risks.world import DEPARTURE, YES

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


@dataclass(slots=True)
class Consignment:
    """What is presented for export at once.

    Attributes
    ----------
    hub, lane
        From where, and among which it counts as under way until its trucks are back.
    track
        Its own.
    load
        What it brings out.
    trucks
        Corridor trucks that it needs; none for vehicles on their own wheels.
    turn
        Its number in its lane, from 0: the corridors take turns.
    """

    hub: Hub
    lane: Lane
    track: Track
    load: Load
    trucks: int
    turn: int


def consignments(m: Mission, customs: Customs, hub: Hub, ways: list[Corridor]) -> Steps:
    """Present what rides on trucks from the export hub, a consignment at a time."""
    each = m.tasks.loads.containers_per_truck_paved.value
    lane = hub.on_trucks

    def most() -> int:
        fleets = m.pool.capacity("corridor trucks") / m.tasks.export.consignment.value
        return int(m.tasks.export.presented_at_once.value * fleets)

    def take() -> Load | None:
        if hub.yard <= 0 and hub.low_bed <= 0:
            return None
        return hub.take(int(m.tasks.export.consignment.value), each)

    yield m.clock.at(m.start + m.tasks.export.starts.value)
    for turn in count():
        load = yield from presentable(m, hub, lane, most, take)
        of = made_up(m, hub, lane, load, trucks_for(load, each), turn)
        m.clock.start(consign(m, customs, ways, of), of.track.entity)


def vehicle_consignments(m: Mission, customs: Customs, hub: Hub, ways: list[Corridor]) -> Steps:
    """Present the vehicles that leave the country on their own wheels, a consignment at a time."""
    lane = hub.on_wheels

    def most() -> float:
        return m.tasks.export.presented_at_once.value * len(ways)

    def take() -> Load | None:
        if hub.wheels <= 0:
            return None
        load = Load(wheels=min(int(m.tasks.export.vehicle_consignment.value), hub.wheels))
        hub.put(load, -1)
        return load

    for turn in count():
        load = yield from presentable(m, hub, lane, most, take)
        of = made_up(m, hub, lane, load, 0, turn)
        m.clock.start(consign(m, customs, ways, of), of.track.entity)


def presentable(
    m: Mission, hub: Hub, lane: Lane, most: Callable[[], float], take: Callable[[], Load | None]
) -> Steps:
    """Wait until there is a load for another consignment that may be presented, and is paid for.

    No more than `most` are under way; who waits for one to be back does not hear of loads.
    """
    while True:
        if not m.account.funded(ACTIVITY):
            yield m.clock.sleep(inf, m.paid_again)
        elif lane.under_way >= most():
            yield m.clock.sleep(inf, lane.back, m.stage_begun)
        elif (load := take()) is None:
            yield m.clock.sleep(inf, hub.equipment_changed)
        else:
            lane.under_way += 1
            return load


def made_up(m: Mission, hub: Hub, lane: Lane, load: Load, trucks: int, turn: int) -> Consignment:
    """Make up a consignment, which has stood in the yard until now."""
    track = hub.equipment_track.fork(f"{hub.name}/{lane.name}/{turn + 1}")
    track.until(m.clock.now, EXPORT, "in the yard")
    return Consignment(hub, lane, track, load, trucks, turn)


def consign(m: Mission, customs: Customs, ways: list[Corridor], of: Consignment) -> Steps:
    """Bring one consignment out: inspection, customs, corridor, trucks, road, gate, port, ship.

    It does not set out while the way out of its hub is blocked. One whose corridor has shut, or
    that is no longer paid for, when it could set out gives its trucks back, and asks again in its
    old place.
    """
    clock, hub, track, trucks = m.clock, of.hub, of.track, of.trucks
    yield from inspect(m, track, of.load)
    yield from export_papers(m, customs, track.entity, track, trucks or of.load.units)
    asked, fleet = inf, None
    while True:
        yield from paid_for(m, ACTIVITY, track)
        way = yield from take_way(m, hub.name, ways, of.turn, track)
        if trucks:
            name, asked = f"{track.entity}/trucks", min(asked, clock.now)
            fleet = m.pool.claim(name, {"corridor trucks": trucks}, track, priority=asked)
            yield fleet
            track.released_by(fleet.last_link, clock.now, FLEET, "waiting for corridor trucks")
        free = m.world.path(DEPARTURE, hub.name).when_at_least(YES, clock.now)
        if free > clock.now:
            yield clock.sleep(free)
            track.until(clock.now, UNREST, "the way out is blocked")
        if not is_shut(m, way) and m.account.funded(ACTIVITY):
            break
        if fleet is not None:
            fleet.release()
    with fleet or nullcontext():
        load = hub.leaves(m, of.load, CORRIDOR, track)
        trip = passage(m, track, way)
        stored = trip.trucks_back < trip.delivered
        if not stored:
            yield clock.at(trip.delivered)
            deliver(m, hub.name, way.port, load)
        yield clock.at(trip.trucks_back)
        of.lane.back_one()
    if stored:
        yield clock.at(trip.delivered)
        deliver(m, hub.name, way.port, load)
