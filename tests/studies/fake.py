"""A stand-in for `sim.replication`, with outcomes of the shape that a scenario's plan asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.draws import Draws
from sim.record.outcome import Balance, Closure, Outcome, PhaseResult, Segment
from sim.scenario import Scenario

HARM_AND_MONEY = (
    "killed", "killed_by_deadline", "hurt", "hurt_by_deadline", "vehicles_lost",
    "vehicles_lost_by_deadline", "spent_at_last_deadline",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A scenario, a seed, and the chains with every risk off."""

    scenario: Scenario
    seed: int
    reference: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    reference_closures: Mapping[str, float] = field(default_factory=dict)


def prepare(scenario: Scenario, seed: int) -> Case:
    return Case(scenario, seed, {camp: {"packing": 20.0} for camp in scenario.plan.closing})


def run_replication(
    case: Case, replication: int, *, story: bool = False, chains: bool = False
) -> Outcome:
    scenario, draws = case.scenario, Draws(case.seed, replication)
    start, end = scenario.start, scenario.end
    closed = {
        camp: start + 20 + draws.exponential(camp, "delay") * 60 for camp in scenario.plan.closing
    }
    nan = float("nan")
    closures = tuple(
        Closure(camp, day if day <= end else nan, nan, "planned" if day <= end else "open",
                day <= end, 0.0, 0.0, 0.0)
        for camp, day in closed.items()
    )  # fmt: skip
    phases = tuple(
        PhaseResult(name, last if last <= end else nan, last <= phase.due, last <= phase.due - 3,
                    "consent")
        for name, phase in scenario.plan.phases.items()
        for last in [max(closed[camp] for camp in phase.camps)]
    )  # fmt: skip
    segments: dict[str, tuple[Segment, ...]] = {
        camp: (
            Segment(start, start + 20, "packing", camp, "packs"),
            Segment(start + 20, min(day, end), "consent", camp, "waits for a clearance"),
        )
        for camp, day in closed.items()
    }
    return Outcome(
        replication,
        phases,
        closures,
        tuple((camp, s.cause, s.days) for camp, own in segments.items() for s in own),
        {
            f"{name}/{reading}": draws.uniform(reading, "met") < 0.5
            for name, phase in scenario.plan.phases.items()
            for reading in phase.readings
        },
        {"convoys": 100.0, **dict.fromkeys(HARM_AND_MONEY, 0.0)},
        (Balance(start, 12000.0, 4000.0, 5000.0, 0.0),),
        segments if chains else {},
        tuple((day, f"{camp} is left") for camp, day in sorted(closed.items(), key=lambda i: i[1]))
        if story
        else (),
        10,
    )


def stop_after(case: Case, replication: int) -> Outcome:
    """Ctrl-C at replication 12 of a run, while a note beside the results does not say otherwise."""
    if replication == 12 and Path("interrupt").exists():
        raise KeyboardInterrupt
    return run_replication(case, replication)


def fail(case: Case, replication: int) -> Outcome:
    if replication == 7:
        raise RuntimeError("a made-up fault")
    return run_replication(case, replication)
