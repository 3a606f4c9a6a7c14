"""The numbers of a scenario as a table, and the shapes of those that are drawn."""

import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.configuration.labels import label_of
from sim.distributions import (
    Delayed,
    Empirical,
    Fixed,
    Mixture,
    NegativeBinomial,
    Poisson,
    Quantity,
)
from sim.distributions.base import Floats, Provenance
from sim.scenario import Scenario

PARTS = ("plan", "status", "resources", "tasks", "policy", "risk")
POINTS = 121
DISCRETE = (Empirical, NegativeBinomial, Poisson)
TAIL = 0.005
"""The picture of a density leaves out this much probability at either end."""


@dataclass(frozen=True)
class Input:
    """One number of the configuration, by its dotted path; `label` says it in words."""

    path: str
    given: Provenance
    label: str = ""

    @property
    def kind(self) -> str:
        """Name of the distribution, or `range` for a number that is not drawn."""
        return str(getattr(self.given, "dist", "range"))

    @property
    def drawn(self) -> bool:
        """Whether it differs from one occasion to the next."""
        return not isinstance(self.given, Quantity | Fixed)

    @property
    def discrete(self) -> bool:
        """Whether it takes single values only."""
        return isinstance(self.given, DISCRETE)

    @property
    def nominal(self) -> float:
        """The planner's value."""
        given = self.given
        return given.value if isinstance(given, Quantity) else float(getattr(given, "nominal"))  # noqa: B009

    @property
    def bounds(self) -> tuple[float, float]:
        """The range given: of uncertainty, of support, or P10 and P90."""
        low, high = getattr(self.given, "bounds")  # noqa: B009
        return float(low), float(high)


def inputs_of(scenario: Scenario) -> list[Input]:
    """Give every number with its provenance, in the order of the configuration."""
    return [
        dataclasses.replace(found, label=label_of(scenario, found.path))
        for part in PARTS
        for found in _walk(getattr(scenario, part), part)
    ]


def _walk(value: object, path: str) -> Iterator[Input]:
    """Go down dataclasses, mappings and lists to numbers with a provenance."""
    if isinstance(value, Provenance):
        yield Input(path, value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _walk(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(item, f"{path}.{key}")
    elif isinstance(value, tuple | list):
        for place, item in enumerate(value):
            name = getattr(item, "name", "")
            yield from _walk(item, f"{path}.{place} ({name})" if name else f"{path}.{place}")


def density(given: Provenance) -> tuple[Floats, Floats]:
    """Give points and heights of a distribution's density, or of its probabilities.

    Of a delay that need not occur the picture shows the delay if it does.
    """
    shown = given.of if isinstance(given, Delayed) else given
    ppf, height = getattr(shown, "ppf_block"), getattr(shown, "density")  # noqa: B009
    low, high = (float(x) for x in ppf(np.array([TAIL, 1 - TAIL])))
    if isinstance(shown, DISCRETE):
        points = np.arange(math.floor(low), math.ceil(high) + 1.0)
        if isinstance(shown, Empirical):
            points = np.unique(np.asarray(shown.values, dtype=np.float64))
    elif isinstance(shown, Mixture):
        points = np.unique(ppf((np.arange(400) + 0.5) / 400))
        if len(points) > POINTS:
            points = np.linspace(low, high, POINTS)
    else:
        points = np.linspace(low, high, POINTS)
    return points, np.asarray(height(points), dtype=np.float64)


def inputs_table(scenario: Scenario) -> pd.DataFrame:
    """Give one row a number: label, path, kind, range, unit, grade, as-of date, source."""
    rows = []
    for found in inputs_of(scenario):
        low, high = found.bounds
        given = found.given
        rows.append(
            {
                "label": found.label,
                "input": found.path,
                "kind": found.kind,
                "low": low,
                "nominal": found.nominal,
                "high": high,
                "mean": float(getattr(given, "mean", found.nominal)),
                "unit": given.unit,
                "grade": given.grade,
                "as_of": given.as_of.isoformat() if given.as_of else "",
                "source": given.source,
                "static": given.static,
                "note": given.note,
            }
        )
    return pd.DataFrame(rows)
