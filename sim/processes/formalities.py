"""Formalities of people at a hub, between the road and the flight."""

from math import inf

from sim.processes.convoy import Steps
from sim.processes.hub import Hub
from sim.processes.mission import Mission
from sim.record.causes import LIFT
from sim.record.track import Track


def arrive(m: Mission, hub: Hub, people: int, track: Track, known: float = -inf) -> None:
    """People arrive at a hub by road, or are let go there; their formalities begin.

    `known`: since when it is known that they come (days). That is since the order where their camp
    is left in haste, and the signature where they guarded a hub; else by the plan.
    """
    hub.expected += people
    own = track.fork(f"{track.entity}/formalities")
    m.clock.start(formalities(m, hub, people, own, known), own.entity)


def formalities(m: Mission, hub: Hub, people: int, track: Track, known: float) -> Steps:
    """Weapons, medical checks, customs; then the people are ready to fly."""
    of = m.tasks.air_lift.formalities
    end = m.spend(track, of, m.task(of, track.entity, "formalities"), LIFT, "formalities")
    yield m.clock.at(end)
    hub.expected -= people
    hub.ready += people
    hub.brought(track, known)
    m.people_moved(hub)
