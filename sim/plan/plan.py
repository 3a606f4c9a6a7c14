"""The plan: camps, roads, airfields, phases, and what it may refer to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import cos, radians, sin

from pydantic import with_config

from sim.plan.camp import Camp
from sim.plan.liquidation import Barges, Civilians, Liquidation, Radio
from sim.plan.network import Airfield, Gate, Node, Road
from sim.plan.phases import Phase
from sim.plan.strict import STRICT

Direction = tuple[float, float, float]
"""A unit vector from the centre of the Earth."""


def direction(latitude: float, longitude: float) -> Direction:
    """Give the direction of a place (degrees): the nearer two are, the larger is its product."""
    north, east = radians(latitude), radians(longitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def last(phases: Iterable[Phase]) -> Phase:
    """Give the phase with the last deadline, of several on one day the one that is named last."""
    return sorted(phases, key=lambda phase: phase.due)[-1]


@with_config(STRICT)
@dataclass(frozen=True)
class Plan:
    """A mission's plan of withdrawal. Names are keys; nothing in the code knows one.

    `lift_hub` is the camp whose field takes wide bodies and to which people are lifted;
    `export_hub` the one from which equipment leaves the country. `corridors` are lists of
    places from the export hub to a port, through gates; loads take them in turn, as they are
    written. In which order anything else is written changes nothing.
    """

    title: str
    """What the plan is, for the heads of tables and pages."""
    camps: dict[str, Camp]
    roads: tuple[Road, ...]
    phases: dict[str, Phase]
    nodes: dict[str, Node] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    airfields: dict[str, Airfield] = field(default_factory=dict)
    corridors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Places from the export hub to a port, through gates."""
    lift_hub: str | None = None
    """The camp whose field takes wide bodies, and to which people are lifted."""
    export_hub: str | None = None
    """The camp from which equipment leaves the country."""
    regions: tuple[str, ...] = ()
    """Names of the regions of the threat and the weather."""
    quiet_regions: tuple[str, ...] = ()
    """Regions without camp attacks and search teams; the threat on their roads is discounted."""
    search_free_axes: tuple[str, ...] = ()
    """Axes on which a column needs no search team."""
    civilians: Civilians | None = None
    radio: Radio | None = None
    barges: Barges | None = None
    liquidation: Liquidation | None = None
    observed: str = ""
    """The file of ``configs/observed`` with what is known to compare a run with; empty: none."""
    hospitals: tuple[str, ...] = ()
    """Camps that have a surgeon, and to which the hurt are flown, while they stand."""

    @cached_property
    def closing(self) -> dict[str, Camp]:
        """Camps that the plan closes."""
        return {name: camp for name, camp in self.camps.items() if camp.closes}

    @cached_property
    def road_by_name(self) -> dict[str, Road]:
        """The roads by their names."""
        return {road.name: road for road in self.roads}

    @cached_property
    def last_phase(self) -> Phase:
        """The phase with the last deadline; a plan that can be run has one phase at least."""
        return last(self.phases.values())

    @cached_property
    def people_phase(self) -> Phase | None:
        """The last phase that limits the people left, if any."""
        limited = [phase for phase in self.phases.values() if phase.limit is not None]
        return last(limited) if limited else None

    @cached_property
    def hospital_directions(self) -> tuple[tuple[str, Direction], ...]:
        """The hospitals by name, each with its direction from the centre of the Earth."""
        sites = ((name, self.camps[name]) for name in sorted(self.hospitals))
        return tuple((name, direction(camp.latitude, camp.longitude)) for name, camp in sites)

    @cached_property
    def hubs(self) -> tuple[str, ...]:
        """Every camp that receives another's loads, in order of first mention."""
        receivers = (c.redeploy_to for c in self.camps.values() if c.redeploy_to)
        stays = (name for name, camp in self.camps.items() if not camp.closes)
        return tuple(dict.fromkeys([*receivers, *stays]))

    def places(self) -> Iterator[str]:
        """Every name that a road may join."""
        yield from self.camps
        yield from self.nodes
