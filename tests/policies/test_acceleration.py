"""When attacks ask for an accelerated withdrawal."""

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from sim.distributions import Quantity
from sim.plan.policy import Acceleration, Policy
from sim.policies.acceleration import asked
from tests.plan.composed import composed

NOW = 100.0


@pytest.fixture(scope="module")
def rules() -> Acceleration:
    baseline = TypeAdapter(Policy).validate_python(composed("policy", "baseline")).acceleration
    return replace(baseline, attacks=Quantity(2.0), attack_days=Quantity(7.0), killed=Quantity(3.0))


def test_one_attack_does_not_ask(rules: Acceleration) -> None:
    assert not asked(rules, [NOW], 2, NOW)


def test_so_many_attacks_in_so_many_days_ask(rules: Acceleration) -> None:
    assert asked(rules, [93.5, NOW], 0, NOW)
    assert not asked(rules, [80.0, 92.5, NOW], 0, NOW)


def test_an_attack_exactly_so_many_days_ago_is_over(rules: Acceleration) -> None:
    assert not asked(rules, [93.0, NOW], 0, NOW)


def test_one_attack_with_so_many_killed_asks(rules: Acceleration) -> None:
    assert asked(rules, [NOW], 3, NOW)


def test_a_policy_without_acceleration_never_asks(rules: Acceleration) -> None:
    never = replace(rules, enabled=False)
    assert not asked(never, [NOW] * 9, 99, NOW)
