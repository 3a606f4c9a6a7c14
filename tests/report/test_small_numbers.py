"""Figures of few replications, few people and little money, as a small mission has them."""

import dataclasses
import itertools
from datetime import date

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from sim.calendar import end_of, show
from sim.plan.capacity import capacity_sheet
from sim.plan.sheet_rows import sheet_rows
from sim.report import (
    closures,
    completion,
    convergence,
    exceedance,
    finish_cost,
    sweep,
    sweep_points,
)
from sim.report.forecast_folder import Results
from sim.statistics.convergence import convergence_table
from tests.report.synthetic import toy_results

N = 40


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return toy_results(tmp_path_factory.mktemp("results"), N)


def test_people_are_counted_in_whole_numbers_and_named_once(results: Results) -> None:
    """Ticks at halves were written 0, 0, 1, 2, 2; two equal curves wrote each number twice."""
    killed = np.array([0] * 25 + [1] * 10 + [3] * 5)
    outcomes = results.outcomes.assign(killed=killed, killed_by_deadline=killed)
    figure = exceedance.draw(dataclasses.replace(results, outcomes=outcomes)).figure
    axes = next(a for a in figure.axes if a.get_title(loc="left") == "People killed")
    ticks = axes.get_xticks()
    assert np.array_equal(ticks, np.round(ticks))
    numbers = [note.get_text() for note in axes.texts if note.get_text().isdigit()]
    assert numbers == ["0", "3"], "of nine in ten and one in two, which are one dot; of one in ten"


@pytest.mark.parametrize(("share", "enlarged"), [(0.95, True), (0.6, False)])
def test_the_enlargement_of_the_last_weeks_covers_no_curve(
    results: Results, share: float, enlarged: bool
) -> None:
    balances = results.sample("balances")
    assert balances is not None
    authority = results.scenario.tasks.spending.authority.value
    before = results.scenario.status.spent.value
    until = end_of(results.scenario.tasks.spending.authority_until)
    passed = (balances["day"] - results.scenario.start) / (until - results.scenario.start)
    spent = (share * authority - before) * passed
    figure = finish_cost.draw(results, balances.assign(spent=spent)).figure
    inner = [each for axes in figure.axes for each in axes.child_axes if isinstance(each, Axes)]
    assert [axes.get_title(loc="left") for axes in inner] == ["the last weeks"] * enlarged
    for axes in inner:
        instants = [tick.get_text() for tick in axes.get_xticklabels()]
        assert show(until).rsplit(" ", 1)[0] in instants, "as on the axes beside it"
        panel = next(each for each in figure.axes if axes in each.child_axes)
        top = axes.get_position().y1
        at = panel.transData.transform((sum(panel.get_xlim()) / 2, np.interp(
            sum(panel.get_xlim()) / 2, balances["day"][:20], spent[:20] + before)))  # fmt: skip
        assert top < figure.transFigure.inverted().transform(at)[1]


def swept(values: list[str]) -> sweep_points.Sweep:
    """A sweep over one parameter with the phases of the toy plan."""
    phases, n = ["1", "2", "end", "all"], len(values)
    table = pd.DataFrame({"job": range(n), "status": values, "error": np.nan})
    for reading in ("met", "met_and_orderly"):
        for phase in phases:
            table[f"{reading}_{phase}"] = np.linspace(0.3, 0.6, n)
            table[f"{reading}_low_{phase}"], table[f"{reading}_high_{phase}"] = 0.2, 0.8
            table[f"change_{reading}_p_{phase}"] = 1.0
            table[f"change_{reading}_{phase}"] = 0.0
    footer = ("n = 1,000 a point · master seed 20230818 · scenario baseline · configuration of the "
              "first point 4a0896a4 · program b161b83c")  # fmt: skip
    return sweep_points.Sweep(table, ["status"], phases, footer, 0)


@pytest.mark.parametrize(
    ("values", "joined"),
    [(["1", "2.5", "4"], True), (["2023-07-01", "2023-08-18"], False),
     (["gamma_mixed", "regime_switching", "clustered", "hawkes", "under_fire"], False)],
)  # fmt: skip
def test_a_sweep_over_words_joins_nothing_and_its_names_stand_apart(
    values: list[str], joined: bool
) -> None:
    """Names ran into the next panel, and the footer over the edge."""
    figure = sweep._lines(swept(values)).figure
    figure.draw_without_rendering()
    edge = figure.bbox
    for text in (*figure.texts, *figure.axes[0].texts):
        assert text.get_window_extent().x1 <= edge.x1
    names = [label for axes in figure.axes[:2] for label in axes.get_xticklabels()]
    corners = [label.get_window_extent() for label in names]
    if not names[0].get_rotation():
        assert all(a.x1 < b.x0 for a, b in itertools.pairwise(corners))
    assert {line.get_linestyle() for line in figure.axes[0].lines} == {"-" if joined else "None"}
    assert [line.get_marker() for line in figure.axes[0].lines] == ["o", "D"]


@pytest.mark.parametrize(("n", "title"), [
    (1, "1 replication is too few for ± 3 points"),
    (8, "8 replications are too few for ± 3 points"),
    (20, "20 replications are too few for ± 3 points: about 400 are needed"),
])  # fmt: skip
def test_a_handful_of_replications_does_not_say_how_many_it_takes(n: int, title: str) -> None:
    """All of one were on time: that is no reason to think that sixty will do."""
    table = convergence_table(pd.DataFrame({"met_all": [True] * n}), 0.03, least=400)
    assert convergence._title(table, n, 0.03) == title


def test_the_dotted_lines_hold_the_interval_where_there_are_enough(results: Results) -> None:
    """They lay about the share, about which Wilson's interval does not lie evenly."""
    halves = convergence.draw(results).table.groupby("n")["half_width"].get_group(N)
    for wish in halves + 1e-9:
        asked = dict(results.manifest, until={"half_width": float(wish), "minimum": N})
        drawing = convergence.draw(dataclasses.replace(results, manifest=asked))
        last = drawing.table[drawing.table["n"] == N]
        for axes, phase in zip(drawing.figure.axes, last["phase"].unique(), strict=True):
            lines = [c for c in axes.collections if isinstance(c, LineCollection)]
            own = last[last["phase"] == phase].to_dict("records")
            for row, drawn in zip(own, lines, strict=True):
                low, high = (float(part[0][1]) for part in drawn.get_segments())
                assert (low <= row["low"] and row["high"] <= high) is row["reached"]


def test_a_rare_joint_share_is_not_rounded_up(results: Results) -> None:
    """1.5 % was 2 % in the title, and its interval of no kind."""
    assert finish_cost._short(pd.Series({"share": 0.015})) == "1.5 %"
    balances = results.sample("balances")
    assert balances is not None
    assert "Wilson" in finish_cost.draw(results, balances).figure.texts[-1].get_text()


def test_every_date_of_a_table_is_written_in_one_way(results: Results) -> None:
    """Two figures and the capacity sheet wrote 31 Aug 2023, the others 2023-08-31."""
    sheet = pd.DataFrame(sheet_rows(capacity_sheet(results.scenario)))
    closed, curve = closures.table_of(results), completion.completion_table(results)
    dates = [
        *sheet.loc[sheet["until"] != "", "until"], *curve["date"],
        *sheet.loc[(sheet["unit"] == "day") & ~sheet["note"].str.contains("horizon"), "note"],
        *(closed[name] for name in ("window_opens", "deadline")),
        *(closed.loc[closed[f"{p}_date"] != "", f"{p}_date"] for p in ("p10", "p50", "p90")),
    ]  # fmt: skip
    for text in itertools.chain.from_iterable([d] if isinstance(d, str) else d for d in dates):
        assert date.fromisoformat(text)
