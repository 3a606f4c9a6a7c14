"""Types of the numbers that several risks take: probabilities, rates and factors."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator

from sim.distributions import Quantity, QuantityInput, unit


def _within(low: float, high: float, name: str) -> Callable[[Quantity], Quantity]:
    def check(quantity: Quantity) -> Quantity:
        for number in (quantity.value, *quantity.bounds):
            if not low <= number <= high:
                raise ValueError(f"{number:g} is not a {name}: allowed are {low:g} to {high:g}")
        return quantity

    return check


def _from_zero(quantity: Quantity) -> Quantity:
    smallest = quantity.bounds[0]
    if smallest < 0.0:
        raise ValueError(f"{smallest:g} is negative: allowed are numbers from 0")
    return quantity


Probability = Annotated[QuantityInput, AfterValidator(_within(0.0, 1.0, "probability"))]
NonNegative = Annotated[QuantityInput, AfterValidator(_from_zero)]
PerDay = Annotated[NonNegative, unit("per day")]
PerMonth = Annotated[NonNegative, unit("per month")]
PerWeek = Annotated[NonNegative, unit("containers/week")]
Per1000VehicleKm = Annotated[NonNegative, unit("per 1000 vehicle-km")]
