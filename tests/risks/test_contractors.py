"""Contractors: the market's spells, and drivers who walk out and come back."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from sim.configuration import load_scenario
from sim.distributions import Fixed, Quantity
from sim.paths import Path
from sim.plan import Plan
from sim.processes.case import make_case
from sim.processes.convoy import Convoy, Steps
from sim.processes.convoy_losses import lose_vehicles
from sim.processes.mission import Mission
from sim.record.causes import CONTRACTORS
from sim.replication import run_replication, set_out
from sim.risks.contractors import Settings, problems
from sim.risks.world import TRUCKS_OFFERED
from sim.scenario import Scenario
from tests.risks import cases

HUB, KIND = "Gao", "trucks:Gao"


def baseline() -> Settings:
    return cases.settings(Settings, "contractors", "baseline")


def test_the_mean_share_offered_is_that_of_the_spells() -> None:
    risk, n = baseline(), 300
    of = cases.scenario({"contractors": risk})
    days = of.end - of.start
    found = np.array([
        cases.world(of, replication=k).path(TRUCKS_OFFERED, HUB).integral(of.start, of.end) / days
        for k in range(n)
    ])  # fmt: skip
    short = risk.short.mean / (risk.short.mean + risk.full.mean)
    expected = 1.0 - short * (1.0 - risk.offered.mean)
    error = found.std(ddof=1) / np.sqrt(n)
    assert error < 0.01
    # The first spell is a full one: half a cycle in 680 days.
    assert abs(found.mean() - expected) < 4.0 * error + 0.005


def test_the_beginning_is_the_same_under_another_horizon_and_hubs_differ() -> None:
    of = cases.scenario({"contractors": baseline()})
    near = replace(of, horizon=date(2023, 12, 31))
    long, short = (cases.world(one).path(TRUCKS_OFFERED, HUB) for one in (of, near))
    assert len(short.times) > 2
    assert short.times == long.times[: len(short.times)]
    assert cases.world(of).path(TRUCKS_OFFERED, "Mopti") != long


def test_off_and_other_hubs_offer_all() -> None:
    off = cases.settings(Settings, "contractors", "off")
    only = replace(baseline(), hubs=("Mopti",))
    for risk in (off, only):
        path = cases.world(cases.scenario({"contractors": risk})).path(TRUCKS_OFFERED, HUB)
        assert path == Path.constant(1.0)


def test_a_hub_that_the_plan_does_not_know_is_told() -> None:
    risk = replace(baseline(), hubs=("Atlantis",))
    (problem,) = problems(risk, Plan(title="test", camps={}, roads=(), phases={}))
    assert "Atlantis" in problem.what


def quiet(share: float = 0.2, days: float = 14.0) -> Scenario:
    """The real plan, all off but contractors whose market is never short."""
    of = load_scenario("all_off", ["risk/contractors=baseline"])
    risk = replace(
        baseline(), hubs=("Timbuktu",), full=Fixed(5000.0), walk_out=Fixed(share), back=Fixed(days)
    )
    return replace(of, risk={**of.risk, "contractors": risk})


def mission(of: Scenario) -> Mission:
    m = set_out(make_case(of, 1), 0, story=True)
    m.clock.run_through(m.start)
    return m


def column(m: Mission) -> Convoy:
    camp = m.camps["Kidal"]
    name = "Kidal/rotation/1"
    return Convoy(name, m.track(name), HUB, "North", camp, trucks=30)


def test_after_trucks_are_lost_a_share_walks_out_and_is_back_after_its_days() -> None:
    m = mission(quiet())
    total, contracted = m.contracted[KIND]
    assert contracted == round(0.6 * total) > 0
    assert m.pool.capacity(KIND) == total
    lose_vehicles(m, column(m), 2)
    m.clock.run_through(m.start + 13.9)
    assert m.pool.capacity(KIND) == total - round(0.2 * contracted)
    assert m.counts["trucks_walked_out"] == round(0.2 * contracted)
    m.clock.run_through(m.start + 14.0)
    assert m.pool.capacity(KIND) == total


def test_no_more_walk_out_than_are_there_and_own_trucks_stay() -> None:
    m = mission(quiet(share=0.7))
    total, contracted = m.contracted[KIND]
    one = column(m)
    for _ in range(3):
        lose_vehicles(m, one, 1)
    m.clock.run_through(m.start + 1.0)
    assert m.pool.capacity(KIND) == total - contracted
    assert m.counts["trucks_walked_out"] == contracted, "all three in one instant"
    m.clock.run_through(m.start + 20.0)
    assert m.pool.capacity(KIND) == total


def test_in_a_short_market_a_share_of_those_offered_walks_out() -> None:
    """Half are offered: who is not there leaves nothing behind."""
    of = quiet(share=0.4)
    risk = replace(of.risk["contractors"], hubs=(), full=Fixed(1.0), short=Fixed(5000.0),
                   offered=Fixed(0.5))  # fmt: skip
    m = mission(replace(of, risk={**of.risk, "contractors": risk}))
    m.clock.run_through(m.start + 2.0)
    total, contracted = m.contracted[KIND]
    offered = int(contracted * 0.5)
    lose_vehicles(m, column(m), 1)
    assert m.counts["trucks_walked_out"] == round(0.4 * offered) > 0
    m.clock.run_through(m.now)
    assert m.pool.capacity(KIND) == total - contracted + offered - round(0.4 * offered)


def test_without_trucks_lost_nobody_walks_out() -> None:
    m = mission(quiet())
    one = column(m)
    one.trucks, one.escort = 0, 10
    lose_vehicles(m, one, 2)
    m.clock.run_through(m.start + 1.0)
    assert m.counts["trucks_walked_out"] == 0.0


@pytest.mark.parametrize("share", [0.5, 0.0])
def test_with_fewer_trucks_columns_are_smaller_and_none_hangs(share: float) -> None:
    """Half of the contracted trucks for ever, or none: as many columns leave, with less."""
    of = quiet()
    risk = replace(of.risk["contractors"], hubs=(), full=Fixed(1.0), short=Fixed(5000.0),
                   offered=Fixed(share))  # fmt: skip
    short = replace(of, risk={**of.risk, "contractors": risk})
    m = mission(short)
    m.clock.run_through(m.start + 1.0)
    total, contracted = m.contracted[KIND]
    assert m.pool.capacity(KIND) == total - contracted + int(contracted * share)
    all_there, few = (run_replication(make_case(one, 1), 0).counts for one in (of, short))
    assert few["columns"] > 0.9 * all_there["columns"]
    assert few["containers_sailed"] <= all_there["containers_sailed"]


def test_a_fleet_smaller_than_a_column_may_be_away_whole() -> None:
    """Who waits meanwhile asks for the trucks that there will be, not for a full column."""
    of = quiet()
    means = replace(
        of.resources,
        trucks={**of.resources.trucks, HUB: Quantity(20.0)},
        contracted_share={**of.resources.contracted_share, HUB: Quantity(1.0)},
    )
    assert of.tasks.columns.trucks[HUB].value > 20.0
    risk = replace(of.risk["contractors"], hubs=(), full=Fixed(5.0), short=Fixed(5.0),
                   offered=Fixed(0.0))  # fmt: skip
    none = replace(of, resources=means, risk={**of.risk, "contractors": risk})
    m = mission(none)
    m.clock.run_through(m.start + 5.5)
    assert m.pool.capacity(KIND) == 0.0
    m.clock.run_through(m.start + 100.0)
    assert sum(camp.columns_sent for camp in m.camps.values() if camp.owner == HUB) > 0


def test_drivers_leave_the_fleet_whose_trucks_were_lost() -> None:
    """A camp's columns drive its hub's trucks wherever they set out; the long haul has its own."""
    m = mission(quiet())
    camp = m.camps["Douentza"]
    assert camp.owner == "Mopti"
    lose_vehicles(m, Convoy("one", m.track("one"), "Bamako", "Centre", camp, trucks=30), 2)
    lose_vehicles(m, Convoy("two", m.track("two"), "Gao", "East", trucks=30), 2)
    lose_vehicles(m, Convoy("three", m.track("three"), "Timbuktu", "West", trucks=30), 2)
    m.clock.run_through(m.start + 1.0)
    fleets = ("trucks:Mopti", "long haul:Gao", "trucks:Timbuktu", "trucks:Gao")
    there = {kind: m.pool.capacity(kind) for kind in fleets}
    assert there == {
        "trucks:Mopti": 120 - 14,  # a fifth of 72
        "long haul:Gao": 120 - 22,  # a fifth of 108
        "trucks:Timbuktu": 40 - 4,  # a fifth of 20
        "trucks:Gao": 220,
    }


def test_nobody_walks_out_twice() -> None:
    """Of 132 first 70 in a hundred walk out, rounded; the others when trucks are lost again."""
    m = mission(quiet(share=0.7))
    one = column(m)
    seen = []
    for _ in range(3):
        lose_vehicles(m, one, 1)
        m.clock.run_through(m.now + 1.0)
        seen.append(m.counts["trucks_walked_out"])
    assert seen == [92, 132, 132]


@pytest.mark.parametrize(("share", "gone"), [(0.003, 0), (0.008, 1), (1.0, 132)])
def test_of_132_trucks_so_many_stand_still(share: float, gone: int) -> None:
    """Less than half a truck is none, of which nobody tells; the drivers of all may go."""
    m = mission(quiet(share=share))
    lose_vehicles(m, column(m), 1)
    m.clock.run_through(m.start + 1.0)
    assert m.contracted[KIND][0] - m.pool.capacity(KIND) == gone
    assert m.counts["trucks_walked_out"] == gone
    told = [line for _, line in m.story or () if "walk out" in line]
    assert len(told) == (gone > 0)
    assert all(f"{gone} of 132 contracted" in line for line in told)


def test_of_a_fleet_of_its_own_drivers_nobody_walks_out() -> None:
    m = mission(quiet(share=1.0))
    m.contracted = {}
    lose_vehicles(m, column(m), 1)
    m.clock.run_through(m.start + 1.0)
    assert m.counts["trucks_walked_out"] == 0.0


def test_who_waits_for_trucks_that_come_back_waits_because_of_the_market() -> None:
    m = mission(quiet(share=1.0))
    lose_vehicles(m, column(m), 1)
    m.clock.run_through(m.start + 1.0)
    claim = m.pool.claim("waits", {KIND: m.contracted[KIND][0]}, m.track("waits"))
    m.clock.run_through(m.start + 14.0)
    assert (claim.granted_at, claim.last_link.cause) == (m.start + 14.0, CONTRACTORS)


def test_each_loss_of_a_column_has_a_walk_out_of_its_own() -> None:
    of = quiet()
    risk = replace(of.risk["contractors"], walk_out=baseline().walk_out, back=Fixed(400.0))
    m = mission(replace(of, risk={**of.risk, "contractors": risk}))
    one, gone = column(m), [0.0]
    for _ in range(3):
        lose_vehicles(m, one, 1)
        gone.append(m.counts["trucks_walked_out"])
    assert len({b - a for a, b in pairwise(gone)}) > 1


def test_part_of_a_truck_is_not_offered() -> None:
    """Of 132, three in ten are 39.6."""
    of = quiet()
    risk = replace(of.risk["contractors"], hubs=(), full=Fixed(1.0), short=Fixed(5000.0),
                   offered=Fixed(0.3))  # fmt: skip
    m = mission(replace(of, risk={**of.risk, "contractors": risk}))
    m.clock.run_through(m.start + 1.0)
    assert m.pool.capacity(KIND) == 88 + 39


def test_who_waits_at_a_hub_is_woken_when_its_trucks_come_back() -> None:
    m, woken = mission(quiet()), list[float]()

    def wait() -> Steps:
        while True:
            yield m.clock.sleep(m.scenario.end, m.hubs[HUB].equipment_changed)
            woken.append(m.now)

    lose_vehicles(m, column(m), 2)
    m.clock.run_through(m.start + 13.9)
    m.clock.start(wait(), "test")
    m.clock.run_through(m.start + 14.0)
    assert m.start + 14.0 in woken


def test_with_another_stage_the_market_has_its_trucks() -> None:
    m = mission(quiet())
    m.clock.run_through(m.start + 1.0)
    m.contracted = {**m.contracted, KIND: (250, 162)}
    m.stage_begun.fire()
    m.clock.run_through(m.start + 1.0)
    assert m.pool.capacity(KIND) == 250


def test_where_contractors_are_no_risk_nobody_walks_out() -> None:
    of = quiet()
    risk = replace(of.risk["contractors"], enabled=False)
    m = mission(replace(of, risk={**of.risk, "contractors": risk}))
    lose_vehicles(m, column(m), 2)
    m.clock.run_through(m.start + 1.0)
    assert m.counts["trucks_walked_out"] == 0.0
    assert m.pool.capacity(KIND) == m.contracted[KIND][0]
