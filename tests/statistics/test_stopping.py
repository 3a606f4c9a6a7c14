"""The rule stops where the outcomes say, whenever it is asked, and costs little coverage."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.statistics.headline import headline_columns
from sim.statistics.proportions import needed, proportion
from sim.statistics.stopping import Rule, decide, half_widths


def draw(p: float, n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random(n) < p


def test_a_fixed_number_is_run_whole() -> None:
    rule = Rule(cap=1000)
    assert not decide({}, 999, rule).stop
    found = decide({}, 1000, rule)
    assert (found.stop, found.n) == (True, 1000)
    assert found.reason == "all 1,000 replications asked for"


def test_it_stops_at_the_first_boundary_narrow_enough() -> None:
    met = draw(0.5, 3000)
    rule = Rule(cap=3000, half_widths={"met_all": 0.03}, minimum=400, batch=100)
    found = decide({"met_all": met}, 3000, rule)
    assert found.stop
    assert found.n % 100 == 0
    now, before = half_widths(met, [found.n, found.n - 100])
    assert now <= 0.03 < before
    assert abs(found.n - needed(0.03)) <= 100
    assert found.reason.startswith(f"half-widths reached at {found.n:,}: met_all ±")


def test_a_half_width_that_is_just_reached_will_do() -> None:
    met = draw(0.5, 400)
    (reached,) = half_widths(met, [400])
    for wished, stops in ((reached, True), (np.nextafter(reached, 0), False)):
        rule = Rule(cap=1000, half_widths={"met_all": wished}, minimum=400, batch=400)
        assert decide({"met_all": met}, 400, rule).stop is stops


def test_it_never_stops_before_the_minimum_though_all_agree() -> None:
    met = np.full(1000, True)
    rule = Rule(cap=1000, half_widths={"met_all": 0.05}, minimum=450, batch=100)
    assert decide({"met_all": met}, 400, rule).n == 500
    assert not decide({"met_all": met}, 499, rule).stop
    assert decide({"met_all": met}, 1000, rule).n == 500


def test_the_cap_is_told_with_what_is_still_too_wide() -> None:
    columns = {"met_1": np.full(450, True), "met_2": draw(0.5, 450)}
    rule = Rule(cap=450, half_widths={"met_1": 0.02, "met_2": 0.02}, minimum=400, batch=100)
    found = decide(columns, 450, rule)
    assert found.stop
    assert found.n == 450
    assert "cap of 450 reached" in found.reason
    assert "met_2" in found.reason
    assert "met_1" not in found.reason


@settings(max_examples=60)
@given(
    p=st.floats(0, 1),
    wished=st.floats(0.02, 0.2),
    batch=st.integers(1, 300),
    minimum=st.integers(1, 700),
    asked=st.lists(st.integers(1, 1500), max_size=8),
)
def test_the_answer_does_not_depend_on_when_it_is_asked(
    p: float, wished: float, batch: int, minimum: int, asked: list[int]
) -> None:
    met = draw(p, 1500)
    rule = Rule(cap=1500, half_widths={"x": wished}, minimum=minimum, batch=batch)
    final = decide({"x": met}, 1500, rule)
    assert final.stop
    assert final.n in set(rule.boundaries())
    for done in asked:
        found = decide({"x": met}, done, rule)
        assert found.stop == (done >= final.n)
        if found.stop:
            assert (found.n, found.reason) == (final.n, final.reason)
        else:
            assert done < found.n <= final.n


@pytest.mark.parametrize("p", [0.1, 0.5, 0.85])
def test_looking_repeatedly_costs_less_than_a_point_of_coverage(p: float) -> None:
    """1,500 runs: standard error 0.6 points, two allowed."""
    generator = np.random.default_rng(4)
    rule = Rule(cap=2000, half_widths={"x": 0.025}, minimum=400, batch=100)
    covered = 0
    for _ in range(1500):
        met = generator.random(2000) < p
        n = decide({"x": met}, 2000, rule).n
        found = proportion(int(met[:n].sum()), n)
        covered += found.low <= p <= found.high
    assert covered / 1500 >= 0.94 - 2 * 0.006


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"cap": 0}, "cap is 0"),
        ({"cap": 5, "batch": 0}, "batch is 0"),
        ({"cap": 5, "minimum": 0}, "minimum is 0"),
        ({"cap": 5, "half_widths": {"met_all": 0.51}}, "half-width of met_all is 0.51"),
        ({"cap": 5, "half_widths": {"met_all": 0.0}}, "half-width of met_all is 0"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(wrong: dict, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Rule(**wrong)


@pytest.mark.parametrize(
    ("cap", "looks"), [(400, [200, 300, 400]), (450, [200, 300, 400, 450]), (150, [150])]
)
def test_it_looks_at_multiples_of_the_batch_from_the_minimum_on_and_at_the_cap(
    cap: int, looks: list[int]
) -> None:
    rule = Rule(cap, {"met_all": 0.5}, minimum=101, batch=100)
    assert list(rule.boundaries()) == looks


def test_half_widths_are_of_the_level_asked_for() -> None:
    met = draw(0.5, 100)
    found = proportion(int(met.sum()), 100, 0.8)
    assert half_widths(met, [100], 0.8) == pytest.approx([(found.high - found.low) / 2])


def test_a_figure_without_a_column_is_named_with_what_is_allowed() -> None:
    with pytest.raises(ValueError, match=r"no figure 'met_9' to stop by \(allowed: met_1\)"):
        decide({"met_1": draw(0.5, 10)}, 10, Rule(cap=10, half_widths={"met_9": 0.1}))
    with pytest.raises(ValueError, match="holds 10 of 11"):
        decide({"met_1": draw(0.5, 10)}, 11, Rule(cap=11, half_widths={"met_1": 0.1}))


def test_headline_columns_hold_every_phase_and_all_of_them_jointly() -> None:
    outcomes = pd.DataFrame(
        {"met_1": [True, True, False], "met_and_orderly_1": [True, False, False],
         "met_2": [True, False, True], "met_and_orderly_2": [True, False, True]}
    )  # fmt: skip
    found = headline_columns(outcomes, ["1", "2"])
    assert found["met_all"].tolist() == [True, False, False]
    assert found["met_and_orderly_all"].tolist() == [True, False, False]
    assert list(found)[:2] == ["met_1", "met_and_orderly_1"]
