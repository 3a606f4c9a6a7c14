"""The liquidation of the hubs: shipping, rear parties, disposal, clean-up, return, guard."""

from math import ceil, inf

from sim.plan.equipment import equipment
from sim.plan.liquidation import Liquidation
from sim.policies.disposal import gifts_and_sales, shared_out
from sim.processes import civilians
from sim.processes.certificate import signature_of
from sim.processes.convoy import Steps
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.processes.repatriation import release
from sim.record import milestones
from sim.record.causes import CONSENT, EXPORT, HANDOVER, LIFT, MOVEMENT, PLAN
from sim.record.ledger import CONTAINERS, PEOPLE, RIVER, ROAD, VEHICLES
from sim.record.losses import GIFTED, SCRAPPED, SOLD
from sim.record.track import Track


def start_liquidation(m: Mission) -> None:
    """Start the liquidation of every hub that stays, on its first day."""
    of = m.plan.liquidation
    if of is None:
        return
    for hub in staying(m):
        m.expect(milestones.EMPTIED, hub.name)
        m.expect(milestones.DISPOSED, hub.name)
        if hub.name in of.hub_return:
            m.expect(milestones.RETURNED, hub.name)
        m.clock.start(liquidate(m, of, hub), f"{hub.name}/liquidation")


def staying(m: Mission) -> list[Hub]:
    """The hubs that no window closes."""
    return [hub for hub in m.hubs.values() if not m.plan.camps[hub.name].closes]


def liquidate(m: Mission, of: Liquidation, hub: Hub) -> Steps:
    """Liquidate one hub: release vehicles, ship, thin out, dispose, clean up, return it."""
    yield m.clock.at(max(m.clock.now, of.start))
    track = m.track(f"{hub.name}/liquidation")
    track.until(m.clock.now, PLAN, "until the liquidation")
    release_vehicles(m, hub)
    m.clock.start(dispose(m, of, hub), f"{hub.name}/disposal")
    yield from ship_out(m, of, hub, track)
    if hub.name in of.hub_return:
        yield from give_back(m, of, hub, track)


def release_vehicles(m: Mission, hub: Hub) -> None:
    """Let the hub's vehicles leave the country; the guard keeps its own, some are sold or gifted.

    Until now they served the hub: escorts, security, transport.
    """
    own = equipment(hub.name, m.plan, m.status, m.tasks)
    there = m.ledger.at(VEHICLES, hub.name)
    hub.kept_vehicles = min(there, guards_vehicles(m, hub) + own.vehicles_disposed)
    hub.low_bed += min(hub.parked_low_bed, there - hub.kept_vehicles)
    free = max(0, there - hub.kept_vehicles - hub.low_bed)
    hub.forming = min(hub.forming, free)
    hub.wheels += free - hub.forming
    hub.released = True
    hub.equipment_changed.fire()


def guards_vehicles(m: Mission, hub: Hub) -> int:
    """Vehicles that a hub's guard unit keeps for itself."""
    return ceil(hub.guard / m.tasks.columns.people_per_vehicle)


def dispose(m: Mission, of: Liquidation, hub: Hub) -> Steps:
    """Sell or gift what belongs to the organisation and is not worth its way out.

    The vehicles of the guard unit stay until the hub is returned.
    """
    yield m.clock.at(m.clock.now + m.task(of.disposal, hub.name, "disposal"))
    containers = min(hub.kept_containers, m.ledger.at(CONTAINERS, hub.name))
    hub.kept_containers = 0
    give_away(m, hub, CONTAINERS, containers)
    kept = min(hub.kept_vehicles, m.ledger.at(VEHICLES, hub.name))
    vehicles = max(0, kept - guards_vehicles(m, hub))
    hub.kept_vehicles = kept - vehicles
    give_away(m, hub, VEHICLES, vehicles)
    track = m.track(f"{hub.name}/disposal")
    track.until(m.clock.now, HANDOVER, "disposal")
    m.pool.give(f"yard:{hub.name}", containers, track)
    hub.disposed.reach(track, m.clock.now)
    m.reach(milestones.DISPOSED, hub.name)


def give_away(m: Mission, hub: Hub, kind: str, amount: int) -> None:
    """Give what stays its fate: gifts, sales, and what its owners have destroyed.

    As at camps the review may find the recipient unfit, or no buyer comes: then that is destroyed
    too. A hub has one recipient and one buyer.
    """
    rules = m.tasks.disposal
    unfit = m.happens(rules.recipient_unfit.value, hub.name, "recipient")
    no_buyer = m.happens(rules.no_buyer.value, hub.name, "buyer")
    fates = SCRAPPED if unfit else GIFTED, SCRAPPED if no_buyer else SOLD, SCRAPPED
    gift, sale = gifts_and_sales(rules)
    parts = shared_out(amount, (gift, sale, 1.0 - gift - sale))
    for part, fate in zip(parts, fates, strict=True):
        m.leave_country(kind, part, hub.name, hub.name, fate)


def ship_out(m: Mission, of: Liquidation, hub: Hub, track: Track) -> Steps:
    """Wait until all equipment has gone; rear parties leave one by one as it goes."""
    rear = max(0, hub.staying - hub.guard)
    parties = ceil(rear / of.rear_party.value)
    first = max(1, hub.left_to_ship(m))
    gone = 0
    while True:
        left = hub.left_to_ship(m)
        done = left <= 0 and not more_to_come(m, hub)
        due = parties if done else min(parties - 1, (first - left) * parties // first)
        if due > gone:
            people = round(rear * due / parties) - round(rear * gone / parties)
            hub.staying -= people
            release(m, hub, people, track, f"rear parties {gone + 1} to {due}")
            gone = due
        if done:
            break
        hub.mark = ceil(first * (1.0 - (gone + 1) / parties)) if gone < parties else 0
        standing = (camp for camp in m.camps.values() if not camp.closed.reached)
        signals = [hub.gone, *(camp.closed.signal for camp in standing)]
        if left <= 0:  # what is still on the road may come to any hub
            signals += [other.equipment_changed for other in m.hubs.values()]
        if hub.name == m.plan.export_hub:
            signals += [other.emptied.signal for other in staying(m) if other is not hub]
        yield m.clock.sleep(inf, *signals)
    track.until(m.clock.now, EXPORT, "equipment still there")
    hub.emptied.reach(track, m.clock.now)
    m.reach(milestones.EMPTIED, hub.name)
    m.say(f"the last equipment of {hub.name} has gone")


def more_to_come(m: Mission, hub: Hub) -> bool:
    """Whether equipment is still on its way to a hub, or will be; a column may turn back to it."""
    if any(
        not camp.closed.reached and m.destination(camp) == hub.name for camp in m.camps.values()
    ):
        return True
    moving = sum(m.ledger.at(kind, ROAD) for kind in (CONTAINERS, VEHICLES))
    exports = hub.name == m.plan.export_hub
    if exports:
        if any(not other.emptied.reached for other in staying(m) if other is not hub):
            return True
        moving += m.ledger.at(CONTAINERS, RIVER)
    away = (
        convoy.containers + convoy.low_bed + convoy.own
        for other in m.hubs.values()
        for convoy in other.hauling.values()
        if (convoy.abroad if exports else other is not hub)
    )
    return moving > sum(away)


def give_back(m: Mission, of: Liquidation, hub: Hub, track: Track) -> Steps:
    """Clean the empty hub up and return it; the guard leaves when the certificate is signed.

    The return lies no earlier than clean-up of the ground and talks allow (months after the first
    day), and the last clean-up follows the last equipment. The hub of the export is the last.
    Nothing is signed over while something is still to be sold there or a column is not back, and
    it is returned when the last person has left.
    """
    clean = m.tasks.handover.close_out.large
    yield m.clock.at(
        m.spend(track, clean, m.task(clean, hub.name, "clean-up"), HANDOVER, "clean-up")
    )
    planned = of.start + m.task(of.hub_return[hub.name], hub.name, "return")
    if planned > m.clock.now:
        yield m.clock.at(planned)
        track.until(planned, PLAN, "clean-up of the ground, talks on the return")
    if hub.name == m.plan.export_hub:
        for other in staying(m):
            while other is not hub and other.name in of.hub_return and not other.returned.reached:
                yield m.clock.sleep(inf, other.returned.signal)
                track.released_by(other.returned.link, m.clock.now, PLAN, "another hub stands")
    while not hub.disposed.reached:
        yield m.clock.sleep(inf, hub.disposed.signal)
        track.released_by(hub.disposed.link, m.clock.now, HANDOVER, "disposal")
    while hub.columns_out:
        yield m.clock.sleep(inf, hub.equipment_changed)
        track.until(m.clock.now, MOVEMENT, "columns that are not back yet")
    inspection = m.tasks.handover.joint_inspection.large
    days = m.task(inspection, hub.name, "joint inspection")
    yield m.clock.at(m.spend(track, inspection, days, HANDOVER, "joint inspection"))
    signed = signature_of(m, hub.name, m.plan.camps[hub.name].sector, m.clock.now)
    yield m.clock.at(signed)
    track.until(signed, CONSENT, "certificate")
    people, hub.staying, hub.signed_over = hub.staying, 0, True
    release(m, hub, people, track, "guard", known=m.clock.now)
    while m.ledger.at(PEOPLE, hub.name) or hub.on_the_road:
        yield m.clock.sleep(inf, hub.people_changed)
    track.until(m.clock.now, LIFT, "the guard leaves")
    leave_hub(m, hub, track)


def leave_hub(m: Mission, hub: Hub, track: Track) -> None:
    """Return a hub when the last person has left: what is left goes with it.

    The vehicles of the guard unit are its contingent's, which destroys them as it leaves.
    """
    now, ledger = m.clock.now, m.ledger
    vehicles, containers = ledger.at(VEHICLES, hub.name), ledger.at(CONTAINERS, hub.name)
    guards = min(hub.kept_vehicles, vehicles)
    m.leave_country(VEHICLES, guards, hub.name, hub.name, SCRAPPED)
    give_away(m, hub, VEHICLES, vehicles - guards)
    give_away(m, hub, CONTAINERS, containers)
    m.pool.give(f"yard:{hub.name}", containers, track)
    hub.kept_vehicles = hub.kept_containers = 0
    m.counts["hubs_returned"] += 1
    hub.returned.reach(track, now)
    m.reach(milestones.RETURNED, hub.name)
    m.say(f"{hub.name} is returned")
    if hub.name == m.plan.export_hub:
        civilians.liquidate(m)
