"""People whose flights stay refused: a column takes them by road to the hub of the charters."""

from collections.abc import Callable, Mapping
from functools import partial
from math import ceil

from sim.errors import PlanError
from sim.policies import dispatch
from sim.pool import Claim
from sim.processes import search_teams
from sim.processes.arrival import fill
from sim.processes.asker import Asker
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy, Steps
from sim.processes.departure import fuel_and_go, granted
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.processes.road import drive
from sim.processes.rotation import form_up, regroup
from sim.processes.supply import Fuelling, move_people
from sim.record import triggers
from sim.record.ledger import PEOPLE, ROAD, VEHICLES
from sim.record.track import Track
from sim.wording import carried


def may_go_by_road(m: Mission, hub: Hub) -> bool:
    """Whether command sends people of a hub by road when their flights stay refused."""
    target = m.plan.lift_hub
    if not m.policy.by_road.enabled or target is None or hub.name == target:
        return False
    try:
        m.route(hub.name, target)
    except PlanError:
        return False
    return True


def flights_denied(m: Mission, hub: Hub) -> None:
    """No flight has taken people from a hub for as long as the policy allows: a column is sent.

    One at a time; who is ready when it forms up rides in it, and the others wait on.
    """
    if hub.on_the_road or too_few(m, hub):
        return
    hub.on_the_road = True
    hub.columns += 1
    m.fired(triggers.FLIGHTS_DENIED, hub.name, "order a column by road")
    track = hub.people_track.fork(f"{hub.name}/by road/{hub.columns}")
    m.clock.start(go_by_road(m, hub, track), track.entity)


def too_few(m: Mission, hub: Hub) -> bool:
    """Whether so few people are ready at a hub that no column is sent for them."""
    return hub.present(m) < m.policy.by_road.least_people.value


def flown_lately(m: Mission, hub: Hub) -> bool:
    """Whether a flight has taken people from a hub within the days that the policy waits."""
    return hub.last_flown + m.policy.by_road.denied_days.value > m.clock.now


def go_by_road(m: Mission, hub: Hub, track: Track) -> Steps:
    """Take people who are ready from a hub to that of the charters, in the hub's own vehicles.

    The column is withdrawn when flights take people again before it has what it needs.
    """
    target = m.plan.lift_hub
    assert target is not None
    sector = m.plan.camps[hub.name].sector
    clearance = Clearance(m, m.rules.convoy, track.entity, sector, m.clock.now, m.clock.now)
    asker = Asker(
        amounts=lambda: wants(m, hub, target),
        off=lambda: too_few(m, hub) or flown_lately(m, hub),
        also=(hub.people_changed,),
        fuel=lambda _: fuelling(m, hub, target),
    )
    claim = yield from granted(m, asker, clearance, track)
    if claim is None:
        settled(m, hub)
        return
    with claim:
        place = yield from carry(m, hub, target, track, claim)
        settled(m, hub)
        if place != hub.name:  # else it has not left
            yield from search_teams.go_home(m, claim, hub.name, place)


def settled(m: Mission, hub: Hub) -> None:
    """The column has arrived, or does not leave: another can be sent."""
    hub.on_the_road = False
    m.people_moved(hub)


def wants(m: Mission, hub: Hub, target: str) -> Mapping[str, float]:
    """What the column claims whole: a search team where the way needs one, beds where it goes."""
    people = min(hub.present(m), int(m.tasks.columns.passengers_move.value))
    amounts: dict[str, float] = {f"beds:{target}": min(people, m.pool.capacity(f"beds:{target}"))}
    if search_teams.needed(m, hub.name, target):
        amounts[f"search:{hub.name}"] = 1
    return amounts


def fuelling(m: Mission, hub: Hub, target: str) -> Fuelling:
    """What the column will take of its hub for its way."""
    columns = m.tasks.columns
    people = min(hub.present(m), int(columns.passengers_move.value))
    vehicles = min(m.ledger.at(VEHICLES, hub.name), ceil(people / columns.people_per_vehicle))
    return Fuelling(hub.name, vehicles, m.route(hub.name, target).km)


def carry(m: Mission, hub: Hub, target: str, track: Track, claim: Claim) -> Steps:
    """Form up, drive, arrive; a column without fuel stands down. Returns where it ends.

    It is there because no flight is permitted: where no evacuation flight is either it goes without
    one, as last convoys do. Who forms up has no seat on a flight any more, and is on the hub's
    books until the column drives out.
    """
    columns, there = m.tasks.columns, m.hubs[target]
    each = columns.people_per_vehicle
    vehicles = m.ledger.at(VEHICLES, hub.name)
    people = min(hub.present(m), int(columns.passengers_move.value), int(vehicles * each))
    if people <= 0:
        return hub.name
    vehicles = min(vehicles, ceil(people / each))
    sector = m.plan.camps[hub.name].sector
    convoy = Convoy(track.entity, track, hub.name, sector, own=vehicles, people=people)
    convoy.priority, convoy.loaded = dispatch.LAST, True
    m.counts["columns"] += 1
    # Vehicles of the guard, and those that wait for trucks, are that again when it stands down.
    onward = min(hub.wheels, vehicles) if hub.released else vehicles
    hub.wheels -= min(hub.wheels, onward)
    hub.ready -= people
    known = hub.known_since
    there.expected += people
    hub.forming = onward
    yield from form_up(m, convoy, hub.name)
    km = m.route(hub.name, target).km
    go = yield from fuel_and_go(m, convoy, hub.name, km, may_stand_down=False)
    at = there if go else hub
    if go:
        departs: Callable[[], None] | None = partial(drive_out, m, convoy, hub, target)
        while not (yield from drive(m, convoy, m.route(hub.name, target), claim, departs)):
            departs = None
            yield from regroup(m, convoy, hub.name)
        fill(m, claim, f"beds:{target}", convoy.people)
        m.counts["people_by_road"] += convoy.people
        move(m, convoy, ROAD, target)
    else:
        onward, hub.forming = hub.forming, 0
    there.expected -= people
    at.ready += convoy.people
    if at.released:
        at.wheels += convoy.own if go else min(onward, convoy.own)
        at.equipment_changed.fire()
    convoy.people = convoy.own = 0  # they are on the books of the hub now
    at.brought(track.fork(track.entity), known)
    m.people_moved(at)
    return at.name


def drive_out(m: Mission, convoy: Convoy, hub: Hub, target: str) -> None:
    """Let a column leave its hub, with those who are still there of the people who formed up."""
    died = min(max(0, -hub.ready), convoy.people)  # more than those who have no column
    hub.ready += died
    convoy.people = min(convoy.people - died, m.ledger.at(PEOPLE, hub.name))
    convoy.own = min(convoy.own, m.ledger.at(VEHICLES, hub.name))
    hub.forming = 0
    move(m, convoy, hub.name, ROAD)
    m.pool.give(f"beds:{hub.name}", convoy.people, convoy.track)
    hub.check_gone(m)
    m.people_moved(hub)
    m.say(f"{convoy.entity} leaves for {target}: {carried(0, convoy.own, convoy.people)}")


def move(m: Mission, convoy: Convoy, source: str, target: str) -> None:
    """Enter where the column's people and vehicles are now."""
    move_people(m, convoy.people, source, target)
    m.ledger.move(VEHICLES, convoy.own, source, target, m.clock.now)
