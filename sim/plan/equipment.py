"""A camp's equipment: what moves, drives, rides or is disposed of, and what others send to it.

Whole containers and vehicles, so that balances hold exactly.
"""

from dataclasses import dataclass
from math import floor

from sim.plan.plan import Plan
from sim.plan.status import Status
from sim.plan.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Received:
    """What other camps send to a camp, and that moves on with its own when it closes."""

    people: int = 0
    containers: int = 0
    vehicles_driving: int = 0
    vehicles_low_bed: int = 0

    def __add__(self, other: "Received") -> "Received":
        return Received(
            self.people + other.people,
            self.containers + other.containers,
            self.vehicles_driving + other.vehicles_driving,
            self.vehicles_low_bed + other.vehicles_low_bed,
        )


NOTHING = Received()


@dataclass(frozen=True, slots=True)
class Equipment:
    """A camp's own equipment still there: what moves, drives, rides or is disposed of."""

    containers_moved: int
    containers_disposed: int
    vehicles_driving: int
    vehicles_low_bed: int
    vehicles_disposed: int


def whole(amount: float) -> int:
    """Round an amount to whole things, halves upwards."""
    return floor(amount + 0.5)


def equipment(
    name: str, plan: Plan, status: Status, tasks: Tasks, left: float | None = None
) -> Equipment:
    """Split what is left in a camp, without what it receives.

    `left` is the share of loads still there, by default what the status says. It tells of
    containers and of vehicles that ride on trucks; vehicles that drive stay with their people, so
    that they are there in the share of the camp's people that is, if that is larger.
    """
    camp, now, loads = plan.camps[name], status.camps[name], tasks.loads
    with_people = left
    if left is None:
        left = now.loads_left.value
        strength = camp.people.value
        there = min(1.0, now.people.value / strength) if strength else 0.0
        with_people = max(left, there)
    containers = whole(camp.containers.value * left)
    moved = min(containers, whole(containers * loads.share_containers_moved.value))
    vehicles = whole(camp.vehicles.value)
    drive = min(vehicles, whole(vehicles * loads.share_vehicles_driving.value))
    ride = min(vehicles - drive, whole(vehicles * loads.share_vehicles_on_lowbed.value))
    return Equipment(
        moved,
        containers - moved,
        whole(drive * (left if with_people is None else with_people)),
        whole(ride * left),
        whole((vehicles - drive - ride) * left),
    )


def still_to_come(name: str, plan: Plan, status: Status, tasks: Tasks) -> Received:
    """Give what open camps will still send to `name`, with what those receive themselves."""
    found = NOTHING
    for sender in _senders(name, plan, status):
        if status.camps[sender].closed is None:
            own = equipment(sender, plan, status, tasks)
            found += Received(
                whole(status.camps[sender].people.value),
                own.containers_moved,
                own.vehicles_driving,
                own.vehicles_low_bed,
            )
            found += received_by(sender, plan, status, tasks)
    return found


def already_there(name: str, plan: Plan, status: Status, tasks: Tasks) -> Received:
    """Give the equipment that left other camps before the as-of date and stands at `name`.

    Their people are in the status of `name`.
    """
    found = NOTHING
    for sender in _senders(name, plan, status):
        full = equipment(sender, plan, status, tasks, left=1.0)
        now = equipment(sender, plan, status, tasks)
        found += Received(
            0,
            full.containers_moved - now.containers_moved,
            full.vehicles_driving - now.vehicles_driving,
            full.vehicles_low_bed - now.vehicles_low_bed,
        )
    return found


def target(name: str, plan: Plan, status: Status) -> str | None:
    """Where the loads of a camp go on the as-of date: the first place on its way not closed before.

    None for a place whose loads go nowhere.
    """
    place = plan.camps[name].redeploy_to
    while place in plan.closing and status.camps[place].closed is not None:
        place = plan.camps[place].redeploy_to
    return place


def received_by(name: str, plan: Plan, status: Status, tasks: Tasks) -> Received:
    """Give all that other camps send to `name`: what stands there and what is still to come."""
    return already_there(name, plan, status, tasks) + still_to_come(name, plan, status, tasks)


def _senders(name: str, plan: Plan, status: Status) -> list[str]:
    """Give the camps whose loads go to `name`: past camps that had been closed before."""
    return [sender for sender in plan.closing if target(sender, plan, status) == name]
