"""A scenario described, and its capacity sheet."""

from collections import Counter

import pytest

from sim.configuration import load_scenario, scenario_hash
from sim.plan.capacity import capacity_sheet
from sim.plan.phases import phase_name
from sim.replication import prepare
from sim.report.input_table import inputs_of
from sim.scenario import Scenario
from sim.studies.check import describe, main


def test_the_capacity_sheet_is_printed_whole(
    scenario: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    main(scenario)
    printed = capsys.readouterr().out
    run = prepare(scenario, 0).reference_closures
    assert "\n".join(capacity_sheet(scenario, run=run).lines()) in printed
    assert "Run once with every risk off" in " ".join(printed.split())
    for line in describe(scenario):
        assert line in printed


def test_the_description_names_what_is_run(scenario: Scenario) -> None:
    text = "\n".join(describe(scenario))
    assert scenario_hash(scenario)[:8] in text
    for name, phase in scenario.plan.phases.items():
        assert phase_name(name) in text
        for camp in phase.camps:
            assert camp in text


def inputs_line(scenario: Scenario) -> str:
    (line,) = [line for line in describe(scenario) if line.lstrip().startswith("inputs")]
    return line


def test_numbers_are_counted_as_the_input_sheet_counts_them() -> None:
    scenario = load_scenario("baseline", ["risk.attacks.turn_back=0.5"])
    graded = Counter(str(found.given.grade) for found in inputs_of(scenario))
    said = inputs_line(scenario)
    for grade in "ABC":
        assert f"{graded[grade]} of grade {grade}" in said
    assert "1 without a grade" in said
    assert "dates and places" in said


def test_risks_that_are_off_are_said_to_be() -> None:
    (line,) = [
        line for line in describe(load_scenario("all_off")) if line.lstrip().startswith("risks on")
    ]
    assert line.split() == ["risks", "on", "none"]
