"""Cross checks of the situation: against the plan's names, and against its days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sim.configuration.errors import below, options
from sim.configuration.merging import choices
from sim.configuration.sources import Finding, Keys
from sim.configuration.typing import Document
from sim.configuration.walk import amounts, day, mapping, names

_LONGEST = timedelta(days=3650)
"""A run from the as-of date at most: years beyond all deadlines, of which nothing is known."""
_DATED = ("plan", "status", "tasks", "policy", "resources", "risk")
"""Sections whose dates are days of the mission, and fixed: no stage sets one. The horizon, the days
of stages and those of the orders of mitigations have checks of their own."""


def problems(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Find what the situation says of no camp or gate, and days that cannot be."""
    yield from _names(data)
    yield from _horizon(data)
    start = day(data, "status", "as_of")
    if start is not None:
        found = _days(data, *_DATED)
        wrong = [finding for path, moment in found for finding in far(path, moment, start)]
        yield from wrong if as_of(data) else _slip(start)
        told = {path for path, _, _ in wrong}
        for finding in (*_over(data, start), *_closed(data, start)):
            if finding[0] not in told:
                yield finding
    yield from _deserted(data)


def as_of(data: Mapping[str, Any]) -> date | None:
    """The as-of date; None if there is none, or if it must be a slip.

    It is one if it is far from every day of the plan, and the plan has more than one.
    """
    start = day(data, "status", "as_of")
    if start is None:
        return None
    days = 0
    for path, moment in _days(data, "plan"):
        if not any(far(path, moment, start)):
            return start
        days += 1
    return None if days > 1 else start


def _days(data: Mapping[str, Any], *sections: str) -> Iterator[tuple[Keys, date]]:
    for section in sections:
        yield from _dates(data.get(section), below(Document, section), (section,))


def _dates(data: Any, kind: Any, path: Keys) -> Iterator[tuple[Keys, date]]:
    """Every date with its path, where one is asked for, but for ``as_of``: a fact may be old."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key != "as_of":
                yield from _dates(value, below(kind, str(key)), (*path, str(key)))
    elif isinstance(data, list | tuple):
        for place, value in enumerate(data):
            yield from _dates(value, below(kind, str(place)), (*path, str(place)))
    elif date in options(kind) and (found := day(data)) is not None:
        yield path, found


def _slip(start: date) -> Iterator[Finding]:
    years = _LONGEST.days // 365
    what = f"{start} lies more than {years} years from every day of the plan"
    yield ("status", "as_of"), what, f"a day within {years} years of them"


def far(path: Keys, moment: date, start: date) -> Iterator[Finding]:
    """Find a day so far from the as-of date, before or after it, that it must be a slip."""
    if abs(moment - start) > _LONGEST:
        years = _LONGEST.days // 365
        what = f"{moment} lies more than {years} years from the as-of date, {start}"
        yield path, what, f"a day within {years} years of it"


def _names(data: Mapping[str, Any]) -> Iterator[Finding]:
    camps, there = mapping(data, "plan", "camps"), mapping(data, "status", "camps")
    for name in there:
        if camps and name not in camps:
            yield ("status", "camps", name), f"the plan has no camp '{name}'", choices(camps, name)
    for name in camps:
        if there and name not in there:
            yield ("status", "camps"), f"says nothing of the camp '{name}'", "all of the plan's"
    gates = mapping(data, "plan", "gates")
    for place, gate in names(data, "status", "gates_closed").items():
        if gate not in gates:
            path = ("status", "gates_closed", place)
            yield path, f"the plan has no gate '{gate}'", choices(gates, gate)


def _horizon(data: Mapping[str, Any]) -> Iterator[Finding]:
    start, horizon = as_of(data), day(data, "horizon")
    deadlines = [day(phase, "deadline") for phase in mapping(data, "plan", "phases").values()]
    known = [each for each in deadlines if each and not (start and any(far((), each, start)))]
    latest = max([*known, *([start] if start else [])], default=None)
    if horizon and latest and horizon < latest:
        yield ("horizon",), f"{horizon} lies before the last deadline", f"{latest} or later"
    if horizon and start and horizon - start > _LONGEST:
        what = f"{horizon} lies more than {_LONGEST.days // 365} years after the start, {start}"
        yield ("horizon",), what, f"up to {start + _LONGEST}"


def _over(data: Mapping[str, Any], start: date) -> Iterator[Finding]:
    """Days of which all that they speak of is over when the run starts."""
    phases, stones = ("plan", "phases"), ("plan", "civilians", "milestones")
    lasts = {
        "the last deadline": _last(data, phases, "deadline"),
        "the last milestone of the civilian staff": _last(data, stones, "day"),
        "the last day of the authority": _only(data, ("tasks", "spending", "authority_until")),
        "the start of the liquidation": _only(data, ("plan", "liquidation", "starts")),
        "the last day of the radio": _only(data, ("plan", "radio", "day")),
    }
    for what, found in lasts.items():
        if found is not None and found[1] < start:
            path, moment = found
            told = f"{what}, {moment}, lies before the start of the run, {start}"
            yield path, told, f"{start} or later, or another as-of date (`status.as_of`)"


def _only(data: Mapping[str, Any], path: Keys) -> tuple[Keys, date] | None:
    moment = day(data, *path)
    return None if moment is None else (path, moment)


def _last(data: Mapping[str, Any], path: Keys, key: str) -> tuple[Keys, date] | None:
    """The latest day of several, with its path."""
    found = (_only(data, (*path, name, key)) for name in mapping(data, *path))
    return max((one for one in found if one is not None), key=lambda one: one[1], default=None)


def _closed(data: Mapping[str, Any], start: date) -> Iterator[Finding]:
    """Camps that are said to be closed and cannot be."""
    camps = mapping(data, "plan", "camps")
    for name, state in mapping(data, "status", "camps").items():
        path, closed = ("status", "camps", name), day(state, "closed")
        if closed is None:
            continue
        if closed >= start:
            what = f"{closed} is not before the start of the run, {start} 00:00"
            yield (*path, "closed"), what, "a day before, or null: it stands"
        if name in camps and not mapping(camps[name], "window"):
            what = f"'{name}' is a hub that stays and cannot be closed"
            yield (*path, "closed"), what, "null, or a camp with a window"
        for where, people in amounts(mapping(state).get("people"), (*path, "people")):
            if people > 0:
                what = f"{people:g} people are in a camp that was closed on {closed}"
                yield where, what, "0, or closed: null"


def _deserted(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Camps that are still to be closed, and in which nobody is."""
    camps = mapping(data, "plan", "camps")
    for name, state in mapping(data, "status", "camps").items():
        path = ("status", "camps", name, "people")
        if day(state, "closed") or not mapping(camps.get(name), "window"):
            continue
        for where, people in amounts(mapping(state).get("people"), path):
            if people == 0:
                what = f"nobody is in '{name}', which is still to be closed"
                yield where, what, "more than 0, or the day on which it was left (`closed`)"
