"""From the reference stream of a region to its level: what an onlooker expects after each event.

A level is a step path around one, by which every rate of attack in the region is multiplied.
"""

import math

from sim.draws import Draws
from sim.paths import Path
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


def clustered_level(
    draws: Draws,
    entity: str,
    rate: float,
    level: float,
    follow_up: float,
    days: float,
    start: float,
    end: float,
) -> Path:
    """Step the level of a region whose events come in chains, at `level` on average.

    The other parameters are those of `sim.risks.threat_events.cluster_events`.
    """
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


def excited_level(
    draws: Draws,
    entity: str,
    rate: float,
    branching: float,
    decay: float,
    start: float,
    end: float,
) -> Path:
    """Step the intensity of a self-exciting stream over its mean, each step at its exact mean.

    The parameters are those of `sim.risks.threat_events.hawkes_events`.
    """
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
