"""Capacity: never exceeded, also where it changes, and nothing is lost or made."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SimError
from sim.pool import Pool
from tests.pool.yard import Steps, erlang_c, released, resize, yard

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
