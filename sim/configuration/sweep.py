"""What a sweep leaves of its points: a note each, and at the end one table and the errors again.

Every point writes its note as soon as it ends, so that a launcher may run points in other
processes (joblib, submitit) and what was done is known when a sweep is stopped. Hydra's callbacks
would do for one process only: there `on_job_end` is called where the job ran.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import ResultsError

NOTES = "points"
TABLE = "sweep.csv"


@dataclass(frozen=True)
class Note:
    """How one point of a sweep ended.

    Attributes
    ----------
    job
        Its number, from 0, in Hydra's order.
    overrides
        What it was run with, `path=value` each.
    row
        The scalars that its study gave.
    error
        What went wrong; empty if nothing did.
    code
        Exit code of the point.
    """

    job: int
    overrides: tuple[str, ...]
    row: Mapping[str, object] = field(default_factory=dict)
    error: str = ""
    code: int = 0

    @property
    def values(self) -> dict[str, str]:
        """The overrides by their path."""
        return dict(text.lstrip("+").split("=", 1) for text in self.overrides if "=" in text)

    def write(self, folder: Path) -> None:
        """Put the note into the folder of a sweep; see `save`."""
        text = json.dumps(asdict(self), indent=1, default=_plain)
        save(folder / NOTES / f"{self.job}.json", text)


def save(file: Path, text: str) -> None:
    """Write a file of a sweep, whole or not at all; its folder is made.

    Raises
    ------
    ResultsError
        If it cannot be written, for example because the disk is full.
    """
    draft = file.with_name(f".{file.name}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise ResultsError(
            f"{file} cannot be written ({error.strerror}): make room for it and give the same "
            "command again"
        ) from error


def begin(folder: Path) -> None:
    """Forget the notes of an earlier sweep in this folder; the results of its points stay."""
    shutil.rmtree(folder / NOTES, ignore_errors=True)


def notes(folder: Path) -> list[Note]:
    """Give the notes of the points that have ended, in the order of their jobs."""
    found = []
    for path in (folder / NOTES).glob("[0-9]*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        found.append(Note(**{**content, "overrides": tuple(content["overrides"])}))
    return sorted(found, key=lambda note: note.job)


def folder_of(name: str, output: str | None, points: Sequence[Sequence[str]]) -> Path:
    """Name the folder of a sweep: `output`, or one named by what is varied.

    ``results/sweep/attacks-flights-1a2b3c``: the last parts of the paths, and digits
    that tell the sweep from others over the same paths.
    """
    if output:
        return Path(output)
    every = [Note(0, tuple(point)).values for point in points]
    varied = [path for path in every[0] if len({str(values.get(path)) for values in every}) > 1]
    words = [".".join(re.split(r"[./]", path)[-2:]) for path in varied]
    text = json.dumps([name, sorted(map(sorted, points))])
    digits = hashlib.sha256(text.encode()).hexdigest()[:6]
    return Path("results/sweep") / "-".join([*words, digits])


def write_table(folder: Path, found: Sequence[Note]) -> Path:
    """Write one table, a row a point: job, overrides, scalars, error; see `save`."""
    rows = [{"job": n.job, **n.values, **n.row, "error": n.error} for n in found]
    # A point that failed knows no scalars: its columns come from the others.
    names = list(dict.fromkeys(name for row in rows for name in row if name != "error"))
    text = io.StringIO()
    writer = csv.DictWriter(text, [*names, "error"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    save(folder / TABLE, text.getvalue())
    return folder / TABLE


def told(found: Sequence[Note], points: int) -> list[str]:
    """Say what went wrong in which points, and how many have not been run."""
    wrong = [note for note in found if note.error]
    lines = []
    if wrong:
        lines.append(f"{len(wrong)} of {points} points went wrong; the others are done:")
        for note in wrong:
            lines.append(f"  # {note.job}: {' '.join(note.overrides)}")
            lines += [f"      {line}" for line in note.error.splitlines()]
    if len(found) < points:
        lines.append(
            f"{points - len(found)} of {points} points were not run; the same command goes on."
        )
    return lines


def _plain(value: Any) -> Any:
    """Turn a number of NumPy into one of Python."""
    return value.item() if hasattr(value, "item") else str(value)
