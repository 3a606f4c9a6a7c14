"""What set a value is named: file and line, or the command line."""

from pathlib import Path

import pytest

from sim.configuration import (
    load_scenario,
    validate_scenario,
)
from sim.configuration.sources import Source, Sources
from sim.errors import ConfigurationError
from tests.configuration.changed import changed


def test_a_fact_that_is_static_may_be_younger() -> None:
    young = {"value": 200, "as_of": "2023-12-31", "static": "it was so in July"}
    validate_scenario(changed(resources__trucks__Gao=young))


def test_file_and_line_are_named() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_scenario("baseline", ["+status.knowledge=2023-08-02"])
    files = {problem.where: problem.file for problem in caught.value.problems}
    assert "status.as_of" not in files, "the day itself is no fact"
    file, _, line = files["plan.camps.Kidal.window.as_of"].partition(":")
    assert file == "configs/plan/minusma/camps.yaml"
    assert int(line) > 1


def test_what_lies_below_a_single_value_is_named_by_the_line_of_that_value(tmp_path: Path) -> None:
    file = tmp_path / "means.yaml"
    file.write_text("# Means.\ntrucks: 12\n")
    sources = Sources([Source("means.yaml", (), {"trucks": 12}, file)])
    assert sources.file(("trucks", "0")) == "means.yaml:2"


def test_what_the_command_line_set_is_named_so() -> None:
    with pytest.raises(ConfigurationError, match=r"command line: risk\.attacks\.turn_back=2: risk"):
        load_scenario("baseline", ["risk.attacks.turn_back=2"])
