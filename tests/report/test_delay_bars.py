"""Figure 9: the parts of a bar sum to the delay, and work that trades places is one part."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sim.configuration import load_scenario
from sim.record import causes
from sim.record.causes import WORK
from sim.report.delay_bars import MOST, OTHER, draw_results, table_of
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("baseline")


def delays_of(rows: list[tuple[str, str, float]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["camp", "cause", "delay"])
    whole = table.groupby("camp")["delay"].transform("sum")
    return table.assign(
        delay_low=table["delay"] - 1, delay_high=table["delay"] + 1, n=40,
        camp_delay=whole, camp_delay_low=whole - 2, camp_delay_high=whole + 2,
    )  # fmt: skip


def test_the_parts_sum_to_the_delay_of_each_camp(scenario: Scenario) -> None:
    camps = list(scenario.plan.closing)[-2:]
    rows = [(camp, cause, 3.0 * i - 20.0) for camp in camps for i, cause in
            enumerate(causes.CAUSES)]  # fmt: skip
    found = table_of(delays_of(rows), scenario)
    for camp in camps:
        own = found[found["camp"] == camp]
        assert own["delay"].sum() == pytest.approx(sum(days for c, _, days in rows if c == camp))
        assert own["camp_delay"].to_numpy() == pytest.approx(own["delay"].sum())
        assert (own["camp_delay_low"] == own["camp_delay"] - 2).all()
        assert len(own) == MOST + 2
        assert own["cause"].iloc[0] == WORK
        assert own["cause"].iloc[-1] == OTHER


def test_packing_in_the_shadow_of_a_wait_is_no_gain(scenario: Scenario) -> None:
    camp = next(reversed(scenario.plan.closing))
    rows = [(camp, causes.PACKING, -25.0), (camp, causes.MOVEMENT, 19.0),
            (camp, causes.HANDOVER, -1.0), (camp, causes.CONSENT, 8.0)]  # fmt: skip
    found = table_of(delays_of(rows), scenario).set_index("cause")
    assert found["delay"].to_dict() == {WORK: -7.0, causes.CONSENT: 8.0}
    assert found.loc[causes.CONSENT, "delay_low"] == 7.0
    assert found["delay_low"].isna().tolist() == [True, False]
    assert (found["n"] == 40).all()


def test_places_that_are_no_camps_are_left_out_but_for_the_people(scenario: Scenario) -> None:
    rows = [("(people)", causes.FLIGHTS, 2.0), ("Atlantis", causes.FLIGHTS, 2.0)]
    assert list(table_of(delays_of(rows), scenario)["camp"]) == ["(people)"]


def test_a_camp_that_never_closes_has_a_bound_and_no_interval(scenario: Scenario) -> None:
    """Beside it stood "+673.8 to +673.8", the horizon."""
    rows = delays_of([(next(iter(scenario.plan.closing)), causes.NOT_CLOSED, 673.8)])
    results: Any = SimpleNamespace(scenario=scenario, footer=str)
    bound = rows.assign(camp_delay_low=float("nan"), camp_delay_high=float("nan"))
    figure = draw_results(results, bound).figure
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "≥ +673.8 days" in texts
    assert "not by the horizon" in texts


def test_a_legend_names_what_is_drawn(scenario: Scenario) -> None:
    """With every risk off no bar was drawn, and causes were explained; rounding leaves a trace."""
    camps = list(scenario.plan.closing)[:2]
    none = [(camps[0], causes.CONSENT, 7e-15), (camps[1], causes.FLIGHTS, 0.0)]
    results: Any = SimpleNamespace(scenario=scenario, footer=str)
    for rows, named in ((none, []), ([*none, (camps[1], causes.WORK, 3.0)], [WORK])):
        figure = draw_results(results, delays_of(rows)).figure
        found = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
        assert found == named
    assert (table_of(delays_of(none), scenario)["camp_delay"] == 0).all(), "not 7e-15"
    title = draw_results(results, delays_of(none)).figure.texts[0].get_text()
    assert title == "No camp is closed later than with every risk off"
