"""Consent: shares, spells and successors as configured; sectors coupled to the nation."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache, partial
from operator import eq

import numpy as np
import pytest

from sim.distributions import Delayed, Fixed, Quantity
from sim.paths import Path
from sim.risks import consent
from sim.risks.consent import Settings, agreement_signed_at
from sim.risks.regimes import ByRegime
from sim.risks.world import AGREEMENT, CONSENT, NATION, World
from tests.risks import cases
from tests.risks.expected import stationary_shares

SECTORS = ("North", "East", "West", "Centre", "HQ")
LONG = date(2033, 6, 30)
ERRORS = 4.0
"""Standard errors that a statistical test allows: it fails by chance once in 16,000."""


def baseline() -> Settings:
    return cases.settings(Settings, "consent", "baseline")


def worlds(n: int, horizon: date = cases.HORIZON, seed: int = 1) -> Iterator[World]:
    of = cases.scenario({"consent": baseline()}, horizon=horizon)
    return (cases.world(of, seed=seed, replication=k) for k in range(n))


@cache
def long_paths(key: str = NATION, n: int = 200) -> list[Path]:
    return [world.path(CONSENT, key) for world in worlds(n, LONG)]


def time_shares(path: Path, start: float, end: float) -> list[float]:
    return [
        path.map(partial(eq, float(regime))).integral(start, end) / (end - start)
        for regime in range(3)
    ]


def close(sample: np.ndarray, expected: float, slack: float = 0.0) -> bool:
    error = sample.std(ddof=1) / math.sqrt(len(sample))
    return bool(abs(sample.mean() - expected) <= ERRORS * error + slack)


@pytest.mark.parametrize("sector", [NATION, "East"])
def test_shares_of_time_in_the_regimes_match_the_stationary_law(sector: str) -> None:
    # The first regime is not drawn from the stationary law: over ten years that is below 0.003.
    of = cases.scenario({}, horizon=LONG)
    shares = np.array([time_shares(path, of.start, of.end) for path in long_paths(sector)])
    expected = stationary_shares(baseline(), worse_sector=sector == "East")
    assert math.fsum(expected) == pytest.approx(1.0)
    for regime, share in enumerate(expected):
        assert close(shares[:, regime], share, slack=0.003), (regime, shares.mean(axis=0))


def test_spells_have_the_configured_means_and_successors() -> None:
    settings = baseline()
    lengths: dict[int, list[float]] = {0: [], 1: [], 2: []}
    successors: dict[int, list[int]] = {0: [], 1: [], 2: []}
    start = cases.scenario({}).start
    for path in long_paths():
        times = (start, *path.times)
        for spell in range(80):  # of some 160: which spells count does not hang on their length
            regime = int(path.values[spell])
            lengths[regime].append(times[spell + 1] - times[spell])
            successors[regime].append(int(path.values[spell + 1]))
    for regime, sojourn in enumerate(settings.sojourn):
        assert close(np.array(lengths[regime]), sojourn.mean), regime
    following = settings.next
    for regime, likely, probability in (
        (0, 1, following.permissive_to_restrictive.value),
        (1, 0, following.restrictive_to_permissive.value),
        (2, 1, following.obstructive_to_restrictive.value),
    ):
        assert regime not in successors[regime]
        assert close(np.array(successors[regime]) == likely, probability), regime


def test_the_first_regime_is_drawn_as_configured() -> None:
    first = np.array([world.path(CONSENT, NATION).values[0] for world in worlds(3000)])
    for regime, probability in enumerate(baseline().start):
        assert close(first == regime, probability.value), regime


def test_the_nation_and_each_sector_read_numbers_of_their_own() -> None:
    """By their addresses: the first regime, its length, what follows; where a sector is worse."""
    settings = baseline()
    for world in worlds(30):
        path, u = world.path(CONSENT, NATION), partial(world.draws.uniform, "risk/consent/nation")
        shares = np.cumsum([probability.value for probability in settings.start])
        first = int(np.searchsorted(shares, u("start")))
        assert path.values[0] == first
        length = list(settings.sojourn)[first].ppf(u("sojourn", 0))
        assert path.times[0] == pytest.approx(world.scenario.start + length)
        after = settings.next
        likely = ((after.permissive_to_restrictive, 1, 2), (after.restrictive_to_permissive, 0, 2),
                  (after.obstructive_to_restrictive, 1, 0))[first]  # fmt: skip
        assert path.values[1] == likely[1 if u("next", 0) < likely[0].value else 2]
        for sector in ("North", "East"):
            worse = world.draws.uniform(f"risk/consent/{sector}", "worse", 0)
            level = min(first + 1, 2) if worse < settings.sector_worse.value else first
            assert world.path(CONSENT, sector).value(world.scenario.start) == level


@pytest.mark.parametrize("restrictive", [0.1, 0.9])
def test_what_the_nation_begins_with_sums_to_one(restrictive: float) -> None:
    start = ByRegime(Quantity(0.5), Quantity(restrictive), Quantity(0.0))
    with pytest.raises(ValueError, match="they must sum to 1"):
        replace(baseline(), start=start)


def test_spells_that_never_last_are_refused() -> None:
    sojourn = replace(baseline().sojourn, restrictive=Fixed(0.0))
    with pytest.raises(ValueError, match="spells of the restrictive regime must have a length"):
        replace(baseline(), sojourn=sojourn)


def test_scale_stretches_the_spells() -> None:
    twice = Quantity(2.0)
    settings = replace(baseline(), sojourn_scale=ByRegime(twice, twice, twice))
    of = cases.scenario({"consent": settings})
    plain = next(worlds(1)).path(CONSENT, NATION)
    slow = cases.world(of).path(CONSENT, NATION)
    expected = [of.start + 2.0 * (time - of.start) for time in plain.times]
    assert slow.times == pytest.approx(expected[: len(slow.times)])
    assert stationary_shares(settings) == stationary_shares(baseline())


def test_spells_may_have_no_length() -> None:
    """Ten permissive days, then four restrictive ones or none, as likely: shares 10/12 and 2/12."""
    sure, half = Quantity(1.0), Delayed(0.5, Fixed(4.0))
    settings = replace(
        baseline(),
        start=ByRegime(sure, Quantity(0.0), Quantity(0.0)),
        sojourn=ByRegime(Fixed(10.0), half, Fixed(1.0)),
        next=consent.Next(sure, sure, sure),
    )
    of = cases.scenario({"consent": settings}, horizon=LONG)
    paths = [cases.world(of, replication=k).path(CONSENT, NATION) for k in range(20)]
    for path in paths:
        lengths = np.diff((of.start, *path.times)).round(6)
        assert path.values[:4] == (0.0, 1.0, 0.0, 1.0)
        assert (lengths[1::2] == 4.0).all()
        assert (lengths[::2] % 10.0 == 0.0).all()
    assert list(stationary_shares(settings)) == pytest.approx([10 / 12, 2 / 12, 0.0])
    scaled = replace(settings, sojourn_scale=ByRegime(sure, Quantity(5.0), sure))
    assert list(stationary_shares(scaled)) == pytest.approx([0.5, 0.5, 0.0])
    restrictive = [time_shares(path, of.start, of.end)[1] for path in paths]
    assert close(np.array(restrictive), 2 / 12, slack=0.001)


def test_a_sector_is_the_nation_or_one_level_worse_for_whole_spells() -> None:
    worse = []
    for world in worlds(150):
        nation = world.path(CONSENT, NATION)
        for sector in SECTORS:
            path = world.path(CONSENT, sector)
            if sector not in ("North", "East"):
                assert path == nation
                continue
            assert set(path.times) <= set(nation.times)
            for time, level in zip(
                (world.scenario.start, *nation.times), nation.values, strict=True
            ):
                assert path.value(time) - level in ((0.0, 1.0) if level < 2 else (0.0,))
                if level < 2:
                    worse.append(path.value(time) > level)
    assert close(np.array(worse, dtype=float), baseline().sector_worse.value)


def test_the_beginning_is_the_same_under_another_horizon_and_order_of_asking() -> None:
    for short, long in zip(worlds(20), worlds(20, LONG), strict=True):
        for key in ("North", NATION, "East"):
            few, many = short.path(CONSENT, key), long.path(CONSENT, key)
            inside = [time for time in few.times if time < short.scenario.end]
            assert inside
            assert inside == list(many.times[: len(inside)])
            assert few.values[: len(inside) + 1] == many.values[: len(inside) + 1]
    first, second = next(worlds(1)), next(worlds(1))
    forwards = {key: first.path(CONSENT, key) for key in (NATION, *SECTORS)}
    backwards = {key: second.path(CONSENT, key) for key in (*SECTORS[::-1], NATION)}
    assert forwards == backwards


def test_replications_and_seeds_differ() -> None:
    paths = [world.path(CONSENT, NATION) for seed in (1, 2) for world in worlds(50, seed=seed)]
    assert len(set(paths)) == 100


def test_the_agreement_is_signed_by_its_hazard_while_the_nation_is_permissive() -> None:
    hazard = baseline().agreement_hazard.value
    reached = []
    for world in worlds(600, LONG):
        signed = agreement_signed_at(world)
        permissive = world.path(CONSENT, NATION).map(lambda level: float(level == 0))
        assert permissive.value(math.nextafter(signed, 0.0)) == 1.0
        reached.append(hazard * permissive.integral(world.scenario.start, signed))
        own = world.draws.exponential("risk/consent/agreement", "signed")
        assert reached[-1] == pytest.approx(own), "a number of its own, by its address"
    # Kolmogorov and Smirnov: the largest distance from the unit exponential, at 1 in 10,000.
    law = -np.expm1(-np.sort(reached))
    steps = np.arange(len(law) + 1) / len(law)
    distance = max((steps[1:] - law).max(), (law - steps[:-1]).max())
    assert distance < 2.23 / math.sqrt(len(law))


def test_the_agreement_stays_unsigned_when_consent_is_off() -> None:
    settings = cases.settings(Settings, "consent", "off")
    world = cases.world(cases.scenario({"consent": settings}))
    assert agreement_signed_at(world) == math.inf


def test_values_follow_the_level_and_never_refuses_every_convoy() -> None:
    table = ByRegime("a", "b", "c")
    assert [table.at(level) for level in (0.0, 1.0, 2.0, 3.0)] == ["a", "b", "c", "c"]
    never = cases.settings(Settings, "consent", "never")
    assert [refused.value for refused in never.convoy_refused] == [1.0, 1.0, 1.0]
    assert never.sojourn == baseline().sojourn
    assert consent.CHANNELS.keys() == {CONSENT, AGREEMENT}
