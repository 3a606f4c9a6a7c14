"""The long haul: from a hub's yard to the export hub, or by a corridor of its own to a port."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from math import inf

from sim.plan.network import Route
from sim.policies import dispatch
from sim.pool import Claim
from sim.processes import search_teams
from sim.processes.arrival import receive, unload
from sim.processes.asker import Asker
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy, Steps, never
from sim.processes.corridors import (
    Corridor,
    corridors,
    is_shut,
    next_turn,
    opens,
    passage,
    take_way,
)
from sim.processes.customs import Customs, export_papers
from sim.processes.departure import fuel_and_go, granted
from sim.processes.haul_loads import Haul, fleet_of, hauls_at_once
from sim.processes.hub import Hub, Lane, Load
from sim.processes.inspection import inspect
from sim.processes.mission import Mission
from sim.processes.money import paid_for
from sim.processes.ports import deliver
from sim.processes.road import drive, drive_home
from sim.processes.rotation import form_up, refit, regroup
from sim.processes.supply import Fuelling
from sim.record.causes import FLEET, LOADING
from sim.record.ledger import CONTAINERS, CORRIDOR, ROAD, VEHICLES
from sim.wording import carried

ACTIVITY = "long_haul"
"""Its name among the activities that are deferred when the authority is spent."""


def long_hauls(m: Mission, customs: Customs, hub: Hub, target: str) -> Steps:
    """Send truck columns from a hub's yard: the next when the trucks are back for it.

    A corridor that starts at the hub is taken while it is open; its papers are made while the
    trucks are still out. Command sends no column while camps need every search team of the hub.
    """
    fleet = fleet_of(m, hub)
    if not m.pool.most(fleet):
        return
    ways: list[Corridor | None] = [*corridors(m, hub.name), None]
    lane = Lane(m.clock, "long haul")
    for number in count(1):
        while (hub.yard <= 0 and hub.low_bed <= 0) or not m.account.funded(ACTIVITY):
            yield m.clock.sleep(inf, hub.equipment_changed, m.paid_again)
        yield from search_teams.stand_back(m, hub)
        haul = next_haul(m, hub, target, f"{hub.name}/{lane.name}/{number}", fleet)
        track = haul.convoy.track
        if len(ways) > 1 and m.clock.now >= m.start + m.tasks.export.starts.value:
            haul.way = yield from take_way(m, hub.name, ways, 0, track)
        if haul.way is not None:
            haul.fill()
            yield from make_papers(m, customs, haul)
        while lane.under_way >= hauls_at_once(m, fleet):
            first, reopens = opens_first(m, ways) if haul.way is None else (None, inf)
            yield m.clock.sleep(reopens, lane.back, hub.equipment_changed)  # or more trucks
            track.until(m.clock.now, FLEET, "the trucks are out")
            if reopens <= m.clock.now:
                haul.way = first
                haul.fill()
                if not haul.load.units:  # what comes in meanwhile is for the next
                    break
                yield from make_papers(m, customs, haul)
        if haul.way is None:
            haul.fill()
        if not haul.load.units:  # barges have taken it while the way was shut, or the trucks out
            continue
        lane.under_way += 1
        m.clock.start(out_and_back(haul, lane), track.entity)


def opens_first(m: Mission, ways: Sequence[Corridor | None]) -> tuple[Corridor | None, float]:
    """The corridor of a hub's own that is first open, and when (days): once exports have begun."""
    first, since = None, inf
    for way in ways:
        if way is not None:
            at = max(opens(m, way), m.start + m.tasks.export.starts.value)
            if at < since:
                first, since = way, at
    return first, since


def make_papers(m: Mission, customs: Customs, haul: Haul) -> Steps:
    """Have what a column brings over the border inspected, and its papers made."""
    if haul.load.units:
        track, load = haul.convoy.track, haul.load
        yield from inspect(m, track, load)
        loads = haul.convoy.trucks + load.wheels
        yield from export_papers(m, customs, track.entity, track, loads)


def out_and_back(haul: Haul, lane: Lane) -> Steps:
    """Bring one column of a lane away; the next may go when its trucks are back."""
    yield from bring_away(haul)
    lane.back_one()


def drive_out(m: Mission, hub: Hub, target: str) -> Steps:
    """Send a hub's vehicles to the export hub on their own wheels, one column after the other."""
    for number in count(1):
        while hub.wheels <= 0 or not m.account.funded(ACTIVITY):
            yield m.clock.sleep(inf, hub.equipment_changed, m.paid_again)
        yield from search_teams.stand_back(m, hub)
        haul = next_haul(m, hub, target, f"{hub.name}/vehicles/{number}", None)
        haul.fill()
        if not haul.load.units:  # they ride beside the trucks of a column that stood back too
            continue
        yield from bring_away(haul)


def next_haul(m: Mission, hub: Hub, target: str, entity: str, fleet: str | None) -> Haul:
    """The next column of a hub, with nothing to bring away yet."""
    track = hub.equipment_track.fork(entity)
    track.until(m.clock.now, FLEET, "in the yard")
    convoy = Convoy(entity, track, hub.name, m.plan.camps[hub.name].sector)
    return Haul(m, hub, target, convoy, fleet)


def bring_away(haul: Haul) -> Steps:
    """Bring one column of equipment away from a hub, with a search team and no group.

    A column to another hub is filled when it asks for its means, with its clearance in hand. One
    that stands down for want of evacuation flights, whose corridor has shut, or that is no longer
    paid for when it is given its means, gives team and trucks back, and asks again. The team
    returns with the empty trucks.
    """
    m, hub, convoy = haul.m, haul.hub, haul.convoy
    convoy.priority = dispatch.LAST
    for attempt in count():
        yield from paid_for(m, ACTIVITY, convoy.track)
        if haul.way is not None:  # it may have shut while the papers were made, or in the queue
            haul.way = yield from take_way(m, hub.name, (haul.way, None), 0, convoy.track)
        convoy.abroad, convoy.attempt = haul.way is not None, attempt
        claim = yield from with_team(m, hub, convoy, haul.wants, attempt, haul.fuelling)
        with claim:
            if is_shut(m, haul.way) or not m.account.funded(ACTIVITY):
                continue
            if haul.fleet is not None:
                haul.fit(claim.held.get(haul.fleet, 0.0))
            yield from form_up(m, convoy, hub.name)
            if convoy.trucks:
                rate, track = m.tasks.movement.unloading, convoy.track
                yield m.clock.at(
                    m.work(track, rate, convoy.trucks, "loading", LOADING, "loading", attempt)
                )
            convoy.own = haul.load.wheels
            convoy.off = partial(is_shut, m, haul.way)
            convoy.looks_again = partial(next_turn, m, haul.way)
            if not (yield from fuel_and_go(m, convoy, hub.name, haul.fuelled_for)):
                continue
            m.counts["columns"] += 1
            depart(
                m, hub, convoy, haul.load, haul.way.name if haul.way is not None else haul.target
            )
            if haul.way is None:
                yield from to_hub(m, hub, convoy, haul.target, claim)
            else:
                yield from to_port(m, hub, convoy, haul.way, claim)
            return


def with_team(
    m: Mission,
    hub: Hub,
    convoy: Convoy,
    amounts: Callable[[], dict[str, float]],
    attempt: int,
    fuel: Callable[[Mapping[str, float]], Fuelling] | None = None,
) -> Steps:
    """Get clearance, trucks and space, and a search team beyond those kept for the camps.

    One clearance serves until it lapses, also when a team is given back that is kept for a camp.
    """
    search = f"search:{hub.name}"

    def wanted() -> dict[str, float]:
        """No more than there are now, but one where there is none for a time."""
        asked, pool = amounts() | {search: 1.0}, m.pool
        most = {kind: max(pool.capacity(kind), min(1.0, pool.most(kind))) for kind in asked}
        return {kind: min(n, most[kind]) for kind, n in asked.items()}

    entity = convoy.entity if attempt == 0 else f"{convoy.entity}/again/{attempt}"
    now = m.clock.now
    clearance = Clearance(m, m.rules.convoy, entity, convoy.sector, now, now)
    asker = Asker(amounts=wanted, fuel=fuel)
    while True:
        yield from search_teams.await_spare(m, hub, convoy.track, f"{entity}/team")
        claim: Claim = yield from granted(m, asker, clearance, convoy.track)
        there = m.pool.capacity(search)  # a stage may have taken some away meanwhile
        if not there or m.pool.free(search) >= min(search_teams.kept_for_camps(m, hub), there - 1):
            return claim
        claim.release()


def depart(m: Mission, hub: Hub, convoy: Convoy, load: Load, to: str) -> None:
    """Move what a column takes from the hub's books to the road."""
    load = hub.leaves(m, load, ROAD, convoy.track)
    hub.hauling[convoy.entity] = convoy
    hub.columns_out += 1
    convoy.containers, convoy.low_bed, convoy.own = load.containers, load.low_bed, load.wheels
    convoy.loaded, convoy.off = True, never
    if m.story is not None:
        what = carried(load.containers, load.low_bed + load.wheels)
        m.say(f"{convoy.entity} leaves for {to} with {what}")


def to_hub(m: Mission, hub: Hub, convoy: Convoy, target: str, claim: Claim) -> Steps:
    """Drive to the export hub, unload, and return empty with the search team."""
    while not (yield from drive(m, convoy, m.route(hub.name, target), claim)):
        yield from regroup(m, convoy, hub.name)
    yield from unload(m, convoy, target, claim)
    del hub.hauling[convoy.entity]
    receive(m, convoy, target, claim)
    yield from home(m, hub, convoy, m.route(target, hub.name), claim)


def to_port(m: Mission, hub: Hub, convoy: Convoy, way: Corridor, claim: Claim) -> Steps:
    """Drive to the border as a column, then on to a port; the search team turns at the border."""
    escorted = way.escorted
    if escorted is not None:
        while not (yield from drive(m, convoy, escorted, claim)):
            yield from regroup(m, convoy, hub.name)
    load = Load(convoy.containers, convoy.low_bed, convoy.own)
    now = m.clock.now
    del hub.hauling[convoy.entity]
    hub.equipment_changed.fire()
    m.ledger.move(CONTAINERS, load.containers, ROAD, CORRIDOR, now)
    m.ledger.move(VEHICLES, load.low_bed + load.wheels, ROAD, CORRIDOR, now)
    of = passage(m, convoy.track, way)
    m.clock.start(_on_to_port(m, hub.name, way, load, of.delivered), f"{convoy.entity}/{way.port}")
    convoy.containers = convoy.low_bed = convoy.own = 0
    convoy.loaded = False
    if escorted is not None:
        back = search_teams.drives(m, escorted.reversed(), now)
        yield m.clock.sleep(min(back, of.trucks_back))
        convoy.searched = False
        team = f"search:{hub.name}"
        m.clock.start(search_teams.free_after_rest(m, claim, team), f"{claim.name}/team")
    yield m.clock.at(max(of.trucks_back, m.clock.now))
    homeward = escorted.reversed() if escorted is not None else Route(hub.name, hub.name, ())
    yield from home(m, hub, convoy, homeward, claim)


def _on_to_port(m: Mission, place: str, way: Corridor, load: Load, delivered: float) -> Steps:
    """Bring loads from the border to their port."""
    yield m.clock.at(delivered)
    deliver(m, place, way.port, load)


def home(m: Mission, hub: Hub, convoy: Convoy, route: Route, claim: Claim) -> Steps:
    """Drive home empty; trucks and search team are free after refit.

    Of vehicles on their own wheels the search team comes home alone.
    """
    if convoy.trucks:
        yield from drive_home(m, convoy, route, claim)
    else:
        yield m.clock.sleep(search_teams.drives(m, route, m.clock.now))
    hub.columns_out -= 1
    hub.equipment_changed.fire()
    if convoy.trucks:
        yield from refit(m, convoy)
    else:
        yield from search_teams.rest(m, claim, f"search:{hub.name}")
