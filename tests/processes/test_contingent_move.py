"""Contingent moves: with their search team or not at all, and back where they stood."""

from collections.abc import Generator
from typing import Any

import pytest
from simpy.events import Event

from sim.paths import Path
from sim.processes import column, contingent_move, search_teams
from sim.processes.camp import CampState, Once
from sim.processes.contingent_move import move, no_longer_wanted, stand_down, surplus
from sim.processes.convoy import Convoy
from sim.processes.last_convoy import ask_for_floor
from sim.processes.mission import Mission
from sim.processes.supply import Stocks
from sim.record.ledger import PEOPLE, VEHICLES
from sim.risks.world import AIRSPACE
from tests.processes.given import finish, mission, off, with_paths
from tests.processes.supplied import alone, asked_to_leave


def books(m: Mission, camp: CampState) -> tuple[float, ...]:
    """People, vehicles, those that drive, and beds of a camp."""
    there = (m.ledger.at(kind, camp.name) for kind in (PEOPLE, VEHICLES))
    return (*there, camp.driving, m.pool.free(f"beds:{camp.name}"))


def test_a_move_that_may_not_leave_is_back_where_it_was() -> None:
    """Who forms up is on the camp's books, and in no other column."""
    m = mission(with_paths(off(), {AIRSPACE: Path.constant(0.0)}))
    camp = m.camps["Mopti"]
    before = books(m, camp)
    spare = column.spare_people(m, camp), column.spare_vehicles(m, camp)
    ended = finish(m, move(m, camp, m.track("Mopti/move/1"), Once(m.clock)))
    m.clock.run_through(m.start + 8.0)
    ((people, vehicles),) = camp.forming.values()
    assert min(people, vehicles) > 0
    now = column.spare_people(m, camp), column.spare_vehicles(m, camp)
    assert now == (spare[0] - people, spare[1] - vehicles)
    assert books(m, camp) == before
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    assert (books(m, camp), camp.forming) == (before, {})


def test_a_move_goes_when_its_search_team_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    ready: list[float] = []

    def go_or_no_go(m: Mission, _convoy: Convoy, _place: str) -> Generator[Event, Any, bool]:
        ready.append(m.now)
        return False
        yield

    monkeypatch.setattr(contingent_move, "go_or_no_go", go_or_no_go)
    m = mission(off())
    camp, answered = m.camps["Kidal"], Once(m.clock)
    finish(m, move(m, camp, m.track("Kidal/move/1"), answered))
    m.clock.run_through(m.start + 60.0)
    assert answered.at is not None
    days = search_teams.days_to(m, camp)
    assert days > m.tasks.movement.forming_up.nominal
    assert ready == [pytest.approx(answered.at + days)]


def test_a_move_with_too_little_for_the_road_gives_its_team_back() -> None:
    """What it had when it was asked for is used up while it waits for its clearance."""
    m = mission(alone())
    m.stocks = Stocks(m)
    camp, answered = m.camps["Kidal"], Once(m.clock)
    stock, least = m.stocks.open(camp), m.policy.supply.to_move.value
    stock.levels[:2] = [(least + 0.1) * stock.people] * 2
    finish(m, move(m, camp, m.track("Kidal/move/1"), answered))
    while not asked_to_leave(m):  # after the patience of command
        m.clock.run_through(m.now + 0.25)
        assert m.now < m.start + 20.0
    assert (answered.at, camp.forming) == (None, {})
    assert m.counts["departures_short_of_supply"] == 1
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao")
    stock.levels[:2] = [30.0 * stock.people] * 2
    stock.changed.fire()
    m.clock.run_through(m.now + 5.0)
    assert answered.at is not None
    assert camp.forming
    assert not camp.ordered, "what was the reason had passed"


def test_from_the_floors_turn_on_no_move_leaves() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    assert not no_longer_wanted(m, camp)
    ask_for_floor(m, camp)
    assert no_longer_wanted(m, camp)


@pytest.mark.parametrize("why", ["floor", "nobody"])
def test_a_move_that_waits_for_its_clearance_hears_that_it_is_wanted_no_more(why: str) -> None:
    m = mission(off())
    camp, answered = m.camps["Kidal"], Once(m.clock)
    finish(m, move(m, camp, m.track("Kidal/move/1"), answered))
    m.clock.run_through(m.start + 0.5)
    if why == "floor":
        ask_for_floor(m, camp)
    else:
        camp.columns_out = 1000
        camp.notify(m.track("others"))
    m.clock.run_through(m.start + 0.5)
    assert answered.at == m.start + 0.5
    assert m.open_clearances == {}


def test_a_move_that_waits_for_supplies_asks_for_nothing_when_it_is_wanted_no_more() -> None:
    m = mission(alone())
    m.stocks = Stocks(m)
    camp, answered = m.camps["Kidal"], Once(m.clock)
    m.stocks.open(camp).levels[:2] = [0.0, 0.0]
    finish(m, move(m, camp, m.track("Kidal/move/1"), answered))
    m.clock.run_through(m.start + 0.5)
    assert m.counts["departures_short_of_supply"] == 1
    ask_for_floor(m, camp)
    m.clock.run_through(m.start + 0.5)
    assert (answered.at, m.counts["clearances_asked"]) == (m.start + 0.5, 0)


def test_who_stands_down_tells_those_who_wait_for_the_camp() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    woken = m.clock.sleep(m.start + 9.0, camp.changed)
    camp.forming["test"] = 0, 0
    stand_down(camp, Convoy("test", m.track("test"), "Kidal", "North", camp))
    m.clock.run_through(m.start)
    assert woken.processed


def test_those_who_ride_with_columns_that_are_out_are_no_surplus() -> None:
    m = mission(off())
    camp, seats = m.camps["Kidal"], int(m.tasks.columns.passengers_rotation.value)
    rotations = column.rotations_left(m, camp)
    for camp.columns_out in (5, 7):
        left = column.spare_people(m, camp) - (rotations + camp.columns_out) * seats
        assert 0 < left < surplus(m, camp)[0] + seats
        assert surplus(m, camp)[0] == left


def test_the_team_of_a_move_that_went_with_the_last_convoy_turns_back_where_it_is() -> None:
    """It had driven for a day and a half, drives back for as long, and rests."""
    m = mission(off())
    camp, answered = m.camps["Kidal"], Once(m.clock)
    finish(m, move(m, camp, m.track("Kidal/move/1"), answered))
    while answered.at is None:
        m.clock.run_through(m.now + 0.25)
    given = answered.at
    assert search_teams.days_to(m, camp) > 2.0
    m.clock.run_through(given + 1.5)
    camp.closed.reach(camp.track, m.now)
    camp.forming.clear()
    there, back = m.pool.capacity("search:Gao"), given + 3.0 + m.tasks.movement.refit.nominal
    m.clock.run_through(back - 0.01)
    assert m.pool.free("search:Gao") == there - 1.0
    m.clock.run_through(back + 0.01)
    assert m.pool.free("search:Gao") == there
