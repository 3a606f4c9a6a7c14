"""What the capacity sheet needs of a scenario."""

from typing import Protocol

from sim.plan.plan import Plan
from sim.plan.policy import Policy
from sim.plan.resources import Resources
from sim.plan.status import Status
from sim.plan.tasks import Tasks


class Planned(Protocol):
    """A scenario, or anything with its plan, state, means, durations and rules."""

    @property
    def plan(self) -> Plan:
        """Camps, roads, phases."""
        ...

    @property
    def status(self) -> Status:
        """What was so on the as-of date."""
        ...

    @property
    def resources(self) -> Resources:
        """Groups, teams, trucks, space."""
        ...

    @property
    def tasks(self) -> Tasks:
        """Durations and rates."""
        ...

    @property
    def policy(self) -> Policy:
        """Rules of command."""
        ...
