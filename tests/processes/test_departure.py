"""Go or no-go: what a column waits for before it leaves, and what it does without."""

import math
from dataclasses import replace
from functools import partial

import pytest

from sim.clock import Signal
from sim.distributions import Fixed
from sim.paths import Path
from sim.pool import Claim
from sim.processes import column, evacuation, overwatch
from sim.processes.asker import Asker, InTurn, OfCamp
from sim.processes.case import Case
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy
from sim.processes.departure import cleared, fuel_and_go, go_or_no_go, granted
from sim.processes.mission import Mission
from sim.processes.overwatch import wait_for_permission
from sim.processes.supply import Fuelling, Stocks, give_back_fuel
from sim.processes.way_out import hears, wait_to_set_out
from sim.record import causes
from sim.record.causes import (
    ATTACKS,
    BREAKDOWNS,
    CONTRACTORS,
    FLEET,
    FLIGHTS,
    MOVEMENT,
    PLAN,
    SUPPLY,
    UNREST,
    WEATHER,
)
from sim.record.track import Link, Track
from sim.risks.regimes import ByRegime
from sim.risks.world import AIRSPACE, CONSENT, DEPARTURE, FLYABLE, HELICOPTERS
from tests.processes.given import (
    Steps,
    case,
    days_by_cause,
    finish,
    mission,
    off,
    with_paths,
    with_risk,
)
from tests.processes.supplied import empty, tanks

START = case().scenario.start
ANSWER = off().settings.flights.medevac_answer.permissive.nominal
PATIENCE = case().scenario.policy.acceleration.medevac_days.value


def opens(day: float) -> Path:
    return Path.steps(0.0, [(START + day, 1.0)])


def world(**paths: Path) -> Case:
    return with_paths(off(), paths)


def goes(
    m: Mission, by: float = math.inf, *, last: bool = False
) -> tuple[bool, float, dict[str, float]]:
    """Whether the column leaves, days after the start, and what it waited for.

    A `last` convoy does not stand down.
    """
    convoy = Convoy("test", m.track("test"), "Gao", "East")
    ended = finish(m, go_or_no_go(m, convoy, "Gao", by, may_stand_down=not last))
    m.clock.run_through(START + 100.0)
    ((result, at),) = ended
    return result, at - START, days_by_cause(convoy.track)


def test_with_nothing_in_the_way_only_the_answer_is_waited_for() -> None:
    went, days, causes = goes(mission(off()))
    assert went
    assert days == pytest.approx(ANSWER)
    assert causes == {FLIGHTS: pytest.approx(ANSWER)}


@pytest.mark.parametrize(
    ("paths", "cause"),
    [
        ({AIRSPACE: opens(3.0)}, FLIGHTS),
        ({FLYABLE: opens(3.0)}, WEATHER),
        ({HELICOPTERS: opens(3.0)}, BREAKDOWNS),
        ({DEPARTURE: opens(3.0)}, UNREST),
    ],
)
def test_each_wait_goes_to_its_own_cause(paths: dict[str, Path], cause: str) -> None:
    went, days, causes = goes(mission(world(**paths)))
    assert went
    assert days == pytest.approx(3.0 + ANSWER)
    expected = {FLIGHTS: ANSWER}
    expected[cause] = expected.get(cause, 0.0) + 3.0
    assert causes == pytest.approx(expected)


def test_waits_follow_one_another_and_are_slept_through_in_two_events() -> None:
    m = mission(
        world(**{AIRSPACE: opens(1.0), FLYABLE: opens(2.5), HELICOPTERS: opens(3.0),
                 DEPARTURE: opens(7.0)})
    )  # fmt: skip
    went, days, causes = goes(m)
    assert went
    assert days == pytest.approx(7.0 + ANSWER)
    expected = {FLIGHTS: 1.0 + ANSWER, WEATHER: 1.5, BREAKDOWNS: 0.5, UNREST: 4.0}
    assert causes == pytest.approx(expected)
    assert m.clock.sleeps == 2


@pytest.mark.parametrize("at", [0.5 * ANSWER, 2.0])
def test_who_is_called_off_at_the_gate_hears_it(at: float) -> None:
    """While it waits for a helicopter, and while it waits for the answer."""
    m = mission(world(**{AIRSPACE: opens(3.0)} if at > ANSWER else {}))
    camp = m.camps["Menaka"]
    convoy = Convoy("Menaka/rotation/1", m.track("test"), "Gao", "East", camp)
    off_from = START + at
    convoy.off = lambda: m.now >= off_from
    ended = finish(m, go_or_no_go(m, convoy, "Gao"))
    m.clock.at(off_from - 0.5 * ANSWER).callbacks.append(lambda _: camp.changed.fire())
    m.clock.at(off_from).callbacks.append(lambda _: camp.changed.fire())
    m.clock.run_through(START + 10.0)
    ((left, day),) = ended
    assert left is False
    assert day == pytest.approx(off_from)


@pytest.mark.parametrize("where", ["gate", "way out"])
def test_who_waits_to_leave_looks_by_himself_for_what_nobody_tells_him(where: str) -> None:
    """A corridor shuts on the third day; a helicopter, or the way out, is free later."""
    m = mission(world(**{AIRSPACE if where == "gate" else DEPARTURE: opens(3.0)}))
    convoy = Convoy("Gao/haul/1", m.track("test"), "Gao", "East")
    day = START + 2.0
    convoy.off = lambda: m.now >= day
    convoy.looks_again = lambda: day if m.now < day else math.inf
    waits = (
        go_or_no_go(m, convoy, "Gao")
        if where == "gate"
        else wait_to_set_out(m, convoy, m.route("Gao", "Menaka"))
    )
    ended = finish(m, waits)
    m.clock.run_through(START + 10.0)
    assert [at for _, at in ended] == [day]


@pytest.mark.parametrize("what", ["permission", "way out"])
def test_who_is_called_off_while_it_waits_to_set_out_hears_it(what: str) -> None:
    of = world(**{DEPARTURE: opens(30.0)}) if what == "way out" else off()
    m = mission(of)
    camp = m.camps["Menaka"]
    convoy = Convoy("Menaka/rotation/1", m.track("test"), "Gao", "East", camp)
    heard, route = hears(convoy, "Gao"), m.route("Gao", "Menaka")
    if what == "permission":
        convoy.watch = Clearance(m, m.rules.drone, "test", "East", START + 30.0, START + 30.0)
        m.rules = replace(m.rules, drone=replace(m.rules.drone, on=True))
        waits = wait_for_permission(
            m, convoy, START + 20.0, lambda: not camp.trucks_stopped, *heard
        )
    else:
        convoy.off = lambda: camp.trucks_stopped
        waits = wait_to_set_out(m, convoy, route)
    ended = finish(m, waits)
    m.clock.run_through(START + 2.0)
    assert ended == []
    camp.trucks_stopped = True
    camp.notify(camp.track)
    m.clock.run_through(START + 2.0)
    assert len(ended) == 1


def test_each_regrouping_asks_for_an_evacuation_flight_of_its_own() -> None:
    convoy = Convoy("test", mission(off()).track("test"), "Gao", "East")
    calls = []
    for convoy.attempt, convoy.regrouped in ((0, 0), (1, 0), (0, 1), (1, 1)):
        calls.append(convoy.call)
    assert len(set(calls)) == 4
    assert calls[:2] == [0, 1]


def test_a_column_does_not_leave_a_place_under_alarm() -> None:
    m = mission(off())
    m.under_fire["Gao"] = START + 0.75
    went, days, causes = goes(m)
    assert went is True
    assert days == pytest.approx(0.75 + ANSWER)
    assert causes == pytest.approx({ATTACKS: 0.75, FLIGHTS: ANSWER})


def test_a_column_waits_for_the_helicopter_that_is_out() -> None:
    m = mission(off())
    m.pool.take("medevac:East", 2.0)

    def back() -> None:
        m.pool.give("medevac:East", 1.0, m.track("helicopter"))
        m.helicopters.fire()

    m.clock.at(START + 0.5).callbacks.append(lambda _: back())
    went, days, causes = goes(m)
    assert went is True
    assert days == pytest.approx(0.5 + ANSWER)
    assert causes == pytest.approx({FLEET: 0.5, FLIGHTS: ANSWER})


@pytest.mark.parametrize("channel", [AIRSPACE, FLYABLE, HELICOPTERS])
def test_without_a_helicopter_a_routine_column_stands_down_and_a_last_one_goes(
    channel: str,
) -> None:
    never = {channel: Path.constant(0.0)}
    m = mission(world(**never), story=True)
    went, days, _ = goes(m)
    assert went is False
    assert days == pytest.approx(PATIENCE)
    assert m.counts["columns_stood_down"] == 1
    assert [firing.place for firing in m.triggers] == ["Gao"]
    assert any("stands down" in line for _, line in m.story or ())
    went, days, _ = goes(mission(world(**never)), last=True)
    assert went is True
    assert days == pytest.approx(PATIENCE + ANSWER)


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize(("share", "waits"), [(0.4, 0.4), (0.0, 0.0), (-1.0, 0.0)])
def test_a_floor_waits_for_a_flight_an_answer_and_overwatch_no_longer_than_for_its_clearance(
    share: float, waits: float, required: bool
) -> None:
    never = world(**{AIRSPACE: Path.constant(0.0)})
    policy = replace(never.scenario.policy, overwatch_required=required)
    m = mission(replace(never, scenario=replace(never.scenario, policy=policy)))
    went, days, _ = goes(m, by=START + share * PATIENCE, last=True)
    assert went is True
    assert days == pytest.approx(waits * PATIENCE)


def test_a_floor_that_has_time_waits_for_the_answer() -> None:
    went, days, _ = goes(mission(off()), by=START + 2.0 * ANSWER, last=True)
    assert went is True
    assert days == pytest.approx(ANSWER)


def test_a_column_held_up_by_a_road_block_longer_than_its_patience_goes_after_it() -> None:
    late = {DEPARTURE: opens(2.0 * PATIENCE), AIRSPACE: opens(1.0)}
    went, days, _ = goes(mission(world(**late)))
    assert went is True
    assert days == pytest.approx(2.0 * PATIENCE + ANSWER)


def test_a_column_asks_the_sector_that_would_evacuate_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """For helicopters that can fly, and for the answer."""
    asked: list[str] = []
    hold_up, answer_days = evacuation.hold_up, evacuation.answer_days

    def looked(m: Mission, sector: str, region: str, t: float) -> evacuation.HoldUp | None:
        asked.append(sector)
        return hold_up(m, sector, region, t)

    def answered(m: Mission, sector: str, *of: str | int) -> float:
        asked.append(sector)
        return answer_days(m, sector, "test", "medevac")

    monkeypatch.setattr(evacuation, "hold_up", looked)
    monkeypatch.setattr(evacuation, "answer_days", answered)
    m = mission(off())
    m.camps["Kidal"].closed.reach(m.track("Kidal"), START)
    convoy = Convoy("test", m.track("test"), "Tessalit", "North")
    finish(m, go_or_no_go(m, convoy, "Tessalit"))
    m.clock.run_through(START + 1.0)
    assert set(asked) == {"East"}
    assert len(asked) >= 2


def test_who_asks_again_after_standing_down_has_another_answer() -> None:
    ends = []
    for attempt in (0, 1):
        m = mission(with_paths(case(), {AIRSPACE: Path.constant(1.0), DEPARTURE: Path.constant(1.0),
                                        FLYABLE: Path.constant(1.0),
                                        HELICOPTERS: Path.constant(2.0)}))  # fmt: skip
        convoy = Convoy("test", m.track("test"), "Gao", "East", attempt=attempt)
        ended = finish(m, go_or_no_go(m, convoy, "Gao"))
        m.clock.run_through(START + 30.0)
        ends.append(ended[0][1])
    assert ends[0] != ends[1]


def test_a_way_out_that_never_opens_holds_a_column_for_ever() -> None:
    m = mission(world(**{DEPARTURE: Path.constant(0.0)}))
    convoy = Convoy("test", m.track("test"), "Gao", "East")
    ended = finish(m, go_or_no_go(m, convoy, "Gao"))
    m.clock.run_through(math.inf)
    assert ended == []


def test_overwatch_is_permitted_with_flights_off_and_waited_for_where_it_is_required() -> None:
    of = off()
    policy = replace(of.scenario.policy, overwatch_required=True)
    m = mission(replace(of, scenario=replace(of.scenario, policy=policy)))
    convoy = Convoy("test", m.track("test"), "Gao", "East")
    overwatch.ask(m, convoy)
    ended = finish(m, go_or_no_go(m, convoy, "Gao"))
    m.clock.run_through(START + 1.0)
    assert ended == [(True, START + ANSWER)]
    assert overwatch.permitted(m, convoy)


@pytest.mark.parametrize(
    ("required", "by", "days"),
    [(True, math.inf, 12.0), (True, 9.0, 9.0), (False, math.inf, ANSWER)],
)
def test_a_column_waits_for_the_answer_about_overwatch_only_where_that_is_required(
    required: bool, by: float, days: float
) -> None:
    """Refused at +4, asked again at +8, and given at +12; one that must leave goes without."""
    answer = ByRegime(*[Fixed(ANSWER)] * 3)
    base = with_risk(off(), "flights", enabled=True, medevac_answer=answer)
    path = Path.steps(0.0, [(START + 5.0, 1.0)])
    never = base.rules.drone.refused_share
    drone = replace(
        base.rules.drone,
        lead=ByRegime(Fixed(4.0), Fixed(4.0), Fixed(4.0)),
        refused_share=(1.0, 0.0, never[2]),
        ask_again=Fixed(4.0),
    )
    policy = replace(base.scenario.policy, overwatch_required=required)
    of = replace(
        with_paths(base, {CONSENT: path}),
        scenario=replace(base.scenario, policy=policy),
        rules=replace(base.rules, drone=drone),
    )
    m = mission(of)
    convoy = Convoy("test", m.track("test"), "Gao", "East")
    overwatch.ask(m, convoy)
    ended = finish(m, go_or_no_go(m, convoy, "Gao", START + by))
    m.clock.run_through(START + 20.0)
    ((went, at),) = ended
    assert went
    assert at == pytest.approx(START + days)
    waited = days_by_cause(convoy.track)
    assert waited == pytest.approx({FLIGHTS: days})


@pytest.mark.parametrize(
    ("flies", "ordered", "goes_out"), [(0.0, False, True), (99.0, False, False), (0.0, True, False)]
)
@pytest.mark.parametrize("for_camp", [True, False])
def test_a_column_that_does_not_set_out_gives_its_fuel_back(
    flies: float, ordered: bool, goes_out: bool, for_camp: bool
) -> None:
    """It stands down, or its camp is ordered to be left in haste while it forms up at the hub."""
    supplied = with_risk(off(), "supply", enabled=True)
    m = mission(with_paths(supplied, {AIRSPACE: opens(flies)}))
    m.stocks = Stocks(m)
    hub, camp = m.stocks.hub("Gao"), m.camps["Menaka"] if for_camp else None
    assert hub is not None
    hub.path = Path.constant(0.0)  # no deliveries
    full, use = hub.level, hub.use
    convoy = Convoy("test", m.track("test"), "Gao", "East", camp, trucks=12, promised=9)
    convoy.off = lambda: for_camp and m.camps["Menaka"].ordered
    ended = finish(m, fuel_and_go(m, convoy, "Gao", 400.0))
    m.clock.run_through(START)
    assert hub.level == pytest.approx(full - 12 * 4.0 * 45.0)
    m.camps["Menaka"].ordered_at = m.now if ordered else -math.inf
    m.clock.run_through(START + 30.0)
    ((went, at),) = ended
    assert went is (goes_out or (ordered and not for_camp))
    m.stocks.hub("Gao")
    burnt = 12 * 4.0 * 45.0 if went else 0.0
    assert hub.level == pytest.approx(full - 30.0 * use - burnt)
    assert at < START + 30.0


def test_who_sends_a_column_says_what_calls_it_off_while_it_waits_for_fuel() -> None:
    """No camp does, and nobody tells it: on a day that is known it looks by itself, and stays."""
    m, _ = empty()
    tanks(m).path = Path.constant(0.0)
    convoy = Convoy("test", m.track("test"), "Gao", "East", trucks=12)
    convoy.off = lambda: m.now >= m.start + 1.0
    convoy.looks_again = lambda: m.start + 1.0
    ended = finish(m, fuel_and_go(m, convoy, "Gao", 400.0))
    m.clock.run_through(m.start + 3.0)
    assert ended == [(False, m.start + 1.0)]
    assert [line for _, line in m.story or ()] == [
        "test cannot leave: Gao has no fuel to give",
        "test is called off before it sets out",
    ]


# -- the clearance, then all that is claimed ------------------------------------------------------

TRUCKS, TEAM = "trucks:Gao", "search:Gao"


def in_hand(m: Mission, entity: str = "test") -> Clearance:
    return Clearance(m, m.rules.convoy, entity, "East", m.now, m.now, held=True)


def blocked(of: Case, trucks: float) -> tuple[Mission, Claim]:
    """A mission in which somebody else has all trucks of Gao but so many."""
    m = mission(of)
    others = m.pool.claim("others", {TRUCKS: m.pool.capacity(TRUCKS) - trucks}, m.track("others"))
    m.clock.run_through(m.now)
    return m, others


def asks(m: Mission, *, withdrawn: float = math.inf) -> Steps:
    """Ask for twenty trucks, or all that there are; the wish may be gone from a day on."""
    asker = Asker(
        amounts=lambda: {TRUCKS: min(20.0, m.pool.capacity(TRUCKS))},
        off=lambda: m.now >= withdrawn,
    )
    return granted(m, asker, in_hand(m), m.track("test"))


def test_a_clearance_that_lapses_in_the_queue_is_asked_for_anew_before_anything_is_held() -> None:
    m, others = blocked(off(), 5.0)
    ended = finish(m, asks(m))
    day = START + m.rules.convoy.validity + 1.0
    m.clock.run_through(day)
    others.release()
    m.clock.run_through(day)
    capacity = m.pool.capacity(TRUCKS)
    assert (ended, m.pool.free(TRUCKS)) == ([], capacity)
    m.clock.run_through(START + 60.0)
    ((claim, at),) = ended
    assert at == day + m.settings.consent.convoy_lead.permissive.nominal
    assert (claim.held, m.pool.free(TRUCKS)) == ({TRUCKS: 20.0}, capacity - 20.0)


def test_what_is_granted_to_one_who_no_longer_wants_it_goes_back() -> None:
    m, others = blocked(off(), 5.0)
    ended = finish(m, asks(m, withdrawn=START + 1.0))
    m.clock.run_through(START + 1.0)
    others.release()
    m.clock.run_through(START + 2.0)
    assert ended == [(None, START + 1.0)]
    assert m.pool.free(TRUCKS) == m.pool.capacity(TRUCKS)


def test_of_two_of_equal_priority_the_camp_that_is_due_first_is_served_first() -> None:
    """Not the one whose name comes first: Ansongo is due a month after Tessalit."""
    m, others = blocked(off(), 5.0)
    most, asked = 0.6 * m.pool.capacity(TRUCKS), {}
    for name in ("Ansongo", "Tessalit"):
        asker = OfCamp(m.camps[name], amounts=lambda: {TRUCKS: most}, priority=lambda: 0.0)
        track = m.track(f"{name}/test")
        asked[name] = finish(m, granted(m, asker, in_hand(m, track.entity), track))
    m.clock.run_through(START + 1.0)
    others.release()
    m.clock.run_through(START + 1.0)
    assert [name for name, ended in asked.items() if ended] == ["Tessalit"]


@pytest.mark.parametrize("of", [FLEET, CONTRACTORS])
def test_the_last_that_befell_who_gave_means_back_is_not_what_the_next_waited_for(of: str) -> None:
    """He was held up by rain to day 2, and gave the trucks back on day 5, when they were refitted.

    Trucks that the market withholds come back from nobody: they were waited for all the time.
    """
    m, others = blocked(off(), 5.0)
    if of == CONTRACTORS:
        link = Link(None, START, CONTRACTORS, TRUCKS, "trucks offered")
        others.track = Track("market", link)
    else:
        others.track = held_up = m.track("others")
        held_up.until(START + 2.0, WEATHER, "road")
    track = m.track("test")
    finish(m, granted(m, Asker(amounts=lambda: {TRUCKS: 20.0}), in_hand(m), track))
    m.clock.run_through(START + 5.0)
    others.release()
    m.clock.run_through(START + 5.0)
    expected = {CONTRACTORS: 5.0} if of == CONTRACTORS else {WEATHER: 2.0, FLEET: 3.0}
    assert days_by_cause(track) == pytest.approx(expected)


def test_before_trucks_are_what_is_lacking_nobody_waits_for_the_market() -> None:
    """The team comes back on day 3; the market offers trucks again on day 5."""
    m, others = blocked(off(), 5.0)
    others.track = Track("market", Link(None, START, CONTRACTORS, TRUCKS, "trucks offered"))
    teams = m.pool.claim("teams", {TEAM: m.pool.capacity(TEAM)}, m.track("teams"))
    m.clock.run_through(START)
    track = m.track("test")
    wanted = {TEAM: 1.0, TRUCKS: 20.0}
    finish(m, granted(m, Asker(amounts=lambda: wanted), in_hand(m), track))
    m.clock.run_through(START + 3.0)
    teams.release()
    m.clock.run_through(START + 5.0)
    others.release()
    m.clock.run_through(START + 5.0)
    assert days_by_cause(track) == pytest.approx({FLEET: 3.0, CONTRACTORS: 2.0})


def test_who_asks_anew_in_the_queue_has_not_waited_for_consent() -> None:
    """Its clearance is in hand; the market shrinks on day 3, trucks come on day 5."""
    m, others = blocked(off(), 5.0)
    track = m.track("test")
    asker = Asker(amounts=lambda: {TRUCKS: min(20.0, m.pool.capacity(TRUCKS))})
    finish(m, granted(m, asker, in_hand(m), track))
    m.clock.run_through(START + 3.0)
    m.pool.resize(TRUCKS, 12.0, m.track("market"), most=m.pool.capacity(TRUCKS))
    m.clock.run_through(START + 5.0)
    others.release()
    m.clock.run_through(START + 5.0)
    assert days_by_cause(track) == pytest.approx({FLEET: 5.0})


@pytest.mark.parametrize("ends", ["given up", "called off"])
def test_who_gives_up_waited_for_consent_from_the_day_asked_for(ends: str) -> None:
    """Asked for the sixth day; given up, or called off, on the tenth."""
    base = off()
    never = replace(base.rules.convoy, on=True, refused_share=(1.0, 1.0, 1.0))
    m = mission(replace(base, rules=replace(base.rules, convoy=never)))
    clearance = Clearance(m, m.rules.convoy, "test", "East", m.now, m.now + 6.0)
    track, last, bell = m.track("test"), START + 10.0, Signal(m.clock)
    off_on = last if ends == "called off" else math.inf
    gives_up = math.inf if ends == "called off" else last
    ended = finish(m, cleared(m, clearance, track, lambda: m.now >= off_on, lambda: gives_up, bell))
    m.clock.run_through(last)
    bell.fire()
    m.clock.run_through(last)
    assert ended == [(False, last)]
    assert days_by_cause(track) == pytest.approx({PLAN: 6.0, causes.CONSENT: 4.0})


def test_who_stands_behind_another_column_waits_for_what_that_one_waits_for() -> None:
    m, others = blocked(off(), 5.0)
    camp, tracks = m.camps["Kidal"], [m.track(name) for name in ("one", "two")]
    for track in tracks:
        asker = InTurn(camp, amounts=lambda: {TRUCKS: 20.0}, priority=float)
        finish(m, granted(m, asker, in_hand(m, track.entity), track))
    m.clock.run_through(START + 2.0)
    assert camp.turn is not None
    assert (camp.turn.claim.name, camp.papers) == ("one", [])
    others.track = driven = m.track("others")
    driven.until(START + 4.0, MOVEMENT, "road")
    m.clock.run_through(START + 4.0)
    others.release()
    m.clock.run_through(START + 4.0)
    assert [days_by_cause(track) for track in tracks] == [{MOVEMENT: 4.0}, {MOVEMENT: 4.0}]


@pytest.mark.parametrize("same_instant", [True, False])
def test_of_two_that_could_take_their_turn_in_one_instant_the_one_goes_that_asked_first(
    same_instant: bool,
) -> None:
    m, others = blocked(off(), 5.0)
    camp, day = m.camps["Kidal"], [START + 1.0, START + 1.0]
    first, second = (
        InTurn(
            camp,
            amounts=lambda: {TRUCKS: 20.0},
            priority=float,
            not_before=partial(day.__getitem__, k),
        )
        for k in range(2)
    )
    for asker, name in ((second, "second"), (first, "first")):  # the second lies down first
        finish(m, granted(m, asker, in_hand(m, name), m.track(name)))
    if not same_instant:
        day[0] = START + 2.0
        m.clock.run_through(START)
    m.clock.run_through(START + 3.0)
    assert camp.turn is not None
    assert camp.turn.claim.name == ("first" if same_instant else "second")
    others.release()
    m.clock.run_through(START + 4.0)
    assert camp.turn is None


def test_who_waits_for_more_than_there_comes_to_be_asks_anew_for_what_there_is() -> None:
    m, others = blocked(off(), 5.0)
    ended = finish(m, asks(m))
    m.clock.run_through(START + 1.0)
    m.pool.resize(TRUCKS, 12.0, m.track("market"), most=m.pool.capacity(TRUCKS))
    m.clock.run_through(START + 2.0)
    others.release()
    m.clock.run_through(START + 3.0)
    ((claim, at),) = ended
    assert (claim.held, at) == ({TRUCKS: 12.0}, START + 2.0)


@pytest.mark.parametrize("ends", ["given", "given up", "withdrawn"])
def test_nobody_waits_for_papers_once_the_wait_is_over(ends: str) -> None:
    base = off()
    convoy = replace(base.rules.convoy, on=True, refused_share=(1.0, 1.0, 1.0))
    never = replace(base, rules=replace(base.rules, convoy=convoy))
    m = mission(never if ends == "given up" else base)
    camp = m.camps["Kidal"]
    camp.deadline = m.now  # no rotation would be back in time
    clearance = Clearance(m, m.rules.convoy, "test", camp.sector, m.now, m.now + 2.0)
    asker = InTurn(camp, amounts=dict, priority=float, off=lambda: camp.ordered)
    ended = finish(m, granted(m, asker, clearance, m.track("test")))
    m.clock.run_through(START)
    if ends == "withdrawn":
        assert camp.papers == [clearance]
        camp.ordered_at = m.now
        camp.order.fire()
    m.clock.run_through(START + 30.0)
    assert [claim is not None for claim, _ in ended] == [ends == "given"]
    assert camp.papers == []


@pytest.mark.parametrize("called_off", [False, True])
def test_nobody_holds_means_while_the_hub_has_no_fuel_for_him(called_off: bool) -> None:
    """Gao is as low as its reserve; fuel comes in from the sixth day on."""
    m, camp = empty()
    hub, track, stopped = tanks(m), m.track("test"), [False]
    hub.path = Path.steps(0.0, [(m.start + 6.0, 1.0)])
    fuel = Fuelling("Gao", 100.0, 800.0)
    comes = fuel.ready(m)
    assert m.start + 6.0 < comes < math.inf
    clearance = Clearance(m, m.rules.convoy, "test", "East", m.start, m.start)
    kind = "search:Gao"
    asker = InTurn(
        camp,
        amounts=lambda: {kind: 1.0},
        priority=float,
        off=lambda: stopped[0],
        fuel=lambda _: fuel,
    )
    ended = finish(m, granted(m, asker, clearance, track))
    answered = clearance.ready(m.start)
    assert answered < m.start + 5.0
    m.clock.run_through(m.start + 5.0)
    assert (ended, m.pool.waiting, m.pool.free(kind)) == ([], [], m.pool.capacity(kind))
    assert column.held_up_by(m, camp) == SUPPLY
    if called_off:
        stopped[0] = True
        camp.notify(camp.track)
    m.clock.run_through(comes + 5.0)
    ((claim, at),) = ended
    assert m.counts["columns_short_of_fuel"] == 1
    if called_off:
        assert (claim, at) == (None, m.start + 5.0)
    else:
        assert claim.held == {kind: 1.0}
        assert at >= comes
    until = m.start + 5.0 if called_off else comes
    assert column.held_up_by(m, camp) != SUPPLY
    refused = m.policy.acceleration.refused_days.value  # not counted while papers were in hand
    assert asker.gives_up(m, clearance) >= until + refused
    assert days_by_cause(track)[SUPPLY] == pytest.approx(until - answered)


def test_who_is_given_means_when_the_hub_has_no_fuel_any_more_gives_them_back() -> None:
    """There was enough when it asked; others have taken it by day 3, and nothing comes in."""
    m, camp = empty()
    hub, kind = tanks(m, 1e5), "search:Gao"
    hub.path = Path.constant(0.0)
    others = m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    m.clock.run_through(m.start)
    fuel = Fuelling("Gao", 10.0, 800.0)
    asker = OfCamp(camp, amounts=lambda: {kind: 1.0}, priority=float, fuel=lambda _: fuel)
    ended = finish(m, granted(m, asker, in_hand(m), m.track("test")))
    m.clock.run_through(m.start + 3.0)
    assert len(m.pool.waiting) == 1
    tanks(m)
    others.release()
    m.clock.run_through(m.start + 4.0)
    assert (ended, m.pool.waiting, m.pool.free(kind)) == ([], [], m.pool.capacity(kind))
    assert m.counts["columns_short_of_fuel"] == 1


def test_who_waits_for_fuel_hears_of_what_is_given_back() -> None:
    """Nothing comes in any more, until a column that does not set out gives back what it has."""
    m, _ = empty()
    hub = tanks(m)
    hub.path = Path.constant(0.0)
    fuel, other = Fuelling("Gao", 100.0, 800.0), Convoy("other", m.track("other"), "Gao", "East")
    assert m.stocks is not None
    other.fuel = 2.0 * m.stocks.for_road(100.0, 800.0)
    clearance = Clearance(m, m.rules.convoy, "test", "East", m.start, m.start)
    asker = Asker(amounts=dict, fuel=lambda _: fuel)
    ended = finish(m, granted(m, asker, clearance, m.track("test")))
    m.clock.run_through(m.start + 4.0)
    assert (ended, fuel.ready(m)) == ([], math.inf)
    hub.level = hub.reserve
    give_back_fuel(m, other, "Gao")
    m.clock.run_through(m.start + 4.0)
    assert [at for _, at in ended] == [m.start + 4.0]


def test_who_waits_for_fuel_listens_to_the_hub_that_is_to_give_it_by_now() -> None:
    """The first has been left meanwhile."""
    m, _ = empty()
    assert m.stocks is not None
    places = ["Gao"]
    first, then = (m.stocks.hub(name) for name in ("Gao", "Timbuktu"))
    assert first is not None
    assert then is not None
    for hub in (first, then):
        hub.path, hub.level = Path.constant(0.0), hub.reserve
    other = Convoy("other", m.track("other"), "Timbuktu", "West")
    other.fuel = 2.0 * m.stocks.for_road(100.0, 800.0)
    clearance = Clearance(m, m.rules.convoy, "test", "East", m.start, m.start)
    asker = Asker(amounts=dict, fuel=lambda _: Fuelling(places[-1], 100.0, 800.0))
    ended = finish(m, granted(m, asker, clearance, m.track("test")))
    m.clock.run_through(m.start + 4.0)
    places.append("Timbuktu")
    m.hubs["Gao"].people_changed.fire()
    m.clock.run_through(m.start + 5.0)
    assert ended == []
    then.level = then.reserve
    give_back_fuel(m, other, "Timbuktu")
    m.clock.run_through(m.start + 5.0)
    assert [at for _, at in ended] == [m.start + 5.0]
