"""Attribution: sums, games whose values are known, coverage, and tables that lack runs."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sim.statistics.attribution import (
    add_one,
    attribution_table,
    bootstrap_rows,
    interactions_table,
    remove_one,
    shapley,
)
from sim.statistics.coalitions import Worth, coalition, coalitions, needed_for_tornado, worth

GROUPS = ["consent", "attacks", "flights"]


def game(groups: list[str], value, n: int = 3) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    rows = [
        (coalition(members), k, value(frozenset(members), k))
        for members in coalitions(groups)
        for k in range(n)
    ]
    return pd.DataFrame(rows, columns=["coalition", "replication", "value"])


def random_worth(groups: int, n: int, seed: int) -> Worth:
    values = np.random.default_rng(seed).normal(scale=100, size=(2**groups, n))
    return Worth(tuple(f"g{i}" for i in range(groups)), values)


@given(groups=st.integers(1, 8), seed=st.integers(0, 1000))
def test_shapley_values_sum_to_the_total_in_every_replication(groups: int, seed: int) -> None:
    found = random_worth(groups, 5, seed)
    total = found.values[-1] - found.values[0]
    np.testing.assert_allclose(shapley(found).sum(axis=0), total, rtol=0, atol=1e-10)


@given(groups=st.integers(1, 5), seed=st.integers(0, 1000))
def test_shapley_is_the_mean_over_every_order_of_arrival(groups: int, seed: int) -> None:
    found = random_worth(groups, 2, seed)
    sums = np.zeros((groups, 2))
    orders = list(permutations(range(groups)))
    for order in orders:
        there = 0
        for i in order:
            sums[i] += found.values[there | 1 << i] - found.values[there]
            there |= 1 << i
    np.testing.assert_allclose(shapley(found), sums / len(orders), atol=1e-9)


def test_the_glove_game() -> None:
    """One left glove, two right ones: 2/3, 1/6, 1/6 (Shapley and Shubik 1969)."""
    table = game(GROUPS, lambda s, k: "consent" in s and len(s) >= 2)
    np.testing.assert_allclose(shapley(worth(table, GROUPS))[:, 0], [2 / 3, 1 / 6, 1 / 6])


def test_where_nothing_interacts_the_three_agree() -> None:
    sizes = {"consent": 5.0, "attacks": 2.0, "flights": 0.0}
    table = game(GROUPS, lambda s, k: 10.0 + k + sum(sizes[g] for g in s))
    found = worth(table, GROUPS)
    for measure in (remove_one, add_one, shapley):
        np.testing.assert_allclose(measure(found)[:, 1], [5, 2, 0], atol=1e-12)
    pairs = interactions_table(found)
    np.testing.assert_allclose(pairs[["alone", "among"]], 0, atol=1e-12)
    rows = {row["group"]: row for row in attribution_table(found).to_dict("records")}
    assert [rows["total"][name] for name in ("remove_one", "add_one", "shapley")] == [7.0] * 3


def test_an_interaction_is_what_two_do_beyond_their_sum() -> None:
    """Consent and flights: either alone costs nothing, both 12 days."""
    table = game(GROUPS, lambda s, k: 12.0 * ({"consent", "flights"} <= s) + 3.0 * ("attacks" in s))
    found = worth(table, GROUPS)
    top = interactions_table(found).to_dict("records")[0]
    assert (top["first"], top["second"]) == ("consent", "flights")
    assert (top["alone"], top["among"]) == (12.0, 12.0)
    rows = {row["group"]: row for row in attribution_table(found).to_dict("records")}
    assert rows["total"]["shapley"] == rows["sum"]["shapley"] == 15.0
    assert rows["sum"]["remove_one"] == 27.0  # remove-one counts the pair twice
    assert rows["sum"]["add_one"] == 3.0  # add-one not at all
    assert rows["consent"]["shapley"] == 6.0


def test_pairs_are_told_with_intervals_of_their_own_the_largest_first_whatever_its_sign() -> None:
    """Attacks and flights together save 12 days, consent and flights cost 3; all three 5 more."""

    def days(members: frozenset[str], _: int) -> float:
        spared = -12.0 * (members >= {"attacks", "flights"})
        return spared + 3.0 * (members >= {"consent", "flights"}) + 5.0 * (len(members) == 3)

    table = interactions_table(worth(game(GROUPS, days), GROUPS))
    found = [
        (row["first"], row["second"], row["alone"], row["among"])
        for row in table.to_dict("records")
    ]
    assert found == [
        ("attacks", "flights", -12.0, -7.0),
        ("consent", "flights", 3.0, 8.0),
        ("consent", "attacks", 0.0, 5.0),
    ]
    for kind in ("alone", "among"):  # the same in every replication
        assert (table[f"{kind}_low"] == table[kind]).all()
        assert (table[f"{kind}_high"] == table[kind]).all()


def test_every_interval_is_of_its_level_and_seed() -> None:
    """2,000 replications: the ends of the bootstrap lie z standard errors from the mean."""
    found = random_worth(2, 2000, 3)
    for level in (0.95, 0.8):
        tables = attribution_table(found, level, 1), interactions_table(found, level, 1)
        effects = remove_one(found)[0], np.array([1, -1, -1, 1]) @ found.values
        for table, name, values in zip(tables, ("remove_one", "alone"), effects, strict=True):
            half = (table[f"{name}_high"][0] - table[f"{name}_low"][0]) / 2
            error = values.std(ddof=1) / 2000**0.5
            assert half == pytest.approx(norm.ppf((1 + level) / 2) * error, rel=0.07)
    others = attribution_table(found, seed=2), interactions_table(found, seed=2)
    again = attribution_table(found, seed=1), interactions_table(found, seed=1)
    for one, other, name in zip(others, again, ("remove_one_low", "alone_low"), strict=True):
        assert one[name][0] != other[name][0]


def test_of_one_replication_nothing_is_known_but_its_value() -> None:
    assert bootstrap_rows(np.array([[1.0], [2.0]])) == ([-np.inf] * 2, [np.inf] * 2)


@pytest.mark.parametrize(("groups", "runs"), [(["a"], 2), (["a", "b"], 4), (["a", "b", "c"], 8)])
def test_no_coalition_of_a_tornado_is_run_twice(groups: list[str], runs: int) -> None:
    assert len(needed_for_tornado(groups)) == runs


def test_a_tornado_needs_only_its_own_runs() -> None:
    groups = ["a", "b", "c", "d"]
    chosen = {coalition(members) for members in needed_for_tornado(groups)}
    assert len(chosen) == 2 * len(groups) + 2
    whole = game(groups, lambda s, k: float(len(s)) ** 2 + k)
    part = worth(whole[whole["coalition"].isin(chosen)], groups)
    table = attribution_table(part)
    assert "shapley" not in table
    assert table["remove_one"].tolist()[:4] == [16.0 - 9.0] * 4
    with pytest.raises(ValueError, match="the coalition 'a\\+b' was not run"):
        shapley(part)
    assert interactions_table(part)["alone"].isna().all()


def test_order_of_names_and_of_rows_does_not_matter() -> None:
    table = game(GROUPS, lambda s, k: float(len(s)) + k)
    turned = table.assign(coalition=["+".join(reversed(c.split("+"))) for c in table["coalition"]])
    shuffled = turned.sample(frac=1, random_state=1)
    np.testing.assert_array_equal(worth(table, GROUPS).values, worth(shuffled, GROUPS).values)
    twice = table.replace({"coalition": {"consent": "consent+consent"}})
    np.testing.assert_array_equal(worth(table, GROUPS).values, worth(twice, GROUPS).values)


def test_bootstrap_intervals_cover_as_often_as_they_say() -> None:
    """400 samples of 100, two rows: standard error 1.1 points, three allowed."""
    generator = np.random.default_rng(6)
    covered = 0
    for _ in range(400):
        sample = generator.normal(2.0, 3.0, (1, 100))
        low, high = bootstrap_rows(sample)
        covered += low[0] <= 2.0 <= high[0]
    assert covered / 400 == pytest.approx(0.945, abs=0.033)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.replace({"coalition": {"consent": "weather"}}), "'weather' is no group"),
        (lambda t: t.iloc[:-1], "lacks 1 replications"),
        (lambda t: pd.concat([t, t[t["coalition"] == "consent+attacks"].replace(
            {"coalition": {"consent+attacks": "attacks+consent"}})]), "is there twice"),
    ],
)  # fmt: skip
def test_a_spoilt_table_is_refused(change, told) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=told):
        worth(change(game(GROUPS, lambda s, k: 1.0)), GROUPS)


def test_groups_are_few_and_differ() -> None:
    with pytest.raises(ValueError, match="9 groups of causes; allowed: 1 to 8"):
        list(coalitions([str(i) for i in range(9)]))
    with pytest.raises(ValueError, match="0 groups of causes; allowed: 1 to 8"):
        list(coalitions([]))
    for wrong in (["a", "a"], ["a", "a+b"], ["a", ""]):
        with pytest.raises(ValueError, match="must differ"):
            list(coalitions(wrong))
    assert len(list(coalitions(list("abcdefgh")))) == 256
