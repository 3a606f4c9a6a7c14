"""How what a later file or override says replaces what an earlier one said.

Sections merge key by key. A distribution (a mapping with ``dist``) and a variant (with ``kind``)
replace the old one whole, so that no parameter of the old one survives in the new; OmegaConf would
merge them. A quantity (with ``value``) drops the old one's range and keeps what it does not say of
its provenance. A bare number that takes the place of either keeps its unit. A mapping that says
``_whole_: true`` replaces the old one whole: another mission's camps take the place of the first's.
"""

from __future__ import annotations

import copy
from difflib import get_close_matches
from typing import Any

from sim.configuration.sources import (
    COMMAND_LINE,
    MISSING,
    REPLACES,
    Keys,
    Source,
    at,
    child,
    dotted,
    split,
)
from sim.errors import Problem

_WHOLE = ("dist", "kind", "value")
_RANGE = ("low", "high")


def is_whole(value: Any) -> bool:
    """Whether a mapping is one thing that is replaced whole."""
    return isinstance(value, dict) and any(key in value for key in _WHOLE)


def merged(old: Any, new: Any) -> Any:
    """Give `old` with `new` laid over it; neither is changed."""
    if _is_quantity(old) and _is_quantity(new):
        return {**{key: value for key, value in old.items() if key not in _RANGE}, **new}
    if isinstance(new, dict) and new.get(REPLACES) is True:
        return {key: copy.deepcopy(value) for key, value in new.items() if key != REPLACES}
    if isinstance(old, dict) and isinstance(new, dict) and not is_whole(new):
        result = dict(old)
        for key, value in new.items():
            result[key] = merged(old.get(key), value)
        return result
    if _is_number(new) and is_whole(old) and "kind" not in old:
        unit = {"unit": old["unit"]} if "unit" in old else {}
        return (
            {"value": new, **unit} if "dist" not in old else {"dist": "fixed", "value": new, **unit}
        )
    return copy.deepcopy(new)


def _is_quantity(value: Any) -> bool:
    return isinstance(value, dict) and "value" in value and not {"dist", "kind"} & value.keys()


def nested(keys: Keys, value: Any) -> Any:
    """Wrap a value in one mapping a key."""
    for key in reversed(keys):
        value = {key: value}
    return value


def replaced(data: Any, path: Keys, value: Any) -> Any:
    """Give `data` with the value at an existing path (or a new key of a mapping) merged in."""
    if not path:
        return merged(data, value)
    key, rest = path[0], path[1:]
    if isinstance(data, list):
        items = list(data)
        items[int(key)] = replaced(items[int(key)], rest, value)
        return items
    old = data.get(key, MISSING)
    if old is MISSING:
        return {**data, key: copy.deepcopy(nested(rest, value))}
    return {**data, key: replaced(old, rest, value)}


def removed(data: Any, path: Keys) -> Any:
    """Give `data` without the key at an existing path."""
    if len(path) > 1:
        return _exchanged(data, path[0], removed(child(data, path[0]), path[1:]))
    if isinstance(data, list):
        return [item for number, item in enumerate(data) if number != int(path[0])]
    return {key: value for key, value in data.items() if key != path[0]}


def _exchanged(data: Any, key: str, value: Any) -> Any:
    """Give `data` with the value below one key exchanged."""
    if isinstance(data, list):
        return [value if number == int(key) else item for number, item in enumerate(data)]
    return {**data, key: value}


def choices(names: Any, near: str = "", most: int = 20) -> str:
    """List the names that may stand somewhere, those that resemble `near` first."""
    listed = sorted(str(name) for name in names)
    close = get_close_matches(near, listed, n=3) if near else []
    if near and not close:  # riks: the groups of risk/
        close = [name for name in listed if get_close_matches(near, [name.partition("/")[0]])]
    listed = [*close, *(name for name in listed if name not in close)]
    return ", ".join(listed[:most]) + (", …" if len(listed) > most else "")


def apply(data: dict[str, Any], override: Any) -> tuple[dict[str, Any], Source | Problem]:
    """Apply one override of a value.

    Parameters
    ----------
    data
        The configuration so far; not changed.
    override
        A `hydra.core.override_parser.types.Override` that is not a choice of a group.

    Returns
    -------
    dict, Source or Problem
        The configuration with the override, and what to remember of it; or the configuration as
        it was, and what is wrong.
    """
    path = split(override.key_or_group)
    text = f"{COMMAND_LINE}: {override.input_line}"
    try:
        value = plain(override.value())
    except Exception as error:
        return data, Problem(dotted(path), str(error), file=text)
    for length in range(1, len(path) + 1):
        if at(data, path[:length]) is not MISSING:
            continue
        parent = at(data, path[: length - 1])
        if override.is_delete() or not (override.is_add() or override.is_force_add()):
            key = path[length - 1]
            names = choices(parent, key) if isinstance(parent, dict) else ""
            return data, Problem(dotted(path), f"there is no '{key}' here", names, text)
        if not isinstance(parent, dict):
            return data, Problem(
                dotted(path), f"'{dotted(path[: length - 1])}' has no parts", file=text
            )
        break
    else:
        old = at(data, path)
        if override.is_add():
            return data, Problem(dotted(path), "is there already", "the override without '+'", text)
        if isinstance(old, dict) and not is_whole(old) and not isinstance(value, dict | None):
            names = choices(old)
            return data, Problem(dotted(path), "is a section, not a value", f"its {names}", text)
    if override.is_delete():
        if value not in (None, at(data, path)):
            said = f"is not {override.get_value_element_as_str()}, and so is not removed"
            return data, Problem(dotted(path), said, f"~{dotted(path)}", text)
        return removed(data, path), Source(text, path, None)
    result = replaced(data, path, value)
    # A bare number stands inside the quantity whose place it took.
    content = value if isinstance(value, dict) else at(result, path)
    return result, Source(text, path, content)


def plain(value: Any) -> Any:
    """Give a value of Hydra's grammar as plain data."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return value.text if hasattr(value, "text") else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
