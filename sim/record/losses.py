"""The loss ledger: what became of the equipment, who was killed, what was left undone, by place.

It stands beside the ledger of quantities, which says only that something is no longer in the
country; whatever both say must agree (`Losses.check`).
"""

from dataclasses import dataclass

from sim.errors import SimError
from sim.record.ledger import ABROAD, CONTAINERS, DISPOSED, LOST, VEHICLES, Ledger

DESTROYED, ABANDONED, ON_ROAD = "destroyed", "abandoned", "lost on the road"
IN_CAMP = "lost to an attack on the camp"
ESCORT = "lost with an escort"
"""Escort vehicles that an attack cost; they belong to the place that the escort comes from."""
NOT_DISPOSED = "left undisposed"
"""What was to be sold, gifted or destroyed and, for want of time, was not."""
GIFTED, SOLD, SCRAPPED = "gifted", "sold", "destroyed as planned"
SHIPPED = "shipped"

TARGETS = {
    DESTROYED: LOST,
    ABANDONED: LOST,
    ON_ROAD: LOST,
    IN_CAMP: LOST,
    ESCORT: LOST,
    NOT_DISPOSED: LOST,
    GIFTED: DISPOSED,
    SOLD: DISPOSED,
    SCRAPPED: DISPOSED,
    SHIPPED: ABROAD,
}
"""Fates of equipment, and the place of the ledger of quantities to which each belongs."""
UNPLANNED = (DESTROYED, ABANDONED, ON_ROAD, IN_CAMP)
"""Fates of loads that were to move: what a camp lost against its plan."""

KILLED, HURT = "people killed", "people hurt"
"""Followed by the cause in brackets: `by_cause`."""
UNSIGNED = "handover unsigned"
NO_CLOSE_OUT = "close-out not done"
"""The environmental close-out of a camp that was left was not finished: a liability."""


def by_cause(what: str, cause: str) -> str:
    """What a line of the ledger says of people killed or hurt by a cause."""
    return f"{what} ({cause})"


@dataclass(frozen=True, slots=True)
class Loss:
    """One line of the loss ledger: how many of what at a place, worth what.

    `what` is a kind and its fate ("containers gifted"), `KILLED` or `HURT` by a cause, `UNSIGNED`,
    or `NO_CLOSE_OUT`. `value` is in million US dollars: of the equipment, or of the liability.
    """

    place: str
    what: str
    amount: float
    value: float


class Losses:
    """The loss ledger of one replication.

    Parameters
    ----------
    container, vehicle
        Value of one, in million US dollars.
    """

    __slots__ = ("_equipment", "_notes", "_values")

    def __init__(self, container: float, vehicle: float) -> None:
        self._values = {CONTAINERS: container, VEHICLES: vehicle}
        self._equipment: dict[tuple[str, str, str], int] = {}
        self._notes: dict[tuple[str, str], tuple[float, float]] = {}

    def equipment(self, place: str, kind: str, fate: str, amount: int) -> None:
        """Enter what became of some containers or vehicles of a place."""
        if amount:
            key = place, kind, fate
            self._equipment[key] = self._equipment.get(key, 0) + amount

    def note(self, place: str, what: str, amount: float = 1.0, value: float = 0.0) -> None:
        """Enter people, a handover or a liability (value in million US dollars)."""
        if amount:
            before = self._notes.get((place, what), (0.0, 0.0))
            self._notes[place, what] = before[0] + amount, before[1] + value

    def of(self, place: str, kind: str, *fates: str) -> int:
        """How many of a kind at a place had one of these fates."""
        return sum(self._equipment.get((place, kind, fate), 0) for fate in fates)

    def unplanned(self, place: str, kind: str) -> int:
        """How many of a kind a place has lost of what was to move."""
        return self.of(place, kind, *UNPLANNED)

    def value(self, place: str, what: str) -> float:
        """The value noted for a place (million US dollars), such as its liability."""
        return self._notes.get((place, what), (0.0, 0.0))[1]

    def worth(self, containers: float, vehicles: float) -> float:
        """The value of so much equipment (million US dollars)."""
        return containers * self._values[CONTAINERS] + vehicles * self._values[VEHICLES]

    def rows(self) -> tuple[Loss, ...]:
        """All lines, equipment first, in the order in which each was first entered."""
        equipment = (
            Loss(place, f"{kind} {fate}", float(amount), amount * self._values[kind])
            for (place, kind, fate), amount in self._equipment.items()
        )
        notes = (Loss(place, what, *entry) for (place, what), entry in self._notes.items())
        return (*equipment, *notes)

    def check(self, ledger: Ledger) -> None:
        """Check against the ledger of quantities: what left the country has a fate, and only it.

        Raises
        ------
        SimError
            Naming the kind, where it went, and both sums.
        """
        told: dict[tuple[str, str], int] = {}
        for (_, kind, fate), amount in self._equipment.items():
            key = kind, TARGETS[fate]
            told[key] = told.get(key, 0) + amount
        for kind in (CONTAINERS, VEHICLES):
            for target in (LOST, DISPOSED, ABROAD):
                gained, entered = ledger.gained(kind, target), told.get((kind, target), 0)
                if gained != entered:
                    raise SimError(
                        f"the loss ledger has {entered} {kind} for '{target}', where {gained} came"
                    )
