"""A camp's next column: its size, what there is to fill it with, and when it should leave."""

from math import ceil, inf

from sim.plan.loads import containers_on, trucks_under
from sim.policies import dispatch
from sim.pool import Claim
from sim.processes import search_teams
from sim.processes.camp import CampState
from sim.processes.disposal import share_of_value
from sim.processes.mission import Mission
from sim.record.causes import COMMAND, CONSENT, FLEET, MOVEMENT, PACKING, SUPPLY
from sim.record.ledger import CONTAINERS, PEOPLE, VEHICLES


def more_comes(camp: CampState) -> bool:
    """Whether a camp that is served from this one still stands."""
    return any(not other.closed.reached for other in camp.served)


def view(m: Mission, camp: CampState, asked_at: float) -> dispatch.Waiting:
    """What the dispatch rule sees of a camp."""
    return dispatch.Waiting(
        asked_at,
        camp.deadline,
        rotations_left(m, camp),
        m.cycles[camp.name].days,
        m.pool.capacity(f"groups:{camp.owner}"),
    )


def priority(m: Mission, camp: CampState, asked_at: float) -> float:
    """The priority of a camp's request now."""
    return dispatch.priority(m.policy.dispatch.rule, view(m, camp, asked_at), m.clock.now)


def hopeless(m: Mission, camp: CampState) -> float:
    """The day from which a rotation that starts is not back before the camp's deadline."""
    return camp.deadline - m.cycles[camp.name].days


def rotations_left(m: Mission, camp: CampState) -> int:
    """Truck rotations that are still to be sent."""
    return ceil(trucks_needed(camp) / full_column(m, camp) - 1e-9)


def full_column(m: Mission, camp: CampState) -> float:
    """Trucks of a full column, no more than its hub has."""
    trucks = m.tasks.columns.trucks[camp.owner].value
    there = fleet(m, camp)
    return min(trucks, there) if there else trucks


def trucks_of(camp: CampState) -> str:
    """The kind of the trucks of a camp's columns, which are its hub's."""
    return f"trucks:{camp.owner}"


def fleet(m: Mission, camp: CampState) -> float:
    """Trucks that the camp's hub has; while none is offered, all that it will have again.

    Zero where they are without limit.
    """
    kind = trucks_of(camp)
    return m.pool.capacity(kind) or m.pool.most(kind)


def per_truck(camp: CampState) -> float:
    """Containers on one truck of the camp's columns (by the worst surface of the way)."""
    loads = camp.loads
    trucks = loads.truck_loads - loads.vehicles_low_bed
    return loads.containers_moved / trucks if trucks > 0 else 1.0


def on_trucks(camp: CampState, trucks: int) -> int:
    """Whole containers that so many trucks of the camp's columns carry."""
    return containers_on(trucks, per_truck(camp))


def trucks_needed(camp: CampState) -> int:
    """Trucks for everything at the camp that no column has been promised."""
    return trucks_under(camp.unassigned, per_truck(camp)) + camp.unassigned_low_bed


def last_part(m: Mission, full: float) -> float:
    """Trucks that are no column of their own beside `full` ones: a last part, spread over them."""
    return m.tasks.loads.last_part_column.value * full


def too_few(m: Mission, camp: CampState, trucks: int) -> bool:
    """Whether so many trucks are no column: a last part, which is spread over the others.

    Where the hub has no trucks to spread it, it is none of a whole column if the camp can do
    without its loads and is still left in order.
    """
    full, there = full_column(m, camp), fleet(m, camp)
    last = last_part(m, full)
    if not there or full + last <= there:
        return trucks <= last
    columns, share = m.tasks.columns, m.tasks.loads.last_part_column.value
    if trucks > share * columns.trucks[camp.owner].value:
        return False
    containers, low_bed = fill(camp, trucks)
    containers += m.losses.unplanned(camp.name, CONTAINERS)
    low_bed += m.losses.unplanned(camp.name, VEHICLES)
    return share_of_value(m, camp, containers, low_bed) <= m.policy.orderly.value_lost.value


def next_column(m: Mission, camp: CampState) -> int:
    """Trucks of the next column: a full one, the rest, or a last part spread over the others."""
    full = full_column(m, camp)
    left = trucks_needed(camp)
    there = fleet(m, camp) or float(left)
    spread = min(full + last_part(m, full), there)
    return max(1, ceil(left if left <= spread else full))


def departure(m: Mission, camp: CampState, asked: int = 0) -> float:
    """The day on which the next column should leave its hub; infinity if there is none to send.

    It is to arrive when its load is packed; `asked` columns before it have been asked for and not
    been given yet. A column leaves part-filled only when slack is less than a rotation, and none
    for a last part that columns before it may take along.
    """
    trucks, needed = next_column(m, camp), trucks_needed(camp)
    trucks_before = asked * full_column(m, camp)
    rest = ceil(needed - trucks_before)
    if rest <= 0 or ((asked or camp.columns_out) and too_few(m, camp, rest)):
        return inf
    containers, low_bed = fill(camp, trucks)
    before = asked * containers
    there = camp.packed - camp.reserved - before
    if needed <= trucks_before + trucks:  # the last
        containers = min(containers, camp.unassigned - before)
    if there >= containers:
        return m.clock.now if there > 0 or low_bed > 0 else inf
    if camp.lot_size == 0:
        return m.clock.now if there > 0 else inf
    ahead = m.cycles[camp.name].to_loaded - loading_days(m, camp)
    lots = ceil((containers - there) / camp.lot_size - 1e-9)
    due = max(m.clock.now, camp.lot_due + (lots - 1) * camp.lot_days - ahead)
    part = lots > 1 and not asked and there > 0
    if part and dispatch.part_filled(view(m, camp, m.clock.now), m.clock.now):
        return m.clock.now
    return due


def loading_days(m: Mission, camp: CampState) -> float:
    """Nominal days of loading one column of the camp."""
    return m.cycles[camp.name].loading


def fill(camp: CampState, trucks: int) -> tuple[int, int]:
    """Containers and low-bed vehicles for so many trucks, of what is unassigned."""
    needed, carried = max(1, trucks_needed(camp)), camp.unassigned_low_bed
    low_bed = min(carried, ceil(carried * trucks / needed), trucks)
    containers = min(camp.unassigned, on_trucks(camp, trucks - low_bed))
    return containers, low_bed


def own_vehicles(camp: CampState) -> int:
    """The camp's own vehicles that ride in each rotation; contingent moves take theirs first."""
    loads = camp.loads
    return ceil(loads.vehicles_in_rotations / loads.columns) if loads.columns else 0


def riders(m: Mission, vehicles: int) -> int:
    """People who ride in so many vehicles of a contingent move."""
    columns = m.tasks.columns
    return int(vehicles * columns.passengers_move.value / columns.contingent_move_vehicles.value)


def spare_people(m: Mission, camp: CampState) -> int:
    """People who can leave before the last convoy: beyond the security floor, in no column yet."""
    return max(0, m.ledger.at(PEOPLE, camp.name) - people_forming(camp) - camp.loads.floor_people)


def people_forming(camp: CampState) -> int:
    """People who form up in the camp, or stand ready, for columns."""
    return sum(people for people, _ in camp.forming.values())


def spare_vehicles(m: Mission, camp: CampState) -> int:
    """Vehicles that can leave before the last convoy: beyond the share kept, in no column yet."""
    kept = ceil(camp.loads.vehicles_driving * m.tasks.loads.vehicles_kept_to_last.value)
    return max(0, camp.driving - sum(own for _, own in camp.forming.values()) - kept)


def held_up_by(m: Mission, camp: CampState) -> str:
    """The cause for which loads of the camp that have not gone are still there.

    That for which its truck columns wait: one in the queue has its papers, and papers are not
    waited for before the day for which they were asked.
    """
    if camp.turn is not None:
        return FLEET
    if any(clearance.wanted <= m.clock.now for clearance in camp.papers):
        return CONSENT
    if camp.short_of_fuel:
        return SUPPLY
    if camp.columns_out:
        return MOVEMENT
    if camp.lot_size:
        return PACKING
    return COMMAND


def one_way(m: Mission, camp: CampState, people: float) -> dict[str, float]:
    """What a column without trucks claims whole: a search team of the hub, beds where it goes."""
    hub = m.destination(camp)
    amounts: dict[str, float] = {f"beds:{hub}": min(people, m.pool.capacity(f"beds:{hub}"))}
    if search_teams.needed(m, camp.name, hub):
        amounts[f"search:{camp.owner}"] = 1
    return amounts


def wants(m: Mission, camp: CampState) -> dict[str, float]:
    """What a rotation claims whole: group, search team, trucks, and space where it unloads.

    When slack is below a rotation it does not wait for a full set of trucks, or for room for their
    loads: where all else is free, it goes now with those that are, if they are worth an escort and
    so is what they leave.
    """
    trucks = next_column(m, camp)
    if (free := free_trucks(m, camp, trucks)) >= trucks:
        return with_trucks(m, camp, trucks)
    now, least = m.clock.now, m.policy.dispatch.least_column.value * full_column(m, camp)
    worth = free >= max(1.0, least) and not too_few(m, camp, trucks_needed(camp) - free)
    if worth and dispatch.part_filled(view(m, camp, now), now):
        smaller = with_trucks(m, camp, free)
        if all(m.pool.free(name) >= n for name, n in smaller.items() if name in m.pool.kinds):
            return smaller
    return with_trucks(m, camp, trucks)


def can_be_smaller(m: Mission, camp: CampState, claim: Claim) -> bool:
    """Whether a rotation's claim waits for trucks, or room, that a smaller one would not need."""
    kind = trucks_of(camp)
    asked = int(claim.amounts.get(kind, 0.0))
    return free_trucks(m, camp, asked) < asked and wants(m, camp)[kind] < asked


def ask_for_smaller(m: Mission, camp: CampState) -> bool:
    """Have a column asked for anew that waits for trucks, or room, that a smaller would not need.

    The one in the queue, if it could leave at once. Returns whether there is one.
    """
    if camp.turn is None or not can_be_smaller(m, camp, camp.turn.claim):
        return False
    camp.turn.claim.cancel()
    return True


def free_trucks(m: Mission, camp: CampState, trucks: int) -> int:
    """How many of so many trucks are free, and find room for their loads where they unload."""
    if fleet(m, camp):
        trucks = min(trucks, int(m.pool.free(trucks_of(camp))))
    yard = f"yard:{m.destination(camp)}"
    if yard in m.pool.kinds:
        room = m.pool.free(yard)
        while trucks > 0 and fill(camp, trucks)[0] > room:
            trucks -= 1
    return trucks


def free_beds(m: Mission, camp: CampState) -> float:
    """Beds that are free where the camp's columns unload; infinity where they are without limit."""
    kind = f"beds:{m.destination(camp)}"
    return max(0.0, m.pool.free(kind)) if kind in m.pool.kinds else inf


def with_trucks(m: Mission, camp: CampState, trucks: int) -> dict[str, float]:
    """What a rotation with so many trucks claims; where beds are short it takes fewer people."""
    owner, hub = camp.owner, m.destination(camp)
    containers, _ = fill(camp, trucks)
    seats = min(
        m.tasks.columns.passengers_rotation.value, spare_people(m, camp), free_beds(m, camp)
    )
    amounts: dict[str, float] = {
        f"groups:{owner}": 1,
        trucks_of(camp): trucks,
        f"yard:{hub}": min(containers, m.pool.capacity(f"yard:{hub}")),
        f"beds:{hub}": min(seats, m.pool.capacity(f"beds:{hub}")),
    }
    if search_teams.needed(m, camp.name, hub):
        amounts[f"search:{owner}"] = 1
    return amounts
