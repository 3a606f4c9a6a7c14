"""Roads, junctions, gates and airfields, and the routes that convoys take over them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import with_config

from sim.distributions import QuantityInput, unit
from sim.plan.strict import STRICT, Share

Surface = Literal["track", "degraded", "paved"]
AircraftClass = Literal["wide_body", "narrow_body", "fixed_wing", "helicopter"]


@with_config(STRICT)
@dataclass(frozen=True)
class Node:
    """A place on the road graph that is not a camp: junction, border post, transit hub, port."""

    latitude: float
    """Degrees north."""
    longitude: float
    """Degrees east."""
    kind: Literal["junction", "border", "transit", "port", "town", "label"]
    """What it is, for the map."""
    source: str = ""
    grade: str = ""


@with_config(STRICT)
@dataclass(frozen=True)
class Road:
    """An edge of the road graph; driven both ways.

    `regions` is the share of its length in each region of the attack rates; they sum to one.
    `axis` names the movement-control axis whose capacity a column takes while it is on it.
    """

    a: str
    """One end: a camp or a node."""
    b: str
    """The other end."""
    km: Annotated[QuantityInput, unit("km")]
    """Length in kilometres."""
    surface: Surface
    """Sets the speed of columns, and whether rain slows them."""
    axis: str
    """The movement-control axis whose capacity a column takes while it is on it."""
    regions: dict[str, Share]
    """Share of its length in each region; they sum to one."""
    gate: str | None = None
    """The border crossing that lies on it, if any."""
    note: str = ""

    def __post_init__(self) -> None:
        total = sum(self.regions.values())
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"the shares of regions sum to {total:g}, they must sum to 1")
        if not self.km.value > 0:
            raise ValueError("a road's length must be positive")

    @cached_property
    def name(self) -> str:
        """The road's key for draws, the same in both directions."""
        return f"{self.a}–{self.b}"

    @cached_property
    def main_region(self) -> str:
        """The region in which most of the road lies: its weather is the road's."""
        return max(self.regions, key=lambda region: self.regions[region])


@with_config(STRICT)
@dataclass(frozen=True)
class Gate:
    """A border crossing on the way to a port."""

    name: str
    """What the crossing is called in tables and stories."""
    sector: str
    """Whose regime of consent it has."""


@with_config(STRICT)
@dataclass(frozen=True)
class Airfield:
    """What an airfield takes; a class of aircraft includes the smaller ones."""

    takes: tuple[AircraftClass, ...]
    """Classes of aircraft that can land."""
    runway_m: float | None = None
    """Length of the runway in metres, for the reader."""
    source: str = ""
    grade: str = ""


@with_config(STRICT)
@dataclass(frozen=True)
class Route:
    """A way from one place to another: the roads in order (computed once, in the parent)."""

    origin: str
    destination: str
    roads: tuple[Road, ...]

    @cached_property
    def km(self) -> float:
        """Length in kilometres."""
        return sum(road.km.value for road in self.roads)

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """The axes that the route uses, each once, in order."""
        return tuple(dict.fromkeys(road.axis for road in self.roads))

    def reversed(self) -> "Route":
        """The same way back."""
        return Route(self.destination, self.origin, self.roads[::-1])
