"""Milestones of the mission beside closures and phases: civilians, radio, hubs, loads."""

from dataclasses import dataclass

CIVILIANS = "civilians separated"
RADIO = "radio station closed"
LOADS = "loads out"
CONTAINERS_OUT = "containers out"
VEHICLES_OUT = "vehicles out"
EMPTIED = "hub emptied"
DISPOSED = "disposal completed"
RETURNED = "hub returned"
LAST_PERSON = "last uniformed person out"


@dataclass(frozen=True, slots=True)
class Reached:
    """One milestone: what, where, when (days; NaN: not by the horizon) and when it was due.

    `due` is NaN where the plan names no day.
    """

    milestone: str
    place: str
    day: float
    due: float
