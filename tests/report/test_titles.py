"""What the titles of comparisons claim: only what is shown, with the right name and number."""

import dataclasses
from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.configuration import load_scenario
from sim.report import (
    decisions,
    forest,
    frontier,
    ranking,
    sensitivity,
    tornado,
)
from sim.report.study import Study, without_base
from tests.report.names import NAMES


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


def test_how_many_pairs_differ_is_written_clear_of_the_bars() -> None:
    """“8 of 1,000 differ” stood half on the bar beside it."""
    names = ["base+a"]
    days = pd.DataFrame([{"scenario": "base+a", "figure": "days_all", "worse": 0.3, "equal": 0.1,
                          "better": 0.6}])  # fmt: skip
    few = {"difference": 0.0, "p_holm": 1.0, "equal": 0.5, "differ": 9, "n": 10_000, "low": nan,
           "high": nan}  # fmt: skip
    figures = ("killed_by_deadline", "containers_lost", "cost")
    totals = pd.DataFrame([{"scenario": "base+a", "figure": figure} | few for figure in figures])
    figure = Figure(figsize=(forest.WORDS, 1))
    axes = figure.add_axes((0, 0, 1, 1))
    forest._words(axes, days, totals, names)
    figure.draw_without_rendering()
    (told, *_) = [text for text in axes.texts if text.get_text() == "9 of 10,000 differ"]
    bars = max(bar.get_window_extent().x1 for bar in axes.patches)
    assert told.get_window_extent().x0 > bars


def test_an_input_without_a_line_is_explained() -> None:
    """Days that every replication gains alike have an interval of no width."""
    ends = {"to_low_low": [-2.0, 1.0], "to_low_high": [-2.0, 3.0], "to_high_low": [0.0, 1.0],
            "to_high_high": [1.0, 2.0]}  # fmt: skip
    table = pd.DataFrame(ends)
    assert ranking._alike(table) == "; no line: the same in every replication"
    assert ranking._alike(table.iloc[1:]) == ""
    few = table.iloc[1:].assign(to_low_low=np.nan, to_low_high=np.nan)
    assert ranking._alike(few) == "; no line: fewer than 10 replications differ"


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
    table = pd.DataFrame(
        {
            "label": ["x", "y", "z"],
            "swing_p_adjusted": [0.051, 0.01, 0.049],
            "swing_low": [-0.01, -0.3, 0.01],
            "swing_high": [0.1, -0.2, 0.19],
        }
    )
    told = "2 of 9 tried are shown to move the headline; “y” "
    assert ranking._title(table, 9) == f"{told}most"
    for reached in (0.2, -0.21):
        near = table.assign(swing_low=[-0.01, -0.3, reached], swing_high=[0.1, -0.2, 0.19])
        assert ranking._title(near, 9) == f"{told}comes first, perhaps by chance"
    wide = table.assign(swing_high=[0.25, -0.2, 0.19])
    assert ranking._title(wide, 9) == f"{told}comes first, perhaps by chance", "x may move it more"
    assert ranking._title(table.iloc[:2], 9) == (
        "Of 9 tried only “y” is shown to move the headline"
    )
    assert ranking._title(table.iloc[:1], 9) == (
        "None of the 9 inputs tried is shown to move the headline"
    )
    assert ranking._title(table.iloc[:1], 1) == (
        "The one input tried is not shown to move the headline"
    )


def test_the_first_decision_is_that_of_the_earliest_last_day(study: Study) -> None:
    rows = [("more_escorts", "2023-10-01", 3), ("early_packing", "2023-09-08", 2),
            ("air_overwatch", "", 0), ("late", "", 1), ("always", "2023-09-07", 4)]  # fmt: skip
    last = pd.DataFrame(rows, columns=["mitigation", "helps_until", "helps_on"]).assign(days=4)
    assert decisions._title(study, last) == (
        "4 of 5 mitigations tried are shown to help on some day; the first to decide: "
        "early packing, by 8 Sep 2023"
    )
    assert decisions._title(study, last.iloc[3:]) == (
        "2 of 2 mitigations tried are shown to help on some day"
    )
    assert decisions._title(study, last.iloc[4:]) == (
        "1 of 1 mitigations tried is shown to help on every day tried, to 7 Sep 2023"
    ), "the last day of the grid is none by which to decide"
    none = last.assign(helps_on=0, helps_until="")
    assert decisions._title(study, none) == (
        "None of the 5 mitigations tried is shown to help on the days tried"
    )
    assert decisions._title(study, none.iloc[:1]) == (
        "The one mitigation tried is not shown to help on the days tried"
    )


def test_the_frontier_tells_the_gain_in_worlds_that_did_not_choose_the_bundle(study: Study) -> None:
    """Be it smaller there, as of b, or larger, as of c and d."""
    on = pd.DataFrame(
        {"bundle": ["", "a", "b", "c+d"], "size": [0, 1, 1, 2], "cost": [0.0, 1.0, 2.0, 5.0],
         "gain": [0.0, 0.2, 0.3, 0.4], "gain_low": [0.0, 0.1, 0.1, 0.3],
         "again": [0.0, 0.1, 0.2, 0.5], "again_low": [nan, -0.1, 0.1, 0.2]}
    )  # fmt: skip
    told = "Cheapest that is shown to help twice: b, USD 2 million for +20.0 points in other worlds"
    assert frontier._title(study, on, 100.0) == told
    # Three are looked at again: an interval of one alone that just misses zero is no proof.
    near = on.assign(again_low=[nan, -0.1, 0.02, 0.2])
    assert "c + d, USD 5 million for +50.0 points" in frontier._title(study, near, 100.0)
    assert frontier._title(study, on.iloc[:2], 1.0) == (
        "No bundle is shown to help in its own worlds and in others"
    )


def test_the_axis_of_the_frontier_holds_the_intervals_of_other_worlds() -> None:
    table = pd.DataFrame({"gain_low": [0.0, -0.1], "gain_high": [0.0, 0.2]})
    again = pd.DataFrame({"again_low": [-0.4], "again_high": [0.5]})
    low, high = frontier._reach(table, again, 100.0)
    assert low < -40
    assert high > 50
    assert frontier._reach(table.iloc[:1], again.iloc[:0], 1.0) == pytest.approx((-0.05, 0.05))


def test_the_axes_of_the_forest_reach_as_far_as_any_interval() -> None:
    shares = pd.DataFrame({"equal": [0.5, 1.0], "low": [-0.31, -0.9], "high": [0.1, 0.9]})
    assert forest._reach(shares) == 35
    assert forest._reach(shares.assign(equal=1.0)) == 10
    assert np.isfinite(forest._reach(shares.assign(high=[1.0, inf])))
