"""Designs have their balance; indices equal closed forms and SciPy's."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from scipy.stats import norm, t, ttest_1samp
from scipy.stats import sobol_indices as scipy_indices

from sim.statistics.designs import latin_hypercube, morris, one_at_a_time, saltelli
from sim.statistics.kinds import Kind
from sim.statistics.paired import holm
from sim.statistics.sensitivity import (
    elementary_effects,
    morris_table,
    sobol_table,
    tornado_table,
)

XYZ = ["x", "y", "z"]


def ishigami(points: pd.DataFrame) -> np.ndarray:
    x, y, z = (np.pi * (2 * points[name].to_numpy() - 1) for name in XYZ)
    return np.asarray(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def rows(table: pd.DataFrame) -> dict:
    return {row["input"]: row for row in table.to_dict("records")}


@given(points=st.integers(1, 60), seed=st.integers(0, 99))
def test_a_latin_hypercube_meets_every_slice_once(points: int, seed: int) -> None:
    design = latin_hypercube(XYZ, points, seed)
    for name in XYZ:
        assert sorted((design[name] * points).astype(int)) == list(range(points))
    pd.testing.assert_frame_equal(design, latin_hypercube(XYZ, points, seed))
    assert not design.equals(latin_hypercube(XYZ, points, seed + 1))


def test_a_saltelli_design_swaps_one_column_a_matrix() -> None:
    design = saltelli(XYZ, 8, seed=1)
    assert len(design) == 5 * 8
    of = {name: own[XYZ].to_numpy() for name, own in design.groupby("matrix")}
    for i, name in enumerate(XYZ):
        assert (of[name][:, i] == of["B"][:, i]).all()
        others = [j for j in range(3) if j != i]
        assert (of[name][:, others] == of["A"][:, others]).all()
    for points in (0, 1, 12):
        with pytest.raises(ValueError, match="power of two"):
            saltelli(XYZ, points, seed=1)
    for taken in "AB":
        with pytest.raises(ValueError, match="must not be called A or B"):
            saltelli(["x", taken], 8, seed=1)
    for names in (["row"], [], ["x", "x"]):
        with pytest.raises(ValueError, match="different names"):
            saltelli(names, 8, seed=1)


@given(trajectories=st.integers(1, 8), levels=st.sampled_from([2, 4, 6]), seed=st.integers(0, 50))
def test_a_morris_trajectory_changes_each_input_once_on_the_grid(
    trajectories: int, levels: int, seed: int
) -> None:
    design = morris(XYZ, trajectories, seed, levels)
    grid = design[XYZ].to_numpy() * (levels - 1)
    assert np.allclose(grid, grid.round())
    assert grid.min() >= -1e-9
    assert grid.max() <= levels - 1 + 1e-9
    for _, own in design.groupby("trajectory"):
        assert sorted(own["changed"]) == ["", *XYZ]
        steps = np.diff(own[XYZ].to_numpy(), axis=0)
        assert ((np.abs(steps) > 1e-9).sum(axis=1) == 1).all()
        assert np.allclose(np.abs(steps).sum(axis=1), levels / (2 * (levels - 1)))


def test_the_steps_of_morris_go_up_and_down_on_an_even_grid() -> None:
    of = morris(XYZ, 20, seed=1).groupby("trajectory")[XYZ]
    steps = of.diff().dropna()
    assert (steps.min() < 0.0).all()
    assert (steps.max() > 0.0).all()
    for levels in (0, 1, 3):
        with pytest.raises(ValueError, match="allowed: an even number"):
            morris(XYZ, 1, seed=1, levels=levels)


def test_a_tornado_runs_the_base_and_each_low_and_high() -> None:
    found = one_at_a_time(["x", "y"]).to_numpy().tolist()
    assert found == [["", "base"], ["x", "low"], ["x", "high"], ["y", "low"], ["y", "high"]]


def test_sobol_indices_of_ishigami_are_the_closed_ones() -> None:
    """a = 7, b = 0.1: first 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437."""
    design = saltelli(XYZ, 2048, seed=3)
    found = rows(sobol_table(design, ishigami(design)))
    for name, first, total in (("x", 0.3139, 0.5576), ("y", 0.4424, 0.4424), ("z", 0.0, 0.2437)):
        assert found[name]["first"] == pytest.approx(first, abs=0.02)
        assert found[name]["total"] == pytest.approx(total, abs=0.02)
        assert found[name]["first_low"] <= first <= found[name]["first_high"]
        assert found[name]["total_low"] <= total <= found[name]["total_high"]


def test_sobol_indices_equal_those_of_scipy() -> None:
    design = saltelli(XYZ, 256, seed=3)
    value = ishigami(design)
    of = {name: value[(design["matrix"] == name).to_numpy()] for name in ["A", "B", *XYZ]}
    oracle = scipy_indices(
        func={"f_A": of["A"][None], "f_B": of["B"][None],
              "f_AB": np.array([of[name] for name in XYZ])[:, None]},
        n=256,
    )  # fmt: skip
    table = sobol_table(design, value)
    assert table["input"].tolist() == ["x", "y", "z"], "by the total index; by the first it is y"
    found = rows(table)
    for i, name in enumerate(XYZ):
        assert found[name]["first"] == pytest.approx(np.ravel(oracle.first_order)[i], abs=1e-10)
        assert found[name]["total"] == pytest.approx(np.ravel(oracle.total_order)[i], abs=1e-10)


PROBLEM = {"num_vars": 3, "names": XYZ, "bounds": [[0.0, 1.0]] * 3}


def test_sobol_indices_are_those_of_salib() -> None:
    """But for the mean that is taken off: of A and B here, of all rows there."""
    points = 1024
    design = saltelli(XYZ, points, seed=5)
    value = ishigami(design)
    of = {name: value[own.index] for name, own in design.groupby("matrix")}
    in_its_order = np.column_stack([of["A"], *(of[name] for name in XYZ), of["B"]]).ravel()
    theirs = salib_sobol.analyze(PROBLEM, in_its_order, calc_second_order=False, seed=1)
    ours = rows(sobol_table(design, value))
    for i, name in enumerate(XYZ):
        assert ours[name]["first"] == pytest.approx(theirs["S1"][i], abs=0.005)
        assert ours[name]["total"] == pytest.approx(theirs["ST"][i])


def test_the_measures_of_morris_are_those_of_salib() -> None:
    design = morris(XYZ, 20, seed=5)
    value = ishigami(design)
    theirs = salib_morris.analyze(PROBLEM, design[XYZ].to_numpy(), value, num_levels=4, seed=1)
    ours = rows(morris_table(design, value))
    for i, name in enumerate(XYZ):
        for measure in ("mu", "mu_star", "sigma"):
            assert ours[name][measure] == pytest.approx(theirs[measure][i])


def test_a_linear_figure_has_no_interaction_and_its_squares_as_shares() -> None:
    design = saltelli(XYZ, 1024, seed=5)
    found = sobol_table(design, 3 * design["x"] + 4 * design["y"])
    assert found["input"].tolist() == ["y", "x", "z"]
    np.testing.assert_allclose(found["total"], [16 / 25, 9 / 25, 0], atol=0.01)
    np.testing.assert_allclose(found["first"], found["total"], atol=0.02)
    assert sobol_table(design, np.ones(len(design)))["total"].isna().all()


def test_bootstrap_intervals_of_sobol_indices_cover_as_often_as_they_say() -> None:
    """20 designs of 128 rows, three inputs, two indices: at least 0.9 of 120 (standard error of
    nominal coverage 2 points)."""
    closed = {"x": (0.3139, 0.5576), "y": (0.4424, 0.4424), "z": (0.0, 0.2437)}
    covered = 0
    for seed in range(20):
        design = saltelli(XYZ, 128, seed)
        for name, row in rows(sobol_table(design, ishigami(design), seed=seed)).items():
            first, total = closed[name]
            covered += row["first_low"] <= first <= row["first_high"]
            covered += row["total_low"] <= total <= row["total_high"]
    assert covered / 120 >= 0.9


def test_morris_of_a_linear_figure_is_its_coefficients() -> None:
    design = morris(XYZ, 10, seed=2)
    table = morris_table(design, 3 * design["x"] - 4 * design["y"])
    assert table["input"].tolist() == ["y", "x", "z"]
    found = rows(table)
    for name, slope in (("x", 3), ("y", -4), ("z", 0)):
        assert found[name]["mu"] == pytest.approx(slope)
        assert found[name]["mu_star"] == pytest.approx(abs(slope))
        assert found[name]["sigma"] == pytest.approx(0, abs=1e-9)
        assert found[name]["mu_low"] == pytest.approx(slope)


def test_a_step_that_rounding_undid_is_an_effect_of_0() -> None:
    design = morris(["x", "y"], 4, seed=2)
    still = design.assign(x=0.5)
    effects = elementary_effects(still, 2 * still["y"])
    np.testing.assert_allclose(effects, [[0.0] * 4, [2.0] * 4])


def test_morris_tells_curvature_and_interaction_from_a_straight_line() -> None:
    design = morris(XYZ, 200, seed=2)
    effects = elementary_effects(design, ishigami(design))
    assert np.isfinite(effects).all()
    found = rows(morris_table(design, ishigami(design)))
    assert found["z"]["mu"] == pytest.approx(0, abs=1.5)  # its sign is that of sin x
    assert found["z"]["sigma"] > 3
    assert found["z"]["mu_star"] > 3
    product = morris_table(design, design["x"] * design["y"])
    assert rows(product)["x"]["sigma"] > 0.2  # at levels 0, 1/3, 2/3, 1: the spread of y


def test_the_unevenness_of_few_trajectories_is_not_told_too_small() -> None:
    """Over many designs of three, the mean of σ² is the variance of the effects."""
    squares = []
    for seed in range(300):
        design = morris(XYZ, 3, seed=seed)
        effects = elementary_effects(design, design["x"] * design["y"])
        squares.append(float(np.var(effects[0], ddof=1)))
        if seed < 3:
            found = rows(morris_table(design, design["x"] * design["y"]))
            assert found["x"]["sigma"] ** 2 == pytest.approx(squares[-1])
    # The effect of x is y, which is 0, 1/3, 2/3 or 1, each as likely.
    assert np.mean(squares) == pytest.approx(np.var([0, 1 / 3, 2 / 3, 1]), rel=0.15)
    one = morris(XYZ, 1, seed=1)
    assert np.isnan(rows(morris_table(one, one["x"]))["x"]["sigma"])


def test_the_tornado_is_of_paired_differences() -> None:
    generator = np.random.default_rng(1)
    world = generator.normal(100, 20, 80)
    parts = []
    for row in one_at_a_time(["big", "none"]).to_dict("records"):
        shift = {"low": -3.0, "high": 5.0}.get(row["end"], 0.0) if row["input"] == "big" else 0.0
        parts.append(
            pd.DataFrame({"input": row["input"], "end": row["end"], "replication": range(80),
                          "value": world + shift})
        )  # fmt: skip
    table = tornado_table(pd.concat(parts), Kind.NUMBER)
    big, none = table.to_dict("records")
    assert (big["input"], big["to_low"], big["to_high"], big["swing"]) == ("big", *(
        pytest.approx(v) for v in (-3.0, 5.0, 8.0)))  # fmt: skip
    assert big["swing_high"] - big["swing_low"] < 1e-9  # the worlds cancel
    assert (none["swing"], none["swing_p"]) == (0, 1)
    with pytest.raises(ValueError, match="same replications"):
        tornado_table(pd.concat(parts).iloc[:-1], Kind.NUMBER)


def test_the_widest_swing_comes_first_whatever_its_sign() -> None:
    world = np.array([0.5, 1.5, 2.5, 4.0])
    moved = {("up", "high"): 1.0, ("down", "high"): -2.0}
    runs = [
        (row["input"], row["end"], k, value + moved.get((row["input"], row["end"]), 0.0))
        for row in one_at_a_time(["up", "down"]).to_dict("records")
        for k, value in enumerate(world)
    ]
    table = tornado_table(
        pd.DataFrame(runs, columns=["input", "end", "replication", "value"]), Kind.NUMBER
    )
    assert table["input"].tolist() == ["down", "up"]
    assert table["swing"].tolist() == pytest.approx([-2.0, 1.0])


def test_the_interval_of_a_mean_effect_is_of_its_level() -> None:
    """500 trajectories: the bootstrap's ends lie 1.96 standard errors from the mean, or 1.64."""
    design = morris(["x"], 500, seed=1)
    values = np.random.default_rng(2).normal(size=len(design))
    effects = elementary_effects(design, values)[0]
    error = effects.std(ddof=1) / len(effects) ** 0.5
    for level in (0.95, 0.9):
        (row,) = morris_table(design, values, level).to_dict("records")
        half = (row["mu_high"] - row["mu_low"]) / 2
        assert half == pytest.approx(norm.ppf((1 + level) / 2) * error, rel=0.07)
        (other,) = morris_table(design, values, level, seed=1).to_dict("records")
        assert other["mu_low"] != row["mu_low"]


def test_the_intervals_of_sobol_indices_are_of_their_level_and_seed() -> None:
    """Percentiles of near-normal resamples: widths go as the normal quantiles."""
    design = saltelli(["x", "y"], 512, seed=1)
    values = design["x"] + design["y"]
    widths, lows = [], []
    for level, seed in ((0.95, 0), (0.8, 0), (0.95, 1)):
        found = sobol_table(design, values, level, seed)
        widths.append((found["total_high"] - found["total_low"]).mean())
        lows.append(found["first_low"].iloc[0])
    assert widths[1] / widths[0] == pytest.approx(norm.ppf(0.9) / norm.ppf(0.975), rel=0.07)
    assert lows[0] != lows[2]


def test_p_is_that_of_the_effects_after_holm() -> None:
    design = morris(XYZ, 8, seed=3)
    values = design["x"] + np.random.default_rng(4).normal(0.0, 0.3, len(design))
    found = morris_table(design, values).set_index("input").loc[XYZ]
    p = ttest_1samp(elementary_effects(design, values), 0.0, axis=1).pvalue
    np.testing.assert_allclose(found["mu_p"], p)
    np.testing.assert_allclose(found["mu_p_adjusted"], holm(p))
    one = morris(XYZ, 1, seed=1)
    assert morris_table(one, one["x"])["mu_p_adjusted"].isna().all()


def test_the_p_of_a_first_index_is_that_of_the_mean_it_is() -> None:
    """By hand: middle 2; (B − 2)(AB − A) of x is 1, 2, 6 and 3, of y it is 0."""
    design = saltelli(["x", "y"], 4, seed=1)
    of = {"A": [1.0, 1.0, 1.0, 1.0], "B": [3.0, 3.0, 3.0, 3.0], "x": [2.0, 3.0, 7.0, 4.0],
          "y": [1.0, 1.0, 1.0, 1.0]}  # fmt: skip
    values = [of[name][row] for name, row in zip(design["matrix"], design["row"], strict=True)]
    found = sobol_table(design, values).set_index("input")
    p = ttest_1samp([1.0, 2.0, 6.0, 3.0], 0.0).pvalue
    assert found.loc["x", "first"] == pytest.approx(3.0)  # the variance is 1
    assert found["first_p"].to_dict() == pytest.approx({"x": p, "y": 1.0})
    assert found["first_p_adjusted"].to_dict() == pytest.approx({"x": 2 * p, "y": 1.0})


def test_resamples_in_which_nothing_varies_are_left_out_of_the_intervals() -> None:
    """One row alone differs: a third of the resamples do not hold it and have no index."""
    design = saltelli(["x"], 4, seed=1)
    found = sobol_table(design, (design["row"] == 0) * 1.0)
    assert found.notna().all(axis=None)


def test_a_row_of_a_tornado_by_hand() -> None:
    """From the base to the low -1, -2 and -3 days, to the high 2, 4 and 6: standard errors 1/√3 and
    2/√3; of the swing 3/√3."""
    base = np.array([10.0, 10.0, 11.0])
    days = np.array([1.0, 2.0, 3.0])
    moved = {"base": base, "low": base - days, "high": base + 2 * days}
    runs = [
        (row["input"], row["end"], k, value)
        for row in one_at_a_time(["x"]).to_dict("records")
        for k, value in enumerate(moved[row["end"]])
    ]
    table = pd.DataFrame(runs, columns=["input", "end", "replication", "value"])
    (row,) = tornado_table(table, Kind.NUMBER, 0.8).to_dict("records")
    assert [row[end] for end in ("base", "low", "high")] == pytest.approx([31 / 3, 25 / 3, 43 / 3])
    half = t.ppf(0.9, 2) / 3**0.5
    for name, mean, errors in (("to_low", -2, 1), ("to_high", 4, 2), ("swing", 6, 3)):
        found = [row[f"{name}{end}"] for end in ("", "_low", "_high")]
        assert found == pytest.approx([mean, mean - errors * half, mean + errors * half])
