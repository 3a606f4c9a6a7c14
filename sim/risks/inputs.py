"""Types of the numbers that several risks take: probabilities, rates and factors."""

from typing import Annotated

from pydantic import AfterValidator

from sim.distributions import Quantity, QuantityInput, ShareInput, unit

_MOST = 1000.0
"""The largest factor: with a slip of the hand, such as 1e9 for 1, a run would not end."""
_HOURLY, _HOURLY_BY_MONTH = 24.0, 720.0
"""The largest rates in time, for the same reason: something happens every hour."""


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


def at_most(most: float) -> AfterValidator:
    """Bounds a field from 0 to `most`, in its own unit: it stands behind that.

    What happens more often than that is a slip of the hand, with which a run would not end.
    """

    def bounded(quantity: Quantity) -> Quantity:
        largest = quantity.bounds[1]
        if largest > most:
            raise ValueError(
                f"{largest:g} {quantity.unit} is too often for a run: allowed are 0 to {most:g}"
            )
        return quantity

    return AfterValidator(bounded)


Probability = ShareInput
"""Of what one draw decides; the same as a share."""
NonNegative = Annotated[QuantityInput, AfterValidator(_from_zero)]
IN_SIGHT = AfterValidator(_in_sight)
"""Bounds a factor to what a run can meet."""
Factor = Annotated[NonNegative, IN_SIGHT, unit("factor")]
PerDay = Annotated[NonNegative, unit("per day"), at_most(_HOURLY)]
PerMonth = Annotated[NonNegative, unit("per month"), at_most(_HOURLY_BY_MONTH)]
PerWeek = Annotated[NonNegative, unit("containers/week")]
Per1000VehicleKm = Annotated[NonNegative, unit("per 1000 vehicle-km"), at_most(1000.0)]
