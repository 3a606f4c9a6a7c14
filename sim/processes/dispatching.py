"""Sending columns to a camp: when a column is worth asking for, and how many requests are open."""

from math import inf

from sim.policies import dispatch
from sim.processes import column, contingent_move
from sim.processes.camp import CampState, Milestone
from sim.processes.clearance import asked_ahead
from sim.processes.contingent_move import move
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.rotation import rotate
from sim.record.causes import PACKING


def send_columns(m: Mission, camp: CampState) -> Steps:
    """Ask for truck columns, one after the other, until nothing is left to fetch.

    One request is open at a time, more in the last window; a column is asked for when what it
    will load is packed, or will be when it arrives.
    """
    track = camp.track.fork(f"{camp.name}/dispatch")
    open_requests: list[Milestone] = []
    number = 0
    while not (camp.ordered or camp.closed.reached or camp.trucks_stopped):
        open_requests = [request for request in open_requests if not request.reached]
        last = m.clock.now >= camp.opens
        rules = m.policy.dispatch
        allowed = (rules.open_requests_last_window if last else rules.open_requests).value
        wanted = departure(m, camp)
        ask = wanted - asked_ahead(m, m.rules.convoy, camp.sector)
        if len(open_requests) >= allowed or ask == inf:
            yield m.clock.sleep(inf, camp.changed, camp.order)
            track.released_by(camp.notice_link, m.clock.now, PACKING, "nothing to send for")
            continue
        if ask > m.clock.now:
            yield m.clock.sleep(ask, camp.changed, camp.order)
            if m.clock.now < ask:
                track.released_by(camp.notice_link, m.clock.now, PACKING, "packing")
            else:
                track.link = camp.lot_link
                track.until(m.clock.now, PACKING, "packing the next column")
            continue
        number += 1
        answered = Milestone(m.clock)
        open_requests.append(answered)
        rotation = track.fork(f"{camp.name}/rotation/{number}")
        m.clock.start(
            rotate(m, camp, rotation, max(wanted, m.clock.now), answered), rotation.entity
        )
        if len(open_requests) >= allowed:
            yield m.clock.sleep(inf, answered.signal, camp.order)
            track.released_by(answered.link, m.clock.now, PACKING, "request open")


def departure(m: Mission, camp: CampState) -> float:
    """The day on which the next column should leave its hub; infinity if there is none to send.

    It is to arrive when its load is packed. A column leaves part-filled only when slack is less
    than a rotation.
    """
    if column.trucks_needed(camp) <= 0:
        return inf
    containers, low_bed = column.fill(m, camp, column.next_column(m, camp))
    there = camp.packed - camp.reserved
    if there >= containers:
        return m.clock.now if there > 0 or low_bed > 0 else inf
    if camp.lot_size == 0:
        return m.clock.now if there > 0 else inf
    ahead = m.cycles[camp.name].to_loaded - loading_days(m, camp)
    due = max(m.clock.now, camp.lot_due - ahead)
    if there + camp.lot_size >= containers:
        return due
    if dispatch.part_filled(column.view(m, camp, m.clock.now), m.clock.now):
        return m.clock.now if there > 0 else due
    return inf


def loading_days(m: Mission, camp: CampState) -> float:
    """Nominal days of loading one column of the camp."""
    return m.cycles[camp.name].loading


def send_moves(m: Mission, camp: CampState) -> Steps:
    """Send contingent moves for people and vehicles that rotations will not take.

    They are spread over the rotations: the k-th of n leaves when its share of the columns has.
    """
    track = camp.track.fork(f"{camp.name}/moves")
    planned, columns = camp.loads.moves, camp.loads.columns
    while not (camp.ordered or camp.floor_claim is not None or camp.closed.reached):
        people, _ = contingent_move.surplus(m, camp)
        number = camp.moves_sent + 1
        due = camp.columns_sent * (planned + 1) >= number * columns
        if people <= 0 or camp.driving <= 0 or not (due or camp.unassigned <= 0):
            yield m.clock.sleep(inf, camp.changed, camp.order)
            track.released_by(camp.notice_link, m.clock.now, PACKING, "no move is due")
            continue
        camp.moves_sent += 1
        answered = Milestone(m.clock)
        moving = track.fork(f"{camp.name}/move/{number}")
        m.clock.start(move(m, camp, moving, answered), moving.entity)
        if not answered.reached:
            yield m.clock.sleep(inf, answered.signal)
            track.released_by(answered.link, m.clock.now, PACKING, "request open")
