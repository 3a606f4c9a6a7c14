"""Who released a claim: whoever freed the kind that came last."""

import pytest

from tests.pool.yard import Steps, released, yard


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
