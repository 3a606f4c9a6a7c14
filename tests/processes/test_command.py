"""Command: the weekly review of what waits."""

import pytest

from sim.configuration import load_scenario
from sim.policies import dispatch
from sim.processes import column
from sim.processes.asker import InTurn
from sim.processes.case import make_case
from sim.processes.clearance import Clearance
from sim.processes.command import review
from sim.processes.departure import granted
from tests.processes import given


def test_a_claim_made_anew_keeps_the_day_on_which_it_was_asked_for() -> None:
    """First come, first served: a column that gave everything back is not last in the queue."""
    m = given.mission(make_case(load_scenario("baseline", ["policy=first_come"]), 1))
    camp = m.camps["Kidal"]
    m.pool.claim("all", {"groups:Gao": m.pool.capacity("groups:Gao")}, camp.track)
    m.clock.run_through(m.start + 1.0)
    late = m.pool.claim("b", {"groups:Gao": 1.0}, camp.track, priority=m.start + 1.0)
    early = m.pool.claim("a", {"groups:Gao": 1.0}, camp.track, priority=m.start - 3.0)
    floor = m.pool.claim("floor", {"groups:Gao": 1.0}, camp.track, priority=dispatch.FIRST)
    camp.requests |= {
        late: lambda: m.start + 1.0, early: lambda: m.start - 3.0, floor: lambda: dispatch.FIRST,
    }  # fmt: skip
    m.clock.start(review(m), "review")
    m.clock.run_through(m.start + m.policy.dispatch.review_every.value)
    assert [claim.name for claim in m.pool.waiting] == ["floor", "a", "b"]
    assert [claim.priority for claim in (floor, early, late)] == [
        dispatch.FIRST, m.start - 3.0, m.start + 1.0,
    ]  # fmt: skip


def test_what_is_asked_for_anew_every_week_is_called_off_on_the_day_of_the_review() -> None:
    m = given.mission(given.off())
    camp = m.camps["Kidal"]
    m.pool.claim("all", {"groups:Gao": m.pool.capacity("groups:Gao")}, camp.track)
    waiting = m.pool.claim("haul", {"groups:Gao": 1.0}, camp.track)
    m.hubs["Gao"].reviewed.append(waiting)
    m.clock.start(review(m), "review")
    every = m.policy.dispatch.review_every.value
    m.clock.run_through(m.start + 0.9 * every)
    assert not waiting.cancelled
    m.clock.run_through(m.start + every)
    assert waiting.cancelled


@pytest.mark.parametrize(
    ("days", "free", "others", "asks"),
    [
        (8.0, 60.0, (), 60.0),  # less than a rotation: what is free
        (8.0, 18.0, (), 18.0),
        (8.0, 17.0, (), 70.0),  # no fewer than a quarter of a full column
        (8.0, 60.0, ("groups:Gao",), 70.0),  # a smaller one would have to wait as well
        (100.0, 60.0, (), 70.0),  # there is time to wait for a full one
    ],
)
def test_a_column_that_waits_for_trucks_alone_is_asked_for_anew_when_time_is_short(
    days: float, free: float, others: tuple[str, ...], asks: float
) -> None:
    """Asked for while there was time; at the review so many days more are left than rotations."""
    m = given.mission(given.off())
    camp, trucks = m.camps["Kidal"], "trucks:Gao"
    camp.unpacked, camp.packed, camp.low_bed = 0, 600, 0
    camp.deadline = m.start + 300.0
    taken = {trucks: m.pool.free(trucks) - free, **{kind: m.pool.free(kind) for kind in others}}
    m.pool.claim("others", taken, m.track("others"))
    every = m.start + m.policy.dispatch.review_every.value
    m.clock.start(review(m), "review")
    m.clock.run_through(every - 1.0)
    clearance = Clearance(m, m.rules.convoy, "Kidal/rotation/1", "North", m.now, m.now, held=True)
    asker = InTurn(
        camp,
        amounts=lambda: column.wants(m, camp),
        priority=lambda: column.priority(m, camp, m.start),
    )
    given.finish(m, granted(m, asker, clearance, camp.track))
    m.clock.run_through(m.now)
    (waiting,) = m.pool.waiting
    assert waiting.amounts[trucks] == column.full_column(m, camp) == 70.0
    needed = column.rotations_left(m, camp) * m.cycles["Kidal"].days
    camp.deadline = every + needed / m.pool.capacity("groups:Gao") + days
    m.clock.run_through(every)
    (claim,) = camp.requests or [c for c in m.pool.holding if c.name == "Kidal/rotation/1"]
    assert claim.amounts[trucks] == asks
    assert claim.granted == (asks == free)
