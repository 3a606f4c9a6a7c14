"""Kinds of attack: what each does to people, vehicles and time, and what becomes of the hurt."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import with_config

from sim.distributions import Distribution, unit
from sim.plan.strict import STRICT
from sim.risks.inputs import NonNegative, Probability, at_most

Days = Annotated[Distribution, unit("days")]
Span = Annotated[NonNegative, unit("days")]
"""A length of time that is not drawn, in days; hours are converted."""
People = Annotated[Distribution, unit("persons")]
Per1000Movements = Annotated[NonNegative, unit("per 1000 take-offs and landings"), at_most(1000.0)]

IED = "ied"
COMPLEX_ON_COLUMN = "complex_on_column"
INDIRECT_FIRE = "indirect_fire"
COMPLEX_ON_CAMP = "complex_on_camp"
AIRCRAFT_FIRE = "aircraft_fire"
KINDS = (IED, COMPLEX_ON_COLUMN, INDIRECT_FIRE, COMPLEX_ON_CAMP, AIRCRAFT_FIRE)
"""Kinds of attack, by the names that their settings and counts bear."""
WOUNDS = "wounds"
"""Cause of death of the seriously hurt who die after the attack."""
WORDS = {
    IED: "explosive device",
    COMPLEX_ON_COLUMN: "complex attack on a column",
    INDIRECT_FIRE: "indirect fire on a camp",
    COMPLEX_ON_CAMP: "complex attack on a camp",
    AIRCRAFT_FIRE: "fire at an aircraft",
    WOUNDS: "died of wounds",
}
"""Causes in words, for the loss ledger."""


@with_config(STRICT)
@dataclass(frozen=True)
class Kind:
    """What one attack of a kind does."""

    killed: People
    """People killed on the spot."""
    hurt: People
    """People hurt who survive the day, lightly or seriously."""
    vehicles_lost: Annotated[Distribution, unit("vehicles")]
    """Vehicles hit: of a column, before its recovery brings some along; of a camp, lost."""
    delay: Days
    """How long a column is held up; how long no column leaves an attacked camp."""
    containers_lost: Annotated[Distribution, unit("containers")] | None = None
    """Containers of a camp destroyed; what a column loses goes with its trucks."""


@with_config(STRICT)
@dataclass(frozen=True)
class AtAircraft:
    """Fire at aircraft that take off and land."""

    rate: Per1000Movements
    """Times an aircraft is fired at, in a region at its mean level."""
    killed: People
    """People killed, each time."""
    hurt: People
    """People hurt who survive the day, each time."""
    damaged: Probability
    """Share of the aircraft fired at which are out of service afterwards."""
    repair: Days
    """How long a damaged aircraft is out of service."""


@with_config(STRICT)
@dataclass(frozen=True)
class Wounds:
    """What becomes of the hurt, by how they come to a hospital."""

    serious: Probability
    """Share of the hurt who need surgery."""
    die_in_time: Probability
    """Share of the seriously hurt who die although they come to surgery in time."""
    die_late: Probability
    """Share of the seriously hurt who die when they come to surgery too late."""
    die_by_road: Probability
    """Share of the seriously hurt who die when they are brought by road."""

    def __post_init__(self) -> None:
        if not self.die_in_time.value <= self.die_late.value <= self.die_by_road.value:
            raise ValueError(
                "'die_in_time', 'die_late' and 'die_by_road' must not fall in this order"
            )


@with_config(STRICT)
@dataclass(frozen=True)
class Evacuation:
    """How long the steps of an evacuation by helicopter take, and the standard it is held to."""

    standard: Span
    """Time from the attack to surgery within which an evacuation is in time."""
    launch: Span
    """From the call to take-off, while permission is asked for."""
    loading: Span
    """On the ground at the scene."""
    turn_round: Span
    """From landing at the hospital until the helicopter is ready again."""
    patience: Span
    """Time after which the hurt go by road when no helicopter has taken off."""
    speed: Annotated[NonNegative, unit("km/day")]
    """Kilometres a day in a straight line."""

    def __post_init__(self) -> None:
        if not self.speed.value > 0.0:
            raise ValueError("'speed' must be positive")


@with_config(STRICT)
@dataclass(frozen=True)
class Mix:
    """Shares of the attacks on the whole mission to which casualties are calibrated.

    Nothing in a run depends on them.
    """

    columns: Probability
    """On columns."""
    camps: Probability
    """On camps."""
    aircraft: Probability
    """On aircraft."""

    def __post_init__(self) -> None:
        total = self.columns.value + self.camps.value + self.aircraft.value
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"the shares sum to {total:g}, they must sum to 1")
