"""A setting in words: where it stands and what it means, for figures and tables.

``resources.convoy_groups.<camp>`` is "<camp>: convoy groups (escort company and medical)".
The words are the names in the path and the docstring of the field, so that there is no second list
of them; docs/configuration.md has the same line in full.
"""

from __future__ import annotations

import dataclasses
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.configuration.meanings import meaning_of
from sim.plan.phases import phase_name
from sim.risks.regimes import ByRegime
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

_END: Final = re.compile(r";|\.(?=\s|$)")
"""Where the first thing that a docstring says ends."""


def label_of(scenario: Scenario, path: str) -> str:
    """Give a setting in words.

    Parameters
    ----------
    scenario
        The one that has it: names of places and kinds of models are read from it.
    path
        Its dotted path; after the number of an item of a list a name may stand in brackets.

    Returns
    -------
    str
        Names and parts, a colon, the meaning; the path itself if the scenario has no such setting.
    """
    found = _found(scenario, re.sub(r" \([^)]*\)", "", path).split("."))
    if found is None:
        return path
    names, meaning = found
    where = ", ".join(dict.fromkeys(names))
    said = _lowered(meaning) if where else meaning
    return _started(f"{where}: {said}" if where else said)


def labelled(scenario: Scenario, table: pd.DataFrame) -> pd.DataFrame:
    """Give a table with a column ``label`` before its column ``input``, which holds paths."""
    if "label" in table:
        return table
    found = table.copy()
    words = [label_of(scenario, str(path)) for path in table["input"]]
    found.insert(list(table.columns).index("input"), "label", words)
    return found


def shortened(label: str, most: int) -> str:
    """Cut a label to so many characters, between words."""
    return textwrap.shorten(label, most, placeholder=" …")


def shortened_apart(labels: Sequence[str], most: int) -> list[str]:
    """Cut labels as `shortened`; those that would be one keep their end, and lose their middle."""
    short = [shortened(label, most) for label in labels]
    whole_of: dict[str, set[str]] = {}
    for cut, label in zip(short, labels, strict=True):
        whole_of.setdefault(cut, set()).add(label)
    return [
        cut if len(whole_of[cut]) == 1 else _without_middle(label, most)
        for cut, label in zip(short, labels, strict=True)
    ]


def _without_middle(label: str, most: int) -> str:
    """Cut a label to so many characters; the last third is its end."""
    end = label[-(most // 3) :].partition(" ")[2]
    return f"{shortened(label, most - len(end) - 1)} {end}"


def _found(scenario: Scenario, keys: list[str]) -> tuple[list[str], str] | None:
    """The names and parts on the way to a setting, and its meaning; None: there is none."""
    node: Any = scenario
    names: list[str] = []
    owner: type[Any] = Scenario
    field = ""
    for place, key in enumerate(keys):
        below = _child(node, key)
        if below is None:
            return None
        if isinstance(node, ByRegime):
            names.append(f"{key} regime")
        elif dataclasses.is_dataclass(node):
            owner, field = type(node), key
            if 0 < place < len(keys) - 1 and not isinstance(below, Mapping | tuple | ByRegime):
                names.append(_words(key))
        else:
            names.append(_named(below) or _words(key))
        node = below
    meaning = meaning_of(owner, field) or _words(field)
    return names, _END.split(meaning)[0].replace("`", "").replace("_", " ")


def _child(node: Any, key: str) -> Any:
    """The value below a key; None if there is none."""
    if isinstance(node, Mapping):
        return next((value for name, value in node.items() if str(name) == key), None)
    if isinstance(node, tuple):
        return node[int(key)] if key.isdecimal() and int(key) < len(node) else None
    return getattr(node, key, None) if dataclasses.is_dataclass(node) else None


def _named(item: Any) -> str:
    """Name what has two ends, such as a road."""
    ends = [getattr(item, end, None) for end in ("a", "b")]
    return "–".join(end for end in ends if isinstance(end, str)) if all(ends) else ""


def _words(key: str) -> str:
    return phase_name(key) if key[:1].isdigit() else key.replace("_", " ")


def _lowered(text: str) -> str:
    """Begin with a small letter, unless the first word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _started(text: str) -> str:
    return text[:1].upper() + text[1:]
