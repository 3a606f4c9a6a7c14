"""The handover of a camp: what each step waits for, and the day that ends every wait."""

import math

import pytest

from sim.paths import Path
from sim.processes import handover, search_teams
from sim.processes.camp import CampState
from sim.processes.ceasefire import Ceasefire
from sim.processes.certificate import certain_tail, inspect, tail
from sim.processes.customs import Customs
from sim.processes.disposal import close_out_done
from sim.processes.handover import (
    await_authority,
    close,
    close_out,
    empty,
    give_notice,
    hand_over,
)
from sim.processes.last_convoy import ask_for_floor
from sim.processes.mission import Mission
from sim.processes.money import pay_again
from sim.processes.supply import Stocks
from sim.record.causes import FLIGHTS, HANDOVER, MOVEMENT
from sim.risks.world import AIRSPACE
from tests.processes.given import (
    Steps,
    days_by_cause,
    ends,
    finish,
    mission,
    off,
    with_paths,
    with_risk,
)


@pytest.mark.parametrize("step", ["close_out", "inspection"])
@pytest.mark.parametrize("share", [0.5, 2.0])
def test_what_the_floors_day_cuts_short_is_not_done(step: str, share: float) -> None:
    m = mission(off())
    camp, rules = m.camps["Kidal"], m.tasks.handover
    camp.review_done_at = camp.close_out_begun = m.start
    size = camp.plan.is_large
    of = rules.close_out if step == "close_out" else rules.joint_inspection
    days = (of.large if size else of.small).nominal
    camp.floor_day = m.start + share * days
    at = ends(m, camp, close_out if step == "close_out" else inspect)
    assert at == pytest.approx(m.start + min(share, 1.0) * days)
    if step == "inspection":
        assert (camp.signature_asked is not None) is (share > 1.0)
    else:
        assert (camp.close_out_due <= at) is (share > 1.0)
        assert camp.close_out_due == pytest.approx(m.start + days)
        assert close_out_done(m, camp), "the work goes on beside the floor's forming up"
        camp.close_out_due = m.now + 5.0
        camp.ordered_at = m.now
        camp.states.enter("leaving in haste", m.now)
        m.clock.run_through(m.now + 9.0)
        assert not close_out_done(m, camp), "an order to leave in haste stops it"


def test_the_last_days_of_the_close_out_follow_the_loads_however_long_it_has_gone_on() -> None:
    m = mission(off())
    camp, rules = m.camps["Kidal"], m.tasks.handover
    camp.review_done_at = m.start
    camp.close_out_begun = m.start - 2.0 * rules.close_out.large.nominal
    assert ends(m, camp, close_out) == m.start + rules.close_out_after_last_load.value
    assert close_out_done(m, camp)


def test_a_disposal_review_is_waited_for_no_longer_than_the_floors_day() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.review_done_at, camp.floor_day = m.start + 10.0, m.start + 5.0
    assert ends(m, camp, close_out) == camp.floor_day


def test_a_camp_that_is_a_hub_itself_lives_on_its_town(monkeypatch: pytest.MonkeyPatch) -> None:
    supplied: list[str] = []

    def keep_supplied(_m: Mission, camp: CampState) -> Steps:
        supplied.append(camp.name)
        yield m.clock.at(m.now)

    monkeypatch.setattr(handover, "keep_supplied", keep_supplied)
    m = mission(with_risk(off(), "supply", enabled=True))
    m.stocks = Stocks(m)
    for name in ("Mopti", "Kidal"):
        handover.start_work(m, Customs(m), m.camps[name])
    m.clock.run_through(m.start)
    assert supplied == ["Kidal"]


def test_loads_that_have_not_gone_by_the_floors_day_waited_for_what_held_their_columns_up() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.floor_day, camp.columns_out = m.start + 9.0, 1
    assert ends(m, camp, empty) == camp.floor_day
    assert days_by_cause(camp.track) == {MOVEMENT: 9.0}


@pytest.mark.parametrize("stands", [True, False])
def test_a_close_out_that_was_not_paid_for_begins_when_it_is(stands: bool) -> None:
    """It has all its days before it then; a camp that has been left gets none."""
    m = mission(off())
    camp, rules = m.camps["Kidal"], m.tasks.handover
    camp.review_done_at = camp.close_out_begun = m.start
    m.account.stop("close_out", m.start)
    ended = finish(m, close_out(m, camp))
    m.clock.run_through(m.start + 30.0)
    assert (ended, close_out_done(m, camp)) == ([(None, m.start)], False)
    if not stands:
        camp.closed.reach(camp.track, m.now)
    pay_again(m)
    days = max(rules.close_out.large.nominal, rules.close_out_after_last_load.value)
    m.clock.run_through(m.start + 30.0)
    assert camp.close_out_due == (pytest.approx(m.now + days) if stands else math.inf)


def test_an_order_during_the_disposal_review_ends_the_close_out() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.close_out_begun, camp.review_done_at = m.start, m.start + 10.0
    ended = finish(m, close_out(m, camp))
    m.clock.run_through(m.start + 5.0)
    camp.ordered_at = m.now
    camp.order.fire()
    m.clock.run_through(m.start + 30.0)
    assert ended == [(None, m.start + 5.0)]
    assert not close_out_done(m, camp)


@pytest.mark.parametrize(("due", "done"), [(3.0, True), (7.0, False)])
def test_what_was_done_before_an_order_to_leave_in_haste_is_done(due: float, done: bool) -> None:
    """It comes while the floor waits to leave, in no state of its own."""
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.close_out_due = m.start + due
    camp.states.enter("last convoy", m.start + 1.0)
    m.clock.run_through(m.start + 5.0)
    camp.ordered_at = m.now
    m.clock.run_through(m.start + 9.0)
    assert close_out_done(m, camp) is done


def test_notice_is_given_when_the_window_comes_near_however_early_the_loads_are_gone() -> None:
    m = mission(off(), story=True)
    camp = m.camps["Kidal"]
    camp.unpacked = camp.packed = camp.low_bed = 0
    finish(m, give_notice(m, camp))
    m.clock.run_through(m.start + 300.0)
    lead = m.tasks.handover.authority_notice[camp.sector].nominal + tail(m, camp)
    assert camp.opens - lead > m.start
    assert [day for day, line in m.story or () if line.startswith("notice of the return")] == [
        camp.opens - lead
    ]


def test_an_authority_that_has_had_notice_still_needs_a_flight() -> None:
    """The status says of Menaka that it has: its way is over, and nothing is told of a notice."""
    lead = 12.0
    shut = Path.steps(0.0, [(off().scenario.start + lead, 1.0)])
    m = mission(with_paths(off(), {AIRSPACE: shut}), story=True)
    camp = m.camps["Menaka"]
    assert m.status.camps[camp.name].notice_given
    m.clock.start(give_notice(m, camp), "notice")
    m.clock.run_through(m.start + lead + 30.0)
    assert camp.authority.at == m.start + lead
    assert not [line for _, line in m.story or () if line.startswith("notice of the return")]


def test_the_authority_that_comes_early_waits_for_the_window() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.authority.reach(camp.track, m.now)
    assert ends(m, camp, await_authority) == camp.opens - tail(m, camp)


def test_an_authority_that_is_quicker_than_most_comes_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its flight is asked for when it has notice, for the day on which it is ready."""
    m = mission(off())
    camp = m.camps["Kidal"]
    of = m.tasks.handover.authority_notice[camp.sector]
    lead = m.rules.crewed.lead.permissive.nominal
    days = 0.5 * (lead + of.nominal)
    assert lead < days < of.nominal
    monkeypatch.setattr(Mission, "task", lambda *_: days)
    camp.unpacked = camp.packed = camp.low_bed = 0
    camp.opens = m.start
    m.clock.start(give_notice(m, camp), "notice")
    m.clock.run_through(m.start + 30.0)
    assert camp.authority.at == m.start + days


@pytest.mark.parametrize("how", ["ordered", "left"])
@pytest.mark.parametrize("when", ["on its way", "no flight"])
def test_the_authority_does_not_come_to_a_camp_that_is_being_left(when: str, how: str) -> None:
    m = mission(
        with_paths(off(), {AIRSPACE: Path.steps(0.0, [(off().scenario.start + 40.0, 1.0)])})
    )
    camp = m.camps["Kidal"]
    camp.unpacked = camp.packed = camp.low_bed = 0
    camp.opens = m.start
    ended = finish(m, give_notice(m, camp))
    ready = m.start + m.tasks.handover.authority_notice[camp.sector].nominal
    m.clock.run_through(ready - 1.0 if when == "on its way" else ready + 1.0)
    assert ended == []
    if how == "left":
        camp.closed.reach(camp.track, m.now)
    else:
        camp.ordered_at = m.now
        camp.order.fire()
    m.clock.run_through(m.now)
    assert len(ended) == 1
    m.clock.run_through(m.start + 60.0)
    assert not camp.authority.reached


def test_a_floor_that_the_authority_does_not_reach_waited_for_what_kept_it_away() -> None:
    """Its own way up to the day on which it is ready, a flight from then on."""
    m = mission(with_paths(off(), {AIRSPACE: Path.constant(0.0)}))
    camp = m.camps["Kidal"]
    of = m.tasks.handover.authority_notice[camp.sector]
    camp.unpacked = camp.packed = camp.low_bed = 0
    camp.opens = m.start
    camp.floor_day = m.start + of.nominal + 5.0
    m.clock.start(give_notice(m, camp), "notice")
    ends(m, camp, await_authority)
    assert not camp.authority.reached
    assert days_by_cause(camp.track) == {HANDOVER: pytest.approx(of.nominal), FLIGHTS: 5.0}


def test_the_floors_day_ends_the_handover_whatever_is_not_done() -> None:
    m = mission(off())
    m.ceasefire = Ceasefire(m)
    camp = m.camps["Kidal"]
    assert ends(m, camp, hand_over) == camp.floor_day
    assert not close_out_done(m, camp)
    assert camp.signature_asked is None, "nobody inspects it any more"
    assert m.ceasefire.approached == set()


@pytest.mark.parametrize("given", [0.0, 4.0, None])
@pytest.mark.parametrize("away", [-1.0, 6.0, 900.0])
def test_forces_approach_when_the_inspection_begins_and_not_before(
    away: float, given: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The team is given on a day, and there so many days after the inspection could be over.

    It begins when the team will be there at the signature, and no later than lets the certificate
    be signed before the floor forms up.
    """

    def nothing(*_: object) -> Steps:
        return
        yield

    m = mission(off(), story=True)
    m.ceasefire = Ceasefire(m)
    camp = m.camps["Kidal"]
    for step in ("empty", "close_out", "await_authority", "take_turn", "await_signature"):
        monkeypatch.setattr(handover, step, nothing)
    for known in ("expected", "arrival"):
        monkeypatch.setattr(search_teams, known, lambda *_: m.start + away + tail(m, camp))
    kind = {"search:Gao": m.pool.capacity("search:Gao")}
    others = m.pool.claim("others", kind, m.track("others"), priority=-1e9)
    claim = ask_for_floor(m, camp)
    ended = finish(m, hand_over(m, camp))
    if given is not None:
        m.clock.run_through(m.start + given)
        others.release()
    m.clock.run_through(m.start + 200.0)
    assert claim.granted is (given is not None)
    assert len(ended) == 1
    latest = camp.floor_day - certain_tail(m, camp) - m.start
    approached = [day - m.start for day, line in m.story or () if "approach" in line]
    assert approached == [pytest.approx(latest if given is None else min(max(given, away), latest))]


@pytest.mark.parametrize(
    ("ordered", "by_then", "left"),
    [
        (None, False, ["floor"]),
        (0.0, False, ["in haste"]),  # before the floor's turn
        (12.0, False, ["floor", "in haste"]),  # the floor waits, and gives up
        (12.0, True, ["floor"]),  # the floor has left while command decided
    ],
)
def test_a_camp_is_left_once_in_haste_only_if_it_still_stands(
    ordered: float | None, by_then: bool, left: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Handed over within 10 days; the floor would leave on the 11th, or waits to the 20th."""
    m = mission(off())
    camp, did = m.camps["Menaka"], list[str]()

    def handed_over(*_: object) -> Steps:
        yield m.clock.at(m.start + 10.0)

    def floor(*_: object) -> Steps:
        did.append("floor")
        yield m.clock.at(m.start + 11.0)
        if ordered is None or by_then:
            camp.closed.reach(camp.track, m.now)
        yield m.clock.at(m.start + 20.0)

    def haste(*_: object) -> Steps:
        did.append("in haste")
        return
        yield

    def order() -> Steps:
        if ordered is not None:
            yield m.clock.at(m.start + ordered)
            camp.ordered_at = m.now

    for name, step in {"hand_over": handed_over, "leave": floor, "leave_in_haste": haste}.items():
        monkeypatch.setattr(handover, name, step)
    monkeypatch.setattr(handover, "start_work", lambda *_: None)
    finish(m, order())
    finish(m, close(m, Customs(m), camp))
    m.clock.run_through(m.start + 60.0)
    assert did == left
