"""Import limits: the directive's weekly caps and its customs clearance, by regime.

The caps follow the national regime of consent. With the risk off there is no cap, and material
is there at once.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import with_config

from sim.distributions import unit
from sim.paths import Path
from sim.plan.amounts import Days
from sim.plan.strict import STRICT
from sim.risks.inputs import NonNegative, PerWeek, Probability
from sim.risks.regimes import ByRegime
from sim.risks.world import (
    CONSENT,
    EXPORT_CAP,
    FUEL,
    IMPORT_CAP,
    NATION,
    NO_CAP,
    OBSTRUCTIVE,
    Provider,
    World,
)

LoadsPerWeek = Annotated[NonNegative, unit("loads/week")]


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of imports and exports."""

    enabled: bool
    weekly_cap: ByRegime[PerWeek]
    """Containers a week that are let in."""
    export_weekly_cap: LoadsPerWeek
    """Loads a week that are let out while the nation is obstructive; no cap otherwise."""
    clearance: Days
    """Customs clearance of one import consignment."""
    exempt_share: Probability
    """Share of the goods that the limits do not touch."""
    fuel_let_in: ByRegime[Probability]
    """Share of the normal fuel deliveries that is let in, to every hub."""


def import_cap(settings: Settings, world: World, _key: str) -> Path:
    """Containers a week that are let in."""
    caps = settings.weekly_cap
    return world.path(CONSENT, NATION).map(lambda level: caps.at(level).value)


def export_cap(settings: Settings, world: World, _key: str) -> Path:
    """Loads a week that are let out."""
    cap = settings.export_weekly_cap.value
    return world.path(CONSENT, NATION).map(lambda level: cap if level >= OBSTRUCTIVE else NO_CAP)


def fuel(settings: Settings, world: World, _hub: str) -> Path:
    """Share of a hub's normal fuel deliveries that the regime lets in."""
    let_in = settings.fuel_let_in
    return world.path(CONSENT, NATION).map(lambda level: let_in.at(level).value)


CHANNELS: dict[str, Provider] = {IMPORT_CAP: import_cap, EXPORT_CAP: export_cap, FUEL: fuel}
