"""Differences, ticks and names as the figures write them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.wording import (
    interval,
    method,
    plain,
    round_step,
    signed,
    tick,
)
from sim.statistics.means import student
from sim.statistics.paired import difference, mean_difference, share_difference, steadied
from sim.wording import listed


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_a_difference_has_a_sign_unless_it_rounds_to_nothing(value: float, digits: int) -> None:
    text = signed(value, digits)
    assert "-" not in text
    read = float(text.replace("\N{MINUS SIGN}", "-"))
    assert read == pytest.approx(value, abs=0.5 * 10.0**-digits + 1e-9)
    assert text == "0" if read == 0 else text[0] in "+\N{MINUS SIGN}"


def test_differences_as_written() -> None:
    assert signed(-0.04) == signed(0.04) == "0"
    assert signed(-0.06) == "\N{MINUS SIGN}0.1"
    assert interval(-0.01, 5.25, 1) == "0 to +5.2"
    assert [tick(value) for value in (-2.5, 0.0, 5.0)] == ["\N{MINUS SIGN}2.5", "0", "+5"]


@given(st.floats(1e-3, 1e5))
def test_a_step_is_round_and_fits(most: float) -> None:
    step = round_step(most)
    assert 0.6 * most < step <= most * (1 + 1e-6)
    assert step / 10 ** math.floor(math.log10(step) + 1e-9) in [
        pytest.approx(round_) for round_ in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
    ]


def test_the_interval_is_named_by_its_method() -> None:
    met, earlier = np.array([[0.0, 1.0, 1.0, 0.0, 1.0], [1.0, 1.0, 1.0, 0.0, 1.0]])
    share = share_difference(met.astype(bool), earlier.astype(bool))
    for figure in ("met_2a", "met_all", "met_and_orderly_31_december"):
        assert method(figure) == "Tango"
    assert difference(met, earlier).low == share.low
    for figure in ("met_mean", "met_and_orderly_mean"):
        assert method(figure) == "Bonett and Price"
    assert difference(met / 2, earlier / 2).low == steadied((earlier - met) / 2, step=0.5)[0]
    for figure in ("days_2a", "days_all"):
        assert method(figure) == "Student"
    many, later = np.arange(12.0), np.arange(12.0) ** 2
    assert (
        difference(many, later).low == mean_difference(many, later).low == student(later - many)[0]
    )


def test_names_in_words() -> None:
    assert plain("more_escorts+early_packing") == "more escorts + early packing"
    assert plain("yard_gao+gaol", ["Gao", "Mopti"]) == "yard Gao + gaol"
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c"
    ]  # fmt: skip
