"""By road: people whose flights stay refused, in columns, when enough of them are ready."""

from functools import cache

import pytest

from sim.configuration import load_scenario
from sim.paths import Path
from sim.plan.cycle import road_days
from sim.policies import dispatch
from sim.processes import departure
from sim.processes.by_road import flights_denied, go_by_road
from sim.processes.casualties import bury
from sim.processes.convoy import Steps
from sim.processes.hub import Hub
from sim.processes.liquidation import release_vehicles
from sim.processes.mission import Mission
from sim.record import triggers
from sim.record.ledger import ABROAD, PEOPLE, ROAD, VEHICLES
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication, set_out
from sim.risks.world import AIRSPACE
from tests.processes.given import convoys, finish, mission, off, with_paths


@cache
def outcome(*overrides: str) -> Outcome:
    case = prepare(load_scenario("baseline", ("risk/flights=crewed_refused", *overrides)), 1)
    return run_replication(case, 0, story=True, recorded=False)


def denied(found: Outcome) -> list[tuple[float, str]]:
    return [(f.day, f.place) for f in found.triggers if f.trigger == triggers.FLIGHTS_DENIED]


def test_refused_for_so_many_days_people_go_by_road() -> None:
    found = outcome()
    scenario = load_scenario("baseline")
    days = scenario.policy.by_road.denied_days.value
    assert denied(found)
    assert min(day for day, _ in denied(found)) >= scenario.start + days
    assert {place for _, place in denied(found)} <= set(scenario.plan.hubs) - {
        scenario.plan.lift_hub
    }
    told = {f.decision for f in found.triggers if f.trigger == triggers.FLIGHTS_DENIED}
    assert told == {"order a column by road"}, "what is ordered need not drive"
    assert found.counts["lift_flights"] == found.counts["charters"] == 0
    assert found.counts["people_by_road"] >= scenario.policy.by_road.least_people.value
    assert any(
        "by road" in text and " leaves for " in text and text.endswith(" people")
        for _, text in found.story
    )


def test_switched_off_they_wait() -> None:
    found = outcome("policy.by_road.enabled=false")
    assert denied(found) == []
    assert found.counts["people_by_road"] == 0


def test_for_few_people_no_column_is_sent() -> None:
    assert denied(outcome("policy.by_road.least_people=100000")) == []


def test_where_flights_are_permitted_nobody_goes_by_road() -> None:
    case = prepare(load_scenario("all_off"), 1)
    assert denied(run_replication(case, 0, recorded=False)) == []


def test_people_balance_on_the_way() -> None:
    case = prepare(load_scenario("baseline", ("risk/flights=crewed_refused",)), 1)
    m = set_out(case, 1)
    whole = m.ledger.in_country(PEOPLE, m.start)
    for day in range(10, 160, 10):
        m.clock.run_through(m.start + day)
        m.ledger.check()
        assert all(min(h.ready, h.expected, h.aloft) >= 0 for h in m.hubs.values())
    assert m.ledger.in_country(PEOPLE, m.clock.now) + m.counts["killed"] == whole


def test_a_column_that_has_arrived_holds_nobody_who_could_die_on_the_road(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    columns = convoys(monkeypatch, "by_road")
    case = prepare(load_scenario("baseline", ("risk/flights=crewed_refused",)), 1)
    m = set_out(case, 1)
    m.clock.run_through(m.start + 160.0)
    assert m.counts["people_by_road"] > 0
    assert any(of.people == of.own == 0 for of in columns)
    under_way = [of for of in columns if of.set_out]  # who forms up is on the hub's books
    assert sum(of.people for of in under_way) <= m.ledger.at(PEOPLE, ROAD)
    forming_up = [of for of in columns if not of.set_out]
    assert sum(of.people for of in forming_up) <= sum(m.ledger.at(PEOPLE, hub) for hub in m.hubs)


def test_who_died_while_waiting_to_fly_is_not_waited_for() -> None:
    m = set_out(prepare(load_scenario("all_off"), 1), 0)
    hub = m.hubs["Gao"]
    there = m.ledger.at(PEOPLE, "Gao")
    hub.ready = there
    assert hub.present(m) == there
    bury(m, 7, "ied", "Gao")
    assert hub.present(m) == there - 7


# -- one column -----------------------------------------------------------------------------------

READY = 150


def wait_at_gao(m: Mission) -> Hub:
    """People are ready at Gao, and no flight has taken anybody for as long as the policy waits."""
    gao = m.hubs["Gao"]
    gao.ready = READY
    gao.last_flown = m.now - m.policy.by_road.denied_days.value
    return gao


def denied_at_gao(m: Mission, *, released: bool = False) -> None:
    """People are ready at Gao, no flight takes them, and a column does; run to its end."""
    gao = wait_at_gao(m)
    gao.on_the_road = True
    for hub in m.hubs.values():
        hub.released = released
    ended = finish(m, go_by_road(m, gao, m.track("Gao/by road/1")))
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1


@pytest.mark.parametrize("released", [False, True])
def test_vehicles_go_on_from_where_they_came_once_vehicles_may_leave(released: bool) -> None:
    """Until the liquidation begins they serve the hub to which they have come."""
    m = mission(off())
    gao, bamako = m.hubs["Gao"], m.hubs["Bamako"]
    gao.wheels = 100 if released else 0
    there = m.ledger.at(VEHICLES, "Bamako")
    denied_at_gao(m, released=released)
    came = m.ledger.at(VEHICLES, "Bamako") - there
    assert came > 0
    assert (gao.wheels, bamako.wheels) == ((100 - came, came) if released else (0, 0))


def test_since_when_they_were_known_goes_with_who_goes_by_road() -> None:
    m = mission(off())
    m.hubs["Gao"].brought(m.track("Menaka"), m.start - 3.0)
    denied_at_gao(m)
    assert m.counts["people_by_road"] > 0
    assert m.hubs["Bamako"].known_since == m.start - 3.0


def test_who_has_come_by_road_is_ready_there_and_nobody_is_expected_any_more() -> None:
    m = mission(off())
    gao, bamako = m.hubs["Gao"], m.hubs["Bamako"]
    people = {name: m.ledger.at(PEOPLE, name) for name in ("Gao", "Bamako")}
    beds = m.pool.free("beds:Gao")
    denied_at_gao(m)
    assert m.counts["people_by_road"] == READY
    assert (gao.ready, bamako.ready, bamako.expected) == (0, READY, 0)
    assert m.ledger.at(PEOPLE, "Gao") == people["Gao"] - READY
    assert m.ledger.at(PEOPLE, "Bamako") == people["Bamako"] + READY
    assert m.pool.free("beds:Gao") == beds + READY
    assert not gao.on_the_road


@pytest.mark.parametrize("dead", [0, 7])
def test_who_forms_up_is_on_the_books_of_the_hub_until_the_column_drives_out(dead: int) -> None:
    m = mission(off())
    gao = wait_at_gao(m)
    people, vehicles = (m.ledger.at(kind, "Gao") for kind in (PEOPLE, VEHICLES))
    gao.on_the_road = True
    finish(m, go_by_road(m, gao, m.track("Gao/by road/1")))
    while gao.ready:
        m.clock.run_through(m.now + 0.01)
    forming = m.tasks.movement.forming_up.nominal
    assert m.ledger.at(PEOPLE, "Gao") == people
    assert m.ledger.at(VEHICLES, "Gao") == vehicles
    bury(m, dead, "ied", "Gao")
    m.clock.run_through(m.now + forming / 2.0)
    assert m.ledger.at(PEOPLE, "Gao") == people - dead
    m.clock.run_through(m.start + 60.0)
    assert m.counts["people_by_road"] == READY - dead
    assert m.ledger.at(PEOPLE, "Gao") == people - READY
    assert m.ledger.at(VEHICLES, "Gao") < vehicles
    assert gao.ready == 0


def no_fuel(*_: object) -> Steps:
    """The tanks of the hub are low when the column has formed up."""
    yield from ()
    return False


def test_where_no_flight_is_permitted_at_all_it_goes_without_an_evacuation_flight() -> None:
    """It is the only way out: who waits for a flight would wait for ever."""
    m = mission(with_paths(off(), {AIRSPACE: Path.constant(0.0)}))
    denied_at_gao(m)
    assert m.counts["people_by_road"] == READY
    assert m.counts["columns_stood_down"] == 0


@pytest.mark.parametrize(("released", "wheels"), [(False, 0), (True, 100), (True, 5), (True, 0)])
def test_a_column_that_gets_no_fuel_leaves_all_as_it_was(
    monkeypatch: pytest.MonkeyPatch, released: bool, wheels: int
) -> None:
    """Also where it formed up in vehicles that stay, or wait for trucks."""
    monkeypatch.setattr(departure, "fuel_up", no_fuel)
    m = mission(off())
    gao, bamako = m.hubs["Gao"], m.hubs["Bamako"]
    gao.wheels = wheels
    before = m.ledger.at(PEOPLE, "Gao"), m.ledger.at(VEHICLES, "Gao"), m.pool.free("beds:Gao")
    denied_at_gao(m, released=released)
    after = m.ledger.at(PEOPLE, "Gao"), m.ledger.at(VEHICLES, "Gao"), m.pool.free("beds:Gao")
    assert after == before
    assert (gao.ready, gao.wheels, bamako.expected) == (READY, wheels, 0)
    assert not gao.on_the_road


@pytest.mark.parametrize("fuelled", [False, True])
def test_vehicles_that_form_up_when_vehicles_are_released_are_not_released_too(
    monkeypatch: pytest.MonkeyPatch, fuelled: bool
) -> None:
    """The column forms up on the day before the liquidation, and leaves, or stands down, in it."""
    if not fuelled:
        monkeypatch.setattr(departure, "fuel_up", no_fuel)
    m = mission(off())
    gao = wait_at_gao(m)
    gao.on_the_road = True
    ended = finish(m, go_by_road(m, gao, m.track("Gao/by road/1")))
    while not gao.forming and m.now < m.start + 30.0:
        m.clock.run_through(m.now + 0.1)
    release_vehicles(m, gao)
    forming = gao.forming
    assert forming > 0
    assert gao.wheels + gao.low_bed + gao.kept_vehicles + forming == m.ledger.at(VEHICLES, "Gao")
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    assert gao.forming == 0
    assert gao.wheels + gao.low_bed + gao.kept_vehicles == m.ledger.at(VEHICLES, "Gao")


def test_a_small_hub_releases_no_vehicle_that_forms_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is left beside those kept and those that wait for trucks stands in the column."""
    monkeypatch.setattr(departure, "fuel_up", no_fuel)
    m = mission(off())
    gao = wait_at_gao(m)
    gao.on_the_road = True
    finish(m, go_by_road(m, gao, m.track("Gao/by road/1")))
    while not gao.forming and m.now < m.start + 30.0:
        m.clock.run_through(m.now + 0.1)
    gone = m.ledger.at(VEHICLES, "Gao") - 185
    m.ledger.move(VEHICLES, gone, "Gao", ROAD, m.now)
    release_vehicles(m, gao)
    assert gao.wheels + gao.low_bed + gao.kept_vehicles + gao.forming <= 185
    m.clock.run_through(m.start + 60.0)
    assert gao.forming == 0
    assert gao.wheels + gao.low_bed + gao.kept_vehicles <= 185


def test_no_more_go_than_ride_in_the_vehicles_that_are_there() -> None:
    m = mission(off())
    m.ledger.move(VEHICLES, m.ledger.at(VEHICLES, "Gao") - 2, "Gao", ABROAD, m.now)
    denied_at_gao(m)
    columns = m.tasks.columns
    each = columns.passengers_move.value / columns.contingent_move_vehicles.value
    assert m.counts["people_by_road"] == int(2 * each) < READY
    assert m.ledger.at(VEHICLES, "Gao") == 0


@pytest.mark.parametrize("flown", [True, False])
def test_a_column_is_withdrawn_when_flights_go_again_before_it_has_its_team(flown: bool) -> None:
    """A flight on the tenth day; the search team is there on the twentieth."""
    m = mission(off())
    gao, kind = wait_at_gao(m), "search:Gao"
    teams = m.pool.capacity(kind)
    others = m.pool.claim("others", {kind: teams}, m.track("others"))
    flights_denied(m, gao)
    m.clock.run_through(m.start + 10.0)
    if flown:
        gao.last_flown = m.now
    m.clock.run_through(m.start + 20.0)
    assert m.now - gao.last_flown < m.policy.by_road.denied_days.value or not flown
    others.release()
    m.clock.run_through(m.start + 60.0)
    assert m.counts["people_by_road"] == (0 if flown else READY)
    assert gao.ready == (READY if flown else 0)
    assert (m.pool.free(kind), gao.on_the_road) == (teams, False)


def test_a_column_that_waits_for_its_clearance_hears_that_flights_go_again() -> None:
    m = mission(off())
    gao = wait_at_gao(m)
    flights_denied(m, gao)
    m.clock.run_through(m.start + 0.5)
    assert gao.on_the_road
    gao.last_flown = m.now
    m.people_moved(gao)
    m.clock.run_through(m.now)
    assert (gao.on_the_road, m.counts["people_by_road"]) == (False, 0)


def test_one_column_at_a_time_is_sent_and_it_comes_last_in_the_queue() -> None:
    m = mission(off())
    gao, kind = wait_at_gao(m), "search:Gao"
    m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    flights_denied(m, gao)
    flights_denied(m, gao)
    m.clock.run_through(m.start + 20.0)
    assert [claim.priority for claim in m.pool.waiting] == [dispatch.LAST]
    assert gao.columns == 1


def test_the_search_team_is_free_when_it_has_driven_back_and_rested() -> None:
    m = mission(off())
    denied_at_gao(m)
    begun = m.start + 60.0
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao")
    gao = wait_at_gao(m)
    gao.on_the_road = True
    ended = finish(m, go_by_road(m, gao, m.track("Gao/by road/2")))
    while gao.on_the_road:
        m.clock.run_through(m.now + 0.01)
    arrived = m.now
    assert arrived > begun
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao") - 1.0
    m.clock.run_through(m.start + 120.0)
    days = road_days(m.route("Bamako", "Gao"), m.tasks, loaded=False)
    days += m.tasks.movement.refit.nominal
    assert [at for _, at in ended] == [pytest.approx(arrived + days, abs=0.011)]
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao")


def test_who_dies_on_the_road_does_not_wait_to_fly(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = convoys(monkeypatch, "by_road")
    m = mission(off())
    gao = wait_at_gao(m)
    gao.on_the_road = True
    finish(m, go_by_road(m, gao, m.track("Gao/by road/1")))
    while not (columns and columns[0].set_out):
        m.clock.run_through(m.now + 0.1)
    bury(m, 7, "ied", "Gao", columns[0])
    m.clock.run_through(m.start + 60.0)
    assert m.counts["people_by_road"] == m.hubs["Bamako"].ready == READY - 7
