"""Errors of Hydra and of YAML while files are composed, said in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from sim.configuration.groups import MITIGATION
from sim.configuration.merging import choices
from sim.configuration.sources import Folders, not_text, read, unreadable
from sim.configuration.walk import items
from sim.errors import ConfigurationError, Problem

_OVERRIDING = (
    "'# @package _global_' as the first line of the file of a scenario, and '- baseline', or "
    "another scenario that it builds on, as the first of its defaults"
)
"""What a file needs whose defaults override those of others."""

_WITHOUT = {MITIGATION: f"'- /{MITIGATION}: [a name, …]' without 'override'"}
"""What a file needs that overrides what nobody has chosen before."""

_UNREADABLE = {
    "is not a supported primitive type": (
        "a value has a tag that cannot be read",
        "text, numbers, true, false, null, lists and mappings, without '!!'",
    ),
    "Incompatible key type": ("a key is no text", "text; in quotes where YAML reads another thing"),
    "GrammarParseError": ("interpolations are not allowed, and one is not closed", "a value"),
    "Exceeds the limit": ("a number has thousands of digits", "a number that is meant"),
}
"""What is wrong and what is allowed, by words of an error of a file's content, or its kind."""


def from_yaml(error: yaml.YAMLError, folders: Folders) -> Problem:
    """Say which file is not YAML, and in which line."""
    if isinstance(error, ReaderError):
        file = _shown(folders, Path(error.name))
        return Problem("", f"is not YAML: {unreadable(error)}", file=file)
    mark = getattr(error, "problem_mark", None)
    place = f"{_shown(folders, Path(mark.name))}:{mark.line + 1}" if mark else ""
    return Problem("", f"is not YAML: {getattr(error, 'problem', None) or error}", file=place)


def from_hydra(error: BaseException, folders: Folders, chosen: Sequence[str]) -> Problem:
    """Put an error of Hydra in our form: its text without advice about Hydra itself.

    Parameters
    ----------
    folders
        Those of the configuration, then those of the user.
    chosen
        Choices of groups, ``group=option``: of several files with a mistake theirs are named.
    """
    if isinstance(error, UnicodeDecodeError):
        return _not_text(error, folders, chosen)
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    place, _, what = lines[0].partition(": ") if lines[0].startswith("In ") else ("", "", lines[0])
    named = place[3:].strip("'")
    file = _shown_config(folders, named)
    if own := re.match(r"Invalid defaults list in '(.+?)', (.+)", what):
        what, file = own[2], _shown_config(folders, own[1])
    if gone := re.match(r"Could not (?:find|load) '(.+?)'", what):
        path = Path(gone[1])
        what, file = (
            f"there is no file '{path}.yaml'",
            _naming(folders, path, [named, *chosen]) or file,
        )
        beside = {
            found.stem for folder in folders for found in (folder / path.parent).glob("*.yaml")
        }
        return Problem("defaults", what, choices(beside, path.name), file)
    if lost := re.match(r"Could not override '([^'@]+)", what):
        what = f"there is no choice of '{lost[1]}' before, which it could override"
        return Problem("defaults", what, _WITHOUT.get(lost[1], _OVERRIDING), file)
    if twice := re.match(r"Multiple values for ([^ ]+)\. .*'override (.+?): (.+)'", what):
        part, option = twice[1].partition("@")[0], twice[3]
        file = _choosing(folders, chosen, part, option)
        allowed = f"'- override /{part}: {option}'"
        return Problem("defaults", f"chooses '{part}' once more", allowed, file)
    for sign, (told, allowed) in _UNREADABLE.items():
        if sign in what or sign == type(error).__name__:
            return Problem("", told, allowed, failing(error, folders, chosen))
    place = file or failing(error, folders, chosen)
    return Problem("defaults" if file else "", what.rstrip("."), file=place)


def failing(error: BaseException, folders: Folders, chosen: Sequence[str]) -> str:
    """Name the file of which reading alone ends in the same error: a chosen one, or any; or ""."""
    from omegaconf import OmegaConf

    for file in _candidates(folders, chosen):
        try:
            OmegaConf.load(file)
        except Exception as own:
            deep = isinstance(own, RecursionError)  # what it says goes by where the stack ended
            if type(own) is type(error) and (deep or str(own) == str(error)):
                return _shown(folders, file)
    return ""


def _candidates(folders: Folders, chosen: Sequence[str]) -> list[Path]:
    """The files that may be to blame, the chosen ones first."""
    names = [f"{choice.lstrip('+').replace('=', '/')}.yaml" for choice in chosen]
    first = [folder / name for folder in folders for name in names]
    every = [*first, *(file for folder in folders for file in sorted(folder.rglob("*.yaml")))]
    return [file for file in every if file.is_file()]


def _choosing(folders: Folders, first: Sequence[str], group: str, option: str) -> str:
    """Name the chosen file that chooses an option of a group without overriding."""
    for choice in first:
        for folder in reversed(folders):
            file = folder / f"{choice.lstrip('+').replace('=', '/')}.yaml"
            if file.is_file() and f"{group}/{option}" in _names(items(read(file), "defaults")):
                return _shown(folders, file)
    return ""


def _naming(folders: Folders, path: Path, first: Sequence[str]) -> str:
    """Name a file whose defaults list holds what is not there: one of the first, or a user's own.

    Hydra names the file where a choice was made at first, not the one that overrides it.
    """
    found = {}
    for folder in reversed(folders):
        for file in sorted(folder.rglob("*.yaml")):
            here = file.parent.relative_to(folder)
            with suppress(ConfigurationError):  # it is not YAML, and not what is looked for
                for name in map(Path, _names(items(read(file), "defaults"))):
                    if path in (name, here / name):
                        found[str(here / file.stem)] = _shown(folders, file)
    names = (choice.replace("=", "/").lstrip("+") for choice in first)
    return next((found[name] for name in names if name in found), next(iter(found.values()), ""))


def _names(defaults: list[Any]) -> Iterator[str]:
    """Files that a defaults list names, without the words of Hydra around them."""
    for item in defaults:
        for key, value in item.items() if isinstance(item, dict) else ():
            group = str(key).partition("@")[0].split()[-1].lstrip("/")
            yield from (
                f"{group}/{name}" for name in (value if isinstance(value, list) else [value])
            )
        if isinstance(item, str):
            yield item.partition("@")[0].lstrip("/")


def _not_text(error: UnicodeDecodeError, folders: Folders, first: Sequence[str]) -> Problem:
    """Name the file that is no text, and its line: the error may know only a part of the file."""
    for file in _candidates(folders, first):
        try:
            file.read_text(encoding="utf-8")
        except UnicodeDecodeError as own:
            return not_text(own, _shown(folders, file))
    return not_text(error, "")


def _shown_config(folders: Folders, name: str) -> str:
    """Name the file of a configuration that Hydra names, in the folder in which it lies."""
    files = [folder / f"{name}.yaml" for folder in folders] if name else []
    return next((_shown(folders, file) for file in files if file.is_file()), "")


def _shown(folders: Folders, path: Path) -> str:
    for folder in folders:
        if path.is_relative_to(folder):
            return f"{folder.name}/{path.relative_to(folder)}"
    return str(path)
