"""The long haul: what a column takes, by which way, with whose team; what it gives back when."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sim.paths import Path
from sim.plan.network import Route
from sim.policies import dispatch
from sim.processes import long_haul, search_teams
from sim.processes.case import Case
from sim.processes.contractors import Contractors, fit
from sim.processes.convoy import Convoy
from sim.processes.corridors import Corridor, corridors
from sim.processes.customs import Customs
from sim.processes.haul_loads import Haul, fleet_of
from sim.processes.hub import Hub, Load
from sim.processes.long_haul import (
    bring_away,
    drive_out,
    long_hauls,
    next_haul,
    with_team,
)
from sim.processes.mission import Mission
from sim.processes.money import pay_again
from sim.processes.rotation import form_up
from sim.processes.stages import enter
from sim.processes.supply import Stocks
from sim.record import causes
from sim.record.ledger import ABROAD, CONTAINERS, CORRIDOR, VEHICLES
from sim.risks.world import AIRSPACE, EXPORT_CAP, GATE
from tests.processes.given import (
    Steps,
    case,
    days_by_cause,
    finish,
    fuel_asked_for,
    mission,
    off,
    spare_team_asked_for,
    with_paths,
)
from tests.processes.supplied import alone, tanks

START = 48.0
FLEET = "long haul:Gao"
EXPORT = START + 45.0
"""The day from which equipment leaves the country."""
OPEN = Path.constant(1.0)
LEAD = off().settings.consent.convoy_lead.permissive.nominal
ANSWER = off().settings.flights.medevac_answer.permissive.nominal
FORM_UP, REFIT = 1.0, 3.0
TO_BAMAKO = 573.0 / 120.0 + 630.0 / 300.0
"""Days from Gao to Bamako: a bad road to Mopti, a paved one from there on."""
TO_BORDER = 202.0 / 120.0


def hub_of(name: str = "Gao", of: Case | None = None) -> tuple[Mission, Hub]:
    m = mission(of or off())
    return m, m.hubs[name]


def crossings(path: Path, **paths: Path) -> Case:
    """A world in which nothing happens but to crossings."""
    return with_paths(off(), {GATE: path, **paths})


def close(m: Mission, hub: Hub) -> None:
    for camp in hub.served:
        camp.closed.reach(camp.track, m.now)


Call = tuple[Any, Load, str | None, Any]


@pytest.fixture
def hauls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """The columns that will leave: when, with what, by which corridor, on which trucks; 10 days."""
    found: list[Call] = []

    def noted(one: Haul) -> Steps:
        trucks = {one.fleet: one.convoy.trucks} if one.fleet is not None else {}
        found.append((one.m.now, one.load, one.way.name if one.way else None, trucks))
        yield one.m.clock.at(one.m.now + 10.0)

    monkeypatch.setattr(long_haul, "bring_away", noted)
    return found


def on_trucks(m: Mission, hub: Hub) -> None:
    m.clock.start(long_hauls(m, Customs(m), hub, "Bamako"), "test")


def on_wheels(m: Mission, hub: Hub) -> None:
    m.clock.start(drive_out(m, hub, "Bamako"), "test")


# -- columns --------------------------------------------------------------------------------------


def test_a_hub_without_a_fleet_of_its_own_takes_the_trucks_that_served_its_camps() -> None:
    m, gao = hub_of()
    assert fleet_of(m, m.hubs["Timbuktu"]) == "trucks:Timbuktu"
    assert fleet_of(m, gao) == FLEET
    m.pool.resize(FLEET, 0.0, m.track("market"), most=120.0)
    assert fleet_of(m, gao) == FLEET, "none is there for a time"


def test_columns_leave_one_after_the_other(hauls: list[Call]) -> None:
    m, hub = hub_of()
    hub.yard = 200
    on_trucks(m, hub)
    m.clock.run_through(START + 60.0)
    assert hauls == [
        (START, Load(containers=180), None, {FLEET: 120}),  # 120 trucks at 1.5 containers
        (START + 10.0, Load(containers=20), None, {FLEET: 14}),
    ]


def test_more_trucks_than_a_column_may_have_go_in_two_at_once(hauls: list[Call]) -> None:
    """200 trucks, 140 vehicles a column: two of 100, with 40 vehicles beside each."""
    m, hub = hub_of()
    m.pool.resize(FLEET, 200.0, m.track("market"))
    hub.yard, hub.wheels = 500, 100
    on_trucks(m, hub)
    m.clock.run_through(START + 15.0)
    full = Load(containers=150, wheels=40)
    last = Load(containers=50)
    assert [(day, load, trucks) for day, load, _, trucks in hauls] == [
        (START, full, {FLEET: 100}),
        (START, full, {FLEET: 100}),
        (START + 10.0, full._replace(wheels=20), {FLEET: 100}),
        (START + 10.0, last, {FLEET: 34}),
    ]


@pytest.mark.parametrize("who", ["stage", "market"])
def test_the_next_column_waits_for_no_other_once_there_come_to_be_trucks_for_two(
    who: str, hauls: list[Call]
) -> None:
    of = off()
    m, hub = hub_of()
    hub.yard = 500
    m.pool.resize(FLEET, 120.0, m.track("market"), most=200.0)
    m.contracted = {FLEET: (200, 200)}
    on_trucks(m, hub)
    m.clock.run_through(START + 5.0)
    if who == "market":
        fit(m, Contractors(), FLEET)
    else:
        means = of.scenario.resources
        more = {
            **means.long_haul_trucks,
            "Gao": replace(means.long_haul_trucks["Gao"], value=200.0),
        }
        scenario = replace(of.scenario, resources=replace(means, long_haul_trucks=more))
        enter(m, replace(of, scenario=scenario), m.track("stages"))
    m.clock.run_through(START + 5.0)
    assert [day for day, *_ in hauls] == [START, START + 5.0]


def test_the_next_column_goes_when_the_first_is_back_whichever_that_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first of two is out for 40 days, all others for 10."""
    days: list[float] = []

    def noted(one: Haul) -> Steps:
        days.append(one.m.now - START)
        yield one.m.clock.at(one.m.now + (40.0 if len(days) == 1 else 10.0))

    monkeypatch.setattr(long_haul, "bring_away", noted)
    m, hub = hub_of()
    m.pool.resize(FLEET, 200.0, m.track("market"))
    hub.yard = 2000
    on_trucks(m, hub)
    m.clock.run_through(START + 45.0)
    assert days == [0.0, 0.0, 10.0, 20.0, 30.0, 40.0, 40.0]


def test_no_more_trucks_go_than_the_load_needs_and_vehicles_ride_along_within_the_limit(
    hauls: list[Call],
) -> None:
    """31 containers want 21 trucks, two vehicles one each; 20 beside 120 trucks are a column."""
    m, hub = hub_of()
    hub.yard, hub.low_bed, hub.wheels = 31, 2, 50
    on_trucks(m, hub)
    m.clock.run_through(START)
    assert hauls == [(START, Load(31, 2, 20), None, {FLEET: 23})]
    assert (hub.yard, hub.low_bed, hub.wheels) == (0, 0, 30)


def test_a_column_does_not_leave_for_what_barges_have_taken(hauls: list[Call]) -> None:
    m, hub = hub_of()
    hub.yard = 200
    on_trucks(m, hub)
    m.clock.run_through(START + 5.0)
    hub.yard = 0
    m.clock.run_through(START + 60.0)
    assert len(hauls) == 1


def test_nor_by_a_corridor_that_was_shut_while_barges_took_it(hauls: list[Call]) -> None:
    shut = Path.steps(1.0, [(EXPORT, 0.0), (EXPORT + 5.0, 1.0)])
    m, hub = hub_of(of=crossings(shut))
    m.clock.run_through(EXPORT)
    hub.yard = 180
    on_trucks(m, hub)
    m.clock.run_through(EXPORT + 2.0)
    hub.yard = 0
    m.clock.run_through(EXPORT + 30.0)
    assert hauls == []


def test_its_own_corridor_is_taken_from_the_day_of_export_on(hauls: list[Call]) -> None:
    """Inspection at 32 units a day and papers come first; then it leaves."""
    m, hub = hub_of(of=crossings(OPEN))
    hub.yard = 0
    on_trucks(m, hub)
    m.clock.run_through(EXPORT - 1.0)
    hub.yard = 18
    hub.equipment_changed.fire()
    m.clock.run_through(EXPORT)
    assert hauls == [(EXPORT - 1.0, Load(containers=18), None, {FLEET: 12})]
    hub.yard = 16
    hub.equipment_changed.fire()
    m.clock.run_through(EXPORT + 30.0)
    ready = EXPORT + 16 / 32 + 0.67 + 7.0
    trucks_back = EXPORT - 1.0 + 10.0
    assert hauls[1:] == [
        (pytest.approx(max(ready, trucks_back)), Load(containers=16), "Cotonou", {FLEET: 11})
    ]


@pytest.mark.parametrize("containers", [16, 64])
def test_papers_are_made_while_the_trucks_are_still_out(hauls: list[Call], containers: int) -> None:
    m, hub = hub_of(of=crossings(OPEN))
    hub.yard = 0
    on_trucks(m, hub)
    m.clock.run_through(EXPORT)
    hub.yard = containers
    hub.equipment_changed.fire()
    m.clock.run_through(EXPORT + 30.0)
    assert [day for day, *_ in hauls] == [pytest.approx(EXPORT + containers / 32 + 0.67 + 7.0)]


def test_the_weekly_cap_counts_the_trucks_that_a_column_needs_and_who_rides_along(
    hauls: list[Call],
) -> None:
    """30 containers are on 20 trucks, five vehicles on their wheels: 25 loads at 10 a week."""
    m, hub = hub_of(of=crossings(OPEN, **{EXPORT_CAP: Path.constant(10.0)}))
    hub.yard = 0
    on_trucks(m, hub)
    m.clock.run_through(EXPORT)
    hub.yard, hub.wheels = 30, 5
    hub.equipment_changed.fire()
    m.clock.run_through(EXPORT + 200.0)
    assert [day for day, *_ in hauls] == [pytest.approx(EXPORT + 35 / 32 + 0.67 + 7.0 + 17.5)]


def test_a_corridor_that_stays_shut_is_passed_over(hauls: list[Call]) -> None:
    m, hub = hub_of(of=crossings(Path.steps(1.0, [(EXPORT, 0.0)])))
    m.clock.run_through(EXPORT)
    hub.yard = 180
    on_trucks(m, hub)
    m.clock.run_through(EXPORT + 30.0)
    assert [(day, way) for day, _, way, _ in hauls] == [(EXPORT + 14.0, None)]


def test_one_that_opens_again_while_the_trucks_are_out_is_taken(hauls: list[Call]) -> None:
    """Papers are made when it opens; trucks that went to Bamako meanwhile are back by then."""
    reopens = EXPORT + 15.0
    m, hub = hub_of(of=crossings(Path.steps(1.0, [(EXPORT, 0.0), (reopens, 1.0)])))
    m.clock.run_through(EXPORT)
    hub.yard = 196
    on_trucks(m, hub)
    m.clock.run_through(EXPORT + 60.0)
    ready, trucks_back = reopens + 16 / 32 + 0.67 + 7.0, EXPORT + 14.0 + 10.0
    assert hauls == [
        (EXPORT + 14.0, Load(containers=180), None, {FLEET: 120}),
        (max(ready, trucks_back), Load(containers=16), "Cotonou", {FLEET: 11}),
    ]


def test_vehicles_that_a_column_does_not_take_after_all_are_told_of() -> None:
    """There are more trucks by now, so that fewer vehicles ride beside them."""
    m, hub = hub_of()
    hub.yard, hub.wheels = 500, 500
    m.pool.resize(FLEET, 60.0, m.track("market"), most=120.0)
    haul = next_haul(m, hub, "Bamako", "Gao/long haul/1", FLEET)
    haul.fill()
    before = haul.load
    m.pool.resize(FLEET, 120.0, m.track("market"), most=120.0)
    told = m.clock.sleep(math.inf, hub.equipment_changed)
    haul.fill()
    assert haul.load.wheels < before.wheels
    assert haul.load.units > before.units
    m.clock.run_through(m.now)
    assert told.processed


def test_vehicles_leave_in_columns_of_their_own_one_after_the_other(hauls: list[Call]) -> None:
    m, hub = hub_of()
    hub.wheels = 250
    on_wheels(m, hub)
    m.clock.run_through(START + 60.0)
    assert hauls == [
        (START, Load(wheels=110), None, {}),
        (START + 10.0, Load(wheels=110), None, {}),
        (START + 20.0, Load(wheels=30), None, {}),
    ]


@pytest.mark.parametrize("start", [on_trucks, on_wheels])
def test_what_is_not_paid_for_does_not_leave(
    hauls: list[Call], start: Callable[[Mission, Hub], None]
) -> None:
    m, hub = hub_of()
    hub.wheels = 10
    m.account.stop("long_haul", START)
    start(m, hub)
    m.clock.run_through(START + 30.0)
    assert hauls == []
    pay_again(m)
    m.clock.run_through(START + 30.0)
    assert hauls[0][0] == START + 30.0


@pytest.mark.parametrize("start", [on_trucks, on_wheels])
def test_where_its_camps_need_the_only_team_nothing_leaves_before_they_are_closed(
    hauls: list[Call], start: Callable[[Mission, Hub], None]
) -> None:
    m, hub = hub_of("Timbuktu")
    hub.wheels = 10
    start(m, hub)
    m.clock.run_through(START + 60.0)
    assert hauls == []
    close(m, hub)
    m.clock.run_through(START + 60.0)
    assert hauls[0][0] == START + 60.0


def test_vehicles_that_ride_beside_trucks_once_no_team_is_kept_leave_no_column_of_nothing() -> None:
    m, hub = hub_of("Timbuktu")
    hub.yard, hub.wheels = 30, 5
    on_trucks(m, hub)
    on_wheels(m, hub)
    m.clock.run_through(START + 1.0)
    assert (hub.yard, hub.wheels) == (30, 5)
    close(m, hub)
    m.clock.run_through(START + 60.0)
    assert (hub.yard, hub.wheels, m.counts["columns"]) == (0, 0, 1)


# -- teams ----------------------------------------------------------------------------------------


def column(m: Mission, hub: Hub, trucks: int = 20) -> Convoy:
    track = m.track(f"{hub.name}/long haul/1")
    return Convoy(track.entity, track, hub.name, "East", trucks=trucks)


def test_a_team_is_asked_for_alone_and_one_more_than_it_takes_until_it_is_to_spare() -> None:
    m, hub = hub_of()
    others = m.pool.claim("others", {"search:Gao": 2}, m.track("others"))
    convoy = column(m, hub)
    ended = finish(m, with_team(m, hub, convoy, lambda: {FLEET: 20}, 0))
    m.clock.run_through(START + 30.0)
    spare_team_asked_for(m)
    others.release()
    m.clock.run_through(START + 40.0)
    ((claim, _),) = ended
    assert claim.held == {FLEET: 20, "search:Gao": 1}
    assert m.pool.free("search:Gao") == 2
    assert hub.reviewed == []
    assert days_by_cause(convoy.track) == {causes.FLEET: 30.0}


def test_a_team_that_camps_need_meanwhile_is_given_back() -> None:
    """The clearance takes days, in which columns of camps take two of the three teams."""
    m, hub = hub_of()
    ended = finish(m, with_team(m, hub, column(m, hub), lambda: {FLEET: 20}, 0))
    m.clock.run_through(START + LEAD / 2.0)
    others = m.pool.claim("others", {"search:Gao": 2}, m.track("others"))
    m.clock.run_through(START + 30.0)
    assert ended == []
    assert (m.pool.free("search:Gao"), m.pool.free(FLEET)) == (1, 120)
    others.release()
    m.clock.run_through(START + 60.0)
    assert len(ended) == 1


def test_a_team_that_camps_need_takes_no_clearance_with_it() -> None:
    """One that was asked for when the column asked serves until it lapses."""
    m, hub = hub_of()
    ended = finish(m, with_team(m, hub, column(m, hub), lambda: {FLEET: 20}, 0))
    m.clock.run_through(START + LEAD / 2.0)
    others = m.pool.claim("others", {"search:Gao": 2}, m.track("others"))
    m.clock.run_through(START + LEAD)
    assert ended == []
    others.release()
    m.clock.run_through(START + LEAD)
    assert [at for _, at in ended] == [START + LEAD]
    assert m.counts["clearances_asked"] == 1


def test_of_teams_that_are_taken_away_meanwhile_none_is_kept_that_is_not_there() -> None:
    m, hub = hub_of()
    ended = finish(m, with_team(m, hub, column(m, hub), lambda: {FLEET: 20}, 0))
    m.clock.run_through(START + LEAD / 2.0)
    m.pool.resize("search:Gao", 1.0, m.track("stage"))
    m.clock.run_through(START + 30.0)
    assert [at for _, at in ended] == [START + LEAD]


def test_a_column_without_a_truck_waits_for_one() -> None:
    m, hub = hub_of()
    m.pool.resize(FLEET, 0.0, m.track("market"), most=120.0)
    ended = finish(m, with_team(m, hub, column(m, hub), lambda: {FLEET: 20}, 0))
    m.clock.run_through(START + 30.0)
    assert ended == []
    m.pool.resize(FLEET, 5.0, m.track("market"), most=120.0)
    m.clock.run_through(START + 60.0)
    ((claim, _),) = ended
    assert claim.held[FLEET] == 1


def test_with_fewer_trucks_than_it_asked_for_a_column_leaves_the_rest_in_the_yard() -> None:
    m, hub = hub_of()
    hub.yard = hub.wheels = 0
    convoy, woken = column(m, hub), list[float]()

    def wait() -> Steps:
        yield m.clock.sleep(START + 9.0, hub.equipment_changed)
        woken.append(m.now)

    m.clock.start(wait(), "other")
    m.clock.run_through(START + 1.0)
    one = Haul(m, hub, "Bamako", convoy, FLEET, Load(containers=30, wheels=5))
    one.fit(20.0)
    assert one.load == Load(containers=30, wheels=5)
    one.fit(10.0)
    assert one.load == Load(containers=15, wheels=5)
    assert (hub.yard, hub.wheels, convoy.trucks) == (15, 0, 10)
    m.clock.run_through(START + 1.0)
    assert woken == [START + 1.0]


def test_low_beds_and_containers_share_the_trucks_that_are_left() -> None:
    """Half as many trucks as 6 vehicles and 30 containers want, three on two trucks: 3 and 7."""
    m, hub = hub_of()
    hub.yard = hub.low_bed = hub.wheels = 0
    convoy = column(m, hub)
    one = Haul(m, hub, "Bamako", convoy, FLEET, Load(containers=30, low_bed=6))
    one.fit(10.0)
    assert one.load == Load(containers=10, low_bed=3)
    assert (hub.yard, hub.low_bed, convoy.trucks) == (20, 3, 10)


# -- whole columns --------------------------------------------------------------------------------


def run(m: Mission, hub: Hub, convoy: Convoy, load: Load, way: Corridor | None) -> list[Any]:
    hub.yard = hub.low_bed = hub.wheels = 0  # but for what it takes
    fleet = FLEET if convoy.trucks else None
    return finish(m, bring_away(Haul(m, hub, "Bamako", convoy, fleet, load, way)))


def test_a_column_to_the_export_hub_gives_its_team_and_trucks_back_after_refit() -> None:
    m, hub = hub_of()
    convoy, yard = column(m, hub), m.pool.free("yard:Bamako")
    there = m.ledger.at(CONTAINERS, "Bamako"), m.ledger.at(VEHICLES, "Bamako")
    slots = m.pool.free("yard:Gao")
    ended = run(m, hub, convoy, Load(containers=30, wheels=4), None)
    leaves = START + LEAD + FORM_UP + 20 / 60 + ANSWER
    m.clock.run_through(leaves - 0.01)
    assert (hub.hauling, m.pool.free("yard:Gao")) == ({}, slots)
    m.clock.run_through(leaves + 0.01)
    assert list(hub.hauling.values()) == [convoy]
    assert (m.counts["columns"], m.pool.free("yard:Gao")) == (1, slots + 30)
    assert m.pool.free("yard:Bamako") == yard - 30, "its place is kept"
    assert (convoy.loaded, convoy.abroad, convoy.priority) == (True, False, dispatch.LAST)
    home = leaves + TO_BAMAKO + 20 / 60 + TO_BAMAKO
    m.clock.run_through(home + REFIT - 0.01)
    assert (m.pool.free("search:Gao"), m.pool.free(FLEET), hub.columns_out) == (2, 100, 0)
    m.clock.run_through(home + 10.0)
    assert m.pool.free("search:Gao") == 3
    assert [at for _, at in ended] == [pytest.approx(home + REFIT)]
    assert m.pool.free(FLEET) == 120
    assert m.ledger.at(CONTAINERS, "Bamako") == there[0] + 30
    assert m.ledger.at(VEHICLES, "Bamako") == there[1] + 4
    assert m.pool.free("yard:Bamako") == yard - 30
    assert m.counts["column_km"] == pytest.approx(2.0 * (573.0 + 630.0))
    assert hub.hauling == {}
    assert days_by_cause(convoy.track) == pytest.approx(
        {
            causes.CONSENT: LEAD,
            causes.FORMING: FORM_UP,
            causes.LOADING: 2.0 * 20 / 60,
            causes.FLIGHTS: ANSWER,
            causes.MOVEMENT: 2.0 * TO_BAMAKO,
            causes.REFIT: REFIT,
        }
    )


@pytest.mark.parametrize(("trucks", "loaded"), [(40, 60), (10, 15)])
def test_a_column_is_filled_for_the_trucks_that_there_are_when_it_asks_for_them(
    trucks: int, loaded: int
) -> None:
    """Twenty when it was gathered; the market rises, or falls, while it waits for clearance."""
    m, hub = hub_of()
    convoy = column(m, hub)
    ended = run(m, hub, convoy, Load(containers=30), None)
    hub.yard = 70
    m.clock.run_through(START + LEAD / 2.0)
    m.pool.resize(FLEET, float(trucks), m.track("market"), most=120.0)
    m.clock.run_through(START + LEAD + FORM_UP + 1.0 + ANSWER)
    assert (convoy.containers, convoy.trucks, hub.yard) == (loaded, trucks, 100 - loaded)
    m.clock.run_through(START + 60.0)
    assert len(ended) == 1
    assert m.pool.free(FLEET) == trucks


def test_papers_for_a_border_are_for_what_was_gathered() -> None:
    m, hub = hub_of(of=crossings(OPEN))
    (way,) = corridors(m, "Gao")
    convoy = column(m, hub)
    run(m, hub, convoy, Load(containers=30), way)
    hub.yard = 70
    m.clock.run_through(START + LEAD + FORM_UP + 20 / 60 + ANSWER + 0.01)
    assert (convoy.containers, hub.yard) == (30, 70)


def test_vehicles_on_their_own_wheels_need_no_refit_but_their_team_drives_back_and_rests() -> None:
    m, hub = hub_of()
    ended = run(m, hub, column(m, hub, 0), Load(wheels=40), None)
    m.clock.run_through(START + 60.0)
    leaves = START + LEAD + FORM_UP + ANSWER
    assert [at for _, at in ended] == [pytest.approx(leaves + 2.0 * TO_BAMAKO + REFIT)]
    assert m.counts["column_km"] == pytest.approx(573.0 + 630.0), "a team alone is no column"


@pytest.mark.parametrize(
    ("waiting", "goes"), [(60, 60), (110, 110), (115, 115), (121, 121), (122, 110), (300, 110)]
)
def test_a_last_part_of_the_vehicles_rides_with_those_before_it(waiting: int, goes: int) -> None:
    m, hub = hub_of()
    full = int(m.tasks.columns.contingent_move_vehicles.value)
    assert (full, m.tasks.loads.last_part_column.value) == (110, 0.1)
    hub.wheels = waiting
    one = Haul(m, hub, "Bamako", column(m, hub, 0), None)
    one.fill()
    assert one.load == Load(wheels=goes)
    assert hub.wheels == waiting - goes


def test_a_column_to_the_export_hub_is_fuelled_for_both_ways(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = fuel_asked_for(monkeypatch)
    m, hub = hub_of()
    run(m, hub, column(m, hub), Load(containers=30), None)
    m.clock.run_through(START + 20.0)
    ((place, km),) = asked
    assert place == "Gao"
    assert km == pytest.approx(2.0 * (573.0 + 630.0))


def test_where_the_export_hub_has_fuel_without_end_trucks_take_theirs_for_the_way_back_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = fuel_asked_for(monkeypatch)
    m, hub = hub_of()
    m.stocks = Stocks(mission(alone()))
    assert (m.stocks.hub("Gao") is None, m.stocks.hub("Bamako")) == (False, None)
    run(m, hub, column(m, hub), Load(containers=30), None)
    m.clock.run_through(START + 20.0)
    ((place, km),) = asked
    assert place == "Gao"
    assert km == pytest.approx(573.0 + 630.0)


def test_a_column_to_a_border_is_fuelled_to_there_and_back_and_vehicles_one_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[int, float]] = []

    def fuel_up(_m: Mission, convoy: Convoy, _place: str, km: float) -> Steps:
        asked.append((convoy.vehicles, km))
        return True
        yield

    monkeypatch.setattr("sim.processes.departure.fuel_up", fuel_up)
    m, hub = hub_of(of=crossings(OPEN))
    (way,) = corridors(m, "Gao")
    run(m, hub, column(m, hub), Load(containers=30, wheels=4), way)
    m.clock.run_through(START + 20.0)
    run(m, hub, column(m, hub, 0), Load(wheels=40), None)
    m.clock.run_through(START + 40.0)
    assert [vehicles for vehicles, _ in asked] == [24, 40]
    assert [km for _, km in asked] == pytest.approx([2.0 * 202.0, 573.0 + 630.0])


@pytest.mark.parametrize("abroad", [False, True])
def test_a_column_waits_for_no_more_fuel_than_the_trucks_take_that_there_are(abroad: bool) -> None:
    """A hundred when it was gathered; then the market leaves twenty, for which there is fuel."""
    m, hub = hub_of(of=with_paths(alone(), {GATE: OPEN}))
    m.stocks, convoy = Stocks(m), column(m, hub, 100)
    way = corridors(m, "Gao")[0] if abroad else None
    load = Load(containers=150)
    km = 2.0 * 202.0 if abroad else 573.0 + 630.0
    hub_fuel = tanks(m, m.stocks.for_road(30, km))
    hub_fuel.path = Path.constant(hub_fuel.use / hub_fuel.deliveries)  # as much as is used
    m.pool.resize(FLEET, 20.0, m.track("market"), most=120.0)
    run(m, hub, convoy, load, way)
    m.clock.run_through(START + LEAD + 0.01)
    assert m.pool.free(FLEET) == 0.0
    assert m.counts["columns_short_of_fuel"] == 0


@pytest.mark.parametrize("shuts", ["while it waits for its clearance", "while it forms up"])
@pytest.mark.parametrize("days", [5.0, math.inf])
def test_no_column_leaves_for_a_crossing_that_is_shut(shuts: str, days: float) -> None:
    """One shut for five days is waited for, holding nothing; one shut for long is passed over."""
    from_day = START + LEAD + (0.5 * FORM_UP if shuts == "while it forms up" else -1.0)
    gate = Path.steps(1.0, [(from_day, 0.0)] + [(from_day + days, 1.0)] * (days < math.inf))
    m, hub = hub_of(of=crossings(gate))
    (way,) = corridors(m, "Gao")
    convoy = column(m, hub)
    ended = run(m, hub, convoy, Load(containers=30), way)
    m.clock.run_through(from_day + min(days, m.policy.export.shut_days.value) - 1.5)
    assert (m.counts["columns"], hub.hauling, m.pool.free(FLEET)) == (0, {}, 120)
    assert m.pool.free("search:Gao") == 3
    m.clock.run_through(START + 120.0)
    assert (m.counts["columns"], len(ended)) == (1, 1)
    abroad = days < math.inf
    assert convoy.abroad is abroad
    assert m.ledger.at(CONTAINERS, ABROAD) == 30 * abroad
    assert (m.ledger.gained(CONTAINERS, "Bamako") == 30) is not abroad
    assert days_by_cause(convoy.track)[causes.CORRIDORS] > 0.0
    assert (m.pool.free(FLEET), m.pool.free("search:Gao"), hub.columns_out) == (120, 3, 0)


@pytest.mark.parametrize("day", [START, START + 0.5 * LEAD])
def test_a_column_that_is_deferred_before_it_has_its_means_does_not_leave(day: float) -> None:
    """Its load was taken from the yard while the long haul was still paid for."""
    m, hub = hub_of()
    convoy = column(m, hub)
    if day == START:
        m.account.stop("long_haul", day)
    ended = run(m, hub, convoy, Load(containers=30), None)
    m.clock.run_through(day)
    m.account.stop("long_haul", day)
    m.clock.run_through(START + 60.0)
    assert (m.counts["columns"], hub.hauling, ended) == (0, {}, [])
    assert (m.pool.free(FLEET), m.pool.free("search:Gao")) == (120, 3)
    pay_again(m)
    m.clock.run_through(START + 100.0)
    assert (m.counts["columns"], len(ended)) == (1, 1)
    assert days_by_cause(convoy.track)[causes.COMMAND] > 0.0


def test_a_column_that_waits_for_fuel_gives_all_back_on_the_day_on_which_its_way_shuts() -> None:
    """It has its means, and others have taken the fuel meanwhile."""
    formed = START + LEAD + FORM_UP + 20 / 60
    shuts = formed + 2.0
    gates = {GATE: Path.steps(1.0, [(shuts, 0.0)])}
    m, hub = hub_of(of=with_paths(alone(), gates))
    m.stocks, trucks = Stocks(m), m.pool.capacity(FLEET)
    (way,) = corridors(m, "Gao")
    run(m, hub, column(m, hub), Load(containers=30), way)
    m.clock.run_through(formed - 0.1)
    assert m.pool.free(FLEET) == trucks - 20
    tanks(m).path = Path.constant(0.0)
    m.clock.run_through(shuts - 0.01)
    assert m.pool.free(FLEET) == trucks - 20
    m.clock.run_through(shuts)
    assert (m.pool.free(FLEET), m.counts["columns_short_of_fuel"]) == (trucks, 1)


def test_a_column_that_stands_down_gives_all_back_and_asks_again() -> None:
    """For twenty days no helicopter could fetch the hurt."""
    m, hub = hub_of(of=with_paths(off(), {AIRSPACE: Path.steps(0.0, [(START + 20.0, 1.0)])}))
    slots = m.pool.free("yard:Gao")
    ended = run(m, hub, column(m, hub), Load(containers=30), None)
    m.clock.run_through(START + 19.9)
    assert m.counts["columns_stood_down"] >= 1
    assert (m.counts["columns"], hub.hauling, m.pool.free("yard:Gao")) == (0, {}, slots)
    m.clock.run_through(START + 60.0)
    assert (m.counts["columns"], len(ended)) == (1, 1)
    assert (m.pool.free(FLEET), m.pool.free("search:Gao")) == (120, 3)


def test_on_the_way_to_a_port_the_team_turns_at_the_border_and_the_trucks_go_on() -> None:
    m, hub = hub_of(of=crossings(OPEN))
    (way,) = corridors(m, "Gao")
    convoy = column(m, hub)
    ended = run(m, hub, convoy, Load(containers=30, low_bed=0, wheels=4), way)
    border = START + LEAD + FORM_UP + 20 / 60 + ANSWER + TO_BORDER
    m.clock.run_through(border - 0.01)
    assert (convoy.abroad, convoy.loaded, list(hub.hauling.values())) == (True, True, [convoy])
    m.clock.run_through(border + 0.01)
    assert hub.hauling == {}
    assert (m.ledger.at(CONTAINERS, CORRIDOR), m.ledger.at(VEHICLES, CORRIDOR)) == (30, 4)
    assert (convoy.loaded, convoy.vehicles, convoy.containers) == (False, 20, 0)
    m.clock.run_through(border + TO_BORDER + REFIT - 0.01)
    assert (m.pool.free("search:Gao"), convoy.searched) == (2, False)
    m.clock.run_through(border + TO_BORDER + REFIT + 0.01)
    assert m.pool.free("search:Gao") == 3
    gates = m.settings.corridors.gates
    port = border + sum(gates[gate].queue.nominal for gate in way.gates) + 1285.0 / 300.0
    m.clock.run_through(port - 0.01)
    assert m.ledger.at(CONTAINERS, ABROAD) == 0
    m.clock.run_through(port + 0.01)
    assert (m.ledger.at(CONTAINERS, ABROAD), m.ledger.at(VEHICLES, ABROAD)) == (30, 4)
    m.clock.run_through(port + 60.0)
    back = port + 1285.0 / 300.0 + TO_BORDER
    assert [at for _, at in ended] == [pytest.approx(back + REFIT)]
    assert (m.pool.free(FLEET), m.pool.free("search:Gao")) == (120, 3)


@pytest.mark.parametrize(("washed_out", "picked_up"), [(2.0, False), (30.0, True)])
def test_in_the_rain_the_team_of_a_column_to_a_port_is_back_from_the_border_later(
    washed_out: float, picked_up: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It drives home alone as slowly as a column would, and waits no longer than for the trucks."""
    asked: list[tuple[float, float]] = []
    drives = search_teams.drives

    def noted(m: Mission, route: Route, since: float) -> float:
        asked.append((since, drives(m, route, since)))
        return asked[-1][1] + washed_out  # days for which the road is closed

    monkeypatch.setattr(search_teams, "drives", noted)
    m, hub = hub_of(of=crossings(OPEN))
    (way,) = corridors(m, "Gao")
    run(m, hub, column(m, hub), Load(containers=30, low_bed=0, wheels=4), way)
    border = START + LEAD + FORM_UP + 20 / 60 + ANSWER + TO_BORDER
    gates = m.settings.corridors.gates
    port = border + sum(gates[gate].queue.nominal for gate in way.gates) + 1285.0 / 300.0
    alone_back, trucks_back = border + TO_BORDER + washed_out, port + 1285.0 / 300.0
    assert (trucks_back < alone_back) is picked_up
    free = min(alone_back, trucks_back) + REFIT
    m.clock.run_through(free - 0.01)
    ((since, there),) = asked
    assert (since, there) == pytest.approx((border, border + TO_BORDER))
    assert m.pool.free("search:Gao") == 2
    m.clock.run_through(free + 0.01)
    assert m.pool.free("search:Gao") == 3


def test_who_tries_again_after_standing_down_has_luck_of_its_own() -> None:
    m, hub = hub_of(of=case())
    convoy, days = column(m, hub), []
    for attempt in (0, 1, 0):
        begun, convoy.attempt = m.now, attempt
        ended = finish(m, form_up(m, convoy, hub.name))
        m.clock.run_through(m.now + 30.0)
        days.append(ended[0][1] - begun)
    assert days[0] == pytest.approx(days[2])
    assert days[0] != pytest.approx(days[1])
