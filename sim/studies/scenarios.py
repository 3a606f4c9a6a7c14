"""Scenarios by name: ``baseline+air_overwatch+more_escorts``, each with the same overrides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral

from sim.errors import ConfigurationError, Problem
from sim.scenario import Scenario

_OURS = ("scenarios=", "+scenarios=")
_LEAST = {"replications": 1, "replication": 0, "seed": 0, "workers": 1,
          "closer": 0, "times": 2}  # fmt: skip
"""The least that a number of a study may be, by the name of its argument."""


def asked(scenarios: Mapping[str, object], **whole: object) -> None:
    """Refuse what is no scenario, or no whole number, before anything is run.

    Parameters
    ----------
    scenarios
        By the name under which a person gave them.
    **whole
        Numbers by the names of their arguments; `workers` may be None as well.

    Raises
    ------
    ConfigurationError
        With what to write instead: a name stands for a scenario on the command line only.
    """
    if not isinstance(scenarios, Mapping):
        allowed = "a dictionary of scenarios by name, such as {'baseline': scenario, …}"
        raise ConfigurationError([Problem("scenarios", "is no dictionary", allowed)])
    problems = []
    for name, given in scenarios.items():
        if not isinstance(given, Scenario):
            what = f"'{given}' is a name" if isinstance(given, str) else "is no scenario"
            known = f"'{given}'" if isinstance(given, str) else "'baseline'"
            problems.append(Problem(name, what, f"sim.load_scenario({known})"))
    for name, number in whole.items():
        if name == "workers" and number is None:
            continue
        least = _LEAST[name]
        fits = isinstance(number, Integral) and not isinstance(number, bool)
        if not fits or number < least:  # type: ignore[operator]
            what = f"{number} is not allowed" if fits else f"{number!r} does not fit"
            more = ", or None: all cores" if name == "workers" else ""
            problems.append(Problem(name, what, f"a whole number from {least}{more}"))
    if problems:
        raise ConfigurationError(problems)


def load_named(
    names: Sequence[str],
    overrides: Sequence[str] = (),
    config_name: str = "config",
    search: Sequence[str] = (),
) -> dict[str, Scenario]:
    """Load scenarios, every one with the same overrides.

    Parameters
    ----------
    names
        A file of ``configs/scenario`` each, with mitigations after it.
    overrides
        In Hydra's grammar.
    config_name, search
        File that everything starts from, and more folders of options.

    Raises
    ------
    ConfigurationError
        With the mistakes of all of them: unknown names, mitigations that contradict each other.
    """
    from sim.configuration.arguments import parts_of
    from sim.configuration.load import load

    problems: list[Problem] = []
    kept = [text for text in overrides if not text.startswith(_OURS)]
    taken = [t for t in kept if t.lstrip("+").startswith(("scenario=", "mitigation="))]
    problems += [Problem("scenarios", f"the names say which scenarios; '{text}' says so too",
                         "names such as baseline+more_escorts", f"command line: {text}")
                 for text in taken]  # fmt: skip
    found: dict[str, Scenario] = {}
    for name in names:
        ours: list[str] = []
        if name in found:
            problems.append(Problem("scenarios", f"'{name}' is there twice", "each name once"))
        try:
            base, *added = parts_of(name)
            ours = [f"scenario={base}", f"mitigation=[{','.join(added)}]"]
            found[name] = load([*kept, *ours], config_name=config_name, search=search)[0]
        except ConfigurationError as error:
            problems += [_said_of(name, problem, ours) for problem in error.problems]
    if problems:
        raise ConfigurationError(dict.fromkeys(problems))
    return found


def _said_of(name: str, problem: Problem, ours: Sequence[str]) -> Problem:
    """Name the scenario, where a mistake lies in what was made of its name: nobody typed that."""
    if problem.file not in {f"command line: {text}" for text in ours}:
        return problem
    return Problem(name, problem.what, problem.allowed)
