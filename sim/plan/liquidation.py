"""After the last deadline: civilians who separate, barges, and the liquidation of the hubs."""

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import with_config

from sim.calendar import Day, end_of, to_date, to_day
from sim.distributions import ABOVE_ZERO, Distribution, ShareInput, unit
from sim.plan.amounts import Days, Persons
from sim.plan.strict import STRICT

Month = Literal[
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
MONTHS: tuple[str, ...] = get_args(Month)


@with_config(STRICT)
@dataclass(frozen=True)
class StaffMilestone:
    """No more than a share of the civilian staff remains after a day."""

    day: Day
    """The last day, to its 24:00."""
    share: ShareInput
    """Share of the staff on the as-of date that remains at most."""
    who: str = ""
    """Who remains, in plain words."""

    @property
    def due(self) -> float:
        """24:00 of the day, in days."""
        return end_of(self.day)


@with_config(STRICT)
@dataclass(frozen=True)
class Civilians:
    """Civilian staff on the as-of date and how they separate.

    National staff separate where they are, on the day on which their contracts end; international
    staff leave by air, on seats of their own.
    """

    people: Persons
    """Civilian staff on the as-of date."""
    international: ShareInput
    """Share of the staff that leaves the country."""
    seats: Annotated[Distribution, unit("seats/week")]
    """Seats for international staff, drawn anew for every week."""
    milestones: dict[str, StaffMilestone]

    def __post_init__(self) -> None:
        stones = list(self.milestones.values())
        shares = [1.0, *(stone.share.value for stone in stones)]
        if [s.day for s in stones] != sorted(s.day for s in stones):
            raise ValueError("'milestones' must be in the order of their days")
        if sorted(shares, reverse=True) != shares:
            raise ValueError("'milestones': the share of the staff that remains must not grow")


@with_config(STRICT)
@dataclass(frozen=True)
class Barges:
    """River barges to the export hub in the season of high water, without escort.

    `origins` are loaded in this order. The season runs from the first day of one month to the last
    day of another.
    """

    origins: tuple[str, ...]
    """Hubs from which they take containers, in this order."""
    first_month: Month
    """The season begins with its first day."""
    last_month: Month
    """The season ends with its last day."""
    lift: Annotated[Distribution, unit("containers/week")]
    """What the barges take in one week, drawn anew for every week."""
    days: Days
    """From loading to the yard of the export hub."""
    port: str = ""
    """Where they unload."""

    def in_season(self, day: float) -> bool:
        """Whether barges run on a day (days since the epoch)."""
        month = to_date(day).month
        first, last = (MONTHS.index(name) + 1 for name in (self.first_month, self.last_month))
        if first <= last:
            return first <= month <= last
        return month >= first or month <= last


@with_config(STRICT)
@dataclass(frozen=True)
class Radio:
    """Broadcasting ends by a day; each station is to be dismantled by it, or with its camp."""

    stations: tuple[str, ...]
    """Camps that hold a station."""
    day: Day
    """The last day of broadcasting."""
    dismantling: Days
    """How long one station takes."""
    source: str = ""
    grade: str = ""
    as_of: Day | None = None

    @property
    def due(self) -> float:
        """24:00 of the day, in days."""
        return end_of(self.day)


@with_config(STRICT)
@dataclass(frozen=True)
class Liquidation:
    """The liquidation of the hubs that stay: shipping, disposal, clean-up, return."""

    starts: Day
    """First day of the liquidation."""
    guard: str
    """The part of the headline limit of people that is the guard unit; the rest of the limit are
    rear parties."""
    rear_party: Annotated[Persons, ABOVE_ZERO]
    """People of one rear party: it leaves when its contingent's equipment has gone."""
    disposal: Days
    """From the first day to the end of the sale and gifting of what is not shipped."""
    hub_return: dict[str, Days]
    """From the first day to the day on which clean-up and talks allow the hub's return."""
    share_out: ShareInput
    """Share of the loads whose leaving is reported as a milestone."""
    source: str = ""
    grade: str = ""
    as_of: Day | None = None

    @property
    def start(self) -> float:
        """00:00 of the first day, in days."""
        return to_day(self.starts)
