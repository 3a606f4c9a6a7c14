"""Phases of the withdrawal and the predicates by which they are judged."""

from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import with_config

from sim.calendar import Day, end_of
from sim.plan.amounts import Persons
from sim.plan.strict import STRICT

READINGS: Final = ("met", "met_and_orderly")
"""What is said of each phase, and how the columns begin that say it: on time; on time and
orderly. Always shown side by side."""

ALL_PHASES: Final = "all"
"""What stands for every phase in the same replication, in the place of a phase's name."""

Predicate = Literal["certificate", "last_person_out", "both"]


@with_config(STRICT)
@dataclass(frozen=True)
class PeopleLimit:
    """At most so many uniformed people left in the country at the deadline.

    The limit is the sum of its parts (for example a guard unit and rear parties).
    """

    parts: dict[str, Persons]
    """People of each part that may still be there."""

    @property
    def people(self) -> float:
        """The limit, in people."""
        return sum(part.value for part in self.parts.values())


@with_config(STRICT)
@dataclass(frozen=True)
class Phase:
    """A deadline of the plan: camps closed by it and, where given, people left at most.

    `predicate` says what counts as closed; `people` names the headline reading of the limit;
    `readings` are the other readings, shown beside it.
    """

    title: str
    """What the phase is, for tables and figures."""
    deadline: Day
    """The last day, to its 24:00."""
    camps: tuple[str, ...]
    """Camps that have to be closed by then."""
    predicate: Predicate = "last_person_out"
    """What counts as closed: the certificate, the last person out, or both."""
    people: str | None = None
    """The reading of the limit of people that the headline uses; null: there is no limit."""
    readings: dict[str, PeopleLimit] = field(default_factory=dict)
    """Readings of the limit; those beside the headline's are shown beside it."""
    source: str = ""
    grade: str = ""
    as_of: Day | None = None

    def __post_init__(self) -> None:
        if self.people is not None and self.people not in self.readings:
            raise ValueError(
                f"'people' names the reading '{self.people}'; allowed: {', '.join(self.readings)}"
            )

    @property
    def due(self) -> float:
        """The deadline: 24:00 of its day, in days."""
        return end_of(self.deadline)

    @property
    def limit(self) -> PeopleLimit | None:
        """How many people may be left at the deadline, by the headline's reading; None: any."""
        return None if self.people is None else self.readings[self.people]


def phase_name(phase: str) -> str:
    """Write the name of a phase as people do: ``31_december`` as "31 December", ``2a`` as it is."""
    return phase.replace("_", " ").title() if "_" in phase else phase
