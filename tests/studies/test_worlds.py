"""Many scenarios in the same worlds: the samples of a forecast, once each, resumed, kept apart."""

import dataclasses
import json
import os
import re
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from sim import forecast, load_scenario
from sim.errors import ConfigurationError, ResultsError, SimError
from sim.montecarlo.executors import ReplicationError
from sim.montecarlo.lock import LOCK
from sim.montecarlo.manifest import versions
from sim.scenario import Scenario
from sim.studies import shelf as shelves
from sim.studies.folder import write
from sim.studies.shelf import Shelf
from sim.studies.worlds import Worlds, content_hash, said_beforehand, worlds_of
from tests.studies import fake


@pytest.fixture
def two() -> dict[str, Scenario]:
    return {
        "a": load_scenario("baseline"),
        "b": load_scenario("baseline", ["resources.clearing_officers=3"]),
    }


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_sample_is_that_of_a_forecast(two: dict[str, Scenario], workers: int) -> None:
    found = Worlds(30, 3, workers).samples(two)
    for name, scenario in two.items():
        alone = forecast(scenario, 30, 3, 1).outcomes
        pd.testing.assert_frame_equal(found[name].outcomes, alone)


@pytest.mark.usefixtures("model")
def test_what_differs_by_name_only_is_run_once(two: dict[str, Scenario], tmp_path: Path) -> None:
    same = dataclasses.replace(two["a"], name="other", description="x", mitigations=("y",))
    assert content_hash(same) == content_hash(two["a"]) != content_hash(two["b"])
    worlds = Worlds(10, 3, 1, tmp_path)
    assert worlds.missing({**two, "c": same}) == 20
    found = worlds.samples({**two, "c": same})
    assert len(list((tmp_path / "samples").iterdir())) == 3, "two scenarios and the identity"
    pd.testing.assert_frame_equal(found["a"].outcomes, found["c"].outcomes)
    assert found["c"].scenario is same


@pytest.mark.usefixtures("model")
def test_more_replications_run_only_what_is_missing(
    two: dict[str, Scenario], tmp_path: Path
) -> None:
    Worlds(30, 3, 1, tmp_path).samples(two)
    worlds = Worlds(60, 3, 1, tmp_path)
    assert worlds.missing(two) == 2 * 30
    found = worlds.samples(two)
    fresh = Worlds(60, 3, 1).samples(two)
    for name in two:
        for table in shelves.TABLES:
            pd.testing.assert_frame_equal(found[name].tables[table], fresh[name].tables[table])
    Worlds(63, 3, 1, tmp_path).samples(two)
    assert Worlds(70, 3, 1, tmp_path).missing(two) == 2 * 7, "not from the start of the block"
    fewer = Worlds(7, 3, 1, tmp_path)
    assert fewer.missing(two) == 0
    assert fewer.samples(two)["a"].outcomes["replication"].tolist() == list(range(7))
    assert "nothing has to be run" in said_beforehand(two["a"], fewer, 0, "x")


@pytest.mark.usefixtures("model")
def test_longer_worlds_hold_what_the_shorter_ones_ran(two: dict[str, Scenario]) -> None:
    """In memory too: a quarter of the second look of a ranking was run again."""
    worlds = Worlds(10, 3, 1)
    worlds.samples(two)
    longer = worlds.longer(40)
    assert (longer.replications, longer.missing(two)) == (40, 2 * 30)
    fresh = Worlds(40, 3, 1).samples(two)
    for name, sample in longer.samples(two).items():
        pd.testing.assert_frame_equal(sample.outcomes, fresh[name].outcomes)
    assert worlds.missing(two) == 0


@pytest.mark.usefixtures("model")
def test_a_table_is_read_when_it_is_asked_for(
    two: dict[str, Scenario], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Designs and rankings of very many replications look at no delays."""
    asked = []
    read = shelves.Shelf.read

    def noted(shelf: Shelf, key: str, replications: int, table: str) -> pd.DataFrame:
        asked.append(table)
        return read(shelf, key, replications, table)

    monkeypatch.setattr(shelves.Shelf, "read", noted)
    sample = Worlds(5, 3, 1, tmp_path).samples(two)["a"]
    assert asked == []
    assert sample.outcomes is sample.outcomes
    assert len(sample.closures) == 5 * len(two["a"].plan.closing)
    assert asked == ["outcomes", "closures"]
    assert sorted(sample.tables) == sorted(shelves.TABLES)
    assert len(sample.tables) == len(shelves.TABLES)
    with pytest.raises(KeyError, match="balances"):
        sample.tables["balances"]


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("damage", ["a byte", "a file", "the end"])
def test_a_block_that_was_damaged_is_run_again(
    damage: str, two: dict[str, Scenario], tmp_path: Path
) -> None:
    whole = Worlds(30, 3, 1, tmp_path).samples(two)["a"].outcomes
    (file, *_) = sorted((tmp_path / "samples").glob("*/parts/000000025-*/outcomes.parquet"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    if damage == "a file":
        file.unlink()
    else:
        file.write_bytes(content if damage == "a byte" else content[:-9])
    again = Worlds(30, 3, 1, tmp_path)
    assert again.missing(two) == 5
    pd.testing.assert_frame_equal(again.samples(two)["a"].outcomes, whole)
    assert Worlds(30, 3, 1, tmp_path).missing(two) == 0


@pytest.mark.usefixtures("model")
def test_two_studies_on_one_folder(two: dict[str, Scenario], tmp_path: Path) -> None:
    """The second is told who is there; what the first has kept is whole."""
    first, second = (Worlds(10, 3, 1, tmp_path) for _ in range(2))
    said = rf"another run \(process {os.getpid()} on .*\) is writing there; .*run\.output"
    with first.shelf.alone(), pytest.raises(ResultsError, match=said):
        second.samples(two)
    assert second.missing(two) == 20
    assert len(second.samples(two)) == 2
    assert not (tmp_path / "samples" / LOCK).exists()


@pytest.mark.usefixtures("model")
def test_another_seed_or_program_is_refused(
    two: dict[str, Scenario], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Worlds(5, 3, 1, tmp_path).samples(two)
    with pytest.raises(ResultsError, match="another master seed"):
        Worlds(5, 4, 1, tmp_path).samples(two)
    monkeypatch.setattr("sim.montecarlo.manifest.program_hash", lambda: "other")
    with pytest.raises(ResultsError, match="another version of the model"):
        Worlds(5, 3, 1, tmp_path).samples(two)


@pytest.mark.usefixtures("model")
def test_samples_of_two_versions_are_not_mixed(
    two: dict[str, Scenario], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They noted none: half a sample was of one NumPy, half of another, and the manifest named one.

    What is there may be read, as a forecast may, and the manifest names what it was run with.
    """
    before = versions()
    Worlds(5, 3, 1, tmp_path).samples(two)
    noted = json.loads((tmp_path / "samples/identity.json").read_text())
    assert noted["versions"] == before
    later = {**before, "numpy": "99.0"}
    monkeypatch.setattr("sim.montecarlo.manifest.versions", lambda: later)
    said = rf"numpy: {re.escape(before['numpy'])} there, 99\.0 here\n.*run\.output=…, or remove"
    with pytest.raises(ResultsError, match=said):
        Worlds(30, 3, 1, tmp_path).samples(two)
    worlds = Worlds(5, 3, 1, tmp_path)
    assert len(worlds.samples(two)) == 2
    write(tmp_path, "compare", worlds, two, {"a": pd.DataFrame({"x": [1]})})
    content = json.loads((tmp_path / "manifest.json").read_text())
    assert content["packages"]["numpy"] == before["numpy"]
    assert content["python"] == before["python"]
    (tmp_path / "samples/identity.json").write_text(
        json.dumps({name: noted[name] for name in ("program", "seed")})
    )
    Worlds(30, 3, 1, tmp_path).samples(two)  # of an older program, which noted none


def test_what_says_whose_samples_they_are_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk left an empty file, over which every later run fell."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ResultsError, match="No space left"):
            Shelf(tmp_path, 3)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    Shelf(tmp_path, 3)
    (tmp_path / "samples/identity.json").write_text("")
    with pytest.raises(ResultsError, match=r"identity\.json cannot be read"):
        Shelf(tmp_path, 3)


def test_one_that_fails_leaves_the_others(
    two: dict[str, Scenario], model: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(case: fake.Case, replication: int) -> object:
        if case.scenario.resources.clearing_officers.value == 3 and replication == 7:
            raise RuntimeError("a made-up fault")
        return fake.run_replication(case, replication)

    model.__dict__["run_replication"] = broken
    worlds = Worlds(30, 3, 1, keep_going=True)
    found = worlds.samples(two)
    assert list(found) == ["a"]
    assert len(found["a"].outcomes) == 30
    assert "replication 7 of b failed" in worlds.failed["b"]
    twice = Worlds(30, 3, 1, keep_going=True)
    assert list(twice.samples({**two, "c": two["b"]})) == ["a"]
    assert twice.failed["c"] == twice.failed["b"], "equal but for its name: it failed as well"
    assert "the others are run" in capsys.readouterr().err
    with pytest.raises(ReplicationError, match="replication 7 of b"):
        Worlds(30, 3, 1).samples(two)


def test_one_that_cannot_be_made_ready_leaves_the_others(
    two: dict[str, Scenario], model: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is made ready runs once with every risk off, and may fail there."""

    def broken(scenario: Scenario, seed: int) -> fake.Case:
        if scenario.resources.clearing_officers.value == 3:
            raise SimError("a made-up fault")
        return fake.prepare(scenario, seed)

    model.__dict__["prepare"] = broken
    worlds = Worlds(30, 3, 1, keep_going=True)
    found = worlds.samples(two)
    assert list(found) == ["a"]
    assert worlds.failed == {"b": "b cannot be made ready: a made-up fault"}
    assert "the others are run" in capsys.readouterr().err
    with pytest.raises(SimError, match="a made-up fault"):
        Worlds(30, 3, 1).samples(two)


def test_ctrl_c_keeps_blocks(
    two: dict[str, Scenario], model: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(shelves, "BLOCK", 5)
    monkeypatch.chdir(tmp_path)
    Path("interrupt").touch()
    model.__dict__["run_replication"] = fake.stop_after
    worlds = Worlds(20, 3, 1, tmp_path / "out")
    with pytest.raises(SystemExit) as stopped:
        worlds.samples(two)
    assert stopped.value.code == 130
    assert "goes on from there" in capsys.readouterr().err
    assert worlds.missing(two) == 30
    Path("interrupt").unlink()
    found = worlds.samples(two)
    model.__dict__["run_replication"] = fake.run_replication
    whole = Worlds(20, 3, 1).samples(two)
    pd.testing.assert_frame_equal(found["b"].outcomes, whole["b"].outcomes)


def test_a_number_by_precision_is_refused(tmp_path: Path) -> None:
    from sim.configuration.load import load

    run = load(["run.until.half_width=0.02"])[1]
    with pytest.raises(ConfigurationError, match="their number is fixed"):
        worlds_of(run, tmp_path, None)
