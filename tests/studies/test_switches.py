"""Risks switched one by one: which scenarios are run, and that the table is the paired counting."""

import re

import pytest

from sim.configuration import load_scenario
from sim.errors import ConfigurationError
from sim.scenario import Scenario
from sim.studies.switches import OFF, ON, Switches, scenarios_of, switches
from sim.studies.worlds import Worlds


def enabled(scenario: Scenario) -> set[str]:
    return {name for name, settings in scenario.risk.items() if settings.enabled}


def test_every_risk_is_switched_off_and_on_alone() -> None:
    scenario = load_scenario("baseline")
    every = enabled(scenario)
    found = scenarios_of(scenario)
    assert len(found) == 2 + 2 * len(every)
    assert [enabled(s) for s in list(found.values())[:2]] == [every, set()]
    for risk in every:
        assert enabled(found[f"{OFF}: {risk}"]) == every - {risk}
        assert enabled(found[f"{ON}: {risk}"]) == {risk}


def test_stages_are_switched_too() -> None:
    scenario = load_scenario("baseline+more_escorts")
    found = scenario.switched({"weather": False})
    assert found.stages
    assert all("weather" not in enabled(stage.scenario) for stage in found.stages)


@pytest.fixture(scope="module")
def some() -> tuple[Scenario, Switches]:
    # Two risks on are enough to see the counting: six scenarios.
    overrides = ["risk/attacks=gamma_mixed", "risk/weather=baseline"]
    scenario = load_scenario("all_off", overrides)
    return scenario, switches(scenario, replications=6, seed=5, workers=1)


def test_the_table_is_the_paired_counting(some: tuple[Scenario, Switches]) -> None:
    scenario, found = some
    table = found.effects
    assert set(zip(table["switch"], table["risk"], strict=True)) == {
        (switch, risk) for switch in (OFF, ON) for risk in ("attacks", "weather")
    }
    assert len(table) == 4 * 2 * (len(scenario.plan.phases) + 1)
    assert (table["n"] == 6).all()
    assert (table["low"] <= table["difference"]).all()
    assert (table["difference"] <= table["high"]).all()
    apart = (table["gained"] - table["lost"]) / table["n"]
    assert table["difference"].tolist() == pytest.approx(apart.tolist())
    # With everything off every deadline is met, and in order.
    assert (table.loc[table["switch"] == ON, "before"] == 1.0).all()
    # Two risks on: without the one, the other is alone.
    worlds = Worlds(6, 5, 1)
    ways = scenarios_of(scenario)
    samples = worlds.samples({k: ways[k] for k in (f"{OFF}: attacks", f"{ON}: weather")})
    first, second = (sample.outcomes.drop(columns="events") for sample in samples.values())
    assert first.equals(second)


def test_the_text_has_a_line_a_risk_and_switch(some: tuple[Scenario, Switches]) -> None:
    lines = some[1].lines()
    assert sum(line.startswith("  attacks") for line in lines) == 2
    assert sum(line.startswith("  weather") for line in lines) == 2


def test_a_switch_that_changes_nothing_says_0_without_an_interval(
    some: tuple[Scenario, Switches],
) -> None:
    scenario, found = some
    last = list(scenario.plan.phases)[-1]
    figures = [f"met_{last}", f"met_and_orderly_{last}", "met_all", "met_and_orderly_all"]
    rows = [r for r in found.effects.to_dict("records") if r["figure"] in figures]
    unchanged = sum(not (row["gained"] or row["lost"]) for row in rows)
    assert sum("31 December, on time and orderly" in line for line in found.lines()) == 2
    told = [line for line in found.lines() if line.startswith("  ")]
    told = [line for line in told if not line.startswith(("   ", "  as it is"))]
    cells = [cell for line in told
             for cell in re.split(r"\s{2,}", line.strip())[1:]]  # fmt: skip
    assert len(cells) == len(rows)
    assert sum(cell == "0" for cell in cells) == unchanged > 0


def test_with_every_risk_off_there_is_nothing_to_switch() -> None:
    """It ran, and ended with a KeyError."""
    with pytest.raises(ConfigurationError, match="every risk of 'all_off' is off"):
        scenarios_of(load_scenario("all_off"))
