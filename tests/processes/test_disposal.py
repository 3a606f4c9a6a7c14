"""Clearing a camp out: fates by the day on which it is left, by review, recipient, buyer, haste."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sim.distributions import Quantity
from sim.processes.camp import CampState
from sim.processes.case import Case, make_case
from sim.processes.disposal import clear_out, destruction_fate, gift_fate, sale_fate
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, VEHICLES
from sim.record.losses import (
    ABANDONED,
    GIFTED,
    NO_CLOSE_OUT,
    NOT_DISPOSED,
    SCRAPPED,
    SOLD,
    UNSIGNED,
)
from sim.record.outcome import ACCELERATED
from tests.processes import given

CAMP = "Kidal"


def with_disposal(base: Case | None = None, **changes: float) -> Case:
    """The baseline, or another case, in which some values of the disposal are others."""
    of = (base or given.case()).scenario
    rules = of.tasks.disposal
    new = {name: Quantity(value) for name, value in changes.items()}
    tasks = replace(of.tasks, disposal=replace(rules, **new))  # type: ignore[arg-type]
    return make_case(replace(of, tasks=tasks), 1)


def left(of: Case, day: float, change: Callable[[CampState], None] = lambda _: None) -> Mission:
    """A mission whose camp is cleared out on a day, everything to move having gone."""
    m = given.mission(of)
    camp = m.camps[CAMP]
    m.ledger.move(CONTAINERS, camp.unpacked + camp.packed, CAMP, "Gao", m.now)
    m.ledger.move(VEHICLES, camp.low_bed + camp.driving, CAMP, "Gao", m.now)
    camp.unpacked = camp.packed = camp.low_bed = camp.driving = 0
    camp.review_done_at = m.start + 14.0
    camp.authority.reach(camp.track, m.start)
    camp.close_out_due = m.now
    m.clock.run_through(day)
    change(camp)
    clear_out(m, camp, signed=True)
    assert m.ledger.at(CONTAINERS, CAMP) == m.ledger.at(VEHICLES, CAMP) == 0
    m.losses.check(m.ledger)
    return m


def fates(m: Mission) -> dict[str, int]:
    names = (GIFTED, SOLD, SCRAPPED, NOT_DISPOSED, ABANDONED)
    return {name: m.losses.of(CAMP, CONTAINERS, name) for name in names}


def test_with_time_everything_is_disposed_of_by_its_share() -> None:
    of = with_disposal(recipient_unfit=0.0, no_buyer=0.0)
    whole = given.mission(of).case.loads[CAMP].containers_disposed
    rules = of.scenario.tasks.disposal
    own = whole * (1.0 - rules.coe_share.value)
    found = fates(left(of, of.scenario.start + 400.0))
    assert found[GIFTED] == pytest.approx(own * rules.gifted.value, abs=1.0)
    assert found[SOLD] == pytest.approx(own * rules.sold.value, abs=1.0)
    assert sum(found.values()) == whole
    assert found[SCRAPPED] == whole - found[GIFTED] - found[SOLD]


def test_an_unfit_recipient_gets_nothing_and_without_a_buyer_nothing_is_sold() -> None:
    found = fates(left(with_disposal(recipient_unfit=1.0, no_buyer=1.0), 448.0))
    assert found[SCRAPPED] == sum(found.values()) > 0


def test_what_the_contingents_own_is_never_gifted() -> None:
    found = fates(left(with_disposal(coe_share=1.0, recipient_unfit=0.0), 448.0))
    assert found[SCRAPPED] == sum(found.values()) > 0


def test_before_the_review_nothing_is_gifted_or_sold() -> None:
    of = with_disposal(recipient_unfit=0.0, no_buyer=0.0)
    found = fates(left(of, of.scenario.start + 13.0))
    assert found[GIFTED] == found[SOLD] == 0
    assert found[NOT_DISPOSED] > 0


def test_an_order_to_leave_in_haste_ends_disposal_on_its_day() -> None:
    of = with_disposal(recipient_unfit=0.0, no_buyer=0.0)

    def in_haste(camp: CampState) -> None:
        camp.ordered_at = of.scenario.start
        camp.worsen(ACCELERATED)

    m = left(of, of.scenario.start + 400.0, in_haste)
    # Its state has stood since the as-of date: the order came before anything was done.
    assert fates(m)[NOT_DISPOSED] == sum(fates(m).values())


def test_a_gift_needs_somebody_to_take_it() -> None:
    m = given.mission(with_disposal(recipient_unfit=0.0))
    camp = m.camps[CAMP]
    camp.review_done_at = m.start
    assert gift_fate(m, camp) == NOT_DISPOSED
    m.clock.run_through(m.start + 2.0)
    camp.authority.reach(camp.track, m.now)
    assert gift_fate(m, camp) == GIFTED
    assert sale_fate(m, camp) == NOT_DISPOSED
    camp.ordered_at = m.start + 1.0
    assert gift_fate(m, camp) == NOT_DISPOSED, "an order to leave in haste came first"


@pytest.mark.parametrize(("name", "million"), [(CAMP, 2.0), ("Goundam", 0.3)])
def test_a_camp_left_undone_leaves_a_liability_and_an_unsigned_handover(
    name: str, million: float
) -> None:
    m = given.mission(given.case())
    camp = m.camps[name]
    there = camp.unpacked + camp.packed
    assert camp.low_bed > 0
    assert clear_out(m, camp, signed=False) == there
    assert m.losses.of(name, CONTAINERS, ABANDONED) == there
    assert m.losses.unplanned(name, CONTAINERS) == there
    assert m.losses.of(name, VEHICLES, ABANDONED) == camp.low_bed
    assert m.losses.unplanned(name, VEHICLES) == camp.low_bed
    what = {loss.what: loss for loss in m.losses.rows()}
    assert what[UNSIGNED].amount == 1.0
    assert what[NO_CLOSE_OUT].value == million


def test_a_camp_left_as_it_should_be_leaves_neither() -> None:
    m = left(given.case(), given.case().scenario.start + 400.0)
    assert {UNSIGNED, NO_CLOSE_OUT}.isdisjoint(loss.what for loss in m.losses.rows())


def begun(of: Case) -> tuple[Mission, CampState]:
    """A camp that waits for 300 containers to be destroyed: ten days at 30 a day."""
    m = given.mission(of)
    camp = m.camps[CAMP]
    m.ledger.move(CONTAINERS, m.ledger.at(CONTAINERS, CAMP) - 300, CAMP, "Gao", m.now)
    camp.review_done_at = camp.close_out_begun = m.start
    camp.authority.reach(camp.track, m.start)
    return m, camp


def test_destruction_takes_the_engineers_days_from_the_day_on_which_it_can_begin() -> None:
    m, camp = begun(given.off())
    m.clock.run_through(m.start + 9.9)
    assert destruction_fate(m, camp) == NOT_DISPOSED
    m.clock.run_through(m.start + 10.0)
    assert destruction_fate(m, camp) == SCRAPPED
    assert destruction_fate(m, camp, m.start + 1.0) == NOT_DISPOSED


def test_what_an_unfit_recipient_does_not_get_is_destroyed_after_the_review() -> None:
    m, camp = begun(with_disposal(recipient_unfit=1.0))
    camp.review_done_at = m.start + 60.0
    m.clock.run_through(m.start + 61.0)
    assert destruction_fate(m, camp) == SCRAPPED
    assert gift_fate(m, camp) == NOT_DISPOSED
    m.clock.run_through(m.start + 90.0)
    assert gift_fate(m, camp) == SCRAPPED


def test_what_finds_no_buyer_is_destroyed_after_the_tender() -> None:
    m, camp = begun(with_disposal(no_buyer=1.0))
    camp.review_done_at = m.start + 60.0
    tender = m.task(m.tasks.disposal.sale, CAMP, "sale")
    m.clock.run_through(m.start + 60.0 + tender + 1.0)
    assert sale_fate(m, camp) == NOT_DISPOSED
    m.clock.run_through(m.start + 60.0 + tender + 30.0)
    assert sale_fate(m, camp) == SCRAPPED


def test_a_sale_takes_its_days_from_the_review_on_and_money() -> None:
    """The median of the tender: 45 days."""
    m, camp = begun(given.off())
    camp.review_done_at = m.start + 60.0
    m.clock.run_through(m.start + 104.9)
    assert sale_fate(m, camp) == NOT_DISPOSED
    m.clock.run_through(m.start + 105.0)
    assert sale_fate(m, camp) == SOLD
    m.account.stop("sale", m.start + 100.0)
    assert sale_fate(m, camp) == NOT_DISPOSED
    m.account.resume(m.start + 110.0)
    assert sale_fate(m, camp) == NOT_DISPOSED
    m.clock.run_through(m.start + 110.0)
    assert sale_fate(m, camp) == SOLD


def test_where_nothing_varies_recipients_are_fit_and_buyers_found() -> None:
    m, camp = begun(with_disposal(given.off(), recipient_unfit=1.0, no_buyer=1.0))
    m.clock.run_through(m.start + 100.0)
    assert (gift_fate(m, camp), sale_fate(m, camp)) == (GIFTED, SOLD)
