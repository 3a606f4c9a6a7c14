"""Ports: ships take what has arrived, in order, as far as they have room."""

from dataclasses import replace

from sim.distributions import Fixed
from sim.processes.mission import Mission
from sim.processes.ports import Port
from tests.processes.given import mission, off

START = 48.0


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
