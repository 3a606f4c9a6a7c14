"""Balances: nothing is made or lost, whatever is moved, and what was in the country when."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SimError
from sim.record.ledger import (
    ABROAD,
    AIR,
    CIVILIANS,
    CONTAINERS,
    DEAD,
    DISPOSED,
    KINDS,
    LOST,
    PEOPLE,
    ROAD,
    SEPARATED,
    VEHICLES,
    Ledger,
)

START = 48.0
INSIDE = ("Kidal", "Gao", "Bamako", ROAD, AIR)
OUT = (ABROAD, DEAD, LOST, DISPOSED)


def ledger() -> Ledger:
    made = Ledger(START)
    made.open(PEOPLE, "Kidal", 800)
    made.open(PEOPLE, "Gao", 1200)
    made.open(PEOPLE, ABROAD, 500)
    made.open(CONTAINERS, "Kidal", 90)
    return made


def test_a_move_takes_from_one_place_what_it_gives_to_another() -> None:
    book = ledger()
    book.move(PEOPLE, 300, "Kidal", ROAD, 50.0)
    book.move(PEOPLE, 300, ROAD, "Gao", 53.0)
    assert (book.at(PEOPLE, "Kidal"), book.at(PEOPLE, ROAD), book.at(PEOPLE, "Gao")) == (
        500, 0, 1500,
    )  # fmt: skip
    assert book.at(CONTAINERS, "Kidal") == 90
    assert book.at(PEOPLE, "nowhere") == 0
    book.check()


def test_nothing_is_entered_once_something_was_moved() -> None:
    book = ledger()
    book.move(PEOPLE, 0, "Kidal", ROAD, START)
    book.open(PEOPLE, "Kidal", 1)
    book.move(PEOPLE, 1, "Kidal", ROAD, START)
    with pytest.raises(SimError, match=r"cannot enter 5 .* at Gao: .* moved"):
        book.open(CONTAINERS, "Gao", 5)
    book.check()
    assert book.at(CONTAINERS, "Gao") == 0


@pytest.mark.parametrize("amount", [801, -1])
def test_nothing_is_moved_that_is_not_there(amount: int) -> None:
    book = ledger()
    with pytest.raises(SimError, match=f"cannot move {amount} people from Kidal, where .* 800"):
        book.move(PEOPLE, amount, "Kidal", ROAD, 50.0)
    book.check()
    assert book.at(PEOPLE, "Kidal") == 800


def test_who_was_abroad_before_does_not_count_as_in_the_country() -> None:
    assert ledger().in_country(PEOPLE, START) == 2000


def test_the_country_counts_at_an_instant_what_happened_in_it() -> None:
    book = ledger()
    book.move(PEOPLE, 100, "Gao", ROAD, 60.0)
    book.move(PEOPLE, 70, ROAD, ABROAD, 61.5)
    book.move(PEOPLE, 30, ROAD, DEAD, 61.5)
    assert [book.in_country(PEOPLE, day) for day in (START, 61.0, 61.5, 99.0)] == [
        2000, 2000, 1900, 1900,
    ]  # fmt: skip
    assert book.history(PEOPLE) == ([START, 61.5], [2000, 1900])
    assert book.in_country(CONTAINERS, 99.0) == 90


def test_a_limit_is_met_at_the_instant_at_which_no_more_are_left() -> None:
    book = ledger()
    book.move(PEOPLE, 1200, "Gao", ABROAD, 100.0)
    book.move(PEOPLE, 400, "Kidal", ABROAD, 120.25)
    assert book.first_at_most(2000.0, PEOPLE) == START
    assert book.first_at_most(1999.0, PEOPLE) == 100.0
    assert book.first_at_most(400.0, PEOPLE) == 120.25
    assert book.first_at_most(399.0, PEOPLE) == math.inf


def test_from_one_place_abroad_to_another_nothing_changes_in_the_country() -> None:
    book = ledger()
    book.move(PEOPLE, 10, "Gao", DEAD, 50.0)
    book.move(PEOPLE, 10, DEAD, ABROAD, 51.0)
    book.check()
    assert book.in_country(PEOPLE, 60.0) == 1990


moves = st.tuples(
    st.sampled_from(KINDS),
    st.integers(0, 60),
    st.sampled_from(INSIDE),
    st.sampled_from(INSIDE + OUT),
    st.floats(0.0, 3.0),
)
openings = st.dictionaries(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(INSIDE + OUT)), st.integers(0, 100)
)


@given(openings, st.lists(moves, max_size=30))
def test_whatever_is_moved_all_kinds_are_conserved(
    opened: dict[tuple[str, str], int], asked: list[tuple[str, int, str, str, float]]
) -> None:
    book = Ledger(START)
    for (kind, place), amount in opened.items():
        book.open(kind, place, amount)
    totals = {kind: sum(n for (k, _), n in opened.items() if k == kind) for kind in KINDS}
    now = START
    for kind, amount, source, target, days in asked:
        now += days
        if source != target:
            book.move(kind, min(amount, book.at(kind, source)), source, target, now)
        book.check()
        here = sum(book.at(kind, place) for place in INSIDE)
        assert here + sum(book.at(kind, place) for place in OUT) == totals[kind]
        assert book.in_country(kind, now) == here
    for kind in KINDS:
        days_, amounts = book.history(kind)
        assert sorted(set(days_)) == list(days_)
        assert sorted(amounts, reverse=True) == list(amounts)


def test_a_kind_has_its_own_books() -> None:
    book = ledger()
    book.open(VEHICLES, "Kidal", 5)
    book.move(VEHICLES, 5, "Kidal", LOST, 50.0)
    assert (book.in_country(VEHICLES, 50.0), book.in_country(PEOPLE, 50.0)) == (0, 2000)


def test_what_is_entered_twice_for_a_place_is_there_together() -> None:
    book = ledger()
    for _ in range(2):
        book.open(VEHICLES, DISPOSED, 3)
    book.open(VEHICLES, "Kidal", 4)
    book.move(VEHICLES, 1, "Kidal", DISPOSED, 50.0)
    assert (book.at(VEHICLES, DISPOSED), book.gained(VEHICLES, DISPOSED)) == (7, 1)
    assert book.gained(VEHICLES, "Kidal") == -1
    book.check()


def test_before_the_first_day_as_many_are_there_as_on_it() -> None:
    book = ledger()
    book.move(PEOPLE, 100, "Gao", ABROAD, 60.0)
    assert book.in_country(PEOPLE, START - 1.0) == 2000


def test_who_separates_is_no_longer_counted_though_he_stays() -> None:
    book = Ledger(START)
    book.open(CIVILIANS, "Bamako", 10)
    book.move(CIVILIANS, 4, "Bamako", SEPARATED, 50.0)
    assert book.in_country(CIVILIANS, 50.0) == 6


def test_a_limit_of_two_kinds_together_is_met_at_a_change_of_either() -> None:
    book = ledger()
    book.open(VEHICLES, "Kidal", 10)
    book.move(CONTAINERS, 80, "Kidal", ABROAD, 60.0)
    book.move(VEHICLES, 8, "Kidal", ABROAD, 70.0)
    assert book.first_at_most(20.0, CONTAINERS, VEHICLES) == 60.0
    assert book.first_at_most(12.0, CONTAINERS, VEHICLES) == 70.0
    assert book.first_at_most(11.0, CONTAINERS, VEHICLES) == math.inf


@pytest.mark.parametrize(
    ("kidal", "gao", "told"),
    [(799, 1200, "people do not balance: 2499 of 2500"), (-1, 2001, "people do not balance")],
)
def test_books_that_were_tampered_with_do_not_balance(kidal: int, gao: int, told: str) -> None:
    book = ledger()
    book._amounts[PEOPLE].update({"Kidal": kidal, "Gao": gao})
    with pytest.raises(SimError, match=told):
        book.check()


def test_a_move_that_the_history_does_not_tell_is_found() -> None:
    book = ledger()
    book._amounts[PEOPLE].update({"Kidal": 700, ABROAD: 600})
    with pytest.raises(SimError, match="people in the country do not balance"):
        book.check()
