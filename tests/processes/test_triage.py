"""Triage: what is destroyed, what is spared, and who is called off when trucks are."""

import pytest

from sim.paths import Path
from sim.processes.camp import CampState
from sim.processes.last_convoy import ask_for_floor
from sim.processes.mission import Mission
from sim.processes.triage import cannot_move, destroy, stop_trucks, to_loaded
from sim.record.ledger import CONTAINERS, LOST
from sim.risks.world import WET
from tests.processes.given import finish, mission, off, with_paths

LOADS = 30


def packed(name: str = "Menaka") -> tuple[Mission, CampState, float]:
    """A mission with a camp that has some containers, and days in which they are destroyed."""
    m = mission(off())
    camp = m.camps[name]
    camp.packed, camp.unpacked, camp.low_bed = LOADS, 0, 0
    return m, camp, LOADS / m.tasks.handover.destruction_rate.nominal


def test_destroying_takes_its_days_and_frees_the_yard() -> None:
    m, camp, days = packed("Mopti")
    free = m.pool.free("yard:Mopti")
    ended = finish(m, destroy(m, camp, camp.track, 1000))
    m.clock.run_through(m.start + 0.99 * days)
    assert (ended, camp.packed) == ([], LOADS)
    m.clock.run_through(m.start + 1.01 * days)
    assert (camp.packed, camp.containers_lost) == (0, LOADS)
    assert m.ledger.at(CONTAINERS, LOST) == LOADS
    assert m.pool.free("yard:Mopti") == free + LOADS
    assert camp.loads_gone.reached


def test_an_order_to_leave_in_haste_ends_it_where_it_is() -> None:
    m, camp, days = packed()
    finish(m, destroy(m, camp, camp.track, 1000))
    m.clock.run_through(m.start + 0.5 * days)
    camp.order.fire()
    m.clock.run_through(m.start + 2.0 * days)
    assert camp.containers_lost == pytest.approx(0.5 * LOADS, abs=1.0)
    assert camp.packed == LOADS - camp.containers_lost


def test_what_a_column_has_been_promised_meanwhile_is_spared() -> None:
    m, camp, days = packed()
    finish(m, destroy(m, camp, camp.track, 1000))
    m.clock.run_through(m.start + 0.5 * days)
    camp.reserved = 12
    m.clock.run_through(m.start + 2.0 * days)
    assert (camp.packed, camp.unassigned) == (12, 0)


def test_when_trucks_are_stopped_columns_are_called_off_and_the_floor_is_not() -> None:
    m, camp, _ = packed()
    for kind in ("groups:Gao", "search:Gao"):
        m.pool.claim("all", {kind: m.pool.capacity(kind)}, m.track("all"))
    m.clock.run_through(m.now)
    floor = ask_for_floor(m, camp)
    waiting = m.pool.claim("Menaka/rotation/1", {"groups:Gao": 1}, camp.track)
    camp.requests[waiting] = lambda: 0.0
    finish(m, stop_trucks(m, camp, camp.track, "a test"))
    m.clock.run_through(m.now)
    assert (waiting.cancelled, floor.cancelled, camp.trucks_stopped) == (True, False, True)


def test_columns_that_are_out_are_not_sent_once_more() -> None:
    m, camp, _ = packed("Kidal")
    camp.packed = 400
    excess = cannot_move(m, camp, m.now)
    camp.columns_out = 1
    assert cannot_move(m, camp, m.now) > excess > 0


def test_the_last_truck_leaves_earlier_in_the_rain() -> None:
    dry, wet = (
        to_loaded(m, m.camps["Kidal"])
        for m in (mission(with_paths(off(), {WET: Path.constant(level)})) for level in (0.0, 1.0))
    )
    assert wet > dry
