"""The look ahead: never too late, and no more often than needed."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policies.budget import next_look


@pytest.mark.parametrize("left", [-1.0, 1.9, 2.0])
def test_what_covers_no_more_than_the_next_day_is_spent(left: float) -> None:
    assert next_look(50.0, left, 2.0, 100.0, 7.0, 100.0) == 50.0


def test_what_covers_everything_is_not_looked_at_again() -> None:
    assert next_look(50.0, 200.0, 2.0, 150.0, 7.0, 100.0) == inf


def test_near_the_end_the_next_look_is_when_it_covers_one_day_more() -> None:
    # 6 million at 2 a day: three days.
    assert next_look(50.0, 6.0, 2.0, 102.0, 7.0, 100.0) == 52.0
    # 10 days at that rate: the usual interval comes first.
    assert next_look(50.0, 20.0, 2.0, 120.0, 7.0, 100.0) == 57.0


@given(st.floats(0.0, 100.0), st.floats(0.0, 400.0), st.floats(0.1, 4.0), st.floats(0.0, 90.0))
def test_it_cannot_be_spent_before_the_next_look(
    now: float, left: float, burn: float, extra: float
) -> None:
    ends, every = 184.0, 7.0
    look = next_look(now, left, burn, burn * (ends - now) + extra, every, ends)
    assert look >= now
    if look > now + every:
        # Even with all the extra at once there is a day's money then.
        until = min(look, ends)
        assert left - extra - burn * (until - now) >= 0.0 - 1e-6 or look == pytest.approx(now)
