"""Stages: a scenario that changes on a day, as plain data.

A stage is a day and new values by dotted path, laid over what held before. Mitigations that take
effect after the as-of date make stages; a scenario's file may have some of its own. Not everything
can change while a run is under way: the plan and the situation are decisions and facts known from
the start, and some values are used only once, when everything is counted on the as-of date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import with_config

from sim.calendar import Day
from sim.configuration.merging import is_whole, replaced
from sim.configuration.sources import MISSING, Finding, Keys, child, dotted, split
from sim.configuration.walk import day, items, mapping
from sim.plan.resources import FLEETS, Resources
from sim.plan.strict import STRICT

KEY = "stages"
CHANGING = ("resources", "tasks", "policy", "risk")
"""Sections whose values may change on a day."""

COUNTED: tuple[Keys, ...] = (
    ("tasks", "loads"),
    ("tasks", "columns", "own_vehicles"),
    ("tasks", "handover", "floor_people"),
    ("tasks", "handover", "floor_share"),
    ("tasks", "spending"),
    ("tasks", "air_lift", "hub_kept"),
    ("tasks", "air_lift", "hub_kept_until"),
    ("policy", "triage"),
    ("policy", "planned_closure_margin"),
    ("policy", "orderly"),
    ("policy", "budget"),
    ("policy", "dispatch", "overtaking"),
    ("risk", "ceasefire"),
    ("risk", "money"),
    ("risk", "supply"),
)
"""Read once: when loads and dates are counted on the as-of date, or at the end for the whole."""


@with_config(STRICT)
@dataclass(frozen=True)
class StageSettings:
    """From a day on, other values.

    Attributes
    ----------
    day
        From its 00:00 on.
    set
        New values by dotted path.
    """

    day: Day
    set: dict[str, Any]


def fixed(path: Keys) -> str:
    """Why a value cannot change after the as-of date; empty if it can."""
    if not path:
        return "an empty path names nothing"
    if path[0] not in CHANGING:
        return f"'{path[0]}' is known from the start and cannot change later"
    if path[:1] == ("risk",) and path[-1] in ("enabled", "kind", "model"):
        return "a risk is what it is for the whole run"
    for counted in COUNTED:
        if path[: len(counted)] == counted or counted[: len(path)] == path:
            return f"'{dotted(counted)}' is read once for the whole run"
    return ""


def strangers(first: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Finding]:
    """Find places that a stage gives means of a kind of which they had none, or takes from.

    The pool, and the processes that watch over a fleet, know the kinds that there are at the start.
    """
    for field in mapping(first, "resources"):
        before, after = (mapping(of, "resources", field) for of in (first, later))
        if is_whole(before) or is_whole(after):
            continue
        for name in sorted(after.keys() - before.keys()):
            what = f"the stage brings '{name}', which is not there at the start"
            yield ("resources", field, name), what, f"'{name}' with 0 from the start"
        for name in sorted(before.keys() - after.keys()):
            what = f"the stage leaves out '{name}', which is there at the start"
            yield ("resources", field), what, f"'{name}' with 0"


def fleets(first: Resources, later: Resources) -> Iterator[Finding]:
    """Find fleets of which a part is contracted only before a stage, or only from it on."""
    parts = [of.contracted() for of in (first, later)]
    for kind in sorted(parts[0].keys() ^ parts[1].keys()):
        fleet, _, hub = kind.partition(":")
        trucks, share = FLEETS[fleet]
        shares = [getattr(of, share).get(hub) for of in (first, later)]
        field = share if shares[0] != shares[1] else trucks
        before, after = (part.get(kind, (0, 0))[1] for part in parts)
        what = f"of the trucks of '{hub}' {before} are contracted at the start and {after} then"
        yield ("resources", field, hub), what, "some throughout, or none throughout"


def steps(data: Mapping[str, Any]) -> list[tuple[date, dict[str, Any]]]:
    """Give the days on which a configuration changes, and the whole of it from each day on.

    Days that are written wrongly are left out, and paths of nothing or of what cannot change: other
    checks tell of them.
    """
    found: list[tuple[date, dict[str, Any]]] = []
    here = {key: value for key, value in data.items() if key != KEY}
    given = [(day(stage, "day"), mapping(stage, "set")) for stage in items(data, KEY)]
    for when, changes in sorted(
        ((when, changes) for when, changes in given if when is not None), key=lambda at: at[0]
    ):
        for text, value in changes.items():
            if not fixed(path := split(text)) and _leads(here, path):
                here = replaced(here, path, value)
        if found and found[-1][0] == when:
            found.pop()
        found.append((when, here))
    return found


def _leads(data: Any, path: Keys) -> bool:
    """Whether a path is one of a value, or of a new key of a mapping."""
    for key in path:
        below = child(data, key)
        if below is MISSING:
            return isinstance(data, dict)
        data = below
    return bool(path)


def differences(before: Any, after: Any, path: Keys = ()) -> Iterator[tuple[str, Any]]:
    """Give the values of `after` that differ from `before`, by dotted path, as large as may be.

    A quantity, a distribution or a variant is given whole.
    """
    if not path or (isinstance(before, dict) and isinstance(after, dict) and not is_whole(after)):
        for key, value in after.items():
            if key not in before or before[key] != value:
                yield from differences(before.get(key), value, (*path, key))
    else:
        yield dotted(path), after
