"""Stages: on their days other means, tasks, rules or risks hold."""

from sim.processes.case import Case
from sim.processes.convoy import Steps
from sim.processes.means import capacities, in_words
from sim.processes.mission import Mission
from sim.record.track import Track


def stages(m: Mission) -> Steps:
    """Sleep to the day of each stage and let it begin."""
    track = m.track("stages")  # it notes nothing: who waited for more means did so for the fleet
    for day, case in m.case.stages:
        yield m.clock.at(day)
        enter(m, case, track)


def enter(m: Mission, case: Case, track: Track) -> None:
    """Let a stage begin: from now on its settings are read, and there is what it brings.

    What changes is added to what there is: others may have taken something away meanwhile. Who
    waits for the world need not be told: its paths are spliced, and requests answered by the
    rules of the day on which they are made, from the start.
    """
    before = {name: there for name, _, there in capacities(m.scenario.resources, m.plan)}
    m.hold(case)
    for name, _, there in capacities(case.scenario.resources, m.plan):
        change = there - before[name]
        if change:
            there = m.pool.capacity(name) + change
            m.pool.resize(name, max(0.0, there), track, most=max(there, before[name]))
            m.say(f"{in_words(name)}: {there:g} from now on")
    m.stage_begun.fire()
    m.helicopters.fire()
    for hub in m.hubs.values():
        hub.people_changed.fire()
        hub.equipment_changed.fire()
