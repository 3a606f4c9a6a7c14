"""Civilian staff separate in steps, and the desks that they man shrink with them."""

import pytest

from sim.paths import Path
from sim.processes.civilians import start_civilians
from sim.record import milestones
from sim.record.ledger import ABROAD, CIVILIANS, SEPARATED
from sim.risks.world import AIRSPACE
from tests.processes.given import mission, off, with_paths

SEPTEMBER, DECEMBER = 92.0, 184.0  # 24:00 of 30 September and of 31 December


def test_on_each_milestone_no_more_remain_than_its_share() -> None:
    m = mission(off())
    start_civilians(m)
    left = {}
    for due in (SEPTEMBER, DECEMBER):
        m.clock.run_through(due)
        left[due] = m.ledger.in_country(CIVILIANS, due)
    # 1,786 of whom 804 are international: 0.55 of 804 and of 982, then 0.25.
    assert left == {SEPTEMBER: 442 + 540, DECEMBER: 201 + 246}
    assert m.ledger.at(CIVILIANS, ABROAD) == 804 - 201
    assert m.ledger.at(CIVILIANS, SEPARATED) == 982 - 246
    for name, due in (("30_september", SEPTEMBER), ("31_december", DECEMBER)):
        reached, planned = m.milestones[milestones.CIVILIANS, name]
        assert reached == pytest.approx(due)
        assert planned == due


def test_inspection_teams_and_officers_are_cut_in_proportion() -> None:
    m = mission(off())
    start_civilians(m)
    m.clock.run_through(SEPTEMBER - 1.0)
    assert (m.pool.capacity("inspectors"), m.pool.capacity("officers")) == (6, 8)
    m.clock.run_through(SEPTEMBER)
    assert (m.pool.capacity("inspectors"), m.pool.capacity("officers")) == (3, 4)
    m.clock.run_through(DECEMBER)
    assert (m.pool.capacity("inspectors"), m.pool.capacity("officers")) == (2, 2)


def test_shut_airspace_keeps_internationals_beyond_the_milestone() -> None:
    m = mission(with_paths(off(), {AIRSPACE: Path.steps(0.0, [(120.0, 1.0)])}))
    start_civilians(m)
    m.clock.run_through(SEPTEMBER)
    assert m.ledger.in_country(CIVILIANS, SEPTEMBER) == 804 + 540
    m.clock.run_through(400.0)
    at, due = m.milestones[milestones.CIVILIANS, "30_september"]
    assert at > 120.0 > due
