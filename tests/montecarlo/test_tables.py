"""Tables of a folder: plain, typed, and written anew only where they differ."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from sim.montecarlo.reading import file_hash
from sim.montecarlo.seal import is_sealed
from sim.montecarlo.store import Store
from tests.montecarlo.kept import complete, contents, identity


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
    noted = json.loads(after["manifest.json"])
    shares = noted["tables"]["tables/shares.csv"]
    assert shares == file_hash(tmp_path / "tables" / "shares.csv")
    assert is_sealed(noted)


def test_a_manifest_that_was_edited_stays_one_when_tables_are_written_anew(tmp_path: Path) -> None:
    path = complete(tmp_path, 3) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "stopped": "it was enough"}))
    with Store(tmp_path, identity()) as store:
        assert store.renew_csv({"shares": pd.DataFrame({"share": [0.5]})})
    assert not is_sealed(json.loads(path.read_text()))


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
