"""Numbers and distributions that must not be zero: what is divided by them, or lasts for ever."""

from __future__ import annotations

from typing import Final, TypeVar

from pydantic import AfterValidator

from sim.distributions.compound import Distribution
from sim.distributions.quantity import Quantity

Given = TypeVar("Given", bound=Quantity | Distribution)

SHORTEST: Final = 1.0 / 24.0
"""Days below which nothing lasts, on average, that a run goes through one after the other: an hour.
Shorter than that, and a run of two years would take for ever."""
_SMALLEST: Final = 1e-12
"""A uniform number below all that are drawn: its quantile is the smallest draw."""


def _smallest(given: Quantity | Distribution) -> float:
    """The smallest value that a run, or a study that varies the number, can meet."""
    if isinstance(given, Quantity):
        return given.bounds[0]
    return min(given.ppf(_SMALLEST), given.nominal)


def _above_zero(given: Given) -> Given:
    smallest = _smallest(given)
    if smallest <= 0.0:
        raise ValueError(f"{smallest:g} is not positive: allowed are numbers above 0")
    return given


def _from_one(given: Given) -> Given:
    smallest = _smallest(given)
    if smallest < 1.0:
        raise ValueError(f"{smallest:g} is less than 1: allowed are numbers from 1")
    return given


def _an_hour(given: Given) -> Given:
    least = given.bounds[0] if isinstance(given, Quantity) else given.mean
    if least < SHORTEST:
        raise ValueError(
            f"{least:g} days is too short: allowed are numbers from {SHORTEST:.2g}, an hour"
        )
    return given


ABOVE_ZERO: Final = AfterValidator(_above_zero)
"""Bounds a field, ``Annotated[Span, ABOVE_ZERO]``: all of a range, every draw and the nominal."""
FROM_ONE: Final = AfterValidator(_from_one)
"""Bounds a field in the same way: nothing is less than 1."""
AN_HOUR: Final = AfterValidator(_an_hour)
"""Bounds a field of days that follow one another: all of a range, or the mean of the draws."""
