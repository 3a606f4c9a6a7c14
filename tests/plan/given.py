"""Plans to count with: from the configuration, and small ones made on the spot."""

from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from sim.distributions import Quantity
from sim.plan import Plan, Status
from sim.plan.policy import Policy
from sim.plan.resources import Resources
from sim.plan.tasks import Tasks
from tests.plan.composed import composed


@dataclass(frozen=True)
class Planned:
    """What the capacity sheet needs of a scenario."""

    plan: Plan
    status: Status
    resources: Resources
    tasks: Tasks
    policy: Policy


def planned(
    plan: str, status: str, resources: str = "", tasks: str = "", policy: str = ""
) -> Planned:
    """Compose a plan and what belongs to it; names that are not given are the plan's."""
    read: Any = TypeAdapter
    return Planned(
        read(Plan).validate_python(composed("plan", plan)),
        read(Status).validate_python(composed("status", status)),
        read(Resources).validate_python(composed("resources", resources or plan)),
        read(Tasks).validate_python(composed("tasks", tasks or plan)),
        read(Policy).validate_python(composed("policy", policy or plan)),
    )


def with_quantity(case: Planned, part: str, field: str, place: str, value: float) -> Planned:
    """The same with one number of `resources` changed."""
    owner = getattr(case, part)
    changed = replace(owner, **{field: {**getattr(owner, field), place: Quantity(value)}})
    return replace(case, **{part: changed})
