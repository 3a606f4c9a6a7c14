"""Resupply: a camp's supplies ride out on rotations; where these are too late, more is asked for.

A column that does nothing else is asked for ahead, so that it comes before the stock falls low.
When it is low all the same and nothing is on the way, flights are asked for too; when nothing helps
within the patience of command, the camp is left in haste.
"""

from functools import partial
from math import inf

from sim.policies import dispatch
from sim.pool import Claim
from sim.processes import column, search_teams
from sim.processes.asker import OfCamp
from sim.processes.camp import CampState
from sim.processes.clearance import Clearance, asked_ahead, reckoned_until
from sim.processes.convoy import Convoy, Steps
from sim.processes.departure import fuel_and_go, granted
from sim.processes.loading import handle
from sim.processes.mission import Mission
from sim.processes.road import drive, drive_home
from sim.processes.rotation import form_up, refit
from sim.processes.shortage import ask_for_haste, low
from sim.processes.stocks import CampStock
from sim.processes.supply import bring_supplies, called_off, keep_supplies, load_supplies
from sim.processes.supply_flights import flight_clearance, fly_in, may_fly, may_load
from sim.record import triggers
from sim.record.causes import PLAN
from sim.record.ledger import PEOPLE
from sim.record.track import Track


def keep_supplied(m: Mission, camp: CampState) -> Steps:
    """Watch a camp's stock from its first truck column on: ask ahead, and act when it is low.

    Until that column is given, the hub keeps the camp filled by routine, as it always has.
    """
    assert m.stocks is not None
    while not (camp.columns_sent or camp.ordered or camp.closed.reached):
        yield m.clock.sleep(inf, camp.claimed, camp.order, camp.closed.signal)
    stock = m.stocks.open(camp)
    while not (camp.ordered or camp.closed.reached):
        now, at = m.clock.now, low_at(m, camp, stock)
        if at <= now:
            tell(m, camp, stock)
            stock.low_since, stock.fuel_use = now, m.stocks.settings.austerity.value
            yield from seek(m, camp, stock)
            stock.settle(m.ledger.at(PEOPLE, camp.name), m.clock.now)
            stock.low_since, stock.fuel_use = None, 1.0
            m.counts["supply_low_days"] += m.clock.now - now
            continue
        ask, wells = low_at(m, camp, stock, ahead(m, camp)), stock.wells.next_change(now)
        if ask > now:
            until = reckoned_until(m, camp.sector, min(ask, wells))
            yield m.clock.sleep(until, stock.came, m.world_changed, camp.order)
            continue
        if m.policy.supply.by_road and not (stock.coming or stock.asked):
            if (due := m.stocks.due(camp)) <= at:
                at = due
            elif not comes_too_late(m, camp):
                send_column(m, camp, stock)
        until = min(at, wells, to_come(m, day_left(m, camp)))
        yield m.clock.sleep(until, stock.changed, stock.came, camp.order)


def ahead(m: Mission, camp: CampState) -> float:
    """Days before a stock is low at which a column is asked for: for the answer and the road."""
    cycle = m.cycles[camp.name]
    return asked_ahead(m, m.rules.convoy, camp.sector) + cycle.forming_up + cycle.out


def worth_leaving(m: Mission, camp: CampState, stock: CampStock) -> float:
    """The day on which a column that only brings supplies should leave (days).

    Now, unless a rotation may still come before the stock falls low: then so late that it comes
    just before that. Its clearance is asked for all the same.
    """
    cycle, low = m.cycles[camp.name], low_at(m, camp, stock)
    road = cycle.forming_up + cycle.out
    if camp.trucks_stopped or column.departure(m, camp) + road > low:
        return m.clock.now
    return max(m.clock.now, low - road)


def day_left(m: Mission, camp: CampState) -> float:
    """The day on which a camp is expected to be left (days): when its floor has formed up."""
    if camp.formed_at < inf:
        return camp.formed_at
    return camp.floor_day + m.tasks.movement.forming_up.nominal


def lasts(m: Mission, camp: CampState, stock: CampStock) -> bool:
    """Whether what is low lasts until the camp is expected to be left, or that day is over."""
    return m.clock.now + min(low(m, camp, stock)) >= day_left(m, camp)


def nothing_helps(m: Mission, camp: CampState, stock: CampStock) -> bool:
    """Whether a camp is to be left in haste: low on supplies, none come, and it must stay on."""
    return not (stock.on_the_way or over(m, camp, stock) or lasts(m, camp, stock))


def to_come(m: Mission, day: float) -> float:
    """A day that is still to come; infinity if it is over."""
    return day if day > m.clock.now else inf


def comes_too_late(m: Mission, camp: CampState, *, formed: bool = False) -> bool:
    """Whether a column that is given now, or has `formed` up, comes when its camp has been left.

    Once the day is over on which that was expected, and the camp still stands, nobody knows.
    """
    cycle = m.cycles[camp.name]
    there = m.clock.now + cycle.out + (0.0 if formed else cycle.forming_up)
    return to_come(m, day_left(m, camp)) <= there


def low_at(m: Mission, camp: CampState, stock: CampStock, more: float = 0.0) -> float:
    """When the first class falls to the limit of the policy (now, if one is that low already).

    `more`: when rations or fuel are so many days above it.
    """
    rules, people = m.policy.supply, m.ledger.at(PEOPLE, camp.name)
    stock.settle(people, m.clock.now)
    below, water = rules.below.value + more, rules.water_below.value
    return stock.low_at(people, (below, below, water))


def tell(m: Mission, camp: CampState, stock: CampStock) -> None:
    """Tell how long the supplies of a camp last."""
    if m.story is not None:
        rations, fuel, water = stock.days(m.ledger.at(PEOPLE, camp.name))
        m.say(
            f"supplies run low at {camp.name}: rations for {rations:.0f} days, fuel for "
            f"{fuel:.0f}, water in tanks for {water:.0f}"
        )


def seek(m: Mission, camp: CampState, stock: CampStock) -> Steps:
    """Seek a resupply until the stock is no longer low, by air and by a column of its own.

    After the patience of command, or when something is used up before, the camp is to be left,
    unless supplies are on the way, flights have held the stock where it was, or it lasts until the
    camp is left by the plan.
    """
    flight: Clearance | None = None
    entity = ""
    there = min(low(m, camp, stock))
    limit = m.clock.now + min(patience(m), there)
    while not over(m, camp, stock):
        rules = m.policy.supply
        if stock.coming:
            yield m.clock.sleep(inf, stock.changed, camp.order, camp.closed.signal)
            there = min(low(m, camp, stock))
            limit = m.clock.now + min(patience(m), there)
            continue
        if rules.by_road and not (stock.asked or comes_too_late(m, camp)):
            m.fired(triggers.SUPPLY, camp.name, "resupply by road")
            send_column(m, camp, stock)
        if rules.by_air and flight is None:
            entity = slot(camp, stock)
            flight = flight_clearance(m, camp, entity)
        at = inf
        if flight is not None:
            at = flight.ready(max(may_fly(m, camp), may_load(m, camp, stock)))
        if flight is not None and at <= m.clock.now:
            if (yield from fly_in(m, camp, stock, entity, flight)):
                flight = None
            continue
        if m.clock.now >= limit:
            left = min(low(m, camp, stock))
            limit = inf
            if left >= there > 0.0 and patience(m) > 0.0:
                there, limit = left, m.clock.now + patience(m)
            elif not lasts(m, camp, stock):
                ask_for_haste(m, camp, partial(nothing_helps, m, camp, stock))
        until = min(at, limit, to_come(m, day_left(m, camp)))
        changes = m.world_changed, m.stage_begun, stock.changed, camp.order, camp.closed.signal
        yield m.clock.sleep(until, *changes)


def patience(m: Mission) -> float:
    """Days for which command lets a camp wait for supplies: none, where none are sent for."""
    rules = m.policy.supply
    return rules.patience.value if rules.by_air or rules.by_road else 0.0


def over(m: Mission, camp: CampState, stock: CampStock, more: float = 0.0) -> bool:
    """Whether a camp need not be resupplied any more: it has so many days more than it must."""
    return camp.ordered or camp.closed.reached or low_at(m, camp, stock, more) > m.clock.now


def slot(camp: CampState, stock: CampStock) -> str:
    """The name of the camp's next resupply."""
    stock.requests += 1
    return f"{camp.name}/resupply/{stock.requests}"


def send_column(m: Mission, camp: CampState, stock: CampStock) -> None:
    """Ask for a column that does nothing but bring supplies."""
    stock.asked = True
    track = camp.track.fork(slot(camp, stock))
    m.clock.start(resupply(m, camp, stock, track), track.entity)


def resupply(m: Mission, camp: CampState, stock: CampStock, track: Track) -> Steps:
    """Bring supplies to a camp by road, and come back: a few trucks and a search team.

    A guard of the hub escorts it; so small a column needs no convoy group.
    """
    assert m.stocks is not None
    means, now, owner = m.stocks.settings.resupply, m.clock.now, camp.owner
    trucks = int(means.column_trucks.value)
    clearance = Clearance(m, m.rules.convoy, track.entity, camp.sector, now, now)
    claim = yield from granted(
        m,
        OfCamp(camp),
        clearance,
        track,
        amounts=lambda: wants(m, camp, trucks),
        priority=lambda: dispatch.FIRST + camp.deadline,
        stop=lambda: (
            bool(stock.coming) or over(m, camp, stock, ahead(m, camp)) or comes_too_late(m, camp)
        ),
        not_before=lambda: worth_leaving(m, camp, stock),
        too_early=(PLAN, "a rotation may come first"),
    )
    if claim is not None and (instead := rotation_instead(m, camp, claim)) is not None:
        m.say(f"{track.entity} is withdrawn: {instead.name} brings the supplies")
        m.pool.reprioritise(instead, claim.priority)
        claim.release()
        yield m.clock.settled()  # that is given the team
        claim = None
    if claim is None:
        asks_no_more(stock)
        return
    with claim:
        base = m.open_place(owner)
        trucks = int(claim.held.get(f"trucks:{owner}", trucks))
        convoy = Convoy(track.entity, track, base, camp.sector, camp, trucks=trucks)
        convoy.escort, convoy.priority = int(m.tasks.columns.escort_vehicles.value), camp.deadline
        m.counts["resupply_columns"] += 1
        yield from form_up(m, convoy, base)
        km = 2.0 * m.route(base, camp.name).km

        def off() -> bool:
            late = not convoy.set_out and comes_too_late(m, camp, formed=True)
            return late or called_off(camp, convoy)

        go = yield from fuel_and_go(m, convoy, base, km, off)
        asks_no_more(stock)
        if go:
            load_supplies(m, camp, convoy, base, means.column.value)
            convoy.loaded = True
            m.say(f"{track.entity} leaves {base} with supplies for {camp.name}")
            there = m.route(base, camp.name)
            go = yield from drive(m, convoy, there, claim, called_off=off)
        if go:
            if camp.closed.reached:
                m.say(f"{track.entity} finds {camp.name} closed and returns with its supplies")
            else:
                yield from hand_in(m, camp, convoy)
            yield from drive_home(m, convoy, m.route(camp.name, base), claim)
        keep_supplies(m, camp, convoy, base)
        if convoy.set_out:
            yield from refit(m, convoy)


def rotation_instead(m: Mission, camp: CampState, claim: Claim) -> Claim | None:
    """The claim of a truck column that goes in place of a column for supplies alone, if one does.

    It stands in the queue with its papers, and lacks nothing but what the other has just been
    given: supplies ride out on it.
    """
    turn = camp.turn
    if turn is None or not turn.clearance.in_hand() or column.departure(m, camp) > m.clock.now:
        return None
    if turn.claim.granted:  # in this instant, and its column does not know it yet
        return turn.claim
    lacks = any(
        m.pool.free(kind) + claim.held.get(kind, 0.0) < n for kind, n in turn.claim.amounts.items()
    )
    return None if lacks else turn.claim


def asks_no_more(stock: CampStock) -> None:
    """End the request for a column: it leaves, is withdrawn, or stands down."""
    stock.asked = False
    stock.changed.fire()


def wants(m: Mission, camp: CampState, trucks: int) -> dict[str, float]:
    """What a resupply column claims whole: trucks, fewer where there are fewer, and a team."""
    owner, amounts = camp.owner, dict[str, float]()
    if there := column.fleet(m, camp):
        amounts[f"trucks:{owner}"] = min(trucks, there)
    if search_teams.needed(m, camp.name, m.destination(camp)):
        amounts[f"search:{owner}"] = 1
    return amounts


def hand_in(m: Mission, camp: CampState, convoy: Convoy) -> Steps:
    """Unload a column's supplies at the camp; when that is left meanwhile they go back."""
    yield from handle(
        m, convoy, camp.name, m.tasks.movement.unloading, convoy.trucks, "unloading supplies"
    )
    if camp.closed.reached:
        m.say(f"{convoy.entity} goes with the last convoy of {camp.name}, its supplies with it")
        return
    bring_supplies(m, camp, convoy)
    convoy.loaded = False
    m.say(f"{convoy.entity} has brought supplies to {camp.name}")
