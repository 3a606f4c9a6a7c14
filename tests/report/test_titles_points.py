"""What the titles of sweeps and designs claim: only what is shown."""

from math import nan

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.report import (
    sensitivity,
    spread,
    sweep_points,
)
from sim.report.style import BLUE
from sim.report.wording import few_points
from sim.statistics.designs import morris, saltelli
from sim.statistics.sensitivity import morris_table, sobol_table
from tests.report.names import MINUS


def test_the_sensitivities_name_an_input_beyond_chance() -> None:
    table = pd.DataFrame(
        {"label": ["x", "y", "z"], "total": [0.9, 0.4, 0.2], "first": [0.1, 0.3, 0.2],
         "first_low": [0.02, 0.1, 0.1], "first_high": [0.3, 0.5, 0.3],
         "first_p_adjusted": [0.05, 0.04, 0.01]}
    )  # fmt: skip
    assert sensitivity._title(table, "total").endswith("the share of the phases on time: y")
    assert sensitivity._title(table.iloc[:1], "total") == "No input is shown to matter"
    effect = pd.DataFrame({"label": ["x", "y"], "mu_star": [0.4, 0.3], "mu_low": [0.1, -0.4],
                           "mu_high": [0.5, -0.2], "mu_p_adjusted": [0.2, 0.03]})  # fmt: skip
    assert sensitivity._title(effect, "mu_star").endswith(": y")
    done = pd.DataFrame({"met_mean": [0.2, 0.666]})
    assert sensitivity._spread(done) == "Over the design, 20 to 67 % of the phases are on time"


NOISE = 150


@pytest.mark.parametrize(
    ("main", "inputs", "size"), [("mu_star", 6, 5), ("mu_star", 6, 12), ("total", 4, 16)]
)
def test_of_inputs_that_do_nothing_one_is_seldom_named(main: str, inputs: int, size: int) -> None:
    """5 % of 150 designs, and two standard errors (1.8 points); by intervals each by itself it was
    a quarter of them and more."""
    random = np.random.default_rng(1)
    names = [f"x{k}" for k in range(inputs)]
    named = 0
    for seed in range(NOISE):
        if main == "total":
            design = saltelli(names, size, seed)
            # The first alone does something; it is left out of what is looked at.
            values = design["x0"] + 0.2 * random.normal(size=len(design))
            table = sobol_table(design, values).query("input != 'x0'")
        else:
            design = morris(names, size, seed)
            table = morris_table(design, random.normal(size=len(design)))
        title = sensitivity._title(table.assign(label=table["input"]), main)
        named += title != "No input is shown to matter"
    assert named / NOISE < 0.05 + 2 * (0.05 * 0.95 / NOISE) ** 0.5


def swept() -> sweep_points.Sweep:
    """Three points of one parameter, of which the last failed; the first is compared with."""
    table = pd.DataFrame(
        {"job": [0, 1, 2, 3], "a.b.speed": ["1", "2", "3", "4"], "error": [nan, nan, nan, "none"],
         "met_2a": [0.5, 0.7, 0.6, 1.0], "met_2b": [0.3, 0.5, 0.4, 1.0], "met_all": [0.9] * 4}
    )  # fmt: skip
    for reading in ("met", "met_and_orderly"):
        for phase in ("2a", "2b", "all"):
            table[f"change_{reading}_p_{phase}"] = [nan, 0.2, 0.2, 0.01]
            table[f"change_{reading}_{phase}"] = [0.0, 0.2, 0.1, 0.5]
    return sweep_points.Sweep(table, ["a.b.speed"], ["2a", "2b", "all"], "", 0)


def test_the_sweep_names_its_best_point_by_the_mean_of_the_phases() -> None:
    found = swept()
    assert sweep_points.title(found) == (
        "No point is shown to be on time more or less often than the first: "
        "40 to 60 % of the phases"
    )
    found.table.loc[1, "change_met_p_2b"] = 0.04
    told, first = "Shown to be on time more often than the first is b.speed = ", "the first 40 %"
    assert sweep_points.title(found) == f"{told}2 alone: 60 % of the phases, {first}"
    found.table["change_met_p_2b"] = [nan, 0.2, 0.04, 0.01]
    assert sweep_points.title(found) == f"{told}3 alone: 50 % of the phases, {first}", "no luck"
    found.table["change_met_p_2b"] = [nan, 0.04, 0.04, 0.01]
    assert sweep_points.title(found) == (
        "2 points are shown to be on time more often than the first; highest, perhaps by chance, "
        f"b.speed = 2: 60 % of the phases, {first}"
    )
    found.table["change_met_2b"] = -0.2
    assert sweep_points.title(found).startswith("No point is shown to be on time more often than")
    found.table[["met_2a", "met_2b"]] = 0.25
    assert sweep_points.title(found) == "The phases are on time equally often at every point: 25 %"
    found.table["error"] = "none"
    assert sweep_points.title(found) == "No point of the sweep was finished"


@pytest.mark.parametrize(("p", "points"), [(0.05, 0), (0.049, 1)])
def test_a_point_of_a_sweep_differs_where_some_adjusted_p_is_small(p: float, points: int) -> None:
    found = swept()
    assert sweep_points.title_of_changes(found).startswith("0 of 2 points are shown to differ")
    found.table.loc[1, "change_met_and_orderly_p_2b"] = p
    assert sweep_points.title_of_changes(found).startswith(
        "1 of 2 points is shown to differ" if points else "0 of 2 points are shown to differ"
    )


def test_the_spread_names_the_phase_that_is_spread_most() -> None:
    rows = {"met_1": (0.5, 0.9), "met_31_december": (0.0, 0.2), "met_all": (0.0, 1.0)}
    table = pd.DataFrame(rows, index=["p05", "p95"]).T.assign(sd=0.1, sd_low=0.05, noise_sd=0.1)
    phases = ["1", "31_december", "all"]
    assert spread._title(table, phases, 348) == (
        "Over what 348 inputs may be, phase 1 is on time in 50 to 90 %"
    )
    table.loc["met_31_december", "p95"] = 0.6
    assert spread._title(table, phases, 1) == (
        "Over what one input may be, 31 December is on time in 0 to 60 %"
    )
    table.loc["met_31_december", "sd_low"] = 0.0
    assert "phase 1 is on time in" in spread._title(table, phases, 1), "the other is noise"
    assert spread._title(table.assign(sd_low=0.0), phases, 348) == (
        "Over what 348 inputs may be, no phase's spread is told from the noise of counting"
    )


def test_a_spread_that_is_noise_is_said_to_be_none() -> None:
    row = {"p05": 0.264, "p25": 0.264, "p50": 0.264, "p75": 0.264, "p95": 0.264, "mean": 0.264,
           "mc_low": 0.2, "mc_high": 0.3, "sd": 0.1, "sd_low": 0.0, "noise_sd": 0.1, "p05_low": 0.2,
           "p05_high": 0.31, "p95_low": 0.25, "p95_high": 0.4, "base": 0.295, "base_low": 0.25,
           "base_high": 0.35, "difference": -0.031, "difference_low": -0.08,
           "difference_high": 0.018}  # fmt: skip
    not_told = "not told from the error of counting"
    for found, said in (
        (row, not_told), ({**row, "sd_low": 1e-9}, not_told), ({**row, "noise_sd": 0.0}, not_told),
        ({**row, "sd_low": 0.01}, "26.4 (20.0–31.0) to 26.4 (25.0–40.0) %"),
        ({**row, "sd": 0.0, "noise_sd": 0.0}, "the same in every world"),
    ):  # fmt: skip
        axes = Figure().add_subplot()
        spread._band(axes, 0.0, found, BLUE, "o")
        written = [text.get_text() for text in axes.texts]
        assert written == [
            "26.4 % (20.0–30.0)", said, "29.5 % (25.0–35.0)", f"{MINUS}3.1 ({MINUS}8.0 to +1.8)"
        ]  # fmt: skip


@pytest.mark.parametrize(("points", "said"), [(99, True), (100, False)])
def test_few_points_are_said_to_be_few(points: int, said: bool) -> None:
    assert ("few" in few_points(points)) is said


def test_of_many_inputs_those_are_drawn_that_go_with_the_headline_most() -> None:
    done = pd.DataFrame({f"x{k}": np.roll(np.arange(9.0), k) for k in range(10)})
    done["met_mean"] = -done["x9"]  # which is x0 again
    names = [f"x{k}" for k in range(10)]
    assert set(sensitivity._strongest(done, names)[:2]) == {"x0", "x9"}
    assert sensitivity._strongest(done, names[:8]) == names[:8]
    assert "8 of 10 inputs" in sensitivity._which(names)
