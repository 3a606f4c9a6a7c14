"""The queue: whole grants in a keyed order, and queueing theory as oracle."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pool.yard import Steps, Yard, erlang_c, yard


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
