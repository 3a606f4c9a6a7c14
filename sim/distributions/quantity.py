"""A number that is not drawn, with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BeforeValidator, with_config

from sim.distributions.base import CONFIG, Number, Provenance, check, check_finite


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Quantity(Provenance):
    """A number that is the same in every replication.

    Attributes
    ----------
    value
        The number, in `unit`.
    low, high
        The range in which it is uncertain, for sensitivity studies; absent if it is not.
    """

    value: Number
    low: Number | None = None
    high: Number | None = None

    _dimensional: ClassVar[tuple[str, ...]] = ("value", "low", "high")

    def __post_init__(self) -> None:
        check_finite(value=self.value, low=self.low, high=self.high)
        low, high = self.bounds
        check(
            low <= self.value <= high,
            f"needs low <= value <= high, not {low:g}, {self.value:g}, {high:g}",
        )

    @property
    def bounds(self) -> tuple[float, float]:
        """The range in which the number is uncertain: its value twice if it is not."""
        low = self.value if self.low is None else self.low
        return low, self.value if self.high is None else self.high


def _read(given: object) -> object:
    """Take a bare number for a quantity of that value."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return Quantity(float(given))
    return given


QuantityInput = Annotated[Quantity, BeforeValidator(_read)]
"""A quantity in the configuration: a mapping, or a bare number."""

SHARES = ("share", "probability")
"""What the unit of a number from 0 to 1 begins with."""


def _of_one(given: Quantity) -> Quantity:
    """Refuse what is no share of a whole, whatever unit it names."""
    if given.unit and not given.unit.startswith(SHARES):
        raise ValueError(f"unit '{given.unit}' is not allowed here: expected 'share'")
    for number in (given.value, *given.bounds):
        if not 0.0 <= number <= 1.0:
            kind = given.unit or "share"
            raise ValueError(f"{number:g} is not a {kind} (allowed: 0 to 1; 30 % is 0.3)")
    return given


ShareInput = Annotated[QuantityInput, AfterValidator(_of_one)]
"""A share or a probability in the configuration: from 0 to 1."""
