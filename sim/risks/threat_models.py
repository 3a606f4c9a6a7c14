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

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, with_config

from sim.distributions import Distribution, Gamma, Quantity, QuantityInput, unit
from sim.draws import Draws
from sim.paths import Path
from sim.plan.strict import STRICT
from sim.risks.spells import uniforms
from sim.risks.threat_events import cluster_events, hawkes_events

_CHAIN = 15
"""Windows of follow-up before the start from which a chain of follow-ups may still reach in
(the chance of a longer chain is follow-up ** 15: 1e-9 at 0.25)."""

_HAWKES_STEP = 0.25
"""Steps of a Hawkes level between two events, in units of 1 / decay (9 days at a half-life of 25).
What decays by a fifth is taken as level, at its exact mean, so that no integral is lost."""

_HAWKES_BURN_IN = 4.0
"""Burn-in of a Hawkes level in relaxation times 1 / (decay × (1 − branching)). It starts at its
mean, so that only its variance has to settle, twice as fast (to e⁻⁸)."""

_MOST = 0.95
"""Largest chance of a follow-up, or branching: at 1 the region would explode."""


def _above_zero(quantity: Quantity) -> Quantity:
    for number in quantity.bounds:
        if number <= 0.0:
            raise ValueError(f"{number:g} is not positive: allowed are numbers above 0")
    return quantity


def _subcritical(quantity: Quantity) -> Quantity:
    for number in quantity.bounds:
        if not 0.0 <= number <= _MOST:
            raise ValueError(f"{number:g} is out of range: allowed are 0 to {_MOST:g}")
    return quantity


Positive = Annotated[QuantityInput, AfterValidator(_above_zero)]
Subcritical = Annotated[QuantityInput, AfterValidator(_subcritical)]
Days = Annotated[Distribution, unit("days")]


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
            Dimensionless, of unit mean over replications at every time.
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
    follow_up_days: Annotated[Positive, unit("days")]
    """Days within which it comes, evenly spread."""

    def level(self, draws: Draws, entity: str, rate: float, start: float, end: float) -> Path:
        """Generate the clusters around a constant level."""
        return _cluster_level(self, 1.0, draws, entity, rate, start, end)


@with_config(STRICT)
@dataclass(frozen=True)
class GammaMixed:
    """A level drawn once for the region (gamma of unit mean), with clusters around it.

    The gamma stands for the slow drift over years that no one can foretell on the as-of date;
    its `shape` is the dispersion k of a negative binomial count.
    """

    kind: Literal["gamma_mixed"]
    """The model's name."""
    shape: Positive
    """Dispersion k of the gamma, as of a negative binomial count; smaller is wilder."""
    follow_up: Subcritical
    """Probability that an event has a follower, as in clusters."""
    follow_up_days: Annotated[Positive, unit("days")]
    """Days within which the follower comes."""

    def level(self, draws: Draws, entity: str, rate: float, start: float, end: float) -> Path:
        """Generate the clusters around a drawn level."""
        level = _gamma(self.shape.value).ppf(draws.uniform(entity, "level"))
        return _cluster_level(self, level, draws, entity, rate, start, end)


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
    branching: Subcritical
    """Events that one event brings about, on average, directly."""
    decay: Annotated[Positive, unit("per day")]
    """Rate at which what an event raised dies away."""

    def level(self, draws: Draws, entity: str, rate: float, start: float, end: float) -> Path:
        """Generate the stream and step its intensity, each step at its exact mean."""
        branching, decay = self.branching.value, self.decay.value
        if rate <= 0.0 or branching <= 0.0:
            return Path.constant(1.0)
        begin = start - _HAWKES_BURN_IN / (decay * (1.0 - branching))
        events, excited = hawkes_events(draws, entity, rate, branching, decay, begin, end)
        times: list[float] = []
        values: list[float] = []
        t, excitation = begin, branching * rate
        for event, after in zip(events, excited, strict=True):
            if event > start:
                if t < start:
                    excitation *= math.exp(-decay * (start - t))
                    t = start
                _step_decay(times, values, t, min(event, end), event, excitation / rate, decay)
            t, excitation = event, after
        return Path(times, [1.0 - branching + value for value in values] + [1.0])


@with_config(STRICT)
@dataclass(frozen=True)
class Spells:
    """One of the two states of a region: how dangerous it is, and for how long."""

    factor: Positive
    """Relative to the other state; the pair is scaled to unit mean."""
    sojourn: Days
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


def _step_decay(
    times: list[float],
    values: list[float],
    t: float,
    needed: float,
    until: float,
    level: float,
    decay: float,
) -> None:
    """Append steps of an exponential decay that ends `until`, up to one that covers `needed`.

    `times` take the ends of the steps, `values` the exact mean over each.
    """
    step, fading = _HAWKES_STEP / decay, math.exp(-_HAWKES_STEP)
    middle = _mean_decay(_HAWKES_STEP)
    while t < needed:
        last = t + step >= until
        values.append(level * (_mean_decay(decay * (until - t)) if last else middle))
        t = until if last else t + step
        level *= fading
        times.append(t)


def _mean_decay(width: float) -> float:
    """Give the mean of exp(−x) for x from 0 to `width`."""
    return -math.expm1(-width) / width


def _cluster_level(
    model: Clustered | GammaMixed,
    level: float,
    draws: Draws,
    entity: str,
    rate: float,
    start: float,
    end: float,
) -> Path:
    """Step the level of a region whose events come in chains, at `level` on average."""
    follow_up, days = model.follow_up.value, model.follow_up_days.value
    if rate <= 0.0 or level <= 0.0 or follow_up <= 0.0:
        return Path.constant(level)
    events = cluster_events(
        draws, entity, level * rate, follow_up, days, start - _CHAIN * days, end
    )
    calm, pulse = level * (1.0 - follow_up), follow_up / (days * rate)
    changes = sorted([(t, 1) for t in events] + [(t + days, -1) for t in events])
    running = 0
    times: list[float] = []
    values = [calm]
    for t, change in changes:
        if t >= end:
            break
        running += change
        if t <= start or (times and times[-1] == t):
            values[-1] = calm + pulse * running
        else:
            times.append(t)
            values.append(calm + pulse * running)
    return Path([*times, end], [*values, level])


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
