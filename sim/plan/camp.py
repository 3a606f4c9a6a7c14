"""A camp: where it is, what stands in it, and when the plan wants it closed."""

from dataclasses import dataclass
from typing import Literal

from pydantic import with_config

from sim.calendar import Day, end_of, to_day
from sim.plan.amounts import Containers, Persons, Vehicles
from sim.plan.strict import STRICT

Size = Literal["small", "satellite", "large", "hub"]


@with_config(STRICT)
@dataclass(frozen=True)
class Window:
    """Whole days in which the plan wants a camp closed; `end` is included.

    `source`, `grade` and `as_of` say who planned it and when it was known.
    """

    start: Day
    """First day of the window."""
    end: Day
    """Last day of the window, to its 24:00."""
    source: str = ""
    """Who planned it."""
    grade: str = ""
    """How sure that is."""
    as_of: Day | None = None
    """Day from which it was known."""
    static: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"the window ends ({self.end}) before it starts ({self.start})")

    @property
    def opens(self) -> float:
        """First instant of the window, in days."""
        return to_day(self.start)

    @property
    def deadline(self) -> float:
        """24:00 of the window's last day, in days."""
        return end_of(self.end)


@with_config(STRICT)
@dataclass(frozen=True)
class Camp:
    """A camp of the mission, as the plan sees it.

    A camp with a `window` and `redeploy_to` closes; one without is a hub that stays.
    A hub receives the loads and people of other camps; a camp may be a hub until it closes.
    `people` are uniformed; `people`, `containers` and `vehicles` are full strength, before
    what the status says has left.
    """

    latitude: float
    """Degrees north."""
    longitude: float
    """Degrees east."""
    sector: str
    """Whose clearances, flights and authority it depends on."""
    region: str
    """Whose threat and weather it has."""
    size: Size
    """What its close-out, inspection and liability go by; large camps and hubs go alike."""
    people: Persons
    """Uniformed people at full strength, before what the status says has left."""
    containers: Containers
    """20-ft containers at full strength, before what has left."""
    vehicles: Vehicles
    """Vehicles at full strength, before what has left."""
    window: Window | None = None
    """When it is to be closed; null: a hub that stays."""
    redeploy_to: str | None = None
    """Hub that receives its loads and people; null: a hub that stays."""
    supplied_from: str | None = None
    """Hub whose groups, search teams and trucks serve the camp (default: `redeploy_to`)."""
    columns_start_here: bool = False
    """The camp's own groups and trucks form and load here, unload at the hub and return."""
    ceasefire: bool = False
    """The camp lies in the area of the ceasefire; its return is an approach to it."""
    leaves_after: tuple[str, ...] = ()
    """Camps whose last convoy leaves before this one's (acceleration waives it)."""
    contingents: str = ""
    """Who stands there, for the reader."""
    position_source: str = ""
    """Where the position comes from."""
    position_grade: str = ""
    """How sure the position is."""

    @property
    def closes(self) -> bool:
        """Whether the plan closes the camp."""
        return self.window is not None

    @property
    def is_large(self) -> bool:
        """Whether its close-out, inspection and liability are those of large camps."""
        return self.size in ("large", "hub")

    def __post_init__(self) -> None:
        if (self.window is None) != (self.redeploy_to is None):
            raise ValueError("a camp that closes needs both 'window' and 'redeploy_to'")
