"""The loss ledger: what left has a fate, and it agrees with the ledger of quantities."""

import pytest

from sim.errors import SimError
from sim.record.ledger import ABROAD, CONTAINERS, DISPOSED, LOST, VEHICLES, Ledger
from sim.record.losses import (
    ABANDONED,
    DESTROYED,
    GIFTED,
    IN_CAMP,
    KILLED,
    NO_CLOSE_OUT,
    ON_ROAD,
    SCRAPPED,
    SHIPPED,
    SOLD,
    TARGETS,
    UNPLANNED,
    Loss,
    Losses,
)


def books() -> tuple[Ledger, Losses]:
    ledger = Ledger(48.0)
    ledger.open(CONTAINERS, "Kidal", 100)
    ledger.open(VEHICLES, "Kidal", 20)
    ledger.open(CONTAINERS, DISPOSED, 7)
    return ledger, Losses(container=0.04, vehicle=0.06)


def test_what_was_disposed_of_before_the_run_is_not_asked_for() -> None:
    ledger, losses = books()
    losses.check(ledger)
    ledger.move(CONTAINERS, 10, "Kidal", LOST, 50.0)
    losses.equipment("Kidal", CONTAINERS, ABANDONED, 10)
    ledger.move(CONTAINERS, 5, "Kidal", ABROAD, 51.0)
    losses.equipment("Bamako", CONTAINERS, SHIPPED, 5)
    ledger.move(VEHICLES, 3, "Kidal", DISPOSED, 51.0)
    losses.equipment("Kidal", VEHICLES, GIFTED, 3)
    losses.check(ledger)


@pytest.mark.parametrize("entered", [9, 11])
def test_a_difference_is_named(entered: int) -> None:
    ledger, losses = books()
    ledger.move(CONTAINERS, 10, "Kidal", LOST, 50.0)
    losses.equipment("Kidal", CONTAINERS, DESTROYED, entered)
    with pytest.raises(SimError, match=f"{entered} containers for 'lost', where 10 came"):
        losses.check(ledger)


def test_a_fate_that_belongs_elsewhere_is_a_difference() -> None:
    ledger, losses = books()
    ledger.move(CONTAINERS, 10, "Kidal", LOST, 50.0)
    losses.equipment("Kidal", CONTAINERS, GIFTED, 10)
    with pytest.raises(SimError, match="containers"):
        losses.check(ledger)


def test_lines_add_up_and_carry_their_value() -> None:
    _, losses = books()
    for _ in range(2):
        losses.equipment("Kidal", CONTAINERS, DESTROYED, 5)
        losses.note("Kidal", KILLED, 3)
        losses.note("Kidal", NO_CLOSE_OUT, value=1.5)
    losses.equipment("Kidal", VEHICLES, DESTROYED, 0)
    destroyed, *others = losses.rows()
    assert (destroyed.place, destroyed.what) == ("Kidal", "containers destroyed")
    assert destroyed.amount == 10.0
    assert destroyed.value == pytest.approx(0.4)
    assert tuple(others) == (
        Loss("Kidal", KILLED, 6.0, 0.0),
        Loss("Kidal", NO_CLOSE_OUT, 2.0, 3.0),
    )
    assert losses.unplanned("Kidal", CONTAINERS) == 10
    assert losses.of("Kidal", CONTAINERS, GIFTED) == 0
    assert losses.worth(10, 5) == pytest.approx(0.7)
    assert losses.value("Kidal", NO_CLOSE_OUT) == 3.0
    assert losses.value("Gao", NO_CLOSE_OUT) == 0.0


def test_vehicles_have_their_own_value() -> None:
    _, losses = books()
    losses.equipment("Kidal", VEHICLES, DESTROYED, 5)
    (row,) = losses.rows()
    assert row.value == pytest.approx(0.3)


@pytest.mark.parametrize("kind", [CONTAINERS, VEHICLES])
@pytest.mark.parametrize("target", [LOST, DISPOSED, ABROAD])
def test_nothing_leaves_without_a_fate(kind: str, target: str) -> None:
    ledger, losses = books()
    ledger.move(kind, 3, "Kidal", target, 50.0)
    with pytest.raises(SimError, match=f"has 0 {kind} for '{target}', where 3 came"):
        losses.check(ledger)


def test_what_was_planned_is_no_loss_and_what_was_never_to_move_is_none_of_the_plan() -> None:
    """Disposed of as planned, shipped, or else lost; of that, loads that were to move."""
    assert {fate for fate, where in TARGETS.items() if where == DISPOSED} == {
        GIFTED, SOLD, SCRAPPED,
    }  # fmt: skip
    assert [fate for fate, where in TARGETS.items() if where == ABROAD] == [SHIPPED]
    assert set(UNPLANNED) == {DESTROYED, ABANDONED, ON_ROAD, IN_CAMP}
