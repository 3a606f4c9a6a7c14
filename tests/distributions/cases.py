"""Distributions to test, one of every kind, and SciPy's as the oracle."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scipy import stats

from sim.distributions import (
    Beta,
    Delayed,
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Mixture,
    NegativeBinomial,
    Part,
    Pert,
    Poisson,
    Triangular,
    Uniform,
    Weibull,
)

ADAPTER: TypeAdapter[Any] = TypeAdapter(Distribution)


def mix(*parts: Part) -> Mixture:
    return Mixture(parts)


# One of every kind, some of them awkward: skewed, heavy-tailed, with atoms.
CONTINUOUS = [
    Uniform(-2, 5),
    Triangular(36, 48, 72),
    Triangular(0, 0, 1),
    Triangular(0, 1, 1),
    Pert(2, 3, 5),
    Pert(0, 0, 7),
    Pert(1, 9, 9),
    Lognormal(4, 7, 14),
    Lognormal(median=2, sigma=1.5),
    Lognormal(mean=2, sigma=0.3),
    Gamma(3, 0.3),
    Gamma(3, 1),
    Gamma(0.2, 40),
    Weibull(35, 1.2),
    Weibull(10, 0.6),
    Exponential(21),
    Beta(0.7, 0.85, 0.95),
    Beta(0.01, 0.02, 0.05),
    Beta(0.5, 0.8, 1),
    Beta(mean=0.4, concentration=0.8),
]
COUNTS = [
    Poisson(0),
    Poisson(0.3),
    Poisson(4),
    Poisson(5000),
    NegativeBinomial(2, 0.5),
    NegativeBinomial(30, 5),
    NegativeBinomial(0, 1),
    NegativeBinomial(4, 0.05),
]
WITH_ATOMS = [
    Fixed(3.5),
    Empirical((5, 1, 2, 2), (1, 1, 1, 0.5)),
    Delayed(0.3, Lognormal(1, 3, 10)),
    Delayed(0, Exponential(2)),
    Delayed(1, Exponential(2)),
    mix(Part(1, Fixed(1)), Part(2, Lognormal(5, 10, 30))),
    mix(Part(0.9, Triangular(1, 2, 3)), Part(0.1, Uniform(30, 90))),
    mix(Part(1, Fixed(2)), Part(1, Fixed(7)), Part(2, Poisson(4))),
    mix(Part(1, Delayed(0.5, Gamma(2, 2))), Part(1, Exponential(1))),
]
EVERY: list[Any] = [*CONTINUOUS, *COUNTS, *WITH_ATOMS]


def name(of: Any) -> str:
    """Write a distribution by its kind and what it was given, without its provenance."""
    if isinstance(of, Mixture):
        return "+".join(name(part.of) for part in of.parts)
    given = [getattr(of, f.name) for f in fields(of) if f.init and not f.kw_only]
    inner = (name(x) if hasattr(x, "dist") else f"{x}" for x in given if x is not None)
    return f"{of.dist}({', '.join(inner)})"


everything = pytest.mark.parametrize("of", EVERY, ids=name)
probability = st.floats(2.0**-53, 1 - 2.0**-53)


def oracle(of: Any) -> Any:
    """The same distribution in SciPy, from the parameters that the planner gave."""
    match of:
        case Uniform():
            return stats.uniform(of.low, of.high - of.low)
        case Triangular():
            width = of.high - of.low
            return stats.triang((of.mode - of.low) / width, of.low, width)
        case Pert():
            width = of.high - of.low
            a, b = 1 + 4 * (of.mode - of.low) / width, 1 + 4 * (of.high - of.mode) / width
            return stats.beta(a, b, of.low, width)
        case Lognormal():
            return stats.lognorm(of.sigma, scale=of.mean / math.exp(of.sigma**2 / 2))
        case Gamma():
            return stats.gamma(of.shape, scale=of.mean / of.shape)
        case Weibull():
            return stats.weibull_min(of.shape, scale=of.mean / math.gamma(1 + 1 / of.shape))
        case Exponential():
            return stats.expon(scale=of.mean)
        case Beta():
            n = of.concentration
            return stats.beta(of.mean * n, (1 - of.mean) * n)
        case Poisson():
            return stats.poisson(of.mean)
        case NegativeBinomial():
            return stats.nbinom(of.dispersion, of.dispersion / (of.dispersion + of.mean))
    raise AssertionError(of)
