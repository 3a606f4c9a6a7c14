"""Each estimator is unbiased, covers, and saves what theory says."""

import math

import numpy as np
import pytest
from scipy.stats import f, norm, t
from statsmodels.api import OLS, add_constant

from sim.statistics.efficiency import (
    Estimate,
    antithetic,
    control_variate,
    efficiency_table,
    plain,
    randomised,
)
from sim.statistics.proportions import proportion

RUNS = 600
TOLERANCE = 3 * (0.95 * 0.05 / RUNS) ** 0.5


def estimates(kind: str, n: int = 200) -> tuple[float, list[Estimate]]:
    """Met where a leading uniform and a normal noise together stay below a limit."""
    generator = np.random.default_rng(7)
    found = []
    sd = 0.3
    limit = 0.6

    def met(u: np.ndarray) -> np.ndarray:
        return np.asarray(u + generator.normal(0, sd, u.shape) < limit)

    grid = (np.arange(200_000) + 0.5) / 200_000
    true = float(norm.cdf((limit - grid) / sd).mean())
    for _ in range(RUNS):
        u = generator.random(n)
        match kind:
            case "plain":
                found.append(plain(met(u)))
            case "antithetic":
                half = u[: n // 2]
                found.append(antithetic(met(half), met(1 - half)))
            case "control variate":
                found.append(control_variate(met(u), u, 0.5))
            case "randomised":
                blocks = (np.arange(n // 10)[None] + u.reshape(10, -1)) / (n // 10)
                found.append(randomised(met(blocks).mean(axis=1), n))
    return true, found


@pytest.mark.parametrize("kind", ["plain", "antithetic", "control variate", "randomised"])
def test_it_is_unbiased_covers_and_knows_its_variance(kind: str) -> None:
    """600 runs of 200: the coverage has a standard error of 0.9 points, three allowed."""
    true, found = estimates(kind)
    shares = np.array([one.share for one in found])
    error = shares.std(ddof=1) / RUNS**0.5
    assert shares.mean() == pytest.approx(true, abs=3.5 * error)
    covered = np.mean([one.low <= true <= one.high for one in found])
    assert covered == pytest.approx(0.95, abs=TOLERANCE)
    assert np.mean([one.variance for one in found]) == pytest.approx(shares.var(ddof=1), rel=0.2)
    assert {one.n for one in found} == {200}
    if kind != "plain":
        assert shares.var() < 0.8 * true * (1 - true) / 200


def test_a_control_saves_its_squared_correlation() -> None:
    generator = np.random.default_rng(1)
    z = generator.normal(size=20_000)
    met = 0.8 * z + 0.6 * generator.normal(size=20_000) < 0
    found, base = control_variate(met, z, 0.0), plain(met)
    r = np.corrcoef(met, z)[0, 1]
    assert found.variance / base.variance == pytest.approx(1 - r**2, rel=0.01)


def test_the_regression_equals_that_of_statsmodels() -> None:
    generator = np.random.default_rng(2)
    controls = generator.normal(3.0, 2.0, (150, 2))
    met = controls.sum(axis=1) + generator.normal(size=150) < 6
    found = control_variate(met, controls, [3.0, 3.0])
    oracle = OLS(met.astype(float), add_constant(controls - 3.0)).fit()
    low, high = oracle.conf_int()[0]
    assert (found.share, found.low, found.high) == pytest.approx((oracle.params[0], low, high))
    low, high = oracle.conf_int(0.2)[0]
    found = control_variate(met, controls, [3.0, 3.0], 0.8)
    assert (found.low, found.high) == pytest.approx((low, high))


def test_the_variance_of_estimated_means_is_added_by_hand() -> None:
    """β² times the variance of the control over the draws that its mean was estimated from."""
    x, met = np.array([0.1, 0.4, 0.5, 0.7, 0.9]), np.array([True, False, True, False, False])
    known, estimated = (control_variate(met, x, 0.5, means_n=n) for n in (None, 37))
    slope = np.polyfit(x, met, 1)[0]
    assert estimated.share == known.share
    assert estimated.variance - known.variance == pytest.approx(slope**2 * x.var(ddof=1) / 37)
    with pytest.raises(ValueError, match="2 replications are too few for 1 controls"):
        control_variate(met[:2], x[:2], 0.5)


def test_one_that_does_not_vary_stays_the_estimate_that_it_is() -> None:
    """A mean share is no whole number of replications: an eighth of 4 was told as none."""
    spread = randomised(np.array([0.125, 0.125]), 4)
    assert (spread.share, spread.low, spread.high) == (0.125, 0.0, proportion(0, 4).high)
    assert spread.variance == pytest.approx(0.125 * 0.875 / 4)
    never = control_variate(np.ones(9, bool), np.linspace(0.1, 0.7, 9), 0.35)
    assert (never.share, never.variance) == (1.0, 0.0)


def test_one_pair_has_no_interval() -> None:
    with pytest.raises(ValueError, match="1 pairs have no interval"):
        antithetic(np.array([True]), np.array([False]))


def test_every_estimate_by_hand() -> None:
    """At a level of a half. Pairs of 1, ½, 0 and ½."""
    pairs = np.array([1, 1, 0, 0], bool), np.array([1, 0, 0, 1], bool)
    expected = [
        (randomised(np.array([0.2, 0.4, 0.6]), 30, level=0.5), 0.4, 0.04 / 3, 2.0),
        (antithetic(*pairs, 0.5), 0.5, 1 / 6 / 4, 3.0),
    ]
    for found, share, variance, degrees in expected:
        half = t.ppf(0.75, degrees) * variance**0.5
        assert (found.share, found.variance) == pytest.approx((share, variance)), found.method
        assert (found.low, found.high) == pytest.approx((share - half, share + half)), found.method
    found, wilson = plain(np.arange(5) < 4, 0.5), proportion(4, 5, 0.5)
    assert found.variance == pytest.approx(0.8 * 0.2 / 4)
    assert (found.low, found.high) == (wilson.low, wilson.high)


def test_an_interval_stays_within_0_and_1() -> None:
    rare, sure = (randomised(np.array(shares), 30) for shares in ([0.0, 0.1, 0], [1, 0.9, 1]))
    assert 0.0 == rare.low < rare.share < rare.high < 1.0
    assert 0.0 < sure.low < sure.share < sure.high == 1.0


def test_what_never_failed_is_not_certain() -> None:
    found = antithetic(np.full(50, True), np.full(50, True))
    assert found.share == 1
    assert found.low == pytest.approx(0.025 ** (1 / 100))


def test_designs_that_agree_by_chance_are_known_no_better_than_a_plain_share() -> None:
    found = randomised(np.array([0.95, 0.95]), 40)
    usual = plain(np.arange(40) < 38)
    assert (found.low, found.high) == (usual.low, usual.high)
    found, usual = randomised(np.array([0.95, 0.95]), 40, level=0.8), plain(np.arange(40) < 38, 0.8)
    assert (found.low, found.high) == (usual.low, usual.high)
    certain = control_variate(
        np.full(200, True), np.random.default_rng(1).normal(size=(200, 1)), np.zeros(1)
    )
    assert (certain.share, certain.low) == (1.0, plain(np.full(200, True)).low)


def test_a_method_pays_by_variance_times_time() -> None:
    table = efficiency_table(
        {"plain": Estimate("plain", 0.5, 0.4, 0.6, 4e-4, 600),
         "twice": Estimate("latin hypercube", 0.5, 0.45, 0.55, 2e-4, 600),
         "slow": Estimate("antithetic", 0.5, 0.45, 0.55, 2e-4, 300),
         "exact": Estimate("control variate", 0.5, 0.5, 0.5, 0.0, 600)},
        {"plain": 10.0, "twice": 10.0, "slow": 25.0, "exact": 10.0},
    )  # fmt: skip
    assert table["gain"].tolist() == pytest.approx([1.0, 2.0, 0.8, math.inf])
    assert table["same_width_n"].tolist() == pytest.approx([600, 1200, 1200, math.inf])
    assert table["variance_time"].tolist() == pytest.approx([4e-3, 2e-3, 5e-3, 0.0])
    with pytest.raises(ValueError, match="2 or more"):
        randomised(np.array([0.5]), 10)


def test_estimated_means_of_controls_are_paid_for() -> None:
    """Coverage with means of as many other draws; taken as known it would be far too small."""
    generator = np.random.default_rng(11)
    n, runs = 100, RUNS
    true = float(norm.cdf(0.0))
    paid = free = 0
    for _ in range(runs):
        u, other = generator.normal(size=n), generator.normal(size=n)
        met = u + 0.1 * generator.normal(size=n) < 0
        for means_n in (n, None):
            found = control_variate(met, u, other.mean(), means_n=means_n)
            inside = found.low <= true <= found.high
            paid += inside and means_n is not None
            free += inside and means_n is None
    assert abs(paid / runs - 0.95) < TOLERANCE
    assert free / runs < 0.95 - 2 * TOLERANCE


@pytest.mark.parametrize(("p", "n", "designs"), [(0.5, 100, 5), (0.1, 400, 20), (0.03, 400, 20)])
def test_what_saves_nothing_is_seldom_said_to_pay(p: float, n: int, designs: int) -> None:
    """Of 500 gains whose truth is 1: 2.5 % lie above it with their whole interval, and three
    standard errors (2.1 points); no more than 5 % leave it out."""
    random = np.random.default_rng(3)
    runs = 500
    pays, missed = dict.fromkeys(("antithetic", "latin"), 0), 0
    for _ in range(runs):
        met, mirror = random.random(n) < p, random.random(n // 2) < p
        shares = random.binomial(20, p, designs) / 20
        found = {
            "plain": plain(met),
            "antithetic": antithetic(met[: n // 2], mirror),
            "latin": randomised(shares, 20 * designs),
        }
        seconds = {name: float(one.n) for name, one in found.items()}
        rows = {row["method"]: row for row in efficiency_table(found, seconds).to_dict("records")}
        for name in pays:
            pays[name] += rows[name]["gain_low"] > 1.0
        missed += not rows["latin"]["gain_low"] <= 1.0 <= rows["latin"]["gain_high"]
    assert max(pays.values()) / runs < 0.025 + 0.021
    assert missed / runs < 0.05 + 3 * (0.05 * 0.95 / runs) ** 0.5


def test_the_interval_of_a_gain_by_hand() -> None:
    """A share of ½: plain variance is known but for 2/(n − 1) − 2/n; of five normal ones 4."""
    met = np.arange(100) % 2 == 0
    shares = np.array([0.4, 0.45, 0.5, 0.55, 0.6])
    base, found = plain(met), randomised(shares, 100)
    assert base.freedom == pytest.approx(99 * 100, rel=1e-9)
    assert found.freedom == pytest.approx(2 / (2 / 4 - 2 / 20 / 5))
    seconds = {"plain": 1.0, "latin": 1.0}
    row = efficiency_table({"plain": base, "latin": found}, seconds).to_dict("records")[1]
    gain = base.variance / found.variance
    ends = [gain / f.ppf(q, base.freedom, found.freedom) for q in (0.975, 0.025)]
    assert [row["gain_low"], row["gain"], row["gain_high"]] == pytest.approx(
        [ends[0], gain, ends[1]]
    )
    never = efficiency_table({"plain": plain(np.full(9, True)), "latin": found}, seconds)
    assert never.loc[1, ["gain_low", "gain_high"]].isna().all()
