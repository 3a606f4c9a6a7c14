"""Mitigations: named sets of (path in the configuration, value), laid over the rest at last.

A mitigation takes effect at max(ordered, earliest) + lead time, in whole days; `ordered` is the
as-of date of the run unless the file says otherwise. One in effect by the as-of date changes the
scenario from the start; a later one becomes a stage (`sim.configuration.stages`), so that nothing
before its day differs. The plan cannot change during a run: what sets it (a deadline, a sequence)
is a decision known from the start, and has to be in effect then.

Two mitigations that touch one path contradict each other, whenever they begin, and so do a
mitigation and an override of the command line: both are refused, never merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter, ValidationError, with_config

from sim.calendar import Day
from sim.configuration import stages, status_checks
from sim.configuration.errors import problems_of
from sim.configuration.groups import MITIGATION
from sim.configuration.merging import choices, is_whole, replaced
from sim.configuration.sources import MISSING, Finding, Keys, Source, Sources, at, dotted, split
from sim.configuration.walk import day, items, mapping, mappings, numbers
from sim.distributions import QuantityInput, unit
from sim.errors import Problem
from sim.plan.amounts import Days
from sim.plan.observed import Grade
from sim.plan.strict import STRICT
from sim.scenario import APART, Payment

_CLOSED: tuple[Keys, ...] = ((MITIGATION,), ("run",), ("backend",), ("status",))
"""Sections of which a mitigation sets nothing: how to run, and what was so on the as-of date."""


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
    paid
        How the account pays the cost. ``apart``: beside its other spending, evenly to the end of
        the authority's period. ``day_by_day``: by itself, with what is set (a longer period), and
        not a second time. ``never``: it is value written off, and no cash.
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
    lead_time: Days
    source: str
    grade: Grade
    as_of: Day
    set: Annotated[dict[str, Any], Field(min_length=1)]
    earliest: Day | None = None
    ordered: Day | None = None
    paid: Payment = APART
    note: str = ""

    def begins(self, as_of: date) -> date:
        """Day on which it takes effect, for a run from `as_of`; none is later than year 9999."""
        ordered = self.ordered or as_of
        if self.earliest and self.earliest > ordered:
            ordered = self.earliest
        days = min(ceil(self.lead_time.nominal), (date.max - ordered).days)
        return ordered + timedelta(days=max(days, 0))


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
        The configuration without the key, later ones as its stages; the names applied; what is
        wrong.
    """
    chosen = mapping(data, MITIGATION)
    result = {key: value for key, value in data.items() if key != MITIGATION}
    problems: list[Problem] = []
    if data.get(MITIGATION) and not chosen:  # a list of names would be left out without a word
        allowed = f"in its defaults: '- /{MITIGATION}: [a name, …]'"
        problems.append(sources.problem((MITIGATION,), "a value chooses no mitigation", allowed))
    later: list[tuple[date, Keys, Any]] = []
    taken: dict[Keys, str] = {}
    for stage in items(data, stages.KEY):
        taken.update((split(text), "the stages of the scenario") for text in mapping(stage, "set"))
    commands = [source for source in sources.entries if source.file is None]
    origins = {
        source.package[1]: source
        for source in sources.entries
        if len(source.package) == 2 and source.package[0] == MITIGATION
    }
    for name, content in chosen.items():
        where = (MITIGATION, name)
        origin = origins.get(name)
        label, file = (origin.label, origin.file) if origin else (f"mitigation {name}", None)
        try:
            mitigation = _ADAPTER.validate_python(content)
        except ValidationError as error:
            for problem in problems_of(error, content, Sources(), Mitigation):
                path = (*where, *split(problem.where))
                problems.append(sources.problem(path, problem.what, problem.allowed))
            for text, value in mapping(content, "set").items():
                path, place = split(text), (*where, "set", text)
                told = list(_contradictions(path, text, data, taken, commands))
                problems += [sources.problem(place, *mistake) for mistake in told]
                taken[path] = name
                # Looked at as if it held from the start: when it would begin is not known. A bare
                # number would need the provenance of the mitigation.
                if not told and not _is_bare(value, at(result, path)):
                    result = replaced(result, path, value)
                    sources.entries.append(Source(label, path, value, file, ("set", text)))
            continue
        found = [*_too_young(content, where, data), *_negative(content, where)]
        begins = _later(mitigation, data)
        if beyond := list(_far(content, where, data)) or list(_beyond(begins, where, data)):
            begins = None  # no stage; what it sets is checked all the same
        problems += [sources.problem(*finding) for finding in [*found, *beyond]]
        for text, value in mitigation.set.items():
            path, place = split(text), (*where, "set", text)
            wrong = list(_contradictions(path, text, data, taken, commands))
            taken[path] = name
            if begins and not wrong:
                wrong = list(_too_late(path, begins))
            problems += [sources.problem(place, what, allowed) for what, allowed in wrong]
            if wrong:
                continue
            new = _with_provenance(value, at(result, path), mitigation)
            if begins:
                later.append((begins, path, at(replaced(result, path, new), path)))
            else:
                result = replaced(result, path, new)
            sources.entries.append(Source(label, path, new, file, ("set", text)))
    if later:
        result[stages.KEY] = [*items(data, stages.KEY), *_as_stages(later)]
    return result, tuple(chosen), problems


def prices(chosen: dict[str, Any]) -> dict[str, Any]:
    """Give what mitigations cost and how that is paid; a wrong word was told of the mitigation."""
    costs = {
        name: content["cost"] for name in chosen if "cost" in (content := mapping(chosen, name))
    }
    words = {name: mapping(chosen, name).get("paid", APART) for name in costs}
    known = get_args(Payment)
    return {"costs": costs, "paid": {name: word for name, word in words.items() if word in known}}


def _as_stages(later: list[tuple[date, Keys, Any]]) -> list[dict[str, Any]]:
    """What begins later, by day."""
    by_day: dict[date, dict[str, Any]] = {}
    for begins, path, value in later:
        by_day.setdefault(begins, {})[dotted(path)] = value
    return [{"day": begins.isoformat(), "set": by_day[begins]} for begins in sorted(by_day)]


def _later(mitigation: Mitigation, data: dict[str, Any]) -> date | None:
    """The day on which a mitigation begins, if that is after the as-of date."""
    as_of = status_checks.as_of(data)
    if as_of is None:
        return None
    begins = mitigation.begins(as_of)
    return begins if begins > as_of else None


def _beyond(begins: date | None, where: Keys, data: dict[str, Any]) -> Iterator[Finding]:
    """An effect of which no run would see anything."""
    horizon = day(data, "horizon")
    if begins and horizon and begins > horizon:
        what = f"takes effect on {begins}, after the last day of the run, {horizon}"
        yield (*where, "lead_time"), what, "an order (`ordered`, `earliest`) and a lead within it"


def _far(content: Any, where: Keys, data: dict[str, Any]) -> Iterator[Finding]:
    """Days of an order that are no days of this mission."""
    as_of = status_checks.as_of(data)
    for key in ("earliest", "ordered"):
        if as_of and (moment := day(content, key)):
            yield from status_checks.far((*where, key), moment, as_of)


def _too_young(content: Any, where: Keys, data: dict[str, Any]) -> Iterator[Finding]:
    """Facts younger than what was known; those of what it sets and costs are told as any other."""
    known = day(data, "status", "knowledge") or status_checks.as_of(data)
    own = {**content, "set": {}, "cost": None}
    for path, given in mappings(own, where):
        moment = day(given, "as_of")
        if known and moment and moment > known and not str(given.get("static") or "").strip():
            what = f"a fact of {moment} is younger than what was known on {known}"
            reason = ", or 'static' with the reason" if path != where else ""
            yield (*path, "as_of"), what, f"{known} or before{reason}"


def _negative(content: Any, where: Keys) -> Iterator[Finding]:
    """Lead times that end before they begin."""
    for path, value in numbers(at(content, ("lead_time",)), (*where, "lead_time")):
        if value < 0:
            yield path, f"{value:g} is negative", "0 or more"


def _too_late(path: Keys, begins: date) -> Iterator[tuple[str, str]]:
    """What is wrong with changing a value on a day after the as-of date."""
    why = stages.fixed(path)
    if why:
        allowed = "in effect on the as-of date: no lead time, earliest or ordered by then"
        yield f"takes effect on {begins}, but {why}", allowed


def _contradictions(
    path: Keys, text: str, data: dict[str, Any], taken: dict[Keys, str], commands: list[Source]
) -> Iterator[tuple[str, str]]:
    """What is wrong with setting a path: unknown, or set by someone else."""
    if not path or path[:1] in _CLOSED or at(data, path) is MISSING:
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
    if not _is_bare(value, old):
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


def _is_bare(value: Any, old: Any) -> bool:
    """Whether a number is to stand in the place of a quantity or distribution."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and is_whole(old) and "kind" not in old
