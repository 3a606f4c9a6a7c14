"""Triggers: rules of command of the form "when this happens, do that", and their firings."""

from dataclasses import dataclass

ATTACKS = "attacks"
"""Attacks on a camp or its columns → leave it in haste."""
CLEARANCE_REFUSED = "clearance refused"
"""No movement clearance for so many days → give up trucks, destroy the rest."""
LAST_CLEARANCE = "last clearance refused"
"""The last convoy has no clearance → leave on notification."""
AUTHORITY_SHORT = "authority is not expected to last"
"""The account is expected to pass the authority → ask for a top-up."""
AUTHORITY_SPENT = "authority spent"
"""The authority is spent and no more is granted → defer what can wait."""
FLIGHTS_DENIED = "flights denied"
"""Flights with people refused for so many days → they go to the next hub by road."""
CORRIDOR = "corridor shut"
"""A crossing has been shut for so many days → loads go by another corridor, trucks return."""
AIRCRAFT_FIRE = "fire at an aircraft"
"""An aircraft is fired at → the mission stops its flights in the sector for some days."""
NO_MEDEVAC = "no evacuation flights"
"""No evacuation helicopter can fly for so many days → routine columns stand down."""
SUPPLY = "supply"
"""Supplies of a camp run low → resupply by air or by road, or leave it in haste."""


@dataclass(frozen=True, slots=True)
class Firing:
    """One firing: on which day (days), of which trigger, at which place, and what was done."""

    day: float
    trigger: str
    place: str
    decision: str
