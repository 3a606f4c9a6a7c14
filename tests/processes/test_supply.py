"""Supply: who waits for it and how long, what columns and flights bring, what the hub keeps."""

from collections.abc import Callable
from functools import cache

import pytest

from sim.processes.camp import CampState
from sim.processes.case import Case
from sim.processes.convoy import Convoy
from sim.processes.mission import Mission
from sim.processes.resupply import fly_in, share_out
from sim.processes.supply import (
    Stocks,
    called_off,
    enough_to_move,
    keep_supplies,
    load_supplies,
)
from sim.record.ledger import PEOPLE
from tests.processes.given import case, finish, mission, off, with_risk

PATIENCE = case().scenario.policy.supply.patience.value
Reason = Callable[[], bool]


@cache
def alone() -> Case:
    """A world in which every risk is off but supply."""
    return with_risk(off(), "supply", enabled=True)


def empty() -> tuple[Mission, CampState, list[tuple[float, Reason]]]:
    """A mission with a camp that has used up everything; when leaving in haste is asked for."""
    m = mission(alone(), story=True)
    m.stocks = Stocks(m)
    camp = m.camps["Menaka"]
    m.stocks.open(camp).levels = [0.0, 0.0, 0.0]
    asked: list[tuple[float, Reason]] = []
    m.order_haste = lambda _camp, _why, _cause, still: asked.append((m.now - m.start, still))
    return m, camp, asked


@pytest.mark.parametrize(
    ("by", "waits", "asks"),
    [(-1.0, 0.0, []), (2.0, 2.0, []), (PATIENCE + 2.0, PATIENCE + 2.0, [PATIENCE])],
)
def test_who_has_to_leave_waits_for_supplies_no_longer_than_to_that_day(
    by: float, waits: float, asks: list[float]
) -> None:
    m, camp, asked = empty()
    ended = finish(
        m, enough_to_move(m, camp, camp.track, lambda: False, "the last convoy", m.start + by)
    )
    m.clock.run_through(m.start + 60.0)
    assert ended == [(None, m.start + waits)]
    assert [day for day, _ in asked] == asks


def test_who_may_leave_any_day_waits_until_supplies_come_and_asks_once_for_haste() -> None:
    m, camp, asked = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    ended = finish(m, enough_to_move(m, camp, camp.track, lambda: False, "a move"))
    m.clock.run_through(m.start + 30.0)
    ((day, still),) = asked
    assert (day, ended, still()) == (PATIENCE, [], True)
    assert m.counts["departures_short_of_supply"] == 1
    people = stock.people
    stock.add((30.0 * people, 30.0 * people, 0.0))
    stock.changed.fire()
    m.clock.run_through(m.start + 31.0)
    assert ended == [(None, m.start + 30.0)]
    assert not still(), "what was the reason has passed"


# -- what is brought ------------------------------------------------------------------------------


def column(m: Mission, camp: CampState, promised: int = 0) -> Convoy:
    return Convoy("test", m.track("test"), "Gao", "East", camp, trucks=12, promised=promised)


def test_when_trucks_are_given_up_a_column_with_supplies_still_goes() -> None:
    m, camp, _ = empty()
    fetches, brings = column(m, camp, promised=5), column(m, camp)
    camp.trucks_stopped = True
    assert (called_off(camp, fetches), called_off(camp, brings)) == (True, False)
    camp.ordered = True
    assert called_off(camp, brings)


def test_what_a_column_could_not_bring_is_back_at_the_hub() -> None:
    m, camp, _ = empty()
    assert m.stocks is not None
    hub, convoy = m.stocks.hub("Gao"), column(m, camp)
    assert hub is not None
    level = hub.level
    load_supplies(m, camp, convoy, "Gao")
    assert bool(convoy.supplies)
    assert hub.level < level
    assert m.stocks.camps["Menaka"].coming == 1
    keep_supplies(m, camp, convoy, "Gao")
    assert hub.level == pytest.approx(level)
    assert m.stocks.camps["Menaka"].coming == 0
    assert not convoy.supplies


def test_a_hub_keeps_its_reserve_of_fuel() -> None:
    m, camp, _ = empty()
    assert m.stocks is not None
    hub, convoy = m.stocks.hub("Gao"), column(m, camp)
    assert hub is not None
    hub.level = hub.reserve + 100.0
    assert hub.reserve > 0.0
    load_supplies(m, camp, convoy, "Gao")
    assert hub.level == pytest.approx(hub.reserve)


def test_flights_bring_no_more_than_the_stores_hold() -> None:
    m, camp, _ = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    days = share_out(m, camp, stock, 1e6)
    assert days == pytest.approx(stock.capacity / stock.people)
    assert stock.levels[0] == pytest.approx(stock.capacity)


@pytest.mark.parametrize("left", [False, True])
def test_a_flight_brings_nothing_to_a_camp_that_has_been_left(left: bool) -> None:
    m, camp, _ = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    finish(m, fly_in(m, camp, stock, "Menaka/resupply/1"))
    m.clock.run_through(m.start)
    if left:
        camp.closed.reach(camp.track, m.now)
    m.clock.run_through(m.start + 20.0)
    assert m.counts["resupply_flights"] == (not left)
    assert (stock.levels[0] > 0.0) is not left


def test_a_hub_does_not_count_the_camps_that_it_no_longer_supplies_by_routine() -> None:
    """From a camp's first column on its people live on their own stock, not on the hub's fuel."""
    m = mission(alone())
    m.stocks = Stocks(m)
    people = sum(
        m.ledger.at(PEOPLE, name) for name in ("Gao", *(c.name for c in m.hubs["Gao"].served))
    )
    each, keep = m.stocks.settings.consumption.fuel.value, m.stocks.settings.hub_reserve.value
    hub = m.stocks.hub("Gao")
    assert hub is not None
    assert hub.reserve == pytest.approx(people * each * keep)
    m.stocks.open(m.camps["Menaka"])
    people -= m.ledger.at(PEOPLE, "Menaka")
    assert m.stocks.hub("Gao") is hub
    assert hub.reserve == pytest.approx(people * each * keep)
