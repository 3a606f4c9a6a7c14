"""State times sum to the elapsed time, and a gap is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SimError
from sim.record.states import StateClock


def test_each_state_has_its_days() -> None:
    states = StateClock(48.0, "waiting")
    states.enter("packing", 50.0)
    states.enter("waiting", 60.0)
    states.enter("closed", 61.5)
    states.close(70.0)
    assert states.days == {"waiting": 3.5, "packing": 10.0, "closed": 8.5}
    assert states.state == "closed"


def test_a_state_that_took_no_time_has_no_days() -> None:
    states = StateClock(48.0, "waiting")
    states.enter("packing", 48.0)
    states.close(48.0)
    assert states.days == {"waiting": 0.0, "packing": 0.0}


@given(
    st.floats(-100.0, 100.0),
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.0, 50.0)), max_size=50),
)
def test_the_days_sum_to_the_elapsed_time(start: float, entered: list[tuple[str, float]]) -> None:
    states = StateClock(start, "a")
    now = start
    for state, days in entered:
        now += days
        states.enter(state, now)
    states.close(now)
    assert sum(states.days.values()) == pytest.approx(now - start, abs=1e-6)
    assert min(states.days.values()) >= 0.0


def test_days_that_were_lost_are_told() -> None:
    states = StateClock(48.0, "waiting")
    states.enter("packing", 50.0)
    states.days["waiting"] = 1.0
    with pytest.raises(SimError, match=r"state times sum to 3.0, elapsed are 4.0"):
        states.close(52.0)
