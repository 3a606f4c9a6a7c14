"""The changing state of one camp that closes, and what happens once there while others wait."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from sim.clock import Clock, Signal
from sim.plan.camp import Camp
from sim.plan.loads import CampLoads
from sim.pool import Claim
from sim.record.causes import COMMAND
from sim.record.outcome import ACCELERATED, ONE_SIDED, PLANNED
from sim.record.states import States
from sim.record.track import Link, Track

if TYPE_CHECKING:
    from sim.processes.clearance import Clearance

SEVERITY = {PLANNED: 0, ONE_SIDED: 1, ACCELERATED: 2}
"""Ways of leaving a camp, from good to bad."""


class Once:
    """Something that happens once; who waits for it takes over the chain that reached it."""

    __slots__ = ("at", "link", "reached", "signal")

    def __init__(self, clock: Clock) -> None:
        self.signal = Signal(clock)
        self.reached = False
        self.at: float | None = None
        self.link: Link | None = None

    def reach(self, track: Track, now: float) -> None:
        """Let it happen now, as the end of `track`; a second time has no effect."""
        if not self.reached:
            self.reached = True
            self.at = now
            self.link = track.link
            self.signal.fire()


@dataclass(frozen=True, slots=True)
class Destruction:
    """Containers and vehicles that are being gifted or destroyed, from a day to another (days)."""

    begun: float
    due: float
    containers: int
    low_bed: int

    def done(self, now: float) -> tuple[int, int]:
        """Containers and vehicles of it that are done by now."""
        if now >= self.due:
            return self.containers, self.low_bed
        if now <= self.begun:
            return 0, 0
        share = (now - self.begun) / (self.due - self.begun)
        return int(self.containers * share), int(self.low_bed * share)


@dataclass(frozen=True, slots=True)
class Turn:
    """A truck column's claim that stands in the queue, and the clearance with which it does."""

    claim: Claim
    clearance: "Clearance"
    number: int = 1
    """Which of the camp's columns it is, in the order in which they ask."""

    def gives_way_to(self, number: int) -> bool:
        """Whether it gives way to the column of a number: it asked later, and only stands there
        since this instant, so that the other had no chance to come first.
        """
        claim = self.claim
        return number < self.number and claim.asked_at == claim.pool.clock.now and not claim.granted


@dataclass(frozen=True, slots=True)
class Alarm:
    """A reason to leave a camp in haste that command decides on: in words, its cause, and whether
    it is still there.
    """

    why: str
    cause: str
    still: Callable[[], bool]


class CampState:
    """What changes at a camp that closes.

    Containers are `unpacked`, then `packed`, then gone; `reserved` are those promised to columns
    that are on their way. `low_bed` vehicles ride on trucks, `driving` ones on their own wheels.
    """

    def __init__(
        self,
        clock: Clock,
        name: str,
        camp: Camp,
        loads: CampLoads,
        track: Track,
        start: float,
        floor_day: float,
    ) -> None:
        assert camp.window is not None
        self._clock = clock
        self.name = name
        self.plan = camp
        """The camp as the plan sees it."""
        self.loads = loads
        self.sector = camp.sector
        self.owner = loads.owner
        """The hub whose groups, teams and trucks serve the camp."""
        self.served: list[CampState] = []
        """Camps that columns of this one serve, or that send their loads and people here."""
        self.track = track
        self.opens = camp.window.opens
        self.deadline = camp.window.deadline
        self.floor_day = floor_day
        """The day on which the floor forms up at the latest, whatever is not done."""
        self.signature_asked: float | None = None
        """When the joint inspection ended (days)."""
        self.drawdown_started = False
        self.mode = PLANNED
        self.order = Signal(clock)
        """Fires when the order to leave in haste is given."""
        self.changed = Signal(clock)
        """Tells those who dispatch columns that something changed."""
        self.ordered_at = -inf
        """When the order to leave in haste was given (days); minus infinity: it was not."""
        self.alarms: list[Alarm] = []
        """The reasons to leave in haste that are being decided on."""
        self.decisions = 0
        """Decisions on leaving in haste so far."""
        self.order_cause = COMMAND
        """The cause of the alarm that led to the order to leave in haste."""
        self.turn: Turn | None = None
        """That of the camp's truck columns which stands in the queue."""
        self.claimed = Signal(clock)
        """Fires when that has been given what it claims, or is withdrawn."""
        self.papers: list[Clearance] = []
        """Movement clearances for which truck columns of the camp wait."""
        self.short_of_fuel = 0
        """Truck columns that wait, holding nothing, until their hub can fuel them."""
        self.trucks_stopped = False
        """Whether no truck column is given for the camp any more."""
        self.gate_shut = False
        """Whether none that was given sets out for it any more."""
        self.loads_gone = Once(clock)
        self.closed = Once(clock)
        self.certificate: float | None = None
        """When it was signed (days)."""
        self.unpacked = 0
        self.packed = 0
        self.low_bed = 0
        self.driving = 0
        self.reserved = 0
        self.reserved_low_bed = 0
        self.columns_out = 0
        """Truck columns that have been given and have not loaded yet."""
        self.lot_due = 0.0
        """When the lot that is being packed will be packed (days)."""
        self.lot_days = 0.0
        """How long one takes."""
        self.lot_size = 0
        """Containers of the lot that is being packed; 0: none is."""
        self.lot_link: Link = track.link
        """The link of the packing before it."""
        self.notice_link: Link = track.link
        """The last link of who last changed something."""
        self.requests: dict[Claim, Callable[[], float]] = {}
        """Claims that wait, or hold ahead, for columns of the camp, with what gives the priority of
        each when it is weighed again."""
        self.columns_asked = 0
        """Truck columns that have been asked for so far."""
        self.columns_sent = 0
        """Truck columns that have been given so far."""
        self.columns_loaded = 0
        """Of them those that have loaded."""
        self.moves_sent = 0
        """Contingent moves so far."""
        self.destructions: list[Destruction] = []
        """What is being destroyed for want of trucks."""
        self.clearance_held = False
        """Whether the status gives the camp a clearance that no column has used yet."""
        self.authority = Once(clock)
        """Reached when the civil authority has come."""
        self.authority_link: Link | None = None
        """The link of how far its coming has got."""
        self.authority_ready = False
        """Whether it waits for nothing but a flight."""
        self.last_clearances: list[Clearance] = []
        """Requests for the movement clearance of the last convoy, side by side."""
        self.forming: dict[str, tuple[int, int]] = {}
        """People and vehicles that form up in the camp for a column, or stand ready, by column."""
        self.attacks: list[float] = []
        """Times of attacks that command counts for the camp (days)."""
        self.formed_at = inf
        """When the floor stands ready (days); infinity: it has not begun to form up."""
        self.floor_claim: Claim | None = None
        """What the last convoy claims whole, from before the joint inspection on."""
        self.team_given = Signal(clock)
        """Fires when that is granted, or cancelled."""
        self.at_gate: list[Claim] = []
        """What columns that stand in the camp, ready to leave, still wait for."""
        self.close_out_begun = start
        """When the environmental close-out was begun (days)."""
        self.close_out_due = inf
        """When it will be done (days); infinity: never."""
        self.review_done_at = start
        """When the disposal review before it is done (days); infinity: never."""
        self.states = States(start)

    def worsen(self, mode: str) -> None:
        """Take a worse mode of leaving; a better one is never taken again."""
        if SEVERITY[mode] > SEVERITY[self.mode]:
            self.mode = mode

    @property
    def ordered(self) -> bool:
        """Whether the order to leave in haste has been given."""
        return self.ordered_at > -inf

    @property
    def unpromised(self) -> tuple[int, int]:
        """Containers and vehicles to be carried, on the books, that no column has been promised."""
        return self.unpacked + self.packed - self.reserved, self.low_bed - self.reserved_low_bed

    @property
    def unassigned(self) -> int:
        """Containers that a column can still be promised: none that are destroyed by now.

        Off the books these are when all that is being destroyed with them is.
        """
        there = self.unpacked + self.packed - self.reserved
        return max(0, there - self._destroyed()[0]) if self.destructions else there

    @property
    def unassigned_low_bed(self) -> int:
        """Vehicles that a column can still be promised to carry: as with the containers."""
        there = self.low_bed - self.reserved_low_bed
        return max(0, there - self._destroyed()[1]) if self.destructions else there

    def _destroyed(self) -> tuple[int, int]:
        """Containers and vehicles, still on the books, that are destroyed by now."""
        now = self._clock.now
        done = [work.done(now) for work in self.destructions]
        return sum(one for one, _ in done), sum(two for _, two in done)

    def notify(self, track: Track) -> None:
        """Tell those who dispatch the camp's columns that something changed, and who did it.

        Whose chain ends before that of the last change has not done it: an order takes nothing away
        from what is known of the loads.
        """
        if track.link.end >= self.notice_link.end:
            self.notice_link = track.link
        self.changed.fire()

    def check_gone(self, track: Track, now: float) -> None:
        """Let `loads_gone` happen when nothing is left to load."""
        if not (self.unpacked or self.packed or self.low_bed):
            self.loads_gone.reach(track, now)
