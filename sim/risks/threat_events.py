"""The reference stream of a region: events of armed groups that come in chains, or excite others.

A stream is read from one address in the order of its events, two uniforms an event, so that its
beginning depends on nothing but the replication and the region's name.
"""

import math
from collections.abc import Iterator

from sim.draws import Draws
from sim.risks.spells import uniforms

_BLOCK = 128
"""Uniforms read at once; a region has some 30 events in two years, two uniforms each."""


def cluster_events(
    draws: Draws,
    entity: str,
    rate: float,
    follow_up: float,
    days: float,
    start: float,
    end: float,
) -> list[float]:
    """Generate a region's events with their chains of follow-ups.

    Parameters
    ----------
    rate
        Events a day, followers included.
    follow_up
        Probability that an event is followed by another.
    days
        Window after an event in which its follower falls, evenly.
    start, end
        Days between which first events fall; their followers may fall after `end`.

    Returns
    -------
    list of float
        Days, in order of time.
    """
    first = rate * (1.0 - follow_up)
    pairs = _pairs(draws, entity, "events")
    events = []
    t = start
    for gap, follow in pairs:
        t -= math.log1p(-gap) / first
        if t >= end:
            break
        events.append(t)
        latest = t
        while follow < follow_up:
            # Given that it is below `follow_up`, the same number is uniform below it.
            latest += days * follow / follow_up
            events.append(latest)
            follow = next(pairs)[1]
    events.sort()
    return events


def hawkes_events(
    draws: Draws,
    entity: str,
    rate: float,
    branching: float,
    decay: float,
    start: float,
    end: float,
) -> tuple[list[float], list[float]]:
    """Generate the events of a self-exciting process that starts at its mean intensity.

    Parameters
    ----------
    rate
        Mean events a day.
    branching, decay
        Mean direct offspring of an event, and the decay of its influence a day.
    start, end
        Days between which events are generated.

    Returns
    -------
    times : list of float
        Days of the events from `start` on, in order, up to the first at or after `end`.
    excited : list of float
        Excited part of the intensity just after each, in events a day.
    """
    base, jump = rate * (1.0 - branching), branching * decay
    excitation = branching * rate
    times: list[float] = []
    excited: list[float] = []
    t = start
    for u, v in _pairs(draws, entity, "events"):
        gap = -math.log1p(-u) / base
        # Time to the next excited event; its hazard runs out, so there may be none.
        left = 1.0 + decay * math.log1p(-v) / excitation
        if left > 0.0:
            gap = min(gap, -math.log(left) / decay)
        t += gap
        excitation = excitation * math.exp(-decay * gap) + jump
        times.append(t)
        excited.append(excitation)
        if t >= end:
            break
    return times, excited


def _pairs(draws: Draws, entity: str, purpose: str) -> Iterator[tuple[float, float]]:
    """Give the uniforms of an address two by two."""
    numbers = uniforms(draws, entity, purpose, _BLOCK)
    return zip(numbers, numbers, strict=True)
