"""Weather: a rainy season a year, wet and dry spells inside it, crossings washed out, dust.

Rain acts on speed, not on attacks. A season is generated from its onset, also where that lies
before the as-of date, so that a run that starts in August meets a season that is under way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import inf, log1p
from typing import Annotated

from pydantic import Field, with_config

from sim.calendar import to_date, to_day
from sim.errors import Problem
from sim.paths import Path
from sim.plan.amounts import Days
from sim.plan.plan import Plan
from sim.plan.strict import STRICT
from sim.risks.inputs import PerDay
from sim.risks.names import unknown
from sim.risks.spells import alternate, lasting, uniforms
from sim.risks.world import FLYABLE, PASSABLE, WET, Provider, World


@cache
def _years(start: float, end: float) -> range:
    return range(to_date(start).year, to_date(end).year + 1)


@cache
def _day(year: int, month: int, day: int) -> float:
    return to_day(date(year, month, day))


@with_config(STRICT)
@dataclass(frozen=True)
class SeasonDate:
    """A day of the year, and by how many days a year's own date is later (or earlier)."""

    month: Annotated[int, Field(ge=1, le=12)]
    """1 to 12."""
    day: Annotated[int, Field(ge=1, le=31)]
    """Day of the month."""
    spread: Days
    """Days by which a year's own date is later; negative: earlier."""

    def __post_init__(self) -> None:
        date(2023, self.month, self.day)  # a day that every year has, or a ValueError

    def first_instant(self, year: int) -> float:
        """00:00 of the date in a year, without its spread, in days."""
        return _day(year, self.month, self.day)


@with_config(STRICT)
@dataclass(frozen=True)
class Rain:
    """The rains of a group of regions; tracks dry within the wet spell that they end."""

    season_start: SeasonDate
    """First day of the season."""
    season_end: SeasonDate
    """Last day of the season."""
    wet_spell: Days
    """How long tracks stay wet, drying included."""
    dry_spell: Days
    """How long tracks stay dry, within the season."""
    washout_rate: PerDay
    """Spells, a day of the season, in which unpaved roads cannot be driven."""
    washout: Days
    """How long unpaved roads cannot be driven."""
    grounding_rate: PerDay
    """Storms and dust, a day, in which helicopters do not fly: in the season."""
    grounding_rate_dry: PerDay
    """Storms and dust, a day, in which helicopters do not fly: outside the season."""
    grounding: Days
    """How long helicopters do not fly."""

    def __post_init__(self) -> None:
        if self.season_start.first_instant(2023) > self.season_end.first_instant(2023):
            raise ValueError("'season_end' lies before 'season_start' in the year")
        lasting(wet_spell=self.wet_spell, dry_spell=self.dry_spell)


@with_config(STRICT)
@dataclass(frozen=True)
class Settings:
    """What the configuration says of the weather.

    `regions` gives the group of a region; those not named have the weather of `elsewhere`.
    """

    enabled: bool
    groups: dict[str, Rain]
    """The weather of a group of regions, by its name."""
    regions: dict[str, str]
    """The group of a region."""
    elsewhere: str
    """The group of regions that are not named."""

    def __post_init__(self) -> None:
        allowed = ", ".join(self.groups)
        for name in (*self.regions.values(), self.elsewhere):
            if name not in self.groups:
                raise ValueError(f"'{name}' is not a group of regions; allowed: {allowed}")

    def group(self, region: str) -> tuple[str, Rain]:
        """The name of a region's group, and its weather."""
        name = self.regions.get(region, self.elsewhere)
        return name, self.groups[name]


def _seasons(rain: Rain, group: str, world: World) -> Iterator[tuple[float, float]]:
    """The seasons that a run may meet: onset and end in days. Regions of a group share."""
    draw, entity = world.draws.uniform, f"risk/weather/{group}"
    start, finish, last = rain.season_start, rain.season_end, -inf
    for year in _years(world.scenario.start, world.until):
        onset = start.first_instant(year) + start.spread.ppf(draw(entity, "season_start", year))
        end = finish.first_instant(year) + 1.0  # 24:00 of the last day
        end += finish.spread.ppf(draw(entity, "season_end", year))
        if max(onset, last) < end:
            yield max(onset, last), end
            last = end


def wet(settings: Settings, world: World, region: str) -> Path:
    """1 where the tracks of a region are wet: a season starts and goes on in wet and dry spells."""
    group, rain = settings.group(region)
    lengths = (rain.wet_spell, rain.dry_spell)
    numbers = uniforms(world.draws, f"risk/weather/{region}", "spell", size=128)
    times: list[float] = []
    for onset, end in _seasons(rain, group, world):
        ends = alternate(numbers, lengths, onset, end)
        times.append(onset)
        times.extend(ends[:-1])
        if len(ends) % 2:  # the season ends in a wet spell, and ends it
            times.append(end)
    # A spell may have no length at all, so that two changes fall together.
    return Path.steps(0.0, ((time, float(index % 2 == 0)) for index, time in enumerate(times)))


def passable(settings: Settings, world: World, region: str) -> Path:
    """1 where the unpaved roads of a region can be driven."""
    group, rain = settings.group(region)
    if rain.washout_rate.value == 0.0:
        return Path.constant(1.0)
    mean_gap = 1.0 / rain.washout_rate.value
    draws, entity = world.draws, f"risk/weather/{region}"
    changes: list[tuple[float, float]] = []
    attempt = 0
    for onset, end in _seasons(rain, group, world):
        time = onset
        while True:
            time += mean_gap * draws.exponential(entity, "washout_gap", attempt)
            if time >= end:
                break
            changes.append((time, 0.0))
            time += rain.washout.ppf(draws.uniform(entity, "washout", attempt))
            changes.append((time, 1.0))
            attempt += 1
        attempt += 1
    return Path.steps(1.0, changes)


def flyable(settings: Settings, world: World, region: str) -> Path:
    """1 where helicopters can fly in a region: between storms, and dust out of season."""
    group, rain = settings.group(region)
    draws, entity = world.draws, f"risk/weather/{region}"
    gaps, lengths = (uniforms(draws, entity, name, 128) for name in ("storm_gap", "storm"))
    changes: list[tuple[float, float]] = []
    since = _day(to_date(world.scenario.start).year, 1, 1)
    finish = world.until
    stretches: list[tuple[float, float]] = []
    for onset, end in _seasons(rain, group, world):
        stretches += [(onset, rain.grounding_rate_dry.value), (end, rain.grounding_rate.value)]
    stretches.append((finish, rain.grounding_rate_dry.value))
    time, hazard = since, -log1p(-next(gaps))
    for until, rate in stretches:
        while rate > 0.0 and time < min(until, finish):
            at = time + hazard / rate
            if at >= until:
                hazard -= (until - time) * rate
                break
            time = at + rain.grounding.ppf(next(lengths))
            changes += [(at, 0.0), (time, 1.0)]
            hazard = -log1p(-next(gaps))
        time = max(time, until)
    return Path.steps(1.0, changes)


CHANNELS: dict[str, Provider] = {WET: wet, PASSABLE: passable, FLYABLE: flyable}


def problems(settings: Settings, plan: Plan) -> Iterator[Problem]:
    """Find regions that the plan does not know."""
    yield from unknown("risk.weather.regions", "region", settings.regions, plan.regions, keyed=True)
