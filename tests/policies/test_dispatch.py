"""Who gets a group that comes free."""

from dataclasses import replace

import pytest

from sim.policies.dispatch import FIRST, LAST, Waiting, part_filled, priority, slack

KIDAL = Waiting(asked_at=60.0, deadline=160.0, rotations_left=6, cycle=15.0, groups=3)
"""Six rotations of 15 days by three groups: 30 days of work."""


def test_slack_is_what_is_left_after_the_rotations_of_all_groups() -> None:
    assert slack(KIDAL, 100.0) == 60.0 - 6 * 15.0 / 3
    assert slack(replace(KIDAL, groups=1), 100.0) == 60.0 - 6 * 15.0
    assert slack(replace(KIDAL, rotations_left=0), 100.0) == 60.0


def test_without_a_group_slack_is_that_of_one() -> None:
    assert slack(replace(KIDAL, groups=0), 100.0) == slack(replace(KIDAL, groups=1), 100.0)


def test_slack_shrinks_with_time_and_goes_below_nothing() -> None:
    assert slack(KIDAL, 101.0) == slack(KIDAL, 100.0) - 1.0
    assert slack(KIDAL, 150.0) < 0.0


@pytest.mark.parametrize(
    "tighter",
    [
        replace(KIDAL, deadline=150.0),
        replace(KIDAL, rotations_left=7),
        replace(KIDAL, cycle=16.0),
        replace(KIDAL, groups=2),
    ],
)
def test_the_camp_with_less_slack_comes_first(tighter: Waiting) -> None:
    assert priority("least_slack", tighter, 100.0) < priority("least_slack", KIDAL, 100.0)


def test_first_come_sees_only_when_it_was_asked() -> None:
    early = replace(KIDAL, asked_at=59.0, deadline=900.0, rotations_left=0)
    assert priority("first_come", early, 100.0) < priority("first_come", KIDAL, 100.0)
    assert priority("first_come", KIDAL, 100.0) == priority("first_come", KIDAL, 150.0)


def test_the_two_rules_order_a_case_differently() -> None:
    tight = replace(KIDAL, asked_at=61.0, deadline=140.0)
    assert priority("first_come", KIDAL, 100.0) < priority("first_come", tight, 100.0)
    assert priority("least_slack", tight, 100.0) < priority("least_slack", KIDAL, 100.0)


@pytest.mark.parametrize("now", [-100.0, 1000.0])
def test_a_formed_floor_comes_before_and_the_long_haul_after_every_camp(now: float) -> None:
    assert FIRST < priority("least_slack", KIDAL, now) < LAST
    assert FIRST < priority("first_come", KIDAL, now) < LAST


def test_a_column_leaves_part_filled_only_when_slack_is_less_than_a_rotation() -> None:
    at_one_rotation = KIDAL.deadline - 30.0 - KIDAL.cycle
    assert slack(KIDAL, at_one_rotation) == KIDAL.cycle
    assert not part_filled(KIDAL, at_one_rotation)
    assert part_filled(KIDAL, at_one_rotation + 0.5)
