"""What a column loses: trucks with what they carry, own vehicles, escorts."""

from sim.processes.contractors import walk_out
from sim.processes.convoy import Convoy
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, ROAD, VEHICLES
from sim.record.losses import ESCORT, ON_ROAD


def lose_vehicles(m: Mission, convoy: Convoy, lost: int) -> None:
    """Take lost vehicles from the column: trucks with what they carry, own ones, escorts.

    They are shared out in proportion. A truck lost loaded loses its share of what they carry;
    contracted trucks are not the mission's vehicles, escort vehicles are their home's.
    """
    total = convoy.vehicles
    if lost <= 0 or total == 0:
        return
    m.counts["vehicles_lost"] += lost
    escort = min(round(lost * convoy.escort / total), convoy.escort)
    own = min(round((lost - escort) * convoy.own / max(1, total - convoy.escort)), convoy.own)
    trucks = min(lost - escort - own, convoy.trucks)
    own = min(lost - escort - trucks, convoy.own)
    escort = lost - trucks - own
    if trucks:
        lose_trucks(m, convoy, trucks)
        walk_out(m, convoy)
    m.leave_country(VEHICLES, own, ROAD, bearer(convoy), ON_ROAD)
    convoy.own -= own
    home = m.camps.get(convoy.home)
    there = m.ledger.at(VEHICLES, convoy.home) if home is None else home.driving
    gone = min(escort, convoy.escort, there)
    if home is not None:  # a camp's escorts are some of its vehicles that drive out with it
        home.driving -= gone
    hub = m.hubs.get(convoy.home)
    if home is None and hub is not None and hub.released:  # one fewer drives out of the country
        hub.wheels -= min(hub.wheels, gone)
    m.leave_country(VEHICLES, gone, convoy.home, convoy.home, ESCORT)
    convoy.escort -= min(escort, convoy.escort)


def bearer(convoy: Convoy) -> str:
    """The place that bears what a column loses: the camp that it serves, else its home."""
    return convoy.home if convoy.camp is None else convoy.camp.name


def lose_trucks(m: Mission, convoy: Convoy, trucks: int) -> None:
    """Take trucks from the column, with their share of its loads and supplies."""
    share = trucks / convoy.trucks
    containers = min(round(convoy.containers * share), convoy.containers)
    low_bed = min(round(convoy.low_bed * share), convoy.low_bed)
    lose_loads(m, convoy, containers, low_bed)
    if convoy.supplies is not None:
        rations, fuel, water = convoy.supplies
        kept = 1.0 - share
        convoy.supplies = kept * rations, kept * fuel, kept * water
    convoy.trucks -= trucks


def lose_loads(m: Mission, convoy: Convoy, containers: int, low_bed: int) -> None:
    """Write off what lost trucks carried; the camp that the column serves bears the loss."""
    m.leave_country(CONTAINERS, containers, ROAD, bearer(convoy), ON_ROAD)
    m.leave_country(VEHICLES, low_bed, ROAD, bearer(convoy), ON_ROAD)
    m.counts["vehicles_lost"] += low_bed
    convoy.containers -= containers
    convoy.low_bed -= low_bed
