"""Mitigations change what they name, in order, and never contradict anything in silence."""

from typing import Any

import pytest

from sim.configuration import load_scenario, mitigations
from sim.configuration.sources import Source, Sources, configs_folder
from sim.errors import ConfigurationError, Problem

FILE = configs_folder() / "config.yaml"
ALL = sorted(file.stem for file in (configs_folder() / "mitigation").glob("*.yaml"))


def test_the_ones_of_the_issue_are_there() -> None:
    assert set(ALL) >= {"air_overwatch", "early_packing", "import_waiver", "more_escorts",
                        "second_search_team"}  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_each_changes_the_baseline(name: str) -> None:
    scenario, baseline = load_scenario(f"baseline+{name}"), load_scenario("baseline")
    assert scenario.name == f"baseline+{name}"
    assert scenario.mitigations == (name,)
    parts = ("resources", "tasks", "policy", "risk")
    assert any(getattr(scenario, part) != getattr(baseline, part) for part in parts)
    assert scenario.plan == baseline.plan
    assert scenario.status == baseline.status


def test_all_together() -> None:
    scenario = load_scenario("+".join(["baseline", *ALL]))
    assert scenario.mitigations == tuple(ALL)
    assert scenario.resources.convoy_groups["Gao"].value == 4
    assert scenario.tasks.packing.preparation_lead.value == 105


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


@pytest.mark.parametrize("path", ["resources.grups", "nothing", "run.seed", "status.as_of"])
def test_a_path_must_be_one_to_set(path: str) -> None:
    _, problems = apply(data(a=one(set={path: 3})))
    (problem,) = problems
    assert problem.where == f"mitigation.a.set.{path}"
    assert problem.allowed


def test_one_that_begins_later_is_refused() -> None:
    _, problems = apply(data(a=one(lead_time=10), b=one(earliest="2023-08-19", set={
        "resources.teams": 3})))  # fmt: skip
    assert [problem.where for problem in problems] == ["mitigation.a", "mitigation.b"]
    assert "2023-08-28" in problems[0].what
    assert "2023-08-19" in problems[1].what


def test_one_ordered_in_time_holds_from_the_start() -> None:
    assert not apply(data(a=one(lead_time=10, ordered="2023-08-08")))[1]
    assert apply(data(a=one(lead_time=10, ordered="2023-08-09")))[1]
    weeks = {"dist": "fixed", "value": 2, "unit": "weeks"}
    assert apply(data(a=one(lead_time=weeks, ordered="2023-08-08")))[1]


def test_a_fact_younger_than_the_as_of_date_is_refused() -> None:
    (problem,) = apply(data(a=one(as_of="2023-09-01")))[1]
    assert problem.where == "mitigation.a.as_of"


def test_a_file_with_mistakes_tells_them_all() -> None:
    _, problems = apply(data(a=one(cost="much", sets=3), b=one(set={})))
    assert {problem.where for problem in problems} == {
        "mitigation.a.cost", "mitigation.a.sets", "mitigation.b.set",
    }  # fmt: skip


def test_july_cannot_have_what_takes_weeks() -> None:
    with pytest.raises(ConfigurationError, match="not supported yet"):
        load_scenario("july+more_escorts")


def test_an_unknown_one_lists_the_others() -> None:
    with pytest.raises(ConfigurationError, match=r"nope\.yaml \(allowed: air_overwatch"):
        load_scenario("baseline+nope")
