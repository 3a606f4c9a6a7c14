"""Inspection of equipment before it leaves: who comes first goes first, a load at a rate a day."""

import pytest

from sim.processes.hub import Load
from sim.processes.inspection import inspect
from sim.record.causes import EXPORT
from tests.processes.given import days_by_cause, finish, mission, off


def test_loads_are_inspected_in_the_order_in_which_they_come() -> None:
    """One team: 30 units, then 10, then 20, each as long as its units take at the rate."""
    m = mission(off())
    m.pool.resize("inspectors", 1.0, m.track("test"))
    a_day = m.tasks.export.inspection_rate.nominal
    loads = Load(containers=30), Load(wheels=10), Load(containers=15, low_bed=5)
    tracks = [m.track(f"load/{name}") for name in ("z", "b", "a")]
    ended = []
    for track, load in zip(tracks, loads, strict=True):
        ended.append(finish(m, inspect(m, track, load)))
        m.clock.run_through(m.now + 1e-6)
    m.clock.run_through(m.start + 90.0)
    days = [30.0 / a_day, 40.0 / a_day, 60.0 / a_day]
    assert [at - m.start for ((_, at),) in ended] == pytest.approx(days, abs=1e-5)
    assert days_by_cause(tracks[2]) == {EXPORT: pytest.approx(days[2], abs=1e-5)}, (
        "who waits takes over the chain of who is before"
    )
    assert m.pool.free("inspectors") == 1.0
