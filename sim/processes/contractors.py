"""Contracted trucks: as many as the market offers, less those whose drivers have walked out."""

from dataclasses import dataclass, field
from math import floor

from sim.processes.convoy import Convoy, Steps
from sim.processes.haul_loads import fleet_of
from sim.processes.means import in_words
from sim.processes.mission import Mission
from sim.record.causes import CONTRACTORS
from sim.record.track import Link, Track
from sim.risks.world import TRUCKS_OFFERED
from sim.wording import counted


@dataclass(frozen=True, slots=True)
class Contractors:
    """The contracted trucks of one replication, by kind of fleet; `away` have walked out."""

    m: Mission
    away: dict[str, int] = field(default_factory=dict)

    def start(self) -> None:
        """Start a process for each fleet of which a part is contracted."""
        m = self.m
        if m.settings.contractors.enabled:
            m.trucks_lost = self.walk_out
            for kind in m.contracted:
                m.clock.start(self.follow(kind), f"{kind}/market")

    def follow(self, kind: str) -> Steps:
        """Have as many trucks as are offered, whenever that changes."""
        m = self.m
        offered = m.world.path(TRUCKS_OFFERED, kind.partition(":")[2])
        while True:
            self.fit(kind)
            yield m.clock.sleep(offered.next_change(m.clock.now), m.stage_begun)

    def fit(self, kind: str) -> None:
        """Let the pool hold the own trucks, and those contracted that are there."""
        m = self.m
        total, contracted = m.contracted[kind]
        there = max(0, self.offered(kind) - self.away.get(kind, 0))
        if m.pool.capacity(kind) == total - contracted + there:
            return
        # The trucks come from the world: who waits for them waits because of this risk.
        track = Track(f"{kind}/market", Link(None, m.start, CONTRACTORS, kind, "trucks offered"))
        m.pool.resize(kind, total - contracted + there, track, most=total)
        m.hubs[kind.partition(":")[2]].equipment_changed.fire()

    def offered(self, kind: str) -> int:
        """Contracted trucks of a fleet that the market offers now, those that are away too."""
        path = self.m.world.path(TRUCKS_OFFERED, kind.partition(":")[2])
        return floor(self.m.contracted.get(kind, (0, 0))[1] * path.value(self.m.clock.now) + 1e-9)

    def walk_out(self, convoy: Convoy) -> None:
        """Drivers of the fleet whose trucks were lost walk out; after a time they are back.

        A share of those whom the market offers now, as far as they have not walked out already.
        """
        m, risk = self.m, self.m.settings.contractors
        kind = f"trucks:{convoy.camp.owner}" if convoy.camp else fleet_of(m, m.hubs[convoy.home])
        offered = self.offered(kind)
        attempt = convoy.walked_out
        convoy.walked_out += 1
        share = risk.walk_out.ppf(m.draws.uniform(convoy.entity, "walk out", attempt))
        gone = min(round(offered * share), offered - self.away.get(kind, 0))
        if gone <= 0:
            return
        days = risk.back.ppf(m.draws.uniform(convoy.entity, "walk out, back", attempt))
        m.counts["trucks_walked_out"] += gone
        m.say(
            f"after the losses of {convoy.entity} drivers walk out for "
            f"{counted(days, 'day', 'days')}: {gone} of {offered} contracted {in_words(kind)}"
        )
        self.away[kind] = self.away.get(kind, 0) + gone  # now: the next loss may be in this instant
        name = f"{convoy.entity}/walk-out/{attempt}"
        m.clock.start(self.stay_away(kind, gone, m.clock.now + days), name)

    def stay_away(self, kind: str, trucks: int, until: float) -> Steps:
        """Have trucks that are `away` back on a day."""
        self.fit(kind)
        yield self.m.clock.at(until)
        self.away[kind] -= trucks
        self.fit(kind)
