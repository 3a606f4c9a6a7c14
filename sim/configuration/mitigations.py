"""Mitigations: named sets of (path in the configuration, value), laid over the rest at last.

A mitigation takes effect at max(ordered, earliest) + lead time; `ordered` is the as-of date of the
run unless the file says otherwise. Capacities do not vary in time yet, so one that takes effect
after the as-of date is refused instead of being given for nothing from the first day; a file that
asks "what if it had been ordered on that day" says `ordered`.

Two mitigations that touch one path contradict each other, and so do a mitigation and an override
of the command line: both are refused, never merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError, with_config

from sim.configuration.errors import problems_of
from sim.configuration.merging import choices, is_whole, replaced
from sim.configuration.sources import MISSING, Keys, Source, Sources, at, dotted, split
from sim.configuration.walk import day, mapping
from sim.distributions import Distribution, QuantityInput, unit
from sim.errors import Problem
from sim.plan.strict import STRICT

KEY = "mitigation"


@with_config(STRICT)
@dataclass(frozen=True)
class Mitigation:
    """What could be done: changes of the configuration, what they cost and when they begin.

    Attributes
    ----------
    title
        What it is, for tables and figures.
    cost
        Million US dollars.
    lead_time
        From the order to the effect; its nominal value counts.
    earliest
        Day before which it cannot be ordered; None: any day.
    ordered
        Day on which it is taken to have been ordered; None: the as-of date of the run.
    set
        New values by dotted path; the paths must exist.
    """

    title: str
    cost: Annotated[QuantityInput, unit("USD million")]
    lead_time: Annotated[Distribution, unit("days")]
    source: str
    grade: str
    as_of: date
    set: Annotated[dict[str, Any], Field(min_length=1)]
    earliest: date | None = None
    ordered: date | None = None
    note: str = ""

    def begins(self, as_of: date) -> date:
        """Day on which it takes effect, for a run from `as_of`."""
        ordered = self.ordered or as_of
        if self.earliest and self.earliest > ordered:
            ordered = self.earliest
        return ordered + timedelta(days=self.lead_time.nominal)


_ADAPTER = TypeAdapter(Mitigation)


def apply(
    data: dict[str, Any], sources: Sources
) -> tuple[dict[str, Any], tuple[str, ...], list[Problem]]:
    """Lay the mitigations that were chosen over a configuration.

    Parameters
    ----------
    data
        The configuration as composed; its mitigations lie below ``mitigation``.
    sources
        What set the values; what a mitigation sets is added.

    Returns
    -------
    dict, tuple of str, list of Problem
        The configuration without the key, the names applied, and what is wrong.
    """
    chosen = mapping(data, KEY)
    result = {key: value for key, value in data.items() if key != KEY}
    problems: list[Problem] = []
    taken: dict[Keys, str] = {}
    commands = [source for source in sources.entries if source.file is None]
    origins = {
        source.package[1]: source
        for source in sources.entries
        if len(source.package) == 2 and source.package[0] == KEY
    }
    for name, content in chosen.items():
        where = (KEY, name)
        try:
            mitigation = _ADAPTER.validate_python(content)
        except ValidationError as error:
            for problem in problems_of(error, content, Sources(), Mitigation):
                path = (*where, *split(problem.where))
                problems.append(
                    Problem(dotted(path), problem.what, problem.allowed, sources.file(path))
                )
            continue
        problems += _too_late(mitigation, where, data, sources)
        for text, value in mitigation.set.items():
            path, place = split(text), (*where, "set", text)
            wrong = list(_contradictions(path, text, data, taken, commands))
            problems += [
                Problem(dotted(place), what, allowed, sources.file(place))
                for what, allowed in wrong
            ]
            taken[path] = name
            if wrong:
                continue
            new = _with_provenance(value, at(result, path), mitigation)
            result = replaced(result, path, new)
            origin = origins.get(name)
            sources.entries.append(
                Source(
                    origin.label if origin else f"mitigation {name}",
                    path,
                    new,
                    origin.file if origin else None,
                    ("set", text),
                )
            )
    return result, tuple(chosen), problems


def _too_late(
    mitigation: Mitigation, where: Keys, data: dict[str, Any], sources: Sources
) -> Iterator[Problem]:
    as_of = day(data, "status", "as_of")
    if as_of is None:
        return
    begins = mitigation.begins(as_of)
    if begins > as_of:
        what = (
            f"takes effect on {begins}, after the as-of date {as_of}: values that change during a "
            "run are not supported yet"
        )
        yield Problem(
            dotted(where), what, f"one in effect by {as_of}, or a later status", sources.file(where)
        )
    known = day(data, "status", "knowledge") or as_of
    if mitigation.as_of > known:
        place = (*where, "as_of")
        what = f"a fact of {mitigation.as_of} is younger than what was known on {known}"
        yield Problem(dotted(place), what, f"{known} or before", sources.file(place))


def _contradictions(
    path: Keys, text: str, data: dict[str, Any], taken: dict[Keys, str], commands: list[Source]
) -> Iterator[tuple[str, str]]:
    """What is wrong with setting a path: unknown, or set by someone else."""
    if path[:1] in ((KEY,), ("run",), ("backend",), ("status",)) or at(data, path) is MISSING:
        known = next(n for n in range(len(path), -1, -1) if at(data, path[:n]) is not MISSING)
        parent = at(data, path[:known])
        names = (
            choices(parent, path[known])
            if isinstance(parent, dict) and known < len(path)
            else "plan, resources, tasks, policy, risk"
        )
        yield f"there is no path '{text}' that a mitigation may set", names
        return
    for other, name in taken.items():
        if _touch(path, other):
            yield f"contradicts '{name}', which sets '{dotted(other)}'", "one mitigation a path"
    for source in commands:
        if _touch(path, source.package):
            yield f"contradicts the {source.label}", "one of the two"


def _touch(a: Keys, b: Keys) -> bool:
    short = min(len(a), len(b))
    return a[:short] == b[:short]


def _with_provenance(value: Any, old: Any, mitigation: Mitigation) -> Any:
    """Write a bare number in the place of a quantity with the mitigation's own provenance."""
    bare = isinstance(value, int | float) and not isinstance(value, bool)
    if not bare or not is_whole(old) or "kind" in old:
        return value
    shape = {"dist": "fixed"} if "dist" in old else {}
    return {
        **shape,
        "value": value,
        **({"unit": old["unit"]} if "unit" in old else {}),
        "source": mitigation.source,
        "grade": mitigation.grade,
        "as_of": mitigation.as_of.isoformat(),
    }
