"""Weather: rain in its season only, wet for its share, seasons shared by a group of regions."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pytest

from sim.calendar import to_day
from sim.distributions import Delayed, Exponential, Fixed, Quantity, Uniform
from sim.paths import Path
from sim.risks.weather import SeasonDate, Settings
from sim.risks.world import FLYABLE, PASSABLE, WET, World
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


def rains(**changes: Any) -> Settings:
    """One group of regions, 1 June to 30 September on the day, with some of its rain changed."""
    never = Fixed(0.0)
    season = {"season_start": SeasonDate(6, 1, never), "season_end": SeasonDate(9, 30, never)}
    rain = replace(weather().groups["north"], **{**season, **changes})
    return replace(weather(), groups={"all": rain}, regions={}, elsewhere="all")


def test_spells_may_have_no_length() -> None:
    """Two wet days or none, as likely, after each three dry ones: wet for a quarter of the time."""
    settings = rains(wet_spell=Delayed(0.5, Fixed(2.0)), dry_spell=Fixed(3.0))
    start, end = days("2024-07-01"), days("2024-09-01")
    shares = []
    for world in worlds(200, settings=settings):
        path = world.path(WET, "Gao")
        within = [t for t in path.times if start < t < end]
        assert (np.diff(within).round(6) % 3.0 % 2.0 == 0.0).all()
        shares.append(path.integral(start, end) / (end - start))
    assert close(np.array(shares), 0.25, slack=0.01)


def test_a_season_is_from_its_first_day_to_24_00_of_its_last_by_numbers_of_its_own() -> None:
    """One wet spell a season: it begins and ends with it."""
    spread = Uniform(-10.0, 10.0)
    settings = rains(
        season_start=SeasonDate(6, 1, spread),
        season_end=SeasonDate(9, 30, spread),
        wet_spell=Fixed(1000.0),
    )
    for world in worlds(10, settings=settings):
        expected = []
        for year in (2023, 2024, 2025):
            u = partial(world.draws.uniform, "risk/weather/all", attempt=year)
            expected.append(days(f"{year}-06-01") + spread.ppf(u("season_start")))
            expected.append(days(f"{year}-10-01") + spread.ppf(u("season_end")))
        assert world.path(WET, "Gao").times == pytest.approx(expected)


def test_a_season_may_be_one_day_and_not_end_before_it_starts() -> None:
    first, second = (SeasonDate(6, day, Fixed(0.0)) for day in (1, 2))
    assert rains(season_start=first, season_end=first)
    with pytest.raises(ValueError, match="'season_end' lies before 'season_start'"):
        rains(season_start=second, season_end=first)


def test_seasons_that_run_into_one_another_are_one() -> None:
    """From 200 days before 1 June to 60 after 30 September: wet from 2022 to 2025."""
    settings = rains(
        season_start=SeasonDate(6, 1, Fixed(-200.0)),
        season_end=SeasonDate(9, 30, Fixed(60.0)),
        wet_spell=Fixed(1000.0),
    )
    (world,) = worlds(1, settings=settings)
    ends = days("2023-06-01") - 200.0, days("2025-10-01") + 60.0
    assert world.path(WET, "Gao") == Path.steps(0.0, [(ends[0], 1.0), (ends[1], 0.0)])


def test_a_crossing_is_washed_out_by_numbers_of_its_own() -> None:
    settings = rains(washout_rate=Quantity(0.2), washout=Exponential(3.0))
    for world in worlds(5, settings=settings):
        path, entity, time = world.path(PASSABLE, "Gao"), "risk/weather/Gao", days("2023-06-01")
        for number in range(6):
            shut = time + world.draws.exponential(entity, "washout_gap", number) / 0.2
            time = shut + 3.0 * world.draws.exponential(entity, "washout", number)
            assert path.times[2 * number : 2 * number + 2] == pytest.approx((shut, time))


def test_storms_come_at_their_rate_in_the_season_and_at_another_outside_it() -> None:
    """So short that they are a Poisson process; dry before June and after September of 2024."""
    rates = {"grounding_rate": Quantity(0.4), "grounding_rate_dry": Quantity(0.1)}
    settings = rains(**rates, grounding=Fixed(1e-6))
    stretches = (("2024-01-01", "2024-06-01", 0.1), ("2024-06-01", "2024-10-01", 0.4),
                 ("2024-10-01", "2025-06-01", 0.1), ("2025-06-01", "2025-08-01", 0.4))  # fmt: skip
    paths = [world.path(FLYABLE, "Gao") for world in worlds(200, settings=settings)]
    for first, last, rate in stretches:
        start, end = days(first), days(last)
        counts = [sum(start < time < end for time in path.times) / 2 for path in paths]
        assert close(np.array(counts), rate * (end - start)), first
    # What is left of a wait at the end of a season is waited for in the next, at its own rate.
    turns = [(days(f"{year}-{month}"), rate) for year in (2023, 2024, 2025)
             for month, rate in (("06-01", 0.4), ("10-01", 0.1))]  # fmt: skip
    hazard, draws = Path.steps(0.1, turns), worlds(1)[0].draws
    waits = [draws.exponential("risk/weather/Gao", "storm_gap", k) for k in range(80)]
    reached = [hazard.integral(days("2023-01-01"), t) for t in paths[0].times[: 2 * 80 : 2]]
    assert reached == pytest.approx(np.cumsum(waits), abs=1e-3)


def test_a_storm_lasts_as_long_as_configured_whatever_the_season() -> None:
    rates = {"grounding_rate": Quantity(0.5), "grounding_rate_dry": Quantity(0.3)}
    for world in worlds(20, settings=rains(**rates, grounding=Fixed(2.0))):
        path = world.path(FLYABLE, "Gao")
        assert path.value(-1000.0) == 1.0
        assert np.diff(path.times)[::2] == pytest.approx(2.0)
    # The same storms as a run met that started earlier in the year.
    early, late = (worlds(3, start=start) for start in (date(2023, 3, 1), date(2023, 8, 18)))
    for one, other in zip(early, late, strict=True):
        assert one.path(FLYABLE, "Gao") == other.path(FLYABLE, "Gao")


def test_the_first_storm_of_the_year_is_of_numbers_of_its_own() -> None:
    settings = rains(grounding_rate_dry=Quantity(0.3), grounding=Exponential(2.0))
    for world in worlds(5, settings=settings):
        own = partial(world.draws.exponential, "risk/weather/Gao")
        storm = days("2023-01-01") + own("storm_gap") / 0.3
        expected = (storm, storm + 2.0 * own("storm"))
        assert world.path(FLYABLE, "Gao").times[:2] == pytest.approx(expected)


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
