"""One replication, told as a story, with the critical chain and the states of each camp."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import TYPE_CHECKING

from sim.calendar import show, show_time, to_datetime, to_day
from sim.errors import PlanError
from sim.plan.phases import phase_name
from sim.record.causes import NOT_CLOSED
from sim.record.outcome import (
    ACCELERATED,
    ONE_SIDED,
    OPEN,
    PEOPLE_OUT,
    PLANNED,
    Closure,
    Outcome,
    Segment,
)
from sim.record.track import days_by_cause
from sim.scenario import Scenario
from sim.studies.scenarios import asked

if TYPE_CHECKING:
    import pandas as pd

MODE_WORDS = {
    PLANNED: "as planned",
    ONE_SIDED: "one-sidedly, without a signature",
    ACCELERATED: "in haste or on notification",
    OPEN: "not by the horizon",
}
"""How a camp was left, in words."""


@dataclass(frozen=True)
class Replay:
    """One replication with everything that can be told of it.

    Attributes
    ----------
    scenario, seed
        What was run.
    outcome
        Equal to that of the same replication in a forecast, with its story and chains.
    """

    scenario: Scenario
    seed: int
    outcome: Outcome

    def __repr__(self) -> str:
        closed = ", ".join(self.outcome.chains)
        return (
            f"<Replay of {self.scenario.name}: replication {self.outcome.replication}, seed "
            f"{self.seed}; print('\\n'.join(it.lines())) tells it; chains: {closed}>"
        )

    @property
    def story(self) -> list[str]:
        """What happened, a dated line each, in order."""
        return [f"{show_time(day)}  {text}" for day, text in self.outcome.story]

    def chain(self, camp: str) -> pd.DataFrame:
        """The critical chain of a camp: what each day from the as-of date to its closure was for.

        Returns
        -------
        pandas.DataFrame
            start, end (UTC), days, cause, activity, entity; the days sum to the closure less the
            as-of date, or to the horizon where the camp was not closed by it.

        Raises
        ------
        PlanError
            If no camp of that name closes in this scenario.
        """
        import pandas as pd

        segments = self._segments(camp)
        return pd.DataFrame(
            {
                "start": [to_datetime(s.start) for s in segments],
                "end": [to_datetime(s.end) for s in segments],
                "days": [s.days for s in segments],
                "cause": [s.cause for s in segments],
                "activity": [s.activity for s in segments],
                "entity": [s.entity for s in segments],
            }
        )

    def lines(self) -> Iterator[str]:
        """The whole telling as text for a terminal: story, phases, chains."""
        yield (
            f"Replication {self.outcome.replication} of {self.scenario.name}, seed {self.seed}, "
            f"from {show(self.scenario.start)}"
        )
        yield ""
        yield from self.story
        yield ""
        yield "Phases:"
        width = max((len(phase_name(result.phase)) for result in self.outcome.phases), default=0)
        for result in self.outcome.phases:
            done = "not complete by the horizon" if isnan(result.completed) else (
                f"complete {show_time(result.completed)}")  # fmt: skip
            judged = "on time, orderly" if result.met_and_orderly else (
                "on time, not orderly" if result.met else "missed")  # fmt: skip
            binding = f"; {result.binding} bound" if result.binding else ""
            yield f"  {phase_name(result.phase):<{width}}  {judged}; {done}{binding}"
        yield from self._told_triggers()
        for closure in self.outcome.closures:
            if closure.camp in self.outcome.chains:
                yield ""
                yield from self._told_chain(closure)
        yield from self._told_people()

    def _told_triggers(self) -> Iterator[str]:
        """The rules of command that fired, where, and what was decided."""
        if self.outcome.triggers:
            yield ""
            yield "Rules of command that fired:"
        for firing in self.outcome.triggers:
            yield (
                f"  {show_time(firing.day):<18} {firing.place}: {firing.trigger} → "
                f"{firing.decision}"
            )

    def told(self, camp: str) -> Iterator[str]:
        """The critical chain of one camp, and its states, as text for a terminal.

        Raises
        ------
        PlanError
            If no camp of that name closes in this scenario.
        """
        self._segments(camp)
        closure = next(c for c in self.outcome.closures if c.camp == camp)
        yield from self._told_chain(closure)

    def _told_people(self) -> Iterator[str]:
        """The chain of the flight after which no more people are left than the plan allows."""
        segments = self.outcome.chains.get(PEOPLE_OUT, ())
        if segments:
            out = segments[-1].cause != NOT_CLOSED
            yield ""
            when = f", on {show_time(segments[-1].end)}" if out else ": not by the horizon"
            yield f"The last people out{when}"
            yield from self._told_segments(segments)

    def _told_chain(self, closure: Closure) -> Iterator[str]:
        when = "" if isnan(closure.closed) else f" on {show_time(closure.closed)}"
        order = "orderly" if closure.orderly else "not orderly"
        yield (
            f"{closure.camp}: left {MODE_WORDS[closure.mode]}{when}"
            f"{self._against_deadline(closure)}; {order}"
        )
        yield from self._told_segments(self._segments(closure.camp))
        stays = self.outcome.states.get(closure.camp, ())
        if stays:
            yield "  its states:"
        for stay in stays:
            yield f"  {show_time(stay.start):<18} {stay.days:6.2f} d  {stay.state}"

    def _against_deadline(self, closure: Closure) -> str:
        """How long before or after the first deadline that asks for it a camp was left, in words.

        The deadline is that of the phase, which judges the camp; its window may end before.
        """
        phases = self.scenario.plan.phases.values()
        asking = [phase for phase in phases if closure.camp in phase.camps]
        if not asking:
            return ""
        first = min(asking, key=lambda phase: phase.due)
        deadline = f"{show(to_day(first.deadline))} 24:00"
        if isnan(closure.closed):
            return f" (deadline {deadline})"
        late = closure.closed - first.due
        return f", {days_apart(late)} {'after' if late > 0 else 'before'} its deadline ({deadline})"

    def _told_segments(self, segments: Sequence[Segment]) -> Iterator[str]:
        """The days of a chain by cause, then its pieces in order."""
        by_cause = days_by_cause(segments)
        parts = sorted(by_cause.items(), key=lambda item: (-item[1], item[0]))
        yield (
            f"  {sum(by_cause.values()):.1f} days from {show(self.scenario.start)} = "
            + " + ".join(f"{cause} {days:.1f}" for cause, days in parts)
        )
        for segment in joined(segments):
            if segment.days > 0:
                yield (
                    f"  {show_time(segment.start):<18} {segment.days:6.2f} d  "
                    f"{segment.cause:<14} {segment.entity}: {segment.activity}"
                )

    def _segments(self, camp: str) -> tuple[Segment, ...]:
        try:
            return self.outcome.chains[camp]
        except KeyError:
            allowed = ", ".join(self.outcome.chains)
            raise PlanError(f"no camp '{camp}' closes in this run (allowed: {allowed})") from None


def days_apart(days: float) -> str:
    """Write a length in days to one decimal; a short one, late or early, is not told as none."""
    length = abs(days)
    return f"{length:.1f} days" if length >= 0.05 or length == 0.0 else "less than 0.1 days"


def joined(segments: Sequence[Segment]) -> list[Segment]:
    """Join neighbours that differ in nothing but their time."""
    found: list[Segment] = []
    for one in segments:
        last = found[-1] if found else None
        if last is not None and replace(last, start=one.start, end=one.end) == one:
            found[-1] = replace(last, end=one.end)
        else:
            found.append(one)
    return found


def replay(scenario: Scenario, seed: int, replication: int) -> Replay:
    """Run one replication again, alone, and tell it.

    Parameters
    ----------
    scenario, seed, replication
        As in a forecast; the outcome is the same as there.

    Raises
    ------
    ConfigurationError
        If the scenario is a name only, or a number is not whole or negative.
    """
    asked({"scenario": scenario}, seed=seed, replication=replication)
    from sim.replication import prepare, run_replication

    case = prepare(scenario, seed)
    return Replay(scenario, seed, run_replication(case, replication, story=True, chains=True))
