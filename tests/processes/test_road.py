"""The road: legs by hand, hits at the configured rate, a world that changes."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, Literal

import numpy as np
import pytest

from sim.distributions import Fixed, Quantity
from sim.paths import Path
from sim.plan.network import Road, Route
from sim.processes import overwatch
from sim.processes.case import Case
from sim.processes.convoy import Convoy
from sim.processes.exposure import Exposure
from sim.processes.mission import Mission
from sim.processes.pace import on_road
from sim.processes.road import breakdowns, drive, drive_home, leg, near
from sim.record.causes import ATTACKS, MOVEMENT, UNREST, WEATHER
from sim.record.ledger import CONTAINERS, ROAD
from sim.record.track import segments
from sim.risks.attack_kinds import Kind
from sim.risks.world import DEPARTURE, PASSABLE, ROAD_THREAT, WET
from tests.processes.given import (
    Steps,
    case,
    days_by_cause,
    finish,
    mission,
    off,
    with_paths,
    with_risk,
    with_settings,
)
from tests.risks.threats import MODELS, attack_settings

START = 48.0


def road(m: Mission, a: str, b: str) -> Road:
    return next(one for one in m.plan.roads if {one.a, one.b} == {a, b})


def column(m: Mission, entity: str = "test/1", *, loaded: bool = True) -> Convoy:
    """Thirty trucks of a hub, loaded with nothing that can be lost."""
    return Convoy(entity, m.track(entity), "Gao", "East", trucks=30, escort=15, loaded=loaded)


DRY = Path.constant(0.0)
OPEN = Path.constant(1.0)


# -- a leg without risks --------------------------------------------------------------------------


def test_a_leg_with_all_off_takes_its_length_at_nominal_speed() -> None:
    m = mission(off())
    movement = m.tasks.movement
    for one in m.plan.roads:
        speed = {
            "track": movement.track_loaded, "degraded": movement.degraded, "paved": movement.paved,
        }[one.surface]  # fmt: skip
        convoy = column(m, one.name)
        ended = finish(m, leg(m, convoy, one, math.inf))
        begun = m.now
        m.clock.run_through(begun + 60.0)
        arrived, end = ended[0]
        assert arrived
        assert end - begun == pytest.approx(one.km.value / speed.nominal)
    assert m.counts["column_km"] == pytest.approx(sum(one.km.value for one in m.plan.roads))
    assert m.counts["attacks_convoy"] == 0


def test_rain_is_told_after_the_nominal_time() -> None:
    of = with_paths(off(), {WET: Path.steps(0.0, [(START + 0.5, 1.0)]), PASSABLE: OPEN})
    m = mission(of)
    one = road(m, "Tessalit", "Aguelhok")
    dry, wet = m.tasks.movement.track_loaded.nominal, m.tasks.movement.track_wet.nominal
    convoy = column(m)
    ended = finish(m, leg(m, convoy, one, math.inf))
    m.clock.run_through(math.inf)
    rolling = 0.5 + (one.km.value - 0.5 * dry) / wet
    assert ended == [(True, m.now)]
    assert m.now == pytest.approx(START + rolling)
    nominal = one.km.value / dry
    days = {MOVEMENT: nominal, WEATHER: rolling - nominal}
    assert days_by_cause(convoy.track) == pytest.approx(days)


def test_an_axis_carries_no_more_columns_at_once_than_it_can() -> None:
    m = mission(case("toy"))
    route = m.route("Alpha", "Home")
    assert (route.km, m.pool.capacity("axis:near")) == (100.0, 1.0)
    ended = [finish(m, drive(m, column(m, f"test/{n}"), route, None)) for n in range(3)]
    left: list[float] = []
    departing = drive(m, column(m, "test/3"), route, None, lambda: left.append(m.now))
    ended.append(finish(m, departing))
    m.clock.run_through(30.0)
    assert [one[0] for one in ended] == [(True, days) for days in (1.0, 2.0, 3.0, 4.0)]
    assert left == [3.0]
    assert m.pool.free("axis:near") == 1.0


@pytest.mark.parametrize(("day", "goes"), [(0.5, False), (1.5, True)])
def test_nothing_calls_a_column_off_once_it_has_set_out(day: float, goes: bool) -> None:
    """It has its place on the axis, for which it waits, on the first day."""
    m = mission(case("toy"))
    route, one = m.route("Alpha", "Home"), column(m, "test/2")
    finish(m, drive(m, column(m, "test/1"), route, None))
    one.off = lambda: m.now >= day
    ended = finish(m, drive(m, one, route, None))
    m.clock.run_through(30.0)
    assert ended == [(goes, 2.0 if goes else 1.0)]
    assert one.off() != goes


@pytest.mark.parametrize(("by", "leaves"), [(0.25, 0.25), (-3.0, 0.0), (2.5, 2.0), (math.inf, 2.0)])
def test_who_has_to_leave_goes_without_a_place_on_the_axis(by: float, leaves: float) -> None:
    m = mission(case("toy"))
    route = m.route("Alpha", "Home")
    for n in range(2):
        finish(m, drive(m, column(m, f"test/{n}"), route, None))
    left: list[float] = []
    departing = drive(
        m, column(m, "test/last"), route, None, lambda: left.append(m.now), m.now + by
    )
    ended = finish(m, departing)
    begun = m.now
    m.clock.run_through(30.0)
    assert left == [begun + leaves]
    assert ended == [(True, begun + leaves + 1.0)]
    assert m.pool.free("axis:near") == 1.0


def test_nobody_leaves_a_camp_to_stand_before_a_road_that_is_washed_out() -> None:
    shut = Path.steps(0.0, [(START + 2.0, 1.0)])
    m = mission(with_paths(off(), {WET: DRY, PASSABLE: shut}))
    one = road(m, "Tessalit", "Aguelhok")
    route, convoy = m.route("Tessalit", "Aguelhok"), column(m)
    assert route.roads[0] == one
    left: list[float] = []
    finish(m, drive(m, convoy, route, None, lambda: left.append(m.now), START))
    m.clock.run_through(math.inf)
    assert left == [START + 2.0]
    assert m.now == pytest.approx(
        START + 2.0 + one.km.value / m.tasks.movement.track_loaded.nominal
    )
    assert days_by_cause(convoy.track)[WEATHER] == pytest.approx(2.0)


def test_nobody_leaves_a_camp_through_a_crowd_or_under_fire() -> None:
    """Blocked to day 2, shut again from 2.5 to 4 as the road has been dry since 3; alarm to 5."""
    way_out = Path.steps(0.0, [(START + 2.0, 1.0), (START + 2.5, 0.0), (START + 4.0, 1.0)])
    shut = Path.steps(0.0, [(START + 3.0, 1.0)])
    m = mission(with_paths(off(), {DEPARTURE: way_out, WET: DRY, PASSABLE: shut}))
    route, convoy = m.route("Tessalit", "Aguelhok"), column(m)
    left: list[float] = []
    finish(m, drive(m, convoy, route, None, lambda: left.append(m.now), START))
    m.clock.at(START + 3.5).callbacks.append(lambda _: m.under_fire.update(Tessalit=START + 5.0))
    m.clock.run_through(START + 60.0)
    assert left == [START + 5.0]
    days = days_by_cause(convoy.track)
    assert days[UNREST] == pytest.approx(3.0)
    assert [days[WEATHER], days[ATTACKS]] == pytest.approx([1.0, 1.0])


def test_who_is_kept_in_a_place_holds_no_place_on_the_road_and_goes_when_there_is_one() -> None:
    """Under fire to day 3; meanwhile another takes the only place on the road, for two days."""
    m = mission(off())
    route, convoy = m.route("Tessalit", "Aguelhok"), column(m)
    m.under_fire["Tessalit"] = START + 3.0
    m.pool.resize("axis:north", 1.0, m.track("test"))
    left: list[float] = []
    finish(m, drive(m, convoy, route, None, lambda: left.append(m.now)))
    m.clock.run_through(START + 2.0)
    other = m.pool.claim("other", {"axis:north": 1.0}, m.track("other"))
    m.clock.run_through(START + 2.0)
    assert other.granted
    m.clock.run_through(START + 4.0)
    assert left == []
    other.release()
    m.clock.run_through(START + 60.0)
    assert left == [START + 4.0]
    assert days_by_cause(convoy.track)[ATTACKS] == pytest.approx(3.0)
    assert m.pool.free("axis:north") == 1.0


@pytest.mark.parametrize(("free", "held"), [(1.0, 1.0), (0.0, 0.0)])
def test_past_its_last_morning_a_floor_has_the_place_that_is_free_and_waits_for_none(
    free: float, held: float
) -> None:
    """It has to leave by day 2, and is under fire to day 3."""
    m = mission(off())
    convoy, left = column(m), list[float]()
    m.under_fire["Tessalit"] = START + 3.0
    m.pool.resize("axis:north", 1.0, m.track("test"))
    if not free:
        m.pool.claim("other", {"axis:north": 1.0}, m.track("other"))
        m.clock.run_through(START)
    route, by = m.route("Tessalit", "Aguelhok"), START + 2.0
    finish(m, drive(m, convoy, route, None, lambda: left.append(m.now), by))
    m.clock.run_through(START + 3.1)
    assert left == [START + 3.0]
    others = sum(c.held.get("axis:north", 0.0) for c in m.pool.holding if c.name != "other")
    assert others == held


@pytest.mark.parametrize("at", ["Gao", "Tessalit"])
def test_who_is_called_off_before_a_road_that_is_washed_out_hears_it(at: str) -> None:
    shut = Path.steps(0.0, [(START + 8.0, 1.0)])
    m = mission(with_paths(off(), {WET: DRY, PASSABLE: shut}))
    camp = m.camps["Tessalit"]
    convoy = column(m)
    convoy.camp = camp
    route = m.route(at, "Aguelhok")
    convoy.off = lambda: camp.ordered
    ended = finish(m, drive(m, convoy, route, None))
    m.clock.run_through(START + 1.0)
    camp.ordered_at = m.now
    camp.order.fire()
    m.clock.run_through(START + 1.0)
    assert ended == [(False, START + 1.0)]


@pytest.mark.parametrize("loaded", [True, False])
def test_no_column_drives_out_to_stand_before_a_road_that_is_washed_out(loaded: bool) -> None:
    shut = Path.steps(0.0, [(START + 3.0, 1.0)])
    m = mission(with_paths(off(), {WET: DRY, PASSABLE: shut}))
    convoy = column(m, loaded=loaded)
    left: list[float] = []
    finish(m, drive(m, convoy, m.route("Tessalit", "Aguelhok"), None, lambda: left.append(m.now)))
    m.clock.run_through(START + 60.0)
    assert left == [START + 3.0]


def test_a_paved_road_is_never_washed_out() -> None:
    m = mission(with_paths(off(), {WET: DRY, PASSABLE: Path.constant(0.0)}))
    left: list[float] = []
    finish(m, drive(m, column(m), m.route("Mopti", "Bamako"), None, lambda: left.append(m.now)))
    m.clock.run_through(START + 60.0)
    assert {one.surface for one in m.route("Mopti", "Bamako").roads} == {"paved"}
    assert left == [START]


def test_who_drives_home_does_not_turn_back_when_home_has_been_left() -> None:
    """It is told there, and goes on to the next place (`go_home`)."""
    m = mission(off())
    camp, route = m.camps["Kidal"], m.route("Gao", "Kidal")
    convoy = column(m, loaded=False)
    convoy.camp = camp
    ended = finish(m, drive_home(m, convoy, route, m.pool.claim("test", {}, convoy.track)))
    camp.closed.reach(camp.track, START)
    m.clock.run_through(START + 60.0)
    assert len(route.roads) > 1
    days = route.km / m.tasks.movement.track_empty.nominal
    assert [at for _, at in ended] == pytest.approx([START + days])
    assert m.counts["column_km"] == pytest.approx(route.km)


def test_no_more_trucks_stay_behind_than_there_are_however_many_break_down() -> None:
    sure = {"rate": Quantity(500.0), "left_behind": Quantity(1.0), "halt": Fixed(0.1)}
    m = mission(with_risk(off(), "breakdowns", enabled=True, **sure))
    convoy = column(m)
    convoy.trucks = 2
    assert breakdowns(m, convoy, road(m, "Tessalit", "Aguelhok")) > 0.3, "more than three times"
    assert convoy.trucks == 0


@pytest.mark.parametrize(("heading", "left"), [("Kidal", 100.0), ("Anefis", 12.0)])
def test_a_column_is_near_its_camp_within_so_many_kilometres(heading: str, left: float) -> None:
    """Of 112 between Anefis and Kidal, there and back."""
    m = mission(off())
    assert m.policy.acceleration.attack_km.value == 100.0
    convoy, one = column(m), road(m, "Kidal", "Anefis")
    convoy.camp, convoy.heading = m.camps["Kidal"], heading
    beyond = 1.0 if heading == "Kidal" else -1.0
    assert [near(m, convoy, one, left + beyond * more) for more in (0.0, 1.0)] == [True, False]


def test_each_drive_of_a_road_has_a_threshold_of_its_own() -> None:
    m = mission(with_paths(off(), {ROAD_THREAT: Path.constant(1e-3), WET: DRY, PASSABLE: OPEN}))
    one, convoy, hits = road(m, "Tessalit", "Aguelhok"), column(m), []
    for convoy.drives in (1, 2):
        hits.append(Exposure(m, convoy, one, on_road(m, one, True)).next_hit(math.inf)[0])
    assert START < min(hits) < max(hits) < math.inf


def test_nobody_leaves_by_a_road_that_never_opens_again() -> None:
    m = mission(with_paths(off(), {WET: DRY, PASSABLE: Path.constant(0.0)}))
    left: list[float] = []
    route = m.route("Tessalit", "Aguelhok")
    ended = finish(m, drive(m, column(m), route, None, lambda: left.append(m.now), START))
    m.clock.run_through(START + 500.0)
    assert (left, ended) == ([], [])


@pytest.mark.parametrize("turned", [False, True])
def test_kilometres_and_days_of_loads_count_as_wet_while_it_rains(
    monkeypatch: pytest.MonkeyPatch, turned: bool
) -> None:
    """Dry for a quarter of a day, then wet; one column is hit after half a day and turns back."""
    of = with_paths(off(), {WET: Path.steps(0.0, [(START + 0.25, 1.0)]), PASSABLE: OPEN})
    m = mission(of)
    one, movement = road(m, "Tessalit", "Aguelhok"), m.tasks.movement
    dry, wet = 0.25 * movement.track_loaded.nominal, movement.track_wet.nominal
    expected = {"dry": (dry, 0.25), "wet": (one.km.value - dry, (one.km.value - dry) / wet)}
    if turned:
        monkeypatch.setattr(Exposure, "next_hit", lambda *_: (START + 0.5, math.inf))
        monkeypatch.setattr("sim.processes.road.strike", lambda *_: (0.125, True))
        expected["wet"] = (0.25 * wet, 0.375)  # the halt for the attack counts
    ended = finish(m, leg(m, column(m), one, math.inf))
    finish(m, leg(m, column(m, "empty", loaded=False), one, math.inf))
    m.clock.run_through(START + 20.0)
    assert ended[0][0] is not turned
    for rain, (km, days) in expected.items():
        assert m.counts[f"track_{rain}_km"] == pytest.approx(km)
        assert m.counts[f"track_{rain}_days"] == pytest.approx(days)


def test_who_drives_in_rain_all_the_way_drives_no_kilometre_in_dry_weather() -> None:
    """Not a last bit of one either, on whichever road."""
    m = mission(with_paths(off(), {WET: Path.constant(1.0), PASSABLE: OPEN}))
    for one in m.plan.roads:
        finish(m, leg(m, column(m), one, math.inf))
    m.clock.run_through(START + 60.0)
    for surface in ("track", "degraded"):
        assert m.counts[f"{surface}_wet_km"] > 100.0
        assert m.counts[f"{surface}_dry_km"] == 0.0


# -- hits -----------------------------------------------------------------------------------------


def harmless(delay: float = 0.0) -> dict[str, Any]:
    """Kinds of attack on columns that cost so many days and nothing else."""
    kind = Kind(Fixed(0.0), Fixed(0.0), Fixed(0.0), Fixed(delay))
    return {"ied": kind, "complex_on_column": kind, "turn_back": Quantity(0.0)}


HARMLESS = harmless()
"""Attacks that cost nothing, so that every kilometre of every column is driven under threat."""
RATE = 10.0
"""Attacks a 1,000 km: ten times the baseline's, so that fewer columns show it."""


@cache
def attacked(model: str, rate: float = RATE) -> Case:
    settings = replace(
        attack_settings(model),
        rate_loaded=Quantity(rate),
        rate_empty=Quantity(rate / 2.0),
        **HARMLESS,
    )
    return with_settings(case(), "attacks", settings)


def hits_a_km(
    of: Case, replications: int, columns: int, *, loaded: bool = True, overwatch: bool = False
) -> tuple[float, float]:
    """Hits a kilometre of one road in the Kidal region, and its standard error over the worlds."""
    found = []
    for replication in range(replications):
        m = mission(of, replication)
        one = road(m, "Tessalit", "Aguelhok")

        def on_its_day(convoy: Convoy, day: float, m: Mission = m, one: Road = one) -> Steps:
            yield m.clock.at(day)
            yield from leg(m, convoy, one, math.inf)

        for n in range(columns):
            convoy = column(m, f"test/{n}", loaded=loaded)
            convoy.overwatch = overwatch
            m.clock.start(on_its_day(convoy, START + 10.0 * n), convoy.entity)
        m.clock.run_through(m.scenario.end)
        km = m.counts["column_km"]
        assert km == columns * one.km.value
        found.append(m.counts["attacks_convoy"] / km)
    return float(np.mean(found)), float(np.std(found, ddof=1) / math.sqrt(replications))


@pytest.mark.parametrize("model", MODELS)
def test_columns_are_hit_at_the_configured_rate_under_every_model(model: str) -> None:
    """150 worlds of eight columns; within 3 standard errors, each below a twelfth of the rate."""
    mean, error = hits_a_km(attacked(model), 150, 8)
    assert error < RATE / 1000.0 / 12.0
    assert abs(mean - RATE / 1000.0) <= 3.0 * error


def test_an_empty_column_and_one_with_overwatch_are_hit_less() -> None:
    of = attacked("poisson")
    factor = of.settings.attacks.overwatch_factor.value
    mean, error = hits_a_km(of, 60, 12, loaded=False)
    assert abs(mean - RATE / 2000.0) <= 3.0 * error
    mean, error = hits_a_km(of, 60, 12, overwatch=True)
    assert abs(mean - factor * RATE / 1000.0) <= 3.0 * error


@pytest.mark.parametrize(
    "made",
    [
        lambda: with_risk(case(), "attacks", enabled=False),
        lambda: with_paths(attacked("hawkes"), {ROAD_THREAT: Path.constant(0.0)}),
        lambda: attacked("regime_switching", 0.0),
    ],
)
def test_a_road_without_threat_never_hits(made: Callable[[], Case]) -> None:
    mean, _ = hits_a_km(made(), 10, 30)
    assert mean == 0.0


def first_hit(m: Mission, *, fire: tuple[float, ...] = (), overlay: float | None = None) -> float:
    """When a column that drives one long road is first hit (days).

    `fire`: times at which the world is said to have changed, though nothing did. `overlay`: from
    this time on the threat is doubled.
    """
    assert m.story is not None
    one = road(m, "Tessalit", "Aguelhok")
    finish(m, leg(m, column(m), one, math.inf))

    def announce() -> Steps:
        for day in fire:
            yield m.clock.at(day)
            m.world_changed.fire()

    def change(day: float) -> Steps:
        yield m.clock.at(day)
        m.world.overlay(ROAD_THREAT, frozenset({one.name}), day, lambda threat: 2.0 * threat)
        m.world_changed.fire()

    m.clock.start(announce(), "announce")
    if overlay is not None:
        m.clock.start(change(overlay), "change")
    m.clock.run_through(START + 60.0)
    return next((day for day, text in m.story if "is hit" in text), math.inf)


def long_road() -> Case:
    """Dry, at nominal speed, under a constant threat of some hits a leg."""
    of = with_risk(off(), "attacks", enabled=True, **HARMLESS)
    return with_paths(of, {ROAD_THREAT: Path.constant(0.04)})


@pytest.mark.parametrize("replication", range(12))
def test_a_column_keeps_its_luck_when_the_world_changes_under_it(replication: int) -> None:
    of = long_road()
    first = first_hit(mission(of, replication, story=True))
    assert START < first < math.inf
    middle = START + 0.4 * (first - START)
    times = tuple(START + share * (first - START) for share in (0.1, 0.4, 0.4, 0.9))
    assert first_hit(mission(of, replication, story=True), fire=times) == first
    # What is left of the exponential is used up at twice the pace.
    sooner = first_hit(mission(of, replication, story=True), overlay=middle)
    assert sooner == pytest.approx(middle + (first - middle) / 2.0)


@pytest.mark.parametrize("replication", range(6))
def test_when_a_column_is_hit_hangs_on_no_rain_that_is_still_to_come(replication: int) -> None:
    """What is left of its luck is used up as fast as it drives, in the rain and not at all before
    a road that is washed out.
    """
    of = long_road()
    first = first_hit(mission(of, replication, story=True))
    middle, movement = START + 0.4 * (first - START), of.scenario.tasks.movement
    slower = movement.track_wet.nominal / movement.track_loaded.nominal
    rain = {WET: Path.steps(0.0, [(middle, 1.0)]), PASSABLE: OPEN}
    wet = mission(with_paths(of, rain), replication, story=True)
    assert first_hit(wet) == pytest.approx(middle + (first - middle) / slower)
    shut = {WET: DRY, PASSABLE: Path.steps(1.0, [(middle, 0.0), (middle + 3.0, 1.0)])}
    stood = mission(with_paths(of, shut), replication, story=True)
    assert first_hit(stood) == pytest.approx(first + 3.0)
    later = {WET: Path.steps(0.0, [(first + 0.01, 1.0)]), PASSABLE: OPEN}
    assert first_hit(mission(with_paths(of, later), replication, story=True)) == first


def test_two_columns_have_their_own_luck_and_a_second_drive_another() -> None:
    m = mission(long_road(), story=True)
    assert m.story is not None
    one = road(m, "Tessalit", "Aguelhok")
    for entity in ("test/1", "test/2"):
        finish(m, leg(m, column(m, entity), one, math.inf))
    m.clock.run_through(START + 20.0)
    again = column(m, "test/1")
    finish(m, drive(m, again, Route(one.a, one.b, (one,)), None))
    m.clock.run_through(START + 40.0)
    hits = [day for day, text in m.story if "is hit" in text]
    offsets = [day % 20.0 for day in hits]
    assert len(set(offsets)) == len(offsets) > 2


def test_an_attack_delays_the_column_and_is_told() -> None:
    of = with_risk(
        off(),
        "attacks",
        enabled=True,
        **harmless(delay=2.0),
    )
    m = mission(with_paths(of, {ROAD_THREAT: Path.constant(0.04)}))
    one = road(m, "Tessalit", "Aguelhok")
    convoy = column(m)
    ended = finish(m, leg(m, convoy, one, math.inf))
    m.clock.run_through(math.inf)
    hits = m.counts["attacks_convoy"]
    nominal = one.km.value / m.tasks.movement.track_loaded.nominal
    assert hits >= 1
    assert ended == [(True, m.now)]
    assert m.now == pytest.approx(START + nominal + 2.0 * hits)
    assert days_by_cause(convoy.track) == pytest.approx({MOVEMENT: nominal, ATTACKS: 2.0 * hits})


def test_a_column_that_turns_back_does_not_arrive() -> None:
    of = with_risk(off(), "attacks", enabled=True, **{**HARMLESS, "turn_back": Quantity(1.0)})
    m = mission(with_paths(of, {ROAD_THREAT: Path.constant(1.0)}))
    one = road(m, "Tessalit", "Aguelhok")
    convoy = column(m)
    ended = finish(m, drive(m, convoy, Route(one.a, one.b, (one,)), None))
    m.clock.run_through(START + 100.0)
    assert (m.counts["turned_back"], m.counts["attacks_convoy"]) == (1, 1)
    arrived, end = ended[0]
    parts = segments(convoy.track.link)
    assert not arrived
    assert parts[-1].end == end
    # It drives back as far as it came.
    assert parts[0].days == pytest.approx(parts[-1].days)
    assert m.pool.free("axis:north") == m.pool.capacity("axis:north")


@pytest.mark.parametrize("watched", [False, True])
def test_the_way_back_is_as_long_as_the_way_out_was_without_its_halts(
    watched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hit twice, the second time it turns back; aircraft over it stay until it is back."""
    hits: list[float] = []

    def strike(m: Mission, *_: object) -> tuple[float, bool]:
        hits.append(m.now)
        return 2.0, len(hits) == 2

    monkeypatch.setattr("sim.processes.road.strike", strike)
    of = with_risk(off(), "attacks", enabled=True, **HARMLESS)
    m = mission(with_paths(of, {ROAD_THREAT: Path.constant(0.1)}))
    convoy = column(m)
    if watched:
        overwatch.ask(m, convoy)
    ended = finish(m, drive(m, convoy, m.route("Tessalit", "Gao"), None))
    m.clock.run_through(START + 100.0)
    turned = hits[1] + 2.0
    rolled = turned - START - 4.0
    assert [arrived for arrived, _ in ended] == [False]
    assert ended[0][1] == pytest.approx(turned + rolled)
    assert (convoy.overwatch, convoy.orbit) == (False, None)
    assert m.pool.free("overwatch:East") == m.pool.capacity("overwatch:East")


# -- breakdowns -----------------------------------------------------------------------------------


def broken_down(
    *, loaded: bool = True, surface: Literal["track", "paved"] = "track"
) -> tuple[Convoy, float]:
    """Thirty trucks with sixty containers on a road that breaks them; days of halts."""
    of = with_risk(off(), "breakdowns", enabled=True, rate=Quantity(4.0), halt=Fixed(0.25),
                   left_behind=Quantity(1.0))  # fmt: skip
    m = mission(of)
    convoy = column(m, loaded=loaded)
    convoy.containers, convoy.supplies = 60, (300.0, 600.0, 900.0)
    m.ledger.move(CONTAINERS, 60, "Gao", ROAD, m.now)
    one = replace(road(m, "Tessalit", "Aguelhok"), surface=surface)
    days = breakdowns(m, convoy, one)
    assert m.ledger.at(CONTAINERS, ROAD) == convoy.containers
    return convoy, days


def test_trucks_that_stay_behind_are_lost_with_what_they_carry() -> None:
    convoy, days = broken_down()
    assert 0 < convoy.trucks < 30
    assert convoy.containers == 2 * convoy.trucks
    assert convoy.supplies == pytest.approx([convoy.trucks * n for n in (10.0, 20.0, 30.0)])
    assert days == 0.25 * (30 - convoy.trucks), "every one that broke down, and no other"


@pytest.mark.parametrize(("loaded", "surface"), [(False, "track"), (True, "paved")])
def test_empty_trucks_and_those_on_good_roads_do_not_break_down(
    loaded: bool, surface: Literal["track", "paved"]
) -> None:
    convoy, days = broken_down(loaded=loaded, surface=surface)
    assert (days, convoy.trucks, convoy.containers) == (0.0, 30, 60)


@pytest.mark.parametrize("wetness", [0.0, 1.0])
def test_a_column_in_haste_is_slower_dry_or_wet(wetness: float) -> None:
    days = []
    for factor in (1.0, 0.8):
        m = mission(with_paths(off(), {WET: Path.constant(wetness), PASSABLE: OPEN}))
        convoy = replace(column(m), speed_factor=factor)
        finish(m, leg(m, convoy, road(m, "Tessalit", "Aguelhok"), math.inf))
        m.clock.run_through(math.inf)
        days.append(m.now - START)
    assert days[0] == pytest.approx(0.8 * days[1])


def test_a_column_that_drives_home_empty_goes_on_whatever_hits_it() -> None:
    of = with_risk(off(), "attacks", enabled=True, **{**HARMLESS, "turn_back": Quantity(1.0)})
    m = mission(with_paths(of, {ROAD_THREAT: Path.constant(1.0)}))
    one = road(m, "Tessalit", "Aguelhok")
    convoy = column(m, loaded=False)
    convoy.homeward = True
    ended = finish(m, drive(m, convoy, Route(one.a, one.b, (one,)), None))
    m.clock.run_through(START + 100.0)
    assert [arrived for arrived, _ in ended] == [True]
    assert m.counts["attacks_convoy"] > 0
    assert m.counts["turned_back"] == 0


@pytest.mark.parametrize("heading", ["Tessalit", "Aguelhok"])
@pytest.mark.parametrize("left", [3.0, 97.0])
@pytest.mark.parametrize("loaded", [True, False])
def test_near_its_camp_is_told_by_where_a_column_goes(
    heading: str, left: float, loaded: bool
) -> None:
    m = mission(off())
    rules = m.policy.acceleration
    m.policy = replace(m.policy, acceleration=replace(rules, attack_km=Quantity(10.0)))
    one = road(m, "Tessalit", "Aguelhok")
    assert one.km.value == 100.0
    convoy = column(m, loaded=loaded)
    convoy.camp, convoy.heading = m.camps["Tessalit"], heading
    assert near(m, convoy, one, left) is ((heading == "Tessalit") is (left == 3.0))


def test_a_column_in_haste_is_hit_sooner() -> None:
    """With 1.5 times the exposure the first hit comes after two thirds of the way."""
    of = long_road()
    plain = first_hit(mission(of, 3, story=True))
    m = mission(of, 3, story=True)
    assert m.story is not None
    convoy = replace(column(m), exposure_factor=1.5)
    finish(m, leg(m, convoy, road(m, "Tessalit", "Aguelhok"), math.inf))
    m.clock.run_through(START + 60.0)
    first = next(day for day, text in m.story if "is hit" in text)
    assert first - START == pytest.approx((plain - START) / 1.5)
