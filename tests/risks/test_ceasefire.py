"""The ceasefire: a threshold drawn beforehand, a hazard that approaches add to, overlays."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.calendar import to_day
from sim.draws import Draws
from sim.paths import Path
from sim.risks import ceasefire, registry
from sim.risks.ceasefire import Reaction, break_down, threshold
from sim.risks.world import AIRCRAFT_THREAT, CAMP_THREAT, CONSENT, ROAD_THREAT, World
from tests.risks import cases, threats

START = to_day(cases.START)
SETTINGS = threats.ceasefire_settings("baseline")
BASE, JUMP = SETTINGS.base_hazard.value, SETTINGS.approach_jump.value


def world(case: str = "baseline", *, replication: int = 0, **others: Any) -> World:
    of = threats.scenario(ceasefire=threats.ceasefire_settings(case), **others)
    return World(of, Draws(1, replication), registry.providers(of))


@cache
def thresholds() -> list[float]:
    of = threats.scenario(ceasefire=SETTINGS)
    return [threshold(SETTINGS, World(of, Draws(1, k), {})) for k in range(4000)]


# -- the threshold --------------------------------------------------------------------------------


def test_threshold_is_a_unit_exponential_of_the_replication() -> None:
    """The standard error of the mean of 4,000 is 0.016."""
    found = thresholds()
    assert np.mean(found) == pytest.approx(1.0, abs=4 * 0.016)
    assert np.mean(np.array(found) > 1.0) == pytest.approx(math.exp(-1.0), abs=4 * 0.0076)
    assert threshold(SETTINGS, world(replication=7)) == found[7]
    # An address of its own, which other settings share: the same ceasefire in every scenario.
    assert found[7] == Draws(1, 7).exponential("risk/ceasefire/nation", "threshold")


def test_ceasefire_that_is_off_never_breaks() -> None:
    off = threats.ceasefire_settings("off")
    reaction = Reaction(off, threshold(off, world("off")), START)
    reaction.approach(START + 10.0)
    assert reaction.due(START + 10.0) == math.inf


# -- the hazard -----------------------------------------------------------------------------------


def test_without_an_approach_it_breaks_at_the_base_rate() -> None:
    assert Reaction(SETTINGS, 0.3, START).due(START) == pytest.approx(START + 0.3 / BASE)


def test_an_approach_brings_the_breakdown_forward_by_its_hazard() -> None:
    reaction = Reaction(SETTINGS, 0.3, START)
    reaction.approach(START + 20.0)
    assert reaction.hazard(START + 30.0) == pytest.approx(30.0 * BASE + JUMP)
    assert reaction.due(START + 20.0) == pytest.approx(START + (0.3 - JUMP) / BASE)


def test_an_approach_that_crosses_the_threshold_breaks_it_there_and_then() -> None:
    reaction = Reaction(SETTINGS, 0.1, START)
    reaction.approach(START + 1.0)
    assert reaction.due(START + 1.0) == START + 1.0


def test_what_is_due_is_never_due_before_the_day_on_which_it_is_asked() -> None:
    reaction = Reaction(SETTINGS, 0.03, START)
    late = START + 1.0 + 0.03 / BASE
    assert reaction.due(late) == late
    crossed = Reaction(SETTINGS, 0.1, START)
    crossed.approach(START + 1.0)
    assert crossed.due(START + 5.0) == START + 5.0


def test_an_approach_after_the_breakdown_changes_nothing() -> None:
    reaction = Reaction(SETTINGS, 0.03, START)
    due = reaction.due(START)
    reaction.approach(due + 5.0)
    assert reaction.due(START) == due


def test_approaches_come_in_order_of_time() -> None:
    reaction = Reaction(SETTINGS, 9.0, START)
    reaction.approach(START + 5.0)
    with pytest.raises(ValueError, match="comes after"):
        reaction.approach(START + 4.0)


@given(
    level=st.floats(0.001, 5.0),
    waits=st.lists(st.floats(0.0, 100.0), max_size=6),
)
def test_the_breakdown_is_where_the_hazard_reaches_the_threshold(
    level: float, waits: list[float]
) -> None:
    reaction = Reaction(SETTINGS, level, START)
    t, due = START, reaction.due(START)
    for wait in waits:
        t += wait
        reaction.approach(t)
        sooner = reaction.due(START)
        assert sooner <= due + 1e-9
        due = sooner
    assert due >= START
    if reaction.hazard(due) > level + 1e-9:  # only an approach overshoots, at its own instant
        assert any(abs(due - (START + sum(waits[: k + 1]))) < 1e-9 for k in range(len(waits)))
    else:
        assert reaction.hazard(due) == pytest.approx(level)


def test_share_of_ceasefires_that_break_is_that_of_the_hazard() -> None:
    """Three approaches and 135 days: 1 − exp(−0.003 × 135 − 3 × 0.12) = 0.53 ± 0.008."""
    broken = 0
    for drawn in thresholds():
        reaction = Reaction(SETTINGS, drawn, START)
        for day in (30.0, 60.0, 110.0):
            reaction.approach(START + day)
        broken += reaction.due(START) <= START + 135.0
    expected = 1.0 - math.exp(-135.0 * BASE - 3.0 * JUMP)
    assert broken / 4000 == pytest.approx(expected, abs=4 * 0.008)


# -- the effects ----------------------------------------------------------------------------------


def test_breakdown_raises_the_threat_in_its_regions_only() -> None:
    w = world(attacks=threats.attack_settings("gamma_mixed"))
    since, factor = START + 50.0, SETTINGS.threat_factor.value
    early = w.path(ROAD_THREAT, "Tessalit–Kidal")  # asked before and after: both are overlaid
    break_down(SETTINGS, w, since)
    factors = {"Tessalit–Kidal": factor, "Kidal–Gao": 1.0 + 0.2 * (factor - 1.0),
               "Gao–Bamako": 1.0}  # fmt: skip
    for t in np.linspace(START, START + 200.0, 41):
        for name, expected in factors.items():
            plain = w.exogenous(ROAD_THREAT, name).value(t)
            assert w.path(ROAD_THREAT, name).value(t) == pytest.approx(
                plain * (expected if t >= since else 1.0)
            )
        for camp, expected in {"Kidal": factor, "Tessalit": factor, "Gao": 1.0}.items():
            plain = w.exogenous(CAMP_THREAT, camp).value(t)
            assert w.path(CAMP_THREAT, camp).value(t) == pytest.approx(
                plain * (expected if t >= since else 1.0)
            )
    assert early == w.exogenous(ROAD_THREAT, "Tessalit–Kidal")


def test_breakdown_raises_the_threat_to_aircraft_in_its_regions_only() -> None:
    w = world(attacks=threats.attack_settings("gamma_mixed"))
    since, factor = START + 50.0, SETTINGS.threat_factor.value
    break_down(SETTINGS, w, since)
    inside = SETTINGS.regions[0]
    outside = next(name for name in threats.PLAN.regions if name not in SETTINGS.regions)
    for region, expected in ((inside, factor), (outside, 1.0)):
        plain = w.exogenous(AIRCRAFT_THREAT, region)
        assert plain.value(since) > 0.0
        for days, times in ((-1.0, 1.0), (0.0, expected), (90.0, expected)):
            t = since + days
            found = w.path(AIRCRAFT_THREAT, region).value(t)
            assert found == pytest.approx(times * plain.value(t))


def test_breakdown_makes_consent_worse_in_its_sectors_only() -> None:
    w = world()
    break_down(SETTINGS, w, START + 50.0)
    assert w.path(CONSENT, "North") == Path.steps(0.0, [(START + 50.0, 1.0)])
    assert w.path(CONSENT, "East") == Path.constant(0.0)
    break_down(SETTINGS, w, START + 60.0)
    break_down(SETTINGS, w, START + 70.0)
    assert w.path(CONSENT, "North").value(START + 80.0) == 2.0  # nothing is worse than obstructive


# -- configuration --------------------------------------------------------------------------------


def test_off_keeps_the_values() -> None:
    default = threats.raw("ceasefire", "baseline")
    assert threats.raw("ceasefire", "off") == {**default, "enabled": False}


def test_names_unknown_to_the_plan_are_found() -> None:
    assert not list(ceasefire.problems(SETTINGS, threats.PLAN))
    wrong = {**threats.raw("ceasefire", "baseline"), "regions": ["Kidl"], "sectors": ["Nord"]}
    found = ceasefire.problems(TypeAdapter(ceasefire.Settings).validate_python(wrong), threats.PLAN)
    assert [p.where for p in found] == ["risk.ceasefire.regions", "risk.ceasefire.sectors"]


@pytest.mark.parametrize(
    ("key", "value"), [("base_hazard", -0.1), ("approach_jump", -1.0), ("hazard", 1.0)]
)
def test_a_mistake_is_refused_at_its_place(key: str, value: float) -> None:
    wrong = {**threats.raw("ceasefire", "baseline"), key: value}
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(ceasefire.Settings).validate_python(wrong)
    assert caught.value.error_count() == 1
    assert caught.value.errors()[0]["loc"][0] == key
