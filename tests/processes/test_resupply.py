"""Resupply: when a column for supplies alone is asked for, and what is saved meanwhile."""

from math import inf

import pytest

from sim.paths import Path
from sim.processes import resupply as of_resupply
from sim.processes.camp import CampState
from sim.processes.mission import Mission
from sim.processes.resupply import asks_no_more, keep_supplied, resupply
from sim.processes.stocks import CampStock
from sim.processes.supply import Stocks
from sim.risks.world import CONSENT, PERMISSIVE, RESTRICTIVE, WELLS
from tests.processes.given import Steps, case, finish, mission, with_paths
from tests.processes.supplied import alone, empty


def kept(monkeypatch: pytest.MonkeyPatch, days: float) -> tuple[Mission, CampState, CampStock]:
    """A camp with rations and fuel for so many days and wells that work; its columns have begun."""
    m = mission(with_paths(alone(), {WELLS: Path.constant(1.0)}))
    m.stocks = Stocks(m)
    camp = m.camps["Menaka"]
    stock = m.stocks.open(camp)
    stock.levels = [days * stock.people, days * stock.people, stock.levels[2]]
    monkeypatch.setattr(m.stocks, "open", lambda _camp: stock)
    camp.columns_sent = 1
    return m, camp, stock


@pytest.mark.parametrize(
    ("rotation", "asked"),
    [
        (29.0, 29.0),  # it should have come the day before the stock is low, and has not
        (31.0, None),  # too late: a column is asked for ahead
        (float("inf"), None),
    ],
)
def test_no_column_is_asked_for_where_a_rotation_comes_in_time(
    rotation: float, asked: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    m, camp, stock = kept(monkeypatch, 30.0 + case().scenario.policy.supply.below.value)
    sent: list[float] = []
    looks: list[float] = []

    def next_rotation(*_: object) -> float:
        looks.append(m.now)
        assert len(looks) < 20, "it looks again and again"
        return m.start + rotation

    def send(*_: object) -> None:
        sent.append(m.now - m.start)
        stock.asked = True

    monkeypatch.setattr(of_resupply, "send_column", send)
    monkeypatch.setattr(of_resupply, "next_rotation", next_rotation)
    finish(m, keep_supplied(m, camp))
    m.clock.run_through(m.start + 29.5)
    cycle = m.cycles["Menaka"]
    ahead = m.rules.convoy.ahead[PERMISSIVE] + cycle.forming_up + cycle.out
    assert sent == [pytest.approx(30.0 - ahead if asked is None else asked)]


def test_fuel_is_saved_only_while_the_stock_is_low(monkeypatch: pytest.MonkeyPatch) -> None:
    """Low from the start; after 5 days there are supplies for 20 more."""
    m, camp, stock = kept(monkeypatch, case().scenario.policy.supply.below.value)
    assert m.stocks is not None
    share, people, (_, fuel, _) = m.stocks.settings.austerity.value, stock.people, stock.levels

    def seek(*_: object) -> Steps:
        yield m.clock.at(m.start + 5.0)
        stock.add((20.0 * people, 20.0 * people, 0.0))

    monkeypatch.setattr(of_resupply, "seek", seek)
    monkeypatch.setattr(of_resupply, "send_column", lambda *_: setattr(stock, "asked", True))
    finish(m, keep_supplied(m, camp))
    m.clock.run_through(m.start + 4.0)
    assert (stock.fuel_use, stock.low_since) == (share, m.start)
    m.clock.run_through(m.start + 5.0)
    assert (stock.fuel_use, stock.low_since) == (1.0, None)
    assert m.counts["supply_low_days"] == 5.0
    m.clock.run_through(m.start + 7.0)
    stock.settle(people, m.now)
    assert stock.levels[1] == pytest.approx(fuel + (20.0 - 5.0 * share - 2.0) * people)


@pytest.mark.parametrize("ordered", [False, True])
def test_supplies_do_not_leave_for_a_camp_that_is_being_left(ordered: bool) -> None:
    m, camp, _ = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    ended = finish(m, resupply(m, camp, stock, m.track("Menaka/resupply/1")))
    while m.counts["resupply_columns"] == 0.0:
        m.clock.run_through(m.now + 0.1)
    camp.ordered_at = m.now if ordered else -inf
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    assert (m.counts["column_km"] == 0.0) == ordered
    assert (stock.levels[0] == 0.0) == ordered


def test_another_column_may_be_asked_for_after_one_was_withdrawn() -> None:
    """Supplies have come otherwise before it has its clearance."""
    m, camp, _ = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    stock.asked = True
    ended = finish(m, resupply(m, camp, stock, m.track("Menaka/resupply/1")))
    m.clock.run_through(m.start + 0.5)
    assert (stock.asked, ended) == (True, [])
    full = stock.capacity
    stock.add((full, full, stock.tanks))
    m.clock.run_through(m.start + 20.0)
    assert len(ended) == 1
    assert not stock.asked
    assert m.counts["resupply_columns"] == 0


def test_a_request_that_is_withdrawn_wakes_who_watches_the_stock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Consent eases for two days, in which nothing would be asked for; then it is asked anew."""
    rules = mission(alone()).rules.convoy
    eases, eased = 2.0, 4.0
    path = Path.steps(
        float(RESTRICTIVE), [(48.0 + eases, float(PERMISSIVE)), (48.0 + eased, float(RESTRICTIVE))]
    )
    of = with_paths(alone(), {WELLS: Path.constant(1.0), CONSENT: path})
    m = mission(of)
    m.stocks = Stocks(m)
    camp = m.camps["Menaka"]
    stock = m.stocks.open(camp)
    cycle = m.cycles["Menaka"]
    ahead = rules.ahead[RESTRICTIVE] + cycle.forming_up + cycle.out
    days = m.policy.supply.below.value + ahead - 1.0
    stock.levels = [days * stock.people, days * stock.people, stock.levels[2]]
    monkeypatch.setattr(m.stocks, "open", lambda _camp: stock)
    monkeypatch.setattr(of_resupply, "next_rotation", lambda *_: inf)
    camp.columns_sent = 1
    sent: list[float] = []

    def send(*_: object) -> None:
        sent.append(m.now - m.start)
        stock.asked = True

    monkeypatch.setattr(of_resupply, "send_column", send)
    finish(m, keep_supplied(m, camp))
    m.clock.at(m.start + eases).callbacks.append(lambda _: asks_no_more(stock))
    m.clock.run_through(m.start + 10.0)
    assert sent == [0.0, eased]
