"""What the titles of a forecast's figures claim: only what is shown."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.record.causes import WORK
from sim.report import (
    closures,
    convergence,
    criticality,
    delay_bars,
    exceedance,
    gantt,
    hindcast,
    spread,
)
from sim.report.study import Study
from sim.report.style import BLUE
from sim.statistics.two_level import spread_words, two_level_table


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
