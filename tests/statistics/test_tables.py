"""The tables of a forecast, against sums made by hand from the same outcomes."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from sim.distributions import Quantity
from sim.montecarlo.executors import run_block
from sim.montecarlo.tables import in_memory
from sim.plan.phases import PeopleLimit, Phase
from sim.record.causes import NOT_CLOSED
from sim.statistics.closures import closures_table
from sim.statistics.completion import quantile
from sim.statistics.deadlines import (
    binding_table,
    deadlines_table,
    joint_table,
    most_binding,
    readings_table,
)
from sim.statistics.delays import delays_table
from sim.statistics.means import mean_interval
from sim.statistics.proportions import proportion
from tests.montecarlo.fake import CAMPS, CAUSES, HORIZON, PHASES, Case, run_one

N = 60


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    blocks = [run_block(Case(), range(N), run_one)]
    return {name: table.to_pandas() for name, table in in_memory(blocks).items()}


@pytest.fixture(scope="module")
def phases() -> dict[str, Phase]:
    limits = {"guard": PeopleLimit({"guard": Quantity(300.0), "rear": Quantity(200.0)})}
    return {
        name: Phase(
            f"Phase {name}", date(2023, 12, 31), CAMPS[: 4 * k],
            people="guard" if name == "whole" else None,
            readings=limits if name == "whole" else {},
        )
        for k, name in enumerate(PHASES, start=1)
    }  # fmt: skip


def interval(row: Any, name: str) -> list[float]:
    """A figure of a row with the ends of its interval."""
    return [row[f"{name}{end}"] for end in ("", "_low", "_high")]


def share(hits: int, n: int) -> list[float]:
    """What `interval` or the columns share, low and high of a row should be."""
    found = proportion(hits, n)
    return [found.share, found.low, found.high]


def test_every_share_of_the_deadlines_stands_with_its_own_interval() -> None:
    """Of four replications three are met and one of these is orderly; rain binds three."""
    limits = {"guard": PeopleLimit({"all": Quantity(300.0)})}
    phases = {"p": Phase("P", date(2023, 12, 31), (), readings=limits)}
    outcomes = pd.DataFrame(
        {"met_p": [True, True, True, False], "met_and_orderly_p": [True, False, False, False],
         "completed_p": [1.0] * 4, "binding_p": ["attacks", "rain", "rain", "rain"],
         "reading_p_guard": [True, True, True, False]}
    )  # fmt: skip
    (row,) = deadlines_table(outcomes, phases).to_dict("records")
    assert interval(row, "met") == share(3, 4)
    assert interval(row, "met_and_orderly") == share(1, 4)
    joint, binding, readings = (
        make(outcomes, phases)[["share", "low", "high"]].to_numpy().tolist()
        for make in (joint_table, binding_table, readings_table)
    )
    assert joint == [share(3, 4), share(1, 4)]
    assert binding == [share(3, 4), share(1, 4), share(1, 1)]
    assert readings == [share(3, 4)]


def test_every_figure_of_a_closure_stands_with_its_own_interval() -> None:
    days = np.arange(1.0, 21.0)
    table = pd.DataFrame(
        {"replication": range(20), "camp": "Kidal", "closed": days, "mode": "planned",
         "orderly": days <= 5, "value_lost": 1.0, "containers_lost": 2.0, "vehicles_lost": 3.0}
    )  # fmt: skip
    row = closures_table(table, 700.0, {"Kidal": 12.0}).iloc[0]
    for name, probability in (("p10", 0.1), ("p50", 0.5), ("p80", 0.8), ("p90", 0.9)):
        found = quantile(days, probability)
        assert interval(row, name) == [found.day, found.low, found.high]
    assert interval(row, "mean_day") == list(mean_interval(days))
    assert interval(row, "orderly") == share(5, 20)
    assert interval(row, "met_not_orderly") == share(7, 20)
    assert row[["value_lost", "containers_lost", "vehicles_lost"]].tolist() == [1.0, 2.0, 3.0]


def test_delays_name_camps_that_were_planned_to_have_some_and_have_none() -> None:
    delays = pd.DataFrame({"replication": [0, 1], "camp": "A", "cause": "rain", "days": [0.5, 2.0]})
    planned = {"A": {"rain": 3.0}, "B": {"work": 4.0}}
    rain, work = delays_table(delays, 4, planned).to_dict("records")
    assert (rain["planned"], rain["delay"]) == (3.0, 2.5 / 4 - 3.0)
    assert interval(rain, "on_chain") == share(2, 4)
    assert (work["camp"], work["days"], work["delay"]) == ("B", 0.0, -4.0)
    assert interval(work, "on_chain") == share(0, 4)


def test_deadlines_show_on_time_beside_orderly(
    tables: dict[str, pd.DataFrame], phases: dict[str, Phase]
) -> None:
    outcomes = [run_one(Case(), k) for k in range(N)]
    table = deadlines_table(tables["outcomes"], phases)
    assert table["phase"].tolist() == list(PHASES)
    assert (table["n"] == N).all()
    assert (table["deadline"] == "2023-12-31").all()
    for position, row in table.iterrows():
        results = [outcome.phases[int(str(position))] for outcome in outcomes]
        met = sum(result.met for result in results)
        orderly = sum(result.met_and_orderly for result in results)
        assert row["met"] == met / N
        assert row["met_and_orderly"] == orderly / N
        if 0 < met < N:
            low, high = proportion_confint(met, N, method="wilson")
            assert (row["met_low"], row["met_high"]) == pytest.approx((low, high))
        assert row["censored"] == sum(np.isnan(result.completed) for result in results)
        causes = [result.binding for result in results]
        assert causes.count(row["binding"]) == max(map(causes.count, causes))
        assert row["binding_share"] == causes.count(row["binding"]) / N
    assert table["censored"].iloc[-1] > 0, "the sample should hold censored replications"


def test_joint_shares_are_counted_together(
    tables: dict[str, pd.DataFrame], phases: dict[str, Phase]
) -> None:
    outcomes = [run_one(Case(), k) for k in range(N)]
    expected = sum(all(result.met for result in o.phases) for o in outcomes) / N
    table = joint_table(tables["outcomes"], phases).set_index("reading")
    assert table.loc["met", "share"] == expected
    assert expected > np.prod([sum(o.phases[k].met for o in outcomes) / N for k in range(3)])


def test_binding_shares_are_conditional_on_what_they_say(
    tables: dict[str, pd.DataFrame], phases: dict[str, Phase]
) -> None:
    table = binding_table(tables["outcomes"], phases)
    for (_, _), own in table.groupby(["phase", "among"]):
        assert own["share"].sum() == pytest.approx(1)
        assert own["count"].sum() == own["n"].iloc[0]
        assert own["count"].is_monotonic_decreasing
    missed = table[table["among"] == "missed"].groupby("phase")["n"].first()
    for name in PHASES:
        assert missed[name] == (~tables["outcomes"][f"met_{name}"]).sum()


def test_what_may_bind_as_often_is_named_beside_what_binds_most_often() -> None:
    """Of 100 replications 36 and 25 may differ by chance (z = 1.4, 2.4 for three), 36 and 5 not.

    29 and 15 (z = 2.1) would be told apart by themselves, and are not as one pair of three.
    """
    causes = {
        "1": ["attacks"] * 25 + ["consent"] * 60 + ["weather"] * 15,
        "2a": ["attacks"] * 5 + ["consent"] * 36 + ["fleet"] * 25 + ["weather"] * 34,
        "2b": ["consent"] * 100,
        "2c": ["attacks"] * 28 + ["consent"] * 29 + ["fleet"] * 28 + ["weather"] * 15,
    }
    columns = {f"met_{name}": np.full(100, True) for name in causes}
    binding = {f"binding_{name}": own for name, own in causes.items()}
    table = most_binding(binding_table(pd.DataFrame(columns | binding), dict.fromkeys(causes)))  # type: ignore[arg-type]
    assert table.index.tolist() == ["1", "2a", "2b", "2c"]
    assert table["cause"].tolist() == ["consent"] * 4
    assert table["count"].tolist() == [60, 36, 100, 29]
    rivals = [(), ("weather", "fleet"), (), ("attacks", "fleet", "weather")]
    assert table["rivals"].tolist() == rivals


def test_equal_counts_go_by_name_and_no_cause_is_said() -> None:
    phases = {"p": Phase("P", date(2023, 12, 31), ())}
    outcomes = pd.DataFrame(
        {"met_p": [True] * 4, "met_and_orderly_p": [True] * 4, "completed_p": [1.0] * 4,
         "binding_p": ["rain", "attacks", "", "attacks"]}
    )  # fmt: skip
    assert deadlines_table(outcomes, phases)["binding"].tolist() == ["attacks"]
    outcomes["binding_p"] = ["rain", "attacks", "rain", "attacks"]
    assert deadlines_table(outcomes, phases)["binding"].tolist() == ["attacks"]
    outcomes["binding_p"] = ""
    assert deadlines_table(outcomes, phases)["binding"].tolist() == ["nothing"]


def test_readings_carry_their_limit(
    tables: dict[str, pd.DataFrame], phases: dict[str, Phase]
) -> None:
    (row,) = readings_table(tables["outcomes"], phases).to_dict("records")
    assert row["limit"] == 500
    assert row["headline"]
    assert row["share"] == tables["outcomes"]["reading_whole_guard"].mean()


def test_only_the_reading_that_judges_is_the_headline() -> None:
    limits = {name: PeopleLimit({"all": Quantity(people)}) for name, people in
              (("guard", 300.0), ("none", 0.0))}  # fmt: skip
    phase = Phase("P", date(2023, 12, 31), (), people="guard", readings=limits)
    outcomes = pd.DataFrame({"reading_p_guard": [True, True], "reading_p_none": [True, False]})
    table = readings_table(outcomes, {"p": phase})
    assert table["headline"].tolist() == [True, False]
    assert table["limit"].tolist() == [300, 0]
    assert table["share"].tolist() == [1.0, 0.5]


def test_closures_count_the_censored(tables: dict[str, pd.DataFrame]) -> None:
    table = closures_table(tables["closures"], HORIZON)
    assert table["camp"].tolist() == list(CAMPS)
    assert (table["n"] == N).all()
    assert (table["censored"] == (table["open"] * N).round()).all()
    assert table["censored"].sum() == tables["closures"]["closed"].isna().sum() > 0
    modes = table[["planned", "one_sided", "accelerated", "open"]].sum(axis=1)
    np.testing.assert_allclose(modes, 1)
    for camp, own in tables["closures"].groupby("camp"):
        row = table.set_index("camp").loc[camp]
        assert row["mean_day"] == pytest.approx(own["closed"].fillna(HORIZON).mean())
        assert row["p50"] == np.sort(own["closed"].fillna(np.inf))[N // 2 - 1]
        assert row["p10"] <= row["p50"] <= row["p80"] <= row["p90"]


def test_delays_of_a_camp_sum_to_its_closure(tables: dict[str, pd.DataFrame]) -> None:
    planned = {camp: dict.fromkeys(CAUSES, 5.0) for camp in CAMPS}
    table = delays_table(tables["delays"], N, planned)
    closed = tables["closures"].assign(closed=lambda t: t["closed"].fillna(HORIZON))
    means = closed.groupby("camp")["closed"].mean()
    sums = table.groupby("camp")[["days", "delay"]].sum()
    np.testing.assert_allclose(sums["days"], means[sums.index])
    np.testing.assert_allclose(sums["delay"], means[sums.index] - 5.0 * len(CAUSES))
    for camp, own in table.groupby("camp"):
        mean, low, high = mean_interval(closed[closed["camp"] == camp]["closed"].to_numpy())
        found = own[["camp_delay", "camp_delay_low", "camp_delay_high"]].drop_duplicates()
        expected = [[days - 5.0 * len(CAUSES) for days in (mean, low, high)]]
        np.testing.assert_allclose(found.to_numpy(), expected)


def test_a_cause_that_is_not_mentioned_has_no_day() -> None:
    delays = pd.DataFrame(
        {"replication": [0, 0, 2], "camp": ["A"] * 3, "cause": ["rain", "rain", "rain"],
         "days": [1.0, 2.0, 3.0]}
    )  # fmt: skip
    (rain, work) = delays_table(delays, 4, {"A": {"work": 7.0}}).to_dict("records")
    assert (rain["cause"], rain["days"], rain["on_chain"]) == ("rain", 6 / 4, 0.5)
    assert (work["cause"], work["days"], work["delay"]) == ("work", 0.0, -7.0)
    for row in (rain, work):  # two and none of four replications: too few for an interval
        assert np.isnan([row["days_low"], row["days_high"], row["delay_low"]]).all()
    assert rain["camp_delay"] == work["camp_delay"] == 6 / 4 - 7.0


@pytest.mark.parametrize("closed", [0, 1])
def test_a_delay_that_is_censored_in_every_replication_has_no_interval(closed: int) -> None:
    """It had one of no width: the horizon itself, in each of them."""
    rows = [(k, cause, days) for k in range(30)
            for cause, days in (("rain", 5.0 + k), (NOT_CLOSED, 95.0 - k))
            if k >= closed or cause != NOT_CLOSED]  # fmt: skip
    delays = pd.DataFrame(rows, columns=["replication", "cause", "days"]).assign(camp="A")
    table = delays_table(delays, 30, {"A": {"rain": 7.0}}).set_index("cause")
    ends = ["camp_delay_low", "camp_delay_high"]
    assert table[ends].isna().all(axis=None) == (closed == 0)
    assert table["delay_low"].isna()[NOT_CLOSED] == (closed == 0)
    assert not table["delay_low"].isna()["rain"]
    assert table["camp_delay"].tolist() == pytest.approx([93.0 - closed * 95.0 / 30] * 2)


def test_the_interval_of_a_delay_is_that_of_the_days_moved_by_the_plan() -> None:
    delays = pd.DataFrame({"replication": range(3), "camp": "A", "cause": "rain",
                           "days": [8.0, 9.0, 13.0]})  # fmt: skip
    (row,) = delays_table(delays, 3, {"A": {"rain": 7.0}}).to_dict("records")
    expected = [days - 7.0 for days in mean_interval(delays["days"].to_numpy())]
    for name in ("delay", "camp_delay"):
        assert [row[f"{name}{end}"] for end in ("", "_low", "_high")] == pytest.approx(expected)


def test_met_but_abandoned_is_left_in_time_and_not_orderly() -> None:
    rows = [(0, 50.0, True), (1, 50.0, False), (2, 70.0, False), (3, float("nan"), False)]
    table = pd.DataFrame(
        [(k, "Kidal", day, "planned", orderly, 0.0, 0.0, 0.0) for k, day, orderly in rows],
        columns=["replication", "camp", "closed", "mode", "orderly", "value_lost",
                 "containers_lost", "vehicles_lost"],
    )  # fmt: skip
    found = closures_table(table, 700.0, {"Kidal": 60.0}).iloc[0]
    assert found["met_not_orderly"] == 0.25
    assert found["met_not_orderly_low"] < 0.25 < found["met_not_orderly_high"]
    assert "met_not_orderly" not in closures_table(table, 700.0).columns
    # 24:00 of the last day is in time.
    assert closures_table(table, 700.0, {"Kidal": 50.0}).iloc[0]["met_not_orderly"] == 0.25
