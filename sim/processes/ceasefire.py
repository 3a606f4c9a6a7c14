"""The ceasefire: the one reactive state of the world, strained by approaches to camps."""

from math import inf

from sim.clock import Signal
from sim.processes.camp import CampState
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.risks import ceasefire as risk


class Ceasefire:
    """Accumulates the hazard and, when its threshold is crossed, changes the world once."""

    def __init__(self, m: Mission) -> None:
        self._m = m
        self._settings = m.settings.ceasefire
        threshold = risk.threshold(self._settings, m.world)
        self._reaction = risk.Reaction(self._settings, threshold, m.start)
        self._moved = Signal(m.clock)
        self._approached: set[str] = set()
        self.broken_at: float | None = None

    def approach(self, camp: CampState) -> None:
        """Forces approach a camp in its area that is about to be returned, or that has been left.

        They do so once for each camp.
        """
        if not camp.plan.ceasefire or camp.name in self._approached:
            return
        self._approached.add(camp.name)
        if self._settings.enabled and self.broken_at is None:
            self._m.say(f"forces approach {camp.name}; the ceasefire is strained")
            self._reaction.approach(self._m.now)
            self._moved.fire()

    def watch(self) -> Steps:
        """Sleep to the breakdown; each approach brings it nearer."""
        m = self._m
        while self._settings.enabled:
            due = self._reaction.due(m.clock.now)
            if due <= m.clock.now:
                break
            if due == inf or due > m.scenario.end:
                yield m.clock.sleep(inf, self._moved)
            else:
                yield m.clock.sleep(due, self._moved)
        else:
            return
        self.broken_at = m.clock.now
        risk.break_down(self._settings, m.world, m.clock.now)
        m.say("the ceasefire breaks down: threat rises and consent shrinks in the north")
        m.world_changed.fire()
