"""Space that is filled, handed on and kept by who is short of it."""

import pytest

from sim.errors import SimError
from tests.pool.yard import Yard


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
