"""What a scenario says that may well be meant, and may well be a slip: told before it is run."""

from collections.abc import Iterator

from sim.calendar import show, to_day
from sim.scenario import Scenario


def notes(scenario: Scenario) -> Iterator[str]:
    """Find what deserves a second look; none of it hinders a run."""
    plan, status = scenario.plan, scenario.status
    asked = {name for phase in plan.phases.values() for name in phase.camps}
    standing = [name for name, state in status.camps.items() if state.closed is None]
    for name, camp in plan.closing.items():
        if name not in asked:
            yield f"no phase asks for {name}: it is left all the same, and judged by none"
        if camp.window and camp.window.end < status.as_of and name in standing:
            ended = show(to_day(camp.window.end))
            yield f"{name} is late at the start: its window ended on {ended}"
    for name, camp in plan.camps.items():
        there, full = status.camps[name].people.value, camp.people
        if there > full.bounds[1] and name not in plan.hubs:
            yield f"{there:,.0f} people are in {name}, whose full strength is {full.value:,.0f}"
    everybody = sum(camp.people.bounds[1] for camp in plan.camps.values())
    told = status.people_repatriated.value + sum(of.people.value for of in status.camps.values())
    if told > everybody:
        yield (
            f"{told:,.0f} people are in the camps or repatriated, and the plan's full strength is "
            f"{everybody:,.0f} at most"
        )
    staying = [name for name, camp in plan.camps.items() if not camp.closes]
    if plan.liquidation is not None:
        for name in staying:
            if name not in plan.liquidation.hub_return:
                yield f"plan.liquidation.hub_return leaves out {name}: it is never given back"
