"""Kinds: which interval a figure has goes by its name, never by what was seen."""

import math

import numpy as np
import pytest
from scipy.stats import t

from sim.configuration import load_scenario
from sim.statistics.kinds import Kind, difference, interval, kind_of, p_value
from sim.statistics.means import number_interval, number_p
from sim.statistics.paired import (
    holm,
    mcnemar_mid_p,
    mean_difference,
    share_difference,
    steadied,
    steadied_p,
    tango,
)
from sim.studies.figures import MEAN_MET, MEAN_ORDERLY


def test_the_kind_of_every_figure_goes_by_its_name() -> None:
    for phase in (*load_scenario("baseline").plan.phases, "all"):
        assert kind_of(f"met_{phase}") is kind_of(f"met_and_orderly_{phase}") is Kind.YES_NO
        assert kind_of(f"days_{phase}") is Kind.NUMBER
    assert kind_of(MEAN_MET) is kind_of(MEAN_ORDERLY) is Kind.PARTS
    for total in ("killed_by_deadline", "containers_lost", "cost"):
        assert kind_of(total) is Kind.NUMBER


def test_an_interval_is_that_which_its_kind_is_named_by() -> None:
    gap = np.repeat([1.0, -1.0, 0.0], [6, 4, 20])
    assert interval(gap, Kind.YES_NO, 0.9) == tango(6, 4, 30, 0.9)
    assert p_value(gap, Kind.YES_NO) == mcnemar_mid_p(6, 4)
    assert interval(gap, Kind.PARTS, 0.9, 3.0) == steadied(gap, 0.9, 3.0)
    assert p_value(gap, Kind.PARTS, 3.0) == steadied_p(gap, 3.0)
    assert interval(gap, Kind.NUMBER, 0.9) == number_interval(gap, 0.9)
    assert p_value(gap, Kind.NUMBER) == number_p(gap)
    assert [kind.words for kind in Kind] == [
        "Tango", "Bonett and Price", "Student, none where fewer than 10, and not all, differ"
    ]  # fmt: skip
    few = np.where(np.arange(30) < 9, 1.0, 0.0)
    assert np.isnan(interval(few, Kind.NUMBER)).all(), "as the words say"
    for kind in (Kind.YES_NO, Kind.PARTS):
        assert np.isfinite(interval(few, kind)).all()


def test_a_mean_over_phases_seen_at_its_ends_alone_is_no_yes_or_no() -> None:
    """It had Tango's interval, and the foot of the figure said Bonett and Price."""
    ends = np.zeros(9), np.array([1.0, 1.0, 1.0, *[0.0] * 6])
    found, gap = difference(*ends, kind_of(MEAN_MET)), ends[1]
    assert (found.low, found.high) == steadied(gap, step=1.0) != tango(3, 0, 9)
    assert found.p == steadied_p(gap)
    days = difference(*ends, kind_of("days_all"))
    assert math.isnan(days.low), "nor are days of which none but 0 and 1 were seen"


def test_a_figure_of_another_kind_is_no_yes_or_no() -> None:
    with pytest.raises(ValueError, match="of another kind"):
        difference(np.zeros(2), np.array([0.2, 1.0]), Kind.YES_NO)


def test_what_is_made_of_several_yes_and_no_is_of_parts() -> None:
    made = {kind: kind.combined for kind in Kind}
    assert made == {
        Kind.YES_NO: Kind.PARTS, Kind.PARTS: Kind.PARTS, Kind.NUMBER: Kind.NUMBER
    }  # fmt: skip


def test_a_yes_or_no_is_compared_by_its_pairs_and_a_number_by_its_mean() -> None:
    yes, no = np.ones(5), np.zeros(5)
    gained = difference(no, yes, Kind.YES_NO)
    expected = share_difference(no.astype(bool), yes.astype(bool))
    assert (gained.low, gained.high, gained.p) == (expected.low, expected.high, expected.p)
    assert gained.difference == 1.0
    assert gained.p == pytest.approx(0.03125)
    assert difference(no, no, Kind.YES_NO).high > 0.0, "nothing differed in five: it may yet"
    days = np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.5, 7.0])
    by_kind, found = difference(*days, Kind.NUMBER), mean_difference(*days, resample=False)
    assert (by_kind.low, by_kind.high, by_kind.p) == (found.low, found.high, found.p)


def test_a_mean_of_a_few_yes_and_no_is_steadied_by_what_it_may_move() -> None:
    """Of five phases each single one was given ± 9 points, their mean, which none moved, ± 0;
    and twelve gains of a fifth passed Holm's adjustment over 350 inputs at 1e-175."""
    base = np.tile([0.2, 0.6, 0.4, 1.0], 10)
    none = difference(base, base, Kind.PARTS)
    half = t.ppf(0.975, 41) * math.sqrt(2 / 41 / 42)
    assert (none.low, none.high) == pytest.approx((-half, half))
    assert none.p == 1.0
    gained = difference(np.full(12, 0.4), np.full(12, 0.6), Kind.PARTS)
    assert gained.difference == pytest.approx(0.2)
    assert gained.low < gained.difference < gained.high
    assert gained.p == 2 * 0.5**12
    assert holm([gained.p, *[1.0] * 349])[0] > 0.05
    mixed = difference(np.ones(5), np.array([0.5, 1.0, 0.0, 0.0, 0.0]), Kind.PARTS)
    gap = np.array([-0.5, 0.0, -1.0, -1.0, -1.0])
    assert (mixed.low, mixed.high) == steadied(gap, step=1.0)
    assert mixed.p == max(steadied_p(gap, 1.0), 1 / 8)
    fifth = difference(np.array([0.2, 0.4, 0.8]), np.full(3, 0.4), Kind.PARTS)
    assert (fifth.low, fifth.high) == pytest.approx(steadied(np.array([0.2, 0.0, -0.4]), step=0.4))


@pytest.mark.parametrize(("n", "q"), [(12, 0.1), (50, 0.03), (100, 0.01), (100, 0.1), (200, 0.01)])
def test_what_is_rare_and_moves_several_phases_at_once_is_covered(n: int, q: float) -> None:
    """1,000 samples of shares of five phases, of which an event loses four: standard error 0.7
    points, three allowed. Steadied by a fifth, 63 to 93 in a hundred held it: most of the others
    saw no event at all."""
    generator = np.random.default_rng(20)
    chances = np.array([0.8, 0.9, 0.9, 0.95, 0.05])
    true = -q * chances[:4].sum() / 5
    covered = 0
    for _ in range(1000):
        first = generator.random((n, 5)) < chances
        second = first.copy()
        second[generator.random(n) < q, :4] = False
        found = difference(first.mean(axis=1), second.mean(axis=1), Kind.PARTS)
        covered += found.low <= true <= found.high
    assert covered / 1000 >= 0.95 - 3 * 0.007


def test_every_interval_is_of_the_level_asked_for() -> None:
    """Yes or no: Tango's, of three gained and one lost in ten. Gaps of 1, 2 and 3: Student's."""
    both, gained, lost, neither = [1, 1], [0, 1], [1, 0], [0, 0]
    cells = [both] * 2 + [gained] * 3 + [lost] + [neither] * 4
    first, second = np.array(cells, dtype=np.bool_).T
    expected = tango(3, 1, 10, 0.8)
    assert expected != tango(3, 1, 10)
    by_pairs = share_difference(first, second, 0.8)
    by_kind = difference(first.astype(float), second.astype(float), Kind.YES_NO, 0.8)
    for found in (by_pairs, by_kind):
        assert (found.low, found.high) == expected
    days = np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 7.0])
    half = t.ppf(0.9, 2) / math.sqrt(3)
    for found in (mean_difference(*days, 0.8), difference(*days, Kind.NUMBER, 0.8)):
        assert (found.low, found.high) == pytest.approx((2 - half, 2 + half))
