"""Reading what was observed: a file of ``configs/observed``, which no run depends on."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sim.calendar import whole_day
from sim.configuration.errors import problems_of
from sim.configuration.sources import Source, Sources, configs_folder, read
from sim.errors import ConfigurationError, Problem
from sim.plan.observed import Hindcast, Observed, ObservedClosure

_OBSERVED = TypeAdapter(Observed)


def load_observed(name: str) -> Observed:
    """Load what was observed of a plan.

    Parameters
    ----------
    name
        `Plan.observed`: a file of ``configs/observed`` without its ending; empty: nothing is known.

    Raises
    ------
    ConfigurationError
        If the file is missing, or anything is wrong in it; every mistake is listed.
    """
    if not name:
        return Observed()
    return _read(configs_folder() / "observed" / f"{name}.yaml", f"configs/observed/{name}.yaml")


def _read(file: Path, label: str) -> Observed:
    data = read(file, label)
    try:
        return _OBSERVED.validate_python(data)
    except ValidationError as error:
        sources = Sources([Source(label, (), data, file)])
        raise ConfigurationError(problems_of(error, data, sources, Observed)) from None


def read_closures(path: Path, as_of: date) -> Hindcast:
    """Read a user's file of dates on which camps were left, beside which a forecast is set.

    Parameters
    ----------
    path
        CSV with the columns ``camp`` and ``day`` (2023-11-30), and, where known, ``source`` and
        ``grade``; or YAML with ``hindcast`` as in ``configs/observed``. No run reads it.
    as_of
        Day on which the run starts.

    Raises
    ------
    ConfigurationError
        If the file is missing, or anything is wrong in it; every mistake is listed.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        observed = _read(path, str(path)).hindcast
        if observed is None:
            raise ConfigurationError([Problem("hindcast", "is missing", "camps", str(path))])
        return observed
    if is_spreadsheet(path):
        problem = Problem(
            "hindcast.observed", "is a spreadsheet", "the same saved as CSV", str(path)
        )
        raise ConfigurationError([problem])
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            rows = [(table.line_num, row) for row in table]  # empty lines are no rows
            columns = list(table.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        what = getattr(error, "strerror", None) or "is no CSV"
        raise ConfigurationError(
            [Problem("hindcast.observed", what, "CSV or YAML", str(path))]
        ) from None
    if rows and not {"camp", "day"} <= set(columns):
        allowed = "camp, day and, where known, source, grade, with commas between"
        problem = Problem("columns", f"'{', '.join(columns)}'", allowed, str(path))
        raise ConfigurationError([problem])
    camps: dict[str, ObservedClosure] = {}
    problems = []
    for number, row in rows:
        camp, text = (row.get("camp") or "").strip(), (row.get("day") or "").strip()
        grade, where = (row.get("grade") or "C").strip(), f"{path}:{number}"
        if not camp or camp in camps:
            what = f"'{camp}' is there twice" if camp else "no camp"
            problems.append(Problem("camp", what, "one row a camp", where))
        day = whole_day(text)
        if day is None:
            problems.append(Problem("day", f"'{text}' is no day", "such as 2023-11-30", where))
            continue
        if grade not in ("A", "B", "C"):
            problems.append(Problem("grade", f"'{grade}'", "A, B, C", where))
            continue
        source = (row.get("source") or "").strip() or f"given in {path.name}"
        camps[camp] = ObservedClosure(day, source, grade, day)  # type: ignore[arg-type]
    if not rows:
        problems.append(Problem("", "no rows", "columns camp, day, source, grade", str(path)))
    if problems:
        raise ConfigurationError(problems)
    return Hindcast(as_of, camps)


def is_spreadsheet(file: Path) -> bool:
    """Whether a file is one of a spreadsheet program, which may well be called ``.csv``."""
    if file.suffix.lower() in (".xlsx", ".xls", ".ods", ".numbers"):
        return file.is_file()
    try:
        with file.open("rb") as stream:
            return stream.read(4) in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    except OSError:
        return False
