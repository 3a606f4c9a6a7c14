"""Nobody stays in a camp after its last convoy: what still stands there goes with it."""

from functools import partial

import pytest

from sim.paths import Path
from sim.plan.cycle import clean_speed, road_days
from sim.plan.network import Road
from sim.pool import Claim
from sim.processes.camp import CampState, Once
from sim.processes.case import Case
from sim.processes.contingent_move import move
from sim.processes.convoy import Convoy
from sim.processes.departure import go_or_no_go
from sim.processes.last_convoy import last_person_leaves, take_everything
from sim.processes.loading import load, take_along
from sim.processes.mission import Mission
from sim.processes.road import drive
from sim.processes.rotation import bring_in, regroup, rotate
from sim.processes.supply import Stocks, fuel_up, load_supplies
from sim.processes.supply_column import hand_in
from sim.record.ledger import PEOPLE, ROAD
from sim.risks.world import AIRSPACE, DEPARTURE
from tests.processes.given import Steps, convoys, finish, mission, off, with_paths, with_risk
from tests.processes.supplied import alone, tanks

GROUNDED = {AIRSPACE: Path.constant(0.0)}
CAMP = "Menaka"


def given(of: Case) -> tuple[Mission, CampState]:
    m = mission(of, story=True)
    return m, m.camps[CAMP]


def column(m: Mission, camp: CampState) -> Convoy:
    track = m.track(f"{CAMP}/rotation/1")
    return Convoy(track.entity, track, "Gao", "East", camp, trucks=10, loaded=True)


def is_left_at(m: Mission, camp: CampState, day: float) -> Convoy:
    """Its last convoy leaves so many days after the start, with everybody who is there."""
    floor = Convoy("floor", camp.track, CAMP, "East", camp)

    def leaves(_: object) -> None:
        take_everything(m, camp, floor)
        last_person_leaves(m, camp, floor, True)

    m.clock.at(m.start + day).callbacks.append(leaves)
    return floor


def take_axes(m: Mission) -> None:
    """Other columns are on every road."""
    kinds = {kind: m.pool.capacity(kind) for kind in m.pool.kinds if kind.startswith("axis:")}
    m.pool.claim("others", kinds, m.track("others"), priority=-1e9)


@pytest.mark.parametrize("day", [7.0, 11.0])
def test_a_move_that_waits_for_a_helicopter_goes_with_the_last_convoy(day: float) -> None:
    """After seven days it forms up, or its team is on the way; after eleven it waits to leave.

    Those who form up are still on the books of the camp. Their team goes home and rests.
    """
    m, camp = given(with_paths(off(), GROUNDED))
    take_axes(m)
    people, driving = m.ledger.at(PEOPLE, CAMP), camp.driving
    ended = finish(m, move(m, camp, m.track(f"{CAMP}/move/1"), Once(m.clock)))
    floor = is_left_at(m, camp, day)
    m.clock.run_through(m.start + day - 0.01)
    assert camp.forming
    assert (m.ledger.at(PEOPLE, CAMP), m.ledger.at(PEOPLE, ROAD)) == (people, 0)
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao") - 1.0
    m.clock.run_through(m.start + 60.0)
    assert (floor.people, floor.own, camp.forming) == (people, driving, {})
    assert (m.counts["columns_stood_down"], m.counts["column_km"]) == (0, 0.0)
    assert len(ended) == 1
    assert m.pool.free("search:Gao") == m.pool.capacity("search:Gao")
    told = [line for _, line in m.story or () if "goes with" in line]
    assert told == [f"{CAMP}/move/1 goes with the last convoy of {CAMP}"]


def test_a_column_that_forms_up_anew_goes_with_the_last_convoy() -> None:
    m, camp = given(off())
    inside = finish(m, regroup(m, column(m, camp), CAMP))
    elsewhere = finish(m, regroup(m, column(m, camp), "Gao"))
    is_left_at(m, camp, 0.25)
    m.clock.run_through(m.start + 10.0)
    days = m.tasks.movement.forming_up.nominal
    days += m.settings.flights.medevac_answer.permissive.nominal
    assert days > 0.25
    assert (inside, elsewhere) == ([(None, m.start + 0.25)], [(None, m.start + days)])
    assert finish(m, regroup(m, column(m, camp), CAMP)) == []
    m.clock.run_through(m.now)
    (told,) = {line for at, line in m.story or () if at == m.start + 0.25 and "sets out" in line}
    assert told == f"{CAMP}/rotation/1 sets out again with the last convoy of {CAMP}"


def test_who_comes_back_to_a_camp_that_has_been_left_turns_round_at_once() -> None:
    m, camp = given(off())
    camp.closed.reach(camp.track, m.start)
    ended = finish(m, regroup(m, column(m, camp), CAMP))
    m.clock.run_through(m.start)
    assert ended == [(None, m.start)]


def test_who_turns_back_to_a_camp_meets_its_last_convoy_and_goes_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is hit after a day and would be back after another; the camp is left between."""
    first: list[bool] = []

    def leg(m: Mission, convoy: Convoy, _on: Road, *_: float) -> Steps:
        yield m.clock.at(m.now + 1.0)
        first.append(convoy.entity in done)
        done.add(convoy.entity)
        return first[-1]

    done: set[str] = set()
    monkeypatch.setattr("sim.processes.road.leg", leg)
    m, camp = given(off())
    roads = len(m.route(CAMP, "Gao").roads)
    ended = finish(m, bring_in(m, camp, column(m, camp), None))
    is_left_at(m, camp, 1.25)
    m.clock.run_through(m.start + 60.0)
    assert [at for _, at in ended] == [m.start + 1.25 + roads]


def test_a_move_that_comes_back_after_its_camp_was_left_drives_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is hit after a day and is back after another; between them the last convoy has left."""
    hit: list[float] = []

    def leg(m: Mission, _convoy: Convoy, _on: Road, *_: float) -> Steps:
        hit.append(m.now)
        yield m.clock.at(m.now + 1.0)
        return len(hit) > 1

    monkeypatch.setattr("sim.processes.road.leg", leg)
    m, camp = given(off())
    people, there = m.ledger.at(PEOPLE, CAMP), m.ledger.at(PEOPLE, "Gao")
    ended = finish(m, move(m, camp, m.track(f"{CAMP}/move/1"), Once(m.clock)))
    while not hit:
        m.clock.run_through(m.now + 0.25)
    moved = people - m.ledger.at(PEOPLE, CAMP)
    assert moved > 0
    is_left_at(m, camp, hit[0] + 1.25 - m.start)
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    assert m.ledger.at(PEOPLE, "Gao") == there + moved


@pytest.mark.parametrize("free", [True, False])
def test_who_leaves_with_a_rotation_stands_in_the_camp_until_it_drives_out(free: bool) -> None:
    """At the gate of a camp that is left they go with the last convoy, loads with the trucks."""
    m, camp = given(off())
    camp.packed, camp.unpacked = 30, 0
    convoy, people = column(m, camp), m.ledger.at(PEOPLE, CAMP)
    camp.reserved = convoy.promised = 30
    take_axes(m)
    finish(m, load_and_go(m, camp, convoy))
    m.clock.run_through(m.start + 5.0)
    assert (convoy.containers, m.ledger.at(PEOPLE, CAMP), len(camp.at_gate)) == (30, people, 1)
    rode = 0
    if free:
        m.pool.release(next(iter(claim for claim in m.pool.holding if claim.name == "others")))
        m.clock.run_through(m.start + 5.1)
        rode = convoy.people
        assert 0 < rode == people - m.ledger.at(PEOPLE, CAMP)
    floor = is_left_at(m, camp, 6.0)
    m.clock.run_through(m.start + 60.0)
    assert (floor.people, camp.forming) == (people - rode, {})


def load_and_go(m: Mission, camp: CampState, convoy: Convoy) -> Steps:
    """Load a column in its camp, and drive it in."""
    yield from load(m, camp, convoy, m.pool.claim("none", {}, m.track("none")))
    yield from bring_in(m, camp, convoy, None, partial(take_along, m, camp, convoy))


@pytest.mark.parametrize("day", [2.0, 0.0])
def test_a_column_that_waits_for_the_road_takes_the_last_convoys_place_on_it(day: float) -> None:
    m, camp = given(off())
    take_axes(m)
    convoy = column(m, camp)
    is_left_at(m, camp, day)
    ended = finish(m, bring_in(m, camp, convoy, None))
    other = finish(m, drive(m, Convoy("other", m.track("other"), "Gao", "East"),
                            m.route(CAMP, "Gao"), None))  # fmt: skip
    m.clock.run_through(m.start + 60.0)
    days = road_days(m.route(CAMP, "Gao"), m.tasks, loaded=True)
    assert [at for _, at in ended] == [pytest.approx(m.start + day + days)]
    assert other == [], "who does not belong to the camp waits on"
    assert camp.at_gate == []


def test_nobody_waits_for_an_answer_or_for_overwatch_in_a_camp_that_is_left() -> None:
    m, camp = given(off())
    answer = m.settings.flights.medevac_answer.permissive.nominal
    ended = finish(m, go_or_no_go(m, column(m, camp), CAMP))
    at_the_hub = finish(m, go_or_no_go(m, column(m, camp), "Gao"))
    is_left_at(m, camp, answer / 2.0)
    m.clock.run_through(m.start + 10.0)
    assert ended == [(True, m.start + answer / 2.0)]
    assert at_the_hub == [(True, m.start + answer)]


def test_a_column_whose_camp_is_left_before_it_has_its_load_drives_home_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load(m: Mission, camp: CampState, _convoy: Convoy, _claim: Claim) -> Steps:
        camp.closed.reach(camp.track, m.now)
        return
        yield

    formed = convoys(monkeypatch, "rotation")
    monkeypatch.setattr("sim.processes.rotation.load", load)
    m, camp = given(off())
    ended = finish(m, rotate(m, camp, m.track(f"{CAMP}/rotation/1"), m.start, Once(m.clock)))
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    (convoy,) = formed
    assert convoy.homeward, "it does not turn back to a camp in which nobody is"
    assert m.counts["column_km"] == pytest.approx(2.0 * m.route(CAMP, "Gao").km)


def test_a_column_of_a_camp_that_is_a_hub_itself_goes_to_the_next_when_that_is_left() -> None:
    """It forms up there, and waits for evacuation flights that do not come."""
    m, _ = given(with_paths(off(), GROUNDED))
    camp = m.camps["Mopti"]
    ended = finish(m, rotate(m, camp, m.track("Mopti/rotation/1"), m.start, Once(m.clock)))
    while camp.columns_out == 0:
        m.clock.run_through(m.now + 0.25)
    m.clock.run_through(m.now + 2.0)
    left = m.now
    camp.closed.reach(camp.track, left)
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    way = m.route("Mopti", "Bamako")
    assert m.counts["column_km"] == pytest.approx(way.km)
    assert ended[0][1] >= left + road_days(way, m.tasks, loaded=False)


@pytest.mark.parametrize("queues", [False, True])
def test_a_column_that_loads_when_its_camp_is_left_leaves_at_once(queues: bool) -> None:
    m, camp = given(off())
    camp.packed, camp.unpacked = camp.packed + camp.unpacked, 0
    if queues:
        kind = f"loading:{CAMP}"
        m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    ended = finish(m, rotate(m, camp, m.track(f"{CAMP}/rotation/1"), m.now, Once(m.clock)))
    outward = m.route("Gao", CAMP).km
    while m.counts["column_km"] < outward:
        m.clock.run_through(m.now + 0.01)
    there = m.now
    take_axes(m)
    is_left_at(m, camp, there + 0.02 - m.start)
    m.clock.run_through(m.start + 60.0)
    back = there + 0.02 + road_days(m.route(CAMP, "Gao"), m.tasks, loaded=False)
    assert len(ended) == 1
    assert ended[0][1] == pytest.approx(back + m.tasks.movement.refit.nominal, abs=0.02)


def test_supplies_that_are_unloaded_when_the_camp_is_left_go_back() -> None:
    m, camp = given(with_risk(off(), "supply", enabled=True))
    m.stocks = Stocks(m)
    stock = m.stocks.open(camp)
    stock.levels = [0.0, 0.0, 0.0]
    convoy = column(m, camp)
    load_supplies(m, camp, convoy, "Gao")
    ended = finish(m, hand_in(m, camp, convoy))
    is_left_at(m, camp, 0.01)
    m.clock.run_through(m.start + 5.0)
    assert [at for _, at in ended] == [pytest.approx(m.start + 0.01)]
    assert (stock.levels[0], convoy.supplies is None) == (0.0, False)


# -- on the point of leaving ----------------------------------------------------------------------

BLOCKED = {DEPARTURE: Path.steps(0.0, [(off().scenario.start + 3.0, 1.0)])}


@pytest.mark.parametrize("why", ["the way out is blocked", "an assault"])
def test_no_column_leaves_a_camp_or_a_hub_through_what_stands_in_its_way(why: str) -> None:
    """Loaded from its camp, or out from its hub; a washed-out road it may stand before."""
    for origin, end in ((CAMP, "Gao"), ("Gao", CAMP)):
        m, camp = given(with_paths(off(), BLOCKED if why != "an assault" else {}))
        if why == "an assault":
            m.under_fire[origin] = m.start + 3.0
        ended = finish(m, drive(m, column(m, camp), m.route(origin, end), None))
        m.clock.run_through(m.start + 60.0)
        ((arrived, at),) = ended
        assert arrived
        days = road_days(m.route(origin, end), m.tasks, loaded=True)
        assert at == pytest.approx(m.start + 3.0 + days)


def test_a_column_that_is_called_off_while_it_waits_for_the_road_does_not_set_out() -> None:
    """Its hub has back the fuel that it gave for 400 km: ten trucks at 45 litres for 100 km."""
    m, camp = given(alone())
    m.stocks = Stocks(m)
    hub = tanks(m, 1800.0)
    kinds = {kind: m.pool.capacity(kind) for kind in m.pool.kinds if kind.startswith("axis:")}
    others = m.pool.claim("others", kinds, m.track("others"), priority=-1e9)
    route, convoy = m.route("Gao", CAMP), column(m, camp)
    finish(m, fuel_up(m, convoy, "Gao", 400.0))
    convoy.off = lambda: camp.ordered
    ended = finish(m, drive(m, convoy, route, None))
    m.clock.run_through(m.start + 2.0)
    tanks(m)
    camp.ordered_at = m.now
    others.release()
    m.clock.run_through(m.start + 2.0)
    assert ended == [(False, m.start + 2.0)]
    assert m.counts["column_km"] == 0.0
    assert hub.level == pytest.approx(hub.reserve + 1800.0)


@pytest.mark.parametrize("at", [0.5, 1.5])
def test_who_drives_to_a_camp_that_has_been_left_turns_back_at_the_next_place(at: float) -> None:
    """From Gao to Tessalit by Anefis and Aguelhok; left when so many of the roads are behind."""
    m, _ = given(off())
    camp, route = m.camps["Tessalit"], m.route("Gao", "Tessalit")
    ended = finish(m, drive(m, column(m, camp), route, None))
    days = [
        road.km.value / clean_speed(road, m.tasks.movement, loaded=True, wet=False).nominal
        for road in route.roads
    ]
    assert len(days) == 3
    whole, part = int(at), at - int(at)
    m.clock.run_through(m.start + sum(days[:whole]) + part * days[whole])
    camp.closed.reach(m.track("Tessalit"), m.now)
    m.clock.run_through(m.start + 60.0)
    ((arrived, back),) = ended
    assert not arrived
    assert back == pytest.approx(m.start + 2.0 * sum(days[: whole + 1]))
    heard = [day for day, line in m.story or () if "hears that Tessalit is left" in line]
    assert heard == [pytest.approx(m.start + sum(days[: whole + 1]))]
