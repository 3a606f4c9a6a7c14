"""A folder of results: equal bytes however it came about, and never another run's."""

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.errors import ResultsError
from sim.montecarlo.columns import TABLES
from sim.montecarlo.engine import run
from sim.montecarlo.manifest import (
    manifest,
    read_json,
)
from sim.montecarlo.parts import PARTS
from sim.montecarlo.store import Store
from tests.montecarlo.fake import Case, run_one
from tests.montecarlo.kept import REPLICATIONS, complete, contents, identity, keep


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


def test_a_file_is_no_folder_of_results(tmp_path: Path) -> None:
    """The advice was to remove its folder, which is that of the user."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ResultsError, match="is a file, not a folder of results"):
        read_json(tmp_path / "notes.txt" / "manifest.json")


def test_nobody_is_told_to_remove_what_may_be_of_others(tmp_path: Path) -> None:
    """Any program may have a manifest.json."""
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(ResultsError, match="choose another folder, or remove this one if it is"):
        read_json(tmp_path / "manifest.json")
