"""Radio: the mission's stations go off the air by a day, or with the camp in which they stand."""

from math import inf

from sim.plan.liquidation import Radio
from sim.processes.camp import CampState
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.record import milestones


def start_radio(m: Mission) -> None:
    """Start the closing of every station that is still on the air."""
    of = m.plan.radio
    if of is None:
        return
    for place in of.stations:
        if not m.status_closed(place):
            m.expect(milestones.RADIO, place, of.due)
            m.clock.start(close_station(m, of, place), f"{place}/radio")


def close_station(m: Mission, of: Radio, place: str) -> Steps:
    """Broadcast until the station is to be taken down, or its camp is left; then take it down.

    It is off the air when that begins: so far ahead that most stations are down in time, as with
    every request. What still stands when a camp is left stays there.
    """
    camp = m.camps.get(place)
    signals = () if camp is None else (camp.closed.signal,)
    yield m.clock.sleep(max(m.clock.now, begins(m, of, camp)), *signals)
    m.reach(milestones.RADIO, place)
    m.counts["radio_stations_closed"] += 1
    m.say(f"the radio station of {place} is off the air")
    if camp is None or not camp.closed.reached:
        days = m.task(of.dismantling, place, "dismantling the radio")
        yield m.clock.sleep(m.clock.now + days, *signals)
    left = camp is not None and camp.closed.reached
    m.say(f"the radio station of {place} is {'left as it stands' if left else 'dismantled'}")


def begins(m: Mission, of: Radio, camp: CampState | None) -> float:
    """The day (days) on which a station is to be taken down.

    It is to be down by the last day of broadcasting, or when the floor of its camp forms up.
    """
    floor_day = inf if camp is None else camp.floor_day
    return min(of.due, floor_day) - m.in_time(of.dismantling)
