"""Triage: what is still tried before a deadline, and from when on no longer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sim.plan.policy import Policy, Triage
from sim.policies.triage import dates, movable
from tests.plan.composed import composed

START = 48.0


@pytest.fixture(scope="module")
def rules() -> Triage:
    return TypeAdapter(Policy).validate_python(composed("policy", "baseline")).triage


def test_the_order_narrows_step_by_step(rules: Triage) -> None:
    deadline = START + 100.0
    found = dates(rules, deadline, START)
    assert (found.named, found.destroy, found.last_truck, found.last_convoy) == (
        deadline - rules.named.value,
        deadline - rules.destroy.value,
        deadline - rules.last_truck.value,
        deadline - rules.last_convoy.value,
    )
    assert found.named < found.destroy < found.last_truck < found.last_convoy < deadline


def test_a_near_deadline_follows_the_rules_of_short_notice(rules: Triage) -> None:
    deadline = START + 13.0
    assert rules.at_short_notice(deadline, START)
    found = dates(rules, deadline, START)
    loaded = deadline - rules.short_loaded.value
    assert (found.named, found.destroy, found.last_truck) == (loaded, loaded, loaded)
    assert found.last_convoy == deadline - rules.short_last_convoy.value
    assert START < found.last_truck < found.last_convoy < deadline


def test_notice_is_short_only_below_its_limit(rules: Triage) -> None:
    limit = rules.short_notice.value
    assert not rules.at_short_notice(START + limit, START)
    assert rules.at_short_notice(START + limit - 0.5, START)


def test_the_deadline_sets_the_dates_not_the_day_on_which_they_are_asked(rules: Triage) -> None:
    assert dates(rules, 150.0, 0.0) == dates(rules, 150.0, START)


@pytest.mark.parametrize(
    ("columns_out", "days_left", "groups", "loads"),
    [
        (0, 30.0, 1, 90),  # two whole cycles and one more at the end
        (0, 44.9, 1, 90),
        (0, 45.0, 1, 120),
        (0, 30.0, 3, 270),
        (2, 30.0, 3, 210),  # two of these are on their way
        (9, 30.0, 1, 0),
        (0, 0.0, 2, 60),
        (0, -5.0, 2, 60),
        (0, 30.0, 0, 0),
    ],
)
def test_what_can_still_be_moved(
    columns_out: int, days_left: float, groups: float, loads: int
) -> None:
    assert movable(columns_out, 30.0, days_left, 15.0, groups) == loads


@given(
    st.integers(0, 5), st.floats(1.0, 40.0), st.floats(0.0, 200.0), st.floats(0.0, 50.0),
    st.integers(1, 4),
)  # fmt: skip
def test_more_time_never_moves_less(
    out: int, column: float, days: float, more: float, groups: int
) -> None:
    less = movable(out, column, days, 12.0, groups)
    assert 0 <= less <= movable(out, column, days + more, 12.0, groups)
    assert less <= movable(out, column, days, 12.0, groups + 1)
