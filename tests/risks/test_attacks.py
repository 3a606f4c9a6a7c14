"""Attacks: equal means, the crowding that the facts show, and paths that do not depend on a run.

Statistical tests have fixed seeds; the bound of each is four of its own standard errors, unless
it says otherwise.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from scipy import stats
from scipy.optimize import minimize

from sim.calendar import MONTH, to_day
from sim.distributions import Delayed, Distribution, Fixed, Gamma, Quantity
from sim.draws import Draws
from sim.paths import Path
from sim.risks import attacks, registry
from sim.risks.attacks import ATTACK_LEVEL
from sim.risks.threat_events import cluster_events, hawkes_events
from sim.risks.threat_models import (
    Clustered,
    GammaMixed,
    Hawkes,
    RegimeSwitching,
    Spells,
    ThreatModel,
)
from sim.risks.world import CAMP_THREAT, ROAD_THREAT, Provider, World
from sim.scenario import Scenario
from tests.risks import cases, threats
from tests.risks.threats import MODELS, REGIONS

START = to_day(cases.START)
Floats = NDArray[np.float64]
Providers = Mapping[str, tuple[tuple[Any, Provider], ...]]


@cache
def given_world(case: str, horizon: date) -> tuple[Scenario, Providers]:
    of = threats.scenario(horizon=horizon, attacks=threats.attack_settings(case))
    return of, registry.providers(of)


def world(case: str, *, replication: int = 0, horizon: date = cases.HORIZON) -> World:
    of, providers = given_world(case, horizon)
    return World(of, Draws(1, replication), providers)


def level(model: ThreatModel, rate: float, start: float, end: float, replication: int = 0) -> Path:
    return model.level(Draws(5, replication), "test", rate, start, end)


def clustered(follow_up: float = 0.25, days: float = 3.0) -> Clustered:
    return Clustered("clustered", Quantity(follow_up), Quantity(days))


def hawkes(branching: float = 0.5, decay: float = 0.028) -> Hawkes:
    return Hawkes("hawkes", Quantity(branching), Quantity(decay))


# -- equal means ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", MODELS)
def test_all_models_have_the_same_mean_on_a_reference_exposure(case: str) -> None:
    """Expected attacks over 135 days at the regions' own rates, now and after 550 days.

    The standard error of the ratio to the constant model is below 0.015 with 800 replications.
    """
    settings = threats.attack_settings(case)
    total = sum(settings.region_rate[region].value for region in REGIONS)
    ratios = []
    for replication in range(800):
        w = world(case, replication=replication)
        now = later = 0.0
        for region in REGIONS:
            path, rate = w.path(ATTACK_LEVEL, region), settings.region_rate[region].value
            now += rate * path.integral(START, START + 135.0)
            later += rate * path.integral(START + 550.0, START + 685.0)
        ratios.append((now / (135.0 * total), later / (135.0 * total)))
    mean, error = np.mean(ratios, axis=0), np.std(ratios, axis=0) / math.sqrt(len(ratios))
    assert np.all(error < 0.015)
    assert np.all(np.abs(mean - 1.0) <= 4.0 * error + 1e-12)


@pytest.mark.parametrize("case", MODELS)
def test_a_column_is_hit_at_the_configured_rate_a_1000_km(case: str) -> None:
    """One column a replication over 6,000 km of northern track at 75 km/day."""
    hits = []
    for replication in range(800):
        w = world(case, replication=replication)
        path = w.path(ROAD_THREAT, "Tessalit–Kidal")
        hits.append(sum(1 for _ in attacks_on(path * 75.0, w.draws, START, START + 80.0)) / 6.0)
    error = np.std(hits) / math.sqrt(len(hits))
    assert error < 0.04
    assert abs(np.mean(hits) - 1.0) <= 4.0 * error


def attacks_on(
    path: Path, draws: Draws, start: float, end: float, name: str = "hit"
) -> list[float]:
    """Attacks drawn from a threat a day, as the processes draw them."""
    found: list[float] = []
    t = start
    while (t := path.reach(t, draws.exponential(name, "hit", len(found)))) < end:
        found.append(t)
    return found


# -- crowding -------------------------------------------------------------------------------------


def monthly_dispersion(case: str, replications: int = 500) -> float:
    """Variance over mean of the attacks in five regions in a month, on the whole Mission."""
    settings = threats.attack_settings(case)
    counts = np.zeros((replications, 4))
    for replication in range(replications):
        w = world(case, replication=replication, horizon=date(2023, 12, 31))
        for region in REGIONS:
            path = w.path(ATTACK_LEVEL, region) * (settings.region_rate[region].value / MONTH)
            for t in attacks_on(path, w.draws, START, START + 4.0 * MONTH, region):
                counts[replication, int((t - START) / MONTH)] += 1.0
    return float(counts.var() / counts.mean())


def test_default_model_has_the_monthly_dispersion_of_the_facts() -> None:
    """ACLED 2017-2020: 1.43, from 48 months, hence a standard error of sqrt(2 / 47) = 0.21."""
    assert monthly_dispersion("gamma_mixed") == pytest.approx(1.43, abs=0.21)


def test_dispersion_of_the_other_models() -> None:
    """Bounds are four standard errors, sqrt(2 / 2000) = 0.03 for independent months."""
    assert monthly_dispersion("poisson") == pytest.approx(1.0, abs=0.13)
    # Closed form for whole clusters in a month: 1 + p² (1 + p) / (1 − p).
    assert monthly_dispersion("clustered") == pytest.approx(1.0 + 0.25**2 * 1.25 / 0.75, abs=0.13)
    assert 1.1 < monthly_dispersion("hawkes") < 1.64
    assert 1.1 < monthly_dispersion("regime_switching") < 1.64


def test_share_of_events_with_a_follow_up_within_three_days() -> None:
    """At a rate so low that strangers hardly come between, the share is the probability."""
    rate, p = 0.001, 0.25
    events = np.array(cluster_events(Draws(3, 0), "test", rate, p, 3.0, 0.0, 8e6))
    followed = np.mean(np.diff(events) < 3.0)
    error = math.sqrt(p * (1.0 - p) / len(events))
    assert p - 4.0 * error <= followed <= 1.0 - (1.0 - p) * math.exp(-3.0 * rate) + 4.0 * error
    gaps = np.diff(events)[np.diff(events) < 3.0]  # evenly spread over the window
    assert np.mean(gaps) == pytest.approx(1.5, abs=4.0 * math.sqrt(0.75 / len(gaps)))
    assert np.mean(gaps < 0.75) == pytest.approx(0.25, abs=4.0 * math.sqrt(0.1875 / len(gaps)))
    assert len(events) / 8e6 == pytest.approx(rate, abs=4.0 * rate * math.sqrt(5 / 3 / 8e3))


def test_events_of_a_chain_stand_among_those_of_others_in_order_of_time() -> None:
    events = cluster_events(Draws(3, 0), "test", 1.0, 0.5, 3.0, 0.0, 100.0)
    assert events == sorted(events)


def test_chains_of_events_are_geometric() -> None:
    events = np.array(cluster_events(Draws(4, 0), "test", 0.001, 0.25, 3.0, 0.0, 4e6))
    starts = np.flatnonzero(np.diff(events, prepend=-10.0) >= 3.0)
    sizes = np.diff(np.append(starts, len(events)))
    assert np.mean(sizes) == pytest.approx(4 / 3, abs=0.05)
    assert np.mean(sizes >= 3) == pytest.approx(0.25**2, abs=0.015)


def test_attacks_drawn_from_a_level_crowd_less_than_its_events() -> None:
    """The stated limit: being hit excites nothing, so that pairs come from the threat alone.

    The excess of pairs within 3 days an attack is p² / 2 for lone events, more with chains, and
    well below the p that events have.
    """
    rate, p, end = 0.0555, 0.25, 3e5
    path = level(clustered(p), rate, 0.0, end) * rate
    hits = np.array(attacks_on(path, Draws(6, 0), 0.0, end))
    within = np.searchsorted(hits, hits + 3.0) - np.arange(1, len(hits) + 1)
    excess = np.mean(within) - 3.0 * rate
    error = math.sqrt(np.mean(within) / len(hits))
    assert p**2 / 2 - 4.0 * error <= excess <= p / 2


def test_each_event_of_a_cluster_raises_the_level_for_three_days() -> None:
    rate, p = 0.05, 0.25
    path = level(clustered(p), rate, 0.0, 400.0)
    events = cluster_events(Draws(5, 0), "test", rate, p, 3.0, -45.0, 400.0)
    for t in np.linspace(0.5, 399.5, 500):
        running = sum(1 for event in events if event <= t < event + 3.0)
        assert path.value(t) == pytest.approx(1.0 - p + running * p / (3.0 * rate))
    assert path.value(401.0) == 1.0


# -- self-excitation ------------------------------------------------------------------------------


def test_hawkes_parameters_are_recovered_by_maximum_likelihood() -> None:
    """3,000 events: the standard error of the branching is 0.03."""
    end = 30_000.0
    events = np.array(hawkes_events(Draws(7, 0), "test", 0.1, 0.5, 0.3, 0.0, end)[0][:-1])
    gaps = np.diff(events)

    def loss(x: Floats) -> float:
        base, branching, decay = (float(v) for v in np.exp(x))
        fading = np.exp(-decay * gaps)
        total, excited = math.log(base), 0.0
        for fade in fading.tolist():
            excited = fade * (1.0 + excited)
            total += math.log(base + branching * decay * excited)
        area = base * end + branching * float(np.sum(-np.expm1(-decay * (end - events))))
        return area - total

    base, branching, decay = np.exp(
        minimize(loss, np.log([0.08, 0.3, 0.5]), method="Nelder-Mead").x
    )
    assert branching == pytest.approx(0.5, abs=0.1)
    assert decay == pytest.approx(0.3, rel=0.35)
    assert base / (1.0 - branching) == pytest.approx(0.1, rel=0.15)


def test_hawkes_events_come_at_their_mean_rate_from_the_first_day() -> None:
    """Without any burn-in; the standard error of the mean count of 2.5 is below 0.06."""
    counts = [
        len(hawkes_events(Draws(8, k), "test", 0.05, 0.5, 0.1, 0.0, 50.0)[0]) - 1
        for k in range(2000)
    ]
    assert np.std(counts) / math.sqrt(2000) < 0.06
    assert np.mean(counts) == pytest.approx(2.5, abs=4 * 0.06)


def test_hawkes_level_carries_the_exact_integral_of_its_intensity() -> None:
    branching, decay, rate, end = 0.5, 0.028, 0.05, 2000.0
    path = level(hawkes(branching, decay), rate, 0.0, end)
    begin = -4.0 / (decay * (1.0 - branching))
    events, excited = hawkes_events(Draws(5, 0), "test", rate, branching, decay, begin, end)
    inside = [(t, e) for t, e in zip(events, excited, strict=True) if 0.0 <= t < end]
    assert len(inside) > 50
    for (t0, e0), (t1, _) in pairwise(inside):
        exact = (1.0 - branching) * (t1 - t0)
        exact += e0 / rate * -math.expm1(-decay * (t1 - t0)) / decay
        assert path.integral(t0, t1) == pytest.approx(exact, rel=1e-9)


def test_hawkes_events_are_a_unit_rate_process_in_the_time_of_their_intensity() -> None:
    """Time rescaling: the level's integrals between events are exponential of unit mean."""
    rate, end = 0.05, 60_000.0
    path = level(hawkes(), rate, 0.0, end)
    begin = -4.0 / (0.028 * 0.5)
    events = hawkes_events(Draws(5, 0), "test", rate, 0.5, 0.028, begin, end)[0]
    inside = [t for t in events if 0.0 <= t < end - 50.0]
    waits = [rate * path.integral(a, b) for a, b in pairwise(inside)]
    assert len(waits) > 2000
    assert stats.kstest(waits, "expon").pvalue > 1e-3


# -- regimes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [Fixed, None], ids=["fixed", "exponential"])
def test_regimes_are_stationary_from_the_first_instant(
    make: Callable[[float], Distribution] | None,
) -> None:
    """Fixed spells never forget their phase: only the right start gives a level mean for ever."""
    found = threats.attack_settings("regime_switching").model
    assert isinstance(found, RegimeSwitching)
    model = found
    if make is not None:
        one, three = Quantity(1.0), Quantity(3.0)
        model = replace(found, calm=Spells(one, make(60.0)), tense=Spells(three, make(30.0)))
    times = (0.0, 10.0, 45.0, 70.0, 300.0)
    values = np.array(
        [[path.value(t) for t in times] for path in (
            level(model, 0.0, 0.0, 400.0, replication) for replication in range(3000)
        )]
    )  # fmt: skip
    assert set(values.round(12).ravel()) == {0.6, 1.8}
    error = 1.2 * math.sqrt(2 / 9 / 3000)
    assert np.all(np.abs(values.mean(axis=0) - 1.0) <= 4.0 * error)


def test_the_drawn_level_is_of_a_number_of_its_own() -> None:
    model = GammaMixed("gamma_mixed", Quantity(0.8), Quantity(0.25), Quantity(7.0))
    draws = Draws(1, 4)
    expected = Gamma(mean=1.0, shape=0.8).ppf(draws.uniform("risk/attacks/Gao", "level"))
    assert model.level(draws, "risk/attacks/Gao", 0.0, START, START + 9.0).values == (expected,)


def test_a_region_whose_drawn_level_is_nothing_is_quiet_for_ever() -> None:
    """So wild a gamma that its low quantiles are zero to the last bit."""
    model = GammaMixed("gamma_mixed", Quantity(0.01), Quantity(0.25), Quantity(7.0))
    found = (Draws(1, k) for k in range(100_000))
    draws = next(one for one in found if one.uniform("quiet", "level") < 2e-4)
    assert model.level(draws, "quiet", 1.0, START, START + 9.0) == Path.constant(0.0)


@pytest.mark.parametrize("case", ["poisson", "clustered", "hawkes", "regime_switching"])
def test_after_the_last_instant_generated_the_level_stands_at_its_mean(case: str) -> None:
    for region in REGIONS:
        path = world(case).path(ATTACK_LEVEL, region)
        assert path.value(1e6) == 1.0


def test_a_spell_of_a_region_may_have_no_length() -> None:
    """Calm days, then four tense ones or none: as many calm ones in a row as there are nones."""
    tense = Spells(Quantity(3.0), Delayed(0.5, Fixed(4.0)))
    model = RegimeSwitching("regime_switching", Spells(Quantity(1.0), Fixed(5.0)), tense)
    path = level(model, 1.0, START, START + 500.0)
    assert len(path.times) > 20
    lengths = np.diff(path.times).round(6)[1:-1]
    assert set(lengths % 5.0) <= {0.0, 4.0}


# -- paths do not depend on the run ---------------------------------------------------------------


@pytest.mark.parametrize("case", MODELS)
def test_beginning_is_the_same_under_another_horizon(case: str) -> None:
    short, long = date(2023, 12, 31), date(2025, 6, 30)
    for replication in range(20):
        a = world(case, replication=replication, horizon=short)
        b = world(case, replication=replication, horizon=long)
        until = a.until
        for key in (*REGIONS, "South"):
            p, q = a.path(ATTACK_LEVEL, key), b.path(ATTACK_LEVEL, key)
            assert beginning(p, until) == beginning(q, until)


def beginning(path: Path, until: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    count = sum(1 for t in path.times if t < until)
    return path.times[:count], path.values[: count + 1]


@pytest.mark.parametrize("case", MODELS)
def test_same_seed_same_paths_in_any_order(case: str) -> None:
    a, b = world(case, replication=3), world(case, replication=3)
    names = [road.name for road in threats.PLAN.roads]
    forwards = {name: a.path(ROAD_THREAT, name) for name in names}
    backwards = {name: b.path(ROAD_THREAT, name) for name in reversed(names)}
    assert forwards == backwards


@pytest.mark.parametrize("case", [case for case in MODELS if case != "poisson"])
def test_replications_and_regions_differ(case: str) -> None:
    paths = [world(case, replication=k).path(ATTACK_LEVEL, r) for k in (0, 1) for r in REGIONS[:2]]
    assert len(set(paths)) == 4


def test_a_region_does_not_move_with_another() -> None:
    settings = threats.attack_settings("gamma_mixed")
    busier = replace(settings, region_rate={**settings.region_rate, "Kidal": Quantity(5.0)})
    of = threats.scenario(attacks=busier)
    changed, before = World(of, Draws(1, 0), registry.providers(of)), world("gamma_mixed")
    assert changed.path(ATTACK_LEVEL, "Gao") == before.path(ATTACK_LEVEL, "Gao")
    assert changed.path(ATTACK_LEVEL, "Kidal") != before.path(ATTACK_LEVEL, "Kidal")


# -- roads, camps, columns ------------------------------------------------------------------------


@pytest.mark.parametrize("case", MODELS)
def test_threat_of_a_road_follows_its_shares_of_regions(case: str) -> None:
    w = world(case, replication=2)
    for t in np.linspace(START, START + 600.0, 50):
        kidal, gao, south = (
            w.path(ATTACK_LEVEL, region).value(t) for region in ("Kidal", "Gao", "South")
        )
        expected = {
            "Tessalit–Kidal": kidal,
            "Kidal–Gao": 0.2 * kidal + 0.8 * gao,
            "Gao–Bamako": 0.25 * gao + 0.75 * 0.1 * south,
            "Bamako–Dakar": 0.1 * south,
        }
        for name, threat in expected.items():
            assert w.path(ROAD_THREAT, name).value(t) == pytest.approx(threat / 1000.0)


def test_threat_of_a_camp_is_its_own_else_its_regions() -> None:
    w = world("poisson")
    per_month = {"Kidal": 0.6, "Tessalit": 0.15, "Gao": 0.15, "Ansongo": 0.15, "Bamako": 0.0}
    for camp, rate in per_month.items():
        assert w.path(CAMP_THREAT, camp).value(START) == pytest.approx(rate / 30.4375)


def test_make_up_of_a_column_changes_its_exposure() -> None:
    settings = threats.attack_settings("poisson")
    assert settings.exposure(loaded=True, searched=True, overwatch=False) == 1.0
    assert settings.exposure(loaded=False, searched=True, overwatch=False) == 0.5
    assert settings.exposure(loaded=True, searched=False, overwatch=False) == pytest.approx(1.25)
    assert settings.exposure(loaded=True, searched=True, overwatch=True) == pytest.approx(0.7)


# -- configuration --------------------------------------------------------------------------------


def test_off_is_neutral_and_keeps_the_values_of_the_default() -> None:
    assert threats.raw("attacks", "off") == {
        **threats.raw("attacks", "gamma_mixed"), "enabled": False
    }  # fmt: skip
    w = world("off")
    assert w.path(ROAD_THREAT, "Kidal–Gao") == Path.constant(0.0)
    assert w.path(CAMP_THREAT, "Kidal") == Path.constant(0.0)


@pytest.mark.parametrize("case", MODELS)
def test_cases_differ_in_their_model_only(case: str) -> None:
    given, default = threats.attack_settings(case), threats.attack_settings("gamma_mixed")
    assert given.enabled
    assert replace(given, model=default.model) == default


MISTAKES = [
    (("rate_loaded", "value"), -1.0, "-1 is negative"),
    (("ied_share", "high"), 1.5, "1.5 is not a share"),
    (("rate_loaded", "unit"), "per mile", "unit 'per mile' is not allowed here"),
    (("search_factor", "low"), 0.0, "0 is not positive"),
    (("model", "follow_up", "high"), 1.0, "1 is out of range: allowed are 0 to 0.95"),
    (("model", "shape", "low"), 0.0, "0 is not positive"),
    (("model", "branching"), 0.5, "branching"),
    (("model", "kind"), "self_exciting", "'self_exciting'"),
    (("camp_rate", "Kidal", "value"), -0.1, "needs low <= value"),
    (("seasons",), 1, "seasons"),
]


@pytest.mark.parametrize(("where", "value", "message"), MISTAKES)
def test_a_mistake_is_refused_at_its_place(
    where: tuple[str, ...], value: object, message: str
) -> None:
    given = threats.raw("attacks", "gamma_mixed")
    part = given
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = value
    if where == ("rate_loaded", "value"):
        part["low"] = value
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(attacks.Settings).validate_python(given)
    assert caught.value.error_count() == 1
    assert message in str(caught.value)
    assert caught.value.errors()[0]["loc"][0] == where[0]


def test_names_unknown_to_the_plan_are_found() -> None:
    settings = threats.attack_settings("gamma_mixed")
    wrong = replace(
        settings,
        camp_rate={"Kidal": Quantity(1.0), "Kidl": Quantity(1.0)},
        region_rate={"Gao": Quantity(1.0), "Ansongo": Quantity(1.0)},
    )
    found = list(attacks.problems(wrong, threats.PLAN))
    assert [p.where for p in found] == [
        "risk.attacks.camp_rate.Kidl", "risk.attacks.region_rate.Ansongo"
    ]  # fmt: skip
    assert "Kidal" in found[0].allowed
