"""How studies write on a terminal: rows in columns, differences with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from math import isnan
from typing import Any, Final

NOTHING: Final = 1e-9
"""A difference below this is what rounding leaves: nothing differs."""


def aligned(cells: Sequence[Sequence[str]]) -> list[str]:
    """Write rows of texts in columns."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def estimate(row: Mapping[Any, Any], name: str, scale: float = 1.0, digits: int = 1) -> str:
    """Write a difference with its interval: ``+1.5 (-0.2 to +3.1)``.

    The ends stand in the row as ``<name>_low`` and ``<name>_high``; `scale` is 100 for points.
    """
    value, low, high = (scale * row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return change(value, low, high, digits, differing(row, name))


def differing(row: Mapping[Any, Any], name: str = "") -> str:
    """Say in how many replications a row of pairs differs, which stands there as `differ`.

    Those that are not `equal` are more: of them some differ by rounding alone.
    """
    from sim.statistics.wording import differ

    key = f"{name}_differ" if name else "differ"
    return differ(row[key], row["n"]) if key in row else "too few differ"


def change(
    value: float, low: float, high: float, digits: int = 1, differ: str = "too few differ"
) -> str:
    """Write a difference with its interval; where there is none at all, 0 without an interval.

    Where too few pairs differ for an interval (NaN), `differ` stands in its place.
    """
    if isnan(low) and isnan(high) and not isnan(value):
        return f"{signed(value, digits)} ({differ})"
    if all(abs(end) < NOTHING for end in (value, low, high)):
        return "0"
    ends = f"({signed(low, digits)} to {signed(high, digits)})"
    return f"{signed(value, digits)} {ends}"


def signed(value: float, digits: int = 1) -> str:
    """Write a difference with its sign; none at all as 0, a small one as +0.0 or -0.0."""
    return "0" if abs(value) < NOTHING else f"{value:+.{digits}f}"


def points(row: Mapping[Any, Any], scale: float = 100.0) -> str:
    """Write a ``difference`` with its ends ``low`` and ``high``, as tables of pairs name them."""
    value, low, high = (scale * row[key] for key in ("difference", "low", "high"))
    return change(value, low, high, differ=differing(row))


def scale_of(figure: str) -> tuple[float, str]:
    """Give the factor and the unit in which a figure is shown, where more is better."""
    from sim.statistics.headline import in_days

    return (1.0, "days earlier") if in_days(figure) else (100.0, "points")


def shown(found: Any, *scenarios: str) -> str:
    """What came out of a study as one line for a notebook: of what, how many, which tables."""
    n = f"{found.n:,} {'replication' if found.n == 1 else 'replications'}"
    tables = [item.name for item in fields(found) if hasattr(getattr(found, item.name), "columns")]
    what = f"{type(found).__name__} of {', '.join(scenarios)}"
    return f"<{what}: {n}, seed {found.seed}; tables: {', '.join(tables)}>"
