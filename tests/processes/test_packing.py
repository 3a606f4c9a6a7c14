"""Packing: how fast a camp packs, what slows it down, and what stops it."""

from dataclasses import replace

import pytest

from sim.plan.equipment import NOTHING
from sim.processes.camp import CampState
from sim.processes.case import Case, make_case
from sim.processes.mission import Mission
from sim.processes.packing import column_containers, material_there, pack
from sim.record.causes import IMPORTS, PACKING, VARIABILITY
from sim.record.track import Track
from tests.processes.given import Steps, days_by_cause, finish, mission, off, with_risk


def packing(of: Case, containers: int) -> tuple[Mission, CampState, list[float]]:
    """Kidal packs so many containers; when its dispatchers are told of something (days)."""
    m = mission(of)
    camp, told = m.camps["Kidal"], list[float]()
    camp.unpacked, camp.packed = containers, 0

    def listen() -> Steps:
        while True:
            yield m.clock.sleep(float("inf"), camp.changed)
            told.append(m.now - m.start)

    finish(m, listen())
    finish(m, pack(m, camp))
    m.clock.run_through(m.start)
    return m, camp, told


def lot(m: Mission) -> tuple[int, float]:
    """Containers of one column of Kidal, and the nominal days in which its teams pack them."""
    size = column_containers(m.camps["Kidal"])
    return size, size / (
        m.tasks.packing.rate.nominal * m.scenario.resources.packing_teams["Kidal"].value
    )


def test_a_column_takes_its_share_of_what_moves_and_no_container_is_left_over() -> None:
    camp = mission(off()).camps["Kidal"]
    loads = camp.loads
    camp.loads = replace(loads, containers_moved=100, columns=3)
    assert column_containers(camp) == 34
    camp.loads = replace(loads, containers_moved=100, columns=0)
    assert column_containers(camp) == 100
    camp.loads = replace(loads, containers_moved=0, columns=0)
    assert column_containers(camp) == 1


def test_a_columns_load_is_packed_after_the_other_by_all_teams_together() -> None:
    size, days = lot(mission(off()))
    m, camp, told = packing(off(), size + 10)
    assert (camp.lot_size, camp.lot_due, camp.lot_days) == (size, m.start + days, days)
    m.clock.run_through(m.start + 0.99 * days)
    assert (camp.unpacked, camp.packed) == (size + 10, 0)
    m.clock.run_through(m.start + 1.01 * days)
    assert (camp.unpacked, camp.packed, camp.lot_size) == (10, size, 10)
    m.clock.run_through(m.start + 90.0)
    assert (camp.unpacked, camp.packed, camp.lot_size) == (0, size + 10, 0)
    ends = [0.0, days, days * (1.0 + 10.0 / size)]
    assert sorted(set(told)) == pytest.approx(ends), "who sends columns hears of each lot"
    link = camp.notice_link
    assert days_by_cause(Track("", link)) == {PACKING: pytest.approx(ends[-1])}


def test_each_lot_has_a_rate_of_its_own() -> None:
    of = with_risk(off(), "variability", enabled=True)
    size, nominal = lot(mission(off()))
    m, camp, told = packing(of, 2 * size)
    m.clock.run_through(m.start + 90.0)
    _, first, both = sorted(set(told))
    assert first != pytest.approx(both - first)
    found = days_by_cause(Track("", camp.notice_link))
    longer = sum(max(0.0, days - nominal) for days in (first, both - first))
    assert found.get(VARIABILITY, 0.0) == pytest.approx(longer)


def test_when_trucks_are_given_up_the_lot_in_hand_is_the_last() -> None:
    size, _ = lot(mission(off()))
    m, camp, _ = packing(off(), 3 * size)
    camp.trucks_stopped = True
    m.clock.run_through(m.start + 90.0)
    assert (camp.unpacked, camp.packed) == (2 * size, size)


def test_what_columns_that_were_given_will_fetch_is_packed_all_the_same() -> None:
    size, _ = lot(mission(off()))
    m, camp, _ = packing(off(), 3 * size)
    camp.trucks_stopped, camp.reserved = True, size + 1
    m.clock.run_through(m.start + 90.0)
    assert (camp.unpacked, camp.packed) == (size, 2 * size)


def test_an_order_stops_it_at_once_and_what_was_packed_by_then_counts() -> None:
    size, days = lot(mission(off()))
    m, camp, told = packing(off(), 3 * size)
    m.clock.run_through(m.start + 0.25 * days)
    camp.ordered_at = m.now
    camp.order.fire()
    m.clock.run_through(m.start + 90.0)
    assert (camp.packed, camp.unpacked) == (int(0.25 * size), 3 * size - int(0.25 * size))
    assert max(told) == pytest.approx(0.25 * days)


def test_what_an_attack_destroys_meanwhile_is_not_packed() -> None:
    size, _ = lot(mission(off()))
    m, camp, _ = packing(off(), size)
    camp.unpacked = 3
    m.clock.run_through(m.start + 90.0)
    assert (camp.packed, camp.unpacked) == (3, 0)


# -- material -------------------------------------------------------------------------------------


def slowed(unpacked_share: float, comes: float | None) -> tuple[float, dict[str, float]]:
    """How many times its nominal days a lot takes, of what is left; and for which causes.

    `comes`: the day on which the camp's material comes, if it does.
    """
    of = with_risk(off(), "imports", enabled=True)
    size, days = lot(mission(of))
    m = mission(of)
    camp = m.camps["Kidal"]
    camp.unpacked, camp.packed = round(unpacked_share * camp.loads.containers_moved), 0
    if comes is not None:
        m.material_at["Kidal"] = (m.start + comes, camp.track)
    finish(m, pack(m, camp))
    m.clock.run_through(m.start)
    took = camp.lot_days
    camp.trucks_stopped = True
    m.clock.run_through(m.start + 90.0)
    assert size <= round(unpacked_share * camp.loads.containers_moved)
    return took / days, days_by_cause(Track("", camp.notice_link))


@pytest.mark.parametrize(
    ("left", "comes", "slow"),
    [
        (1.0, None, False),  # nothing is packed yet: there is some of the stock
        (0.5, None, True),  # the camp's share of the stock is used up
        (0.5, 0.0, False),  # its own material has come
        (0.5, 5.0, True),  # it is still under way
    ],
)
def test_without_material_packing_is_slower(left: float, comes: float | None, slow: bool) -> None:
    m = mission(off())
    assert 0.0 < m.status.packing_material_share.value < 0.5
    rate, (_, days) = m.tasks.packing.rate_without_material.value, lot(m)
    times, causes = slowed(left, comes)
    assert times == pytest.approx(1.0 / rate if slow else 1.0)
    assert causes[PACKING] == pytest.approx(days)
    assert causes.get(IMPORTS, 0.0) == pytest.approx(days / rate - days if slow else 0.0)


@pytest.mark.parametrize(("packed", "there"), [(29, True), (30, False), (31, False)])
def test_the_stock_is_used_up_when_its_share_is_packed(packed: int, there: bool) -> None:
    """Of a hundred containers it packs thirty."""
    m = mission(with_risk(off(), "imports", enabled=True))
    camp = m.camps["Kidal"]
    assert m.status.packing_material_share.value == 0.3
    camp.loads = replace(camp.loads, containers_moved=100, received=NOTHING)
    camp.unpacked = 100 - packed
    assert material_there(m, camp) is there


def test_what_comes_packed_uses_nothing_of_the_stock_and_adds_nothing_to_it() -> None:
    """Of Mopti's own containers its share of the stock packs three in ten."""
    m = mission(with_risk(off(), "imports", enabled=True))
    camp, share = m.camps["Mopti"], m.status.packing_material_share.value
    own = camp.loads.containers_moved - camp.loads.received.containers
    assert camp.loads.received.containers > 0
    for packed in range(own):
        camp.unpacked = own - packed
        assert material_there(m, camp) == (packed < share * own)


@pytest.mark.parametrize("share", [0.25, 0.9])
def test_material_that_comes_meanwhile_is_used_for_the_rest_of_the_lot(share: float) -> None:
    m = mission(with_risk(off(), "imports", enabled=True))
    size, days = lot(m)
    slow = days / m.tasks.packing.rate_without_material.value
    camp = m.camps["Kidal"]
    camp.unpacked, camp.packed = round(0.5 * camp.loads.containers_moved), 0
    there = camp.unpacked
    finish(m, pack(m, camp))
    m.clock.run_through(m.start + 0.1 * slow)
    m.material_in.fire()  # another camp's
    m.clock.run_through(m.start + share * slow)
    assert camp.lot_due == pytest.approx(m.start + slow)
    m.material_at["Kidal"] = (m.now, camp.track)
    m.material_in.fire()
    m.clock.run_through(m.now)
    due = m.start + share * slow + (1.0 - share) * days
    assert [camp.lot_due, camp.lot_days] == pytest.approx([due, days])
    camp.trucks_stopped = True
    m.clock.run_through(m.start + 90.0)
    assert (camp.unpacked, camp.packed) == (there - size, size)
    expected = {PACKING: days, IMPORTS: share * (slow - days)}
    assert days_by_cause(Track("", camp.notice_link)) == pytest.approx(expected)


def test_an_order_after_the_material_has_come_finds_packed_what_was_packed() -> None:
    m = mission(with_risk(off(), "imports", enabled=True))
    size, days = lot(m)
    slow = days / m.tasks.packing.rate_without_material.value
    camp = m.camps["Kidal"]
    camp.unpacked, camp.packed = round(0.5 * camp.loads.containers_moved), 0
    finish(m, pack(m, camp))
    m.clock.run_through(m.start + 0.25 * slow)
    m.material_at["Kidal"] = (m.now, camp.track)
    m.material_in.fire()
    m.clock.run_through(m.now + 0.25 * days)
    camp.ordered_at = m.now
    camp.order.fire()
    m.clock.run_through(m.start + 90.0)
    assert camp.packed == pytest.approx(0.5 * size, abs=1)


def test_with_imports_free_there_is_material_for_all() -> None:
    size, days = lot(mission(off()))
    _, camp, _ = packing(off(), size)
    assert size < 0.5 * camp.loads.containers_moved
    assert camp.lot_days == days


def test_teams_that_come_later_pack_the_next_load() -> None:
    size, days = lot(mission(off()))
    base = off().scenario
    teams = base.resources.packing_teams
    twice = replace(teams["Kidal"], value=2 * teams["Kidal"].value, low=1.0, high=99.0)
    more = replace(base, resources=replace(base.resources, packing_teams={**teams, "Kidal": twice}))
    m, camp, _ = packing(off(), 3 * size)
    m.clock.run_through(m.start + 0.5 * days)
    m.hold(make_case(more, 1))
    assert camp.lot_days == days
    m.clock.run_through(m.start + 1.01 * days)
    assert camp.packed == size
    assert camp.lot_days == pytest.approx(days / 2)
    m.clock.run_through(m.start + 1.51 * days)
    assert camp.packed == 2 * size
