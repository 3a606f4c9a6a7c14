"""Reading tables of a folder: whole, by column, or as rows of many pieces in order."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import ResultsError
from sim.montecarlo.columns import FIRST
from sim.montecarlo.parts import Piece
from sim.montecarlo.tables import conform


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def rows_of(
    table: str, pieces: list[Piece], replications: int, schema: pa.Schema
) -> Iterator[pa.Table]:
    """The rows of all pieces, in order of replication, each replication once."""
    following = 0
    for piece, path in sorted(pieces, key=lambda item: item[0].start):
        stop = min(piece.stop, replications)
        if stop <= following:
            continue
        if piece.start > following:
            raise ResultsError(f"replication {following} is missing: run again to fill the gap")
        for rows in _row_groups_of(path / f"{table}.parquet"):
            numbers = rows.column(FIRST).to_numpy()
            first, last = np.searchsorted(numbers, [following, stop])
            if first < last:
                yield conform(rows.slice(first, last - first), schema)
        following = stop
    if following < replications:
        raise ResultsError(f"replication {following} is missing: run again to fill the gap")


def _row_groups_of(path: Path) -> Iterator[pa.Table]:
    """Read a table group by group, so that memory does not grow with its length."""
    try:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read a table, or some of its columns; ResultsError if it is missing or damaged."""
    try:
        return pq.read_table(path, columns=columns, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def read_schema(path: Path) -> pa.Schema:
    """Read the columns of a table; ResultsError if it is missing or damaged."""
    try:
        return pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> ResultsError:
    first = str(error).partition("\n")[0]
    return ResultsError(f"{path} is missing or damaged ({first}); remove its folder")
