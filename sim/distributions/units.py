"""Units: a field of the configuration says which it expects, and what is given is converted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import AfterValidator

from sim.calendar import MONTH, WEEK
from sim.distributions.base import Provenance

Given = TypeVar("Given", bound=Provenance)

_DAYS: Final = {"hours": 1 / 24, "days": 1.0, "weeks": WEEK, "months": MONTH}
_PER_DAY: Final = {"per day": 1.0, "per week": 1 / WEEK, "per month": 1 / MONTH}
_FAMILIES: Final = (_DAYS, _PER_DAY)


def _plain(expected: str) -> str:
    """Leave out what a unit of time counts from: of "days before the window", "days"."""
    head = expected.partition(" ")[0]
    return head if head in _DAYS else expected


def convertible(expected: str) -> tuple[str, ...]:
    """Name the other units that can be converted to `expected`."""
    plain = _plain(expected)
    return tuple(
        name for family in _FAMILIES if plain in family for name in family if name != expected
    )


def conversion(given: str, expected: str) -> float:
    """Give the factor from one unit to another.

    Raises
    ------
    ValueError
        If there is none; the text names the units that are allowed.
    """
    if given == expected:
        return 1.0
    plain = _plain(expected)
    for family in _FAMILIES:
        if given in family and plain in family:
            return family[given] / family[plain]
    choice = " or ".join(f"'{name}'" for name in (expected, *convertible(expected)))
    raise ValueError(f"unit '{given}' is not allowed here: expected {choice}")


@dataclass(frozen=True, slots=True)
class UnitCheck:
    """Converts a quantity or a distribution into the expected unit, or refuses it."""

    expected: str

    def __call__(self, given: Given) -> Given:
        """Give the same number or distribution in the expected unit, which it then names."""
        return given.in_unit(self.expected, lambda unit: conversion(unit, self.expected))


def unit(expected: str) -> AfterValidator:
    """Annotate a field with its unit: ``Annotated[Distribution, unit("days")]``.

    An empty unit means the expected one. Hours, days, weeks and months (of 30.4375 days) are
    converted into one another, as are rates per day, week and month, and into days that say from
    where they count ("days before the window"); any other unit has to be the expected one, letter
    by letter.
    """
    return AfterValidator(UnitCheck(expected))
