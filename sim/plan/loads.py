"""What of a camp has to move, in how many columns: the sum that planner and simulation share.

Whole containers, vehicles and people, so that balances hold exactly. The plan is taken at the
values of its quantities; nothing is drawn here.
"""

from dataclasses import dataclass
from math import ceil, floor

from sim.errors import PlanError
from sim.plan.camp import Camp
from sim.plan.network import Route
from sim.plan.plan import Plan
from sim.plan.status import Status
from sim.plan.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Received:
    """What other camps still send to a camp that closes, and that moves on with its own."""

    people: int = 0
    containers: int = 0
    vehicles_driving: int = 0
    vehicles_low_bed: int = 0


NOTHING = Received()


@dataclass(frozen=True, slots=True)
class Equipment:
    """A camp's own equipment still there: what moves, drives, rides or is disposed of."""

    containers_moved: int
    containers_disposed: int
    vehicles_driving: int
    vehicles_low_bed: int
    vehicles_disposed: int


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
    def people_per_vehicle_last(self) -> float:
        """People in each vehicle of the last convoy; infinity when it has none."""
        if not self.last_convoy_vehicles:
            return float("inf")
        return self.last_convoy_people / self.last_convoy_vehicles


def whole(amount: float) -> int:
    """Round an amount to whole things, halves upwards."""
    return floor(amount + 0.5)


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


def truck_columns(loads: int, size: float, last_part_column: float) -> int:
    """Give the number of truck columns for so many loads.

    A last part-column below the share `last_part_column` of a full one is spread over the others.
    """
    if loads <= 0:
        return 0
    full = floor(loads / size)
    rest = loads - full * size
    if full and rest < last_part_column * size:
        return full
    return full + (rest > 0)


def equipment(name: str, plan: Plan, status: Status, tasks: Tasks) -> Equipment:
    """Split what is left in a camp, without what it receives."""
    camp, left = plan.camps[name], status.camps[name].loads_left.value
    containers = whole(camp.containers.value * left)
    vehicles = whole(camp.vehicles.value * left)
    moved = min(containers, whole(containers * tasks.loads.share_containers_moved.value))
    driving = min(vehicles, whole(vehicles * tasks.loads.share_vehicles_driving.value))
    low_bed = min(vehicles - driving, whole(vehicles * tasks.loads.share_vehicles_on_lowbed.value))
    return Equipment(moved, containers - moved, driving, low_bed, vehicles - driving - low_bed)


def still_to_come(name: str, plan: Plan, status: Status, tasks: Tasks) -> Received:
    """Give what open camps still send to `name`, and what those receive themselves.

    What closed camps sent before the as-of date is not counted: the status does not say what
    became of it.
    """
    people = containers = driving = low_bed = 0
    for sender, camp in plan.closing.items():
        if camp.redeploy_to != name or status.camps[sender].closed is not None:
            continue
        further = still_to_come(sender, plan, status, tasks)
        own = equipment(sender, plan, status, tasks)
        people += whole(status.camps[sender].people.value) + further.people
        containers += own.containers_moved + further.containers
        driving += own.vehicles_driving + further.vehicles_driving
        low_bed += own.vehicles_low_bed + further.vehicles_low_bed
    return Received(people, containers, driving, low_bed)


def camp_loads(
    name: str,
    plan: Plan,
    status: Status,
    tasks: Tasks,
    route: Route,
    received: Received = NOTHING,
) -> CampLoads:
    """Give the loads of a camp that closes and the columns in which they leave.

    Parameters
    ----------
    route
        The way from the camp to its hub; its worst surface says what a truck carries.
    received
        What the camp receives from others and sends on with its own (`still_to_come`). Its people
        leave before the last convoy.

    Notes
    -----
    Contingent moves are driven by people who find no seat in rotations, or by vehicles that find
    no place there; at most one less `vehicles_kept_to_last` of the vehicles that drive leave
    before the last convoy. Moves fill first, each with its share of people; rotations take what
    is left. The last convoy has as many columns as its vehicles or its people need.

    Raises
    ------
    PlanError
        If the camp does not close, or no column size is given for the place that serves it.
    """
    camp, columns_of = plan.camps[name], tasks.columns
    owner, hub = serving_place(name, camp), camp.redeploy_to
    if hub is None:
        raise PlanError(f"camp '{name}' does not close: it has no loads to move")
    own = equipment(name, plan, status, tasks)
    moved = own.containers_moved + received.containers
    driving = own.vehicles_driving + received.vehicles_driving
    low_bed = own.vehicles_low_bed + received.vehicles_low_bed

    truck_loads = ceil(moved / containers_per_truck(route, tasks) - 1e-9) + low_bed
    size = column_trucks(owner, tasks)
    columns = truck_columns(truck_loads, size, tasks.loads.last_part_column.value)

    people = whole(status.camps[name].people.value)
    floor_people = security_floor(people, tasks)
    people_before = people - floor_people + received.people
    vehicles_before = floor(driving * (1.0 - tasks.loads.vehicles_kept_to_last.value) + 1e-9)
    seats = columns * whole(columns_of.passengers_rotation.value)
    places = columns * whole(columns_of.own_vehicles.value)
    unseated, unplaced = max(0, people_before - seats), max(0, vehicles_before - places)
    move_people, move_vehicles = (
        columns_of.passengers_move.value,
        columns_of.contingent_move_vehicles.value,
    )
    moves = max(ceil(unseated / move_people), ceil(unplaced / move_vehicles))
    per_vehicle = move_people / move_vehicles
    in_moves = min(
        vehicles_before,
        whole(moves * move_vehicles),
        max(ceil(unseated / per_vehicle), unplaced),
    )
    in_rotations = min(places, vehicles_before - in_moves)
    last_vehicles = driving - in_moves - in_rotations
    last_columns = max(
        ceil(last_vehicles / columns_of.limit.value), ceil(floor_people / move_people)
    )
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
        people_in_rotations=people_before - unseated,
        people_in_moves=unseated,
        vehicles_before=in_moves + in_rotations,
        vehicles_in_rotations=in_rotations,
        vehicles_in_moves=in_moves,
        moves=moves,
        floor_people=floor_people,
        last_convoy_people=floor_people,
        last_convoy_vehicles=last_vehicles,
        last_convoy_columns=last_columns,
        received=received,
    )


def security_floor(strength: int, tasks: Tasks) -> int:
    """Give the people who leave last: a number, or a share of strength; never more than there."""
    rule = tasks.handover
    share = ceil(strength * rule.floor_share.value - 1e-9)
    return min(strength, max(whole(rule.floor_people.value), share))
