"""Stocks: reckoned when asked, they agree with a level that is followed step by step."""

from math import inf

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.clock import Clock
from sim.paths import Path
from sim.processes.stocks import CampStock, HubFuel

LIMITS = (10.0, 10.0, 4.0)
WORKING = Path.constant(1.0)
STEP = 1.0 / 64.0  # exact in binary: no rounding hides a mistake


def stock(wells: Path = WORKING, people: int = 100) -> CampStock:
    return CampStock(Clock(0.0), (30.0, 25.0, 8.0), 45.0, people, wells)


def test_stocks_last_longer_when_people_leave() -> None:
    one = stock()
    assert one.low_at(100, LIMITS) == 25 - 10
    one.settle(100, 5.0)  # fuel for 2000 person-days is left, of which 50 people keep 500
    assert one.days(50) == (50.0, 40.0, 8.0 * 2)
    one.settle(50, 5.0)
    assert one.low_at(50, LIMITS) == 5 + 40 - 10


def test_nobody_uses_nothing() -> None:
    assert stock(people=0).low_at(0, LIMITS) == inf
    assert stock(people=0).days(0) == (inf, inf, inf)
    assert stock(people=1).days(1) == (30.0, 25.0, 8.0), "one person uses what one uses"


def test_what_is_used_up_is_none_and_no_debt() -> None:
    """After 60 days of supplies for 30, 25 and 8; what comes then is all there."""
    one = stock(Path.constant(0.0))
    one.settle(100, 60.0)
    assert one.levels == [0.0, 0.0, 0.0]
    one.add((300.0, 200.0, 100.0))
    assert one.days(100) == (3.0, 2.0, 1.0)


def test_saving_fuel_stretches_it_and_nothing_else() -> None:
    one = stock()
    one.fuel_use = 0.5
    one.settle(100, 10.0)
    assert one.days(100) == (20.0, 20.0, 8.0)


def test_water_is_used_from_tanks_while_the_wells_fail_and_they_are_full_again_after() -> None:
    one = stock(Path.steps(1.0, [(3.0, 0.0), (6.0, 1.0), (8.0, 0.0)]))
    one.settle(100, 5.0)
    assert one.days(100)[2] == 8 - 2
    one.settle(100, 7.0)
    assert one.days(100)[2] == 8
    one.settle(100, 11.0)
    assert one.days(100)[2] == 8 - 3
    assert one.low_at(100, LIMITS) == 12


@pytest.mark.parametrize("people", [50, 200])
def test_tanks_hold_what_they_held_however_many_live_from_them(people: int) -> None:
    """Water for 800 person-days: for 50 it lasts 16 days, and for 200 four."""
    one = stock(Path.steps(1.0, [(3.0, 0.0), (5.0, 1.0), (9.0, 0.0)]))
    one.settle(people, 3.0)
    assert one.levels[2] == 800.0
    one.settle(people, 4.0)
    assert one.levels[2] == 800.0 - people
    one.settle(people, 6.0)
    assert one.days(people)[2] == 800.0 / people
    one.add((1e6, 1e6, 0.0))
    one.settle(people, 9.0)
    assert one.low_at(people, (10.0, 10.0, 2.0)) == 9.0 + 800.0 / people - 2.0


def test_a_column_fills_the_tanks_however_many_live_from_them() -> None:
    """So many days of water for those who are there, and no more than the tanks hold."""
    one = stock(Path.constant(0.0))
    one.settle(50, 10.0)
    assert one.levels[2] == 800.0 - 500.0
    assert one.room(50, 8.0)[2] == 400.0 - 300.0
    assert one.room(50, 30.0)[2] == one.fits((0.0, 0.0, 900.0))[2] == 500.0


def test_a_column_brings_no_more_than_fits() -> None:
    one = stock()
    assert one.room(100, 14.0) == (1400.0, 1400.0, 0.0)
    assert one.room(100, 21.0) == (4500.0 - 3000.0, 2000.0, 0.0)
    one.add((1500.0, 2000.0, 0.0))
    assert one.room(100, 14.0) == (0.0, 0.0, 0.0)


@st.composite
def spells(draw: st.DrawFn) -> Path:
    lengths = draw(st.lists(st.integers(1, 640), min_size=1, max_size=8))
    times, at = [], 0.0
    for length in lengths:
        at += length * STEP
        times.append(at)
    first = draw(st.sampled_from([0.0, 1.0]))
    values = [first if k % 2 == 0 else 1.0 - first for k in range(len(times) + 1)]
    return Path(times, values)


@settings(max_examples=60, deadline=None)
@given(spells(), st.lists(st.integers(1, 320), min_size=1, max_size=5))
def test_water_agrees_with_tanks_followed_step_by_step(wells: Path, asked: list[int]) -> None:
    one = stock(wells)
    level, now = 800.0, 0.0
    for steps in asked:
        for _ in range(steps):
            level = 800.0 if wells.value(now) else max(level - 100 * STEP, 0.0)
            now += STEP
        level = 800.0 if wells.value(now) else level
        one.settle(100, now)
        assert one.levels[2] == pytest.approx(level)


@settings(max_examples=60, deadline=None)
@given(spells())
@example(Path.steps(0.0, [(4.0, 1.0)]))  # the wells work again in that instant
def test_the_day_on_which_it_is_low_is_the_first_one(wells: Path) -> None:
    """Reckoned anew whenever the wells change: nobody knows that before."""
    one = stock(wells)
    while (at := one.low_at(100, LIMITS)) >= (change := wells.next_change(one.since)):
        one.settle(100, change)
    assert at <= 15  # fuel

    def over(t: float) -> float:
        """Days above the nearest limit."""
        followed.settle(100, t)
        return min(followed.days(100)[2] - 4, followed.days(100)[1] - 10)

    followed, now = stock(wells), 0.0
    while now < at:
        assert over(now) > -1e-9
        now += STEP
    assert over(at) == pytest.approx(0, abs=1e-9)


def test_nobody_knows_today_that_the_wells_will_fail_or_work_again() -> None:
    fails = stock(Path.steps(1.0, [(3.0, 0.0)]))
    assert fails.low_at(100, LIMITS) == 25 - 10, "fuel, though there will be no water on day 7"
    works = stock(Path.steps(0.0, [(3.0, 1.0)]))
    assert works.low_at(100, LIMITS) == 8 - 4, "water, though the wells work again on day 3"


def hub(path: Path, full: float = 1000.0, deliveries: float = 100.0) -> HubFuel:
    fuel = HubFuel(Clock(0.0), path, full, deliveries)
    fuel.settle(60.0, 200.0, 0.0)
    return fuel


def test_a_hub_is_full_until_its_road_is_shut_and_then_falls_by_what_it_uses() -> None:
    fuel = hub(Path.steps(1.0, [(10.0, 0.0), (15.0, 1.0)]))
    fuel.settle(60.0, 200.0, 10.0)
    assert fuel.level == 1000.0
    fuel.settle(60.0, 200.0, 15.0)
    assert fuel.level == 1000.0 - 5 * 60
    fuel.settle(60.0, 200.0, 17.0)
    assert fuel.level == 700.0 + 2 * (100 - 60)


def test_fuel_is_given_at_once_or_when_enough_has_come_in() -> None:
    fuel = hub(Path.steps(0.0, [(10.0, 1.0)]))
    assert fuel.ready_at(800.0) == 0.0
    assert fuel.take(500.0) == 500.0
    # 500 fall by 60 a day: empty after 8 days and a third; from day 10 on 40 a day come in. For 400
    # beside the reserve of 200 that is 15 days.
    assert fuel.ready_at(400.0) == pytest.approx(10 + 600 / 40)
    fuel.settle(60.0, 200.0, 25.0)
    assert fuel.level == pytest.approx(600.0)


def test_nothing_is_taken_below_what_is_kept_and_what_comes_back_fits() -> None:
    fuel = hub(Path.constant(0.0))
    assert fuel.take(2000.0, keep=200.0) == 800.0
    assert fuel.take(50.0, keep=200.0) == 0.0
    fuel.give(5000.0)
    assert fuel.level == 1000.0


def test_a_hub_that_uses_all_that_comes_never_gives_more_than_it_has() -> None:
    fuel = hub(Path.constant(0.6))
    fuel.take(900.0)
    assert fuel.ready_at(100.0) == inf


def test_a_hub_below_its_reserve_saves_fuel_and_above_it_does_not() -> None:
    """It uses 60 a day, or 36 once no more than the reserve of 200 is there."""
    path = Path.steps(0.0, [(20.0, 0.4), (40.0, 1.0)])
    fuel = HubFuel(Clock(0.0), path, 1000.0, 100.0, austerity=0.6)
    fuel.settle(60.0, 200.0, 0.0)
    fuel.take(500.0)
    fuel.settle(60.0, 200.0, 5.0)
    assert fuel.level == pytest.approx(500.0 - 5 * 60)  # the reserve
    fuel.settle(60.0, 200.0, 7.0)
    assert fuel.level == pytest.approx(200.0 - 2 * 36)
    assert fuel.ready_at(10.0) > 40.0  # from 20 on 40 a day keep it at its reserve, not above it
    fuel.settle(60.0, 200.0, 40.0)
    assert fuel.level == pytest.approx(min(200.0, max(0.0, 128.0 - 13 * 36) + 20 * (40 - 36)))
    assert fuel.ready_at(400.0) == pytest.approx(40.0 + (200.0 - fuel.level) / 64 + 400.0 / 40)


def test_a_reserve_above_what_a_hub_can_hold_takes_no_longer_to_reckon() -> None:
    """What it lacks to it never comes: in steps of so little, ten days would take thousands."""
    steps: list[float] = []

    class Watched(HubFuel):
        def _net(self, level: float, at: float) -> tuple[float, float]:
            steps.append(at)
            return super()._net(level, at)

    fuel = Watched(Clock(0.0), Path.constant(1.0), 1000.0, 100.0, austerity=0.6)
    for day in (0.0, 10.0):
        fuel.settle(60.0, 1000.01, day)
    assert (fuel.level, len(steps)) == (1000.0, 1)
