"""The YAML files of a configuration: what each sets, and in which line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.reader import ReaderError

from sim.errors import ConfigurationError, Problem

Keys = tuple[str, ...]
"""A dotted path, split: the keys of mappings and the numbers of list items, as text."""

Finding = tuple[Keys, str, str]
"""What a check finds: the path, what is wrong, what is allowed."""

Folders = tuple[Path, ...]
"""Folders of configuration: the program's own first, then those of the user."""

COMMAND_LINE = "command line"

REPLACES = "_whole_"
"""What a mapping says (true) that takes the place of an earlier one instead of adding to it."""

OF_HYDRA = ("defaults", "hydra")
"""What a file says to Hydra; the rest of it is configuration."""


def configs_folder() -> Path:
    """Give the folder of the configuration: beside the package, or inside an installed one."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "configs"
    return inside if inside.is_dir() else package.parent / "configs"


def last_changed(folders: Iterable[Path]) -> int:
    """When anything in these folders last changed, in ns since 1970; 0 if they are empty.

    What is not there counts for nothing: a lock file of an editor leads nowhere, a link to itself,
    and another program may remove a file while they are being looked through.
    """
    latest = 0
    for folder in folders:
        for path in folder.rglob("*"):
            with suppress(OSError):
                latest = max(latest, path.stat().st_mtime_ns)
    return latest


def dotted(keys: Sequence[str]) -> str:
    """Write keys as a dotted path."""
    return ".".join(keys)


def split(path: str) -> Keys:
    """Split a dotted path; ``roads[3].km`` and ``roads.3.km`` are the same."""
    return tuple(key for key in re.split(r"[.\[\]]+", path) if key)


_FLOAT = re.compile(
    r"""^(?:[-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
    |[-+]?[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)
    |\.[0-9]+(?:_[0-9]+)*(?:[eE][-+][0-9]+)?
    |[-+]?\.(?:inf|Inf|INF)
    |\.(?:nan|NaN|NAN))$""",
    re.VERBOSE,
)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads YAML as Hydra does: dates stay text, ``1e3`` is a number, no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise ConstructorError(
                    None, None, f"the key '{key.value}' stands twice", key.start_mark
                )
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_Loader.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+0123456789."))
_Loader.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def read(path: Path, shown: str = "") -> dict[str, Any]:
    """Read one YAML file as plain data; the result is not to be changed.

    Raises
    ------
    ConfigurationError
        If the file is missing, is not YAML, or is not a mapping.
    """
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise _error(shown or str(path), error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise ConfigurationError([not_text(error, shown or str(path))]) from None
    except ReaderError as error:
        raise _error(shown or str(path), unreadable(error)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        what = getattr(error, "problem", None) or str(error) or "is not YAML"
        raise _error(f"{shown or path}{line}", str(what)) from None


def not_text(error: UnicodeDecodeError, shown: str) -> Problem:
    """Say in which line a file holds what is no UTF-8: an accent that an old editor wrote."""
    line = error.object.count(b"\n", 0, error.start) + 1
    what = f"is not UTF-8 text: byte 0x{error.object[error.start]:02x} cannot be read"
    return Problem("", what, "a file that is saved as UTF-8", f"{shown}:{line}")


def unreadable(error: ReaderError) -> str:
    """Say which letter no YAML may hold, without the path of a machine."""
    code = error.character if isinstance(error.character, int) else ord(error.character)
    return f"a letter that YAML does not allow, U+{code:04X}"


def _error(file: str, what: str) -> ConfigurationError:
    return ConfigurationError([Problem("", what, "a YAML mapping", file)])


@lru_cache(maxsize=512)
def _read(path: Path, changed: int) -> dict[str, Any]:
    loader = _Loader(path.read_text(encoding="utf-8"))
    try:
        data = loader.get_single_data()
    except (AttributeError, LookupError, TypeError):  # !!timestamp before what is none
        raise yaml.YAMLError("a value does not fit its tag") from None
    finally:
        loader.dispose()
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise yaml.YAMLError("the file is not a mapping")
    if None in data:
        raise yaml.YAMLError("a key is no text")
    return {str(key): value for key, value in data.items()}


@dataclass(frozen=True)
class Source:
    """Something that set values: a file, or an override of the command line.

    Attributes
    ----------
    label
        The file as shown to a person, or the override as it was given.
    package
        Path below which the content lies.
    content
        What it sets.
    file
        The file; None for the command line.
    inside
        Where in the file the content lies.
    """

    label: str
    package: Keys
    content: Any
    file: Path | None = None
    inside: Keys = ()

    def sets(self, path: Keys) -> bool:
        """Whether it sets the value at `path` or a mapping that holds it.

        A bare number sets the ``value`` of the quantity in whose place it stands.
        """
        if path[: len(self.package)] != self.package:
            return False
        node = self.content
        for number, key in enumerate(path[len(self.package) :], len(self.package) + 1):
            if not isinstance(node, dict | list):
                bare = isinstance(node, int | float) and not isinstance(node, bool)
                return bare and key == "value" and number == len(path)
            node = child(node, key)
            if node is MISSING:
                return False
        return True

    def replaces(self, path: Keys) -> bool:
        """Whether it put something whole in the place of a mapping that could hold `path`.

        Such are a distribution, a variant, and what says ``_whole_``: what it does not say is set
        by nobody.
        """
        if path[: len(self.package)] != self.package:
            return False
        node = self.content
        for key in path[len(self.package) :]:
            if not isinstance(node, dict):
                return False
            if node.keys() & {"dist", "kind"} or node.get(REPLACES) is True:
                return True
            node = child(node, key)
        return False

    def place(self, path: Keys) -> str:
        """Name the file and line in which it sets `path`."""
        if self.file is None:
            return self.label
        keys = (*self.inside, *path[len(self.package) :])
        line = line_of(self.file, keys)
        return f"{self.label}:{line}" if line else self.label


class _Missing:
    """Stands for a value that is not there."""


MISSING = _Missing()


def child(node: Any, key: str) -> Any:
    """Give the value below a key of a mapping or a number of a list, or `MISSING`."""
    if isinstance(node, dict):
        return node.get(key, MISSING)
    if isinstance(node, list) and key.isdigit() and int(key) < len(node):
        return node[int(key)]
    return MISSING


def at(node: Any, path: Sequence[str]) -> Any:
    """Give the value at a path, or `MISSING`."""
    for key in path:
        node = child(node, key)
        if node is MISSING:
            return MISSING
    return node


def line_of(path: Path, keys: Keys) -> int:
    """Line of a key of a YAML file, counted from 1; of its nearest parent if it is not there."""
    return _line(path, path.stat().st_mtime_ns, keys)


@lru_cache(maxsize=256)
def _line(path: Path, changed: int, keys: Keys) -> int:
    node = _nodes(path, changed)
    line = 0
    for key in keys:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == key), None)
        elif isinstance(node, yaml.SequenceNode) and key.isdigit() and int(key) < len(node.value):
            found = (node.value[int(key)],) * 2
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


@lru_cache(maxsize=64)
def _nodes(path: Path, changed: int) -> yaml.Node | None:
    node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    return node


@dataclass
class Sources:
    """Everything that set values, in the order in which it was applied: the last one wins."""

    entries: list[Source] = field(default_factory=list)

    def problem(self, path: Keys, what: str, allowed: str = "") -> Problem:
        """Say what is wrong with the value at `path`, and where it was set."""
        return Problem(dotted(path), what, allowed, self.file(path))

    def file(self, path: Keys) -> str:
        """Name what set the value at `path` or a part of it, or failing that its nearest parent."""
        for source in reversed(self.entries):
            if source.file is None and path and source.package[:-1] == path:
                return source.place(path)
            if source.sets(path) or source.replaces(path):
                return source.place(path)
        for length in range(len(path), 0, -1):
            part = path[:length]
            for source in reversed(self.entries):
                if source.sets(part):
                    return source.place(path)
        return ""
