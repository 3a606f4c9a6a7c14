"""Attacks on columns: what is lost, whom it concerns, and where it is."""

import math
from dataclasses import replace
from functools import cache

import pytest

from sim.distributions import Fixed, Quantity
from sim.plan.network import Road
from sim.processes import column_attack
from sim.processes.camp import CampState
from sim.processes.case import Case
from sim.processes.column_attack import left_for_good, scene
from sim.processes.contractors import Contractors
from sim.processes.convoy import Convoy
from sim.processes.evacuation import distance
from sim.processes.mission import Mission
from sim.record.causes import ATTACKS
from sim.record.ledger import PEOPLE, ROAD, VEHICLES
from sim.risks.attack_kinds import Kind
from tests.processes.given import case, mission, off, with_risk


@cache
def ambushed(killed: float, hurt: float, vehicles: float, recoverable: float = 0.0) -> Case:
    """A world in which every attack on a column costs so much, half a day, and no turning back."""
    kind = Kind(Fixed(killed), Fixed(hurt), Fixed(vehicles), Fixed(0.5))
    return with_risk(
        off(), "attacks", enabled=True, ied=kind, complex_on_column=kind,
        turn_back=Quantity(0.0), recoverable=Quantity(recoverable),
    )  # fmt: skip


def road(m: Mission) -> Road:
    return next(one for one in m.plan.roads if {one.a, one.b} == {"Tessalit", "Aguelhok"})


def strike(of: Case, *, near: bool = True, attempt: int = 0) -> tuple[Convoy, CampState]:
    """A move of Tessalit that is hit, and the camp, which is being left."""
    m = mission(of)
    m.camps["Tessalit"].drawdown_started = True
    camp, track = m.camps["Tessalit"], m.track("Tessalit/move/1")
    convoy = Convoy(track.entity, track, "Tessalit", "North", camp, own=20, people=90)
    m.ledger.move(VEHICLES, 20, "Tessalit", ROAD, m.now)
    m.ledger.move(PEOPLE, 90, "Tessalit", ROAD, m.now)
    column_attack.strike(m, convoy, road(m), 50.0, attempt, near, True)
    return convoy, camp


@pytest.mark.parametrize(
    ("cost", "harmful"),
    [((0, 0, 0), False), ((1, 0, 0), True), ((0, 1, 0), True), ((0, 0, 1), True)],
)
def test_command_counts_an_attack_near_the_camp_that_did_harm(
    cost: tuple[int, int, int], harmful: bool
) -> None:
    _, camp = strike(ambushed(*cost))
    assert (len(camp.attacks), camp.alarms) == (harmful, [])
    _, camp = strike(ambushed(*cost), near=False)
    assert camp.attacks == []


def test_vehicles_that_are_all_recovered_are_no_harm() -> None:
    _, camp = strike(ambushed(0, 0, 5, recoverable=1.0))
    assert camp.attacks == []


@pytest.mark.parametrize("supplies", [None, (1.0, 1.0, 0.0)])
def test_from_a_camp_that_has_been_left_nobody_turns_back_but_who_brings_it_supplies(
    supplies: tuple[float, float, float] | None,
) -> None:
    m = mission(off())
    camp = m.camps["Tessalit"]
    convoy = Convoy("test", m.track("test"), "Gao", "North", camp, loaded=True, supplies=supplies)
    assert not left_for_good(convoy)
    camp.closed.reach(camp.track, m.now)
    assert left_for_good(convoy) is (supplies is None)


@pytest.mark.parametrize("more", [False, True])
def test_one_attack_that_kills_several_is_an_alarm(more: bool) -> None:
    least = int(case().scenario.policy.acceleration.killed.value)
    _, camp = strike(ambushed(least if more else least - 1, 0, 0))
    assert [alarm.cause for alarm in camp.alarms] == [ATTACKS] * more


@pytest.mark.parametrize("hit", [1, 10])
@pytest.mark.parametrize("recoverable", [0.0, 0.5, 0.6, 1.0])
def test_each_of_the_vehicles_that_are_hit_can_be_recovered_with_its_chance(
    hit: int, recoverable: float
) -> None:
    """Of single ones too (a half was rounded to none once); 400 attacks, 4 standard errors."""
    lost = [
        20 - strike(ambushed(0, 0, hit, recoverable), attempt=attempt)[0].own
        for attempt in range(400)
    ]
    spread = 4.0 * math.sqrt(hit * recoverable * (1.0 - recoverable) / len(lost))
    assert abs(sum(lost) / len(lost) - hit * (1.0 - recoverable)) <= spread
    assert 0 <= min(lost) <= max(lost) <= hit


def test_who_is_nearer_to_where_he_goes_does_not_turn_back() -> None:
    m = mission(with_risk(ambushed(0, 0, 0), "attacks", turn_back=Quantity(1.0)))
    convoy = Convoy("test", m.track("test"), "Gao", "North")
    turned = [
        column_attack.strike(m, convoy, road(m), 50.0, 0, False, may_turn)[1]
        for may_turn in (True, False)
    ]
    assert turned == [True, False]


@pytest.mark.parametrize("heading", ["Tessalit", "Aguelhok"])
def test_who_has_a_quarter_of_the_way_before_him_is_nearer_to_where_he_goes(heading: str) -> None:
    m = mission(off())
    one, track = road(m), m.track("test")
    convoy = replace(Convoy("test", track, "Gao", "North"), heading=heading)
    at = scene(m, convoy, one, 0.25 * one.km.value)
    other = "Aguelhok" if heading == "Tessalit" else "Tessalit"
    ahead, behind = m.plan.camps[heading], m.plan.camps[other]
    whole = distance(ahead, behind)
    assert distance(at, ahead) == pytest.approx(0.25 * whole, rel=1e-3)
    assert distance(at, behind) == pytest.approx(0.75 * whole, rel=1e-3)


def test_the_attack_is_told_before_what_follows_from_it_and_says_who_drives_home() -> None:
    m = mission(with_risk(ambushed(1, 2, 5), "contractors", enabled=True), story=True)
    m.contractors = Contractors()
    convoy = Convoy("Gao/long haul/1", m.track("test"), "Gao", "East", trucks=20, homeward=True)
    column_attack.strike(m, convoy, road(m), 50.0, 0, False, True)
    hit, walk_out = (line for _, line in m.story or ())
    assert hit.startswith("Gao/long haul/1, on its way back, is hit by ")
    assert hit.endswith(": 1 killed, 2 hurt, 5 vehicles lost, 0.5 days of delay")
    assert walk_out.startswith("after the losses of Gao/long haul/1 drivers walk out for ")
