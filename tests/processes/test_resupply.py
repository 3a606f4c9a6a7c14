"""Resupply: when a column for supplies alone is asked for, and what is saved meanwhile."""

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from sim.paths import Path
from sim.pool import Claim
from sim.processes import column, departure, supply_column
from sim.processes import resupply as of_resupply
from sim.processes.asker import InTurn
from sim.processes.camp import CampState, Turn
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy
from sim.processes.departure import granted
from sim.processes.evacuation import HoldUp
from sim.processes.last_convoy import form_up_floor
from sim.processes.mission import Mission
from sim.processes.resupply import keep_supplied, nothing_helps, seek
from sim.processes.rotation import assign
from sim.processes.stocks import CampStock
from sim.processes.supply import Stocks, keep_supplies, load_supplies
from sim.processes.supply_column import (
    asks_no_more,
    fuelling,
    resupply,
    rotation_instead,
    send_column,
    wants,
)
from sim.processes.supply_outlook import comes_too_late, day_left, too_late_from, worth_leaving
from sim.record.causes import UNREST
from sim.risks.world import CONSENT, PERMISSIVE, RESTRICTIVE, WELLS
from tests.processes.given import Steps, case, finish, mission, with_paths
from tests.processes.supplied import alone, empty, tanks


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


def given_means(m: Mission, camp: CampState, stock: CampStock) -> list[tuple[Any, float]]:
    """Send a column for supplies alone, as far as to the grant of its means; when it has ended."""
    ended = finish(m, resupply(m, camp, stock, m.track(f"{camp.name}/resupply/1")))
    while m.counts["resupply_columns"] == 0.0:
        m.clock.run_through(m.now + 0.1)
    return ended


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (29.0, 29.0),  # it should have come the day before the stock is low, and has not set out
        (31.0, None),  # too late: a column is asked for ahead
        (-inf, None),  # none has been given
    ],
)
def test_no_column_is_asked_for_where_one_that_is_given_comes_in_time(
    given: float, asked: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    m, camp, stock = kept(monkeypatch, 30.0 + case().scenario.policy.supply.below.value)
    sent: list[float] = []

    def send(*_: object) -> None:
        sent.append(m.now - m.start)
        stock.asked = True

    monkeypatch.setattr(of_resupply, "send_column", send)
    assert m.stocks is not None
    monkeypatch.setattr(
        m.stocks, "due", lambda _: m.start + given if given > m.now - m.start else inf
    )
    finish(m, keep_supplied(m, camp))
    m.clock.run_through(m.start + 29.5)
    cycle = m.cycles["Menaka"]
    ahead = m.rules.convoy.ahead[PERMISSIVE] + cycle.forming_up + cycle.out
    assert sent == [pytest.approx(30.0 - ahead if asked is None else asked)]


def test_a_column_that_is_called_off_is_not_counted_on_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m, camp, stock = kept(monkeypatch, 30.0 + case().scenario.policy.supply.below.value)
    sent: list[float] = []
    monkeypatch.setattr(of_resupply, "send_column", lambda *_: sent.append(m.now - m.start))
    assert m.stocks is not None
    cycle, column = m.cycles["Menaka"], "Menaka/rotation/1"
    days = cycle.forming_up + cycle.out
    m.clock.run_through(m.start + 29.9 - days)
    for name in (column, "Menaka/rotation/2"):
        m.stocks.count_on(camp, name)
    assert m.stocks.due(camp) == m.start + 29.9
    stock.settle(stock.people, m.now)
    finish(m, keep_supplied(m, camp))
    m.clock.run_through(m.start + 29.0)
    assert sent == []
    convoy = Convoy(column, m.track("test"), "Gao", "East", camp)
    keep_supplies(m, camp, convoy, "Gao")
    keep_supplies(m, camp, convoy, "Gao")
    m.clock.run_through(m.start + 29.0)
    assert sent == [], "another has been given"
    convoy.entity = "Menaka/rotation/2"
    load_supplies(m, camp, convoy, "Gao")
    assert m.stocks.due(camp) == inf


def test_the_column_with_which_a_camps_stock_begins_to_be_reckoned_is_counted_on() -> None:
    m = mission(alone())
    stocks = m.stocks = Stocks(m)
    camp = m.camps["Menaka"]
    claim = m.pool.claim("Menaka/rotation/1", {"trucks:Gao": 10.0}, camp.track)
    m.clock.run_through(m.start)
    assign(m, camp, claim, claim.held, m.track("Menaka/rotation/1"))
    cycle = m.cycles["Menaka"]
    assert stocks.camp("Menaka") is None
    assert stocks.due(camp) == m.start + cycle.forming_up + cycle.out
    m.clock.run_through(m.start + cycle.forming_up + cycle.out)
    assert stocks.due(camp) == inf, "it should have come, and has not"


@pytest.mark.parametrize("comes", [True, False])
def test_a_column_for_supplies_alone_lets_a_rotation_go_first_as_long_as_it_can(
    comes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    m, camp, stock = kept(monkeypatch, 30.0 + case().scenario.policy.supply.below.value)
    cycle, low = m.cycles["Menaka"], m.start + 30.0
    road = cycle.forming_up + cycle.out
    leaves = low - road - (0.5 if comes else -0.5)
    monkeypatch.setattr("sim.processes.column.departure", lambda *_: leaves)
    expected = low - road if comes else m.start
    assert worth_leaving(m, camp, stock) == pytest.approx(expected)
    camp.trucks_stopped = True
    assert worth_leaving(m, camp, stock) == m.start


def test_no_supplies_are_sent_for_a_camp_that_is_to_be_left_before_they_come() -> None:
    m, camp = empty()
    assert m.stocks is not None
    stock, cycle = m.stocks.camps["Menaka"], m.cycles["Menaka"]
    left = camp.floor_day + m.tasks.movement.forming_up.nominal
    days = cycle.forming_up + cycle.out
    m.clock.run_through(left - days - 0.1)
    assert not comes_too_late(m, camp)
    m.clock.run_through(left - days)
    assert comes_too_late(m, camp)
    assert not comes_too_late(m, camp, formed=True)
    ended = finish(m, resupply(m, camp, stock, m.track("Menaka/resupply/1")))
    m.clock.run_through(left - 0.1)
    assert len(ended) == 1
    assert m.counts["resupply_columns"] == 0
    m.clock.run_through(left)
    assert not comes_too_late(m, camp), "it still stands, and nobody knows for how long"
    camp.formed_at = m.now + cycle.out / 2.0
    assert comes_too_late(m, camp, formed=True)


@pytest.mark.parametrize("low", [False, True])
def test_a_column_is_asked_for_when_the_day_is_over_on_which_the_camp_was_to_be_left(
    low: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then it would come too late; the camp still stands."""
    m, camp, stock = kept(monkeypatch, 10.0)
    sent: list[float] = []

    def send(*_: object) -> None:
        sent.append(m.now)
        stock.asked = True

    monkeypatch.setattr(of_resupply, "send_column", send)
    monkeypatch.setattr(of_resupply, "may_fly", lambda *_: inf)
    left = camp.floor_day + m.tasks.movement.forming_up.nominal
    m.clock.run_through(left - 0.5)
    days = case().scenario.policy.supply.below.value + (0.0 if low else 1.0)
    stock.levels[:2] = [days * stock.people] * 2
    stock.since = m.now
    finish(m, seek(m, camp, stock) if low else keep_supplied(m, camp))
    m.clock.run_through(left + 0.4)
    assert sent == [left]


def test_a_column_that_is_called_off_at_the_gate_has_not_driven_and_does_not_rest() -> None:
    """Its floor forms up while it does: the camp is left before it comes."""
    m, camp = empty()
    assert m.stocks is not None
    stock, kind = m.stocks.camps["Menaka"], "search:Gao"
    ended = given_means(m, camp, stock)
    assert m.pool.free(kind) == m.pool.capacity(kind) - 1.0
    camp.formed_at = m.now + m.cycles["Menaka"].out
    m.clock.run_through(m.now + m.tasks.movement.forming_up.nominal + 0.2)
    assert len(ended) == 1
    assert m.counts["column_km"] == 0.0
    assert m.pool.free(kind) == m.pool.capacity(kind)


@pytest.mark.parametrize("why", ["it is left", "it is ordered out"])
def test_no_column_forms_up_on_for_a_camp_that_needs_it_no_more(why: str) -> None:
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    ended = given_means(m, camp, stock)
    m.clock.run_through(m.now + 0.1)
    if why == "it is left":
        camp.closed.reach(camp.track, m.now)
    else:
        camp.ordered_at = m.now
        camp.order.fire()
    at = m.now
    m.clock.run_through(at)
    assert [day for _, day in ended] == [at]
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao")


def test_of_two_columns_for_one_need_the_second_does_not_set_out() -> None:
    """Another brings supplies when it has formed up: it gives everything back."""
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    ended = given_means(m, camp, stock)
    stock.coming += 1
    m.clock.run_through(m.now + m.tasks.movement.forming_up.nominal + 2.0)
    assert len(ended) == 1
    assert m.counts["column_km"] == 0.0


def test_a_column_for_supplies_alone_is_given_nothing_before_it_is_worth_leaving(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m, camp = empty()
    assert m.stocks is not None
    monkeypatch.setattr(supply_column, "worth_leaving", lambda *_: m.start + 8.0)
    monkeypatch.setattr(supply_column, "comes_too_late", lambda *_, **__: False)
    finish(m, resupply(m, camp, m.stocks.camps["Menaka"], m.track("Menaka/resupply/1")))
    m.clock.run_through(m.start + 7.9)
    assert (m.counts["resupply_columns"], m.pool.waiting) == (0, [])
    m.clock.run_through(m.start + 8.1)
    assert m.counts["resupply_columns"] == 1


def test_patience_begins_anew_when_supplies_have_come() -> None:
    """Five days were left; on day 4 a column brings three more, and nothing else comes."""
    m, camp = empty()
    assert m.stocks is not None
    m.policy = replace(m.policy, supply=replace(m.policy.supply, by_air=False))
    stock = m.stocks.camps["Menaka"]
    stock.levels[:2] = [5.0 * stock.people] * 2
    stock.asked, stock.coming = True, 1
    finish(m, seek(m, camp, stock))
    m.clock.run_through(m.start + 4.0)
    stock.settle(stock.people, m.now)
    stock.levels[:2] = [3.0 * stock.people] * 2
    stock.coming = 0
    stock.changed.fire()
    m.clock.run_through(m.start + 6.9)
    assert camp.alarms == []
    m.clock.run_through(m.start + 7.1)
    assert len(camp.alarms) == 1


def test_no_order_to_leave_while_supplies_are_in_the_air() -> None:
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    stock.asked = True
    finish(m, seek(m, camp, stock))
    m.clock.run_through(m.start)
    (alarm,) = camp.alarms
    assert alarm.still()
    while not stock.aloft:
        m.clock.run_through(m.now + 0.01)
        assert m.counts["resupply_flights"] == 0
    assert not alarm.still()


def test_who_has_enough_until_the_floor_has_formed_up_does_not_leave_in_haste() -> None:
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    m.clock.run_through(day_left(m, camp) - 1.0)
    for days, helps in ((0.9, False), (1.1, True)):
        stock.levels[:2] = [days * stock.people] * 2
        stock.since = m.now
        assert nothing_helps(m, camp, stock) == (not helps)
    stock.levels[:2] = [0.0, 0.0]
    m.clock.run_through(day_left(m, camp))
    assert not nothing_helps(m, camp, stock), "it leaves as soon as it may"


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
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    ended = given_means(m, camp, stock)
    camp.ordered_at = m.now if ordered else -inf
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    assert (m.counts["column_km"] == 0.0) == ordered
    assert (stock.levels[0] == 0.0) == ordered


def test_another_column_may_be_asked_for_after_one_was_withdrawn() -> None:
    """Supplies have come otherwise before it has its clearance."""
    m, camp = empty()
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


def test_a_request_stands_though_supplies_are_on_their_way_until_it_is_answered() -> None:
    """It serves the next need if they do not arrive."""
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    send_column(m, camp, stock)
    answer = m.start + m.settings.consent.convoy_lead.permissive.nominal
    m.clock.run_through(m.start + 0.5)
    stock.coming += 1
    stock.changed.fire()
    m.clock.run_through(answer - 0.1)
    assert stock.asked
    m.clock.run_through(answer + 0.1)
    assert (stock.asked, m.counts["resupply_columns"]) == (False, 0)


@pytest.mark.parametrize("told", [True, False])
def test_a_request_ends_on_the_day_from_which_its_column_would_come_too_late(told: bool) -> None:
    """As known from the start, or when it is known that the floor will be ready sooner."""
    m, camp = empty()
    assert m.stocks is not None
    stock, day = m.stocks.camps["Menaka"], m.start + 0.5
    camp.floor_day += day - too_late_from(m, camp) + (0.0 if told else 20.0)
    send_column(m, camp, stock)
    m.clock.run_through(day - 0.1)
    assert stock.asked
    if not told:
        m.clock.start(form_up_floor(m, camp, True), "floor")
        m.clock.run_through(m.now)
        assert camp.formed_at < camp.floor_day
    m.clock.run_through(day)
    assert not stock.asked
    assert m.open_clearances == {}


def test_a_column_that_waits_for_fuel_ends_its_wait_when_it_would_come_too_late() -> None:
    m, camp = empty()
    assert m.stocks is not None
    tanks(m).path = Path.constant(0.0)
    stock = m.stocks.camps["Menaka"]
    day = m.start + m.settings.consent.convoy_lead.permissive.nominal + 3.0
    camp.floor_day += day - too_late_from(m, camp)
    send_column(m, camp, stock)
    m.clock.run_through(day - 0.1)
    assert (stock.asked, m.counts["columns_short_of_fuel"]) == (True, 1)
    m.clock.run_through(day + 0.01)
    assert not stock.asked


def test_a_column_that_has_formed_up_waits_for_fuel_no_longer_than_it_comes_in_time() -> None:
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    ended = given_means(m, camp, stock)
    tanks(m).path, tanks(m).level = Path.constant(0.0), 0.0
    day = m.now + m.tasks.movement.forming_up.nominal + 1.0
    camp.floor_day += day - too_late_from(m, camp, formed=True)
    m.clock.run_through(day - 0.1)
    assert (ended, m.counts["columns_short_of_fuel"]) == ([], 1)
    m.clock.run_through(day + 0.01)
    assert len(ended) == 1
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao")


def test_a_column_at_the_gate_hears_at_once_that_another_brings_the_supplies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    ended = given_means(m, camp, stock)
    blocked = [HoldUp(inf, UNREST, "the way out is blocked")]
    monkeypatch.setattr(departure, "hold_ups", lambda *_: blocked)
    m.clock.run_through(m.now + m.tasks.movement.forming_up.nominal + 1.0)
    assert not ended
    stock.coming += 1
    stock.changed.fire()
    m.clock.run_through(m.now)
    assert len(ended) == 1


def test_a_request_does_not_outlive_its_camp() -> None:
    """The day is over on which that was to be left, so that nobody knows what comes too late."""
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    camp.floor_day = m.start - 10.0
    send_column(m, camp, stock)
    m.clock.run_through(m.start + 0.5)
    assert stock.asked
    camp.closed.reach(camp.track, m.now)
    camp.notify(camp.track)
    m.clock.run_through(m.now)
    assert (stock.asked, m.open_clearances) == (False, {})


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


@pytest.mark.parametrize("lacks", ["", "groups:Gao"])
def test_a_rotation_of_the_camp_that_lacks_only_the_team_brings_the_supplies(
    lacks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    m, camp = empty()
    assert m.stocks is not None
    monkeypatch.setattr(supply_column, "comes_too_late", lambda *_, **__: False)
    stock = m.stocks.camps["Menaka"]
    camp.packed, camp.unpacked, stock.asked = 30, 0, True
    kinds = ["search:Gao", *([lacks] if lacks else [])]
    held = {kind: m.pool.claim(kind, {kind: m.pool.capacity(kind)}, m.track("others"))
            for kind in kinds}  # fmt: skip
    track = m.track("Menaka/rotation/1")
    papers = Clearance(m, m.rules.convoy, track.entity, camp.sector, m.now, m.now)
    asker = InTurn(camp, amounts=lambda: column.wants(m, camp), priority=float)
    given = finish(m, granted(m, asker, papers, track))
    finish(m, resupply(m, camp, stock, m.track("Menaka/resupply/1")))
    m.clock.run_through(m.start + m.settings.consent.convoy_lead.permissive.nominal + 0.1)
    assert (len(m.pool.waiting), given) == (2, [])
    held["search:Gao"].release()
    m.clock.run_through(m.now)
    assert [claim.held["search:Gao"] for claim, _ in given] == ([] if lacks else [1.0])
    assert m.counts["resupply_columns"] == bool(lacks)
    assert stock.asked is bool(lacks)


def in_the_queue() -> tuple[Mission, CampState, Claim]:
    """A camp's rotation with its papers, that lacks only a team, and who was given the last one."""
    m, camp = empty()
    camp.packed, camp.unpacked = 30, 0
    track = m.track("Menaka/rotation/1")
    papers = Clearance(m, m.rules.convoy, track.entity, camp.sector, m.now, m.now)
    m.clock.run_through(m.start + m.settings.consent.convoy_lead.permissive.nominal + 0.1)
    held = m.pool.claim("held", {"search:Gao": m.pool.capacity("search:Gao")}, m.track("others"))
    m.clock.run_through(m.now)
    assert held.granted
    camp.turn = Turn(m.pool.claim("turn", column.wants(m, camp), track), papers)
    m.clock.run_through(m.now)
    assert not camp.turn.claim.granted
    return m, camp, held


def test_a_rotation_goes_in_place_of_supplies_with_its_papers_when_its_load_is_packed() -> None:
    m, camp, held = in_the_queue()
    assert camp.turn is not None
    claim = camp.turn.claim
    assert rotation_instead(m, camp, held) is claim
    papers = Clearance(m, m.rules.convoy, "asked for now", camp.sector, m.now, m.now)
    assert not papers.in_hand()
    camp.turn = Turn(claim, papers)
    assert rotation_instead(m, camp, held) is None


def test_none_goes_in_place_of_supplies_whose_load_is_not_packed() -> None:
    m, camp, held = in_the_queue()
    camp.packed, camp.unpacked, camp.lot_size = 0, 300, 300
    camp.lot_days, camp.lot_due = 10.0, m.now + 60.0
    assert column.departure(m, camp) > m.now
    assert rotation_instead(m, camp, held) is None


def test_a_rotation_that_is_given_its_means_in_this_instant_lacks_none_of_them() -> None:
    """It holds what it claims, so that less than that is free."""
    m, camp, held = in_the_queue()
    held.release()
    m.clock.run_through(m.now)
    assert camp.turn is not None
    claim, other = camp.turn.claim, m.pool.claim("other", {}, m.track("other"))
    assert claim.granted
    for kind in claim.amounts:
        if rest := m.pool.free(kind):
            m.pool.claim(f"all of {kind}", {kind: rest}, m.track("all"))
    m.clock.run_through(m.now)
    assert any(m.pool.free(kind) < n for kind, n in claim.amounts.items())
    assert rotation_instead(m, camp, other) is claim


def test_a_column_for_supplies_that_waits_for_fuel_and_holds_nothing_hears_that_others_come() -> (
    None
):
    m, camp = empty()
    assert m.stocks is not None
    tanks(m).path = Path.constant(0.0)
    stock = m.stocks.camps["Menaka"]
    send_column(m, camp, stock)
    m.clock.run_through(m.start + m.settings.consent.convoy_lead.permissive.nominal + 3.0)
    assert (stock.asked, m.pool.waiting, m.counts["columns_short_of_fuel"]) == (True, [], 1)
    stock.coming += 1
    stock.changed.fire()
    m.clock.run_through(m.now)
    assert (stock.asked, m.counts["resupply_columns"]) == (False, 0)


def test_a_column_for_supplies_waits_for_no_more_fuel_than_its_trucks_take() -> None:
    """Its hub has four trucks."""
    m, camp = empty()
    m.pool.resize("trucks:Gao", 4.0, m.track("market"))
    escort = m.tasks.columns.escort_vehicles.value
    assert fuelling(m, camp, 6, wants(m, camp, 6)).vehicles == 4 + escort
    assert fuelling(m, camp, 6, {}).vehicles == 6 + escort, "without limit"
