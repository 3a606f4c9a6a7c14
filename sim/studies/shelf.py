"""Where samples of many scenarios are kept: a folder a scenario, a part of it a block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import ResultsError

if TYPE_CHECKING:
    import pandas as pd

    from sim.montecarlo.columns import Block
    from sim.montecarlo.parts import Parts

FOLDER: Final = "samples"
TABLES: Final = ("closures", "delays", "outcomes")
"""Tables kept."""
BLOCK: Final = 25
"""Replications of a block, at multiples of which a range is cut."""

Piece = tuple[range, Callable[[str], Any]]
"""Replications, and what gives their rows of a table."""


class Shelf:
    """The samples of one master seed.

    Parameters
    ----------
    directory
        Samples are kept below its ``samples/``; None: in memory.
    seed
        The master seed.

    Raises
    ------
    ResultsError
        If the folder was made by another version of the model or another seed, or cannot be used.
    """

    def __init__(self, directory: Path | None, seed: int) -> None:
        from sim.montecarlo.manifest import program_hash, read_json, versions, write_json
        from sim.montecarlo.parts import IDENTITY

        self._folder = directory / FOLDER if directory else None
        self._memory: dict[str, list[tuple[range, dict[str, Any]]]] = {}
        self._on_disk: dict[str, Parts] = {}
        self.versions = versions()
        """Those that the samples are of; what an older program did not note is taken as here."""
        if self._folder is None:
            return
        identity = {"program": program_hash(), "seed": seed}
        path = self._folder / IDENTITY
        try:
            there = read_json(path)
            if there is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                write_json(path, {**identity, "versions": self.versions})
            else:
                _refuse_other(self._folder, identity, there)
                self.versions = {**self.versions, **there.get("versions", {})}
        except OSError as error:
            raise ResultsError(f"{directory} cannot be written ({error.strerror})") from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Add samples while no other run does.

        Raises
        ------
        ResultsError
            If another run is adding some, those there were run with another version of Python or of
            a package, or the folder cannot be written.
        """
        from sim.montecarlo.lock import Lock
        from sim.montecarlo.manifest import refuse_other_versions

        if self._folder is None:
            yield
            return
        refuse_other_versions(self._folder, self.versions)
        try:
            lock = Lock(self._folder)
        except OSError as error:
            raise ResultsError(f"{self._folder} cannot be written ({error.strerror})") from error
        try:
            yield
        finally:
            lock.release()

    def missing(self, key: str, replications: int) -> list[range]:
        """Give what is not there of a scenario, by block: from its first missing replication on."""
        import numpy as np

        there = np.zeros(replications, dtype=np.bool_)
        for piece, _ in self._pieces(key):
            there[piece.start : piece.stop] = True
        bounds = range(0, replications, BLOCK)
        blocks = [range(low, min(low + BLOCK, replications)) for low in bounds]
        gaps = [(block, np.flatnonzero(~there[block.start : block.stop])) for block in blocks]
        return [range(block.start + int(gap[0]), block.stop) for block, gap in gaps if len(gap)]

    def put(self, key: str, replications: range, block: Block) -> None:
        """Keep a finished block; on disk it is there whole or not at all.

        Raises
        ------
        ResultsError
            If it cannot be written.
        """
        from sim.montecarlo.tables import arrow_table

        if self._folder is None:
            tables = {name: arrow_table(block.tables[name]) for name in TABLES}
            self._memory.setdefault(key, []).append((replications, tables))
            return
        parts = self._parts(key)
        try:
            parts.write(block)
        except OSError as error:
            raise ResultsError(f"{parts.folder} cannot be written ({error.strerror})") from error

    def read(self, key: str, replications: int, table: str) -> pd.DataFrame:
        """Give a table of the first so many replications of a scenario, in their order."""
        import pyarrow as pa

        from sim.montecarlo.tables import common_schema, conform

        parts, following = [], 0
        for piece, rows_of in sorted(self._pieces(key), key=lambda p: (p[0].start, -len(p[0]))):
            if piece.stop > following and piece.start < replications:
                rows = rows_of(table)
                numbers = rows.column("replication").to_numpy()
                first, last = numbers.searchsorted([following, replications])
                parts.append(rows.slice(first, last - first))
                following = piece.stop
        schema = common_schema(table, [part.schema for part in parts])
        found: pd.DataFrame = pa.concat_tables([conform(p, schema) for p in parts]).to_pandas()
        return found

    def _pieces(self, key: str) -> Iterator[Piece]:
        """What is there of a scenario, and can be believed: what lost a byte is run again."""
        if self._folder is None:
            for replications, tables in self._memory.get(key, ()):
                yield replications, tables.__getitem__
            return
        for replications, path in self._parts(key).intact():
            yield replications, partial(_rows, path)

    def _parts(self, key: str) -> Parts:
        """The blocks of a scenario on disk."""
        from sim.montecarlo.parts import Parts

        assert self._folder is not None
        if key not in self._on_disk:
            self._on_disk[key] = Parts(self._folder / key[:16], TABLES)
        return self._on_disk[key]


class Kept(Mapping[str, "pd.DataFrame"]):
    """The tables of one scenario, each read when it is first asked for, and then held.

    Most studies look at the outcomes only: the other tables are six times as large.
    """

    def __init__(self, shelf: Shelf, key: str, replications: int) -> None:
        self._shelf, self._key, self._replications = shelf, key, replications
        self._held: dict[str, pd.DataFrame] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in TABLES:
            raise KeyError(table)
        if table not in self._held:
            self._held[table] = self._shelf.read(self._key, self._replications, table)
        return self._held[table]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


def _rows(path: Path, table: str) -> Any:
    """Read the rows of a table of one block."""
    from sim.montecarlo.reading import read_table

    return read_table(path / f"{table}.parquet")


def _refuse_other(folder: Path, identity: dict[str, Any], there: dict[str, Any]) -> None:
    words = {"program": "another version of the model", "seed": "another master seed"}
    different = [words[name] for name, value in identity.items() if there.get(name) != value]
    if different:
        raise ResultsError(
            f"{folder} holds samples of {' and '.join(different)}; it was left as it is: choose "
            "another folder with run.output=…, or remove this one"
        )
