"""The mission: what is noted once, who bears a loss, where a place has gone, who is told."""

from dataclasses import replace
from math import isnan

import pytest

from sim.processes.case import make_case
from sim.processes.mission import Mission
from sim.record.causes import LOADING
from sim.record.ledger import CONTAINERS, LOST
from sim.record.losses import DESTROYED
from tests.processes.given import Steps, case, days_by_cause, finish, mission, off


def test_a_milestone_is_reached_on_the_first_day_on_which_it_is_met() -> None:
    m = mission(off())
    m.expect("radio", "Gao", 184.0)
    at, _ = m.milestones["radio", "Gao"]
    assert isnan(at)
    for day in (3.0, 5.0):
        m.clock.run_through(m.start + day)
        m.reach("radio", "Gao")
    assert m.milestones["radio", "Gao"] == (m.start + 3.0, 184.0)


def test_a_loss_is_borne_by_the_place_that_owned_it_wherever_it_was() -> None:
    m = mission(off())
    there, lost = m.ledger.at(CONTAINERS, "Gao"), m.ledger.at(CONTAINERS, LOST)
    m.leave_country(CONTAINERS, 3, "Gao", "Kidal", DESTROYED)
    assert m.ledger.at(CONTAINERS, "Gao") == there - 3
    assert m.ledger.at(CONTAINERS, LOST) == lost + 3
    found = [m.losses.of(place, CONTAINERS, DESTROYED) for place in ("Gao", "Kidal")]
    assert found == [0, 3]
    of = m.tasks.spending
    assert of.value_container.value != of.value_vehicle.value
    assert m.losses.rows()[-1].value == pytest.approx(3.0 * of.value_container.value)


def test_work_at_its_nominal_rate_is_all_work() -> None:
    m = mission(off())
    rate, track = m.tasks.movement.unloading, m.track("Gao/test")
    amount = 2.0 * rate.nominal**2
    end = m.work(track, rate, amount, "unloading", LOADING, "unloading")
    assert end == pytest.approx(m.start + 2.0 * rate.nominal)
    assert days_by_cause(track) == {LOADING: pytest.approx(2.0 * rate.nominal)}


def test_who_goes_to_a_place_that_has_been_left_goes_where_it_has_gone() -> None:
    m = mission(off())
    tessalit, kidal = m.camps["Tessalit"], m.camps["Kidal"]
    onward = m.plan.camps["Kidal"].redeploy_to
    assert (tessalit.plan.redeploy_to, onward) == ("Gao", "Gao")
    assert m.open_place("Kidal") == "Kidal"
    kidal.closed.reach(kidal.track, m.now)
    assert m.open_place("Kidal") == "Gao"
    douentza, mopti = m.camps["Douentza"], m.camps["Mopti"]
    assert m.destination(douentza) == "Mopti"
    mopti.closed.reach(mopti.track, m.now)
    assert m.destination(douentza) == "Bamako"


def test_a_camp_that_was_left_before_the_first_day_has_gone_too() -> None:
    m = mission(off())
    before = [name for name, state in m.status.camps.items() if state.closed is not None]
    assert before
    for name in before:
        assert m.open_place(name) not in before


@pytest.mark.parametrize(("hub", "told"), [("Gao", ["Bamako", "Gao"]), ("Bamako", ["Bamako"])])
def test_flights_of_the_place_and_of_the_hub_of_the_charters_hear_of_people(
    hub: str, told: list[str]
) -> None:
    """Once each: who is told twice in an instant would look twice."""
    m = mission(off())
    heard: list[str] = []

    def listen(name: str) -> Steps:
        while True:
            yield m.clock.sleep(float("inf"), m.hubs[name].people_changed)
            heard.append(name)

    for name in ("Gao", "Bamako"):
        finish(m, listen(name))
    m.clock.run_through(m.start)
    m.people_moved(m.hubs[hub])
    m.clock.run_through(m.start)
    assert sorted(heard) == told


def test_the_last_deadline_and_the_limit_of_people_are_those_of_the_phases() -> None:
    """24:00 of 31 December; the guard unit and the rear parties may be there then."""
    m: Mission = mission(off())
    (limited,) = [phase for phase in m.plan.phases.values() if phase.people is not None]
    assert limited.limit is not None
    assert m.last_deadline == 184.0
    parts = limited.limit.parts.values()
    assert m.people_limit == sum(part.value for part in parts) > 0.0


def test_the_last_deadline_is_the_latest_in_whatever_order_the_phases_stand() -> None:
    of = off().scenario
    turned = dict(reversed(of.plan.phases.items()))
    case = replace(off(), scenario=replace(of, plan=replace(of.plan, phases=turned)))
    assert mission(case).last_deadline == mission(off()).last_deadline
    assert max(phase.due for phase in turned.values()) != list(turned.values())[-1].due


@pytest.mark.parametrize("overtaking", [False, True])
def test_whether_the_small_one_overtakes_is_a_matter_of_policy(overtaking: bool) -> None:
    scenario = off().scenario
    dispatch = replace(scenario.policy.dispatch, overtaking=overtaking)
    policy = replace(scenario.policy, dispatch=dispatch)
    m = mission(make_case(replace(scenario, policy=policy), 1))
    kind = "groups:Gao"
    there = m.pool.capacity(kind)
    m.pool.claim("holder", {kind: 1.0}, m.track("holder"))
    m.clock.run_through(m.start + 1.0)
    large = m.pool.claim("a large one", {kind: there}, m.track("a"))
    small = m.pool.claim("b small one", {kind: 1.0}, m.track("b"))
    m.clock.run_through(m.start + 2.0)
    assert there > 1.0
    assert (large.granted, small.granted) == (False, overtaking)


def test_a_stage_brings_all_that_it_changes() -> None:
    m = mission(off())
    other = make_case(off().scenario, 2)
    m.hold(other)
    of = other.scenario
    assert (m.scenario, m.tasks, m.policy) == (of, of.tasks, of.policy)
    for name in ("settings", "rules", "cycles", "exposures", "contracted"):
        assert getattr(m, name) is getattr(other, name), name


def test_with_variability_off_nothing_happens_by_chance_and_durations_are_nominal() -> None:
    of = case().scenario.tasks.movement.forming_up
    varied, nominal = mission(case()), mission(off())
    chance = varied.draws.uniform("Kidal", "crowd")
    assert varied.happens(chance + 1e-9, "Kidal", "crowd")
    assert not varied.happens(chance, "Kidal", "crowd")
    assert not nominal.happens(1.0, "Kidal", "crowd")
    share = varied.policy.answers_in_time.value
    assert (varied.in_time(of), nominal.in_time(of)) == (of.ppf(share), of.nominal)


def test_what_a_rule_would_decide_after_the_end_of_the_run_is_left_out() -> None:
    m = mission(off())
    for late in (0.0, 0.5):
        m.fired("rule", "Gao", "decision", m.scenario.end + late)
    m.fired("rule", "Gao", "decision")
    assert [firing.day for firing in m.triggers] == [m.scenario.end, m.start]
