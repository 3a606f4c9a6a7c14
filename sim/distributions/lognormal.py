"""The lognormal distribution, in the three ways in which a planner gives it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import ClassVar, Literal

import numpy as np
from pydantic import with_config
from scipy import special

from sim.distributions.base import (
    CONFIG,
    P90_SIGMAS,
    Floats,
    Number,
    Provenance,
    check,
    check_finite,
    check_order,
    check_positive,
    derive,
)

_WIDEST = 1e6
"""How many times `low` the `high` may be: beyond it the mean says nothing of the quantity."""
_MOST = math.log(_WIDEST) / (2.0 * P90_SIGMAS)
"""The `sigma` that comes to that."""
_normal_quantile = NormalDist().inv_cdf


@with_config(CONFIG)
@dataclass(frozen=True, slots=True)
class Lognormal(Provenance):
    """A positive quantity of which factors, not differences, are symmetric.

    Given in one of three ways: by `low`, `mode` and `high`, where the value named mode is taken
    as the median and the ratio of P90 to P10 is that of high to low; by `median` and `sigma`;
    or by `mean` and `sigma`. `sigma` is the standard deviation of the logarithm.
    Nominal: the median, or the mean where that is given. After construction `mean` and `sigma`
    are always there.
    """

    low: Number | None = None
    mode: Number | None = None
    high: Number | None = None
    median: Number | None = None
    mean: Number = math.nan
    sigma: Number = math.nan
    dist: Literal["lognormal"] = field(default="lognormal", kw_only=True)
    _mu: float = field(init=False, repr=False, compare=False)

    _dimensional: ClassVar[tuple[str, ...]] = ("low", "mode", "high", "median", "mean")

    def __post_init__(self) -> None:
        low, mode, high, sigma = self.low, self.mode, self.high, self.sigma
        median, mean = self.median, self.mean
        if low is not None and mode is not None and high is not None:
            check_order(low, mode, high)
            check(0.0 < low < high, f"needs 0 < low < high, not {low:g}, {high:g}")
            check(high <= _WIDEST * low, f"high is more than {_WIDEST:,.0f} times low")
            sigma = math.log(high / low) / (2.0 * P90_SIGMAS)
            middle = mode
        else:
            partial = low is not None or mode is not None or high is not None
            named = median is not None or not math.isnan(mean)
            check(
                named and not partial and not math.isnan(sigma),
                "needs either low, mode (the median) and high, or median and sigma, "
                "or mean and sigma",
            )
            check_positive(sigma=sigma)
            check(sigma <= _MOST, f"sigma must be at most {_MOST:.3g}, not {sigma:g}")
            middle = mean * math.exp(-0.5 * sigma * sigma) if median is None else median
        check_positive(**{"mean" if median is None and mode is None else "median": middle})
        expected = middle * math.exp(0.5 * sigma * sigma)
        check_finite(mean=expected)
        # More than one way is fine if they agree: so a written-out distribution can be read again.
        for name, given, due in (
            ("median", median, middle),
            ("mean", mean, expected),
            ("sigma", self.sigma, sigma),
        ):
            absent = given is None or math.isnan(given)
            check(
                absent or math.isclose(given or 0.0, due, rel_tol=1e-9),
                f"is given in two ways that disagree: {name} {given} should be {due:.6g}",
            )
        derive(
            self,
            mean=expected if math.isnan(mean) else mean,
            sigma=sigma,
            _mu=math.log(middle),
        )

    @property
    def nominal(self) -> float:
        """The median, or the mean if that is how the distribution is given."""
        if self.mode is not None:
            return self.mode
        return self.mean if self.median is None else self.median

    @property
    def bounds(self) -> tuple[float, float]:
        """P10 and P90."""
        return self.ppf(0.1), self.ppf(0.9)

    def ppf(self, u: float) -> float:
        """Give the quantile of `u`."""
        return math.exp(self._mu + self.sigma * _normal_quantile(u))

    def ppf_block(self, u: Floats) -> Floats:
        """Give the quantiles of an array."""
        result: Floats = np.exp(self._mu + self.sigma * special.ndtri(u))
        return result

    def cdf(self, x: Floats) -> Floats:
        """Give the probability of at most `x`."""
        with np.errstate(divide="ignore"):
            z = (np.log(np.maximum(x, 0.0)) - self._mu) / self.sigma
        result: Floats = special.ndtr(z)
        return result

    def density(self, x: Floats) -> Floats:
        """Give the density at `x`."""
        positive = np.where(x > 0.0, x, 1.0)
        z = (np.log(positive) - self._mu) / self.sigma
        height = np.exp(-0.5 * z * z) / (positive * self.sigma * math.sqrt(2.0 * math.pi))
        return np.where(x > 0.0, height, 0.0)
