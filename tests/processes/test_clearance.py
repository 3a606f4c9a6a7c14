"""Clearances: answers through the regimes, refusals at their shares, renewals, a changed world."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.distributions import Distribution, Fixed, Quantity
from sim.draws import Draws
from sim.paths import Path
from sim.processes import air, last_clearance, supply_flights
from sim.processes.air import fly
from sim.processes.air_lines import lines
from sim.processes.clearance import Clearance, answered, asked_on
from sim.processes.last_clearance import ask_for_last_convoy
from sim.processes.mission import Mission
from sim.processes.rules import Rules
from sim.processes.supply_flights import flight_clearance
from sim.risks.regimes import ByRegime
from sim.risks.world import CONSENT, OBSTRUCTIVE, PERMISSIVE, RESTRICTIVE
from tests.processes.given import case, mission, off, with_paths, with_risk

FREE, SLOW, SHUT = float(PERMISSIVE), float(RESTRICTIVE), float(OBSTRUCTIVE)
START = 48.0
"""18 August 2023."""
LEAD: ByRegime[Distribution] = ByRegime(Fixed(4.0), Fixed(10.0), Fixed(20.0))
NEVER = (0.0, 0.0, 0.0)


def at_level(level: float, *changes: tuple[float, float], replication: int = 0) -> Mission:
    """A mission under one regime everywhere, with changes at (time, level)."""
    path = Path.steps(level, changes)
    return mission(with_paths(case(), {CONSENT: path}), replication)


def rules(m: Mission, refused: tuple[float, float, float] = NEVER, validity: float = 10.0) -> Rules:
    """Rules with times that a person can add: 4, 10, 20 days to an answer, 3 to ask again."""
    return replace(
        m.rules.convoy,
        lead=LEAD,
        ahead=(4.0, 10.0, 20.0),
        refused_share=refused,
        ask_again=Fixed(3.0),
        validity=validity,
    )


def request(
    m: Mission,
    of: Rules,
    *,
    asked: float = START,
    wanted: float = START,
    held: bool = False,
    entity: str = "Kidal/rotation/1",
) -> Clearance:
    return Clearance(m, of, entity, "North", asked, wanted, held=held)


def granted_at_once(clearance: Clearance) -> bool:
    """Whether its first answer, whenever that comes, is a grant."""
    first, last = clearance.ready(START, START), clearance.ready(START)
    return last == first


# -- an answer makes its way through the regimes --------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "asked", "answer"),
    [
        ([], 0.0, 4.0),
        # Half the way in two days; the other half at 20 days for the whole.
        ([(10.0, SHUT)], 8.0, 20.0),
        # Half in two days, a fifth in four, and the rest (0.3) at four days for the whole.
        ([(10.0, SHUT), (14.0, FREE)], 8.0, 15.2),
        # Asked in the new regime at the instant of the change; answered at the instant of one.
        ([(10.0, SHUT)], 10.0, 30.0),
        ([(10.0, SHUT)], 6.0, 10.0),
        ([(1.0, SLOW), (2.0, SHUT), (3.0, FREE)], 0.0, 3.0 + 4.0 * (1.0 - 0.25 - 0.1 - 0.05)),
    ],
)
def test_an_answer_takes_its_time_through_all_regimes(
    changes: list[tuple[float, float]], asked: float, answer: float
) -> None:
    assert answered(Path.steps(FREE, changes), asked, LEAD, 0.5) == pytest.approx(answer)


def test_a_regime_may_add_days_to_every_answer() -> None:
    path = Path.steps(FREE, [(10.0, SHUT)])
    assert answered(path, 0.0, LEAD, 0.5, (1.0, 2.0, 4.0)) == 5.0
    assert answered(path, 10.0, LEAD, 0.5, (1.0, 2.0, 4.0)) == 34.0
    assert answered(path, 7.5, LEAD, 0.5, (1.0, 2.0, 4.0)) == 10.0 + 0.5 * 24.0


regimes = st.lists(
    st.tuples(st.floats(0.0, 100.0), st.sampled_from([FREE, SLOW, SHUT])),
    max_size=8,
    unique_by=lambda change: change[0],
).map(sorted)


@given(regimes, st.floats(0.0, 60.0), st.floats(0.01, 0.99))
def test_an_answer_is_there_when_its_way_is_made(
    changes: list[tuple[float, float]], asked: float, u: float
) -> None:
    """The integral of 1 ÷ answer time reaches one, by the answer times of the baseline."""
    lead = case().settings.consent.convoy_lead
    path = Path.steps(FREE, changes)
    pace = path.map(lambda level: 1.0 / lead.at(level).ppf(u))
    assert answered(path, asked, lead, u) == pytest.approx(pace.reach(asked, 1.0), abs=1e-9)


@given(regimes, st.floats(0.0, 60.0), st.floats(0.0, 5.0), st.floats(0.01, 0.99))
def test_who_asks_later_is_not_answered_earlier(
    changes: list[tuple[float, float]], asked: float, later: float, u: float
) -> None:
    lead = case().settings.consent.convoy_lead
    path = Path.steps(FREE, changes)
    first = answered(path, asked, lead, u)
    assert first <= answered(path, asked + later, lead, u) + 1e-9


# -- asked ahead, by what is known on the day of asking -------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wanted", "asked"),
    [
        ([], 40.0, 36.0),
        # It began yesterday: until then nobody knew that it would take twenty days.
        ([(39.0, SHUT)], 40.0, 36.0),
        # It began while the day was six days off: from then on it was to be asked for at once.
        ([(34.0, SHUT)], 40.0, 34.0),
        # It has ended yesterday: the request was made in it, long before.
        ([(5.0, SHUT), (39.0, FREE)], 40.0, 20.0),
        ([(25.0, SHUT), (27.0, FREE)], 40.0, 25.0),
        ([(15.0, SHUT), (19.0, FREE), (28.0, SLOW)], 40.0, 30.0),
        # A day to come is reckoned in the regime of today, whatever will be ...
        ([(45.0, SHUT)], 60.0, 56.0),
        ([(39.0, SLOW), (45.0, SHUT)], 60.0, 50.0),
        # ... and it may have been asked for already.
        ([(31.0, SHUT), (39.0, FREE)], 50.0, 31.0),
        # Nobody asks before the mission begins to leave.
        ([(-5.0, SHUT)], 3.0, 0.0),
    ],
)
def test_planners_ask_by_the_regime_of_the_day_of_asking(
    changes: list[tuple[float, float]], wanted: float, asked: float
) -> None:
    """They ask 4, 10 and 20 days ahead; today is the 40th day, or the day wanted before it."""
    m = at_level(FREE, *((START + day, level) for day, level in changes))
    m.clock.run_through(START + min(wanted, 40.0))
    assert asked_on(m, rules(m), "North", START + wanted) == START + asked


@given(regimes, st.integers(0, 110), st.integers(0, 60))
def test_the_day_of_asking_is_the_first_that_is_near_enough(
    changes: list[tuple[float, float]], today: int, later: int
) -> None:
    """Against a look at every instant, on a grid of whole days."""
    path = [(START + round(day), level) for day, level in changes]
    m = at_level(FREE, *path)
    of = rules(m)
    m.clock.run_through(START + today)
    levels, wanted = m.world.path(CONSENT, "North"), m.now + later
    near = (
        day
        for day in (START + n for n in range(today + 1))
        if wanted - day <= of.ahead[int(levels.value(day))]
    )
    expected = next(near, wanted - of.ahead[int(levels.value(m.now))])
    assert asked_on(m, of, "North", wanted) == expected


@pytest.mark.parametrize("what", ["flight of people", "resupply flight", "last convoy"])
def test_nobody_has_asked_weeks_ago_because_of_a_spell_that_began_yesterday(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = 60.0
    m = at_level(FREE, (START + today - 1.0, SHUT))
    m.clock.run_through(START + today)
    entered: list[tuple[Rules, float]] = []

    def note(
        _m: Mission, of: Rules, _entity: str, _sector: str, asked: float, *_: object, **__: object
    ) -> Clearance:
        entered.append((of, asked))
        return request(m, of, asked=asked)

    camp = m.camps["Kidal"]
    if what == "flight of people":
        monkeypatch.setattr(air, "Clearance", note)
        line = lines(m, m.hubs["Gao"])[0]
        next(fly(m, line, m.track("Gao/charter/1"), -math.inf, line.seats))
    elif what == "resupply flight":
        monkeypatch.setattr(supply_flights, "Clearance", note)
        flight_clearance(m, camp, "Kidal/resupply/1")
    else:
        camp.floor_day = m.now - m.tasks.movement.forming_up.nominal
        monkeypatch.setattr(last_clearance, "Clearance", note)
        next(ask_for_last_convoy(m, camp))
    ((of, asked),) = entered
    assert asked == m.now - of.ahead[PERMISSIVE]


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [FREE, SLOW, SHUT])
@pytest.mark.parametrize("sort", ["convoy", "crewed", "drone", "charter"])
def test_first_requests_are_refused_at_the_share_of_their_regime(sort: str, level: float) -> None:
    """2,000 requests; within 3.5 standard errors (at most 0.012 each)."""
    m = at_level(level)
    given_rules: Rules = getattr(m.rules, sort)
    share = given_rules.refused_share[int(level)]
    n = 2000
    refused = sum(
        not granted_at_once(request(m, given_rules, entity=f"{sort}/{number}"))
        for number in range(n)
    )
    assert abs(refused / n - share) <= 3.5 * math.sqrt(share * (1.0 - share) / n)
    assert m.counts[given_rules.asked] == n


def test_each_request_has_a_luck_of_its_own_and_keeps_it() -> None:
    def refusals(replication: int) -> list[bool]:
        m = at_level(SLOW, replication=replication)
        of = rules(m, (0.5, 0.5, 0.5))
        return [granted_at_once(request(m, of, entity=f"e{n}")) for n in range(60)]

    assert refusals(0) == refusals(0)
    assert refusals(0) != refusals(1)
    assert 10 < sum(refusals(0)) < 50


def test_the_regime_that_decides_is_that_of_the_answer() -> None:
    changes = (START + 2.0, SHUT)
    m = at_level(FREE, changes)
    assert not granted_at_once(request(m, rules(m, (0.0, 0.0, 1.0))))
    m = at_level(FREE, changes)
    assert granted_at_once(request(m, rules(m, (1.0, 1.0, 0.0))))


def test_a_refused_request_is_made_again_after_days() -> None:
    """Refused at +4, +11 and +18; asked again at +21, in a regime that refuses nothing."""
    m = at_level(FREE, (START + 20.0, SLOW))
    clearance = request(m, rules(m, (1.0, 0.0, 0.0)))
    assert clearance.ready(START) == START + 31.0
    m.clock.run_through(START + 31.0)
    assert clearance.ready(m.now) == m.now
    clearance.close()
    assert clearance.refusals == 3
    assert m.counts["clearances_refused"] == 3
    assert m.counts["clearances_asked"] == 4


def test_a_request_that_is_made_again_is_for_the_same_day() -> None:
    """Refused at +4, asked again at +7, granted at +11: for +30, and in hand until +40."""
    m = at_level(FREE)
    of = replace(rules(m, (1.0, 1.0, 1.0)), later=((START + 6.0, rules(m)),))
    clearance = request(m, of, wanted=START + 30.0)
    assert clearance.ready(START) == START + 30.0
    assert clearance.ready(START + 40.0) == START + 40.0


def test_after_each_refusal_staff_take_a_time_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    uniform, drawn = Draws.uniform, list[int]()

    def noted(of: Draws, entity: str, purpose: str, attempt: int = 0) -> float:
        if purpose == "again":
            drawn.append(attempt)
        return uniform(of, entity, purpose, attempt)

    monkeypatch.setattr(Draws, "uniform", noted)
    m = at_level(FREE)
    request(m, rules(m, (1.0, 1.0, 1.0))).ready(START)
    assert drawn[:3] == [0, 1, 2]


def test_a_refusal_is_counted_once_when_it_has_come() -> None:
    """Refused at +4, +11, +18 and +25."""
    m = at_level(FREE)
    clearance = request(m, rules(m, (1.0, 1.0, 1.0)))
    for day, refusals in ((0.0, 0), (3.9, 0), (10.0, 1), (10.0, 1), (30.0, 4)):
        m.clock.run_through(START + day)
        clearance.close()
        assert m.counts["clearances_refused"] == clearance.refusals == refusals


def test_the_refusal_of_a_request_that_is_set_aside_is_counted_once() -> None:
    """Refused at +4 and +11; asked again at +14, and given at +18, of which nothing is counted."""
    m = at_level(FREE, (START + 12.0, SLOW))
    clearance = request(m, replace(rules(m, (1.0, 0.0, 0.0)), lead=ByRegime(*[Fixed(4.0)] * 3)))
    for day, asked, refused in ((1.0, 1, 1), (5.0, 2, 2), (12.0, 3, 2), (19.0, 3, 2)):
        m.clock.run_through(START + day)
        for _ in range(2):
            clearance.set_aside()
            assert m.counts["clearances_asked"] == asked
            assert m.counts["clearances_refused"] == refused


def test_no_answer_is_looked_into_before_it_has_come() -> None:
    """Refused at +4, asked again at +7; given at +11 for ten days. Its renewal, asked
    for at +17, is refused at +21; asked again at +24."""
    m = at_level(FREE, (START + 6.0, SLOW), (START + 12.0, SHUT))
    of = replace(rules(m, (1.0, 0.0, 1.0)), lead=ByRegime(*[Fixed(4.0)] * 3), ahead=NEVER)
    clearance = request(m, of)
    seen = []
    for day in (0.0, 4.0, 6.0, 11.0, 21.0, 21.5):
        m.clock.run_through(START + day)
        changes = clearance.changes()
        assert changes > m.now
        seen.append((clearance.in_hand(), changes - START))
    lapsed = math.nextafter(START + 21.0, math.inf) - START
    assert seen == [
        (False, 4.0), (False, 11.0), (False, 11.0), (True, lapsed), (True, lapsed), (False, 28.0),
    ]  # fmt: skip


def test_where_every_request_is_refused_none_is_ever_in_hand() -> None:
    always = Quantity(1.0)
    m = mission(with_risk(case(), "consent", convoy_refused=ByRegime(always, always, always)))
    clearance = request(m, m.rules.convoy)
    assert clearance.ready(START) == math.inf
    m.clock.run_through(START + 100.0)
    assert clearance.ready(m.now) == math.inf
    assert clearance.refusals > 0


def test_with_the_risk_off_the_answer_takes_its_nominal_time_and_is_a_grant() -> None:
    m = mission(off())
    lead = m.settings.consent.convoy_lead.permissive.nominal
    for number in range(50):
        clearance = request(m, m.rules.convoy, entity=f"e{number}")
        assert clearance.ready(START) == START + lead


def test_what_is_asked_again_on_a_later_day_goes_by_the_rules_of_that_day() -> None:
    """The rules change on +10 and on +20; every request is refused until the regime changes.

    Asked at 0, refused at +4; at +7, refused at +11; at +14, refused at +18, and asked again after
    9 days by the second rules; at +27, refused at +31, and asked again after 2 days by the third;
    at +33, and given 10 days later.
    """
    m = at_level(FREE, (START + 32.0, SLOW))
    of = rules(m, (1.0, 0.0, 0.0))
    later = tuple(
        (START + day, replace(of, ask_again=Fixed(again)))
        for day, again in ((10.0, 9.0), (20.0, 2.0))
    )
    assert request(m, replace(of, later=later)).ready(START) == START + 43.0


def test_the_rules_of_a_day_hold_from_its_beginning() -> None:
    of = rules(mission(off()))
    second, third = replace(of, validity=20.0), replace(of, validity=30.0)
    all_of_them = replace(of, later=((START + 10.0, second), (START + 20.0, third)))
    found = [all_of_them.at(START + day).validity for day in (0.0, 9.9, 10.0, 19.9, 20.0, 99.0)]
    assert found == [10.0, 10.0, 20.0, 20.0, 30.0, 30.0]


# -- validity -------------------------------------------------------------------------------------


def test_it_cannot_be_used_before_the_day_for_which_it_was_asked() -> None:
    m = at_level(FREE)
    clearance = request(m, rules(m), wanted=START + 6.0)
    assert clearance.ready(START) == START + 6.0
    assert clearance.ready(START + 7.5) == START + 7.5


def test_a_clearance_that_lapses_is_renewed_in_time() -> None:
    """In hand from +6, valid to +16; asked again 4 days ahead of that."""
    m = at_level(FREE)
    clearance = request(m, rules(m), wanted=START + 6.0)
    for days in (0.0, 6.0, 12.0, 16.0, 16.5, 26.0, 26.5, 300.0):
        assert clearance.ready(START + days) == START + max(days, 6.0)


def test_on_its_last_instant_it_is_in_hand_whoever_looks_ahead() -> None:
    m = at_level(FREE)
    clearance = request(m, rules(m, (1.0, 1.0, 1.0)), wanted=START + 6.0)
    granted = request(m, rules(m), wanted=START + 6.0)
    m.clock.run_through(START + 16.0)
    assert granted.ready(START + 46.0) == START + 46.0
    assert granted.in_hand()
    assert not clearance.in_hand()


def test_one_that_is_held_lapses_when_it_does_whoever_looks_ahead() -> None:
    m = at_level(FREE)
    clearance = request(m, rules(m), held=True)
    clearance.ready(START + 40.0)
    assert clearance.changes() == math.nextafter(START + 10.0, math.inf)


def test_a_renewal_that_takes_longer_leaves_a_gap() -> None:
    """The renewal is asked at +12, in a regime where an answer takes 20 days."""
    m = at_level(FREE, (START + 12.0, SHUT))
    clearance = request(m, rules(m), wanted=START + 6.0)
    assert clearance.ready(START + 16.0) == START + 16.0
    assert clearance.ready(START + 16.5) == START + 32.0


def test_a_renewal_may_be_refused() -> None:
    """Refused at +32; asked again at +35, and answered at +55."""
    m = at_level(FREE, (START + 12.0, SHUT), (START + 33.0, SHUT))
    clearance = request(m, rules(m, (0.0, 0.0, 1.0)), wanted=START + 6.0)
    assert clearance.ready(START + 16.0) == START + 16.0
    assert clearance.ready(START + 16.5) == math.inf


def test_one_that_is_held_is_in_hand_until_it_lapses() -> None:
    m = at_level(SHUT)
    clearance = request(m, rules(m, (1.0, 1.0, 1.0)), held=True)
    for days in (0.0, 5.0, 10.0):
        assert clearance.ready(START + days) == START + days
    assert clearance.ready(START + 10.5) == math.inf


def test_one_that_was_held_and_lapsed_is_asked_for_anew() -> None:
    m = at_level(SLOW)
    clearance = request(m, rules(m), held=True)
    assert clearance.ready(START + 12.0) == START + 22.0


# -- asked at increasing times --------------------------------------------------------------------

increments = st.lists(st.floats(0.0, 30.0), min_size=1, max_size=12)


@given(
    st.integers(0, 40), st.integers(0, 400), increments, st.floats(0.0, 20.0), st.floats(0.0, 40.0)
)
def test_its_answers_are_consistent_whenever_it_is_asked(
    replication: int, number: int, days: list[float], ahead: float, horizon: float
) -> None:
    """In the worlds of the baseline: what it says once it says again until that time has come."""
    m = mission(case(), replication)
    of, entity = m.rules.convoy, f"Kidal/rotation/{number}"
    asked, wanted = START, START + ahead
    clearance = request(m, of, asked=asked, wanted=wanted, entity=entity)
    t, said = START + horizon, -math.inf
    for step in days:
        t += step
        m.clock.run_through(t)
        answer = clearance.ready(t)
        assert answer >= max(t, wanted, said)
        if t <= said:
            assert answer == said
        # One that was never asked in between says the same.
        fresh = request(m, of, asked=asked, wanted=wanted, entity=entity)
        assert fresh.ready(t) == answer
        assert clearance.ready(t) == answer
        said = answer


@given(
    st.integers(0, 40),
    st.integers(0, 400),
    increments,
    st.floats(0.0, 300.0),
    st.booleans(),
)
def test_who_looks_ahead_gives_nothing_up_today(
    replication: int, number: int, days: list[float], beyond: float, held: bool
) -> None:
    """What may be flown only weeks from now has its clearance today all the same."""
    m = mission(case(), replication)
    of, entity = m.rules.crewed, f"Kidal/rotation/{number}"
    asking = request(m, of, entity=entity, held=held)
    quiet = request(m, of, entity=entity, held=held)
    for step in days:
        m.clock.run_through(m.clock.now + step)
        asking.ready(m.clock.now + beyond)
        if held and m.clock.now > START + of.validity:
            return  # one that lapses unseen is asked for anew when somebody looks
        assert asking.ready(m.clock.now) == quiet.ready(m.clock.now)
        assert asking.refusals == quiet.refusals


@given(st.integers(0, 40), st.integers(0, 400), st.floats(0.5, 80.0), st.sampled_from([0.0, 2.0]))
def test_a_world_that_changes_changes_only_the_future(
    replication: int, number: int, days: float, level: float
) -> None:
    m = mission(case(), replication)
    of, entity = m.rules.convoy, f"Kidal/rotation/{number}"
    clearance = request(m, of, entity=entity)
    since = START + days
    before = clearance.ready(START)
    m.clock.run_through(since)
    m.world.overlay(CONSENT, frozenset({"North"}), since, lambda _: level)
    fresh = request(m, of, entity=entity)
    after = fresh.ready(START)
    if before < since:
        assert after == before
    else:
        assert after >= since
    now = clearance.ready(since)
    assert now == request(m, of, entity=entity).ready(since)
    assert now >= since


def test_a_request_under_way_when_the_world_changes_goes_on_at_the_new_pace() -> None:
    m = at_level(FREE)
    clearance = request(m, rules(m))
    assert clearance.ready(START) == START + 4.0
    m.clock.run_through(START + 1.0)
    m.world.overlay(CONSENT, frozenset({"North"}), m.now, lambda _: SHUT)
    assert clearance.ready(m.now) == START + 1.0 + 0.75 * 20.0
