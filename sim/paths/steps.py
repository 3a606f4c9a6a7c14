"""The arithmetic of step functions, on plain tuples of times and values.

A step function is a pair: times of change, strictly increasing, and one value more than times.
`sim.paths.Path` gives it a name and methods; here are the loops that build one from others.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import islice

Steps = tuple[tuple[float, ...], tuple[float, ...]]


def transform(f: Callable[[float], float], a: Steps) -> Steps:
    """Apply a function to the value at every time; equal neighbours are merged."""
    times, values = a
    if not times:
        return (), (float(f(values[0])),)
    image = {value: float(f(value)) for value in set(values)}
    if any(map(math.isnan, image.values())):
        raise ValueError("a path has a value at every time: NaN is not one")
    last = image[values[0]]
    new_times: list[float] = []
    new_values = [last]
    for time, value in zip(times, islice(values, 1, None), strict=True):
        new = image[value]
        if new != last:
            new_times.append(time)
            new_values.append(new)
            last = new
    return tuple(new_times), tuple(new_values)


def combine(f: Callable[[float, float], float], a: Steps, b: Steps) -> Steps:
    """Apply a function of two values at every time, walking both step functions once."""
    values_a, values_b = a[1], b[1]
    if len(values_b) == 1:
        constant = values_b[0]
        return transform(lambda value: f(value, constant), a)
    if len(values_a) == 1:
        constant = values_a[0]
        return transform(lambda value: f(constant, value), b)
    times_a, times_b = (*a[0], math.inf), (*b[0], math.inf)
    i = j = 0
    last = f(values_a[0], values_b[0])
    times: list[float] = []
    values = [last]
    while True:
        time, time_b = times_a[i], times_b[j]
        if time < time_b:
            i += 1
        elif time_b < time:
            time = time_b
            j += 1
        elif time == math.inf:
            return tuple(times), tuple(values)
        else:
            i += 1
            j += 1
        value = f(values_a[i], values_b[j])
        if value != last:
            times.append(time)
            values.append(value)
            last = value


def splice(a: Steps, t: float, b: Steps) -> Steps:
    """Join the step function `a` before `t` to `b` from `t` on."""
    if t == math.inf:
        return a
    if t == -math.inf:
        return b
    (times_a, values_a), (times_b, values_b) = a, b
    cut = bisect_left(times_a, t)
    index = bisect_right(times_b, t)
    if values_a[cut] == values_b[index]:
        return times_a[:cut] + times_b[index:], values_a[: cut + 1] + values_b[index + 1 :]
    return (*times_a[:cut], t, *times_b[index:]), values_a[: cut + 1] + values_b[index:]


def accumulate(a: Steps) -> list[float]:
    """Integrate a step function that changes from its first time to each of its times.

    Raises
    ------
    ValueError
        If a value is infinite.
    """
    times, values = a
    if math.inf in values or -math.inf in values:
        raise ValueError("a changing path with an infinite value has no integral")
    total = 0.0
    cumulative = [0.0]
    for index in range(1, len(times)):
        total += values[index] * (times[index] - times[index - 1])
        cumulative.append(total)
    return cumulative


def product(x: float, y: float) -> float:
    """Multiply; zero times infinity is zero (a closed gate passes nothing)."""
    return x * y if x and y else 0.0


def larger(x: float, y: float) -> float:
    """Give the larger of two values, faster than `max`."""
    return x if x >= y else y


def smaller(x: float, y: float) -> float:
    """Give the smaller of two values, faster than `min`."""
    return x if x <= y else y


def area(value: float, width: float) -> float:
    """Multiply a value by a width that may be infinite (nothing, for ever, is nothing)."""
    return value * width if value and width else 0.0


def after(t0: float, x: float, value: float) -> float:
    """Give the time at which a constant `value`, integrated from `t0`, reaches a positive `x`."""
    if value > 0.0:
        return t0 + x / value
    if value < 0.0:
        raise ValueError("reach() needs a path that is nowhere negative")
    return math.inf
