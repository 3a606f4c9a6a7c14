"""Leaving in haste: how long it takes, what leaves, and what the chain says that it waited for."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from sim.configuration import load_scenario
from sim.distributions import Fixed
from sim.processes.case import make_case
from sim.processes.clearance import Clearance
from sim.processes.haste import leave_in_haste
from sim.processes.last_convoy import ask_for_floor
from sim.processes.mission import Mission
from sim.processes.search_teams import days_to
from sim.record.causes import SUPPLY
from sim.record.ledger import PEOPLE
from sim.record.outcome import ACCELERATED
from sim.replication import run_replication
from sim.risks.regimes import ByRegime
from tests.processes.given import convoys, days_by_cause, finish, mission, off, with_risk

GIVEN, NONE = "waiting for movement clearance", "no clearance: leaving on notification"


def waits(tolerated: bool) -> set[str]:
    """How chains of camps that were ordered out tell the wait after the preparation.

    Answers and notices take long; all answers are no where a column on notification is let pass,
    else all are yes.
    """
    scenario = load_scenario("stress_haste")
    rules = replace(scenario.policy.acceleration, notification=Fixed(20.0))
    scenario = replace(scenario, policy=replace(scenario.policy, acceleration=rules))
    consent = scenario.risk["consent"]
    share = replace(consent.convoy_refused.permissive, value=float(tolerated), low=None, high=None)
    lead = consent.convoy_lead.obstructive
    always = replace(
        consent,
        convoy_refused=replace(consent.convoy_refused, permissive=share, restrictive=share,
                               obstructive=share),
        convoy_lead=replace(consent.convoy_lead, permissive=lead, restrictive=lead),
        notification_tolerated=tolerated,
    )  # fmt: skip
    case = make_case(replace(scenario, risk={**scenario.risk, "consent": always}), 20230818)
    return {
        after.activity
        for chain in run_replication(case, 0, chains=True).chains.values()
        for before, after in pairwise(chain)
        if before.activity == "preparing to leave in haste"
    }


@pytest.mark.parametrize(
    ("tolerated", "said", "unsaid"), [(False, GIVEN, NONE), (True, NONE, GIVEN)]
)
def test_the_wait_is_told_for_what_it_was(tolerated: bool, said: str, unsaid: str) -> None:
    found = waits(tolerated)
    assert said in found
    assert unsaid not in found


@pytest.mark.parametrize(
    ("left", "signed"), [(math.inf, False), (0.0, True), (-1.0, True), (0.75, False)]
)
def test_a_floor_that_forms_up_goes_on_with_it_and_a_certificate_counts(
    left: float, signed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = convoys(monkeypatch, "haste")
    m = mission(off())
    camp, rules = m.camps["Menaka"], m.policy.acceleration
    floor = ask_for_floor(m, camp)
    m.clock.run_through(m.start)
    assert floor.granted
    camp.formed_at, camp.certificate = m.now + left, m.now if signed else None
    finish(m, leave_in_haste(m, camp))
    m.clock.run_through(m.start + 60.0)
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao")
    destroyed = rules.destruction_of_sensitive.nominal
    prepared = destroyed + rules.preparation.nominal
    ready = max(destroyed, left) if left < math.inf else prepared
    answer = m.settings.consent.convoy_lead.permissive.nominal
    notified = max(ready, rules.notification.nominal)  # notice is given with the order
    assert camp.closed.at == pytest.approx(m.start + min(max(ready, answer), notified))
    assert camp.mode == ACCELERATED
    assert m.counts["left_without_certificate"] == (not signed)
    (convoy,) = columns
    assert (convoy.speed_factor, convoy.exposure_factor) == (
        rules.speed_factor.value, rules.exposure_factor.value,
    )  # fmt: skip
    assert m.ledger.at(PEOPLE, "Menaka") == 0


@pytest.mark.parametrize(
    ("before", "tolerated", "on_the_last_morning"),
    [(4.5, True, True), (9.0, True, False), (4.5, False, True)],
)
def test_an_order_makes_nobody_leave_later_than_the_last_morning(
    before: float, tolerated: bool, on_the_last_morning: bool
) -> None:
    """So many days before it the order comes, to a floor that has not begun to form up."""
    m = mission(with_risk(off(), "consent", notification_tolerated=tolerated))
    camp, rules = m.camps["Menaka"], m.policy.acceleration
    last = m.now + before
    camp.deadline = last + rules.last_days.value
    finish(m, leave_in_haste(m, camp))
    m.clock.run_through(m.start + 60.0)
    assert camp.closed.at is not None
    prepared = rules.destruction_of_sensitive.nominal + rules.preparation.nominal
    assert prepared > 4.5
    if on_the_last_morning:
        assert camp.closed.at == pytest.approx(last)
    else:
        assert camp.closed.at >= m.start + prepared
        assert (camp.closed.at < last) == (before > prepared)


@pytest.mark.parametrize("held_up", ["by the road", "for its clearance"])
def test_who_is_late_waits_neither_for_the_road_nor_for_notice(held_up: str) -> None:
    """The order comes a day and a half before the last morning, on which it would have left."""
    of, road = off(), held_up == "by the road"
    if not road:
        slow = Fixed(40.0)
        of = with_risk(of, "consent", convoy_lead=ByRegime(slow, slow, slow))
    m = mission(of)
    camp, rules = m.camps["Menaka"], m.policy.acceleration
    m.clock.run_through(m.start + 20.0)
    last = m.now + 1.5
    assert rules.destruction_of_sensitive.nominal < 1.5 < rules.notification.nominal
    camp.deadline, camp.formed_at = last + rules.last_days.value, m.now
    if road:
        for axis in m.route("Menaka", "Gao").axes:
            kind = f"axis:{axis}"
            m.pool.claim("all", {kind: m.pool.capacity(kind)}, m.track("all"))
        camp.clearance_held = True
    finish(m, leave_in_haste(m, camp))
    m.clock.run_through(m.start + 60.0)
    assert camp.closed.at == pytest.approx(last)


def test_a_crowd_holds_up_who_leaves_in_haste_too(monkeypatch: pytest.MonkeyPatch) -> None:
    left = []
    for gathers in (False, True):
        monkeypatch.setattr(Mission, "happens", lambda *_, there=gathers: there)
        m = mission(off())
        finish(m, leave_in_haste(m, m.camps["Menaka"]))
        m.clock.run_through(m.start + 60.0)
        left.append(m.camps["Menaka"].closed.at)
    days = mission(off()).tasks.handover.crowd_delay.nominal
    assert left[0] is not None
    assert days > 0.0
    assert left[1] == pytest.approx(left[0] + days)


def test_the_preparation_is_told_by_what_the_order_was_given_for() -> None:
    m = mission(off())
    camp, rules = m.camps["Menaka"], m.policy.acceleration
    camp.order_cause = SUPPLY
    finish(m, leave_in_haste(m, camp))
    m.clock.run_through(m.start + 60.0)
    prepared = rules.destruction_of_sensitive.nominal + rules.preparation.nominal
    assert days_by_cause(camp.track)[SUPPLY] == prepared


def test_what_is_sensitive_is_destroyed_before_anybody_leaves() -> None:
    m = mission(off())
    camp, rules = m.camps["Menaka"], m.policy.acceleration
    camp.deadline = m.now + rules.last_days.value + 0.01
    finish(m, leave_in_haste(m, camp))
    m.clock.run_through(m.start + 60.0)
    assert camp.closed.at is not None
    assert camp.closed.at >= m.start + rules.destruction_of_sensitive.nominal


@pytest.mark.parametrize("head_start", [0.25, 0.75, 30.0])
def test_a_search_team_in_the_camp_goes_along_and_one_on_its_way_has_as_far_back(
    head_start: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many days after the team was given, the floor leaves (on notification, formed up)."""
    columns = convoys(monkeypatch, "haste")
    m = mission(off())
    camp, rules = m.camps["Menaka"], m.policy.acceleration
    floor = ask_for_floor(m, camp)
    m.clock.run_through(m.start)
    there = days_to(m, camp)
    notified = max(rules.destruction_of_sensitive.nominal, rules.notification.nominal)
    answer = m.settings.consent.convoy_lead.permissive.nominal
    leaves = min(notified, max(answer, rules.destruction_of_sensitive.nominal))
    floor.granted_at = m.start + leaves - head_start * there
    camp.formed_at = m.start
    finish(m, leave_in_haste(m, camp))
    m.clock.run_through(m.start + leaves - 0.01)
    assert m.pool.free("search:Gao") == 2, "it cannot be at its hub in no time"
    m.clock.run_through(m.start + leaves + 0.01)
    (convoy,) = columns
    assert convoy.searched is (head_start >= 1.0)
    assert camp.closed.at == pytest.approx(m.start + leaves)
    assert m.pool.free("search:Gao") == 2
    if head_start < 1.0:
        back = m.start + leaves + head_start * there + m.tasks.movement.refit.nominal
        m.clock.run_through(back - 0.01)
        assert m.pool.free("search:Gao") == 2
        m.clock.run_through(back + 0.01)
    else:
        m.clock.run_through(m.start + 60.0)
    assert m.pool.free("search:Gao") == 3


def test_who_leaves_in_haste_uses_the_clearance_that_is_in_hand() -> None:
    m = mission(off())
    camp = m.camps["Menaka"]
    of = m.rules.convoy
    camp.last_clearances = [Clearance(m, of, "held", camp.sector, m.now, m.now, held=True)]
    m.clock.run_through(m.start)
    camp.formed_at = m.start
    finish(m, leave_in_haste(m, camp))
    m.clock.run_through(m.start + 60.0)
    days = m.policy.acceleration.destruction_of_sensitive.nominal
    assert m.settings.consent.convoy_lead.permissive.nominal > days
    assert camp.closed.at == pytest.approx(m.start + days)
    assert m.counts["clearances_asked"] == 1, "none is asked for beside it"


def test_on_a_road_that_nobody_searches_a_column_in_haste_is_not_exposed_for_want_of_a_team(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    columns = convoys(monkeypatch, "haste")
    m = mission(off())
    for name in ("Mopti", "Menaka"):
        finish(m, leave_in_haste(m, m.camps[name]))
        m.clock.run_through(m.now + 30.0)
    assert [convoy.searched for convoy in columns] == [True, False]


@pytest.mark.parametrize("late", [0.0, 0.1])
def test_a_signature_counts_that_comes_before_a_camp_is_left_in_haste(late: float) -> None:
    """It is asked for so that it comes in the hour of the departure, or some hours later."""
    m = mission(off())
    camp, rules = m.camps["Menaka"], m.policy.acceleration
    answer = m.settings.consent.convoy_lead.permissive.nominal
    ready = rules.destruction_of_sensitive.nominal
    leaves = max(ready, min(answer, rules.notification.nominal))
    days = m.settings.consent.certificate_signature.permissive.nominal
    camp.signature_asked = m.start + leaves - days + late
    camp.formed_at = m.start
    finish(m, leave_in_haste(m, camp))
    m.clock.run_through(m.start + 60.0)
    assert camp.closed.at == pytest.approx(m.start + leaves)
    assert m.counts["left_without_certificate"] == (late > 0.0)
