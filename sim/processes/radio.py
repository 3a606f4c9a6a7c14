"""Radio: the mission's stations go off the air by a day, or with the camp in which they stand."""

from sim.plan.liquidation import Radio
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
    """Broadcast until dismantling is due, or the camp is left; then dismantle the station.

    It begins so far ahead that most stations are dismantled in time, as with every request.
    """
    days = m.task(of.dismantling, place, "dismantling the radio")
    begins = max(m.clock.now, of.due - m.in_time(of.dismantling))
    camp = m.camps.get(place)
    if camp is None:
        yield m.clock.at(begins + days)
    else:
        yield m.clock.sleep(begins, camp.closed.signal)
        if not camp.closed.reached:
            yield m.clock.sleep(m.clock.now + days, camp.closed.signal)
    m.reach(milestones.RADIO, place)
    m.counts["radio_stations_closed"] += 1
    m.say(f"the radio station of {place} is off the air")
