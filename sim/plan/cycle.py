"""How long a column takes with nothing in its way: the nominal cycle of a truck rotation."""

from dataclasses import dataclass

from sim.distributions import Distribution
from sim.plan.loads import CampLoads
from sim.plan.network import Road, Route
from sim.plan.tasks import Movement, Tasks


@dataclass(frozen=True, slots=True)
class Cycle:
    """The steps of one truck rotation, in days; it starts and ends at the place of its group."""

    forming_up: float
    out: float
    """The empty way: before loading, or back home for a column that starts at the camp."""
    loading: float
    back: float
    """The loaded way."""
    unloading: float
    refit: float
    starts_at_camp: bool = False

    @property
    def days(self) -> float:
        """From the claim of the group to the end of its refit."""
        return self.forming_up + self.out + self.loading + self.back + self.unloading + self.refit

    @property
    def to_loaded(self) -> float:
        """From the claim to the moment at which the column stands loaded in the camp."""
        return self.forming_up + self.loading + (0.0 if self.starts_at_camp else self.out)

    @property
    def to_unloaded(self) -> float:
        """From the claim to the moment at which the loads are in the yard of the hub."""
        return self.to_loaded + self.back + self.unloading


def clean_speed(road: Road, movement: Movement, *, loaded: bool, wet: bool) -> Distribution:
    """Give the speed on a road without incidents, in km/day; rain does not slow a paved road."""
    if road.surface == "paved":
        return movement.paved
    if road.surface == "degraded":
        return movement.degraded_wet if wet else movement.degraded
    if wet:
        return movement.track_wet
    return movement.track_loaded if loaded else movement.track_empty


def road_days(route: Route, tasks: Tasks, *, loaded: bool, wet: bool = False) -> float:
    """Give the nominal days of one way over a route."""
    return sum(axis_days(route, tasks, loaded=loaded, wet=wet).values())


def axis_days(route: Route, tasks: Tasks, *, loaded: bool, wet: bool = False) -> dict[str, float]:
    """Give the nominal days of one way over a route, by the axis whose capacity it takes."""
    days: dict[str, float] = {}
    for road in route.roads:
        speed = clean_speed(road, tasks.movement, loaded=loaded, wet=wet).nominal
        days[road.axis] = days.get(road.axis, 0.0) + road.km.value / speed
    return days


def rotation_cycle(loads: CampLoads, route: Route, tasks: Tasks, *, wet: bool = False) -> Cycle:
    """Give the nominal cycle of a camp's truck rotation, with its loads spread evenly.

    `route` leads from the camp to the hub where the column unloads.
    """
    trucks = loads.truck_loads / loads.columns if loads.columns else 0.0
    movement = tasks.movement
    return Cycle(
        forming_up=movement.forming_up.nominal,
        out=road_days(route, tasks, loaded=False, wet=wet),
        loading=trucks / movement.loading.nominal,
        back=road_days(route, tasks, loaded=True, wet=wet),
        unloading=trucks / movement.unloading.nominal,
        refit=movement.refit.nominal,
        starts_at_camp=loads.owner == loads.camp,
    )
