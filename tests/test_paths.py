"""Step paths: the five questions and the algebra, against their definitions."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sim.paths import Path

times = st.floats(-400, 800, allow_nan=False).map(lambda t: round(t, 3))
values = st.sampled_from([0.0, 0.0, 0.25, 1.0, 1.0, 3.5, 120.0])
signed = st.sampled_from([-2.0, -0.5, 0.0, 1.0, 7.0])


def paths(heights: st.SearchStrategy[float] = values) -> st.SearchStrategy[Path]:
    """Paths of up to 12 changes, constants among them."""
    changes = st.lists(st.tuples(times, heights), max_size=12).map(sorted)
    return st.builds(Path.steps, heights, changes)


def probes(*several: Path) -> list[float]:
    """Times at which step functions can differ: every change, just before, just after, between."""
    knots = sorted({t for path in several for t in path.times})
    near = [
        s for t in knots for s in (math.nextafter(t, -math.inf), t, math.nextafter(t, math.inf))
    ]
    between = [(a + b) / 2 for a, b in pairwise(knots)]
    return [-1e6, 0.0, *near, *between, 1e6]


def riemann(path: Path, t0: float, t1: float) -> float:
    """The integral by its definition: value times width, stretch by stretch."""
    knots = [t0, *(t for t in path.times if t0 < t < t1), t1]
    return math.fsum(path.value(a) * (b - a) for a, b in pairwise(knots))


# -- a hand-made path -----------------------------------------------------------------------------

GATE = Path.steps(1, [(10, 0), (30, 2), (31, 2), (40, 0)])  # open, shut for 20 days, wide, shut


def test_by_hand() -> None:
    assert GATE.times == (10.0, 30.0, 40.0)
    assert GATE.values == (1.0, 0.0, 2.0, 0.0)
    assert [GATE.value(t) for t in (-5, 9.999, 10, 29.9, 30, 40, 1e9)] == [1, 1, 0, 0, 2, 0, 0]
    assert GATE.when_at_least(1, 9.0) == 9.0
    assert GATE.when_at_least(1, 10.0) == 30.0
    assert GATE.when_at_least(1, 40.0) == math.inf
    assert GATE.when(lambda v: v == 2, -100.0) == 30.0
    assert GATE.integral(5, 35) == 5 + 10
    assert GATE.reach(5, 5) == 10.0  # reached as the gate shuts, not when it opens again
    assert GATE.reach(5, 6) == 30.5
    assert GATE.reach(5, 26) == math.inf
    assert GATE.reach(5, math.inf) == math.inf
    assert GATE.next_change(10.0) == 30.0
    assert GATE.next_change(40.0) == math.inf


def test_a_full_integral_is_reached_before_the_zeros_that_follow() -> None:
    # Sums such as 0.1 + 0.2 + … miss their total by a last bit; the gap after is 90 days long.
    steps = [(round(0.1 * i, 1), float(i % 7 + 1) / 3) for i in range(100)]
    path = Path.steps(0, [*steps, (10.0, 0.0), (100.0, 1.0)])
    for t0 in (-1.0, 0.37, 1.54, 3.25, 3.95, 9.95):
        assert path.reach(t0, path.integral(t0, 50.0)) <= 10.0
        assert path.reach(t0, path.integral(t0, 50.0)) == pytest.approx(10.0, abs=1e-9)


def test_what_is_past_the_end_of_a_stretch_by_rounding_is_reached_there() -> None:
    # After a million the last bit of a sum is 1e-10: so much beyond the one left is nothing.
    path = Path.steps(0, [(0, 1e4), (100, 1), (101, 0), (200, 1)])
    assert path.reach(100.0, 1.0 + 1e-10) == 101.0
    assert path.reach(100.0, 1.0 + 1e-6) == pytest.approx(200.0 + 1e-6, abs=1e-9)
    assert path.reach(150.0, 1e-10) == pytest.approx(200.0), "never before it was asked"


@pytest.mark.parametrize("height", [1 / 3, 0.7, 3.1])
@pytest.mark.parametrize("beyond", [0.0, 90.0, math.inf])
def test_the_last_bit_of_a_first_stretch_is_no_reason_to_wait(height: float, beyond: float) -> None:
    """The sum of a stretch, and the next number above it, are reached by its end and not after."""
    path = Path.steps(height, [(0.7, 0.0), (beyond + 1.0, 1.0)])
    for t0 in [k / 70 for k in range(49)]:
        full = path.integral(t0, 0.7)
        for x in (full, math.nextafter(full, math.inf)):
            assert path.reach(t0, x) == pytest.approx(0.7, abs=1e-15)
            assert path.reach(t0, x) <= 0.7


@given(times, st.floats(0.001, 1e4), st.floats(0.001, 1e3))
def test_a_constant_is_reached_by_division(t0: float, x: float, v: float) -> None:
    assert Path.constant(v).reach(t0, x) == t0 + x / v
    assert Path.constant(0).reach(t0, x) == math.inf
    assert Path.constant(v).integral(t0, t0 + 2) == pytest.approx(2 * v)


# -- the five questions, by their definitions -----------------------------------------------------


@given(paths())
def test_right_continuous(path: Path) -> None:
    for index, t in enumerate(path.times):
        assert path.value(t) == path.values[index + 1]
        assert path.value(math.nextafter(t, -math.inf)) == path.values[index]
        assert path.value(math.nextafter(t, math.inf)) == path.values[index + 1]


@given(paths())
def test_neighbours_differ(path: Path) -> None:
    assert all(a != b for a, b in pairwise(path.values))


@given(paths(), times, values)
def test_when_is_the_earliest_time(path: Path, t: float, x: float) -> None:
    assert path.when_at_least(x, t) == path.when(lambda v: v >= x, t)
    for condition in (lambda v: v >= x, lambda v: v <= x):
        found = path.when(condition, t)
        assert found >= t
        assert found == math.inf or condition(path.value(found))
        assert not any(condition(path.value(s)) for s in probes(path) if t <= s < found)
        # A fixed point: who wakes then and asks again is not sent back to sleep.
        assert found == math.inf or path.when(condition, found) == found


@given(paths(), times)
def test_next_change(path: Path, t: float) -> None:
    found = path.next_change(t)
    assert found == min((s for s in path.times if s > t), default=math.inf)


@given(paths(signed), times, times)
def test_integral_is_that_of_riemann(path: Path, t0: float, t1: float) -> None:
    assume(t0 <= t1)
    expected = riemann(path, t0, t1)
    assert path.integral(t0, t1) == pytest.approx(expected, abs=1e-9)
    assert path.integral(t1, t0) == pytest.approx(-expected, abs=1e-9)


@given(paths(signed), times, times, times)
def test_integrals_add_up(path: Path, a: float, b: float, c: float) -> None:
    whole = path.integral(a, b) + path.integral(b, c)
    assert whole == pytest.approx(path.integral(a, c), abs=1e-9)


@given(paths(), times, st.floats(1e-6, 1e5))
def test_reach_inverts_the_integral(path: Path, t0: float, x: float) -> None:
    found = path.reach(t0, x)
    if found == math.inf:
        # The far end of a path that stays positive is always reached.
        assert path.values[-1] == 0.0
        assert path.integral(t0, 1e7) < x
        return
    assert found >= t0
    assert path.integral(t0, found) == pytest.approx(x, rel=1e-12, abs=1e-9)
    # The earliest such time: the path is positive just before.
    assert path.value(math.nextafter(found, -math.inf)) > 0.0 or found == t0


@given(paths(), times, times)
@example(Path.steps(120.0, [(34.0, 0.25), (98.562, 0.0)]), 0.0, 99.0)  # the rest is small
def test_reach_does_not_overshoot(path: Path, t0: float, t1: float) -> None:
    assume(t0 <= t1)
    assert path.reach(t0, path.integral(t0, t1)) <= t1 + 1e-9 * max(1.0, abs(t1))


@given(paths(), times, st.floats(0.01, 1e3), st.floats(0.01, 1e3))
def test_reach_in_two_steps(path: Path, t0: float, x: float, y: float) -> None:
    # A column that is halted and goes on with the rest arrives when it would have.
    halfway = path.reach(t0, x)
    assume(halfway < math.inf)
    whole, rest = path.reach(t0, x + y), path.reach(halfway, y)
    if whole == math.inf or rest == math.inf:
        # One of the two may miss the last bit of a total: then the other takes all but that.
        assert whole == rest or path.integral(t0, 1e7) == pytest.approx(x + y)
    else:
        assert path.integral(whole, rest) == pytest.approx(0.0, abs=1e-8)


@given(paths(), times, st.floats(-5, 0))
def test_what_needs_nothing_is_reached_at_once(path: Path, t0: float, x: float) -> None:
    assert path.reach(t0, x) == t0


def test_integrals_to_the_end_of_time() -> None:
    assert GATE.integral(0, math.inf) == 30.0
    assert Path.constant(1).integral(0, math.inf) == math.inf
    assert Path.constant(0).integral(0, math.inf) == 0.0
    assert GATE.value(math.inf) == 0.0
    assert GATE.value(-math.inf) == 1.0


# -- the algebra, point by point ------------------------------------------------------------------


def assert_pointwise(result: Path, f: Callable[[float], float], *sources: Path) -> None:
    for t in probes(result, *sources):
        assert result.value(t) == f(t)
    assert all(a != b for a, b in pairwise(result.values))


@given(paths(signed), paths(signed), paths(signed))
def test_products_sums_and_extremes(a: Path, b: Path, c: Path) -> None:
    assert_pointwise(a * b, lambda t: a.value(t) * b.value(t), a, b)
    assert_pointwise(a + b, lambda t: a.value(t) + b.value(t), a, b)
    highest, lowest = Path.maximum(a, b, c), Path.minimum(a, b, c)
    assert_pointwise(highest, lambda t: max(a.value(t), b.value(t), c.value(t)), a, b, c)
    assert_pointwise(lowest, lambda t: min(a.value(t), b.value(t), c.value(t)), a, b, c)


@given(paths(signed), signed)
def test_scalars(a: Path, x: float) -> None:
    assert_pointwise(x * a, lambda t: x * a.value(t), a)
    assert a * x == x * a == a * Path.constant(x) == Path.constant(x) * a
    assert a + x == x + a == a + Path.constant(x)
    assert Path.maximum(a, x) == Path.maximum(a, Path.constant(x))
    assert Path.minimum(a, x) == a.clip(-math.inf, x)


@given(paths(signed), times)
def test_map_clip_and_overlay(a: Path, cut: float) -> None:
    assert_pointwise(a.map(abs), lambda t: abs(a.value(t)), a)
    assert_pointwise(a.clip(-1, 2), lambda t: min(max(a.value(t), -1), 2), a)
    overlaid = a.overlay(cut, lambda v: 2 * v + 1)
    after = Path.steps(0, [(cut, 1)])
    assert_pointwise(overlaid, lambda t: 2 * a.value(t) + 1 if t >= cut else a.value(t), a, after)
    assert a.overlay(math.inf, abs) == a
    assert a.overlay(-math.inf, abs) == a.map(abs)
    assert a.overlay(cut, lambda v: v) == a


def test_a_splice_on_an_instant_of_change_takes_what_comes_after_it() -> None:
    assert GATE.overlay(30, lambda v: v + 1) == Path.steps(1, [(10, 0), (30, 3), (40, 1)])
    assert GATE.then(30, Path.steps(5, [(30, 7)])) == Path.steps(1, [(10, 0), (30, 7)])
    assert GATE.then(40, Path.constant(2)) == Path.steps(1, [(10, 0), (30, 2)])


def test_a_closed_gate_passes_nothing_even_without_a_cap() -> None:
    for passed in (GATE * math.inf, Path.constant(math.inf) * GATE):
        assert passed.values == (math.inf, 0.0, math.inf, 0.0)


# -- an immutable object --------------------------------------------------------------------------


@given(paths(signed))
def test_equal_hashable_and_copied(a: Path) -> None:
    a.integral(0.0, 100.0)  # what is remembered is no part of the path
    for other in (pickle.loads(pickle.dumps(a)), copy.deepcopy(a), eval(repr(a))):  # noqa: S301, S307
        assert other == a
        assert hash(other) == hash(a)
    assert a != a + 1
    assert Path.steps(0, [(1, 1)]) != Path.steps(0, [(2, 1)])
    assert a != "a"


def test_immutable() -> None:
    with pytest.raises(AttributeError, match="a path is immutable"):
        GATE.times = ()
    before = GATE.times, GATE.values
    _ = (GATE * 2, GATE.overlay(3, abs), GATE.reach(0, 3))
    assert (GATE.times, GATE.values) == before


def test_changes_at_the_ends_of_time() -> None:
    path = Path.steps(1, [(-math.inf, 5), (3, 2), (3, 4), (math.inf, 9)])
    assert path == Path.steps(5, [(3, 4)])


def test_of_two_changes_at_one_instant_the_later_counts_and_no_earlier_one_is_lost() -> None:
    """Also where the first of the two changes nothing: a spell of no length."""
    changes = [(1.0, 1.0), (2.0, 1.0), (2.0, 0.0), (3.0, 2.0), (3.0, 0.0)]
    assert Path.steps(0.0, changes) == Path([1.0, 2.0], [0.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("knots", "heights", "message"),
    [
        ([1, 2], [0, 1], "2 times need 3 values, not 2"),
        ([2, 2], [0, 1, 2], "must increase strictly"),
        ([2, 1], [0, 1, 2], "must increase strictly"),
        ([math.inf], [0, 1], "must be finite"),
        ([math.nan], [0, 1], "must be finite"),
        ([1], [0, math.nan], "NaN is not one"),
    ],
)
def test_what_is_no_path(knots: list[float], heights: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Path(knots, heights)


def test_questions_without_an_answer() -> None:
    with pytest.raises(ValueError, match="in order of time"):
        Path.steps(0, [(2, 1), (1, 0)])
    with pytest.raises(ValueError, match="nowhere negative"):
        Path.steps(1, [(0, -1)]).reach(5, 1)
    with pytest.raises(ValueError, match="nowhere negative"):
        Path.steps(1, [(0, -1), (1, 1)]).reach(-9, 20)
    with pytest.raises(ValueError, match="nowhere negative"):
        Path.constant(-1).reach(0, 1)
    with pytest.raises(ValueError, match="infinite value has no integral"):
        Path.steps(1, [(0, math.inf), (1, 0)]).integral(-1, 2)
    with pytest.raises(ValueError, match="infinite value has no integral"):
        Path.steps(1, [(0, -math.inf), (1, 0)]).integral(-1, 2)
    with pytest.raises(ValueError, match="NaN is not one"):
        GATE.map(lambda v: math.nan)
