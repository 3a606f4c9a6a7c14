"""A pool on a clock, told as a list of who is granted what and when."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from math import factorial
from typing import Any

from simpy.events import Event

from sim.clock import Clock
from sim.pool import Claim, Pool
from sim.record.track import Track, root

Steps = Generator[Event, Any, None]
START = 0.0


@dataclass
class Yard:
    """A clock and a pool, and what happened: (name, time) of each grant, in order."""

    overtaking: bool = False
    start: float = START
    grants: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Clock(self.start)
        self.pool = Pool(self.clock, self.overtaking)

    def track(self, name: str) -> Track:
        return Track(name, root(self.start))

    def use(
        self,
        name: str,
        amounts: dict[str, float],
        *,
        at: float = START,
        days: float = 1.0,
        priority: float = 0.0,
        due: float = 0.0,
    ) -> None:
        """Let someone ask at a time, and hold what is granted for some days."""

        def steps() -> Steps:
            yield self.clock.at(at)
            track = self.track(name)
            with self.pool.claim(name, amounts, track, priority=priority, due=due) as claim:
                yield claim
                assert claim.granted
                self.grants.append((name, self.clock.now))
                yield self.clock.at(self.clock.now + days)
                track.until(self.clock.now, "work", name)

        self.clock.start(steps(), name)

    def do(self, at: float, what: Callable[[], object]) -> None:
        """Do something at a time, as one of that instant's ordinary events."""

        def steps() -> Steps:
            yield self.clock.at(at)
            what()

        self.clock.start(steps(), f"at {at}")

    def ask(self, name: str, amounts: dict[str, float], within: Claim | None = None) -> Claim:
        return self.pool.claim(name, amounts, self.track(name), within=within)

    def run(self, until: float = 1e4) -> list[tuple[str, float]]:
        self.clock.run_through(until)
        return self.grants


def yard(overtaking: bool = False, **kinds: float) -> Yard:
    made = Yard(overtaking)
    for name, capacity in kinds.items():
        made.pool.add(name, "fleet", capacity)
    return made


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting in M/M/c (Erlang, 1917), `load` in erlangs."""
    top = load**servers / factorial(servers) * servers / (servers - load)
    return top / (sum(load**k / factorial(k) for k in range(servers)) + top)


def released(y: Yard, amounts: dict[str, float], at: float = 1.0) -> tuple[str, str]:
    """Which kind came last for someone who asks at a time, and the entity that freed it."""
    found: list[tuple[str, str]] = []

    def asks() -> Steps:
        yield y.clock.at(at)
        claim = y.ask("z asks", amounts)
        yield claim
        link = claim.last_link
        found.append((claim.last_kind, link.entity if link is not None else ""))

    y.clock.start(asks(), "asks")
    y.run()
    return found[0]


def resize(y: Yard, at: float, kind: str, capacity: float, most: float | None = None) -> None:
    def change() -> None:
        track = y.track("staff")
        track.until(y.clock.now, "staff", "leave or come")
        y.pool.resize(kind, capacity, track, most=most)

    y.do(at, change)
