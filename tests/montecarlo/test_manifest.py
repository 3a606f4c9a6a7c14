"""The manifest: what was run, and what is another run."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import ResultsError
from sim.montecarlo.columns import TABLES
from sim.montecarlo.manifest import (
    _NOT_THE_MODEL,
    configuration_hash,
    fingerprint,
    flatten,
    manifest,
    program_hash,
)
from sim.montecarlo.reading import file_hash
from sim.montecarlo.seal import is_sealed, sealed
from sim.montecarlo.store import Store
from tests.montecarlo.kept import ROOT, complete, contents, identity


def test_another_configuration_is_refused_and_the_difference_shown(tmp_path: Path) -> None:
    before = contents(complete(tmp_path, 5))
    with pytest.raises(ResultsError) as caught:
        Store(tmp_path, identity(rate={"value": 3.0, "source": "a report"}))
    assert "rate.value: 2.0 there, 3.0 asked" in str(caught.value)
    assert "run.output" in str(caught.value)
    assert contents(tmp_path) == before


def test_another_seed_is_refused_while_a_run_is_under_way(tmp_path: Path) -> None:
    Store(tmp_path, identity()).begin()
    with pytest.raises(ResultsError, match="seed: 1 there, 2 asked"):
        Store(tmp_path, dataclasses.replace(identity(), seed=2))


def test_another_study_or_scenario_of_the_same_numbers_is_refused(tmp_path: Path) -> None:
    Store(tmp_path, identity()).begin()
    with pytest.raises(ResultsError, match="study: 'forecast' there, 'compare' asked"):
        Store(tmp_path, dataclasses.replace(identity(), study="compare"))
    with pytest.raises(ResultsError, match="scenario: 'baseline' there, 'july' asked"):
        Store(tmp_path, dataclasses.replace(identity(), scenario="july"))


def test_a_run_without_its_events_is_not_one_with_them(tmp_path: Path) -> None:
    Store(tmp_path, identity()).begin()
    with pytest.raises(ResultsError, match=r"run\.trace: False there, True asked"):
        Store(tmp_path, dataclasses.replace(identity(), trace=True))


@pytest.mark.parametrize(("changes", "more"), [(6, ""), (8, "and 2 more values")])
def test_six_differences_are_listed_and_the_rest_is_counted(changes: int, more: str) -> None:
    """Values on one side only are differences as well."""
    there = {f"old{k}": 1 for k in range(2)} | {f"a{k}": 1 for k in range(changes - 4)}
    asked = {f"new{k}": 1 for k in range(2)} | {f"a{k}": 2 for k in range(changes - 4)}
    of = dataclasses.replace(identity(), configuration=asked | {"same": [1]})
    lines = of.differences({**vars(of), "hash": "other", "configuration": there | {"same": [1]}})
    assert lines[0] == "old0: 1 there, 'nothing' asked"
    assert lines[2] == "a0: 1 there, 2 asked"
    assert len([line for line in lines if "there" in line]) == 6
    assert lines[6:] == ([more] if more else [])


def test_the_order_of_a_configuration_does_not_change_its_hash() -> None:
    assert configuration_hash({"a": 1, "b": [1, 2]}) == configuration_hash({"b": [1, 2], "a": 1})
    assert configuration_hash({"b": [1, 2]}) != configuration_hash({"b": [2, 1]})


def test_results_of_other_code_are_not_taken_for_new_ones(tmp_path: Path) -> None:
    complete(tmp_path, 3)
    with pytest.raises(ResultsError, match="another version of the model's code"):
        Store(tmp_path, dataclasses.replace(identity(), program="other code"))


def test_the_hash_of_the_program_covers_the_model_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "sim"
    for folder in ("montecarlo", "processes", "report"):
        (home / folder).mkdir(parents=True)
        (home / folder / "a.py").write_text("one")
    monkeypatch.setattr("sim.montecarlo.manifest.__file__", str(home / "montecarlo" / "a.py"))
    before = program_hash()
    (home / "report" / "a.py").write_text("two")
    assert program_hash() == before
    (home / "processes" / "a.py").write_text("two")
    assert program_hash() != before


def test_a_file_that_moves_or_changes_place_with_another_is_other_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "sim"
    (home / "montecarlo").mkdir(parents=True)
    monkeypatch.setattr("sim.montecarlo.manifest.__file__", str(home / "montecarlo" / "a.py"))
    hashes = []
    for a, b in (("one", "two"), ("two", "one"), ("onetwo", "")):
        (home / "a.py").write_text(a)
        (home / "b.py").write_text(b)
        hashes.append(program_hash())
    (home / "a.py").rename(home / "c.py")
    assert len({*hashes, program_hash()}) == 4


def test_workers_must_agree_on_what_makes_outcomes() -> None:
    found = fingerprint()
    assert set(found) == {"model", "python", "numpy", "scipy", "simpy"}
    assert found["model"] == program_hash()[:8]


def test_no_configuration_that_is_no_number_has_a_hash() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        configuration_hash({"rate": float("nan")})


def test_the_manifest_says_what_was_run_and_not_how() -> None:
    configuration = {"rate": {"source": "b"}, "price_source": "a", "empty": {"source": ""}}
    of = dataclasses.replace(identity(), configuration=configuration, trace=True)
    composed = dict.fromkeys(("run", "backend", "check", "replication", "hydra", "plan"), 1)
    noted = manifest(of, 3, "enough", {}, composed, {"half_width": 0.02})
    assert noted["sources"] == ["a", "b"]
    assert noted["composed"] == {"plan": 1}
    assert (noted["until"], noted["trace"]) == ({"half_width": 0.02}, True)
    plain = manifest(identity(), 3, "enough", {})
    assert not {"until", "trace", "composed"} & set(plain)


def test_what_is_empty_is_a_value_too() -> None:
    plain = {"a": {}, "b": {"c": [], "d": [1, {"e": 2}]}}
    assert list(flatten(plain)) == [("a", {}), ("b.c", []), ("b.d.0", 1), ("b.d.1.e", 2)]


def test_whatever_a_replication_loads_is_part_of_the_hash_of_the_program() -> None:
    code = "import sys, sim.replication; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    parts = {name.split(".")[1] for name in ran.stdout.decode().split() if name.startswith("sim.")}
    assert {"policies", "processes", "risks", "plan", "draws"} <= parts
    assert parts.isdisjoint(_NOT_THE_MODEL)


def test_the_manifest_hashes_the_tables(tmp_path: Path) -> None:
    complete(tmp_path, 4)
    noted = json.loads((tmp_path / "manifest.json").read_text())
    assert set(noted["tables"]) == {f"{table}.parquet" for table in TABLES}
    for name, found in noted["tables"].items():
        assert file_hash(tmp_path / name) == found


def test_a_seal_covers_the_rest_of_a_manifest_however_it_is_written() -> None:
    """As it is read again: keys that are numbers are text then, and there may be NaN."""
    content = {"b": {2: 0.1, 10: float("nan")}, "a": ["é"]}
    whole = sealed(content)
    assert is_sealed(whole)
    assert is_sealed(dict(sorted(json.loads(json.dumps(whole)).items())))
    assert sealed(whole) == whole
    assert not is_sealed({**whole, "a": ["e"]})
    assert not is_sealed({**whole, "c": 1})
    assert not is_sealed(content)
