"""Money: whether more is granted when the authority does not suffice, and when that is decided."""

from dataclasses import dataclass

from pydantic import with_config

from sim.plan.amounts import Days
from sim.plan.strict import STRICT
from sim.risks.inputs import Probability
from sim.risks.world import Provider


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of the top-up; the mission asks for it (processes/money.py)."""

    enabled: bool
    top_up_granted: Probability
    """Probability that the top-up asked for is granted."""
    decided_before: Days
    """Days before the end of the authority's period on which the top-up is decided."""


CHANNELS: dict[str, Provider] = {}
