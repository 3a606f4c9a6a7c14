"""What can be chosen: every message offers that, and nothing else."""

from pathlib import Path

import pytest

from sim.configuration.compose import compose
from sim.configuration.groups import mitigations_of, offered, options, selectable
from sim.configuration.load import load
from sim.configuration.sources import configs_folder
from sim.errors import ConfigurationError

FOLDERS = (configs_folder(),)
GROUPS = selectable(FOLDERS, "config")
RISKS = [group for group in GROUPS if group.startswith("risk/")]
WORDS = ["check", "description", "horizon", "name"]


def allowed(*overrides: str) -> list[str]:
    """Names that the one message offers, in order."""
    (problem,) = compose(overrides).problems
    return problem.allowed.split(", ")


def test_a_group_is_what_the_starting_file_chooses_from() -> None:
    folder = FOLDERS[0]
    assert all(any((folder / group).glob("*.yaml")) for group in GROUPS)
    assert len(RISKS) == sum(path.is_dir() for path in (folder / "risk").iterdir())
    assert not {"risk", "job", "observed", "plan/minusma", "risk/attacks/shared"} & set(GROUPS)
    assert selectable(FOLDERS, "ranking") == GROUPS, "by way of the file that it starts from"


@pytest.mark.parametrize(
    ("override", "first"),
    [("risk/attack=foo", "risk/attacks"), ("risk/foo=off", "risk/"),
     ("riks/attacks=off", "risk/attacks"), ("observed=minusma", "backend"),
     ("plan/minusma=camps", "backend"), ("risk/attacks/shared=rates", "risk/attacks")],
)  # fmt: skip
def test_a_wrong_group_is_answered_with_all_groups(override: str, first: str) -> None:
    found = allowed(override)
    assert found[0].startswith(first)
    assert sorted(found) == sorted(GROUPS)


def test_a_word_before_groups_is_answered_with_these() -> None:
    assert sorted(allowed("risk=foo")) == sorted(RISKS)


def test_an_unknown_word_is_answered_with_groups_and_values() -> None:
    found = allowed("riks=off")
    assert found[: len(RISKS)] == sorted(RISKS), "those that it resembles come first"
    assert sorted(found) == sorted([*GROUPS, *WORDS])


@pytest.mark.parametrize(
    ("override", "known"), [("replications=5", "run.replications"), ("seed=7", "run.seed")]
)
def test_a_word_without_its_place_is_answered_with_it(override: str, known: str) -> None:
    assert allowed(override)[0].startswith(known)


@pytest.mark.parametrize(
    ("given", "override", "there"),
    [
        ([], "plan=foo", ["minusma"]),
        ([], "policy=foo", ["baseline", "first_come"]),
        ([], "status=foo", ["2023-07-01", "2023-08-18"]),
        ([], "risk/unrest=foo", ["baseline", "off"]),
        ([], "risk/weather=foo", ["baseline", "long_rains", "off"]),
        ([], "risk/flights=foo", ["crewed_refused", "letter", "never", "off", "open"]),
        ([], "mitigation=foo", sorted(options(FOLDERS, "mitigation"))),
        ([], "scenario=foo", sorted(options(FOLDERS, "scenario"))),
        (["scenario=island"], "risk/unrest=foo", ["island", "off"]),
        (["scenario=island"], "plan=foo", ["island"]),
        (["scenario=toy"], "policy=foo", ["toy"]),
    ],
)
def test_a_wrong_file_is_answered_with_those_that_fit(
    given: list[str], override: str, there: list[str]
) -> None:
    assert sorted(allowed(*given, override)) == there


@pytest.mark.slow
@pytest.mark.parametrize("group", [g for g in GROUPS if g not in ("scenario", "mitigation")])
def test_what_is_offered_can_be_chosen(group: str) -> None:
    """Of plan, status, means and durations nothing else can."""
    offer = offered(FOLDERS, "config", group, {})
    for name in sorted(options(FOLDERS, group)):
        if name in offer:
            load([f"{group}={name}"])
        elif group in ("plan", "status", "resources", "tasks", "risk/attacks", "risk/supply"):
            with pytest.raises(ConfigurationError):
                load([f"{group}={name}"])


def test_a_configuration_without_plans_offers_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    for name in ("here", "there"):
        (tmp_path / "part" / f"{name}.yaml").write_text("x: 1")
    (tmp_path / "config.yaml").write_text("defaults: [part: here, _self_]")
    assert offered((tmp_path,), "config", "part", {}) == {"here", "there"}


@pytest.mark.parametrize(
    ("override", "instead"),
    [
        ("scenario=baseline+more_escorts", "scenario=baseline 'mitigation=[more_escorts]'"),
        ("scenario=july+early_packing+yard_gao",
         "scenario=july 'mitigation=[early_packing,yard_gao]'"),
        (
            "scenario=more_escorts",
            "baseline+more_escorts in a list of scenarios; by itself scenario=",
        ),
        ("mitigation=more_escorts, early_packing",
         "'mitigation=[more_escorts,early_packing]' for all of them together, or -m"),
    ],
)  # fmt: skip
def test_mitigations_written_where_they_do_not_stand_are_answered_with_where(
    override: str, instead: str
) -> None:
    """A comparison writes `baseline+more_escorts`, as Python does."""
    (problem,) = compose([override]).problems
    assert problem.allowed.startswith(instead)


@pytest.mark.parametrize("override", ["scenario=baseline+nothing", "scenario=nowhere+yard_gao"])
def test_what_is_no_mitigation_is_answered_with_scenarios(override: str) -> None:
    assert sorted(allowed(override)) == sorted(options(FOLDERS, "scenario"))


@pytest.mark.parametrize(
    "override", ["scenario=[baseline,all_off]", "risk/attacks=[hawkes,poisson]", "plan=[]"]
)
def test_several_files_of_one_group_are_refused(override: str) -> None:
    """Merged, the last of them would win without a word."""
    (problem,) = compose([override]).problems
    assert problem.what == "a list is no file"
    assert problem.allowed.startswith("one of ")


def test_a_file_chosen_with_a_dot_is_answered_with_the_slash() -> None:
    (problem,) = compose(["risk.attacks=hawkes"]).problems
    assert problem.what == "is a section, not a value"
    assert problem.allowed.startswith("risk/attacks=… with one of hawkes, clustered,")


@pytest.mark.parametrize(
    "also", [[], ["status=toy", "resources=toy", "policy=toy"], ["scenario=july"]]
)
def test_a_plan_without_its_other_files_is_answered_with_its_scenario(also: list[str]) -> None:
    """There were a hundred messages, one for each place of the other mission."""
    with pytest.raises(ConfigurationError) as found:
        load(["plan=toy", *also, "run.seed=-1"])
    assert str(found.value).splitlines() == [
        "command line: plan=toy: plan: is the plan of another mission, which has files of its own "
        "(allowed: scenario=toy, which chooses them all)",
        "command line: run.seed=-1: run.seed: -1 is not allowed (allowed: 0 or more)",
    ]
    assert load(["scenario=toy", "plan=toy"])[0].plan.camps


def test_a_mitigation_is_looked_at_once() -> None:
    assert mitigations_of(["more_escorts"], [], "bundles.mitigations") == ["more_escorts"]
    with pytest.raises(ConfigurationError) as caught:
        mitigations_of(["more_escorts", "magic", "more_escorts"], [], "bundles.mitigations")
    told = {(problem.where, problem.what) for problem in caught.value.problems}
    assert told == {
        ("bundles.mitigations", "there is no file configs/mitigation/magic.yaml"),
        ("bundles.mitigations", "'more_escorts' is there twice"),
    }
