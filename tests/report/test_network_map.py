"""Figure 1 of missions of fiction: no outlines where there are none, no camp under a small map."""

from types import SimpleNamespace
from typing import Any

import pytest

from sim.configuration import load_scenario
from sim.report.network_map import draw

NATURAL_EARTH = "outlines: Natural Earth 1:50 m (public domain)"


@pytest.mark.parametrize(
    ("name", "source"),
    [("baseline", NATURAL_EARTH), ("island", "no outlines of this land"),
     ("toy", "no outlines of this land")],
)  # fmt: skip
def test_outlines_are_named_where_there_are_any(name: str, source: str) -> None:
    """A sea without an island, and the source of its shores, stood there."""
    results: Any = SimpleNamespace(scenario=load_scenario(name), footer=str)
    assert source in [text.get_text() for text in draw(results).figure.texts]


@pytest.mark.parametrize("name", ["baseline", "toy"])
def test_the_small_map_of_the_corridors_lies_over_no_camp(name: str) -> None:
    """In the toy plan every corner has a camp: one of them was not to be seen."""
    scenario = load_scenario(name)
    results: Any = SimpleNamespace(scenario=scenario, footer=str)
    axes = draw(results).figure.axes[0]
    (small,) = axes.child_axes
    box = small.get_window_extent()
    for camp in scenario.plan.camps.values():
        assert not box.contains(*axes.transData.transform((camp.longitude, camp.latitude)))
