"""Counts of whole things: a part of one is refused."""

import pytest

from sim.configuration.load import load
from sim.errors import ConfigurationError
from tests.configuration.changed import changed, found


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("plan.camps.Kidal.people", 1.4),
        ("plan.camps.Kidal.containers", 0.5),
        ("plan.camps.Kidal.vehicles", 234567.5),
        ("plan.civilians.people", 1700.5),
        ("status.camps.Kidal.people", 10.5),
        ("status.people_repatriated", 718.9),
        ("resources.packing_teams.Kidal", 2.5),
        ("tasks.columns.trucks.Gao", 70.25),
        ("tasks.columns.own_vehicles", 39.5),
        ("tasks.handover.floor_people", 149.5),
        ("tasks.air_lift.charter_seats.Gao", 134.5),
        ("tasks.export.consignment", 9.5),
        ("policy.dispatch.open_requests", 2.5),
        ("risk.supply.resupply.column_trucks", 11.5),
    ],
)
def test_a_part_of_what_cannot_be_divided_is_told_once(path: str, value: float) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load([f"{path}={value}"])
    (problem,) = caught.value.problems
    assert str(problem) == (
        f"command line: {path}={value}: {path}.value: {value} is not a count of whole things "
        "(allowed: a whole number)"
    )


@pytest.mark.parametrize(
    "given",
    [
        "tasks.loads.containers_per_truck_track=1.4",  # a mean over many trucks
        "tasks.export.presented_at_once=1.5",
        "tasks.packing.material_need=0.35",
        "resources.charter_slots.Bamako=4.5",  # nine in a fortnight
        "resources.fixed_wing_rotations=3.5",
        "policy.by_road.least_people=74.5",  # a threshold
    ],
)
def test_means_rates_and_thresholds_may_be_fractions(given: str) -> None:
    load([given])


@pytest.mark.parametrize("given", ["inf", "-inf", "nan"])
def test_a_count_that_is_no_number_is_a_message(given: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load([f"resources.trucks.Gao={given}"])
    problem = caught.value.problems[0]
    assert problem.where == "resources.trucks.Gao.value"
    assert (problem.what, problem.allowed) == (f"{given} does not fit", "a finite number")


def test_a_negative_part_is_told_once() -> None:
    (problem,) = found(changed(resources__search_teams__Gao=-1.5))
    assert problem.what == "-1.5 is negative"


def test_a_number_is_told_once() -> None:
    assert len(found(changed(risk__attacks__turn_back=1.5))) == 1
