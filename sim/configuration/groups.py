"""What can be chosen: the groups of files, and which of their files fit what is composed.

Not every folder of a configuration is a group (`plan/minusma` holds parts of one file), and not
every file of a group fits every plan: those of another mission come with its scenario. Which are
these is read from the defaults lists of the scenarios; composing each file to see would take
seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sim.configuration.merging import choices, plain
from sim.configuration.sources import COMMAND_LINE, Folders, configs_folder, dotted, read
from sim.configuration.walk import items, mappings
from sim.errors import ConfigurationError, Problem

SCENARIO: Final = "scenario"
MITIGATION: Final = "mitigation"
_PLAN, _OFF = "plan", "off"
_FEW: Final = 3
"""Places at which a word is known that are told to who wrote it without its place."""


def selectable(folders: Folders, config_name: str) -> list[str]:
    """Give the groups that the defaults list of a starting file names, in order."""
    return list(chosen(folders, config_name))


def options(folders: Folders, group: str) -> set[str]:
    """Give all files of a group; a folder or a link that leads nowhere is none."""
    there = (file for folder in folders for file in (folder / group).glob("*.yaml"))
    return {file.stem for file in there if file.is_file()}


def given_by(overrides: Sequence[Any], groups: Sequence[str]) -> dict[str, str]:
    """Give the one file that parsed overrides choose of a group, by the group."""
    return {
        override.key_or_group: override.value()
        for override in overrides
        if override.key_or_group in groups and isinstance(override.value(), str)
    }


def offered(folders: Folders, config_name: str, group: str, given: Mapping[str, str]) -> set[str]:
    """Give the files of a group that can be chosen beside others.

    Parameters
    ----------
    given
        What is chosen of other groups: names of files by group.

    Returns
    -------
    set
        Under the plan of the starting file all but those that only scenarios of other plans
        choose; under another plan those that its own scenarios choose, and "off".
    """
    there = options(folders, group)
    base = chosen(folders, config_name)
    if group not in base or group == SCENARIO or _PLAN not in base:
        return there
    cases = _cases(folders, base)
    plan = cases.get(given.get(SCENARIO, ""), base)[_PLAN]
    if group != _PLAN and given.get(_PLAN) in options(folders, _PLAN):
        plan = given[_PLAN]
    own = {case.get(group, "") for case in cases.values() if case[_PLAN] == plan}
    others = {case.get(group, "") for case in cases.values() if case[_PLAN] != plan}
    return there & (own | {_OFF}) if plan != base[_PLAN] else there - (others - own)


def another_mission(folders: Folders, config_name: str, given: Mapping[str, str]) -> Problem | None:
    """Say which scenario brings all files of a plan that was chosen alone; None: no plan was."""
    base, plan = chosen(folders, config_name), given.get(_PLAN)
    if plan is None or _PLAN not in base:
        return None
    cases = _cases(folders, base)
    own = sorted(name for name, case in cases.items() if case[_PLAN] == plan)
    if not own or given.get(SCENARIO, base.get(SCENARIO)) in own:
        return None
    allowed = f"scenario={' or '.join(own)}, which chooses them all"
    what = "is the plan of another mission, which has files of its own"
    return Problem(_PLAN, what, allowed, f"{COMMAND_LINE}: {_PLAN}={plan}")


def _cases(folders: Folders, base: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What each scenario that can be read chooses."""
    cases = {}
    for name in options(folders, SCENARIO):
        with suppress(ConfigurationError):  # it cannot be read, which is told where it is chosen
            cases[name] = _of_scenario(folders, base, name)
    cases.setdefault(base.get(SCENARIO, ""), dict(base))
    return cases


def _of_scenario(folders: Folders, base: Mapping[str, str], name: str) -> dict[str, str]:
    return {**base, **chosen(folders, f"{SCENARIO}/{name}")}


def chosen(folders: Folders, path: str, inside: tuple[str, ...] = ()) -> dict[str, str]:
    """What the defaults list of a file chooses, with those of the files that it builds on."""
    file = next((f / f"{path}.yaml" for f in folders if (f / f"{path}.yaml").is_file()), None)
    found: dict[str, str] = {}
    if file is None:
        return found
    shown = f"{file.parents[path.count('/')].name}/{path}.yaml"
    if path in inside:
        what = f"builds on itself: {' → '.join((*inside[inside.index(path) :], path))}"
        raise ConfigurationError([Problem("defaults", what, "another file", shown)])
    for item in items(read(file, shown), "defaults"):
        if isinstance(item, str) and item != "_self_":
            found |= chosen(folders, str(Path(path).parent / item), (*inside, path))
        elif isinstance(item, dict):
            for key, value in item.items():
                group = str(key).removeprefix("override ").removeprefix("optional ").lstrip("/")
                found[group] = value if isinstance(value, str) else ""
    return found


def mitigations_but(
    left_out: Sequence[str], chosen: Sequence[str], search: Sequence[str], where: str
) -> list[str]:
    """Give the mitigations that a study looks at: those chosen, or all but those left out.

    Parameters, errors: as `mitigations_of`; `where` is the path of the study's settings.
    """
    if chosen:
        return mitigations_of(chosen, search, f"{where}.mitigations")
    every = mitigations_of([], search, f"{where}.mitigations")
    out = mitigations_of(left_out, search, f"{where}.leave_out") if left_out else []
    return [name for name in every if name not in out]


def mitigations_of(chosen: Sequence[str], search: Sequence[str], where: str) -> list[str]:
    """Give the mitigations that a study looks at: those chosen, or all that there are.

    Parameters
    ----------
    search
        More folders in which options of groups are looked for.
    where
        Dotted path of the choice.

    Raises
    ------
    ConfigurationError
        If there is no such mitigation, or one is named twice: it would be counted twice.
    """
    there = options((configs_folder(), *map(Path, search)), MITIGATION)
    wrong = [
        Problem(where, f"there is no file configs/{MITIGATION}/{name}.yaml",
                choices(there, name, most=len(there)))
        for name in dict.fromkeys(chosen) if name not in there
    ]  # fmt: skip
    wrong += [
        Problem(where, f"'{name}' is there twice", "each name once")
        for name in dict.fromkeys(chosen)
        if list(chosen).count(name) > 1
    ]
    if wrong:
        raise ConfigurationError(wrong)
    return list(chosen) or sorted(there)


# What is said to who chooses something else


def wrong_choice(folders: Folders, override: Any, offer: set[str]) -> list[Problem]:
    """Say which options named by the override of a group have no file, and what is `offered`.

    Several files of a group would be merged, of which the last one wins: only mitigations are many.
    """
    if override.is_delete():
        return []
    group, value = override.key_or_group, plain(override.value())
    names = value if isinstance(value, list) else [value]
    if isinstance(value, list) and group != MITIGATION:
        one = choices(offer, str(names[0]) if names else "", most=len(offer))
        return [wrong(override, "a list is no file", f"one of {one}")]
    there = options(folders, group)
    twice = sorted({name for name in names if names.count(name) > 1}, key=str)
    return [wrong(override, f"'{name}' is there twice", "each once") for name in twice] + [
        wrong(
            override,
            f"there is no file configs/{group}/{name}.yaml",
            (group == SCENARIO and _with_mitigations(folders, str(name)))
            or choices(offer, str(name), most=len(offer)),
        )
        for name in names
        if not isinstance(name, str) or name not in there
    ]


def _with_mitigations(folders: Folders, name: str) -> str:
    """Say how a scenario with mitigations is chosen, for who wrote both as one name; or nothing."""
    first, *added = name.split("+")
    mitigations = options(folders, MITIGATION)
    if not mitigations.issuperset(added):
        return ""
    if first in mitigations:
        alone = f"scenario=baseline 'mitigation=[{','.join((first, *added))}]'"
        return f"baseline+{name} in a list of scenarios; by itself {alone}"
    if added and first in options(folders, SCENARIO):
        return f"scenario={first} 'mitigation=[{','.join(added)}]'"
    return ""


def several_values(override: Any) -> Problem:
    """Say that several values need ``-m``, and of mitigations how they are taken together."""
    from hydra.errors import HydraException

    allowed = "one value, or -m"
    with suppress(HydraException, ValueError):  # glob(…) and interval(…) list nothing
        names = list(islice(override.sweep_string_iterator(), 20))
        if override.key_or_group == MITIGATION and not any("[" in name for name in names):
            together = f"'{MITIGATION}=[{','.join(names)}]' for all of them together"
            allowed = f"{together}, or -m for one after another"
    return wrong(override, "several values are a sweep", allowed)


def written_with_a_dot(override: Any, group: str, offer: set[str]) -> Problem:
    """Say that a file of a group is chosen with a slash: ``risk.attacks=hawkes``."""
    listed = choices(offer, override.value(), most=len(offer))
    return wrong(override, "is a section, not a value", f"{group}=… with one of {listed}")


def no_group(override: Any, groups: Sequence[str]) -> Problem:
    """Say which groups there are; below a word that is none of them, those that begin with it."""
    key = override.key_or_group
    own = [group for group in groups if group.startswith(f"{key}/")]
    allowed = choices(own or groups, key, most=len(groups))
    return wrong(override, "there is no such group of files", allowed)


def is_unknown_word(override: Any, data: Mapping[str, Any]) -> bool:
    """Whether an override sets a word of no dots that the configuration has not."""
    word = override.key_or_group
    return not override.is_add() and not override.is_force_add() and (
        "." not in word and "[" not in word and word not in data
    )  # fmt: skip


def no_word(override: Any, data: Mapping[str, Any], groups: Sequence[str]) -> Problem:
    """Say which groups and single values stand where an unknown word does, and where it is known.

    Whoever writes ``replications=5`` means ``run.replications=5``.
    """
    word = override.key_or_group
    names = {*groups, *(name for name, value in data.items() if not isinstance(value, dict))}
    allowed = choices(names, word, most=len(names))
    below = [dotted((*path, word)) for path, given in mappings(data) if path and word in given]
    if 1 <= len(below) <= _FEW:
        allowed = f"{' or '.join(below)}, or {allowed}"
    return wrong(override, f"there is no '{word}' here", allowed)


def is_group(folders: Folders, key: str) -> bool:
    """Whether a folder of configuration has this name."""
    return any((folder / key).is_dir() for folder in folders)


def wrong(override: Any, what: str, allowed: str) -> Problem:
    """Say what is wrong with an override, in the words of the command line."""
    text = f"{COMMAND_LINE}: {override.input_line}"
    return Problem(override.key_or_group, what, allowed, text)
