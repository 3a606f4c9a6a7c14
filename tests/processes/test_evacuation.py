"""Evacuation: what keeps a helicopter on the ground, how long it takes, and who dies."""

import math
import re
from dataclasses import replace
from functools import cache

import pytest

from sim.configuration import load_scenario
from sim.distributions import Fixed, Quantity
from sim.draws import Draws
from sim.paths import Path
from sim.processes import evacuation
from sim.processes.case import Case, make_case
from sim.processes.evacuation import (
    Scene,
    ask_for,
    distance,
    hold_up,
    nearest_hospital,
    place,
    sector_asked,
)
from sim.processes.mission import Mission
from sim.record.causes import ATTACKS, BREAKDOWNS, FLEET, FLIGHTS, WEATHER
from sim.record.ledger import DEAD, PEOPLE
from sim.risks.regimes import ByRegime
from sim.risks.world import AIRCRAFT_THREAT, AIRSPACE, CONSENT, FLYABLE, HELICOPTERS, World
from tests.processes.given import case, mission, with_paths, with_risk

START = case().scenario.start
HOUR = 1.0 / 24.0
CLEAR = {
    CONSENT: Path.constant(0.0),
    AIRSPACE: Path.constant(1.0),
    FLYABLE: Path.constant(1.0),
    HELICOPTERS: Path.constant(2.0),
    AIRCRAFT_THREAT: Path.constant(0.0),
}


@cache
def answered_in(hours: float, **paths: Path) -> Case:
    """A world in which all is well but for the paths given, and answers take so many hours."""
    answer = Fixed(hours * HOUR)
    of = with_risk(case(), "flights", medevac_answer=ByRegime(answer, answer, answer))
    return with_paths(of, {**CLEAR, **paths})


def near(m: Mission, km: float) -> Scene:
    """A scene so many kilometres north of the hospital of Gao."""
    gao = place(m, "Gao")
    return replace(gao, latitude=gao.latitude + math.degrees(km / evacuation.EARTH_KM))


def ends(of: Case, km: float = 50.0, number: int = 4, days: float = 2.0) -> Mission:
    """A mission in which so many people were hurt at the start, and nothing else happens."""
    m = mission(of, story=True)
    ask_for(m, "test", near(m, km), number, "Gao")
    m.clock.run_through(START + days)
    return m


def results(m: Mission) -> dict[str, float]:
    found = {name: m.counts[f"evacuations_{name}"] for name in ENDINGS}
    assert m.counts["evacuations_asked"] == sum(found.values())
    return {name: number for name, number in found.items() if number}


ENDINGS = ("in_time", "late", "refused", "not_flown")


# -- what keeps it on the ground ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ({AIRSPACE: Path.steps(0.0, [(START + 2.0, 1.0)])}, FLIGHTS),
        ({FLYABLE: Path.steps(0.0, [(START + 2.0, 1.0)])}, WEATHER),
        ({HELICOPTERS: Path.steps(0.0, [(START + 2.0, 1.0)])}, BREAKDOWNS),
    ],
)
def test_each_hold_up_has_its_cause_and_its_end(path: dict[str, Path], cause: str) -> None:
    m = mission(answered_in(1.0, **path))
    held = hold_up(m, "East", "Gao", START)
    assert held is not None
    assert (held.cause, held.until) == (cause, START + 2.0)
    assert hold_up(m, "East", "Gao", START + 2.0) is None


def test_flights_that_the_mission_stops_hold_evacuation_up_in_that_sector_only() -> None:
    m = mission(answered_in(1.0))
    m.flights_stopped["East"] = START + 1.5
    held = hold_up(m, "East", "Gao", START)
    assert held is not None
    assert (held.cause, held.until) == (ATTACKS, START + 1.5)
    assert hold_up(m, "North", "Kidal", START) is None


def test_helicopters_that_are_out_are_missing() -> None:
    m = mission(answered_in(1.0, **{HELICOPTERS: Path.steps(1.0, [(START + 3.0, 2.0)])}))
    assert hold_up(m, "East", "Gao", START) is None
    m.pool.take("medevac:East", 1.0)
    held = hold_up(m, "East", "Gao", START)
    assert held is not None
    assert (held.cause, held.until) == (FLEET, START + 3.0)
    m.pool.take("medevac:East", 1.0)
    held = hold_up(m, "East", "Gao", START)
    assert held is not None
    assert (held.cause, held.until) == (FLEET, math.inf)


@pytest.mark.parametrize("risk", ["baseline", "off"])
def test_a_sector_with_no_helicopter_has_none_whether_or_not_they_break_down(risk: str) -> None:
    given = ["resources.medevac_helicopters.East=0", f"risk/breakdowns={risk}"]
    of = make_case(load_scenario("baseline", given), 1)
    clear = {channel: path for channel, path in CLEAR.items() if channel != HELICOPTERS}
    m = mission(with_paths(of, clear), story=True)
    held = hold_up(m, "East", "Gao", START)
    assert held == evacuation.HoldUp(math.inf, FLEET, "no helicopter is there")
    ask_for(m, "test", near(m, 50.0), 4, "Gao")
    m.clock.run_through(START + 2.0)
    assert results(m) == {"not_flown": 1}


def test_a_sector_without_a_number_has_no_limit() -> None:
    m = mission(with_paths(case(), {**CLEAR, HELICOPTERS: Path.constant(1e9)}))
    assert "medevac:HQ" not in m.pool.kinds
    assert hold_up(m, "HQ", "South", START) is None


# -- how long it takes ----------------------------------------------------------------------------


def test_an_evacuation_takes_the_answer_the_flight_out_and_back_and_the_loading() -> None:
    m = ends(answered_in(1.0), km=50.0, number=1)
    of = m.settings.attacks.evacuation
    taken = 1.0 * HOUR + 2.0 * 50.0 / of.speed.value + of.loading.value
    assert taken * 24.0 == pytest.approx(1.75)
    assert results(m) == {"in_time": 1}
    arrived = next(day for day, line in m.story or () if "in the hospital of Gao" in line)
    assert arrived == pytest.approx(START + taken)
    assert m.pool.free("medevac:East") == 2.0


def test_the_crew_gets_ready_while_permission_is_asked_for() -> None:
    m = ends(answered_in(0.1), km=50.0)
    arrived = next(day for day, line in m.story or () if "in the hospital of Gao" in line)
    assert (arrived - START) * 24.0 == pytest.approx(0.5 + 0.5 + 0.25)


@pytest.mark.parametrize(
    ("hours", "km", "ending"),
    [(1.0, 50.0, "in_time"), (1.0, 80.0, "late"), (11.9, 50.0, "late"), (12.1, 50.0, "refused")],
)
def test_distance_and_the_hours_of_the_answer_decide(hours: float, km: float, ending: str) -> None:
    assert results(ends(answered_in(hours), km)) == {ending: 1}


@pytest.mark.parametrize(
    ("path", "ending"),
    [
        ({AIRSPACE: Path.constant(0.0)}, "refused"),
        ({AIRSPACE: Path.steps(0.0, [(START + 0.2, 1.0)])}, "refused"),
        ({FLYABLE: Path.steps(0.0, [(START + 0.2, 1.0)])}, "late"),
        ({FLYABLE: Path.steps(0.0, [(START + 0.6, 1.0)])}, "not_flown"),
        ({HELICOPTERS: Path.constant(0.0)}, "not_flown"),
    ],
)
def test_permission_weather_and_helicopters_decide(path: dict[str, Path], ending: str) -> None:
    m = ends(answered_in(1.0, **path))
    assert results(m) == {ending: 1}
    told = [line for _, line in m.story or ()]
    assert any("they go by road" in line for line in told) == (ending != "late")


def test_the_hurt_at_a_hospital_are_treated_there() -> None:
    m = ends(answered_in(1.0), km=0.0)
    assert results(m) == {}
    assert m.counts["evacuations_asked"] == 0


def test_who_dies_of_wounds_is_told_by_the_place_of_the_attack() -> None:
    m = ends(answered_in(11.9), number=100)
    (line,) = [line for _, line in m.story or () if "of wounds" in line]
    assert re.fullmatch(rf"\d+ of the hurt {near(m, 50.0).words} dies? of wounds", line)


def test_with_every_hospital_left_the_hurt_go_by_road() -> None:
    of = answered_in(1.0)
    plan = replace(of.scenario.plan, hospitals=("Kidal",))
    m = mission(replace(of, scenario=replace(of.scenario, plan=plan)))
    m.camps["Kidal"].closed.reach(m.camps["Kidal"].track, START)
    ask_for(m, "test", near(m, 50.0), 3, "Gao")
    m.clock.run_through(START + 1.0)
    assert results(m) == {"not_flown": 1}


@pytest.mark.parametrize(("other", "ending"), [(True, "late"), (False, "not_flown")])
def test_a_hospital_that_is_left_while_a_helicopter_waits_is_not_flown_to(
    other: bool, ending: str
) -> None:
    """It waits for an hour for its weather; in the meantime the camp is left."""
    of = answered_in(0.1, **{FLYABLE: Path.steps(0.0, [(START + HOUR, 1.0)])})
    plan = replace(of.scenario.plan, hospitals=("Ansongo", "Gao") if other else ("Ansongo",))
    m = mission(replace(of, scenario=replace(of.scenario, plan=plan)), story=True)
    camp = m.plan.camps["Ansongo"]
    scene = replace(near(m, 0.0), latitude=camp.latitude + 0.05, longitude=camp.longitude)
    ask_for(m, "test", scene, 3, "Gao")
    m.clock.run_through(START + 0.5 * HOUR)
    m.camps["Ansongo"].closed.reach(m.camps["Ansongo"].track, m.now)
    m.helicopters.fire()
    m.clock.run_through(START + 1.0)
    assert results(m) == {ending: 1}
    assert any("in the hospital of Gao" in line for _, line in m.story or ()) == other


def test_the_hospital_of_a_hub_that_has_been_returned_treats_nobody() -> None:
    of = answered_in(1.0)
    plan = replace(of.scenario.plan, hospitals=("Gao", "Bamako"))
    m = mission(replace(of, scenario=replace(of.scenario, plan=plan)))
    scene = near(m, 50.0)
    found = nearest_hospital(m, scene)
    assert found is not None
    name = found[0]
    m.hubs[name].returned.reach(m.track(name), START)
    assert nearest_hospital(m, scene) == (other := nearest_hospital(m, scene)) != found
    assert other is not None
    assert {name, other[0]} == {"Gao", "Bamako"}


@pytest.mark.parametrize("repair", [0.0, 5.0])
def test_a_helicopter_is_out_until_it_is_ready_again_and_repaired(
    repair: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.processes.airspace.fire", lambda *_: repair)
    m = mission(answered_in(0.5))
    risk = m.settings.attacks.evacuation
    fit = m.pool.free("medevac:East")
    ask_for(m, "test", near(m, 50.0), 4, "Gao")
    m.clock.run_through(START)
    flown = max(0.5 * HOUR, risk.launch.value) + 2.0 * 50.0 / risk.speed.value + risk.loading.value
    back = START + flown + max(risk.turn_round.value, repair)
    woken = m.clock.sleep(math.inf, m.helicopters)
    m.clock.run_through(back - 1e-6)
    assert (m.pool.free("medevac:East"), woken.processed) == (fit - 1.0, False)
    m.clock.run_through(back + 1e-6)
    assert (m.pool.free("medevac:East"), woken.processed) == (fit, True)


def test_three_at_once_wait_for_two_helicopters() -> None:
    m = mission(answered_in(1.0))
    for n in range(3):
        ask_for(m, f"test/{n}", near(m, 50.0), 1, "Gao")
    m.clock.run_through(START + 2.0)
    assert results(m) == {"in_time": 2, "late": 1}
    assert m.pool.free("medevac:East") == 2.0


# -- whose office is asked ------------------------------------------------------------------------


def only_in(sector: str, channel: str, path: Path, other: Path) -> Case:
    """A world in which all is well, but for one channel in one sector."""

    def provide(_settings: object, _world: World, key: str) -> Path:
        return path if key == sector else other

    of = answered_in(1.0)
    return replace(of, providers={**of.providers, channel: ((None, provide),)})


@pytest.mark.parametrize(
    ("hospital", "shut", "ending"),
    [("Kidal", "North", "refused"), ("Kidal", "East", "late"), ("Gao", "North", "in_time")],
)
def test_the_sector_of_the_hospital_is_asked_from_which_the_helicopter_takes_off(
    hospital: str, shut: str, ending: str
) -> None:
    """A column of Gao is hit 50 km north of it; the other hospital has been left, or does fly."""
    of = only_in(shut, AIRSPACE, Path.constant(0.0), Path.constant(1.0))
    plan = replace(of.scenario.plan, hospitals=(hospital,))
    m = ends(replace(of, scenario=replace(of.scenario, plan=plan)))
    assert results(m) == {ending: 1}


@pytest.mark.parametrize("region", ["Gao", "Kidal"])
def test_the_weather_has_to_let_it_fly_where_it_takes_off_and_where_it_lands(region: str) -> None:
    """A column is hit near Gao, and the hospital of Kidal takes its wounded."""
    of = only_in(region, FLYABLE, Path.constant(0.0), Path.constant(1.0))
    plan = replace(of.scenario.plan, hospitals=("Kidal",))
    m = ends(replace(of, scenario=replace(of.scenario, plan=plan)))
    assert results(m) == {"not_flown": 1}


def test_it_may_be_fired_at_where_it_takes_off_and_where_it_lands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flown: list[tuple[str, ...]] = []

    def fire(_m: Mission, _name: str, _sector: str, movements: tuple[str, ...], *_: str) -> int:
        flown.append(movements)
        return 0

    monkeypatch.setattr("sim.processes.airspace.fire", fire)
    of = answered_in(1.0)
    plan = replace(of.scenario.plan, hospitals=("Kidal",))
    ends(replace(of, scenario=replace(of.scenario, plan=plan)))
    assert [sorted(movements) for movements in flown] == [["Gao", "Gao", "Kidal", "Kidal"]]


def test_the_helicopter_is_one_of_the_sector_of_the_hospital() -> None:
    of = answered_in(1.0)
    plan = replace(of.scenario.plan, hospitals=("Kidal",))
    m = mission(replace(of, scenario=replace(of.scenario, plan=plan)))
    ask_for(m, "test", near(m, 50.0), 1, "Gao")
    m.clock.run_through(START + 1.5 * HOUR)
    assert (m.pool.free("medevac:North"), m.pool.free("medevac:East")) == (1.0, 2.0)


def test_the_regime_of_the_sector_of_the_hospital_sets_the_time_of_the_answer() -> None:
    """Obstructive in the East, where the column is from; the hospital of the North answers."""
    of = only_in("East", CONSENT, Path.constant(2.0), Path.constant(0.0))
    hour, day = Fixed(HOUR), Fixed(24.0 * HOUR)
    flights = replace(of.settings.flights, medevac_answer=ByRegime(hour, hour, day))
    plan = replace(of.scenario.plan, hospitals=("Kidal",))
    scenario = replace(of.scenario, plan=plan)
    of = replace(of, scenario=scenario, settings=replace(of.settings, flights=flights))
    assert results(ends(of)) == {"late": 1}


@pytest.mark.parametrize(("enabled", "hours"), [(True, 12.0), (False, 1.0)])
def test_with_the_risk_of_flights_off_evacuations_are_answered_as_in_the_best_regime(
    enabled: bool, hours: float
) -> None:
    answer = ByRegime(*(Fixed(hours * HOUR) for hours in (1.0, 6.0, 12.0)))
    worst = answered_in(1.0, **{CONSENT: Path.constant(2.0)})
    of = with_risk(worst, "flights", enabled=enabled, medevac_answer=answer)
    m = mission(of)
    days = evacuation.answer_days(m, "East", "test", "evacuation answer")
    assert days == pytest.approx(hours * HOUR)


def test_a_sector_without_a_number_flies_as_often_as_it_is_asked() -> None:
    m = mission(answered_in(1.0))
    bamako = place(m, "Bamako")
    north = replace(bamako, latitude=bamako.latitude + math.degrees(50.0 / evacuation.EARTH_KM))
    assert "medevac:HQ" not in m.pool.kinds
    for n in range(5):
        ask_for(m, f"test/{n}", north, 1, "Bamako")
    m.clock.run_through(START + 2.0)
    assert results(m) == {"in_time": 5}
    m.pool.check_cycle()


# -- who dies -------------------------------------------------------------------------------------


def deaths(of: Case, replications: int = 60) -> list[int]:
    found = []
    for k in range(replications):
        m = mission(of, k)
        ask_for(m, "test", near(m, 50.0), 40, "Gao")
        m.clock.run_through(START + 2.0)
        assert m.counts["killed"] == m.counts["killed_wounds"] == m.ledger.at(PEOPLE, DEAD)
        found.append(m.ledger.at(PEOPLE, DEAD))
    return found


def test_who_dies_after_a_timely_evacuation_dies_after_a_late_one_and_more_by_road() -> None:
    in_time, late, road = (deaths(answered_in(hours)) for hours in (1.0, 6.0, 20.0))
    assert all(a <= b <= c for a, b, c in zip(in_time, late, road, strict=True))
    of = case().settings.attacks.wounds
    for found, chance in ((in_time, of.die_in_time), (late, of.die_late), (road, of.die_by_road)):
        p = of.serious.value * chance.value
        mean, error = 40.0 * p, math.sqrt(40.0 * p * (1.0 - p) / len(found))
        assert abs(sum(found) / len(found) - mean) < 4.0 * error


@pytest.mark.parametrize(("serious", "wounds"), [(0.999, 0.001), (0.001, 0.999)])
def test_how_many_are_serious_says_nothing_of_how_many_of_them_die(
    serious: float, wounds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many seriously hurt hardly any, of hardly any all of them."""
    drawn = {"serious": serious, "wounds": wounds}
    monkeypatch.setattr(Draws, "uniform", lambda _, __, purpose, *___: drawn.get(purpose, 0.5))
    assert deaths(answered_in(20.0), replications=1)[0] <= 5


def test_no_more_die_than_are_there() -> None:
    sure = Quantity(1.0)
    wounds = replace(
        case().settings.attacks.wounds,
        serious=sure, die_in_time=sure, die_late=sure, die_by_road=sure,
    )  # fmt: skip
    m = mission(with_paths(with_risk(case(), "attacks", wounds=wounds), CLEAR))
    there = m.ledger.at(PEOPLE, "Ansongo")
    ask_for(m, "test", near(m, 50.0), there + 100, "Ansongo")
    m.clock.run_through(START + 3.0)
    assert m.counts["killed"] == there == m.ledger.at(PEOPLE, DEAD)
    m.ledger.check()


@pytest.mark.parametrize(("hours", "late"), [(1.0, False), (6.0, True), (20.0, True)])
def test_who_dies_after_a_timely_evacuation_is_not_counted_with_those_of_a_late_one(
    hours: float, late: bool
) -> None:
    sure = Quantity(1.0)
    wounds = replace(
        case().settings.attacks.wounds,
        serious=sure, die_in_time=sure, die_late=sure, die_by_road=sure,
    )  # fmt: skip
    m = ends(with_paths(with_risk(answered_in(hours), "attacks", wounds=wounds), CLEAR))
    assert m.counts["killed_wounds"] == 4
    assert m.counts["died_after_late_evacuation"] == 4 * late


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    here = Scene("here", 16.0, 0.0, "Kidal")
    assert distance(here, replace(here, latitude=17.0)) == pytest.approx(111.19, abs=0.01)
    assert distance(here, replace(here, longitude=1.0)) == pytest.approx(
        111.19 * math.cos(math.radians(16.0)), abs=0.01
    )
    assert distance(here, here) == 0.0


def test_a_sector_whose_hospitals_were_left_is_evacuated_by_that_of_the_nearest() -> None:
    m = mission(answered_in(1.0))
    assert sector_asked(m, "North", "Tessalit") == "North"
    m.camps["Kidal"].closed.reach(m.track("Kidal"), START)
    assert sector_asked(m, "North", "Tessalit") == "East"  # Gao; Timbuktu lies further
    assert sector_asked(m, "West", "Ber") == "West"


def test_without_any_hospital_a_sector_asks_for_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    m = mission(answered_in(1.0))
    monkeypatch.setattr(Mission, "stands", lambda _m, _name: False)
    assert sector_asked(m, "North", "Tessalit") == "North"


def test_a_helicopter_that_is_fired_at_is_told_in_words() -> None:
    m = ends(answered_in(0.0, **{AIRCRAFT_THREAT: Path.constant(50.0)}))
    (line,) = [line for _, line in m.story or () if "is fired at" in line]
    assert line.startswith("the helicopter for the hurt at Gao is fired at: ")
