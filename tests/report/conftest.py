"""What several tests of pictures and of the page start from."""

from pathlib import Path

import pytest

from sim.configuration import load_scenario
from sim.report import closures, exceedance, fans, finish_cost, headline
from sim.report.forecast_folder import Results, read_results
from sim.report.page.write import write_report
from sim.report.study import Study
from sim.report.style import save
from sim.statistics.deadlines import binding_table, deadlines_table, joint_table, readings_table
from tests.report.built import N
from tests.report.names import NAMES
from tests.report.synthetic import write_balances, write_results


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(Path(), {"scenarios": NAMES}, load_scenario("all_off"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a made-up study of the toy plan, with its tables and some of its figures."""
    directory = tmp_path_factory.mktemp("results")
    scenario = write_results(directory, name="toy", n=N)
    balances = write_balances(directory)
    results = read_results(directory)
    tables = directory / "tables"
    tables.mkdir()
    phases, outcomes = scenario.plan.phases, results.outcomes
    deadlines_table(outcomes, phases).to_csv(tables / "deadlines.csv", index=False)
    joint_table(outcomes, phases).to_csv(tables / "joint.csv", index=False)
    readings_table(outcomes, phases).to_csv(tables / "readings.csv", index=False)
    binding_table(outcomes, phases).to_csv(tables / "binding.csv", index=False)
    for drawing in (
        headline.draw(results),
        closures.draw(results),
        finish_cost.draw(results, balances),
        exceedance.draw(results),
        fans.draw(results, balances),
    ):
        save(drawing, directory / "figures")
    return directory


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return write_report(folder).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return read_results(folder)
