"""Errors that a person can act on: what is wrong, where, and what is allowed.

Every error that this program raises on purpose is a `SimError`. Entry points print its text
without a traceback and end with exit code 2, or 1 for a `RunError`; anything else is a fault of the
program.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class SimError(Exception):
    """Root of the errors that are raised on purpose and shown without a traceback."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in an input.

    Attributes
    ----------
    where
        Dotted path of the value in the configuration, such as ``risks.weather.onset``.
    what
        What is wrong with it, as a sentence without a full stop.
    allowed
        What may stand there instead; empty if `what` says it already.
    file
        The file in which the value was written; empty if it came from elsewhere.
    """

    where: str
    what: str
    allowed: str = ""
    file: str = ""

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.where) if part)
        text = f"{place}: {self.what}" if place else self.what
        return f"{text} (allowed: {self.allowed})" if self.allowed else text


class ConfigurationError(SimError):
    """The configuration holds one or more mistakes, all of which are listed.

    Parameters
    ----------
    problems
        Every mistake found; at least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        # The problems are the only argument, so that the error survives a trip between processes.
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class PlanError(SimError):
    """The plan contradicts itself: an unknown camp, a road to nowhere, windows out of order."""


class ResultsError(SimError):
    """A folder of results is missing, incomplete, or was made by another configuration."""


class RunError(SimError):
    """A run could not go on, through no mistake in its input: workers or a scheduler went away."""


class DeadlockError(SimError):
    """Processes wait for one another in a circle; the text names each and what it waits for."""
