"""A situation and its day belong together: another day is another situation, not another label."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sim.calendar import whole_day
from sim.configuration.merging import replaced
from sim.configuration.sources import Keys, Source, Sources, at
from sim.errors import Problem

_DAY: Final[Keys] = ("status", "as_of")
_CAMPS: Final[Keys] = ("status", "camps")


def of_its_day(
    data: dict[str, Any], sources: Sources, there: Collection[str]
) -> tuple[dict[str, Any], list[Problem]]:
    """Refuse an as-of date that was set without the situation of that day.

    What is in the camps, packed, spent and shut would stay that of the old day.

    Parameters
    ----------
    data
        The configuration; not changed.
    there
        Names of the situations that can be chosen.

    Returns
    -------
    dict, list
        The configuration with the situation's own day, so that nothing else is said to be too
        young for the other; and what is wrong.
    """
    days = [source for source in sources.entries if source.sets(_DAY)]
    own = [source for source in days if source.sets(_CAMPS)]
    if not own or days[-1] is own[-1] or _day(days[-1]) == _day(own[-1]):
        return data, []
    was, asked = _day(own[-1]), _day(days[-1])
    if whole_day(asked) is None:  # what is no day is told as that
        return data, []
    what = f"the situation is that of {was} and would only be called that of {asked}"
    ways = [f"status={name}" for name in sorted(there)]
    made = f"status= and a file of configs/status with the situation on {asked}"
    allowed = f"status={asked}" if asked in there else ", ".join([*ways, f"or {made}"])
    return replaced(data, _DAY, was), [sources.problem(_DAY, what, allowed)]


def _day(source: Source) -> str:
    return str(at(source.content, _DAY[len(source.package) :]))
