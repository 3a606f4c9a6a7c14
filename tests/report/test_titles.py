"""What the titles of figures claim: only what is shown, with the right name and number."""

import dataclasses
from math import inf, nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.configuration import load_scenario
from sim.record.causes import WORK
from sim.report import (
    closures,
    convergence,
    criticality,
    decisions,
    delay_bars,
    exceedance,
    forest,
    frontier,
    gantt,
    hindcast,
    ranking,
    sensitivity,
    spread,
    sweep_points,
    tornado,
)
from sim.report.study import Study, without_base
from sim.report.style import BLUE
from sim.report.wording import few_points
from sim.statistics.two_level import spread_words, two_level_table

MINUS = "\N{MINUS SIGN}"
NAMES = ["base", "base+a", "base+b", "base+c", "base+d", "base+e"]


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(Path(), {"scenarios": NAMES}, load_scenario("all_off"))


def compared(
    shares: dict[str, tuple[float, float]], days: dict[str, tuple[float, float]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables of a comparison: for each scenario that is named its difference and its p."""
    made = []
    for figure, given in (("met_2a", shares), ("days_all", days)):
        rows = [(f"base+{name}", figure, *found) for name, found in given.items()]
        made.append(pd.DataFrame(rows, columns=["scenario", "figure", "difference", "p_holm"]))
    return made[0], made[1]


def test_a_unit_beside_the_bars_is_written_whole() -> None:
    """“share of the …”: of what could not be read."""
    axes = Figure().add_subplot()
    unit = "share of the loads that a column leaves behind"
    row = {"at_low": 0.1, "value": 0.2, "at_high": 0.3, "unit": unit, "swing": 0.1,
           "swing_p_adjusted": 0.5}  # fmt: skip
    row |= {f"{key}{end}": 0.1 for key in ("to_low", "to_high") for end in ("", "_low", "_high")}
    ranking._row(axes, 0, row, 100.0, shaded=False)
    assert axes.texts[0].get_text().replace("\n", " ").endswith(unit)
    assert all(len(line) <= ranking.GIVEN for line in axes.texts[0].get_text().split("\n"))


def test_an_input_stands_under_its_axis_whole_and_with_its_unit() -> None:
    """Labels were cut after two lines, and no axis had a unit."""
    scenario = load_scenario("baseline")
    for name, end in (("resources.convoy_groups.Gao", "one truck rotation each, groups"),
                      ("tasks.packing.preparation_lead", "drawdown starts, days before the window"),
                      ("risk/flights", "risk/flights")):  # fmt: skip
        text = sensitivity._under(scenario, name).replace("\n", " ")
        assert text.endswith(end)
        assert "…" not in text


def test_price_and_spending_of_a_mitigation_are_told_apart(study: Study) -> None:
    """Two costs stood in a row, of which one is the price and one what is spent less."""
    priced = dataclasses.replace(study, manifest={"scenarios": NAMES, "costs": {"base+a": 0.5}})
    assert forest._labels(priced)[0] == "a\n(price USD 0.5 million)"
    axes = Figure().add_subplot()
    forest._words(axes, pd.DataFrame(), pd.DataFrame(), [])
    assert axes.texts[-1].get_text() == "net spending,\nUSD million"


def test_an_input_without_a_line_is_explained() -> None:
    """Days that every replication gains alike have an interval of no width."""
    ends = {"to_low_low": [-2.0, 1.0], "to_low_high": [-2.0, 3.0], "to_high_low": [0.0, 1.0],
            "to_high_high": [1.0, 2.0]}  # fmt: skip
    table = pd.DataFrame(ends)
    assert ranking._alike(table) == "; no line: the same in every replication"
    assert ranking._alike(table.iloc[1:]) == ""


def test_the_forest_names_only_what_is_shown(study: Study) -> None:
    shares, days = compared(
        {"a": (0.1, 0.04), "b": (0.3, 0.05), "c": (-0.1, 0.01), "d": (-0.2, 0.2)},
        {"a": (2.0, 0.9), "b": (-9.0, 0.06), "d": (-4.0, 0.001)},
    )
    assert forest._title(study, shares, days, NAMES[1:]) == (
        "Shown to help with the dates: a and d (2 of 5); to hurt in some: c"
    )
    shares, days = compared({"a": (0.1, 0.06)}, {"b": (-3.0, 0.2)})
    assert forest._title(study, shares, days, NAMES[1:]) == (
        "None of the 5 alternatives is shown to help with the dates"
    )
    assert forest._title(study, shares, days, NAMES[1:2]) == (
        "A is not shown to help with the dates"
    ), "not none of the 1 alternatives"


def test_the_forest_tells_harm_of_many_and_harm_in_days(study: Study) -> None:
    shares, days = compared({}, {"b": (3.0, 0.01), "c": (3.0, 0.2)})
    assert forest._title(study, shares, days, NAMES[1:]).endswith("; to hurt in some: b")
    shares, days = compared(dict.fromkeys("abcd", (-0.1, 0.01)), {"e": (-1.0, 0.01)})
    assert forest._title(study, shares, days, NAMES[1:]) == (
        "Shown to help with the dates: e (1 of 5); 4 to hurt in some"
    )
    shares, days = compared(dict.fromkeys("abcd", (0.1, 0.01)), {"e": (1.0, 0.01)})
    assert forest._title(study, shares, days, NAMES[1:]) == (
        "4 of the 5 alternatives are shown to help with the dates; to hurt in some: e"
    )


def test_the_forest_adjusts_over_all_that_is_drawn() -> None:
    shares = pd.DataFrame({"figure": ["met_2a", "met_all", "other"], "p": [0.01, 0.04, 1e-9]})
    days = pd.DataFrame({"figure": ["days_2a", "days_all"], "p": [1e-9, 0.02]})
    shares, days = forest._adjusted(shares, days)
    assert shares["p_holm"].tolist() == pytest.approx([0.03, 0.04])
    assert days["p_holm"].tolist() == pytest.approx([0.04])


def test_the_names_of_alternatives_lose_what_they_share() -> None:
    assert without_base(["base", "base+a", "base+a+b"]) == ["base", "a", "a+b"]


def effects(rows: list[tuple[str, float]]) -> pd.DataFrame:
    """A table of effects: each group with the p of removing it; alone it does nothing."""
    table = pd.DataFrame(rows, columns=["group", "remove_one_p"])
    return table.assign(figure="met_2a", remove_one=0.1, add_one=0.0, add_one_p=1.0)


def test_the_tornado_names_the_groups_that_are_shown_over_all_marks() -> None:
    rows = [("consent", 0.001), ("weather", 0.02), ("total", nan), ("sum", nan)]
    table = tornado._adjusted(effects(rows), ["met_2a", "days_all"])
    assert table["remove_one_p_holm"].tolist()[:2] == pytest.approx([0.004, 0.06]), "of four marks"
    assert tornado._title(table, ["weather", "consent"]) == (
        "Shown to change P(on time): consent (1 of 2 groups)"
    )
    table = tornado._adjusted(effects(rows[1:]).assign(remove_one_p=0.04), ["met_2a"])
    assert tornado._title(table, ["weather"]) == (
        "No group of causes is shown to change P(on time), of 1 tried"
    )
    many = tornado._adjusted(effects([(name, 1e-9) for name in "abcd"]), ["met_2a"])
    assert tornado._title(many, list("abcde")) == (
        "4 of the 5 groups of causes are shown to change P(on time)"
    )


def test_the_tornado_is_ordered_by_what_is_drawn() -> None:
    table = effects([("small", 0.1), ("large", 0.1), ("total", nan)])
    table["remove_one"] = [0.1, -0.3, 0.9]
    assert tornado._ordered(table, ["met_2a", "days_all"]) == ["large", "small"]


def test_the_ranking_counts_what_is_below_five_in_a_hundred() -> None:
    table = pd.DataFrame({"label": ["x", "y", "z"], "swing_p_adjusted": [0.051, 0.01, 0.049]})
    assert ranking._title(table, 9) == "“y” moves the headline most; 2 of 9 tried are shown to"
    assert ranking._title(table.iloc[:2], 9) == (
        "Of 9 tried only “y” is shown to move the headline"
    )
    assert ranking._title(table.iloc[:1], 9) == (
        "None of the 9 inputs tried is shown to move the headline"
    )
    assert ranking._title(table.iloc[:1], 1) == (
        "The one input tried is not shown to move the headline"
    )


def test_the_first_decision_is_that_of_the_earliest_last_day() -> None:
    rows = [("more_escorts", "2023-10-01", 3), ("early_packing", "2023-09-08", 2),
            ("air_overwatch", "", 0), ("late", "", 1), ("always", "2023-09-07", 4)]  # fmt: skip
    last = pd.DataFrame(rows, columns=["mitigation", "helps_until", "helps_on"]).assign(days=4)
    assert decisions._title(last) == (
        "4 of 5 mitigations tried are shown to help on some day; the first to decide: "
        "early packing, by 8 Sep 2023"
    )
    assert decisions._title(last.iloc[3:]) == (
        "2 of 2 mitigations tried are shown to help on some day"
    )
    assert decisions._title(last.iloc[4:]) == (
        "1 of 1 mitigations tried is shown to help on every day tried, to 7 Sep 2023"
    ), "the last day of the grid is none by which to decide"
    none = last.assign(helps_on=0, helps_until="")
    assert decisions._title(none) == (
        "None of the 5 mitigations tried is shown to help on the days tried"
    )
    assert decisions._title(none.iloc[:1]) == (
        "The one mitigation tried is not shown to help on the days tried"
    )


def test_the_frontier_tells_the_smaller_gain_of_what_helps_twice() -> None:
    on = pd.DataFrame(
        {"bundle": ["", "a", "b", "c+d"], "size": [0, 1, 1, 2], "cost": [0.0, 1.0, 2.0, 5.0],
         "gain": [0.0, 0.2, 0.3, 0.4], "gain_low": [0.0, 0.1, 0.1, 0.3],
         "again": [0.0, 0.1, 0.2, 0.5], "again_low": [nan, -0.1, 0.1, 0.2]}
    )  # fmt: skip
    told = "Cheapest that is shown to help twice: b, USD 2 million for +20.0 points"
    assert frontier._title(on, 100.0) == told
    # Three are looked at again: an interval of one alone that just misses zero is no proof.
    near = on.assign(again_low=[nan, -0.1, 0.02, 0.2])
    assert "c + d, USD 5 million for +40.0 points" in frontier._title(near, 100.0)
    assert frontier._title(on.iloc[:2], 1.0) == (
        "No bundle is shown to help in its own worlds and in others"
    )


def test_the_convergence_asks_for_the_figure_that_needs_most() -> None:
    table = pd.DataFrame(
        {"n": [100, 200, 200, 200], "reached": [False, True, False, False],
         "needed": [9_000, 150, 1_070, 1_060]}
    )  # fmt: skip
    assert convergence._title(table, 200, 0.03) == (
        "200 replications are too few for ± 3 points: about 1,070 are needed"
    )
    assert convergence._title(table.iloc[:2], 200, 0.03) == (
        "200 replications are enough for ± 3 points"
    )


def test_the_axis_of_the_frontier_holds_the_intervals_of_other_worlds() -> None:
    table = pd.DataFrame({"gain_low": [0.0, -0.1], "gain_high": [0.0, 0.2]})
    again = pd.DataFrame({"again_low": [-0.4], "again_high": [0.5]})
    low, high = frontier._reach(table, again, 100.0)
    assert low < -40
    assert high > 50
    assert frontier._reach(table.iloc[:1], again.iloc[:0], 1.0) == pytest.approx((-0.05, 0.05))


def left(**orderly: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of figure 5, and the closures, of camps that are left orderly or not."""
    n = len(next(iter(orderly.values())))
    closed = [pd.DataFrame({"replication": range(n), "camp": camp, "orderly": np.array(own, bool)})
              for camp, own in orderly.items()]  # fmt: skip
    shares = [sum(own) / n for own in orderly.values()]
    return pd.DataFrame({"camp": list(orderly), "orderly": shares}), pd.concat(closed)


def test_the_camp_that_is_left_orderly_least_often_is_named_with_its_rivals() -> None:
    seldom, half, often = [1, 0, 0, 0] * 25, [1, 1, 0, 0] * 25, [1, 1, 1, 1] * 25
    assert closures._title(*left(A=half, B=seldom, C=often)) == (
        "B is least often left orderly: in 25 % of replications"
    )
    # 25 and 30 of 100 may be chance, and so may 25 and 31; those of one world are compared.
    near = [1, 0, 0, 0] * 20 + [1, 0, 0, 1] * 5
    assert closures._title(*left(A=near, B=seldom, C=[0, 1, 0, 0] * 24 + [1] * 4)).endswith(
        "in 25 % of replications, too close to tell from A and C"
    )
    assert closures._title(*left(A=often, B=often)) == (
        "Every camp is left orderly in every replication"
    )
    table, closed = left(A=half)
    assert closures._title(table.iloc[:0], closed) == "No camp is still to be left"


def test_the_last_closure_waits_for_the_first_of_means_and_causes() -> None:
    rival = [True, False]
    means = pd.DataFrame({"name": ["search:Gao", "axis:north"], "last": 0.4, "rival": rival})
    causes = pd.DataFrame({"name": ["consent"], "last": [0.75], "rival": [True]})
    assert criticality._title(means, causes) == (
        "Means most often waited for before the last closure: search teams, Gao (40 %)"
    )
    assert criticality._title(means.assign(rival=True), causes).endswith(
        "search teams, Gao (40 %), too close to tell from road axis, north"
    )
    none = means.assign(last=0.0)
    assert criticality._title(none, causes) == (
        "Cause most often behind the last closure: consent (75 %)"
    )
    assert criticality._title(none, causes.iloc[:0]).startswith("No means and no cause")


def test_the_camp_delayed_most_is_told_with_its_worst_cause() -> None:
    rows = [("A", "consent", 9.0), ("A", "weather", 2.0), ("B", "consent", 30.0),
            ("B", "weather", -25.0), ("(people)", "flights", 80.0)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["camp", "cause", "delay"]).assign(camp_delay_low=8.0)
    table["camp_delay_high"] = table["camp"].map({"A": 13.0, "B": 7.9, "(people)": 90.0})
    assert delay_bars._title(table) == "Risks delay A most: by 11 days, most of all by consent (9)"
    work = pd.DataFrame([("A", WORK, 20.0)], columns=["camp", "cause", "delay"])
    longer = pd.concat([table, work.assign(camp_delay_low=8.0, camp_delay_high=13.0)])
    assert delay_bars._title(longer) == (
        "Risks delay A most: by 31 days, work and slack 20 of them, then consent (9)"
    )
    assert delay_bars._title(table.assign(camp_delay_high=8.0)) == (
        "Risks delay A and B most: by 11 and 5 days, too close to tell apart"
    )
    assert delay_bars._title(table.assign(delay=-1.0)) == (
        "No camp is closed later than with every risk off"
    )
    assert delay_bars._title(table.assign(camp_delay_low=-0.5)) == (
        "No camp is shown to be closed later than with every risk off"
    )


def test_the_exceedance_is_read_at_one_in_ten() -> None:
    shown = exceedance.Panel("People killed", "people", (("killed", "by then", BLUE),))
    table = pd.DataFrame({"harm": "killed", "at_least": [0.0, 2.0, 5.0, 9.0],
                          "probability": [1.0, 0.6, 0.12, 0.0]})  # fmt: skip
    assert exceedance._title(table, "killed", shown) == (
        "People killed by then: 5 or more in 12 % of the replications"
    )
    rare = table.assign(probability=[1.0, 0.06, 0.02, 0.0])
    assert exceedance._title(rare, "killed", shown) == (
        "People killed by then: none in 94 % of the replications"
    )


def test_a_dot_of_the_exceedance_stands_at_its_own_probability() -> None:
    shown = exceedance.Panel("People killed", "people", (("killed", "by then", BLUE),))
    table = pd.DataFrame({"harm": "killed", "at_least": [0.0, 2.0, 5.0, 9.0], "band_low": 0.0,
                          "band_high": 1.0, "probability": [1.0, 0.6, 0.14, 0.02]})  # fmt: skip
    axes = Figure().add_subplot()
    exceedance._draw(axes, shown, table)
    found = [line for line in axes.lines if line.get_marker() == "o"]
    dots = [tuple(np.concatenate([line.get_xdata(), line.get_ydata()])) for line in found]
    assert dots == [(0.0, 1.0), (2.0, 0.6), (5.0, 0.14)]
    assert "5 or more in 14 % of" in exceedance._title(table, "killed", shown)


@pytest.mark.parametrize(
    ("hours", "text"),
    [(0.25, "15 minutes late"), (0.001, "1 minute late"), (1.2, "1 hour late"),
     (23.4, "23 hours late"), (30.0, "1 day late"), (40.0, "2 days late")],
)  # fmt: skip
def test_how_late_is_told_in_days_hours_or_minutes(hours: float, text: str) -> None:
    assert gantt.lateness(hours / 24) == text


def test_the_sensitivities_name_an_input_beyond_chance() -> None:
    table = pd.DataFrame(
        {"label": ["x", "y", "z"], "total": [0.9, 0.4, 0.2], "first": [0.1, 0.3, 0.2],
         "first_low": [-0.1, 0.1, 0.1], "first_high": [0.3, 0.5, 0.3]}
    )  # fmt: skip
    assert sensitivity._title(table, "total").endswith("the share of the phases on time: y")
    assert sensitivity._title(table.iloc[:1], "total") == "No input is shown to matter"
    effect = pd.DataFrame({"label": ["x", "y"], "mu_star": [0.4, 0.3], "mu_low": [-0.5, -0.4],
                           "mu_high": [0.1, -0.2]})  # fmt: skip
    assert sensitivity._title(effect, "mu_star").endswith(": y")
    done = pd.DataFrame({"met_mean": [0.2, 0.666]})
    assert sensitivity._spread(done) == "Over the design, 20 to 67 % of the phases are on time"


def test_the_hindcast_counts_what_is_inside() -> None:
    assert hindcast._title(3, 4) == "The model contains 3 of 4 observations"
    assert hindcast._title(4, 4) == "The model contains all 4 observations"
    assert hindcast._title(0, 1) == "The model contains 0 of 1 observations"


def test_the_hindcast_has_the_deadlines_that_lie_on_its_axis(study: Study) -> None:
    """It promised dotted lines where none was drawn."""
    start = study.scenario.start
    first = min(phase.due for phase in study.scenario.plan.phases.values())
    assert hindcast._deadlines(study, start, first - 1) == {}
    assert list(hindcast._deadlines(study, start, first)) == [first]


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
    told = "Shown to be on time more often than the first, most of all b.speed = "
    assert sweep_points.title(found) == f"{told}2: 60 % of the phases, the first 40 %"
    found.table["change_met_p_2b"] = [nan, 0.2, 0.04, 0.01]
    assert sweep_points.title(found) == f"{told}3: 50 % of the phases, the first 40 %", "no luck"
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


def test_the_axes_of_the_forest_reach_as_far_as_any_interval() -> None:
    shares = pd.DataFrame({"equal": [0.5, 1.0], "low": [-0.31, -0.9], "high": [0.1, 0.9]})
    assert forest._reach(shares) == 35
    assert forest._reach(shares.assign(equal=1.0)) == 10
    assert np.isfinite(forest._reach(shares.assign(high=[1.0, inf])))


def test_the_spread_names_the_phase_that_is_spread_most() -> None:
    rows = {"met_1": (0.5, 0.9), "met_31_december": (0.0, 0.2), "met_all": (0.0, 1.0)}
    table = pd.DataFrame(rows, index=["p05", "p95"]).T.assign(sd=0.1, noise_sd=0.1)
    phases = ["1", "31_december", "all"]
    assert spread._title(table, phases, 348) == (
        "Over what 348 inputs may be, phase 1 is on time in 50 to 90 %"
    )
    table.loc["met_31_december", "p95"] = 0.6
    assert spread._title(table, phases, 1) == (
        "Over what one input may be, 31 December is on time in 0 to 60 %"
    )
    table.loc["met_31_december", "sd"] = 0.0
    assert "phase 1 is on time in" in spread._title(table, phases, 1), "the other is noise"
    assert spread._title(table.assign(sd=0.0), phases, 348) == (
        "Over what 348 inputs may be, no phase's spread is told from the noise of counting"
    )


def test_a_spread_that_is_noise_is_said_to_be_none() -> None:
    row = {"p05": 0.264, "p25": 0.264, "p50": 0.264, "p75": 0.264, "p95": 0.264, "mean": 0.264,
           "mc_low": 0.2, "mc_high": 0.3, "sd": 0.0, "noise_sd": 0.1, "base": 0.295,
           "base_low": 0.25, "base_high": 0.35, "difference": -0.031, "difference_low": -0.08,
           "difference_high": 0.018}  # fmt: skip
    for found, said in ((row, "not told from noise"), ({**row, "sd": 0.1}, "26.4–26.4 %"),
                        ({**row, "sd": 1e-9}, "not told from noise"),
                        ({**row, "noise_sd": 0.0}, "the same in every world")):  # fmt: skip
        axes = Figure().add_subplot()
        spread._band(axes, 0.0, found, BLUE, "o")
        written = [text.get_text() for text in axes.texts]
        assert written == [
            "26.4 % (20.0–30.0)", said, "29.5 % (25.0–35.0)", f"{MINUS}3.1 ({MINUS}8.0 to +1.8)"
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("met", "said"),
    [(0.0, "none seen (below 16.8 %)"), (1.0, "in every replication (above 83.2 %)")],
)
def test_what_was_never_seen_is_not_certain(met: float, said: str) -> None:
    """0 of 20 at all 8 points was "0.0 to 0.0 %" over the points, in the figure and the text."""
    runs = pd.DataFrame({"outer": np.repeat(range(8), 20), "replication": np.tile(range(20), 8),
                         "met_1": met == 1.0})  # fmt: skip
    table = two_level_table(runs)
    assert spread_words(table.iloc[0].to_dict()) == said
    assert spread._title(table.set_index("figure"), ["1", "all"], 2).endswith(
        "no phase's spread is told from the noise of counting"
    )


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
