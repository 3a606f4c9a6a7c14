"""Breakdowns of loaded trucks on tracks: how often, how long they halt a column, how many stay."""

from dataclasses import dataclass

from pydantic import with_config

from sim.plan.strict import STRICT
from sim.plan.tasks import Days
from sim.risks.inputs import Per1000VehicleKm, Probability
from sim.risks.world import Provider


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of breakdowns; convoys draw them by their own keys."""

    enabled: bool
    rate: Per1000VehicleKm
    """Breakdowns per 1,000 vehicle-kilometres of loaded trucks on tracks."""
    halt: Days
    """How long one breakdown halts the column."""
    left_behind: Probability
    """Share of the trucks that broke down which stay on the road."""


CHANNELS: dict[str, Provider] = {}
