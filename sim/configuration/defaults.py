"""Defaults lists: what is wrong in one is said with its file and line, before Hydra reads it.

Hydra takes some mistakes in silence (a list where one file is meant, a group twice) and says others
without the file in which they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.configuration.groups import MITIGATION, is_group, options, selectable
from sim.configuration.merging import choices
from sim.configuration.sources import Finding, Folders, Keys, line_of, read
from sim.errors import ConfigurationError, Problem

GLOBAL: Final = "'# @package _global_' as the first line of the file"
"""What makes a file of a group speak of the whole configuration."""

_SELF: Final = "_self_"
_HERE: Final = "@_here_"
_WORDS: Final = frozenset(("override", "optional"))
_EXAMPLE: Final = "a name to build on"
_BOOLEAN: Final = ("a choice that is not quoted is a boolean in YAML 1.1", 'text, such as "off"')
_ITEM: Final = "a name, or a group and its choice"


@dataclass(frozen=True)
class _Item:
    """An item that can be read: the group that it chooses of (none: it builds on a file), files."""

    keys: Keys
    group: str
    files: tuple[str, ...]
    words: frozenset[str] = frozenset()

    @property
    def what(self) -> str:
        """What it is known by."""
        return self.group or self.files[0]


def wrong_lists(folders: Folders, start: str, groups: Sequence[str]) -> list[Problem]:
    """Find what is wrong in the defaults lists of the files that would be composed.

    Parameters
    ----------
    folders
        Those of the configuration, then those of the user.
    start
        File that everything starts from.
    groups
        Choices of the command line, ``group=option``: of these groups no other file is looked at.
    """
    given = {}
    for choice in groups:
        group, _, names = choice.lstrip("+").partition("=")
        given[group] = [name.strip("'\" ") for name in names.strip("[]").split(",")]
    walk = _Walk(folders, selectable(folders, start), given)
    found = list(walk.of_file(start))
    for group, files in given.items():
        for name in files:
            found += walk.of_file(f"{group}/{name}", (start,))
    return found


class _Walk:
    """Goes from file to file, to each once."""

    def __init__(
        self, folders: Folders, groups: Sequence[str], given: Mapping[str, Sequence[str]]
    ) -> None:
        self._folders, self._groups, self._given = folders, groups, given
        self._seen: set[str] = set()

    def of_file(self, path: str, above: tuple[str, ...] = ()) -> Iterator[Problem]:
        """What is wrong in the list of a file, then in those of the files that it names."""
        folder = next((f for f in self._folders if (f / f"{path}.yaml").is_file()), None)
        if folder is None:
            return
        file, shown = folder / f"{path}.yaml", f"{folder.name}/{path}.yaml"
        if path in self._seen:
            return
        self._seen.add(path)
        try:
            content = read(file, shown)
        except (ConfigurationError, ValueError, RecursionError):  # told when it is composed
            return
        yield from _header(file.read_text(encoding="utf-8-sig"), shown)
        items: list[_Item] = []
        for keys, what, allowed in self._of_content(path, content, items):
            yield Problem("defaults", what, allowed, f"{shown}:{line_of(file, keys)}")
        way = (*above, path)
        for item in items:
            for name in item.files if item.group not in self._given else ():
                deeper = f"{item.group}/{name}" if item.group else name
                if deeper in way:
                    what = f"builds on itself: {' → '.join((*way[way.index(deeper) :], deeper))}"
                    place = f"{shown}:{line_of(file, item.keys)}"
                    yield Problem("defaults", what, "another file", place)
                else:
                    yield from self.of_file(deeper, way)

    def _of_content(
        self, path: str, content: Mapping[str, Any], items: list[_Item]
    ) -> Iterator[Finding]:
        listed = content.get("defaults", [])
        if isinstance(listed, list):
            yield from self._of_list(path, listed, items)
        else:
            yield ("defaults",), "is no list", f"a list, such as [{_EXAMPLE}, {_SELF}]"

    def _of_list(self, path: str, listed: list[Any], items: list[_Item]) -> Iterator[Finding]:
        """What is wrong with a list; the items that can be read are added to `items`."""
        within = path.rpartition("/")[0]
        for number, given in enumerate(listed):
            keys: Keys = ("defaults", str(number))
            if isinstance(given, str) and given:
                yield from _name(keys, given, within, items)
            elif isinstance(given, dict) and len(given) == 1:
                yield from self._choice(keys, *next(iter(given.items())), within, items)
            elif isinstance(given, dict) and given:
                allowed = "an item for each, '- group: name'"
                yield keys, f"an item holds {len(given)} choices", allowed
            else:
                yield keys, "an item of the list is no name", _ITEM
        seen: dict[str, _Item] = {}
        for item in items:
            if item.what in seen:
                twice = f"chooses '{item.group}' twice"
                yield item.keys, twice if item.group else f"'{item.what}' is there twice", "once"
            late = [o for o in seen.values() if "override" in o.words]
            if late and "override" not in item.words and item.what != _SELF:
                what = f"'{item.what}' stands after 'override {late[0].group}'"
                yield item.keys, what, "what is built on first, what overrides it after it"
            seen[item.what] = item

    def _choice(
        self, keys: Keys, key: Any, value: Any, within: str, items: list[_Item]
    ) -> Iterator[Finding]:
        """What is wrong with the choice of a group."""
        keys = (*keys, str(key))
        *words, name = str(key).split() or [""]
        if not isinstance(key, str) or not name.strip("/"):
            yield keys, f"'{key}' is no group", _ITEM
            return
        if unknown := [word for word in words if word not in _WORDS]:
            yield keys, f"'{unknown[0]}' cannot stand before a group", " or ".join(sorted(_WORDS))
            return
        if "@" in name:
            allowed = f"'{name.partition('@')[0]}' alone: a group has its own place"
            yield keys, f"'@' cannot stand in '{name}'", allowed
            return
        if "${" in name:
            yield keys, f"interpolations such as '{name}' are not allowed", "a group"
            return
        group = _resolved(name, within)
        if group.startswith("hydra/"):
            return
        if isinstance(value, bool):
            yield keys, *_BOOLEAN
            return
        if not options(self._folders, group):
            if "optional" not in words:
                below = is_group(self._folders, name)
                allowed = f"'/{name}', with the slash" if below else choices(self._groups, group)
                yield keys, f"there is no group of files '{group}'", allowed
            return
        if group == within:
            what = f"chooses of '{group}', of which it is a file itself"
            yield keys, what, "the name of a file to build on alone, '- name'"
            return
        yield from self._chosen(keys, group, value, frozenset(words), items)

    def _chosen(
        self, keys: Keys, group: str, value: Any, words: frozenset[str], items: list[_Item]
    ) -> Iterator[Finding]:
        """What is wrong with that which is chosen of a group."""
        there = options(self._folders, group)
        if isinstance(value, list) and group != MITIGATION:
            near = str(value[0]) if value else ""
            what = f"a list is no file of '{group}'"
            yield keys, what, f"one of {choices(there, near, most=len(there))}"
            return
        names = value if isinstance(value, list) else [value]
        wrong = [_no_file(name, choices(there, str(name))) for name in names]
        twice = [name for number, name in enumerate(names) if name in names[:number]]
        if any(wrong):
            yield next((keys, *told) for told in wrong if told)
        elif twice:
            yield keys, f"'{twice[0]}' is there twice", "each once"
        else:
            items.append(_Item(keys, group, tuple(names), words))


def _name(keys: Keys, given: str, within: str, items: list[_Item]) -> Iterator[Finding]:
    """What is wrong with the name of a file that is built on."""
    name = given.removesuffix(_HERE)
    if given == _SELF:
        items.append(_Item(keys, "", (_SELF,)))
    elif "@" in name:
        yield keys, f"'@' cannot stand in '{given}'", f"'{name.partition('@')[0]}' alone"
    elif " " in name:
        yield keys, f"'{given}' is no name of a file", _ITEM
    elif told := _no_file(name, _ITEM):
        yield keys, *told
    else:
        items.append(_Item(keys, "", (_resolved(name, within),)))


def _resolved(name: str, within: str) -> str:
    """Give a name from the folder of the configuration on: without a slash it is a neighbour's."""
    return name[1:] if name.startswith("/") else f"{within}/{name}".lstrip("/")


def _no_file(name: Any, allowed: str) -> tuple[str, str] | None:
    """What is wrong with a name of a file, whether there is one or not."""
    if isinstance(name, bool):
        return _BOOLEAN
    if name in (None, "", "???"):
        return "nothing is chosen", allowed
    if not isinstance(name, str):
        return f"'{name}' is no name of a file", allowed
    if "${" in name:
        return f"interpolations such as '{name}' are not allowed", allowed
    if name.endswith(".yaml"):
        return f"'{name}' names the ending of the file too", f"'{name.removesuffix('.yaml')}'"
    return None


def _header(text: str, shown: str) -> Iterator[Problem]:
    """What is wrong with the line at the top that says of what part a file speaks."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            return
        said = re.match(r"#\s*@package\b(.*)", line)
        if said and len(said[1].split()) != 1:
            yield Problem("", f"'{line.strip()}' cannot be read", GLOBAL, f"{shown}:{number}")
