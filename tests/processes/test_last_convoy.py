"""The last convoy: what the floor waits for, and for how long, when it has to leave."""

from dataclasses import replace
from functools import cache
from math import inf

import pytest

from sim.distributions import Fixed, Quantity
from sim.paths import Path
from sim.pool import Claim
from sim.processes import last_convoy, search_teams
from sim.processes.camp import CampState
from sim.processes.case import Case
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy, Steps
from sim.processes.last_convoy import (
    ask_for_floor,
    before,
    call_team,
    crowd,
    form_up_floor,
    last_person_leaves,
    leave,
    take_everything,
    wait_for_team,
    wants,
)
from sim.processes.last_morning import last_morning, leaves_by, on_notification
from sim.processes.mission import Mission
from sim.processes.supply import Stocks
from sim.record.causes import CROWD, FORMING, HANDOVER
from sim.record.ledger import PEOPLE, ROAD
from sim.record.outcome import ACCELERATED, ONE_SIDED, PLANNED
from sim.risks.regimes import ByRegime
from sim.risks.world import AIRSPACE, DEPARTURE
from tests.processes.given import (
    case,
    convoys,
    days_by_cause,
    finish,
    mission,
    off,
    with_paths,
    with_risk,
)

TEAM = "search:Gao"


def formed_up(
    of: Case, *, team: bool = True, held: bool = True, beds: float = inf
) -> tuple[Mission, CampState]:
    """A mission on the day on which the floor of a camp forms up, whatever is not done.

    Its search team is there, or all teams are away; its clearance is in hand, or asked for then.
    No more `beds` were free at Gao when it was asked for what it needs.
    """
    m = mission(of, story=True)
    camp = m.camps["Menaka"]
    m.clock.run_through(camp.floor_day - search_teams.days_to(m, camp))
    others = max(0.0, m.pool.free("beds:Gao") - beds)
    m.pool.claim("others/beds", {"beds:Gao": others}, m.track("others"))
    m.clock.run_through(m.now)
    if team:
        ask_for_floor(m, camp)
    else:
        m.pool.claim("others", {TEAM: m.pool.capacity(TEAM)}, m.track("others"))
    m.clock.run_through(camp.floor_day)
    if held:
        camp.last_clearances = [
            Clearance(m, m.rules.convoy, "Menaka/last convoy", camp.sector, m.now, m.now, held=True)
        ]
    return m, camp


@cache
def refused() -> Case:
    """A world in which no column is ever given a clearance, and nothing else happens."""
    never = replace(case().settings.consent.convoy_refused.permissive, value=1.0, low=None,
                    high=None)  # fmt: skip
    return with_risk(off(), "consent", enabled=True, convoy_refused=ByRegime(never, never, never))


def test_a_floor_without_supplies_leaves_in_time_all_the_same() -> None:
    m, camp = formed_up(with_risk(off(), "supply", enabled=True))
    m.stocks = Stocks(m)
    m.stocks.open(camp).levels = [0.0, 0.0, 0.0]
    latest = on_notification(m, camp)
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline)
    assert m.counts["departures_short_of_supply"] == 1
    assert camp.closed.at == latest < camp.deadline


def test_supplies_for_the_road_are_looked_at_again_when_the_clearance_has_come() -> None:
    """Enough for the road when the floor stood ready is too little when it could go, later."""
    m, camp = formed_up(with_risk(off(), "supply", enabled=True), held=False)
    m.stocks = Stocks(m)
    stock, people = m.stocks.open(camp), m.ledger.at(PEOPLE, "Menaka")
    ready = m.now + m.tasks.handover.last_convoy_after_certificate.nominal
    enough = (m.policy.supply.to_move.value + ready - m.now + 0.1) * people
    stock.levels = [enough, enough, 0.0]
    cleared, supplied = ready + 0.3, ready + 0.5
    camp.last_clearances = [
        Clearance(m, m.rules.convoy, "Menaka/last convoy", camp.sector, m.now - 9.0, cleared)
    ]

    def come() -> None:
        stock.add((enough, enough, 0.0))
        stock.changed.fire()

    m.clock.at(supplied).callbacks.append(lambda _: come())
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline)
    assert m.counts["departures_short_of_supply"] == 1
    assert camp.closed.at is not None
    assert supplied <= camp.closed.at < last_morning(m, camp)


@pytest.mark.parametrize(
    ("signs", "mode", "unsigned"), [(-1.0, PLANNED, 0), (0.2, PLANNED, 0), (50.0, ONE_SIDED, 1)]
)
def test_a_signature_counts_until_the_floor_leaves(signs: float, mode: str, unsigned: int) -> None:
    m, camp = formed_up(off())
    day = m.now + signs
    finish(m, leave(m, camp, lambda: m.now >= day))
    m.clock.run_through(camp.deadline + 5.0)
    assert camp.closed.at is not None
    assert (camp.mode, m.counts["left_without_certificate"]) == (mode, unsigned)


@pytest.mark.parametrize("signed", [False, True])
def test_it_stands_ready_when_the_certificate_is_signed_and_forms_up_longer_without(
    signed: bool,
) -> None:
    m = mission(off())
    camp, rules = m.camps["Menaka"], m.tasks
    after = rules.handover.last_convoy_after_certificate.nominal
    whole = rules.movement.forming_up.nominal
    assert after < whole
    ended = finish(m, form_up_floor(m, camp, signed))
    m.clock.run_through(m.start + 10.0)
    days = after if signed else whole
    assert ended == [(None, m.start + days)]
    assert camp.formed_at == ended[0][1]
    assert days_by_cause(camp.track) == {HANDOVER if signed else FORMING: days}


def test_without_a_clearance_it_leaves_on_notification_more_exposed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    formed = convoys(monkeypatch, "last_convoy")
    m, camp = formed_up(refused(), held=False)
    latest = on_notification(m, camp)
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline + 5.0)
    rules = m.policy.acceleration
    assert camp.closed.at == latest == camp.deadline - rules.last_days.value
    assert (camp.mode, m.counts["left_on_notification"]) == (ACCELERATED, 1)
    assert [of.exposure_factor for of in formed] == [rules.exposure_factor.value]


@pytest.mark.parametrize("comes", [0.5, 1.5])
def test_a_clearance_that_comes_while_a_crowd_holds_it_up_is_used(
    comes: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The crowd goes home after a day."""
    formed = convoys(monkeypatch, "last_convoy")
    of = off()
    handover = replace(of.scenario.tasks.handover, crowd_probability=Quantity(1.0),
                       crowd_delay=Fixed(1.0))  # fmt: skip
    tasks = replace(of.scenario.tasks, handover=handover)
    monkeypatch.setattr(Mission, "happens", lambda *_: True)
    m, camp = formed_up(replace(of, scenario=replace(of.scenario, tasks=tasks)), held=False)
    latest = on_notification(m, camp)
    camp.last_clearances = [
        Clearance(
            m, m.rules.convoy, "Menaka/last convoy", camp.sector, m.now - 30.0, latest + comes
        )
    ]
    monkeypatch.setattr(last_convoy, "ask_for_today", lambda *_: None)
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline + 5.0)
    in_time = comes < 1.0
    assert camp.closed.at == latest + 1.0
    assert camp.mode == (PLANNED if in_time else ACCELERATED)
    assert m.counts["left_on_notification"] == (not in_time)
    exposure = 1.0 if in_time else m.policy.acceleration.exposure_factor.value
    assert [of.exposure_factor for of in formed] == [exposure]


@pytest.mark.parametrize("short", ["helicopter", "axis"])
def test_on_its_last_morning_it_waits_for_no_helicopter_and_no_place_on_the_road(
    short: str,
) -> None:
    of = with_paths(off(), {AIRSPACE: Path.constant(0.0)}) if short == "helicopter" else off()
    m, camp = formed_up(of)
    latest = on_notification(m, camp)
    if short == "axis":
        axis = f"axis:{m.route('Menaka', 'Gao').roads[0].axis}"
        m.pool.claim("others", {axis: m.pool.capacity(axis)}, m.track("others"))
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline)
    assert camp.closed.at == latest
    assert camp.mode == PLANNED


def test_with_a_clearance_it_waits_for_no_notice_that_it_does_not_need() -> None:
    """No helicopter can fly; the notice would have run a day after the last morning."""
    of = with_paths(off(), {AIRSPACE: Path.constant(0.0)})
    policy = of.scenario.policy
    days = mission(of).camps["Menaka"].deadline - mission(of).start
    slow = replace(policy.acceleration, notification=Fixed(days), decision_delay=Fixed(0.5))
    scenario = replace(of.scenario, policy=replace(policy, acceleration=slow))
    m, camp = formed_up(replace(of, scenario=scenario))
    assert on_notification(m, camp) > last_morning(m, camp)
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline)
    assert camp.closed.at == last_morning(m, camp)
    assert camp.mode == PLANNED


def test_a_clearance_that_comes_while_it_waits_for_a_team_brings_the_last_morning() -> None:
    """Without one it would have waited for ever: nobody lets a column pass on notice."""
    m, camp = formed_up(off(), team=False, held=False)
    claim, last = ask_for_floor(m, camp), last_morning(m, camp)
    camp.last_clearances = [
        Clearance(m, m.rules.convoy, "Menaka/last convoy", camp.sector, m.now - 5.0, last - 0.5)
    ]
    ended = finish(m, wait_for_team(m, camp, claim, inf))
    m.clock.run_through(last - 0.1)
    assert ended == []
    m.clock.run_through(last + 30.0)
    assert ended == [(None, last)]
    assert claim.cancelled


@pytest.mark.parametrize("free", [0.0, 70.0])
def test_the_last_of_a_camp_do_not_wait_for_beds(free: float) -> None:
    m, camp = formed_up(off(), beds=free)
    people = m.ledger.at(PEOPLE, "Menaka")
    assert camp.floor_claim is not None
    assert camp.floor_claim.held.get("beds:Gao", 0.0) == free
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline + 20.0)
    assert camp.closed.at is not None
    assert camp.closed.at < last_morning(m, camp)
    assert m.pool.free("beds:Gao") == free - people, "they sleep in tents"


def test_a_notice_that_takes_longer_is_waited_for() -> None:
    of = refused()
    policy = of.scenario.policy
    slow = replace(policy.acceleration, notification=Fixed(30.0), decision_delay=Fixed(1.0))
    scenario = replace(of.scenario, policy=replace(policy, acceleration=slow))
    m = mission(replace(of, scenario=scenario))
    assert on_notification(m, m.camps["Menaka"]) == m.start + 31.0


@pytest.mark.parametrize("there", [False, True])
def test_a_floor_leaves_with_its_search_team_or_without_by_its_last_day(
    there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    formed = convoys(monkeypatch, "last_convoy")
    m, camp = formed_up(off(), team=there)
    latest = on_notification(m, camp)
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline + 30.0)
    assert camp.closed.at is not None
    assert [of.searched for of in formed] == [there]
    assert (camp.closed.at == latest) is not there
    assert m.pool.free(TEAM) == (m.pool.capacity(TEAM) if there else 0.0)
    assert m.pool.waiting == []


def test_a_team_that_is_not_there_on_the_last_morning_turns_back_and_the_beds_stay() -> None:
    """It was given a day before: it drives back for as long, and rests."""
    m, camp = formed_up(off(), team=False)
    others = next(claim for claim in m.pool.holding if claim.name == "others")
    latest, there = on_notification(m, camp), m.pool.capacity(TEAM)
    assert search_teams.days_to(m, camp) > 1.0
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(latest - 1.0)
    others.release()
    m.clock.run_through(latest)
    assert camp.closed.at == latest
    back = latest + 1.0 + m.tasks.movement.refit.nominal
    m.clock.run_through(back - 0.01)
    assert m.pool.free(TEAM) == there - 1.0
    m.clock.run_through(back + 0.01)
    assert m.pool.free(TEAM) == there
    m.clock.run_through(camp.deadline + 60.0)
    assert m.pool.free(TEAM) == there
    assert m.pool.waiting == []


def test_a_team_that_comes_while_the_way_out_is_blocked_goes_along() -> None:
    """It was too late for the last morning, and is there before the floor can drive out."""
    floor = mission(off()).camps["Menaka"].floor_day
    blocked = Path.steps(1.0, [(floor, 0.0), (floor + 9.0, 1.0)])
    m, camp = formed_up(with_paths(off(), {DEPARTURE: blocked}), team=False)
    others = next(claim for claim in m.pool.holding if claim.name == "others")
    latest, days = on_notification(m, camp), search_teams.days_to(m, camp)
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(latest - 0.5)
    others.release()
    assert latest < latest - 0.5 + days < floor + 9.0
    m.clock.run_through(floor + 9.1)
    assert camp.closed.at == floor + 9.0
    assert m.pool.free(TEAM) == m.pool.capacity(TEAM) - 1.0
    assert camp.floor_claim is not None
    assert camp.floor_claim.held[TEAM] == 1.0


def test_a_floor_that_wants_nothing_is_given_it_at_once() -> None:
    m = mission(off())
    camp = m.camps["Mopti"]
    m.ledger.move(PEOPLE, m.ledger.at(PEOPLE, "Mopti"), "Mopti", ROAD, m.now)
    assert last_convoy.wants(m, camp) == {"beds:Bamako": 0}
    told = finish(m, listens(m, camp))
    m.clock.run_through(m.start)
    assert last_convoy.ask_for_floor(m, camp).granted
    m.clock.run_through(m.start + 1.0)
    assert told == [(None, m.start)]


def listens(m: Mission, camp: CampState) -> Steps:
    """Sleep until a team is given."""
    yield m.clock.sleep(inf, camp.team_given)


def test_people_stand_in_the_camp_until_the_floor_drives_out() -> None:
    """The way out is blocked for three days: they eat there and can be hurt there."""
    way_out = Path.steps(1.0, [(mission(off()).camps["Menaka"].floor_day - 1.0, 0.0)])
    m, camp = formed_up(with_paths(off(), {DEPARTURE: way_out}))
    people = m.ledger.at(PEOPLE, "Menaka")
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline + 3.0)
    assert people > 0
    assert (m.ledger.at(PEOPLE, "Menaka"), m.ledger.at(PEOPLE, ROAD)) == (people, 0)
    assert not camp.closed.reached


def test_a_team_that_is_too_far_away_is_not_waited_for() -> None:
    m = mission(off())
    camp = m.camps["Menaka"]
    claim = ask_for_floor(m, camp)
    m.clock.run_through(m.now)
    assert claim.granted
    latest = m.now + 0.5 * search_teams.days_to(m, camp)
    ended = finish(m, wait_for_team(m, camp, claim, latest))
    m.clock.run_through(m.now + 30.0)
    assert ended == [(None, latest)]


def test_the_floor_asks_for_no_beds_for_who_forms_up_for_another_column() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    beds = wants(m, camp)["beds:Gao"]
    camp.forming["Kidal/move/1"] = 300, 90
    assert wants(m, camp)["beds:Gao"] == beds - 300


def test_a_hospital_that_is_left_is_heard_of_by_who_waits_for_a_helicopter() -> None:
    m = mission(off())
    heard = [m.clock.sleep(inf, m.helicopters) for _ in range(2)]
    for name, event in zip(("Menaka", "Kidal"), heard, strict=True):
        camp = m.camps[name]
        floor = Convoy(f"{name}/last convoy", camp.track, name, camp.sector, camp)
        take_everything(m, camp, floor)
        last_person_leaves(m, camp, floor, True)
        m.clock.run_through(m.now)
        assert event.processed is (name == "Kidal")


def test_it_does_not_leave_before_its_window() -> None:
    m = mission(off())
    camp = m.camps["Tessalit"]
    assert camp.opens > m.start + 10.0
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline)
    assert camp.formed_at < camp.opens
    assert camp.closed.at is not None
    assert camp.closed.at >= camp.opens


def test_when_its_turn_has_come_no_other_column_is_waited_for() -> None:
    m = mission(off())
    camp, kind = m.camps["Menaka"], "groups:Gao"
    m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    waiting = m.pool.claim("Menaka/rotation/9", {kind: 1}, camp.track)
    camp.requests[waiting] = lambda: 0.0
    floor = ask_for_floor(m, camp)
    assert (waiting.cancelled, floor.cancelled) == (True, False)
    assert list(camp.requests) == [waiting, floor]


def test_a_closed_camp_has_no_requests_left() -> None:
    m, camp = formed_up(off())
    kind = "groups:Gao"
    m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    finish(m, leave(m, camp, lambda: True))
    waiting: list[Claim] = []

    def ask() -> None:
        waiting.append(m.pool.claim("Menaka/resupply/1", {kind: 1}, camp.track))
        camp.requests[waiting[0]] = lambda: 0.0

    m.clock.at(m.now + 0.01).callbacks.append(lambda _: ask())
    m.clock.run_through(camp.deadline)
    assert camp.closed.reached
    assert waiting[0].cancelled


def test_a_crowd_holds_it_up_for_its_days_also_when_it_is_ordered_to_leave() -> None:
    of = case()
    handover = replace(of.scenario.tasks.handover, crowd_probability=Quantity(1.0),
                       crowd_delay=Fixed(3.0))  # fmt: skip
    tasks = replace(of.scenario.tasks, handover=handover)
    m = mission(replace(of, scenario=replace(of.scenario, tasks=tasks)))
    held = finish(m, crowd(m, m.camps["Menaka"]))
    ordered = finish(m, crowd(m, m.camps["Ansongo"]))
    m.clock.run_through(m.start + 1.0)
    m.camps["Ansongo"].order.fire()
    m.clock.run_through(m.start + 10.0)
    assert (held, ordered) == ([(None, m.start + 3.0)], [(None, m.start + 3.0)])
    assert days_by_cause(m.camps["Menaka"].track) == {CROWD: 3.0}


def test_it_goes_after_the_camps_named_by_the_plan_and_those_that_are_served_from_it() -> None:
    m = mission(off())
    names = {name: {other.name for other in before(m, camp)} for name, camp in m.camps.items()}
    assert "Menaka" in names["Ansongo"]
    for name, camp in m.camps.items():
        served = {one for one, other in m.camps.items() if other.owner == name != one}
        assert served <= names[name]
        assert set(camp.plan.leaves_after) & m.camps.keys() <= names[name]
    assert any(other.owner in m.camps and other.owner != other.name for other in m.camps.values())


def test_many_people_go_in_several_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    formed = convoys(monkeypatch, "last_convoy")
    m, camp = formed_up(off())
    people = m.ledger.at(PEOPLE, "Menaka")
    each = m.tasks.columns.passengers_move.value
    camp.driving = 1
    finish(m, leave(m, camp, lambda: True))
    m.clock.run_through(camp.deadline)
    assert people > each
    assert [of.columns for of in formed] == [-(-people // int(each))]


def test_its_team_is_asked_for_so_early_that_it_can_drive_there() -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    finish(m, call_team(m, camp))
    day = camp.floor_day - search_teams.days_to(m, camp)
    assert m.start < day < camp.floor_day - 1.0
    m.clock.run_through(day - 0.01)
    assert camp.floor_claim is None
    m.clock.run_through(day)
    assert camp.floor_claim is not None


def test_command_decides_so_early_that_what_takes_longest_is_done_on_the_last_morning() -> None:
    """A day for the decision, then five beside one for the notice."""
    of = off()
    policy = of.scenario.policy
    rules = replace(policy.acceleration, decision_delay=Fixed(1.0), notification=Fixed(1.0),
                    destruction_of_sensitive=Fixed(5.0))  # fmt: skip
    scenario = replace(of.scenario, policy=replace(policy, acceleration=rules))
    m = mission(replace(of, scenario=scenario))
    camp = m.camps["Menaka"]
    assert last_morning(m, camp) > m.start + 6.0
    assert on_notification(m, camp) == last_morning(m, camp)


@pytest.mark.parametrize("held", [False, True])
def test_only_with_a_clearance_in_hand_a_floor_leaves_before_its_notice_has_run(held: bool) -> None:
    m, camp = formed_up(off(), held=held)
    if not held:
        never = m.now + 90.0
        camp.last_clearances = [Clearance(m, m.rules.convoy, "test", camp.sector, m.now, never)]
    notified = last_morning(m, camp) + 3.0
    assert leaves_by(m, camp, notified) == (last_morning(m, camp) if held else notified)
