"""Names mean nothing but their order, which decides between claims that are equal in all else.

Draws go by names, so a name that was changed is changed back where a draw is addressed.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

import sim.draws
from sim.configuration import load_scenario
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication
from sim.scenario import Scenario
from tests.model.cases import SEED

TOKEN = re.compile(r"Place[AZ]\d\d")
PLAIN = sim.draws._name


def changed(of: Any, names: Mapping[str, str]) -> Any:
    """The same value with other names, as keys and as values."""
    if isinstance(of, Mapping):
        return {names.get(key, key): changed(value, names) for key, value in of.items()}
    if isinstance(of, tuple):
        return tuple(changed(value, names) for value in of)
    if not dataclasses.is_dataclass(of) or isinstance(of, type):
        return names.get(of, of) if isinstance(of, str) else of
    fields = {f.name: getattr(of, f.name) for f in dataclasses.fields(of) if f.init}
    return dataclasses.replace(of, **{name: changed(was, names) for name, was in fields.items()})


def renamed(
    scenario: Scenario, letter: str, backwards: bool, monkeypatch: pytest.MonkeyPatch
) -> tuple[Scenario, Callable[[str], str]]:
    """The scenario with other names of places and sectors, and what puts the old ones back."""
    plan = scenario.plan
    sectors = {camp.sector for camp in plan.camps.values()}
    old = sorted({*plan.places(), *sectors, *plan.regions}, reverse=backwards)
    names = {name: f"Place{letter}{number:02}" for number, name in enumerate(old)}
    back = {name: was for was, name in names.items()}

    def undo(text: str) -> str:
        return TOKEN.sub(lambda found: back[found[0]], text)

    monkeypatch.setattr(sim.draws, "_name", lambda *parts: PLAIN(*map(undo, parts)))
    return changed(scenario, names), undo


def told(of: Outcome, undo: Callable[[str], str] = str) -> list[str]:
    """What an outcome says, under the old names, in an order that hangs on nothing else."""
    rows = [*of.closures, *of.phases, *of.milestones, *of.balances, *of.losses, *of.triggers]
    return sorted(undo(repr(row)) for row in [*rows, *of.delays, *of.story])


@pytest.mark.parametrize("name", ["baseline", "stress_haste"])
def test_other_names_in_the_same_order_change_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = load_scenario(name)
    other, undo = renamed(scenario, "A", False, monkeypatch)
    assert not set(other.plan.camps) & set(scenario.plan.camps)
    cases = prepare(scenario, SEED), prepare(other, SEED)
    for replication in range(2):
        plain, found = (run_replication(case, replication, story=True) for case in cases)
        assert told(found, undo) == told(plain)


def test_the_alphabet_sets_no_date_when_no_risk_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario("all_off")
    other, undo = renamed(scenario, "Z", True, monkeypatch)
    plain, found = (run_replication(prepare(of, SEED), 0) for of in (scenario, other))
    days = {undo(closure.camp): closure.closed for closure in found.closures}
    assert days == pytest.approx({closure.camp: closure.closed for closure in plain.closures})


def test_the_alphabet_does_not_say_whose_packing_material_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenario = load_scenario("baseline")
    other, undo = renamed(scenario, "Z", True, monkeypatch)
    cases = prepare(scenario, SEED), prepare(other, SEED)
    for replication in range(2):
        plain, found = (run_replication(case, replication, story=True) for case in cases)
        days, also = (
            {undo(text): day for day, text in of.story if text.startswith("packing material")}
            for of in (plain, found)
        )
        assert also == pytest.approx(days)
        assert days
