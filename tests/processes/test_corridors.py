"""Corridors: a crossing that is shut holds loads up, and sends others another way."""

import pytest

from sim.paths import Path
from sim.processes.corridors import Corridor, corridors, passage, take_way
from sim.processes.mission import Mission
from sim.record import triggers
from sim.risks.world import GATE
from tests.processes.given import finish, mission, off, with_paths

START = 48.0
PATIENCE = 14.0


def world(path: Path) -> Mission:
    return mission(with_paths(off(), {GATE: path}))


def ways(m: Mission, origin: str = "Bamako") -> list[Corridor]:
    return corridors(m, origin)


def shut(*spells: tuple[float, float]) -> Path:
    """Crossings that are shut for spells of days after the as-of date."""
    turns = [(START + day, value) for a, b in spells for day, value in ((a, 0.0), (b, 1.0))]
    return Path.steps(1.0, turns)


def km(way: Corridor) -> float:
    return sum(road.km.value for road, _ in way.roads)


def test_each_way_starts_at_its_hub_and_only_that_of_the_east_wants_a_team_to_the_border() -> None:
    m = world(Path.constant(1.0))
    assert [way.name for way in ways(m)] == ["Dakar", "Abidjan"]
    assert [way.escorted for way in ways(m)] == [None, None]
    (niger,) = ways(m, "Gao")
    assert niger.gates == ("Labbezanga", "Malanville")
    assert niger.escorted is not None
    assert niger.escorted.destination == "Labbezanga"


def test_a_passage_takes_the_road_and_the_queue_and_the_trucks_come_back() -> None:
    m = world(Path.constant(1.0))
    way = ways(m)[0]
    of = passage(m, m.track("lot"), way)
    queue = m.settings.corridors.gates["Diboli"].queue.nominal
    road = km(way) / m.tasks.movement.paved.nominal
    assert of.delivered == pytest.approx(START + road + queue)
    assert of.trucks_back == pytest.approx(of.delivered + road)


def test_trucks_leave_their_loads_before_a_crossing_that_stays_shut() -> None:
    m = world(shut((0.0, 60.0)))
    way = ways(m)[0]
    of = passage(m, m.track("lot"), way)
    to_gate = (km(way) - way.roads[-1][0].km.value) / m.tasks.movement.paved.nominal
    assert of.trucks_back == pytest.approx(START + to_gate + PATIENCE + to_gate)
    assert of.delivered > START + 60.0
    assert [firing.trigger for firing in m.triggers] == [triggers.CORRIDOR]


def test_what_never_opens_is_never_passed_but_the_trucks_come_back() -> None:
    m = world(Path.constant(0.0))
    of = passage(m, m.track("lot"), ways(m)[0])
    assert of.delivered == float("inf")
    assert of.trucks_back < START + 30.0


def test_loads_wait_for_a_crossing_that_opens_soon() -> None:
    m = world(shut((0.0, 5.0)))
    found = ways(m)
    ended = finish(m, take_way(m, "Bamako", found, 0))
    m.clock.run_through(START + 100.0)
    assert ended == [(found[0], START + 5.0)]
    assert m.triggers == []


def test_loads_go_another_way_once_theirs_has_been_shut_for_too_long() -> None:
    """Every crossing has the same path here; the way over another hub has none."""
    m = world(shut((0.0, 60.0)))
    first = ways(m)[0]
    one = finish(m, take_way(m, "Gao", [first, None], 0), "one")
    m.clock.run_through(START + 20.0)
    assert one == [(None, START + PATIENCE)]
    two = finish(m, take_way(m, "Gao", [first, None], 0), "two")
    m.clock.run_through(START + 30.0)
    assert two == [(None, START + 20.0)]
    assert [(f.trigger, f.place) for f in m.triggers] == [(triggers.CORRIDOR, "Gao")]
