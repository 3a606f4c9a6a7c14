"""Ports: ships call every few weeks and take what stands on the quay, first come, first shipped."""

from math import inf

from sim.processes.hub import Load
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, CORRIDOR, VEHICLES
from sim.record.losses import SHIPPED


class Port:
    """The calls of ships at one port; a call is drawn when it is first needed.

    Ships do not react to the mission, so a load learns on its arrival with which ship it leaves.
    """

    __slots__ = ("_call", "_entity", "_left", "_m", "_sails")

    def __init__(self, m: Mission, name: str) -> None:
        self._m = m
        self._entity = f"port/{name}"
        self._call = 0
        self._sails = -inf
        self._left = 0

    def ship(self, units: int) -> float:
        """Give a place on a ship to so many containers or vehicles that arrive now.

        Returns
        -------
        float
            When the last of them sails (days).
        """
        while self._sails < self._m.clock.now:
            self._next_call()
        while units > self._left:
            units -= self._left
            self._next_call()
        self._left -= units
        return self._sails

    def _next_call(self) -> None:
        """Have the next ship call; its first call lies anywhere in an interval from the start."""
        m, rules, entity = self._m, self._m.tasks.export, self._entity
        days = m.task(rules.ship_interval, entity, "interval", self._call)
        if self._call == 0:
            share = m.draws.uniform(entity, "first call") if m.varied else 1.0
            self._sails = m.start + days * share
        else:
            self._sails += days
        self._left = int(m.task(rules.ship_capacity, entity, "capacity", self._call))
        self._call += 1


def deliver(m: Mission, place: str, port: str, load: Load) -> None:
    """A load of a place is in its port, out of the country; the next ship with room takes it."""
    vehicles = load.low_bed + load.wheels
    m.leave_country(CONTAINERS, load.containers, CORRIDOR, place, SHIPPED)
    m.leave_country(VEHICLES, vehicles, CORRIDOR, place, SHIPPED)
    calls = m.ports.get(port)
    if calls is None:
        calls = m.ports[port] = Port(m, port)
    if calls.ship(load.units) <= m.scenario.end:
        m.counts["containers_sailed"] += load.containers
        m.counts["vehicles_sailed"] += vehicles
