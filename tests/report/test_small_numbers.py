"""Figures of few replications, few people and little money, as a small mission has them."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes

from sim.calendar import end_of
from sim.report import exceedance, finish_cost
from sim.report.forecast_folder import Results, read_results
from tests.report.synthetic import write_balances, write_results

N = 40


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    directory: Path = tmp_path_factory.mktemp("results")
    write_results(directory, name="toy", n=N)
    write_balances(directory)
    return read_results(directory)


def test_people_are_counted_in_whole_numbers_and_named_once(results: Results) -> None:
    """Ticks at halves were written 0, 0, 1, 2, 2; two equal curves wrote each number twice."""
    killed = np.array([0] * 25 + [1] * 10 + [3] * 5)
    outcomes = results.outcomes.assign(killed=killed, killed_by_deadline=killed)
    figure = exceedance.draw(dataclasses.replace(results, outcomes=outcomes)).figure
    axes = next(a for a in figure.axes if a.get_title(loc="left") == "People killed")
    ticks = axes.get_xticks()
    assert np.array_equal(ticks, np.round(ticks))
    numbers = [note.get_text() for note in axes.texts if note.get_text().isdigit()]
    assert numbers == ["0", "0", "3"], "of nine in ten, of one in two, of one in ten"


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
        panel = next(each for each in figure.axes if axes in each.child_axes)
        top = axes.get_position().y1
        at = panel.transData.transform((sum(panel.get_xlim()) / 2, np.interp(
            sum(panel.get_xlim()) / 2, balances["day"][:20], spent[:20] + before)))  # fmt: skip
        assert top < figure.transFigure.inverted().transform(at)[1]
