"""A contingent move: one way, the camp's own vehicles with their people, escorting themselves."""

from functools import partial

from sim.pool import Claim
from sim.processes import column, search_teams
from sim.processes.asker import OfCamp
from sim.processes.camp import CampState, Once
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy, Steps, stay
from sim.processes.departure import go_or_no_go, granted
from sim.processes.loading import take_along
from sim.processes.mission import Mission
from sim.processes.rotation import bring_in, form_up
from sim.processes.shortage import enough_to_move, supplied
from sim.record.causes import MOVEMENT
from sim.record.track import Track
from sim.wording import carried


def surplus(m: Mission, camp: CampState) -> tuple[int, int]:
    """People whom the rotations still to come cannot take, and vehicles for them.

    Only vehicles that need not be kept to the last convoy; no more people than ride in them.
    """
    columns = m.tasks.columns
    rotations = column.rotations_left(m, camp) + camp.columns_out
    people = column.spare_people(m, camp) - rotations * int(columns.passengers_rotation.value)
    vehicles = column.spare_vehicles(m, camp) - rotations * column.own_vehicles(camp)
    vehicles = max(0, min(vehicles, int(columns.contingent_move_vehicles.value)))
    return max(0, min(people, column.riders(m, vehicles))), vehicles


def wants(m: Mission, camp: CampState) -> dict[str, float]:
    """What a move claims whole, for the people whom it would take now."""
    people, _ = surplus(m, camp)
    return column.one_way(m, camp, people)


def no_longer_wanted(m: Mission, camp: CampState) -> bool:
    """Whether a move is no longer to leave: an order, the floor's turn, nobody for it."""
    return camp.ordered or camp.floor_claim is not None or surplus(m, camp)[0] <= 0


def move(m: Mission, camp: CampState, track: Track, answered: Once) -> Steps:
    """Carry out one contingent move, from the request for its clearance to the hub.

    Who forms up is on the camp's books until the column drives out, and eats there. Those who still
    stand in the camp when the last convoy leaves go with it.
    """
    claim = yield from given(m, camp, track)
    if claim is None:
        answered.reach(track, m.clock.now)
        return
    with claim:
        people, vehicles = surplus(m, camp)
        convoy = Convoy(track.entity, track, camp.name, camp.sector, camp)
        convoy.priority = camp.deadline
        m.counts["columns"] += 1
        camp.forming[track.entity] = people, vehicles
        if m.story is not None:
            m.say(f"{track.entity}: {carried(0, vehicles, people)} form up")
        answered.reach(track, m.clock.now)
        camp.notify(track)
        yield from form_up(m, convoy, camp.name)
        there = search_teams.arrival(m, camp, claim)
        if there > m.clock.now:
            yield from stay(m, convoy, camp.name, there)
            track.until(m.clock.now, MOVEMENT, "the search team is on its way")
        goes = yield from go_or_no_go(m, convoy, camp.name)
        place = camp.name
        if goes and (yield from drive_out(m, camp, convoy, claim)):
            place = m.destination(camp)
        elif not camp.closed.reached:
            stand_down(camp, convoy)
        elif there > m.clock.now:
            search_teams.turn_back(m, claim, camp.owner, track)
        yield from search_teams.go_home(m, claim, camp.owner, place)


def given(m: Mission, camp: CampState, track: Track) -> Steps:
    """Get supplies for the road, then clearance and team; None if the move is called off.

    Who has too little by then gives them back, and asks again when there is enough: the team may be
    the one with which supplies come.
    """
    no_more, entity, again = partial(no_longer_wanted, m, camp), track.entity, 0
    while True:
        yield from enough_to_move(m, camp, track, no_more, track.entity)
        if no_more():
            return None
        now = m.clock.now
        clearance = Clearance(m, m.rules.convoy, entity, camp.sector, now, now)
        asker = OfCamp(
            camp,
            amounts=lambda: wants(m, camp),
            priority=partial(column.priority, m, camp, now),
            off=no_more,
        )
        claim = yield from granted(m, asker, clearance, track)
        if claim is None or supplied(m, camp):
            return claim
        claim.release()
        again += 1
        entity = f"{track.entity}/again/{again}"


def drive_out(m: Mission, camp: CampState, convoy: Convoy, claim: Claim) -> Steps:
    """Drive a move to the hub; returns whether it has set out, before the last convoy took it."""
    departs = partial(take_along, m, camp, convoy)

    def left_with_others() -> bool:
        return camp.closed.reached and not convoy.loaded

    convoy.off = left_with_others
    return (yield from bring_in(m, camp, convoy, claim, departs))


def stand_down(camp: CampState, convoy: Convoy) -> None:
    """Let people and vehicles of a move that does not leave go back to their lines."""
    del camp.forming[convoy.entity]
    camp.notify(convoy.track)
