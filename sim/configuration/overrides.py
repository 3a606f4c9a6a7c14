"""Overrides of the command line: read one by one, and what is said of those that cannot be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sim.configuration.sources import COMMAND_LINE, Folders
from sim.errors import Problem

_BEGINS_WITH_A_DIGIT = re.compile(r"\.\d+[A-Za-z_][^.=]*[.=]")
_DIGIT = (
    "; a name such as 2b cannot stand here: set it by a mitigation, as "
    "configs/mitigation/postponed_deadline.yaml does"
)
_BLANKS = (
    "; the shell cuts at blanks: none around '=', and what holds blanks or brackets in quotes, as "
    "in 'scenarios=[baseline,all_off]'"
)

_HOME = "; the folder of your own is $HOME here, as in run.output=$HOME/results"


def parsed_of(overrides: Sequence[str]) -> tuple[list[Any], list[Problem]]:
    """Read overrides one by one, so that every mistake is found."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    parser = OverridesParser.create()
    parsed, problems = [], []
    for text in overrides:
        try:
            override = parser.parse_override(text)
            if override.key_or_group:
                parsed.append(override)
                continue
            what = "nothing stands before '='"
        except HydraException as error:
            what = _in_words(text, str(error).splitlines()[0])
        allowed = "path=value (an item of a list: roads.3.km), or group=option"
        allowed += _DIGIT if _BEGINS_WITH_A_DIGIT.search(text) else ""
        allowed += _BLANKS if _is_cut(text) else ""
        allowed += _HOME if "=~" in text else ""
        problems.append(Problem(text, f"cannot be read: {what}", allowed, COMMAND_LINE))
    return parsed, problems


def _in_words(text: str, said: str) -> str:
    """Say what the parser of Hydra found in words that name no token."""
    if "=" not in text and not text.startswith("~"):
        return "there is no '='"
    if found := re.match(r"token recognition error at: (.+)", said):
        return f"{found[1]} cannot stand there, but in quotes"
    if found := re.match(r"(?:mismatched|extraneous) input ('.+?') expecting ", said):
        return f"{found[1]} cannot stand there"
    return re.sub(r"^\w+ while evaluating ", "in ", said)


def not_removed(override: Any, folders: Folders) -> Problem:
    """Say that a part of the configuration cannot be left out, and what does it instead."""
    key = override.key_or_group
    off = any((folder / key / "off.yaml").is_file() for folder in folders)
    allowed = f"{key}=off, which switches it off" if off else f"another option, {key}=…"
    return Problem(key, "is a part that cannot be left out", allowed,
                   f"{COMMAND_LINE}: {override.input_line}")  # fmt: skip


def _is_cut(text: str) -> bool:
    """Whether a word looks like a part of what was meant as one: ``a=[b,``, ``=``, ``all_off]``."""
    return (
        text.strip() in ("", "=")
        or text.startswith("=")
        or any(text.count(opens) != text.count(closes) for opens, closes in ("[]", "{}", "()"))
    )
