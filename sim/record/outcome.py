"""What one replication leaves behind."""

from dataclasses import dataclass, field

from sim.record.losses import Loss
from sim.record.milestones import Reached
from sim.record.states import Stay
from sim.record.triggers import Firing

PLANNED, ONE_SIDED, ACCELERATED, OPEN = "planned", "one_sided", "accelerated", "open"
"""How a camp was left; `OPEN`: not by the horizon."""

PEOPLE_OUT = "(people)"
"""The name of the chain of the last people out, beside those of the camps."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a critical chain: from `start` to `end` (days) because of `cause`."""

    start: float
    end: float
    cause: str
    entity: str
    activity: str

    @property
    def days(self) -> float:
        """Length in days."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Closure:
    """How one camp was left.

    `closed` is the instant at which the last person left, `certificate` that of the signature,
    in days; NaN when it did not happen by the horizon. `value_lost` is the share of the camp's
    load value that was lost unplanned. `orderly` is judged by the policy's tolerance.
    """

    camp: str
    closed: float
    certificate: float
    mode: str
    orderly: bool
    value_lost: float
    containers_lost: float
    vehicles_lost: float


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """One phase in one replication.

    `completed` in days, NaN when censored at the horizon. `binding` is the cause with the
    largest signed delay on the chain of what was done last (the camp that closed last, or the last
    people out), on time or not, the work as one (`sim.record.causes.OF_WORK`); empty if nothing
    delays it, or no chains are recorded; "status" if that had been done by the as-of date.
    """

    phase: str
    completed: float
    met: bool
    met_and_orderly: bool
    binding: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Country totals at an instant (days): uniformed people, vehicles, containers, dollars.

    `spent` is in million US dollars since the as-of date.
    """

    day: float
    people: float
    vehicles: float
    containers: float
    spent: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that the tables of a study need from one replication.

    `delays` are days on the critical chain of each camp's closure, by cause; `readings` are the
    other readings of a phase's predicate, by "phase/reading"; `counts` are totals such as
    people killed, convoys, kilometres, requests refused; `triggers` are the firings of command's
    rules, in order of time; `losses` the lines of the loss ledger; `milestones` those of civilians,
    radio, loads and hubs. `chains` and `story` are empty unless they were asked for; the rest is
    the same with and without them. With the chains come `use`, the unit-days of each means in use
    up to the last deadline and the unit-days that there were, `waits`, the means for which
    each chain waited, by camp, and `states`, in which each camp was until it was left.
    """

    replication: int
    phases: tuple[PhaseResult, ...]
    closures: tuple[Closure, ...]
    delays: tuple[tuple[str, str, float], ...]
    readings: dict[str, bool]
    counts: dict[str, float]
    balances: tuple[Balance, ...]
    chains: dict[str, tuple[Segment, ...]] = field(default_factory=dict)
    story: tuple[tuple[float, str], ...] = ()
    events: int = 0
    triggers: tuple[Firing, ...] = ()
    losses: tuple[Loss, ...] = ()
    milestones: tuple[Reached, ...] = ()
    use: dict[str, tuple[float, float]] = field(default_factory=dict)
    waits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    states: dict[str, tuple[Stay, ...]] = field(default_factory=dict)
