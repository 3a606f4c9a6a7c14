"""In which order a plan is written changes nothing: draws, queues and ties go by names.

But for corridors, which take turns in their order, and milestones, which must stand in that of
their days.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from sim.configuration import load_scenario
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication
from sim.scenario import Scenario
from tests.model.cases import SEED

IN_ORDER = {"corridors", "milestones"}


def turned(of: Any) -> Any:
    """The same value with all that goes by names written from the last to the first."""
    if isinstance(of, Mapping):
        return {name: turned(of[name]) for name in reversed(of)}
    if not dataclasses.is_dataclass(of) or isinstance(of, type):
        return of
    fields = {f.name: getattr(of, f.name) for f in dataclasses.fields(of) if f.init}
    kept = {name: value for name, value in fields.items() if name in IN_ORDER}
    return dataclasses.replace(of, **{name: turned(value) for name, value in fields.items()} | kept)


def run(scenario: Scenario, replication: int) -> tuple[Outcome, list[Any]]:
    """An outcome, and what it says in an order that hangs on nothing but names and days."""
    found = run_replication(prepare(scenario, SEED), replication, story=True)
    told = [*found.closures, *found.phases, *found.milestones, *found.balances, *found.losses]
    return found, sorted(map(repr, [*told, *found.triggers, *found.delays, *(found.story or ())]))


@pytest.mark.parametrize("name", ["baseline", "stress_haste", "stress_shortage"])
@pytest.mark.parametrize("replication", range(2))
def test_the_order_in_which_a_plan_is_written_changes_nothing(name: str, replication: int) -> None:
    scenario = load_scenario(name)
    other = turned(scenario)
    assert list(other.plan.camps) == list(reversed(scenario.plan.camps))
    (plain, told), (backwards, also) = (run(one, replication) for one in (scenario, other))
    assert told == also
    assert plain.counts == pytest.approx(backwards.counts, nan_ok=True)
