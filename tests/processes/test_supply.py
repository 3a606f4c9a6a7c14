"""Supply: who waits for it and how long, what is asked for, brought, and kept at the hub."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from math import inf

import pytest

from sim.clock import Signal
from sim.paths import Path
from sim.processes import airspace
from sim.processes import resupply as of_resupply
from sim.processes.camp import CampState
from sim.processes.case import Case
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy
from sim.processes.mission import Mission
from sim.processes.resupply import (
    keep_supplied,
    resupply,
    seek,
)
from sim.processes.stocks import CampStock, HubFuel
from sim.processes.supply import (
    Stocks,
    bring_supplies,
    called_off,
    enough,
    enough_to_move,
    fuel_up,
    keep_supplies,
    load_supplies,
    people_move,
)
from sim.processes.supply_flights import (
    PLANE,
    by_plane,
    fly_in,
    load_up,
    may_fly,
    may_load,
    unload,
)
from sim.record.causes import SUPPLY
from sim.record.ledger import ABROAD, PEOPLE
from sim.risks.world import AIRSPACE, FLYABLE, PERMISSIVE, WELLS, World
from tests.processes.given import (
    Steps,
    case,
    days_by_cause,
    finish,
    mission,
    off,
    with_paths,
    with_risk,
)

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
    looks: list[float] = []

    def stop() -> bool:
        looks.append(m.now)
        assert len(looks) < 20, "it looks again and again"
        return False

    ended = finish(m, enough_to_move(m, camp, camp.track, stop, "the last convoy", m.start + by))
    m.clock.run_through(m.start + 60.0)
    assert ended == [(None, m.start + waits)]
    assert [day for day, _ in asked] == asks
    assert m.counts["orders_for_supply"] == len(asks)


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


def test_a_camp_is_to_be_left_before_patience_ends_when_its_water_is_used_up_before() -> None:
    """Four days of water, and nothing comes; rations and fuel last for long."""
    m, camp, asked = empty()
    assert m.stocks is not None
    stock, people = m.stocks.camps["Menaka"], m.ledger.at(PEOPLE, "Menaka")
    stock.levels, stock.wells = [40.0 * people, 40.0 * people, 4.0 * people], Path.constant(0.0)
    stock.asked = True
    m.policy = replace(m.policy, supply=replace(m.policy.supply, by_air=False))
    assert m.policy.supply.water_below.value == 4.0 < PATIENCE
    finish(m, seek(m, camp, stock))
    m.clock.run_through(m.start + 20.0)
    assert [day for day, _ in asked] == pytest.approx([4.0])


def test_when_trucks_are_given_up_a_column_with_supplies_still_goes() -> None:
    m, camp, _ = empty()
    fetches, brings = column(m, camp, promised=5), column(m, camp)
    camp.trucks_stopped = True
    assert (called_off(camp, fetches), called_off(camp, brings)) == (True, False)
    camp.ordered_at = m.now
    assert called_off(camp, brings)


KM = 400.0


def tanks(m: Mission, litres: float = 0.0) -> HubFuel:
    """The hub's tanks, with so much more in them than the reserve."""
    assert m.stocks is not None
    hub = m.stocks.hub("Gao")
    assert hub is not None
    hub.level = hub.reserve + litres
    return hub


def test_a_column_takes_its_fuel_for_the_road_at_once_where_there_is_enough() -> None:
    """Twelve trucks at 45 litres for 100 km: 2,160 litres for 400 km."""
    m, camp, _ = empty()
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
    m, camp, _ = empty()
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
    m, camp, _ = empty()
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
    m, camp, _ = empty()
    hub, convoy = tanks(m), column(m, camp)
    hub.path = Path.constant(0.0)
    ended = finish(m, fuel_up(m, convoy, "Gao", KM))
    m.clock.run_through(m.start + 2.0)
    camp.ordered_at = m.now
    camp.order.fire()
    level = hub.level
    m.clock.run_through(m.start + 2.0)
    assert ended == [(False, m.start + 2.0)]
    assert days_by_cause(convoy.track) == {SUPPLY: 2.0}
    assert hub.level == pytest.approx(level - 2.0 * hub.use)


def test_where_nothing_can_run_short_columns_have_their_fuel() -> None:
    m, camp, _ = empty()
    m.stocks = None
    ended = finish(m, fuel_up(m, column(m, camp), "Gao", KM))
    m.clock.run_through(m.start)
    assert ended == [(True, m.start)]


def test_what_a_column_brings_is_in_the_stock_and_nothing_more_is_coming() -> None:
    m, camp, _ = empty()
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
    m, camp, _ = empty()
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
    m, camp, _ = empty()
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
    m, _, _ = empty()
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
    m, _, _ = empty()
    assert m.stocks is not None
    stock, told = m.stocks.camps["Menaka"], list[str]()

    def watch(name: str, signal: Signal) -> Steps:
        yield m.clock.sleep(m.scenario.end, signal)
        told.append(name)

    finish(m, watch("come", stock.came), "came")
    finish(m, watch("leave", stock.changed), "changed")
    m.clock.run_through(m.start)
    people_move(m, "Menaka", come=come)
    people_move(m, "Gao", come=come)
    m.clock.run_through(m.start + 1.0)
    assert told == ["come" if come else "leave"]


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
    load = load_up(m, camp, stock, 1e6)
    assert load[0] / stock.people == pytest.approx(stock.capacity / stock.people)
    unload(m, camp, stock, load, "Gao")
    assert stock.levels[0] == pytest.approx(stock.capacity)
    unload(m, camp, stock, load, "Gao")
    assert stock.levels[:2] == pytest.approx([stock.capacity, stock.capacity])


def flight(m: Mission, camp: CampState, stock: CampStock) -> Steps:
    """A flight with supplies to a camp, with leave in hand for some days."""
    entity = f"{camp.name}/resupply/1"
    leave = Clearance(m, m.rules.crewed, entity, camp.sector, m.now, m.now, held=True)
    return fly_in(m, camp, stock, entity, leave)


def flown_in(name: str, channel: str, region: str = "") -> float:
    """Days to the first flight with supplies to an empty camp; nothing flies until the 30th."""
    closed = Path.steps(0.0, [(case().scenario.start + 30.0, 1.0)])
    of = alone()

    def provide(_settings: object, _world: World, key: str) -> Path:
        return closed if key == region or not region else Path.constant(1.0)

    m = mission(replace(of, providers={**of.providers, channel: ((None, provide),)}))
    m.stocks = Stocks(m)
    m.order_haste = lambda *_: None
    camp = m.camps[name]
    stock = m.stocks.open(camp)
    stock.levels = [0.0, 0.0, 0.0]
    stock.asked = True  # no column brings anything before
    finish(m, seek(m, camp, stock))
    while not m.counts["resupply_flights"] and m.now < m.start + 60.0:
        m.clock.run_through(m.now + 0.25)
    return m.now - m.start


@pytest.mark.parametrize("at", ["hub", "camp"])
def test_helicopters_bring_no_supplies_in_weather_that_grounds_them(at: str) -> None:
    m = mission(alone())
    camp = m.camps["Menaka"]
    assert not by_plane(m, camp)
    region = m.plan.camps[camp.owner if at == "hub" else camp.name].region
    assert flown_in("Menaka", FLYABLE, region) > 30.0


def test_a_plane_flies_in_weather_that_grounds_helicopters_and_not_in_closed_airspace() -> None:
    m = mission(alone())
    assert by_plane(m, m.camps["Kidal"])
    assert flown_in("Kidal", FLYABLE) < 30.0 < flown_in("Kidal", AIRSPACE)


def test_a_plane_that_is_given_while_flights_are_stopped_waits_until_they_are_let() -> None:
    """Given on the tenth day, when the mission has stopped its flights for five days."""
    m, _, _ = empty()
    assert m.stocks is not None
    camp = m.camps["Kidal"]
    stock = m.stocks.open(camp)
    stock.levels, stock.asked = [0.0, 0.0, 0.0], True
    others = m.pool.claim("others", {PLANE: m.pool.capacity(PLANE)}, m.track("others"))
    finish(m, seek(m, camp, stock))
    m.clock.run_through(m.start + 10.0)
    assert [claim.name for claim in m.pool.waiting if PLANE in claim.amounts]
    m.flights_stopped[camp.sector] = m.now + 5.0
    others.release()
    m.clock.run_through(m.start + 14.9)
    assert m.pool.free(PLANE) == m.pool.capacity(PLANE)
    assert m.counts["resupply_flights"] == 0
    m.clock.run_through(m.start + 17.0)
    assert m.counts["resupply_flights"] >= 1


def person_days(m: Mission, litres: float) -> float:
    """For how many person-days so much fuel lasts."""
    assert m.stocks is not None
    return litres / m.stocks.settings.consumption.fuel.value


def test_the_fuel_that_is_flown_in_is_taken_from_the_hub_which_keeps_its_reserve() -> None:
    """For two days of the camp's use there is enough; a flight could carry more."""
    m, camp, _ = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    two_days = 2.0 * stock.people * m.stocks.settings.consumption.fuel.value
    hub = tanks(m, two_days)
    rations, fuel, _ = load_up(m, camp, stock, 60.0)
    assert fuel == pytest.approx(person_days(m, two_days))
    assert rations > fuel
    assert hub.level == pytest.approx(hub.reserve)
    hub.level = hub.full
    rations, fuel, _ = load_up(m, camp, stock, 60.0)
    assert rations == fuel > 0.0
    assert person_days(m, hub.full - hub.level) == pytest.approx(fuel)


def test_where_the_hub_has_no_fuel_to_give_a_flight_brings_what_else_is_low() -> None:
    m, camp, _ = empty()
    assert m.stocks is not None
    hub, stock = tanks(m), m.stocks.camps["Menaka"]
    rations, fuel, _ = load_up(m, camp, stock, 9.0)
    each = m.stocks.settings.consumption.rations.value
    assert rations == pytest.approx(9000.0 / each)
    assert fuel == 0.0
    assert hub.level == hub.reserve


@pytest.mark.parametrize("name", ["Menaka", "Kidal"])
def test_where_fuel_alone_is_low_nothing_flies_until_the_hub_has_some(name: str) -> None:
    """By helicopter and by plane; the hub has its reserve, and nothing comes for ten days."""
    m, _, _ = empty()
    assert m.stocks is not None
    camp = m.camps[name]
    stock = m.stocks.open(camp)
    stock.levels = [stock.capacity, 0.0, stock.levels[2]]
    stock.wells, stock.asked = Path.constant(1.0), True
    hub = tanks(m)
    hub.path = Path.steps(0.0, [(m.start + 10.0, 1.0)])
    hub.deliveries = 3.0 * hub.use
    day = stock.people * m.stocks.settings.consumption.fuel.value
    has_some = hub.ready_at(day)
    assert m.start + 10.0 < has_some < m.start + 30.0
    finish(m, seek(m, camp, stock))
    m.clock.run_through(has_some - 0.01)
    took_off = [f for f in m.triggers if (f.place, f.decision) == (name, "resupply by air")]
    assert (took_off, m.pool.free(PLANE)) == ([], m.pool.capacity(PLANE))
    m.clock.run_through(has_some + 0.01)
    took_off = [f for f in m.triggers if (f.place, f.decision) == (name, "resupply by air")]
    assert [f.day for f in took_off] == [pytest.approx(has_some)]
    m.clock.run_through(has_some + 5.0)
    assert stock.levels[1] > 0.0


def test_a_hub_that_can_spare_no_fuel_for_a_day_never_flies_any() -> None:
    m, camp, _ = empty()
    assert m.stocks is not None
    stock, hub = m.stocks.camps["Menaka"], tanks(m)
    hub.full = hub.level = hub.reserve
    stock.levels = [stock.capacity, 0.0, stock.levels[2]]
    assert may_load(m, camp, stock) == inf


def test_what_a_flight_carries_is_added_though_a_column_came_meanwhile() -> None:
    """No more of it than the stores hold; the fuel that is left over flies back to the hub."""
    m, camp, _ = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    hub = m.stocks.hub("Gao")
    assert hub is not None
    hub.deliveries = hub.use  # nothing but the flight changes what the hub has
    ended = finish(m, flight(m, camp, stock))
    m.clock.run_through(m.start)
    aboard = person_days(m, hub.full - hub.level)
    assert aboard > 100.0
    stock.add((20.0 * stock.people, stock.capacity - 100.0, 0.0))
    before = list(stock.levels)
    while not ended:
        m.clock.run_through(m.now + 0.25)
    people = m.ledger.at(PEOPLE, "Menaka")
    used = people * (m.now - m.start)
    stock.settle(people, m.now)
    assert stock.levels[0] == pytest.approx(before[0] - used + aboard)
    added = stock.levels[1] - (before[1] - used)
    assert added == pytest.approx(min(aboard, 100.0 + people * (ended[0][1] - m.start)))
    m.stocks.hub("Gao")
    assert person_days(m, hub.full - hub.level) == pytest.approx(added)
    (told,) = [line for _, line in m.story or () if "tonnes to Menaka" in line]
    assert "rations and fuel for " in told
    assert "(fuel for" not in told, "there was enough of it"


def test_a_plane_that_is_given_when_nothing_is_low_any_more_does_not_fly() -> None:
    m, _, _ = empty()
    assert m.stocks is not None
    camp = m.camps["Kidal"]
    stock = m.stocks.open(camp)
    stock.levels = [0.0, 0.0, stock.levels[2]]
    others = m.pool.claim("others", {PLANE: m.pool.capacity(PLANE)}, m.track("others"))
    m.clock.run_through(m.start)
    ended = finish(m, flight(m, camp, stock))
    m.clock.run_through(m.start + 1.0)
    stock.add((stock.capacity, stock.capacity, 0.0))
    others.release()
    m.clock.run_through(m.start + 1.0)
    assert ended == [(False, m.start + 1.0)]
    assert m.pool.free(PLANE) == m.pool.capacity(PLANE)


@pytest.mark.parametrize("left", [False, True])
def test_a_flight_brings_nothing_to_a_camp_that_has_been_left(left: bool) -> None:
    m, camp, _ = empty()
    assert m.stocks is not None
    stock = m.stocks.camps["Menaka"]
    finish(m, flight(m, camp, stock))
    hub = m.stocks.hub("Gao")
    assert hub is not None
    hub.deliveries = hub.use  # nothing but the flight changes what the hub has
    m.clock.run_through(m.start)
    assert hub.level < hub.full
    if left:
        camp.closed.reach(camp.track, m.now)
    m.clock.run_through(m.start + 20.0)
    assert m.stocks.hub("Gao") is hub
    assert (hub.level == pytest.approx(hub.full)) == left, "the fuel flies back"
    assert m.counts["resupply_flights"] == (not left)
    assert (stock.levels[0] > 0.0) is not left
    told = [line for _, line in m.story or () if "tonnes to Menaka" in line]
    assert len(told) == (not left)
    assert all("to Menaka: rations and fuel for " in line for line in told)


def test_a_plane_that_was_damaged_while_it_brought_supplies_is_missing_until_it_is_repaired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(airspace, "fire", lambda *_: 30.0)
    m, _, _ = empty()
    assert m.stocks is not None
    camp = m.camps["Kidal"]
    assert "fixed_wing" in m.plan.airfields["Kidal"].takes
    there = m.pool.capacity(PLANE)
    stock = m.stocks.open(camp)
    stock.levels = [0.0, 0.0, 0.0]
    ended = finish(m, flight(m, camp, stock))
    m.clock.run_through(m.start + 20.0)
    ((_, landed),) = ended
    assert m.pool.free(PLANE) == there - 1.0
    m.clock.run_through(landed + 29.9)
    assert m.pool.free(PLANE) == there - 1.0
    m.clock.run_through(landed + 30.0)
    assert m.pool.free(PLANE) == there


def test_a_plane_with_supplies_is_away_as_long_as_one_with_people() -> None:
    """Four rotations a week, also where the flight itself takes a day."""
    m, _, _ = empty()
    assert m.stocks is not None
    stock = m.stocks.open(m.camps["Kidal"])
    stock.levels = [0.0, 0.0, 0.0]
    ended = finish(m, flight(m, m.camps["Kidal"], stock))
    m.clock.run_through(m.start + 1.7)
    assert ended
    assert m.pool.free(PLANE) == m.pool.capacity(PLANE) - 1.0
    m.clock.run_through(m.start + 7.0 / 4.0)
    assert m.pool.free(PLANE) == m.pool.capacity(PLANE)


@pytest.mark.parametrize("under_fire", ["Gao", "Kidal", "Menaka"])
def test_nothing_is_flown_in_from_or_to_a_field_under_fire(under_fire: str) -> None:
    m, _, _ = empty()
    for name in ("Kidal", "Menaka"):  # by plane, by helicopter
        m.under_fire = {under_fire: m.now + 2.0}
        waits = under_fire in ("Gao", name)
        assert may_fly(m, m.camps[name]) == m.now + 2.0 * waits
    m.under_fire = {}
    m.flights_stopped = {m.plan.camps["Gao"].sector: m.now + 3.0}
    assert may_fly(m, m.camps["Kidal"]) == m.now + 3.0, "stopped where it takes off"


# -- what is asked for ----------------------------------------------------------------------------


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
