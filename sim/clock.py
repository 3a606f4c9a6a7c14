"""SimPy's environment with absolute times, wakeable sleep and an inclusive horizon.

What SimPy 4.1 does that this module avoids is listed in the model's reference (traps): a timeout
of `t - now` misses `t` by a last bit, `run(until=T)` leaves out the events at T, an interrupt can
destroy goods, and a process that raises does not say who it was.
"""

import math
from collections.abc import Callable, Generator
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL, Event, EventPriority, Process

from sim.calendar import show_time
from sim.errors import SimError

ProcessGenerator = Generator[Event, Any, Any]
LATE = EventPriority(2)
"""Priority of what happens after every other event of an instant."""


class Moment(Event):
    """An event that has its value from the start and only waits for its turn."""

    _ok = True
    _value = None

    def __init__(self, clock: "Clock") -> None:
        self.env = clock
        self.callbacks: list[Callable[[Event], None]] = []


class Signal:
    """Something that sleepers listen to; firing it wakes all that sleep on it, now."""

    __slots__ = ("_clock", "_sleepers")

    def __init__(self, clock: "Clock") -> None:
        self._clock = clock
        self._sleepers: list[Event] = []

    def fire(self) -> None:
        """Wake every sleeper at this instant, in the order in which they lay down."""
        sleepers, self._sleepers = self._sleepers, []
        for event in sleepers:
            if event.callbacks is not None:
                self._clock.push(event)

    def add(self, event: Event) -> None:
        """Let `event` be woken by this signal."""
        if len(self._sleepers) > 32:
            self._sleepers = [e for e in self._sleepers if not e.processed]
        self._sleepers.append(event)


class Clock(simpy.Environment):
    """The event queue of one replication; times are days since the epoch of `sim.calendar`.

    Attributes
    ----------
    now
        The time now, in days.
    processed
        Events processed so far.
    sleeps, processes
        How many sleeps and processes were scheduled, the mix that a benchmark replays.
    """

    now: float = 0.0  # an attribute, not SimPy's property: it is read at every step

    def __init__(self, start: float) -> None:
        super().__init__(start)
        self.now = start
        self.processed = 0
        self.sleeps = 0
        self.processes = 0
        self._names: dict[Event, str] = {}

    def push(self, event: Event, when: float | None = None) -> None:
        """Put an event that has its value into the queue at an absolute time (default: now).

        An event may stand in the queue twice; only its first turn counts.
        """
        heappush(
            self._queue,
            (self._now if when is None else when, NORMAL, next(self._eid), event),
        )

    def happen(self, event: Event) -> None:
        """Let an event that has its value happen at once, within the one that is happening."""
        callbacks = event.callbacks
        if callbacks is not None:
            event.callbacks = None  # type: ignore[assignment]
            self.processed += 1
            for callback in callbacks:
                callback(event)

    def at(self, when: float) -> Event:
        """Return an event that happens exactly at `when` (days), not a last bit beside it.

        Raises
        ------
        SimError
            If `when` is past, or not a number.
        """
        if not when >= self._now:
            raise self._past(when)
        self.sleeps += 1
        event = Moment(self)
        heappush(self._queue, (when, NORMAL, next(self._eid), event))
        return event

    def sleep(self, until: float, *signals: Signal) -> Event:
        """Return an event at `until` (days; infinity: never) or when a signal fires before.

        Raises
        ------
        SimError
            If `until` is past, or not a number.
        """
        if not until >= self._now:
            raise self._past(until)
        self.sleeps += 1
        event = Moment(self)
        if until != math.inf:
            heappush(self._queue, (until, NORMAL, next(self._eid), event))
        for signal in signals:
            signal.add(event)
        return event

    def _past(self, when: float) -> SimError:
        return SimError(f"cannot sleep until {when!r}: that is past, it is {self._now!r}")

    def start(self, generator: ProcessGenerator, name: str) -> Process:
        """Start a process under a name that its errors will carry."""
        self.processes += 1
        process = Process(self, generator)
        self._names[process] = name
        return process

    def late(self, callback: Callable[[Event], None]) -> None:
        """Call back at this instant, after the instant's other events."""
        event = Moment(self)
        event.callbacks.append(callback)
        heappush(self._queue, (self._now, LATE, next(self._eid), event))

    def run_through(self, horizon: float) -> None:
        """Process every event up to and at the horizon (days).

        Raises
        ------
        SimError
            If a process raised; names the process and the date, and carries the cause.
        """
        queue = self._queue
        processed = 0
        while queue and queue[0][0] <= horizon:
            now, _, _, event = heappop(queue)
            self._now = self.now = now
            callbacks = event.callbacks
            if callbacks is None:
                continue
            event.callbacks = None  # type: ignore[assignment]
            processed += 1
            for callback in callbacks:
                callback(event)
            if not event._ok:
                name = self._names.get(event, "a process")
                raise SimError(
                    f"{name}, {show_time(self._now)}: {event._value!r}"
                ) from event._value
        self.processed += processed
        if horizon != math.inf and self._now < horizon:
            self._now = self.now = horizon

    @property
    def idle(self) -> bool:
        """Whether nothing more is going to happen by itself."""
        return not any(entry[3].callbacks is not None for entry in self._queue)
