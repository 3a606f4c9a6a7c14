"""The pool: whole grants in a keyed order, nothing lost or made, and queueing theory as oracle."""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from math import factorial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simpy.events import Event

from sim.clock import Clock
from sim.errors import DeadlockError, SimError
from sim.pool import Claim, Pool
from sim.record.track import Track, root

Steps = Generator[Event, Any, None]
START = 0.0


@dataclass
class Yard:
    """A clock and a pool, and what happened: (name, time) of each grant, in order."""

    overtaking: bool = False
    start: float = START
    grants: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Clock(self.start)
        self.pool = Pool(self.clock, self.overtaking)

    def track(self, name: str) -> Track:
        return Track(name, root(self.start))

    def use(
        self,
        name: str,
        amounts: dict[str, float],
        *,
        at: float = START,
        days: float = 1.0,
        priority: float = 0.0,
        due: float = 0.0,
    ) -> None:
        """Let someone ask at a time, and hold what is granted for some days."""

        def steps() -> Steps:
            yield self.clock.at(at)
            track = self.track(name)
            with self.pool.claim(name, amounts, track, priority=priority, due=due) as claim:
                yield claim
                assert claim.granted
                self.grants.append((name, self.clock.now))
                yield self.clock.at(self.clock.now + days)
                track.until(self.clock.now, "work", name)

        self.clock.start(steps(), name)

    def do(self, at: float, what: Callable[[], object]) -> None:
        """Do something at a time, as one of that instant's ordinary events."""

        def steps() -> Steps:
            yield self.clock.at(at)
            what()

        self.clock.start(steps(), f"at {at}")

    def ask(self, name: str, amounts: dict[str, float], within: Claim | None = None) -> Claim:
        return self.pool.claim(name, amounts, self.track(name), within=within)

    def run(self, until: float = 1e4) -> list[tuple[str, float]]:
        self.clock.run_through(until)
        return self.grants


def yard(overtaking: bool = False, **kinds: float) -> Yard:
    made = Yard(overtaking)
    for name, capacity in kinds.items():
        made.pool.add(name, "fleet", capacity)
    return made


# -- queueing theory ------------------------------------------------------------------------------


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting in M/M/c (Erlang, 1917), `load` in erlangs."""
    top = load**servers / factorial(servers) * servers / (servers - load)
    return top / (sum(load**k / factorial(k) for k in range(servers)) + top)


@pytest.mark.parametrize(("servers", "rate"), [(1, 0.6), (3, 2.1)])
def test_waits_of_m_m_c_match_erlang_c(servers: int, rate: float) -> None:
    """30 batches of 700 customers, service of mean one day; bounds of 3.5 standard errors."""
    batches, size, warm_up = 30, 700, 300
    draws = np.random.default_rng(20230818)
    arrivals = np.cumsum(draws.exponential(1.0 / rate, warm_up + batches * size)).tolist()
    services = draws.exponential(1.0, len(arrivals)).tolist()
    y = yard(server=servers)
    waits: list[float] = []

    def customer(n: int) -> Steps:
        asked = y.clock.now
        # Due dates in order of arrival: first come, first served.
        with y.pool.claim(f"customer {n}", {"server": 1}, y.track("c"), due=asked) as claim:
            yield claim
            waits.append(y.clock.now - asked)
            yield y.clock.at(y.clock.now + services[n])

    def door() -> Steps:
        for n, at in enumerate(arrivals):
            yield y.clock.at(at)
            y.clock.start(customer(n), f"customer {n}")

    y.clock.start(door(), "door")
    y.clock.run_through(math.inf)
    assert len(waits) == len(arrivals)
    batched = np.array(waits[warm_up:]).reshape(batches, size)
    waiting = erlang_c(servers, rate)
    for means, expected in (
        ((batched > 0.0).mean(axis=1), waiting),
        (batched.mean(axis=1), waiting / (servers - rate)),
    ):
        error = means.std(ddof=1) / math.sqrt(batches)
        assert error < 0.12 * expected  # narrow enough to tell two servers from three
        assert means.mean() == pytest.approx(expected, abs=3.5 * error)


# -- all or nothing, and the order ----------------------------------------------------------------


def test_a_claim_for_several_kinds_holds_nothing_until_it_holds_all() -> None:
    y = yard(group=1, trucks=30)
    y.use("first", {"group": 1}, days=5.0)
    y.use("both", {"group": 1, "trucks": 30}, at=1.0, days=1.0)
    y.do(3.0, lambda: free.append(y.pool.free("trucks")))
    free: list[float] = []
    assert y.run() == [("first", 0.0), ("both", 5.0)]
    assert free == [30.0]


def test_grants_go_by_priority_then_due_date_then_name() -> None:
    y = yard(group=1)
    y.use("holder", {"group": 1}, days=1.0, priority=-9.0)
    y.use("d", {"group": 1}, priority=2.0, due=0.0)
    y.use("c", {"group": 1}, priority=1.0, due=7.0)
    y.use("b", {"group": 1}, priority=1.0, due=5.0)
    y.use("a", {"group": 1}, priority=1.0, due=7.0)
    assert [name for name, _ in y.run()] == ["holder", "b", "a", "c", "d"]


@given(st.permutations(["a", "b", "c", "d", "e"]), st.integers(1, 3))
def test_the_order_of_asking_within_an_instant_does_not_matter(
    asked: list[str], groups: int
) -> None:
    y = yard(group=groups)
    for name in asked:
        y.use(name, {"group": 1})
    assert y.run() == [(name, float(n // groups)) for n, name in enumerate("abcde")]


def test_nothing_overtakes() -> None:
    y = yard(trucks=10)
    y.use("holder", {"trucks": 6}, days=5.0)
    y.use("a large one", {"trucks": 8}, at=1.0, days=1.0)
    y.use("b small one", {"trucks": 2}, at=2.0, days=1.0)
    assert y.run() == [("holder", 0.0), ("a large one", 5.0), ("b small one", 5.0)]


def test_one_that_wants_other_kinds_is_not_held_up() -> None:
    y = yard(trucks=10, boats=1)
    y.use("holder", {"trucks": 6}, days=5.0)
    y.use("a large one", {"trucks": 8}, at=1.0)
    y.use("b by water", {"boats": 1}, at=2.0)
    assert ("b by water", 2.0) in y.run()


@pytest.mark.parametrize("kinds", [("group", "trucks"), ("trucks", "group")])
def test_who_waits_keeps_all_that_he_asks_for_from_those_behind(kinds: tuple[str, str]) -> None:
    y = yard(group=1, trucks=5)
    wants = {"group": 1.0, "trucks": 4.0}
    y.use("holder", {"group": 1}, days=5.0)
    y.use("a both", {kind: wants[kind] for kind in kinds}, at=2.0)
    y.use("b trucks only", {"trucks": 2}, at=2.0)
    assert y.run() == [("holder", 0.0), ("a both", 5.0), ("b trucks only", 6.0)]


def test_two_who_wait_keep_what_both_ask_for() -> None:
    y = yard(group=1, trucks=10)
    y.use("holder", {"group": 1}, days=5.0)
    y.use("a both", {"group": 1, "trucks": 4}, at=1.0, days=2.0)
    y.use("b both", {"group": 1, "trucks": 4}, at=1.0, days=2.0)
    y.use("c four", {"trucks": 4}, at=2.0)
    assert y.run() == [("holder", 0.0), ("a both", 5.0), ("b both", 7.0), ("c four", 7.0)]


def test_who_stands_behind_gets_what_is_beyond_that() -> None:
    y = yard(group=1, trucks=10)
    y.use("holder", {"group": 1}, days=5.0)
    y.use("a both", {"group": 1, "trucks": 4}, at=1.0)
    y.use("b six", {"trucks": 6}, at=2.0, days=1.0)
    y.use("c one", {"trucks": 1}, at=2.0)
    assert y.run() == [("holder", 0.0), ("b six", 2.0), ("c one", 3.0), ("a both", 5.0)]


def test_where_the_policy_says_so_the_small_one_overtakes() -> None:
    y = yard(overtaking=True, trucks=10)
    y.use("holder", {"trucks": 6}, days=5.0)
    y.use("a large one", {"trucks": 8}, at=1.0, days=1.0)
    y.use("b small one", {"trucks": 2}, at=2.0, days=1.0)
    assert y.run() == [("holder", 0.0), ("b small one", 2.0), ("a large one", 5.0)]


@pytest.mark.parametrize("kinds", [("group", "trucks"), ("trucks", "group")])
def test_so_does_who_wants_one_of_several_kinds(kinds: tuple[str, str]) -> None:
    y = yard(overtaking=True, group=1, trucks=5)
    wants = {"group": 1.0, "trucks": 4.0}
    y.use("holder", {"group": 1}, days=5.0)
    y.use("a both", {kind: wants[kind] for kind in kinds}, at=1.0)
    y.use("b trucks only", {"trucks": 2}, at=2.0, days=1.0)
    assert y.run() == [("holder", 0.0), ("b trucks only", 2.0), ("a both", 5.0)]


def test_who_may_overtake_is_looked_at_when_the_first_still_cannot() -> None:
    y = yard(overtaking=True, trucks=10)
    y.use("holder", {"trucks": 7}, days=9.0)
    y.use("holder of few", {"trucks": 3}, days=5.0)
    y.use("a large one", {"trucks": 8}, at=1.0)
    y.use("b small one", {"trucks": 2}, at=2.0)
    assert ("b small one", 5.0) in y.run()


@pytest.mark.parametrize("late_comer_first", [True, False])
def test_the_round_sees_all_that_happens_in_the_instant(late_comer_first: bool) -> None:
    """Who is more urgent gets it, though he asks in the same instant after several steps."""
    y = yard(group=1)
    y.use("holder", {"group": 1}, days=3.0, priority=-9.0)

    def urgent() -> Steps:
        for _ in range(4):
            yield y.clock.at(3.0)
        y.use("urgent", {"group": 1}, at=3.0, priority=-1.0)

    if late_comer_first:
        y.clock.start(urgent(), "urgent's door")
    y.use("patient", {"group": 1}, at=3.0)
    if not late_comer_first:
        y.clock.start(urgent(), "urgent's door")
    assert y.run() == [("holder", 0.0), ("urgent", 3.0), ("patient", 4.0)]


@pytest.mark.parametrize("instant", [-1.0, 0.0, -1.0e6])
def test_the_round_comes_at_any_instant_of_the_calendar(instant: float) -> None:
    y = Yard(start=instant)
    y.pool.add("group", "fleet", 1)
    y.use("first", {"group": 1}, at=instant, days=1.0)
    y.use("second", {"group": 1}, at=instant, days=1.0)
    assert y.run(instant + 9.0) == [("first", instant), ("second", instant + 1.0)]


@pytest.mark.parametrize("order", ["abc", "acb", "bac", "bca", "cab", "cba"])
@pytest.mark.parametrize("at", [{}, {"a": 1.0}, {"b": 1.0}, {"c": 1.0}])
def test_kinds_that_come_to_be_asked_for_together_are_granted_once(
    order: str, at: dict[str, float]
) -> None:
    """Claims on one kind each, and one on both, in one instant or in two."""
    y = yard(group=3, trucks=3)
    wants = {"a": {"group": 1.0}, "b": {"trucks": 1.0}, "c": {"trucks": 1.0, "group": 1.0}}
    for name in order:
        y.use(name, wants[name], at=at.get(name, 0.0), days=5.0)
    assert sorted(y.run(2.0)) == [(name, at.get(name, 0.0)) for name in "abc"]
    assert (y.pool.free("group"), y.pool.free("trucks")) == (1.0, 1.0)
    y.run()
    assert (y.pool.free("group"), y.pool.free("trucks")) == (3.0, 3.0)


def test_the_order_holds_when_kinds_come_to_be_asked_for_together() -> None:
    """The last one to ask, for both kinds, stands before one of those who wanted only one."""
    y = yard(group=1, trucks=1)
    y.use("x holds the group", {"group": 1}, days=5.0)
    y.use("y holds the trucks", {"trucks": 1}, days=3.0)
    y.use("m", {"group": 1}, at=1.0)
    y.use("a", {"trucks": 1}, at=1.0)
    y.use("k", {"group": 1, "trucks": 1}, at=2.0)
    assert y.run()[2:] == [("a", 3.0), ("k", 5.0), ("m", 6.0)]


def test_who_asked_just_before_queues_meet_is_granted_all_the_same() -> None:
    y = yard(group=2, beds=5)
    y.use("holder", {"beds": 1}, days=9.0)
    y.use("a one", {"group": 1}, at=5.0)
    y.use("b both, for which beds are short", {"beds": 5, "group": 1}, at=5.0)
    assert ("a one", 5.0) in y.run(6.0)


def test_a_claim_on_kinds_that_do_not_exist_is_granted() -> None:
    y = yard(group=1)
    y.use("free", {"beds": 50, "group": 0})
    assert y.run() == [("free", 0.0)]
    assert y.pool.capacity("beds") == 0.0


def test_a_claim_on_nothing_is_granted_when_it_is_made() -> None:
    y = yard(group=1)
    y.run(2.0)
    assert y.ask("nothing", {}).granted_at == 2.0


def test_who_wants_none_of_a_kind_does_not_wait_for_it() -> None:
    y = Yard()
    y.pool.add("beds", "space", 10)
    y.pool.add("trucks", "fleet", 1)
    y.pool.take("beds", 12)
    y.use("empty column", {"beds": 0, "trucks": 1})
    assert y.run() == [("empty column", 0.0)]


def test_another_priority_changes_the_place_in_the_queue() -> None:
    y = yard(group=1)
    y.use("holder", {"group": 1}, days=2.0)
    y.run(0.0)
    a, b = y.ask("a", {"group": 1}), y.ask("b", {"group": 1})
    y.run(1.0)
    assert y.pool.waiting == [a, b]
    y.pool.reprioritise(b, -1.0)
    assert y.pool.waiting == [b, a]
    y.run(2.0)
    assert (a.granted, b.granted) == (False, True)


def test_who_comes_first_by_another_priority_has_at_once_what_is_free() -> None:
    y = yard(trucks=10)
    y.use("holder", {"trucks": 6}, days=9.0)
    y.run(0.0)
    y.ask("a large one", {"trucks": 8})
    small = y.ask("b small one", {"trucks": 2})
    y.run(1.0)
    assert not small.granted
    y.pool.reprioritise(small, -1.0)
    y.run(1.0)
    assert small.granted_at == 1.0


# -- refusals -------------------------------------------------------------------------------------


def test_more_than_there_is_at_all_is_refused() -> None:
    y = yard(trucks=10)
    with pytest.raises(SimError, match=r"Kidal/rotation/1 claims 11 of trucks; .* only 10"):
        y.ask("Kidal/rotation/1", {"trucks": 11})


@pytest.mark.parametrize("wanted", ["fleet", "space"])
def test_who_holds_something_claims_only_what_ranks_higher(wanted: str) -> None:
    y = Yard()
    y.pool.add("beds", "space", 5)
    y.pool.add("wanted", wanted, 5)
    y.pool.add("axis", "axis", 5)
    outer = y.ask("outer", {"beds": 1})
    y.run(1.0)
    with pytest.raises(SimError, match="inner claims wanted while holding beds"):
        y.ask("inner", {"wanted": 1}, within=outer)
    inner = y.ask("inner", {"axis": 1}, within=outer)
    y.run(2.0)
    assert inner.granted


def test_of_all_that_is_held_the_highest_rank_counts() -> None:
    y = Yard()
    for name in ("fleet", "space", "axis", "site"):
        y.pool.add(name, name, 1)
    outer = y.ask("outer", {"axis": 1, "fleet": 1})
    y.run(1.0)
    with pytest.raises(SimError, match="inner claims space while holding axis, fleet"):
        y.ask("inner", {"space": 1}, within=outer)
    y.ask("inner", {"site": 1}, within=outer)


def test_what_is_held_further_out_counts_too() -> None:
    y = Yard()
    y.pool.add("groups", "fleet", 1)
    y.pool.add("trucks", "fleet", 1)
    outer = y.ask("outer", {"groups": 1})
    y.run(1.0)
    between = y.ask("between", {"without limit": 1}, within=outer)
    assert between.granted
    with pytest.raises(SimError, match="inner claims trucks while holding groups"):
        y.ask("inner", {"trucks": 1}, within=between)


def test_of_what_is_not_held_nothing_is_given_back() -> None:
    y = Yard()
    y.pool.add("groups", "fleet", 2)
    y.pool.add("teams", "fleet", 2)
    y.ask("other", {"teams": 1})
    claim = y.ask("convoy", {"groups": 1})
    y.run(1.0)
    claim.give("teams")
    assert (y.pool.free("teams"), y.pool.free("groups")) == (1.0, 1.0)


def test_a_part_of_what_is_held_can_be_given_back_and_no_more_than_that() -> None:
    y = Yard()
    y.pool.add("trucks", "fleet", 10)
    claim = y.ask("convoy", {"trucks": 8})
    waits = y.ask("the next", {"trucks": 5})
    y.run(1.0)
    claim.give("trucks", 3)
    y.run(2.0)
    assert (claim.held["trucks"], waits.granted, y.pool.free("trucks")) == (5.0, True, 0.0)
    with pytest.raises(SimError, match="convoy cannot consume 6 of trucks"):
        claim.give("trucks", 6)
    claim.release()
    assert y.pool.free("trucks") == 5.0


def test_what_was_given_back_no_longer_counts_as_held() -> None:
    y = Yard()
    y.pool.add("trucks", "fleet", 1)
    y.pool.add("beds", "space", 1)
    y.pool.add("yard", "space", 1)
    outer = y.ask("outer", {"trucks": 1, "beds": 1})
    y.run(1.0)
    outer.give("beds")
    y.ask("inner", {"yard": 1}, within=outer)
    assert y.pool.free("beds") == 1.0


def test_nobody_looks_at_the_queue_when_nobody_in_it_can_be_granted() -> None:
    y = yard(trucks=10, group=1)
    claims = [y.ask("a holder", {"trucks": 4, "group": 1}), y.ask("b holder", {"trucks": 4})]
    y.run(1.0)
    before = y.clock.processed
    claims.append(y.ask("large", {"trucks": 9}))
    claims.append(y.ask("both", {"trucks": 1, "group": 1}))
    y.run(2.0)
    claims[1].release()  # six trucks: too few for the one, no group for the other
    y.run(3.0)
    assert y.clock.processed == before
    claims[0].release()
    y.run(4.0)
    assert [claim.granted for claim in claims[2:]] == [True, True]


# -- leaving --------------------------------------------------------------------------------------


def test_leaving_the_context_gives_back_even_after_an_error() -> None:
    y = yard(group=1)
    claim = y.ask("claim", {"group": 1})
    y.run(1.0)
    assert y.pool.free("group") == 0.0

    def fail() -> None:
        with claim:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert y.pool.free("group") == 1.0
    claim.release()
    assert y.pool.free("group") == 1.0
    assert claim.held == {}


def test_leaving_the_context_while_waiting_leaves_the_queue() -> None:
    y = yard(group=1)
    y.use("holder", {"group": 1}, days=3.0)
    y.run(1.0)
    with y.ask("a gives up", {"group": 1}):
        assert len(y.pool.waiting) == 1
    y.use("b next", {"group": 1}, at=2.0)
    assert y.run() == [("holder", 0.0), ("b next", 3.0)]


@pytest.mark.parametrize("leave", [Claim.release, Claim.cancel])
def test_who_leaves_the_queue_lets_those_behind_pass_at_once(
    leave: Callable[[Claim], None],
) -> None:
    y = yard(trucks=10)
    y.use("holder", {"trucks": 6}, days=9.0)
    y.run(0.0)
    large = y.ask("a large one", {"trucks": 8})
    y.use("b small one", {"trucks": 2}, at=1.0)
    y.do(4.0, lambda: leave(large))
    assert y.run() == [("holder", 0.0), ("b small one", 4.0)]


def test_a_cancelled_claim_wakes_its_asker_with_nothing() -> None:
    y = yard(group=1)
    y.use("holder", {"group": 1}, days=9.0)
    woken: list[tuple[float, bool, bool]] = []

    def asks() -> Steps:
        yield y.clock.at(1.0)
        claim = y.ask("asks", {"group": 1})
        y.do(2.0, claim.cancel)
        y.do(3.0, claim.cancel)
        yield claim
        woken.append((y.clock.now, claim.granted, claim.cancelled))
        claim.release()

    y.clock.start(asks(), "asks")
    y.run(5.0)
    assert woken == [(2.0, False, True)]
    assert (y.pool.free("group"), y.pool.waiting) == (0.0, [])


def test_to_cancel_who_has_left_the_queue_does_nothing() -> None:
    y = yard(group=1)
    y.use("holder", {"group": 1}, days=9.0)
    y.run(0.0)
    claim = y.ask("claim", {"group": 1})
    claim.release()
    claim.cancel()
    y.pool.reprioritise(claim, 1.0)
    y.run(1.0)
    assert (claim.granted, y.pool.waiting) == (False, [])


def test_to_cancel_what_is_granted_takes_nothing_away() -> None:
    y = yard(group=1)
    claim = y.ask("claim", {"group": 1})
    y.run(1.0)
    claim.cancel()
    assert claim.granted
    assert (claim.cancelled, y.pool.free("group")) == (False, 0.0)


def test_after_the_end_nothing_is_given_back() -> None:
    """The record is closed before suspended processes run their `finally`."""
    y = yard(group=1)
    y.use("holder", {"group": 1}, days=9.0)
    y.run(1.0)
    (claim,) = y.pool.holding
    y.pool.closed = True
    claim.release()
    assert y.pool.free("group") == 0.0


# -- space ----------------------------------------------------------------------------------------


def test_space_that_was_filled_stays_taken_until_it_is_emptied() -> None:
    y = Yard()
    y.pool.add("yard", "space", 100, 20)
    assert y.pool.free("yard") == 80.0
    claim = y.ask("convoy", {"yard": 50})
    y.run(1.0)
    claim.consume("yard", 45)
    claim.release()
    assert y.pool.free("yard") == 35.0
    y.pool.give("yard", 45, y.track("emptied"))
    assert y.pool.free("yard") == 80.0


def test_what_is_held_of_a_kind_can_go_on_as_a_claim_of_its_own() -> None:
    y = Yard()
    for kind in ("team", "trucks"):
        y.pool.add(kind, "fleet", 3)
    claim = y.ask("convoy", {"team": 1, "trucks": 2})
    y.run(1.0)
    team = claim.apart("team", y.track("team's way home"))
    assert (team.granted, team.held, claim.held) == (True, {"team": 1}, {"trucks": 2})
    claim.release()
    assert (y.pool.free("team"), y.pool.free("trucks")) == (2.0, 3.0)
    following = y.ask("next", {"team": 3})
    y.run(4.0)
    team.release()
    y.run(5.0)
    assert (following.granted_at, y.pool.waits) == (4.0, {(4.0, "next"): "team"})


def test_nobody_parts_with_what_he_does_not_hold() -> None:
    y = Yard()
    y.pool.add("team", "fleet", 3)
    claim = y.ask("convoy", {"team": 1})
    y.run(1.0)
    with pytest.raises(SimError, match="convoy cannot part with trucks: not held"):
        claim.apart("trucks", y.track("home"))


def test_more_than_is_held_cannot_be_filled() -> None:
    y = Yard()
    y.pool.add("yard", "space", 100)
    claim = y.ask("convoy", {"yard": 50})
    y.run(1.0)
    with pytest.raises(SimError, match="convoy cannot consume 51 of yard"):
        claim.consume("yard", 51)
    with pytest.raises(SimError, match="convoy cannot consume 1 of beds"):
        claim.consume("beds", 1)


def test_what_cannot_be_refused_overfills_and_stops_the_next() -> None:
    y = Yard()
    y.pool.add("beds", "space", 10)
    y.pool.take("beds", 12)
    assert y.pool.free("beds") == -2.0
    y.use("next", {"beds": 1})
    y.do(2.0, lambda: y.pool.give("beds", 2, y.track("two leave")))
    y.do(3.0, lambda: y.pool.give("beds", 1, y.track("one leaves")))
    assert y.run() == [("next", 3.0)]


def test_no_more_is_given_back_than_there_is() -> None:
    y = Yard()
    y.pool.add("beds", "space", 10)
    with pytest.raises(SimError, match="ghost gives back more beds than there are"):
        y.pool.give("beds", 1, y.track("ghost"))


def test_kinds_that_do_not_exist_can_be_given_and_taken() -> None:
    y = Yard()
    y.pool.take("beds", 5)
    y.pool.give("beds", 5, y.track("anyone"))
    assert y.pool.capacity("beds") == 0.0


@pytest.mark.parametrize(("at", "trucks"), [(1.0, 3), (2.0, 3), (1.0, 5)])
def test_who_is_short_of_space_alone_keeps_only_that_space(at: float, trucks: int) -> None:
    """Those behind may have the trucks, which may be what empties the yard, and no space."""
    y = Yard()
    y.pool.add("trucks", "fleet", 5)
    y.pool.add("yard", "space", 10, 8)
    y.use("a column", {"trucks": trucks, "yard": 5}, at=1.0, days=1.0)
    y.use("b haul", {"trucks": 5}, at=at, days=1.0)
    y.use("c two slots", {"yard": 2}, at=at, days=1.0)
    y.do(6.0, lambda: y.pool.give("yard", 3, y.track("emptied")))
    assert y.run() == [("b haul", at), ("a column", 6.0), ("c two slots", 7.0)]


@pytest.mark.parametrize("kinds", [("yard", "trucks", "group"), ("group", "trucks", "yard")])
def test_who_is_short_of_space_and_more_keeps_all(kinds: tuple[str, ...]) -> None:
    y = Yard()
    y.pool.add("group", "fleet", 1)
    y.pool.add("trucks", "fleet", 5)
    y.pool.add("yard", "space", 10, 8)
    wants = {"group": 1.0, "trucks": 3.0, "yard": 5.0}
    y.use("holder", {"trucks": 4}, days=5.0)
    y.use("a column", {kind: wants[kind] for kind in kinds}, at=1.0, days=1.0)
    y.use("b group", {"group": 1}, at=1.0, days=1.0)
    y.do(5.0, lambda: y.pool.give("yard", 3, y.track("emptied")))
    assert y.run() == [("holder", 0.0), ("a column", 5.0), ("b group", 6.0)]


def test_one_that_goes_to_whoever_is_there_is_taken_out_of_turn_while_there_is_one() -> None:
    y = Yard()
    y.pool.add("orbits", "watch", 2)
    claims = [y.pool.grab(f"column {n}", "orbits", y.track("column")) for n in range(3)]
    assert [claim is not None for claim in claims] == [True, True, False]
    assert y.pool.free("orbits") == 0.0
    assert claims[0] is not None
    claims[0].release()
    assert y.pool.free("orbits") == 1.0
    beyond = y.pool.grab("column", "without limit", y.track("column"))
    assert beyond is not None
    assert (beyond.granted, beyond.held) == (True, {})


# -- who freed what came last ---------------------------------------------------------------------


def released(y: Yard, amounts: dict[str, float], at: float = 1.0) -> tuple[str, str]:
    """Which kind came last for someone who asks at a time, and the entity that freed it."""
    found: list[tuple[str, str]] = []

    def asks() -> Steps:
        yield y.clock.at(at)
        claim = y.ask("z asks", amounts)
        yield claim
        link = claim.last_link
        found.append((claim.last_kind, link.entity if link is not None else ""))

    y.clock.start(asks(), "asks")
    y.run()
    return found[0]


def test_the_releaser_is_who_freed_the_kind_that_came_last() -> None:
    y = yard(group=1, trucks=30)
    y.use("group's holder", {"group": 1}, days=4.0)
    y.use("trucks' holder", {"trucks": 30}, days=6.0)
    assert released(y, {"group": 1, "trucks": 30}) == ("trucks", "trucks' holder")
    assert y.pool.waits == {(6.0, "z asks"): "trucks"}


def test_who_freed_some_before_is_not_the_releaser() -> None:
    y = yard(trucks=30)
    y.use("first holder", {"trucks": 10}, days=2.0)
    y.use("last holder", {"trucks": 20}, days=4.0)
    assert released(y, {"trucks": 25}) == ("trucks", "last holder")


def test_of_two_who_free_enough_in_one_instant_the_later_is_the_releaser() -> None:
    y = yard(group=2)
    y.use("a", {"group": 1}, days=4.0)
    y.use("b", {"group": 1}, days=4.0)
    assert released(y, {"group": 1}) == ("group", "b")


def test_who_did_not_wait_was_released_by_nobody() -> None:
    y = yard(group=1)
    y.use("holder", {"group": 1}, days=1.0)
    assert released(y, {"group": 1}, at=5.0) == ("", "")
    y = yard(group=2)
    y.use("holder", {"group": 1}, days=1.0)
    assert released(y, {"group": 1}, at=1.0) == ("", "")


def test_who_asks_in_the_instant_in_which_it_is_freed_did_not_wait() -> None:
    y = yard(group=1)
    y.use("holder", {"group": 1}, days=1.0)
    assert released(y, {"group": 1}, at=1.0) == ("", "")
    assert y.pool.waits == {}


@pytest.mark.parametrize("spare", [5.0, 20.0])
@pytest.mark.parametrize("kinds", [("trucks", "group"), ("group", "trucks")])
def test_a_kind_of_which_there_was_enough_did_not_come_last(
    kinds: tuple[str, str], spare: float
) -> None:
    y = yard(group=1, trucks=30)
    y.use("group's holder", {"group": 1}, days=4.0)
    y.use("spare trucks' holder", {"trucks": spare}, days=4.0)
    wants = {"group": 1.0, "trucks": 10.0}
    assert released(y, {kind: wants[kind] for kind in kinds}) == ("group", "group's holder")


def test_a_release_after_the_grant_does_not_change_who_released() -> None:
    """Of two granted in one round, the first gives back before the second looks."""
    y = yard(group=2)
    y.use("holder", {"group": 2}, days=4.0)

    def no_longer_wants_it() -> Steps:
        yield y.clock.at(1.0)
        with y.pool.claim("a", {"group": 1}, y.track("a no longer wants it")) as claim:
            yield claim

    y.clock.start(no_longer_wants_it(), "a")
    assert released(y, {"group": 1}) == ("group", "holder")


# -- circles --------------------------------------------------------------------------------------


def circle(y: Yard) -> None:
    """Two who hold what the other wants: only by changed ranks can it come to that."""
    y.pool.add("low", "fleet", 1)
    y.pool.add("high", "axis", 1)
    first, second = y.ask("first", {"low": 1}), y.ask("second", {"high": 1})
    y.run(1.0)
    y.ask("bystander", {"low": 1})
    y.ask("first's second step", {"high": 1}, within=first)
    y.pool.kinds["low"].rank, y.pool.kinds["high"].rank = 3, 1
    y.ask("second's second step", {"low": 1}, within=second)
    y.run(2.0)


def test_claims_that_wait_for_one_another_are_told() -> None:
    y = Yard()
    circle(y)
    with pytest.raises(DeadlockError) as told:
        y.pool.check_cycle()
    text = str(told.value)
    assert "first's second step holds low and waits for high" in text
    assert "second's second step holds high and waits for low" in text
    assert "bystander" not in text


def test_a_circle_is_found_through_claims_within_claims() -> None:
    y = Yard()
    for name, rank in (("low", "fleet"), ("middle", "axis"), ("high", "aircraft")):
        y.pool.add(name, rank, 1)
    first, second = y.ask("first", {"low": 1}), y.ask("second", {"high": 1})
    y.run(1.0)
    step = y.ask("first's second step", {"middle": 1}, within=first)
    y.run(2.0)
    y.ask("first's third step", {"high": 1}, within=step)
    y.pool.kinds["high"].rank, y.pool.kinds["middle"].rank = 1, 2
    y.ask("second's second step", {"middle": 1}, within=second)
    y.run(3.0)
    with pytest.raises(DeadlockError) as told:
        y.pool.check_cycle()
    assert "first's third step holds middle and waits for high" in str(told.value)
    assert "second's second step holds high and waits for middle" in str(told.value)


def test_space_that_one_before_keeps_is_space_that_the_next_is_short_of() -> None:
    """The first waits for a truck and keeps one slot of four: the second, who wants all, is short
    of space alone and keeps it from the third."""
    y = Yard()
    y.pool.add("trucks", "fleet", 1)
    y.pool.add("yard", "space", 4)
    y.use("0 drives", {"trucks": 1}, days=10.0)
    y.use("1 wants both", {"trucks": 1, "yard": 1})
    y.use("2 wants all", {"yard": 4})
    y.use("3 wants half", {"yard": 2})
    assert y.run() == [
        ("0 drives", 0.0), ("1 wants both", 10.0), ("2 wants all", 11.0), ("3 wants half", 12.0),
    ]  # fmt: skip


def test_space_that_was_filled_is_held_by_nobody() -> None:
    """Two who wait, one of them for space that the other has filled: no circle."""
    y = Yard()
    y.pool.add("yard", "space", 1)
    y.pool.add("axis", "axis", 1)
    y.pool.add("site", "site", 1)
    first, second = y.ask("first", {"yard": 1}), y.ask("second", {"site": 1})
    y.run(1.0)
    first.consume("yard", 1)
    y.ask("first's second step", {"site": 1}, within=first)
    y.pool.kinds["site"].rank = 1
    y.ask("second's second step", {"yard": 1}, within=second)
    y.run(2.0)
    y.pool.check_cycle()


def test_a_queue_is_no_circle() -> None:
    y = Yard()
    y.pool.add("low", "fleet", 1)
    y.pool.add("high", "axis", 1)
    first = y.ask("first", {"high": 1})
    second = y.ask("second", {"low": 1})
    y.run(1.0)
    y.ask("second's next", {"high": 1}, within=second)
    y.ask("third", {"low": 1})
    y.run(2.0)
    y.pool.check_cycle()
    assert [claim.name for claim in y.pool.waiting] == ["third", "second's next"]
    first.release()
    y.run(3.0)
    assert [claim.name for claim in y.pool.waiting] == ["third"]


# -- conservation ---------------------------------------------------------------------------------

KINDS = {"group": 2, "trucks": 7, "beds": 5}
amounts = st.dictionaries(st.sampled_from(sorted(KINDS)), st.integers(0, 7), min_size=1).map(
    lambda some: {kind: min(n, KINDS[kind]) for kind, n in some.items()}
)
times = st.integers(0, 12).map(float)


@dataclass(frozen=True)
class Move:
    """Someone who asks, holds or gives up, at whole days so that many things meet in an instant."""

    amounts: dict[str, float]
    at: float
    days: float
    priority: float
    patience: float | None


moves = st.builds(
    Move,
    amounts=amounts,
    at=times,
    days=st.integers(0, 5).map(float),
    priority=st.integers(0, 2).map(float),
    patience=st.none() | st.integers(0, 6).map(float),
)


def first_possible(pool: Pool, overtaking: bool) -> str | None:
    """The first who waits although the rule of the queue would let him have all he asks for."""
    free = {kind: pool.free(kind) for kind in KINDS}
    for claim in sorted(pool.waiting, key=lambda c: (c.priority, c.due, c.name)):
        if all(free[kind] >= n for kind, n in claim.amounts.items()):
            return claim.name
        if not overtaking:
            for kind, n in claim.amounts.items():
                free[kind] -= n
    return None


@given(st.lists(moves, min_size=1, max_size=14), st.booleans())
def test_capacity_is_never_exceeded_and_everything_comes_back(
    given_moves: list[Move], overtaking: bool
) -> None:
    y = yard(overtaking, **KINDS)
    held = dict.fromkeys(KINDS, 0.0)
    over: list[str] = []

    def check() -> None:
        for kind, capacity in KINDS.items():
            assert 0.0 <= held[kind] <= capacity
            assert y.pool.free(kind) <= capacity - held[kind]

    def work(name: str, move: Move) -> Steps:
        yield y.clock.at(move.at)
        with y.pool.claim(name, move.amounts, y.track(name), priority=move.priority) as claim:
            if move.patience is not None:
                y.do(move.at + move.patience, claim.cancel)
            yield claim
            assert claim.granted is not claim.cancelled
            if claim.granted:
                for kind, n in move.amounts.items():
                    held[kind] += n
                check()
                yield y.clock.at(y.clock.now + move.days)
                check()
                for kind, n in move.amounts.items():
                    held[kind] -= n
        over.append(name)

    for n, move in enumerate(given_moves):
        y.clock.start(work(f"{n:02d}", move), f"{n:02d}")
    for day in range(40):
        y.clock.run_through(day + 0.5)
        assert first_possible(y.pool, overtaking) is None
    y.clock.run_through(math.inf)
    assert len(over) == len(given_moves)
    assert y.pool.waiting == []
    assert not y.pool.holding
    assert {kind: y.pool.free(kind) for kind in KINDS} == KINDS


# -- capacity that changes ------------------------------------------------------------------------


def resize(y: Yard, at: float, kind: str, capacity: float, most: float | None = None) -> None:
    def change() -> None:
        track = y.track("staff")
        track.until(y.clock.now, "staff", "leave or come")
        y.pool.resize(kind, capacity, track, most=most)

    y.do(at, change)


def test_who_holds_keeps_what_was_cut_and_the_next_waits_for_enough_to_come_back() -> None:
    y = yard(team=3)
    for name, days in (("a", 4.0), ("b", 6.0), ("c", 9.0)):
        y.use(name, {"team": 1}, days=days)
    resize(y, 1.0, "team", 1)
    free: list[float] = []
    y.do(2.0, lambda: free.append(y.pool.free("team")))
    y.use("d", {"team": 1}, at=3.0)
    assert y.run()[3:] == [("d", 9.0)]  # with four or six days there would be two at work
    assert free == [-2.0]
    assert (y.pool.free("team"), y.pool.capacity("team")) == (1.0, 1.0)


def test_more_wakes_who_waits_in_order_and_whoever_added_it_is_the_releaser() -> None:
    y = yard(team=1)
    y.use("holder", {"team": 1}, days=9.0)
    y.use("b", {"team": 1}, at=1.0, priority=1.0)
    resize(y, 3.0, "team", 2)
    assert released(y, {"team": 1}, at=2.0) == ("team", "staff")
    assert y.grants == [("holder", 0.0), ("b", 9.0)]


def test_a_claim_on_more_than_there_is_now_waits_if_it_will_come() -> None:
    y = yard(trucks=30)
    resize(y, 1.0, "trucks", 10, most=30)
    y.use("column", {"trucks": 25}, at=2.0)
    resize(y, 5.0, "trucks", 25, most=25)
    assert y.run() == [("column", 5.0)]


def test_a_claim_on_more_than_there_will_ever_be_is_told_when_it_waits_and_when_it_asks() -> None:
    y = yard(trucks=30)
    y.use("holder", {"trucks": 30}, days=9.0)
    y.run(0.0)
    claim = y.ask("Kidal/rotation/1", {"trucks": 25})
    with pytest.raises(SimError, match=r"Kidal/rotation/1 claims 25 of trucks; .* only 20"):
        y.pool.resize("trucks", 10, y.track("staff"), most=20)
    assert y.pool.capacity("trucks") == 30.0
    claim.cancel()
    y.pool.resize("trucks", 10, y.track("staff"), most=20)
    with pytest.raises(SimError, match=r"Kidal/rotation/2 claims 21 of trucks; .* only 20"):
        y.ask("Kidal/rotation/2", {"trucks": 21})


def test_who_can_do_with_less_asks_anew_when_there_is_less() -> None:
    y = yard(trucks=30)
    y.use("holder", {"trucks": 30}, days=9.0)
    got: list[tuple[float, float]] = []

    def asks() -> Steps:
        yield y.clock.at(1.0)
        while True:
            wanted = min(25.0, y.pool.capacity("trucks"))
            claim = y.ask("column", {"trucks": wanted})
            claim.adaptable = True
            yield claim
            if claim.granted:
                got.append((y.clock.now, claim.held["trucks"]))
                return

    y.clock.start(asks(), "asks")
    resize(y, 3.0, "trucks", 10)
    resize(y, 5.0, "trucks", 40)
    assert y.run() == [("holder", 0.0)]
    assert got == [(5.0, 10.0)]


def test_only_what_is_there_can_be_changed_and_not_to_less_than_none() -> None:
    y = yard(trucks=30)
    with pytest.raises(SimError, match="staff changes how many boats there are"):
        y.pool.resize("boats", 1, y.track("staff"))
    with pytest.raises(SimError, match="staff changes trucks to -1"):
        y.pool.resize("trucks", -1, y.track("staff"))


def test_waits_after_a_cut_are_those_of_the_smaller_station() -> None:
    """M/M/3 cut to M/M/2 on a day: from then on it matches Erlang C of two servers."""
    batches, size, warm_up, rate = 30, 700, 600, 1.4
    draws = np.random.default_rng(20230930)
    arrivals = np.cumsum(draws.exponential(1.0 / rate, warm_up + batches * size)).tolist()
    services = draws.exponential(1.0, len(arrivals)).tolist()
    y = yard(server=3)
    resize(y, arrivals[warm_up // 2], "server", 2)
    waits: list[float] = []

    def customer(n: int) -> Steps:
        asked = y.clock.now
        with y.pool.claim(f"customer {n}", {"server": 1}, y.track("c"), due=asked) as claim:
            yield claim
            waits.append(y.clock.now - asked)
            yield y.clock.at(y.clock.now + services[n])

    def door() -> Steps:
        for n, at in enumerate(arrivals):
            yield y.clock.at(at)
            y.clock.start(customer(n), f"customer {n}")

    y.clock.start(door(), "door")
    y.clock.run_through(math.inf)
    assert len(waits) == len(arrivals)
    means = np.array(waits[warm_up:]).reshape(batches, size).mean(axis=1)
    error = means.std(ddof=1) / math.sqrt(batches)
    expected = erlang_c(2, rate) / (2 - rate)
    assert error < 0.12 * expected
    assert means.mean() == pytest.approx(expected, abs=3.5 * error)
    assert erlang_c(3, rate) / (3 - rate) < expected - 7.0 * error


@given(
    st.lists(moves, min_size=1, max_size=12),
    st.lists(
        st.tuples(times, st.sampled_from(sorted(KINDS)), st.integers(0, 7)), min_size=1, max_size=6
    ),
    st.booleans(),
)
def test_no_more_is_granted_than_there_is_after_a_change_and_no_claim_is_lost(
    given_moves: list[Move], changes: list[tuple[float, str, int]], overtaking: bool
) -> None:
    y = yard(overtaking, **KINDS)
    held = dict.fromkeys(KINDS, 0.0)
    now_there: dict[str, float] = dict(KINDS)
    over: list[str] = []

    def change(kind: str, capacity: float) -> None:
        now_there[kind] = capacity
        y.pool.resize(kind, capacity, y.track("staff"), most=max(capacity, 7))

    for at, kind, capacity in changes:
        y.do(at, lambda kind=kind, capacity=capacity: change(kind, capacity))  # type: ignore[misc]
    for kind, capacity in KINDS.items():  # in the end all is there again, so that all can end
        y.do(50.0, lambda kind=kind, capacity=capacity: change(kind, capacity))  # type: ignore[misc]

    def work(name: str, move: Move) -> Steps:
        yield y.clock.at(move.at)
        with y.pool.claim(name, move.amounts, y.track(name), priority=move.priority) as claim:
            if move.patience is not None:
                y.do(move.at + move.patience, claim.cancel)
            yield claim
            if claim.granted:
                for kind, n in move.amounts.items():
                    held[kind] += n
                    assert n == 0 or held[kind] <= now_there[kind]
                yield y.clock.at(y.clock.now + move.days)
                for kind, n in move.amounts.items():
                    held[kind] -= n
        over.append(name)

    for n, move in enumerate(given_moves):
        y.clock.start(work(f"{n:02d}", move), f"{n:02d}")
    y.clock.run_through(math.inf)
    assert len(over) == len(given_moves)
    assert y.pool.waiting == []
    assert {kind: y.pool.free(kind) for kind in KINDS} == KINDS


def test_use_is_summed_as_it_changes() -> None:
    """Two of three for four days, one more for two of them: 10 unit-days of 3 × 10."""
    clock = Clock(5.0)
    pool = Pool(clock)
    pool.add("teams", "fleet", 3.0)
    track = Track("a", root(5.0))

    def work(name: str, amount: float, start: float, days: float) -> Generator[Any, Any, None]:
        yield clock.at(start)
        with pool.claim(name, {"teams": amount}, track) as claim:
            yield claim
            yield clock.at(start + days)

    clock.start(work("a", 2.0, 6.0, 4.0), "a")
    clock.start(work("b", 1.0, 7.0, 2.0), "b")
    clock.run_through(15.0)
    assert pool.use()["teams"] == pytest.approx((10.0, 30.0))
    pool.resize("teams", 5.0, track)
    pool.take("teams", 1.0)
    clock.run_through(17.0)
    assert pool.use()["teams"] == pytest.approx((12.0, 40.0))


def test_use_is_summed_up_to_each_change() -> None:
    """Two of three for 4 days, two of five for one, and four of five for two."""
    clock = Clock(0.0)
    pool = Pool(clock)
    pool.add("slots", "space", 3.0, 2.0)
    clock.run_through(4.0)
    pool.resize("slots", 5.0, Track("a", root(0.0)))
    clock.run_through(5.0)
    pool.take("slots", 2.0)
    clock.run_through(7.0)
    assert pool.use()["slots"] == pytest.approx((4 * 2.0 + 2.0 + 2 * 4.0, 4 * 3.0 + 3 * 5.0))


def test_a_kind_of_no_family_is_an_error_and_one_that_is_not_there_is_without_limit() -> None:
    clock = Clock(0.0)
    pool = Pool(clock, families=("search", "officers"))
    pool.add("search:Gao", "fleet", 1.0)
    track = Track("test", root(0.0))
    assert pool.claim("a", {"search:Gao": 1.0}, track).amounts == {"search:Gao": 1.0}
    assert pool.claim("b", {"search:Mopti": 9.0, "officers": 9.0}, track).granted
    assert pool.grab("c", "search:Mopti", track) is not None
    for kind in ("seach:Gao", "officer"):
        with pytest.raises(SimError, match=f"d asks for {kind}; the families of means are search"):
            pool.claim("d", {kind: 1.0}, track)
        with pytest.raises(SimError, match=f"d asks for {kind}"):
            pool.grab("d", kind, track)
