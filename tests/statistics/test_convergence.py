"""The running estimate is that of the first n, and what is needed is what comes true."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.convergence import convergence_table, looks
from sim.statistics.proportions import needed, proportion


def columns(p: float, n: int, seed: int = 1) -> pd.DataFrame:
    return pd.DataFrame({"met_1": np.random.default_rng(seed).random(n) < p})


@given(n=st.integers(1, 5000), most=st.integers(2, 200))
def test_looks_rise_to_the_last_replication(n: int, most: int) -> None:
    at = looks(n, most)
    assert at[-1] == n
    assert (np.diff(at) > 0).all()
    assert len(at) <= max(most, 10)


def test_of_few_every_number_is_looked_at() -> None:
    assert looks(10).tolist() == list(range(1, 11))


def test_every_row_is_of_the_level_asked_for() -> None:
    sample = columns(0.4, 100)
    row = convergence_table(sample, level=0.8).to_dict("records")[-1]
    found = proportion(int(sample["met_1"].sum()), 100, 0.8)
    assert (row["low"], row["high"]) == pytest.approx((found.low, found.high))
    half = pd.DataFrame({"met_1": np.arange(50) % 2 == 0})
    few = convergence_table(half, wished=0.05, level=0.8).to_dict("records")[-1]
    assert few["needed"] == pytest.approx(needed(0.05, 0.8), abs=10)


@pytest.mark.parametrize("p", [0.0, 0.4, 1.0])
def test_every_row_is_the_estimate_from_the_first_n(p: float) -> None:
    sample = columns(p, 700)
    for row in convergence_table(sample).to_dict("records")[::7]:
        n = int(row["n"])
        found = proportion(int(sample["met_1"][:n].sum()), n)
        assert row["share"] == found.share
        assert (row["low"], row["high"]) == pytest.approx((found.low, found.high))
        assert row["half_width"] == pytest.approx((found.high - found.low) / 2)


@pytest.mark.parametrize("p", [0.1, 0.5])
def test_the_number_expected_reaches_the_wish(p: float) -> None:
    early = convergence_table(columns(p, 300), wished=0.02).to_dict("records")[-1]
    assert not early["reached"]
    late = convergence_table(columns(p, 5000), wished=0.02).to_dict("records")[-1]
    assert late["reached"]
    assert early["needed"] == pytest.approx(4 * p * (1 - p) * 2401, rel=0.3)
    assert late["needed"] == pytest.approx(4 * p * (1 - p) * 2401, rel=0.1)
    assert columns(p, 5000)["met_1"].mean() == late["share"]


def test_a_wish_that_is_just_reached_is_reached() -> None:
    sample = columns(0.5, 300)
    half = convergence_table(sample).to_dict("records")[-1]["half_width"]
    last = convergence_table(sample, wished=half).to_dict("records")[-1]
    assert (last["reached"], last["needed"]) == (True, 300)


def test_what_is_needed_is_where_the_wish_stays_reached() -> None:
    """Ten hits in a row look like little error; the misses after them show more."""
    sample = pd.DataFrame({"met_1": [*[True] * 10, *[False] * 10, *[True, False] * 90]})
    table = convergence_table(sample, wished=0.16)
    assert table["reached"].iloc[0]
    (enough,) = set(table["needed"])
    assert table.loc[table["n"] >= enough, "reached"].all()
    assert not table.loc[table["n"] < enough, "reached"].iloc[-1]


@given(n=st.integers(90, 110), hits=st.integers(40, 60), wished=st.floats(0.09, 0.11))
def test_a_wish_that_is_all_but_reached_needs_a_few_more(n: int, hits: int, wished: float) -> None:
    sample = pd.DataFrame({"met_1": np.arange(n) < hits})
    last = convergence_table(sample, wished=wished).to_dict("records")[-1]
    assert last["reached"] or n < last["needed"] <= n + 60


def test_below_the_least_number_nothing_is_enough() -> None:
    """0 of 60 has a half-width of three points; the truth may be six."""
    none = pd.DataFrame({"met_1": [False] * 60})
    assert convergence_table(none, wished=0.03).to_dict("records")[-1]["reached"]
    last = convergence_table(none, wished=0.03, least=400).to_dict("records")[-1]
    assert (last["reached"], last["needed"]) == (False, 400)
    later = convergence_table(columns(0.0, 500), wished=0.03, least=400)
    assert later["reached"].tolist() == (later["n"] >= 400).tolist()
    assert set(later["needed"]) == {later.loc[later["n"] >= 400, "n"].min()}
    wide = convergence_table(columns(0.5, 60), wished=0.03, least=400).to_dict("records")[-1]
    assert wide["needed"] == pytest.approx(1068, rel=0.1)


def test_without_a_wish_nothing_is_said_of_it() -> None:
    assert "reached" not in convergence_table(columns(0.5, 20))
    tiny = convergence_table(columns(0.5, 1), wished=0.5).to_dict("records")
    assert [row["n"] for row in tiny] == [1]


@pytest.mark.parametrize(("hits", "n", "wished", "least"), [
    (30, 30, 0.02, 91), (0, 30, 0.02, 91), (99, 100, 0.01, 432), (297, 300, 0.01, 432),
])  # fmt: skip
def test_near_0_and_1_too_the_number_needed_is_the_one_that_will_do(
    hits: int, n: int, wished: float, least: int
) -> None:
    sample = pd.DataFrame({"met_1": np.arange(n) < hits})
    enough = convergence_table(sample, wished=wished).to_dict("records")[-1]["needed"]
    assert least <= enough <= least + 60
    found = proportion(round(hits / n * enough), enough)
    assert (found.high - found.low) / 2 <= wished
