"""Output checks by hand; and every figure of the data file is one that the model counts."""

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from scipy.stats import t

from sim.configuration.observed import load_observed
from sim.plan.observed import Check, Term
from sim.statistics.means import student
from sim.statistics.output_checks import COLUMNS, PERIOD, columns_of, output_checks
from tests.model.cases import loaded

KNOWN_UNTIL = date(2023, 8, 18)


def check(*terms: Term, low: float = 0.0, high: float = 1.0, explanation: str = "") -> Check:
    return Check(
        title="a rate", unit="share", low=low, value=low, high=high, terms=terms, source="x",
        grade="B", as_of=KNOWN_UNTIL, explanation=explanation,
    )  # fmt: skip


SAMPLE = pd.DataFrame({"hit": [0.0, 2.0, 1.0, 0.0], "km": [0.0, 1000.0, 4000.0, 5000.0]})


def test_a_rate_is_of_all_replications_together_and_its_spread_over_them() -> None:
    rate = check(Term(of=("hit",), per=("km",), factor=1000.0))
    (row,) = output_checks(SAMPLE, {"rate": rate}, 10.0).to_dict("records")
    assert row["mean"] == pytest.approx(1000 * 3 / 10000)
    assert (row["p10"], row["p90"]) == (0.0, 2.0)
    assert row["n"] == 3  # in the first replication nothing was driven
    assert row["inside"] is True


def test_the_interval_of_a_rate_is_that_of_a_ratio() -> None:
    """A sum's is Student's; a rate's by hand: what each replication has more than its drive."""
    many = pd.concat([SAMPLE] * 20)
    (row,) = output_checks(many, {"x": check(Term(of=("hit",)))}, 1.0).to_dict("records")
    assert (row["mean_low"], row["mean_high"]) == pytest.approx(student(many["hit"].to_numpy()))
    rate = check(Term(of=("hit",), per=("km",), factor=1000.0))
    (row,) = output_checks(many, {"rate": rate}, 10.0).to_dict("records")
    more = 1000 * (many["hit"] - 0.0003 * many["km"]) / 2500
    half = t.ppf(0.975, 79) * more.std() / 80**0.5
    assert (row["mean_low"], row["mean_high"]) == pytest.approx((0.3 - half, 0.3 + half))


def test_what_is_rare_has_no_interval_and_no_amount_a_negative_end() -> None:
    """Of nothing seen Student would be sure of 0, and of two values below 0."""
    hit = check(Term(of=("hit",), per=("km",)))
    for hits in (0, 19, 20):
        some = pd.DataFrame({"hit": [1.0] * hits + [0.0] * (100 - hits), "km": 1.0})
        (row,) = output_checks(some, {"hit": hit}, 1.0).to_dict("records")
        assert row["mean"] == hits / 100
        assert math.isnan(row["mean_low"]) == math.isnan(row["mean_high"]) == (hits < 20)
    two = pd.DataFrame({"hit": [1.0, 9.0], "km": 1.0})
    (row,) = output_checks(two, {"hit": hit}, 1.0).to_dict("records")
    assert row["mean_low"] == 0.0
    less = check(Term(of=("hit",)), Term(of=("km",), factor=-1.0))
    (row,) = output_checks(two, {"less": less}, 1.0).to_dict("records")
    assert row["mean_low"] < 0.0  # a difference may be


def test_terms_are_added_and_the_period_can_divide() -> None:
    both = check(Term(of=("hit", "km"), per=(PERIOD,)), Term(of=("hit",), factor=0.5), high=9999)
    (row,) = output_checks(SAMPLE, {"both": both}, 10.0).to_dict("records")
    assert row["mean"] == pytest.approx((0.75 + 2500) / 10 + 0.5 * 0.75)
    assert row["n"] == 4


def test_the_ends_of_a_range_are_inside_and_a_factor_is_of_each_replication_too() -> None:
    term = Term(of=("hit",), factor=0.5)  # 0, 1, 0.5 and 0
    for low, high in ((0.375, 1.0), (0.0, 0.375)):
        (row,) = output_checks(SAMPLE, {"x": check(term, low=low, high=high)}, 1.0).to_dict(
            "records"
        )
        assert (row["mean"], row["p90"], row["inside"]) == (0.375, 1.0, True)


def test_what_is_outside_is_explained_and_only_that() -> None:
    term = Term(of=("hit",), per=("km",), factor=1000.0)
    checks = {
        "inside": check(term, explanation="why"),
        "outside": check(term, low=0.5, explanation="why"),
    }
    table = output_checks(SAMPLE, checks, 10.0).set_index("check")
    assert table["inside"].tolist() == [True, False]
    assert table["explanation"].tolist() == ["", "why"]
    above = output_checks(SAMPLE, {"x": check(term, high=0.2, explanation="why")}, 10.0)
    assert above[["inside", "explanation"]].to_numpy().tolist() == [[False, "why"]]


def test_a_figure_that_is_not_counted_is_left_out() -> None:
    for term in (Term(of=("nothing",)), Term(of=("hit",), per=("nothing",))):
        table = output_checks(SAMPLE, {"x": check(term)}, 10.0)
        assert list(table.columns) == COLUMNS
        assert table.empty


def test_a_rate_of_nothing_is_not_known_and_not_inside() -> None:
    rate = check(Term(of=("hit",), per=("km",)))
    (row,) = output_checks(SAMPLE.assign(km=0.0), {"x": rate}, 10.0).to_dict("records")
    assert math.isnan(row["mean"])
    assert (row["inside"], row["n"]) == (False, 0)


def test_a_range_must_hold_its_value() -> None:
    with pytest.raises(ValueError, match="needs low <= value <= high, not 2, 2, 1"):
        check(Term(of=("hit",)), low=2.0)
    for value in (-0.1, 1.1):
        with pytest.raises(ValueError, match="needs low <= value <= high"):
            replace(check(Term(of=("hit",))), value=value)


def test_every_check_of_the_plan_is_of_what_the_model_counts() -> None:
    from sim.replication import run_replication

    checks = load_observed(loaded("baseline").scenario.plan.observed).checks
    counts = run_replication(loaded("baseline"), 0).counts
    counted = {*counts, PERIOD}
    assert len(checks) >= 10
    assert set().union(*(columns_of(c) for c in checks.values())) - counted == set()
    kinds = [f"{road}_{rain}" for road in ("track", "degraded") for rain in ("dry", "wet")]
    for upon in ("", "_by_deadline"):
        assert all(counts[f"{kind}_days{upon}"] > 0.0 for kind in kinds)
    assert 0.0 < sum(counts[f"{kind}_km"] for kind in kinds) <= counts["column_km_loaded"]


def test_nothing_observed_is_younger_than_the_letter_without_a_reason() -> None:
    found = load_observed("minusma")
    assert [n for n, c in found.checks.items() if c.as_of > KNOWN_UNTIL and not c.static] == []
    assert found.hindcast is not None
    closures = found.hindcast.camps.values()
    assert all(max(c.as_of, c.day) <= KNOWN_UNTIL for c in closures)
