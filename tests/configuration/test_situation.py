"""A situation and its day: neither is had without the other."""

from datetime import date
from pathlib import Path

import pytest

from sim.configuration.load import load, load_scenario
from sim.errors import ConfigurationError, Problem


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
