"""How many numbers a second mission takes over from the first one."""

from sim.configuration.inherited import inherited
from sim.configuration.load import load_scenario
from sim.report.input_table import inputs_of
from sim.studies.check import describe


def test_the_first_mission_inherits_nothing() -> None:
    assert not inherited(())
    assert not inherited(["scenario=july", "tasks.packing.rate=3"])


def test_a_mission_of_its_own_files_inherits_nothing() -> None:
    assert not inherited(["scenario=toy"])


def test_the_island_says_of_each_file_what_it_takes_over() -> None:
    files = inherited(["scenario=island"])
    assert files["configs/tasks/minusma.yaml"] > 50
    assert not any("island" in file or "ceasefire" in file for file in files)
    scenario = load_scenario("island")
    fictitious = [found for found in inputs_of(scenario) if "fictitious" in found.given.source]
    assert 0 < files.total() <= len(inputs_of(scenario)) - len(fictitious)
    (line,) = (line for line in describe(scenario, files) if "inherited" in line)
    assert f"{files.total()} numbers are the first mission's" in line
    assert not any("inherited" in line for line in describe(scenario))


def test_a_number_of_its_own_is_inherited_no_more() -> None:
    before, after = (
        inherited(["scenario=island", *more])["configs/tasks/minusma.yaml"]
        for more in ([], ["tasks.packing.rate={dist: fixed, value: 3}"])
    )
    assert after == before - 1
