"""Export: when consignments are presented, how many at once, by which way, and who is back when."""

from dataclasses import replace
from typing import Any

import pytest

from sim.distributions import Quantity
from sim.paths import Path
from sim.processes import export
from sim.processes.case import Case, make_case
from sim.processes.corridors import Corridor, corridors
from sim.processes.customs import Customs
from sim.processes.export import (
    Consignment,
    consign,
    consignments,
    start_export,
    vehicle_consignments,
)
from sim.processes.hub import Hub, Load
from sim.processes.mission import Mission
from sim.processes.money import pay_again
from sim.record.causes import COMMAND, CORRIDORS, EXPORT, FLEET, MOVEMENT, UNREST
from sim.record.ledger import ABROAD, CONTAINERS, CORRIDOR, VEHICLES
from sim.record.track import Track
from sim.risks.world import DEPARTURE, EXPORT_CAP, GATE
from tests.processes import given
from tests.processes.given import Steps, days_by_cause, mission, off, roads, with_paths

START = 48.0
OPENS = 45.0
"""Days after which equipment leaves the country at the earliest."""
FULL = Load(containers=17)
"""What a consignment of ten trucks carries, at 1.7 containers a truck."""
PAPERS = 0.67 + 7.0
"""Days for an officer's papers and for the documents."""


def bamako(of: Case | None = None) -> tuple[Mission, Hub]:
    m = mission(of or off())
    return m, m.hubs["Bamako"]


def presented(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Load, int, int]]:
    """The consignments that will be presented: load, trucks, turn; none of them ever ends."""
    found: list[tuple[Load, int, int]] = []

    def noted(_m: Mission, _customs: Customs, _ways: list[Corridor], of: Consignment) -> Steps:
        found.append((of.load, of.trucks, of.turn))
        return
        yield

    monkeypatch.setattr(export, "consign", noted)
    return found


def on_trucks(m: Mission, hub: Hub) -> None:
    m.clock.start(consignments(m, Customs(m), hub, corridors(m, hub.name)), "test")


def on_wheels(m: Mission, hub: Hub) -> None:
    m.clock.start(vehicle_consignments(m, Customs(m), hub, corridors(m, hub.name)), "test")


def sent(m: Mission, hub: Hub, load: Load, trucks: int, turn: int = 0) -> Track:
    """One consignment that is presented now; its track."""
    lane = hub.on_trucks if trucks else hub.on_wheels
    lane.under_way += 1
    ways, track = corridors(m, hub.name), m.track("lot")
    of = Consignment(hub, lane, track, load, trucks, turn)
    given.finish(m, consign(m, Customs(m), ways, of))
    return track


def test_teams_and_trucks_are_given_in_the_order_in_which_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten is not before nine."""
    m, hub = bamako()
    for kind in ("inspectors", "corridor trucks"):
        few = 10.0 if kind == "corridor trucks" else 1.0
        m.pool.resize(kind, few, m.track("few"))
        m.pool.take(kind, few)
    left, leaves = list[str](), Hub.leaves

    def noted(hub: Hub, m: Mission, load: Load, target: str, track: Track) -> Load:
        left.append(track.entity)
        return leaves(hub, m, load, target, track)

    monkeypatch.setattr(Hub, "leaves", noted)

    def present(number: int) -> Steps:
        yield m.clock.at(START + 0.1 * number)
        hub.on_trucks.under_way += 1
        track, ways = m.track(f"lot/{number}"), corridors(m, hub.name)
        of = Consignment(hub, hub.on_trucks, track, FULL, 10, 0)
        yield from consign(m, Customs(m), ways, of)

    for number in (9, 10, 11):
        given.finish(m, present(number))
    m.clock.run_through(START + 5.0)
    m.pool.give("inspectors", 1.0, m.track("few"))
    m.clock.run_through(START + 25.0)
    m.pool.give("corridor trucks", 10.0, m.track("few"))
    m.clock.run_through(START + 120.0)
    assert left == ["lot/9", "lot/10", "lot/11"]


# -- presenting -----------------------------------------------------------------------------------


def test_nothing_is_presented_before_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    found = presented(monkeypatch)
    m, hub = bamako()
    on_trucks(m, hub)
    m.clock.run_through(START + OPENS - 0.1)
    assert found == []
    m.clock.run_through(START + OPENS)
    assert found[0] == (FULL, 10, 0)


def test_two_fleets_of_trucks_are_presented_at_once_and_one_more_for_each_that_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """200 trucks, ten a consignment: 20 on the road and 20 more whose papers are made."""
    found = presented(monkeypatch)
    m, hub = bamako()
    assert hub.yard > 42 * FULL.containers
    on_trucks(m, hub)
    m.clock.run_through(START + OPENS + 5.0)
    assert found == [(FULL, 10, turn) for turn in range(40)]
    hub.on_trucks.back_one()
    m.clock.run_through(START + OPENS + 6.0)
    assert len(found) == 41


def test_vehicles_that_cannot_drive_leave_on_trucks_though_the_yard_is_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = presented(monkeypatch)
    m, hub = bamako()
    hub.yard, hub.low_bed = 0, 12
    on_trucks(m, hub)
    m.clock.run_through(START + OPENS)
    assert [load for load, _, _ in found] == [Load(low_bed=10), Load(low_bed=2)]


def test_a_consignment_takes_no_more_trucks_than_it_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    found = presented(monkeypatch)
    m, hub = bamako()
    hub.yard, hub.low_bed = 4, 1
    on_trucks(m, hub)
    m.clock.run_through(START + OPENS)
    assert found == [(Load(containers=4, low_bed=1), 4, 0)]
    hub.yard = 20
    hub.equipment_changed.fire()
    m.clock.run_through(m.now)
    assert [(load.containers, trucks) for load, trucks, _ in found[1:]] == [(17, 10), (3, 2)]


def test_two_consignments_of_vehicles_a_corridor_are_under_way_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = presented(monkeypatch)
    m, hub = bamako()
    hub.wheels = 190
    on_wheels(m, hub)
    m.clock.run_through(START)
    assert found == [(Load(wheels=40), 0, turn) for turn in range(4)]
    assert (hub.wheels, hub.on_wheels.under_way) == (30, 4)
    hub.on_wheels.back_one()
    m.clock.run_through(START)
    assert found[4:] == [(Load(wheels=30), 0, 4)]
    assert (hub.wheels, hub.on_wheels.under_way) == (0, 4)


@pytest.mark.parametrize("start", [on_trucks, on_wheels])
def test_what_is_not_paid_for_is_not_presented(monkeypatch: pytest.MonkeyPatch, start: Any) -> None:
    found = presented(monkeypatch)
    m, hub = bamako()
    hub.wheels = 40
    m.account.stop("export", START)
    start(m, hub)
    m.clock.run_through(START + 60.0)
    assert found == []
    pay_again(m)
    m.clock.run_through(START + 60.0)
    assert found != []


def test_vehicles_are_presented_by_the_rules_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    found = presented(monkeypatch)
    m, hub = bamako()
    on_wheels(m, hub)
    hub.wheels = 500
    hub.equipment_changed.fire()
    m.clock.run_through(m.start)
    before = len(found)
    scenario = m.scenario
    export_rules = replace(m.tasks.export, vehicle_consignment=Quantity(3.0))
    later = replace(scenario, tasks=replace(m.tasks, export=export_rules))
    m.hold(make_case(later, 1))
    hub.on_wheels.under_way = 0
    hub.on_wheels.back.fire()
    m.clock.run_through(m.start)
    assert before > 0
    assert {load.wheels for load, _, _ in found[before:]} == {3}


@pytest.mark.parametrize("trucks", [0, 10])
def test_drivers_that_are_back_make_room_for_vehicles_and_trucks_for_what_rides_on_them(
    trucks: int,
) -> None:
    m, hub = bamako()
    hub.on_trucks.under_way, hub.on_wheels.under_way = 3, 2
    sent(m, hub, Load(wheels=20) if not trucks else FULL, trucks)
    woken = m.clock.sleep(START + 90.0, (hub.on_trucks if trucks else hub.on_wheels).back)
    m.clock.run_through(START + 60.0)
    assert woken.processed
    assert (hub.on_trucks.under_way, hub.on_wheels.under_way) == (3, 2)


@pytest.mark.parametrize(("turn", "port"), [(0, "Dakar"), (1, "Abidjan"), (2, "Dakar")])
def test_the_corridors_are_taken_in_turn(turn: int, port: str) -> None:
    m, hub = bamako()
    sent(m, hub, FULL, 10, turn)
    m.clock.run_through(START + 60.0)
    assert list(m.ports) == [port]


def test_every_hub_that_stays_sends_what_it_has_and_the_export_hub_sends_it_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m, _ = bamako()
    started: list[str] = []

    def noted(_steps: Any, name: str) -> None:
        started.append(name)

    monkeypatch.setattr(m.clock, "start", noted)
    start_export(m, Customs(m))
    assert sorted(started) == [
        "Bamako/export",
        "Bamako/vehicles",
        "Gao/long haul",
        "Gao/vehicles",
        "Timbuktu/long haul",
        "Timbuktu/vehicles",
        "barges",
    ]


# -- one consignment ------------------------------------------------------------------------------


def test_trucks_are_held_from_the_yard_to_the_port_and_back() -> None:
    """To Dakar: inspection at 32 units a day, papers, the crossing, then as long back as out."""
    m, hub = bamako()
    there, slots = m.ledger.at(CONTAINERS, hub.name), m.pool.free("yard:Bamako")
    sent(m, hub, FULL, 10)
    leaves = START + 17 / 32 + PAPERS
    way = corridors(m, "Bamako")[0]
    road = sum(road.km.value for road in roads(way)) / m.tasks.movement.paved.nominal
    port = leaves + road + m.settings.corridors.gates["Diboli"].queue.nominal
    m.clock.run_through(leaves - 0.01)
    assert m.ledger.at(CONTAINERS, hub.name) == there
    assert m.pool.free("corridor trucks") == 200
    m.clock.run_through(leaves + 0.01)
    assert m.ledger.at(CONTAINERS, CORRIDOR) == 17
    assert m.ledger.at(CONTAINERS, hub.name) == there - 17
    assert m.pool.free("yard:Bamako") == slots + 17
    assert m.pool.free("corridor trucks") == 190
    m.clock.run_through(port + 0.01)
    assert m.ledger.at(CONTAINERS, ABROAD) == 17
    assert (m.pool.free("corridor trucks"), hub.on_trucks.under_way) == (190, 1)
    m.clock.run_through(port + road - 0.01)
    assert (m.pool.free("corridor trucks"), hub.on_trucks.under_way) == (190, 1)
    m.clock.run_through(port + road + 0.01)
    assert (m.pool.free("corridor trucks"), hub.on_trucks.under_way) == (200, 0)


def test_trucks_that_leave_their_loads_before_a_shut_crossing_are_free_before_these_arrive() -> (
    None
):
    """It is shut for 60 days from the day on which they come to it; they wait for 14."""
    shut = Path.steps(1.0, [(START + 9.0, 0.0), (START + 69.0, 1.0)])
    m, hub = bamako(with_paths(off(), {GATE: shut}))
    sent(m, hub, FULL, 10)
    m.clock.run_through(START + 20.0)
    assert (m.pool.free("corridor trucks"), hub.on_trucks.under_way) == (190, 1)
    m.clock.run_through(START + 40.0)
    assert (m.pool.free("corridor trucks"), hub.on_trucks.under_way) == (200, 0)
    assert m.ledger.at(CONTAINERS, CORRIDOR) == 17
    m.clock.run_through(START + 90.0)
    assert m.ledger.at(CONTAINERS, ABROAD) == 17
    assert (m.pool.free("corridor trucks"), hub.on_trucks.under_way) == (200, 0)


def test_nobody_drives_out_through_a_road_block() -> None:
    """Trucks that have been given stand loaded in the yard meanwhile."""
    ready = START + 17 / 32 + PAPERS
    way_out = Path.steps(1.0, [(ready - 1.0, 0.0), (ready + 20.0, 1.0)])
    m, hub = bamako(with_paths(off(), {DEPARTURE: way_out}))
    track, fleet = sent(m, hub, FULL, 10), "corridor trucks"
    m.clock.run_through(ready + 19.0)
    assert m.ledger.at(CONTAINERS, CORRIDOR) == 0
    assert m.pool.capacity(fleet) - m.pool.free(fleet) == 10
    m.clock.run_through(ready + 20.0)
    assert m.ledger.at(CONTAINERS, CORRIDOR) == 17
    assert days_by_cause(track)[UNREST] == pytest.approx(20.0)


def test_no_trucks_leave_for_a_crossing_that_has_shut_while_they_were_waited_for() -> None:
    """They are given back until it opens; who asked after them does not go first."""
    ready = START + 17 / 32 + PAPERS
    shut = Path.steps(1.0, [(ready + 1.0, 0.0), (ready + 6.0, 1.0)])
    m, hub = bamako(with_paths(off(), {GATE: shut}))
    track = sent(m, hub, FULL, 10)
    others = m.pool.claim("others", {"corridor trucks": 200}, m.track("others"))
    m.clock.run_through(ready + 3.0)
    others.release()
    m.clock.run_through(ready + 5.9)
    assert (m.pool.free("corridor trucks"), m.ledger.at(CONTAINERS, CORRIDOR)) == (200, 0)
    m.clock.run_through(ready + 6.1)
    assert (m.pool.free("corridor trucks"), m.ledger.at(CONTAINERS, CORRIDOR)) == (190, 17)
    assert days_by_cause(track)[FLEET] == pytest.approx(3.0)


def test_who_gives_trucks_back_before_a_shut_crossing_has_its_old_place_when_it_opens() -> None:
    """Another asks after it, while it waits for the crossing; there are trucks for one of them."""
    ready = START + 17 / 32 + PAPERS
    shut = Path.steps(1.0, [(ready + 1.0, 0.0), (ready + 9.0, 1.0)])
    m, hub = bamako(with_paths(off(), {GATE: shut}))
    sent(m, hub, FULL, 10)
    others = m.pool.claim("others", {"corridor trucks": 200}, m.track("others"))
    m.clock.run_through(ready + 2.0)
    others.release()
    m.clock.run_through(ready + 3.0)
    few = m.pool.claim("few", {"corridor trucks": 190}, m.track("few"))
    late = m.pool.claim("late", {"corridor trucks": 10}, m.track("late"), priority=ready + 0.5)
    m.clock.run_through(ready + 4.0)
    assert (few.granted, late.granted) == (True, True)
    waits = m.pool.claim("waits", {"corridor trucks": 10}, m.track("waits"), priority=ready + 0.6)
    m.clock.run_through(ready + 9.5)
    late.release()
    m.clock.run_through(ready + 9.6)
    assert (waits.granted, m.ledger.at(CONTAINERS, CORRIDOR)) == (False, 17)


@pytest.mark.parametrize(("load", "trucks"), [(FULL, 10), (Load(wheels=17), 0)])
def test_what_is_not_paid_for_any_more_when_it_has_its_papers_does_not_leave(
    load: Load, trucks: int
) -> None:
    m, hub = bamako()
    track = sent(m, hub, load, trucks)
    m.clock.run_through(START + 1.0)
    m.account.stop("export", m.now)
    m.clock.run_through(START + 30.0)
    assert m.ledger.at(CONTAINERS, CORRIDOR) + m.ledger.at(VEHICLES, CORRIDOR) == 0
    assert m.pool.free("corridor trucks") == 200
    pay_again(m)
    m.clock.run_through(START + 30.0)
    assert m.ledger.at(CONTAINERS, CORRIDOR) + m.ledger.at(VEHICLES, CORRIDOR) == 17
    assert days_by_cause(track)[COMMAND] > 0.0


def test_vehicles_leave_on_their_own_wheels_without_trucks() -> None:
    m, hub = bamako()
    sent(m, hub, Load(wheels=32), 0)
    m.clock.run_through(START + 1.0 + PAPERS + 0.01)
    assert m.ledger.at(VEHICLES, CORRIDOR) == 32
    assert m.pool.free("corridor trucks") == 200
    m.clock.run_through(START + 60.0)
    assert m.ledger.at(VEHICLES, ABROAD) == 32
    assert (hub.on_trucks.under_way, hub.on_wheels.under_way) == (0, 0)


@pytest.mark.parametrize(
    ("load", "trucks", "counted"), [(FULL, 10, 10.0), (Load(wheels=20), 0, 20.0)]
)
def test_the_weekly_cap_counts_truckloads_and_vehicles(
    load: Load, trucks: int, counted: float
) -> None:
    m, hub = bamako(with_paths(off(), {EXPORT_CAP: Path.constant(10.0)}))
    sent(m, hub, load, trucks)
    leaves = START + load.units / 32 + PAPERS + counted / 10.0 * 7.0
    m.clock.run_through(leaves - 0.01)
    assert m.ledger.at(CONTAINERS, CORRIDOR) + m.ledger.at(VEHICLES, CORRIDOR) == 0
    m.clock.run_through(leaves + 0.01)
    assert m.ledger.at(CONTAINERS, CORRIDOR) + m.ledger.at(VEHICLES, CORRIDOR) == load.units


def test_each_day_of_a_consignment_goes_to_what_it_was_for() -> None:
    """It waits three days for trucks that are away for no reason that a chain tells."""
    m, hub = bamako()
    track = sent(m, hub, FULL, 10)
    ready = 17 / 32 + PAPERS
    others = m.pool.claim("others", {"corridor trucks": 200}, m.track("others"))
    m.clock.run_through(START + ready + 3.0)
    others.release()
    m.clock.run_through(START + 60.0)
    road = sum(road.km.value for road in roads(corridors(m, "Bamako")[0])) / 300.0
    queue = m.settings.corridors.gates["Diboli"].queue.nominal
    assert days_by_cause(track) == pytest.approx(
        {EXPORT: ready, FLEET: 3.0, MOVEMENT: road, CORRIDORS: queue}
    )
