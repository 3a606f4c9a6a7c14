"""What a configuration may say, read from the dataclasses that type it: one row a field."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from sim.configuration.counts import is_count
from sim.configuration.meanings import first_sentence, meaning_of
from sim.distributions import Provenance, Quantity, UnitCheck
from sim.risks.regimes import ByRegime

Keys = tuple[str, ...]

_PLAIN: Final[Mapping[Any, str]] = {
    str: "text", int: "whole number", float: "plain number", bool: "true or false", date: "date",
    Any: "any value",
}  # fmt: skip
_NAMED: Final = {"camps", "phases", "nodes", "gates", "airfields", "milestones", "hubs", "groups"}
"""Mappings whose keys are called by the singular of their name."""


@dataclass(frozen=True)
class Row:
    """One setting: its path (``<camp>`` stands for any), what it takes, and what it means."""

    path: Keys
    kind: str
    unit: str
    allowed: str
    default: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """The settings of one dataclass, at one place; `case` tells apart what may stand there."""

    path: Keys
    case: str
    about: str
    rows: tuple[Row, ...]


def tables(kind: Any, path: Keys = (), case: str = "") -> Iterator[Table]:
    """Give the table of a dataclass and those of what it holds, in the order of its fields."""
    hints = typing.get_type_hints(kind, include_extras=True)
    rows, below = [], []
    for field in dataclasses.fields(kind):
        if field.name.startswith("_"):
            continue
        place, hint = _spread((*path, field.name), hints[field.name])
        rows.append(_row(kind, field, place, hint))
        parts = _parts(hint)
        for part in parts:
            told = _case(part) if len(parts) > 1 else ""
            below.append((part, place, told))
    yield Table(path, case, first_sentence(kind), tuple(rows))
    for part, place, told in below:
        yield from tables(part, place, told)


def _row(kind: Any, field: dataclasses.Field[Any], path: Keys, hint: Any) -> Row:
    unit, allowed = _demands(hint)
    if is_count(path):
        allowed = ["whole", *allowed]
    default = ""
    if field.default is not dataclasses.MISSING:
        default = written(field.default)
    elif field.default_factory is not dataclasses.MISSING:
        default = written(field.default_factory())
    meaning = meaning_of(kind, field.name)
    parts = _parts(hint)
    if not meaning and parts:
        meaning = first_sentence(parts[0]) if len(parts) == 1 else "One of those below."
    return Row(path, _kind(hint), unit, ", ".join(dict.fromkeys(allowed)), default, meaning)


def written(value: Any) -> str:
    """Write a default as YAML would have it; what has fields of its own is shown there."""
    if dataclasses.is_dataclass(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, tuple | dict):
        return "{}" if isinstance(value, dict) else f"[{', '.join(map(str, value))}]"
    return '""' if value == "" else str(value)


def _spread(path: Keys, hint: Any) -> tuple[Keys, Any]:
    """Go into mappings, lists of dataclasses and values by regime: path and type of one entry."""
    bare = _bare(hint)
    origin, given = typing.get_origin(bare), typing.get_args(bare)
    if origin is ByRegime:
        return _spread((*path, "<regime>"), given[0])
    if origin is dict:
        name = path[-1][:-1] if path[-1] in _NAMED else "name"
        return _spread((*path, f"<{name}>"), given[1])
    if origin is tuple and _parts(given[0]):
        return _spread((*path, "<n>"), given[0])
    return path, hint


def _bare(hint: Any) -> Any:
    """Take off what annotates a type, and that it may be absent."""
    while True:
        if typing.get_origin(hint) is typing.Annotated:
            hint = typing.get_args(hint)[0]
        elif _is_union(hint) and type(None) in typing.get_args(hint):
            others = [part for part in typing.get_args(hint) if part is not type(None)]
            if len(others) > 1:
                return hint
            (hint,) = others
        else:
            return hint


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


def _parts(hint: Any) -> tuple[Any, ...]:
    """The dataclasses that may stand here and have fields of their own to be shown."""
    bare = _bare(hint)
    choices = typing.get_args(bare) if _is_union(bare) else (bare,)
    found = (_bare(choice) for choice in choices)
    return tuple(part for part in found if dataclasses.is_dataclass(part) and not _is_number(part))


def _is_number(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Provenance)


def _case(kind: Any) -> str:
    """The value of the literal field by which a dataclass of a union is told apart."""
    hint = typing.get_type_hints(kind)["kind"]
    return f"kind: {typing.get_args(hint)[0]}"


def _kind(hint: Any) -> str:
    """Name the type of a field, as a planner would."""
    bare = _bare(hint)
    absent = "" if bare is hint or not _optional(hint) else " or null"
    if typing.get_origin(bare) is typing.Literal:
        return f"word{absent}"
    if typing.get_origin(bare) is tuple:
        return f"list: {_kind(typing.get_args(bare)[0])}{absent}"
    if _is_union(bare):
        members = [_bare(part) for part in typing.get_args(bare)]
        if all(map(_is_number, members)):
            return f"distribution{absent}"
        if all(map(dataclasses.is_dataclass, members)):
            return f"settings of one kind{absent}"
        return " or ".join(dict.fromkeys(map(_kind, members))) + absent
    if bare is Quantity:
        return f"number{absent}"
    if dataclasses.is_dataclass(bare):
        return f"settings{absent}"
    return _PLAIN[bare] + absent


def _optional(hint: Any) -> bool:
    if typing.get_origin(hint) is typing.Annotated:
        return _optional(typing.get_args(hint)[0])
    return _is_union(hint) and type(None) in typing.get_args(hint)


def _demands(hint: Any) -> tuple[str, list[str]]:
    """The unit that a type converts to, and what it allows, both read from its annotations."""
    unit = ""
    allowed: list[str] = []
    if typing.get_origin(hint) is typing.Annotated:
        inner, *notes = typing.get_args(hint)
        unit, allowed = _demands(inner)
        for note in notes:
            for one in note.metadata if isinstance(note, FieldInfo) else [note]:
                if isinstance(one, AfterValidator) and isinstance(one.func, UnitCheck):
                    unit = one.func.expected
                elif isinstance(one, AfterValidator):
                    allowed = [_refusal(one.func)]
                else:
                    allowed += _bounds(one)
    elif typing.get_origin(hint) is typing.Literal:
        allowed = [f"`{written(word)}`" for word in typing.get_args(hint)]
    elif _is_union(hint) or typing.get_origin(hint) is tuple:
        for part in typing.get_args(hint):
            if not _is_number(_bare(part)) or _bare(part) is Quantity:
                its_unit, its_own = _demands(part)
                unit, allowed = unit or its_unit, allowed + its_own
    return unit, allowed


def _bounds(note: Any) -> list[str]:
    """What one annotation of pydantic allows."""
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    found = [f"{sign} {getattr(note, at):,.12g}" for at, sign in signs.items() if hasattr(note, at)]
    if getattr(note, "pattern", None):
        found.append(f"`{note.pattern}`")
    if getattr(note, "min_length", None):
        found.append("not empty")
    return found


def _refusal(validator: Any) -> str:
    """What a check of numbers allows, from what it says when it refuses one."""
    for number in (-1e300, 1e300):
        try:
            validator(Quantity(number))
        except ValueError as error:
            said = re.search(r"allowed(?: are|:) (?:numbers )?([^;)]+)", str(error))
            return said[1] if said else ""
    return ""
