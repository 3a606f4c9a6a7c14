"""The tables of the page: what is counted, over what, and how much is left out."""

import re
from math import inf, nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.calendar import end_of
from sim.record import milestones as stones
from sim.record.causes import NOT_CLOSED, RISKS
from sim.record.outcome import PEOPLE_OUT
from sim.report.forecast_folder import Results
from sim.report.page import pictures, tables
from sim.report.page import write as writer
from sim.report.page.words import MILESTONES
from sim.statistics.losses import ALL_PLACES
from sim.statistics.means import mean_interval
from sim.statistics.milestones import milestones_table
from tests.report.synthetic import toy_results


@pytest.fixture
def results(tmp_path: Path) -> Results:
    found = toy_results(tmp_path, 20)
    (tmp_path / "tables").mkdir()
    return found


def write(results: Results, name: str, table: pd.DataFrame) -> None:
    table.to_csv(results.directory / "tables" / f"{name}.csv", index=False)


@pytest.mark.parametrize(
    ("camp", "said"),
    [("A", "all camps added up"), (PEOPLE_OUT, "the last people out, who are no camp, added up")],
)
def test_the_delays_say_what_is_added_up_and_how_many_causes_are_left_out(
    results: Results, camp: str, said: str
) -> None:
    causes = sorted(RISKS)[: tables.TOP_DELAYS + 2]
    camps = ["A", *[camp] * (len(causes) - 1)]
    write(results, "delays", pd.DataFrame({"camp": camps, "cause": causes, "delay": 3.0}))
    table = tables.delays(results)
    assert table is not None
    assert said in table.caption
    assert f"The {tables.TOP_DELAYS} largest; the table has 2 more." in table.caption
    write(results, "delays", pd.DataFrame({"camp": "A", "cause": causes[:2], "delay": 3.0}))
    few = tables.delays(results)
    assert few is not None
    assert "largest" not in few.caption


def test_the_delays_of_all_camps_have_an_interval_of_their_own(results: Results) -> None:
    """Two camps are late together, by 0 or 8 days more than planned each: their sum by 0 or 16."""
    rows = [(k, camp, "consent", 8.0 * (k % 2)) for k in range(40) for camp in ("A", "B")]
    drawn = pd.DataFrame(rows, columns=["replication", "camp", "cause", "days"])
    drawn.to_parquet(results.directory / "delays.parquet")
    write(results, "delays", pd.DataFrame({"camp": ["A", "B"], "cause": "consent", "delay": 3.0}))
    table = tables.delays(results)
    assert table is not None
    mean, low, high = mean_interval(np.tile([0.0, 16.0], 20))
    assert table.rows[0][2] == f"6 ({6 + low - mean:.1f} – {6 + high - mean:.1f})"
    assert "with 95 % intervals" in table.caption


@pytest.mark.parametrize(
    ("cause", "days"),
    [("consent", [0.0] * 38 + [60.0, 60.0]),  # two of forty: the page had −1.2 for its lower end
     (NOT_CLOSED, [3.0] * 40)],  # censored in each: it had an interval of no width
)  # fmt: skip
def test_days_that_are_rare_or_all_censored_have_no_interval(
    results: Results, cause: str, days: list[float]
) -> None:
    drawn = pd.DataFrame({"replication": range(40), "camp": "A", "cause": cause, "days": days})
    drawn.to_parquet(results.directory / "delays.parquet")
    write(results, "delays", pd.DataFrame({"camp": ["A"], "cause": cause, "delay": 3.0}))
    table = tables.delays(results)
    assert table is not None
    assert table.rows[0][2] == "3 (no interval)"


def test_losses_have_an_interval(results: Results) -> None:
    row = {"place": ALL_PLACES, "what": "sold", "any": 0.5, "any_low": 0.3, "any_high": 0.7,
           "mean": 20.0, "mean_low": 12.5, "mean_high": 27.5, "p10": 0, "p50": 3, "p90": 40,
           "value_mean": 0.0}  # fmt: skip
    write(results, "losses", pd.DataFrame([row]))
    table = tables.losses(results)
    assert table is not None
    assert table.rows[0][2] == "20 (12.5 – 27.5)"


@pytest.mark.parametrize(
    ("n", "mean", "some", "said"),
    [(60, 0.0, 0.0, "none seen (in fewer than 4.9 % of replications)"),
     (400, 0.0, 0.0, "none seen (in fewer than 0.8 % of replications)"),  # 0.746
     (1, 0.0, 0.0, "none seen (in fewer than 95.0 % of replications)"),
     (60, 0.1, 0.05, "0.1 (in 3 of 60)")],
)  # fmt: skip
def test_rare_harm_is_told_by_how_often_it_was(
    results: Results, n: int, mean: float, some: float, said: str
) -> None:
    """Aircraft that were never fired at were "0 (0 – 0)" with an interval of 95 %."""
    row = {"count": "killed_aircraft_fire", "mean": mean, "mean_low": nan, "mean_high": nan,
           "p10": 0, "p50": 0, "p90": 0, "any": some, "any_low": 0.017, "any_high": 0.137,
           "n": n}  # fmt: skip
    write(results, "counts", pd.DataFrame([row]))
    table = tables.counts(results)
    assert table is not None
    assert table.rows[0][1].replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize("low", [0.0, -inf])
def test_one_replication_has_no_interval(results: Results, low: float) -> None:
    """The page wrote 260 (0 – ∞)."""
    row = {"count": "columns", "mean": 260.0, "mean_low": low, "mean_high": inf, "p10": 260,
           "p50": 260, "p90": 260, "any": 1.0, "any_low": 0.025, "any_high": 1.0,
           "n": 1}  # fmt: skip
    write(results, "counts", pd.DataFrame([row]))
    table = tables.counts(results)
    assert table is not None
    assert table.rows[0][1] == "260 (no interval)"


def test_what_never_happened_has_no_mean(results: Results) -> None:
    row = {"title": "Days a drive", "mean": nan, "mean_low": nan, "mean_high": nan, "p10": nan,
           "p90": nan, "low": 1, "high": 2, "unit": "days", "grade": "C", "source": "a guess",
           "n": 0, "inside": False, "explanation": ""}  # fmt: skip
    write(results, "output_checks", pd.DataFrame([row]))
    table = tables.checks(results)
    assert table is not None
    assert (table.rows[0][1], table.rows[0][-1]) == ("–", "nothing of the kind happened")


def test_the_table_of_a_figure_has_a_dash_where_there_is_no_interval(tmp_path: Path) -> None:
    """It said -inf and inf, as its file goes on to do."""
    file = tmp_path / "06_delays.csv"
    row = {"cause": "consent", "delay": 3.0, "delay_low": -inf, "delay_high": inf, "n": 1}
    pd.DataFrame([row, {**row, "delay_low": 1.5, "delay_high": nan}]).to_csv(file, index=False)
    table = pictures._table(file)
    assert table is not None
    assert table.to_numpy().tolist() == [
        ["consent", "3.0", "–", "–", "1"], ["consent", "3.0", "1.5", "", "1"],
    ]  # fmt: skip


def test_a_count_says_what_it_counts_and_its_mean(results: Results) -> None:
    row = {"count": "vehicles_lost", "mean": 0.02, "mean_low": 0.0, "mean_high": 0.05, "p10": 0,
           "p50": 0, "p90": 1, "any": 0.02, "any_low": 0.0, "any_high": 0.1}  # fmt: skip
    by = {**row, "count": "vehicles_lost_by_deadline"}
    write(results, "counts", pd.DataFrame([row, by, {**row, "count": "killed_by_deadline"}]))
    table = tables.counts(results)
    assert table is not None
    assert "hired trucks" in table.rows[0][0]
    assert table.rows[1][0] == f"{table.rows[0][0]}; by the last deadline"
    assert table.rows[2][0] == "killed by deadline"
    assert table.rows[0][1] == "0.02 (0 – 0.05)"


def test_a_range_has_its_grade_and_what_it_is(results: Results) -> None:
    row = {"title": "Spending", "mean": 95.0, "mean_low": 94.5, "mean_high": 95.5, "p10": 94.0,
           "p90": 96.0, "low": 80, "high": 120, "unit": "USD", "grade": "C",
           "source": "a budget", "n": 20, "inside": True, "explanation": ""}  # fmt: skip
    write(results, "output_checks", pd.DataFrame([row]))
    table = tables.checks(results)
    assert table is not None
    assert dict(zip(table.head, table.rows[0], strict=True)) == {
        "What": "Spending", "Mean": "95 (94.5 – 95.5)", "P10 – P90": "94 – 96",
        "Plausible range": "80–120 USD", "Grade": "C", "What the range is": "a budget",
        "Verdict": "inside",
    }  # fmt: skip


def test_milestones_say_by_when_and_what_is_beyond_the_end_is_not_dated(results: Results) -> None:
    assert results.scenario.plan.civilians is None
    due = end_of("2023-12-31")
    found = [("radio station closed", "Alpha", due - 3.0, due), ("hub returned", "Base", nan, nan)]
    rows = [(k, *row) for k in range(20) for row in found]
    columns = ["replication", "milestone", "place", "day", "due"]
    write(results, "milestones", milestones_table(pd.DataFrame(rows, columns=columns)))
    table = tables.milestones(results)
    assert table is not None
    radio, hub = table.rows
    assert radio[:3] == ("radio station off the air", "Alpha", "31 Dec 2023")
    assert radio[3].startswith("100")
    assert radio[5] == "28 Dec 2023"
    assert hub[:4] == ("hub handed back, its last person gone", "Base", "", "")
    assert hub[4].startswith("0")
    assert hub[5] == "beyond"


def test_every_milestone_has_words() -> None:
    named = {value for name, value in vars(stones).items() if name.isupper()}
    assert MILESTONES.keys() == named


def test_every_table_stands_on_the_page() -> None:
    page = (Path(writer.__file__).parent / "templates" / "report.html.j2").read_text()
    shown = re.findall(r"{{ table\((\w+)\) }}", page)
    assert sorted(shown) == sorted(tables.MAKERS)
