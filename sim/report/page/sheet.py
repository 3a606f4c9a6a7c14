"""The input sheet of the page: every number with its shape, range, source, grade and date."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sim.report.input_table import Input, density, inputs_of
from sim.report.page.words import number
from sim.scenario import Scenario
from sim.wording import counted

WIDTH, HEIGHT, POINTS = 84.0, 18.0, 40
TITLES = {
    "plan": "Plan", "status": "Status on the as-of date", "resources": "Resources",
    "tasks": "Tasks", "policy": "Policy of command", "risk": "Risks",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One number: cells as text, and its shape as the points of a line."""

    label: str
    path: str
    value: str
    span: str
    unit: str
    kind: str
    grade: str
    as_of: str
    source: str
    static: str
    """Why a fact younger than what was known is used all the same; empty: it is none."""
    curve: str
    """Points of an SVG polyline; empty: the number is the same in each replication."""
    dot: float
    """Where the value lies across the width; below 0: it has no range."""


@dataclass(frozen=True)
class Part:
    """One part of the configuration."""

    title: str
    grades: str
    """How many of each grade, in words."""
    lines: Sequence[Line]


def input_sheet(scenario: Scenario) -> list[Part]:
    """Give every number with a provenance, by part of the configuration."""
    parts = []
    for name, inputs in groupby(inputs_of(scenario), key=lambda i: i.path.split(".")[0]):
        own = list(inputs)
        graded = [(g, sum(i.given.grade == g for i in own)) for g in ("A", "B", "C")]
        told = ", ".join(f"{count} of grade {grade}" for grade, count in graded if count)
        parts.append(Part(TITLES.get(name, name), told, [_line(found) for found in own]))
    return parts


def younger(scenario: Scenario) -> str:
    """Say how many numbers are dated later than what was known, all marked; empty: none is."""
    known = scenario.status.known_until
    own = [i.given for i in inputs_of(scenario) if i.given.as_of and i.given.as_of > known]
    if not own:
        return ""
    facts = counted(len(own), "number that was", "numbers that were")
    published = "published later: the input sheet says why under its source" if len(own) == 1 else (
        "published later: the input sheet says why under the source of each")  # fmt: skip
    return f", but for {facts} true before and {published}"


def _line(found: Input) -> Line:
    """Write one number."""
    given, (low, high), value = found.given, found.bounds, found.nominal
    curve, dot = "", -1.0
    if found.drawn:
        curve, dot = _curve(found)
    elif low < high:
        dot = _between((value - low) / (high - low)) * WIDTH
    return Line(
        label=found.label,
        path=found.path,
        value=number(value),
        span=f"{number(low)} – {number(high)}" if low < high else "",
        unit=given.unit,
        kind=found.kind if found.drawn else "",
        grade=given.grade,
        as_of=given.as_of.isoformat() if given.as_of else "",
        source=given.source,
        static=given.static,
        curve=curve,
        dot=round(dot, 1),
    )


def _curve(found: Input) -> tuple[str, float]:
    """Give the points of the density, and where the nominal value lies."""
    xs, ys = density(found.given)
    step = max(1, len(xs) // POINTS)
    chosen = sorted({*range(0, len(xs), step), len(xs) - 1, int(ys.argmax())})
    first, width, top = float(xs[0]), float(xs[-1] - xs[0]) or 1.0, float(ys.max()) or 1.0
    points = [
        (_between((float(xs[i]) - first) / width) * WIDTH,
         HEIGHT - 1 - float(ys[i]) / top * (HEIGHT - 3))
        for i in chosen
    ]  # fmt: skip
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return text, _between((found.nominal - first) / width) * WIDTH


def _between(share: float) -> float:
    return min(max(share, 0.0), 1.0)
