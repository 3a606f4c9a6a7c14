"""Supplies by air: what flies, when, and what it brings."""

from dataclasses import replace
from math import inf

import pytest

from sim.paths import Path
from sim.processes import airspace
from sim.processes.airspace import PLANE
from sim.processes.camp import CampState
from sim.processes.clearance import Clearance
from sim.processes.mission import Mission
from sim.processes.resupply import seek
from sim.processes.stocks import CampStock
from sim.processes.supply import Stocks
from sim.processes.supply_flights import by_plane, fly_in, load_up, may_fly, may_load, unload
from sim.record.ledger import PEOPLE
from sim.risks.world import AIRSPACE, FLYABLE, World
from tests.processes.given import Steps, case, finish, mission
from tests.processes.supplied import alone, empty, person_days, tanks, with_patience


def test_flights_bring_no_more_than_the_stores_hold() -> None:
    m, camp = empty()
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
    camp = m.camps[name]
    stock = m.stocks.open(camp)
    stock.levels = [0.0, 0.0, 0.0]
    stock.asked = True  # no column brings anything before
    with_patience(m)
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
    m, _ = empty()
    assert m.stocks is not None
    camp = m.camps["Kidal"]
    stock = m.stocks.open(camp)
    stock.levels, stock.asked = [0.0, 0.0, 0.0], True
    with_patience(m)
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


def test_the_fuel_that_is_flown_in_is_taken_from_the_hub_which_keeps_its_reserve() -> None:
    """For two days of the camp's use there is enough; a flight could carry more."""
    m, camp = empty()
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
    m, camp = empty()
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
    m, _ = empty()
    assert m.stocks is not None
    camp = m.camps[name]
    stock = m.stocks.open(camp)
    stock.levels = [stock.capacity, 0.0, stock.levels[2]]
    stock.wells, stock.asked = Path.constant(1.0), True
    with_patience(m)
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
    m, camp = empty()
    assert m.stocks is not None
    stock, hub = m.stocks.camps["Menaka"], tanks(m)
    hub.full = hub.level = hub.reserve
    stock.levels = [stock.capacity, 0.0, stock.levels[2]]
    assert may_load(m, camp, stock) == inf


def test_what_a_flight_carries_is_added_though_a_column_came_meanwhile() -> None:
    """No more of it than the stores hold; the fuel that is left over flies back to the hub."""
    m, camp = empty()
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
    assert not stock.aloft
    added = stock.levels[1] - (before[1] - used)
    assert added == pytest.approx(min(aboard, 100.0 + people * (ended[0][1] - m.start)))
    m.stocks.hub("Gao")
    assert person_days(m, hub.full - hub.level) == pytest.approx(added)
    (told,) = [line for _, line in m.story or () if "tonnes to Menaka" in line]
    assert "rations and fuel for " in told
    assert "(fuel for" not in told, "there was enough of it"


@pytest.mark.parametrize(
    "what", ["nothing is low", "the camp is ordered to leave", "it is left", "a column comes"]
)
def test_a_plane_that_is_given_when_there_is_nothing_to_fly_in_any_more_does_not_fly(
    what: str,
) -> None:
    m, _ = empty()
    assert m.stocks is not None
    camp = m.camps["Kidal"]
    stock = m.stocks.open(camp)
    stock.levels = [0.0, 0.0, stock.levels[2]]
    others = m.pool.claim("others", {PLANE: m.pool.capacity(PLANE)}, m.track("others"))
    m.clock.run_through(m.start)
    ended = finish(m, flight(m, camp, stock))
    m.clock.run_through(m.start + 1.0)
    if what == "nothing is low":
        stock.add((stock.capacity, stock.capacity, 0.0))
    elif what == "it is left":
        camp.closed.reach(camp.track, m.now)
    elif what == "a column comes":
        stock.coming += 1
    else:
        camp.ordered_at = m.now
    others.release()
    m.clock.run_through(m.start + 1.0)
    assert ended == [(False, m.start + 1.0)]
    assert m.pool.free(PLANE) == m.pool.capacity(PLANE)


@pytest.mark.parametrize("left", [False, True])
def test_a_flight_brings_nothing_to_a_camp_that_has_been_left(left: bool) -> None:
    m, camp = empty()
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
    m, _ = empty()
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
    m, _ = empty()
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
    m, _ = empty()
    for name in ("Kidal", "Menaka"):  # by plane, by helicopter
        m.under_fire = {under_fire: m.now + 2.0}
        waits = under_fire in ("Gao", name)
        assert may_fly(m, m.camps[name]) == m.now + 2.0 * waits
    m.under_fire = {}
    m.flights_stopped = {m.plan.camps["Gao"].sector: m.now + 3.0}
    assert may_fly(m, m.camps["Kidal"]) == m.now + 3.0, "stopped where it takes off"
