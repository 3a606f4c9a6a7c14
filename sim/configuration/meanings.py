"""What a setting means, read from the docstrings of the dataclasses that type the configuration.

The page docs/configuration.md and the labels of inputs (`sim.configuration.labels`) say the same.
"""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from itertools import pairwise
from typing import Any

from sim.distributions import Provenance
from sim.scenario import RiskSettings


def meaning_of(kind: Any, name: str) -> str:
    """Give the line on a field: the text below it, or its part of the list of the class."""
    for owner in kind.__mro__:
        found = _below_fields(owner).get(name) or _listed(owner).get(name)
        if found:
            return _line(found)
    if name == "enabled" and kind.__module__.startswith("sim.risks."):
        return _line(inspect.getdoc(RiskSettings.enabled.fget) or "")  # type: ignore[attr-defined]
    shared = _listed(Provenance).get(name, "") if name != "unit" else ""
    return _line(shared)


def first_sentence(kind: Any) -> str:
    """Give the summary of a dataclass."""
    return _line(_prose(kind).partition("\n\n")[0])


def _line(text: str) -> str:
    joined = (
        " ".join(text.split())
        .replace("``", "`")
        .replace("None:", "null:")
        .replace("|", "\\|")
        .rstrip(";")
    )
    return joined if not joined or joined.endswith((".", "!", "?")) else f"{joined}."


def _prose(kind: Any) -> str:
    text = inspect.cleandoc(kind.__doc__ or "")
    return re.split(r"\n\n(?:Attributes|Parameters)\n-+\n", text)[0]


@cache
def _listed(kind: Any) -> dict[str, str]:
    """Fields by the numpydoc list of a class."""
    text = inspect.cleandoc(kind.__doc__ or "")
    parts = re.split(r"\n\n(?:Attributes|Parameters)\n-+\n", text)
    found: dict[str, str] = {}
    for names, about in re.findall(r"^(\w[\w, ]*)\n((?:[ ]+.*\n?|\n(?=[ ]))+)",
                                   "\n".join(parts[1:]), re.MULTILINE):  # fmt: skip
        found.update((name, about) for name in names.split(", "))
    return found


@cache
def _below_fields(kind: Any) -> dict[str, str]:
    """Fields by the text that stands below each."""
    try:
        tree = ast.parse(inspect.getsource(inspect.getmodule(kind) or kind))
    except (OSError, TypeError):
        return {}
    body = next((node.body for node in ast.walk(tree)
                 if isinstance(node, ast.ClassDef) and node.name == kind.__name__), [])  # fmt: skip
    return {
        field.target.id: str(text.value.value)
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }
