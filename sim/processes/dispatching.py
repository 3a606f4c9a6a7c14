"""Sending columns to a camp: when a column is worth asking for, and how many requests are open."""

from math import inf

from sim.processes import column, contingent_move
from sim.processes.camp import CampState, Once
from sim.processes.clearance import asked_ahead, reckoned_until
from sim.processes.contingent_move import move
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.rotation import rotate
from sim.record.causes import PACKING, PLAN


def send_columns(m: Mission, camp: CampState) -> Steps:
    """Ask for truck columns, one after the other, until nothing is left to fetch.

    A few requests are open at a time, each for the load after the one before it: papers for the
    next columns are asked for side by side. A column is asked for when what it will load is packed,
    or will be when it arrives, and it is filled when its group is granted.
    """
    track = camp.track.fork(f"{camp.name}/dispatch")
    open_requests: list[Once] = []
    number = 0
    while not (camp.ordered or camp.closed.reached or camp.trucks_stopped):
        open_requests = [request for request in open_requests if not request.reached]
        allowed = m.policy.dispatch.open_requests.value
        wanted = column.departure(m, camp, len(open_requests))
        ask = wanted - asked_ahead(m, m.rules.convoy, camp.sector)
        if len(open_requests) >= allowed or ask == inf:
            yield m.clock.sleep(inf, camp.changed, camp.claimed, camp.order)
            track.released_by(camp.notice_link, m.clock.now, PACKING, "nothing to send for")
            continue
        if ask > m.clock.now:
            noticed, until = camp.notice_link, reckoned_until(m, camp.sector, ask)
            yield m.clock.sleep(until, camp.changed, m.world_changed, camp.order)
            if m.clock.now < ask:
                if camp.notice_link is noticed:  # another regime, or an order
                    continue
                track.released_by(camp.notice_link, m.clock.now, PACKING, "packing")
            else:
                track.link = camp.lot_link
                track.until(m.clock.now, PACKING, "packing the next column")
            continue
        number += 1
        answered = Once(m.clock)
        open_requests.append(answered)
        rotation = track.fork(f"{camp.name}/rotation/{number}")
        m.clock.start(
            rotate(m, camp, rotation, max(wanted, m.clock.now), answered), rotation.entity
        )
        if len(open_requests) >= allowed:
            signals = [request.signal for request in open_requests]
            yield m.clock.sleep(inf, *signals, camp.order)
            over = next((request for request in open_requests if request.reached), answered)
            track.released_by(over.link, m.clock.now, PACKING, "request open")


def send_moves(m: Mission, camp: CampState) -> Steps:
    """Send contingent moves for people and vehicles that rotations will not take.

    They are spread over the rotations: the k-th of n leaves when its share of the columns has
    loaded, or when its share of the time to the floor's day has passed: else those who wait for
    columns that do not come would all be left to the last convoy.
    """
    begun = m.clock.now
    track = camp.track.fork(f"{camp.name}/moves")
    planned, columns = camp.loads.moves, camp.loads.columns
    while not (camp.ordered or camp.floor_claim is not None or camp.closed.reached):
        people, _ = contingent_move.surplus(m, camp)
        number = camp.moves_sent + 1
        latest = begun + (camp.floor_day - begun) * number / (planned + 1)
        enough_loaded = camp.columns_loaded * (planned + 1) >= number * columns
        due = enough_loaded or m.clock.now >= latest
        if people <= 0 or camp.driving <= 0 or not (due or camp.unassigned <= 0):
            until = latest if latest > m.clock.now else inf
            yield m.clock.sleep(until, camp.changed, camp.order)
            track.released_by(camp.notice_link, m.clock.now, PLAN, "no move is due")
            continue
        camp.moves_sent += 1
        answered = Once(m.clock)
        moving = track.fork(f"{camp.name}/move/{number}")
        m.clock.start(move(m, camp, moving, answered), moving.entity)
        if not answered.reached:
            yield m.clock.sleep(inf, answered.signal)
            track.released_by(answered.link, m.clock.now, PACKING, "request open")
