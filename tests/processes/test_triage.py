"""Triage: what is destroyed, what is spared, and who is called off when trucks are."""

from dataclasses import replace
from math import ceil

import pytest

from sim.distributions import Fixed
from sim.paths import Path
from sim.policies.triage import dates
from sim.processes import column
from sim.processes.asker import InTurn, OfCamp
from sim.processes.camp import CampState, Once, Turn
from sim.processes.clearance import Clearance
from sim.processes.departure import granted
from sim.processes.disposal import clear_out
from sim.processes.last_convoy import ask_for_floor
from sim.processes.mission import Mission
from sim.processes.rotation import rotate
from sim.processes.triage import (
    cannot_move,
    destroy,
    end_destruction,
    groups_for,
    leave_rest,
    stop_trucks,
    to_loaded,
    triage,
    wait,
)
from sim.record.causes import COMMAND, CONSENT, FLEET, MOVEMENT, PACKING
from sim.record.ledger import CONTAINERS, LOST
from sim.record.track import segments
from sim.risks.world import WET
from tests.processes.given import days_by_cause, finish, mission, off, with_paths

LOADS = 30


def in_queue(m: Mission, camp: CampState, amounts: dict[str, float]) -> Turn:
    """A column of a camp that stands in the queue with its papers."""
    paper = Clearance(m, m.rules.convoy, "one", camp.sector, m.now, m.now, held=True)
    return Turn(m.pool.claim("one", amounts, m.track("one")), paper)


def packed(name: str = "Menaka") -> tuple[Mission, CampState, float]:
    """A mission with a camp that has some containers, and days in which they are destroyed."""
    m = mission(off())
    camp = m.camps[name]
    camp.packed, camp.unpacked, camp.low_bed = LOADS, 0, 0
    return m, camp, LOADS / m.tasks.handover.destruction_rate.nominal


def test_destroying_takes_its_days_and_frees_the_yard() -> None:
    m, camp, days = packed("Mopti")
    free = m.pool.free("yard:Mopti")
    ended = finish(m, destroy(m, camp, camp.track, *column.fill(camp, 1000)))
    m.clock.run_through(m.start + 0.99 * days)
    assert (ended, camp.packed) == ([], LOADS)
    m.clock.run_through(m.start + 1.01 * days)
    assert (camp.packed, m.losses.unplanned(camp.name, CONTAINERS)) == (0, LOADS)
    assert m.ledger.at(CONTAINERS, LOST) == LOADS
    assert m.pool.free("yard:Mopti") == free + LOADS
    assert camp.loads_gone.reached


def test_what_is_not_packed_is_destroyed_first() -> None:
    m, camp, days = packed()
    camp.unpacked = 20
    finish(m, destroy(m, camp, camp.track, 30, 0))
    m.clock.run_through(m.start + 1.01 * days)
    assert (camp.unpacked, camp.packed) == (0, LOADS - 10)


def test_the_same_hands_destroy_one_lot_after_the_other() -> None:
    m, camp, days = packed()
    half = LOADS // 2
    for lot in ("a", "b"):
        finish(m, destroy(m, camp, m.track(lot), half, 0))
    m.clock.run_through(m.start + 0.51 * days)
    assert camp.packed == LOADS - half
    first, second = 0.51 * days, camp.destructions[0]
    assert second.begun == pytest.approx(m.start + half / LOADS * days)
    assert second.done(second.begun - 0.1) == (0, 0)
    assert second.begun < m.start + first
    m.clock.run_through(m.start + 0.99 * days)
    assert camp.packed == LOADS - half
    m.clock.run_through(m.start + 1.01 * days)
    assert camp.packed == LOADS - 2 * half


def test_an_order_to_leave_in_haste_ends_it_where_it_is() -> None:
    m, camp, days = packed()
    finish(m, destroy(m, camp, camp.track, *column.fill(camp, 1000)))
    m.clock.run_through(m.start + 0.5 * days)
    camp.order.fire()
    m.clock.run_through(m.start + 2.0 * days)
    assert m.losses.unplanned(camp.name, CONTAINERS) == pytest.approx(0.5 * LOADS, abs=1.0)
    assert camp.packed == LOADS - m.losses.unplanned(camp.name, CONTAINERS)


def test_what_is_destroyed_by_now_is_promised_to_nobody_and_on_the_books_to_the_end() -> None:
    m, camp, days = packed()
    camp.low_bed = 4
    finish(m, destroy(m, camp, camp.track, LOADS, 4))
    for share in (0.0, 0.52, 0.92):
        m.clock.run_through(m.start + share * days)
        left = LOADS - int(LOADS * share), 4 - int(4 * share)
        assert (camp.unassigned, camp.unassigned_low_bed) == left
        assert (camp.packed, camp.low_bed) == (LOADS, 4)
    camp.reserved = LOADS
    assert camp.unassigned == 0, "more has been promised than is left: nothing, not less"


def test_what_a_column_has_been_promised_meanwhile_is_spared() -> None:
    m, camp, days = packed()
    finish(m, destroy(m, camp, camp.track, *column.fill(camp, 1000)))
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


@pytest.mark.parametrize(("name", "short"), [("Menaka", True), ("Ansongo", False)])
def test_a_column_is_given_as_long_as_it_can_form_up_before_the_gate_shuts(
    name: str, short: bool
) -> None:
    m = mission(with_paths(off(), {WET: Path.constant(0.0)}))
    camp, rules = m.camps[name], m.policy.triage
    cycle = m.cycles[name]
    gate = camp.deadline - rules.last_truck.value
    if short:
        gate = camp.deadline - rules.short_loaded.value - (cycle.to_loaded - cycle.forming_up)
        assert cycle.to_loaded == pytest.approx(to_loaded(m, camp))
    m.clock.start(triage(m, camp), "triage")
    for day, stopped, shut in ((gate - cycle.forming_up - 0.01, False, False),
                               (gate - 0.01, True, False), (gate + 0.01, True, True)):  # fmt: skip
        m.clock.run_through(max(m.start, day))
        assert (camp.trucks_stopped, camp.gate_shut) == (stopped, shut)


def test_what_is_being_destroyed_is_not_destroyed_once_more_when_trucks_are_stopped() -> None:
    m, camp, days = packed()
    finish(m, destroy(m, camp, m.track("first"), LOADS // 2, 0))
    m.clock.run_through(m.start + 0.25 * days)
    finish(m, stop_trucks(m, camp, m.track("test"), "a test"))
    m.clock.run_through(m.start + 0.3 * days)
    assert sum(work.containers for work in camp.destructions) == LOADS
    m.clock.run_through(m.start + 1.01 * days)
    assert (camp.packed, camp.destructions) == (0, [])


def test_no_column_is_given_after_the_gate_has_shut_however_long_destruction_takes() -> None:
    """What no column can fetch is destroyed beside: slowly, for longer than trucks are given."""
    m = mission(off())
    handover = replace(m.tasks.handover, destruction_rate=Fixed(1.0))
    m.tasks = replace(m.tasks, handover=handover)
    camp = m.camps["Ansongo"]
    rules = m.policy.triage
    m.clock.run_through(m.start + 30.0)
    camp.deadline = m.now + rules.destroy.value
    camp.packed, camp.unpacked = 2000, 0
    m.clock.start(triage(m, camp), "triage")
    gate = camp.deadline - rules.last_truck.value
    m.clock.run_through(gate)
    assert camp.destructions
    assert camp.destructions[0].due > gate
    assert (camp.trucks_stopped, camp.gate_shut) == (True, True)


def test_the_last_truck_leaves_earlier_in_the_rain() -> None:
    dry, wet = (
        to_loaded(m, m.camps["Kidal"])
        for m in (mission(with_paths(off(), {WET: Path.constant(level)})) for level in (0.0, 1.0))
    )
    assert wet > dry


def test_a_camp_that_is_left_meanwhile_has_destroyed_its_share_and_abandons_the_rest() -> None:
    m, camp, days = packed("Kidal")
    finish(m, destroy(m, camp, camp.track, *column.fill(camp, 1000)))
    m.clock.run_through(m.start + 0.5 * days)
    assert (camp.packed, m.ledger.at(CONTAINERS, LOST)) == (LOADS, 0)
    end_destruction(m, camp)
    assert m.ledger.at(CONTAINERS, LOST) == LOADS // 2
    assert clear_out(m, camp, True) == camp.packed == LOADS - LOADS // 2
    camp.closed.reach(camp.track, m.now)
    m.clock.run_through(m.start + 2.0 * days)
    assert m.losses.unplanned(camp.name, CONTAINERS) == LOADS, "nothing is destroyed twice"


@pytest.mark.parametrize(("beside", "stops"), [("nothing", True), ("a column", False),
                                               ("a camp that sends more", False)])  # fmt: skip
def test_no_escort_goes_out_for_a_last_few_trucks(beside: str, stops: bool) -> None:
    """Mopti takes in the loads of Douentza while that stands; no other column may be out."""
    m, camp, days = packed("Mopti")
    few = column.last_part(m, column.full_column(m, camp))
    camp.packed = int(few * column.per_truck(camp))
    if beside != "a camp that sends more":
        m.camps["Douentza"].closed.reach(camp.track, m.now)
    camp.columns_out = beside == "a column"
    leave_rest(m, camp, camp.track)
    m.clock.run_through(m.start + days)
    assert (camp.trucks_stopped, camp.loads_gone.reached) == (stops, stops)


def test_an_escort_goes_out_for_more_than_a_few() -> None:
    m, camp, days = packed()
    more = column.last_part(m, column.full_column(m, camp)) + 2.0
    camp.packed = ceil(more * column.per_truck(camp))
    leave_rest(m, camp, camp.track)
    m.clock.run_through(m.start + days)
    assert not camp.trucks_stopped


def test_what_comes_free_after_trucks_are_stopped_is_destroyed_too() -> None:
    m, camp, _ = packed()
    camp.reserved = 2
    finish(m, stop_trucks(m, camp, camp.track, "a test"))
    m.clock.run_through(m.now)
    assert [work.containers for work in camp.destructions] == [LOADS - 2]
    camp.reserved = 0  # a column that was promised two could not take them
    leave_rest(m, camp, camp.track)
    m.clock.run_through(m.now)
    leave_rest(m, camp, camp.track)
    m.clock.run_through(m.now)
    assert [work.containers for work in camp.destructions] == [LOADS - 2, 2], "none is twice"
    m.clock.run_through(m.start + 60.0)
    assert (camp.packed, camp.destructions) == (0, [])


def test_a_rest_is_destroyed_beside_the_column_that_leaves_it_and_its_chain_is_its_own() -> None:
    """The column is on the road for longer than the destruction takes."""
    m, camp, days = packed()
    camp.trucks_stopped = True
    column_of = m.track("Menaka/rotation/1")
    leave_rest(m, camp, column_of)
    column_of.until(m.start + 9.0, MOVEMENT, "road")
    m.clock.run_through(m.start + days)
    assert camp.loads_gone.reached
    assert camp.loads_gone.link is not None
    assert (camp.loads_gone.link.end, camp.loads_gone.link.cause) == (m.start + days, COMMAND)
    assert [part.cause for part in segments(column_of.link)] == [MOVEMENT]


def test_what_is_there_at_a_date_of_triage_is_there_since_the_last_change_at_the_camp() -> None:
    m, camp, _ = packed()
    camp.turn = in_queue(m, camp, {})
    track, change = m.track("Menaka/triage"), m.track("Menaka/packing")
    finish(m, wait(m, camp, track, m.start + 9.0))
    change.until(m.start + 4.0, PACKING, "packing lot 1")
    camp.notify(change)
    camp.notify(camp.track)  # whose chain has not come so far
    m.clock.run_through(m.start + 9.0)
    assert days_by_cause(track) == {PACKING: 4.0, FLEET: 5.0}


@pytest.mark.parametrize(
    ("waits", "cause"),
    [("in the queue", FLEET), ("papers", CONSENT), ("papers for later", PACKING),
     ("papers of a move", PACKING), ("a column is out", MOVEMENT), ("", PACKING)],
)  # fmt: skip
def test_loads_are_held_up_by_what_their_columns_wait_for(waits: str, cause: str) -> None:
    m, camp, _ = packed()
    camp.lot_size = LOADS
    if waits == "in the queue":
        camp.turn = in_queue(m, camp, {})
    camp.columns_out = waits == "a column is out"
    if waits.startswith("papers"):
        wanted = m.now + 5.0 * (waits == "papers for later")
        paper = Clearance(m, m.rules.convoy, "test", camp.sector, m.now, wanted)
        of = OfCamp if waits == "papers of a move" else InTurn
        finish(m, granted(m, of(camp, amounts=dict, priority=float), paper, m.track("test")))
        m.clock.run_through(m.now)
    assert column.held_up_by(m, camp) == cause


def test_camps_of_a_hub_share_its_groups_by_the_rotations_that_they_need() -> None:
    m, camp, _ = packed("Kidal")
    camp.packed = 400
    groups = m.pool.capacity("groups:Gao")
    assert groups_for(m, camp) == groups, "no other camp has begun"
    other = m.camps["Tessalit"]
    other.drawdown_started, other.packed = True, 400
    mine, others = column.rotations_left(m, camp), column.rotations_left(m, other)
    assert groups_for(m, camp) == pytest.approx(groups * mine / (mine + others))
    alone = cannot_move(m, camp, m.now + 30.0)
    other.trucks_stopped = True
    assert groups_for(m, camp) == groups
    assert cannot_move(m, camp, m.now + 30.0) < alone


def test_a_column_in_the_queue_is_counted_on_and_called_off_when_nothing_is_left_for_it() -> None:
    m, camp, _ = packed("Kidal")
    trucks = column.trucks_needed(camp)
    m.pool.resize("groups:Gao", 0.0, m.track("nobody"), most=3.0)
    assert cannot_move(m, camp, m.now) == trucks
    camp.turn = in_queue(m, camp, {"trucks:Gao": trucks - 2.0, "groups:Gao": 1.0})
    assert cannot_move(m, camp, m.now) == 2
    finish(m, destroy(m, camp, camp.track, *column.fill(camp, 2)))
    m.clock.run_through(m.start + 5.0)
    assert not camp.turn.claim.cancelled
    finish(m, destroy(m, camp, camp.track, *column.fill(camp, trucks)))
    m.clock.run_through(m.start + 60.0)
    assert camp.turn.claim.cancelled


def test_on_the_last_day_a_column_goes_with_the_room_that_there_is() -> None:
    """It has waited for its last slots; a part of its load is worth an escort."""
    m, camp, _ = packed("Ansongo")
    days = dates(m.policy.triage, camp.deadline, m.start)
    last = days.last_truck - m.cycles["Ansongo"].forming_up
    slots = {"others": m.pool.free("yard:Gao") - 60.0, "barge": 60.0}
    full = {name: m.pool.claim(name, {"yard:Gao": n}, m.track(name)) for name, n in slots.items()}
    m.clock.run_through(last - 9.0)
    finish(m, triage(m, camp))
    track = m.track("Ansongo/rotation/1")
    m.clock.run_through(last - 0.5)
    camp.packed, camp.unpacked, camp.destructions = 160, 0, []
    camp.clearance_held = True
    m.clock.start(rotate(m, camp, track, m.now - 20.0, Once(m.clock)), track.entity)
    m.clock.run_through(last - 0.2)
    full["barge"].release()
    m.clock.run_through(last - 0.1)
    sent = m.counts["columns"]
    m.clock.run_through(last + 0.1)
    assert (sent, m.counts["columns"]) == (0, 1)
