"""Step paths: what the world does, as immutable functions of time.

A `Path` is right-continuous and piecewise constant. A process never polls it: it asks when a
condition next holds, or when an integral reaches a threshold, and sleeps until exactly then.
Times are days since the epoch; what a value means is said by whoever builds the path.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import islice
from operator import add, ge
from typing import Final

from sim.paths import steps as on
from sim.paths.steps import Steps, after, area, larger, smaller

# A threshold that equals the integral at the end of a stretch must not be missed by rounding and
# jump over the zeros that follow: some twenty units in the last place are forgiven.
_ROUNDING: Final = 4e-15


class Path:
    """A right-continuous step function of time, fixed once built.

    Parameters
    ----------
    times
        Instants of change in days, finite and strictly increasing.
    values
        One more than `times`: ``values[0]`` holds before ``times[0]``, ``values[i]`` from
        ``times[i - 1]`` (included) to ``times[i]`` (excluded). Infinities are allowed, NaN is not.

    Raises
    ------
    ValueError
        If the times do not increase, or the lengths do not fit.
    """

    __slots__ = ("_cumulative", "_rising", "times", "values")

    times: tuple[float, ...]
    values: tuple[float, ...]
    _cumulative: list[float] | None  # integral from times[0] to each time, made when first asked
    _rising: list[float] | None  # the same list, once it is known that no value is negative

    def __init__(self, times: Sequence[float], values: Sequence[float]) -> None:
        own_times = tuple(map(float, times))
        own_values = tuple(map(float, values))
        if len(own_values) != len(own_times) + 1:
            raise ValueError(
                f"{len(own_times)} times need {len(own_times) + 1} values, not {len(own_values)}"
            )
        if not all(map(math.isfinite, own_times)):
            raise ValueError("times of change must be finite")
        if any(map(ge, own_times, islice(own_times, 1, None))):
            raise ValueError("times of change must increase strictly")
        if any(map(math.isnan, own_values)):
            raise ValueError("a path has a value at every time: NaN is not one")
        _fill(self, own_times, own_values)

    @classmethod
    def constant(cls, value: float) -> Path:
        """Build the path that has one value for ever."""
        return cls((), (value,))

    @classmethod
    def steps(cls, initial: float, changes: Iterable[tuple[float, float]]) -> Path:
        """Build a path from its first value and its (time, new value) pairs, in order of time.

        Neighbours of equal value are merged. Of two changes at one instant the later listed
        counts; a change at +infinity never comes, one at −infinity replaces `initial`.
        """
        times: list[float] = []
        values = [float(initial)]
        last = -math.inf
        for time, value in changes:
            if time == math.inf:
                continue
            if not time >= last:
                raise ValueError(f"changes must be in order of time: {time} after {last}")
            if time == -math.inf:
                values[-1] = float(value)
                continue
            if time == last and times and times[-1] == time:
                times.pop()
                values.pop()
            last = time
            if value != values[-1]:
                times.append(float(time))
                values.append(float(value))
        if any(map(math.isnan, values)):
            raise ValueError("a path has a value at every time: NaN is not one")
        return _new(tuple(times), tuple(values))

    # -- the five questions ---------------------------------------------------------------------

    def value(self, t: float) -> float:
        """Give the value at `t`."""
        return self.values[bisect_right(self.times, t)]

    def when(self, condition: Callable[[float], bool], t: float) -> float:
        """Give the earliest time from `t` on at which the value satisfies `condition`.

        `t` itself if it does already; infinity if it never does.
        """
        times, values = self.times, self.values
        index = bisect_right(times, t)
        if condition(values[index]):
            return t
        for later in range(index, len(times)):
            if condition(values[later + 1]):
                return times[later]
        return math.inf

    def when_at_least(self, x: float, t: float) -> float:
        """Give the earliest time from `t` on at which the value is `x` or more (or infinity)."""
        times, values = self.times, self.values
        index = bisect_right(times, t)
        if values[index] >= x:
            return t
        for later in range(index, len(times)):
            if values[later + 1] >= x:
                return times[later]
        return math.inf

    def integral(self, t0: float, t1: float) -> float:
        """Integrate over [t0, t1], in value × days; the sign turns if t1 is before t0.

        Raises
        ------
        ValueError
            If the path changes and has an infinite value.
        """
        if t1 < t0:
            return -self.integral(t1, t0)
        times, values = self.times, self.values
        first = bisect_right(times, t0)
        last = bisect_right(times, t1, first)
        if first == last:
            return area(values[first], t1 - t0)
        cumulative = self._cumulative or self._accumulate()
        return (
            area(values[first], times[first] - t0)
            + (cumulative[last - 1] - cumulative[first])
            + area(values[last], t1 - times[last - 1])
        )

    def reach(self, t0: float, x: float) -> float:
        """Give the earliest time at which the integral from `t0` reaches `x`.

        Parameters
        ----------
        t0
            Start of the integral, in days.
        x
            The threshold, in value × days; `t0` is the answer if it is not positive.

        Returns
        -------
        float
            Days since the epoch; infinity if the integral never gets there.

        Raises
        ------
        ValueError
            If the path is negative somewhere (an integral that falls again has no inverse).
        """
        if x <= 0.0:
            return t0
        times, values = self.times, self.values
        if not times:
            return after(t0, x, values[0])
        cumulative = self._rising or self._accumulate_rising()
        if x == math.inf:
            return math.inf
        index = bisect_right(times, t0)
        if index == len(times):
            return after(t0, x, values[index])
        first = values[index] * (times[index] - t0) if values[index] else 0.0
        if x <= first * (1.0 + _ROUNDING):
            return min(times[index], t0 + x / values[index])
        target = cumulative[index] + (x - first)
        # The rest of `x` has its rounding, however small it is itself.
        later = bisect_left(cumulative, target - (target + x) * _ROUNDING, index + 1)
        if later >= len(times):
            return after(times[-1], target - cumulative[-1], values[-1])
        start = times[later - 1]
        if not values[later]:  # full, but for rounding, where this stretch of nothing begins
            return start
        return min(times[later], start + (target - cumulative[later - 1]) / values[later])

    def next_change(self, t: float) -> float:
        """Give the first time strictly after `t` at which the value changes, or infinity."""
        return self.stretch(t)[1]

    def stretch(self, t: float) -> tuple[float, float]:
        """Give the value at `t` and the time until which it holds: `value` and `next_change`."""
        times = self.times
        index = bisect_right(times, t)
        return self.values[index], times[index] if index < len(times) else math.inf

    # -- algebra --------------------------------------------------------------------------------

    def __mul__(self, other: Path | float) -> Path:
        """Multiply at every time; zero times infinity is zero (a closed gate passes nothing)."""
        return _new(*on.combine(on.product, _steps(self), _steps(other)))

    def __add__(self, other: Path | float) -> Path:
        return _new(*on.combine(add, _steps(self), _steps(other)))

    __rmul__ = __mul__
    __radd__ = __add__

    @staticmethod
    def maximum(first: Path, *others: Path | float) -> Path:
        """Build the path that is the largest of several at every time."""
        return reduce(lambda a, b: _new(*on.combine(larger, _steps(a), _steps(b))), others, first)

    @staticmethod
    def minimum(first: Path, *others: Path | float) -> Path:
        """Build the path that is the smallest of several at every time."""
        return reduce(lambda a, b: _new(*on.combine(smaller, _steps(a), _steps(b))), others, first)

    def map(self, f: Callable[[float], float]) -> Path:
        """Build the path whose value is `f` of this one's at every time."""
        return _new(*on.transform(f, (self.times, self.values)))

    def overlay(self, t: float, f: Callable[[float], float]) -> Path:
        """Build the path that is this one before `t` and `f` of it from `t` on."""
        return self.then(t, self.map(f))

    def then(self, t: float, later: Path) -> Path:
        """Build the path that is this one before `t` and `later` from `t` on."""
        return _new(*on.splice(_steps(self), t, _steps(later)))

    def clip(self, low: float, high: float) -> Path:
        """Build the path held between `low` and `high`."""
        return self.map(lambda value: min(max(value, low), high))

    def _accumulate(self) -> list[float]:
        cumulative = on.accumulate((self.times, self.values))
        _set(self, "_cumulative", cumulative)
        return cumulative

    def _accumulate_rising(self) -> list[float]:
        if min(self.values) < 0.0:
            raise ValueError("reach() needs a path that is nowhere negative")
        cumulative = self._cumulative or self._accumulate()
        _set(self, "_rising", cumulative)
        return cumulative

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a path is immutable: cannot set '{name}'")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Path):
            return NotImplemented
        return self.times == other.times and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.times, self.values))

    def __reduce__(self) -> tuple[type[Path], tuple[tuple[float, ...], tuple[float, ...]]]:
        return Path, (self.times, self.values)

    def __repr__(self) -> str:
        changes = list(zip(self.times, self.values[1:], strict=True))
        return f"Path.steps({self.values[0]!r}, {changes!r})"


_set = object.__setattr__


def _fill(path: Path, times: tuple[float, ...], values: tuple[float, ...]) -> None:
    """Give a new path its content."""
    _set(path, "times", times)
    _set(path, "values", values)
    _set(path, "_cumulative", None)
    _set(path, "_rising", None)


def _new(times: tuple[float, ...], values: tuple[float, ...]) -> Path:
    """Build a path from content known to be valid, without checking it again."""
    path = Path.__new__(Path)
    _fill(path, times, values)
    return path


def _steps(x: Path | float) -> Steps:
    """Give the times and values of a path, or of a constant."""
    return (x.times, x.values) if isinstance(x, Path) else ((), (float(x),))
