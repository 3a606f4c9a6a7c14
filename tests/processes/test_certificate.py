"""The certificate: when it is signed, how long it is waited for, and what staff reckon with."""

from functools import cache

import pytest

from sim.calendar import show_time
from sim.distributions import Fixed, Quantity
from sim.paths import Path
from sim.plan.cycle import clean_speed
from sim.processes import search_teams
from sim.processes.case import Case
from sim.processes.ceasefire import start_ceasefire
from sim.processes.certificate import (
    await_signature,
    await_team,
    certain_tail,
    signature_of,
    signed,
    tail,
)
from sim.processes.last_convoy import ask_for_floor
from sim.record.causes import CEASEFIRE, CONSENT
from sim.risks import ceasefire as risk
from sim.risks.regimes import ByRegime
from sim.risks.world import CONSENT as REGIME
from sim.risks.world import WET
from tests.processes.given import case, days_by_cause, ends, mission, off, with_paths, with_risk


@cache
def unsigned() -> Case:
    """A world in which signatures take longer than anybody waits; with the agreement, 20 days."""
    days = Fixed(500.0)
    return with_risk(
        off(), "consent", enabled=True, certificate_signature=ByRegime(days, days, days),
        certificate_signature_agreed=Fixed(20.0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("agreement", "signed"), [(1000.0, 500.0), (5.0, 25.0), (-9.0, 20.0), (495.0, 500.0)]
)
def test_under_the_camp_return_agreement_it_is_signed_sooner(
    agreement: float, signed: float
) -> None:
    m = mission(unsigned())
    m.agreement_at = m.start + agreement
    found = signature_of(m, "Kidal", "North", m.start)
    assert found == pytest.approx(m.start + signed)


def test_the_time_out_runs_while_the_window_is_open_and_ends_when_the_floor_forms_up() -> None:
    time_out = mission(unsigned()).policy.certificate_time_out.value
    for opens, floor, waits in [
        (-5.0, 100.0, time_out), (20.0, 100.0, 20.0 + time_out), (20.0, 21.0, 21.0),
    ]:  # fmt: skip
        m = mission(unsigned())
        camp = m.camps["Kidal"]
        camp.opens, camp.floor_day = m.start + opens, m.start + floor
        camp.signature_asked = m.start
        assert ends(m, camp, await_signature) == m.start + waits
        assert camp.certificate is None


@pytest.mark.parametrize(
    ("breaks", "waits"),
    [
        (2.0, {CONSENT: 4.0, CEASEFIRE: 3.0}),  # half in two days, the other half in five
        (9.0, {CONSENT: 4.0}),
    ],
)
def test_only_what_comes_after_the_breakdown_and_is_due_to_it_is_the_ceasefires(
    breaks: float, waits: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signature takes 4 days, 10 in a worse regime: without a breakdown it comes on day 4."""
    monkeypatch.setattr(risk, "threshold", lambda *_: 0.1 * breaks)
    days = ByRegime(Fixed(4.0), Fixed(10.0), Fixed(20.0))
    of = with_risk(off(), "consent", enabled=True, certificate_signature=days)
    of = with_risk(of, "ceasefire", enabled=True, base_hazard=Quantity(0.1))
    m = mission(with_paths(of, {REGIME: Path.constant(0.0)}))
    start_ceasefire(m)
    camp = m.camps["Kidal"]
    camp.signature_asked = m.start
    assert ends(m, camp, await_signature) == pytest.approx(m.start + sum(waits.values()))
    assert days_by_cause(camp.track) == pytest.approx(waits)


def test_a_certificate_noticed_later_is_told_with_the_day_on_which_it_was_signed() -> None:
    """The floor that has formed up without it looks again when it leaves."""
    m = mission(off(), story=True)
    camp = m.camps["Kidal"]
    camp.signature_asked = m.start
    at = signature_of(m, "Kidal", camp.sector, m.start)
    m.clock.run_through(at + 1.0)
    assert signed(m, camp)
    assert camp.certificate == at
    assert [line for _, line in m.story or ()] == [
        f"the certificate of Kidal, signed on {show_time(at)}, is there"
    ]


@pytest.mark.parametrize("given", [True, False])
def test_an_inspection_is_held_earlier_when_signatures_take_longer_from_now_on(given: bool) -> None:
    """Twenty days before the floor's day consent turns obstructive; the team is on its way or not
    given at all.
    """
    turns = 48.0 + 30.0
    path = Path.steps(0.0, [(turns, 2.0)])
    m = mission(with_paths(case(), {REGIME: path}))
    camp = m.camps["Kidal"]
    camp.floor_day = turns + 20.0
    if not given:
        m.pool.resize("search:Gao", 0.0, m.track("test"), most=3.0)
    claim = ask_for_floor(m, camp)
    m.clock.run_through(m.start)
    assert claim.granted is given
    if given:
        claim.granted_at = turns + 60.0
    certain = certain_tail(m, camp)
    assert camp.floor_day - certain > turns
    at = ends(m, camp, await_team)
    inspection = m.tasks.handover.joint_inspection.of(camp.plan)
    signature, share = m.settings.consent.certificate_signature, m.policy.answers_in_time.value
    certain = inspection.ppf(share) + signature.obstructive.ppf(share)
    assert at == pytest.approx(max(turns, camp.floor_day - certain))


def test_an_inspection_is_held_when_the_team_will_come_as_the_roads_are_on_each_day() -> None:
    """It rains when the team sets out and stops a day later: it is expected sooner then."""
    m = mission(with_paths(off(), {WET: Path.steps(1.0, [(49.0, 0.0)])}))
    camp = m.camps["Kidal"]
    claim = ask_for_floor(m, camp)
    m.clock.run_through(m.start)
    dry = sum(road.km.value / clean_speed(road, m.tasks.movement, loaded=False, wet=False).nominal
              for road in search_teams.way_to(m, camp).roads)  # fmt: skip
    assert search_teams.expected(m, camp, claim) > m.start + dry
    at = ends(m, camp, await_team)
    assert at == pytest.approx(max(m.start + 1.0, m.start + dry - tail(m, camp)))


def test_who_asks_ahead_for_a_signature_reckons_with_nine_in_ten_in_the_regime_of_today() -> None:
    m = mission(with_paths(case(), {REGIME: Path.constant(2.0)}))
    camp, share = m.camps["Kidal"], m.policy.answers_in_time.value
    signature = m.settings.consent.certificate_signature.obstructive
    inspection = m.tasks.handover.joint_inspection.of(camp.plan)
    assert certain_tail(m, camp) == inspection.ppf(share) + signature.ppf(share)
    assert certain_tail(m, camp) > tail(m, camp)
    nothing = mission(off())
    assert certain_tail(nothing, nothing.camps["Kidal"]) == tail(nothing, nothing.camps["Kidal"])
