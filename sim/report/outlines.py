"""Outlines of countries (Natural Earth 1:50 million, public domain), as rings of positions."""

import json
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

Ring = npt.NDArray[np.float64]
"""Shape (k, 2): longitude and latitude in degrees."""


@cache
def outlines() -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    """Give every country's name and the rings of its outline."""
    text = resources.files("sim.report").joinpath("data/mali_neighbours_ne50m.geojson")
    features = json.loads(text.read_text(encoding="utf-8"))["features"]
    return tuple((f["properties"]["name"], _rings(f["geometry"])) for f in features)


def _rings(geometry: dict[str, object]) -> tuple[Ring, ...]:
    """Give the rings of a polygon or of several."""
    coordinates: list[list[list[list[float]]]]
    found = geometry["coordinates"]
    assert isinstance(found, list)
    coordinates = [found] if geometry["type"] == "Polygon" else found
    return tuple(np.array(ring) for polygon in coordinates for ring in polygon)
