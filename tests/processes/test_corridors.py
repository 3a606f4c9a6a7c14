"""Corridors: a crossing that is shut holds loads up, and sends others another way."""

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from sim.distributions import Quantity
from sim.paths import Path
from sim.plan.network import Road, Route
from sim.processes.corridors import (
    Corridor,
    corridors,
    opens,
    passage,
    queue,
    shut_since,
    take_way,
)
from sim.processes.mission import Mission
from sim.record import triggers
from sim.record.causes import CORRIDORS, MOVEMENT
from sim.record.track import segments
from sim.risks.world import GATE, World
from tests.processes.given import days_by_cause, finish, mission, off, roads, with_paths, with_risk

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
    return sum(road.km.value for road in roads(way))


def test_each_way_starts_at_its_hub_and_only_that_of_the_east_wants_a_team_to_the_border() -> None:
    m = world(Path.constant(1.0))
    assert [way.name for way in ways(m)] == ["Dakar", "Abidjan"]
    assert [way.escorted for way in ways(m)] == [None, None]
    (niger,) = ways(m, "Gao")
    assert niger.gates == ("Labbezanga", "Malanville")
    assert niger.escorted is not None
    assert niger.escorted.destination == "Labbezanga"


def by_way_of(*roads: tuple[str, str, str, str | None]) -> Corridor:
    """The corridor from Gao over roads given by their ends, axis and crossing."""
    made = tuple(
        Road(a, b, Quantity(100.0), "paved", axis, {"Gao": 1.0}, gate) for a, b, axis, gate in roads
    )
    of = off()
    routes = replace(of.routes, corridors={"south": Route("Gao", "port", made)})
    (way,) = ways(mission(replace(of, routes=routes)), "Gao")
    return way


def test_a_team_goes_to_the_first_crossing_if_any_road_before_it_wants_one() -> None:
    """The second road is written from its far end."""
    quiet, loud = off().scenario.plan.search_free_axes[0], "of no quiet part"
    inside = ("Gao", "town", quiet, None), ("border", "town", loud, "gate")
    escorted = by_way_of(*inside, ("border", "port", "", None)).escorted
    assert escorted is not None
    assert (escorted.origin, escorted.destination, escorted.km) == ("Gao", "border", 200.0)


def test_a_way_without_a_crossing_has_no_part_for_a_team() -> None:
    way = by_way_of(("Gao", "town", "of no quiet part", None), ("town", "port", "", None))
    assert (way.escorted, len(roads(way)), way.gates) == (None, 2, ())


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
    to_gate = (km(way) - roads(way)[-1].km.value) / m.tasks.movement.paved.nominal
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
    ended = finish(m, take_way(m, "Bamako", found, 0, m.track("load")))
    m.clock.run_through(START + 100.0)
    assert ended == [(found[0], START + 5.0)]
    assert m.triggers == []


def test_loads_go_another_way_once_theirs_has_been_shut_for_too_long() -> None:
    """Every crossing has the same path here; the way over another hub has none."""
    m = world(shut((0.0, 60.0)))
    first = ways(m)[0]
    one = finish(m, take_way(m, "Gao", [first, None], 0, m.track("load")), "one")
    m.clock.run_through(START + 20.0)
    assert one == [(None, START + PATIENCE)]
    two = finish(m, take_way(m, "Gao", [first, None], 0, m.track("load")), "two")
    m.clock.run_through(START + 30.0)
    assert two == [(None, START + 20.0)]
    assert [(f.trigger, f.place) for f in m.triggers] == [(triggers.CORRIDOR, "Gao")]


# -- crossings, one by one ------------------------------------------------------------------------


def gates(**paths: Path) -> Mission:
    """A mission in which these crossings have these paths, whatever the others do; story told."""

    def gate(_settings: Any, _world: World, key: str) -> Path:
        return paths.get(key, Path.constant(1.0))

    of = off()
    return mission(replace(of, providers={**of.providers, GATE: ((None, gate),)}), story=True)


def cotonou(m: Mission) -> Corridor:
    return ways(m, "Gao")[0]


NIGER, BENIN = 245.0, 1040.0
"""Kilometres from Labbezanga to Niamey and on to Cotonou, of which the second has Malanville."""
PAVED = 300.0
TO_BENIN, ALL = NIGER / PAVED, (NIGER + BENIN) / PAVED


def test_the_crossing_that_the_escorted_part_ends_at_comes_first() -> None:
    """Shut for ten days: the whole passage is ten days later, and they are the crossing's."""
    m = gates(Labbezanga=shut((0.0, 10.0)))
    track = m.track("lot")
    of = passage(m, track, cotonou(m))
    queues = sum(m.settings.corridors.gates[g].queue.nominal for g in cotonou(m).gates)
    assert of.delivered == pytest.approx(START + 10.0 + queues + ALL)
    assert days_by_cause(track) == pytest.approx({CORRIDORS: 10.0 + queues, MOVEMENT: ALL})
    assert [(p.activity, p.days) for p in segments(track.link)][-5:-3] == [
        ("Labbezanga is shut", 10.0),
        ("queue at Labbezanga", m.settings.corridors.gates["Labbezanga"].queue.nominal),
    ]


def test_a_crossing_on_a_road_comes_before_it_and_one_at_its_end_after_it() -> None:
    """Malanville lies between Niamey and Cotonou: it is met in Niamey."""
    m = gates(Malanville=shut((0.0, 10.0)))
    queue = m.settings.corridors.gates["Malanville"].queue.nominal
    of = passage(m, m.track("lot"), cotonou(m))
    assert of.delivered == pytest.approx(START + 10.0 + queue + BENIN / PAVED)


def test_trucks_that_wait_in_vain_wait_once_and_drive_back_what_they_have_driven() -> None:
    """They stand before the first crossing for 14 days; their loads go on and stand again."""
    m = gates(Labbezanga=shut((0.0, 30.0)), Malanville=shut((20.0, 80.0)))
    of = passage(m, m.track("lot"), cotonou(m))
    assert of.trucks_back == START + PATIENCE
    assert [(f.trigger, f.place) for f in m.triggers] == [(triggers.CORRIDOR, "Labbezanga")]
    queue = m.settings.corridors.gates["Malanville"].queue.nominal
    assert of.delivered == pytest.approx(START + 80.0 + queue + BENIN / PAVED)


def test_trucks_wait_at_a_crossing_that_opens_within_their_days() -> None:
    m = gates(Malanville=shut((0.0, TO_BENIN + PATIENCE)))
    way = cotonou(m)
    of = passage(m, m.track("lot"), way)
    assert m.triggers == []
    assert of.trucks_back == pytest.approx(of.delivered + ALL)


def test_empty_trucks_wait_before_a_crossing_that_has_shut_behind_them() -> None:
    """Malanville shuts when they are in Benin, for thirty days; Labbezanga is never shut."""
    opens_again = START + ALL + 30.0
    m = gates(Malanville=shut((ALL, ALL + 30.0)))
    way = cotonou(m)
    of = passage(m, m.track("lot"), way)
    assert of.delivered < opens_again - BENIN / PAVED
    assert of.trucks_back == pytest.approx(opens_again + TO_BENIN)


def test_trucks_that_left_their_loads_wait_before_a_crossing_that_they_had_passed() -> None:
    m = gates(Labbezanga=shut((5.0, 60.0)), Malanville=shut((0.0, 90.0)))
    of = passage(m, m.track("lot"), cotonou(m))
    assert of.trucks_back == pytest.approx(START + 60.0)


def test_trucks_whose_way_home_never_opens_do_not_come_back() -> None:
    m = gates(Malanville=Path.steps(1.0, [(START + ALL, 0.0)]))
    of = passage(m, m.track("lot"), cotonou(m))
    assert of.delivered < inf
    assert of.trucks_back == inf


def test_loads_before_a_crossing_that_never_opens_have_the_trucks_that_left_them_first() -> None:
    m = gates(Labbezanga=shut((0.0, 30.0)), Malanville=Path.constant(0.0))
    of = passage(m, m.track("lot"), cotonou(m))
    assert (of.delivered, of.trucks_back) == (inf, START + PATIENCE)


def test_the_queue_is_drawn_only_while_crossings_are_a_risk() -> None:
    of = with_risk(off(), "corridors", enabled=True)
    gate = of.scenario.risk["corridors"].gates["Diboli"]
    drawn = {queue(mission(of, k), "lot", "Diboli") for k in range(3)}
    assert len(drawn) == 3
    assert {queue(mission(off(), k), "lot", "Diboli") for k in range(3)} == {gate.queue.nominal}
    assert queue(mission(of), "lot", "a crossing without one") == 0.0


def test_a_column_s_speed_is_drawn_when_tasks_vary() -> None:
    of = with_risk(off(), "variability", enabled=True)
    days = {
        passage(m, m.track("lot"), ways(m)[0]).delivered for m in (mission(of, 0), mission(of, 1))
    }
    assert len(days) == 2


def test_a_way_is_open_when_all_its_crossings_are_at_once() -> None:
    """One opens on day 10 and shuts again from 20 to 30; the other is shut to day 20."""
    m = gates(Labbezanga=shut((0.0, 10.0), (20.0, 30.0)), Malanville=shut((0.0, 20.0)))
    assert opens(m, cotonou(m)) == START + 30.0
    m = gates(Labbezanga=shut((0.0, 10.0)), Malanville=Path.constant(0.0))
    assert opens(m, cotonou(m)) == inf


def test_each_has_its_turn() -> None:
    m = gates()
    found = ways(m)
    ended = [finish(m, take_way(m, "Bamako", found, turn, m.track("load"))) for turn in range(3)]
    m.clock.run_through(START)
    assert [one[0][0] for one in ended] == [found[0], found[1], found[0]]


def test_where_every_way_is_shut_the_first_that_opens_is_taken() -> None:
    """Its own is shut to day 60, the other to day 30: patience ends on day 14, the wait on 30."""
    m = gates(Diboli=shut((0.0, 60.0)), Zegoua=shut((0.0, 30.0)))
    found = ways(m)
    ended = finish(m, take_way(m, "Bamako", found, 0, m.track("load")))
    m.clock.run_through(START + 100.0)
    assert ended == [(found[1], START + 30.0)]


def test_patience_begins_anew_with_a_new_closure() -> None:
    m = gates(Diboli=shut((0.0, 10.0), (30.0, 90.0)))
    found = ways(m)
    first = finish(m, take_way(m, "Bamako", found, 0, m.track("load")), "one")
    m.clock.run_through(START + 30.0)
    second = finish(m, take_way(m, "Bamako", found, 0, m.track("load")), "two")
    m.clock.run_through(START + 100.0)
    assert first == [(found[0], START + 10.0)]
    assert second == [(found[1], START + 30.0 + PATIENCE)]


@pytest.mark.parametrize(("comes", "leaves"), [(0.0, 14.0), (9.0, 14.0), (40.0, 40.0)])
def test_patience_counts_from_the_day_on_which_the_crossing_shut(
    comes: float, leaves: float
) -> None:
    """Everybody knows of it, also who brings the first load weeks later."""
    m = gates(Diboli=shut((0.0, 90.0)))
    m.clock.run_through(START + comes)
    ended = finish(m, take_way(m, "Bamako", found := ways(m), 0, m.track("load")))
    m.clock.run_through(START + 100.0)
    assert ended == [(found[1], START + leaves)]


def test_crossings_that_shut_one_after_the_other_are_one_closure() -> None:
    """From day 3 to day 20 the first, from day 10 on the second."""
    m = gates(Labbezanga=shut((3.0, 20.0)), Malanville=shut((10.0, 90.0)))
    assert shut_since(m, cotonou(m)) == START
    for day in (5.0, 30.0):
        m.clock.run_through(START + day)
        assert shut_since(m, cotonou(m)) == START + 3.0


def test_that_loads_go_another_way_is_told_once_for_each_closure() -> None:
    m = gates(Diboli=shut((0.0, 60.0)))
    for turn in (0, 0):
        finish(m, take_way(m, "Bamako", ways(m), turn, m.track("load")))
    m.clock.run_through(START + 20.0)
    assert len(m.triggers) == len(m.story or ()) == 1
