"""A world in which nothing goes wrong but supply, and a camp that has used up everything."""

from dataclasses import replace
from functools import cache

from sim.processes.camp import CampState
from sim.processes.case import Case
from sim.processes.mission import Mission
from sim.processes.stocks import HubFuel
from sim.processes.supply import Stocks
from sim.record import triggers
from tests.processes.given import mission, off, with_risk


@cache
def alone() -> Case:
    """A world in which every risk is off but supply."""
    return with_risk(off(), "supply", enabled=True)


def empty() -> tuple[Mission, CampState]:
    """A mission with a camp that has used up everything."""
    m = mission(alone(), story=True)
    m.stocks = Stocks(m)
    camp = m.camps["Menaka"]
    m.stocks.open(camp).levels = [0.0, 0.0, 0.0]
    return m, camp


def with_patience(m: Mission) -> None:
    """Let command leave no camp in haste, however long nothing comes."""
    m.policy = replace(m.policy, acceleration=replace(m.policy.acceleration, enabled=False))


def asked_to_leave(m: Mission) -> list[float]:
    """When command was asked to leave a camp in haste for want of supplies, in days."""
    return [firing.day - m.start for firing in m.triggers if firing.trigger == triggers.SUPPLY]


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
