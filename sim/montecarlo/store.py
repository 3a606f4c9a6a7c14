"""A folder of results: blocks kept as parts while a run is under way, tables when it is over.

When every replication is there, the parts are put together once, in order, in row groups of a
fixed size: the bytes of a table depend neither on the blocks nor on interruptions. The manifest is
written last; parts go only after it.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import ResultsError
from sim.montecarlo.columns import EVENTS, OUTCOMES, TABLES, Block
from sim.montecarlo.lock import Lock
from sim.montecarlo.manifest import MANIFEST, Identity, read_json, write_json
from sim.montecarlo.parts import IDENTITY, Parts, Piece
from sim.montecarlo.reading import file_hash, read_schema, read_table, rows_of
from sim.montecarlo.seal import SEAL, is_sealed, sealed
from sim.montecarlo.tables import ROW_GROUP, common_schema, compression, row_groups

if TYPE_CHECKING:
    import pandas as pd

_ASSEMBLED: Final = "assembled.json"
"""All that the tables may be, kept with the parts while new ones take the place of old ones."""


class Store:
    """The folder in which one run keeps its replications; a context that one run has to itself.

    Parameters
    ----------
    directory
        The folder; made by `begin` if it is not there.
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
        self.finished = 0
        """Replications in the tables of the folder."""
        self.tables = (*TABLES, EVENTS) if identity.trace else TABLES
        """Names of the tables of this run."""
        self._parts = Parts(directory, self.tables)
        self._lock: Lock | None = None
        self._look()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let other runs in."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _look(self) -> None:
        """Read what is there, and refuse what is not ours."""
        there = read_json(self.directory / MANIFEST)
        if there is not None:
            self._refuse_other(there)
            self.finished = int(there["replications"])
            if not self.intact():
                raise ResultsError(
                    f"{self.directory}: a table is missing or was changed since the manifest was "
                    "written; remove the folder, or choose another with run.output=…"
                )
        under_way = read_json(self._parts.folder / IDENTITY)
        if under_way is not None:
            self._refuse_other(under_way)
        if there is None and under_way is None:
            names = [f"{table}.parquet" for table in self.tables]
            strangers = [name for name in names if (self.directory / name).exists()]
            if strangers:
                raise ResultsError(
                    f"{self.directory} holds {strangers[0]} but no {MANIFEST}: it is not known "
                    "what made it; remove the folder, or choose another with run.output=…"
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
        """Take the folder, and say in it what is under way.

        Raises
        ------
        ResultsError
            If another run has it, or it cannot be written.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = Lock(self.directory)
            self._look()  # again: another run may have ended since
            self._parts.folder.mkdir(exist_ok=True)
            self._parts.clean()
            for draft in self.directory.glob(".*.parquet.tmp"):
                draft.unlink()
            if not (self._parts.folder / IDENTITY).exists():
                write_json(self._parts.folder / IDENTITY, vars(self.identity))
        except OSError as error:
            raise _unusable(self.directory, error) from error

    def done(self) -> list[range]:
        """Ranges of replications that are there: the tables, then the parts, in order."""
        return [replications for replications, _ in self._pieces()]

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
        try:
            self._parts.write(block)
        except OSError as error:
            raise _unusable(self.directory, error) from error

    def flags(self) -> Iterator[tuple[int, dict[str, npt.NDArray[np.bool_]]]]:
        """Give the columns of yes and no of what is there, piece by piece.

        Yields
        ------
        int, dict
            The number of the first replication of the piece; columns of its outcomes by name.
        """
        for replications, path in self._pieces():
            file = path / f"{OUTCOMES}.parquet"
            names = [field.name for field in read_schema(file) if pa.types.is_boolean(field.type)]
            table = read_table(file, names)
            yield replications.start, {name: table.column(name).to_numpy() for name in names}

    def hashes(self) -> dict[str, str]:
        """SHA-256 of each table as the manifest of the finished run has it."""
        noted = (read_json(self.directory / MANIFEST) or {}).get("tables", {})
        names = [f"{table}.parquet" for table in self.tables]
        return {name: str(noted.get(name)) for name in names}

    def intact(self) -> bool:
        """Whether the tables of the finished run are, byte for byte, what the manifest says.

        One that a longer run has put in its place already, before it was killed, is so too; there
        may have been several.
        """
        longer = read_json(self._parts.folder / _ASSEMBLED) or {}
        return all(
            (self.directory / name).is_file()
            and file_hash(self.directory / name) in (digest, *longer.get(name, ()))
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
            drafts = {table: self._assemble(table, replications) for table in self.tables}
            hashes = {f"{table}.parquet": file_hash(draft) for table, draft in drafts.items()}
            before = read_json(self._parts.folder / _ASSEMBLED) or {}
            may_be = {name: [*before.get(name, ()), digest] for name, digest in hashes.items()}
            write_json(self._parts.folder / _ASSEMBLED, may_be)
            for table, draft in drafts.items():
                os.replace(draft, self.directory / f"{table}.parquet")
        except OSError as error:
            for table in self.tables:  # room for what is kept
                self._draft(table).unlink(missing_ok=True)
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

    def renew_csv(self, tables: Mapping[str, "pd.DataFrame"]) -> bool:
        """Write the tables of figures of the finished run anew if it has others, or none.

        Another version of the program may have made others of the same replications, and a person
        may have changed a file. A manifest that was edited stays one: its seal is left as it is.
        """
        noted = read_json(self.directory / MANIFEST) or {}
        there: dict[str, str] = noted.get("tables", {})
        for name, table in tables.items():
            text = table.to_csv(index=False, lineterminator="\n")
            digest, path = hashlib.sha256(text.encode()).hexdigest(), f"tables/{name}.csv"
            file = self.directory / path
            if there.get(path) != digest or not file.is_file() or file_hash(file) != digest:
                self.begin()
                renewed = {**noted, "tables": {**there, **self.write_csv(tables)}}
                edited = SEAL in noted and not is_sealed(noted)
                self.finish(renewed if edited else sealed(renewed))
                return True
        return False

    def finish(self, manifest: Mapping[str, Any], *, drop: bool = False) -> None:
        """Write the manifest, last; remove the parts that the tables hold; let other runs in.

        It is sealed, unless it has a seal. Parts beyond are kept for a longer run, unless they are
        to be dropped.
        """
        replications = int(manifest["replications"])
        try:
            whole = manifest if SEAL in manifest else sealed(manifest)
            write_json(self.directory / MANIFEST, whole)
            self.finished = replications
            self._parts.remove(None if drop else replications)
        except OSError as error:
            raise _unusable(self.directory, error) from error
        self.close()

    def read(self, table: str) -> pa.Table:
        """Read a table of the finished run.

        Raises
        ------
        ResultsError
            If it is missing or damaged.
        """
        return read_table(self.directory / f"{table}.parquet")

    def _pieces(self) -> Iterator[Piece]:
        if self.finished:
            yield range(self.finished), self.directory
        yield from self._parts.intact()

    def _draft(self, table: str) -> Path:
        return self.directory / f".{table}.parquet.tmp"

    def _assemble(self, table: str, replications: int) -> Path:
        """Write one table beside its place, and say where."""
        pieces = list(self._pieces())
        schema = common_schema(
            table, [read_schema(path / f"{table}.parquet") for _, path in pieces]
        )
        draft = self._draft(table)
        with draft.open("wb") as stream:
            with pq.ParquetWriter(stream, schema, **compression(table)) as writer:
                for rows in row_groups(rows_of(table, pieces, replications, schema), schema):
                    writer.write_table(rows, row_group_size=ROW_GROUP)
            stream.flush()
            os.fsync(stream.fileno())  # the parts go when the manifest is there
        return draft


def _unusable(directory: Path, error: OSError) -> ResultsError:
    reason = error.strerror or str(error)
    return ResultsError(
        f"{directory} cannot be written ({reason}); finished blocks are kept: free the space or "
        "choose another folder with run.output=…, and run again"
    )
