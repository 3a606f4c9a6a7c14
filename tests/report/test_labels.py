"""Labels of a map: beside their points, off the lines where they can be, never on one another."""

from collections.abc import Iterator

import pytest
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from sim.report.labels import Labels
from sim.report.style import new_figure, panel


@pytest.fixture
def labels() -> Labels:
    """Of a map of 10 by 10 that is empty."""
    axes = panel(new_figure(6, 6, "map", "foot"), 0.5, 0.5, 0.5, 0.5)
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    return Labels(axes)


def written(axes: Axes) -> Iterator[Annotation]:
    return (text for text in axes.texts if isinstance(text, Annotation))


def middle(label: Annotation) -> tuple[float, float]:
    """Where a label stands, in the numbers of the axes."""
    box = label.get_window_extent()
    at = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    assert label.axes is not None
    x, y = label.axes.transData.inverted().transform(at)
    return float(x), float(y)


def test_a_label_stands_right_of_its_point_where_nothing_is_in_the_way(labels: Labels) -> None:
    labels.add(5, 5, "Gao")
    (label,) = written(labels.axes)
    x, y = middle(label)
    assert x > 5
    assert y == pytest.approx(5, abs=0.1)


def test_a_label_gives_way_to_a_line_and_to_what_is_taken(labels: Labels) -> None:
    """Right of the point runs a road, left of it lies a place: above is the next best."""
    labels.keep_off((5, 5), (10, 5))
    labels.keep_clear([(4.6, 5)])
    labels.add(5, 5, "Gao")
    (label,) = written(labels.axes)
    x, y = middle(label)
    assert x == pytest.approx(5, abs=0.1)
    assert y > 5


def test_a_label_stands_on_a_line_before_it_covers_a_place(labels: Labels) -> None:
    """Everything but the right is taken, and there runs a road."""
    labels.keep_off((5, 5), (10, 5))
    labels.keep_clear([(3.6, 5)], 60)
    labels.keep_clear([(5, 8.2), (5, 1.8)], 100)
    labels.add(5, 5, "Gao", optional=True)
    (label,) = written(labels.axes)
    x, y = middle(label)
    assert x > 5
    assert y == pytest.approx(5, abs=0.1)


def test_only_an_optional_label_is_left_out_where_there_is_no_room(labels: Labels) -> None:
    labels.keep_clear([(5, 5)], 1000)
    labels.add(5, 5, "a village", optional=True)
    labels.add_on([(2, 2), (8, 8)], "MALI")
    labels.add(5, 5, "Gao")
    assert [label.get_text() for label in written(labels.axes)] == ["Gao"]


def test_a_label_stands_on_the_first_point_that_is_free(labels: Labels) -> None:
    labels.keep_clear([(2, 2)])
    labels.add_on([(2, 2), (5, 5), (8, 8)], "MALI")
    (label,) = written(labels.axes)
    assert middle(label) == pytest.approx((5, 5), abs=0.1)


def test_a_label_on_a_point_keeps_its_distance_or_is_not_written(labels: Labels) -> None:
    """Kilometres stood under the square of a hub."""
    labels.keep_clear([(4.85, 5)], 8)
    assert labels.add_on([(5, 5), (5.6, 5)], "57", clear=1.5)
    (label,) = written(labels.axes)
    assert middle(label)[0] == pytest.approx(5.6, abs=0.1)
    assert not labels.add_on([(4.85, 5)], "57")
    assert len(list(written(labels.axes))) == 1
