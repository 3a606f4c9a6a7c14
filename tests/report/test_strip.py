"""Figure 19: a model is said to matter where pairs show it, in any phase and reading."""

import dataclasses

import numpy as np
import pytest

from sim.report import strip
from sim.report.forecast_folder import Results
from tests.report.synthetic import toy_results

N = 60


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return toy_results(tmp_path_factory.mktemp("results"), N)


def never_all(results: Results, orderly: int) -> Results:
    """The same with the last phase never on time, and the first orderly in so many of them."""
    first, *_, last = results.scenario.plan.phases
    never, always = np.zeros(N, bool), np.ones(N, bool)
    columns = {f"met_{last}": never, f"met_and_orderly_{last}": never, f"met_{first}": always,
               f"met_and_orderly_{first}": np.arange(N) < orderly}  # fmt: skip
    return dataclasses.replace(results, outcomes=results.outcomes.assign(**columns))


def test_models_that_differ_in_one_reading_of_one_phase_are_told(results: Results) -> None:
    """Every phase together is on time in 0 % of both: it alone would show nothing."""
    one, other = never_all(results, 10), never_all(results, 40)
    table = strip.table_of([one, other, one])
    first = next(iter(results.scenario.plan.phases))
    sure = table[table["met_and_orderly_p_holm"] < 0.05]
    assert sure["phase"].tolist() == [first]
    assert strip._title(table) == (
        "Every phase on time: 0.0 %; 1 of the 2 other models shown to differ from the first in"
        " some phase, at 60 replications"
    )


def test_where_nothing_is_shown_the_number_of_models_and_of_replications_is_said(
    results: Results,
) -> None:
    few = dataclasses.replace(results, outcomes=results.outcomes.iloc[:20])
    few.manifest["overrides"] = ["risk/attacks=hawkes"]
    table = strip.table_of([never_all(results, 10), never_all(results, 10)])
    assert strip._title(table).endswith(
        "the other model not shown to differ from the first in any phase, at 60 replications"
    )
    table = strip.table_of([results, results, few])
    assert "shown to differ from the first in any phase, at 20 to 60 replications" in (
        strip._title(table)
    )


def test_forecasts_of_other_worlds_are_not_compared(results: Results) -> None:
    other = dataclasses.replace(never_all(results, 40), manifest={**results.manifest, "seed": 99})
    table = strip.table_of([never_all(results, 10), other])
    assert not table["pairs"].any()
    assert strip._title(table) == "Every phase on time: 0.0 %, over 2 models"


def test_rows_are_named_by_what_tells_them_apart(results: Results) -> None:
    """What all were given stood in each name, and cut off what told one from the other."""

    def given(*texts: str) -> Results:
        return dataclasses.replace(results, manifest={**results.manifest, "overrides": [*texts]})

    horizon = "horizon=2024-03-31"
    every = [given(horizon), given("risk/attacks=hawkes", horizon), given(horizon)]
    shared = strip.given_to_all(every)
    names = [strip.name_of(one, shared) for one in every]
    assert shared == [horizon]
    assert [name.partition("\n")[0] for name in names] == [
        results.scenario.name, "risk/attacks=hawkes", results.scenario.name
    ]  # fmt: skip
    assert strip.given_to_all([*every[1:2], given("risk/attacks=off")]) == []
    axes = strip.draw(every).figure.axes[0]
    assert [text.get_text() for text in axes.get_yticklabels()] == names[::-1]
