"""Distributions: what is uncertain in the plan, given as a planner knows it.

Each is a frozen dataclass with its provenance (unit, source, grade, as-of date), validated when
built, sampled by its quantile function `ppf` at a uniform number from `sim.draws`, and each has a
`nominal`: the value that a planner would write down. `Quantity` is a number that is not drawn.
"""

from sim.distributions.base import Floats, Number, Provenance, Sampler
from sim.distributions.compound import Delayed, Distribution, Mixture, Part
from sim.distributions.continuous import Exponential, Fixed, Triangular, Uniform, Weibull
from sim.distributions.discrete import Empirical, NegativeBinomial, Poisson
from sim.distributions.lognormal import Lognormal
from sim.distributions.positive import ABOVE_ZERO, AN_HOUR, FROM_ONE, SHORTEST
from sim.distributions.quantity import Quantity, QuantityInput, ShareInput
from sim.distributions.tabulated import Beta, Gamma, Pert
from sim.distributions.units import UnitCheck, conversion, convertible, unit

__all__ = [
    "ABOVE_ZERO",
    "AN_HOUR",
    "FROM_ONE",
    "SHORTEST",
    "Beta",
    "Delayed",
    "Distribution",
    "Empirical",
    "Exponential",
    "Fixed",
    "Floats",
    "Gamma",
    "Lognormal",
    "Mixture",
    "NegativeBinomial",
    "Number",
    "Part",
    "Pert",
    "Poisson",
    "Provenance",
    "Quantity",
    "QuantityInput",
    "Sampler",
    "ShareInput",
    "Triangular",
    "Uniform",
    "UnitCheck",
    "Weibull",
    "conversion",
    "convertible",
    "unit",
]
