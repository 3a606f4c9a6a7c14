"""Distributions on single values: counts, and what was observed."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
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
    check_finite,
    check_positive,
    derive,
)

_LARGEST_MEAN = 1e6  # of a count; beyond it the table of probabilities would fill the memory
_LARGEST_TABLE = 200_000


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Empirical(Provenance):
    """One of the values observed, each as likely as its weight; nothing lies between them.

    Nominal: the median.
    """

    values: tuple[Number, ...]
    weights: tuple[Number, ...] | None = None
    dist: Literal["empirical"] = field(default="empirical", kw_only=True)
    _sorted: tuple[float, ...] = field(init=False, repr=False, compare=False)
    _cumulative: tuple[float, ...] = field(init=False, repr=False, compare=False)

    _dimensional: ClassVar[tuple[str, ...]] = ("values",)

    def __post_init__(self) -> None:
        values = tuple(self.values)
        weights = (1.0,) * len(values) if self.weights is None else tuple(self.weights)
        check(bool(values), "needs at least one value")
        check(
            len(weights) == len(values),
            f"needs one weight a value: {len(values)} values, {len(weights)} weights",
        )
        for value in values:
            check_finite(value=value)
        total = math.fsum(weights)
        check(
            all(weight >= 0.0 for weight in weights) and 0.0 < total < math.inf,
            "weights must not be negative, and not all be zero",
        )
        pairs = sorted(pair for pair in zip(values, weights, strict=True) if pair[1] > 0.0)
        cumulative = [part / total for part in accumulate(weight for _, weight in pairs)]
        derive(
            self,
            values=values,
            weights=None if self.weights is None else weights,
            _sorted=tuple(value for value, _ in pairs),
            _cumulative=(*cumulative[:-1], 1.0),
        )

    @property
    def nominal(self) -> float:
        """The median (of two middle values the lower)."""
        return self.ppf(0.5)

    @property
    def mean(self) -> float:
        """The weighted average."""
        shares = np.diff(self._cumulative, prepend=0.0)
        return float(np.dot(shares, self._sorted))

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest value."""
        return self._sorted[0], self._sorted[-1]

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`: the least value not exceeded with probability `u`."""
        return self._sorted[bisect_left(self._cumulative, u)]

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""
        return np.array(self._sorted, dtype=float)[np.searchsorted(self._cumulative, u)]

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        steps = np.array((0.0, *self._cumulative))
        result: Floats = steps[np.searchsorted(self._sorted, x, side="right")]
        return result

    def density(self, x: Floats) -> Floats:
        """Give the probability of exactly `x`."""
        below = np.array((0.0, *self._cumulative))
        left = np.searchsorted(self._sorted, x, side="left")
        result: Floats = self.cdf(x) - below[left]
        return result


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Poisson(Provenance):
    """A count of independent events, of a given mean; nominal: the median."""

    mean: Number
    dist: Literal["poisson"] = field(default="poisson", kw_only=True)
    _first: int = field(init=False, repr=False, compare=False)
    _cumulative: list[float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check(0.0 <= self.mean <= _LARGEST_MEAN, f"mean must be 0 to 1e6, not {self.mean:g}")
        derive(self, _first=0, _cumulative=[])
        reach = 40.0 + 12.0 * math.sqrt(self.mean)
        counts = np.arange(max(0, int(self.mean - reach)), int(self.mean + reach) + 1.0)
        derive(self, _first=int(counts[0]), _cumulative=self.cdf(counts).tolist())

    @property
    def nominal(self) -> float:
        """The median."""
        return self.ppf(0.5)

    @property
    def bounds(self) -> tuple[float, float]:
        """P10 and P90."""
        return self.ppf(0.1), self.ppf(0.9)

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`, a whole number."""
        return float(self._first + bisect_left(self._cumulative, u))

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array, whole numbers."""
        return (self._first + np.searchsorted(self._cumulative, u)).astype(float)

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        count = np.floor(x)
        return np.where(count < 0.0, 0.0, special.pdtr(np.maximum(count, 0.0), self.mean))

    def density(self, x: Floats) -> Floats:
        """Give the probability of exactly `x`; zero between whole numbers."""
        count = np.maximum(x, 0.0)
        height = np.exp(special.xlogy(count, self.mean) - self.mean - special.gammaln(count + 1.0))
        return np.where((x >= 0.0) & (x == np.floor(x)), height, 0.0)


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class NegativeBinomial(Provenance):
    """A count more scattered than Poisson's: variance mean + mean² / dispersion.

    `dispersion` is the k of ecology and epidemiology: the smaller, the rarer and larger the
    outbreaks. Nominal: the median.
    """

    mean: Number
    dispersion: Number
    dist: Literal["negative_binomial"] = field(default="negative_binomial", kw_only=True)
    _cumulative: list[float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        mean, k = self.mean, self.dispersion
        check(mean >= 0.0 and math.isfinite(mean), f"mean must not be negative, not {mean:g}")
        check_positive(dispersion=k)
        # The tail falls by mean / (mean + k) a step: far enough for the last bit of probability.
        scatter = math.sqrt(mean + mean * mean / k)
        length = 40.0 * (1.0 + mean / k) + mean + 12.0 * scatter
        check(
            length <= _LARGEST_TABLE,
            f"mean {mean:g} and dispersion {k:g} give counts beyond {_LARGEST_TABLE}: "
            "use a gamma distribution",
        )
        derive(self, _cumulative=self.cdf(np.arange(0.0, length)).tolist())

    @property
    def nominal(self) -> float:
        """The median."""
        return self.ppf(0.5)

    @property
    def bounds(self) -> tuple[float, float]:
        """P10 and P90."""
        return self.ppf(0.1), self.ppf(0.9)

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`, a whole number."""
        return float(bisect_left(self._cumulative, u))

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array, whole numbers."""
        return np.searchsorted(self._cumulative, u).astype(float)

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        count = np.floor(x)
        share = self.dispersion / (self.dispersion + self.mean)
        below = special.betainc(self.dispersion, np.maximum(count, 0.0) + 1.0, share)
        return np.where(count < 0.0, 0.0, below)

    def density(self, x: Floats) -> Floats:
        """Give the probability of exactly `x`; zero between whole numbers."""
        k, count = self.dispersion, np.maximum(x, 0.0)
        share = k / (k + self.mean)
        ways = special.gammaln(count + k) - special.gammaln(k) - special.gammaln(count + 1.0)
        height = np.exp(ways + k * math.log(share) + special.xlogy(count, 1.0 - share))
        return np.where((x >= 0.0) & (x == np.floor(x)), height, 0.0)
