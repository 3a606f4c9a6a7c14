"""Continuous distributions whose quantile function has a closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np
from pydantic import with_config

from sim.distributions.base import (
    CONFIG,
    Floats,
    Number,
    Provenance,
    check,
    check_finite,
    check_order,
    check_positive,
    derive,
)


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Fixed(Provenance):
    """Always the same value."""

    value: Number
    dist: Literal["fixed"] = field(default="fixed", kw_only=True)

    _dimensional: ClassVar[tuple[str, ...]] = ("value",)

    def __post_init__(self) -> None:
        check_finite(value=self.value)

    @property
    def nominal(self) -> float:
        """The value."""
        return self.value

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def bounds(self) -> tuple[float, float]:
        """The value, twice."""
        return self.value, self.value

    def ppf(self, u: float) -> float:
        """Give the value, whatever `u`."""
        return self.value

    def ppf_block(self, u: Floats) -> Floats:
        """Give the value for every element of `u`."""
        return np.full(np.shape(u), self.value)

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        return np.where(x >= self.value, 1.0, 0.0)

    def density(self, x: Floats) -> Floats:
        """Give the density: infinite at the value, zero elsewhere."""
        return np.where(x == self.value, np.inf, 0.0)


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Uniform(Provenance):
    """Equally likely everywhere between `low` and `high`; nominal: the middle."""

    low: Number
    high: Number
    dist: Literal["uniform"] = field(default="uniform", kw_only=True)

    _dimensional: ClassVar[tuple[str, ...]] = ("low", "high")

    def __post_init__(self) -> None:
        check_finite(low=self.low, high=self.high)
        check(self.low < self.high, f"needs low < high, not {self.low:g}, {self.high:g}")

    @property
    def nominal(self) -> float:
        """The middle of the range."""
        return 0.5 * (self.low + self.high)

    @property
    def mean(self) -> float:
        """The expected value."""
        return 0.5 * (self.low + self.high)

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest value."""
        return self.low, self.high

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`."""
        return self.low + u * (self.high - self.low)

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""
        return self.low + u * (self.high - self.low)

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    def density(self, x: Floats) -> Floats:
        """Give the density at `x`."""
        inside = (x >= self.low) & (x <= self.high)
        return np.where(inside, 1.0 / (self.high - self.low), 0.0)


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Triangular(Provenance):
    """Between `low` and `high`, most likely at `mode`; nominal: the mode."""

    low: Number
    mode: Number
    high: Number
    dist: Literal["triangular"] = field(default="triangular", kw_only=True)
    _cut: float = field(init=False, repr=False, compare=False)
    _rise: float = field(init=False, repr=False, compare=False)
    _fall: float = field(init=False, repr=False, compare=False)

    _dimensional: ClassVar[tuple[str, ...]] = ("low", "mode", "high")

    def __post_init__(self) -> None:
        check_order(self.low, self.mode, self.high)
        width = self.high - self.low
        check(width > 0.0, "needs low < high: for one value use the distribution fixed")
        derive(
            self,
            _cut=(self.mode - self.low) / width,
            _rise=width * (self.mode - self.low),
            _fall=width * (self.high - self.mode),
        )

    @property
    def nominal(self) -> float:
        """The mode."""
        return self.mode

    @property
    def mean(self) -> float:
        """The expected value."""
        return (self.low + self.mode + self.high) / 3.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest value."""
        return self.low, self.high

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`."""
        if u < self._cut:
            return self.low + math.sqrt(u * self._rise)
        return self.high - math.sqrt((1.0 - u) * self._fall)

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""
        rising = self.low + np.sqrt(u * self._rise)
        return np.where(u < self._cut, rising, self.high - np.sqrt((1.0 - u) * self._fall))

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        x = np.clip(x, self.low, self.high)
        rising = (x - self.low) ** 2 / (self._rise or math.inf)
        falling = 1.0 - (self.high - x) ** 2 / (self._fall or math.inf)
        return np.where(x < self.mode, rising, falling)

    def density(self, x: Floats) -> Floats:
        """Give the density at `x`."""
        rising = 2.0 * (x - self.low) / (self._rise or math.inf)
        falling = 2.0 * (self.high - x) / (self._fall or math.inf)
        inside = (x >= self.low) & (x <= self.high)
        peak = 2.0 / (self.high - self.low)
        slopes = np.where(x < self.mode, rising, falling)
        return np.where(inside, np.where(x == self.mode, peak, slopes), 0.0)


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Exponential(Provenance):
    """Waiting time without memory, of a given mean; nominal: the mean."""

    mean: Number
    dist: Literal["exponential"] = field(default="exponential", kw_only=True)

    _dimensional: ClassVar[tuple[str, ...]] = ("mean",)

    def __post_init__(self) -> None:
        check_positive(mean=self.mean)

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
        return -self.mean * math.log1p(-u)

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""
        return -self.mean * np.log1p(-u)

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        return -np.expm1(-np.maximum(x, 0.0) / self.mean)

    def density(self, x: Floats) -> Floats:
        """Give the density at `x`."""
        return np.where(x >= 0.0, np.exp(-np.maximum(x, 0.0) / self.mean) / self.mean, 0.0)


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Weibull(Provenance):
    """A time to failure of a given mean; `shape` below 1 is heavy-tailed; nominal: the mean."""

    mean: Number
    shape: Number
    dist: Literal["weibull"] = field(default="weibull", kw_only=True)
    _scale: float = field(init=False, repr=False, compare=False)
    _power: float = field(init=False, repr=False, compare=False)

    _dimensional: ClassVar[tuple[str, ...]] = ("mean",)

    def __post_init__(self) -> None:
        check_positive(mean=self.mean, shape=self.shape)
        check(self.shape >= 0.05, f"shape must be at least 0.05, not {self.shape:g}")
        power = 1.0 / self.shape
        derive(self, _scale=self.mean / math.gamma(1.0 + power), _power=power)

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
        return self._scale * math.pow(-math.log1p(-u), self._power)

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""
        result: Floats = self._scale * (-np.log1p(-u)) ** self._power
        return result

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        return -np.expm1(-((np.maximum(x, 0.0) / self._scale) ** self.shape))

    def density(self, x: Floats) -> Floats:
        """Give the density at `x`."""
        with np.errstate(divide="ignore"):
            z = np.maximum(x, 0.0) / self._scale
            inside = self.shape / self._scale * z ** (self.shape - 1.0) * np.exp(-(z**self.shape))
        return np.where(x >= 0.0, inside, 0.0)
