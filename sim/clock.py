"""SimPy's environment with absolute times, wakeable sleep and an inclusive horizon.

What SimPy 4.1 does that this module avoids is listed in the model's reference (traps): a timeout
of `t - now` misses `t` by a last bit, `run(until=T)` leaves out the events at T, an interrupt can
destroy goods, and a process that raises does not say who it was.
"""

import math
from collections import deque
from collections.abc import Callable, Generator
from functools import partial
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL, Event, Process

from sim.calendar import show_time
from sim.errors import SimError

ProcessGenerator = Generator[Event, Any, Any]


class Moment(Event):
    """An event that has its value from the start and only waits for its turn."""

    _ok = True
    _value = None

    def __init__(self, clock: "Clock") -> None:
        self.env = clock
        self.callbacks: list[Callable[[Event], None]] = []


_new = object.__new__
"""Makes a moment without a call of its `__init__`: most events of a run are moments."""


_FEW = 32
"""Sleepers of a signal among which nobody looks for those that are awake."""


class Signal:
    """Something that sleepers listen to; firing it wakes all that sleep on it, now."""

    __slots__ = ("_clock", "_many", "_sleepers")

    def __init__(self, clock: "Clock") -> None:
        self._clock = clock
        self._sleepers: list[Event] = []
        self._many = _FEW

    def fire(self) -> None:
        """Wake every sleeper at this instant, in the order in which they lay down."""
        sleepers, self._sleepers = self._sleepers, []
        for event in sleepers:
            if event.callbacks is not None:
                self._clock.push(event)

    def forget(self) -> None:
        """Forget who woke otherwise; asked for when the list has doubled since the last time."""
        self._sleepers = [
            event
            for event in self._sleepers
            if event.callbacks is not None  # type: ignore[redundant-expr]  # None: it has happened
        ]
        self._many = max(_FEW, 2 * len(self._sleepers))


class Run(Process):
    """A process under a name, with a shorter way than SimPy's from one wait to the next.

    Nobody interrupts a process of the model or asks which one is active. What goes wrong is left
    to SimPy.
    """

    def __init__(self, clock: "Clock", generator: ProcessGenerator, name: str) -> None:
        self.env: Clock = clock
        self.callbacks: list[Callable[[Event], None]] = []
        self._generator = generator
        self.entity = name

    def _resume(self, event: Event) -> None:
        """Go on to the next wait after `event`."""
        while event._ok:
            try:
                event = self._generator.send(event._value)
                callbacks = event.callbacks
            except StopIteration as end:
                self._ok, self._value = True, end.value
                self.env.ended += 1
                if self.callbacks:
                    self.env.schedule(self)
                else:
                    self.callbacks = None  # type: ignore[assignment]
                return
            except Exception as error:
                self._ok, self._value = False, error
                self.env.schedule(self)
                return
            if callbacks is not None:
                callbacks.append(self._resume)
                return
        super()._resume(event)


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
    ended
        How many processes have come to their end.
    """

    now: float = 0.0  # an attribute, not SimPy's property: it is read at every step

    def __init__(self, start: float) -> None:
        super().__init__(start)
        self.now = start
        self._begun: deque[Run] = deque()
        self._late: deque[Callable[[], None]] = deque()
        self._beginning = Moment(self)
        self.processed = 0
        self.sleeps = 0
        self.processes = 0
        self.ended = 0

    def push(self, event: Event) -> None:
        """Put an event that has its value into the queue, to happen in its turn at this instant.

        An event may stand in the queue twice; only its first turn counts.
        """
        heappush(self._queue, (self._now, NORMAL, next(self._eid), event))

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
        if not when >= self.now:
            raise self._past(when)
        self.sleeps += 1
        event = _new(Moment)
        event.env = self
        event.callbacks = []
        heappush(self._queue, (when, NORMAL, next(self._eid), event))
        return event

    def sleep(self, until: float, *signals: Signal) -> Event:
        """Return an event at `until` (days; infinity: never) or when a signal fires before.

        Raises
        ------
        SimError
            If `until` is past, or not a number.
        """
        if not until >= self.now:
            raise self._past(until)
        self.sleeps += 1
        event = _new(Moment)
        event.env = self
        event.callbacks = []
        if until != math.inf:
            heappush(self._queue, (until, NORMAL, next(self._eid), event))
        for signal in signals:
            signal._sleepers.append(event)
            if len(signal._sleepers) > signal._many:
                signal.forget()
        return event

    def _past(self, when: float) -> SimError:
        return SimError(f"cannot sleep until {when!r}: that is past, it is {self._now!r}")

    def start(self, generator: ProcessGenerator, name: str) -> Process:
        """Start a process under a name that its errors will carry.

        It begins at this instant, before everything else that is still to happen in it.
        """
        self.processes += 1
        run = Run(self, generator, name)
        self._begun.append(run)
        return run

    def late(self, callback: Callable[[], None]) -> None:
        """Call back at this instant, after the instant's other events."""
        self._late.append(callback)

    def settled(self) -> Event:
        """Return an event at this instant, after its other events and the pool's answers."""
        event = _new(Moment)
        event.env = self
        event.callbacks = []
        self.late(partial(self.happen, event))
        return event

    def run_through(self, horizon: float) -> None:
        """Process every event up to and at the horizon (days).

        Raises
        ------
        SimError
            If a process raised; names the process and the date, and carries the cause.
        """
        queue, begun, late = self._queue, self._begun, self._late
        processed = 0
        while True:
            if begun:
                begun.popleft()._resume(self._beginning)
                continue
            if late and not (queue and queue[0][0] <= self.now):
                late.popleft()()
                continue
            if not (queue and queue[0][0] <= horizon):
                break
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
                name = event.entity if isinstance(event, Run) else "a process"
                raise SimError(
                    f"{name}, {show_time(self._now)}: {event._value!r}"
                ) from event._value
        self.processed += processed
        if horizon != math.inf and self._now < horizon:
            self._now = self.now = horizon
