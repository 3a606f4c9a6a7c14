"""Weather: rain in its season only, wet for its share, seasons shared by a group of regions."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.calendar import to_day
from sim.distributions import Delayed, Fixed, Quantity
from sim.paths import Path
from sim.risks.weather import Settings
from sim.risks.world import PASSABLE, WET, World
from tests.risks import cases
from tests.risks.test_consent import close

NORTH = ("Kidal", "Gao", "Timbuktu", "Menaka")
REGIONS = (*NORTH, "Mopti", "South")


def weather(case: str = "baseline") -> Settings:
    return cases.settings(Settings, "weather", case)


def worlds(
    n: int,
    case: str = "baseline",
    *,
    horizon: date = cases.HORIZON,
    start: date = cases.START,
    settings: Settings | None = None,
) -> list[World]:
    risk = {"weather": settings or weather(case)}
    of = cases.scenario(risk, horizon=horizon, start=start)
    return [cases.world(of, replication=k) for k in range(n)]


def days(text: str) -> float:
    return to_day(date.fromisoformat(text))


@pytest.mark.parametrize("region", ["Gao", "Mopti", "South"])
def test_tracks_are_wet_for_their_share_of_a_season(region: str) -> None:
    # In the middle of the season of 2024 (July and August), when the first wet spell is forgotten;
    # its trace and the season's end, cut off by nothing there, are below 0.01.
    rain = weather().groups[weather().regions[region]]
    wet, dry = rain.wet_spell.mean, rain.dry_spell.mean
    start, end = days("2024-07-01"), days("2024-09-01")
    share = [world.path(WET, region).integral(start, end) / (end - start) for world in worlds(400)]
    assert close(np.array(share), wet / (wet + dry), slack=0.01)


def test_a_run_that_starts_in_august_meets_a_season_under_way() -> None:
    rain = weather().groups["north"]
    wet, dry = rain.wet_spell.mean, rain.dry_spell.mean
    start = days("2023-08-18")
    now = [world.path(WET, region).value(start) for world in worlds(400) for region in NORTH]
    assert close(np.array(now), wet / (wet + dry), slack=0.01)
    # The same weather as a run that started on 1 July met on that day.
    for late, early in zip(worlds(20), worlds(20, start=date(2023, 7, 1)), strict=True):
        assert late.path(WET, "Gao") == early.path(WET, "Gao")


@pytest.mark.parametrize("region", REGIONS)
def test_it_never_rains_out_of_season(region: str) -> None:
    for world in worlds(100):
        path = world.path(WET, region)
        for first, last in (("2023-11-01", "2024-04-29"), ("2024-11-01", "2025-04-29")):
            assert path.integral(days(first), days(last)) == 0.0
        assert path.values[-1] == 0.0
        assert path.value(-100.0) == 0.0


def test_a_season_starts_and_ends_when_the_configuration_says() -> None:
    start, end = days("2024-06-01"), days("2024-10-01")
    onsets, ends = [], []
    for world in worlds(400):
        times = world.path(WET, "Kidal").times
        onset = next(t for t in times if t > start - 60)
        onsets.append(onset - start)
        assert world.path(WET, "Gao").when_at_least(1.0, start - 60) == onset
        assert world.path(WET, "Mopti").when_at_least(1.0, start - 60) != onset
        ends.append(max(t for t in times if t < end + 60) - end)
    assert close(np.array(onsets), 0.0)
    assert min(onsets) >= -15.0
    assert max(onsets) <= 15.0
    assert max(ends) <= 15.0
    # The last wet spell ends with the season, or up to a dry spell earlier.
    assert -6.0 < np.mean(ends) < 0.0


def test_regions_have_their_own_spells_and_unknown_ones_those_of_elsewhere() -> None:
    world = worlds(1)[0]
    assert len({world.path(WET, region).times for region in REGIONS}) == len(REGIONS)
    other = replace(weather(), elsewhere="north")
    of = cases.scenario({"weather": other})
    assert cases.world(of).path(WET, "Taoudenni") != world.path(WET, "Taoudenni")
    assert cases.world(of).path(WET, "Kidal") == world.path(WET, "Kidal")


def test_the_beginning_is_the_same_under_another_horizon() -> None:
    for short, long in zip(worlds(20, horizon=date(2023, 12, 31)), worlds(20), strict=True):
        for channel in (WET, PASSABLE):
            for region in REGIONS:
                few, many = short.path(channel, region), long.path(channel, region)
                inside = [time for time in few.times if time < short.scenario.end]
                assert inside == list(many.times[: len(inside)])
                assert few.values[: len(inside) + 1] == many.values[: len(inside) + 1]


def test_spells_may_have_no_length() -> None:
    """Two wet days or none, as likely, after each three dry ones: wet for a quarter of the time."""
    wet, dry = Delayed(0.5, Fixed(2.0)), Fixed(3.0)
    groups = {
        name: replace(rain, wet_spell=wet, dry_spell=dry) for name, rain in weather().groups.items()
    }
    start, end = days("2024-07-01"), days("2024-09-01")
    shares = []
    for world in worlds(200, settings=replace(weather(), groups=groups)):
        path = world.path(WET, "Gao")
        within = [t for t in path.times if start < t < end]
        assert (np.diff(within).round(6) % 3.0 % 2.0 == 0.0).all()
        shares.append(path.integral(start, end) / (end - start))
    assert close(np.array(shares), 0.25, slack=0.01)


def test_crossings_are_washed_out_at_their_rate_in_the_season() -> None:
    rain = weather().groups["north"]
    season = 122.0
    rate, length = rain.washout_rate.value, rain.washout.mean
    spells, shut = [], []
    for world in worlds(400):
        for region in NORTH:
            path = world.path(PASSABLE, region)
            spells.append(sum(value == 0.0 for value in path.values) / (3 * season))
            shut.append(path.map(lambda value: 1.0 - value).integral(-60.0, world.scenario.end))
            assert path.integral(days("2023-12-15"), days("2024-05-01")) == 138.0
    # While a crossing is washed out no other is: a cycle is a gap and a washout.
    assert close(np.array(spells), 1.0 / (1.0 / rate + length), slack=0.0002)
    assert rate * 30.4375 == pytest.approx(0.15)
    # Three onsets, but two whole seasons and a month before the horizon.
    assert 0.0 < np.mean(shut) < 3 * season * rate * length


def test_without_washouts_roads_are_always_passable() -> None:
    rain = weather().groups["centre"]
    dry = replace(weather(), groups={"centre": replace(rain, washout_rate=Quantity(0.0))},
                  regions={}, elsewhere="centre")  # fmt: skip
    assert worlds(1, settings=dry)[0].path(PASSABLE, "Mopti") == Path.constant(1.0)


def test_long_rains_are_wetter_and_last_longer() -> None:
    start, end = days("2023-08-18"), days("2023-12-31")
    for region in ("Gao", "Mopti"):
        usual, wetter = (
            np.array([w.path(WET, region).integral(start, end) for w in worlds(100, case)])
            for case in ("baseline", "long_rains")
        )
        assert wetter.mean() > usual.mean() + 15.0
