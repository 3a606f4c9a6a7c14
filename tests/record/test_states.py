"""States lead from one end to the other without a gap; what cannot be is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SimError
from sim.record.states import BEFORE, CLOSED, States, Stay


def test_each_state_has_its_days() -> None:
    states = States(48.0)
    states.enter("drawdown", 50.0)
    states.enter("inspection", 60.0)
    states.enter("last convoy", 60.0)
    states.enter(CLOSED, 61.5)
    stays = states.stays(61.5)
    assert stays == (
        Stay(BEFORE, 48.0, 50.0), Stay("drawdown", 50.0, 60.0), Stay("last convoy", 60.0, 61.5),
    )  # fmt: skip
    assert [stay.days for stay in stays] == [2.0, 10.0, 1.5]


@given(
    st.floats(-100.0, 100.0),
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.0, 50.0)), max_size=50),
)
def test_they_cover_the_time_without_gap_or_overlap(
    start: float, entered: list[tuple[str, float]]
) -> None:
    states, now = States(start), start
    for state, days in entered:
        now += days
        states.enter(state, now)
    at = start
    for stay in states.stays(now + 1.0):
        assert stay.start == at < stay.end
        at = stay.end
    assert at == now + 1.0


def test_who_has_been_left_is_in_no_state_any_more() -> None:
    states = States(48.0)
    states.enter(CLOSED, 50.0)
    with pytest.raises(SimError, match=r"'inspection' entered on day 51.0, after 'closed'"):
        states.enter("inspection", 51.0)


def test_no_state_is_entered_before_the_one_that_it_follows() -> None:
    states = States(48.0)
    states.enter("drawdown", 50.0)
    with pytest.raises(SimError, match=r"'inspection' entered on day 49.0, after 'drawdown'"):
        states.enter("inspection", 49.0)


@pytest.mark.parametrize(
    ("state", "left", "agree"),
    [
        ("last convoy", None, True),
        ("last convoy", 50.0, False),
        (CLOSED, 50.0, True),
        (CLOSED, None, False),
        (CLOSED, 49.0, False),
    ],
)
def test_the_last_state_agrees_with_the_day_on_which_the_camp_was_left(
    state: str, left: float | None, agree: bool
) -> None:
    states = States(48.0)
    states.enter(state, 50.0)
    if agree:
        states.check("Kidal", left)
    else:
        with pytest.raises(SimError, match=f"Kidal was left on day {left}, but is '{state}'"):
            states.check("Kidal", left)
