"""Mitigations change what they name, in order, and never contradict anything in silence."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sim.configuration import (
    load_scenario,
    mitigations,
    resolved,
    scenario_hash,
    validate_scenario,
)
from sim.configuration.load import load
from sim.configuration.sources import Source, Sources, configs_folder
from sim.errors import ConfigurationError, Problem

FILE = configs_folder() / "config.yaml"
ALL = sorted(file.stem for file in (configs_folder() / "mitigation").glob("*.yaml"))


def test_the_ones_of_the_issue_are_there() -> None:
    assert set(ALL) >= {"air_overwatch", "early_packing", "import_waiver", "more_escorts",
                        "search_team_gao", "second_search_team", "yard_gao"}  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_each_changes_the_baseline_from_its_day(name: str) -> None:
    scenario, baseline = load_scenario(f"baseline+{name}"), load_scenario("baseline")
    assert scenario.name == f"baseline+{name}"
    assert scenario.mitigations == (name,)
    last = scenario.stages[-1].scenario if scenario.stages else scenario
    parts = ("plan", "resources", "tasks", "policy", "risk")
    assert any(getattr(last, part) != getattr(baseline, part) for part in parts)
    assert last.status == baseline.status
    if scenario.stages:
        assert all(getattr(scenario, part) == getattr(baseline, part) for part in parts)


@pytest.mark.parametrize("given", [[], ["mitigation=[postponed_deadline]"]])
def test_what_begins_or_ends_with_the_last_phase_moves_with_its_deadline(given: list[str]) -> None:
    plan = load_scenario("baseline", given).plan
    last = max(phase.deadline for phase in plan.phases.values())
    assert plan.liquidation is not None
    assert plan.civilians is not None
    assert plan.radio is not None
    assert plan.liquidation.starts == last + timedelta(days=1)
    assert max(of.day for of in plan.civilians.milestones.values()) == last
    assert plan.radio.day == last


def test_a_month_more_brings_as_much_money_as_it_costs() -> None:
    plain, longer = load_scenario("baseline"), load_scenario("baseline+postponed_deadline")
    before, after = (of.tasks.spending for of in (plain, longer))
    assert after.authority.value - before.authority.value == longer.price == 70.0
    last = max(phase.deadline for phase in longer.plan.phases.values())
    assert after.authority_until == last == date(2024, 1, 31)


def test_each_says_how_its_price_is_paid() -> None:
    written = load_scenario("baseline+destroy_in_place+postponed_deadline+more_escorts")
    ways = {
        "destroy_in_place": "never",
        "postponed_deadline": "day_by_day",
        "more_escorts": "apart",
    }
    assert written.paid == ways
    assert validate_scenario(resolved(written)) == written


def test_another_word_for_how_it_is_paid_is_refused() -> None:
    _, (problem,) = apply(data(a=one(paid="later")))
    assert (problem.where, problem.what) == ("mitigation.a.paid", "'later' is not a choice")


def test_that_word_is_told_once_and_with_its_file() -> None:
    override = "+mitigation.more_escorts.paid=later"
    with pytest.raises(ConfigurationError) as told:
        load(["mitigation=[more_escorts]", override])
    (problem,) = told.value.problems
    assert problem.where == "mitigation.more_escorts.paid"
    assert problem.file == f"command line: {override}"
    assert problem.allowed == "'apart', 'day_by_day', 'never'"


def test_two_at_different_days_combine() -> None:
    scenario = load_scenario("baseline+more_escorts+early_packing")
    assert [stage.day for stage in scenario.stages] == [date(2023, 9, 1), date(2023, 10, 2)]
    first, second = (stage.scenario for stage in scenario.stages)
    groups = [of.resources.convoy_groups["Gao"].value for of in (scenario, first, second)]
    assert groups == [3, 3, 4]
    days = [of.tasks.packing.preparation_lead.value for of in (scenario, first, second)]
    assert days == [75, 105, 105]


def test_stages_are_told_and_read_again() -> None:
    scenario = load_scenario("baseline+more_escorts+early_packing")
    plain = resolved(scenario)
    assert [stage["day"] for stage in plain["stages"]] == ["2023-09-01", "2023-10-02"]
    assert list(plain["stages"][1]["set"]) == ["resources.convoy_groups.Gao"]
    assert validate_scenario(plain) == scenario
    assert scenario_hash(scenario) != scenario_hash(load_scenario("baseline"))
    plain["stages"][1]["day"] = "2023-10-03"
    assert scenario_hash(validate_scenario(plain)) != scenario_hash(scenario)


@pytest.mark.parametrize(
    ("day", "path", "where", "what"),
    [
        ("2023-08-18", "resources.corridor_trucks", "day", "is not within the run"),
        ("2025-07-01", "resources.corridor_trucks", "day", "is not within the run"),
        ("2023-10-01", "plan.title", "set.plan.title", "'plan' is known from the start"),
        ("2023-10-01", "status.people_repatriated", "set.status.people_repatriated", "'status'"),
        ("2023-10-01", "risk.attacks.enabled", "set.risk.attacks.enabled", "for the whole run"),
        ("2023-10-01", "tasks.loads.containers_moved", "set.tasks.loads.containers_moved",
         "'tasks.loads' is read once"),
        ("2023-10-01", "resources.lorries", "set.resources.lorries", "there is no"),
        ("2023-10-01", "resources.corridor_trucks", "corridor_trucks.value", "1.5 is not"),
    ],
)  # fmt: skip
def test_a_stage_that_cannot_be_is_told(day: str, path: str, where: str, what: str) -> None:
    plain = resolved(load_scenario("baseline"))
    plain["stages"] = [{"day": day, "set": {path: 1.5}}]
    with pytest.raises(ConfigurationError) as told:
        validate_scenario(plain)
    assert any(problem.where.endswith(where) for problem in told.value.problems)
    assert what in str(told.value)


def data(**chosen: Any) -> dict[str, Any]:
    return {
        "status": {"as_of": "2023-08-18"},
        "resources": {"groups": {"value": 2, "low": 1, "unit": "groups"}, "teams": 1},
        "mitigation": chosen,
    }


def one(**changes: Any) -> dict[str, Any]:
    return {"title": "One", "cost": 1, "lead_time": 0, "source": "test", "grade": "C",
            "as_of": "2023-07-01", "set": {"resources.groups": 3}, **changes}  # fmt: skip


def apply(given: dict[str, Any], *others: Source) -> tuple[dict[str, Any], list[Problem]]:
    sources = Sources([
        *others,
        *(Source(name, ("mitigation", name), content, FILE)
          for name, content in given["mitigation"].items()),
    ])  # fmt: skip
    result, _, problems = mitigations.apply(given, sources)
    return result, problems


def test_a_number_carries_the_provenance_of_the_mitigation() -> None:
    result, problems = apply(data(a=one()))
    assert not problems
    assert result["resources"]["groups"] == {
        "value": 3, "unit": "groups", "source": "test", "grade": "C", "as_of": "2023-07-01",
    }  # fmt: skip
    assert "mitigation" not in result


def test_what_a_mitigation_sets_is_looked_for_in_its_file() -> None:
    given = data(a=one())
    sources = Sources([Source("a.yaml", ("mitigation", "a"), given["mitigation"]["a"], FILE)])
    mitigations.apply(given, sources)
    found = sources.entries[-1]
    assert (found.label, found.package, found.file) == ("a.yaml", ("resources", "groups"), FILE)
    assert found.inside == ("set", "resources.groups")


def test_two_on_one_path_are_refused() -> None:
    _, problems = apply(data(a=one(), b=one(set={"resources.groups.value": 4})))
    (problem,) = problems
    assert problem.where == "mitigation.b.set.resources.groups.value"
    assert "contradicts 'a', which sets 'resources.groups'" in problem.what


def test_two_on_neighbouring_paths_are_not() -> None:
    result, problems = apply(data(a=one(), b=one(set={"resources.teams": 2})))
    assert not problems
    assert result["resources"]["teams"] == 2


def test_the_command_line_and_a_mitigation_on_one_path_are_refused() -> None:
    override = Source("command line: resources.groups=5", ("resources", "groups"), 5)
    _, problems = apply(data(a=one()), override)
    assert ["command line" in problem.what for problem in problems] == [True]


@pytest.mark.parametrize(
    "path", ["resources.grups", "nothing", "run.seed", "status.as_of", "", "."]
)
def test_a_path_must_be_one_to_set(path: str) -> None:
    _, problems = apply(data(a=one(set={path: 3})))
    (problem,) = problems
    assert problem.where == f"mitigation.a.set.{path}"
    assert problem.allowed


def test_one_that_begins_later_makes_a_stage() -> None:
    result, problems = apply(data(a=one(lead_time=10), b=one(earliest="2023-08-19", set={
        "resources.teams": 3})))  # fmt: skip
    assert not problems
    assert result["resources"] == data()["resources"]
    assert result["stages"] == [
        {"day": "2023-08-19", "set": {"resources.teams": 3}},
        {"day": "2023-08-28", "set": {"resources.groups": {
            "value": 3, "unit": "groups", "source": "test", "grade": "C", "as_of": "2023-07-01"}}},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "when", [{"lead_time": 1e7}, {"lead_time": 5, "earliest": "2033-08-01"}, {"lead_time": 1000}]
)
def test_one_that_begins_after_the_run_is_told_where_it_is_written(when: dict[str, Any]) -> None:
    result, problems = apply({**data(a=one(**when)), "horizon": "2024-12-31"})
    (problem,) = problems
    assert problem.where == "mitigation.a.lead_time"
    assert "after the last day of the run, 2024-12-31" in problem.what
    assert "stages" not in result


@pytest.mark.parametrize("key", ["ordered", "earliest"])
@pytest.mark.parametrize("given", ["1823-01-01", "2203-01-01"])
def test_an_order_of_another_century_is_one_message(key: str, given: str) -> None:
    """It was taken as given long ago, or as one that comes too late by its lead time."""
    _, (problem,) = apply(data(a=one(lead_time=10, **{key: given})))
    assert (problem.where, problem.what) == (
        f"mitigation.a.{key}",
        f"{given} lies more than 10 years from the as-of date, 2023-08-18",
    )


def test_one_ordered_in_time_holds_from_the_start() -> None:
    assert "stages" not in apply(data(a=one(lead_time=10, ordered="2023-08-08")))[0]
    assert "stages" in apply(data(a=one(lead_time=10, ordered="2023-08-09")))[0]
    weeks = {"dist": "fixed", "value": 1.5, "unit": "weeks"}  # 10.5 days: on the eleventh
    assert "stages" in apply(data(a=one(lead_time=weeks, ordered="2023-08-08")))[0]


def test_later_ones_on_one_path_are_refused_as_well() -> None:
    _, problems = apply(data(a=one(lead_time=10), b=one(lead_time=20)))
    assert ["contradicts 'a'" in problem.what for problem in problems] == [True]


@pytest.mark.parametrize(
    "path", ["plan.phases", "risk.attacks.enabled", "policy.triage.destroy", "tasks.loads.moved"]
)
def test_what_cannot_change_in_time_has_to_be_in_effect_from_the_start(path: str) -> None:
    given = data(a=one(lead_time=10, set={path: 3}))
    keys = path.split(".")
    for key in reversed(keys[1:]):
        given[keys[0]] = {key: given.pop(keys[0], 1)}
    (problem,) = apply(given)[1]
    assert problem.where == f"mitigation.a.set.{path}"
    assert "takes effect on 2023-08-28, but" in problem.what
    given["mitigation"]["a"]["lead_time"] = 0
    assert not apply(given)[1]


def test_a_fact_younger_than_the_as_of_date_is_refused() -> None:
    (problem,) = apply(data(a=one(as_of="2023-09-01")))[1]
    assert problem.where == "mitigation.a.as_of"


def test_a_file_with_mistakes_tells_them_all() -> None:
    wrong = {"resources.trucks.Goa": 3}
    _, problems = apply(data(a=one(cost="much", sets=3, grade="D", set=wrong), b=one(set={})))
    assert {problem.where for problem in problems} == {
        "mitigation.a.cost", "mitigation.a.sets", "mitigation.a.grade",
        "mitigation.a.set.resources.trucks.Goa", "mitigation.b.set",
    }  # fmt: skip


def test_an_unknown_one_lists_the_others() -> None:
    with pytest.raises(ConfigurationError, match=r"nope\.yaml \(allowed: air_overwatch"):
        load_scenario("baseline+nope")


@pytest.mark.parametrize(
    ("given", "where", "what"),
    [
        ("cost=-4", "cost.value", "-4 is negative"),
        ("cost=much", "cost", "'much' is not a number"),
        ("cost.unit=km", "cost", "unit 'km' is not allowed here: expected 'USD million'"),
        ("cost={value: 3, low: 5}", "cost", "needs low <= value <= high, not 5, 3, 3"),
        ("cost={value: 3, paid: 5}", "cost.paid", "unknown key 'paid'"),
        ("cost.as_of=2024-01-01", "cost.as_of", "a fact of 2024-01-01 is younger than what was"),
        ("lead_time=-5", "lead_time.value", "-5 is negative"),
        ("lead_time.as_of=2024-01-01", "lead_time.as_of", "a fact of 2024-01-01 is younger"),
    ],
)
def test_a_mistake_of_a_mitigation_is_told_once_where_it_is_written(
    given: str, where: str, what: str
) -> None:
    override = f"mitigation.more_escorts.{given}"
    with pytest.raises(ConfigurationError) as told:
        load(["mitigation=[more_escorts]", override])
    (problem,) = told.value.problems
    assert problem.where == f"mitigation.more_escorts.{where}"
    assert problem.what.startswith(what)
    assert problem.file == f"command line: {override}"


OWN = """title: Mine
cost: {value: 1, unit: USD million, source: test, grade: C, as_of: 2023-08-01}
lead_time: {dist: fixed, value: 10, unit: days, source: test, grade: C, as_of: 2023-08-01}
source: test
grade: C
as_of: 2023-08-01
"""


def told_of(folder: Path, changes: str) -> list[str]:
    """What is told of a mitigation of the user's that begins ten days after the start."""
    (folder / "mine/mitigation").mkdir(parents=True)
    (folder / "mine/mitigation/own.yaml").write_text(OWN + changes)
    with pytest.raises(ConfigurationError) as found:
        load(["mitigation=[own]"], search=[str(folder / "mine")])
    return [str(problem) for problem in found.value.problems]


def test_a_young_value_of_a_later_mitigation_is_told_once_where_it_is_written(
    tmp_path: Path,
) -> None:
    """It was told of `stages.0.set.…` as well, which nobody had written."""
    young = "{value: 4, low: 3, high: 5, source: test, grade: C, as_of: 2024-08-01}"
    (told,) = told_of(tmp_path, f"set:\n  resources.convoy_groups.Gao: {young}\n")
    assert told.startswith(
        "mine/mitigation/own.yaml:8: resources.convoy_groups.Gao.as_of: a fact of 2024-08-01"
    )


def test_a_mitigation_that_sets_nothing_is_told_plainly(tmp_path: Path) -> None:
    assert told_of(tmp_path, "set: {}\n") == [
        "mine/mitigation/own.yaml:7: mitigation.own.set: is empty (allowed: one entry or more)"
    ]


def test_a_wrong_head_hides_no_wrong_value(tmp_path: Path) -> None:
    wrong = "{value: -4, source: test, grade: C, as_of: 2024-08-01}"
    told = told_of(
        tmp_path,
        "ordred: 2023-08-01\n"
        f"set:\n  resources.convoy_groups.Gao: {wrong}\n  resources.search_teams.Gao: 2\n",
    )
    file = "mine/mitigation/own.yaml"
    assert [text.partition(" (allowed")[0] for text in told] == [
        f"{file}:7: mitigation.own.ordred: unknown key 'ordred'",
        f"{file}:9: resources.convoy_groups.Gao.value: -4 is negative",
        f"{file}:9: resources.convoy_groups.Gao.as_of: a fact of 2024-08-01 is younger than what "
        "was known on 2023-08-18",
    ]


def test_a_lead_time_that_is_static_may_be_younger() -> None:
    young = {"dist": "fixed", "value": 3, "unit": "days", "as_of": "2023-09-01"}
    (problem,) = apply(data(a=one(lead_time=young)))[1]
    assert problem.allowed == "2023-08-18 or before, or 'static' with the reason"
    assert not apply(data(a=one(lead_time={**young, "static": "so in July"})))[1]


def test_a_negative_cost_of_a_resolved_scenario_is_told() -> None:
    plain = resolved(load_scenario("baseline+more_escorts"))
    plain["costs"]["more_escorts"] = -1
    with pytest.raises(ConfigurationError) as told:
        validate_scenario(plain)
    assert [(p.where, p.what) for p in told.value.problems] == [
        ("costs.more_escorts", "-1 is negative")
    ]


def test_names_of_mitigations_in_the_body_of_a_scenario_are_refused(tmp_path: Path) -> None:
    """They were left out without a word: in a file they stand among the defaults."""
    body = "# @package _global_\ndefaults: [baseline, {}_self_]\nname: mine\n{}"
    names = "mitigation: [more_escorts]"
    (tmp_path / "mine/scenario").mkdir(parents=True)
    search = [str(tmp_path / "mine")]
    file = tmp_path / "mine/scenario/mine.yaml"
    file.write_text(body.format("", names))
    with pytest.raises(ConfigurationError) as found:
        load(["scenario=mine"], search=search)
    assert str(found.value) == (
        "mine/scenario/mine.yaml:4: mitigation: a value chooses no mitigation "
        "(allowed: in its defaults: '- /mitigation: [a name, …]')"
    )
    file.write_text(body.format("{/mitigation: [more_escorts]}, ", ""))
    assert load(["scenario=mine"], search=search)[0].name == "mine+more_escorts"
