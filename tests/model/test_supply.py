"""Supply in the whole model: a shortage stops columns, and forces haste; off, nothing is short."""

import re
from functools import cache

import numpy as np
import pytest

from sim.processes.supply_column import wants
from sim.record import triggers
from sim.record.outcome import ACCELERATED, Outcome
from sim.replication import run_replication, set_out
from tests.model.cases import loaded

SHORT = (
    "columns_short_of_fuel", "departures_short_of_supply", "orders_for_supply",
    "resupply_columns", "resupply_flights", "supply_low_days",
)  # fmt: skip


@cache
def outcome(scenario: str, replication: int, *overrides: str) -> Outcome:
    case = loaded(scenario, *overrides)
    return run_replication(case, replication, story=True, chains=True)


def told(of: Outcome, text: str) -> list[tuple[float, str]]:
    return [(day, line) for day, line in of.story if text in line]


def haste(of: Outcome) -> set[str]:
    """Camps for which command was asked to leave for want of supplies."""
    return {
        firing.place
        for firing in of.triggers
        if firing.trigger == triggers.SUPPLY and firing.decision == "leave in haste"
    }


@pytest.mark.parametrize("name", ["toy", "all_off"])
def test_with_the_risk_off_nothing_is_short(name: str) -> None:
    counts = outcome(name, 0).counts
    assert {key: counts[key] for key in SHORT} == dict.fromkeys(SHORT, 0.0)


def test_on_alone_with_ample_stocks_it_moves_no_closure() -> None:
    ample = (
        "risk/supply=baseline",
        *(
            f"risk.supply.held.{c}={{dist: fixed, value: 900}}"
            for c in ("rations", "fuel", "water")
        ),
        *(f"risk.supply.hubs.{hub}.held={{dist: fixed, value: 900}}" for hub in ("Gao", "Mopti")),
        "risk.supply.stores=1000",
    )
    with_it, without = outcome("all_off", 0, *ample), outcome("all_off", 0)
    assert [c.closed for c in with_it.closures] == [c.closed for c in without.closures]
    assert {key: with_it.counts[key] for key in SHORT} == dict.fromkeys(SHORT, 0.0)


def test_a_hub_without_fuel_stops_its_columns_until_tankers_come_through() -> None:
    found = [outcome("stress_shortage", k) for k in range(8)]
    assert sum(of.counts["columns_short_of_fuel"] for of in found[:4]) >= 8
    waits = [
        segment
        for of in found
        for chain in of.chains.values()
        for segment in chain
        if segment.cause == "supply" or segment.activity == "no fuel at Gao"
    ]
    assert {segment.cause for segment in waits} == {"supply"}
    # The chain of a camp whose columns waited to its triage passes through that wait.
    known = {"no fuel at Gao", "loads that are still there at triage"}
    assert {segment.activity for segment in waits} == known
    assert max(s.days for s in waits if s.activity == "no fuel at Gao") > 5.0
    # The same worlds without the risk: nobody waits for fuel.
    free = [outcome("stress_shortage", k, "risk/supply=off") for k in range(4)]
    assert not any(told(of, "has no fuel to give") for of in free)
    assert sum(of.counts["columns_short_of_fuel"] for of in free) == 0


def test_a_column_that_waits_for_fuel_leaves_after_its_wait_and_not_before() -> None:
    left = 0
    for of in (outcome("stress_shortage", k) for k in range(8)):
        for day, line in told(of, "Gao has no fuel to give"):
            entity = re.split(" asks for no means| cannot leave| stands down", line)[0]
            out = [at for at, text in of.story if text.startswith(f"{entity} leaves")]
            assert all(at > day for at in out)
            left += len(out)
    assert left > 0


def test_camps_that_nothing_reaches_are_left_in_haste() -> None:
    for k in range(3):
        of = outcome("camps_cut_off", k)
        modes = {c.camp: c.mode for c in of.closures}
        assert haste(of) >= {"Tessalit", "Aguelhok", "Kidal"}
        ordered = {camp for camp in haste(of) if told(of, f"order to leave {camp} in haste: no s")}
        assert ordered >= {"Tessalit", "Aguelhok", "Kidal"}
        assert all(modes[camp] == ACCELERATED for camp in ordered)
        assert of.counts["orders_for_supply"] == len(ordered) > 0
        assert of.counts["resupply_flights"] == 0
        for camp in ordered:
            low = told(of, f"supplies run low at {camp}:")[0][0]
            order = told(of, f"order to leave {camp} in haste: no supplies come in")[0][0]
            assert order > low + 4.0  # a week, less where something is used up before


def test_without_haste_camps_wait_for_supplies_and_are_not_left_for_them() -> None:
    of = outcome("camps_cut_off", 0, "policy.acceleration.enabled=false")
    assert haste(of) == set()
    assert of.counts["orders_for_supply"] == 0
    assert of.counts["supply_low_days"] > outcome("camps_cut_off", 0).counts["supply_low_days"]


def test_a_policy_that_sends_nobody_leaves_at_once() -> None:
    neither = ("policy.supply.by_air=false", "policy.supply.by_road=false")
    of = outcome("camps_cut_off", 0, *neither)
    assert of.counts["resupply_columns"] == of.counts["resupply_flights"] == 0
    latest = loaded("camps_cut_off").scenario.policy.acceleration.decision_delay.ppf(1.0)
    assert haste(of)
    for camp in haste(of):
        low = told(of, f"supplies run low at {camp}:")[-1][0]
        order = told(of, f"order to leave {camp} in haste: no supplies come in")[0][0]
        assert order - low <= latest


def test_each_resupply_is_told_and_counted() -> None:
    total = 0
    for k in range(6):
        of = outcome("baseline", k)
        assert of.counts["resupply_flights"] == len(told(of, " tonnes to "))
        by_road = told(of, " with supplies for ")
        brought = told(of, " has brought supplies to ")
        assert len(brought) <= len(by_road) <= of.counts["resupply_columns"]
        total += len(brought)
    assert total > 0


@pytest.mark.parametrize(
    ("there", "later", "asked"), [(20, 20, 4), (3, 20, 3), (0, 20, 4), (0, 2, 2)]
)
def test_a_resupply_column_asks_for_trucks_also_while_its_hub_has_none(
    there: int, later: int, asked: int
) -> None:
    m = set_out(loaded("baseline"), 0)
    m.pool.resize("trucks:Gao", there, m.track("contractor"), most=later)
    assert wants(m, m.camps["Kidal"], 4)["trucks:Gao"] == asked


def test_nothing_is_brought_to_a_camp_that_has_been_left() -> None:
    found = [outcome("baseline", k) for k in (*range(6), 24, 29)]
    turned = 0
    for of in found:
        closed = {c.camp: c.closed for c in of.closures}
        for day, line in of.story:
            if brought := re.fullmatch(r".* has brought supplies to (\w+)", line):
                assert day <= closed[brought[1]]
            turned += bool(re.fullmatch(r".* closed and returns with its supplies", line))
    assert turned > 0


def test_fuel_held_ready_shortens_the_days_on_which_camps_are_low() -> None:
    usual = np.array(
        [run_replication(loaded("baseline"), k).counts["supply_low_days"] for k in range(24)]
    )
    ready = loaded("baseline+prepositioned_fuel")
    more = np.array([run_replication(ready, k).counts["supply_low_days"] for k in range(24)])
    gain = usual - more
    assert gain.mean() > 2.0 * gain.std(ddof=1) / np.sqrt(len(gain))
