"""Files and words of one's own: what is wrong with them is said with its place."""

import os
import shutil
from pathlib import Path

import pytest

from sim.configuration import load_scenario
from sim.configuration.compose import compose
from sim.configuration.load import load
from sim.configuration.sources import configs_folder
from sim.errors import ConfigurationError


@pytest.mark.parametrize("text", ["défense: 1", "# d'après\u2019".encode("cp1252")])
def test_a_file_of_another_encoding_is_named_with_its_line(
    tmp_path: Path, text: str | bytes
) -> None:
    """An editor of an old Windows writes an accent so."""
    own = tmp_path / "mine"
    content = text if isinstance(text, bytes) else text.encode("latin-1")
    (own / "mitigation").mkdir(parents=True)
    (own / "mitigation/renfort.yaml").write_bytes(b"# first line\n" + content)
    (own / "scenario").mkdir()
    (own / "scenario/other.yaml").write_bytes(content)
    said = "is not UTF-8 text: byte 0x"
    with pytest.raises(ConfigurationError) as found:
        compose(["mitigation=[renfort]"], search=[str(own)])
    (problem,) = found.value.problems
    assert problem.file == "mine/mitigation/renfort.yaml:2"
    assert problem.what.startswith(said)
    with pytest.raises(ConfigurationError, match=said):
        compose(["scenario=other"], search=[str(own)])
    assert not compose([], search=[str(own)]).problems, "what is not chosen hinders nobody"


def test_a_file_that_is_not_yaml_hides_no_wrong_choice(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    (own / "scenario").mkdir(parents=True)
    (own / "scenario/other.yaml").write_text("# @package _global_\nname: [x\nfoo: 1\n")
    with pytest.raises(ConfigurationError) as found:
        compose(["scenario=other", "risk/attacks=nope", "a b"], search=[str(own)])
    file, *rest = map(str, found.value.problems)
    assert file.startswith("mine/scenario/other.yaml:3: is not YAML")
    assert [" ".join(text.split()[:5]) for text in rest] == [
        "command line: a b: cannot",
        "command line: risk/attacks=nope: risk/attacks: there",
    ]


@pytest.mark.skipif(os.name == "nt", reason="not everybody may make a link there")
def test_a_link_that_leads_nowhere_hinders_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Emacs marks an open file so; looking when it last changed ended in a traceback."""
    own = tmp_path / "configs"
    shutil.copytree(configs_folder(), own)
    (own / "scenario/.#july.yaml").symlink_to("somebody@somewhere.1:2")
    monkeypatch.setattr("sim.configuration.load.configs_folder", lambda: own)
    assert load_scenario("july").name == "july"
    assert not compose(["scenario=july"], search=[str(own)]).problems
    (problem,) = compose(["scenario=juli"], search=[str(own)]).problems
    assert "there is no file" in problem.what


def test_a_file_that_builds_on_itself_is_told_and_hinders_nobody_else(tmp_path: Path) -> None:
    """A scenario that takes the name of the one that it builds on: Hydra goes round for ever."""
    own = tmp_path / "mine"
    (own / "scenario").mkdir(parents=True)
    (own / "scenario/one.yaml").write_text("# @package _global_\ndefaults: [two, _self_]")
    (own / "scenario/two.yaml").write_text("# @package _global_\ndefaults: [one, _self_]")
    with pytest.raises(ConfigurationError) as found:
        compose(["scenario=one"], search=[str(own)])
    assert str(found.value) == (
        "mine/scenario/two.yaml:2: defaults: builds on itself: scenario/one → scenario/two → "
        "scenario/one (allowed: another file)"
    )
    assert not compose(["risk/attacks=hawkes"], search=[str(own)]).problems


def test_a_second_choice_of_a_group_is_told_with_its_file(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    (own / "scenario").mkdir(parents=True)
    head = "# @package _global_\ndefaults: [baseline, {/plan: toy}, _self_]"
    (own / "scenario/other.yaml").write_text(head)
    with pytest.raises(ConfigurationError) as found:
        compose(["scenario=other"], search=[str(own)])
    assert str(found.value) == (
        "mine/scenario/other.yaml: defaults: chooses 'plan' once more (allowed: '- override /plan: "
        "toy')"
    )


@pytest.mark.parametrize("given", ["2027", "soon", "2027-4-3", "true"])
def test_what_is_no_date_is_told_with_one(given: str) -> None:
    with pytest.raises(ConfigurationError) as found:
        load(["tasks.spending.authority_until=" + given])
    (problem,) = found.value.problems
    assert problem.what.endswith("is not a date")
    assert problem.allowed == "a day such as 2023-12-31"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("resources.trucks.Gao", "there is no '=' (allowed: path=value"),
        ("run.output=~/results", "'~' cannot stand there, but in quotes"),
        ("run.output=~/results", "as in run.output=$HOME/results)"),
        ("mitigation=[a;b]", "';' cannot stand there"),
    ],
)
def test_what_cannot_be_read_is_said_without_the_words_of_a_parser(word: str, said: str) -> None:
    (problem,) = compose([word]).problems
    assert said in str(problem)


def test_a_scenario_without_its_first_line_is_told_what_is_missing(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    (own / "scenario").mkdir(parents=True)
    (own / "scenario/hawkish.yaml").write_text("defaults: [baseline, _self_]\nname: hawkish\n")
    (problem,) = compose(["scenario=hawkish"], search=[str(own)]).problems
    assert str(problem) == (
        "mine/scenario/hawkish.yaml: speaks of a part 'scenario' that there is not "
        "(allowed: '# @package _global_' as the first line of the file)"
    )


def test_a_mitigation_twice_is_refused() -> None:
    """It was taken once in silence: who wants twice as many escorts has a file of their own."""
    (problem,) = compose(["mitigation=[more_escorts,more_escorts]"]).problems
    assert "'more_escorts' is there twice (allowed: each once)" in str(problem)
    with pytest.raises(ConfigurationError, match="'more_escorts' is there twice"):
        load_scenario("baseline+more_escorts+more_escorts")


def test_what_a_case_misses_is_told_once_with_what_it_can_build_on(tmp_path: Path) -> None:
    """Twenty lines said that a key is missing; the mistake was one line that was not written."""
    own = tmp_path / "mine/risk/attacks"
    own.mkdir(parents=True)
    (own / "own.yaml").write_text("model: poisson\n")
    with pytest.raises(ConfigurationError) as found:
        load(["risk/attacks=own"], search=[str(tmp_path / "mine")])
    once, model = sorted(map(str, found.value.problems))
    assert once.startswith("mine/risk/attacks/own.yaml: risk.attacks: 20 keys are missing: enabled")
    assert once.endswith("a case to build on: 'defaults: [gamma_mixed, _self_]')")
    assert model.endswith("'poisson' is not a mapping (allowed: a mapping with 'kind')")
    (own / "own.yaml").write_text("defaults: [gamma_mixed, _self_]\nturn_back: 0.3\n")
    assert load(["risk/attacks=own"], search=[str(tmp_path / "mine")])


@pytest.mark.parametrize(
    ("content", "where", "what", "allowed"),
    [
        ("description: !!set {a, b}", "", "a value has a tag that cannot be read", "without '!!'"),
        ("horizon: !!timestamp 2024-12-31", "", "a value has a tag", "without '!!'"),
        ("null: 3", "", "a key is no text", "in quotes"),
        (f"run: {{seed: {'9' * 5000}}}", "", "a number has thousands of digits", "is meant"),
        ("defaults: [baseline, 3, _self_]", "defaults", "an item of the list is no name", "group"),
        ("description: &x [*x]", "", "a part of it holds itself", "within no part"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_file(
    tmp_path: Path, content: str, where: str, what: str, allowed: str
) -> None:
    file = tmp_path / "scenario" / "mine.yaml"
    file.parent.mkdir()
    start = "" if "defaults" in content else "defaults: [baseline, _self_]\n"
    file.write_text(f"# @package _global_\n{start}{content}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load(["scenario=mine"], search=[str(tmp_path)])
    (problem,) = caught.value.problems
    line = ":2" if where else ""
    assert problem.file == f"{tmp_path.name}/scenario/mine.yaml{line}"
    assert problem.where == where
    assert what in problem.what
    assert allowed in problem.allowed


def own_file(folder: Path, name: str, content: bytes) -> list[str]:
    """Write a file of one's own, and give its folder as load and compose take it."""
    file = folder / "mine" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    return [str(folder / "mine")]


def test_a_long_file_of_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    """Its bytes were looked for in vain, and its lines counted from where a part was read."""
    content = "# a comment\n" * 2000 + "# d\u00e9fense: 1\n"
    search = own_file(tmp_path, "risk/attacks/other.yaml", content.encode("latin-1"))
    with pytest.raises(ConfigurationError) as found:
        compose(["risk/attacks=other"], search=search)
    (problem,) = found.value.problems
    assert problem.file == "mine/risk/attacks/other.yaml:2001"


def test_a_letter_that_no_yaml_holds_is_told_with_its_file(tmp_path: Path) -> None:
    """It was told in two lines, of which one held the path of the machine."""
    search = own_file(tmp_path, "risk/attacks/other.yaml", b"defaults: [baseline]\n\0\n")
    with pytest.raises(ConfigurationError) as found:
        compose(["risk/attacks=other"], search=search)
    assert str(found.value) == (
        "mine/risk/attacks/other.yaml: is not YAML: a letter that YAML does not allow, U+0000"
    )


@pytest.mark.parametrize("tag", ["!!timestamp", "!!bool", "!!int"])
def test_a_value_that_does_not_fit_its_tag_ends_in_a_message(tag: str, tmp_path: Path) -> None:
    text = f"# @package _global_\ndefaults: [baseline, _self_]\nname: {tag} soon\n"
    search = own_file(tmp_path, "scenario/other.yaml", text.encode())
    with pytest.raises(ConfigurationError) as found:
        load(["scenario=other"], search=search)
    assert all("scenario/other.yaml" in problem.file for problem in found.value.problems)


def test_a_mark_at_the_beginning_hides_no_first_line(tmp_path: Path) -> None:
    """Notepad writes one; the file then spoke of a part 'scenario' that there is not."""
    text = "# @package _global_\ndefaults: [baseline, _self_]\nname: mine\n"
    search = own_file(tmp_path, "scenario/other.yaml", text.encode("utf-8-sig"))
    assert load(["scenario=other"], search=search)[0].name == "mine"
    (tmp_path / "mine/scenario/other.yaml").write_bytes(
        text.replace("_global_", "").encode("utf-8-sig")
    )
    with pytest.raises(ConfigurationError, match=r"other.yaml:1: '# @package' cannot be read"):
        load(["scenario=other"], search=search)


@pytest.mark.skipif(os.name == "nt", reason="not everybody may make a link there")
def test_a_link_to_itself_ends_in_a_message(tmp_path: Path) -> None:
    (tmp_path / "mine/scenario").mkdir(parents=True)
    (tmp_path / "mine/scenario/other.yaml").symlink_to("other.yaml")
    search = [str(tmp_path / "mine")]
    assert not compose([], search=search).problems
    (problem,) = compose(["scenario=other"], search=search).problems
    assert problem.what == "there is no file configs/scenario/other.yaml"
    assert "other" not in problem.allowed


def test_what_a_new_distribution_does_not_say_is_told_where_it_is_written(tmp_path: Path) -> None:
    """The file whose distribution it had replaced was blamed, with the line of the right one."""
    given = "tasks.packing.rate={dist:triangular,mode:2}"
    with pytest.raises(ConfigurationError) as found:
        load([given])
    assert {problem.file for problem in found.value.problems} == {f"command line: {given}"}
    text = "defaults: [baseline, _self_]\ndispatch: {rule: first_come, _whole_: true}\n"
    search = own_file(tmp_path, "policy/other.yaml", text.encode())
    with pytest.raises(ConfigurationError) as found:
        load(["policy=other"], search=search)
    assert {problem.file for problem in found.value.problems} == {"mine/policy/other.yaml:2"}
