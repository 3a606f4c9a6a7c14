"""Rules of command: who gets groups, triage before deadlines, when to leave in haste."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import with_config

from sim.distributions import ABOVE_ZERO, AN_HOUR, QuantityInput, ShareInput, unit
from sim.plan.amounts import Days, Factor, Persons, Span
from sim.plan.strict import STRICT


@with_config(STRICT)
@dataclass(frozen=True)
class Dispatch:
    """Which camp's column gets a group that comes free."""

    rule: Literal["least_slack", "first_come"]
    """Who comes first: the camp with the least slack, or the one that asked first."""
    review_every: Annotated[Span, AN_HOUR]
    """Days between the weekly reviews of command."""
    open_requests: Annotated[QuantityInput, unit("requests a camp")]
    """Columns for which one camp may ask for papers side by side."""
    least_column: ShareInput
    """Share of a full column, of trucks that are free, with which one leaves when time is short."""
    overtaking: bool = False
    """Whether a claim that can be met may pass one that waits for more."""


@with_config(STRICT)
@dataclass(frozen=True)
class Triage:
    """Days before a camp's deadline at which command narrows what it still tries to move."""

    named: Span
    """Days before the deadline at which what cannot move is named in the story; nothing more."""
    destroy: Span
    """Days before the deadline at which what no column can fetch is gifted or destroyed."""
    last_truck: Span
    """Days before the deadline after which no truck column leaves its hub."""
    last_convoy: Span
    """Days before the deadline at which the security floor forms up, whatever is not done."""
    short_notice: Span
    """Days from the as-of date within which a deadline is at short notice."""
    short_loaded: Span
    """Days before a deadline at short notice by which a column has to stand loaded to leave."""
    short_last_convoy: Span
    """Days before a deadline at short notice at which the security floor forms up."""

    def at_short_notice(self, deadline: float, start: float) -> bool:
        """Whether a deadline is so near the as-of date (days) that rules of its own hold."""
        return deadline - start < self.short_notice.value


@with_config(STRICT)
@dataclass(frozen=True)
class Acceleration:
    """The accelerated withdrawal: what asks for it, and how it is carried out."""

    attacks: Annotated[QuantityInput, unit("attacks")]
    """Attacks with harm, within a few days (`attack_days`), at which a camp is left in haste."""
    attack_days: Span
    """Days within which attacks count together."""
    attack_km: Annotated[QuantityInput, unit("km")]
    """Kilometres from the camp within which an attack on its columns counts for it."""
    killed: Persons
    """People killed by one attack at which a camp is left in haste at once."""
    refused_days: Span
    """Days without a clearance after which trucks are given up."""
    medevac_days: Span
    """Days without an evacuation helicopter that can fly after which routine convoys stop."""
    last_days: Span
    """Days before the deadline at which a floor without a clearance leaves on notification."""
    decision_delay: Days
    """From the alarm to the order."""
    preparation: Days
    """Fuel, forming up, loading what drives."""
    destruction_of_sensitive: Days
    """Ciphers, weapons and ammunition; after the order, before it leaves."""
    notification: Days
    """Days after which the column leaves on notification when no clearance has come."""
    speed_factor: Annotated[Factor, ABOVE_ZERO]
    """Factor on the speed of a column in haste."""
    exposure_factor: Factor
    """Factor on the threat to a column in haste."""
    enabled: bool = True
    """Whether camps are left in haste at all; off, a camp without a clearance stays."""


Activity = Literal["close_out", "sale", "long_haul", "export"]
"""What can wait when the money is spent."""


@with_config(STRICT)
@dataclass(frozen=True)
class Budget:
    """What is no longer paid for when the authority is spent, and in which order."""

    deferred: tuple[Activity, ...]
    """The first when the authority is spent; one more with every review after that."""
    review_every: Annotated[Span, AN_HOUR]
    """Days between two looks at the account."""


@with_config(STRICT)
@dataclass(frozen=True)
class ByRoad:
    """People at a hub whose flights stay refused go to the hub of the charters by road."""

    denied_days: Span
    """Days after the day asked for and the hub's last flight at which one still refused sends a
    column."""
    least_people: Persons
    """People who are ready, below which no column is sent."""
    enabled: bool = True
    """Whether such columns are sent."""


@with_config(STRICT)
@dataclass(frozen=True)
class Orderly:
    """What a closure must be to count as orderly; judged from the loss ledger."""

    certificate: bool
    """Whether a signed certificate is asked for."""
    modes: tuple[Literal["planned", "one_sided", "accelerated"], ...]
    """Ways of leaving that count."""
    value_lost: ShareInput
    """Share of a camp's load value that may be lost unplanned."""
    liability: Annotated[QuantityInput, unit("USD million")]
    """Environmental liability that may be left at a camp."""


@with_config(STRICT)
@dataclass(frozen=True)
class Export:
    """Equipment that leaves: what the camps' columns have first, and which corridor to take."""

    teams_kept_for_camps: Annotated[QuantityInput, unit("teams of a hub")]
    """Search teams of a hub that the long haul leaves to the hub's camps while one stands."""
    room_for_camps: Annotated[QuantityInput, unit("columns of a camp")]
    """Full columns of camps for which a hub's yard is to have room: with less, no team is kept."""
    shut_days: Span
    """Days for which a crossing may be shut before loads go another way."""


@with_config(STRICT)
@dataclass(frozen=True)
class Supply:
    """What is done when a camp's supplies run low."""

    below: Span
    """Days of rations or fuel from which on a camp is to be resupplied, or left."""
    water_below: Span
    """Days of water in tanks, while wells fail, from which on a camp is resupplied, or left."""
    patience: Span
    """Days without a resupply after which a camp is left; at once where none is tried."""
    to_move: Span
    """Days of rations and fuel that a camp needs to send its people on the road."""
    by_air: bool = True
    """Whether a camp that runs low is resupplied by air."""
    by_road: bool = True
    """Whether a column is sent for that alone."""

    def __post_init__(self) -> None:
        if self.to_move.value > self.below.value:
            raise ValueError(
                f"'to_move' ({self.to_move.value:g}) may not be more than 'below' "
                f"({self.below.value:g}): a camp would wait for supplies that nobody sends"
            )


@with_config(STRICT)
@dataclass(frozen=True)
class Policy:
    """All rules of command."""

    dispatch: Dispatch
    triage: Triage
    acceleration: Acceleration
    export: Export
    supply: Supply
    certificate_time_out: Span
    """Days without a signature after which a camp is left one-sidedly."""
    orderly: Orderly
    budget: Budget
    by_road: ByRoad
    planned_closure_margin: Annotated[QuantityInput, unit("days before the window's end")]
    """Days before the window's end at which the plan closes a camp."""
    answers_in_time: ShareInput
    """Requests are made so far ahead that this share of the answers comes in time."""
    flights_stopped_after_fire: Days
    """Days for which the mission stops its flights in a sector after fire at an aircraft."""
    overwatch_required: bool = False
    """Whether a column leaves only under air overwatch."""
