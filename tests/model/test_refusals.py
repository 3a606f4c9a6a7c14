"""Over many replications the model's own shares and rates are those that were configured."""

from dataclasses import replace
from datetime import date
from math import sqrt
from typing import Any

import pytest

from sim.distributions import Quantity
from sim.processes.case import Case, make_case
from sim.record.outcome import Outcome
from sim.replication import run_replication
from tests.model.cases import SEED, scenario
from tests.risks.expected import expected_refused

REPLICATIONS = 160
FIRST_MONTHS = date(2024, 1, 31)
"""What is asked and driven after the camps are closed is equipment alone: not run here."""


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    case = make_case(replace(scenario(), horizon=FIRST_MONTHS), SEED)
    return [run_replication(case, k) for k in range(REPLICATIONS)]


def share(outcomes: list[Outcome], part: str, whole: str) -> tuple[float, float]:
    """A ratio of totals and its standard error; replications, not requests, are independent."""
    parts, wholes = ([o.counts[name] for o in outcomes] for name in (part, whole))
    ratio = sum(parts) / sum(wholes)
    n = len(outcomes)
    rest = [p - ratio * w for p, w in zip(parts, wholes, strict=True)]
    return ratio, sqrt(sum(r * r for r in rest) / (n - 1) / n) / (sum(wholes) / n)


def test_the_shares_of_refused_flights_are_known_closely_enough(outcomes: list[Outcome]) -> None:
    for kind in ("crewed", "drone"):
        _, error = share(outcomes, f"flights_{kind}_refused", f"flights_{kind}_asked")
        assert error < 0.02


def test_crewed_flights_are_refused_as_the_letters_figures_say(outcomes: list[Outcome]) -> None:
    crewed, _ = share(outcomes, "flights_crewed_refused", "flights_crewed_asked")
    assert 0.05 <= crewed <= 0.09


def test_of_all_requests_a_quarter_is_refused_at_the_reference_mix(
    outcomes: list[Outcome],
) -> None:
    # The model's convoys ask for fewer drones beside its crewed flights than the mission did: the
    # shares of both, each the model's own, are weighed by the reported mix.
    flights: Any = scenario().risk["flights"]
    crewed, crewed_error = share(outcomes, "flights_crewed_refused", "flights_crewed_asked")
    drone, drone_error = share(outcomes, "flights_drone_refused", "flights_drone_asked")
    asked = flights.requests_crewed.value + flights.requests_drone.value
    weight = flights.requests_drone.value / asked
    together = (1.0 - weight) * crewed + weight * drone
    error = sqrt(((1.0 - weight) * crewed_error) ** 2 + (weight * drone_error) ** 2)
    assert crewed < together < drone
    assert 0.22 - 2 * error <= together <= 0.27 + 2 * error


def test_the_long_run_shares_of_the_configuration_are_in_the_accepted_ranges() -> None:
    risk: Any = scenario().risk
    expected = expected_refused(risk["flights"], risk["consent"])
    assert 0.05 <= expected.crewed <= 0.09
    assert 0.22 <= expected.all <= 0.27


def test_clearances_of_convoys_are_refused_between_the_best_and_the_worst_regime(
    outcomes: list[Outcome],
) -> None:
    consent: Any = scenario().risk["consent"]
    refused, error = share(outcomes, "clearances_refused", "clearances_asked")
    low, high = consent.convoy_refused.permissive.value, consent.convoy_refused.obstructive.value
    assert low + 3 * error < refused < high - 3 * error


# --- Attacks: with the rate of every road equal and every factor known, the kilometres driven times
# the rate are what was to be expected; the difference is a martingale whose variance is that sum.


def controlled(*, empty: float, overwatch: float, all_on_call: bool) -> Case:
    """The baseline with Poisson attacks of one rate everywhere, and nobody in haste.

    Parameters
    ----------
    empty
        Rate on an empty column over that on a loaded one.
    overwatch
        Factor of air overwatch.
    all_on_call
        Whether overwatch is always granted (flights off), else never.
    """
    base = scenario()
    risk: dict[str, Any] = dict(base.risk)
    attacks = risk["attacks"]
    risk["attacks"] = replace(
        attacks,
        rate_empty=Quantity(attacks.rate_loaded.value * empty),
        quiet_factor=Quantity(1.0),
        overwatch_factor=Quantity(overwatch),
        turn_back=Quantity(0.0),
    )
    for name in ("consent", "ceasefire", "weather"):
        risk[name] = replace(risk[name], enabled=False)
    risk["flights"] = (
        replace(risk["flights"], enabled=False)
        if all_on_call
        else scenario("third").risk["flights"]
    )
    if not all_on_call:
        risk["flights"] = replace(risk["flights"], airspace_closed=False)
    haste = replace(base.policy.acceleration, enabled=False)
    policy = replace(base.policy, acceleration=haste)
    # Aircraft over every column, in the south too: factors are then those of all kilometres.
    plan = replace(base.plan, quiet_regions=())
    means = replace(base.resources, overwatch_orbits={})
    end = date(2023, 12, 31)
    given = replace(base, risk=risk, policy=policy, plan=plan, resources=means, horizon=end)
    return make_case(given, SEED)


@pytest.mark.parametrize(
    ("empty", "overwatch", "all_on_call"),
    [(1.0, 1.0, True), (0.0, 1.0, True), (0.5, 0.7, True), (0.5, 0.7, False)],
    ids=["one rate", "loaded only", "with overwatch", "overwatch refused"],
)
def test_attacks_are_the_configured_rate_times_exposure_and_kilometres(
    empty: float, overwatch: float, all_on_call: bool
) -> None:
    case = controlled(empty=empty, overwatch=overwatch, all_on_call=all_on_call)
    found = [run_replication(case, k).counts for k in range(12)]
    attacks: Any = case.scenario.risk["attacks"]
    total = {name: sum(counts[name] for counts in found) for name in found[0]}
    loaded = total["column_km_loaded"]
    exposed = loaded + empty * (total["column_km"] - loaded)
    factor = overwatch if all_on_call else 1.0
    expected = attacks.rate_loaded.value / 1000.0 * factor * exposed
    assert total["orders_accelerated"] == 0
    assert expected > 200.0
    # Columns on the road at the horizon have been hit on kilometres that are not yet counted: at
    # most three long hauls and rotations a replication, less than 1 in 100.
    assert abs(total["attacks_convoy"] - expected) < 3.5 * sqrt(expected) + 0.01 * expected


def test_the_baselines_attacks_lie_between_its_lowest_and_highest_exposure(
    outcomes: list[Outcome],
) -> None:
    attacks: Any = scenario().risk["attacks"]
    per_km, error = share(outcomes, "attacks_convoy", "column_km_loaded")
    # All on loaded columns with overwatch in the quiet south; all at the full rate, the empty
    # columns' share on top, in haste and after the ceasefire has broken down everywhere.
    low = attacks.rate_loaded.value * attacks.overwatch_factor.value * attacks.quiet_factor.value
    high = (attacks.rate_loaded.value + attacks.rate_empty.value) * 1.5
    assert low < 1000.0 * (per_km - 3 * error)
    assert 1000.0 * (per_km + 3 * error) < high
