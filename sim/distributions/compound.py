"""Distributions made of others, and the union of all that a configuration may name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, with_config

from sim.distributions.base import CONFIG, Floats, Number, Provenance, check, check_positive, derive
from sim.distributions.continuous import Exponential, Fixed, Triangular, Uniform, Weibull
from sim.distributions.discrete import Empirical, NegativeBinomial, Poisson
from sim.distributions.lognormal import Lognormal
from sim.distributions.numerical import QuantileTable, invert
from sim.distributions.tabulated import Beta, Gamma, Pert

_BELOW_ONE = 1.0 - 2.0**-53
_ABOVE_ZERO = 2.0**-53


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Part:
    """One component of a mixture: a distribution and its weight against the others."""

    weight: Number
    of: Distribution

    def __post_init__(self) -> None:
        check_positive(weight=self.weight)


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Mixture(Provenance):
    """With probability in proportion to its weight, one of several distributions.

    The quantile function is the mixture's own, so that a larger uniform number never gives a
    smaller value. Nominal: that of the heaviest part (of equals the first).
    """

    parts: tuple[Part, ...]
    dist: Literal["mixture"] = field(default="mixture", kw_only=True)
    _shares: tuple[float, ...] = field(init=False, repr=False, compare=False)
    _table: QuantileTable | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = tuple(self.parts)
        check(bool(parts), "needs at least one part")
        total = sum(part.weight for part in parts)
        derive(self, parts=parts, _shares=tuple(part.weight / total for part in parts), _table=None)

    @property
    def nominal(self) -> float:
        """The nominal value of the heaviest part."""
        return max(self.parts, key=lambda part: part.weight).of.nominal

    @property
    def mean(self) -> float:
        """The expected value."""
        pairs = zip(self._shares, self.parts, strict=True)
        return sum(share * part.of.mean for share, part in pairs)

    @property
    def bounds(self) -> tuple[float, float]:
        """P10 and P90."""
        return self.ppf(0.1), self.ppf(0.9)

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`."""
        return (self._table or self._tabulate()).ppf(u)

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""
        return (self._table or self._tabulate()).ppf_block(u)

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        return self._average([part.of.cdf(x) for part in self.parts])

    def density(self, x: Floats) -> Floats:
        """Give the density at `x`; parts on single values appear as their probabilities."""
        return self._average([part.of.density(x) for part in self.parts])

    def scaled(self, factor: float) -> Self:
        """Give the same mixture multiplied by a positive `factor`."""
        parts = tuple(Part(part.weight, part.of.scaled(factor)) for part in self.parts)
        return replace(self, parts=parts)

    def in_unit(self, expected: str, factor: Callable[[str], float]) -> Self:
        """Give the same mixture in another unit; a part without a unit has the mixture's."""
        parts = tuple(
            Part(part.weight, _in_unit(part.of, self.unit, expected, factor)) for part in self.parts
        )
        return replace(self, parts=parts, unit=expected)

    def _average(self, heights: list[Floats]) -> Floats:
        pairs = zip(self._shares, heights, strict=True)
        return reduce(np.add, (share * height for share, height in pairs))

    def _exact(self, u: Floats) -> Floats:
        # The quantile of a mixture lies between the least and the largest of its parts'.
        columns = [part.of.ppf_block(u) for part in self.parts]
        low, high = reduce(np.minimum, columns), reduce(np.maximum, columns)
        return invert(self.cdf, u, low, high)

    def _tabulate(self) -> QuantileTable:
        table = QuantileTable(self._exact, self.density)
        derive(self, _table=table)
        return table


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Delayed(Provenance):
    """With `probability` a delay that is distributed as `of` says, else none (zero).

    Nominal: zero, unless the delay surely occurs.
    """

    probability: Number
    of: Distribution
    dist: Literal["delayed"] = field(default="delayed", kw_only=True)
    _none: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check(
            0.0 <= self.probability <= 1.0,
            f"probability must lie between 0 and 1, not {self.probability:g}",
        )
        least = self.of.ppf(_ABOVE_ZERO)
        check(least >= 0.0, f"a delay must not be negative: 'of' goes down to {least:g}")
        derive(self, _none=1.0 - self.probability)

    @property
    def nominal(self) -> float:
        """Zero, or the nominal value of the delay if it surely occurs."""
        return self.of.nominal if self.probability == 1.0 else 0.0

    @property
    def mean(self) -> float:
        """The expected value, with the cases without a delay."""
        return self.probability * self.of.mean

    @property
    def bounds(self) -> tuple[float, float]:
        """Zero (unless the delay surely occurs) and the upper bound of the delay."""
        low, high = self.of.bounds
        return (low if self.probability == 1.0 else 0.0), (high if self.probability else 0.0)

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`."""
        if u <= self._none:
            return 0.0
        return self.of.ppf(min(max((u - self._none) / self.probability, _ABOVE_ZERO), _BELOW_ONE))

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""
        result = np.zeros(np.shape(u))
        late = u > self._none
        if late.any():
            rest = (u[late] - self._none) / self.probability
            result[late] = self.of.ppf_block(np.clip(rest, _ABOVE_ZERO, _BELOW_ONE))
        return result

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        return np.where(x < 0.0, 0.0, self._none + self.probability * self.of.cdf(x))

    def density(self, x: Floats) -> Floats:
        """Give the density at `x` of the delay, times its probability; no delay is left out."""
        return self.probability * self.of.density(x)

    def scaled(self, factor: float) -> Self:
        """Give the same delay multiplied by a positive `factor`."""
        return replace(self, of=self.of.scaled(factor))

    def in_unit(self, expected: str, factor: Callable[[str], float]) -> Self:
        """Give the same delay in another unit; `of` without a unit has the outer one's."""
        return replace(self, of=_in_unit(self.of, self.unit, expected, factor), unit=expected)


def _in_unit(
    of: Distribution, outer: str, expected: str, factor: Callable[[str], float]
) -> Distribution:
    """Convert a component, which takes the unit of what contains it if it names none."""
    inherited = of if of.unit or not outer else replace(of, unit=outer)
    return inherited.in_unit(expected, factor)


def _read(given: object) -> object:
    """Take a bare number for a fixed value."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return Fixed(float(given))
    return given


Distribution = Annotated[
    Fixed
    | Uniform
    | Triangular
    | Pert
    | Lognormal
    | Gamma
    | Weibull
    | Exponential
    | Beta
    | Empirical
    | Mixture
    | Delayed
    | NegativeBinomial
    | Poisson,
    Field(discriminator="dist"),
    BeforeValidator(_read),
]
"""A distribution in the configuration: a mapping with the key `dist`, or a bare number."""
