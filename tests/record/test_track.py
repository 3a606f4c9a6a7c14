"""Chains: whatever is noted, the segments partition the time without a gap, to the last bit."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.record import causes
from sim.record.causes import (
    ATTACKS,
    BREAKDOWNS,
    CAUSES,
    COMMAND,
    CONSENT,
    FLEET,
    LIFT,
    MOVEMENT,
    NOT_CLOSED,
    OF_WORK,
    PLAN,
    RISKS,
    VARIABILITY,
    WEATHER,
    WORK,
    part_of,
)
from sim.record.outcome import Segment
from sim.record.track import Blank, Track, root, segments

START = 48.0


def track(entity: str = "Kidal/rotation/1") -> Track:
    return Track(entity, root(START))


def told(of: Track) -> list[tuple[float, float, str]]:
    return [(part.start, part.end, part.cause) for part in segments(of.link)]


def test_a_new_chain_has_no_segments() -> None:
    assert segments(root(START)) == ()
    assert segments(None) == ()


def test_segments_come_in_order_of_time_with_all_that_was_noted() -> None:
    chain = track()
    chain.until(50.0, PLAN, "until the day asked for")
    chain.until(53.5, CONSENT, "waiting for movement clearance")
    assert segments(chain.link) == (
        Segment(48.0, 50.0, PLAN, "Kidal/rotation/1", "until the day asked for"),
        Segment(50.0, 53.5, CONSENT, "Kidal/rotation/1", "waiting for movement clearance"),
    )


def test_time_that_is_already_told_is_not_told_again() -> None:
    chain = track()
    chain.until(53.5, CONSENT, "waiting")
    chain.until(53.5, PLAN, "nothing")
    chain.until(50.0, PLAN, "nothing")
    assert told(chain) == [(48.0, 53.5, CONSENT)]


def test_the_nominal_duration_comes_first_and_what_made_it_longer_follows() -> None:
    chain = track()
    chain.spend(
        55.0, "road",
        (MOVEMENT, 3.0), (VARIABILITY, 0.5), (WEATHER, 1.5), (BREAKDOWNS, 0.0), (ATTACKS, 2.0),
    )  # fmt: skip
    assert told(chain) == [
        (48.0, 51.0, MOVEMENT),
        (51.0, 51.5, VARIABILITY),
        (51.5, 53.0, WEATHER),
        (53.0, 55.0, ATTACKS),
    ]


def test_what_was_quicker_than_nominal_is_cut_at_its_end() -> None:
    chain = track()
    chain.spend(50.0, "road", (MOVEMENT, 3.0), (VARIABILITY, -1.0), (WEATHER, 0.0))
    assert told(chain) == [(48.0, 50.0, MOVEMENT)]


def test_the_last_part_takes_the_rest() -> None:
    chain = track()
    chain.spend(60.0, "road", (MOVEMENT, 3.0), (WEATHER, 1.0))
    assert told(chain) == [(48.0, 51.0, MOVEMENT), (51.0, 60.0, WEATHER)]


def test_a_part_that_is_only_rounding_is_no_part() -> None:
    chain = track()
    chain.spend(51.0, "road", (MOVEMENT, 3.0), (WEATHER, 1e-14))
    assert told(chain) == [(48.0, 51.0, MOVEMENT)]
    chain.spend(60.0, "road", (MOVEMENT, 3.0), (WEATHER, 1e-10), (ATTACKS, 6.0))
    assert told(chain)[1:] == [(51.0, 54.0, MOVEMENT), (54.0, 60.0, ATTACKS)]


def test_who_is_released_takes_over_the_chain_of_who_released_him() -> None:
    releaser, waiter = track("Aguelhok/rotation/2"), track("Kidal/rotation/1")
    waiter.until(49.0, PLAN, "until the day asked for")
    releaser.until(52.0, MOVEMENT, "road")
    waiter.released_by(releaser.link, 52.0, FLEET, "waiting in the queue")
    waiter.until(53.0, MOVEMENT, "road")
    assert [(s.entity, s.start, s.end) for s in segments(waiter.link)] == [
        ("Aguelhok/rotation/2", 48.0, 52.0),
        ("Kidal/rotation/1", 52.0, 53.0),
    ]


def test_a_chain_that_goes_on_beyond_the_day_is_not_taken_over() -> None:
    """Who freed something only once his own work was told to its end is a releaser."""
    releaser, waiter = track("other"), track()
    releaser.until(53.0, MOVEMENT, "road")
    waiter.released_by(releaser.link, 52.0, FLEET, "waiting in the queue")
    assert told(waiter) == [(48.0, 52.0, FLEET)]


@pytest.mark.parametrize("began", [49.0, 51.0, 51.5])
def test_a_chain_that_ends_before_is_taken_over_as_far_as_it_has_come(began: float) -> None:
    """What was freed later than is told was waited for from there; nothing is told twice."""
    releaser, waiter = track("other"), track()
    releaser.until(51.0, MOVEMENT, "road")
    waiter.until(began, CONSENT, "waiting for movement clearance")
    waiter.released_by(releaser.link, 52.0, FLEET, "waiting in the queue")
    before = (51.0, MOVEMENT) if began < 51.0 else (began, CONSENT)
    assert told(waiter) == [(48.0, *before), (before[0], 52.0, FLEET)]


def test_who_was_released_by_nobody_waited_by_himself() -> None:
    waiter = track()
    waiter.released_by(None, 52.0, FLEET, "waiting in the queue")
    assert told(waiter) == [(48.0, 52.0, FLEET)]


def test_a_fork_goes_its_own_way_from_the_same_past() -> None:
    chain = track("Kidal")
    chain.until(50.0, PLAN, "review")
    other = chain.fork("Kidal/rotation/1")
    chain.until(60.0, PLAN, "packing")
    other.until(55.0, MOVEMENT, "road")
    assert told(other) == [(48.0, 50.0, PLAN), (50.0, 55.0, MOVEMENT)]
    assert told(chain) == [(48.0, 50.0, PLAN), (50.0, 60.0, PLAN)]
    assert segments(other.link)[-1].entity == "Kidal/rotation/1"


def test_without_a_record_nothing_is_noted() -> None:
    blank = Blank("Kidal", root(START))
    blank.until(50.0, PLAN, "review")
    blank.spend(51.0, "road", (MOVEMENT, 1.0))
    blank.released_by(track().link, START, FLEET, "waiting in the queue")
    blank.released_by(None, 52.0, FLEET, "waiting in the queue")
    other = blank.fork("Kidal/rotation/1")
    other.until(55.0, MOVEMENT, "road")
    assert (told(blank), told(other)) == ([], [])
    assert other.entity == "Kidal/rotation/1"


durations = st.floats(-2.0, 20.0) | st.floats(0.0, 1e-8)
parts = st.lists(st.tuples(st.sampled_from(CAUSES), durations), min_size=1, max_size=6)
steps = st.lists(
    st.tuples(st.sampled_from(["until", "spend", "release", "fork"]), durations, parts), max_size=40
)


@given(st.floats(-100.0, 700.0), steps)
def test_the_segments_partition_the_time_exactly(
    start: float, noted: list[tuple[str, float, list[tuple[str, float]]]]
) -> None:
    """Several tracks at once; each segment starts at the float where the one before it ended."""
    tracks = [Track("camp/0", root(start))]
    now = start
    for n, (kind, days, some) in enumerate(noted):
        mine = tracks[n % len(tracks)]
        now += max(days, 0.0)
        if kind == "until":
            mine.until(now, some[0][0], "wait")
        elif kind == "spend":
            mine.spend(now, "work", *some)
        elif kind == "release":
            mine.released_by(tracks[0].link, now, FLEET, "queue")
        else:
            tracks.append(mine.fork(f"camp/{len(tracks)}"))
    for one in tracks:
        one.until(now, PLAN, "end")
        found = segments(one.link)
        assert all(part.end > part.start for part in found)
        assert all(a.end == b.start for a, b in pairwise(found))
        if now > start:
            assert (found[0].start, found[-1].end) == (start, now)
        else:
            assert found == ()


def test_causes_are_told_apart_and_risks_are_among_them() -> None:
    assert len(set(CAUSES)) == len(CAUSES)
    named = {value for name, value in vars(causes).items() if isinstance(value, str)
             and name.isupper()}  # fmt: skip
    assert {*CAUSES, WORK} == named
    assert set(CAUSES) > RISKS
    assert PLAN not in RISKS


def test_what_is_neither_a_risk_nor_work_is_a_wait_for_means_or_a_decision() -> None:
    assert not RISKS & OF_WORK
    assert set(CAUSES) - RISKS - OF_WORK == {COMMAND, FLEET, LIFT, NOT_CLOSED}
    assert [part_of(cause) for cause in (PLAN, MOVEMENT, FLEET, CONSENT)] == [
        WORK, WORK, FLEET, CONSENT,
    ]  # fmt: skip
