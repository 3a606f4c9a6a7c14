"""Attribution: sums, games whose values are known, coverage, and tables that lack runs."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as t_distribution

from sim.statistics.attribution import (
    add_one,
    attribution_table,
    interactions_table,
    remove_one,
    shapley,
)
from sim.statistics.coalitions import Worth, coalition, coalitions, needed_for_tornado, worth
from sim.statistics.kinds import Kind, difference
from sim.statistics.paired import steadied, tango

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
    pairs = interactions_table(found, Kind.NUMBER)
    np.testing.assert_allclose(pairs[["alone", "among"]], 0, atol=1e-12)
    rows = {row["group"]: row for row in attribution_table(found, Kind.NUMBER).to_dict("records")}
    assert [rows["total"][name] for name in ("remove_one", "add_one", "shapley")] == [7.0] * 3


def test_an_interaction_is_what_two_do_beyond_their_sum() -> None:
    """Consent and flights: either alone costs nothing, both 12 days."""
    table = game(GROUPS, lambda s, k: 12.0 * ({"consent", "flights"} <= s) + 3.0 * ("attacks" in s))
    found = worth(table, GROUPS)
    top = interactions_table(found, Kind.NUMBER).to_dict("records")[0]
    assert (top["first"], top["second"]) == ("consent", "flights")
    assert (top["alone"], top["among"]) == (12.0, 12.0)
    rows = {row["group"]: row for row in attribution_table(found, Kind.NUMBER).to_dict("records")}
    assert rows["total"]["shapley"] == rows["sum"]["shapley"] == 15.0
    assert rows["sum"]["remove_one"] == 27.0  # remove-one counts the pair twice
    assert rows["sum"]["add_one"] == 3.0  # add-one not at all
    assert rows["consent"]["shapley"] == 6.0


def test_pairs_are_told_with_intervals_of_their_own_the_largest_first_whatever_its_sign() -> None:
    """Attacks and flights together save 12 days, consent and flights cost 3; all three 5 more."""

    def days(members: frozenset[str], _: int) -> float:
        spared = -12.0 * (members >= {"attacks", "flights"})
        return spared + 3.0 * (members >= {"consent", "flights"}) + 5.0 * (len(members) == 3)

    table = interactions_table(worth(game(GROUPS, days), GROUPS), Kind.NUMBER)
    found = [
        (row["first"], row["second"], row["alone"], row["among"])
        for row in table.to_dict("records")
    ]
    assert found == [
        ("attacks", "flights", -12.0, -7.0),
        ("consent", "flights", 3.0, 8.0),
        ("consent", "attacks", 0.0, 5.0),
    ]
    for kind in ("alone", "among"):  # the same in every replication; or in none
        some = table[kind] != 0.0
        assert (table[f"{kind}_differ"] == np.where(some, 3, 0)).all()
        for end in ("low", "high"):
            assert (table[f"{kind}_{end}"] == table[kind])[some].all()
            assert table[f"{kind}_{end}"][~some].isna().all()


def test_every_interval_is_of_its_level() -> None:
    """2,000 replications: the ends lie z standard errors from the mean."""
    found = random_worth(2, 2000, 3)
    for level in (0.95, 0.8):
        tables = (
            attribution_table(found, Kind.NUMBER, level),
            interactions_table(found, Kind.NUMBER, level),
        )
        effects = remove_one(found)[0], np.array([1, -1, -1, 1]) @ found.values
        for table, name, values in zip(tables, ("remove_one", "alone"), effects, strict=True):
            half = (table[f"{name}_high"][0] - table[f"{name}_low"][0]) / 2
            error = values.std(ddof=1) / 2000**0.5
            assert half == pytest.approx(norm.ppf((1 + level) / 2) * error, rel=0.07)


@pytest.mark.parametrize(("groups", "runs"), [(["a"], 2), (["a", "b"], 4), (["a", "b", "c"], 8)])
def test_no_coalition_of_a_tornado_is_run_twice(groups: list[str], runs: int) -> None:
    assert len(needed_for_tornado(groups)) == runs


def test_a_tornado_needs_only_its_own_runs() -> None:
    groups = ["a", "b", "c", "d"]
    chosen = {coalition(members) for members in needed_for_tornado(groups)}
    assert len(chosen) == 2 * len(groups) + 2
    whole = game(groups, lambda s, k: float(len(s)) ** 2 + k)
    part = worth(whole[whole["coalition"].isin(chosen)], groups)
    table = attribution_table(part, Kind.NUMBER)
    assert "shapley" not in table
    assert table["remove_one"].tolist()[:4] == [16.0 - 9.0] * 4
    with pytest.raises(ValueError, match="the coalition 'a\\+b' was not run"):
        shapley(part)
    assert interactions_table(part, Kind.NUMBER)["alone"].isna().all()


def test_order_of_names_and_of_rows_does_not_matter() -> None:
    table = game(GROUPS, lambda s, k: float(len(s)) + k)
    turned = table.assign(coalition=["+".join(reversed(c.split("+"))) for c in table["coalition"]])
    shuffled = turned.sample(frac=1, random_state=1)
    np.testing.assert_array_equal(worth(table, GROUPS).values, worth(shuffled, GROUPS).values)
    twice = table.replace({"coalition": {"consent": "consent+consent"}})
    np.testing.assert_array_equal(worth(table, GROUPS).values, worth(twice, GROUPS).values)


def hits(chances: list[float], n: int, generator: np.random.Generator) -> Worth:
    """Deadlines that are met unless a cause of the coalition hits; each hits by itself."""
    struck = generator.random((len(chances), n)) < np.array(chances)[:, None]
    met = [
        ~np.any(struck[[i for i in range(len(chances)) if number >> i & 1]], axis=0)
        for number in range(2 ** len(chances))
    ]
    return Worth(tuple("abcd"[: len(chances)]), np.array(met, dtype=np.float64))


def true_effects(chances: list[float]) -> pd.DataFrame:
    """The same table of infinitely many replications: every combination of hits by its weight."""
    k = len(chances)
    struck = np.array([[number >> i & 1 for number in range(2**k)] for i in range(k)], dtype=bool)
    weights = np.where(struck, np.array(chances)[:, None], 1 - np.array(chances)[:, None]).prod(0)
    met = [
        ~np.any(struck[[i for i in range(k) if number >> i & 1]], axis=0) for number in range(2**k)
    ]
    whole = Worth(tuple("abcd"[:k]), np.array(met, dtype=np.float64))
    total = whole.values[-1] - whole.values[0]
    found = {}
    for name, measure in (("remove_one", remove_one), ("add_one", add_one), ("shapley", shapley)):
        effects = measure(whole)
        found[name] = np.vstack([effects, total, effects.sum(axis=0)]) @ weights
    return pd.DataFrame(found)


@pytest.mark.parametrize("n", [20, 50, 200])
@pytest.mark.parametrize("chances", [[0.01, 0.02, 0.3], [0.002, 0.05, 0.9]])
def test_intervals_of_shares_cover_also_near_nothing(chances: list[float], n: int) -> None:
    """600 samples, every cell: 0.95 less four standard errors (0.036) of the share that covers.

    Percentile bootstraps cover 2 to 65 times in a hundred where a cause decides one world in a
    hundred or fewer.
    """
    generator = np.random.default_rng(6)
    true = true_effects(chances)
    covered = {name: np.zeros(len(true)) for name in true}
    for _ in range(600):
        table = attribution_table(hits(chances, n, generator), Kind.YES_NO)
        for name in true:
            low, high = table[f"{name}_low"].to_numpy(), table[f"{name}_high"].to_numpy()
            covered[name] += (low <= true[name]) & (true[name] <= high)
    for name, times in covered.items():
        assert (times / 600 >= 0.914).all(), (name, times / 600)


@pytest.mark.parametrize("n", [20, 100])
def test_intervals_of_interactions_cover_also_near_nothing(n: int) -> None:
    """Two causes that both hit lose one deadline, not two: P(both) is the interaction alone."""
    generator = np.random.default_rng(7)
    covered = 0
    for _ in range(600):
        row = interactions_table(hits([0.1, 0.1], n, generator), Kind.YES_NO).iloc[0]
        covered += row["alone_low"] <= 0.01 <= row["alone_high"]
    assert covered / 600 >= 0.914


def test_an_interval_of_shares_has_a_width_where_nothing_differs() -> None:
    table = attribution_table(worth(game(GROUPS, lambda s, k: True, n=50), GROUPS), Kind.YES_NO)
    for name in ("remove_one", "add_one", "shapley"):
        assert (table[name] == 0).all()
        own = table if name == "shapley" else table[table["group"] != "sum"]
        assert own[f"{name}_low"].between(-0.08, -0.05).all()
        assert own[f"{name}_high"].between(0.05, 0.08).all()
    assert table["add_one_high"].iloc[-1] == steadied(np.zeros(50), step=3.0)[1]


@pytest.mark.parametrize(("n", "q"), [(50, 0.01), (50, 0.03), (200, 0.01)])
def test_a_sum_of_effects_covers_where_one_world_moves_them_all(n: int, q: float) -> None:
    """600 samples of three causes, each of which alone loses the deadline in a bad world: 0.95 less
    three standard errors. With a step of 1, 39 to 89 in a hundred held the sum."""
    generator = np.random.default_rng(9)
    covered = 0
    for _ in range(600):
        bad = generator.random(n) < q
        values = np.array([np.ones(n), *[~bad] * 7]).astype(float)
        row = attribution_table(Worth(("a", "b", "c"), values), Kind.YES_NO).iloc[-1]
        covered += row["add_one_low"] <= -3 * q <= row["add_one_high"]
    assert covered / 600 >= 0.95 - 3 * 0.009


def test_days_of_an_attribution_that_few_worlds_have_no_interval() -> None:
    """Nothing was "0" without an interval; that of two worlds of fifty hardly ever held."""
    values = np.zeros((4, 50))
    values[[1, 3], :2] = 30.0
    table = attribution_table(Worth(("a", "b"), values), Kind.NUMBER)
    assert table["remove_one"].tolist() == [1.2, 0.0, 1.2, 1.2]
    for name in ("remove_one", "add_one", "shapley"):
        assert table[[f"{name}_low", f"{name}_high"]].isna().all(axis=None)
        assert table[f"{name}_differ"].tolist() == [2, 0, 2, 2]
    assert (table["remove_one_p"].iloc[:2] == [0.5, 1.0]).all()


def test_intervals_are_those_of_a_comparison() -> None:
    """Remove-one of a share is Tango's, of days Student's; Shapley sums have that of the total."""
    generator = np.random.default_rng(8)
    found = hits([0.2, 0.3], 40, generator)
    table = attribution_table(found, Kind.YES_NO)
    gone = found.of(2) - found.of(3)
    expected = tango(0, int(gone.sum()), 40)
    own = [float(table[f"remove_one_{end}"].iloc[0]) for end in ("low", "high")]
    assert own == pytest.approx(expected)
    ends = [f"shapley{end}" for end in ("", "_low", "_high")]
    last, every = (table.iloc[place][ends].to_numpy(dtype=float) for place in (-1, -2))
    np.testing.assert_allclose(last, every)
    days = Worth(("a", "b"), generator.normal(100, 9, (4, 40)))
    compared = difference(days.of(2), days.of(3), Kind.NUMBER)
    table = attribution_table(days, Kind.NUMBER)
    own = [float(table[f"remove_one_{end}"].iloc[0]) for end in ("low", "high")]
    assert own == pytest.approx([compared.low, compared.high])
    alone = attribution_table(hits([0.2, 0.3], 1, generator), Kind.YES_NO)
    assert (alone["shapley_low"] >= -1).all()
    assert (alone["shapley_high"] <= 1).all()


def test_whole_differences_have_the_interval_of_bonett_and_price() -> None:
    """Their table of 1 gained, 9 lost of 100, by their formula with Student's factor."""
    low, high = steadied(np.repeat([1.0, -1.0, 0.0], [1, 9, 90]))
    middle, variance = (2 - 10) / 102, (2 + 10) / 102 - (8 / 102) ** 2
    half = t_distribution.ppf(0.975, 101) * np.sqrt(variance / 101)
    assert (low, high) == pytest.approx((middle - half, middle + half))


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


@given(seed=st.integers(0, 300), yes_or_no=st.booleans())
def test_a_p_below_five_in_a_hundred_is_an_interval_without_zero(
    seed: int, yes_or_no: bool
) -> None:
    """Exactly so where both are Student's; McNemar's and Tango's are two tests of one thing."""
    random = np.random.default_rng(seed)
    values = random.normal(size=(8, 30)) + np.arange(8)[:, None] * 0.2
    found = Worth(("a", "b", "c"), (values > 0.5).astype(float) if yes_or_no else values)
    kind = Kind.YES_NO if yes_or_no else Kind.NUMBER
    for row in attribution_table(found, kind).to_dict("records"):
        for name in ("remove_one", "add_one", "shapley"):
            p, low, high = (row[f"{name}_{end}"] for end in ("p", "low", "high"))
            if row["group"] in ("total", "sum"):
                assert np.isnan(p)
            elif not yes_or_no or name == "shapley":
                assert (p < 0.05) == (low > 0 or high < 0)
            else:
                assert not (p < 0.01 and low <= 0 <= high)
                assert not (p > 0.2 and (low > 0 or high < 0))
