"""The capacity sheet: can the plan work at all, with every risk off?

A deterministic sum for each camp and each hub, at the values of the plan's quantities. It is read
before fleets are chosen, and it is the first thing that says that a plan cannot work.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, isnan

from sim.errors import PlanError
from sim.plan.camp import Window
from sim.plan.cycle import Cycle, axis_days, road_days, rotation_cycle
from sim.plan.equipment import equipment
from sim.plan.loads import CampLoads, all_camp_loads
from sim.plan.planned import Planned
from sim.plan.resources import Resources
from sim.plan.routes import Routes, shortest_routes
from sim.plan.sheet import CampSheet, CapacitySheet, Timing
from sim.plan.totals import all_totals, remarks


@dataclass(frozen=True, slots=True)
class Rotations:
    """A camp's truck rotations, waiting for groups. Days since the epoch."""

    camp: str
    owner: str
    columns: int
    due: float
    drawdown: float
    packing_days: float
    packed: float
    cycle: Cycle

    def ready(self, column: int) -> float:
        """Earliest claim of a group by the column (from 0): it meets its loads packed."""
        share = (column + 1) / self.columns
        still = max(0.0, share - self.packed) / (1.0 - self.packed) if self.packed < 1.0 else 0.0
        on_the_way = self.cycle.to_loaded - self.cycle.loading
        return max(self.drawdown, self.drawdown + self.packing_days * still - on_the_way)


def capacity_sheet(
    scenario: Planned, *, last_weeks: int = 5, run: Mapping[str, float] | None = None
) -> CapacitySheet:
    """Add up what the plan needs against what is there, all risks off.

    Parameters
    ----------
    scenario
        A scenario, or anything with its plan, status, resources, tasks and policy.
    last_weeks
        The last weeks before the people's deadline, whose seats are shown apart: the average
        misleads.
    run
        When each camp is left in one run with every risk off (days; NaN: not by the horizon), to
        stand beside the sums.

    Returns
    -------
    CapacitySheet
        Camps, totals and verdict.

    Notes
    -----
    Groups of a place go to the camp that is due first among those whose loads are packed; a
    place runs as many columns at once as its groups, and its trucks, allow. Axes, search teams,
    hub space and seats are compared as totals. Every camp is counted on dry roads, and once more
    with every column in rain.

    Raises
    ------
    PlanError
        If a camp has no road to its hub, or a place that serves camps has no column size.
    """
    plan, status = scenario.plan, scenario.status
    routes = shortest_routes(plan)
    trucks = scenario.resources.trucks
    loads = all_camp_loads(plan, status, scenario.tasks, trucks, routes)
    dry = timings(scenario, loads, routes, wet=False)
    wet = timings(scenario, loads, routes, wet=True)
    camps = tuple(
        _camp_sheet(scenario, loads[name], routes, dry[name], wet[name], (run or {}).get(name))
        for name in loads
    )
    return CapacitySheet(
        title=plan.title,
        as_of=status.start,
        camps=camps,
        totals=all_totals(scenario, camps, last_weeks),
        remarks=remarks(scenario, camps),
    )


def drawdown_start(name: str, scenario: Planned) -> float:
    """Give the day on which a camp's drawdown starts: ahead of its window, or at once."""
    lead = scenario.tasks.packing.preparation_lead.value
    return max(scenario.status.start, window_of(name, scenario).opens - lead)


def packing_days(name: str, scenario: Planned, *, with_material: bool) -> float:
    """Give the days that a camp's teams need for what is to be moved and is not packed yet.

    Without imports only the material that is in the country is there; the rest is packed at the
    slower rate.
    """
    packing, status = scenario.tasks.packing, scenario.status
    own = equipment(name, scenario.plan, status, scenario.tasks).containers_moved
    containers = own * (1.0 - status.camps[name].packed.value)
    if not containers:
        return 0.0
    teams = scenario.resources.packing_teams
    if name not in teams or not teams[name].value:
        raise PlanError(f"resources.packing_teams gives camp '{name}' no team")
    fast = teams[name].value * packing.rate.nominal
    material = 1.0 if with_material else min(1.0, status.packing_material_share.value)
    slow = fast * packing.rate_without_material.value
    return containers * material / fast + containers * (1.0 - material) / slow


def columns_at_once(owner: str, loads: dict[str, CampLoads], resources: Resources) -> int:
    """Give how many truck columns a place can run at once: by its groups, and by its trucks."""
    largest = max((c.trucks_per_column for c in loads.values() if c.owner == owner), default=0)
    groups = int(resources.convoy_groups[owner].value) if owner in resources.convoy_groups else 0
    if not largest or owner not in resources.trucks:
        return groups
    return min(groups, int(resources.trucks[owner].value // largest))


def timings(
    scenario: Planned, loads: dict[str, CampLoads], routes: Routes, *, wet: bool
) -> dict[str, Timing]:
    """Give when each camp can be left, all risks off, on dry or wet roads."""
    waiting = {}
    for name, camp in loads.items():
        waiting[name] = Rotations(
            camp=name,
            owner=camp.owner,
            columns=camp.columns,
            due=window_of(name, scenario).deadline,
            drawdown=drawdown_start(name, scenario),
            packing_days=packing_days(name, scenario, with_material=True),
            packed=scenario.status.camps[name].packed.value,
            cycle=rotation_cycle(camp, routes.between(name, camp.hub), scenario.tasks, wet=wet),
        )
    last: dict[str, float] = {}
    for owner in dict.fromkeys(camp.owner for camp in loads.values()):
        served = [job for job in waiting.values() if job.owner == owner]
        at_once = columns_at_once(owner, loads, scenario.resources)
        last |= last_starts(served, at_once, scenario.status.start)
    alone = {name: _timing(job, last[name], scenario) for name, job in waiting.items()}
    return in_order(alone, scenario)


def in_order(timing: dict[str, Timing], scenario: Planned) -> dict[str, Timing]:
    """Let each camp close no earlier than those that leave before it."""
    ordered = dict(timing)
    for _ in timing:  # a chain is no longer than the number of camps
        for name, own in ordered.items():
            before = scenario.plan.camps[name].leaves_after
            after = max((ordered[b].earliest_closure for b in before if b in ordered), default=-inf)
            if after > own.earliest_closure:
                slack = own.slack + own.earliest_closure - after
                ordered[name] = replace(own, earliest_closure=after, slack=slack)
    return ordered


def last_starts(served: list[Rotations], at_once: int, start: float) -> dict[str, float]:
    """Give the day on which each camp's last rotation claims its group.

    A group that comes free takes the camp that is due first among those that are ready, or
    waits for the one that is ready first. A camp that is never served gets infinity, a camp
    without columns the start of its drawdown.
    """
    last = {job.camp: float("inf") if job.columns else job.drawdown for job in served}
    done = {job.camp: 0 for job in served}
    free = [start] * at_once
    by_due = sorted(served, key=lambda job: job.due)
    while free:
        left = [job for job in by_due if done[job.camp] < job.columns]
        if not left:
            break
        now = heapq.heappop(free)
        ready = [job for job in left if job.ready(done[job.camp]) <= now + 1e-9]
        job = ready[0] if ready else min(left, key=lambda j: j.ready(done[j.camp]))
        begins = max(now, job.ready(done[job.camp]))
        done[job.camp] += 1
        last[job.camp] = begins
        heapq.heappush(free, begins + job.cycle.days)
    return last


def _timing(job: Rotations, last: float, scenario: Planned) -> Timing:
    """Put a camp's dates together: last column, close-out, inspection, signature, last convoy."""
    window, tasks, triage = window_of(job.camp, scenario), scenario.tasks, scenario.policy.triage
    cycle = job.cycle
    loaded = last + cycle.to_loaded if job.columns else job.drawdown
    closing = (
        tasks.handover.close_out_after_last_load.value
        + tasks.handover.joint_inspection.of(scenario.plan.camps[job.camp]).nominal
        + tasks.handover.last_convoy_after_certificate.nominal
    )
    cleared = max(loaded, job.drawdown + job.packing_days)
    closed = max(window.opens, cleared + closing)
    if not job.columns:
        slack_trucks = window.deadline - closed
    elif triage.at_short_notice(window.deadline, scenario.status.start):
        slack_trucks = window.deadline - triage.short_loaded.value - loaded
    else:
        slack_trucks = window.deadline - triage.last_truck.value - (last + cycle.forming_up)
    return Timing(
        cycle=cycle,
        group_days=job.columns * cycle.days,
        last_loaded=loaded,
        last_back=last + cycle.to_unloaded if job.columns else loaded,
        earliest_closure=closed,
        slack=window.deadline - closed,
        slack_trucks=slack_trucks,
    )


def _camp_sheet(
    scenario: Planned,
    loads: CampLoads,
    routes: Routes,
    dry: Timing,
    wet: Timing,
    run: float | None,
) -> CampSheet:
    """Put one camp's sum together; `run`: when it is left in a run with every risk off."""
    name, tasks = loads.camp, scenario.tasks
    window, route = window_of(name, scenario), routes.between(name, loads.hub)
    back = axis_days(route, tasks, loaded=True)
    out = axis_days(route, tasks, loaded=False)
    single = loads.moves + loads.last_convoy_columns
    return CampSheet(
        loads=loads,
        km=route.km,
        dry=dry,
        wet=wet,
        axis_days={a: loads.columns * (back[a] + out[a]) + single * back[a] for a in back},
        team_days=dry.group_days
        + single * road_days(route, tasks, loaded=True)
        + loads.moves * tasks.movement.refit.nominal,
        packing_days=packing_days(name, scenario, with_material=True),
        packing_days_without_material=packing_days(name, scenario, with_material=False),
        drawdown=drawdown_start(name, scenario),
        window_opens=window.opens,
        planned_closure=window.deadline - scenario.policy.planned_closure_margin.value,
        deadline=window.deadline,
        run=inf if run is not None and isnan(run) else run,
    )


def window_of(name: str, scenario: Planned) -> Window:
    """Give the window of a camp that closes.

    Raises
    ------
    PlanError
        If the camp does not close.
    """
    window = scenario.plan.camps[name].window
    if window is None:
        raise PlanError(f"camp '{name}' does not close: it has no window")
    return window
