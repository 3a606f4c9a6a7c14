"""The account: closed forms of spending, and what is stopped and paid for again."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import end_of
from sim.configuration import load_scenario
from sim.distributions import Quantity
from sim.errors import SimError
from sim.record.account import Account
from sim.record.ledger import ABROAD, CONTAINERS, DEAD, DISPOSED, LOST, PEOPLE, Ledger

OF = load_scenario("toy")
RULES = OF.tasks.spending
RATE, EXTRA = RULES.full_strength_per_day.value, RULES.withdrawal_extra.value


def ledger() -> Ledger:
    made = Ledger(0.0)
    made.open(PEOPLE, "Alpha", 100)
    made.open(CONTAINERS, "Alpha", 40)
    return made


def account(book: Ledger, mitigations: float = 0.0) -> Account:
    return Account(RULES, OF.status, book, mitigations)


def test_at_full_strength_the_full_rate_is_spent() -> None:
    of = account(ledger())
    assert of.spent(10.0) == pytest.approx(10.0 * RATE)
    assert of.left(10.0) == pytest.approx(RULES.authority.value - 10.0 * RATE)
    assert of.ends == end_of(RULES.authority_until)


def test_people_and_containers_that_have_left_change_rate_and_extra() -> None:
    book = ledger()
    of = account(book)
    book.move(PEOPLE, 60, "Alpha", ABROAD, 5.0)
    book.move(CONTAINERS, 10, "Alpha", ABROAD, 7.0)
    left = 1.0 - RULES.variable_share.value * 0.6
    extra = EXTRA * (RULES.extra_by_people.value * 0.6 + (1 - RULES.extra_by_people.value) * 0.25)
    assert of.spent(5.0) == pytest.approx(5.0 * RATE + EXTRA * RULES.extra_by_people.value * 0.6)
    assert of.spent(10.0) == pytest.approx(5.0 * RATE + 5.0 * RATE * left + extra)
    assert of.burn() == pytest.approx(RATE * left)
    assert of.expected(10.0) == pytest.approx((of.ends - 10.0) * RATE * left + EXTRA - extra)


def test_mitigations_are_paid_for_evenly_to_the_end_of_the_period() -> None:
    plain, dearer = account(ledger()), account(ledger(), mitigations=4.0)
    for day in (0.0, plain.ends / 4.0, plain.ends, plain.ends + 100.0):
        paid = dearer.spent(day) - plain.spent(day)
        assert paid == pytest.approx(4.0 * min(1.0, day / plain.ends))


def test_what_mitigations_still_cost_is_expected() -> None:
    """A top-up that leaves it out is too small by their price."""
    plain, paid = account(ledger()), account(ledger(), 12.0)
    half = 0.5 * paid.ends
    for of in (plain, paid):
        of.spent(half)
    assert paid.expected(half) == pytest.approx(plain.expected(half) + 6.0)
    assert paid.burn() == pytest.approx(plain.burn() + 12.0 / paid.ends)
    assert paid.left(half) - paid.expected(half) == pytest.approx(
        plain.left(half) - plain.expected(half) - 12.0
    )
    for of in (plain, paid):
        of.spent(paid.ends)
    assert paid.burn() == plain.burn() == RATE


@given(st.lists(st.tuples(st.floats(0.01, 30.0), st.integers(1, 9)), max_size=10))
def test_an_account_that_is_asked_often_says_what_one_asked_once_says(
    departures: list[tuple[float, int]],
) -> None:
    """And so does one that is asked afterwards what was spent by each of the days."""
    book = ledger()
    kept = account(book)
    now, seen = 0.0, dict[float, float]()
    for days, people in departures:
        now += days
        book.move(PEOPLE, people, "Alpha", ABROAD, now)
        seen[now] = kept.spent(now)
    kept.check(account(book), now + 1.0)
    later = account(book)
    assert [later.spent(day) for day in seen] == pytest.approx(list(seen.values()))


def test_a_difference_is_an_error() -> None:
    book = ledger()
    kept = account(book)
    kept.spent(20.0)
    other = Account(replace(RULES, variable_share=replace(RULES.variable_share, value=0.1)),
                    OF.status, book, 3.0)  # fmt: skip
    with pytest.raises(SimError, match="dollars do not balance"):
        kept.check(other, 30.0)


def test_what_is_stopped_is_paid_for_again() -> None:
    of = account(ledger())
    assert of.funded("export")
    assert of.funded_from("export", 3.0) == 3.0
    of.stop("export", 10.0)
    of.stop("export", 11.0)
    assert not of.funded("export")
    assert of.funded("sale")
    assert of.funded_from("export", 9.0) == 9.0
    assert of.resume(20.0) == ["export"]
    assert of.funded("export")
    assert (of.funded_from("export", 10.0), of.funded_from("export", 20.0)) == (20.0, 20.0)
    assert of.resume(21.0) == []


def test_a_top_up_raises_what_is_left() -> None:
    of = account(ledger())
    before = of.left(1.0)
    of.top_up(5.0)
    assert of.left(1.0) == before + 5.0


def test_what_was_spent_before_is_not_left() -> None:
    status = replace(OF.status, spent=Quantity(3.0))
    of = Account(RULES, status, ledger(), 0.0)
    assert of.left(10.0) == pytest.approx(RULES.authority.value - 3.0 - 10.0 * RATE)
    of.check(Account(RULES, status, ledger(), 0.0), 20.0)


def test_the_full_strength_counts_who_had_left_before() -> None:
    """100 of 125 are there: a fifth of what goes with strength is saved from the start."""
    status = replace(OF.status, people_repatriated=Quantity(25.0))
    of = Account(RULES, status, ledger(), 0.0)
    assert of.spent(10.0) == pytest.approx(10.0 * RATE * (1.0 - RULES.variable_share.value / 5.0))
    assert of.extra(10.0) == 0.0


def test_the_period_of_mitigations_begins_on_the_first_day() -> None:
    later = replace(OF.status, as_of=date(2023, 8, 18))
    book = Ledger(later.start)
    book.open(PEOPLE, "Alpha", 100)
    book.open(CONTAINERS, "Alpha", 40)
    plain, dearer = (Account(RULES, later, book, price) for price in (0.0, 4.0))
    middle = 0.5 * (later.start + plain.ends)
    paid = [dearer.spent(day) - plain.spent(day) for day in (later.start, middle, plain.ends)]
    assert later.start > 0.0
    assert paid == pytest.approx([0.0, 2.0, 4.0])


def test_after_the_period_only_the_extra_is_expected() -> None:
    of = account(ledger())
    assert of.expected(of.ends + 50.0) == pytest.approx(EXTRA)


def test_a_mission_with_nothing_left_to_move_is_reckoned_all_the_same() -> None:
    book = Ledger(0.0)
    of = account(book)
    fixed = 1.0 - RULES.variable_share.value
    assert of.extra(1.0) == 0.0  # nothing goes abroad
    assert of.spent(10.0) == pytest.approx(10.0 * RATE * fixed)


@pytest.mark.parametrize("fate", [LOST, DISPOSED])
def test_nobody_pays_freight_for_what_did_not_go_abroad(fate: str) -> None:
    """Half the containers are shipped, the others lost or sold; one of four people has died."""
    book = Ledger(0.0)
    book.open(PEOPLE, "Alpha", 4)
    book.open(CONTAINERS, "Alpha", 10)
    of = account(book)
    for amount, target in ((5, ABROAD), (5, fate)):
        book.move(CONTAINERS, amount, "Alpha", target, 1.0)
    for amount, target in ((3, ABROAD), (1, DEAD)):
        book.move(PEOPLE, amount, "Alpha", target, 2.0)
    people = RULES.extra_by_people.value
    assert of.extra(0.9) == 0.0
    assert of.extra(1.0) == pytest.approx(EXTRA * (1.0 - people) * 0.5)
    assert of.extra(2.0) == pytest.approx(EXTRA * ((1.0 - people) * 0.5 + people * 0.75))


def test_what_is_stopped_again_is_paid_for_again() -> None:
    of = account(ledger())
    for stops, resumes in ((10.0, 20.0), (30.0, 40.0)):
        of.stop("export", stops)
        assert of.resume(resumes) == ["export"]
    days = (9.0, 10.0, 19.0, 20.0, 30.0, 39.0, 40.0)
    assert [of.funded_from("export", day) for day in days] == [
        9.0, 20.0, 20.0, 20.0, 40.0, 40.0, 40.0,
    ]  # fmt: skip


def test_a_day_before_one_that_was_asked_for_is_refused() -> None:
    of = account(ledger())
    of.spent(90.0)
    of.spent(90.0)
    with pytest.raises(SimError, match=r"of 60\.0, after that of 90\.0"):
        of.spent(60.0)
