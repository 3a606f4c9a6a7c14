"""Columns as Arrow tables: blocks joined in one schema, rows cut into groups of a fixed size."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from sim.montecarlo.columns import (
    EVENTS,
    OUTCOMES,
    TABLES,
    Block,
    Column,
    Columns,
    Labels,
    Repeated,
    Whole,
    is_count,
)

ROW_GROUP: Final = 50_000
"""Rows a row group, fixed, so that the bytes do not depend on how the rows arrived."""


def arrow_table(columns: Columns) -> pa.Table:
    """Turn columns into an Arrow table; labels become text, repeated numbers are written out."""
    return pa.table({name: _array(column) for name, column in columns.items()})


def in_memory(blocks: list[Block]) -> dict[str, pa.Table]:
    """Put blocks together without a folder; rows in the order of the blocks."""
    tables = {}
    for table in TABLES:
        pieces = [arrow_table(block.tables[table]) for block in blocks]
        schema = common_schema(table, [piece.schema for piece in pieces])
        tables[table] = pa.concat_tables(conform(piece, schema) for piece in pieces)
    return tables


def common_schema(table: str, schemas: list[pa.Schema]) -> pa.Schema:
    """One schema for all pieces: a count that some pieces never met is added, sorted by name."""
    if table != OUTCOMES:
        return schemas[0]
    counts = sorted({name for schema in schemas for name in schema.names if is_count(name)})
    fixed = [field for field in schemas[0] if not is_count(field.name)]
    return pa.schema([*fixed[:-1], *(pa.field(name, pa.float64()) for name in counts), fixed[-1]])


def conform(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give rows all columns of the schema; a count that is not mentioned is zero."""
    for field in schema:
        if field.name not in rows.column_names:
            rows = rows.append_column(field, pa.array(np.zeros(len(rows))))
    return rows.select(schema.names)


def row_groups(pieces: Iterator[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    """Cut rows again into groups of a fixed number."""
    rest = schema.empty_table()
    for piece in pieces:
        rest = pa.concat_tables([rest, piece])
        while len(rest) >= ROW_GROUP:
            yield rest.slice(0, ROW_GROUP).combine_chunks()
            rest = rest.slice(ROW_GROUP)
    if len(rest):
        yield rest.combine_chunks()


def compression(table: str) -> dict[str, Any]:
    """How a table is pressed: the event log harder, for it is large and seldom read.

    Its minutes mount within a replication, so their differences are small.
    """
    if table != EVENTS:
        return {"compression": "zstd", "compression_level": 1}
    return {
        "compression": "zstd", "compression_level": 9, "use_dictionary": ["replication", "event"],
        "column_encoding": {"minute": "DELTA_BINARY_PACKED"},
    }  # fmt: skip


def _array(column: Column) -> pa.Array:
    if isinstance(column, Labels):
        names = pa.array(column.names, pa.string())
        return pa.DictionaryArray.from_arrays(column.codes, names).cast(pa.string())
    return pa.array(column.expand() if isinstance(column, Repeated | Whole) else column)
