"""A situation and its day: neither is had without the other."""

from datetime import date
from pathlib import Path

import pytest

from sim.configuration.load import load, load_scenario
from sim.configuration.merging import replaced
from sim.configuration.mitigations import apply
from sim.configuration.sources import Sources
from sim.errors import ConfigurationError, Problem
from tests.configuration.changed import changed, composed, found


def refused(*overrides: str, search: tuple[str, ...] = ()) -> Problem:
    """The one mistake that is told."""
    with pytest.raises(ConfigurationError) as caught:
        load(overrides, search=search)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("day", ["2023-07-10", "2023-09-01"])
def test_another_day_alone_is_refused(day: str) -> None:
    """In one message: that facts are younger than an earlier day follows from it."""
    problem = refused(f"status.as_of={day}")
    assert problem.where == "status.as_of"
    assert "the situation is that of 2023-08-18" in problem.what
    assert problem.file == f"command line: status.as_of={day}"
    assert problem.allowed == (
        "status=2023-07-01, status=2023-08-18, "
        f"or status= and a file of configs/status with the situation on {day}"
    )


def test_a_day_of_which_there_is_a_situation_is_answered_with_it() -> None:
    assert refused("status.as_of=2023-07-01").allowed == "status=2023-07-01"
    problem = refused("status=2023-07-01", "status.as_of=2023-08-18")
    assert problem.allowed == "status=2023-08-18"


def test_the_same_day_again_is_no_mistake() -> None:
    assert load_scenario("baseline", ["status.as_of=2023-08-18"]) == load_scenario("baseline")
    assert load_scenario("july").status.as_of == date(2023, 7, 1)


def test_a_file_with_the_situation_of_its_day_is_taken(tmp_path: Path) -> None:
    """A file may build on another; one that changes nothing but the day is refused."""
    folder = tmp_path / "status"
    folder.mkdir()
    begins = 'defaults: ["2023-08-18", _self_]\nas_of: 2023-08-25\n'
    (folder / "label.yaml").write_text(begins)
    (folder / "later.yaml").write_text(f"{begins}camps: {{Menaka: {{note: as a week before}}}}\n")
    later, _, _ = load(["status=later"], search=[str(tmp_path)])
    assert later.status.as_of == date(2023, 8, 25)
    problem = refused("status=label", search=(str(tmp_path),))
    assert problem.file.endswith("status/label.yaml:2")


@pytest.mark.parametrize(
    "path",
    [
        "plan.camps.Menaka.window.start",
        "plan.radio.day",
        "plan.liquidation.starts",
        "tasks.spending.authority_until",
        "status.camps.Ogossagou.closed",
    ],
)
def test_a_day_of_another_century_is_one_message_with_its_file_and_path(path: str) -> None:
    """A window that opened in 1823 ran without complaint."""
    problem = refused(f"{path}=1823-01-01")
    assert (problem.where, problem.file) == (path, f"command line: {path}=1823-01-01")
    assert problem.what == "1823-01-01 lies more than 10 years from the as-of date, 2023-08-18"


def test_a_deadline_of_another_century_does_not_ask_for_a_longer_run() -> None:
    assert refused("plan.phases.1.deadline=2203-01-01").where == "plan.phases.1.deadline"


def test_a_fact_may_be_older_than_ten_years() -> None:
    load(["resources.clearing_officers.as_of=1999-01-01"])


@pytest.mark.parametrize("day", ["2003-08-25", "2203-08-25"])
def test_an_as_of_date_of_another_century_is_one_message(day: str) -> None:
    """Every day of the plan was told as the slip, and every fact as younger, or the horizon."""
    (problem,) = found(changed(status__as_of=day))
    assert str(problem) == (
        f"status.as_of: {day} lies more than 10 years from every day of the plan "
        "(allowed: a day within 10 years of them)"
    )


def test_an_as_of_date_is_not_blamed_for_some_days_nor_for_the_only_one() -> None:
    plan = composed()["plan"]
    radio = {"radio": {**plan["radio"], "day": "1823-01-01"}}
    assert refused("plan.radio.day=1823-01-01").where == "plan.radio.day"
    alone = {**plan, **radio, "camps": {}, "phases": {}, "liquidation": None, "civilians": None}
    told = {problem.where for problem in found(changed(plan=alone))}
    assert "plan.radio.day" in told
    assert "status.as_of" not in told


def test_a_mitigation_is_not_blamed_for_a_slip_of_the_as_of_date() -> None:
    """Its order, its own date and its lead time are all right."""
    order = {"title": "A", "cost": 1, "lead_time": 3, "source": "test", "grade": "C",
             "as_of": "2023-07-01", "ordered": "2023-09-01",
             "set": {"resources.convoy_groups.Gao": 4}}  # fmt: skip
    data = replaced(changed(status__as_of="2003-08-25"), ("mitigation",), {"a": order})
    assert apply(data, Sources())[2] == []


@pytest.mark.parametrize("day", ["1823-08-25", "2923-08-25"])
def test_nor_is_a_stage(day: str) -> None:
    """It was told to lie after the slip, up to a horizon of centuries before."""
    stage = {"day": "2023-10-01", "set": {"resources.trucks.Gao": 230}}
    told = found(changed(status__as_of=day, stages=[stage]))
    assert [problem.where for problem in told] == ["status.as_of"]


def test_a_stage_without_an_as_of_date_is_set_beside_the_last_day_alone() -> None:
    stage = {"day": "2033-10-01", "set": {"resources.trucks.Gao": 230}}
    (told, _) = found(changed(status__as_of="soon", stages=[stage]))
    assert (told.where, told.allowed) == ("stages.0.day", "up to 2025-06-30")


@pytest.mark.parametrize("text", ["2012-01-01", "'20120101'", "2012-W01-1"])
@pytest.mark.parametrize("path", ["resources.clearing_officers.source", "plan.title"])
def test_a_text_that_reads_like_a_day_is_none(path: str, text: str) -> None:
    load([f"{path}={text}"])
