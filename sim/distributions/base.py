"""What every number of the model carries: its provenance, its checks, its conversion of units."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Strict

from sim.calendar import Day

Floats = NDArray[np.float64]

Number = Annotated[float, Strict()]
"""A finite number: true, false and text are refused, a whole number is taken."""

CONFIG = ConfigDict(extra="forbid", strict=False, allow_inf_nan=False)
"""How pydantic reads these dataclasses; without it unknown keys would pass in silence."""

P90_SIGMAS = 1.2815515655446004
"""Standard deviations from the median of a normal distribution to its P90."""


class Sampler(Protocol):
    """What a process needs of a distribution."""

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`, which lies in the open interval (0, 1)."""

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""

    @property
    def nominal(self) -> float:
        """The planner's value."""

    @property
    def mean(self) -> float:
        """The expected value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a number comes from.

    Attributes
    ----------
    unit
        Unit of the number; empty for the one that its place in the configuration expects.
    source
        Who says so.
    grade
        "A" (documented), "B" (observed or reported), "C" (judged), or empty.
    as_of
        Day from which the number was known.
    static
        Why a fact younger than the as-of date of the run may be used (it was so before).
    note
        Anything else that a reader of the input sheet should know.
    """

    unit: str = ""
    source: str = ""
    grade: Literal["A", "B", "C", ""] = ""
    as_of: Day | None = None
    static: str = ""
    note: str = ""

    # Names of the fields that carry the unit; none if a change of unit has no meaning.
    _dimensional: ClassVar[tuple[str, ...]] = ()

    def scaled(self, factor: float) -> Self:
        """Give the same number or distribution multiplied by a positive `factor`.

        Raises
        ------
        ValueError
            If `factor` is not positive, or the distribution is one of counts or shares.
        """
        check(factor > 0.0 and math.isfinite(factor), f"a scale must be positive, not {factor}")
        kind = getattr(self, "dist", "number")
        check(bool(self._dimensional), f"a {kind} has no scale: its unit cannot be converted")
        given = {name: getattr(self, name) for name in self._dimensional}
        changes: dict[str, Any] = {
            name: tuple(x * factor for x in value) if isinstance(value, tuple) else value * factor
            for name, value in given.items()
            if value is not None
        }
        return dataclasses.replace(self, **changes)

    def in_unit(self, expected: str, factor: Callable[[str], float]) -> Self:
        """Give the same number in another unit.

        Parameters
        ----------
        expected
            The unit wanted.
        factor
            Gives the factor from a unit to the expected one; raises ValueError if there is none.
        """
        if self.unit == expected:
            return self
        if not self.unit:
            return dataclasses.replace(self, unit=expected)
        return dataclasses.replace(self.scaled(factor(self.unit)), unit=expected)

    def __reduce__(self) -> tuple[Any, ...]:
        # Only what was given travels between processes; what follows from it is computed again.
        given = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)
                 if field.init}  # fmt: skip
        return _build, (type(self), given)


def _build(cls: type[Any], given: dict[str, Any]) -> Any:
    return cls(**given)


def derive(instance: object, **values: object) -> None:
    """Set derived fields of a frozen dataclass; only for use in ``__post_init__`` and caches."""
    for name, value in values.items():
        object.__setattr__(instance, name, value)


def check(condition: bool, message: str) -> None:
    """Raise ValueError with `message` unless `condition` holds (NaN fails every comparison)."""
    if not condition:
        raise ValueError(message)


def check_finite(**values: float | None) -> None:
    """Raise ValueError unless every value given is a finite number."""
    for name, value in values.items():
        check(value is None or math.isfinite(value), f"{name} must be finite, not {value}")


def check_positive(**values: float) -> None:
    """Raise ValueError unless every value is positive and finite."""
    for name, value in values.items():
        check(0.0 < value < math.inf, f"{name} must be positive, not {value}")


def check_order(low: float, mode: float, high: float) -> None:
    """Raise ValueError unless low ≤ mode ≤ high, all finite."""
    check_finite(low=low, mode=mode, high=high)
    check(low <= mode <= high, f"needs low <= mode <= high, not {low:g}, {mode:g}, {high:g}")
