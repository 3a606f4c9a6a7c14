"""A replication is itself: alone, after others, in any order, told or not."""

from dataclasses import fields, replace

import pytest

from sim.calendar import end_of
from sim.processes.case import Case
from sim.record.outcome import Outcome
from sim.replication import run_replication
from tests.model.cases import mixed

TOLD_ONLY = {"story", "chains", "use", "waits", "states"}
CASES = ((), (("attacks", "hawkes"), ("weather", "long_rains")))


@pytest.fixture(scope="module", params=CASES, ids=["baseline", "hawkes in long rains"])
def case(request: pytest.FixtureRequest) -> Case:
    return mixed(request.param)


@pytest.fixture(scope="module")
def alone(case: Case) -> Outcome:
    return run_replication(case, 17)


def same(one: Outcome, two: Outcome) -> None:
    """Equal to the last bit, field by field (a NaN equals a NaN)."""
    for name in (field.name for field in fields(Outcome)):
        if name not in TOLD_ONLY:
            assert repr(getattr(one, name)) == repr(getattr(two, name)), name


@pytest.mark.parametrize("before", [(3, 0), (18, 16), (17,)], ids=str)
def test_it_is_the_same_after_others_in_any_order(
    case: Case, alone: Outcome, before: tuple[int, ...]
) -> None:
    for replication in before:
        run_replication(case, replication)
    same(run_replication(case, 17), alone)


@pytest.mark.parametrize(("story", "chains"), [(True, False), (False, True), (True, True)], ids=str)
def test_what_is_told_of_it_changes_nothing_else(
    case: Case, alone: Outcome, story: bool, chains: bool
) -> None:
    told = run_replication(case, 17, story=story, chains=chains)
    assert (bool(told.story), bool(told.chains)) == (story, chains)
    same(told, alone)


def test_without_its_record_only_chains_and_what_is_read_off_them_are_missing(
    case: Case, alone: Outcome
) -> None:
    bare = run_replication(case, 17, recorded=False)
    assert bare.delays == ()
    assert alone.delays
    assert any(phase.binding for phase in alone.phases)
    unbound = tuple(replace(phase, binding="") for phase in alone.phases)
    assert repr(bare.phases) == repr(unbound)
    same(replace(bare, delays=alone.delays, phases=alone.phases), alone)


def test_an_earlier_horizon_cuts_it_off_and_changes_nothing_before(
    case: Case, alone: Outcome
) -> None:
    # Everything that the world and the mission do to a date is the same however long it is run.
    end = case.scenario.horizon.replace(year=2024, month=1)
    shorter = run_replication(replace(case, scenario=replace(case.scenario, horizon=end)), 17)
    horizon = float(shorter.balances[-1].day)
    assert horizon == end_of(end)
    weekly = {whole.day: whole for whole in alone.balances}
    assert len(shorter.balances) > 20
    for cut in shorter.balances[:-1]:
        assert cut == weekly[cut.day]
    # As text, for from Python 3.13 on a dataclass with nan does not equal itself.
    assert [repr(c) for c in shorter.closures if c.closed <= horizon] == [
        repr(c) for c in alone.closures if c.closed <= horizon
    ]


def test_another_replication_and_another_seed_are_others(case: Case, alone: Outcome) -> None:
    other = run_replication(case, 18)
    seeded = run_replication(replace(case, seed=case.seed + 1), 17)
    for found in (other, seeded):
        assert [c.closed for c in found.closures] != [c.closed for c in alone.closures]
