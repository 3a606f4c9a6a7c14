"""Claims that wait for one another are told as a circle."""

import pytest

from sim.errors import DeadlockError
from tests.pool.yard import Yard


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
