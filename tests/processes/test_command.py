"""The weekly review weighs waiting requests again, by what they were asked with."""

from sim.configuration import load_scenario
from sim.policies import dispatch
from sim.processes.case import make_case
from sim.processes.command import review
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
