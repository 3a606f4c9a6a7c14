"""Every risk is found by its file, and every case of it is a complete, dated configuration."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.distributions import Provenance, Quantity
from sim.paths import Path
from sim.risks import registry
from sim.risks.world import CHANNELS, NO_CAP
from tests.risks import cases

RISKS = {
    "consent": {"baseline", "off", "never"},
    "flights": {"letter", "open", "off", "never", "crewed_refused"},
    "imports": {"directive", "waived", "off"},
    "money": {"baseline", "refused", "off"},
    "corridors": {"baseline", "off"},
    "weather": {"baseline", "off", "long_rains"},
    "supply": {"baseline", "off"},
    "unrest": {"baseline", "off"},
    "variability": {"baseline", "off"},
    "breakdowns": {"baseline", "off"},
    "contractors": {"baseline", "off"},
    "lift": {"baseline", "off"},
}
APART = {"attacks", "ceasefire"}
"""Risks whose cases differ in kind: test_attacks.py and test_ceasefire.py have their tests."""
OTHER = "island"
"""Cases of another mission, which go with its plan only: tests/test_second_mission.py."""
WITH_OTHER = {
    "consent", "flights", "corridors", "weather", "supply", "unrest", "lift",
}  # fmt: skip
"""Risks whose baseline names places, so that the other mission has a case of its own."""
ALL_CASES = [(risk, case) for risk, named in RISKS.items() for case in sorted(named)]
DEFAULTS = {"flights": "letter", "imports": "directive"}


def typed(risk: str, case: str) -> Any:
    return cases.settings(registry.settings_types()[risk], risk, case)


def numbers(value: Any, where: str = "") -> list[tuple[str, Any]]:
    """Every number with provenance below a value, with its dotted path."""
    if isinstance(value, Provenance):
        return [(where, value)]
    if isinstance(value, dict):
        return [found for key, part in value.items() for found in numbers(part, f"{where}.{key}")]
    if is_dataclass(value):
        return [
            found
            for field in fields(value)
            for found in numbers(getattr(value, field.name), f"{where}.{field.name}")
        ]
    return []


def test_no_risk_is_left_out() -> None:
    assert RISKS.keys() | APART == registry.modules().keys()
    assert not RISKS.keys() & APART


@pytest.mark.parametrize("risk", RISKS)
def test_each_risk_has_its_cases_and_a_module(risk: str) -> None:
    other = {OTHER} if risk in WITH_OTHER else set()
    assert set(cases.case_names(risk)) == RISKS[risk] | other
    assert risk in registry.modules()


@pytest.mark.parametrize("risk", RISKS)
def test_channels_of_a_risk_are_channels_of_the_world(risk: str) -> None:
    assert set(registry.modules()[risk].CHANNELS) <= set(CHANNELS)


@pytest.mark.parametrize(("risk", "case"), ALL_CASES)
def test_each_number_says_where_it_comes_from(risk: str, case: str) -> None:
    settings = typed(risk, case)
    assert settings.enabled is (case != "off")
    for where, number in numbers(settings, risk):
        assert number.source, where
        assert number.grade, where
        assert number.unit, where
        assert number.as_of is not None, where
        assert number.as_of <= date(2023, 8, 18), where
        if isinstance(number, Quantity) and number.grade == "C":
            assert number.low is not None, where
            assert number.high is not None, where


@pytest.mark.parametrize("risk", RISKS)
def test_off_keeps_the_values_of_the_default_case(risk: str) -> None:
    off, default = cases.raw(risk, "off"), cases.raw(risk, DEFAULTS.get(risk, "baseline"))
    assert off == {**default, "enabled": False}


def test_a_risk_that_is_off_leaves_its_channels_neutral() -> None:
    risks = {risk: typed(risk, "off") for risk in RISKS}
    of = cases.scenario(risks, gates_closed=("Malanville",))
    assert registry.providers(of) == {}
    world = cases.world(of)
    for name, channel in CHANNELS.items():
        assert world.path(name, "North") == Path.constant(channel.neutral)
    assert CHANNELS["import_cap"].neutral == NO_CAP


MISTAKES = [
    ("consent", ("sector_worse", "high"), 1.5, "1.5 is not a probability"),
    ("consent", ("start", "permissive", "value"), 0.5, "probabilities sum to 1.05"),
    ("consent", ("sojourn", "permissive", "unit"), "km", "unit 'km' is not allowed here"),
    ("consent", ("sojourns",), 1, "sojourns"),
    ("flights", ("crewed_refused", "permissive", "low"), -0.1, "-0.1 is not a probability"),
    ("flights", ("requests_by_sector", "West", "value"), 0.2, "shares sum to 1.05"),
    ("imports", ("weekly_cap", "obstructive", "low"), -1, "-1 is negative"),
    ("corridors", ("gates", "Diboli", "queues"), 1, "queues"),
    ("weather", ("elsewhere",), "west", "'west' is not a group of regions; allowed: north"),
    ("weather", ("groups", "north", "season_end", "month"), 13, "less than or equal to 12"),
    ("weather", ("groups", "north", "season_end", "month"), 4, "lies before 'season_start'"),
    ("breakdowns", ("rate", "low"), -0.3, "-0.3 is negative"),
    ("supply", ("hubs", "Gao", "gates"), [], "'through_gates' needs 'gates'"),
    ("supply", ("convoy_fuel", "unit"), "L/km", "unit 'L/km' is not allowed here"),
    ("unrest", ("damping", "high"), 1.2, "1.2 is not a probability"),
    ("variability", ("enabled",), "perhaps", "enabled"),
]


@pytest.mark.parametrize(("risk", "where", "value", "message"), MISTAKES)
def test_a_mistake_is_refused_at_its_place(
    risk: str, where: tuple[str, ...], value: object, message: str
) -> None:
    given = cases.raw(risk, DEFAULTS.get(risk, "baseline"))
    part = given
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = value
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(registry.settings_types()[risk]).validate_python(given)
    assert caught.value.error_count() == 1
    assert message in str(caught.value)
    assert caught.value.errors()[0]["loc"] in {where[:depth] for depth in range(len(where) + 1)}
