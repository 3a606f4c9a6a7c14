"""Supply: who waits for it and how long, what is brought, and kept at the hub."""

from dataclasses import replace

import pytest

from sim.clock import Signal
from sim.paths import Path
from sim.processes.camp import CampState
from sim.processes.convoy import Convoy
from sim.processes.mission import Mission
from sim.processes.resupply import seek
from sim.processes.shortage import enough, enough_to_move
from sim.processes.supply import (
    Stocks,
    bring_supplies,
    called_off,
    fuel_up,
    keep_supplies,
    load_supplies,
    move_people,
)
from sim.record.causes import SUPPLY
from sim.record.ledger import ABROAD, AIR, PEOPLE
from tests.processes.given import Steps, case, days_by_cause, finish, mission
from tests.processes.supplied import alone, asked_to_leave, empty, person_days, tanks

PATIENCE = case().scenario.policy.supply.patience.value


@pytest.mark.parametrize(
    ("by", "waits", "asks"),
    [(-1.0, 0.0, []), (2.0, 2.0, []), (PATIENCE + 2.0, PATIENCE + 2.0, [PATIENCE])],
)
def test_who_has_to_leave_waits_for_supplies_no_longer_than_to_that_day(
    by: float, waits: float, asks: list[float]
) -> None:
    m, camp = empty()
    looks: list[float] = []

    def stop() -> bool:
        looks.append(m.now)
        assert len(looks) < 20, "it looks again and again"
        return False

    ended = finish(m, enough_to_move(m, camp, camp.track, stop, "the last convoy", m.start + by))
    m.clock.run_through(m.start + 60.0)
    assert ended == [(None, m.start + waits)]
    assert asked_to_leave(m) == asks
    assert m.counts["orders_for_supply"] == len(asks)


def test_who_may_leave_any_day_waits_until_supplies_come_and_asks_once_for_haste() -> None:
    m, camp = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    ended = finish(m, enough_to_move(m, camp, camp.track, lambda: False, "a move"))
    m.clock.run_through(m.start + PATIENCE)
    (alarm,) = camp.alarms
    assert (asked_to_leave(m), ended, alarm.still()) == ([PATIENCE], [], True)
    assert m.counts["departures_short_of_supply"] == 1
    people = stock.people
    stock.add((30.0 * people, 30.0 * people, 0.0))
    stock.changed.fire()
    m.clock.run_through(m.start + 31.0)
    assert ended == [(None, m.start + PATIENCE)]
    assert (camp.alarms, camp.ordered) == ([], False), "what was the reason has passed"


# -- what is brought ------------------------------------------------------------------------------


def column(m: Mission, camp: CampState, promised: int = 0) -> Convoy:
    return Convoy("test", m.track("test"), "Gao", "East", camp, trucks=12, promised=promised)


def test_a_camp_is_to_be_left_before_patience_ends_when_its_water_is_used_up_before() -> None:
    """Four days of water, and nothing comes; rations and fuel last for long."""
    m, camp = empty()
    assert m.stocks is not None
    stock, people = m.stocks.camps["Menaka"], m.ledger.at(PEOPLE, "Menaka")
    stock.levels, stock.wells = [40.0 * people, 40.0 * people, 4.0 * people], Path.constant(0.0)
    stock.asked = True
    m.policy = replace(m.policy, supply=replace(m.policy.supply, by_air=False))
    assert m.policy.supply.water_below.value == 4.0 < PATIENCE
    finish(m, seek(m, camp, stock))
    m.clock.run_through(m.start + 20.0)
    assert asked_to_leave(m) == pytest.approx([4.0])


def test_when_the_gate_is_shut_a_column_with_supplies_still_goes() -> None:
    m, camp = empty()
    fetches, brings = column(m, camp, promised=5), column(m, camp)
    camp.trucks_stopped = True
    assert not called_off(camp, fetches), "it was given before"
    camp.gate_shut = True
    assert (called_off(camp, fetches), called_off(camp, brings)) == (True, False)
    camp.ordered_at = m.now
    assert called_off(camp, brings)


KM = 400.0


def test_a_column_takes_its_fuel_for_the_road_at_once_where_there_is_enough() -> None:
    """Twelve trucks at 45 litres for 100 km: 2,160 litres for 400 km."""
    m, camp = empty()
    hub = tanks(m, 2160.0)
    convoy = column(m, camp)
    ended = finish(m, fuel_up(m, convoy, "Gao", KM))
    m.clock.run_through(m.start)
    assert ended == [(True, m.start)]
    assert hub.level == pytest.approx(hub.reserve)
    assert m.counts["columns_short_of_fuel"] == 0


@pytest.mark.parametrize("for_camp", [True, False])
def test_a_column_short_of_fuel_waits_until_deliveries_have_brought_it(for_camp: bool) -> None:
    """What more is delivered than is used fills them above the reserve."""
    m, camp = empty()
    hub, convoy = tanks(m), column(m, camp)
    if not for_camp:
        convoy.camp = None
    days = 2160.0 / (hub.deliveries - hub.use)
    assert days > 0.1
    ended = finish(m, fuel_up(m, convoy, "Gao", KM))
    m.clock.run_through(m.start + days + 1.0)
    ((fuelled, day),) = ended
    assert fuelled
    assert day == pytest.approx(m.start + days)
    assert days_by_cause(convoy.track) == {SUPPLY: pytest.approx(days)}
    assert m.counts["columns_short_of_fuel"] == 1
    assert hub.level == pytest.approx(hub.reserve)


def test_a_column_that_waits_for_fuel_has_it_sooner_when_people_have_left_the_hub() -> None:
    m, camp = empty()
    hub, convoy = tanks(m), column(m, camp)
    days = 2160.0 / (hub.deliveries - hub.use)
    ended = finish(m, fuel_up(m, convoy, "Gao", KM))
    m.clock.run_through(m.start + days / 4.0)
    m.ledger.move(PEOPLE, m.ledger.at(PEOPLE, "Gao") // 2, "Gao", ABROAD, m.now)
    m.hubs["Gao"].people_changed.fire()
    m.clock.run_through(m.start + days)
    ((fuelled, day),) = ended
    assert fuelled
    assert m.start + days / 4.0 <= day < m.start + 0.9 * days


def test_a_hub_can_have_a_quarter_more_fuel_than_it_and_its_camps_use() -> None:
    m = mission(alone())
    hub = Stocks(m).hub("Gao")
    assert hub is not None
    assert hub.deliveries == pytest.approx(1.25 * hub.use)


def test_a_column_that_is_called_off_while_it_waits_for_fuel_takes_none() -> None:
    m, camp = empty()
    hub, convoy = tanks(m), column(m, camp)
    hub.path = Path.constant(0.0)
    convoy.off = lambda: camp.ordered
    ended = finish(m, fuel_up(m, convoy, "Gao", KM))
    m.clock.run_through(m.start + 2.0)
    camp.ordered_at = m.now
    camp.order.fire()
    level = hub.level
    m.clock.run_through(m.start + 2.0)
    assert ended == [(False, m.start + 2.0)]
    assert days_by_cause(convoy.track) == {SUPPLY: 2.0}
    assert hub.level == pytest.approx(level - 2.0 * hub.austerity * hub.use)


def test_a_column_that_waits_for_fuel_hears_that_its_supplies_are_not_wanted_any_more() -> None:
    m, camp = empty()
    assert m.stocks is not None
    hub, convoy, stock = tanks(m), column(m, camp), m.stocks.camps["Menaka"]
    hub.path, convoy.off = Path.constant(0.0), lambda: bool(stock.coming)
    convoy.also = (stock.changed,)
    ended = finish(m, fuel_up(m, convoy, "Gao", KM))
    m.clock.run_through(m.start + 2.0)
    stock.coming += 1
    stock.changed.fire()
    m.clock.run_through(m.start + 2.0)
    assert ended == [(False, m.start + 2.0)]


def test_however_often_a_column_waits_for_fuel_it_is_one_that_is_short_of_it() -> None:
    m, camp = empty()
    convoy = column(m, camp)
    for _ in range(2):
        tanks(m)
        since, ended = m.now, finish(m, fuel_up(m, convoy, "Gao", KM))
        m.clock.run_through(since + 20.0)
        assert ended[0][1] > since
    assert m.counts["columns_short_of_fuel"] == 1


@pytest.mark.parametrize("of_camp", [True, False])
def test_a_column_waits_for_fuel_no_longer_than_a_clearance_holds(of_camp: bool) -> None:
    m, camp = empty()
    hub, convoy = tanks(m), column(m, camp)
    convoy.camp = camp if of_camp else None
    hub.path = Path.constant(0.0)
    held = m.tasks.movement.clearance_validity.value
    ended = finish(m, fuel_up(m, convoy, "Gao", KM))
    m.clock.run_through(m.start + held + 5.0)
    assert ended == [(False, m.start + held)]
    assert convoy.fuel == 0.0
    assert days_by_cause(convoy.track) == {SUPPLY: pytest.approx(held)}


def test_where_nothing_can_run_short_columns_have_their_fuel() -> None:
    m, camp = empty()
    m.stocks = None
    ended = finish(m, fuel_up(m, column(m, camp), "Gao", KM))
    m.clock.run_through(m.start)
    assert ended == [(True, m.start)]


def test_what_a_column_brings_is_in_the_stock_and_nothing_more_is_coming() -> None:
    m, camp = empty()
    assert m.stocks is not None
    stock, convoy = m.stocks.camps["Menaka"], column(m, camp)
    load_supplies(m, camp, convoy, "Gao")
    brought = convoy.supplies
    assert (stock.coming, brought) != (0, None)
    bring_supplies(m, camp, convoy)
    assert stock.levels == list(brought or ())
    assert (stock.coming, convoy.supplies) == (0, None)
    bring_supplies(m, camp, convoy)
    assert stock.coming == 0, "what brings nothing has not come"


def test_of_two_columns_on_the_way_at_once_the_second_takes_back_what_does_not_fit() -> None:
    m, camp = empty()
    assert m.stocks is not None
    stock, hub = m.stocks.camps["Menaka"], m.stocks.hub("Gao")
    assert hub is not None
    stores = float(stock.capacity)
    room = person_days(m, hub.level) / stock.people
    days = 0.6 * stores / stock.people
    assert room > 2.0 * days
    first, second = column(m, camp), column(m, camp)
    for convoy in (first, second):
        load_supplies(m, camp, convoy, "Gao", days)
    before = hub.level
    for convoy in (first, second):
        bring_supplies(m, camp, convoy)
    assert stock.levels[:2] == pytest.approx([stores, stores])
    assert stock.levels[2] <= stock.tanks
    assert person_days(m, hub.level - before) == pytest.approx(0.2 * stores)
    assert (stock.coming, second.supplies) == (0, None)


def test_a_camp_has_enough_to_move_as_long_as_its_stock_of_that_day_lasts() -> None:
    """Ten days of supplies are seven three days later, and less after that."""
    m, camp = empty()
    assert m.stocks is not None
    stock, people = m.stocks.camps["Menaka"], m.ledger.at(PEOPLE, "Menaka")
    stock.levels = [10.0 * people, 10.0 * people, 0.0]
    assert m.policy.supply.to_move.value == 7.0
    found = []
    for days in (3.0, 3.5):
        m.clock.run_through(m.start + days)
        found.append(enough(m, camp, stock))
    assert found == [True, False]


def test_a_stock_is_reckoned_up_to_the_day_on_which_it_is_asked_for() -> None:
    m, _ = empty()
    assert m.stocks is not None
    stock, people = m.stocks.camps["Menaka"], m.ledger.at(PEOPLE, "Menaka")
    stock.levels = [10.0 * people, 5.0 * people, 0.0]
    m.clock.run_through(m.start + 3.0)
    found = m.stocks.camp("Menaka")
    assert found is stock
    assert found.days(people)[:2] == pytest.approx((7.0, 2.0))
    assert m.stocks.camp("Kidal") is None, "its hub still keeps it filled"


@pytest.mark.parametrize("come", [True, False])
def test_who_watches_a_stock_is_told_that_people_come_or_leave(come: bool) -> None:
    m, _ = empty()
    assert m.stocks is not None
    stock, told = m.stocks.camps["Menaka"], list[str]()

    def watch(name: str, signal: Signal) -> Steps:
        yield m.clock.sleep(m.scenario.end, signal)
        told.append(name)

    finish(m, watch("come", stock.came), "came")
    finish(m, watch("leave", stock.changed), "changed")
    m.clock.run_through(m.start)
    ends = ("Gao", "Menaka") if come else ("Menaka", "Gao")
    move_people(m, 1, *ends)
    m.clock.run_through(m.start + 1.0)
    assert told == ["come" if come else "leave"]


def test_a_hub_supplies_by_routine_who_has_no_stock_of_its_own_yet() -> None:
    m = mission(alone())
    m.stocks = Stocks(m)
    camp = m.camps["Menaka"]
    hub = m.stocks._hubs["Gao"]
    each, before = m.stocks.settings.consumption.fuel.value, hub.use
    assert before > 0.0
    m.stocks.open(camp)
    assert hub.use == pytest.approx(before - each * m.ledger.at(PEOPLE, "Menaka"))


@pytest.mark.parametrize("looks", [0, 20])
def test_looking_at_the_fuel_of_a_hub_does_not_change_it(looks: int) -> None:
    """Half of a hub's people leave on the tenth day: from then on it uses half as much."""
    m = mission(alone())
    stocks = m.stocks = Stocks(m)
    hub = tanks(m)
    use, people = hub.use, m.ledger.at(PEOPLE, "Gao")
    level = hub.level = hub.full = 30.0 * use
    hub.deliveries = 0.0
    for day in range(1, looks):
        m.clock.at(m.start + day).callbacks.append(lambda _: (stocks.hub("Gao"), None)[1])
    m.clock.at(m.start + 10.0).callbacks.append(lambda _: move_people(m, people // 2, "Gao", AIR))
    m.clock.run_through(m.start + 20.0)
    stocks.hub("Gao")
    fewer = people // 2 * stocks.settings.consumption.fuel.value
    assert hub.level == pytest.approx(level - 20.0 * use + 10.0 * fewer)


def test_what_a_column_could_not_bring_is_back_at_the_hub() -> None:
    m, camp = empty()
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
    m, camp = empty()
    assert m.stocks is not None
    hub, convoy = m.stocks.hub("Gao"), column(m, camp)
    assert hub is not None
    hub.level = hub.reserve + 100.0
    assert hub.reserve > 0.0
    load_supplies(m, camp, convoy, "Gao")
    assert hub.level == pytest.approx(hub.reserve)


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
