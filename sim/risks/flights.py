"""Flight restrictions: lead time and refusal of each request, and closures of airspace.

Refusals come in spells because their probability follows the regime of consent. Closures of a
sector's airspace are a separate case: the same refusals are never counted by both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import fsum
from typing import Annotated

from pydantic import with_config

from sim.distributions import unit
from sim.errors import Problem
from sim.paths import Path
from sim.plan.amounts import Days
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.inputs import NonNegative, Probability
from sim.risks.names import sectors, unknown
from sim.risks.regimes import ByRegime
from sim.risks.spells import in_turn, in_world, lasting
from sim.risks.world import AIRSPACE, Provider, World

Requests = Annotated[NonNegative, unit("requests/quarter")]


@with_config(STRICT)
@dataclass(frozen=True)
class Closures:
    """Spells in which a sector's airspace is open and closed, in turn; open at the start."""

    open_spell: Days
    """How long the airspace stays open."""
    closed_spell: Days
    """How long airspace stays shut."""

    def __post_init__(self) -> None:
        lasting(open_spell=self.open_spell, closed_spell=self.closed_spell)


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of flights.

    `requests_crewed`, `requests_drone` and `requests_by_sector` are the reference mix to which
    the refusals are calibrated; nothing in a run depends on them.
    """

    enabled: bool
    lead: ByRegime[Days]
    """From the request of a flight to the answer."""
    crewed_refused: ByRegime[Probability]
    """Probability that a flight with people is refused."""
    drone_refused: ByRegime[Probability]
    """Probability that a flight of an unmanned aircraft is refused."""
    ask_again: Days
    """From a refusal until the request is put again."""
    medevac_answer: ByRegime[Days]
    """From the call for an evacuation flight to its permission."""
    requests_crewed: Requests
    """Reference mix: requests of crewed flights in a quarter."""
    requests_drone: Requests
    """Reference mix: requests of unmanned flights in a quarter."""
    requests_by_sector: dict[str, Probability]
    """Reference mix: share of the requests that each sector makes."""
    airspace_closed: bool = False
    """Airspace is closed everywhere, for ever (a stress case)."""
    closures: dict[str, Closures] = field(default_factory=dict)
    """Closures by sector; none where the regime's refusals stand for them."""

    def __post_init__(self) -> None:
        total = fsum(share.value for share in self.requests_by_sector.values())
        if abs(total - 1.0) > 1e-6:
            raise ValueError(
                f"'requests_by_sector': the shares sum to {total:g}, they must sum to 1"
            )
        if not self.requests_crewed.value + self.requests_drone.value > 0.0:
            raise ValueError("'requests_crewed' and 'requests_drone' must not both be 0")


def airspace(settings: Settings, world: World, sector: str) -> Path:
    """1 where crewed flights of a sector may fly."""
    if settings.airspace_closed:
        return Path.constant(0.0)
    spells = settings.closures.get(sector)
    if spells is None:
        return Path.constant(1.0)
    lengths = (spells.open_spell, spells.closed_spell)
    return in_turn(1.0, 0.0, in_world(world, f"risk/flights/{sector}", lengths))


CHANNELS: dict[str, Provider] = {AIRSPACE: airspace}


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find sectors that the plan does not know."""
    for name in ("requests_by_sector", "closures"):
        given = getattr(settings, name)
        yield from unknown(f"risk.flights.{name}", "sector", given, sectors(plan), keyed=True)
