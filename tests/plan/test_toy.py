"""The toy plan: what a person computes of it on paper, and that its two sectors share nothing."""

import pytest
from pydantic import TypeAdapter

from sim.calendar import to_day
from sim.plan import Plan, Status
from sim.plan.loads import camp_loads
from sim.plan.policy import Policy
from sim.plan.resources import Resources
from sim.plan.routes import shortest_routes
from sim.plan.tasks import Tasks
from tests.plan.composed import composed


@pytest.fixture(scope="module")
def plan() -> Plan:
    return TypeAdapter(Plan).validate_python(composed("plan", "toy"))


@pytest.fixture(scope="module")
def tasks() -> Tasks:
    return TypeAdapter(Tasks).validate_python(composed("tasks", "toy"))


@pytest.fixture(scope="module")
def resources() -> Resources:
    return TypeAdapter(Resources).validate_python(composed("resources", "toy"))


@pytest.fixture(scope="module")
def status() -> Status:
    return TypeAdapter(Status).validate_python(composed("status", "toy"))


def test_all_is_there_on_the_first_day(plan: Plan, status: Status) -> None:
    assert status.start == 0.0
    for name, camp in plan.camps.items():
        assert status.camps[name].people.value == camp.people.value
        assert status.camps[name].loads_left.value == 1


@pytest.mark.parametrize(("camp", "km"), [("Alpha", 100), ("Bravo", 200), ("Charlie", 200)])
def test_each_camp_leaves_in_one_column_and_a_last_convoy(
    plan: Plan, tasks: Tasks, status: Status, camp: str, km: float
) -> None:
    hub = plan.camps[camp].redeploy_to
    assert hub is not None
    route = shortest_routes(plan).between(camp, hub)
    assert route.km == km
    loads = camp_loads(camp, plan, status, tasks, route)
    assert (loads.truck_loads, loads.columns, loads.moves) == (30, 1, 0)
    assert (loads.people_in_rotations, loads.vehicles_in_rotations) == (60, 6)
    assert (loads.last_convoy_people, loads.last_convoy_vehicles) == (40, 4)


@pytest.mark.parametrize(("camp", "cycle"), [("Alpha", 6), ("Bravo", 8), ("Charlie", 8)])
def test_packing_and_a_rotation_take_the_days_of_the_header(
    plan: Plan, tasks: Tasks, resources: Resources, camp: str, cycle: float
) -> None:
    packing = tasks.packing.rate.nominal * resources.packing_teams[camp].value
    assert plan.camps[camp].containers.value / packing == 12
    move = tasks.movement
    hub = str(plan.camps[camp].redeploy_to)
    km = shortest_routes(plan).between(camp, hub).km
    road = km / move.track_empty.nominal + km / move.track_loaded.nominal
    trucks = resources.trucks[hub].value
    yards = trucks / move.loading.nominal + trucks / move.unloading.nominal
    assert move.forming_up.nominal + road + yards + move.refit.nominal == cycle


def test_drawdown_starts_when_the_header_says(plan: Plan, tasks: Tasks) -> None:
    lead = tasks.packing.preparation_lead.value
    starts = {name: camp.window.opens - lead for name, camp in plan.closing.items() if camp.window}
    first, eighth = to_day("2023-07-01"), to_day("2023-07-08")
    assert starts == {"Alpha": eighth, "Bravo": first, "Charlie": first}


def test_the_two_sectors_share_nothing(plan: Plan) -> None:
    routes = shortest_routes(plan)

    def belongings(camp: str) -> set[str]:
        hub = str(plan.camps[camp].redeploy_to)
        route = routes.between(camp, hub)
        return {hub, plan.camps[camp].sector, plan.camps[camp].region, *route.axes}

    assert not (belongings("Alpha") | belongings("Bravo")) & belongings("Charlie")
    assert belongings("Alpha") == belongings("Bravo")


def test_its_rules_are_the_baselines_but_for_short_notice() -> None:
    read = TypeAdapter(Policy).validate_python
    toy, real = read(composed("policy", "toy")), read(composed("policy", "baseline"))
    assert toy.triage.short_notice.value == 0
    for step in ("named", "destroy", "last_truck", "last_convoy"):
        assert getattr(toy.triage, step).value == getattr(real.triage, step).value
    assert toy.planned_closure_margin.value == real.planned_closure_margin.value
    assert toy.dispatch.rule == real.dispatch.rule
