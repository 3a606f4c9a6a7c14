"""Exceedance, fans and the frontier: counts by hand, oracles, and coverage."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ecdf, poisson

from sim.statistics.completion import quantile
from sim.statistics.curves import exceedance_table, fans_table, frontier_table
from sim.statistics.proportions import proportion


def test_exceedance_is_the_survival_just_below_each_value() -> None:
    killed = np.random.default_rng(1).poisson(3, 400).astype(float)
    table = exceedance_table(pd.DataFrame({"killed": killed}), ["killed"])
    oracle = ecdf(killed).sf
    body = table.iloc[:-1]
    np.testing.assert_allclose(body["probability"], oracle.evaluate(body["at_least"] - 0.5))
    for row in body.to_dict("records"):
        found = proportion(int((killed >= row["at_least"]).sum()), 400)
        assert (row["low"], row["high"]) == pytest.approx((found.low, found.high))
    last = table.to_dict("records")[-1]
    assert last["at_least"] == killed.max() + 1
    assert (last["probability"], last["low"]) == (0, 0)
    assert last["high"] == pytest.approx(1 - 0.05 ** (1 / 400))


def test_harm_never_seen_has_a_bound_still() -> None:
    (none, more) = exceedance_table(pd.DataFrame({"killed": [0.0] * 50}), ["killed"]).to_dict(
        "records"
    )
    assert (none["at_least"], none["probability"]) == (0.0, 1.0)
    assert more["at_least"] > 0
    assert more["high"] == pytest.approx(1 - 0.05 ** (1 / 50))


def test_the_band_holds_the_whole_curve_as_often_as_it_says() -> None:
    """300 samples of 80: standard error 1.3 points; conservative where values are whole."""
    generator = np.random.default_rng(2)
    whole = 0
    for _ in range(300):
        sample = pd.DataFrame({"x": generator.poisson(4, 80).astype(float)})
        table = exceedance_table(sample, ["x"]).iloc[:-1]
        true = poisson.sf(table["at_least"] - 1, 4)
        inside = (table["band_low"] <= true + 1e-12) & (true <= table["band_high"] + 1e-12)
        whole += bool(inside.all())
    assert whole / 300 >= 0.95 - 2 * 0.013


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_the_band_has_the_width_of_massart_and_stays_within_0_and_1(level: float) -> None:
    table = exceedance_table(pd.DataFrame({"x": np.arange(50.0)}), ["x"], level)
    half = math.sqrt(math.log(2 / (1 - level)) / (2 * 50))
    np.testing.assert_allclose(table["band_low"], np.maximum(table["probability"] - half, 0))
    np.testing.assert_allclose(table["band_high"], np.minimum(table["probability"] + half, 1))


def test_every_interval_of_harm_is_of_the_level_asked_for() -> None:
    """Value lost in ten replications, five of them none; above all is the next number."""
    table = exceedance_table(pd.DataFrame({"x": [0.0] * 5 + [1.5] * 5}), ["x"], 0.8)
    _, half, above = table.to_dict("records")
    found = proportion(5, 10, 0.8)
    assert (half["low"], half["high"]) == pytest.approx((found.low, found.high))
    assert above["at_least"] == math.nextafter(1.5, math.inf)
    assert above["high"] == pytest.approx(1 - 0.2 ** (1 / 10))


def test_fans_are_quantiles_at_shared_instants() -> None:
    generator = np.random.default_rng(3)
    rows = [
        (k, day, float(1000 - 10 * day + generator.integers(100)))
        for k in range(40)
        for day in (0.0, 7.0, 14.0, 14.0 + (k + 1) / 100)
    ]
    balances = pd.DataFrame(rows, columns=["replication", "day", "people"])
    table = fans_table(balances, ["people"])
    assert table["day"].tolist() == [0.0, 7.0, 14.0]
    assert table["date"].tolist() == ["2023-06-30", "2023-07-07", "2023-07-14"], (
        "24:00 of the day that ends, as in the table of milestones"
    )
    week = np.sort(balances[balances["day"] == 7.0]["people"])
    row = table.to_dict("records")[1]
    assert [row["p05"], row["p50"], row["p95"]] == [week[1], week[19], week[37]]
    assert row["mean"] == pytest.approx(week.mean())
    assert row["n"] == 40
    with pytest.raises(ValueError, match="no instant"):
        fans_table(balances.iloc[[0, 7]], ["people"])


def test_on_the_frontier_both_limits_are_kept_as_often_as_it_says() -> None:
    generator = np.random.default_rng(4)
    finish = generator.gamma(9, 10, 500)
    cost = 2 * finish + generator.normal(0, 30, 500)
    finish[:20] = math.nan
    table = frontier_table(finish, cost, [0.5, 0.8, 0.99])
    assert set(table["confidence"]) == {0.5, 0.8}  # 4 % never finish
    for row in table.to_dict("records"):
        joint = np.mean((finish <= row["day"]) & (cost <= row["cost"]))
        assert row["joint"] == joint >= row["confidence"]
        assert joint < row["confidence"] + 2 / 500
        assert row["low"] <= row["cost"] <= row["high"]
    for _, curve in table.groupby("confidence"):
        assert (np.diff(curve["day"]) > 0).all()
        assert (np.diff(curve["cost"]) <= 1e-9).all(), "a later date never needs more money"


def test_the_frontier_of_four_by_hand() -> None:
    """By day 2 two of four are over, the dearer for 20; later days bring nothing cheaper."""
    table = frontier_table(np.array([1.0, 2.0, 3.0, 4.0]), np.array([10.0, 20.0, 30.0, 5.0]), [0.5])
    assert table["day"].tolist() == [2.0, 3.0, 4.0]
    assert table["cost"].tolist() == [20.0, 20.0, 10.0]
    assert table["joint"].tolist() == [0.5, 0.5, 0.5]
    late = np.array([1.0, math.nan, math.nan, math.nan])
    assert frontier_table(late, np.ones(4), [0.25])["day"].tolist() == [1.0]
    assert frontier_table(late, np.ones(4), [0.5]).empty


def test_the_interval_of_the_frontier_is_that_of_its_quantile() -> None:
    generator = np.random.default_rng(6)
    finish, cost = generator.random((2, 100))
    for row in frontier_table(finish, cost, [0.5], points=4, level=0.8).to_dict("records"):
        found = quantile(np.where(finish <= row["day"], cost, math.nan), 0.5, 0.8)
        assert (row["cost"], row["low"], row["high"]) == (found.day, found.low, found.high)


def test_the_interval_of_the_frontier_covers_as_often_as_it_says() -> None:
    """Independent uniforms: at date d the cost is q / d. 300 samples of 120, two dates each:
    standard error 1 point; the date is of the same sample, and order statistics cover more."""
    generator = np.random.default_rng(5)
    covered = tried = 0
    for _ in range(300):
        finish, cost = generator.random((2, 120))
        for row in frontier_table(finish, cost, [0.5], points=3).to_dict("records")[1:]:
            tried += 1
            covered += row["low"] <= 0.5 / row["day"] <= row["high"]
    assert 0.92 <= covered / tried <= 0.99
