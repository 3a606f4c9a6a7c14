"""Outcomes as columns: what a worker sends to the parent, and the fixed schema of every table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from sim.record.outcome import Outcome

Kind = Literal["int64", "int32", "float64", "bool", "string"]
Schema = dict[str, Kind]

OUTCOMES, CLOSURES, DELAYS, BALANCES = "outcomes", "closures", "delays", "balances"
TRIGGERS, LOSSES, MILESTONES = "triggers", "losses", "milestones"
TABLES: Final = (OUTCOMES, CLOSURES, DELAYS, BALANCES, TRIGGERS, LOSSES, MILESTONES)
"""Names of the tables, in the order in which they are written."""

EVENTS: Final = "events"
"""The event log, a table that is written only if it is asked for."""

SCHEMAS: Final[dict[str, Schema]] = {
    CLOSURES: {
        "replication": "int64",
        "camp": "string",
        "closed": "float64",
        "certificate": "float64",
        "mode": "string",
        "orderly": "bool",
        "value_lost": "float64",
        "containers_lost": "float64",
        "vehicles_lost": "float64",
    },
    DELAYS: {"replication": "int64", "camp": "string", "cause": "string", "days": "float64"},
    BALANCES: {
        "replication": "int64",
        "day": "float64",
        "people": "float64",
        "vehicles": "float64",
        "containers": "float64",
        "spent": "float64",
    },
    TRIGGERS: {
        "replication": "int64",
        "day": "float64",
        "trigger": "string",
        "place": "string",
        "decision": "string",
    },
    EVENTS: {"replication": "int64", "minute": "int32", "event": "string"},
    LOSSES: {
        "replication": "int64",
        "place": "string",
        "what": "string",
        "amount": "float64",
        "value": "float64",
    },
    MILESTONES: {
        "replication": "int64",
        "milestone": "string",
        "place": "string",
        "day": "float64",
        "due": "float64",
    },
}
"""Columns of the tables whose columns do not depend on the scenario."""

_MINUTES: Final = 1440  # a day
_NARROW: Final = np.iinfo(np.int16).max

FIRST, LAST = "replication", "events"
_PHASE_COLUMNS: Final[tuple[tuple[str, Kind], ...]] = (
    ("completed", "float64"),
    ("met", "bool"),
    ("met_and_orderly", "bool"),
    ("binding", "string"),
)


_NOT_COUNTS: Final = (*(f"{name}_" for name, _ in _PHASE_COLUMNS), "reading_")


def is_count(name: str) -> bool:
    """Whether a column of the outcomes is a count, and not a phase, a reading or the number."""
    return name not in (FIRST, LAST) and not name.startswith(_NOT_COUNTS)


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of text: `codes` point into `names`, so that a repeated name costs two bytes."""

    names: tuple[str, ...]
    codes: npt.NDArray[np.int16] | npt.NDArray[np.int32]

    @classmethod
    def of(cls, values: Iterable[str]) -> "Labels":
        """Encode texts, in order of first appearance."""
        known: dict[str, int] = {}
        codes = [known.setdefault(value, len(known)) for value in values]
        wide = np.array(codes, dtype=np.int32)
        return cls(tuple(known), wide if len(known) > _NARROW else wide.astype(np.int16))

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A column of whole numbers, each repeated: the replication of every row of a table."""

    values: npt.NDArray[np.int64]
    times: npt.NDArray[np.int32]

    def expand(self) -> npt.NDArray[np.int64]:
        """The column itself."""
        return np.repeat(self.values, self.times)

    def __len__(self) -> int:
        return int(self.times.sum())


@dataclass(frozen=True, slots=True)
class Whole:
    """A column of numbers that happen to be whole, at half their width or less on the way."""

    values: npt.NDArray[np.int16] | npt.NDArray[np.int32]

    def expand(self) -> npt.NDArray[np.float64]:
        """The column itself."""
        return self.values.astype(np.float64)

    def __len__(self) -> int:
        return len(self.values)


Column = (
    npt.NDArray[np.int64]
    | npt.NDArray[np.int32]
    | npt.NDArray[np.float64]
    | npt.NDArray[np.bool_]
    | Labels
    | Repeated
    | Whole
)
Columns = dict[str, Column]


@dataclass(frozen=True, slots=True)
class Block:
    """The finished replications from `start` to before `stop`, as one set of columns a table."""

    start: int
    stop: int
    tables: dict[str, Columns]

    def __len__(self) -> int:
        return self.stop - self.start


def collect(outcomes: Sequence[Outcome]) -> dict[str, Columns]:
    """Turn outcomes into the columns of every table, in the order given.

    Raises
    ------
    ValueError
        If the outcomes are not of one scenario (other phases or readings), or a count has the
        name of another column.
    """
    return {
        OUTCOMES: _outcomes(outcomes),
        CLOSURES: _records(CLOSURES, outcomes, [o.closures for o in outcomes]),
        DELAYS: _rows(DELAYS, outcomes, [o.delays for o in outcomes]),
        BALANCES: _records(BALANCES, outcomes, [o.balances for o in outcomes]),
        TRIGGERS: _records(TRIGGERS, outcomes, [o.triggers for o in outcomes]),
        LOSSES: _records(LOSSES, outcomes, [o.losses for o in outcomes]),
        MILESTONES: _records(MILESTONES, outcomes, [o.milestones for o in outcomes]),
        EVENTS: _rows(EVENTS, outcomes, [[_event(line) for line in o.story] for o in outcomes]),
    }


def _event(line: tuple[float, str]) -> tuple[object, ...]:
    """A line of the story, to the minute, which keeps the log small."""
    return round(line[0] * _MINUTES), line[1]


def _outcomes(outcomes: Sequence[Outcome]) -> Columns:
    """One row a replication: phases, readings, counts (a count not mentioned is zero), events."""
    first = outcomes[0]
    phases = [result.phase for result in first.phases]
    readings = sorted(first.readings)
    for outcome in outcomes:
        if [r.phase for r in outcome.phases] != phases or sorted(outcome.readings) != readings:
            raise ValueError(
                f"replication {outcome.replication} has other phases or readings than "
                f"replication {first.replication}"
            )
    columns: Columns = {FIRST: _array("int64", [o.replication for o in outcomes])}
    for position, phase in enumerate(phases):
        for field, kind in _PHASE_COLUMNS:
            values = [getattr(o.phases[position], field) for o in outcomes]
            columns[f"{field}_{phase}"] = _array(kind, values)
    for reading in readings:
        values = [o.readings[reading] for o in outcomes]
        columns[f"reading_{reading.replace('/', '_', 1)}"] = _array("bool", values)
    for name in sorted({name for o in outcomes for name in o.counts}):
        if not is_count(name):
            raise ValueError(f"the count '{name}' has the name of another column")
        columns[name] = _array("float64", [o.counts.get(name, 0.0) for o in outcomes])
    columns[LAST] = _array("int64", [o.events for o in outcomes])
    return columns


def _records(
    table: str, outcomes: Sequence[Outcome], records: Sequence[Sequence[object]]
) -> Columns:
    """Turn each replication's records into rows: their fields have the names of the columns."""
    row = attrgetter(*(name for name in SCHEMAS[table] if name != FIRST))
    return _rows(table, outcomes, [list(map(row, own)) for own in records])


def _rows(
    table: str, outcomes: Sequence[Outcome], rows: Sequence[Sequence[tuple[object, ...]]]
) -> Columns:
    """Turn each replication's rows into columns of the kinds that the schema gives."""
    columns: Columns = {
        FIRST: Repeated(
            np.array([o.replication for o in outcomes], dtype=np.int64),
            np.array([len(own) for own in rows], dtype=np.int32),
        )
    }
    schema = [item for item in SCHEMAS[table].items() if item[0] != FIRST]
    every = [row for own in rows for row in own]
    across = list(zip(*every, strict=True)) if every else [()] * len(schema)
    for (name, kind), values in zip(schema, across, strict=True):
        columns[name] = _array(kind, values)
    return columns


def _array(kind: Kind, values: Sequence[object]) -> Column:
    """Make one column; text becomes labels."""
    if kind == "string":
        return Labels.of(str(value) for value in values)
    if kind == "int64":
        return np.array(values, dtype=np.int64)
    if kind == "int32":
        return np.array(values, dtype=np.int32)
    if kind == "bool":
        return np.array(values, dtype=np.bool_)
    return _narrow(np.array(values, dtype=np.float64))


def _narrow(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | Whole:
    """Give numbers that are all whole the least width from which every bit comes back."""
    if not len(numbers):
        return numbers
    with np.errstate(invalid="ignore"):
        whole = numbers.astype(np.int32)
    if not np.array_equal(whole, numbers) or np.signbit(numbers[numbers == 0]).any():
        return numbers
    return Whole(whole.astype(np.int16) if np.abs(numbers).max() <= _NARROW else whole)
