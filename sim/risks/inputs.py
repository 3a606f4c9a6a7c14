"""Types of the numbers that several risks take: probabilities, rates and factors."""

from typing import Annotated

from pydantic import AfterValidator

from sim.distributions import Quantity, QuantityInput, ShareInput, unit

_MOST = 1000.0
"""The largest factor: with a slip of the hand, such as 1e9 for 1, a run would not end."""


def _from_zero(quantity: Quantity) -> Quantity:
    smallest = quantity.bounds[0]
    if smallest < 0.0:
        raise ValueError(f"{smallest:g} is negative: allowed are numbers from 0")
    return quantity


def _in_sight(quantity: Quantity) -> Quantity:
    largest = quantity.bounds[1]
    if not 0.0 <= largest <= _MOST:
        raise ValueError(f"{largest:g} is no factor: allowed are 0 to {_MOST:g}")
    return quantity


Probability = ShareInput
"""Of what one draw decides; the same as a share."""
NonNegative = Annotated[QuantityInput, AfterValidator(_from_zero)]
Factor = Annotated[NonNegative, AfterValidator(_in_sight), unit("factor")]
PerDay = Annotated[NonNegative, unit("per day")]
PerMonth = Annotated[NonNegative, unit("per month")]
PerWeek = Annotated[NonNegative, unit("containers/week")]
Per1000VehicleKm = Annotated[NonNegative, unit("per 1000 vehicle-km")]
