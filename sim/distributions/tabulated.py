"""Distributions whose quantile function is tabulated when first used: PERT, beta and gamma."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar, Literal

import numpy as np
from pydantic import with_config
from scipy import special

from sim.distributions.base import (
    CONFIG,
    Floats,
    Number,
    Provenance,
    check,
    check_order,
    check_positive,
    derive,
)
from sim.distributions.numerical import QuantileTable


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Pert(Provenance):
    """Between `low` and `high`, most likely at `mode`, with thinner ends than the triangle.

    A beta distribution stretched over the range, with mean (low + 4 mode + high) / 6 (Malcolm,
    Roseboom, Clark and Fazar, Operations Research 7(5), 1959). Nominal: the mode.
    """

    low: Number
    mode: Number
    high: Number
    dist: Literal["pert"] = field(default="pert", kw_only=True)
    _a: float = field(init=False, repr=False, compare=False)
    _b: float = field(init=False, repr=False, compare=False)
    _table: QuantileTable | None = field(init=False, repr=False, compare=False)

    _dimensional: ClassVar[tuple[str, ...]] = ("low", "mode", "high")

    def __post_init__(self) -> None:
        check_order(self.low, self.mode, self.high)
        width = self.high - self.low
        check(width > 0.0, "needs low < high: for one value use the distribution fixed")
        derive(
            self,
            _a=1.0 + 4.0 * (self.mode - self.low) / width,
            _b=1.0 + 4.0 * (self.high - self.mode) / width,
            _table=None,
        )

    @property
    def nominal(self) -> float:
        """The mode."""
        return self.mode

    @property
    def mean(self) -> float:
        """The expected value."""
        return (self.low + 4.0 * self.mode + self.high) / 6.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest value."""
        return self.low, self.high

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`."""
        return (self._table or self._tabulate()).ppf(u)

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""
        return (self._table or self._tabulate()).ppf_block(u)

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        share = np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)
        result: Floats = special.betainc(self._a, self._b, share)
        return result

    def density(self, x: Floats) -> Floats:
        """Give the density at `x`."""
        width = self.high - self.low
        return beta_density(self._a, self._b, (x - self.low) / width) / width

    def _tabulate(self) -> QuantileTable:
        low, width, a, b = self.low, self.high - self.low, self._a, self._b
        table = QuantileTable(lambda u: low + width * special.betaincinv(a, b, u), self.density)
        derive(self, _table=table)
        return table


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Beta(Provenance):
    """A share between 0 and 1.

    Given either by `low`, `mode` and `high` or by `mean` and `concentration` (a + b of the usual
    parameters). In the first case the value named mode is taken as the mean, and the
    concentration is the one for which P90 − P10 equals high − low: one equation for one unknown,
    so P10 and P90 themselves lie near `low` and `high` only as far as those suit a beta
    distribution. Nominal: the mode given, else the mean. After construction `mean` and
    `concentration` are always there.
    """

    low: Number | None = None
    mode: Number | None = None
    high: Number | None = None
    mean: Number = math.nan
    concentration: Number = math.nan
    dist: Literal["beta"] = field(default="beta", kw_only=True)
    _a: float = field(init=False, repr=False, compare=False)
    _b: float = field(init=False, repr=False, compare=False)
    _table: QuantileTable | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        low, mode, high = self.low, self.mode, self.high
        mean, concentration = self.mean, self.concentration
        if low is not None and mode is not None and high is not None:
            check_order(low, mode, high)
            check(
                0.0 <= low < high <= 1.0 and 0.0 < mode < 1.0,
                f"is a share: needs 0 <= low < high <= 1 and 0 < mode < 1, "
                f"not {low:g}, {mode:g}, {high:g}",
            )
            mean, concentration = mode, _concentration(mode, high - low)
            # Both ways at once are fine if they agree: a written-out one can be read again.
            for name, given, due in (
                ("mean", self.mean, mean),
                ("concentration", self.concentration, concentration),
            ):
                check(
                    math.isnan(given) or math.isclose(given, due, rel_tol=1e-9),
                    f"is given in two ways that disagree: {name} {given} should be {due:.6g}",
                )
        else:
            partial = low is not None or mode is not None or high is not None
            check(
                not (partial or math.isnan(mean) or math.isnan(concentration)),
                "needs either low, mode (the mean) and high, or mean and concentration",
            )
            check(0.0 < mean < 1.0, f"mean must lie between 0 and 1, not {mean:g}")
            check_positive(concentration=concentration)
        derive(self, mean=mean, concentration=concentration)
        derive(self, _a=mean * concentration, _b=(1.0 - mean) * concentration, _table=None)

    @property
    def nominal(self) -> float:
        """The mean, which is the value given as mode."""
        return self.mean

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
        result: Floats = special.betainc(self._a, self._b, np.clip(x, 0.0, 1.0))
        return result

    def density(self, x: Floats) -> Floats:
        """Give the density at `x`."""
        return beta_density(self._a, self._b, x)

    def _tabulate(self) -> QuantileTable:
        a, b = self._a, self._b
        table = QuantileTable(lambda u: special.betaincinv(a, b, u), self.density)
        derive(self, _table=table)
        return table


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Gamma(Provenance):
    """A positive quantity of a given mean; `shape` is 1 / (its squared coefficient of variation).

    Nominal: the mean.
    """

    mean: Number
    shape: Number
    dist: Literal["gamma"] = field(default="gamma", kw_only=True)
    _table: QuantileTable | None = field(init=False, repr=False, compare=False)

    _dimensional: ClassVar[tuple[str, ...]] = ("mean",)

    def __post_init__(self) -> None:
        check_positive(mean=self.mean, shape=self.shape)
        check(self.shape >= 0.01, f"shape must be at least 0.01, not {self.shape:g}")
        derive(self, _table=None)

    @property
    def nominal(self) -> float:
        """The mean."""
        return self.mean

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
        z = np.maximum(x, 0.0) * (self.shape / self.mean)
        return np.asarray(special.gammainc(self.shape, z), dtype=np.float64)

    def density(self, x: Floats) -> Floats:
        """Give the density at `x`."""
        rate = self.shape / self.mean
        z = np.maximum(x, 0.0) * rate
        logarithm = special.xlogy(self.shape - 1.0, z) - z - special.gammaln(self.shape)
        return np.where(x >= 0.0, rate * np.exp(logarithm), 0.0)

    def _tabulate(self) -> QuantileTable:
        shape, scale = self.shape, self.mean / self.shape

        def exact(u: Floats) -> Floats:
            quantiles: Floats = scale * np.asarray(special.gammaincinv(shape, u), dtype=np.float64)
            return quantiles

        table = QuantileTable(exact, self.density)
        derive(self, _table=table)
        return table


def beta_density(a: float, b: float, share: Floats) -> Floats:
    """Give the density of a beta distribution on [0, 1]; zero outside."""
    inside = np.clip(share, 0.0, 1.0)
    logarithm = special.xlogy(a - 1.0, inside) + special.xlog1py(b - 1.0, -inside)
    height = np.exp(logarithm - special.betaln(a, b))
    return np.where((share >= 0.0) & (share <= 1.0), height, 0.0)


@lru_cache
def _concentration(mean: float, width: float) -> float:
    """Find the concentration of the beta distribution of a mean with P90 − P10 = `width`."""

    def spread(concentration: float) -> float:
        a, b = mean * concentration, (1.0 - mean) * concentration
        p10, p90 = special.betaincinv(a, b, (0.1, 0.9))
        return float(p90 - p10)

    # From narrow to wide: of two solutions (there can be two for means near 0 and 1) the larger
    # concentration, which has one hump, is met first.
    high = 1e9
    check(spread(high) < width, f"high - low is too small for a beta distribution: {width:g}")
    low = high
    while spread(low) < width:
        high, low = low, 0.5 * low
        check(low > 1e-2, f"high - low = {width:g} is too wide for a beta of mean {mean:g}")
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if spread(middle) < width else (middle, high)
    return math.sqrt(low * high)
