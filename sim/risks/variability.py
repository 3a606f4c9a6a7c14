"""Variability of tasks: whether durations are drawn, or stand at their nominal values."""

from dataclasses import dataclass

from pydantic import with_config

from sim.plan.strict import STRICT
from sim.risks.world import Provider


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """Off: every duration of a task is its distribution's `nominal`; no crowd, always a buyer.

    No recipient of a gift is unfit then either.
    """

    enabled: bool


CHANNELS: dict[str, Provider] = {}
