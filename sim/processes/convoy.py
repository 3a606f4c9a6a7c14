"""A column on its way: what it consists of, and how it waits where a camp may be left."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from math import inf
from typing import Any

from simpy.events import Event

from sim.clock import Signal
from sim.pool import Claim
from sim.processes.camp import CampState
from sim.processes.clearance import Clearance
from sim.processes.mission import Mission
from sim.record.track import Track

Steps = Generator[Event, Any, Any]

CALLS = 100
"""Calls for an evacuation flight are numbered from here for each time that a column regroups."""


def never() -> bool:
    """What calls off a column that nothing calls off."""
    return False


def no_day() -> float:
    """When a column that is told of everything looks by itself (days): on no day."""
    return inf


@dataclass(slots=True)
class Convoy:
    """A column: trucks, own vehicles, escort, people and loads.

    Attributes
    ----------
    entity
        Its slot, the key of its draws.
    home
        The place whose people and vehicles escort it.
    camp
        The camp that it serves, if any: attacks on it count for that camp.
    containers, low_bed
        What the trucks carry; `own` are the camp's vehicles on their own wheels.
    speed_factor, exposure_factor
        What haste does to its speed and to the threat to it.
    loaded
        Whether it carries loads or people out, or supplies.
    searched
        Whether it has the search team that its way wants.
    watch, overwatch
        The permission of air overwatch that is asked for, and whether aircraft watch over it now.
    orbit
        The aircraft of overwatch that it has: waited for, where it may not go without, or found.
    watched_drive, missed_drive
        The last drive on which aircraft watched over it, and on which none was free.
    heading
        The end of the road that it is driving to.
    abroad
        Whether what it carries goes to a border, not to a hub.
    homeward
        Whether it drives home, so that it does not turn back.
    columns
        Columns that leave on one day; they follow each other and take one place on an axis.
    priority
        Its place among the columns that wait for an axis; the smaller goes first.
    promised, promised_low_bed
        What the camp keeps for it until it has loaded.
    beds
        Beds that it has claimed where it unloads: it takes no more people out than these.
    delayed
        Days for which attacks have held it up so far.
    supplies
        Person-days of rations, fuel and water that it brings to its camp, if any.
    fuel
        Litres that its hub has given it for the way.
    set_out
        Whether it has driven out of the place where it formed up.
    off
        Whether it is called off by now. Nothing calls it off any more (`never`) once it has set
        out; a haul from when its loads have left the hub's books, and a column that starts from
        its camp itself from when it has formed up.
    looks_again
        The day (days) on which it next looks by itself whether it is called off, while it waits
        for fuel or to set out: of that which nobody tells it.
    also
        What else may call it off, beside its camp.
    attempt, regrouped, drives, walked_out
        How often it has stood down, how often it turned back while loaded, how many routes it has
        driven, and after how many of its losses drivers have walked out.
    """

    entity: str
    track: Track
    home: str
    sector: str
    camp: CampState | None = None
    trucks: int = 0
    escort: int = 0
    own: int = 0
    low_bed: int = 0
    people: int = 0
    containers: int = 0
    speed_factor: float = 1.0
    exposure_factor: float = 1.0
    loaded: bool = False
    searched: bool = True
    watch: Clearance | None = None
    overwatch: bool = False
    orbit: Claim | None = None
    watched_drive: int = 0
    missed_drive: int = 0
    heading: str = ""
    abroad: bool = False
    homeward: bool = False
    columns: int = 1
    priority: float = 0.0
    promised: int = 0
    promised_low_bed: int = 0
    beds: float = inf
    set_out: bool = False
    off: Callable[[], bool] = never
    looks_again: Callable[[], float] = no_day
    also: tuple[Signal, ...] = ()
    attempt: int = 0
    regrouped: int = 0
    delayed: float = 0.0
    drives: int = 0
    supplies: tuple[float, float, float] | None = None
    fuel: float = 0.0
    walked_out: int = 0

    @property
    def call(self) -> int:
        """Which call for an evacuation flight its next is, of all attempts and regroupings."""
        return self.attempt + CALLS * self.regrouped

    def within(self, place: str) -> CampState | None:
        """The camp that it serves, if that is the place."""
        return self.camp if self.camp is not None and self.camp.name == place else None

    def is_left(self, place: str) -> bool:
        """Whether the place is the camp that it serves, and that has been left."""
        camp = self.within(place)
        return camp is not None and camp.closed.reached

    @property
    def vehicles(self) -> int:
        """Everything that drives."""
        return self.trucks + self.escort + self.own


def stay(m: Mission, convoy: Convoy, place: str, until: float) -> Steps:
    """Stay at a place, or on the way back to it, until a day (days); in a camp no longer than it.

    When the camp is left the column goes with the last convoy.
    """
    camp = convoy.within(place)
    if camp is None:
        yield m.clock.at(until)
    elif not camp.closed.reached:
        yield m.clock.sleep(until, camp.closed.signal)


def wait_at_gate(convoy: Convoy, place: str, claim: Claim) -> Steps:
    """Wait for what a column claims before it sets out from a place.

    When its camp is left meanwhile the wait ends, granted or not: the column goes with the last
    convoy.
    """
    camp = convoy.within(place)
    if camp is None:
        yield claim
        return
    camp.at_gate.append(claim)
    yield claim
    camp.at_gate.remove(claim)


def give_up_at(m: Mission, claim: Claim, latest: float) -> Steps:
    """Give up waiting for a claim at an instant (days), if it is not granted in that instant."""
    yield m.clock.at(max(latest, m.clock.now))
    yield m.clock.settled()
    if not claim.granted:
        claim.cancel()
