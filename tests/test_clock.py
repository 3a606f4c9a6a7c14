"""The clock: absolute times to the last bit, wakes, an inclusive horizon, errors with names."""

import math
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simpy.events import Event

from sim.calendar import to_day
from sim.clock import Clock, Signal
from sim.errors import SimError

Steps = Generator[Event, Any, None]

times = st.floats(-1e4, 1e4)


def sleeper(clock: Clock, woken: list[float], until: float, *signals: Signal) -> Steps:
    yield clock.sleep(until, *signals)
    woken.append(clock.now)


# -- absolute times -------------------------------------------------------------------------------


@given(start=times, later=st.lists(times, min_size=1, max_size=5).map(sorted))
def test_a_process_wakes_at_the_very_float_that_it_asked_for(
    start: float, later: list[float]
) -> None:
    clock = Clock(start)
    asked = [when for when in later if when >= start]
    woken: list[float] = []

    def walk() -> Steps:
        for when in asked:
            yield clock.at(when)
            woken.append(clock.now)
            yield clock.sleep(when)
            woken.append(clock.now)

    clock.start(walk(), "walk")
    clock.run_through(math.inf)
    assert woken == [when for when in asked for _ in range(2)]


def test_a_timeout_would_miss_the_time_by_a_last_bit() -> None:
    now, when = 26.723, 161.016
    assert now + (when - now) != when
    clock = Clock(now)
    woken: list[float] = []
    clock.start(sleeper(clock, woken, when), "sleeper")
    clock.run_through(200.0)
    assert woken == [when]


@pytest.mark.parametrize("how", ["at", "sleep"])
def test_nobody_sleeps_into_the_past(how: str) -> None:
    clock = Clock(0.0)

    def back() -> Steps:
        yield clock.at(5.0)
        yield getattr(clock, how)(math.nextafter(5.0, 0.0))

    clock.start(back(), "Kidal/rotation/1")
    with pytest.raises(SimError, match=r"Kidal/rotation/1, 6 Jul 2023 00:00.*past"):
        clock.run_through(10.0)


# -- the horizon ----------------------------------------------------------------------------------


def test_the_horizon_is_inclusive() -> None:
    clock = Clock(0.0)
    woken: list[float] = []
    deadline = to_day("2024-01-01")
    clock.start(sleeper(clock, woken, deadline), "at the deadline")
    clock.start(sleeper(clock, woken, math.nextafter(deadline, math.inf)), "a last bit later")
    clock.run_through(deadline)
    assert woken == [deadline]
    assert clock.now == deadline


def test_what_follows_at_the_horizon_itself_is_done_too() -> None:
    clock = Clock(0.0)
    done: list[str] = []

    def chain() -> Steps:
        yield clock.at(3.0)
        done.append("woken")
        yield clock.at(3.0)
        done.append("again")
        clock.late(lambda: done.append("late"))

    clock.start(chain(), "chain")
    clock.run_through(3.0)
    assert done == ["woken", "again", "late"]


def test_a_run_can_be_carried_on() -> None:
    clock = Clock(0.0)
    woken: list[float] = []
    for when in (1.0, 2.0, 3.0):
        clock.start(sleeper(clock, woken, when), f"until {when}")
    clock.run_through(1.5)
    assert (woken, clock.now, clock.peek()) == ([1.0], 1.5, 2.0)
    clock.run_through(9.0)
    assert (woken, clock.now, clock.peek()) == ([1.0, 2.0, 3.0], 9.0, math.inf)


def test_without_a_horizon_time_stops_at_the_last_event() -> None:
    clock = Clock(0.0)
    clock.start(sleeper(clock, [], 4.0), "sleeper")
    clock.run_through(math.inf)
    assert clock.now == 4.0


# -- signals --------------------------------------------------------------------------------------


def test_a_signal_wakes_every_sleeper_in_the_order_in_which_they_lay_down() -> None:
    clock = Clock(0.0)
    signal = Signal(clock)
    woken: list[tuple[str, float]] = []

    def lie_down(name: str) -> Steps:
        yield clock.sleep(math.inf, signal)
        woken.append((name, clock.now))

    names = [f"sleeper {n}" for n in range(100)]
    for name in names:
        clock.start(lie_down(name), name)

    def ring() -> Steps:
        yield clock.at(2.5)
        signal.fire()

    clock.start(ring(), "ring")
    clock.run_through(10.0)
    assert woken == [(name, 2.5) for name in names]


def test_who_woke_by_himself_is_not_woken_again_by_the_signal() -> None:
    clock = Clock(0.0)
    signal = Signal(clock)
    woken: list[float] = []

    def twice() -> Steps:
        yield clock.sleep(1.0, signal)
        woken.append(clock.now)
        yield clock.at(5.0)
        woken.append(clock.now)

    def ring() -> Steps:
        yield clock.at(2.0)
        signal.fire()

    clock.start(twice(), "twice")
    clock.start(ring(), "ring")
    clock.run_through(9.0)
    assert woken == [1.0, 5.0]


def test_a_sleeper_that_stands_in_the_queue_three_times_wakes_once() -> None:
    clock = Clock(0.0)
    first, second = Signal(clock), Signal(clock)
    woken: list[float] = []
    clock.start(sleeper(clock, woken, 2.0, first, second), "sleeper")

    def ring() -> Steps:
        yield clock.at(2.0)
        first.fire()
        second.fire()

    clock.start(ring(), "ring")
    clock.run_through(9.0)
    assert woken == [2.0]


def test_only_the_first_turn_of_an_event_counts_as_processed() -> None:
    def processed(times_pushed: int) -> int:
        clock = Clock(0.0)
        event = clock.at(1.0)
        for _ in range(times_pushed):
            clock.push(event)
        clock.run_through(9.0)
        return clock.processed

    assert processed(3) == processed(0) == 1


def test_sleep_without_end_or_signal_never_wakes() -> None:
    clock = Clock(0.0)
    woken: list[float] = []
    clock.start(sleeper(clock, woken, math.inf), "for ever")
    clock.run_through(1e6)
    assert woken == []
    assert clock.peek() == math.inf


def test_firing_a_signal_to_which_nobody_listens_schedules_nothing() -> None:
    clock = Clock(0.0)
    Signal(clock).fire()
    assert clock.peek() == math.inf


@given(st.lists(st.sampled_from(["gone", "waits"]), min_size=1, max_size=120))
def test_a_signal_forgets_only_those_who_are_awake(kinds: list[str]) -> None:
    clock = Clock(0.0)
    signal = Signal(clock)
    woken: list[float] = []
    for n, kind in enumerate(kinds):
        clock.start(sleeper(clock, woken, 0.0 if kind == "gone" else math.inf, signal), f"{n}")
        clock.run_through(0.0)
    woken.clear()
    signal.fire()
    clock.run_through(0.0)
    assert len(woken) == kinds.count("waits")


# -- the end of an instant ------------------------------------------------------------------------


def test_late_comes_after_all_that_the_instant_still_brings() -> None:
    clock = Clock(0.0)
    order: list[str] = []

    def busy(name: str, steps: int) -> Steps:
        yield clock.at(1.0)
        for _ in range(steps):
            yield clock.at(1.0)
        order.append(name)

    def asks() -> Steps:
        yield clock.at(1.0)
        clock.late(lambda: order.append("late"))

    clock.start(asks(), "asks")
    clock.start(busy("short", 0), "short")
    clock.start(busy("long", 5), "long")
    clock.run_through(1.0)
    assert order == ["short", "long", "late"]


# -- errors ---------------------------------------------------------------------------------------


def test_an_error_says_who_and_when_and_keeps_its_cause() -> None:
    clock = Clock(to_day("2023-08-18"))

    def fails() -> Steps:
        yield clock.at(to_day("2023-12-12T06:30"))
        raise ZeroDivisionError("no trucks")

    clock.start(sleeper(clock, [], 500.0), "Gao/rotation/1")
    clock.start(fails(), "Kidal/rotation/2")
    with pytest.raises(SimError, match=r"^Kidal/rotation/2, 12 Dec 2023 06:30: .*no trucks") as of:
        clock.run_through(500.0)
    assert isinstance(of.value.__cause__, ZeroDivisionError)


def test_an_error_is_told_of_a_process_that_another_waits_for() -> None:
    clock = Clock(0.0)

    def fails() -> Steps:
        yield clock.at(1.0)
        raise ValueError("inner")

    def waits() -> Steps:
        yield clock.start(fails(), "the one that failed")

    clock.start(waits(), "the one that waits")
    with pytest.raises(SimError, match="the one that failed"):
        clock.run_through(2.0)


def test_the_mix_that_a_benchmark_replays_is_counted() -> None:
    clock = Clock(0.0)
    for when in (1.0, 2.0):
        clock.start(sleeper(clock, [], when), f"until {when}")
    clock.at(3.0)
    clock.run_through(9.0)
    assert (clock.processes, clock.sleeps) == (2, 3)
