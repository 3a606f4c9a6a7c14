"""The words of a command line: options, overrides, and what tells one point from another."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Final, NoReturn

from sim.configuration.sources import COMMAND_LINE, dotted, split
from sim.errors import ConfigurationError, Problem

HOW: Final = ("run.", "run=", "hydra", "backend", "check")
"""Beginnings of overrides that say how to run, not what."""


OPTIONS: Final = (
    "--help, --version, -m, --cfg job (hydra, all; with -p PACKAGE a part), -cd FOLDER of more "
    "options, -cn NAME of another starting file"
)
"""The options that there are. Others of Hydra's are refused: one of them reads a pickle."""


class _Parser(ArgumentParser):
    """One whose mistakes are told as those of the configuration are."""

    def error(self, message: str) -> NoReturn:
        """Raise the mistake."""
        said = message.removeprefix("argument ")
        raise ConfigurationError([Problem("", said, OPTIONS, "command line")])


def options_of(given: list[str]) -> tuple[Namespace, list[str]]:
    """Tell the options from the overrides.

    Raises
    ------
    ConfigurationError
        If there is no such option, or its value is missing or wrong.
    """
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("-m", "--multirun", action="store_true")
    parser.add_argument("-c", "--cfg", choices=("job", "hydra", "all"))
    parser.add_argument("-p", "--package")
    parser.add_argument("-cn", "--config-name")
    parser.add_argument("-cd", "--config-dir", action="append", default=[])
    options, others = parser.parse_known_args(given)
    overrides = [text for text in others if not text.startswith("-")]
    unknown = [text for text in others if text.startswith("-")]
    if unknown:
        raise ConfigurationError(
            Problem("", "there is no such option", OPTIONS, f"command line: {text}")
            for text in unknown
        )
    if options.package is not None and options.cfg is None:  # -plan.x=1 is read as -p lan.x=1
        word = next(text for text in given if text.startswith(("-p", "--package")))
        allowed = "an override without '-' before it, or --cfg job -p PACKAGE"
        what = "says what part --cfg prints, and there is no --cfg"
        raise ConfigurationError([Problem("", what, allowed, f"{COMMAND_LINE}: {word}")])
    options.to_hydra = options.cfg in ("hydra", "all")
    return options, overrides


def is_for_hydra(override: str) -> bool:
    """Whether an override says something to Hydra itself."""
    return override.lstrip("+~").startswith(("hydra.", "hydra/"))


def contradictions(overrides: Sequence[str]) -> list[Problem]:
    """Find paths and groups that are given twice with different values.

    Hydra takes the last one, which is for a person to say where it changes what is run, and where a
    sweep would run equal points. What is taken away first (``~a +a=1``) is given once, and what is
    for Hydra itself is Hydra's to judge.
    """
    given: dict[str, dict[str, None]] = {}
    for text in overrides:
        path, equals, _ = text.lstrip("+").partition("=")
        if equals and not path.startswith("~") and not is_for_hydra(text):
            given.setdefault(dotted(split(path)), {})[text.lstrip("+")] = None
    return [
        Problem(path, "is given more than one value", "one of them",
                f"{COMMAND_LINE}: {' '.join(texts)}")
        for path, texts in given.items() if len(texts) > 1
    ]  # fmt: skip


def parts_of(name: str) -> list[str]:
    """Give the scenario that a name begins with, then the mitigations after each ``+``.

    Raises
    ------
    ConfigurationError
        If nothing stands before or after a ``+``: the same scenario would have two names.
    """
    parts = name.split("+")
    if len(parts) > 1 and not all(part.strip() for part in parts):
        allowed = "a scenario, or one with mitigations, such as baseline+more_escorts"
        what = f"nothing stands {'after' if parts[0].strip() else 'before'} a '+'"
        raise ConfigurationError([Problem(name, what, allowed)])
    return parts


def given_once(overrides: Sequence[str]) -> list[str]:
    """Those overrides of a single run that may not be given twice: what to run, and files.

    A single value of how to run may: a script gives its own, and whoever calls it another.
    """
    what = what_of(overrides)
    return [t for t in overrides if t in what or t.lstrip("+").startswith(("run=", "backend="))]


def what_of(overrides: Sequence[str]) -> list[str]:
    """Those overrides that say what to run."""
    return [text for text in overrides if not text.lstrip("+").startswith(HOW)]


def folders_of(search: Sequence[str]) -> list[str]:
    """Words of a command line that name more folders of options."""
    return [word for folder in search for word in ("-cd", folder)]
