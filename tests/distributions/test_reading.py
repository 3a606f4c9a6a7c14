"""Distributions as read from a configuration: what is taken, what is refused, how it is said."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.distributions import (
    Fixed,
    Pert,
    Quantity,
    QuantityInput,
    Triangular,
)
from tests.distributions.cases import (
    ADAPTER,
    everything,
)


@everything
def test_written_out_and_read_again(of: Any) -> None:
    assert ADAPTER.validate_python(ADAPTER.dump_python(of)) == of
    assert ADAPTER.validate_json(ADAPTER.dump_json(of)) == of
    again = pickle.loads(pickle.dumps(of))  # noqa: S301
    assert again == of
    assert hash(again) == hash(of)
    assert again.ppf(0.3) == of.ppf(0.3)


def test_tables_do_not_travel() -> None:
    of = Pert(2, 3, 5)
    fresh = len(pickle.dumps(of))
    of.ppf(0.5)
    assert len(pickle.dumps(of)) == fresh < 1000


def test_provenance_is_read() -> None:
    of = ADAPTER.validate_python(
        {
            "dist": "triangular",
            "low": 36,
            "mode": 48,
            "high": 72,
            "unit": "hours",
            "source": "Barkhane convoys, October 2021",
            "grade": "B",
            "as_of": "2021-10-15",
        }
    )
    assert of == Triangular(
        36,
        48,
        72,
        unit="hours",
        source="Barkhane convoys, October 2021",
        grade="B",
        as_of=date(2021, 10, 15),
    )


@pytest.mark.parametrize("number", [3, 3.5, -1])
def test_a_bare_number_is_fixed(number: float) -> None:
    assert ADAPTER.validate_python(number) == Fixed(float(number))
    assert TypeAdapter(QuantityInput).validate_python(number) == Quantity(float(number))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (True, "valid dictionary"),
        ("3", "valid dictionary"),
        (math.nan, "finite"),
        (math.inf, "finite"),
        ({"value": 3}, "dist"),
        ({"dist": "normal", "mean": 3}, "expected tags: 'fixed', 'uniform'"),
        ({"dist": "fixed", "value": True}, "valid number"),
        ({"dist": "fixed", "value": "3"}, "valid number"),
        ({"dist": "fixed", "value": math.inf}, "finite number"),
        ({"dist": "fixed", "value": 3, "unti": "days"}, "[Uu]nexpected keyword"),
        ({"dist": "fixed", "value": 3, "grade": "D"}, "'A', 'B', 'C' or ''"),
        ({"dist": "fixed", "value": 3, "as_of": "spring"}, "valid date"),
        ({"dist": "uniform", "low": 3, "high": 3}, "needs low < high"),
        ({"dist": "triangular", "low": 3, "mode": 2, "high": 4}, "low <= mode <= high"),
        ({"dist": "triangular", "low": 3, "mode": 3, "high": 3}, "use the distribution fixed"),
        ({"dist": "triangular", "low": 3, "mode": 3, "high": 4, "_cut": 1}, "nexpected keyword"),
        ({"dist": "pert", "low": 3, "mode": 5, "high": 4}, "low <= mode <= high"),
        ({"dist": "lognormal", "low": 0, "mode": 2, "high": 5}, "needs 0 < low < high"),
        ({"dist": "lognormal", "low": 1, "mode": 2}, "needs either low, mode"),
        ({"dist": "lognormal", "low": 1, "mode": 2, "high": 1e300}, "more than 1,000,000 times"),
        ({"dist": "lognormal", "median": 2, "sigma": 40}, "sigma must be at most 5.39"),
        ({"dist": "lognormal", "low": 1e303, "mode": 1e308, "high": 1e308}, "mean must be finite"),
        ({"dist": "lognormal", "median": 2}, "needs either low, mode"),
        ({"dist": "lognormal", "median": 2, "sigma": 0}, "sigma must be positive"),
        ({"dist": "lognormal", "median": -2, "sigma": 1}, "median must be positive"),
        ({"dist": "lognormal", "mean": 2, "median": 2, "sigma": 1}, "two ways that disagree"),
        ({"dist": "lognormal", "low": 1, "median": 2, "sigma": 1}, "needs either low, mode"),
        ({"dist": "gamma", "mean": 0, "shape": 1}, "mean must be positive"),
        ({"dist": "gamma", "mean": 1, "shape": -1}, "shape must be positive"),
        ({"dist": "weibull", "mean": 1, "shape": 0}, "shape must be positive"),
        ({"dist": "exponential", "mean": -3}, "mean must be positive"),
        ({"dist": "beta", "low": 0.2, "mode": 0.5, "high": 1.5}, "is a share"),
        ({"dist": "beta", "low": 0, "mode": 0, "high": 0.5}, "0 < mode < 1"),
        ({"dist": "beta", "low": 0.01, "mode": 0.02, "high": 0.9}, "too wide"),
        ({"dist": "beta", "mean": 0.5}, "mean and concentration"),
        ({"dist": "beta", "mean": 1, "concentration": 3}, "between 0 and 1"),
        ({"dist": "empirical", "values": []}, "at least one value"),
        ({"dist": "empirical", "values": [1, 2], "weights": [1]}, "one weight a value"),
        ({"dist": "empirical", "values": [1, 2], "weights": [1, -1]}, "not be negative"),
        ({"dist": "mixture", "parts": []}, "at least one part"),
        ({"dist": "mixture", "parts": [{"weight": 0, "of": 1}]}, "weight must be positive"),
        ({"dist": "delayed", "probability": 1.2, "of": 3}, "between 0 and 1"),
        ({"dist": "delayed", "probability": 0.2, "of": -3}, "must not be negative"),
        ({"dist": "poisson", "mean": -1}, "mean must be 0 to 1e6"),
        ({"dist": "negative_binomial", "mean": 1, "dispersion": 0}, "dispersion must be positive"),
        ({"dist": "negative_binomial", "mean": 1e6, "dispersion": 0.1}, "use a gamma"),
    ],
    ids=str,
)
def test_mistakes_are_named(given: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ADAPTER.validate_python(given)


def test_every_mistake_is_reported_at_its_place() -> None:
    wrong = {
        "dist": "mixture",
        "parts": [
            {"weight": True, "of": 2},
            {"weight": 1, "of": {"dist": "gamma", "mean": 2, "shape": -1}},
        ],
    }
    with pytest.raises(ValidationError) as caught:
        ADAPTER.validate_python(wrong)
    assert [error["loc"] for error in caught.value.errors()] == [
        ("mixture", "parts", 0, "weight"),
        ("mixture", "parts", 1, "of", "gamma"),
    ]


def test_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Pert(1, 2, 3).low = 0  # type: ignore[misc]


@pytest.mark.parametrize("wrong", [(math.nan,), (1, 2, 3), (1, None, 0), (math.inf,)])
def test_quantities_lie_in_their_range(wrong: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"finite|low <= value <= high"):
        Quantity(*wrong)
    assert Quantity(2, 1, 3).bounds == (1, 3)
    assert Quantity(2, high=3).bounds == (2, 3)


def test_the_import_is_light() -> None:
    heavy = ("scipy.stats", "scipy.optimize", "pandas", "matplotlib", "hydra", "networkx")
    code = f"import sys, sim.distributions; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
