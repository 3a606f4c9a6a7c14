"""What was so on the as-of date: camps closed, people there, loads left."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import with_config

from sim.calendar import Day, to_day
from sim.distributions import QuantityInput, ShareInput, unit
from sim.plan.amounts import Persons
from sim.plan.strict import STRICT


@with_config(STRICT)
@dataclass(frozen=True)
class CampStatus:
    """The state of one camp on the as-of date.

    `loads_left` is the share of the containers, and of the vehicles that ride on trucks, that is
    still there (vehicles that drive stay with their people);
    `packed` the share of the containers left that is packed. `review_done`, `notice_given` and
    `clearance_held` (one column's movement clearance) belong to camps whose window has opened.
    """

    people: Persons
    """Uniformed people who are there."""
    loads_left: ShareInput
    """Share of the containers, and of the vehicles that ride on trucks, that is still there."""
    packed: ShareInput
    """Share of the containers left that is packed."""
    closed: Day | None = None
    """Day on which it was left, before the as-of date; null: it stands."""
    closed_orderly: bool = True
    """Whether that closure was orderly."""
    review_done: bool = False
    """Whether the disposal review is over; for camps whose window has opened."""
    notice_given: bool = False
    """Whether the authority has had notice, and comes when a flight is permitted; likewise."""
    clearance_held: bool = False
    """Whether one column has its movement clearance; likewise."""
    note: str = ""


@with_config(STRICT)
@dataclass(frozen=True)
class Status:
    """The start of a run.

    `as_of` begins at 00:00. `knowledge` is the date after which no fact may inform an input
    (default: `as_of`); a later one needs `knowledge_reason`.
    """

    as_of: Day
    """The day on which a run starts, at 00:00. What else the status says is the situation of that
    day, so that it cannot be set alone: another day is another file."""
    camps: dict[str, CampStatus]
    people_repatriated: Persons
    """Uniformed people who had left the country by the as-of date."""
    packing_material_share: ShareInput
    """Share of the packing material needed that is in the country."""
    ceasefire_approaches: Annotated[QuantityInput, unit("camps")]
    """Camps in the area of the ceasefire that were already handed over. For the reader: the
    ceasefire held until the as-of date, and its hazard has no memory."""
    spent: Annotated[QuantityInput, unit("USD million")]
    """What of the authority had been spent by the as-of date."""
    gates_closed: tuple[str, ...] = ()
    """Crossings that are shut on the as-of date."""
    knowledge: Day | None = None
    """The day after which no fact may inform an input; null: `as_of`."""
    knowledge_reason: str = ""
    """Why it is later, if it is."""

    def __post_init__(self) -> None:
        if self.knowledge and self.knowledge > self.as_of and not self.knowledge_reason:
            raise ValueError("'knowledge' later than 'as_of' needs a 'knowledge_reason'")

    @cached_property
    def start(self) -> float:
        """00:00 of the as-of date, in days."""
        return to_day(self.as_of)

    @property
    def known_until(self) -> date:
        """No fact younger than this informs an input."""
        return self.knowledge or self.as_of
