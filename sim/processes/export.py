"""Equipment on its way out: long haul to the export hub, then inspection, customs, corridor."""

from dataclasses import dataclass
from itertools import cycle as in_turn
from math import inf

from sim.distributions import Distribution
from sim.plan.cycle import road_days
from sim.plan.loads import containers_per_truck
from sim.plan.network import Road
from sim.policies import dispatch
from sim.processes.arrival import receive, unload
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy, Steps
from sim.processes.customs import Customs, export_papers
from sim.processes.departure import go_or_no_go, granted
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.processes.road import drive, speeds
from sim.processes.rotation import form_up, refit, regroup
from sim.record.causes import CORRIDORS, EXPORT, FLEET, LOADING, MOVEMENT
from sim.record.ledger import CONTAINERS, CORRIDOR, ROAD
from sim.record.losses import SHIPPED
from sim.record.track import Track
from sim.risks.world import GATE


@dataclass(frozen=True, slots=True)
class Corridor:
    """A way out of the country: its roads with their clean speeds (km/day), the days back empty."""

    roads: tuple[tuple[Road, Distribution], ...]
    back: float


def corridors(m: Mission, hub: Hub) -> list[Corridor]:
    """The ways out from an export hub."""
    return [
        Corridor(
            tuple((road, speeds(m, road, True)[0]) for road in way.roads),
            road_days(way.reversed(), m.tasks, loaded=False),
        )
        for way in m.case.routes.corridors.values()
        if way.origin == hub.name
    ]


def start_export(m: Mission, customs: Customs) -> None:
    """Start everything that brings equipment out of the country."""
    target = m.plan.export_hub
    if target is None:
        return
    for name in m.scenario.resources.long_haul_trucks:
        hub = m.hubs[name]
        m.clock.start(long_hauls(m, hub, target), f"{name}/long haul")
    if m.case.routes.corridors:
        m.clock.start(consignments(m, customs, m.hubs[target]), f"{target}/export")


def long_hauls(m: Mission, hub: Hub, target: str) -> Steps:
    """Send long-haul columns from a hub's yard, one after the other."""
    route = m.route(hub.name, target)
    each = containers_per_truck(route, m.tasks)
    number = 0
    while True:
        if hub.yard <= 0 or not m.account.funded("long_haul"):
            yield m.clock.sleep(inf, hub.equipment)
            continue
        number += 1
        full = max(1, int(m.pool.capacity(f"long haul:{hub.name}") * each))
        entity = f"{hub.name}/long haul/{number}"
        track = hub.equipment_track.fork(entity)
        track.until(m.clock.now, FLEET, "in the yard")
        yield from long_haul(m, hub, target, track, min(full, hub.yard), each)


def long_haul(
    m: Mission, hub: Hub, target: str, track: Track, containers: int, each: float
) -> Steps:
    """Carry containers from a hub to the export hub: own trucks and a search team, no group.

    The team comes back by itself; the empty trucks return without one.
    """
    trucks = max(1, -int(-containers // each))
    sector = m.plan.camps[hub.name].sector
    clearance = Clearance(m, m.rules.convoy, track.entity, sector, m.clock.now, m.clock.now)
    amounts: dict[str, float] = {
        f"long haul:{hub.name}": min(trucks, m.pool.capacity(f"long haul:{hub.name}")),
        f"yard:{target}": min(containers, m.pool.capacity(f"yard:{target}")),
        f"search:{hub.name}": 1,
    }
    hub.yard -= containers
    claim = yield from granted(
        m,
        None,
        clearance,
        track.entity,
        lambda: amounts,
        track,
        lambda: dispatch.LAST,
        lambda: False,
    )
    with claim:
        convoy = Convoy(track.entity, track, hub.name, sector, trucks=trucks)
        convoy.priority = dispatch.LAST
        m.counts["columns"] += 1
        yield from form_up(m, convoy)
        rate = m.tasks.movement.unloading
        yield m.clock.at(m.work(track, rate, trucks, "loading", LOADING, "loading"))
        while not (yield from go_or_no_go(m, convoy, hub.name)):
            m.say(f"{track.entity} waits at {hub.name}")
        m.ledger.move(CONTAINERS, containers, hub.name, ROAD, m.clock.now)
        m.pool.give(f"yard:{hub.name}", containers, track)
        convoy.containers, convoy.loaded = containers, True
        m.say(f"{track.entity} leaves for {target} with {containers} containers")
        while not (yield from drive(m, convoy, m.route(hub.name, target), claim)):
            yield from regroup(m, convoy)
        yield from unload(m, convoy, target, claim)
        receive(m, convoy, target, claim)
        claim.give(f"search:{hub.name}")
        convoy.searched = False
        yield from drive(m, convoy, m.route(target, hub.name), claim)
        yield from refit(m, convoy)


def consignments(m: Mission, customs: Customs, hub: Hub) -> Steps:
    """Present the containers in the export hub's yard for export, a consignment at a time."""
    yield m.clock.at(m.start + m.tasks.export.starts.value)
    ways = corridors(m, hub)
    each = m.tasks.loads.containers_per_truck_paved.value
    turns = in_turn(ways)
    number = 0
    while True:
        rules = m.tasks.export
        trucks = int(rules.consignment.value)
        at_once = int(rules.presented_at_once.value * m.pool.capacity("corridor trucks") / trucks)
        idle = hub.yard <= 0 or hub.consignments >= at_once or not ways
        if idle or not m.account.funded("export"):
            yield m.clock.sleep(inf, hub.equipment)
            continue
        number += 1
        containers = min(hub.yard, int(trucks * each))
        hub.yard -= containers
        hub.consignments += 1
        track = hub.equipment_track.fork(f"{hub.name}/consignment/{number}")
        track.until(m.clock.now, EXPORT, "in the yard")
        m.clock.start(
            consign(m, customs, hub, track, containers, trucks, next(turns)), track.entity
        )


def consign(
    m: Mission,
    customs: Customs,
    hub: Hub,
    track: Track,
    containers: int,
    trucks: int,
    way: Corridor,
) -> Steps:
    """Bring one consignment out: inspection, customs, trucks, road, gate, port and ship."""
    clock, pool, entity, rules = m.clock, m.pool, track.entity, m.tasks.export
    with pool.claim(f"{entity}/inspection", {"inspectors": 1}, track) as team:
        yield team
        track.released_by(team.last_link, clock.now, FLEET, "waiting for an inspection team")
        rate = rules.inspection_rate
        yield clock.at(m.work(track, rate, containers, "inspection", EXPORT, "inspection"))
    yield from export_papers(m, customs, entity, track, trucks)
    with pool.claim(f"{entity}/trucks", {"corridor trucks": trucks}, track) as fleet:
        yield fleet
        track.released_by(fleet.last_link, clock.now, FLEET, "waiting for corridor trucks")
        m.ledger.move(CONTAINERS, containers, hub.name, CORRIDOR, clock.now)
        pool.give(f"yard:{hub.name}", containers, track)
        u = m.draws.uniform(entity, "speed") if m.varied else None
        known, speed = None, 0.0
        for road, of in way.roads:
            if of is not known:
                known, speed = of, of.nominal if u is None else of.ppf(u)
            yield clock.at(clock.now + road.km.value / speed)
            track.until(clock.now, MOVEMENT, f"road {road.name}")
            if road.gate is not None:
                yield from pass_gate(m, entity, track, road.gate)
        m.leave_country(CONTAINERS, containers, CORRIDOR, hub.name, SHIPPED)
        delivered = clock.now
        yield clock.at(delivered + way.back)
    hub.consignments -= 1
    hub.equipment.fire()
    shipped = delivered + m.task(rules.port_and_ship, entity, "port and ship")
    yield clock.at(max(shipped, clock.now))
    m.counts["containers_shipped"] += containers


def pass_gate(m: Mission, entity: str, track: Track, gate: str) -> Steps:
    """Wait for a border crossing to be open, then queue there."""
    at = m.world.path(GATE, gate).when_at_least(0.5, m.clock.now)
    if at > m.clock.now:
        yield m.clock.sleep(at, m.world_changed)
        track.until(m.clock.now, CORRIDORS, f"{gate} is shut")
    risk = m.settings.corridors
    rules = risk.gates.get(gate)
    if rules is not None:
        days = m.drawn(risk.enabled, rules.queue, entity, gate)
        yield m.clock.at(m.clock.now + days)
        track.until(m.clock.now, CORRIDORS, f"queue at {gate}")
