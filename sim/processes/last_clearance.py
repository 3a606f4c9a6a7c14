"""The movement clearance of the last convoy, asked for ahead by what is known on each day.

The day after the floor forms up is known from the plan: a clearance for it is asked for as far
ahead as planners ask. When the last loads have gone the day of the signature is in sight: if that
is sooner, another is asked for it, beside the first. Whichever is in hand first serves.
"""

from math import inf

from sim.processes.camp import CampState
from sim.processes.certificate import tail
from sim.processes.clearance import Clearance, asked_ahead, asked_on, reckoned_until
from sim.processes.convoy import Steps
from sim.processes.mission import Mission


def ask_for_last_convoy(m: Mission, camp: CampState) -> Steps:
    """Ask for the clearances of a camp's last convoy, each on its day, until the floor leaves."""
    latest = camp.floor_day + m.tasks.movement.forming_up.nominal
    gone = camp.loads_gone
    while not (over(camp) or gone.reached):
        asked = asked_on(m, m.rules.convoy, camp.sector, latest)
        if asked <= m.clock.now:
            request(m, camp, asked, latest)
            break
        until = reckoned_until(m, camp.sector, asked)
        yield m.clock.sleep(until, m.world_changed, gone.signal, camp.order)
    while not (over(camp) or gone.reached):
        yield m.clock.sleep(inf, gone.signal, camp.order, camp.closed.signal)
    after = m.tasks.handover.close_out_after_last_load.value
    wanted = max(min(m.clock.now + after + tail(m, camp), latest), camp.opens)
    if not over(camp):
        use_held(m, camp, wanted)
    if camp.last_clearances and (wanted >= latest or camp.last_clearances[-1].wanted == wanted):
        return
    while not over(camp):
        asked = wanted - asked_ahead(m, m.rules.convoy, camp.sector)
        if asked <= m.clock.now:
            request(m, camp, m.clock.now, wanted)
            break
        yield m.clock.sleep(reckoned_until(m, camp.sector, asked), m.world_changed, camp.order)


def over(camp: CampState) -> bool:
    """Whether the floor forms up to leave, or has left: what is still wanted is asked for then."""
    return camp.ordered or camp.closed.reached or camp.formed_at < inf


def request(
    m: Mission, camp: CampState, asked: float, wanted: float, *, held: bool = False
) -> None:
    """Make a request for a day (days), beside those that stand; `held`: it is in hand already."""
    number = len(camp.last_clearances) + 1
    entity = f"{camp.name}/last convoy" + (f"/{number}" if number > 1 else "")
    camp.last_clearances.append(
        Clearance(m, m.rules.convoy, entity, camp.sector, asked, wanted, held=held)
    )


def use_held(m: Mission, camp: CampState, wanted: float) -> None:
    """Use, for a day (days), the clearance that the status gives, if no column has used it.

    It holds from the as-of date on, as long as any other.
    """
    held, camp.clearance_held = camp.clearance_held, False
    if held and m.clock.now <= m.start + m.rules.convoy.validity:
        request(m, camp, m.start, wanted, held=True)


def ask_for_today(m: Mission, camp: CampState) -> None:
    """Ask for the day on which the floor is ready, if no request stands that is about as soon."""
    use_held(m, camp, m.clock.now)
    soon = m.clock.now + asked_ahead(m, m.rules.convoy, camp.sector)
    if not any(standing.wanted <= soon for standing in camp.last_clearances):
        request(m, camp, m.clock.now, m.clock.now)
