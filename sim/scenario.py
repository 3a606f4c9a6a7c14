"""A scenario: everything that one replication starts from, typed and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from sim.calendar import end_of, show, to_day
from sim.distributions import Quantity
from sim.plan.plan import Plan
from sim.plan.policy import Policy
from sim.plan.resources import Resources
from sim.plan.status import Status
from sim.plan.tasks import Tasks


@runtime_checkable
class RiskSettings(Protocol):
    """What the configuration says of one risk; every risk can be off."""

    @property
    def enabled(self) -> bool:
        """Whether the risk is on; off means its neutral path and nominal values."""
        ...


S = TypeVar("S")

APART: Literal["apart"] = "apart"
Payment = Literal["apart", "day_by_day", "never"]
"""How the account pays the price of a mitigation: beside its other spending, evenly to the end of
the authority's period; by itself, with what the mitigation sets; not at all: value written off."""


@dataclass(frozen=True)
class Stage:
    """From 00:00 of a day on, another scenario: other means, tasks, rules or risks.

    Plan, status and horizon are those of the scenario that it belongs to.
    """

    day: date
    scenario: "Scenario"

    @property
    def begins(self) -> float:
        """00:00 of the day, in days."""
        return to_day(self.day)


@dataclass(frozen=True)
class Scenario:
    """A plan, the state it starts from, means, rules and risks.

    Parameters
    ----------
    risk
        Settings by the name of the risk (the name of its module in `sim.risks`).
    horizon
        Last day of a run; what has not happened by its 24:00 is censored.
    mitigations
        Names of the mitigations that were applied, for labels only.
    costs
        What each of them costs (million US dollars).
    paid
        How the price of each is paid; apart where nothing is said.
    stages
        What holds from later days on, in order; each has none of its own.
    """

    name: str
    plan: Plan
    status: Status
    resources: Resources
    tasks: Tasks
    policy: Policy
    risk: Mapping[str, Any]
    horizon: date
    description: str = ""
    mitigations: tuple[str, ...] = ()
    costs: Mapping[str, Quantity] = field(default_factory=dict)
    paid: Mapping[str, Payment] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()

    def __repr__(self) -> str:
        off = ", ".join(name for name, of in self.risk.items() if not of.enabled)
        return (
            f"Scenario({self.name}: from {show(self.start)} to "
            f"{show(to_day(self.horizon))}; risks off: {off or 'none'})"
        )

    @cached_property
    def start(self) -> float:
        """00:00 of the as-of date, in days."""
        return self.status.start

    @cached_property
    def end(self) -> float:
        """24:00 of the horizon, in days; things done exactly at it count."""
        return end_of(self.horizon)

    @property
    def price(self) -> float:
        """What the mitigations cost together, at their value, in million US dollars."""
        return sum(cost.value for cost in self.costs.values())

    @property
    def spent_apart(self) -> tuple[Quantity, ...]:
        """The prices that the account pays beside its spending day by day, the lowest first."""
        apart = [cost for name, cost in self.costs.items() if self.paid.get(name, APART) == APART]
        return tuple(sorted(apart, key=lambda cost: cost.value))

    def switched(self, on: Mapping[str, bool]) -> "Scenario":
        """Give the same scenario with these risks on or off and the others as they are; stages too.

        Parameters
        ----------
        on
            Whether a risk is on, by its name.
        """
        risks = {
            name: replace(settings, enabled=on.get(name, settings.enabled))
            for name, settings in self.risk.items()
        }
        stages = tuple(
            replace(stage, scenario=stage.scenario.switched(on)) for stage in self.stages
        )
        return replace(self, risk=risks, stages=stages)

    def settings(self, name: str, kind: type[S]) -> S:
        """The settings of the risk `name`, as its own type.

        Raises
        ------
        TypeError
            If the risk has settings of another type.
        """
        found = self.risk[name]
        if not isinstance(found, kind):
            raise TypeError(f"risk '{name}' has settings of type {type(found).__name__}")
        return found
