"""Supply: wells fail as configured, and fuel comes by the share of the road that is open."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.configuration import load_scenario
from sim.errors import ConfigurationError
from sim.paths import Path
from sim.risks.imports import Settings as Imports
from sim.risks.supply import Settings
from sim.risks.world import CONSENT, FUEL, GATE, WELLS
from tests.risks import cases
from tests.risks.test_consent import close

LONG = date(2063, 6, 30)


def baseline() -> Settings:
    return cases.settings(Settings, "supply", "baseline")


def test_wells_fail_for_the_share_of_time_of_their_spells() -> None:
    of = cases.scenario({"supply": baseline()}, horizon=LONG)
    share = []
    for k in range(200):
        world = cases.world(of, replication=k)
        share.append(world.path(WELLS, "Kidal").integral(of.start, of.end) / (of.end - of.start))
        assert world.path(WELLS, "Kidal").value(of.start) == 1.0
    wells = baseline().wells
    expected = wells.working.mean / (wells.working.mean + wells.failed.mean)
    # They work at the start: a working spell in forty years, 4 % of the share that they fail.
    assert close(np.array(share), expected, slack=0.04 * (1 - expected))


@pytest.mark.parametrize(
    ("status", "at_first"), [("2023-07-01", 1.0), ("2023-08-18", 0.4)]
)  # Benin and Niger shut their border between the two days
def test_one_shut_gate_keeps_out_the_share_of_the_fuel_that_passes_all(
    status: str, at_first: float
) -> None:
    risks = ["risk/supply=baseline", "risk/corridors=baseline"]
    of = load_scenario("all_off", [f"status={status}", *risks])
    hub = of.settings("supply", Settings).hubs["Gao"]
    through = hub.through_gates.value
    assert hub.gates == ("Labbezanga", "Malanville")
    seen: set[float] = set()
    for k in range(20):
        world = cases.world(of, replication=k)
        fuel = world.path(FUEL, "Gao")
        assert fuel.value(of.start) == pytest.approx(at_first)
        for day in np.linspace(of.start, of.end, 300):
            are_open = all(world.path(GATE, gate).value(day) for gate in hub.gates)
            assert fuel.value(day) == (1.0 if are_open else 1.0 - through)
        assert world.path(FUEL, "Timbuktu") == Path.constant(1.0)
        seen.update(fuel.values)
    assert seen == {1.0, 1.0 - through}


def test_the_directive_lets_fuel_in_by_the_regime_to_every_hub() -> None:
    of = load_scenario(
        "all_off", ["risk/supply=baseline", "risk/consent=baseline", "risk/imports=directive"]
    )
    let_in = of.settings("imports", Imports).fuel_let_in
    world = cases.world(of)
    nation, fuel = world.path(CONSENT, "nation"), world.path(FUEL, "Timbuktu")
    for day in np.linspace(of.start, of.end, 500):
        assert fuel.value(day) == let_in.at(nation.value(day)).value


def test_the_beginning_is_the_same_under_another_horizon() -> None:
    of = cases.scenario({"supply": baseline()})
    for k in range(50):
        short = cases.world(of, replication=k).path(WELLS, "Kidal").times
        long = cases.world(replace(of, horizon=LONG), replication=k).path(WELLS, "Kidal").times
        inside = [time for time in short if time < of.end]
        assert inside == list(long[: len(inside)])


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("+risk.supply.hubs.Goa={held: 30, through_gates: 0}", "the plan has no hub 'Goa'"),
        ("risk.supply.hubs.Gao.gates=[Labezanga]", "the plan has no gate 'Labezanga'"),
    ],
)
def test_a_name_that_the_plan_does_not_know_is_refused(override: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load_scenario("baseline", [override])


def test_a_camp_may_not_wait_for_supplies_that_nobody_sends() -> None:
    with pytest.raises(ConfigurationError, match="'to_move' \\(12\\) may not be more than 'below'"):
        load_scenario("baseline", ["policy.supply.to_move=12"])
