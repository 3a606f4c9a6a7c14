"""Handing a camp over: from the start of drawdown to the last person out.

Drawdown starts → packing, disposal review, columns and moves → notice, close-out → joint
inspection, certificate (or time-out) → last convoy. An order to leave in haste cuts it short.
"""

from sim.processes import airspace, column
from sim.processes.camp import CampState
from sim.processes.certificate import (
    await_signature,
    await_team,
    inspect,
    signed,
    tail,
)
from sim.processes.clearance import Clearance, counting
from sim.processes.convoy import Steps
from sim.processes.customs import Customs, import_material
from sim.processes.dispatching import send_columns, send_moves
from sim.processes.haste import leave_in_haste
from sim.processes.last_clearance import ask_for_last_convoy
from sim.processes.last_convoy import call_team, leave, take_turn
from sim.processes.mission import Mission
from sim.processes.money import paid_for
from sim.processes.packing import pack
from sim.processes.resupply import keep_supplied
from sim.processes.triage import triage
from sim.record.causes import FLIGHTS, HANDOVER, PLAN
from sim.wording import counted

CLOSE_OUT = "close_out"
"""Its name among the activities that are deferred when the authority is spent."""


def close(m: Mission, customs: Customs, camp: CampState) -> Steps:
    """Close one camp."""
    track = camp.track
    while (begins := camp.opens - m.tasks.packing.preparation_lead.value) > m.clock.now:
        yield m.clock.sleep(begins, m.stage_begun)
        track.until(m.clock.now, PLAN, "before drawdown")
    start_work(m, customs, camp)
    yield from hand_over(m, camp)
    if not camp.ordered:
        yield from leave(m, camp, lambda: signed(m, camp))
    if camp.ordered and not camp.closed.reached:
        yield from leave_in_haste(m, camp)


def start_work(m: Mission, customs: Customs, camp: CampState) -> None:
    """Begin the drawdown: everything that goes on beside the camp's own steps."""
    start, name = m.clock.start, camp.name
    camp.drawdown_started = True
    camp.close_out_begun = m.clock.now
    camp.states.enter("drawdown", m.clock.now)
    status = m.status.camps[name]
    camp.clearance_held = status.clearance_held
    of = m.tasks.handover.disposal_review
    camp.review_done_at = (
        m.clock.now if status.review_done else m.clock.now + m.task(of, name, "review")
    )
    if m.story is not None:
        loads = counted(camp.loads.truck_loads, "truck load", "truck loads")
        m.say(f"drawdown of {name} starts: {loads}")
    start(pack(m, camp), f"{name}/packing")
    start(send_columns(m, camp), f"{name}/dispatch")
    start(send_moves(m, camp), f"{name}/moves")
    start(triage(m, camp), f"{name}/triage")
    start(give_notice(m, camp), f"{name}/notice")
    if m.stocks is not None and camp.owner != name:
        start(keep_supplied(m, camp), f"{name}/supply")
    start(call_team(m, camp), f"{name}/team")
    start(ask_for_last_convoy(m, camp), f"{name}/clearance")
    start(import_material(m, customs, camp), f"{name}/packing material")


def hand_over(m: Mission, camp: CampState) -> Steps:
    """Carry the handover to the certificate, as far as it gets.

    The day on which the floor forms up ends every wait: from then on the deadline goes before an
    orderly handover.
    """
    yield from empty(m, camp)
    for step in (close_out, await_authority, take_turn, await_team, inspect, await_signature):
        if camp.ordered or m.clock.now >= camp.floor_day:
            return
        yield from step(m, camp)


def empty(m: Mission, camp: CampState) -> Steps:
    """Wait until the last loads have left."""
    camp.check_gone(camp.track, m.clock.now)
    while not camp.loads_gone.reached and not camp.ordered and m.clock.now < camp.floor_day:
        yield m.clock.sleep(camp.floor_day, camp.loads_gone.signal, camp.order)
        if camp.loads_gone.reached:
            camp.track.released_by(camp.loads_gone.link, m.clock.now, HANDOVER, "loads to go")
        else:
            cause = column.held_up_by(m, camp)
            words = "loads that have not gone"
            camp.track.released_by(camp.notice_link, m.clock.now, cause, words)


def close_out(m: Mission, camp: CampState) -> Steps:
    """Finish the disposal review and the close-out, whose last days follow the loads.

    The floor does not wait for what is not done on the day on which it forms up; the work goes on.
    Nobody waits for money either: what is not paid for is taken up when it is.
    """
    track = camp.track
    camp.states.enter("close-out", m.clock.now)
    if camp.review_done_at > m.clock.now:
        yield m.clock.sleep(min(camp.review_done_at, camp.floor_day), camp.order)
        track.until(m.clock.now, HANDOVER, "disposal review")
    if camp.ordered:
        return
    if not m.account.funded(CLOSE_OUT):
        m.say(f"the close-out of {camp.name} is not paid for")
        m.clock.start(take_up_close_out(m, camp), f"{camp.name}/close-out")
        return
    work_on_close_out(m, camp, camp.close_out_begun)
    yield m.clock.sleep(min(camp.close_out_due, camp.floor_day), camp.order)
    track.until(m.clock.now, HANDOVER, "environmental close-out")


def work_on_close_out(m: Mission, camp: CampState, begun: float) -> None:
    """Set the day on which the close-out of a camp is done that has been worked on since a day."""
    rules = m.tasks.handover
    of = rules.close_out.of(camp.plan)
    days = 0.0 if m.status.camps[camp.name].review_done else m.task(of, camp.name, "close-out")
    reviewed = max(m.clock.now, camp.review_done_at)
    after = rules.close_out_after_last_load.value
    camp.close_out_due = max(reviewed + after, begun + days)


def take_up_close_out(m: Mission, camp: CampState) -> Steps:
    """Begin the close-out of a camp when it is paid for, if the camp still stands then."""
    yield from paid_for(m, CLOSE_OUT, camp.track.fork(f"{camp.name}/close-out"))
    if not (camp.ordered or camp.closed.reached):
        work_on_close_out(m, camp, m.clock.now)
        m.say(f"the close-out of {camp.name} begins: it is paid for")


def give_notice(m: Mission, camp: CampState) -> Steps:
    """Give notice to the civil authority ahead of the inspection; it comes by a permitted flight.

    Notice is due when the last column has been sent for, or when the plan's date comes near: so
    far ahead that most authorities come in time, as with every other request. Where the status
    says that it has been given the authority is ready, and its flight has still to be permitted.
    """
    track = camp.track.fork(f"{camp.name}/notice")
    given = m.status.camps[camp.name].notice_given
    of = m.tasks.handover.authority_notice[camp.sector]
    lead = m.in_time(of) + tail(m, camp)
    earliest, latest = camp.opens - lead, camp.floor_day - lead
    while not given and m.clock.now < latest and not camp.ordered:
        if column.trucks_needed(camp) <= 0 and m.clock.now >= earliest:
            break
        until = earliest if column.trucks_needed(camp) <= 0 else latest
        yield m.clock.sleep(until, camp.changed, camp.order)
        if m.clock.now < until:
            track.released_by(camp.notice_link, m.clock.now, HANDOVER, "loads to go")
        else:
            track.until(m.clock.now, PLAN, "notice not yet due")
    if camp.ordered:
        return
    flight = Clearance(
        m,
        m.rules.crewed,
        f"{camp.name}/authority",
        camp.sector,
        m.clock.now,
        m.clock.now,
    )
    camp.authority_link, end = track.link, m.clock.now
    if not given:  # by the rules of this day, not of that on which the wait began
        of = m.tasks.handover.authority_notice[camp.sector]
        m.say(f"notice of the return of {camp.name} is given to the civil authority")
        days = m.task(of, camp.name, "authority")
        end = m.spend(track, of, days, HANDOVER, "authority on its way")

    def expected() -> bool:
        return not (camp.ordered or camp.closed.reached)

    with counting(m, flight):
        yield m.clock.sleep(end, camp.order, camp.closed.signal)
        if expected():
            camp.authority_link, camp.authority_ready = track.link, True
        while expected():
            at = flight.ready(airspace.opens(m, camp.sector, m.clock.now))
            if at <= m.clock.now:
                track.until(m.clock.now, FLIGHTS, "no flight for the authority")
                camp.authority.reach(track, m.clock.now)
                break
            yield m.clock.sleep(at, m.world_changed, camp.order, camp.closed.signal)


def await_authority(m: Mission, camp: CampState) -> Steps:
    """Wait for the civil authority, and for the window to come near."""
    camp.states.enter("awaiting authority", m.clock.now)
    here, track = camp.authority, camp.track
    while not here.reached and not camp.ordered and m.clock.now < camp.floor_day:
        yield m.clock.sleep(camp.floor_day, here.signal, camp.order)
        if here.reached:
            track.released_by(here.link, m.clock.now, HANDOVER, "authority on its way")
        else:
            ready = camp.authority_ready
            cause = FLIGHTS if ready else HANDOVER
            words = "no flight for the authority" if ready else "the authority does not come"
            track.released_by(camp.authority_link, m.clock.now, cause, words)
            if not camp.ordered:
                m.say(f"the civil authority has not come to {camp.name}: the floor forms up")
    early = camp.opens - tail(m, camp)
    if here.reached and not camp.ordered and m.clock.now < early:
        yield m.clock.sleep(early, camp.order)
        track.until(m.clock.now, PLAN, "window not yet open")
