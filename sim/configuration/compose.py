"""Composing: Hydra chooses the files and reads the overrides, the result is plain data.

Hydra says which files there are in which order (defaults lists, groups, packages) and parses the
overrides. The merging is our own (`merging`), because OmegaConf merges a changed distribution into
the old one and stops at the first mistake. Nothing is resolved, looked up in the environment or
imported: interpolations and ``_target_`` are refused.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product
from math import prod
from pathlib import Path
from typing import Any

from sim.configuration.defaults import GLOBAL, wrong_lists
from sim.configuration.groups import (
    MITIGATION,
    SCENARIO,
    another_mission,
    chosen,
    given_by,
    is_group,
    is_unknown_word,
    no_group,
    no_word,
    offered,
    selectable,
    several_values,
    written_with_a_dot,
    wrong,
    wrong_choice,
)
from sim.configuration.hydra_errors import failing, from_hydra, from_yaml
from sim.configuration.merging import apply, merged, nested
from sim.configuration.overrides import not_removed, parsed_of
from sim.configuration.situation import of_its_day
from sim.configuration.sources import (
    COMMAND_LINE,
    OF_HYDRA,
    Folders,
    Keys,
    Source,
    Sources,
    configs_folder,
    last_changed,
    read,
    split,
)
from sim.errors import ConfigurationError, Problem

CONFIG = "config"
"""Name of the file that everything starts from."""

_MOST = 10_000
"""Points of a sweep: a slip of the hand, range(1,1e12), would fill the memory."""


@dataclass
class Composition:
    """A configuration as plain data, with what set each value and what is wrong so far.

    `mission` says, where a plan was chosen without its scenario, what to choose instead: should the
    files not fit together, that is the one mistake. `cases` are the files that the starting file
    chooses, by group.
    """

    data: dict[str, Any]
    sources: Sources
    problems: list[Problem] = field(default_factory=list)
    mission: Problem | None = None
    cases: dict[str, str] = field(default_factory=dict)


def compose(
    overrides: Sequence[str] = (),
    *,
    config_name: str = CONFIG,
    folder: Path | None = None,
    search: Sequence[str] = (),
) -> Composition:
    """Compose a configuration; may be called from Python and from inside a Hydra job.

    Parameters
    ----------
    overrides
        In Hydra's grammar: ``group=option``, ``dotted.path=value``, ``+new=value``, ``~gone``.
    config_name
        File that everything starts from.
    folder
        Folder of the configuration, if it is not the program's own.
    search
        More folders in which options of groups are looked for.

    Returns
    -------
    Composition
        Mistakes that leave something to work with are in its `problems`, so that those of the
        values can be told beside them.

    Raises
    ------
    ConfigurationError
        If the files themselves cannot be composed, or a folder of more options is not there.
    """
    if missing := [name for name in search if not Path(name).is_dir()]:
        allowed = "a folder that holds groups of files, such as mitigation/"
        raise ConfigurationError(
            Problem("", "there is no such folder", allowed, f"{COMMAND_LINE}: -cd {name}")
            for name in missing
        )
    folders = (folder or configs_folder(), *(Path(name).resolve() for name in search))
    if not (folders[0] / f"{config_name}.yaml").is_file():
        starts = sorted(path.stem for path in folders[0].glob("*.yaml"))
        what = f"there is no file '{config_name}.yaml' to start from in {folders[0].name}/"
        where = f"{COMMAND_LINE}: -cn {config_name}"
        raise ConfigurationError([Problem("", what, ", ".join(starts), where)])
    parsed, problems = parsed_of(overrides)
    groups: list[str] = []
    values: list[Any] = []
    there = selectable(folders, config_name)
    given = given_by(parsed, there)
    for override in parsed:
        key = override.key_or_group
        if override.is_hydra_override():
            named = override.is_delete() or isinstance(override.value(), str | list)
            if "/" in key and not named:
                problems.append(wrong(override, "no name of a file", f"{key}=NAME"))
        elif override.is_delete() and is_group(folders, key):
            problems.append(not_removed(override, folders))
        elif override.is_sweep_override():
            problems.append(several_values(override))
        elif isinstance(override.value(), dict) or not is_group(folders, key):
            if "/" in key:
                problems.append(no_group(override, there))
            elif isinstance(override.value(), str) and (group := key.replace(".", "/")) in there:
                offer = offered(folders, config_name, group, given)
                problems.append(written_with_a_dot(override, group, offer))
            else:
                values.append(override)
        elif override.is_force_add():
            problems.append(wrong(override, "a file of a group is not forced", f"{key}=…"))
        elif key not in there and not override.is_add():
            problems.append(no_group(override, there))
        else:
            offer = offered(folders, config_name, key, given)
            mistakes = wrong_choice(folders, override, offer)
            problems += mistakes
            if not mistakes:
                groups.append(override.input_line)

    try:
        composition = _from_files(config_name, tuple(groups), folders)
    except ConfigurationError as error:
        # Values cannot be judged without the files; choices and what is no override can.
        raise ConfigurationError([*error.problems, *problems]) from None
    composition.problems += problems
    composition.cases = chosen(folders, config_name)
    composition.mission = another_mission(folders, config_name, given)
    for override in values:
        if is_unknown_word(override, composition.data):
            composition.problems.append(no_word(override, composition.data, there))
            continue
        composition.data, result = apply(composition.data, override)
        if isinstance(result, Problem):
            composition.problems.append(result)
        else:
            composition.sources.entries.append(result)
    situations = offered(folders, config_name, "status", given)
    composition.data, relabelled = of_its_day(composition.data, composition.sources, situations)
    composition.problems += relabelled
    composition.problems += _refused(composition.data, composition.sources)
    return composition


def expand(overrides: Sequence[str]) -> list[tuple[str, ...]]:
    """Give the overrides of each point of a sweep, in the order in which Hydra runs them.

    Raises
    ------
    ConfigurationError
        If an override cannot be read, or says its values by a pattern or by what holds no list.
    """
    from hydra.errors import HydraException

    parsed, problems = parsed_of(overrides)
    if problems:
        raise ConfigurationError(problems)
    axes: list[list[str]] = []
    for override in parsed:
        if override.is_hydra_override():
            continue
        if override.is_sweep_override():
            key = override.get_key_element()
            try:
                values = list(islice(override.sweep_string_iterator(), _MOST + 1))
            except (HydraException, ValueError):  # glob(…), interval(…) and range(0,1,0)
                values = []
            if not values:
                problems.append(wrong(override, "no list of values", "a list of values: a,b,c"))
            axes.append([f"{key}={value}" for value in values])
        else:
            key, value = override.get_key_element(), override.get_value_element_as_str()
            axes.append([override.input_line if override.is_delete() else f"{key}={value}"])
    if prod(map(len, axes)) > _MOST:
        what = f"a sweep of more than {_MOST:,} points"
        problems.append(Problem("", what, f"{_MOST:,} or fewer", COMMAND_LINE))
    if problems:
        raise ConfigurationError(problems)
    return list(product(*axes))


def _from_files(name: str, groups: tuple[str, ...], folders: Folders) -> Composition:
    """Read and merge the files that the defaults lists name."""
    entries: list[Source] = []
    data: dict[str, Any] = {}
    problems: list[Problem] = []
    for config_path, package in _defaults_list(name, groups, folders, last_changed(folders)):
        if config_path.startswith("hydra/"):
            continue
        file = _find(folders, config_path)
        shown = f"{file.parents[config_path.count('/')].name}/{config_path}.yaml"
        keys = split(package)
        if config_path.startswith(f"{MITIGATION}/"):
            # Beside one another, not merged: two that set one path contradict each other.
            keys = (MITIGATION, Path(config_path).name)
        if keys == (SCENARIO,):  # below a key that nothing reads
            problems.append(
                Problem("", "speaks of a part 'scenario' that there is not", GLOBAL, shown)
            )
            keys = ()
        content = {key: value for key, value in read(file, shown).items() if key not in OF_HYDRA}
        entries.append(Source(shown, keys, content, file))
        data = merged(data, nested(keys, content))
    return Composition(copy.deepcopy(data), Sources(entries), problems)


@lru_cache(maxsize=64)
def _defaults_list(
    name: str, groups: tuple[str, ...], folders: Folders, changed: int
) -> tuple[tuple[str, str], ...]:
    """Ask Hydra which files there are, in order, each with the path below which it lies."""
    import yaml
    from hydra.errors import HydraException
    from hydra.types import RunMode
    from omegaconf.errors import OmegaConfBaseException

    from sim.configuration.hydra_loader import loader_of

    if wrong := wrong_lists(folders, name, groups):
        raise ConfigurationError(wrong)
    overrides = list(groups)
    if len(folders) > 1:
        searched = ",".join(f"'file://{folder}'" for folder in folders[1:])
        overrides.append(f"hydra.searchpath=[{searched}]")
    try:
        with loader_of(folders[0]) as loader:
            found = loader.compute_defaults_list(name, overrides, RunMode.RUN)
    except RecursionError as error:
        if file := failing(error, folders, groups):
            within = Problem("", "a part of it holds itself", "'*' within no part of its '&'", file)
            raise ConfigurationError([within]) from None
        raise
    except (AttributeError, LookupError, TypeError) as error:
        if file := failing(error, folders, groups):
            unfit = Problem("", "a value does not fit its tag", "values without '!!'", file)
            raise ConfigurationError([unfit]) from None
        raise
    except yaml.YAMLError as error:
        raise ConfigurationError([from_yaml(error, folders)]) from None
    except (HydraException, OmegaConfBaseException, ValueError, AssertionError) as error:
        raise ConfigurationError([from_hydra(error, folders, groups)]) from None
    return tuple(
        (entry.config_path, entry.package or "") for entry in found.defaults if entry.config_path
    )


def _find(folders: Folders, config_path: str) -> Path:
    name = f"{config_path}.yaml"
    return next((f / name for f in folders if (f / name).is_file()), folders[0] / name)


def _refused(data: Any, sources: Sources, path: Keys = ()) -> Iterator[Problem]:
    """What a configuration must not hold: code to run, interpolations, values left open."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "_target_":
                yield sources.problem((*path, key), "a configuration names no code to run")
            yield from _refused(value, sources, (*path, str(key)))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _refused(value, sources, (*path, str(number)))
    elif isinstance(data, str) and "${" in data:
        yield sources.problem(path, f"interpolations such as '{data}' are not allowed", "a value")
    elif data == "???":
        yield sources.problem(path, "a value is missing", "a value")
