"""The headline on a terminal: what is estimated stands there with its interval."""

from math import inf, nan

import pandas as pd

from sim.statistics.output_checks import COLUMNS
from sim.studies.headline import _checks, _triggers


def test_a_rule_that_fired_has_its_interval_and_says_of_what_its_days_are() -> None:
    row = {"trigger": "a", "decision": "b", "share": 0.5, "share_low": 0.4, "share_high": 0.6,
           "mean": 1.25, "first_p10": 50.0, "first_p90": 60.0}  # fmt: skip
    lines = list(_triggers(pd.DataFrame([row])))
    assert "first, P10 to P90 of those in which it fired" in " ".join(lines)
    assert lines[-1] == "  a → b  50.0 % (40.0–60.0)     1.25  20 Aug 2023 to 30 Aug 2023"


def test_an_output_check_has_the_interval_of_its_mean() -> None:
    row = dict.fromkeys(COLUMNS, 1.0) | {
        "title": "a rate", "unit": "share", "mean": 0.5, "mean_low": 0.45, "mean_high": 0.55,
        "grade": "C", "explanation": "", "inside": True, "n": 20,
    }  # fmt: skip
    assert "0.5 (0.45 to 0.55)  1 to 1 " in list(_checks(pd.DataFrame([row])))[-1]


def test_an_output_check_of_one_replication_has_no_interval() -> None:
    """`(-inf to inf)` stood there."""
    row = dict.fromkeys(COLUMNS, 1.0) | {
        "title": "a rate", "unit": "share", "mean": 0.5, "mean_low": -inf, "mean_high": inf,
        "grade": "C", "explanation": "", "inside": True, "n": 1,
    }  # fmt: skip
    line = list(_checks(pd.DataFrame([row])))[-1]
    assert line.split() == ["a", "rate", "0.5", "1", "to", "1", "1–1", "share", "(C)", "inside"]


def test_what_is_rare_has_no_interval_and_what_is_outside_is_explained() -> None:
    row = dict.fromkeys(COLUMNS, 1.0) | {
        "title": "a rate", "unit": "share", "mean": 0.1, "mean_low": nan, "mean_high": nan,
        "grade": "C", "explanation": "few have any", "inside": False, "n": 20,
    }  # fmt: skip
    *_, line, why = _checks(pd.DataFrame([row]))
    assert "0.1 (too rare for an interval)" in line
    assert line.endswith("OUTSIDE")
    assert why == "  a rate: few have any"
