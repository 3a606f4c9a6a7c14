"""The totals of the capacity sheet: what hubs, axes and the air lift need against what is there."""

from sim.calendar import WEEK
from sim.plan.equipment import already_there, still_to_come, whole
from sim.plan.planned import Planned
from sim.plan.sheet import CampSheet, Total


def all_totals(
    scenario: Planned, camps: tuple[CampSheet, ...], last_weeks: int
) -> tuple[Total, ...]:
    """Give every total of the sheet, in the order in which it is read."""
    return (
        *group_totals(scenario, camps),
        *team_totals(scenario, camps),
        *axis_totals(scenario, camps),
        *packing_totals(camps),
        *space_totals(scenario),
        *seat_totals(scenario, last_weeks),
    )


def group_totals(scenario: Planned, camps: tuple[CampSheet, ...]) -> list[Total]:
    """Compare group-days, for each place and each of its deadlines: all that is due by then."""
    groups = scenario.resources.convoy_groups
    start, found = scenario.status.start, []
    for owner in dict.fromkeys(sheet.loads.owner for sheet in camps):
        served = [sheet for sheet in camps if sheet.loads.owner == owner]
        there = groups[owner].value if owner in groups else 0.0
        for due in sorted({sheet.deadline for sheet in served}):
            needed = sum(s.dry.group_days for s in served if s.deadline <= due)
            days = there * (due - start)
            found.append(Total("convoy groups", owner, needed, days, "group-days", due))
    return found


def team_totals(scenario: Planned, camps: tuple[CampSheet, ...]) -> list[Total]:
    """Compare search-team-days: rotations whole, moves and last convoys for their road days.

    Camps whose whole route lies on axes that need no search are left out.
    """
    teams, free = scenario.resources.search_teams, set(scenario.plan.search_free_axes)
    start, found = scenario.status.start, []
    searched = [sheet for sheet in camps if set(sheet.axis_days) - free]
    for owner in dict.fromkeys(sheet.loads.owner for sheet in searched):
        served = [sheet for sheet in searched if sheet.loads.owner == owner]
        due = max(sheet.deadline for sheet in served)
        there = (teams[owner].value if owner in teams else 0.0) * (due - start)
        needed = sum(sheet.team_days for sheet in served)
        found.append(Total("search teams", owner, needed, there, "team-days", due))
    return found


def axis_totals(scenario: Planned, camps: tuple[CampSheet, ...]) -> list[Total]:
    """Compare axis-days up to the last deadline of the camps that use an axis with a limit."""
    start, found = scenario.status.start, []
    for axis, columns in scenario.resources.axis_capacity.items():
        users = [sheet for sheet in camps if axis in sheet.axis_days]
        if users:
            due = max(sheet.deadline for sheet in users)
            needed = sum(sheet.axis_days[axis] for sheet in users)
            there = columns.value * (due - start)
            found.append(Total("columns on the axis", axis, needed, there, "axis-days", due))
    return found


def packing_totals(camps: tuple[CampSheet, ...]) -> list[Total]:
    """Compare packing days with the days from drawdown to the planned closure."""
    return [
        Total("packing", s.camp, s.packing_days, s.planned_closure - s.drawdown, "days", s.deadline)
        for s in camps
        if s.packing_days
    ]


def space_totals(scenario: Planned) -> list[Total]:
    """Compare a hub's own and inbound containers and people with its slots and beds.

    Not binding: long haul and flights take the rest, and the note says how much that is.
    """
    plan, status, tasks = scenario.plan, scenario.status, scenario.tasks
    found = []
    for hub, slots in scenario.resources.hub_containers.items():
        stand = whole(plan.camps[hub].containers.value * status.camps[hub].loads_left.value)
        stand += already_there(hub, plan, status, tasks).containers
        needed = stand + still_to_come(hub, plan, status, tasks).containers
        note = f"{stand:,} stand there, long haul has to take {needed - slots.value:,.0f}"
        found.append(
            Total("container slots", hub, needed, slots.value, "slots", binding=False, note=note)
        )
    for hub, beds in scenario.resources.hub_beds.items():
        stand = whole(status.camps[hub].people.value)
        needed = stand + still_to_come(hub, plan, status, tasks).people
        note = f"{stand:,} are there, flights have to take {needed - beds.value:,.0f}"
        found.append(Total("beds", hub, needed, beds.value, "beds", binding=False, note=note))
    return found


def seat_totals(scenario: Planned, last_weeks: int) -> list[Total]:
    """Compare charter seats a week: on average, in the last weeks, and lift inside the country.

    Who leaves in the last weeks: the people of camps whose window opens in them, and the share
    of the hubs' people that is kept so long, less those who may stay.
    """
    plan, status, air = scenario.plan, scenario.status, scenario.tasks.air_lift
    phase = plan.people_phase
    if phase is None or phase.limit is None:
        return []
    resources, due = scenario.resources, phase.due
    stay = phase.limit.people
    people = {name: camp.people.value for name, camp in status.camps.items()}
    weeks = (due - status.start) / WEEK
    seats = {
        field: slots.value * air.charter_seats[field].value * air.charter_load.value
        for field, slots in resources.charter_slots.items()
    }
    average = max(0.0, sum(people.values()) - stay) / weeks
    late, inside = 0.0, 0.0
    for name, camp in plan.camps.items():
        if camp.window is not None:
            opens_late = camp.window.opens >= due - last_weeks * WEEK
            late += people[name] if opens_late else 0.0
            continue
        if air.hub_kept_until.value <= last_weeks * WEEK:
            late += air.hub_kept.value * people[name]
        if name != plan.lift_hub:
            gathered = people[name] + still_to_come(name, plan, status, scenario.tasks).people
            inside += max(0.0, gathered - seats.get(name, 0.0) * weeks)
    last = max(0.0, late - stay) / last_weeks
    flown = resources.fixed_wing_aircraft.value * resources.fixed_wing_rotations.value
    flown *= air.fixed_wing_seats.value
    there = sum(seats.values())
    return [
        Total("charter seats, average", "mission", average, there, "seats a week", due),
        Total(
            f"charter seats, last {last_weeks} weeks", "mission", last, there, "seats a week", due
        ),
        Total(
            "lift inside the country",
            plan.lift_hub or "",
            inside / weeks,
            flown,
            "seats a week",
            due,
        ),
    ]


def remarks(scenario: Planned, camps: tuple[CampSheet, ...]) -> tuple[str, ...]:
    """Say what the sums do not show: people who find no seat in the vehicles of the last convoy.

    The bound is the most people over the fewest vehicles of a contingent move.
    """
    columns = scenario.tasks.columns
    most = columns.passengers_move.bounds[1] / columns.contingent_move_vehicles.bounds[0]
    return tuple(
        f"{sheet.camp}: {sheet.loads.last_convoy_people} people leave last with"
        f" {sheet.loads.last_convoy_vehicles} vehicles; trucks or aircraft carry the rest."
        for sheet in camps
        if sheet.loads.people_per_vehicle_last > most
    )
