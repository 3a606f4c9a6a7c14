"""Breakdowns: trucks that halt a column on tracks, evacuation helicopters in the workshop."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import with_config

from sim.paths import Path
from sim.plan.amounts import Days
from sim.plan.strict import STRICT
from sim.risks.inputs import Per1000VehicleKm, Probability
from sim.risks.spells import in_world, lasting
from sim.risks.world import HELICOPTERS, NO_CAP, Provider, World
from sim.scenario import Scenario


@with_config(STRICT)
@dataclass(frozen=True)
class Serviceability:
    """Spells in which one helicopter is fit to fly and in the workshop, in turn."""

    fit: Days
    """How long a helicopter is fit to fly."""
    workshop: Days
    """How long a helicopter is in the workshop."""

    def __post_init__(self) -> None:
        lasting(fit=self.fit, workshop=self.workshop)

    @property
    def share_fit(self) -> float:
        """Long-run share of the time in which a helicopter is fit to fly."""
        return self.fit.mean / (self.fit.mean + self.workshop.mean)


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of breakdowns; convoys draw those of trucks by their own keys."""

    enabled: bool
    rate: Per1000VehicleKm
    """Breakdowns per 1,000 vehicle-kilometres of loaded trucks on tracks."""
    halt: Days
    """How long one breakdown halts the column."""
    left_behind: Probability
    """Share of the trucks that broke down which stay on the road."""
    helicopters: Serviceability


def fit_to_fly(settings: Settings, world: World, key: str) -> Path:
    """How many evacuation helicopters of a sector are fit to fly; no limit where none is named.

    A stage that brings more or takes some away splices the path on its day.
    """
    scenario = world.scenario
    number = _number(scenario, key)
    path = _fit(settings, world, key, number)
    for stage in scenario.stages:
        if (later := _number(stage.scenario, key)) != number:
            number = later
            path = path.then(stage.begins, _fit(settings, world, key, number))
    return path


def _number(scenario: Scenario, sector: str) -> int | None:
    """How many evacuation helicopters a sector has; None if none is named."""
    there = scenario.resources.medevac_helicopters.get(sector)
    return None if there is None else int(there.value)


def _fit(settings: Settings, world: World, key: str, there: int | None) -> Path:
    """How many of so many helicopters are fit to fly.

    Each is fit at the start with its long-run chance, and then begins a whole spell: with
    exponential spells that is the stationary process.
    """
    if there is None:
        return Path.constant(NO_CAP)
    changes: dict[float, float] = {}
    number = 0.0
    spells = settings.helicopters
    for n in range(there):
        entity = f"risk/breakdowns/{key}/helicopter/{n + 1}"
        fit = world.draws.uniform(entity, "fit at the start") < spells.share_fit
        lengths = (spells.fit, spells.workshop)
        number += fit
        step = -1.0 if fit else 1.0
        for at in in_world(world, entity, lengths if fit else lengths[::-1], size=128):
            changes[at] = changes.get(at, 0.0) + step
            step = -step
    values, times = [number], sorted(changes)
    for at in times:
        values.append(values[-1] + changes[at])
    return Path(times, values)


CHANNELS: Mapping[str, Provider] = {HELICOPTERS: fit_to_fly}
