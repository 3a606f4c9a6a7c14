"""Handing a camp over: from the start of drawdown to the last person out.

Drawdown starts → packing, disposal review, columns and moves → notice, close-out → joint
inspection, certificate (or time-out) → last convoy. An order to leave in haste cuts it short.
"""

from sim.processes.camp import CampState
from sim.processes.clearance import Clearance, clearance_lead, convoy_rules, flight_rules
from sim.processes import column
from sim.processes.convoy import Steps
from sim.processes.customs import Customs, import_material
from sim.processes.dispatching import send_columns, send_moves
from sim.processes.last_convoy import leave, leave_in_haste
from sim.processes.mission import Mission
from sim.processes.packing import pack
from sim.processes.triage import triage
from sim.record.causes import CEASEFIRE, CONSENT, FLIGHTS, HANDOVER, PLAN, VARIABILITY
from sim.record.outcome import ONE_SIDED
from sim.risks.world import CONSENT as REGIME


def close(m: Mission, customs: Customs, camp: CampState) -> Steps:
    """Close one camp."""
    track = camp.track
    begins = camp.opens - m.tasks.packing.preparation_lead.value
    if begins > m.now:
        yield m.clock.at(begins)
        track.until(m.now, PLAN, "before drawdown")
    start_work(m, customs, camp)
    signed = yield from hand_over(m, camp)
    if not camp.ordered:
        yield from leave(m, camp, signed)
    if camp.ordered and not camp.closed.reached:
        yield from leave_in_haste(m, camp)


def start_work(m: Mission, customs: Customs, camp: CampState) -> None:
    """Begin the drawdown: everything that goes on beside the camp's own steps."""
    start, name = m.clock.start, camp.name
    camp.drawdown_started = True
    camp.states.enter("drawdown", m.now)
    status = m.status.camps[name]
    camp.clearance_held = status.clearance_held
    of = m.tasks.handover.disposal_review
    camp.review_done_at = m.now if status.review_done else m.now + m.task(of, name, "review")
    if m.story is not None:
        m.say(f"drawdown of {name} starts: {camp.loads.truck_loads} truck loads")
    start(pack(m, camp), f"{name}/packing")
    start(send_columns(m, camp), f"{name}/dispatch")
    start(send_moves(m, camp), f"{name}/moves")
    start(triage(m, camp), f"{name}/triage")
    start(give_notice(m, camp), f"{name}/notice")
    start(import_material(m, customs, camp), f"{name}/packing material")


def hand_over(m: Mission, camp: CampState) -> Steps:
    """Carry the handover to the certificate; returns whether it was signed.

    Command's last date (the floor forms up) and the time-out that follows it end every wait.
    """
    limit = camp.planned_closure + m.policy.certificate_time_out.value
    gone = yield from empty(m, camp)
    if not gone:
        return False
    ask_for_last_convoy(m, camp)
    yield from close_out(m, camp)
    came = yield from await_authority(m, camp, limit)
    if camp.ordered:
        return False
    if not came:
        camp.worsen(ONE_SIDED)
        m.say(f"the civil authority has not come to {camp.name}: the time-out ends the wait")
        return False
    yield from inspect(m, camp)
    if camp.ordered:
        return False
    return (yield from await_signature(m, camp, limit))


def empty(m: Mission, camp: CampState) -> Steps:
    """Wait until the last loads have left, no longer than the day on which the floor forms up."""
    last = max(camp.planned_closure, m.now)
    camp.check_gone(camp.track, m.now)
    while not camp.loads_gone.reached and not camp.ordered:
        if m.now >= last and not camp.columns_out:
            break
        until = last if m.now < last else camp.deadline
        if m.now >= until:
            break
        yield m.clock.sleep(until, camp.loads_gone.signal, camp.order)
        if camp.loads_gone.reached:
            camp.track.released_by(camp.loads_gone.link, m.now, HANDOVER, "loads to go")
        else:
            camp.track.until(m.now, HANDOVER, "waiting for loads that do not go")
    return not camp.ordered


def close_out(m: Mission, camp: CampState) -> Steps:
    """Finish the disposal review and the environmental close-out; its last days follow the loads."""
    rules, track = m.tasks.handover, camp.track
    camp.states.enter("close-out", m.now)
    if camp.review_done_at > m.now:
        yield m.clock.sleep(camp.review_done_at, camp.order)
        track.until(m.now, HANDOVER, "disposal review")
    large = camp.camp.size in ("large", "hub")
    of = rules.close_out.large if large else rules.close_out.small
    days = m.task(of, camp.name, "close-out")
    after = min(rules.close_out_after_last_load.value, days)
    end = m.now + after
    yield m.clock.sleep(end, camp.order)
    track.until(m.now, HANDOVER, "environmental close-out")


def tail(m: Mission, camp: CampState) -> float:
    """Nominal days of joint inspection and signature."""
    rules = m.tasks.handover.joint_inspection
    inspection = rules.large if camp.camp.size in ("large", "hub") else rules.small
    return inspection.nominal + m.settings.consent.certificate_signature.permissive.nominal


def ask_for_last_convoy(m: Mission, camp: CampState) -> None:
    """Ask ahead for the movement clearance of the last convoy, for the day of the signature."""
    after = m.tasks.handover.close_out_after_last_load.value
    wanted = max(m.now + after + tail(m, camp), camp.opens)
    camp.last_clearance = Clearance(
        m,
        convoy_rules(m),
        f"{camp.name}/last convoy",
        camp.sector,
        max(m.now, wanted - clearance_lead(m, camp.sector)),
        wanted,
        held=camp.clearance_held,
    )


def give_notice(m: Mission, camp: CampState) -> Steps:
    """Give notice to the civil authority ahead of the inspection; it comes by a permitted flight.

    Notice is due when the last column has been sent for, or when the plan's date comes near; the
    authority is asked for a day not long before the window opens.
    """
    track = camp.track.fork(f"{camp.name}/notice")
    if m.status.camps[camp.name].notice_given:
        camp.authority.reach(track, m.now)
        return
    of = m.tasks.handover.authority_notice[camp.sector]
    lead = of.nominal + tail(m, camp)
    earliest, latest = camp.opens - lead, camp.planned_closure - lead
    while m.now < latest and not camp.ordered:
        if column.trucks_needed(m, camp) <= 0 and m.now >= earliest:
            break
        until = earliest if column.trucks_needed(m, camp) <= 0 else latest
        yield m.clock.sleep(until, camp.changed, camp.order)
        if m.now < until:
            track.released_by(camp.notice_link, m.now, HANDOVER, "loads to go")
        else:
            track.until(m.now, PLAN, "notice not yet due")
    if camp.ordered:
        return
    flight = Clearance(
        m, flight_rules(m), f"{camp.name}/authority", camp.sector, m.now, m.now + of.nominal
    )
    m.say(f"notice of the return of {camp.name} is given to the civil authority")
    end = m.spend(track, of, m.task(of, camp.name, "authority"), HANDOVER, "authority on its way")
    yield m.clock.at(end)
    while (at := flight.ready(m.now)) > m.now:
        yield m.clock.sleep(at, m.world_changed)
    flight.close()
    track.until(m.now, FLIGHTS, "no flight for the authority")
    camp.authority.reach(track, m.now)


def await_authority(m: Mission, camp: CampState, limit: float) -> Steps:
    """Wait for the civil authority; returns whether it came in time."""
    camp.states.enter("awaiting authority", m.now)
    here = camp.authority
    while not here.reached and not camp.ordered and m.now < limit:
        yield m.clock.sleep(limit, here.signal, camp.order)
        if here.reached:
            camp.track.released_by(here.link, m.now, HANDOVER, "authority on its way")
        else:
            camp.track.until(m.now, HANDOVER, "the authority does not come")
    early = camp.opens - tail(m, camp)
    if here.reached and not camp.ordered and m.now < early:
        yield m.clock.sleep(early, camp.order)
        camp.track.until(m.now, PLAN, "window not yet open")
    return here.reached


def inspect(m: Mission, camp: CampState) -> Steps:
    """Inspect the camp jointly; in the area of the ceasefire, forces approach to take it over."""
    camp.states.enter("inspection", m.now)
    if camp.camp.ceasefire:
        m.approach(camp)
    rules = m.tasks.handover.joint_inspection
    of = rules.large if camp.camp.size in ("large", "hub") else rules.small
    days = m.task(of, camp.name, "inspection")
    begun = m.now
    yield m.clock.sleep(begun + days, camp.order)
    camp.track.spend(
        m.now,
        "joint inspection",
        (HANDOVER, of.nominal),
        (VARIABILITY, days - of.nominal),
    )


def signature_at(m: Mission, camp: CampState, asked: float) -> float:
    """When the certificate will be signed, as the world stands (days)."""
    consent = m.settings.consent
    level = m.world.path(REGIME, camp.sector).value(m.now)
    of, agreed = consent.certificate_signature.at(level), consent.certificate_signature_agreed
    days = m.drawn(consent.enabled, of, camp.name, "signature")
    at = asked + days
    if m.agreement_at < at:
        quick = m.drawn(consent.enabled, agreed, camp.name, "signature")
        at = min(at, max(asked, m.agreement_at) + quick)
    return max(at, m.now)


def await_signature(m: Mission, camp: CampState, limit: float) -> Steps:
    """Wait for the certificate, until the time-out; returns whether it was signed."""
    camp.states.enter("awaiting certificate", m.now)
    asked = m.now
    limit = min(asked + m.policy.certificate_time_out.value, max(limit, asked))
    before = m.world.path(REGIME, camp.sector).value(m.now)
    while not camp.ordered:
        at = signature_at(m, camp, asked)
        until = min(at, limit)
        yield m.clock.sleep(until, m.world_changed, camp.order)
        worse = m.world.path(REGIME, camp.sector).value(m.now) > before
        camp.track.until(m.now, CEASEFIRE if worse and m.now < until else CONSENT,
                         "certificate not signed")  # fmt: skip
        if m.now >= until and not camp.ordered:
            if at <= limit:
                camp.certificate = m.now
                m.say(f"the certificate of {camp.name} is signed")
                return True
            camp.worsen(ONE_SIDED)
            m.say(f"no signature for {camp.name}: the time-out ends the wait")
            return False
    return False
