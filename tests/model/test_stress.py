"""Each mechanism of the model on a stress case of its own: it occurs, and the story tells it.

The one place that names them all; how often each occurs in the baseline is a table of its own
(`sim.statistics.mechanisms`).
"""

from collections.abc import Callable
from functools import cache

import pytest

from sim.record import triggers
from sim.record.outcome import ACCELERATED, ONE_SIDED, OPEN, PLANNED, Closure, Outcome
from sim.replication import run_replication
from tests.model.cases import loaded

CASES = (
    "stress_haste", "stress_one_sided", "stress_late", "stress_never", "stress_turned_back",
    "stress_evacuation_refused", "stress_shortage", "stress_authority_spent",
)  # fmt: skip
REPLICATIONS = range(2)
ALREADY = {"Ogossagou", "Ber"}


@cache
def outcomes(name: str) -> tuple[Outcome, ...]:
    """The replications of a case, with their stories."""
    return tuple(run_replication(loaded(name), k, story=True) for k in REPLICATIONS)


def told(of: Outcome, *texts: str) -> bool:
    """Whether one line of the story has all of these texts."""
    return any(all(text in line for text in texts) for _, line in of.story)


def left(of: Outcome, chosen: Callable[[Closure], bool]) -> list[Closure]:
    """Camps that were left (or not) in a certain way, but for those closed before the start."""
    return [c for c in of.closures if c.camp not in ALREADY and chosen(c)]


def window(camp: str) -> tuple[float, float]:
    """First day and deadline of a camp."""
    found = loaded("baseline").scenario.plan.closing[camp].window
    assert found is not None
    return found.opens, found.deadline


def test_a_camp_is_left_early_and_in_haste() -> None:
    for of in outcomes("stress_haste"):
        early = left(of, lambda c: c.mode == ACCELERATED and c.closed < window(c.camp)[0])
        assert "Kidal" in {c.camp for c in early}
        attacked = {f.place for f in of.triggers if f.trigger == triggers.ATTACKS}
        assert "Kidal" in attacked
        for closure in (c for c in early if c.camp in attacked):
            assert told(of, f"order to leave {closure.camp} in haste")
            assert told(of, f"{closure.camp} is left (accelerated)")
            assert not closure.orderly


def test_a_camp_is_left_one_sidedly() -> None:
    for of in outcomes("stress_one_sided"):
        alone = left(of, lambda c: c.mode == ONE_SIDED)
        assert alone
        assert not left(of, lambda c: c.mode == PLANNED and c.closed < c.certificate)
        for closure in alone:
            assert not closure.orderly
            assert told(of, f"{closure.camp} is left (one-sided)")
        assert any(told(of, f"no signature for {closure.camp}") for closure in alone)


def test_a_camp_is_left_late() -> None:
    for of in outcomes("stress_late"):
        late = left(of, lambda c: c.closed > window(c.camp)[1])
        assert len(late) >= 5
        for closure in late:
            (day,) = [at for at, line in of.story if line.startswith(f"{closure.camp} is left (")]
            assert day == closure.closed > window(closure.camp)[1]
        assert any(not phase.met for phase in of.phases)


def test_a_camp_is_not_left_by_the_horizon() -> None:
    for of in outcomes("stress_never"):
        assert len(left(of, lambda c: c.mode == OPEN)) == len(left(of, lambda c: True))
        assert not any(told(of, f"{c.camp} is left") for c in left(of, lambda c: True))


def test_a_convoy_is_turned_back() -> None:
    for of in outcomes("stress_turned_back"):
        lines = [line for _, line in of.story if "turns back" in line]
        assert lines
        assert of.counts["turned_back"] >= len(lines)


def test_evacuation_flights_are_refused() -> None:
    for of in outcomes("stress_evacuation_refused"):
        assert any(f.trigger == triggers.NO_MEDEVAC for f in of.triggers)
        assert of.counts["evacuations_refused"] > 0
        assert told(of, "the evacuation of the hurt", "is not permitted")
        assert of.counts["columns_stood_down"] > 0
        assert told(of, "stands down")


def test_a_shortage_stops_movement() -> None:
    for of in outcomes("stress_shortage"):
        assert of.counts["columns_short_of_fuel"] > 0
        assert told(of, "asks for no means", "has no fuel to give")


def test_the_authority_is_spent_and_the_top_up_refused() -> None:
    for of in outcomes("stress_authority_spent"):
        assert of.counts["top_ups_refused"] == 1
        assert of.counts["activities_deferred"] > 0
        assert any(f.trigger == triggers.AUTHORITY_SPENT for f in of.triggers)
        assert told(of, "authority", "spent")


@pytest.mark.parametrize("name", CASES)
def test_a_case_says_what_it_is(name: str) -> None:
    scenario = loaded(name).scenario
    assert scenario.name == name
    assert scenario.description.startswith("Stress: ")
    assert scenario.mitigations == ()
