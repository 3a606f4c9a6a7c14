"""Differences, ticks and names as the figures write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.wording import (
    interval,
    plain,
    round_step,
    signed,
    tick,
)
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


def test_names_in_words() -> None:
    assert plain("more_escorts+early_packing") == "more escorts + early packing"
    assert plain("yard_gao+gaol", ["Gao", "Mopti"]) == "yard Gao + gaol"
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c"
    ]  # fmt: skip
