"""The rules of each sort of request: whose times, whose shares of refusals, which risk."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from sim.distributions import Distribution, Fixed, Quantity, Uniform
from sim.processes.rules import AllRules, Rules, all_rules, with_later
from sim.risks.regimes import ByRegime
from tests.processes.given import case


def shares(*values: float) -> ByRegime[Any]:
    return ByRegime(*map(Quantity, values))


@cache
def found(*, consent: bool = True, flights: bool = True) -> AllRules:
    """Rules of answer times that a person can add: nine in ten of 10 to 20 days are 19."""
    scenario = case().scenario
    movement, lift = scenario.tasks.movement, scenario.tasks.air_lift
    tasks = replace(
        scenario.tasks,
        movement=replace(movement, ask_again=Fixed(8.0), clearance_validity=Quantity(11.0)),
        air_lift=replace(
            lift,
            charter_clearance=Uniform(10.0, 20.0),
            charter_clearance_restrictive=Quantity(2.0),
            charter_clearance_regime=Quantity(9.0),
        ),
    )
    wide: Distribution = Uniform(10.0, 20.0)
    host = replace(
        case().settings.consent,
        enabled=consent,
        convoy_lead=ByRegime(wide, Fixed(30.0), Fixed(40.0)),
        convoy_refused=shares(0.01, 0.02, 0.03),
    )
    air = replace(
        case().settings.flights,
        enabled=flights,
        lead=ByRegime(Fixed(1.0), wide, Fixed(5.0)),
        crewed_refused=shares(0.1, 0.2, 0.3),
        drone_refused=shares(0.4, 0.5, 0.6),
        ask_again=Fixed(6.0),
    )
    return all_rules(tasks, scenario.policy, host, air)


def test_planners_ask_ahead_by_nine_answers_in_ten_of_each_sort_and_regime() -> None:
    assert case().scenario.policy.answers_in_time.value == 0.9
    assert found().convoy.ahead == pytest.approx((19.0, 30.0, 40.0))
    assert found().crewed.ahead == found().drone.ahead == pytest.approx((1.0, 19.0, 5.0))
    # A charter's answer takes longer the less free the regime is.
    assert found().charter.ahead == pytest.approx((19.0, 21.0, 28.0))
    assert found().charter.extra == (0.0, 2.0, 9.0)
    assert found().convoy.extra == found().crewed.extra == (0.0, 0.0, 0.0)


def test_each_sort_is_refused_at_its_own_shares_and_asked_again_in_its_own_time() -> None:
    rules = found()
    sorts = (rules.convoy, rules.crewed, rules.drone, rules.charter)
    assert [of.refused_share for of in sorts] == [
        (0.01, 0.02, 0.03), (0.1, 0.2, 0.3), (0.4, 0.5, 0.6), (0.1, 0.2, 0.3),
    ]  # fmt: skip
    assert [of.ask_again.ppf(0.5) for of in sorts] == [8.0, 6.0, 6.0, 6.0]
    assert {of.validity for of in sorts} == {11.0}
    assert [of.asked for of in sorts] == [
        "clearances_asked", "flights_crewed_asked", "flights_drone_asked", "flights_crewed_asked",
    ]  # fmt: skip


@pytest.mark.parametrize(("consent", "flights"), [(True, False), (False, True)])
def test_columns_are_a_matter_of_consent_and_flights_one_of_their_own(
    consent: bool, flights: bool
) -> None:
    rules = found(consent=consent, flights=flights)
    assert [of.on for of in (rules.convoy, rules.crewed, rules.drone, rules.charter)] == [
        consent, flights, flights, flights,
    ]  # fmt: skip


def test_only_sorts_whose_rules_change_have_later_ones() -> None:
    first = found()
    second = replace(first, convoy=replace(first.convoy, validity=30.0))
    assert with_later(first, [(60.0, first)]) == first
    changed = with_later(first, [(60.0, first), (90.0, second)])
    assert (changed.crewed, changed.drone, changed.charter) == (
        first.crewed, first.drone, first.charter,
    )  # fmt: skip
    convoy: Rules = changed.convoy
    assert [convoy.at(day).validity for day in (59.0, 60.0, 89.9, 90.0)] == [11.0, 11.0, 11.0, 30.0]
