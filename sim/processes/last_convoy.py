"""The last convoy: the security floor leaves, by the plan or in haste; nobody stays behind."""

from collections.abc import Callable
from math import inf

from sim.plan.loads import columns_of_last_convoy
from sim.policies import dispatch
from sim.pool import Claim
from sim.processes import column, overwatch, search_teams
from sim.processes.camp import CampState
from sim.processes.ceasefire import approach
from sim.processes.clearance import Requests
from sim.processes.convoy import Convoy, Steps
from sim.processes.departure import cleared, go_or_no_go
from sim.processes.disposal import clear_out, close_out_done
from sim.processes.last_clearance import ask_for_today
from sim.processes.last_morning import leaves_by, on_notification
from sim.processes.loading import take
from sim.processes.mission import Mission
from sim.processes.rotation import bring_in
from sim.processes.shortage import enough_to_move
from sim.processes.triage import end_destruction
from sim.record import triggers
from sim.record.causes import (
    CROWD,
    FLEET,
    FORMING,
    HANDOVER,
    MOVEMENT,
    PLAN,
)
from sim.record.ledger import PEOPLE
from sim.record.outcome import ACCELERATED, ONE_SIDED
from sim.record.states import CLOSED
from sim.wording import carried, counted


def take_turn(m: Mission, camp: CampState) -> Steps:
    """Wait for the camp's turn, then ask for what its last convoy needs, before the inspection.

    So it is there, or next in the queue, when the certificate is signed. Moves that have not left
    by now do not.
    """
    camp.states.enter("waiting for its turn", m.clock.now)
    yield from wait_for_turn(m, camp)
    if not camp.ordered:
        ask_for_floor(m, camp)
        yield m.clock.settled()


def call_team(m: Mission, camp: CampState) -> Steps:
    """Ask for the floor's search team so early that it is there when the floor forms up."""
    at = camp.floor_day - search_teams.days_to(m, camp)
    if at > m.clock.now:
        yield m.clock.sleep(at, camp.order, camp.closed.signal)
    if not (camp.ordered or camp.closed.reached):
        ask_for_floor(m, camp)


def ask_for_floor(m: Mission, camp: CampState) -> Claim:
    """Ask for a search team of the hub, and beds where the floor goes, before everybody else."""
    if camp.floor_claim is None:
        first = dispatch.FIRST + camp.deadline
        camp.floor_claim = m.pool.claim(
            f"{camp.name}/last convoy", wants(m, camp), camp.track, priority=first
        )
        for request in list(camp.requests):
            request.cancel()
        camp.changed.fire()  # a move that has no clearance yet is wanted no more
        camp.requests[camp.floor_claim] = lambda: first
        if camp.floor_claim.granted:  # it wants nothing that could lack
            camp.team_given.fire()
        else:
            camp.floor_claim.callbacks.append(lambda _: camp.team_given.fire())
    return camp.floor_claim


def leave(m: Mission, camp: CampState, signed: Callable[[], bool]) -> Steps:
    """Let the floor leave: after the signature, in the window, in its turn, on a clearance.

    When none comes the floor leaves on notification shortly before the deadline, prepared beside
    its forming up (see `on_notification`).
    """
    track = camp.track
    camp.states.enter("last convoy", m.clock.now)
    claim = ask_for_floor(m, camp)
    yield from form_up_floor(m, camp, signed())
    yield from wait_for_turn(m, camp)
    notified = on_notification(m, camp)
    latest = leaves_by(m, camp, notified)
    yield from enough_to_move(m, camp, track, lambda: camp.ordered, "the last convoy", latest)
    yield from wait_for_team(m, camp, claim, notified)
    if camp.ordered:
        return
    ask_for_today(m, camp)
    requests = Requests(*camp.last_clearances)
    given = yield from cleared(
        m, requests, track, lambda: camp.ordered, lambda: notified, camp.order
    )
    latest = leaves_by(m, camp, notified)
    if given:  # it may have waited for long
        yield from enough_to_move(m, camp, track, lambda: camp.ordered, "the last convoy", latest)
    if camp.ordered:
        return
    clearance = requests.first(m.clock.now)
    requests.close()
    convoy = Convoy(f"{camp.name}/last convoy", track, camp.name, camp.sector, camp)
    convoy.priority = dispatch.FIRST + camp.deadline
    with claim:
        yield from crowd(m, camp)
        if given:
            overwatch.ask(m, convoy, clearance)
            yield from go_or_no_go(m, convoy, camp.name, by=latest, may_stand_down=False)
        held = claim if claim.granted else None

        def departs() -> None:
            """A clearance may have come while a crowd or the road held the floor up."""
            if not given and requests.ready(m.clock.now) > m.clock.now:
                without_clearance(m, camp, convoy)
            depart(m, camp, convoy, held, signed)

        yield from bring_in(m, camp, convoy, held, departs, latest)
        yield from search_teams.go_home(m, claim, camp.owner, m.destination(camp))


def depart(
    m: Mission, camp: CampState, convoy: Convoy, claim: Claim | None, signed: Callable[[], bool]
) -> None:
    """Let a last convoy drive out: with its team if that is there, and with all who are there."""
    convoy.searched, convoy.columns = with_team(m, camp, claim), columns(m, camp)
    take_everything(m, camp, convoy)
    last_person_leaves(m, camp, convoy, signed())


def form_up_floor(m: Mission, camp: CampState, orderly: bool) -> Steps:
    """Form up the floor: it stands ready when the certificate is signed, else it takes longer.

    An order to leave in haste ends the wait, not the forming up (`leave_in_haste`).
    """
    of = m.tasks.movement.forming_up
    if orderly:
        of = m.tasks.handover.last_convoy_after_certificate
    days = m.task(of, camp.name, "floor")
    camp.formed_at = m.clock.now + days
    if m.stocks is not None and (stock := m.stocks.camp(camp.name)) is not None:
        stock.changed.fire()  # supplies may come too late
        camp.changed.fire()
    yield m.clock.sleep(camp.formed_at, camp.order)
    m.spent(camp.track, of, days, HANDOVER if orderly else FORMING, "the floor forms up")


def wait_for_team(m: Mission, camp: CampState, claim: Claim, notified: float) -> Steps:
    """Wait for the search team: until it is given, then until it has driven to the camp.

    Without one by the day by which the floor leaves (`leaves_by`) it goes without.
    """
    track = camp.track
    if not claim.granted and not camp.ordered:
        m.clock.start(give_up_team(m, camp, claim, notified), f"{claim.name}/team")
        yield claim
        track.released_by(claim.last_link, m.clock.now, FLEET, "waiting for a search team")
    if camp.ordered:
        return
    camp.requests.pop(claim, None)
    latest = max(m.clock.now, leaves_by(m, camp, notified))
    there = min(search_teams.arrival(m, camp, claim), latest) if claim.granted else m.clock.now
    if there > m.clock.now:
        yield m.clock.sleep(there, camp.order)
        track.until(m.clock.now, MOVEMENT, "the search team is on its way")


def give_up_team(m: Mission, camp: CampState, claim: Claim, notified: float) -> Steps:
    """Give up waiting for a search team on the day by which the floor leaves.

    A clearance that comes meanwhile brings that day forward.
    """
    while (latest := leaves_by(m, camp, notified)) > m.clock.now:
        answers = (clearance.ready(m.clock.now) for clearance in camp.last_clearances)
        until = min((at for at in answers if at > m.clock.now), default=inf)
        yield m.clock.sleep(min(latest, until), m.world_changed, camp.order)
        if claim.granted or claim.cancelled:
            return
    yield m.clock.settled()
    if not claim.granted:
        claim.cancel()


def with_team(m: Mission, camp: CampState, claim: Claim | None) -> bool:
    """Whether the floor leaves with the search team that its way wants, if it wants one.

    A team that is given and has not come yet turns back.
    """
    if claim is not None and search_teams.arrival(m, camp, claim) <= m.clock.now:
        return True
    if claim is not None:
        search_teams.turn_back(m, claim, camp.owner, camp.track)
    return not search_teams.needed(m, camp.name, m.destination(camp))


def without_clearance(m: Mission, camp: CampState, convoy: Convoy) -> None:
    """Leave on notification: it counts as a departure in haste, and draws more fire."""
    m.fired(triggers.LAST_CLEARANCE, camp.name, "leave on notification")
    m.say(f"{camp.name}: no movement clearance is given; the last convoy leaves on notification")
    m.counts["left_on_notification"] += 1
    camp.worsen(ACCELERATED)
    convoy.exposure_factor = m.policy.acceleration.exposure_factor.value


def wait_for_turn(m: Mission, camp: CampState) -> Steps:
    """Wait for the window to come near, and for the camps that leave before this one."""
    track = camp.track
    for other in before(m, camp):
        while not other.closed.reached and not camp.ordered and m.clock.now < camp.floor_day:
            yield m.clock.sleep(camp.floor_day, other.closed.signal, camp.order)
            if other.closed.reached:
                track.released_by(
                    other.closed.link, m.clock.now, PLAN, f"{other.name} leaves first"
                )
            else:
                track.until(m.clock.now, PLAN, f"{other.name} leaves first")
    if camp.formed_at <= m.clock.now < camp.opens and not camp.ordered:
        yield m.clock.sleep(camp.opens, camp.order)
        track.until(m.clock.now, PLAN, "window not yet open")


def before(m: Mission, camp: CampState) -> list[CampState]:
    """Camps that are left before this one: named by the plan, or served from it."""
    named = [m.camps[name] for name in camp.plan.leaves_after if name in m.camps]
    return named + camp.served


def crowd(m: Mission, camp: CampState) -> Steps:
    """A crowd at the gate may hold the departure up; it gathers when the column lines up."""
    rules = m.tasks.handover
    if m.happens(rules.crowd_probability.value, camp.name, "crowd"):
        days = m.task(rules.crowd_delay, camp.name, "crowd delay")
        m.say(f"a crowd holds up the departure from {camp.name}")
        yield m.clock.at(m.clock.now + days)
        camp.track.until(m.clock.now, CROWD, "a crowd at the gate")


def wants(m: Mission, camp: CampState) -> dict[str, float]:
    """What the last convoy claims whole, for all who are still there and in no other column.

    No more beds than are free: the last of a camp do not wait for any.
    """
    people = m.ledger.at(PEOPLE, camp.name) - column.people_forming(camp)
    return column.one_way(m, camp, min(people, column.free_beds(m, camp)))


def columns(m: Mission, camp: CampState) -> int:
    """Columns of the last convoy, on one day: by its vehicles and by its people; one at least."""
    people = m.ledger.at(PEOPLE, camp.name)
    return max(1, columns_of_last_convoy(camp.driving, people, m.tasks.columns))


def take_everything(m: Mission, camp: CampState, convoy: Convoy) -> None:
    """Take all people and all that drives onto the road."""
    take(m, camp, convoy, 0, 0, camp.driving, m.ledger.at(PEOPLE, camp.name))


def last_person_leaves(m: Mission, camp: CampState, convoy: Convoy, signed: bool) -> None:
    """Close the camp, now that the last person is out; what is left there is written off.

    Columns that still stand in the camp set out with the last convoy.
    Left without a certificate it is left one-sidedly: closed, not orderly.
    """
    if not signed:
        camp.worsen(ONE_SIDED)
    m.counts["left_without_certificate"] += not signed
    m.counts["left_without_close_out"] += not close_out_done(m, camp)
    now, name = m.clock.now, camp.name
    end_destruction(m, camp)
    lost = clear_out(m, camp, signed)
    camp.unpacked = camp.packed = camp.low_bed = camp.reserved = camp.reserved_low_bed = 0
    for entity in camp.forming:
        m.say(f"{entity} goes with the last convoy of {name}")
    camp.forming.clear()
    if name in m.plan.hospitals:
        m.helicopters.fire()  # another sector evacuates columns from now on
    camp.states.enter(CLOSED, now)
    camp.closed.reach(camp.track, now)
    for claim in [*camp.requests, *camp.at_gate]:
        claim.cancel()
    camp.notify(camp.track)
    if m.story is not None:
        m.say(
            f"{name} is left ({camp.mode.replace('_', '-')}): "
            f"{carried(0, convoy.own, convoy.people)} in "
            f"{counted(convoy.columns, 'column', 'columns')}; "
            f"{counted(lost, 'container stays', 'containers stay')} behind"
        )
    approach(m, camp)
