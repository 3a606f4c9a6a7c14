"""Arrival: what keeps a column from unloading, and whose its load and its people are then."""

from math import inf

import pytest

from sim.paths import Path
from sim.pool import Claim
from sim.processes.alarms import order_haste
from sim.processes.arrival import fill, receive, take_in, unload
from sim.processes.convoy import Convoy
from sim.processes.hub import Load
from sim.processes.mission import Mission
from sim.processes.supply import Stocks
from sim.record.causes import ATTACKS, FLEET, LOADING, UNREST
from sim.record.ledger import CONTAINERS, PEOPLE, ROAD, VEHICLES
from sim.risks.world import DEPARTURE
from tests.processes.given import Steps, days_by_cause, finish, mission, off, with_paths, with_risk

FORMALITIES = 5.0
BLOCKED = 5.0
"""Days for which the way into every town is blocked."""


def column(m: Mission, hub: str, *, containers: int = 0, low_bed: int = 0) -> Convoy:
    """A column of ten trucks that has come to a hub, with seven vehicles and thirty people."""
    track = m.track("Menaka/rotation/1")
    convoy = Convoy(track.entity, track, hub, "East", m.camps["Menaka"], trucks=10)
    convoy.containers, convoy.low_bed, convoy.own, convoy.people = containers, low_bed, 7, 30
    convoy.loaded = True
    m.ledger.move(CONTAINERS, containers, "Menaka", ROAD, m.now)
    m.ledger.move(VEHICLES, low_bed + 7, "Menaka", ROAD, m.now)
    m.ledger.move(PEOPLE, 30, "Menaka", ROAD, m.now)
    return convoy


@pytest.mark.parametrize(("containers", "low_bed"), [(0, 0), (8, 0), (0, 2)])
def test_only_a_column_with_a_load_waits_for_the_way_in_and_unloads(
    containers: int, low_bed: int
) -> None:
    blocked = Path.steps(0.0, [(off().scenario.start + BLOCKED, 1.0)])
    m = mission(with_paths(off(), {DEPARTURE: blocked}))
    convoy = column(m, "Gao", containers=containers, low_bed=low_bed)
    ended = finish(m, unload(m, convoy, "Gao", None))
    m.clock.run_through(m.start + 30.0)
    ((_, at),) = ended
    if not (containers or low_bed):
        assert at == m.start
        return
    days = 10 / m.tasks.movement.unloading.nominal  # by trucks, whatever they carry
    assert at == pytest.approx(m.start + BLOCKED + days)
    assert days_by_cause(convoy.track) == {
        UNREST: BLOCKED, LOADING: pytest.approx(days),
    }  # fmt: skip


def test_columns_unload_at_as_many_points_as_the_hub_has() -> None:
    m = mission(off())
    kind = "unloading:Gao"
    others = m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    m.clock.run_through(m.start)
    convoy = column(m, "Gao", containers=8)
    ended = finish(m, unload(m, convoy, "Gao", None))
    m.clock.run_through(m.start + 2.0)
    assert ended == []
    others.release()
    m.clock.run_through(m.start + 30.0)
    assert days_by_cause(convoy.track)[FLEET] == pytest.approx(2.0)
    assert m.pool.free(kind) == m.pool.capacity(kind)


def test_who_comes_first_unloads_first() -> None:
    m = mission(off())
    kind = "unloading:Gao"
    others = m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    done: list[str] = []

    def comes(name: str, at: float) -> Steps:
        convoy = column(m, "Gao", containers=8)
        convoy.entity = name
        yield m.clock.at(m.start + at)
        yield from unload(m, convoy, "Gao", None)
        done.append(name)

    for at, name in enumerate(("Tessalit/rotation/10", "Tessalit/rotation/2", "Ansongo"), 1):
        finish(m, comes(name, float(at)), name)
    m.clock.run_through(m.start + 5.0)
    m.pool.resize(kind, 1.0, m.track("others"))
    others.release()
    m.clock.run_through(m.start + 30.0)
    assert done == ["Tessalit/rotation/10", "Tessalit/rotation/2", "Ansongo"]


def held(m: Mission, **amounts: float) -> Claim:
    """What a column claimed before it left."""
    claim = m.pool.claim("column", {f"{kind}:Gao": n for kind, n in amounts.items()}, m.track("x"))
    m.clock.run_through(m.now)
    return claim


def test_at_a_hub_people_have_their_formalities_and_loads_wait_to_leave() -> None:
    m = mission(off())
    hub, convoy = m.hubs["Gao"], column(m, "Gao", containers=8, low_bed=2)
    there = {kind: m.ledger.at(kind, "Gao") for kind in (PEOPLE, CONTAINERS, VEHICLES)}
    yard, parked = hub.yard, hub.parked_low_bed
    beds, slots = m.pool.free("beds:Gao"), m.pool.free("yard:Gao")
    receive(m, convoy, "Gao", held(m, beds=40, yard=12))
    assert hub.expected == 30
    assert {kind: m.ledger.at(kind, "Gao") - there[kind] for kind in there} == {
        PEOPLE: 30, CONTAINERS: 8, VEHICLES: 9,
    }  # fmt: skip
    assert (hub.yard - yard, hub.parked_low_bed - parked, hub.low_bed) == (8, 2, 0)
    assert (beds - m.pool.free("beds:Gao"), slots - m.pool.free("yard:Gao")) == (30.0, 8.0)
    assert (convoy.containers, convoy.low_bed, convoy.own, convoy.people) == (0, 0, 0, 0)
    assert not convoy.loaded
    receive(m, convoy, "Gao", None)
    m.clock.run_through(m.start + FORMALITIES)
    assert (hub.expected, hub.ready) == (0, 30), "nobody comes with an empty column"


@pytest.mark.parametrize("ordered", [False, True])
def test_people_of_a_camp_that_is_left_in_haste_are_known_of_since_the_order(ordered: bool) -> None:
    m = mission(off())
    convoy = column(m, "Gao")
    assert convoy.camp is not None
    if ordered:
        order_haste(m, convoy.camp, "attacks", ATTACKS)
    m.clock.run_through(m.start + 10.0)
    receive(m, convoy, "Gao", None)
    m.clock.run_through(m.now + FORMALITIES)
    since = m.hubs["Gao"].known_since
    assert convoy.camp.ordered == ordered
    assert (m.start < since < m.start + 10.0) if ordered else since == -inf
    assert since == convoy.camp.ordered_at


@pytest.mark.parametrize("left", [False, True])
def test_what_comes_to_a_camp_that_still_stands_moves_on_with_its_own(left: bool) -> None:
    m = mission(off())
    camp, convoy = m.camps["Mopti"], column(m, "Mopti", containers=8, low_bed=2)
    before = camp.packed, camp.low_bed, camp.driving, m.hubs["Mopti"].yard
    told = finish(m, one_notice(m))
    m.clock.run_through(m.start)
    if left:
        camp.closed.reach(camp.track, m.now)
    receive(m, convoy, "Mopti", None)
    m.clock.run_through(m.start)
    after = camp.packed, camp.low_bed, camp.driving, m.hubs["Mopti"].yard
    found = tuple(b - a for a, b in zip(before, after, strict=True))
    assert found == ((0, 0, 0, 8) if left else (8, 2, 7, 0))
    assert (m.hubs["Mopti"].expected, len(told)) == ((30, 0) if left else (0, 1))


def one_notice(m: Mission) -> Steps:
    yield m.clock.sleep(float("inf"), m.camps["Mopti"].changed)


def test_people_who_come_to_a_camp_use_up_its_supplies_sooner() -> None:
    m = mission(with_risk(off(), "supply", enabled=True))
    m.stocks = Stocks(m)
    stock = m.stocks.open(m.camps["Douentza"])
    m.clock.run_through(m.start + 2.0)
    before = stock.people

    def wait() -> Steps:
        yield m.clock.sleep(float("inf"), stock.came)

    told = finish(m, wait())
    m.clock.run_through(m.start + 2.0)
    rations = stock.levels[0]
    receive(m, column(m, "Douentza"), "Douentza", None)
    m.clock.run_through(m.start + 2.0)
    assert len(told) == 1
    assert stock.levels[0] == pytest.approx(rations - 2.0 * before), "they have not eaten before"


@pytest.mark.parametrize("released", [False, True])
def test_vehicles_serve_a_hub_until_they_may_leave(released: bool) -> None:
    m = mission(off())
    hub, track = m.hubs["Gao"], m.track("Menaka/rotation/1")
    hub.released = released
    hub.yard = hub.parked_low_bed = 0
    m.ledger.move(CONTAINERS, 8, "Menaka", ROAD, m.now)
    m.ledger.move(VEHICLES, 9, "Menaka", ROAD, m.now)

    def wait() -> Steps:
        yield m.clock.sleep(float("inf"), hub.equipment_changed)

    told = finish(m, wait())
    m.clock.run_through(m.start + 1.0)
    track.until(m.now, LOADING, "unloading")
    take_in(m, hub, Load(8, 2, 7), ROAD, track, None)
    m.clock.run_through(m.start + 1.0)
    assert (hub.yard, hub.low_bed, hub.wheels) == ((8, 2, 7) if released else (8, 0, 0))
    assert hub.parked_low_bed == (0 if released else 2)
    assert len(told) == 1, "the long haul hears of it"
    assert hub.equipment_track.link == track.link, "and waits because of who brought it"


@pytest.mark.parametrize(
    ("claimed", "amount", "taken"), [(50, 45, 45), (10, 30, 30), (0, 30, 30), (10, 0, 0)]
)
def test_space_is_filled_by_what_comes_whatever_was_claimed(
    claimed: int, amount: int, taken: int
) -> None:
    m = mission(off())
    free = m.pool.free("yard:Gao")
    claim = held(m, yard=claimed) if claimed else None
    fill(m, claim, "yard:Gao", amount)
    assert m.pool.free("yard:Gao") == free - taken
    if claim is not None:
        claim.release()
    assert m.pool.free("yard:Gao") == free - taken
