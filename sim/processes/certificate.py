"""The certificate: joint inspection of a camp, and the signature with which it is handed over.

The inspection is held when the search team of the last convoy will be there at the signature; that
comes by the regime of consent, or not before the camp is left.
"""

from sim.calendar import show_time
from sim.processes import search_teams
from sim.processes.camp import CampState
from sim.processes.ceasefire import approach
from sim.processes.clearance import answered, reckoned_until
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.pace import rain_changes
from sim.record.causes import CEASEFIRE, CONSENT, FLEET, HANDOVER, MOVEMENT
from sim.risks.world import CONSENT as REGIME


def tail(m: Mission, camp: CampState) -> float:
    """Nominal days of joint inspection and signature."""
    inspection = m.tasks.handover.joint_inspection.of(camp.plan)
    return inspection.nominal + m.settings.consent.certificate_signature.permissive.nominal


def certain_tail(m: Mission, camp: CampState) -> float:
    """Days in which so many inspections and signatures are done as the policy wants in time.

    In the regime of today: what is still to come nobody knows.
    """
    if not m.varied:
        return tail(m, camp)
    consent = m.settings.consent
    signature = consent.certificate_signature.permissive
    if consent.enabled:
        regime = m.world.path(REGIME, camp.sector).value(m.clock.now)
        signature = consent.certificate_signature.at(regime)
    inspection = m.tasks.handover.joint_inspection.of(camp.plan)
    return m.in_time(inspection) + m.in_time(signature)


def await_team(m: Mission, camp: CampState) -> Steps:
    """Hold the inspection so late that the search team is there when the certificate is signed.

    A camp that has been signed over belongs to the State: nobody wants to stand in it for long. But
    no later than lets as many certificates be signed before the floor forms up as the policy wants
    in time (`answers_in_time`).
    """
    claim, track = camp.floor_claim, camp.track
    if claim is None:
        return
    begun = m.clock.now
    camp.states.enter("awaiting its search team", begun)
    while not (claim.granted or camp.ordered) and m.clock.now < (latest := last_day(m, camp)):
        until = reckoned_until(m, camp.sector, latest)
        yield m.clock.sleep(until, camp.team_given, m.world_changed, camp.order)
    if m.clock.now > begun:
        track.released_by(claim.last_link, m.clock.now, FLEET, "waiting for a search team")
    while claim.granted and not camp.ordered:
        due = min(search_teams.expected(m, camp, claim) - tail(m, camp), last_day(m, camp))
        if due <= m.clock.now:
            break
        rain = rain_changes(m, search_teams.way_to(m, camp))
        until = min(due, search_teams.arrival(m, camp, claim), rain)
        yield m.clock.sleep(reckoned_until(m, camp.sector, until), m.world_changed, camp.order)
        track.until(m.clock.now, MOVEMENT, "the search team is on its way")


def last_day(m: Mission, camp: CampState) -> float:
    """The last day (days) to begin an inspection whose signature still comes in time."""
    return camp.floor_day - certain_tail(m, camp)


def inspect(m: Mission, camp: CampState) -> Steps:
    """Inspect the camp jointly; in the area of the ceasefire, forces approach to take it over."""
    camp.states.enter("inspection", m.clock.now)
    approach(m, camp)
    of = m.tasks.handover.joint_inspection.of(camp.plan)
    days = m.task(of, camp.name, "inspection")
    end = m.clock.now + days
    yield m.clock.sleep(min(end, camp.floor_day), camp.order)
    if m.clock.now >= end:
        camp.signature_asked = m.clock.now
    m.spent(camp.track, of, days, HANDOVER, "joint inspection")


def signature_at(m: Mission, camp: CampState, asked: float) -> float:
    """When the certificate will be signed, as the world stands (days)."""
    return signature_of(m, camp.name, camp.sector, asked)


def signature_of(m: Mission, place: str, sector: str, asked: float) -> float:
    """When the certificate of a camp or hub will be signed, as the world stands (days)."""
    consent = m.settings.consent
    signature, agreed = consent.certificate_signature, consent.certificate_signature_agreed
    if not consent.enabled:
        return asked + signature.permissive.nominal
    u = m.draws.uniform(place, "signature")
    at = answered(m.world.path(REGIME, sector), asked, signature, u)
    if m.agreement_at < at:
        at = min(at, max(asked, m.agreement_at) + agreed.ppf(u))
    return at


def await_signature(m: Mission, camp: CampState) -> Steps:
    """Wait for the certificate, until the time-out or until the floor forms up.

    The time-out runs only while the window is open: before it nobody would leave anyhow. What is
    waited beyond the day on which it would have been signed is due to the ceasefire that has broken
    meanwhile.
    """
    asked = camp.signature_asked
    if asked is None:
        return
    camp.states.enter("awaiting certificate", m.clock.now)
    patience = max(asked, camp.opens) + m.policy.certificate_time_out.value
    limit = min(patience, camp.floor_day)
    expected, words = signature_at(m, camp, asked), "certificate not signed"
    while not camp.ordered and m.clock.now < limit and not signed(m, camp):
        until = min(signature_at(m, camp, asked), limit)
        yield m.clock.sleep(until, m.world_changed, camp.order)
    broken = m.ceasefire is not None and m.ceasefire.broken_at is not None
    camp.track.until(min(m.clock.now, expected), CONSENT, words)
    camp.track.until(m.clock.now, CEASEFIRE if broken else CONSENT, words)
    if not signed(m, camp) and not camp.ordered:
        m.say(f"no signature for {camp.name}: the floor forms up without it")


def signed(m: Mission, camp: CampState) -> bool:
    """Whether the certificate is signed by now; notes when it was."""
    asked = camp.signature_asked
    if camp.certificate is None and asked is not None:
        at = signature_at(m, camp, asked)
        if at <= m.clock.now:
            camp.certificate = at
            when = show_time(at)
            if when == show_time(m.clock.now):
                m.say(f"the certificate of {camp.name} is signed")
            else:  # a floor that formed up without it finds it there when it leaves
                m.say(f"the certificate of {camp.name}, signed on {when}, is there")
    return camp.certificate is not None
