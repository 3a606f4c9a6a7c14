"""Overwatch: few aircraft, over threatened roads only, while that is permitted."""

from dataclasses import replace
from typing import Any

import pytest

from sim.distributions import Fixed, Quantity
from sim.paths import Path
from sim.plan.network import Road
from sim.processes import overwatch
from sim.processes.case import Case
from sim.processes.clearance import Clearance
from sim.processes.convoy import Convoy
from sim.processes.mission import Mission
from sim.processes.road import drive
from sim.record.causes import FLEET
from sim.replication import run_replication
from sim.risks.regimes import ByRegime
from sim.risks.world import CONSENT, ROAD_THREAT
from tests.processes.given import case, days_by_cause, finish, mission, off, with_paths, with_risk

TOY = "toy"


def with_orbits(number: float | None, *, required: bool = False) -> Case:
    """The toy's plan, on roads without a limit of columns, with so many aircraft for Near."""
    of = case(TOY)
    orbits = {} if number is None else {"Near": Quantity(number)}
    means = replace(of.scenario.resources, overwatch_orbits=orbits, axis_capacity={})
    policy = replace(of.scenario.policy, overwatch_required=required)
    return replace(of, scenario=replace(of.scenario, resources=means, policy=policy))


def column(m: Mission, n: int, *, permitted: bool = True) -> Convoy:
    convoy = Convoy(f"test/{n}", m.track(f"test/{n}"), "Home", "Near")
    if permitted:
        overwatch.ask(m, convoy)
    return convoy


def watched(m: Mission, columns: list[Convoy]) -> list[bool]:
    """Which columns aircraft watch over, half a day after they left together."""
    for convoy in columns:
        finish(m, drive(m, convoy, m.route("Alpha", "Home"), None), convoy.entity)
    m.clock.run_through(0.5)
    return [convoy.overwatch for convoy in columns]


def test_the_second_column_goes_without_when_the_only_aircraft_is_taken() -> None:
    m = mission(with_orbits(1.0))
    columns = [column(m, 0, permitted=False), column(m, 1), column(m, 2)]
    assert watched(m, columns) == [False, True, False]
    assert m.pool.free("overwatch:Near") == 0.0
    m.clock.run_through(20.0)
    assert [convoy.overwatch for convoy in columns] == [False] * 3
    assert m.pool.free("overwatch:Near") == 1.0
    assert m.counts["drives_watched"] == 1
    assert m.counts["drives_without_free_overwatch"] == 1


def test_a_sector_that_is_not_named_has_no_limit_and_one_with_none_has_none() -> None:
    m = mission(with_orbits(None))
    assert watched(m, [column(m, n) for n in range(5)]) == [True] * 5
    m = mission(with_orbits(0.0))
    assert watched(m, [column(m, n) for n in range(2)]) == [False] * 2
    m.clock.run_through(20.0)


def test_nobody_watches_over_a_quiet_road() -> None:
    of = with_orbits(1.0)
    plan = replace(of.scenario.plan, quiet_regions=("Plain",))
    m = mission(replace(of, scenario=replace(of.scenario, plan=plan)))
    assert watched(m, [column(m, 0)]) == [False]
    assert m.pool.free("overwatch:Near") == 1.0


def test_where_it_is_required_the_second_column_waits_for_the_first() -> None:
    m = mission(with_orbits(1.0, required=True))
    columns = [column(m, 0), column(m, 1)]
    assert watched(m, columns) == [True, False]
    m.clock.run_through(1.5)
    assert [convoy.overwatch for convoy in columns] == [False, True]
    m.clock.run_through(20.0)
    assert m.pool.free("overwatch:Near") == 1.0
    assert days_by_cause(columns[0].track).get(FLEET, 0.0) == 0.0
    # It takes over the chain of the first, which gave the aircraft back after a day on the road.
    assert columns[1].track.link.end == pytest.approx(2.0)


def test_who_has_to_leave_by_a_day_goes_then_without_an_aircraft() -> None:
    m = mission(with_orbits(1.0, required=True))
    assert m.pool.grab("another", "overwatch:Near", m.track("another")) is not None
    left: list[float] = []
    route = m.route("Alpha", "Home")
    leaves = drive(m, column(m, 0), route, None, lambda: left.append(m.now), by=3.0)
    ended = finish(m, leaves)
    m.clock.run_through(20.0)
    assert left == [3.0]
    assert [arrived for arrived, _ in ended] == [True]


def test_a_column_that_is_called_off_at_the_gate_gives_its_aircraft_back() -> None:
    m = mission(with_orbits(1.0, required=True))
    convoy = column(m, 0)
    route = m.route("Alpha", "Home")
    convoy.off = lambda: m.now >= 0.0
    ended = finish(m, drive(m, convoy, route, None))
    m.clock.run_through(1.0)
    assert ended == [(False, 0.0)]
    assert convoy.orbit is None
    assert m.pool.free("overwatch:Near") == 1.0


# -- the permission -------------------------------------------------------------------------------

START = case().scenario.start


def answered_on(day: float, *, required: bool = False, threat: float = 0.0) -> Case:
    """The baseline, all risks off but this: requests for overwatch are answered after `day` days.

    What is asked for until +4.5 is permitted, for three days; nothing after that.
    """
    base = with_risk(off(), "flights", enabled=True)
    if threat:
        base = with_risk(base, "attacks", enabled=True)
    drone = replace(
        base.rules.drone,
        lead=ByRegime(Fixed(day), Fixed(day), Fixed(20.0)),
        ahead=(0.0, 0.0, 0.0),
        refused_share=(0.0, 0.0, 1.0),
        validity=3.0,
    )
    policy = replace(base.scenario.policy, overwatch_required=required)
    paths = {CONSENT: Path.steps(0.0, [(START + 4.5, 2.0)]), ROAD_THREAT: Path.constant(threat)}
    return replace(
        with_paths(base, paths),
        scenario=replace(base.scenario, policy=policy),
        rules=replace(base.rules, drone=drone),
    )


def long_drive(m: Mission) -> Convoy:
    """A slow column that sets out from Gao to Tessalit at once, its overwatch asked for."""
    convoy = Convoy("test", m.track("test"), "Gao", "East", speed_factor=0.4)
    overwatch.ask(m, convoy)
    finish(m, drive(m, convoy, m.route("Gao", "Tessalit"), None))
    return convoy


@pytest.mark.parametrize("required", [False, True])
def test_aircraft_come_with_the_answer_and_leave_when_it_lapses(required: bool) -> None:
    """Asked for with +1 in mind, answered on +4, lapsed after +7; its renewal is refused.

    Where no column may go without, what it has it keeps for the whole drive.
    """
    m = mission(answered_on(4.0, required=required))
    convoy = long_drive(m)
    for quarter in range(40):
        m.clock.run_through(START + quarter / 4.0)
        assert convoy.overwatch is (4.0 <= quarter / 4.0 <= 7.0)
        taken = m.pool.capacity("overwatch:East") - m.pool.free("overwatch:East")
        assert taken == (convoy.overwatch or (required and quarter > 28))
    m.clock.run_through(START + 60.0)
    assert m.counts["drives_watched"] == 1
    assert m.counts["drives_without_free_overwatch"] == 0
    assert m.counts["flights_drone_asked"] == m.counts["flights_drone_refused"] + 1


def test_a_column_is_hit_less_from_the_hour_at_which_aircraft_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it has met by then stands: the rest takes longer by the factor of overwatch."""
    hits: list[float] = []

    def strike(m: Mission, *_: object) -> tuple[float, bool]:
        hits.append(m.now - START)
        return 0.0, False

    monkeypatch.setattr("sim.processes.road.strike", strike)
    first = {}
    for day in (99.0, 1.5):
        hits.clear()
        m = mission(answered_on(day, threat=0.01))
        convoy = long_drive(m)
        m.clock.run_through(START + 60.0)
        first[day] = hits[0]
        assert convoy.drives == 1
    factor = off().settings.attacks.overwatch_factor.value
    assert first[99.0] > 1.5
    assert first[1.5] == pytest.approx(1.5 + (first[99.0] - 1.5) / factor)


def test_it_is_asked_for_with_the_movement_clearance_else_as_the_column_forms_up() -> None:
    m = mission(case())
    movement = Clearance(m, m.rules.convoy, "test", "East", START - 9.0, START - 2.0)
    planned, other = (Convoy(f"test/{n}", m.track("test"), "Gao", "East") for n in range(2))
    overwatch.ask(m, planned, movement)
    overwatch.ask(m, planned)
    overwatch.ask(m, other)
    assert planned.watch is not None
    assert other.watch is not None
    assert (planned.watch.asked, planned.watch.wanted) == (START - 9.0, START - 2.0)
    forming_up = m.tasks.movement.forming_up.nominal
    assert (other.watch.asked, other.watch.wanted) == (START, START + forming_up)
    assert m.counts["flights_drone_asked"] == 2


def test_no_column_of_the_plan_is_watched_outside_its_permission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Judged by a request of the same slot that is looked into on that day only."""
    begun, with_papers = [0], set[bool]()
    follow, ask = overwatch.follow, overwatch.ask

    def followed(m: Mission, convoy: Convoy, road: Road) -> None:
        before = convoy.overwatch
        follow(m, convoy, road)
        if convoy.overwatch:
            watch = convoy.watch
            assert watch is not None
            fresh = Clearance(
                m, m.rules.drone, f"{convoy.entity}/overwatch", convoy.sector,
                watch.asked, watch.wanted,
            )  # fmt: skip
            assert fresh.ready(m.now) == m.now
            begun[0] += not before

    def asked(m: Mission, convoy: Convoy, *movement: Any) -> None:
        if "/rotation/" in convoy.entity and convoy.watch is None:
            with_papers.add(bool(movement))
        ask(m, convoy, *movement)

    monkeypatch.setattr(overwatch, "follow", followed)
    monkeypatch.setattr(overwatch, "ask", asked)
    for replication in range(6):
        run_replication(case(), replication)
    assert begun[0] > 100
    assert with_papers == {True}, "a rotation asks for both together"
