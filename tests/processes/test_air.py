"""Flights of people: when they are asked for, what they wait for, who flies and who does not."""

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from sim.calendar import WEEK
from sim.distributions import Quantity
from sim.paths import Path
from sim.processes import air, airspace
from sim.processes.air import fly, land, nobody_comes, schedule
from sim.processes.air_lines import Line, lines, movements
from sim.processes.case import make_case
from sim.processes.casualties import bury
from sim.processes.clearance import Clearance
from sim.processes.handover import give_notice
from sim.processes.mission import Mission
from sim.record.causes import ATTACKS, FLIGHTS, LIFT, STRATEGIC_LIFT
from sim.record.ledger import ABROAD, DEAD, PEOPLE
from sim.record.track import Track, segments
from sim.risks.attack_kinds import AIRCRAFT_FIRE
from sim.risks.world import AIRSPACE, PASSENGERS
from tests.processes import given


def flight(
    m: Mission, ready: int, track: Track | None = None, kind: str = "charter:Gao"
) -> given.Steps:
    hub, line = m.hubs["Gao"], line_of(m, kind)
    hub.ready = ready
    hub.promised[line.kind] = line.seats
    hub.flying[line.kind] = 1
    return fly(m, line, track or m.track("Gao/flight/1"), hub.known_since, line.seats)


def line_of(m: Mission, kind: str = "charter:Gao") -> Line:
    return next(line for line in lines(m, m.hubs["Gao"]) if line.kind == kind)


@pytest.mark.parametrize(("ready", "times"), [(0, 0), (400, 1)])
def test_only_a_flight_that_takes_off_is_fired_at(
    ready: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    m = given.mission(given.off())
    fired = []

    def fire(*of: object) -> float:
        fired.append(of)
        return 0.0

    monkeypatch.setattr(airspace, "fire", fire)
    before = m.ledger.at(PEOPLE, ABROAD)
    m.clock.start(flight(m, ready), "flight")
    m.clock.run_through(m.start + 60.0)
    assert len(fired) == times
    assert (m.ledger.at(PEOPLE, ABROAD) > before or m.hubs["Bamako"].ready > 0) == bool(times)


@pytest.mark.parametrize("expected", [0, 10])
def test_a_nearly_empty_aircraft_flies_only_when_nobody_else_comes(expected: int) -> None:
    m = given.mission(given.off())
    hub = m.hubs["Gao"]
    hub.expected = expected
    line = line_of(m)
    few = int(0.5 * m.tasks.air_lift.least_filled.value * line.seats)
    assert few > 0
    m.clock.start(flight(m, few), "flight")
    m.clock.run_through(m.start + 60.0)
    assert hub.ready == (few if expected else 0)
    assert (hub.flying[line.kind], hub.promised[line.kind], hub.aloft) == (0, 0, 0)


def beyond_limit(beyond: int, late: float) -> Mission:
    """A mission with so many people beyond the limit, so many days after the last deadline."""
    m = given.mission(given.off())
    m.clock.run_through(m.last_deadline + late)
    assert m.people_limit is not None
    rest = m.ledger.in_country(PEOPLE, m.now) - int(m.people_limit) - beyond
    for place in sorted(m.plan.camps, key="Gao".__eq__):  # Gao comes last
        gone = min(rest, m.ledger.at(PEOPLE, place))
        m.ledger.move(PEOPLE, gone, place, ABROAD, m.now)
        rest -= gone
    return m


@pytest.mark.parametrize(
    ("ready", "late", "asked"), [(20, 1.0, True), (19, 1.0, False), (20, -60.0, False)]
)
def test_when_all_who_are_beyond_the_limit_are_ready_an_aircraft_is_asked_for_at_once(
    ready: int, late: float, asked: bool
) -> None:
    """Twenty are beyond it; else who is ready waits for a full aircraft for a week."""
    m = beyond_limit(20, late)
    hub, line = m.hubs["Gao"], line_of(m)
    hub.ready, hub.expected = ready, 30
    m.clock.start(schedule(m, line.hub, [line]), "schedule")
    m.clock.run_through(m.now + 0.5 * m.tasks.air_lift.longest_wait.value)
    assert hub.flying.get(line.kind, 0) == asked


@pytest.mark.parametrize("signed_over", [True, False])
def test_the_guard_of_a_hub_that_has_been_signed_over_is_asked_for_at_once(
    signed_over: bool,
) -> None:
    """Nobody comes after it who could fill the aircraft; all others wait for a week."""
    m = beyond_limit(0, 90.0)
    hub, line = m.hubs["Gao"], line_of(m)
    hub.ready, hub.expected, hub.signed_over = 20, 0, signed_over
    m.clock.start(schedule(m, hub, [line]), "schedule")
    m.clock.run_through(m.now + 0.5 * m.tasks.air_lift.longest_wait.value)
    assert hub.flying.get(line.kind, 0) == signed_over


@pytest.mark.parametrize(
    ("beyond", "late", "flies"), [(50, 1.0, True), (50, -60.0, False), (500, 1.0, False)]
)
def test_the_last_few_beyond_the_limit_do_not_wait_for_rear_parties_to_fill_the_aircraft(
    beyond: int, late: float, flies: bool
) -> None:
    m = beyond_limit(beyond, late)
    hub = m.hubs["Gao"]
    hub.expected = 30
    m.clock.start(flight(m, 20), "flight")
    m.clock.run_through(m.now + 30.0)
    assert hub.ready == (0 if flies else 20)


def test_for_the_last_few_nobody_has_asked_before_the_deadline_was_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who waits for a full aircraft is known by the plan; that some fly without one is not."""
    known: list[float] = []

    def noted(m: Mission, _line: Line, _track: Track, since: float, _seats: int) -> given.Steps:
        known.append(since)
        yield m.clock.at(m.now)

    monkeypatch.setattr(air, "fly", noted)
    m = beyond_limit(20, 1.0)
    hub, line = m.hubs["Gao"], line_of(m)
    hub.ready, hub.expected = 20 + line.seats, 30
    m.clock.start(schedule(m, line.hub, [line]), "schedule")
    m.clock.run_through(m.now)
    assert known == [-inf, m.last_deadline]


def test_a_flight_that_lands_abroad_is_heard_of_at_the_hub_of_the_charters() -> None:
    """Those who are left to go by the deadline may all be ready there by then."""
    m = given.mission(given.off())
    woken: list[float] = []

    def wait() -> given.Steps:
        yield m.clock.sleep(inf, m.hubs["Bamako"].people_changed)
        woken.append(m.now)

    m.clock.start(flight(m, 400), "flight")
    m.clock.run_through(m.start)
    while m.hubs["Gao"].aloft == 0:
        m.clock.run_through(m.now + 0.1)
    m.clock.start(wait(), "waits")
    while m.hubs["Gao"].aloft:
        assert woken == []
        m.clock.run_through(m.now + 0.01)
    assert woken == [pytest.approx(m.now, abs=0.01)]


@pytest.mark.parametrize("there", [100, 3000])
def test_when_people_have_taken_off_it_is_heard_at_once(there: int) -> None:
    """By who waits until the last have left, and by who counts how long others wait."""
    m = given.mission(given.off())
    hub = m.hubs["Gao"]
    m.ledger.move(PEOPLE, m.ledger.at(PEOPLE, "Gao") - there, "Gao", ABROAD, m.now)
    left: list[float] = []

    def wait() -> given.Steps:
        while m.ledger.at(PEOPLE, "Gao") == there:
            yield m.clock.sleep(inf, hub.people_changed)
        left.append(m.now)

    m.clock.start(wait(), "waits")
    m.clock.start(flight(m, 100), "flight")
    m.clock.run_through(m.start + 60.0)
    assert left == [hub.last_flown]


def test_at_the_hub_of_the_charters_those_of_other_hubs_are_waited_for() -> None:
    m = given.mission(given.off())
    gao, abroad = m.hubs["Gao"], m.hubs["Bamako"]
    assert (nobody_comes(m, gao), nobody_comes(m, abroad)) == (True, True)
    gao.ready = 5
    assert (nobody_comes(m, gao), nobody_comes(m, abroad)) == (True, False)
    gao.ready, gao.aloft = 0, 5
    assert not nobody_comes(m, abroad)
    gao.aloft, gao.expected = 0, 5
    assert (nobody_comes(m, gao), nobody_comes(m, abroad)) == (False, False)


def test_a_damaged_aircraft_is_missing_until_it_is_repaired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ends(repair: float) -> tuple[float, float]:
        """When a flight is over whose aircraft is damaged, and how long it keeps a sound one."""
        monkeypatch.setattr(airspace, "fire", lambda *_: repair)
        m = given.mission(given.off())
        hold = line_of(m).hold
        ended = given.finish(m, flight(m, 400))
        m.clock.run_through(m.start + 90.0)
        return ended[0][1], hold

    (sound, hold), (damaged, _) = ends(0.0), ends(40.0)
    assert damaged - sound == pytest.approx(40.0 - hold)


def test_the_civil_authority_does_not_fly_while_nothing_flies() -> None:
    """Its flight waits for open airspace as every other does."""
    closed = 130.0
    path = Path.steps(0.0, [(given.case().scenario.start + closed, 1.0)])
    m = given.mission(given.with_paths(given.off(), {AIRSPACE: path}))
    camp = m.camps["Douentza"]
    m.clock.start(give_notice(m, camp), "notice")
    m.clock.run_through(m.start + 140.0)
    assert camp.authority.at == m.start + closed


# -- what a flight waits for ----------------------------------------------------------------------


def lead(m: Mission) -> float:
    """Days to the answer about a charter, with every risk off."""
    return m.rules.charter.lead.permissive.nominal


def test_after_its_slot_has_slipped_a_flight_waits_again_for_leave_to_fly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Until it may fly it asks for no slot: others, who may, would stand behind it."""
    monkeypatch.setattr(air, "slips", lambda *_: 10.0)
    first = given.case().scenario.start + lead(given.mission(given.off()))
    shut = Path.steps(1.0, [(first + 5.0, 0.0), (first + 30.0, 1.0)])
    m = given.mission(given.with_paths(given.off(), {AIRSPACE: shut}))
    m.pool.claim("others", {"charter:Gao": m.pool.capacity("charter:Gao")}, m.track("others"))
    track = m.track("Gao/flight/1")
    m.clock.start(flight(m, 400, track), "flight")
    m.clock.run_through(first + 29.0)
    assert m.pool.waiting == []
    m.clock.run_through(first + 30.0)
    assert [claim.name for claim in m.pool.waiting] == ["Gao/flight/1"]
    assert given.days_by_cause(track) == {
        FLIGHTS: pytest.approx(lead(m) + 20.0), STRATEGIC_LIFT: pytest.approx(10.0),
    }  # fmt: skip


@pytest.mark.parametrize(("slips", "replaced"), [(60.0, True), (1.0, False)])
def test_for_a_charter_that_slips_by_long_another_is_asked_for_and_no_earlier(
    slips: float, replaced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was to fly with it does not wait for it; that another is wanted nobody knew before."""
    m = given.mission(given.off())
    hub, line = m.hubs["Gao"], line_of(m)
    monkeypatch.setattr(air, "slips", lambda _m, _line, name: slips if name[-1] == "1" else 0.0)
    hub.ready = line.seats
    m.clock.start(schedule(m, line.hub, [line]), "schedule")
    first = m.start + lead(m)
    m.clock.run_through(first - 0.1)
    assert (hub.flying[line.kind], hub.promised[line.kind]) == (1, line.seats)
    m.clock.run_through(first)
    assert hub.flying[line.kind] == 1 + replaced
    m.clock.run_through(first + lead(m) - 0.1)
    if replaced:
        assert hub.ready == line.seats
        m.clock.run_through(first + lead(m))
        assert (hub.last_flown, hub.ready) == (first + lead(m), 0)
        m.clock.run_through(first + slips + 30.0)
    else:
        assert hub.last_flown == first + slips
    assert (hub.flying[line.kind], hub.promised[line.kind]) == (0, 0)


@pytest.mark.parametrize("slipped", [True, False])
def test_who_comes_after_those_of_a_slip_have_gone_is_asked_for_as_ever(slipped: bool) -> None:
    """Nobody waits for another seat any more when they come, who were long known to come."""
    m = given.mission(given.off())
    hub, line = m.hubs["Gao"], line_of(m)
    hub.slipped = [m.start + 10.0] if slipped else []
    m.clock.start(schedule(m, line.hub, [line]), "schedule")
    m.clock.run_through(m.start + 12.0)
    hub.ready = line.seats
    m.people_moved(hub)
    m.clock.run_through(m.start + 12.0 + lead(m))
    first = max(m.start + 12.0, m.start + lead(m))
    assert hub.last_flown == first


def test_a_flight_whose_leave_has_lapsed_when_it_has_its_slot_gives_the_slot_back() -> None:
    first = given.case().scenario.start + lead(given.mission(given.off()))
    shut = Path.steps(1.0, [(first + 5.0, 0.0), (first + 30.0, 1.0)])
    m = given.mission(given.with_paths(given.off(), {AIRSPACE: shut}))
    kind, abroad = "charter:Gao", m.ledger.at(PEOPLE, ABROAD)
    others = m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    m.clock.start(flight(m, 400), "flight")
    m.clock.run_through(first + 10.0)
    others.release()
    m.clock.run_through(first + 29.0)
    assert m.pool.free(kind) == m.pool.capacity(kind)
    assert m.ledger.at(PEOPLE, ABROAD) == abroad
    m.clock.run_through(first + 31.0)
    assert m.pool.free(kind) == m.pool.capacity(kind) - 1.0
    assert m.ledger.at(PEOPLE, ABROAD) > abroad


def test_while_only_passengers_are_not_approved_nobody_is_sent_by_road(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lift inside the country takes them: the patience of command counts refused flights.

    Shut airspace for five days after the approval is no reason to lose it.
    """
    days, start = 100.0, given.case().scenario.start
    denied: list[float] = []
    monkeypatch.setattr(air, "flights_denied", lambda m, _hub: denied.append(m.now))
    approved = Path.steps(0.0, [(start + days, 1.0)])
    open_air = Path.steps(1.0, [(start + 90.0, 0.0), (start + days + 5.0, 1.0)])
    m = given.mission(given.with_paths(given.off(), {PASSENGERS: approved, AIRSPACE: open_air}))
    assert 5.0 < m.policy.by_road.denied_days.value < days
    track, before = m.track("Gao/flight/1"), m.ledger.at(PEOPLE, ABROAD)
    m.clock.start(flight(m, 400, track), "flight")
    m.clock.run_through(start + days + 4.9)
    assert m.ledger.at(PEOPLE, ABROAD) == before
    m.clock.run_through(start + days + 6.0)
    assert m.ledger.at(PEOPLE, ABROAD) > before
    assert denied == []
    causes = given.days_by_cause(track)
    assert causes[STRATEGIC_LIFT] == pytest.approx(days)
    assert causes[FLIGHTS] == pytest.approx(5.0)


@pytest.mark.parametrize("under_fire", [True, False])
def test_no_flight_takes_off_under_fire_or_while_flights_are_stopped(under_fire: bool) -> None:
    """It waits for its clearance, and then for the end of the attack: each has its cause."""
    m = given.mission(given.off())
    first = m.start + lead(m)
    where, key = (m.under_fire, "Gao") if under_fire else (m.flights_stopped, "East")
    track, before = m.track("Gao/flight/1"), m.ledger.at(PEOPLE, ABROAD)
    m.clock.start(flight(m, 400, track), "flight")
    m.clock.run_through(first - 1.0)
    where[key] = first + 3.0
    m.clock.run_through(first + 2.9)
    assert m.ledger.at(PEOPLE, ABROAD) == before
    assert m.hubs["Gao"].aloft == 0
    m.clock.run_through(first + 4.0)
    assert m.ledger.at(PEOPLE, ABROAD) > before
    causes = given.days_by_cause(track)
    assert causes[FLIGHTS] == pytest.approx(lead(m))
    assert causes[ATTACKS] == pytest.approx(3.0)


@pytest.mark.parametrize("flown", [None, 10.0])
def test_people_go_by_road_only_when_no_flight_has_taken_any_for_so_long(
    flown: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One flight stays refused; another takes people on the tenth day."""
    denied: list[float] = []
    monkeypatch.setattr(air, "flights_denied", lambda m, _hub: denied.append(m.now - m.start))
    m = given.mission(given.with_paths(given.off(), {AIRSPACE: Path.constant(0.0)}))
    patience = m.policy.by_road.denied_days.value
    m.clock.start(flight(m, 400, kind="fixed wing"), "flight")
    if flown is not None:
        assert flown < patience
        m.clock.run_through(m.start + flown)
        m.hubs["Gao"].last_flown = m.now
    m.clock.run_through(m.start + (flown or 0.0) + 1.5 * patience)
    assert denied == [(flown or 0.0) + patience]


@pytest.mark.parametrize("ready", [0, 400])
def test_a_hub_has_flown_when_a_flight_with_people_takes_off(ready: int) -> None:
    """It counts from the take-off on; one that gives its aircraft back has not flown."""
    m = given.mission(given.off())
    hub = m.hubs["Gao"]
    assert hub.last_flown == m.start
    m.clock.start(flight(m, ready), "flight")
    m.clock.run_through(m.start + lead(m))
    assert hub.aloft == (line_of(m).seats if ready else 0)
    assert hub.last_flown == (m.now if ready else m.start)


@pytest.mark.parametrize(("weekly", "flown"), [(0.5, 4), (1.5, 12), (2.0, 16)])
def test_in_eight_weeks_there_are_eight_times_the_weekly_charters(
    weekly: float, flown: int
) -> None:
    """Also of a part of a charter a week: of 1.5 there are three a fortnight."""
    of = given.off().scenario
    slots = {**of.resources.charter_slots, "Gao": Quantity(weekly)}
    means = replace(of.resources, charter_slots=slots)
    m = given.mission(make_case(replace(of, resources=means), 1))
    line, people = line_of(m), 400
    for number in range(1, 21):
        track = m.track(f"Gao/flight/{number}")
        m.clock.start(flight(m, people, track), track.entity)
    m.hubs["Gao"].ready = m.ledger.at(PEOPLE, "Gao")
    assert m.hubs["Gao"].ready > flown * line.seats
    m.clock.run_through(m.start + lead(m) + 8 * WEEK - 0.01)
    assert m.counts["charters"] == flown


def test_lift_waits_for_beds_where_it_lands() -> None:
    m = given.mission(given.off())
    seats = line_of(m, "fixed wing").seats
    m.pool.take("beds:Bamako", m.pool.free("beds:Bamako") - seats + 1)
    m.clock.start(flight(m, 400, kind="fixed wing"), "flight")
    m.clock.run_through(m.start + 30.0)
    assert m.counts["lift_flights"] == 0
    m.pool.give("beds:Bamako", 1, m.track("one leaves"))
    m.clock.run_through(m.start + 32.0)
    assert (m.counts["lift_flights"], m.hubs["Bamako"].ready) == (1, seats)
    assert m.pool.free("beds:Bamako") == 0


def test_beds_of_seats_that_stayed_empty_are_free_when_the_flight_lands() -> None:
    m = given.mission(given.off())
    line, before = line_of(m, "fixed wing"), m.pool.free("beds:Bamako")
    m.clock.start(flight(m, line.seats - 5, kind="fixed wing"), "flight")
    while not m.counts["lift_flights"]:
        m.clock.run_through(m.now + 0.01)
    assert m.pool.free("fixed wing") < m.pool.capacity("fixed wing")  # it is still turned round
    assert m.pool.free("beds:Bamako") == before - (line.seats - 5)


def test_who_waits_for_an_aircraft_owes_the_wait_to_the_flight_before() -> None:
    m, kind = given.mission(given.off()), "charter:Gao"
    tracks = [m.track(f"Gao/flight/{n}") for n in range(int(m.pool.capacity(kind)) + 1)]
    for track in tracks:
        m.clock.start(flight(m, 400, track), track.entity)
    m.hubs["Gao"].ready = m.ledger.at(PEOPLE, "Gao")
    m.clock.run_through(m.start + lead(m) + line_of(m).hold + 1.0)
    chain = segments(tracks[-1].link)
    (wait,) = (part for part in chain if part.activity == "turn-round, crew rest, next slot")
    assert wait.cause == LIFT
    assert wait.end == pytest.approx(m.start + lead(m) + line_of(m).hold)
    assert wait.entity != tracks[-1].entity == chain[-1].entity


def test_lift_inside_the_country_needs_no_approval_of_passengers() -> None:
    m = given.mission(given.with_paths(given.off(), {PASSENGERS: Path.constant(0.0)}))
    m.clock.start(flight(m, 400, kind="fixed wing"), "flight")
    m.clock.run_through(m.start + 30.0)
    assert m.counts["lift_flights"] == 1


def test_who_is_killed_by_fire_at_an_aircraft_does_not_fly(monkeypatch: pytest.MonkeyPatch) -> None:
    m = given.mission(given.off())
    line, rest = line_of(m), 6
    there = line.seats - rest
    m.ledger.move(PEOPLE, m.ledger.at(PEOPLE, "Gao") - there, "Gao", ABROAD, m.now)
    abroad = m.ledger.at(PEOPLE, ABROAD)

    def fire(*_: object) -> float:
        bury(m, 4, AIRCRAFT_FIRE, "Gao")
        return 0.0

    monkeypatch.setattr(airspace, "fire", fire)
    m.clock.start(flight(m, there), "flight")
    m.clock.run_through(m.start + 30.0)
    assert m.ledger.at(PEOPLE, DEAD) == 4
    assert m.ledger.at(PEOPLE, ABROAD) == abroad + there - 4
    assert m.hubs["Gao"].aloft == 0


# -- when a flight is asked for -------------------------------------------------------------------


def asked_for(
    m: Mission, monkeypatch: pytest.MonkeyPatch, since: float, expected: int, ready: int = 5
) -> float:
    """When a flight is asked for, of a few who are ready at Gao from a day on."""
    asked: list[float] = []

    def noted(*_: object) -> given.Steps:
        asked.append(m.now)
        return
        yield

    monkeypatch.setattr(air, "fly", noted)
    hub = m.hubs["Gao"]
    hub.expected = expected
    m.clock.run_through(since)
    m.clock.start(schedule(m, hub, [line_of(m)]), "schedule")
    m.clock.run_through(since)
    hub.ready = ready
    m.people_moved(hub)
    m.clock.run_through(since + 60.0)
    return asked[0]


@pytest.mark.parametrize(
    ("ordered", "asked"), [(-inf, -6.0), (-20.0, -6.0), (-2.0, -2.0)]
)  # days before they are ready
def test_nobody_asks_for_a_flight_before_the_order_that_makes_people_come(
    ordered: float, asked: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer comes in six days; so long before planners ask, if they know of them then."""
    made: list[float] = []

    class Noted(Clearance):
        def __init__(self, *of: Any) -> None:
            made.append(of[4])
            super().__init__(*of)

    monkeypatch.setattr(air, "Clearance", Noted)
    m = given.mission(given.off())
    m.rules = replace(m.rules, charter=replace(m.rules.charter, ahead=(6.0, 6.0, 6.0)))
    m.clock.run_through(m.start + 30.0)
    m.hubs["Gao"].brought(m.track("Menaka"), m.now + ordered)
    m.clock.start(flight(m, 400), "flight")
    m.clock.run_through(m.now)
    assert made == [m.now + asked]


def test_lift_carries_on_since_when_its_people_were_known() -> None:
    m = given.mission(given.off())
    m.hubs["Gao"].brought(m.track("Menaka"), m.start - 2.0)
    m.clock.start(flight(m, 400, kind="fixed wing"), "flight")
    m.clock.run_through(m.start)
    m.hubs["Gao"].brought(m.track("lot"), -inf)  # who comes later rides in another flight
    m.clock.run_through(m.start + 30.0)
    assert m.counts["lift_flights"] == 1
    assert m.hubs["Bamako"].known_since == m.start - 2.0


@pytest.mark.parametrize(
    ("before", "expected", "waits"),
    [
        (40.0, 0, "longest"),  # long before the last week
        (2.0, 0, "none"),  # in it, and nobody more comes
        (2.0, 10, "longest"),  # in it, but others are in formalities
        (-1.0, 0, "none"),  # after the last deadline, while more are there than may be
        (-1.0, 10, "longest"),
    ],
)
def test_a_few_wait_for_a_full_aircraft_but_not_in_the_last_week(
    before: float, expected: int, waits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    m = given.mission(given.off())
    longest = m.tasks.air_lift.longest_wait.value
    assert longest > 2.0
    since = m.last_deadline - before
    found = asked_for(m, monkeypatch, since, expected)
    assert found == since + (longest if waits == "longest" else 0.0)


def test_who_may_stay_after_the_last_deadline_waits_for_a_full_aircraft(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m = given.mission(given.off())
    m.people_limit = m.ledger.in_country(PEOPLE, m.now)
    since = m.last_deadline + 1.0
    longest = m.tasks.air_lift.longest_wait.value
    assert asked_for(m, monkeypatch, since, 0) == since + longest


def test_one_person_has_a_flight_too(monkeypatch: pytest.MonkeyPatch) -> None:
    m = given.mission(given.off())
    longest = m.tasks.air_lift.longest_wait.value
    assert asked_for(m, monkeypatch, m.start + 9.0, 0, ready=1) == m.start + 9.0 + longest


@pytest.mark.parametrize(
    ("seats", "missing", "flights"), [(1, 0, 1), (1, 1, 0), (2, 1, 1), (2, 0, 2)]
)
def test_an_aircraft_is_asked_for_at_once_for_each_that_can_be_filled(
    seats: int, missing: int, flights: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    m, asked = given.mission(given.off()), list[float]()

    def noted(*_: object) -> given.Steps:
        asked.append(m.now)
        return
        yield

    monkeypatch.setattr(air, "fly", noted)
    line = line_of(m, "fixed wing")
    m.hubs["Gao"].ready = seats * line.seats - missing
    m.clock.start(schedule(m, line.hub, [line]), "schedule")
    m.clock.run_through(m.start + 1.0)
    assert asked == [m.start] * flights


def test_so_many_flights_are_asked_for_at_once_that_answers_hold_up_no_aircraft() -> None:
    """Four rotations a week take 1.75 days each: in an answer's five days there are 2.9 more."""
    m = given.mission(given.off())
    m.rules = replace(m.rules, crewed=replace(m.rules.crewed, ahead=(1.0, 5.0, 9.0)))
    line = line_of(m, "fixed wing")
    assert line.hold == 1.75
    assert line.pipeline == 4 * m.pool.capacity("fixed wing") > 0


def test_who_waits_when_the_last_week_begins_is_asked_for_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m = given.mission(given.off())
    longest = m.tasks.air_lift.longest_wait.value
    begins = m.last_deadline - longest
    assert asked_for(m, monkeypatch, begins - 0.5 * longest, 0) == begins


def test_who_takes_off_frees_beds() -> None:
    m = given.mission(given.off())
    free = m.pool.free("beds:Gao")
    m.clock.start(flight(m, 100), "flight")
    m.clock.run_through(m.start + 60.0)
    assert m.ledger.at(PEOPLE, ABROAD) > 0
    assert m.pool.free("beds:Gao") == free + 100.0


@pytest.mark.parametrize(("late", "hears"), [(-60.0, False), (1.0, True)])
def test_past_the_deadline_a_flight_that_lands_abroad_is_heard_of_at_every_hub(
    late: float, hears: bool
) -> None:
    """The last few who have still to go may be those of any."""
    m = beyond_limit(500, late)
    heard = m.clock.sleep(inf, m.hubs["Timbuktu"].people_changed)
    land(m, line_of(m), 0, m.track("flight"), m.pool.claim("flight", {}, m.track("flight")), -inf)
    m.clock.run_through(m.now)
    assert heard.processed is hears


@pytest.mark.parametrize(("ready", "flies"), [(49, False), (50, True)])
def test_an_aircraft_flies_from_half_its_seats_on_while_others_are_to_come(
    ready: int, flies: bool
) -> None:
    m = given.mission(given.off())
    hub, line = m.hubs["Gao"], line_of(m)
    assert m.tasks.air_lift.least_filled.value == 0.5
    hub.ready, hub.expected = ready, 10
    hub.promised[line.kind], hub.flying[line.kind] = 100, 1
    m.clock.start(fly(m, line, m.track("Gao/flight/1"), hub.known_since, 100), "flight")
    m.clock.run_through(m.start + 60.0)
    assert hub.ready == (0 if flies else ready)


def test_an_aircraft_may_be_fired_at_where_it_lands_and_where_it_takes_off_again() -> None:
    """Once each at the field of a charter; of lift inside the country at both ends."""
    m = given.mission(given.off())
    here, there = (m.plan.camps[name].region for name in ("Gao", "Bamako"))
    assert movements(m, line_of(m)) == (here, here)
    assert sorted(movements(m, line_of(m, airspace.PLANE))) == sorted((here, there) * 2)
