"""Casualties: the dead leave the books where they were; the hurt and the dead are counted."""

from sim.processes.convoy import Convoy
from sim.processes.mission import Mission
from sim.processes.supply import move_people
from sim.record.causes import ATTACKS
from sim.record.ledger import DEAD, PEOPLE, ROAD
from sim.record.losses import HURT, KILLED, by_cause
from sim.risks.attack_kinds import WORDS
from sim.wording import counted


def bury(m: Mission, killed: int, cause: str, place: str, convoy: Convoy | None = None) -> int:
    """Take killed people from those who ride in a column, then from the place of the others.

    No more die than are there (`places`).

    Returns
    -------
    int
        How many died: what is counted, and what the ledger has lost.
    """
    dead = 0
    if convoy is not None and convoy.people:
        dead = min(killed, convoy.people)
        move_people(m, dead, ROAD, DEAD)
        convoy.people -= dead
    for name in places(m, place):
        there = min(killed - dead, m.ledger.at(PEOPLE, name))
        if there:
            move_people(m, there, name, DEAD)
            m.pool.give(f"beds:{name}", there, m.track(name))
            if name in m.hubs:
                m.hubs[name].mourn(m, there)
            dead += there
    if dead and not m.people_out.reached:
        m.left_last.until(m.clock.now, ATTACKS, "who had to leave was killed")
        m.look_who_is_left(m.left_last)
    m.losses.note(place, by_cause(KILLED, WORDS[cause]), dead)
    m.counts["killed"] += dead
    m.counts[f"killed_{cause}"] += dead
    return dead


def hurt(m: Mission, number: int, kind: str, place: str, convoy: Convoy | None = None) -> int:
    """Count people hurt by a kind of attack; they stay on the books of their place.

    Returns
    -------
    int
        How many are hurt: no more than ride in the column and are at the place (`places`).
    """
    there = sum(m.ledger.at(PEOPLE, name) for name in places(m, place))
    number = min(number, there + (convoy.people if convoy is not None else 0))
    m.losses.note(place, by_cause(HURT, WORDS[kind]), number)
    m.counts["hurt"] += number
    m.counts[f"hurt_{kind}"] += number
    return number


def places(m: Mission, place: str) -> tuple[str, ...]:
    """Where people of a place are: one that has been left has sent them to the one after it."""
    return tuple(dict.fromkeys((place, m.open_place(place))))


def toll(killed: int, wounded: int) -> str:
    """Say what an attack cost: 'nobody is hurt', '1 hurt', '2 killed, 1 hurt'."""
    told = [f"{killed} killed"] * (killed > 0) + [f"{wounded} hurt"] * (wounded > 0)
    return ", ".join(told) or "nobody is hurt"


def losses(vehicles: int, containers: int = 0) -> str:
    """Say what of equipment is lost, after what an attack cost; nothing where nothing is."""
    told = [counted(vehicles, "vehicle", "vehicles")] * (vehicles > 0)
    told += [counted(containers, "container", "containers")] * (containers > 0)
    return f", {' and '.join(told)} lost" if told else ""
