"""Rates that a run could not meet are refused where they are given."""

import pytest

from sim.configuration import load_scenario
from sim.configuration.load import load
from sim.errors import ConfigurationError

MOST = {
    "risk.attacks.camp_rate.Kidal": (720, "per month"),
    "risk.attacks.region_rate.Kidal": (720, "per month"),
    "risk.attacks.rate_loaded": (1000, "per 1000 km"),
    "risk.attacks.rate_empty": (1000, "per 1000 km"),
    "risk.attacks.aircraft_fire.rate": (1000, "per 1000 take-offs and landings"),
    "risk.breakdowns.rate": (1000, "per 1000 vehicle-km"),
    "risk.ceasefire.base_hazard": (24, "per day"),
    "risk.consent.agreement_hazard": (24, "per day"),
    "risk.unrest.block_rate": (24, "per day"),
    "risk.weather.groups.north.washout_rate": (24, "per day"),
    "risk.weather.groups.north.grounding_rate": (24, "per day"),
    "risk.weather.groups.north.grounding_rate_dry": (24, "per day"),
}


def test_a_slip_of_the_hand_is_refused_with_what_is_allowed() -> None:
    """With 1e9 attacks a month a run would not end, and said nothing."""
    given = [f"{path}={{value: 1e9, unit: {unit}}}" for path, (_, unit) in MOST.items()]
    given.append("risk.unrest.disinformation.campaign_level=1e9")
    with pytest.raises(ConfigurationError) as caught:
        load(given)
    told = {problem.where.removesuffix(".value"): str(problem) for problem in caught.value.problems}
    assert told.keys() == {*MOST, "risk.unrest.disinformation.campaign_level"}
    for path, (most, unit) in MOST.items():
        assert f"1e+09 {unit} is too often for a run: allowed are 0 to {most}" in told[path]
        assert told[path].startswith("command line: ")


def test_the_bound_holds_for_a_range_and_in_the_unit_of_the_field() -> None:
    with pytest.raises(ConfigurationError, match="900 per month is too often"):
        load(["risk.attacks.camp_rate.Kidal={value: 1, low: 0, high: 900}"])
    with pytest.raises(ConfigurationError, match=r"913\.125 per month is too often"):
        load(["risk.attacks.camp_rate.Kidal={value: 30, unit: per day}"])
    load_scenario("baseline", ["risk.unrest.block_rate={value: 700, unit: per month}"])


def test_what_is_allowed_is_taken() -> None:
    load_scenario("baseline", [f"{path}={{value: {most}, unit: {unit}}}"
                               for path, (most, unit) in MOST.items()])  # fmt: skip
