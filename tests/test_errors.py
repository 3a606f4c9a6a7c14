"""Errors: all problems at once, each with its place and what is allowed."""

from __future__ import annotations

import pickle

import pytest

from sim import errors
from sim.errors import ConfigurationError, Problem

PROBLEMS = [
    Problem("risks.weather.onset", "is not a date", "2023-06-01", "configs/risk/weather/late.yaml"),
    Problem("run.replications", "must be positive"),
    Problem("", "the mitigation is unknown", "air_overwatch, more_escorts"),
]


def test_every_problem_has_a_line_with_its_place() -> None:
    assert str(ConfigurationError(PROBLEMS)).splitlines() == [
        "configs/risk/weather/late.yaml: risks.weather.onset: is not a date (allowed: 2023-06-01)",
        "run.replications: must be positive",
        "the mitigation is unknown (allowed: air_overwatch, more_escorts)",
    ]


def test_problems_survive_a_trip_between_processes() -> None:
    again = pickle.loads(pickle.dumps(ConfigurationError(iter(PROBLEMS))))  # noqa: S301
    assert again.problems == PROBLEMS
    assert str(again) == str(ConfigurationError(PROBLEMS))


@pytest.mark.parametrize(
    "name", ["ConfigurationError", "PlanError", "ResultsError", "DeadlockError"]
)
def test_all_can_be_caught_as_one(name: str) -> None:
    assert issubclass(getattr(errors, name), errors.SimError)
