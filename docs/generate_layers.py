"""Draw docs/pictures/layers.svg: the layers of the program, from the contract in pyproject.toml.

``make layers``. A test compares the picture with what this gives, so that it cannot go stale.
"""

from __future__ import annotations

import sys
import tomllib
from html import escape
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).resolve().parent
PICTURE: Final = DOCS / "pictures" / "layers.svg"
RENEW: Final = "make layers"

ABOUT: Final = {
    "results": "checks folders against their manifests",
    "report": "figures and the page, from tables",
    "studies": "the questions: forecast, compare, …",
    "configuration": "Hydra composes, pydantic types, checks find every mistake",
    "statistics": "estimators and intervals: tables in, tables out",
    "montecarlo": "many replications: workers, stopping, store, resuming",
    "replication": "one: a scenario, a seed and a number → what happened",
    "processes": "what the mission does",
    "policies": "what command decides",
    "risks": "the world: what happens to it",
    "record": "what happened, and why",
    "scenario": "everything that a replication starts from",
    "plan": "camps, roads, phases, means, durations, rules",
    "pool": "groups, trucks, space: claimed whole",
    "clock": "the event queue (SimPy)",
    "paths": "functions of time that stay level and jump",
    "distributions": "what is uncertain, as a planner gives it",
    "draws": "random numbers with addresses",
    "calendar": "days and dates",
    "errors": "what a user is told",
    "wording": "so many of something, and lists",
}
"""What each module is, in a line."""

TOP: Final = "replication"
"""The first layer of the model, which does no input or output."""

WIDTH, LEFT, RIGHT, ROW, GAP, EDGE = 780, 16, 152, 36, 8, 12
MODEL, AROUND, OUTSIDE = "#dcebf7", "#f3ead7", "#ffffff"


def layers() -> list[list[str]]:
    """Give the names of the contract's layers, from the top, siblings in one list."""
    table = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [
        one for one in table["tool"]["importlinter"]["contracts"]
        if one["type"] == "layers" and one.get("containers") == ["sim"]
    ]  # fmt: skip
    return [
        [name.strip(" ()") for name in layer.replace("|", ":").split(":")]
        for layer in contract["layers"]
    ]


def picture() -> str:
    """Give the picture as it should be."""
    found = layers()
    first = next(number for number, names in enumerate(found) if TOP in names)
    rows = [["experiments/", "notebooks/"], *found]
    height = 2 * EDGE + len(rows) * (ROW + GAP) + GAP
    inner = WIDTH - LEFT - RIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="Layers of the program, each above what it '
        'imports" font-family="Helvetica, Arial, sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for number, names in enumerate(rows):
        y = EDGE + number * (ROW + GAP) + (GAP if number > first else 0)
        width = (inner - GAP * (len(names) - 1)) / len(names)
        fill = OUTSIDE if number == 0 else AROUND if number <= first else MODEL
        for place, name in enumerate(names):
            lines += _box(LEFT + place * (width + GAP), y, width, name, fill)
    middle = EDGE + (first + 1) * (ROW + GAP)
    brackets = (
        (EDGE + ROW + GAP, middle - GAP, ("around the model:", "files, tables,", "many runs")),
        (middle + GAP, height - EDGE - GAP, ("the model:", "no files,", "one replication")),
    )
    for top, bottom, words in brackets:
        x = WIDTH - RIGHT + 10
        lines.append(f'<path d="M{x} {top}h6V{bottom}h-6" fill="none" stroke="#555"/>')
        lines += [
            f'<text x="{x + 14}" y="{(top + bottom) / 2 + 16 * (line - 1):g}" font-size="13" '
            f'fill="#333">{word}</text>'
            for line, word in enumerate(words)
        ]
    return "\n".join([*lines, "</svg>", ""])


def _box(x: float, y: float, width: float, name: str, fill: str) -> list[str]:
    """One module: its name and what it is, beside each other if there is room."""
    about = ABOUT.get(name, "" if name.endswith("/") else "?")
    wide = width > 400
    rest = f'<text x="{x + 10:g}" y="{y + 29:g}" font-size="12" fill="#333">'
    if wide:
        rest = f'<text x="{x + 130:g}" y="{y + 23:g}" font-size="13" fill="#333">'
    name_y = y + (23 if wide or not about else 15)
    return [
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{ROW}" rx="4" fill="{fill}" '
        'stroke="#8a8a8a"/>',
        f'<text x="{x + 10:g}" y="{name_y:g}" font-size="14" font-weight="bold" fill="#111">'
        f"{escape(name)}</text>",
        *([f"{rest}{escape(about)}</text>"] if about else []),
    ]


def main() -> int:
    """Write the picture."""
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")
    print(f"Written: docs/pictures/{PICTURE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
