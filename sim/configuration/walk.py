"""Reading plain data that may be wrong: each reader gives something empty instead of failing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from sys import float_info
from typing import Any

from sim.calendar import whole_day
from sim.configuration.sources import Keys, at


def mapping(data: Any, *keys: str) -> dict[str, Any]:
    """The mapping at a path; empty if there is none."""
    found = at(data, keys)
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def items(data: Any, *keys: str) -> list[Any]:
    """The list at a path; empty if there is none."""
    found = at(data, keys)
    return list(found) if isinstance(found, list | tuple) else []


def names(data: Any, *keys: str) -> dict[str, str]:
    """The names of a list at a path, by their place; what is no text is left to typing."""
    listed = enumerate(items(data, *keys))
    return {str(place): name for place, name in listed if isinstance(name, str)}


def text(data: Any, *keys: str) -> str | None:
    """The text at a path; None if there is none."""
    found = at(data, keys)
    return found if isinstance(found, str) else None


def day(data: Any, *keys: str) -> date | None:
    """The date at a path, in the form that typing takes; None if there is none."""
    return whole_day(at(data, keys))


def number(value: Any) -> float | None:
    """A number; None for anything else, true, false and what no float holds included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return None if isinstance(value, int) and abs(value) > float_info.max else value


def mappings(data: Any, path: Keys = ()) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """Every mapping with its path, the outer ones first."""
    if isinstance(data, dict):
        yield path, data
        for key, value in data.items():
            yield from mappings(value, (*path, str(key)))
    elif isinstance(data, list | tuple):
        for place, value in enumerate(data):
            yield from mappings(value, (*path, str(place)))


def numbers(data: Any, path: Keys = ()) -> Iterator[tuple[Keys, float]]:
    """Every number with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from numbers(value, (*path, str(key)))
    elif isinstance(data, list | tuple):
        for place, value in enumerate(data):
            yield from numbers(value, (*path, str(place)))
    elif (found := number(data)) is not None:
        yield path, found


def amounts(given: Any, path: Keys) -> Iterator[tuple[Keys, float]]:
    """The number of a quantity, or those of the quantities of a mapping by place, with its path."""
    amount = number(given)
    if amount is not None:
        yield path, amount
    elif isinstance(given, dict) and "value" in given:
        amount = number(given["value"])
        if amount is not None:
            yield (*path, "value"), amount
    elif isinstance(given, dict):
        for key, value in given.items():
            yield from amounts(value, (*path, str(key)))
