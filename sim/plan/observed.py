"""What was observed, beside which the output of a run is set; none of it enters a run."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, with_config

from sim.calendar import Day, end_of, to_day
from sim.plan.strict import STRICT, Name

Names = Annotated[tuple[Name, ...], Field(min_length=1)]
Grade = Literal["A", "B", "C"]


@with_config(STRICT)
@dataclass(frozen=True)
class Term:
    """A part of a figure: `factor` times the sum of the columns `of`, over that of `per`.

    Columns are those of the table of outcomes, and ``period_days``: the days from the as-of date to
    the last deadline.
    """

    of: Names
    per: tuple[Name, ...] = ()
    factor: float = 1.0


@with_config(STRICT)
@dataclass(frozen=True, kw_only=True)
class Check:
    """A figure of the model's output with the range that would be plausible, in `unit`.

    `value` is the best single number, `grade` says what range and number rest on, as for an input;
    `source` says where they are a need or a budget and no observation. `explanation` is what is
    known of a figure that comes out outside.
    """

    title: Name
    unit: Name
    low: float
    high: float
    value: float
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]
    source: Name
    grade: Grade
    as_of: Day
    static: str = ""
    explanation: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(
                f"needs low <= value <= high, not {self.low:g}, {self.value:g}, {self.high:g}"
            )


@with_config(STRICT)
@dataclass(frozen=True)
class ObservedClosure:
    """The day on which a camp was handed over."""

    day: Day
    source: Name
    grade: Grade
    as_of: Day
    explanation: str = ""

    @property
    def span(self) -> tuple[float, float]:
        """00:00 and 24:00 of the day, in days."""
        return to_day(self.day), end_of(self.day)


@with_config(STRICT)
@dataclass(frozen=True)
class ObservedPeople:
    """How many uniformed people had been repatriated by 24:00 of a day."""

    day: Day
    people: Annotated[float, Field(ge=0.0)]
    source: Name
    grade: Grade
    as_of: Day
    explanation: str = ""


@with_config(STRICT)
@dataclass(frozen=True)
class Hindcast:
    """What happened between an earlier as-of date and the day of the plan."""

    as_of: Day
    camps: dict[str, ObservedClosure]
    people_repatriated: ObservedPeople | None = None


@with_config(STRICT)
@dataclass(frozen=True)
class Observed:
    """A file of ``configs/observed``."""

    checks: dict[str, Check] = field(default_factory=dict)
    hindcast: Hindcast | None = None
