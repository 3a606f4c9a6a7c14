"""Search teams of a hub: who needs one, its way to a camp and home, how many stay for the camps.

A team that drives without a column meets the rain and the washed-out roads that columns meet. Back
at its hub it rests and sees to its vehicles as a convoy group does; then it is free.
"""

from math import inf

from sim.plan.cycle import clean_speed, road_days
from sim.plan.network import Route
from sim.policies import dispatch
from sim.pool import Claim
from sim.processes.camp import CampState
from sim.processes.convoy import Steps
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.processes.pace import is_wet, on_road
from sim.record.causes import FLEET, MOVEMENT, REFIT
from sim.record.track import Track


def needed(m: Mission, a: str, b: str) -> bool:
    """Whether a column between two places wants a search team."""
    return any(axis not in m.plan.search_free_axes for axis in m.route(a, b).axes)


def days_to(m: Mission, camp: CampState) -> float:
    """Days in which a search team drives from its hub to the camp, without a column."""
    base = m.open_place(camp.owner)
    if base == camp.name or not needed(m, camp.name, m.destination(camp)):
        return 0.0
    return road_days(m.route(base, camp.name), m.tasks, loaded=False)


def arrival(m: Mission, camp: CampState, claim: Claim) -> float:
    """When the hub's search team that a claim was given has driven to the camp (days)."""
    base = m.open_place(camp.owner)
    if not claim.held.get(f"search:{camp.owner}") or base == camp.name:
        return claim.granted_at
    return drives(m, m.route(base, camp.name), claim.granted_at)


def way_to(m: Mission, camp: CampState) -> Route:
    """The way of the hub's search team to the camp."""
    return m.route(m.open_place(camp.owner), camp.name)


def expected(m: Mission, camp: CampState, claim: Claim) -> float:
    """When a search team that a claim was given will be at the camp, as the roads are today.

    Now if it is there already.
    """
    if arrival(m, camp, claim) <= m.clock.now:
        return m.clock.now
    at = claim.granted_at
    for road in way_to(m, camp).roads:
        wet = is_wet(m, road, m.clock.now)
        at += road.km.value / clean_speed(road, m.tasks.movement, loaded=False, wet=wet).nominal
    return at


def drives(m: Mission, route: Route, since: float) -> float:
    """When a team that sets out on a day without a column is at the end of its way (days)."""
    at = since
    for road in route.roads:
        at = on_road(m, road, False).driven(at, road.km.value)
    return at


def go_home(m: Mission, claim: Claim, hub: str, place: str) -> Steps:
    """Drive a hub's search team back from where its one-way column has ended; it rests there."""
    team, base = f"search:{hub}", m.open_place(hub)
    if claim.held.get(team):
        for kind in [kind for kind in claim.held if kind != team]:
            claim.give(kind)
        if place != base:
            yield m.clock.sleep(drives(m, m.route(place, base), m.clock.now))
        yield from rest(m, claim, team)


def rest(m: Mission, claim: Claim, team: str) -> Steps:
    """Let the search team of a claim, if it has one, rest at its hub and see to its vehicles."""
    if claim.held.get(team):
        yield m.clock.at(m.clock.now + days_of_rest(m, claim))


def days_of_rest(m: Mission, claim: Claim) -> float:
    """Days for which the search team of a claim rests."""
    return m.task(m.tasks.movement.refit, claim.name, "team's rest")


def free_after_rest(m: Mission, claim: Claim, team: str) -> Steps:
    """Free the search team of a claim when it has rested, before the claim ends or with it."""
    yield from rest(m, claim, team)
    claim.give(team)


def turn_back(m: Mission, claim: Claim, hub: str, track: Track) -> None:
    """Let a hub's search team that is on its way to a camp turn back, and rest at home.

    The claim goes on without it, with whatever else it holds. `track`: of whom it was to join.
    """
    back = track.fork(f"{claim.name}/team")
    team = claim.apart(f"search:{hub}", back)

    def home() -> Steps:
        with team:
            yield m.clock.at(m.clock.now + (m.clock.now - team.granted_at))
            back.until(m.clock.now, MOVEMENT, "the search team turns back")
            yield m.clock.at(m.clock.now + days_of_rest(m, claim))
            back.until(m.clock.now, REFIT, "the search team rests")

    m.clock.start(home(), back.entity)


def camps_stand(hub: Hub) -> bool:
    """Whether a camp still stands that the hub serves."""
    return not all(camp.closed.reached for camp in hub.served)


def kept_for_camps(m: Mission, hub: Hub) -> int:
    """Search teams of a hub that stay for the columns of its camps while one of them stands.

    None does when the yard has no room for so many columns of a camp as the policy says: then it is
    the long haul that the camps need.
    """
    if not camps_stand(hub):
        return 0
    yard = f"yard:{hub.name}"
    columns, rules = m.tasks.columns.trucks, m.policy.export
    if hub.name in columns and m.pool.capacity(yard):
        column = columns[hub.name].value * m.tasks.loads.containers_per_truck_track.value
        if m.pool.free(yard) < rules.room_for_camps.value * column:
            return 0
    return int(rules.teams_kept_for_camps.value)


def stand_back(m: Mission, hub: Hub) -> Steps:
    """Wait while a hub has no more search teams than are kept for its camps.

    They are kept no longer once the yard has filled up, and a stage may bring another. Command
    weighs it every week: columns that are still on their way may have claimed the room.
    """
    search = f"search:{hub.name}"
    for camp in hub.served:
        while not camp.closed.reached:
            if not 0 < m.pool.capacity(search) <= kept_for_camps(m, hub):
                return
            changes = camp.closed.signal, hub.equipment_changed, hub.weighed
            yield m.clock.sleep(inf, *changes)


def await_spare(m: Mission, hub: Hub, track: Track, name: str) -> Steps:
    """Wait until more search teams are at a hub than are kept for its camps, holding nothing.

    Asked for alone, so that who waits for a team holds back nobody who wants space. Command
    weighs it again every week.
    """
    search = f"search:{hub.name}"
    while (teams := min(1 + kept_for_camps(m, hub), m.pool.capacity(search))) > 1:
        claim = m.pool.claim(name, {search: teams}, track, priority=dispatch.LAST)
        claim.adaptable = True
        hub.reviewed.append(claim)
        yield claim
        hub.reviewed.remove(claim)
        track.released_by(claim.last_link, m.clock.now, FLEET, "waiting for a search team")
        if claim.granted:
            claim.release()
            return
