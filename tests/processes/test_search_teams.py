"""Search teams: who needs one, their ways without a column, their rest, who stays for camps."""

from dataclasses import replace

import pytest

from sim.distributions import Quantity
from sim.paths import Path
from sim.plan.cycle import road_days
from sim.processes import search_teams
from sim.processes.arrival import take_in
from sim.processes.command import review
from sim.processes.hub import Hub, Load
from sim.processes.mission import Mission
from sim.processes.search_teams import (
    arrival,
    await_spare,
    camps_stand,
    days_to,
    expected,
    kept_for_camps,
    needed,
    stand_back,
    turn_back,
)
from sim.record.causes import FLEET
from sim.risks.world import PASSABLE, WET
from tests.processes.given import (
    days_by_cause,
    finish,
    mission,
    off,
    spare_team_asked_for,
    with_paths,
)

START = 48.0


def hub_of(name: str = "Gao") -> tuple[Mission, Hub]:
    m = mission(off())
    return m, m.hubs[name]


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [("Kidal", "Gao", True), ("Gao", "Bamako", True), ("Mopti", "Bamako", False)],
)
def test_a_column_wants_a_team_where_an_axis_is_not_free_of_search(
    a: str, b: str, wanted: bool
) -> None:
    m = mission(off())
    assert needed(m, a, b) is needed(m, b, a) is wanted


def test_a_team_is_at_its_camp_when_it_has_driven_there_from_its_hub() -> None:
    """At once where it is the camp's own, and where none was given."""
    m = mission(off())
    camp = m.camps["Kidal"]
    days = road_days(m.route("Gao", "Kidal"), m.tasks, loaded=False)
    assert days_to(m, camp) == pytest.approx(days)
    assert days_to(m, m.camps["Mopti"]) == 0.0
    team, none = (
        m.pool.claim(f"test/{kind}", {kind: 1.0}, m.track("test"))
        for kind in ("search:Gao", "beds:Gao")
    )
    m.clock.run_through(START + 2.0)
    assert arrival(m, camp, team) == pytest.approx(START + days)
    assert arrival(m, camp, none) == START


def test_a_team_that_turns_back_is_free_as_long_after_as_it_has_driven() -> None:
    """And has rested; what else the claim holds stays with it."""
    m = mission(off())
    wanted = {"search:Gao": 1.0, "beds:Gao": 30.0}
    claim = m.pool.claim("test", wanted, m.track("test"))
    m.clock.run_through(START + 1.5)
    turn_back(m, claim, "Gao", m.track("test"))
    there, rest = m.pool.capacity("search:Gao"), m.tasks.movement.refit.nominal
    assert rest > 0.0
    m.clock.run_through(START + 3.0 + rest - 0.01)
    assert m.pool.free("search:Gao") == there - 1.0
    beds = m.pool.free("beds:Gao")
    m.clock.run_through(START + 3.0 + rest)
    assert m.pool.free("search:Gao") == there
    claim.release()
    assert m.pool.free("search:Gao") == there
    assert m.pool.free("beds:Gao") == beds + 30.0


def test_when_a_team_is_expected_is_reckoned_by_the_roads_of_today() -> None:
    """In the rain of today, whatever the weather will be; washed-out roads open some time."""
    begins = off().scenario.start
    rain = Path.steps(1.0, [(begins + 2.0, 0.0)])
    m = mission(with_paths(off(), {WET: rain, PASSABLE: Path.constant(0.0)}))
    camp, route = m.camps["Kidal"], m.route("Gao", "Kidal")
    claim = m.pool.claim("test", {"search:Gao": 1.0}, m.track("test"))
    m.clock.run_through(START)
    wet, dry = (road_days(route, m.tasks, loaded=False, wet=wet) for wet in (True, False))
    assert wet > dry
    assert expected(m, camp, claim) == pytest.approx(START + wet)
    m.clock.run_through(START + 2.0)
    assert expected(m, camp, claim) == pytest.approx(START + dry)


def test_a_team_that_is_there_is_expected_now_whatever_the_roads_are_today() -> None:
    m = mission(off())
    camp, claim = m.camps["Kidal"], m.pool.claim("test", {"search:Gao": 1.0}, m.track("test"))
    m.clock.run_through(START + 30.0)
    assert search_teams.arrival(m, camp, claim) < m.now
    assert expected(m, camp, claim) == m.now


@pytest.mark.parametrize("place", ["Bamako", "Gao", "Kidal"])
def test_the_search_team_of_a_way_without_return_is_free_when_it_has_rested(place: str) -> None:
    m = mission(off())
    kinds = "search:Gao", "beds:Gao"
    claim = m.pool.claim("test", dict.fromkeys(kinds, 1.0), m.track("test"))
    m.clock.run_through(m.start)
    ended = finish(m, search_teams.go_home(m, claim, "Gao", place))
    m.clock.run_through(m.start + 30.0)
    days = road_days(m.route(place, "Gao"), m.tasks, loaded=False) if place != "Gao" else 0.0
    assert (days > 0.0) == (place != "Gao")
    rest = m.tasks.movement.refit.nominal
    assert rest > 0.0
    assert [at for _, at in ended] == [pytest.approx(m.start + days + rest)]
    assert set(claim.held) == {kinds[0]}, "room is free on arrival"


def test_a_team_that_drives_alone_meets_the_rain_and_the_roads_that_are_washed_out() -> None:
    """Five days before a road of the north can be driven, and then all of it wet."""
    begins = off().scenario.start
    passable = Path.steps(0.0, [(begins + 5.0, 1.0)])
    m = mission(with_paths(off(), {WET: Path.constant(1.0), PASSABLE: passable}))
    route = m.route("Gao", "Kidal")
    wet = road_days(route, m.tasks, loaded=False, wet=True)
    assert wet > road_days(route, m.tasks, loaded=False)
    assert any(road.surface != "paved" for road in route.roads)
    there = search_teams.drives(m, route, m.start)
    assert there == pytest.approx(m.start + 5.0 + wet)
    assert search_teams.drives(m, route, m.start + 9.0) == pytest.approx(m.start + 9.0 + wet)


def test_camps_that_have_been_left_need_no_team() -> None:
    m, hub = hub_of()
    first, *others = hub.served
    first.closed.reach(first.track, m.now)
    assert camps_stand(hub)
    assert kept_for_camps(m, hub) == 1
    for camp in others:
        camp.closed.reach(camp.track, m.now)
    assert not camps_stand(hub)
    assert kept_for_camps(m, hub) == 0


@pytest.mark.parametrize(("columns", "free", "kept"), [(2, 210, 1), (2, 209, 0), (3, 314, 0)])
def test_where_the_yard_has_no_room_for_so_many_columns_no_team_is_kept(
    columns: float, free: float, kept: int
) -> None:
    """A column of Gao is 70 trucks with 1.5 containers each."""
    m, hub = hub_of()
    room = Quantity(columns)
    m.policy = replace(m.policy, export=replace(m.policy.export, room_for_camps=room))
    m.pool.take("yard:Gao", m.pool.free("yard:Gao") - free)
    assert kept_for_camps(m, hub) == kept


def test_a_hub_with_a_team_to_spare_stands_back_for_nobody() -> None:
    m, hub = hub_of()
    ended = finish(m, stand_back(m, hub))
    m.clock.run_through(START)
    assert ended == [(None, START)]


def test_a_hub_stands_back_no_longer_than_until_a_stage_brings_another_team() -> None:
    m, hub = hub_of("Timbuktu")
    ended = finish(m, stand_back(m, hub))
    m.clock.run_through(START + 5.0)
    assert ended == []
    m.pool.resize("search:Timbuktu", 2.0, m.track("stage"))
    hub.equipment_changed.fire()
    m.clock.run_through(START + 5.0)
    assert ended == [(None, START + 5.0)]


def test_a_hub_stands_back_no_longer_than_until_its_yard_has_filled_up() -> None:
    m, hub = hub_of("Timbuktu")
    ended = finish(m, stand_back(m, hub))
    m.clock.run_through(START + 5.0)
    assert ended == []
    load = Load(int(m.pool.free("yard:Timbuktu")))
    take_in(m, hub, load, "Bamako", m.track("column"), None)
    m.clock.run_through(START + 5.0)
    assert ended == [(None, START + 5.0)]


def test_a_hub_that_stands_back_looks_again_every_week() -> None:
    """Columns that are on their way have claimed the room in its yard."""
    m, hub = hub_of("Timbuktu")
    m.clock.start(review(m), "review")
    ended = finish(m, stand_back(m, hub))
    m.pool.claim("column", {"yard:Timbuktu": m.pool.free("yard:Timbuktu")}, m.track("column"))
    m.clock.run_through(START + m.policy.dispatch.review_every.value)
    assert ended == [(None, START + m.policy.dispatch.review_every.value)]


def test_who_wants_a_team_to_spare_waits_and_holds_nothing_when_there_is_one() -> None:
    """Two teams have to be free, of which one stays for the camps; command weighs it again."""
    m, hub = hub_of()
    others = m.pool.claim("others", {"search:Gao": 2.0}, m.track("others"))
    track = m.track("test")
    ended = finish(m, await_spare(m, hub, track, "test"))
    m.clock.run_through(START + 9.0)
    spare_team_asked_for(m)
    others.release()
    m.clock.run_through(START + 9.0)
    assert ended == [(None, START + 9.0)]
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao")
    assert (hub.reviewed, days_by_cause(track)) == ([], {FLEET: 9.0})
