"""The changing state of a place that receives people and equipment, and sends them on."""

from math import ceil, inf
from typing import TYPE_CHECKING, NamedTuple

from sim.clock import Clock, Signal
from sim.plan.loads import containers_on, trucks_under
from sim.pool import Claim
from sim.processes.camp import CampState, Once
from sim.record.ledger import CONTAINERS, PEOPLE, VEHICLES
from sim.record.track import Track

if TYPE_CHECKING:
    from sim.processes.convoy import Convoy
    from sim.processes.mission import Mission


class Load(NamedTuple):
    """What leaves together: containers and vehicles on trucks, vehicles on their own wheels."""

    containers: int = 0
    low_bed: int = 0
    wheels: int = 0

    @property
    def units(self) -> int:
        """Container equivalents: a vehicle counts as one."""
        return self.containers + self.low_bed + self.wheels


class Lane:
    """Consignments, or columns, of one kind that leave a hub, a few at once.

    Attributes
    ----------
    name
        What one of them is called.
    under_way
        Those whose trucks, or drivers, are not yet back.
    back
        Fires when those of one are.
    """

    __slots__ = ("back", "name", "under_way")

    def __init__(self, clock: Clock, name: str) -> None:
        self.name = name
        self.under_way = 0
        self.back = Signal(clock)

    def back_one(self) -> None:
        """The trucks, or the drivers, of one are back: another can be presented."""
        self.under_way -= 1
        self.back.fire()


class Hub:
    """What changes at a place that receives people and equipment."""

    def __init__(self, clock: Clock, name: str, track: Track) -> None:
        self.name = name
        self.served: tuple[CampState, ...] = ()
        """Camps that columns of this place serve, itself among them if it is one that is left."""
        self.ready = 0
        """People whose formalities are done and who have no seat yet, less those who have died
        here: below zero while more have died than are ready."""
        self.promised: dict[str, int] = {}
        """Seats on flights that have been asked for, by kind."""
        self.aloft = 0
        """People in the air from here."""
        self.expected = 0
        """People in formalities."""
        self.staying = 0
        """People of the guard unit and the rear parties, who do not leave yet."""
        self.last_flown = clock.now
        """When a flight with people last took off from here (days); at first the as-of date."""
        self.on_the_road = False
        """Whether a column with people whose flights were refused is under way."""
        self.columns = 0
        """Such columns so far."""
        self.forming = 0
        """Vehicles of such a column that has formed up and has not left."""
        self.yard = 0
        """Containers that no onward column has yet been assigned to."""
        self.low_bed = 0
        """Vehicles that leave on trucks, to which no onward column has yet been assigned."""
        self.wheels = 0
        """Vehicles that leave on their own wheels, with no onward column yet."""
        self.released = False
        """Whether vehicles may leave: they serve the hub until the liquidation begins."""
        self.parked_low_bed = 0
        """Vehicles that will leave on trucks, once vehicles may leave."""
        self.guard = 0
        """People of the guard unit among those who stay."""
        self.kept_containers = 0
        self.kept_vehicles = 0
        """What does not leave the country: to be sold or gifted, or the guard's."""
        self.mark = -1
        """Whoever waits for equipment to have gone is woken when no more than this is left."""
        self.columns_out = 0
        """Columns with its equipment that have left and are not back yet."""
        self.hauling: dict[str, Convoy] = {}
        """Those of its long haul that are on the road with loads, by entity."""
        self.reviewed: list[Claim] = []
        """Claims for a search team to spare that the weekly review of command has made anew."""
        self.passed_over: set[tuple[str, float]] = set()
        """Closures of its corridors that have been told of: which, when it reopens (days)."""
        self.signed_over = False
        """Whether its certificate has been signed: its guard leaves, the last of the hub."""
        self.emptied = Once(clock)
        self.disposed = Once(clock)
        self.returned = Once(clock)
        self.flying: dict[str, int] = {}
        """Flights asked for and not yet over, by kind."""
        self.slipped: list[float] = []
        """Days on which charters slipped whose people still want another, not yet asked for."""
        self.on_trucks = Lane(clock, "consignment")
        self.on_wheels = Lane(clock, "vehicles")
        """Consignments for export: on corridor trucks, and of vehicles on their own wheels."""
        self.people_changed = Signal(clock)
        """Fires when people are ready here, or have left."""
        self.equipment_changed = Signal(clock)
        """Fires when equipment comes in, is gone for good or is free again that a column was to
        take, when trucks for it are back, and when the market or a stage has changed how many
        there are."""
        self.weighed = Signal(clock)
        """Fires when command has weighed in its weekly review what waits."""
        self.gone = Signal(clock)
        """Fires when equipment has left and no more than `mark` remains to be shipped."""
        self.people_track = track
        """Who last brought people here, or made them ready to fly."""
        self.known_since = -inf
        """Since when those people were known to come (days); minus infinity: by the plan."""
        self.equipment_track = track
        """Who last brought equipment here."""

    def brought(self, track: Track, known: float) -> None:
        """Note who has brought people or made them ready, and since when (days) it was known."""
        self.people_track = track
        self.known_since = known

    def present(self, m: "Mission") -> int:
        """People who are ready to leave; not those who died here while they waited."""
        return min(self.ready, m.ledger.at(PEOPLE, self.name)) if self.ready > 0 else 0

    def mourn(self, m: "Mission", dead: int) -> None:
        """Have people who died here leave no seat to those who stay: so many fewer fly.

        Of a camp nobody flies before it is left: its people go by road.
        """
        if self.name not in m.camps:
            self.ready -= dead
        m.people_moved(self)

    def take(self, trucks: int, each: float, wheels: int = 0) -> Load:
        """Assign to a column what so many trucks carry, and vehicles that ride along."""
        needed = max(1, trucks_under(self.yard, each) + self.low_bed)
        low_bed = min(self.low_bed, ceil(self.low_bed * trucks / needed), trucks)
        containers = min(self.yard, containers_on(trucks - low_bed, each))
        load = Load(containers, low_bed, min(self.wheels, wheels))
        self.put(load, -1)
        return load

    def put(self, load: Load, sign: int = 1) -> None:
        """Add a load to what waits to leave."""
        self.yard += sign * load.containers
        self.low_bed += sign * load.low_bed
        self.wheels += sign * load.wheels

    def leaves(self, m: "Mission", load: Load, target: str, track: Track) -> Load:
        """Enter that a load leaves the hub, without what was lost or disposed of meanwhile.

        Its slots in the yard are free.
        """
        now, ledger = m.clock.now, m.ledger
        there = ledger.at(VEHICLES, self.name)
        if there < load.low_bed + load.wheels:
            low_bed = min(load.low_bed, there)
            load = load._replace(low_bed=low_bed, wheels=there - low_bed)
        if ledger.at(CONTAINERS, self.name) < load.containers:
            load = load._replace(containers=ledger.at(CONTAINERS, self.name))
        ledger.move(CONTAINERS, load.containers, self.name, target, now)
        ledger.move(VEHICLES, load.low_bed + load.wheels, self.name, target, now)
        m.pool.give(f"yard:{self.name}", load.containers, track)
        self.check_gone(m)
        return load

    def check_gone(self, m: "Mission") -> None:
        """Wake whoever waits for equipment to have gone, when no more than the mark is left."""
        if self.mark >= 0 and self.left_to_ship(m) <= self.mark:
            self.gone.fire()

    def left_to_ship(self, m: "Mission") -> int:
        """Containers and vehicles here that are to leave the country.

        Each by itself: that vehicles to be kept were lost does not make up for containers.
        """
        containers = m.ledger.at(CONTAINERS, self.name) - self.kept_containers
        vehicles = m.ledger.at(VEHICLES, self.name) - self.kept_vehicles
        return max(0, containers) + max(0, vehicles)
