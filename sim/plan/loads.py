"""What of a camp has to move, in how many columns: the sum that planner and simulation share.

Whole containers, vehicles and people, so that balances hold exactly. The plan is taken at the
values of its quantities; nothing is drawn here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import NamedTuple

from sim.distributions import Quantity
from sim.errors import PlanError
from sim.plan.camp import Camp
from sim.plan.equipment import NOTHING, Received, equipment, received_by, whole
from sim.plan.network import Route
from sim.plan.plan import Plan
from sim.plan.routes import Routes
from sim.plan.status import Status
from sim.plan.tasks import Columns, Tasks


@dataclass(frozen=True, slots=True)
class CampLoads:
    """The loads of one camp on the as-of date, and the columns in which they leave.

    Counts of containers, vehicles and people are whole. What was `received` (or is still to be
    received) from other camps is included in everything but `people` and `floor_people`.

    Attributes
    ----------
    hub
        Where loads and people go.
    owner
        The place whose groups, search teams and trucks serve the camp.
    containers_moved, containers_disposed
        Containers that leave, and those gifted, sold or destroyed as planned.
    vehicles_driving, vehicles_low_bed, vehicles_disposed
        Vehicles that drive out, that ride on a truck each, and that are disposed of as planned.
        Those that drive are there with their people, even where most loads have left
        (`sim.plan.equipment`).
    truck_loads
        Loads of one truck each.
    columns, trucks_per_column
        Truck rotations, and the trucks of each at most; no column without a load.
    people
        Uniformed people now there.
    people_before, people_in_rotations, people_in_moves
        Who leaves by road before the last convoy, and how.
    vehicles_before, vehicles_in_rotations, vehicles_in_moves
        Vehicles that drive out before the last convoy, and how.
    moves
        Contingent moves: one way, self-escorted columns of the camp's own vehicles.
    floor_people
        The security floor: who leaves last.
    last_convoy_people, last_convoy_vehicles, last_convoy_columns
        The last convoy, in columns of one day.
    """

    camp: str
    hub: str
    owner: str
    containers_moved: int
    containers_disposed: int
    vehicles_driving: int
    vehicles_low_bed: int
    vehicles_disposed: int
    truck_loads: int
    columns: int
    trucks_per_column: int
    people: int
    people_before: int
    people_in_rotations: int
    people_in_moves: int
    vehicles_before: int
    vehicles_in_rotations: int
    vehicles_in_moves: int
    moves: int
    floor_people: int
    last_convoy_people: int
    last_convoy_vehicles: int
    last_convoy_columns: int
    received: Received = NOTHING

    @property
    def containers_packed(self) -> int:
        """Containers that leave and are packed here: what is received comes packed."""
        return self.containers_moved - self.received.containers

    @property
    def people_per_vehicle_last(self) -> float:
        """People in each vehicle of the last convoy; infinity when it has none."""
        if not self.last_convoy_vehicles:
            return float("inf")
        return self.last_convoy_people / self.last_convoy_vehicles


def serving_place(name: str, camp: Camp) -> str:
    """Give the place whose groups, search teams and trucks serve a camp that closes.

    Raises
    ------
    PlanError
        If the camp does not close.
    """
    place = name if camp.columns_start_here else camp.supplied_from or camp.redeploy_to
    if place is None:
        raise PlanError(f"camp '{name}' does not close: no place serves its withdrawal")
    return place


def containers_per_truck(route: Route, tasks: Tasks) -> float:
    """Give 20-ft containers on one truck: the paved figure only where the whole route is paved."""
    loads = tasks.loads
    paved = all(road.surface == "paved" for road in route.roads)
    return (loads.containers_per_truck_paved if paved else loads.containers_per_truck_track).value


def containers_on(trucks: int, each: float) -> int:
    """Give the whole containers on so many trucks, at `each` a truck, whatever its rounding."""
    return int(trucks * each + 1e-6)


def trucks_under(containers: int, each: float) -> int:
    """Give the trucks that so many containers need, at `each` a truck, whatever its rounding."""
    return ceil(containers / each - 1e-9)


def column_trucks(owner: str, tasks: Tasks) -> float:
    """Give the trucks of one full column of the place `owner`.

    Raises
    ------
    PlanError
        If the tasks do not say it.
    """
    try:
        return tasks.columns.trucks[owner].value
    except KeyError:
        raise PlanError(
            f"tasks.columns.trucks says nothing of '{owner}', which serves a camp that closes"
        ) from None


def truck_columns(loads: int, size: float, last_part_column: float, fleet: float = inf) -> int:
    """Give the number of truck columns for so many loads.

    A last part-column below the share `last_part_column` of a full one is spread over the others,
    as far as the fleet has trucks for such columns.
    """
    size = min(size, fleet)
    if loads <= 0:
        return 0
    if size < 1.0:
        raise PlanError(f"a column of {size:g} trucks cannot carry {loads} loads")
    full = floor(loads / size)
    rest = loads - full * size
    if full and rest < last_part_column * size and ceil(loads / full) <= fleet:
        return full
    return full + (rest > 0)


def camp_loads(
    name: str,
    plan: Plan,
    status: Status,
    tasks: Tasks,
    route: Route,
    received: Received = NOTHING,
    fleet: float = inf,
) -> CampLoads:
    """Give the loads of a camp that closes and the columns in which they leave.

    Parameters
    ----------
    route
        The way from the camp to its hub; its worst surface says what a truck carries.
    received
        What the camp gets from others and sends on with its own (`received_by`). Its people
        leave before the last convoy.
    fleet
        Trucks of the place that serves the camp: no column has more.

    Notes
    -----
    At most one less `vehicles_kept_to_last` of the vehicles that drive leave before the last
    convoy, and all people but the security floor (`before_last_convoy`).

    Raises
    ------
    PlanError
        If the camp does not close, or no column size is given for the place that serves it.
    """
    camp = plan.camps[name]
    owner, hub = serving_place(name, camp), camp.redeploy_to
    if hub is None:
        raise PlanError(f"camp '{name}' does not close: it has no loads to move")
    own = equipment(name, plan, status, tasks)
    moved = own.containers_moved + received.containers
    driving = own.vehicles_driving + received.vehicles_driving
    low_bed = own.vehicles_low_bed + received.vehicles_low_bed

    truck_loads = trucks_under(moved, containers_per_truck(route, tasks)) + low_bed
    size = column_trucks(owner, tasks)
    columns = truck_columns(truck_loads, size, tasks.loads.last_part_column.value, fleet)

    people = whole(status.camps[name].people.value)
    floor_people = security_floor(people, tasks)
    people_before = people - floor_people + received.people
    vehicles_before = floor(driving * (1.0 - tasks.loads.vehicles_kept_to_last.value) + 1e-9)
    early = before_last_convoy(people_before, vehicles_before, columns, tasks.columns)
    last_vehicles = driving - early.vehicles_in_moves - early.vehicles_in_rotations
    return CampLoads(
        camp=name,
        hub=hub,
        owner=owner,
        containers_moved=moved,
        containers_disposed=own.containers_disposed,
        vehicles_driving=driving,
        vehicles_low_bed=low_bed,
        vehicles_disposed=own.vehicles_disposed,
        truck_loads=truck_loads,
        columns=columns,
        trucks_per_column=ceil(truck_loads / columns) if columns else 0,
        people=people,
        people_before=people_before,
        people_in_rotations=people_before - early.people_in_moves,
        people_in_moves=early.people_in_moves,
        vehicles_before=early.vehicles_in_moves + early.vehicles_in_rotations,
        vehicles_in_rotations=early.vehicles_in_rotations,
        vehicles_in_moves=early.vehicles_in_moves,
        moves=early.moves,
        floor_people=floor_people,
        last_convoy_people=floor_people,
        last_convoy_vehicles=last_vehicles,
        last_convoy_columns=columns_of_last_convoy(last_vehicles, floor_people, tasks.columns),
        received=received,
    )


class Early(NamedTuple):
    """Who leaves a camp by road before its last convoy, beside the loads."""

    moves: int
    """Contingent moves."""
    people_in_moves: int
    vehicles_in_moves: int
    vehicles_in_rotations: int


def before_last_convoy(people: int, vehicles: int, rotations: int, rules: Columns) -> Early:
    """Share people and vehicles out over truck rotations and contingent moves.

    Contingent moves are driven by people who find no seat in rotations, or by vehicles that find
    no place there. Moves fill first, each with its share of people; rotations take what is left.
    """
    seats = rotations * whole(rules.passengers_rotation.value)
    places = rotations * whole(rules.own_vehicles.value)
    unseated, unplaced = max(0, people - seats), max(0, vehicles - places)
    full = rules.contingent_move_vehicles.value
    moves = max(ceil(unseated / rules.passengers_move.value), ceil(unplaced / full))
    driven = max(ceil(unseated / rules.people_per_vehicle), unplaced)
    in_moves = min(vehicles, whole(moves * full), driven)
    return Early(moves, unseated, in_moves, min(places, vehicles - in_moves))


def columns_of_last_convoy(vehicles: int, people: int, rules: Columns) -> int:
    """Give the columns of a last convoy, as many as its vehicles or its people need."""
    return max(ceil(vehicles / rules.limit.value), ceil(people / rules.passengers_move.value))


def security_floor(strength: int, tasks: Tasks) -> int:
    """Give the people who leave last: a number, or a share of strength; never more than there."""
    rule = tasks.handover
    share = ceil(strength * rule.floor_share.value - 1e-9)
    return min(strength, max(whole(rule.floor_people.value), share))


def all_camp_loads(
    plan: Plan,
    status: Status,
    tasks: Tasks,
    trucks: Mapping[str, Quantity],
    routes: Routes,
) -> dict[str, CampLoads]:
    """Give the loads of every camp that closes and is still open, by name, in the plan's order.

    `trucks` are those of the places that serve camps; one that it does not name has no limit.
    """
    found: dict[str, CampLoads] = {}
    for name, camp in plan.closing.items():
        if status.camps[name].closed is None and camp.redeploy_to is not None:
            owner = serving_place(name, camp)
            fleet = trucks[owner].value if owner in trucks else inf
            route = routes.between(name, camp.redeploy_to)
            received = received_by(name, plan, status, tasks)
            found[name] = camp_loads(name, plan, status, tasks, route, received, fleet)
    return found
