"""Triage before a camp's deadline: named, destroyed, the last truck column, the floor."""

from sim.plan.cycle import rotation_cycle
from sim.plan.loads import trucks_under
from sim.policies.triage import dates, movable
from sim.processes import column
from sim.processes.camp import CampState, Destruction
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.pace import is_wet
from sim.record.causes import COMMAND
from sim.record.ledger import CONTAINERS, VEHICLES
from sim.record.losses import DESTROYED
from sim.record.track import Track
from sim.wording import carried, counted


def triage(m: Mission, camp: CampState) -> Steps:
    """Narrow what is still tried as the deadline comes near.

    A column is given as long as it can form up before its gate shuts.
    """
    days = dates(m.policy.triage, camp.deadline, m.start)
    track = camp.track.fork(f"{camp.name}/triage")
    short_notice = m.policy.triage.at_short_notice(camp.deadline, m.start)
    forming_up = m.cycles[camp.name].forming_up
    gate = days.last_truck - (to_loaded(m, camp) - forming_up if short_notice else 0.0)
    last_given = gate - forming_up
    m.clock.start(shut_gate(m, camp, gate), f"{camp.name}/gate")
    if not short_notice:
        yield from wait(m, camp, track, days.named)
        if over(camp):
            return
        excess = cannot_move(m, camp, last_given)
        if excess and m.story is not None:
            loads = counted(excess, "truck load", "truck loads")
            m.say(f"triage: {loads} of {camp.name} will not be moved in time")
        yield from wait(m, camp, track, days.destroy)
        if over(camp):
            return
        excess = cannot_move(m, camp, last_given)
        beside = track.fork(f"{camp.name}/destroying")
        m.clock.start(destroy(m, camp, beside, *column.fill(camp, excess)), beside.entity)
    yield from wait(m, camp, track, last_given)
    if not over(camp) and column.ask_for_smaller(m, camp):
        yield m.clock.settled()  # it goes now with the trucks and the room that there are
    if not over(camp):
        yield from stop_trucks(m, camp, track, "no truck column is given any more")


def shut_gate(m: Mission, camp: CampState, at: float) -> Steps:
    """Let no column that was given set out for a camp's loads from a day on (days)."""
    yield m.clock.sleep(max(m.clock.now, at), camp.order, camp.closed.signal)
    camp.gate_shut = True
    camp.changed.fire()


def over(camp: CampState) -> bool:
    """Whether triage no longer matters: loads gone, camp closed, or an order to leave in haste."""
    return camp.closed.reached or camp.ordered or camp.trucks_stopped or camp.loads_gone.reached


def wait(m: Mission, camp: CampState, track: Track, until: float) -> Steps:
    """Sleep to a date of triage; what is there then is there since the last change at the camp."""
    if until > m.clock.now:
        yield m.clock.sleep(until, camp.order)
        cause = column.held_up_by(m, camp)
        words = "loads that are still there at triage"
        track.released_by(camp.notice_link, m.clock.now, cause, words)


def to_loaded(m: Mission, camp: CampState) -> float:
    """Days from the claim of a group to a loaded column, in the rain of today."""
    hub = m.destination(camp)
    route = m.route(camp.name, hub)
    wet = any(is_wet(m, road, m.clock.now) for road in route.roads if road.surface != "paved")
    return rotation_cycle(camp.loads, route, m.tasks, wet=wet).to_loaded


def cannot_move(m: Mission, camp: CampState, last_given: float) -> int:
    """Truck loads at the camp that no column can be sent for by the date of the last one."""
    can = movable(
        camp.columns_out,
        column.full_column(m, camp),
        last_given - m.clock.now,
        m.cycles[camp.name].days,
        groups_for(m, camp),
    )
    if camp.turn is not None:  # it has its papers, and is first when a group is free
        can = max(can, int(camp.turn.claim.amounts.get(column.trucks_of(camp), 0.0)))
    return max(0, column.trucks_needed(camp) - can)


def groups_for(m: Mission, camp: CampState) -> float:
    """The camp's share of the groups of its hub: by the rotations that each of its camps needs."""
    groups = m.pool.capacity(f"groups:{camp.owner}")
    mine = column.rotations_left(m, camp)
    beside = sum(
        column.rotations_left(m, other)
        for other in m.camps.values()
        if other is not camp and other.owner == camp.owner
        if other.drawdown_started and not other.trucks_stopped
    )
    return groups * mine / (mine + beside) if mine else groups


def stop_trucks(m: Mission, camp: CampState, track: Track, why: str) -> Steps:
    """Have no further truck column given for the camp; destroy what it would have fetched."""
    if camp.trucks_stopped:
        return
    camp.trucks_stopped = True
    containers, low_bed = left_to_nobody(camp)
    if m.story is not None and (containers or low_bed):
        trucks = trucks_under(containers, column.per_truck(camp)) + low_bed
        loads = counted(trucks, "truck load is", "truck loads are")
        m.say(f"{camp.name}: {why}; {loads} not fetched")
    for claim in list(camp.requests):
        if claim is not camp.floor_claim:
            claim.cancel()
    camp.notify(track)
    yield from destroy(m, camp, track, containers, low_bed)


def left_to_nobody(camp: CampState) -> tuple[int, int]:
    """Containers and vehicles that no column has been promised, and that nobody is destroying."""
    containers, low_bed = camp.unpromised
    containers -= sum(work.containers for work in camp.destructions)
    low_bed -= sum(work.low_bed for work in camp.destructions)
    return max(containers, 0), max(low_bed, 0)


def leave_rest(m: Mission, camp: CampState, track: Track) -> None:
    """Give up what no column comes for: trucks are stopped, or it is too little for an escort.

    A rest is too little when it is a last part that a planner spreads over other columns, and there
    is none to spread it over: none is out, and no other camp sends its loads here.
    """
    if camp.ordered or camp.closed.reached:
        return
    rest, own = column.trucks_needed(camp), track.fork(f"{track.entity}/rest")
    if camp.trucks_stopped:
        work = destroy(m, camp, own, *left_to_nobody(camp))
        m.clock.start(work, own.entity)
    elif (
        rest and column.too_few(m, camp, rest) and not (camp.columns_out or column.more_comes(camp))
    ):
        work = stop_trucks(m, camp, own, "no escort goes out for so few")
        m.clock.start(work, own.entity)


def destroy(m: Mission, camp: CampState, track: Track, containers: int, low_bed: int) -> Steps:
    """Gift or destroy containers, last packed first, and vehicles that need a truck; in days.

    The same hands do one lot after the other.
    """
    if not (containers or low_bed):
        return
    rate = m.tasks.handover.destruction_rate
    begun = max([m.clock.now, *(before.due for before in camp.destructions)])
    due = begun + containers / m.task(rate, camp.name, "destruction")
    work = Destruction(begun, due, containers, low_bed)
    camp.destructions.append(work)
    yield m.clock.sleep(due, camp.order, camp.closed.signal)
    if not camp.closed.reached:
        camp.destructions.remove(work)
        track.until(m.clock.now, COMMAND, "destroying what cannot be moved")
        write_off(m, camp, track, work)
        camp.check_gone(track, m.clock.now)
        camp.notify(track)
        if camp.turn is not None and column.trucks_needed(camp) <= 0:
            camp.turn.claim.cancel()


def end_destruction(m: Mission, camp: CampState) -> None:
    """End what is being destroyed in a camp that is left now: what is done by now is done."""
    for work in camp.destructions:
        write_off(m, camp, camp.track, work)
    camp.destructions.clear()


def write_off(m: Mission, camp: CampState, track: Track, work: Destruction) -> None:
    """Enter what of a destruction is done by now, as far as it has not been loaded meanwhile."""
    containers, low_bed = map(min, work.done(m.clock.now), camp.unpromised)
    from_unpacked = min(containers, camp.unpacked)
    camp.unpacked -= from_unpacked
    camp.packed -= containers - from_unpacked
    camp.low_bed -= low_bed
    m.leave_country(CONTAINERS, containers, camp.name, camp.name, DESTROYED)
    m.leave_country(VEHICLES, low_bed, camp.name, camp.name, DESTROYED)
    m.pool.give(f"yard:{camp.name}", containers, track)
    if m.story is not None and (containers or low_bed):
        m.say(f"destroyed at {camp.name}: {carried(containers, low_bed)}")
