"""From names and overrides to a checked scenario: what the rest of the program calls."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.configuration import mitigations, stages, status_checks
from sim.configuration.arguments import parts_of, what_of
from sim.configuration.checks import problems as contradictions
from sim.configuration.checks import problems_of_risks
from sim.configuration.compose import CONFIG, compose
from sim.configuration.errors import gathered, problems_of
from sim.configuration.groups import MITIGATION
from sim.configuration.merging import is_whole
from sim.configuration.plain import plain_data
from sim.configuration.sources import (
    COMMAND_LINE,
    MISSING,
    Sources,
    at,
    configs_folder,
    dotted,
    last_changed,
    split,
)
from sim.configuration.typing import DOCUMENT, Document, RunSettings, scenario_of
from sim.configuration.walk import day, items, mapping
from sim.errors import ConfigurationError, Problem
from sim.scenario import Scenario, Stage

_OUTPUT = ("run", "output")
_OF_A_STAGE = re.compile(rf"^{stages.KEY}\.\d+\.set\.")


def load_scenario(name: str = "baseline", overrides: Sequence[str] = ()) -> Scenario:
    """Load a scenario by its name.

    Parameters
    ----------
    name
        A file of ``configs/scenario``, and mitigations after it:
        ``"baseline+air_overwatch+more_escorts"``.
    overrides
        What differs, in Hydra's grammar: ``"risk/attacks=hawkes"``,
        ``"tasks.packing.rate=3"``. A scenario does not say how it is run: the number of
        replications, their seed and the workers are arguments of the study.

    Raises
    ------
    ConfigurationError
        If anything is wrong with it; every mistake is listed.
    """
    _refuse(name, overrides)
    base, *added = parts_of(name)
    given = [f"scenario={base}", *overrides]
    if added:
        given.append(f"mitigation=[{','.join(added)}]")
    return _scenario(tuple(given), last_changed([configs_folder()]))


def _refuse(name: object, overrides: Any) -> None:
    """Refuse what is no name, and overrides that are one text: its letters would be read.

    What says how to run is refused too: it would be left out without a word.
    """
    what = allowed = ""
    if not isinstance(name, str):
        what, allowed = f"{name!r} is no name", "text, such as 'baseline'"
    elif isinstance(overrides, str | Mapping):
        what, allowed = f"{overrides!r} is no list", "a list, such as ['risk/attacks=hawkes']"
    if what:
        raise ConfigurationError([Problem("load_scenario", what, allowed)])
    texts = [str(text) for text in overrides]
    if how := [text for text in texts if text not in what_of(texts)]:
        what = "says how to run, not what: a scenario holds nothing of it"
        allowed = "arguments of the study: sim.forecast(scenario, replications=1000, seed=7)"
        raise ConfigurationError(Problem("load_scenario", f"'{t}' {what}", allowed) for t in how)


@lru_cache(maxsize=64)
def _scenario(overrides: tuple[str, ...], changed: int) -> Scenario:
    return load(overrides)[0]


def load(
    overrides: Sequence[str] = (),
    *,
    config_name: str = CONFIG,
    search: Sequence[str] = (),
) -> tuple[Scenario, RunSettings, dict[str, Any]]:
    """Load what a program runs: the scenario, how to run it, and the resolved configuration.

    Parameters
    ----------
    overrides
        In Hydra's grammar.
    config_name
        File that everything starts from.
    search
        More folders in which options of groups are looked for.

    Returns
    -------
    Scenario, RunSettings, dict
        The dictionary is plain data for the manifest: everything composed, mitigations applied.

    Raises
    ------
    ConfigurationError
        If anything is wrong with it; every mistake is listed.
    """
    composition = compose(overrides, config_name=config_name, search=search)
    data, applied, problems = mitigations.apply(composition.data, composition.sources)
    problems = [*composition.problems, *problems]
    if applied:
        data = {
            **data,
            "name": "+".join([str(data.get("name", "")), *applied]),
            "mitigations": list(applied),
            **mitigations.prices(composition.data[MITIGATION]),
        }
    problems += _unusable(at(data, _OUTPUT), composition.sources)
    try:
        scenario, document = _typed(data, composition.sources, problems)
    except ConfigurationError as error:
        told = [_as_written(problem, applied, composition.sources) for problem in error.problems]
        if composition.mission:  # a hundred lines that name places of the other mission
            typed = [problem for problem in told if problem.file.startswith(COMMAND_LINE)]
            told = [composition.mission, *typed]
        told = gathered(dict.fromkeys(told), composition.cases)
        raise ConfigurationError(told) from None
    return scenario, document.run, {**data, **_left_out(document, composition.sources)}


def _left_out(document: Any, sources: Sources) -> dict[str, Any]:
    """Give what an override removed of a study's own settings as it is where nothing is said."""
    gone = {
        entry.package[0] for entry in sources.entries if entry.package and entry.content is None
    }
    own = {item.name for item in dataclasses.fields(document)} - {"run", "backend"}
    own -= {item.name for item in dataclasses.fields(Scenario)}
    return {name: plain_data(getattr(document, name)) for name in sorted(gone & own)}


def _as_written(problem: Problem, applied: Sequence[str], sources: Sources) -> Problem:
    """Tell what is wrong with a cost where it was written: in its mitigation."""
    path = split(problem.where)
    if path[:1] != ("costs",) or path[1:2] not in [(name,) for name in applied]:
        return problem
    written = (MITIGATION, path[1], "cost", *path[2:])
    return dataclasses.replace(problem, where=dotted(written), file=sources.file(written))


def _unusable(output: Any, sources: Sources) -> list[Problem]:
    """Refuse a folder of results that is a file, would lie below one, or that cannot be."""
    if not isinstance(output, str):
        return []
    try:
        files = [place for place in (Path(output), *Path(output).parents) if place.is_file()]
        wrong = [f"'{place}' is a file" for place in files]
    except OSError as error:
        wrong = [f"cannot be a folder ({error.strerror})"]
    allowed = "a folder, which need not be there yet"
    return [sources.problem(_OUTPUT, what, allowed) for what in wrong]


def validate_scenario(data: Mapping[str, Any]) -> Scenario:
    """Type and check a configuration given as plain data, such as a changed `resolved` one.

    What says how to run (``run``, ``backend``) may be left out.

    Raises
    ------
    ConfigurationError
        If anything is wrong with it; every mistake is listed.
    """
    run = {"run": {"replications": 1, "seed": 0}, "backend": {"kind": "local"}}
    return _typed({**run, **data}, Sources(), [])[0]


def _typed(
    data: Mapping[str, Any], sources: Sources, problems: list[Problem]
) -> tuple[Scenario, Any]:
    """Type and check a configuration and all its stages; raise with everything that is wrong."""
    found = [*problems, *_misplaced(data, sources)]
    document = None
    try:
        document = _document(data, sources, found)
    except ConfigurationError as error:
        found = list(error.problems)
    told = {problem.where for problem in found}
    changed: list[Stage] = []
    for when, whole in stages.steps(data):
        found += [sources.problem(*finding) for finding in stages.strangers(data, whole)]
        try:
            changed.append(Stage(when, scenario_of(_document(whole, sources, []))))
        except ConfigurationError as error:
            found += [problem for problem in error.problems if problem.where not in told]
    if document is not None:
        for stage in changed:
            parts = stages.fleets(document.resources, stage.scenario.resources)
            found += [sources.problem(*finding) for finding in parts]
    if found or document is None:
        raise ConfigurationError(_once(found))
    return scenario_of(document, tuple(changed)), document


def _once(found: Sequence[Problem]) -> list[Problem]:
    """Tell once what is wrong with a value of a stage: where a file sets it.

    It is looked at in its stage, and in the whole that holds from that day on.
    """
    told = dict.fromkeys(found)
    for problem in found:
        inner = _OF_A_STAGE.sub("", problem.where)
        for twin in found if inner != problem.where else ():
            if (twin.where, twin.what) == (inner, problem.what):
                told.pop(twin if problem.file else problem, None)
    return list(told)


def _misplaced(data: Mapping[str, Any], sources: Sources) -> list[Problem]:
    """What stages set that cannot change, or before the run has begun."""
    found = []
    as_of, horizon = status_checks.as_of(data), day(data, "horizon")
    for number, stage in enumerate(items(data, stages.KEY)):
        when, place = day(stage, "day"), (stages.KEY, str(number))
        if when and ((as_of and when <= as_of) or (horizon and when > horizon)):
            ends = [f"after {as_of}"] * bool(as_of) + [f"up to {horizon}"] * bool(horizon)
            what, allowed = f"{when} is not within the run", ", ".join(ends)
            found.append(sources.problem((*place, "day"), what, allowed))
        for text in mapping(stage, "set"):
            why = stages.fixed(split(text))
            if not why and at(data, split(text)) is MISSING:
                why = f"there is no '{text}'"
            if why:
                allowed = f"values below {', '.join(stages.CHANGING)}"
                found.append(sources.problem((*place, "set", text), why, allowed))
    return found


def _document(data: Mapping[str, Any], sources: Sources, problems: list[Problem]) -> Any:
    """Type and check; raise with what was wrong before, with the types, and across them."""
    # A choice that has no file leaves the baseline's in place: its values are checked all the same.
    found = list(problems)
    document: Document | None = None
    try:
        document = DOCUMENT.validate_python(data)
    except ValidationError as error:
        found += problems_of(error, data, sources, Document)
    told = {problem.where for problem in found}
    for problem in contradictions(data, sources):
        # A type may have refused the whole quantity for the same number already.
        parent = problem.where.rpartition(".")[0]
        if parent not in told or not is_whole(at(data, parent.split("."))):
            found.append(problem)
    if document is not None:
        found += problems_of_risks(document, sources)
    if found or document is None:
        raise ConfigurationError(dict.fromkeys(found))
    return document
