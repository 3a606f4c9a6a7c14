"""Orderly: each condition alone can fail, and each can be taken away in the configuration."""

from dataclasses import replace

import pytest

from sim.configuration import load_scenario
from sim.policies.orderly import is_orderly
from sim.record.outcome import ACCELERATED, ONE_SIDED, PLANNED

RULES = load_scenario("toy").policy.orderly
GOOD = {"mode": PLANNED, "signed": True, "value_lost": 0.0, "liability": 0.0}


def test_a_planned_signed_closure_without_losses_is_orderly() -> None:
    assert is_orderly(RULES, **GOOD)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bad",
    [{"mode": ONE_SIDED}, {"mode": ACCELERATED}, {"signed": False}, {"value_lost": 0.11},
     {"liability": 0.01}],
)  # fmt: skip
def test_each_condition_is_needed(bad: dict[str, object]) -> None:
    assert not is_orderly(RULES, **{**GOOD, **bad})  # type: ignore[arg-type]


def test_the_bounds_themselves_are_allowed() -> None:
    assert is_orderly(RULES, **{**GOOD, "value_lost": RULES.value_lost.value})  # type: ignore[arg-type]


def test_conditions_can_be_taken_away() -> None:
    lax = replace(RULES, certificate=False, modes=("planned", "one_sided"))
    assert is_orderly(lax, ONE_SIDED, False, 0.1, 0.0)
    assert not is_orderly(lax, ACCELERATED, False, 0.1, 0.0)
