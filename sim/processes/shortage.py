"""Shortage: whether a camp has too little, who waits for more, and when it is to be left."""

from collections.abc import Callable
from math import inf

from sim.processes.alarms import order_haste
from sim.processes.camp import CampState
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.processes.stocks import DROP, CampStock
from sim.record import triggers
from sim.record.causes import SUPPLY
from sim.record.ledger import PEOPLE
from sim.record.track import Track


def enough_to_move(
    m: Mission,
    camp: CampState,
    track: Track,
    off: Callable[[], bool],
    what: str,
    by: float = inf,
) -> Steps:
    """Wait until a camp has supplies for the road, rations and fuel.

    Command is asked to leave in haste when it has not got them within its patience: in haste a
    camp leaves with what it has, as does who has to leave `by` a day (days).
    """
    stock = m.stocks.camp(camp.name) if m.stocks is not None else None
    if stock is None:
        return
    rules, asked = m.policy.supply, m.clock.now
    until = asked + rules.patience.value
    while not off() and m.clock.now < by:
        if enough(m, camp, stock):
            break
        if m.clock.now == asked:
            m.counts["departures_short_of_supply"] += 1
            rations, fuel, _ = stock.days(m.ledger.at(PEOPLE, camp.name))
            m.say(
                f"{what} cannot leave {camp.name}: rations for {rations:.0f} days, fuel for "
                f"{fuel:.0f}"
            )
        if m.clock.now >= until:
            ask_for_haste(m, camp, lambda: not (stock.on_the_way or enough(m, camp, stock)))
            until = inf
        told = stock.changed, camp.changed, camp.order, camp.closed.signal
        yield m.clock.sleep(min(until, by), *told)
    track.until(m.clock.now, SUPPLY, "too little fuel or rations for the road")


def supplied(m: Mission, camp: CampState) -> bool:
    """Whether a camp has supplies for the road, or none of them is reckoned."""
    stock = m.stocks.camp(camp.name) if m.stocks is not None else None
    return stock is None or enough(m, camp, stock)


def enough(m: Mission, camp: CampState, stock: CampStock) -> bool:
    """Whether a camp has rations and fuel to send its people on the road."""
    people = m.ledger.at(PEOPLE, camp.name)
    stock.settle(people, m.clock.now)
    rations, fuel, _ = stock.days(people)
    return min(rations, fuel) >= m.policy.supply.to_move.value


def low(m: Mission, camp: CampState, stock: CampStock) -> list[float]:
    """Days for which each class lasts; infinity for one that is not low.

    Water is never low while the wells work.
    """
    rules, people = m.policy.supply, m.ledger.at(PEOPLE, camp.name)
    stock.settle(people, m.clock.now)
    limits = (rules.below.value, rules.below.value, rules.water_below.value)
    few = DROP / max(people, 1)
    rations, fuel, water = stock.days(people)
    if stock.wells.value(m.clock.now):
        water = inf
    return [
        days if days <= limit + few else inf
        for days, limit in zip((rations, fuel, water), limits, strict=True)
    ]


def ask_for_haste(m: Mission, camp: CampState, still: Callable[[], bool]) -> None:
    """Ask command to leave a camp that cannot be supplied, where it may leave in haste at all.

    The order is given only if the reason is `still` there when the decision is made.
    """
    if m.policy.acceleration.enabled and not (camp.alarms or camp.ordered):
        m.fired(triggers.SUPPLY, camp.name, "leave in haste")
        order_haste(m, camp, "no supplies come in", SUPPLY, still)
