"""Resupply: a camp's supplies ride out on rotations; where these are too late, more is asked for.

A column that does nothing else is asked for ahead, so that it comes before the stock falls low.
When it is low all the same and nothing is on the way, flights are asked for too; when nothing helps
within the patience of command, the camp is left in haste.
"""

from functools import partial
from math import inf

from sim.processes.camp import CampState
from sim.processes.clearance import Clearance, reckoned_until
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.shortage import ask_for_haste, low
from sim.processes.stocks import CampStock
from sim.processes.supply_column import send_column, slot
from sim.processes.supply_flights import flight_clearance, fly_in, may_fly, may_load
from sim.processes.supply_outlook import (
    ahead,
    comes_too_late,
    day_left,
    lasts,
    low_at,
    over,
    to_come,
)
from sim.record import triggers
from sim.record.ledger import PEOPLE


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


def nothing_helps(m: Mission, camp: CampState, stock: CampStock) -> bool:
    """Whether a camp is to be left in haste: low on supplies, none come, and it must stay on."""
    return not (stock.on_the_way or over(m, camp, stock) or lasts(m, camp, stock))


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
    if flight is not None:
        flight.close()


def patience(m: Mission) -> float:
    """Days for which command lets a camp wait for supplies: none, where none are sent for."""
    rules = m.policy.supply
    return rules.patience.value if rules.by_air or rules.by_road else 0.0
