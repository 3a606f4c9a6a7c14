"""A folder of results: blocks kept as parts while a run is under way, tables when it is over.

A part is a folder of small Parquet files that appears whole or not at all. When every replication
is there, the parts are put together once, in order, in row groups of a fixed size: the bytes of a
table depend neither on the blocks nor on interruptions. The manifest is written last; parts go
only after it.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import ResultsError
from sim.montecarlo.columns import FIRST, TABLES, Block
from sim.montecarlo.manifest import MANIFEST, Identity
from sim.montecarlo.tables import ROW_GROUP, arrow_table, common_schema, conform, row_groups

if TYPE_CHECKING:
    import pandas as pd

PARTS: Final = "parts"
_IDENTITY: Final = "identity.json"


class Store:
    """The folder in which one run keeps its replications.

    Parameters
    ----------
    directory
        The folder; made if it is not there.
    identity
        What is run. A folder made from anything else is refused, not overwritten.

    Raises
    ------
    ResultsError
        If the folder holds results of another configuration, seed or study, or cannot be used.
    """

    def __init__(self, directory: Path, identity: Identity) -> None:
        self.directory = directory
        self.identity = identity
        self._parts = directory / PARTS
        self.finished = 0
        """Replications in the tables of the folder."""
        there = _read(directory / MANIFEST)
        if there is not None:
            self._refuse_other(there)
            self.finished = int(there["replications"])
            if not self._parts.is_dir() and not self.intact():
                raise ResultsError(
                    f"{directory}: a table is missing or was changed since the manifest was "
                    "written; remove the folder, or choose another with run.output=…"
                )
        under_way = _read(self._parts / _IDENTITY)
        if under_way is not None:
            self._refuse_other(under_way)
        if there is None and under_way is None:
            strangers = [f"{t}.parquet" for t in TABLES if (directory / f"{t}.parquet").exists()]
            if strangers:
                raise ResultsError(
                    f"{directory} holds {strangers[0]} but no {MANIFEST}: it is not known what "
                    "made it; remove the folder, or choose another with run.output=…"
                )

    def _refuse_other(self, there: Mapping[str, Any]) -> None:
        different = self.identity.differences(there)
        if different:
            raise ResultsError(
                f"{self.directory} holds results of another run; it was left as it is:\n"
                + "".join(f"  {line}\n" for line in different)
                + "choose another folder with run.output=…, or remove this one"
            )

    def begin(self) -> None:
        """Make the folder and say in it what is under way; ResultsError if that fails."""
        try:
            self._parts.mkdir(parents=True, exist_ok=True)
            for left in self._parts.glob(".*.tmp"):
                shutil.rmtree(left)
            if not (self._parts / _IDENTITY).exists():
                _write_json(self._parts / _IDENTITY, vars(self.identity))
        except OSError as error:
            raise _unusable(self.directory, error) from error

    def done(self) -> list[range]:
        """Ranges of replications that are there: the tables, then the parts, in order."""
        table = [range(self.finished)] if self.finished else []
        return table + [replications for replications, _ in self._intact_parts()]

    def missing(self, replications: int, block: int) -> list[range]:
        """Ranges still to run for so many replications, cut at multiples of `block`."""
        there = np.zeros(replications, dtype=np.bool_)
        for piece in self.done():
            there[piece.start : piece.stop] = True
        edges = np.flatnonzero(np.diff(np.concatenate(([True], there, [True])).astype(np.int8)))
        gaps = edges.reshape(-1, 2).tolist()
        return [
            range(max(start, low), min(stop, low + block))
            for start, stop in gaps
            for low in range(start // block * block, stop, block)
        ]

    def write(self, block: Block) -> None:
        """Keep a finished block; it is there whole or not at all.

        Raises
        ------
        ResultsError
            If it cannot be written, for example because the disk is full.
        """
        name = f"{block.start:09d}-{block.stop:09d}"
        draft = self._parts / f".{name}.tmp"
        try:
            draft.mkdir(parents=True, exist_ok=True)
            for table, columns in block.tables.items():
                pq.write_table(arrow_table(columns), draft / f"{table}.parquet")
            os.replace(draft, self._parts / name)
        except OSError as error:
            raise _unusable(self.directory, error) from error

    def hashes(self) -> dict[str, str]:
        """SHA-256 of each table as the manifest of the finished run has it."""
        noted = (_read(self.directory / MANIFEST) or {}).get("tables", {})
        names = [f"{table}.parquet" for table in TABLES]
        return {name: str(noted.get(name)) for name in names}

    def intact(self) -> bool:
        """Whether the tables of the finished run are, byte for byte, what the manifest says."""
        return all(
            (self.directory / name).is_file() and file_hash(self.directory / name) == digest
            for name, digest in self.hashes().items()
        )

    def assemble(self, replications: int) -> dict[str, str]:
        """Put the tables together, in order of replication.

        Returns
        -------
        dict of str to str
            SHA-256 of each table, by its name in the folder.
        """
        try:
            drafts = {table: self._assemble(table, replications) for table in TABLES}
            hashes = {}
            for table, draft in drafts.items():
                name = f"{table}.parquet"
                hashes[name] = file_hash(draft)
                os.replace(draft, self.directory / name)
        except OSError as error:
            raise _unusable(self.directory, error) from error
        return hashes

    def write_csv(self, tables: Mapping[str, "pd.DataFrame"]) -> dict[str, str]:
        """Write tables of figures below ``tables/``; give the SHA-256 of each, by its path."""
        folder = self.directory / "tables"
        hashes = {}
        try:
            folder.mkdir(exist_ok=True)
            for name, table in tables.items():
                draft = folder / f".{name}.csv.tmp"
                table.to_csv(draft, index=False, lineterminator="\n")
                hashes[f"tables/{name}.csv"] = file_hash(draft)
                os.replace(draft, folder / f"{name}.csv")
        except OSError as error:
            raise _unusable(self.directory, error) from error
        return hashes

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, last; then remove the parts that the tables hold."""
        replications = int(manifest["replications"])
        try:
            _write_json(self.directory / MANIFEST, manifest)
            self.finished = replications
            for piece, path in list(self._intact_parts()):
                if piece.stop <= replications:
                    shutil.rmtree(path)
            if not any(path.is_dir() for path in self._parts.iterdir()):
                shutil.rmtree(self._parts)
        except OSError as error:
            raise _unusable(self.directory, error) from error

    def read(self, table: str) -> pa.Table:
        """Read a table of the finished run.

        Raises
        ------
        ResultsError
            If it is missing or damaged.
        """
        return _read_table(self.directory / f"{table}.parquet")

    def _intact_parts(self) -> Iterator[tuple[range, Path]]:
        """Parts that can be read, in order; a damaged one counts as not there, and is run again."""
        if not self._parts.is_dir():
            return
        for path in sorted(self._parts.glob("[0-9]*-[0-9]*")):
            try:
                for table in TABLES:
                    pq.read_metadata(path / f"{table}.parquet")
            except (OSError, pa.ArrowException):
                shutil.rmtree(path)
                continue
            first, _, last = path.name.partition("-")
            yield range(int(first), int(last)), path

    def _assemble(self, table: str, replications: int) -> Path:
        """Write one table beside its place, and say where."""
        pieces = [(range(self.finished), self.directory)] if self.finished else []
        pieces += self._intact_parts()
        schema = common_schema(
            table, [_read_schema(path / f"{table}.parquet") for _, path in pieces]
        )
        draft = self.directory / f".{table}.parquet.tmp"
        with pq.ParquetWriter(draft, schema, compression="zstd") as writer:
            for rows in row_groups(_rows(table, pieces, replications, schema), schema):
                writer.write_table(rows, row_group_size=ROW_GROUP)
        return draft


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _rows(
    table: str, pieces: list[tuple[range, Path]], replications: int, schema: pa.Schema
) -> Iterator[pa.Table]:
    """The rows of all pieces, in order of replication, each replication once."""
    following = 0
    for piece, path in sorted(pieces, key=lambda item: item[0].start):
        stop = min(piece.stop, replications)
        if stop <= following:
            continue
        if piece.start > following:
            raise ResultsError(f"replication {following} is missing: run again to fill the gap")
        rows = _read_table(path / f"{table}.parquet")
        numbers = rows.column(FIRST).to_numpy()
        first, last = np.searchsorted(numbers, [following, stop])
        yield conform(rows.slice(first, last - first), schema)
        following = stop
    if following < replications:
        raise ResultsError(f"replication {following} is missing: run again to fill the gap")


def _read_table(path: Path) -> pa.Table:
    try:
        return pq.read_table(path, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def _read_schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> ResultsError:
    return ResultsError(f"{path} is missing or damaged ({error}); remove its folder")


def _read(path: Path) -> dict[str, Any] | None:
    """Read a JSON file of the folder, or None if it is not there."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path} cannot be read ({error}); remove its folder") from error
    if not isinstance(found, dict):
        raise ResultsError(f"{path} is not a manifest; remove its folder")
    return found


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    draft = path.with_name(f".{path.name}.tmp")
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def _unusable(directory: Path, error: OSError) -> ResultsError:
    reason = error.strerror or str(error)
    return ResultsError(
        f"{directory} cannot be written ({reason}); finished blocks are kept: free the space or "
        "choose another folder with run.output=…, and run again"
    )
