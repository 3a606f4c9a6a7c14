"""A sweep gathered: one table, a row a point, each paired with the first in the same worlds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.configuration.sweep import TABLE, Note, notes, save
from sim.montecarlo.manifest import program_hash
from sim.plan.phases import ALL_PHASES, READINGS, phase_name
from sim.statistics.wording import READING_WORDS, percent
from sim.studies.text import aligned

if TYPE_CHECKING:
    import pandas as pd

ABOUT: Final = "sweep.json"
"""What the figures need beside the table (axes, phases, replications, seed), and its hash."""


def main(folder: Path) -> None:
    """Make the table of a sweep from the notes of its points, and print its headline.

    Raises
    ------
    ResultsError
        If it cannot be written.
    """
    found = notes(folder)
    table = sweep_table(found)
    text = table.to_csv(index=False, lineterminator="\n")
    save(folder / TABLE, text)
    about = {
        "axes": axes_of(found),
        "phases": _phases(found),
        "first": _first(found).job,
        "seeds": sorted({int(str(note.row["seed"])) for note in found if note.row}),
        "hash": str(_first(found).row["hash"])[:8],
        "scenario": str(_first(found).row["scenario"]),
        "program": program_hash()[:8],
        "tables": {TABLE: hashlib.sha256(text.encode()).hexdigest()},
    }
    save(folder / ABOUT, json.dumps(about, indent=1) + "\n")
    print("\n".join(lines(table, axes_of(found), _phases(found))))


def axes_of(found: Sequence[Note]) -> list[str]:
    """The paths that the points give different values, in the order of the command line."""
    paths = dict.fromkeys(path for note in found for path in note.values)
    return [path for path in paths if len({note.values.get(path) for note in found}) > 1]


def sweep_table(found: Sequence[Note]) -> pd.DataFrame:
    """Make one tidy table of the points of a sweep.

    Parameters
    ----------
    found
        The notes of the points that have ended.

    Returns
    -------
    pandas.DataFrame
        A row a point: job; a column a varied path; the scalars of the headline with their
        intervals; change_met_<phase> and change_met_and_orderly_<phase>, with _low and _high:
        the paired difference to the first point (shares; the same replications in the same
        worlds; Tango's interval), _p (McNemar's mid-p after Holm over all points, phases and
        readings), and differs_…, the share of replications in which it is another; empty where
        another seed was run; error.
    """
    import pandas as pd

    from sim.statistics.paired import holm

    first, axes = _first(found), axes_of(found)
    sample = _outcomes(first)
    rows = []
    for note in found:
        row: dict[str, object] = {"job": note.job, **{path: note.values.get(path, "")
                                                      for path in axes}}  # fmt: skip
        row |= note.row
        if note.row and note.row["seed"] == first.row["seed"]:
            row |= _changes(sample, _outcomes(note), _phases([first]))
        rows.append(row | {"error": note.error})
    table = pd.DataFrame(rows)
    tests = [f"change_{reading}_p_{phase}" for reading in READINGS for phase in _phases(found)]
    tests = [name for name in tests if name in table]
    table.loc[table["job"] == first.job, tests] = nan  # the first is compared with nothing
    adjusted = holm(table[tests].to_numpy(dtype=float).ravel())
    table[tests] = adjusted.reshape(len(table), len(tests))
    return table[[*(name for name in table.columns if name != "error"), "error"]]


def lines(table: pd.DataFrame, axes: Sequence[str], phases: Sequence[str]) -> list[str]:
    """Write the table for a terminal: for each reading the shares with their intervals."""
    found = ["", "In % of the replications, with 95 % intervals of the simulation's own error:"]
    rows = table.to_dict("records")
    for reading in READINGS:
        cells = [[*headings(axes), "n", *map(phase_name, phases)]]
        for row in rows:
            values = [str(row[path]) for path in axes]
            if row["error"]:
                cells.append([*values, "", "went wrong", *[""] * (len(phases) - 1)])
                continue
            shares = [_share(row, reading, phase) for phase in phases]
            cells.append([*values, f"{row['replications']:,.0f}", *shares])
        found += ["", f"{READING_WORDS[reading].capitalize()}:", *aligned(cells)]
    if len(rows) > 1:
        told = "Points that differ may have intervals that overlap: the paired differences to the"
        found += ["", told, f"first, which are surer, stand in {TABLE} (change_…)."]
    return found


def _share(row: Mapping[Any, Any], reading: str, phase: str) -> str:
    """Write a share with its interval in per cent, without the sign: ``41 (38–44)``."""
    value, low, high = (percent(row[f"{reading}{end}_{phase}"]) for end in ("", "_low", "_high"))
    return f"{value} ({low}–{high})"


def headings(paths: Sequence[str]) -> list[str]:
    """Write paths short enough for a column: their last two parts, or more to tell them apart."""
    parts = [path.split(".") for path in paths]
    for length in range(2, max(map(len, parts), default=0) + 1):
        short = [" ".join(own[-length:]).replace("_", " ") for own in parts]
        if len(set(short)) == len(short):
            return short
    return list(paths)


def _first(found: Sequence[Note]) -> Note:
    return next(note for note in found if note.row)


def _phases(found: Sequence[Note]) -> list[str]:
    """The phases of the headline, every phase together last."""
    row = _first(found).row
    start = "met_and_orderly_"
    names = [name.removeprefix(start) for name in row if name.startswith(start)]
    return [name for name in names if f"met_{name}_low" not in row and f"met_low_{name}" in row]


def _outcomes(note: Note) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(Path(str(note.row["directory"])) / "outcomes.parquet")


def _changes(first: pd.DataFrame, other: pd.DataFrame, phases: Sequence[str]) -> dict[str, float]:
    """Paired differences of the shares, over the replications that both have."""
    from sim.statistics.headline import headline_columns
    from sim.statistics.paired import share_difference

    n, own = min(len(first), len(other)), [phase for phase in phases if phase != ALL_PHASES]
    if not {f"met_{phase}" for phase in own} <= set(other.columns):
        return {}
    a, b = (headline_columns(table.iloc[:n], own) for table in (first, other))
    found: dict[str, float] = {}
    for reading in READINGS:
        for phase in phases:
            name = f"{reading}_{phase}"
            d = share_difference(a[name].to_numpy(), b[name].to_numpy())
            found |= {f"change_{name}": d.difference, f"change_{reading}_low_{phase}": d.low,
                      f"change_{reading}_high_{phase}": d.high, f"change_{reading}_p_{phase}": d.p,
                      f"differs_{name}": (d.gained + d.lost) / n}  # fmt: skip
    return found
