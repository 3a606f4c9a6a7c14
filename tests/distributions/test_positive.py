"""What must not be zero: refused when read, with what is allowed."""

from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.configuration import load_scenario
from sim.distributions import ABOVE_ZERO, FROM_ONE, Distribution, QuantityInput
from sim.errors import ConfigurationError

NUMBER = Annotated[QuantityInput, ABOVE_ZERO]
DRAWS = Annotated[Distribution, ABOVE_ZERO]
COUNTS = Annotated[Distribution, FROM_ONE]

NOT_ZERO = {
    "plan.liquidation.rear_party",
    "policy.acceleration.speed_factor",
    "policy.budget.review_every",
    "policy.dispatch.review_every",
    "tasks.air_lift.fixed_wing_seats",
    "tasks.columns.contingent_move_vehicles",
    "tasks.columns.limit",
    "tasks.columns.passengers_move",
    "tasks.export.consignment",
    "tasks.export.inspection_rate",
    "tasks.export.ship_capacity",
    "tasks.export.ship_interval",
    "tasks.export.vehicle_consignment",
    "tasks.handover.destruction_rate",
    "tasks.loads.containers_per_truck_paved",
    "tasks.loads.containers_per_truck_track",
    "tasks.movement.degraded",
    "tasks.movement.degraded_wet",
    "tasks.movement.loading",
    "tasks.movement.paved",
    "tasks.movement.track_empty",
    "tasks.movement.track_loaded",
    "tasks.movement.track_wet",
    "tasks.movement.unloading",
    "tasks.packing.material_per_container",
    "tasks.packing.rate",
    "tasks.packing.rate_without_material",
}
"""Divided by, or a step of a loop in time that would never end."""


def test_no_zero_is_taken_that_would_be_divided_by_or_never_end() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_scenario("baseline", [f"{path}=0" for path in sorted(NOT_ZERO)])
    assert {problem.where for problem in caught.value.problems} == NOT_ZERO
    for problem in caught.value.problems:
        assert any(
            allowed in problem.what
            for allowed in ("allowed are numbers above 0", "numbers from 1", "numbers from 0.042")
        )


def test_no_step_in_time_is_taken_that_a_run_would_make_millions_of() -> None:
    second = 1.0 / 86400.0
    steps = ["policy.budget.review_every", "policy.dispatch.review_every"]
    steps.append("tasks.export.ship_interval")
    with pytest.raises(ConfigurationError) as caught:
        load_scenario("baseline", [f"{path}={second}" for path in steps])
    assert sorted(problem.where for problem in caught.value.problems) == sorted(steps)
    for problem in caught.value.problems:
        assert "days is too short: allowed are numbers from 0.042, an hour" in problem.what


@pytest.mark.parametrize(
    ("spells", "names"),
    [
        ("corridors.gates.Malanville.open_spell", "'open_spell' and 'closed_spell'"),
        ("consent.sojourn.restrictive", "spells of the restrictive regime"),
        ("unrest.block", "'block'"),
    ],
)
def test_no_spell_is_taken_that_a_run_would_go_through_millions_of(spells: str, names: str) -> None:
    given = f"risk.{spells}={{dist: fixed, value: 0.001, unit: days}}"
    with pytest.raises(ConfigurationError) as caught:
        load_scenario("baseline", [given])
    assert any(
        f"{names} must have a length: 0.042 days (an hour)" in problem.what
        for problem in caught.value.problems
    )


@pytest.mark.parametrize(
    ("kind", "given", "smallest"),
    [
        (
            NUMBER,
            {"value": 1.0, "low": 0.0, "high": 2.0},
            "0 is not positive",
        ),
        (DRAWS, {"dist": "fixed", "value": 0.0}, "0 is not positive"),
        (
            DRAWS,
            {"dist": "empirical", "values": [0.0, 3.0]},
            "0 is not positive",
        ),
        # The planner's value is drawn with every risk off.
        (
            DRAWS,
            {"dist": "triangular", "low": 0, "mode": 0, "high": 5},
            "is not positive",
        ),
        (
            COUNTS,
            {"dist": "uniform", "low": 0.5, "high": 9.0},
            "0.5 is less than 1",
        ),
        (COUNTS, {"dist": "poisson", "mean": 4.0}, "0 is less than 1"),
    ],
)
def test_all_that_may_be_met_counts(kind: Any, given: dict[str, object], smallest: str) -> None:
    with pytest.raises(ValidationError, match=smallest):
        TypeAdapter(kind).validate_python(given)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (NUMBER, 0.01),
        (DRAWS, {"dist": "uniform", "low": 0.0, "high": 60.0}),
        (DRAWS, {"dist": "exponential", "mean": 2.0}),
        (COUNTS, {"dist": "triangular", "low": 1, "mode": 2, "high": 3}),
    ],
)
def test_what_is_never_zero_is_taken(kind: Any, given: object) -> None:
    TypeAdapter(kind).validate_python(given)
