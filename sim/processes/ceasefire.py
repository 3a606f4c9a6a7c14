"""The ceasefire: the one reactive state of the world, strained by approaches to camps."""

from math import inf

from sim.clock import Signal
from sim.processes.camp import CampState
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.risks import ceasefire as risk


class Ceasefire:
    """What strains the ceasefire of one replication, and when it has broken (days)."""

    def __init__(self, m: Mission) -> None:
        self.settings = m.settings.ceasefire
        threshold = risk.threshold(self.settings, m.world)
        self.reaction = risk.Reaction(self.settings, threshold, m.start)
        self.moved = Signal(m.clock)
        """Fires when an approach has strained it."""
        self.approached: set[str] = set()
        self.broken_at: float | None = None


def start_ceasefire(m: Mission) -> None:
    """Let the ceasefire be strained from now on, where that is a risk."""
    if m.settings.ceasefire.enabled:
        m.ceasefire = Ceasefire(m)
        m.clock.start(watch(m, m.ceasefire), "ceasefire")


def approach(m: Mission, camp: CampState) -> None:
    """Forces approach a camp in its area that is about to be returned, or that has been left.

    They do so once for each camp; what is broken is not strained.
    """
    of = m.ceasefire
    if of is None or not camp.plan.ceasefire or camp.name in of.approached:
        return
    of.approached.add(camp.name)
    if of.broken_at is None:
        m.say(f"forces approach {camp.name}; the ceasefire is strained")
        of.reaction.approach(m.now)
        of.moved.fire()


def watch(m: Mission, of: Ceasefire) -> Steps:
    """Sleep to the breakdown, which each approach brings nearer; then change the world, once."""
    while (due := of.reaction.due(m.clock.now)) > m.clock.now:
        yield m.clock.sleep(due if due <= m.scenario.end else inf, of.moved)
    of.broken_at = m.clock.now
    risk.break_down(of.settings, m.world, m.clock.now)
    m.say("the ceasefire breaks down: threat rises and consent shrinks in the north")
    m.world_changed.fire()
