"""A folder of results: equal bytes however it came about, and never another run's."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.errors import ResultsError
from sim.montecarlo.columns import TABLES
from sim.montecarlo.engine import run
from sim.montecarlo.manifest import (
    _NOT_THE_MODEL,
    Identity,
    configuration_hash,
    fingerprint,
    flatten,
    manifest,
    program_hash,
    read_json,
)
from sim.montecarlo.parts import PARTS
from sim.montecarlo.reading import file_hash
from sim.montecarlo.store import Store
from tests.montecarlo.fake import Case, run_one

ROOT = Path(__file__).parents[2]
REPLICATIONS = 30


def identity(**changed: object) -> Identity:
    configuration = {"rate": {"value": 2.0, "source": "a report"}, "camps": ["A", "B"], **changed}
    digest = configuration_hash(configuration)
    return Identity("forecast", "baseline", 1, "code", digest, configuration)


def complete(
    directory: Path, replications: int = REPLICATIONS, workers: int = 1, block: int = 7
) -> Path:
    """Run what is missing and put it together."""
    store = Store(directory, identity())
    store.begin()
    for finished in run(
        Case(), store.missing(replications, block), run_one=run_one, workers=workers
    ):
        store.write(finished)
    hashes = store.assemble(replications)
    store.finish(manifest(identity(), replications, "all were run", hashes))
    return directory


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def keep(directory: Path, blocks: range | Sequence[range], block: int = 7) -> Store:
    """Run these replications and keep them as parts, as a run does that is then broken off."""
    store = Store(directory, identity())
    store.begin()
    for finished in run(Case(), blocks, run_one=run_one, workers=1, block=block):
        store.write(finished)
    store.close()
    return store


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(complete(tmp_path_factory.mktemp("results") / "reference"))


def test_the_folder_holds_the_tables_and_the_manifest(reference: dict[str, bytes]) -> None:
    assert sorted(reference) == sorted([*(f"{table}.parquet" for table in TABLES), "manifest.json"])
    noted = json.loads(reference["manifest.json"])
    assert noted["sources"] == ["a report"]
    assert noted["replications"] == REPLICATIONS


@pytest.mark.parametrize(("workers", "block"), [(2, 7), (2, 4), (1, 1), (1, 50)])
def test_equal_bytes_for_any_workers_and_blocks(
    reference: dict[str, bytes], tmp_path: Path, workers: int, block: int
) -> None:
    assert contents(complete(tmp_path / "a", workers=workers, block=block)) == reference


def test_equal_bytes_for_any_order_of_blocks(reference: dict[str, bytes], tmp_path: Path) -> None:
    store = Store(tmp_path, identity())
    store.begin()
    blocks = store.missing(REPLICATIONS, 4)
    for finished in run(Case(), blocks[::-1], run_one=run_one, workers=1):
        store.write(finished)
    assert store.missing(REPLICATIONS, 4) == []
    store.close()
    assert contents(complete(tmp_path)) == reference


@pytest.mark.parametrize("lengths", [(10,), (3, 17, 29)])
def test_more_replications_extend_a_finished_run(
    reference: dict[str, bytes], tmp_path: Path, lengths: Sequence[int]
) -> None:
    for length in lengths:
        complete(tmp_path, length)
    assert contents(complete(tmp_path)) == reference


def children(process: int) -> list[int]:
    """Processes that a process has started; none where the system does not say."""
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(number) for number in text.split()]


def runs(process: int) -> bool:
    """Whether a process is there, and not only its exit code."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_killed_run_goes_on_and_gives_equal_bytes(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    """SIGKILL of the parent in mid-run: the parts stay, and no worker outlives it."""
    script = tmp_path / "main.py"
    script.write_text(
        textwrap.dedent(
            f"""
            from pathlib import Path
            from sim.montecarlo.engine import run
            from sim.montecarlo.store import Store
            from tests.montecarlo.fake import Case, run_one
            from tests.montecarlo.test_store import identity

            store = Store(Path({str(tmp_path / "killed")!r}), identity())
            store.begin()
            case = Case(seconds=0.1)
            for block in run(case, range(30), run_one=run_one, workers=2, block=4):
                store.write(block)
            """
        )
    )
    process = subprocess.Popen(
        [sys.executable, str(script)], env={"PYTHONPATH": str(ROOT), "PATH": ""}
    )
    parts = tmp_path / "killed" / PARTS
    until = time.monotonic() + 30
    while len(list(parts.glob("0*"))) < 2:
        assert time.monotonic() < until, "no part appeared"
        time.sleep(0.05)
    workers = children(process.pid)
    process.kill()
    process.wait()
    until = time.monotonic() + 30
    while any(map(runs, workers)):
        assert time.monotonic() < until, "a worker outlives its parent"
        time.sleep(0.05)
    left = Store(tmp_path / "killed", identity()).missing(REPLICATIONS, 7)
    assert 0 < sum(map(len, left)) < REPLICATIONS
    assert contents(complete(tmp_path / "killed")) == reference


@pytest.mark.parametrize("table", TABLES)
def test_a_run_killed_while_it_was_put_together_goes_on(
    reference: dict[str, bytes], tmp_path: Path, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those before this table are already extended, the manifest still tells of the shorter run."""

    class Killed(BaseException):
        pass

    def replace(source: Path, target: Path) -> None:
        if Path(target).name == f"{table}.parquet":
            raise Killed
        move(source, target)

    complete(tmp_path, 10)
    store = keep(tmp_path, Store(tmp_path, identity()).missing(REPLICATIONS, 7))
    move = os.replace
    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(Killed):
        store.assemble(REPLICATIONS)
    monkeypatch.undo()
    assert contents(complete(tmp_path)) == reference


def test_two_runs_killed_while_they_were_put_together_go_on(
    reference: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One before its manifest, a longer one between two tables: each table is one of theirs."""
    complete(tmp_path, 10)
    keep(tmp_path, range(10, 20)).assemble(20)
    store = keep(tmp_path, range(20, REPLICATIONS))
    move, moved = os.replace, list[str]()

    def replace(source: Path, target: Path) -> None:
        if Path(target).suffix == ".parquet":
            moved.append(Path(target).name)
            if len(moved) > 1:
                raise KeyboardInterrupt
        move(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        store.assemble(REPLICATIONS)
    monkeypatch.undo()
    assert contents(complete(tmp_path)) == reference


def test_a_first_run_killed_while_it_was_put_together_goes_on(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    """One table is there and no manifest: the parts say what made it."""
    keep(tmp_path, range(REPLICATIONS))
    (tmp_path / "outcomes.parquet").write_bytes(reference["outcomes.parquet"])
    assert contents(complete(tmp_path)) == reference


def test_parts_go_only_when_the_manifest_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = keep(tmp_path, range(14))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.montecarlo.store.write_json", full)
    with pytest.raises(ResultsError, match="finished blocks are kept"):
        store.finish(manifest(identity(), 14, "all were run", store.assemble(14)))
    assert Store(tmp_path, identity()).missing(14, 7) == []


def test_what_a_killed_run_had_half_written_is_cleared_away(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    keep(tmp_path, range(14))
    damaged = tmp_path / PARTS / "000000007-000000014"
    (damaged / "delays.parquet").write_bytes(b"")
    draft = tmp_path / PARTS / ".000000014-000000021.tmp"
    draft.mkdir()
    for file in (draft / "delays.parquet", tmp_path / PARTS / ".identity.json.tmp",
                 tmp_path / ".outcomes.parquet.tmp"):  # fmt: skip
        file.write_bytes(b"half")
    store = Store(tmp_path, identity())
    store.begin()
    store.close()
    assert not list(tmp_path.rglob(".*.tmp"))
    assert not damaged.exists()
    assert contents(complete(tmp_path)) == reference


def test_a_damaged_part_is_run_again(reference: dict[str, bytes], tmp_path: Path) -> None:
    keep(tmp_path, range(14))
    part = tmp_path / PARTS / "000000007-000000014" / "delays.parquet"
    part.write_bytes(part.read_bytes()[:-100])
    assert Store(tmp_path, identity()).missing(14, 7) == [range(7, 14)]
    assert contents(complete(tmp_path)) == reference


@pytest.mark.parametrize("sums", ["{}", "[]", "null", "half"])
def test_a_part_whose_sums_do_not_say_all_its_tables_is_not_believed(
    tmp_path: Path, sums: str
) -> None:
    keep(tmp_path, range(14))
    (tmp_path / PARTS / "000000007-000000014" / "sums.json").write_text(sums)
    assert Store(tmp_path, identity()).done() == [range(7)]


def test_a_block_that_comes_twice_is_kept_once(tmp_path: Path) -> None:
    assert keep(tmp_path, [range(3), range(3)]).done() == [range(3)]


def test_parts_beyond_a_shorter_run_are_kept(reference: dict[str, bytes], tmp_path: Path) -> None:
    """One of them is half in the tables already, and is not counted twice."""
    keep(tmp_path, range(21))
    complete(tmp_path, 10)
    assert pq.read_table(tmp_path / "outcomes.parquet").num_rows == 10
    assert Store(tmp_path, identity()).missing(21, 7) == []
    assert contents(complete(tmp_path)) == reference


def test_a_gap_is_never_papered_over(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="replication 3 is missing"):
        keep(tmp_path, [range(3), range(4, 6)]).assemble(6)
    assert not (tmp_path / "outcomes.parquet").exists()


def test_what_is_missing_is_cut_at_multiples_of_the_block_and_never_run_twice(
    tmp_path: Path,
) -> None:
    store = keep(tmp_path, [range(3), range(4, 6)])
    assert store.done() == [range(3), range(4, 6)]
    assert store.missing(10, 4) == [range(3, 4), range(6, 8), range(8, 10)]
    assert store.missing(5, 4) == [range(3, 4)]


def test_a_last_block_of_one_is_run_too(tmp_path: Path) -> None:
    assert Store(tmp_path, identity()).missing(29, 4)[-1] == range(28, 29)


def test_more_than_there_is_is_not_put_together(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="replication 10 is missing"):
        keep(tmp_path, range(10)).assemble(12)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_a_finished_run_is_looked_at(tmp_path: Path, table: str) -> None:
    complete(tmp_path, 3)
    with (tmp_path / f"{table}.parquet").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ResultsError, match="missing or was changed"):
        Store(tmp_path, identity())
    (tmp_path / f"{table}.parquet").unlink()
    with pytest.raises(ResultsError, match="missing or was changed"):
        Store(tmp_path, identity())


def test_a_changed_table_is_found_also_where_longer_parts_lie_beside_it(tmp_path: Path) -> None:
    keep(tmp_path, range(21))
    complete(tmp_path, 10)
    with (tmp_path / "losses.parquet").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ResultsError, match="missing or was changed"):
        Store(tmp_path, identity())


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


def test_tables_of_unknown_origin_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "outcomes.parquet").write_text("mine")
    with pytest.raises(ResultsError, match="not known what made it"):
        Store(tmp_path, identity())


def test_a_place_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match="is a file, not a folder"):
        Store(tmp_path / "file" / "below", identity()).begin()


def test_a_damaged_manifest_is_one_message(tmp_path: Path) -> None:
    complete(tmp_path, 3)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ResultsError, match=r"manifest\.json cannot be read"):
        Store(tmp_path, identity())
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(ResultsError, match=r"manifest\.json is not a manifest"):
        Store(tmp_path, identity())


def test_the_manifest_hashes_the_tables(tmp_path: Path) -> None:
    complete(tmp_path, 4)
    noted = json.loads((tmp_path / "manifest.json").read_text())
    assert set(noted["tables"]) == {f"{table}.parquet" for table in TABLES}
    for name, found in noted["tables"].items():
        assert file_hash(tmp_path / name) == found


def test_tables_of_figures_are_written_anew_only_where_they_differ(tmp_path: Path) -> None:
    complete(tmp_path, 3)
    old, new = ({"shares": pd.DataFrame({"share": [share]})} for share in (0.25, 0.5))
    with Store(tmp_path, identity()) as store:
        assert store.renew_csv(old)
        before = contents(tmp_path)
        assert not store.renew_csv(old)
        assert contents(tmp_path) == before
        assert store.renew_csv(new)
    after = contents(tmp_path)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"tables/shares.csv", "manifest.json"}
    assert after["tables/shares.csv"] == b"share\n0.5\n"
    noted = json.loads(after["manifest.json"])["tables"]
    assert noted["tables/shares.csv"] == file_hash(tmp_path / "tables" / "shares.csv")


def test_a_count_that_was_not_mentioned_is_zero(tmp_path: Path) -> None:
    """Blocks of one: only every seventh replication knows the count."""
    complete(tmp_path, 9, block=1)
    turned_back = pq.read_table(tmp_path / "outcomes.parquet").column("turned_back").to_numpy()
    assert np.flatnonzero(turned_back).tolist() == [0, 7]


def test_tables_are_plain_and_typed(tmp_path: Path) -> None:
    schema = pq.read_schema(complete(tmp_path, 3) / "closures.parquet")
    kinds = [str(kind) for kind in schema.types]
    assert kinds == ["int64", "string", "double", "double", "string", "bool", *["double"] * 3]
    shutil.rmtree(tmp_path)


def test_a_file_is_no_folder_of_results(tmp_path: Path) -> None:
    """The advice was to remove its folder, which is that of the user."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ResultsError, match="is a file, not a folder of results"):
        read_json(tmp_path / "notes.txt" / "manifest.json")
