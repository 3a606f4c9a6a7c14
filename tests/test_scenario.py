"""A scenario as a reader meets it in a notebook."""

import pytest

from sim.configuration.load import load_scenario
from sim.risks import attacks, consent


@pytest.mark.parametrize(
    ("name", "overrides", "shown"),
    [
        ("baseline", [], "Scenario(baseline: from 18 Aug 2023 to 30 Jun 2025; risks off: none)"),
        ("july", ["horizon=2024-01-31", "risk/attacks=off", "risk/weather=off"],
         "Scenario(july: from 1 Jul 2023 to 31 Jan 2024; risks off: attacks, weather)"),
    ],
)  # fmt: skip
def test_a_scenario_shows_itself_in_a_line(name: str, overrides: list[str], shown: str) -> None:
    assert repr(load_scenario(name, overrides)) == shown


def test_settings_of_another_type_are_refused() -> None:
    scenario = load_scenario("baseline")
    with pytest.raises(TypeError, match="risk 'consent' has settings of type Settings"):
        scenario.settings("consent", attacks.Settings)
    assert scenario.settings("consent", consent.Settings) is scenario.risk["consent"]
