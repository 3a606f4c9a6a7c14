"""Units: converted where they are related, refused where not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import pytest
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from sim.distributions import (
    Beta,
    Distribution,
    Empirical,
    Fixed,
    Gamma,
    Lognormal,
    NegativeBinomial,
    Poisson,
    QuantityInput,
    Triangular,
    unit,
)
from tests.distributions.cases import (
    name,
)


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class Inputs:
    """What a scenario's dataclass looks like."""

    loading: Annotated[Distribution, unit("days")]
    rate: Annotated[QuantityInput, unit("per day")]


def read(loading: object, rate: object = 1) -> Inputs:
    return TypeAdapter(Inputs).validate_python({"loading": loading, "rate": rate})


@pytest.mark.parametrize(
    ("name", "days"), [("", 1), ("days", 1), ("hours", 1 / 24), ("weeks", 7), ("months", 30.4375)]
)
def test_durations_are_converted(name: str, days: float) -> None:
    for of in (Triangular(1, 2, 9), Lognormal(1, 2, 9), Gamma(2, 3), Empirical((1, 2)), Fixed(2)):
        got = read(replace(of, unit=name)).loading
        assert got.unit == "days"
        assert type(got) is type(of)
        for u in (0.01, 0.4, 0.99):
            assert got.ppf(u) == pytest.approx(days * of.ppf(u), rel=1e-6)
        assert got.nominal == pytest.approx(days * of.nominal)
        assert got.mean == pytest.approx(days * of.mean)


@pytest.mark.parametrize(
    ("name", "factor"), [("per day", 1), ("per week", 1 / 7), ("per month", 1 / 30.4375)]
)
def test_rates_are_converted(name: str, factor: float) -> None:
    got = read(1, {"value": 3, "low": 1, "high": 6, "unit": name}).rate
    assert (got.value, got.low, got.high) == pytest.approx((3 * factor, factor, 6 * factor))
    assert got.unit == "per day"


def test_units_inside_of_compounds() -> None:
    inner = {"dist": "fixed", "value": 48, "unit": "hours"}
    for of in (
        {"dist": "delayed", "probability": 1, "of": inner},
        {"dist": "delayed", "probability": 1, "of": {**inner, "unit": ""}, "unit": "hours"},
        {"dist": "mixture", "parts": [{"weight": 1, "of": inner}], "unit": "weeks"},
        {"dist": "mixture", "parts": [{"weight": 1, "of": 2}]},
    ):
        got = read(of).loading
        assert got.unit == "days"
        assert got.ppf(0.5) == pytest.approx(2.0)


@pytest.mark.parametrize("name", ["km", "day", "per day", "containers/day"])
def test_other_units_are_refused(name: str) -> None:
    allowed = "expected 'days' or 'hours' or 'weeks' or 'months'"
    with pytest.raises(ValidationError, match=f"unit '{name}' is not allowed here: {allowed}"):
        read({"dist": "fixed", "value": 1, "unit": name})
    with pytest.raises(ValidationError, match=f"unit '{name}' is not allowed here"):
        read({"dist": "delayed", "probability": 1, "of": {**FIXED, "unit": name}})


FIXED = {"dist": "fixed", "value": 1}


def test_units_without_relatives_match_exactly() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[Distribution, unit("containers/day")])
    assert adapter.validate_python({**FIXED, "unit": "containers/day"}).unit == "containers/day"
    with pytest.raises(ValidationError, match="expected 'containers/day'"):
        adapter.validate_python({**FIXED, "unit": "containers/week"})


@pytest.mark.parametrize("of", [Poisson(3), NegativeBinomial(3, 1), Beta(0.1, 0.2, 0.4)], ids=name)
def test_counts_and_shares_have_no_scale(of: Any) -> None:
    with pytest.raises(ValueError, match="has no scale"):
        of.scaled(2)
    with pytest.raises(ValueError, match="scale must be positive"):
        Fixed(1).scaled(0)
