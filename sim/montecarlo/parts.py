"""Parts: the finished blocks of a run that is under way, each whole or not there at all.

A part is a folder of small Parquet files with their SHA-256. It gets its name last; one that lost
a byte later, because the machine went off, is not believed and is run again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sim.montecarlo.columns import Block
from sim.montecarlo.manifest import MANIFEST, read_json
from sim.montecarlo.tables import arrow_table

PARTS: Final = "parts"
IDENTITY: Final = "identity.json"
"""Beside the parts: whose they are."""
_SUMS: Final = "sums.json"

Piece = tuple[range, Path]
"""Replications, and the folder that holds their tables."""


def noted(directory: Path) -> list[dict[str, Any]]:
    """What a folder says of itself: of the finished run, and of what is under way.

    Raises
    ------
    ResultsError
        If a note cannot be read.
    """
    notes = (read_json(directory / MANIFEST), read_json(directory / PARTS / IDENTITY))
    return [note for note in notes if note is not None]


class Parts:
    """The parts below a folder of results, each with these tables."""

    def __init__(self, directory: Path, tables: Sequence[str]) -> None:
        self.folder = directory / PARTS
        self._tables = tables
        self._checked: dict[Path, bool] = {}

    def clean(self) -> None:
        """Remove drafts that were never finished, and parts that lost a byte."""
        for draft in self.folder.glob(".*.tmp"):
            shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
        for _, path in self._named():
            if not self._intact(path):
                shutil.rmtree(path)

    def write(self, block: Block) -> None:
        """Keep a finished block; OSError if that fails, and nothing is left of it."""
        name = f"{block.start:09d}-{block.stop:09d}"
        draft, path = self.folder / f".{name}.tmp", self.folder / name
        sums = {}
        try:
            draft.mkdir(parents=True, exist_ok=True)
            for table in self._tables:
                buffer = pa.BufferOutputStream()
                pq.write_table(arrow_table(block.tables[table]), buffer, compression="zstd")
                content = buffer.getvalue().to_pybytes()
                sums[f"{table}.parquet"] = hashlib.sha256(content).hexdigest()
                (draft / f"{table}.parquet").write_bytes(content)
            (draft / _SUMS).write_text(json.dumps(sums), encoding="utf-8")
            shutil.rmtree(path, ignore_errors=True)
            os.replace(draft, path)
        except OSError:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        self._checked[path] = True

    def intact(self) -> Iterator[Piece]:
        """Parts that can be believed, in order."""
        for replications, path in self._named():
            if self._intact(path):
                yield replications, path

    def remove(self, below: int | None) -> None:
        """Remove the parts whose replications are all `below` a number; None: every part."""
        for replications, path in list(self._named()):
            if below is None or replications.stop <= below:
                shutil.rmtree(path)
        if not any(path.is_dir() for path in self.folder.iterdir()):
            shutil.rmtree(self.folder)

    def _named(self) -> Iterator[Piece]:
        for path in sorted(self.folder.glob("[0-9]*-[0-9]*")):
            first, _, last = path.name.partition("-")
            yield range(int(first), int(last)), path

    def _intact(self, path: Path) -> bool:
        if path not in self._checked:
            self._checked[path] = _as_written(path, self._tables)
        return self._checked[path]


def _as_written(path: Path, tables: Sequence[str]) -> bool:
    try:
        sums = json.loads((path / _SUMS).read_text(encoding="utf-8"))
        return set(sums) == {f"{table}.parquet" for table in tables} and all(
            hashlib.sha256((path / name).read_bytes()).hexdigest() == digest
            for name, digest in sums.items()
        )
    except (OSError, ValueError, TypeError):
        return False
