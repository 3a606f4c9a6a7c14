"""Who gets a group that comes free: least slack first, or first come first served."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the rule sees of one camp's request: days, counts."""

    asked_at: float
    deadline: float
    rotations_left: int
    cycle: float
    groups: float


FIRST = -1.0e6
"""Base of the priority of who goes before all columns with loads: last convoys, because a camp is
left within a day of its certificate, and supplies for a camp that runs short."""
LAST = 1.0e6
"""Priority of what can wait: the long haul, and people who go by road for want of flights."""


def slack(view: Waiting, now: float) -> float:
    """Days to the deadline less the rotations that are left, run by all groups of the hub."""
    return (view.deadline - now) - view.rotations_left * view.cycle / max(view.groups, 1.0)


def priority(rule: Literal["least_slack", "first_come"], view: Waiting, now: float) -> float:
    """The priority of a request; the smaller comes first."""
    return slack(view, now) if rule == "least_slack" else view.asked_at


def part_filled(view: Waiting, now: float) -> bool:
    """Whether a column leaves part-filled: slack is less than one rotation."""
    return slack(view, now) < view.cycle
