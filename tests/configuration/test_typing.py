"""Values of the wrong kind or out of bounds: told once, and as what they are."""

from datetime import datetime
from pathlib import Path

import pytest

from sim.configuration import (
    checks,
    load_scenario,
    resolved,
    scenario_hash,
    validate_scenario,
)
from sim.configuration.load import load
from sim.configuration.sources import Sources
from sim.errors import ConfigurationError
from tests.configuration.changed import changed, composed, found


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("run.until.most=many", "'many' does not fit"),
        ("run.until.minimum=few", "'few' does not fit"),
        ("resources.trucks.Gao.as_of=soon", "'soon' is not a date"),
        ("plan.camps.Menaka.window.end=2023-W50-1", "'2023-W50-1' is not a date"),
        ("resources.corridor_trucks=1", "1 trucks do not carry one consignment of 10"),
    ],
)
def test_a_value_is_told_once_and_only_as_what_it_is(given: str, what: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load([given])
    assert [problem.what for problem in caught.value.problems] == [what]


def test_a_plan_without_phases_ends_after_it_begins() -> None:
    data = {**composed(), "horizon": "2023-08-17"}
    data["plan"] = {**data["plan"], "phases": {}}
    (told,) = (p for p in checks.problems(data, Sources()) if p.where == "horizon")
    assert told.allowed == "2023-08-18 or later"
    data["status"] = {key: value for key, value in data["status"].items() if key != "as_of"}
    assert [p for p in checks.problems(data, Sources()) if p.where == "horizon"] == []


def test_as_many_replications_at_most_as_at_least_will_do() -> None:
    until = {"figures": ["met_all", "met_and_orderly_1"], "minimum": 400, "most": 400}
    assert checks.problems({**composed(), "run": {"until": until}}, Sources()) == []


def test_a_resolved_scenario_can_be_read_again() -> None:
    for name in ("baseline", "toy"):
        scenario = load_scenario(name)
        again = validate_scenario(resolved(scenario))
        assert again == scenario
        assert scenario_hash(again) == scenario_hash(scenario)


def test_the_hash_tells_configurations_apart() -> None:
    baseline = scenario_hash(load_scenario("baseline"))
    assert len(baseline) == 64
    assert scenario_hash(load_scenario("baseline", ["resources.trucks.Gao=221"])) != baseline
    assert scenario_hash(load(["run.seed=1"])[0]) == baseline


def test_a_scenario_from_python_does_not_say_how_it_is_run() -> None:
    """`run.seed=7` was left out without a word; a study takes its own arguments."""
    with pytest.raises(ConfigurationError) as caught:
        load_scenario("toy", ["run.seed=7", "++run=quick", "backend=dask", "check=true"])
    first, *rest = map(str, caught.value.problems)
    assert first == (
        "load_scenario: 'run.seed=7' says how to run, not what: a scenario holds nothing of it "
        "(allowed: arguments of the study: sim.forecast(scenario, replications=1000, seed=7))"
    )
    assert len(rest) == 3


@pytest.mark.parametrize("given", ["-1", "17.5", "P0", "P100", "first"])
def test_what_is_no_replication_is_told_once(given: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load([f"replication={given}"], config_name="replay")
    (problem,) = caught.value.problems
    assert problem.where == "replication"
    assert problem.what == (f"'{given}' is no replication (allowed: a number from 0, or a rank: "
                            "P50, P80, P1 to P99)")  # fmt: skip


@pytest.mark.parametrize("given", [0, 17, "P1", "P99"])
def test_a_replication_is_a_number_or_a_rank(given: int | str) -> None:
    _, _, data = load([f"replication={given}"], config_name="replay")
    assert data["replication"] == given


@pytest.mark.parametrize("below", ["", "/deeper/still"])
def test_a_file_is_no_folder_of_results(tmp_path: Path, below: str) -> None:
    file = tmp_path / "afile"
    file.touch()
    with pytest.raises(ConfigurationError) as caught:
        load([f"run.output={file}{below}"])
    (problem,) = caught.value.problems
    assert (problem.where, problem.what) == ("run.output", f"'{file}' is a file")
    assert "a folder" in problem.allowed
    load([f"run.output={tmp_path}/none/yet"])


def test_a_name_that_no_folder_can_have_is_told() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load([f"run.output={'x' * 300}"])
    (problem,) = caught.value.problems
    assert problem.where == "run.output"
    assert problem.what.startswith("cannot be a folder (")


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ("run.replications=0", "1 or more"),
        ("run.seed=-1", "0 or more"),
        ("run.until.half_width=0", "more than 0"),
        ("run.until.half_width=2", "0.5 or less"),
        ("run.trace=1", "true or false"),
        ("run.until.minimum=0", "1 or more"),
        ("run.until.batch=0", "1 or more"),
        ("run.until.most=10000001", "10,000,000 or less"),
        ("run.replications=10000001", "10,000,000 or less"),
        ("run.block=0", "1 or more"),
        ("run.workers=0", "1 or more"),
        ("+ranking.closer=-1", "0 or more"),
        ("+ranking.times=1", "2 or more"),
        ("+bundles.keep=0", "1 or more"),
        ("+decisions.step=0", "1 or more"),
        ("+design.seed=-1", "0 or more"),
    ],
)
def test_bounds_are_told_in_plain_words(given: str, allowed: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load([given])
    (problem,) = caught.value.problems
    assert problem.allowed == allowed


@pytest.mark.parametrize("given", ["foo", "tcp://foo", "tcp://foo:port", "http://foo:8786/x"])
def test_a_scheduler_without_a_port_is_refused(given: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(["backend=dask", f"backend.scheduler='{given}'"])
    (problem,) = caught.value.problems
    assert problem.where == "backend.scheduler"
    assert problem.what.startswith(f"'{given}' is no address (allowed: one such as tcp://")


@pytest.mark.parametrize("given", ["10.0.0.5:8786", "tls://host.example:8786", "tcp://[::1]:8786"])
def test_addresses_of_schedulers(given: str) -> None:
    _, _, data = load(["backend=dask", f"backend.scheduler='{given}'"])
    assert data["backend"]["scheduler"] == given


def test_every_means_has_a_unit_of_its_own() -> None:
    """Letter by letter: trucks are no lorries, and a week is no month."""
    means = changed()["resources"]
    wrong = {f"resources.{name}" for name in means}
    for name, given in means.items():
        places = given if "value" not in given else {"": given}
        for place in places.values():
            place["unit"] = "things"
        wrong |= {f"resources.{name}.{place}" for place in places if place}
        if places is given:
            wrong.discard(f"resources.{name}")
    assert len(wrong) > 30
    with pytest.raises(ConfigurationError) as caught:
        validate_scenario(changed(resources=means))
    units = [problem for problem in caught.value.problems if "unit 'things'" in problem.what]
    assert {problem.where for problem in units} == wrong


TIMES = (
    "2023-12-20T00:00:00", "2023-12-20T00:00:00Z", "2023-12-20T00:00+00:00", "2023-12-20 06:00",
    "2023-12-20T06:00:00Z", "2023-12-20 00:00:00", "20231220", "1703030400",
)  # fmt: skip
"""No dates: pydantic takes most of them for one, and the cross checks do not."""


@pytest.mark.parametrize("given", [*TIMES, datetime(2023, 12, 20), datetime(2023, 12, 20, 3)])
def test_a_time_of_a_day_is_no_date(given: str | datetime) -> None:
    """Taken for one it could not be set beside the others: a traceback, or no check at all."""
    (told,) = found(changed(plan__camps__Menaka__window__end=given))
    shown = f"'{given}'" if isinstance(given, str) else given
    assert str(told) == (
        f"plan.camps.Menaka.window.end: {shown} is not a date (allowed: a day such as 2023-12-31)"
    )


@pytest.mark.parametrize("given", TIMES)
@pytest.mark.parametrize("path", ["status.as_of", "horizon", "plan.camps.Kidal.window.start"])
def test_nor_on_the_command_line(path: str, given: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load([f"{path}='{given}'"])
    (told,) = caught.value.problems
    assert told.where == path
    assert told.what == f"'{given}' is not a date"
    assert told.file.startswith("command line: ")


@pytest.mark.parametrize("quote", ["", "'"])
@pytest.mark.parametrize("given", TIMES[:6])
def test_nor_in_a_file(quote: str, given: str, tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    text = f"# @package _global_\ndefaults: [baseline, _self_]\nhorizon: {quote}{given}{quote}\n"
    (tmp_path / "scenario/own.yaml").write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load(["scenario=own"], search=[str(tmp_path)])
    (told,) = caught.value.problems
    assert told.what == f"'{given}' is not a date"
    assert told.file.endswith("scenario/own.yaml:3")
