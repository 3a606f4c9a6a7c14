"""Defaults lists: every mistake is told with its file, its line and what is allowed."""

from pathlib import Path

import pytest

from experiments.forecast import FORECAST
from sim.configuration.compose import compose
from sim.configuration.defaults import wrong_lists
from sim.configuration.sources import configs_folder
from sim.errors import ConfigurationError


def said_of(folder: Path, *items: str, first: str = "# @package _global_") -> list[str]:
    """What is said of a scenario with these defaults, below a first line of two."""
    file = folder / "mine/scenario/own.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"  - {item}\n" for item in items)
    file.write_text(f"{first}\ndefaults:\n{listed}name: own\n", encoding="utf-8")
    try:
        composed = compose(["scenario=own"], search=[str(folder / "mine")])
    except ConfigurationError as error:
        return [str(problem) for problem in error.problems]
    return [str(problem) for problem in composed.problems]


def test_the_lists_of_the_program_are_right() -> None:
    folder = configs_folder()
    for start in folder.glob("*.yaml"):
        assert wrong_lists((folder,), start.stem, []) == []
    for group in ("scenario", "policy", "risk/attacks", "plan", "status", "resources", "tasks"):
        for file in (folder / group).glob("*.yaml"):
            assert wrong_lists((folder,), "config", [f"{group}={file.stem}"]) == []


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("policy: [baseline, first_come]", "a list is no file of 'policy' (allowed: one of base"),
        ("policy: [first_come]", "a list is no file of 'policy' (allowed: one of first_come, "),
        ("policy: []", "a list is no file of 'policy' (allowed: one of baseline, "),
        ('risk/attacks: ["off", poisson]', "a list is no file of 'risk/attacks' (allowed: one of "),
    ],
)
@pytest.mark.parametrize("word", ["override /", "/"])
def test_a_list_where_one_file_is_chosen_is_refused(
    tmp_path: Path, word: str, item: str, said: str
) -> None:
    """Merged, the last of them would win without a word."""
    (found,) = said_of(tmp_path, "baseline", word + item, "_self_")
    assert found.startswith(f"mine/scenario/own.yaml:4: defaults: {said}")


def test_a_list_is_refused_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said_of(tmp_path, "baseline", "override /policy: [baseline, first_come]", "_self_")
    assert FORECAST.main(["check=true", "-cd", str(tmp_path / "mine"), "scenario=own"]) == 2
    assert "own.yaml:4: defaults: a list is no file of 'policy'" in capsys.readouterr().err


def test_mitigations_are_a_list(tmp_path: Path) -> None:
    assert not said_of(tmp_path, "baseline", "/mitigation: [more_escorts, early_packing]", "_self_")
    (twice,) = said_of(tmp_path, "baseline", "/mitigation: [yard_gao, yard_gao]", "_self_")
    assert "own.yaml:4: defaults: 'yard_gao' is there twice (allowed: each once)" in twice
    (alone,) = said_of(tmp_path, "baseline", "override /mitigation: [yard_gao]", "_self_")
    assert "(allowed: '- /mitigation: [a name, …]' without 'override')" in alone


@pytest.mark.parametrize(
    ("item", "what", "allowed"),
    [
        ("override /polcy: baseline", "there is no group of files 'polcy'", "policy, backend, "),
        ("/polcy: baseline", "there is no group of files 'polcy'", "policy, backend, "),
        ("override /risk: poisson", "there is no group of files 'risk'", "risk/"),
        ("policy: first_come", "there is no group of files 'scenario/policy'", "'/policy', with"),
        ("override /policy: ${foo}", "interpolations such as '${foo}' are not", "baseline, first_"),
        ("override /policy: ${foo", "interpolations such as '${foo' are not", "baseline, first_"),
        ("/policy: ${oc.env:HOME}", "interpolations such as '${oc.env:HOME}'", "baseline, first_"),
        ("${foo}", "interpolations such as '${foo}' are not allowed", "a name, or a group"),
        ("baseline", "'scenario/baseline' is there twice", "once)"),
        ("override /policy@foo: baseline", "'@' cannot stand in '/policy@foo'", "'/policy' alone"),
        ("july@foo", "'@' cannot stand in 'july@foo'", "'july' alone"),
        ("{override /policy: a, override /plan: b}", "an item holds 2 choices", "an item for each"),
        ("{}", "an item of the list is no name", "a name, or a group and its choice"),
        ("override /policy: null", "nothing is chosen", "baseline, first_come"),
        ("override /policy: ???", "nothing is chosen", "baseline, first_come"),
        ("override /policy: 3", "'3' is no name of a file", "baseline, first_come"),
        ("override /policy: {a: b}", "'{'a': 'b'}' is no name of a file", "baseline, first_come"),
        ("overide /policy: baseline", "'overide' cannot stand before a group", "optional or over"),
        ("override /policy", "'override /policy' is no name of a file", "a name, or a group"),
        ("override /mitigation: [3]", "'3' is no name of a file", "air_overwatch, "),
        ("3: x", "'3' is no group", "a name, or a group and its choice"),
        ("override /policy: first_come.yaml", "'first_come.yaml' names the ending", "'first_come'"),
        ("override /scenario: july", "chooses of 'scenario', of which it is a file", "the name of"),
        ("/config", "builds on itself: config → scenario/own → config", "another file"),
        ("_self_", "'_self_' is there twice", "once)"),
    ],
)
def test_a_mistake_in_a_list_is_told_with_its_line(
    tmp_path: Path, item: str, what: str, allowed: str
) -> None:
    last = () if item == "_self_" else ("_self_",)
    (found,) = said_of(tmp_path, "baseline", *(("_self_",) if not last else ()), item, *last)
    line = 4 if last else 5
    assert found.startswith(f"mine/scenario/own.yaml:{line}: defaults: {what}")
    assert f"(allowed: {allowed}" in found


def test_a_group_is_overridden_once_and_after_what_is_built_on(tmp_path: Path) -> None:
    """Of two, the first won in silence."""
    override = "override /policy: baseline"
    (twice,) = said_of(tmp_path, "baseline", override, "override /policy: first_come", "_self_")
    assert twice.startswith("mine/scenario/own.yaml:5: defaults: chooses 'policy' twice")
    (late,) = said_of(tmp_path, override, "baseline", "_self_")
    assert late.startswith(
        "mine/scenario/own.yaml:4: defaults: 'scenario/baseline' stands after 'override policy'"
    )


@pytest.mark.parametrize("first", ["# @package", "# @package _global_ _x_", "# @package: a b"])
def test_a_first_line_that_cannot_be_read_is_told_with_what_it_should_be(
    tmp_path: Path, first: str
) -> None:
    (found,) = said_of(tmp_path, "baseline", "_self_", first=first)
    assert found.startswith(f"mine/scenario/own.yaml:1: '{first}' cannot be read (allowed: '# @pac")


def test_what_is_not_composed_hinders_nobody(tmp_path: Path) -> None:
    said_of(tmp_path, "baseline", "override /policy: [baseline]", "_self_")
    assert not compose(["scenario=july"], search=[str(tmp_path / "mine")]).problems
