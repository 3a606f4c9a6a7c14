"""Two scenarios of one seed meet one world, and a change in one place stays in that place."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from sim.configuration import load_scenario
from sim.distributions import Quantity
from sim.draws import Draws
from sim.paths import Path
from sim.processes.case import Case, make_case
from sim.replication import run_replication, set_out
from sim.risks.attacks import ATTACK_LEVEL
from sim.risks.registry import modules
from sim.risks.world import CHANNELS
from sim.scenario import Scenario
from tests.model.cases import SEED, scenario

REPLICATIONS = (0, 17)


def with_more(base: Scenario, **means: dict[str, float]) -> Scenario:
    """The scenario with other means: `with_more(base, convoy_groups={"Gao": 4})`."""
    resources: Any = base.resources
    for field, changes in means.items():
        quantities = dict(getattr(resources, field))
        for place, amount in changes.items():
            quantities[place] = replace(quantities[place], value=amount, high=None, low=None)
        resources = replace(resources, **{field: quantities})
    return replace(base, resources=resources)


def questions(of: Scenario) -> Iterator[tuple[str, str]]:
    """Every channel with every key that it has on the plan."""
    plan = of.plan
    keys = {
        "sector": sorted({camp.sector for camp in plan.camps.values()}),
        "road": [road.name for road in plan.roads],
        "camp": list(plan.camps),
        "gate": list(plan.gates),
        "region": list(plan.regions),
        "nation": ["nation"],
        "hub": list(plan.hubs),
    }
    for channel, found in CHANNELS.items():
        for key in keys[found.key]:
            yield channel, key
    for key in keys["region"]:
        yield ATTACK_LEVEL, key


@cache
def cases() -> tuple[Case, Case]:
    base = scenario()
    other = with_more(base, search_teams={"Gao": 4.0}, packing_teams={"Kidal": 6.0})
    return make_case(base, SEED), make_case(other, SEED)


def paths(case: Case, replication: int, after: float | None) -> dict[tuple[str, str], Path]:
    """The exogenous paths of a replication, after it has been run to a day."""
    m = set_out(case, replication)
    if after is not None:
        m.clock.run_through(after)
    return {
        (channel, key): m.world.exogenous(channel, key) for channel, key in questions(case.scenario)
    }


def test_every_channel_of_every_risk_is_asked() -> None:
    asked = {channel for channel, _ in questions(scenario())}
    given = {channel for module in modules().values() for channel in module.CHANNELS}
    assert given <= asked


@pytest.mark.parametrize("replication", REPLICATIONS)
def test_the_worlds_of_two_scenarios_are_equal_even_after_they_have_diverged(
    replication: int,
) -> None:
    one, other = cases()
    assert run_replication(one, replication).delays != run_replication(other, replication).delays
    before = paths(one, replication, None)
    # Changes in the number of columns, and in who asks first, leave no trace in the world.
    assert before == paths(one, replication, 300.0) == paths(other, replication, 300.0)
    assert any(len(path.times) > 1 for path in before.values())


def test_equal_addresses_have_equal_numbers_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    notes: list[dict[tuple[str, str, int], float]] = []
    uniform = Draws.uniform

    def noting(self: Draws, entity: str, purpose: str, attempt: int = 0) -> float:
        found = uniform(self, entity, purpose, attempt)
        notes[-1][entity, purpose, attempt] = found
        return found

    monkeypatch.setattr(Draws, "uniform", noting)
    for case in cases():
        notes.append({})
        run_replication(case, 17)
    one, other = notes
    shared = one.keys() & other.keys()
    assert {address: one[address] for address in shared} == {a: other[a] for a in shared}
    # Most slots are the same: the scenarios differ in one camp's columns and what follows of them.
    assert len(shared) > 0.6 * len(one.keys() | other.keys())
    # And what only one of them asked for is addressed too: the other would have got the same.
    fresh = Draws(SEED, 17)
    assert all(uniform(fresh, *address) == number for address, number in one.items())


# --- Two sectors that share nothing.


@cache
def toy() -> Scenario:
    """The toy plan with every risk of the baseline on, told of the toy's places; no long haul.

    The long haul from Harbour unloads at Home, where Alpha's and Bravo's columns unload: with it
    the two sectors share a handler. What the camps' trucks still bring there meets no hospital: the
    one that is nearest to its road is Home's, whose helicopter would then be out for the other
    sector. Axes, groups, search teams, trucks, roads and hubs are apart.
    """
    plain = load_scenario("toy")
    risk: dict[str, Any] = dict(scenario().risk)
    rates = risk["attacks"].region_rate
    risk["attacks"] = replace(
        risk["attacks"],
        rate_loaded=Quantity(4.0),
        rate_empty=Quantity(2.0),
        camp_rate={"Plain": rates["Kidal"], "Coast": rates["Kidal"]},
        region_rate={"Plain": rates["Kidal"], "Coast": rates["Gao"]},
    )
    risk["weather"] = replace(risk["weather"], regions={"Plain": "north", "Coast": "centre"})
    risk["ceasefire"] = replace(risk["ceasefire"], regions=("Plain",), sectors=("Near",))
    risk["consent"] = replace(risk["consent"], worse_sectors=("Near",))
    resources = replace(plain.resources, long_haul_trucks={})
    plan = replace(plain.plan, hospitals=())
    return replace(plain, plan=plan, risk=risk, resources=resources, name="toy with every risk")


@cache
def dates(near: bool, far: bool) -> list[dict[str, tuple[str, ...]]]:
    """By replication and camp: everything that is told of its closure; with more means or not."""
    changed = toy()
    if near:
        changed = with_more(changed, convoy_groups={"Home": 2}, packing_teams={"Bravo": 3})
        changed = with_more(changed, search_teams={"Home": 2}, trucks={"Home": 60})
    if far:
        changed = with_more(changed, packing_teams={"Charlie": 3})
    case = make_case(changed, SEED)
    return [{c.camp: (repr(c),) for c in run_replication(case, k).closures} for k in range(60)]


def moved(one: list[dict[str, tuple[str, ...]]], two: list[dict[str, tuple[str, ...]]]) -> set[str]:
    """Camps of which anything is different in any replication."""
    return {
        camp
        for before, after in zip(one, two, strict=True)
        for camp in before
        if before[camp] != after[camp]
    }


def test_a_change_in_one_sector_moves_the_others_dates_by_exactly_zero() -> None:
    plain = dates(near=False, far=False)
    assert moved(plain, dates(near=True, far=False)) == {"Alpha", "Bravo"}
    assert moved(plain, dates(near=False, far=True)) == {"Charlie"}


def test_with_the_risks_on_the_dates_do_differ_between_replications() -> None:
    found = dates(near=False, far=False)
    for camp in ("Alpha", "Bravo", "Charlie"):
        assert len({one[camp] for one in found}) > 30
