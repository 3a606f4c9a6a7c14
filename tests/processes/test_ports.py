"""Ports: ships take what has arrived, in order, as far as they have room."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from sim.distributions import Fixed
from sim.processes.hub import Load
from sim.processes.mission import Mission
from sim.processes.ports import Port, deliver
from sim.record.ledger import ABROAD, CONTAINERS, CORRIDOR, VEHICLES
from sim.record.losses import SHIPPED
from tests.processes.given import mission, off, with_risk

START = 48.0
LAST_CALL = START + 680.0
"""The last call before the horizon of day 731, where ships call every ten days."""


def port(room: float) -> tuple[Mission, Port]:
    """A port at which ships call every ten days, from ten days after the as-of date on."""
    case = off()
    export = replace(
        case.scenario.tasks.export, ship_interval=Fixed(10.0), ship_capacity=Fixed(room)
    )
    tasks = replace(case.scenario.tasks, export=export)
    m = mission(replace(case, scenario=replace(case.scenario, tasks=tasks)))
    return m, Port(m, "Harbour")


def test_loads_sail_with_the_next_ship_that_has_room() -> None:
    m, harbour = port(100.0)
    assert [harbour.ship(60), harbour.ship(60), harbour.ship(80)] == [
        START + 10.0,  # 40 places are left
        START + 20.0,  # 40 go at once, 20 with the second ship; 80 places are left
        START + 20.0,
    ]
    m.clock.run_through(START + 35.0)
    assert harbour.ship(250) == START + 60.0  # on the calls of day 40, 50 and 60


def test_a_load_that_comes_as_a_ship_sails_is_on_board() -> None:
    m, harbour = port(100.0)
    m.clock.run_through(START + 10.0)
    assert harbour.ship(1) == START + 10.0


def arrives(m: Mission, load: Load, port: str = "Harbour") -> None:
    """A load of Gao comes down a corridor to a port now."""
    m.ledger.move(CONTAINERS, load.containers, "Gao", CORRIDOR, m.now)
    m.ledger.move(VEHICLES, load.low_bed + load.wheels, "Gao", CORRIDOR, m.now)
    deliver(m, "Gao", port, load)


def shipped(m: Mission) -> tuple[float, float]:
    return m.counts["containers_sailed"], m.counts["vehicles_sailed"]


def test_what_is_in_its_port_is_out_of_the_country() -> None:
    m, _ = port(100.0)
    arrives(m, Load(containers=7, low_bed=2, wheels=3))
    assert (m.ledger.at(CONTAINERS, ABROAD), m.ledger.at(VEHICLES, ABROAD)) == (7, 5)
    fates = [m.losses.of("Gao", kind, SHIPPED) for kind in (CONTAINERS, VEHICLES)]
    assert fates == [7, 5]
    assert shipped(m) == (7, 5)


def test_what_no_ship_takes_by_the_horizon_is_out_of_the_country_and_not_shipped() -> None:
    m, _ = port(100.0)
    m.clock.run_through(LAST_CALL)
    arrives(m, Load(containers=7))
    m.clock.run_through(LAST_CALL + 1.0)
    arrives(m, Load(containers=7))
    assert m.ledger.at(CONTAINERS, ABROAD) == 14
    assert shipped(m) == (7, 0)


def test_loads_that_come_to_one_port_share_its_ships_and_vehicles_take_room() -> None:
    """Ten places are left before the horizon, of which the first load takes six."""
    m, _ = port(10.0)
    m.clock.run_through(LAST_CALL)
    arrives(m, Load(containers=1, wheels=5))
    arrives(m, Load(containers=5))
    arrives(m, Load(containers=9), "Elsewhere")
    assert shipped(m) == (1 + 9, 5)


def test_when_ships_call_and_how_many_they_take_differs() -> None:
    """The first call lies anywhere in an interval of 14 to 30 days."""
    varied = with_risk(off(), "variability", enabled=True)
    first = [Port(mission(varied, k), "Harbour").ship(1) - START for k in range(40)]
    assert 0.0 < min(first) < 14.0
    assert max(first) <= 30.0
    harbour = Port(mission(varied), "Harbour")
    room = Counter(harbour.ship(1) for _ in range(6_000))
    assert len(room) >= 5
    assert len({round(b - a, 6) for a, b in pairwise(room)}) == len(room) - 1
    assert len(set(room.values())) == len(room)
