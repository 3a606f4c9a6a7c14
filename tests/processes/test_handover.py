"""The handover of a camp: what each step waits for, and the day that ends every wait."""

from collections.abc import Callable
from functools import cache

import pytest

from sim.calendar import show_time
from sim.distributions import Fixed
from sim.paths import Path
from sim.processes import handover, search_teams
from sim.processes.camp import CampState
from sim.processes.case import Case
from sim.processes.customs import Customs
from sim.processes.handover import (
    ask_for_last_convoy,
    await_authority,
    await_signature,
    by_size,
    certain_tail,
    close,
    close_out,
    give_notice,
    hand_over,
    inspect,
    signature_of,
    signed,
    tail,
)
from sim.processes.last_convoy import ask_for_floor
from sim.processes.mission import Mission
from sim.risks.regimes import ByRegime
from sim.risks.world import CONSENT as REGIME
from tests.processes.given import Steps, case, finish, mission, off, with_paths, with_risk

Step = Callable[[Mission, CampState], Steps]


def ends(m: Mission, camp: CampState, step: Step) -> float:
    """When a step of the handover of a camp ends (days)."""
    ended = finish(m, step(m, camp))
    m.clock.run_through(m.start + 300.0)
    ((_, at),) = ended
    return at


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


@pytest.mark.parametrize("step", ["close_out", "inspection"])
@pytest.mark.parametrize("share", [0.5, 2.0])
def test_what_the_floors_day_cuts_short_is_not_done(step: str, share: float) -> None:
    m = mission(off())
    camp, rules = m.camps["Kidal"], m.tasks.handover
    camp.review_done_at = camp.close_out_begun = m.start
    size = camp.camp.size in ("large", "hub")
    of = rules.close_out if step == "close_out" else rules.joint_inspection
    days = (of.large if size else of.small).nominal
    camp.floor_day = m.start + share * days
    m.approach = lambda _camp: None
    at = ends(m, camp, close_out if step == "close_out" else inspect)
    assert at == pytest.approx(m.start + min(share, 1.0) * days)
    done = camp.close_out_done if step == "close_out" else camp.signature_asked is not None
    assert done is (share > 1.0)


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


def test_the_clearance_of_the_last_convoy_is_not_for_a_day_before_the_window() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    ask_for_last_convoy(m, camp)
    assert camp.last_clearance is not None
    assert camp.last_clearance.wanted == camp.opens > m.start + 30.0


def test_the_authority_that_comes_early_waits_for_the_window() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.authority.reach(camp.track, m.now)
    assert ends(m, camp, await_authority) == camp.opens - tail(m, camp)


def test_the_floors_day_ends_the_handover_whatever_is_not_done() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    came: list[str] = []
    m.approach = lambda camp: came.append(camp.name)
    assert ends(m, camp, hand_over) == camp.floor_day
    assert not camp.close_out_done
    assert (camp.signature_asked, came) == (None, []), "nobody inspects it any more"


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

    m = mission(off())
    camp, approached = m.camps["Kidal"], list[float]()
    for step in ("empty", "close_out", "await_authority", "take_turn", "await_signature"):
        monkeypatch.setattr(handover, step, nothing)
    monkeypatch.setattr(search_teams, "arrival", lambda *_: m.start + away + tail(m, camp))
    kind = {"search:Gao": m.pool.capacity("search:Gao")}
    others = m.pool.claim("others", kind, m.track("others"), priority=-1e9)
    claim = ask_for_floor(m, camp)
    m.approach = lambda _camp: approached.append(m.now - m.start)
    ended = finish(m, hand_over(m, camp))
    if given is not None:
        m.clock.run_through(m.start + given)
        others.release()
    m.clock.run_through(m.start + 200.0)
    assert claim.granted is (given is not None)
    assert len(ended) == 1
    latest = camp.floor_day - certain_tail(m, camp) - m.start
    assert approached == [pytest.approx(latest if given is None else min(max(given, away), latest))]


def test_who_asks_ahead_for_a_signature_reckons_with_nine_in_ten_in_the_regime_of_today() -> None:
    m = mission(with_paths(case(), {REGIME: Path.constant(2.0)}))
    camp, share = m.camps["Kidal"], m.policy.answers_in_time.value
    signature = m.settings.consent.certificate_signature.obstructive
    inspection = by_size(camp, m.tasks.handover.joint_inspection)
    assert certain_tail(m, camp) == inspection.ppf(share) + signature.ppf(share)
    assert certain_tail(m, camp) > tail(m, camp)
    nothing = mission(off())
    assert certain_tail(nothing, nothing.camps["Kidal"]) == tail(nothing, nothing.camps["Kidal"])


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
            camp.ordered = True

    for name, step in {"hand_over": handed_over, "leave": floor, "leave_in_haste": haste}.items():
        monkeypatch.setattr(handover, name, step)
    monkeypatch.setattr(handover, "start_work", lambda *_: None)
    finish(m, order())
    finish(m, close(m, Customs(m), camp))
    m.clock.run_through(m.start + 60.0)
    assert did == left
