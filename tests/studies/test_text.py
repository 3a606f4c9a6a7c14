"""What studies write on a terminal: columns that stand under each other, differences in one way."""

from math import nan

from hypothesis import given
from hypothesis import strategies as st

from sim.studies.text import aligned, change, estimate, points, scale_of, signed

ROW = {"gain": -0.0412, "gain_low": -0.09, "gain_high": 0.0076}


def test_columns_stand_under_each_other_and_nothing_trails() -> None:
    assert aligned([["", "ab", "c"], ["xyz", "d", ""]]) == ["     ab  c", "xyz  d"]
    assert aligned([]) == []


def test_a_difference_bears_its_sign_and_its_interval() -> None:
    assert estimate(ROW, "gain", 100) == "-4.1 (-9.0 to +0.8)"
    assert estimate(ROW, "gain", digits=2) == "-0.04 (-0.09 to +0.01)"


def test_a_pair_is_told_in_points_unless_it_is_a_number() -> None:
    row = {"difference": 0.125, "low": 0.01, "high": 0.24}
    assert points(row) == "+12.5 (+1.0 to +24.0)"
    assert points({"difference": 3.0, "low": -1.0, "high": 7.0}, 1) == "+3.0 (-1.0 to +7.0)"


def test_where_too_few_pairs_differ_their_number_stands_for_an_interval() -> None:
    none = {"low": nan, "high": nan}
    row = {"difference": 1.2, **none, "equal": 0.0, "differ": 2, "n": 50}
    assert points(row, 1) == "+1.2 (2 of 50 differ)", "the others by their last digits alone"
    effect = {"gain": 0.0, "gain_low": nan, "gain_high": nan, "gain_differ": 0, "n": 1000}
    assert estimate(effect, "gain") == "0 (0 of 1,000 differ)"
    assert points({"difference": 1.2, **none}, 1) == "+1.2 (too few differ)"


def test_days_are_told_as_days_and_shares_as_points() -> None:
    assert scale_of("days_all") == (1.0, "days earlier")
    assert scale_of("met_and_orderly_mean") == (100.0, "points")


@given(st.floats(-1e6, 1e6), st.integers(0, 2))
def test_a_difference_has_a_sign_unless_there_is_none(value: float, digits: int) -> None:
    text = signed(value, digits)
    assert (text == "0") == (abs(value) < 1e-9)
    assert text == "0" or text[0] == ("-" if value < 0 else "+")


def test_nothing_is_no_interval_of_nothing() -> None:
    assert change(0.0, -0.0, 0.0) == change(1e-14, -1e-14, 0.0) == "0"
    assert change(-0.04, -0.2, 0.0) == "-0.0 (-0.2 to 0)"
    assert points({"difference": 0.0, "low": -0.01, "high": 0.01}) == "0 (-1.0 to +1.0)"
