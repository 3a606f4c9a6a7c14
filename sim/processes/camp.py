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

    Attributes
    ----------
    owner
        The hub whose groups, teams and trucks serve the camp.
    order, alarms
        The signal of the order to leave in haste, and the reasons that are being decided on.
    changed, notice_link
        Tells those who dispatch columns that something changed; the last link of who changed it.
    trucks_stopped, gate_shut
        Whether no truck column is given for the camp any more, and whether none that was given sets
        out for it any more.
    lot_size, lot_due, lot_days, lot_link
        Containers of the lot being packed (0: none), when it will be packed (days), how long that
        takes, and the link of the packing before it.
    columns_sent, columns_out, moves_sent
        Truck columns so far, those that have not loaded yet, contingent moves so far.
    requests
        Claims that wait, or hold ahead, for columns of the camp, with what gives the priority of
        each when it is weighed again.
    clearance_held
        Whether the status gives the camp a clearance that no column has used yet.
    authority
        Reached when the civil authority has come.
    signature_asked, certificate
        When the joint inspection ended and when the certificate was signed (days).
    attacks
        Times of attacks that command counts for the camp (days).
    close_out_begun, close_out_due, review_done_at
        The environmental close-out, and the disposal review before it (days); infinity: never.
    forming
        People and vehicles that form up in the camp for a column, or stand ready, by the column.
    last_clearances
        Requests for the movement clearance of the last convoy, side by side.
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
        self.served: list[CampState] = []
        """Camps that columns of this one serve, or that send their loads and people here."""
        self.track = track
        self.opens = camp.window.opens
        self.deadline = camp.window.deadline
        self.floor_day = floor_day
        """The day on which the floor forms up at the latest, whatever is not done."""
        self.signature_asked: float | None = None
        self.drawdown_started = False
        self.mode = PLANNED
        self.order = Signal(clock)
        self.changed = Signal(clock)
        self.ordered_at = -inf
        """When the order to leave in haste was given (days); minus infinity: it was not."""
        self.alarms: list[Alarm] = []
        self.order_cause = COMMAND
        """The cause of the alarm that led to the order to leave in haste."""
        self.turn: Turn | None = None
        self.claimed = Signal(clock)
        """That of the camp's truck columns which stands in the queue; its end."""
        self.papers: list[Clearance] = []
        """Movement clearances for which truck columns of the camp wait."""
        self.short_of_fuel = 0
        """Truck columns that wait, holding nothing, until their hub can fuel them."""
        self.trucks_stopped = False
        self.gate_shut = False
        self.loads_gone = Once(clock)
        self.closed = Once(clock)
        self.certificate: float | None = None
        self.unpacked = 0
        self.packed = 0
        self.low_bed = 0
        self.driving = 0
        self.reserved = 0
        self.reserved_low_bed = 0
        self.columns_out = 0
        self.lot_due = 0.0
        self.lot_days = 0.0
        self.lot_size = 0
        self.lot_link: Link = track.link
        self.notice_link: Link = track.link
        self.requests: dict[Claim, Callable[[], float]] = {}
        self.columns_sent = 0
        self.moves_sent = 0
        self.destructions: list[Destruction] = []
        """What is being destroyed for want of trucks."""
        self.clearance_held = False
        self.authority = Once(clock)
        self.authority_link: Link | None = None
        self.authority_ready = False
        """How far its coming has got, and whether it waits for nothing but a flight."""
        self.last_clearances: list[Clearance] = []
        self.forming: dict[str, tuple[int, int]] = {}
        self.attacks: list[float] = []
        self.formed_at = inf
        """When the floor stands ready (days); infinity: it has not begun to form up."""
        self.floor_claim: Claim | None = None
        """What the last convoy claims whole, from before the joint inspection on."""
        self.team_given = Signal(clock)
        """Fires when that is granted, or cancelled."""
        self.at_gate: list[Claim] = []
        """What columns that stand in the camp, ready to leave, still wait for."""
        self.close_out_begun = start
        self.close_out_due = inf
        self.review_done_at = start
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
