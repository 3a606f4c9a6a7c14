"""The opening: what the status says stands at the camps, and at the hubs to which it was sent."""

from dataclasses import replace
from functools import cache

import pytest

from sim.distributions import Quantity
from sim.processes.case import Case, make_case
from sim.processes.mission import Mission
from sim.record.ledger import ABROAD, CONTAINERS, DISPOSED, PEOPLE, VEHICLES
from tests.processes.given import mission, off

PLACES = ("Douentza", "Mopti", "Menaka", "Gao", DISPOSED)


@cache
def left(share: float, packed: float = 0.0) -> Case:
    """The mission with so much of the loads of Douentza and Menaka left, and of that packed.

    Half of the people of both are there: their vehicles that drive are there with them.
    """
    scenario = off().scenario
    camps = dict(scenario.status.camps)
    for name in ("Douentza", "Menaka"):
        people = Quantity(0.5 * scenario.plan.camps[name].people.value)
        camps[name] = replace(
            camps[name], people=people, loads_left=Quantity(share), packed=Quantity(packed)
        )
    return make_case(replace(scenario, status=replace(scenario.status, camps=camps)), 1)


def stands(m: Mission, kind: str) -> dict[str, int]:
    return {place: m.ledger.at(kind, place) for place in PLACES}


@pytest.mark.parametrize("kind", [CONTAINERS, VEHICLES])
def test_what_has_left_a_camp_stands_at_its_hub_or_is_disposed_of(kind: str) -> None:
    all_there, part = stands(mission(left(1.0)), kind), stands(mission(left(0.4)), kind)
    assert sum(part.values()) == sum(all_there.values())
    for camp, hub in (("Douentza", "Mopti"), ("Menaka", "Gao")):
        assert part[camp] < all_there[camp]
        assert part[hub] > all_there[hub]
    assert part[DISPOSED] > all_there[DISPOSED]


def test_of_what_a_camp_had_that_share_is_left() -> None:
    m = mission(left(0.4))
    assert m.plan.camps["Douentza"].containers.value * 0.4 == pytest.approx(
        m.ledger.at(CONTAINERS, "Douentza"), abs=0.5
    )
    m = mission(left(1.0))
    for name in ("Douentza", "Menaka"):
        assert m.ledger.at(CONTAINERS, name) == m.plan.camps[name].containers.value
        assert m.ledger.at(VEHICLES, name) == m.plan.camps[name].vehicles.value


def test_what_was_sent_to_a_camp_that_still_stands_moves_on_with_its_own() -> None:
    before, after = mission(left(1.0)), mission(left(0.4))
    mopti, then = before.camps["Mopti"], after.camps["Mopti"]
    more = {
        kind: stands(after, kind)["Mopti"] - stands(before, kind)["Mopti"]
        for kind in (CONTAINERS, VEHICLES)
    }
    assert then.packed - mopti.packed == more[CONTAINERS]
    assert then.unpacked == mopti.unpacked
    driving, low_bed = then.driving - mopti.driving, then.low_bed - mopti.low_bed
    assert driving + low_bed == more[VEHICLES]
    assert driving > 0
    assert low_bed == before.camps["Douentza"].low_bed - after.camps["Douentza"].low_bed > 0


def test_a_share_of_what_is_left_is_packed() -> None:
    none, part = (mission(left(0.4, packed)).camps["Menaka"] for packed in (0.0, 0.25))
    assert none.packed == 0
    assert part.packed == pytest.approx(0.25 * none.unpacked, abs=0.5)
    assert part.packed + part.unpacked == none.unpacked


def test_at_a_hub_that_stays_what_is_to_be_disposed_of_does_not_wait_for_the_long_haul() -> None:
    before, after = mission(left(1.0)), mission(left(0.4))
    for m in (before, after):
        gao = m.hubs["Gao"]
        assert gao.kept_containers > 0
        assert gao.yard + gao.kept_containers == m.ledger.at(CONTAINERS, "Gao")
    sent = before.camps["Menaka"].low_bed - after.camps["Menaka"].low_bed
    assert after.hubs["Gao"].parked_low_bed - before.hubs["Gao"].parked_low_bed == sent > 0


def test_before_anything_has_left_a_hub_parks_its_own_vehicles_that_ride_on_trucks() -> None:
    scenario = off().scenario
    camps = {
        name: replace(state, loads_left=Quantity(1.0))
        for name, state in scenario.status.camps.items()
    }
    of = replace(scenario, status=replace(scenario.status, camps=camps))
    m = mission(make_case(of, 1))
    ride = scenario.tasks.loads.share_vehicles_on_lowbed.value
    for name in ("Gao", "Bamako"):
        own = m.plan.camps[name].vehicles.value * ride
        assert m.hubs[name].parked_low_bed == pytest.approx(own, abs=0.5)


def test_camps_that_close_are_served_by_their_hub_which_may_be_one_of_them() -> None:
    served = {hub.name: {camp.name for camp in hub.served} for hub in mission(off()).hubs.values()}
    assert "Menaka" in served["Gao"]
    assert {"Mopti", "Douentza"} <= served["Mopti"]
    assert "Gao" not in served["Gao"]


@pytest.mark.parametrize(("space", "kind"), [("beds", PEOPLE), ("yard", CONTAINERS)])
def test_space_at_a_hub_is_filled_by_what_stands_there(space: str, kind: str) -> None:
    m = mission(off())
    for name in ("Gao", "Bamako"):
        there = m.ledger.at(kind, name)
        assert there > 0
        assert m.pool.free(f"{space}:{name}") == m.pool.capacity(f"{space}:{name}") - there


def test_who_was_repatriated_before_is_abroad_and_was_never_here() -> None:
    m = mission(off())
    abroad = m.ledger.at(PEOPLE, ABROAD)
    assert abroad == round(m.status.people_repatriated.value) > 0
    here = sum(round(state.people.value) for state in m.status.camps.values())
    assert m.ledger.in_country(PEOPLE, m.start) == here


def test_the_floor_forms_up_sooner_before_a_deadline_that_was_far() -> None:
    """Three days before it, two where it comes within 45 days of the first day."""
    m = mission(off())
    before = {
        name: (camp.deadline - camp.floor_day, camp.deadline - m.start < 45.0)
        for name, camp in m.camps.items()
    }
    assert {near for _, near in before.values()} == {True, False}
    for days, near in before.values():
        assert days == (2.0 if near else 3.0)
