"""How studies write on a terminal: rows in columns, differences with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def aligned(cells: list[list[str]]) -> list[str]:
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
    return f"{value:+.{digits}f} {between(low, high, digits)}"


def between(low: float, high: float, digits: int = 1) -> str:
    """Write the interval of a difference: ``(-0.2 to +3.1)``."""
    return f"({low:+.{digits}f} to {high:+.{digits}f})"


def points(row: Mapping[Any, Any], scale: float = 100.0) -> str:
    """Write a ``difference`` with its ends ``low`` and ``high``, as tables of pairs name them."""
    low, high = scale * row["low"], scale * row["high"]
    return f"{scale * row['difference']:+.1f} {between(low, high)}"


def scale_of(figure: str) -> tuple[float, str]:
    """Give the factor and the unit in which a figure is shown, where more is better."""
    return (1.0, "days earlier") if figure.startswith("days") else (100.0, "points")
