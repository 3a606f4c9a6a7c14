"""A world in which nothing goes wrong but supply, and a camp that has used up everything."""

from collections.abc import Callable
from functools import cache

from sim.processes.camp import CampState
from sim.processes.case import Case
from sim.processes.mission import Mission
from sim.processes.stocks import HubFuel
from sim.processes.supply import Stocks
from tests.processes.given import mission, off, with_risk

Reason = Callable[[], bool]


@cache
def alone() -> Case:
    """A world in which every risk is off but supply."""
    return with_risk(off(), "supply", enabled=True)


def empty() -> tuple[Mission, CampState, list[tuple[float, Reason]]]:
    """A mission with a camp that has used up everything; when leaving in haste is asked for."""
    m = mission(alone(), story=True)
    m.stocks = Stocks(m)
    camp = m.camps["Menaka"]
    m.stocks.open(camp).levels = [0.0, 0.0, 0.0]
    asked: list[tuple[float, Reason]] = []
    m.order_haste = lambda _camp, _why, _cause, still: asked.append((m.now - m.start, still))
    return m, camp, asked


def tanks(m: Mission, litres: float = 0.0) -> HubFuel:
    """The hub's tanks, with so much more in them than the reserve."""
    assert m.stocks is not None
    hub = m.stocks.hub("Gao")
    assert hub is not None
    hub.level = hub.reserve + litres
    return hub


def person_days(m: Mission, litres: float) -> float:
    """For how many person-days so much fuel lasts."""
    assert m.stocks is not None
    return litres / m.stocks.settings.consumption.fuel.value
