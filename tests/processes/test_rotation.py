"""Rotations: what a column that does not come leaves behind, and whose load is whose."""

from sim.processes.convoy import Convoy
from sim.processes.mission import Mission
from sim.processes.rotation import leave_behind, wait_for_load
from sim.record.ledger import CONTAINERS
from tests.processes.given import finish, mission, off


def column(m: Mission, promised: int) -> Convoy:
    track = m.track("Menaka/rotation/1")
    return Convoy(track.entity, track, "Gao", "East", m.camps["Menaka"], promised=promised)


def test_what_no_other_column_fetches_is_destroyed() -> None:
    m = mission(off())
    camp = m.camps["Menaka"]
    camp.packed, camp.unpacked = 36, 0
    there = m.ledger.at(CONTAINERS, "Menaka")
    leave_behind(m, camp, column(m, 36))
    m.clock.run_through(m.now + 60.0)
    assert (camp.packed, camp.containers_lost) == (36, 0), "other columns may come"
    camp.trucks_stopped = True
    leave_behind(m, camp, column(m, 36))
    m.clock.run_through(m.now + 60.0)
    assert (camp.packed, camp.containers_lost) == (0, 36)
    assert m.ledger.at(CONTAINERS, "Menaka") == there - 36


def test_a_column_waits_for_its_load_only_as_long_as_more_is_packed() -> None:
    m = mission(off())
    camp, start = m.camps["Menaka"], m.now
    camp.packed, camp.lot_size, camp.lot_due = 10, 83, start + 5.0
    waiting = finish(m, wait_for_load(m, camp, column(m, 36)))
    enough = finish(m, wait_for_load(m, camp, column(m, 10)))
    m.clock.run_through(start + 4.0)
    assert (waiting, enough) == ([], [(None, start)])
    camp.packed += camp.lot_size
    camp.lot_size = 0
    camp.notify(m.track("packing"))
    m.clock.run_through(start + 4.0)
    assert waiting == [(None, start + 4.0)]
