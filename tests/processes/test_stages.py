"""Scenarios that change on a day: the same world and the same events before it."""

from dataclasses import replace
from datetime import date
from functools import cache
from math import inf

import pytest

from sim.configuration import load_scenario
from sim.processes.case import Case, make_case
from sim.processes.stages import stages
from sim.record.outcome import Outcome
from sim.replication import all_off, run_replication, set_out
from sim.risks.world import AGREEMENT, HELICOPTERS, IMPORT_CAP
from sim.scenario import Scenario, Stage
from tests.processes.given import finish, mission, told

SEED, N = 20230818, 8
PARTS = ("early_packing", "more_escorts", "import_waiver", "air_overwatch")


@cache
def case(name: str) -> Case:
    return make_case(load_scenario(name), SEED)


@cache
def run(name: str, replication: int) -> Outcome:
    return run_replication(case(name), replication, story=True)


def staged(base: Scenario, day: date, scenario: Scenario) -> Scenario:
    return replace(base, stages=(Stage(day, scenario),))


def test_a_stage_that_changes_nothing_changes_nothing() -> None:
    base = load_scenario("baseline")
    same = make_case(staged(base, date(2023, 10, 2), base), SEED)
    assert not same.worlds
    for k in range(4):
        one, other = run("baseline", k), run_replication(same, k, story=True)
        assert repr(replace(other, events=one.events)) == repr(one)  # from 3.13 on nan is not nan


@pytest.mark.parametrize("name", PARTS)
def test_nothing_before_its_day_differs_and_something_after_it_does(name: str) -> None:
    changed = f"baseline+{name}"
    day = case(changed).stages[0][0]
    later = 0
    for k in range(N):
        before, after = run("baseline", k).story, run(changed, k).story
        assert told(before, day) == told(after, day)
        later += told(before) != told(after)
    assert later > 0


def test_two_at_different_days_each_begin_on_their_own() -> None:
    m = set_out(case("baseline+early_packing+more_escorts"), 0)
    (first, _), (second, _) = m.case.stages
    seen = []
    for until in (first - 1e-6, first, second - 1e-6, second):
        m.clock.run_through(until)
        seen.append((m.tasks.packing.preparation_lead.value, m.pool.capacity("groups:Gao")))
    assert seen == [(75, 3), (105, 3), (105, 3), (105, 4)]


def test_a_group_less_is_taken_when_it_is_free_again() -> None:
    base = load_scenario("baseline")
    groups = base.resources.convoy_groups
    fewer = {**groups, "Gao": replace(groups["Gao"], value=1.0, low=1.0)}
    later = replace(base, resources=replace(base.resources, convoy_groups=fewer))
    m = set_out(make_case(staged(base, date(2023, 10, 2), later), SEED), 3)
    day = m.case.stages[0][0]
    m.clock.run_through(day)
    assert m.pool.capacity("groups:Gao") == 1.0
    held = sum(claim.held.get("groups:Gao", 0.0) for claim in m.pool.holding)
    assert held > 1.0
    assert m.pool.free("groups:Gao") == 1.0 - held
    m.clock.run_through(m.scenario.end)
    assert m.pool.free("groups:Gao") >= 0.0


def test_who_waits_for_what_a_stage_may_bring_hears_of_it() -> None:
    """For an answer, a helicopter, seats, trucks: each looks again on its day."""
    base = load_scenario("baseline")
    m = mission(make_case(staged(base, date(2023, 10, 2), helicopters(base, 4.0)), SEED))
    hub = m.hubs["Gao"]
    signals = m.stage_begun, m.helicopters, hub.people_changed, hub.equipment_changed
    heard = [m.clock.sleep(inf, signal) for signal in signals]
    finish(m, stages(m))
    day = m.case.stages[0][0]
    m.clock.run_through(day - 1e-6)
    assert [event.processed for event in heard] == [False] * 4
    m.clock.run_through(day)
    assert [event.processed for event in heard] == [True] * 4


def test_the_world_is_spliced_from_both() -> None:
    """Before the day the path of the one, from it on that of the other, from the same uniforms."""
    name = "baseline+import_waiver"
    day = case(name).stages[0][0]
    whole = make_case(case(name).stages[0][1].scenario, SEED)
    for k in range(N):
        one, spliced, other = (
            set_out(c, k).world.path(IMPORT_CAP, "nation")
            for c in (case("baseline"), case(name), whole)
        )
        assert spliced == one.then(day, other)
        assert spliced.value(day) == other.value(day)
    same = [set_out(c, 1).world.path(AGREEMENT, "nation") for c in (case("baseline"), case(name))]
    assert same[0] == same[1]


def helicopters(of: Scenario, number: float) -> Scenario:
    """The same with so many evacuation helicopters in the East."""
    there = of.resources.medevac_helicopters
    changed = {**there, "East": replace(there["East"], value=number, low=1.0, high=9.0)}
    return replace(of, resources=replace(of.resources, medevac_helicopters=changed))


def test_a_helicopter_that_comes_later_breaks_down_as_the_others_do() -> None:
    base = load_scenario("baseline")
    more = helicopters(base, 4.0)
    of = make_case(staged(base, date(2023, 10, 2), more), SEED)
    day = of.stages[0][0]
    fit = []
    for k in range(N):
        one, spliced, other = (
            set_out(c, k).world.path(HELICOPTERS, "East")
            for c in (case("baseline"), of, make_case(more, SEED))
        )
        assert spliced == one.then(day, other)
        fit += [spliced.value(day + 10.0 * n) for n in range(20)]
    assert 2.0 < max(fit) <= 4.0
    assert min(fit) < 4.0


def test_it_comes_on_its_day_also_after_a_risk_has_changed() -> None:
    base = load_scenario("baseline+import_waiver")
    (waiver,) = base.stages
    more = helicopters(waiver.scenario, 4.0)
    later = Stage(date(2024, 1, 8), more)
    of = make_case(replace(base, stages=(waiver, later)), SEED)
    assert len(of.worlds) == 1
    paths = [set_out(c, 0).world.path(HELICOPTERS, "East") for c in (of, make_case(more, SEED))]
    assert paths[0].then(later.begins, paths[1]) == paths[0]
    assert paths[0].then(waiver.begins, paths[1]) != paths[0]


def test_what_is_asked_for_before_the_day_is_answered_by_the_old_rules() -> None:
    rules = case("baseline+air_overwatch").rules.drone
    day = case("baseline+air_overwatch").stages[0][0]
    old = case("baseline").rules.drone
    assert rules.at(day - 1e-9).refused_share == old.refused_share
    assert rules.at(day).refused_share == (0.1, 0.3, 0.8)
    assert not case("baseline+air_overwatch").rules.convoy.later


def test_with_all_off_the_stages_are_off_as_well() -> None:
    scenario = all_off(load_scenario("baseline+more_escorts"))
    (stage,) = scenario.stages
    assert not any(settings.enabled for settings in stage.scenario.risk.values())
    assert stage.scenario.resources.convoy_groups["Gao"].value == 4
