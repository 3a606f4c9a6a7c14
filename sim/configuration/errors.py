"""Mistakes found by pydantic, said in our words: where, what, and what is allowed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.configuration.merging import choices
from sim.configuration.sources import MISSING, Keys, Sources, child
from sim.errors import Problem

_UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")
_KINDS = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "finite_number": "a finite number",
}
_DATE = "a day such as 2023-12-31"
_MISSING = "is missing"
_FEW = 3
"""Missing keys of a file that are told one by one."""
_BOUNDS = {
    "greater_than_equal": ("ge", "{:,.12g} or more"),
    "greater_than": ("gt", "more than {:,.12g}"),
    "less_than_equal": ("le", "{:,.12g} or less"),
    "less_than": ("lt", "less than {:,.12g}"),
}


def problems_of(
    error: ValidationError, data: Mapping[str, Any], sources: Sources, kind: type[Any]
) -> list[Problem]:
    """Put every mistake that pydantic found in the form of a `Problem`.

    Parameters
    ----------
    error
        What pydantic raised.
    data
        The plain data that it read.
    sources
        What set the values, to name file and line.
    kind
        The dataclass that was read, to list the keys that are allowed.
    """
    found = {}
    for detail in error.errors(include_url=False):
        path = _path(detail, data)
        what, allowed = _say(detail, path, data, kind)
        found[path, what] = sources.problem(path, what, allowed)
    return list(found.values())


def gathered(problems: Iterable[Problem], cases: Mapping[str, str]) -> list[Problem]:
    """Say once of a file that misses many keys which they are, and what it can build on.

    Parameters
    ----------
    cases
        The file that is otherwise chosen, by the group.
    """
    found: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        parent = problem.where.rpartition(".")[0]
        alone = problem.what != _MISSING or parent.replace(".", "/") not in cases
        found.setdefault((str(problem),) if alone else (problem.file, parent), []).append(problem)
    told = []
    for place, several in found.items():
        if len(several) <= _FEW:
            told += several
            continue
        keys = ", ".join(problem.where.rpartition(".")[2] for problem in several)
        case = cases[place[1].replace(".", "/")]
        allowed = f"all of them, or at the top a case to build on: 'defaults: [{case}, _self_]'"
        what = f"{len(several)} keys are missing: {keys}"
        told.append(Problem(place[1], what, allowed, place[0]))
    return told


def _path(detail: ErrorDetails, data: Mapping[str, Any]) -> Keys:
    """Dotted path of a mistake: pydantic's own, without the tags of variants."""
    loc = detail["loc"]
    path: list[str] = []
    node: Any = data
    for number, part in enumerate(loc):
        key = str(part)
        below = child(node, key)
        last = number == len(loc) - 1
        if below is MISSING and not (last and detail["type"] in ("missing", *_UNKNOWN)):
            continue
        path.append(key)
        node = below
    return tuple(path)


def _say(
    detail: ErrorDetails, path: Keys, data: Mapping[str, Any], kind: type[Any]
) -> tuple[str, str]:
    """Say what is wrong and what is allowed."""
    code, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if code in _UNKNOWN:
        names = _fields(kind, path[:-1], data)
        return f"unknown key '{path[-1]}'", choices(names, path[-1])
    if code == "missing":
        return _MISSING, ""
    if code == "dataclass_type":
        names = _fields(kind, path, data)
        if {"value", "unit"} <= set(names):  # a quantity: its value alone will do
            return f"{_show(given)} is not a number", "a number, or a mapping with 'value'"
        return f"{_show(given)} is not a mapping", f"a mapping of {', '.join(names)}"
    if code == "model_attributes_type":  # neither number nor mapping where variants are told apart
        if "kind" in _fields(kind, path, data):
            return f"{_show(given)} is not a mapping", "a mapping with 'kind'"
        return f"{_show(given)} is not a distribution", "a number, or a mapping with 'dist'"
    if code in ("literal_error", "union_tag_invalid"):
        tags = context.get("expected") or context.get("expected_tags", "")
        what = context.get("tag") if code == "union_tag_invalid" else given
        return f"{_show(what)} is not a choice", str(tags).replace(" or ", ", ")
    if code == "union_tag_not_found":
        key = str(context.get("discriminator", "")).strip("'")
        return f"{_show(given)} does not say its '{key}'", "a number, or a mapping with it"
    if code == "value_error":
        return str(context.get("error", detail["msg"])), ""
    if code in _KINDS:
        if code == "tuple_type" and isinstance(given, str):
            return f"{_show(given)} is no list", f"a list, such as [{given}]"
        more = ", or null" if code.startswith("int") and _may_be_null(kind, path) else ""
        return f"{_show(given)} does not fit", f"{_KINDS[code]}{more}"
    if code.startswith("date_"):
        return f"{_show(given)} is not a date", _DATE
    if code == "too_short" and not given:
        return "is empty", "one entry or more"
    if code in _BOUNDS:
        key, words = _BOUNDS[code]
        return f"{_show(given)} is not allowed", words.format(context[key])
    message = detail["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return f"{_show(given)} is not allowed", message


def _show(value: object) -> str:
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _may_be_null(kind: Any, path: Keys) -> bool:
    """Whether the value at a path of the configuration may be left open."""
    for key in path:
        kind = below(kind, key)
    return NoneType in get_args(kind)


def _fields(kind: Any, path: Keys, data: Any) -> list[str]:
    """Names of the keys that the type at a path of the configuration has."""
    for key in path:
        data = child(data, key)
        kind = below(kind, key)
        if kind is None:
            return []
    found = _mapping_type(kind, data)
    if found is None:
        return []
    return [item.name for item in dataclasses.fields(found) if item.init]


@lru_cache(maxsize=4096)
def below(kind: Any, key: str) -> Any:
    """Type of the value below a key; None if it has none."""
    for option in options(kind):
        origin = get_origin(option)
        plain = origin or option
        if dataclasses.is_dataclass(plain):
            hints = get_type_hints(plain, include_extras=True)
            if key in hints:
                parameters = getattr(plain, "__parameters__", ())
                given = dict(zip(parameters, get_args(option), strict=False))
                return given.get(hints[key], hints[key])
        elif origin in (dict, Mapping):
            return get_args(option)[1]
        elif origin in (tuple, list):
            return get_args(option)[0]
    return None


def _mapping_type(kind: Any, data: Any) -> Any:
    """The dataclass that a mapping is read as; of several variants the one that it names."""
    classes = [get_origin(o) or o for o in options(kind)]
    classes = [c for c in classes if dataclasses.is_dataclass(c)]
    for tag in ("dist", "kind"):
        name = data.get(tag, MISSING) if isinstance(data, dict) else MISSING
        for option in classes:
            if name in get_args(get_type_hints(option).get(tag, None)):
                return option
    return classes[0] if classes else None


def options(kind: Any) -> Iterable[Any]:
    """The members of a union, through annotations."""
    if get_origin(kind) is Annotated:
        yield from options(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for option in get_args(kind):
            yield from options(option)
    else:
        yield kind
