"""Dispatching: when the next column, or the next move, should leave."""

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from sim.distributions import Quantity
from sim.paths import Path
from sim.processes import rotation
from sim.processes.camp import CampState, Turn
from sim.processes.case import Case
from sim.processes.clearance import Clearance, asked_ahead
from sim.processes.column import departure, fill
from sim.processes.dispatching import send_columns, send_moves
from sim.processes.mission import Mission
from sim.risks.world import CONSENT, PERMISSIVE, RESTRICTIVE
from tests.processes.given import mission, off, with_paths

START, DUE = 48.0, 30.0


def packing(packed: int, reserved: int = 0, of: Case | None = None) -> tuple[Mission, CampState]:
    """A mission with a camp that packs a column's load after the other; the next is due later."""
    m = mission(of or off())
    camp = m.camps["Kidal"]
    camp.unpacked, camp.packed, camp.low_bed, camp.reserved = 300, packed, 0, reserved
    camp.lot_size, camp.lot_days, camp.lot_due = 300, 10.0, m.now + DUE
    return m, camp


def ahead(m: Mission) -> float:
    """Days from a column's departure to its arrival at the camp."""
    return m.cycles["Kidal"].to_loaded - m.cycles["Kidal"].loading


def test_a_column_arrives_when_its_load_is_packed() -> None:
    m, camp = packing(0)
    assert departure(m, camp) == pytest.approx(m.now + DUE - ahead(m))


def test_what_is_packed_for_another_column_is_not_there() -> None:
    m, camp = packing(150)
    assert departure(m, camp) == m.now
    m, camp = packing(150, reserved=150)
    assert departure(m, camp) == pytest.approx(m.now + DUE - ahead(m))


def test_a_column_leaves_part_filled_only_when_time_is_short() -> None:
    m, camp = packing(10)
    camp.lot_size = 10
    assert departure(m, camp) > m.now + 10.0
    camp.deadline = m.now + 5.0
    assert departure(m, camp) == m.now


def test_however_short_time_is_none_leaves_part_filled_behind_one_that_has_not_left() -> None:
    """One is asked for, and takes 104 of the 110 that are packed: the next waits for its load."""
    m, camp = packing(110)
    camp.lot_size, camp.deadline = 10, m.now + 5.0
    assert departure(m, camp) == m.now
    assert departure(m, camp, 1) > m.now + DUE


def test_the_last_of_several_columns_arrives_when_what_the_others_leave_is_packed() -> None:
    """One is asked for 104 of 134; the last 30 are in the lot in hand."""
    m, camp = packing(104)
    camp.unpacked = camp.lot_size = 30
    assert fill(camp, 70) == (104, 0)
    assert departure(m, camp, 1) == pytest.approx(m.now + DUE - ahead(m))


def test_a_column_is_asked_for_ahead_of_the_day_on_which_it_should_leave() -> None:
    m, camp = packing(0)
    m.clock.start(send_columns(m, camp), "columns")
    lead = asked_ahead(m, m.rules.convoy, camp.sector)
    day = m.now + DUE - ahead(m) - lead
    assert lead > 1.0
    m.clock.run_through(day - 0.1)
    assert m.counts["clearances_asked"] == 0
    m.clock.run_through(day + 0.1)
    assert m.counts["clearances_asked"] > 0


def test_who_sleeps_until_the_day_to_ask_is_woken_when_that_day_changes_with_the_regime() -> None:
    """A column of day 30 is asked for at once when, nearer to it, consent turns restrictive."""
    worse = Path.steps(float(PERMISSIVE), [(START + 20.0, float(RESTRICTIVE))])
    m, camp = packing(0, of=with_paths(off(), {CONSENT: worse}))
    sooner, later = m.rules.convoy.ahead[RESTRICTIVE], m.rules.convoy.ahead[PERMISSIVE]
    wanted = START + DUE - ahead(m)
    assert wanted - sooner < START + 20.0 < wanted - later
    m.clock.start(send_columns(m, camp), "columns")
    m.clock.run_through(START + 19.9)
    assert m.counts["clearances_asked"] == 0
    m.clock.run_through(START + 20.0)
    assert m.counts["clearances_asked"] > 0


@pytest.mark.parametrize("signal", ["claimed", "changed"])
def test_who_had_nothing_to_send_for_looks_again_when_a_column_has_had_its_turn(
    signal: str,
) -> None:
    """It may have been withdrawn, and leave its load to the next, without any other news."""
    m, camp = packing(0)
    camp.unpacked, camp.lot_size = 0, 0
    assert departure(m, camp) == inf
    m.clock.start(send_columns(m, camp), "columns")
    m.clock.run_through(m.start + 1.0)
    camp.packed = 150
    m.clock.run_through(m.start + 2.0)
    assert m.counts["clearances_asked"] == 0
    getattr(camp, signal).fire()
    m.clock.run_through(m.start + 2.0)
    assert m.counts["clearances_asked"] > 0


@pytest.mark.parametrize(("loaded", "sent"), [(1, 0), (2, 1), (4, 2)])
def test_a_move_goes_when_its_share_of_the_columns_has_loaded(loaded: int, sent: int) -> None:
    """Two of them beside six columns: the first when two have loaded, the next when four have."""
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.loads = replace(camp.loads, moves=2, columns=6)
    camp.columns_sent, camp.columns_loaded = 6, loaded
    m.clock.start(send_moves(m, camp), "moves")
    m.clock.run_through(m.start + 30.0)
    assert camp.moves_sent == sent


@pytest.mark.parametrize("allowed", [1, 3])
def test_so_many_requests_are_open_at_a_time(allowed: int) -> None:
    of = off()
    rules = replace(of.scenario.policy.dispatch, open_requests=Quantity(float(allowed)))
    policy = replace(of.scenario.policy, dispatch=rules)
    m = mission(replace(of, scenario=replace(of.scenario, policy=policy)))
    camp = m.camps["Kidal"]
    camp.unpacked, camp.packed = 0, 450
    m.clock.start(send_columns(m, camp), "columns")
    m.clock.run_through(m.start + 1.0)
    assert len(camp.papers) == m.counts["clearances_asked"] == allowed


@pytest.mark.parametrize("other", ["stands in the queue", "waits for fuel"])
def test_who_waits_for_no_answer_asks_anew_only_when_something_has_changed(
    other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No clearance is given, and the policy is to wait for none; another column has its papers."""
    asked: list[float] = []
    of = off()
    convoy = replace(of.rules.convoy, on=True, refused_share=(1.0, 1.0, 1.0))
    rules = of.scenario.policy.acceleration
    policy = replace(of.scenario.policy, acceleration=replace(rules, refused_days=Quantity(0.0)))
    m = mission(
        replace(
            of,
            rules=replace(of.rules, convoy=convoy),
            scenario=replace(of.scenario, policy=policy),
        )
    )
    camp = m.camps["Tessalit"]
    camp.packed, camp.unpacked, camp.deadline = 6 * camp.unpacked, 0, m.now + 1.0

    def noted(*values: Any, **named: Any) -> Clearance:
        asked.append(m.now)
        assert len(asked) < 20, "it asks on and on"
        return Clearance(*values, **named)

    monkeypatch.setattr(rotation, "Clearance", noted)
    if other == "waits for fuel":
        camp.short_of_fuel = 1
    else:
        papers = Clearance(m, m.rules.convoy, "other", camp.sector, m.now, m.now)
        camp.turn = Turn(m.pool.claim("other", {"trucks:Gao": 1.0}, m.track("other")), papers)
    m.clock.start(send_columns(m, camp), "columns")
    m.clock.run_through(START + 1.0)
    before = len(asked)
    assert not camp.trucks_stopped
    camp.turn, camp.short_of_fuel = None, 0
    camp.claimed.fire()
    m.clock.run_through(START + 1.0)
    assert camp.trucks_stopped
    assert len(asked) > before


def test_a_move_is_due_by_the_columns_that_have_loaded_not_by_one_that_stood_down() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.columns_sent = camp.loads.columns  # each was given, and none came to the camp
    m.clock.start(send_moves(m, camp), "moves")
    m.clock.run_through(m.start)
    assert camp.moves_sent == 0
    camp.columns_loaded = camp.loads.columns
    camp.changed.fire()
    m.clock.run_through(m.start)
    assert camp.moves_sent == 1


def test_moves_go_by_the_calendar_where_no_column_comes() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    planned = camp.loads.moves
    assert planned > 1
    m.clock.start(send_moves(m, camp), "moves")
    share = (camp.floor_day - m.start) / (planned + 1)
    sent = []
    for number in range(3):
        m.clock.run_through(m.start + (number + 0.9) * share)
        sent.append(camp.moves_sent)
    assert sent == [0, 1, 2]
