"""Supply: how long who wants to leave waits for it, and when command is asked to end that."""

from collections.abc import Callable
from functools import cache

import pytest

from sim.processes.camp import CampState
from sim.processes.case import Case
from sim.processes.mission import Mission
from sim.processes.supply import Stocks, enough_to_move
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
