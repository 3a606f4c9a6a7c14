"""Five models of how the threat in a region moves in time, all of unit mean.

A model turns the random numbers of one region and replication into its *level*: a step path
around one, by which every rate of attack in the region is multiplied. It describes what armed
groups do there, not what was done to the mission: the events that excite a cluster or a Hawkes
process are a reference stream of the region's own, at the rate at which the mission was attacked
there. Being hit excites nothing. Attacks drawn from a level therefore crowd less than the events
of the stream (both shares are in the tests); this is a stated limit.

Whatever the model, the beginning of a level depends neither on its end nor on other regions:
random numbers are read in the order of the stream, from an address of their own. After the last
instant generated the level stands at its mean.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, with_config

from sim.distributions import (
    ABOVE_ZERO,
    AN_HOUR,
    Distribution,
    Gamma,
    Quantity,
    QuantityInput,
    ShareInput,
    unit,
)
from sim.draws import Draws
from sim.paths import Path
from sim.plan.amounts import Days, Span
from sim.plan.strict import STRICT
from sim.risks.inputs import Factor
from sim.risks.spells import uniforms
from sim.risks.threat_levels import clustered_level, excited_level

_MOST = 0.95
"""Largest chance of a follow-up, or branching: at 1 the region would explode."""


def _subcritical(quantity: Quantity) -> Quantity:
    for number in quantity.bounds:
        if not 0.0 <= number <= _MOST:
            raise ValueError(f"{number:g} is out of range: allowed are 0 to {_MOST:g}")
    return quantity


Subcritical = Annotated[ShareInput, AfterValidator(_subcritical)]
Branching = Annotated[QuantityInput, AfterValidator(_subcritical), unit("events per event")]


class ThreatModel(Protocol):
    """How the threat in one region moves."""

    def level(self, draws: Draws, entity: str, rate: float, start: float, end: float) -> Path:
        """Generate the level of one region and replication.

        Parameters
        ----------
        draws, entity
            Random numbers of the replication, and the region's name in them.
        rate
            Events of the reference stream a day; 0 leaves out what such events excite.
        start, end
            Days between which the level is needed.

        Returns
        -------
        Path
            Dimensionless, of unit mean over replications at every time, but for the beginning of
            a self-exciting one: its first days lie a few per cent below.
        """
        ...


@with_config(STRICT)
@dataclass(frozen=True)
class Constant:
    """A threat that never moves: attacks are Poisson."""

    kind: Literal["constant"]
    """The model's name."""

    def level(self, draws: Draws, entity: str, rate: float, start: float, end: float) -> Path:
        """Give one, for ever."""
        return Path.constant(1.0)


@with_config(STRICT)
@dataclass(frozen=True)
class Clustered:
    """A first attack may be followed by others within days (geometric chains).

    Events of the region are Poisson at rate × (1 − p); each event has a follower with
    probability p = `follow_up`, evenly spread over the `follow_up_days` after it. The level is
    the rate that an onlooker who knows past events expects, over its mean: 1 − p, and
    p / (days × rate) more during the days after each event.
    """

    kind: Literal["clustered"]
    """The model's name."""
    follow_up: Subcritical
    """Probability that an event has a follower."""
    follow_up_days: Annotated[Span, ABOVE_ZERO]
    """Days within which it comes, evenly spread."""

    def level(self, draws: Draws, entity: str, rate: float, start: float, end: float) -> Path:
        """Generate the clusters around a constant level."""
        chain = self.follow_up.value, self.follow_up_days.value
        return clustered_level(draws, entity, rate, 1.0, *chain, start, end)


@with_config(STRICT)
@dataclass(frozen=True)
class GammaMixed:
    """A level drawn once for the region (gamma of unit mean), with clusters around it.

    The gamma stands for the slow drift over years that no one can foretell on the as-of date;
    its `shape` is the dispersion k of a negative binomial count.
    """

    kind: Literal["gamma_mixed"]
    """The model's name."""
    shape: Annotated[QuantityInput, ABOVE_ZERO, unit("dispersion")]
    """Dispersion k of the gamma, as of a negative binomial count; smaller is wilder."""
    follow_up: Subcritical
    """Probability that an event has a follower, as in clusters."""
    follow_up_days: Annotated[Span, ABOVE_ZERO]
    """Days within which the follower comes."""

    def level(self, draws: Draws, entity: str, rate: float, start: float, end: float) -> Path:
        """Generate the clusters around a drawn level."""
        level = _gamma(self.shape.value).ppf(draws.uniform(entity, "level"))
        chain = self.follow_up.value, self.follow_up_days.value
        return clustered_level(draws, entity, rate, level, *chain, start, end)


@with_config(STRICT)
@dataclass(frozen=True)
class Hawkes:
    """Every event raises the rate of further ones, which decays exponentially.

    Intensity: rate × (1 − branching) + Σ branching × decay × exp(−decay × age of the event)
    (Hawkes, Biometrika 58, 1971). Generated exactly, event after event, without thinning
    (Dassios and Zhao, Electronic Communications in Probability 18, 2013).
    """

    kind: Literal["hawkes"]
    """The model's name."""
    branching: Branching
    """Events that one event brings about, on average, directly."""
    decay: Annotated[QuantityInput, ABOVE_ZERO, unit("per day")]
    """Rate at which what an event raised dies away."""

    def level(self, draws: Draws, entity: str, rate: float, start: float, end: float) -> Path:
        """Generate the stream and step its intensity, each step at its exact mean."""
        branching, decay = self.branching.value, self.decay.value
        if rate <= 0.0 or branching <= 0.0:
            return Path.constant(1.0)
        return excited_level(draws, entity, rate, branching, decay, start, end)


@with_config(STRICT)
@dataclass(frozen=True)
class Spells:
    """One of the two states of a region: how dangerous it is, and for how long."""

    factor: Annotated[Factor, ABOVE_ZERO]
    """Relative to the other state; the pair is scaled to unit mean."""
    sojourn: Annotated[Days, AN_HOUR]
    """How long one spell lasts."""


@with_config(STRICT)
@dataclass(frozen=True)
class RegimeSwitching:
    """Calm and tense spells in turn (an alternating renewal process, stationary)."""

    kind: Literal["regime_switching"]
    """The model's name."""
    calm: Spells
    tense: Spells

    def level(self, draws: Draws, entity: str, rate: float, start: float, end: float) -> Path:
        """Generate the spells from a random moment of the running one."""
        spells = (self.calm, self.tense)
        lengths = tuple(spell.sojourn.mean for spell in spells)
        tense_share = lengths[1] / sum(lengths)
        mean = self.calm.factor.value * (1.0 - tense_share) + self.tense.factor.value * tense_share
        values = tuple(spell.factor.value / mean for spell in spells)
        numbers = uniforms(draws, entity, "spells")
        state = int(next(numbers) < tense_share)
        # The spell that a random moment falls into is drawn in proportion to its length.
        table = _by_length(spells[state].sojourn)
        running = float(table[1][np.searchsorted(table[0], next(numbers))])
        t = start + running * next(numbers)
        times: list[float] = []
        path = [values[state]]
        while t < end:
            state = 1 - state
            length = spells[state].sojourn.ppf(next(numbers))
            if length > 0.0:
                times.append(t)
                path.append(values[state])
                t += length
        return Path([*times, t], [*path, 1.0])


Model = Annotated[
    Constant | GammaMixed | Clustered | Hawkes | RegimeSwitching, Field(discriminator="kind")
]
"""Any of the five models, told apart by `kind`."""


@lru_cache(maxsize=16)
def _gamma(shape: float) -> Gamma:
    """Tabulate the gamma of unit mean once a worker."""
    return Gamma(mean=1.0, shape=shape)


@lru_cache(maxsize=16)
def _by_length(
    sojourn: Distribution,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Tabulate the length-biased law of a spell: cumulated shares of time, and lengths."""
    lengths = sojourn.ppf_block((np.arange(4096) + 0.5) / 4096)
    cumulated = np.cumsum(lengths)
    return cumulated / cumulated[-1], lengths
