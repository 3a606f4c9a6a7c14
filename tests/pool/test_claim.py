"""Claims: what ranks higher, what is given back, who leaves or is cancelled."""

from collections.abc import Callable

import pytest

from sim.errors import SimError
from sim.pool import Claim
from tests.pool.yard import Steps, Yard, yard


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
