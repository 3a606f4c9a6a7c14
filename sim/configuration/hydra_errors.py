"""Errors of Hydra and of YAML while files are composed, said in our words."""

from __future__ import annotations

from pathlib import Path

import yaml

from sim.configuration.sources import read
from sim.errors import Problem

Folders = tuple[Path, ...]


def from_yaml(error: yaml.YAMLError, folders: Folders) -> Problem:
    """Say which file is not YAML, and in which line."""
    mark = getattr(error, "problem_mark", None)
    place = f"{_shown(folders, Path(mark.name))}:{mark.line + 1}" if mark else ""
    return Problem("", f"is not YAML: {getattr(error, 'problem', None) or error}", file=place)


def from_hydra(error: BaseException, folders: Folders) -> Problem:
    """Put an error of Hydra in our form: its text without advice about Hydra itself."""
    if isinstance(error, AssertionError) or "defaults : bool" in str(error):
        what = "a choice that is not quoted is a boolean in YAML 1.1"
        return Problem("defaults", what, 'text, such as "off"', _boolean_choice(folders))
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    place, _, what = lines[0].partition(": ") if lines[0].startswith("In '") else ("", "", lines[0])
    start = next((n + 1 for n, line in enumerate(lines) if line.startswith("Available")), None)
    stop = next((n for n, line in enumerate(lines) if line.startswith("Config search")), len(lines))
    allowed = ", ".join(lines[start:stop]) if start else ""
    file = f"configs/{place[4:-1]}.yaml" if place else ""
    return Problem("defaults" if file else "", what.rstrip("."), allowed, file)


def _boolean_choice(folders: Folders) -> str:
    """Name the first file whose defaults list holds a boolean, which Hydra does not."""
    for folder in folders:
        for file in sorted(folder.rglob("*.yaml")):
            for item in read(file).get("defaults") or ():
                if isinstance(item, dict) and any(isinstance(v, bool) for v in item.values()):
                    return _shown(folders, file)
    return ""


def _shown(folders: Folders, path: Path) -> str:
    for folder in folders:
        if path.is_relative_to(folder):
            return f"{folder.name}/{path.relative_to(folder)}"
    return str(path)
