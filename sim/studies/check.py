"""Describe a scenario and print its capacity sheet; run nothing but once without any risk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.calendar import show, to_day
from sim.montecarlo.manifest import flatten
from sim.plan.capacity import capacity_sheet
from sim.plan.phases import phase_name
from sim.scenario import Scenario
from sim.studies.notes import notes


def main(scenario: Scenario, overrides: Sequence[str] = (), search: Sequence[str] = ()) -> None:
    """Print the description, then the capacity sheet with its verdict.

    Parameters
    ----------
    overrides, search
        What the scenario was composed from: what differs from the baseline, and more folders of
        options.
    """
    from sim.configuration.inherited import inherited
    from sim.replication import prepare

    run = prepare(scenario, 0).reference_closures
    told = describe(scenario, inherited(overrides, search))
    print("\n".join([*told, "", *capacity_sheet(scenario, run=run).lines()]))


def describe(scenario: Scenario, inherited: Mapping[str, int] | None = None) -> list[str]:
    """Say in words what a scenario starts from: plan, situation, phases, risks, inputs.

    Parameters
    ----------
    inherited
        How many of the numbers are the first mission's, by the file.
    """
    from sim.configuration import resolved, scenario_hash

    plan, status = scenario.plan, scenario.status
    closing = [name for name, state in status.camps.items() if state.closed is None]
    closing = [name for name in closing if name in plan.closing]
    people = sum(state.people.value for state in status.camps.values())
    on = [name for name, settings in scenario.risk.items() if settings.enabled]
    off = [name for name in scenario.risk if name not in on]
    lines = [
        f"Scenario {scenario.name} (hash {scenario_hash(scenario)[:8]}): {plan.title}",
        *([scenario.description] if scenario.description else []),
        f"  as of        {show(scenario.start)} 00:00; nothing younger than "
        f"{show(to_day(status.known_until))} informs it",
        f"  horizon      {show(to_day(scenario.horizon))} 24:00",
        f"  to close     {len(closing)} camps: {', '.join(closing)}",
        f"  people       {people:,.0f} uniformed, {status.people_repatriated.value:,.0f} "
        "repatriated before",
        f"  risks on     {', '.join(on) or 'none'}",
        f"  risks off    {', '.join(off) or 'none'}",
        f"  mitigations  {', '.join(scenario.mitigations) or 'none'}",
        *_stages(scenario),
        f"  inputs       {_graded(resolved(scenario))}",
        *_inherited(inherited or {}),
        "  phases:",
    ]
    found = [f"    {note}" for note in notes(scenario)]
    return [*lines, *_phases(scenario), *(["  to look at:", *found] if found else [])]


def _graded(values: dict[str, Any]) -> str:
    """Count the numbers by grade, as the input sheet does; and apart what else has a source."""
    given = list(flatten(values))
    numbers = {path.rpartition(".")[0] for path, _ in given if path.endswith(".unit")}
    graded = [
        (path.rpartition(".")[0], str(value)) for path, value in given if path.endswith(".grade")
    ]
    grades = Counter(grade for path, grade in graded if path in numbers)
    told = [f"{count} of grade {grade}" for grade, count in sorted(grades.items()) if grade]
    if grades[""]:
        told.append(f"{grades['']} without a grade")
    others = len(graded) - grades.total()
    return f"{', '.join(told)}; besides, {others} dates and places"


def _inherited(files: Mapping[str, int]) -> Iterator[str]:
    """Say which numbers of another mission hold in this one, because it says none of its own."""
    if files:
        by_file = ", ".join(f"{count} of {file}" for file, count in files.items())
        yield f"  inherited    {sum(files.values())} numbers are the first mission's: {by_file}"


def _stages(scenario: Scenario) -> Iterator[str]:
    """What changes on later days; the capacity sheet below shows the means of the first day."""
    from sim.configuration import resolved

    for number, stage in enumerate(resolved(scenario)["stages"]):
        head = "  later        " if number == 0 else " " * 15
        changed = ", ".join(stage["set"]) or "nothing"
        yield f"{head}from {show(scenario.stages[number].begins)}: {changed}"


def _phases(scenario: Scenario) -> Iterator[str]:
    width = max((len(phase_name(name)) for name in scenario.plan.phases), default=0)
    for name, phase in scenario.plan.phases.items():
        limit = ""
        if phase.limit is not None:
            words = str(phase.people).replace("_", " ")
            limit = f"; at most {phase.limit.people:,.0f} uniformed people left ({words})"
        camps = ", ".join(phase.camps) or "no camp"
        yield (
            f"    {phase_name(name):<{width}} by {show(to_day(phase.deadline))} 24:00: {camps} "
            f"({phase.predicate.replace('_', ' ')}{limit})"
        )
