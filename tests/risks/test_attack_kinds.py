"""Kinds of attack: together they cost what the facts say of attacks of all kinds."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.distributions import Quantity
from sim.draws import Draws
from sim.record.counts import COUNTS
from sim.risks import attacks, ceasefire, registry
from sim.risks.attack_kinds import KINDS, WOUNDS
from sim.risks.world import AIRCRAFT_THREAT, World
from tests.risks import threats
from tests.risks.threats import MODELS

KILLED, KILLED_RANGE = 0.19, (0.11, 0.30)
HURT, HURT_RANGE = 1.6, (0.56, 2.1)
"""Of 58 attacks in 2021-2023: 11 killed and 93 hurt (data/rates.csv, killed_ and injured_)."""


def settings(case: str = "gamma_mixed") -> attacks.Settings:
    return threats.attack_settings(case)


def mean_casualties(of: attacks.Settings) -> tuple[float, float]:
    """People killed on the spot, and hurt, in the mean attack at the reference mix."""
    mix, ied, indirect = of.reference_mix, of.ied_share.value, of.indirect_share.value
    kinds = (
        (mix.columns.value * ied, of.ied),
        (mix.columns.value * (1.0 - ied), of.complex_on_column),
        (mix.camps.value * indirect, of.indirect_fire),
        (mix.camps.value * (1.0 - indirect), of.complex_on_camp),
        (mix.aircraft.value, of.aircraft_fire),
    )
    return (
        sum(share * kind.killed.mean for share, kind in kinds),
        sum(share * kind.hurt.mean for share, kind in kinds),
    )


@pytest.mark.parametrize("case", MODELS)
def test_all_kinds_together_cost_what_attacks_have_cost(case: str) -> None:
    of = settings(case)
    killed, hurt = mean_casualties(of)
    serious = hurt * of.wounds.serious.value
    in_time = killed + serious * of.wounds.die_in_time.value
    by_road = killed + serious * of.wounds.die_by_road.value
    # The reports count who died of wounds too; how many do depends on evacuation.
    assert KILLED_RANGE[0] < in_time < KILLED < by_road < KILLED_RANGE[1]
    assert hurt == pytest.approx(HURT, rel=0.02)
    assert HURT_RANGE[0] < hurt < HURT_RANGE[1]


def test_kinds_on_columns_lose_the_vehicles_that_attacks_on_columns_lose() -> None:
    of = settings()
    share = of.ied_share.value
    mean = share * of.ied.vehicles_lost.mean
    mean += (1.0 - share) * of.complex_on_column.vehicles_lost.mean
    assert mean == pytest.approx(2.0, rel=0.02)


def test_all_models_share_the_kinds() -> None:
    first = settings(MODELS[0])
    for case in MODELS[1:]:
        assert replace(settings(case), model=first.model) == first


def test_indirect_fire_mostly_hurts_nobody_and_an_assault_mostly_does() -> None:
    of = settings()
    assert of.indirect_fire.hurt.ppf(0.8) == 0.0 < of.indirect_fire.hurt.ppf(0.9)
    assert of.indirect_fire.killed.ppf(0.95) == 0.0 < of.indirect_fire.killed.ppf(0.99)
    assert of.complex_on_camp.hurt.ppf(0.2) > 0.0


def test_a_kind_is_chosen_by_its_share() -> None:
    of = settings()
    share, indirect = of.ied_share.value, of.indirect_share.value
    assert of.on_column(share - 1e-9) == ("ied", of.ied)
    assert of.on_column(share) == ("complex_on_column", of.complex_on_column)
    assert of.on_camp(indirect - 1e-9) == ("indirect_fire", of.indirect_fire)
    assert of.on_camp(indirect) == ("complex_on_camp", of.complex_on_camp)


def test_every_kind_has_its_counts() -> None:
    wanted = {f"{what}_{kind}" for what in ("hurt", "killed") for kind in KINDS}
    assert {*wanted, f"killed_{WOUNDS}"} <= set(COUNTS)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("wounds", "die_late"), 0.5, "must not fall in this order"),
        (("reference_mix", "camps"), 0.5, "they must sum to 1"),
        (("evacuation", "speed"), 0.0, "must be positive"),
        (("ied_share",), 1.2, "not a share"),
    ],
)
def test_wrong_settings_are_refused(path: tuple[str, ...], value: float, message: str) -> None:
    data = threats.raw("attacks", "gamma_mixed")
    there: Any = data
    for key in path[:-1]:
        there = there[key]
    there[path[-1]] = value
    with pytest.raises(ValidationError, match=message):
        TypeAdapter(attacks.Settings).validate_python(data)


def test_the_threat_to_aircraft_is_the_rate_times_the_level_and_grows_with_the_ceasefire() -> None:
    of = replace(settings("poisson"), quiet_factor=Quantity(0.25))
    scenario = threats.scenario(attacks=of)
    world = World(scenario, Draws(1, 0), registry.providers(scenario))
    rate = of.aircraft_fire.rate.value / 1000.0
    assert world.path(AIRCRAFT_THREAT, "Kidal").value(60.0) == pytest.approx(rate)
    assert world.path(AIRCRAFT_THREAT, "South").value(60.0) == pytest.approx(rate / 4.0)
    broken = threats.ceasefire_settings("baseline")
    ceasefire.break_down(broken, world, 70.0)
    after = world.path(AIRCRAFT_THREAT, "Kidal")
    assert after.value(69.0) == pytest.approx(rate)
    assert after.value(70.0) == pytest.approx(rate * broken.threat_factor.value)
