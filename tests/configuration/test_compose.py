"""Every file composes and types; overrides replace what they name; Hydra agrees on the rest."""

import os
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.global_hydra import GlobalHydra
from hydra.types import RunMode
from omegaconf import OmegaConf

from sim.configuration import load_scenario
from sim.configuration.arguments import options_of
from sim.configuration.compose import _defaults_list, compose, expand
from sim.configuration.load import load
from sim.configuration.observed import load_observed
from sim.configuration.plain import plain_data
from sim.configuration.sources import at, configs_folder, read, split
from sim.configuration.typing import BundleSettings, DesignSettings
from sim.errors import ConfigurationError

FOLDER = configs_folder()
OTHER = "island"
"""Cases of another mission: they name its places, so they go with its plan only."""
GROUPS = {
    str(folder.relative_to(FOLDER)): sorted(
        file.stem for file in folder.glob("*.yaml") if file.stem != OTHER
    )
    for folder in [*(FOLDER / "risk").iterdir(), FOLDER / "run"]
}
ROUNDS = [
    [f"{group}={names[number]}" for group, names in GROUPS.items() if number < len(names)]
    for number in range(max(map(len, GROUPS.values())))
]
"""The n-th option of every group at once: every option is in one round."""
MITIGATIONS = sorted(file.stem for file in FOLDER.glob("mitigation/*.yaml"))
STUDIES = sorted(file.stem for file in FOLDER.glob("*.yaml") if file.stem != "replay")
SCENARIOS = sorted(file.stem for file in FOLDER.glob("scenario/*.yaml"))


@pytest.mark.parametrize("overrides", ROUNDS)
def test_every_case_of_a_group_types(overrides: list[str]) -> None:
    load(overrides)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_types(name: str) -> None:
    assert load_scenario(name).name == name


def test_every_policy_and_status_types() -> None:
    load(["policy=first_come"])
    load(["status=2023-07-01"])


def test_every_file_is_used_by_a_group_or_another_file() -> None:
    """A file that no composition reads would be checked by nothing."""
    used = {
        source.file
        for overrides in [
            *ROUNDS,
            ["scenario=toy", "backend=dask"],
            *([f"scenario={name}"] for name in SCENARIOS),
            ["scenario=july", "policy=first_come", f"mitigation=[{','.join(MITIGATIONS)}]"],
        ]
        for source in compose(overrides, config_name="replay").sources.entries
    }
    for name in STUDIES:
        used |= {source.file for source in compose([], config_name=name).sources.entries}
    # What was observed is read by the name that the plan gives, beside the composition.
    for file in FOLDER.glob("observed/*.yaml"):
        assert load_observed(file.stem)
        used.add(file)
    assert set(FOLDER.rglob("*.yaml")) - used == {FOLDER / "job" / "hydra.yaml"}


def test_all_off_is_off() -> None:
    scenario = load_scenario("all_off")
    assert {name for name, risk in scenario.risk.items() if risk.enabled} == set()
    assert load_scenario("all_off", ["risk/attacks=hawkes"]).risk["attacks"].enabled


def test_hydra_agrees_where_nothing_is_replaced_whole() -> None:
    with initialize_config_dir(version_base="1.3", config_dir=str(FOLDER)):
        theirs = OmegaConf.to_container(hydra_compose("config", ["resources.convoy_groups.Gao=5"]))
    assert isinstance(theirs, dict)
    ours = compose(["resources.convoy_groups.Gao={value: 5}"]).data
    unlike = list(differences(ours, theirs))
    assert unlike == ["resources.convoy_groups.Gao"]


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("config", ("risk/attacks=hawkes", "mitigation=[more_escorts,yard_gao]")),
        ("config", ("scenario=island",)),
        ("design", ("scenario=stress_haste", "status=2023-07-01")),
    ],
)
def test_hydra_finds_the_files_that_it_finds_by_itself(name: str, groups: tuple[str, ...]) -> None:
    """It is given only what the files say to it, not what else they hold."""
    with initialize_config_dir(version_base="1.3", config_dir=str(FOLDER)):
        loader = GlobalHydra.instance().config_loader()
        found = loader.compute_defaults_list(name, list(groups), RunMode.RUN)
    own = SourcesRegistry.instance().types["file"]
    theirs = [(file.config_path, file.package or "") for file in found.defaults if file.config_path]
    assert _defaults_list(name, groups, (FOLDER,), -1) == tuple(theirs)
    assert SourcesRegistry.instance().types["file"] is own, "put back"


def test_threads_that_compose_at_once_leave_hydra_as_it_was() -> None:
    compose([])
    own = SourcesRegistry.instance().types["file"]
    threads = [
        Thread(target=compose, args=([f"risk/attacks={name}", f"risk/flights={flights}"],))
        for name in ("hawkes", "poisson") for flights in ("open", "letter", "off")
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert SourcesRegistry.instance().types["file"] is own
    assert not GlobalHydra.instance().is_initialized()


def differences(ours: Any, theirs: Any, path: str = "") -> Any:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() | theirs.keys():
            yield from differences(ours.get(key), theirs.get(key), f"{path}.{key}".lstrip("."))
    elif ours != theirs:
        yield path


def test_a_running_job_keeps_its_hydra() -> None:
    with initialize_config_dir(version_base="1.3", config_dir=str(FOLDER / "job")):
        before = GlobalHydra.instance().hydra
        assert before is not None
        compose(["risk/weather=long_rains", "run=quick"])
        assert GlobalHydra.instance().hydra is before
        with pytest.raises(ConfigurationError):
            compose(config_name="no_such_file")
        assert GlobalHydra.instance().hydra is before
    assert not GlobalHydra.instance().is_initialized()


def test_a_bare_number_replaces_a_quantity() -> None:
    scenario = load_scenario("baseline", ["resources.convoy_groups.Gao=4"])
    gao = scenario.resources.convoy_groups["Gao"]
    assert (gao.value, gao.low, gao.unit) == (4, None, "groups")
    assert scenario.resources.convoy_groups["Mopti"].value == 2


def test_a_new_distribution_replaces_the_old_one() -> None:
    data = compose(["tasks.packing.rate={dist: uniform, low: 1, high: 2}"]).data
    assert data["tasks"]["packing"]["rate"] == {"dist": "uniform", "low": 1, "high": 2}
    assert load_scenario("baseline", ["tasks.packing.rate=3"]).tasks.packing.rate.nominal == 3


def test_an_attack_model_replaces_the_old_one() -> None:
    data = compose(["risk/attacks=hawkes"]).data
    assert set(data["risk"]["attacks"]["model"]) == {"kind", "branching", "decay"}


def test_dates_stay_text_until_they_are_typed() -> None:
    assert compose().data["status"]["as_of"] == "2023-08-18"


def test_a_sweep_is_expanded_in_hydras_order() -> None:
    points = expand(["a=1,2", "b=x", "c={v: 1},{v: 2}", "hydra.sweep.dir=z"])
    assert points == [
        ("a=1", "b=x", "c={v:1}"),
        ("a=1", "b=x", "c={v:2}"),
        ("a=2", "b=x", "c={v:1}"),
        ("a=2", "b=x", "c={v:2}"),
    ]


def write(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        file = folder / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return folder


def problems(folder: Path, *overrides: str) -> list[str]:
    try:
        return [str(problem) for problem in compose(overrides, folder=folder).problems]
    except ConfigurationError as error:
        return [str(problem) for problem in error.problems]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: ${oc.env:HOME}", "config.yaml:1: a: interpolations"),
        ("a: 1\nb: {_target_: os.system}", "config.yaml:2: b._target_: a configuration names no"),
        ("a: ???", "config.yaml:1: a: a value is missing"),
        ("a: 1\na: 2", "config.yaml:2: the key 'a' stands twice"),
        ("a: [1\nb: 2", "config.yaml:2"),
        (
            "defaults: [part: off, _self_]\na: 1",
            "config.yaml:1: defaults: a choice that is not quoted",
        ),
        ("defaults: [part: gone, _self_]\na: 1", "part/gone"),
    ],
)
def test_what_a_file_must_not_hold(tmp_path: Path, content: str, said: str) -> None:
    found = problems(write(tmp_path, config=content, part__here="x: 1"))
    assert len(found) == 1
    assert said in found[0]


def test_an_override_must_not_read_the_environment(tmp_path: Path) -> None:
    found = problems(write(tmp_path, config="a: 1"), "a=${oc.env:HOME}")
    assert found == ["command line: a=${oc.env:HOME}: a: interpolations such as '${oc.env:HOME}' "
                     "are not allowed (allowed: a value)"]  # fmt: skip


def test_every_override_that_is_wrong_is_told(tmp_path: Path) -> None:
    folder = write(
        tmp_path, config="defaults: [part: here, _self_]\na: {b: 1}\nc: [1]", part__here="x: 1"
    )
    found = problems(folder, "a.z=1", "part=gone", "other/part=1", "a=5", "+a.b=2", "c.1=3",
                     "~a.q", "a.b=1,2", "a b=", "part=here", "a.b=7", "+a.new=1")  # fmt: skip
    said = [
        "a b=: cannot be read",
        "part: there is no file configs/part/gone.yaml (allowed: here)",
        "other/part: there is no such group of files",
        "a.b: several values are a sweep",
        "a.z: there is no 'z' here (allowed: b)",
        "a: is a section, not a value (allowed: its b)",
        "a.b: is there already",
        "c.1: there is no '1' here",
        "a.q: there is no 'q' here (allowed: b)",
    ]
    assert len(found) == len(said)
    assert all(any(text in problem for problem in found) for text in said)
    assert all(problem.startswith("command line") for problem in found)


@pytest.mark.parametrize("given", ["risk/attacks=glob(*)", "run.seed=interval(1,3)"])
def test_a_sweep_that_cannot_be_expanded_is_a_mistake(given: str) -> None:
    with pytest.raises(ConfigurationError, match="a list of values") as found:
        expand([given, "run.seed=2"])
    assert str(found.value).startswith(f"command line: {given}: ")


@pytest.mark.parametrize("word", ["", "=", "=2", "a=[1,", "3]", "a={b: 1"])
def test_a_word_that_the_shell_has_cut_is_told_how_to_write_it(tmp_path: Path, word: str) -> None:
    folder = write(tmp_path, config="a: 1")
    (found,) = problems(folder, word)
    assert "the shell cuts at blanks" in found
    assert all("the shell" not in other for other in problems(folder, "a b=", "c=1"))


def test_a_part_cannot_be_left_out_and_off_is_named_where_there_is_such_a_case(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path, config="defaults: [part: here, rain: 'off']", part__here="x: 1",
                   rain__off="y: 0")  # fmt: skip
    assert problems(folder, "~part", "~rain") == [
        "command line: ~part: part: is a part that cannot be left out"
        " (allowed: another option, part=…)",
        "command line: ~rain: rain: is a part that cannot be left out"
        " (allowed: rain=off, which switches it off)",
    ]


def test_a_folder_of_options_has_to_be_there(tmp_path: Path) -> None:
    missing = str(tmp_path / "mine")
    with pytest.raises(ConfigurationError) as found:
        compose([], search=[str(tmp_path), missing])
    assert f"command line: -cd {missing}: there is no such folder" in str(found.value)


GLOBAL = "# @package _global_\ndefaults: [baseline, {override /risk/flights: opn}, _self_]"


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("risk/attacks", "defaults: [gamma_mixd, _self_]",
         "defaults: there is no file 'risk/attacks/gamma_mixd.yaml' (allowed: gamma_mixed, "),
        ("risk/attacks", "defaults: gamma_mixed",
         "1: defaults: is no list (allowed: a list, such as ["),
        ("risk/attacks", "defaults: [baseline: off]",
         "1: defaults: a choice that is not quoted is a boolean"),
        ("risk/attacks", "defaults: [gamma_mixed, _self_]\nrate_loaded: -2",
         "2: risk.attacks.rate_loaded: -2 is negative: allowed are numbers from 0"),
        ("scenario", GLOBAL,
         "defaults: there is no file 'risk/flights/opn.yaml' (allowed: open, crewed_refused, "),
        ("scenario", "defaults: 5", "1: defaults: is no list"),
        ("scenario", "# @package _global_\ndefaults: [baseline, {override /risk/fire: a}, _self_]",
         "2: defaults: there is no group of files 'risk/fire' (allowed: "),
        ("scenario", "defaults: [baseline, {override /risk/flights: open}, _self_]",
         "defaults: there is no choice of 'risk/flights' before, which it could override "
         "(allowed: '# @package _global_' as the first line"),
        ("scenario", "# @package _global_\ndefaults: [baseline, _self_]\nname: my own",
         "3: name: 'my own' is no name (allowed: letters, digits and _ . + -"),
        ("scenario", "# @package _global_\ndefaults: [baseline, _self_]\nresources:\n"
         "  trucks: {Gao: 2.5}", "4: resources.trucks.Gao.value: 2.5 is not a count"),
        ("mitigation", "title: x\ncost: -1\nlead_time: 0\nsource: x\ngrade: C\n"
         "as_of: 2023-07-01\nset:\n  resources.trucks.Gao: 230",
         "2: mitigation.own.cost: -1 is negative"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_folder_of_the_user_is_told_with_its_file(
    tmp_path: Path, file: str, content: str, said: str
) -> None:
    mine = write(tmp_path / "mine", **{f"{file}/own": content, "policy__broken": "a: ["})
    choice = "mitigation=[own]" if file == "mitigation" else f"{file}=own"
    with pytest.raises(ConfigurationError) as found:
        load([choice], search=[str(mine)])
    (problem,) = found.value.problems
    line = ":" if said[0].isdigit() else ": "
    assert str(problem).startswith(f"mine/{file}/own.yaml{line}{said}")


def test_of_several_files_with_a_mistake_the_one_that_was_chosen_is_named(tmp_path: Path) -> None:
    mine = write(tmp_path / "mine", scenario__another=GLOBAL, scenario__own=GLOBAL)
    with pytest.raises(ConfigurationError, match=r"^mine/scenario/own\.yaml: "):
        compose(["scenario=own"], search=[str(mine)])


def test_files_to_start_from_are_those_of_the_program(tmp_path: Path) -> None:
    mine = write(tmp_path / "mine", start="defaults: [config, _self_]")
    with pytest.raises(ConfigurationError, match=r"-cn start: .* in configs/ \(allowed: attri"):
        compose(config_name="start", search=[str(mine)])


def test_files_are_read_once_and_again_when_changed(tmp_path: Path) -> None:
    file = write(tmp_path, config="a: 1") / "config.yaml"
    assert read(file) is read(file)
    assert compose(folder=tmp_path).data == {"a": 1}
    file.write_text("a: 22")
    os.utime(file, ns=(1, 1))
    assert compose(folder=tmp_path).data == {"a": 22}


@pytest.mark.parametrize(
    "word", ["-plan.camps.Kidal.window.start=2023-11-17", "-policy=first_come"]
)
def test_a_dash_before_an_override_is_no_option(word: str) -> None:
    """``-p lan.x=1``: the run was the one without it."""
    with pytest.raises(ConfigurationError) as found:
        options_of([word])
    (problem,) = found.value.problems
    assert problem.file == f"command line: {word}"
    assert options_of(["--cfg", "job", "-p", "plan.title"])[0].package == "plan.title"


@pytest.mark.parametrize(
    "word", ["run.seed=range(0,1,0)", "run.seed=range(3,1)", "~mitigation=range(3,1)"]
)
def test_a_sweep_over_nothing_is_one_message(word: str) -> None:
    with pytest.raises(ConfigurationError) as found:
        expand([word])
    (problem,) = found.value.problems
    assert problem.what == "no list of values"
    (problem,) = compose([word]).problems[:1]
    assert problem.file == f"command line: {word}"


@pytest.mark.parametrize(
    "words", [["run.seed=range(1,1e12)"], ["run.seed=range(0,101)", "run.block=range(1,101)"]]
)
def test_a_sweep_without_end_fills_no_memory(words: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="a sweep of more than 10,000 points"):
        expand(words)


def test_a_group_that_is_forced_is_told_with_its_place() -> None:
    (problem,) = compose(["++mitigation=more_escorts"]).problems
    assert problem.file == "command line: ++mitigation=more_escorts"
    assert problem.allowed == "mitigation=…"


def test_what_is_removed_is_what_was_named() -> None:
    """As Hydra has it: another value is a mistake of whoever names it."""
    (problem,) = compose(["~tasks.packing.rate.grade=0"]).problems
    assert problem.what == "is not 0, and so is not removed"
    assert not compose(["~tasks.packing.rate.grade"]).problems
    grade = compose().data["tasks"]["packing"]["rate"]["grade"]
    assert not compose([f"~tasks.packing.rate.grade={grade}"]).problems


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("run.seed=a=b", "cannot be read: '=' cannot stand there"),
        ("run.seed=float(a)", "cannot be read: in 'float(a)': could not convert"),
    ],
)
def test_no_word_of_the_parser_is_told(word: str, said: str) -> None:
    (problem,) = compose([word]).problems
    assert problem.what.startswith(said)
    assert "expecting" not in problem.what


@pytest.mark.parametrize(
    ("program", "path", "left"),
    [
        ("attribute", "groups", {}),
        ("attribute", "shapley", True),
        ("bundles", "bundles.keep", BundleSettings().keep),
        ("compare", "scenarios", []),
        ("design", "design", plain_data(DesignSettings())),
        ("replay", "replication", 0),
        ("replay", "camp", None),
    ],
)
def test_what_a_study_is_told_no_more_is_as_where_nothing_is_said(
    program: str, path: str, left: object
) -> None:
    """It was not there, and the study ended in a KeyError."""
    _, _, config = load([f"~{path}"], config_name=program)
    assert at(config, split(path)) == left
