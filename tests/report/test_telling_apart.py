"""What is told apart is told apart by more than a colour, and a colour means one thing."""

import dataclasses
import itertools
from collections.abc import Iterator
from datetime import date
from math import hypot

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from sim.record import counts
from sim.record.causes import CAUSES, NOT_CLOSED, WORK
from sim.record.outcome import ACCELERATED, OPEN
from sim.report import (
    closures,
    completion,
    convergence,
    delay_bars,
    exceedance,
    fans,
    finish_cost,
    headline,
    sensitivity,
)
from sim.report.forecast_folder import Results
from sim.report.inputs import _number
from sim.report.page.words import CAUSES as WORDS
from sim.report.page.words import COUNTS
from sim.report.style import CAUSES as COLOURS
from sim.report.style import (
    DOTS_PER_INCH,
    MARKS,
    MODE_LOOKS,
    SERIES,
    Drawing,
    cause_colour,
    cause_hatch,
    new_figure,
    phase_colours,
)
from sim.report.wording import least_often, too_close
from sim.statistics.wording import READING_WORDS, share, short_words
from tests.report.synthetic import toy_results

N = 40
MINUS = "\N{MINUS SIGN}"
ENOUGH = 18.0
"""CIELAB distance of two colours of thin bars; 2 can just be seen side by side."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return toy_results(tmp_path_factory.mktemp("results"), N)


def balances(results: Results) -> pd.DataFrame:
    found = results.sample("balances")
    assert found is not None
    return found


def lab(colour: str) -> tuple[float, float, float]:
    """A colour in CIELAB, for white of D65."""
    srgb = np.array(to_rgb(colour))
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.maximum(matrix @ linear / [0.95047, 1.0, 1.08883], 1e-6))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def lines(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """Colour and style of every line of a figure."""
    for axes in drawing.figure.axes:
        every = [axes, *axes.child_axes]
        for line in itertools.chain.from_iterable(one.lines for one in every):
            yield to_hex(line.get_color()).upper(), str(line.get_linestyle())


def words(drawing: Drawing) -> str:
    texts = [text for axes in drawing.figure.axes for text in axes.texts]
    return "\n".join(text.get_text() for text in [*drawing.figure.texts, *texts])


def test_every_cause_has_a_colour_and_words() -> None:
    assert {*CAUSES, WORK} == COLOURS.keys() == WORDS.keys()


def test_causes_that_are_near_in_colour_differ_in_hatching() -> None:
    for one, other in itertools.combinations(CAUSES, 2):
        (l1, a1, b1), (l2, a2, b2) = lab(cause_colour(one)), lab(cause_colour(other))
        apart = hypot(l1 - l2, a1 - a2, b1 - b2)
        assert apart >= 16 or cause_hatch(one) != cause_hatch(other), (one, other, apart)


def test_the_frontier_and_the_authority_take_no_colour_of_a_phase(results: Results) -> None:
    drawing = finish_cost.draw(results, balances(results))
    phases = {colour.upper() for colour in phase_colours("abcdef").values()} - {SERIES[0].upper()}
    assert not phases & {colour for colour, _ in lines(drawing)}
    assert {style for _, style in finish_cost.CONFIDENCES} == {":", "--", "-"}
    assert all(axes.get_ylabel() == "million US dollars" for axes in drawing.figure.axes)


def test_spending_is_counted_from_the_day_of_the_situation(results: Results) -> None:
    status = results.scenario.status
    for spent, told in (
        (0.0, "from 1 Feb 2027 on. Left"),
        (1234.5, "from 1 Feb 2027 on, and 1,234.5 spent before. Left"),
    ):
        other = dataclasses.replace(
            status, as_of=date(2027, 2, 1), spent=dataclasses.replace(status.spent, value=spent)
        )
        scenario = dataclasses.replace(results.scenario, status=other)
        later = dataclasses.replace(results, scenario=scenario)
        assert told in f"{finish_cost._since(later)}. Left"
    assert finish_cost._since(results) in words(finish_cost.draw(results, balances(results)))


def test_names_of_lines_that_lie_close_stand_apart() -> None:
    from matplotlib.figure import Figure

    axes: Axes = Figure(figsize=(4, 4)).add_subplot()
    axes.set_ylim(0, 100)
    finish_cost._name_lines(axes, 1.0, [(50.0, "50 %"), (50.5, "70 %"), (80.0, "80 %")])
    at = {
        text.get_text(): axes.transData.transform((1.0, text.xy[1]))[1] / (axes.figure.dpi / 72)  # type: ignore[attr-defined]
        + text.xyann[1]  # type: ignore[attr-defined]
        for text in axes.texts
    }
    assert at["70 %"] - at["50 %"] >= finish_cost.APART - 1e-6
    assert at["keep both:"] > at["80 %"] > at["70 %"]


def test_every_fan_has_one_colour(results: Results) -> None:
    drawing = fans.draw(results, balances(results))
    medians = {to_hex(axes.lines[0].get_color()) for axes in drawing.figure.axes}
    assert len(medians) == 1


def test_what_two_colours_tell_two_lines_tell_too(results: Results) -> None:
    """Blue and vermilion are one grey on paper."""
    for drawing in (convergence.draw(results), exceedance.draw(results)):
        styles: dict[str, set[str]] = {}
        for colour, style in lines(drawing):
            if style in ("-", "--"):
                styles.setdefault(colour, set()).add(style)
        blue, red = styles[SERIES[0].upper()], styles[SERIES[1].upper()]
        assert blue == {"-"}
        assert red == {"--"}
    assert len({marker for *_, marker in MARKS}) == 2


def test_a_deadline_is_on_time_in_every_figure(results: Results) -> None:
    for draw in (headline.draw, convergence.draw, completion.draw):
        said = words(draw(results))
        assert READING_WORDS["met"] in said
        assert "met" not in said.split()
        assert "in order" not in said


def test_how_a_camp_is_left_is_drawn_with_its_interval(results: Results) -> None:
    drawing = closures.draw(results)
    _, right = drawing.figure.axes
    rows = drawing.table.iloc[: len(right.lines)]
    assert len(right.lines) == len(drawing.table)
    for line, low, high in zip(right.lines, rows["orderly_low"], rows["orderly_high"], strict=True):
        assert np.asarray(line.get_xdata()).tolist() == [low, high]


def test_lateness_is_not_hidden_under_the_dot_nor_in_the_strip(results: Results) -> None:
    """A short bar, half of it beyond the deadline, lay wholly under the dot, and the strip of
    order counts late closures: on time stood nowhere."""
    drawing = closures.draw(results)
    left, right = drawing.figure.axes
    dots = max(line.get_zorder() for line in left.lines if line.get_marker() == "o")
    ticks = {float(np.asarray(line.get_xdata())[0])
             for line in left.lines if line.get_zorder() > dots}  # fmt: skip
    said = [text.get_text() for text in right.texts]
    for row in drawing.table.to_dict("records"):
        assert {row["p10"], row["p90"]} & ticks
        own = results.closures[results.closures["camp"] == row["camp"]]
        window = results.scenario.plan.camps[row["camp"]].window
        assert window is not None
        in_time = own["closed"] <= window.deadline
        assert row["met"] == in_time.mean()
        assert row["met_and_orderly"] == (in_time & own["orderly"]).mean()
        assert share(row, "met") in said
        assert share(row, "met_and_orderly") in said


def test_haste_and_order_are_told_apart_in_grey(results: Results) -> None:
    """Opposite verdicts were of one greyness."""
    _, right = closures.draw(results).figure.axes
    haste = to_hex(MODE_LOOKS[ACCELERATED][1])
    for bar in right.patches:
        assert bool(bar.get_hatch()) is (to_hex(bar.get_facecolor()) == haste)


def test_the_phase_that_is_late_most_often_is_named_with_its_rivals(results: Results) -> None:
    one, two = list(results.scenario.plan.phases)[:2]
    columns = {f"met_{name}": np.ones(N, bool) for name in results.scenario.plan.phases}
    sure = dataclasses.replace(results, outcomes=results.outcomes.assign(**columns))
    assert completion._title(sure) == "Every phase is complete by its deadline in every replication"
    few = np.arange(N) < N // 4
    columns |= {f"met_{one}": few}
    found = completion._title(
        dataclasses.replace(results, outcomes=results.outcomes.assign(**columns))
    )
    assert found.endswith("is least often on time: 25.0 %")
    none = dict.fromkeys(columns, np.zeros(N, bool))
    never = dataclasses.replace(results, outcomes=results.outcomes.assign(**none))
    assert completion._title(never) == "No phase is complete by its deadline in any replication"
    columns |= {f"met_{two}": np.arange(N) < N // 4 + 1}
    found = completion._title(
        dataclasses.replace(results, outcomes=results.outcomes.assign(**columns))
    )
    assert ", too close to tell from " in found


def test_a_half_is_rounded_up_in_every_figure(results: Results) -> None:
    """5 of 80 are 6.25 %: to the even digit 6.2, as a reader rounds 6.3."""
    phase = next(iter(results.scenario.plan.phases))
    twice = pd.concat([results.outcomes, results.outcomes], ignore_index=True)
    columns = {name: np.arange(80) < 5 for name in (f"met_{phase}", f"met_and_orderly_{phase}")}
    found = dataclasses.replace(results, outcomes=twice.assign(**columns))
    assert "on time 6.3 %, and orderly 6.3 %" in words(completion.draw(found))


def test_an_interval_at_the_edge_is_written_with_its_ends(results: Results) -> None:
    """Not as 0 % and half a width: the interval lies on one side."""
    columns = {f"met_and_orderly_{phase}": False for phase in results.scenario.plan.phases}
    never = dataclasses.replace(results, outcomes=results.outcomes.assign(**columns))
    assert "on time and orderly 0.0 % (0.0–8.8)" in words(convergence.draw(never))


def test_the_least_is_told_by_pairs_and_over_all_rivals() -> None:
    n = 100
    least, above = np.arange(n) < 20, np.arange(n) < 30
    apart = np.roll(above, 50)  # as often, in other replications
    assert least_often(["a", "b"], np.column_stack([above, least])) == ["b"]
    assert least_often(["a", "b"], np.column_stack([apart, least])) == ["b", "a"]
    near = np.arange(n) < 25  # beyond chance alone, not as one of nine
    assert least_often(["a", "b"], np.column_stack([near, least])) == ["b"]
    many = np.column_stack([near, least, *[np.ones(n, bool)] * 8])
    assert least_often(list("abcdefghij"), many) == ["b", "a"]


def test_many_rivals_are_counted() -> None:
    assert too_close([], "camps") == ""
    assert too_close(["A", "B"], "camps") == ", too close to tell from A and B"
    assert too_close(list("ABCD"), "camps") == ", too close to tell from 4 other camps"


def test_no_line_of_a_figure_runs_off_its_edge(results: Results) -> None:
    """A long footer is made to fit as it is saved, not as a screen would show it."""
    drawing = closures.draw(results)
    long = "a footer that is longer than the figure is wide, " * 6
    figure = new_figure(8, 3, "A title", long)
    for one in (drawing.figure, figure):
        one.set_dpi(DOTS_PER_INCH)
        width = one.get_size_inches()[0] * DOTS_PER_INCH
        renderer = one.canvas.get_renderer()  # type: ignore[attr-defined]
        assert all(text.get_window_extent(renderer).x1 < width for text in one.texts)


def test_what_is_never_closed_is_the_grey_of_what_is_open_and_said_so() -> None:
    assert cause_colour(NOT_CLOSED) == MODE_LOOKS[OPEN][1]
    rows = {"camp": "A", "cause": [NOT_CLOSED, WORK], "delay": [500.0, -20.0], "camp_delay": 480.0,
            "camp_delay_low": 480.0, "camp_delay_high": 480.0}  # fmt: skip
    assert delay_bars._title(pd.DataFrame(rows)) == (
        "A is late most, by 480 days to the horizon: it is still open then"
    )
    always = pd.DataFrame(rows).assign(camp_delay_low=np.nan, camp_delay_high=np.nan)
    assert delay_bars._title(always) == "Still open at the horizon in every replication: A"


def test_a_measure_of_sensitivity_has_its_unit_and_says_what_names_it() -> None:
    assert sensitivity._unit("mu_star", "met_mean") == "percentage points"
    assert sensitivity._unit("mu_star", "days_all") == "days"
    assert "variance" in sensitivity._unit("total", "met_mean")
    assert set(sensitivity.SIGNED) == set(sensitivity.MEASURES)


def test_totals_whose_name_says_too_little_are_said_in_words() -> None:
    assert set(COUNTS) <= {*counts.COUNTS, "spent_at_last_deadline"}
    assert "as-of date" in COUNTS["spent_at_last_deadline"]


def test_figures_are_named_in_words_on_the_terminal() -> None:
    assert short_words("met_2a") == "phase 2a, on time"
    assert short_words("met_and_orderly_31_december") == "31 December, on time and orderly"
    assert short_words("met_all") == "all together, on time"
    assert short_words("met_mean") == "share of the phases on time"


@pytest.mark.parametrize(
    ("value", "text"),
    [(1236.4, "1,236"), (-15.0, f"{MINUS}15"), (0.00329, "0.00329"), (0.0000123, "0.0000123"),
     (2600, "2,600"), (0.0833, "0.0833"), (12.34, "12.3"), (0.0, "0"), (2.5e9, "2,500,000,000")],
)  # fmt: skip
def test_numbers_of_the_input_sheet_have_no_exponent(value: float, text: str) -> None:
    assert _number(value) == text
