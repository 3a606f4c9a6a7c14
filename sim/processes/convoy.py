"""A column on its way: what it consists of, and what can happen to it."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from simpy.events import Event

from sim.processes.camp import CampState
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, DEAD, PEOPLE, ROAD, VEHICLES
from sim.record.losses import ESCORT, KILLED, ON_ROAD
from sim.record.track import Track

Steps = Generator[Event, Any, Any]


@dataclass(slots=True)
class Convoy:
    """A column: trucks, own vehicles, escort, people and loads.

    Attributes
    ----------
    entity
        Its slot, the key of its draws.
    home
        The place whose people and vehicles escort it.
    camp
        The camp that it serves, if any: attacks on it count for that camp.
    containers, low_bed
        What the trucks carry; `own` are the camp's vehicles on their own wheels.
    speed_factor, exposure_factor
        What haste does to its speed and to the threat to it.
    loaded
        Whether it carries loads or people out.
    columns
        Columns that leave on one day; they follow each other and take one place on an axis.
    priority
        Its place among the columns that wait for an axis; the smaller goes first.
    promised, promised_low_bed
        What the camp keeps for it until it has loaded.
    delayed
        Days for which attacks have held it up so far.
    supplies
        Person-days of rations, fuel and water that it brings to its camp, if any.
    regrouped, drives, walked_out
        How often it turned back while loaded, how many routes it has driven, and after how many
        of its losses drivers have walked out.
    """

    entity: str
    track: Track
    home: str
    sector: str
    camp: CampState | None = None
    trucks: int = 0
    escort: int = 0
    own: int = 0
    low_bed: int = 0
    people: int = 0
    containers: int = 0
    speed_factor: float = 1.0
    exposure_factor: float = 1.0
    loaded: bool = False
    searched: bool = True
    overwatch: bool = False
    columns: int = 1
    priority: float = 0.0
    promised: int = 0
    promised_low_bed: int = 0
    regrouped: int = 0
    delayed: float = 0.0
    drives: int = 0
    supplies: tuple[float, float, float] | None = None
    walked_out: int = 0

    @property
    def vehicles(self) -> int:
        """Everything that drives."""
        return self.trucks + self.escort + self.own


def strike(m: Mission, convoy: Convoy, road: str, attempt: int, near: bool) -> tuple[float, bool]:
    """Let an attack hit the column now; gives the delay in days and whether it turns back.

    A column from a camp that has been left does not turn back: there is nobody to return to.

    `near`: the column is near the camp that it serves, so that command counts it for that camp.

    Killed and hurt people, vehicles lost and their loads follow from the attack's own uniforms.
    """
    attacks = m.settings.attacks
    draws, entity = m.draws, convoy.entity
    key = f"{road}|attack"
    ied = draws.uniform(entity, f"{key} kind", attempt) < attacks.ied_share.value
    delay_of = attacks.delay_ied if ied else attacks.delay_complex
    delay = delay_of.ppf(draws.uniform(entity, f"{key} delay", attempt))
    killed = int(attacks.killed.ppf(draws.uniform(entity, f"{key} killed", attempt)))
    hurt = int(attacks.hurt.ppf(draws.uniform(entity, f"{key} hurt", attempt)))
    hit = int(attacks.vehicles_lost.ppf(draws.uniform(entity, f"{key} vehicles", attempt)))
    nowhere = convoy.loaded and convoy.camp is not None and convoy.camp.closed.reached
    turned = not nowhere and draws.uniform(entity, f"{key} turn", attempt) < attacks.turn_back.value
    lost = min(round(hit * (1.0 - attacks.recoverable.value)), convoy.vehicles)
    m.counts["attacks_convoy"] += 1
    m.counts["hurt"] += hurt
    bury(m, killed, convoy.home, convoy)
    lose_vehicles(m, convoy, lost)
    if m.story is not None:
        kind = "a mine or roadside bomb" if ied else "an ambush"
        m.say(
            f"{entity} is hit by {kind} on the road {road}: {killed} killed, {hurt} hurt, "
            f"{lost} vehicles lost, {delay:.1f} days of delay"
            + ("; it turns back" if turned else "")
        )
    if convoy.camp is not None and near:
        m.attacked(convoy.camp, killed, killed + hurt + lost > 0)
    if turned:
        m.counts["turned_back"] += 1
    return delay, turned


def bury(m: Mission, killed: int, place: str, convoy: Convoy | None = None) -> None:
    """Take killed people from those who ride in the column, then from the place of the others."""
    m.counts["killed"] += killed
    m.losses.note(place, KILLED, killed)
    left = killed
    if convoy is not None and convoy.people:
        riding = min(left, convoy.people)
        m.ledger.move(PEOPLE, riding, ROAD, DEAD, m.clock.now)
        convoy.people -= riding
        left -= riding
    if left:
        there = min(left, m.ledger.at(PEOPLE, place))
        m.ledger.move(PEOPLE, there, place, DEAD, m.clock.now)
        m.pool.give(f"beds:{place}", there, m.track(place))


def lose_vehicles(m: Mission, convoy: Convoy, lost: int) -> None:
    """Take lost vehicles from the column: trucks with what they carry, own ones, escorts.

    They are shared out in proportion. A truck lost loaded loses its share of the containers;
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
    if trucks and convoy.trucks:
        share = trucks / convoy.trucks
        containers = min(round(convoy.containers * share), convoy.containers)
        low_bed = min(round(convoy.low_bed * share), convoy.low_bed)
        lose_loads(m, convoy, containers, low_bed)
        convoy.trucks -= min(trucks, convoy.trucks)
        m.trucks_lost(convoy)
    m.leave_country(VEHICLES, own, ROAD, bearer(convoy), ON_ROAD)
    convoy.own -= own
    if convoy.camp is not None:
        convoy.camp.vehicles_lost += own
    gone = min(escort, convoy.escort, m.ledger.at(VEHICLES, convoy.home))
    m.leave_country(VEHICLES, gone, convoy.home, convoy.home, ESCORT)
    convoy.escort -= min(escort, convoy.escort)


def bearer(convoy: Convoy) -> str:
    """The place that bears what a column loses: the camp that it serves, else its home."""
    return convoy.home if convoy.camp is None else convoy.camp.name


def lose_loads(m: Mission, convoy: Convoy, containers: int, low_bed: int) -> None:
    """Write off what lost trucks carried; the camp that the column serves bears the loss."""
    m.leave_country(CONTAINERS, containers, ROAD, bearer(convoy), ON_ROAD)
    m.leave_country(VEHICLES, low_bed, ROAD, bearer(convoy), ON_ROAD)
    convoy.containers -= containers
    convoy.low_bed -= low_bed
    if convoy.camp is not None:
        convoy.camp.containers_lost += containers
        convoy.camp.vehicles_lost += low_bed
