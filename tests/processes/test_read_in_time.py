"""What a stage may set is read after its day: else a value would be accepted and do nothing."""

import ast
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Any

import pytest

import sim.processes
from sim.configuration import load_scenario
from sim.configuration.sources import dotted
from sim.configuration.stages import CHANGING, fixed
from sim.plan.loads import all_camp_loads
from sim.processes import case as cases
from sim.processes.case import make_case
from sim.replication import run_replication
from sim.scenario import Scenario, Stage

SCENARIOS = {"baseline": 4, "stress_turned_back": 4, "stress_shortage": 4, "island": 16}
"""With so many replications they read whatever is read at all, from rules of overwatch to rains."""

READ_BY_NONE = {
    # Kept beside what was calibrated to it; the fields say that nothing in a run depends on them.
    "risk.attacks.reference_mix.aircraft",
    "risk.attacks.reference_mix.camps",
    "risk.attacks.reference_mix.columns",
    "risk.flights.requests_by_sector",
    "risk.flights.requests_crewed",
    "risk.flights.requests_drone",
    # A kind of attack may say what becomes of a camp's containers; on columns that is left out.
    "risk.attacks.complex_on_column.containers_lost",
    "risk.attacks.ied.containers_lost",
    # The last of three shares that sum to one.
    "risk.consent.start.obstructive",
}
"""Values that nothing reads on any day, from the start or later, and why."""

UNASKED = ("__eq__", "__hash__", "__repr__")
"""Who reads every field of settings and does nothing with them."""

Leaf = tuple[int, str]


class Readings:
    """Notes which fields of which settings are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found: set[Leaf] = set()
        self.noting = True
        self.classes: set[type] = set()
        self.patch = monkeypatch

    def leaves(self, of: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Leaf]]:
        """Every value that is not settings itself, by its dotted path; reading it is noted."""
        if isinstance(of, dict):
            for key, value in of.items():
                yield from self.leaves(value, (*path, key))
        if not is_dataclass(of) or type(of).__module__.startswith("sim.distributions"):
            return
        self.watch(type(of))
        for field in fields(of):
            here = (*path, field.name)
            below = list(self.leaves(getattr(of, field.name), here))
            if below:
                yield from below
            elif not fixed(here):
                yield dotted(here), (id(of), field.name)

    def watch(self, kind: type) -> None:
        """Note what is read of settings of a kind."""
        if kind in self.classes:
            return
        self.classes.add(kind)
        plain = kind.__getattribute__

        def read(of: Any, name: str) -> Any:
            if self.noting and sys._getframe(1).f_code.co_name not in UNASKED:
                self.found.add((id(of), name))
            return plain(of, name)  # type: ignore[call-arg]

        self.patch.setattr(kind, "__getattribute__", read)

    def unnoted(self, counts: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, of whose readings nothing is noted."""

        def run(*values: Any) -> Any:
            self.noting = False
            try:
                return counts(*values)
            finally:
                self.noting = True

        return run


def unread(base: Scenario, replications: int, readings: Readings) -> tuple[set[str], set[str]]:
    """What a stage from the second day on may set, and what of it no replication reads."""
    later: Scenario = deepcopy(replace(base, stages=()))
    readings.noting = False
    leaves = dict(
        leaf
        for section in CHANGING
        for leaf in readings.leaves(getattr(later, section), (section,))
    )
    readings.noting = True
    stage = Stage(base.status.as_of + timedelta(days=1), later)
    of = make_case(replace(base, stages=(stage,)), 1)
    begins, there = of.stages[0]
    # The risks are the same, but the world shall take them from the stage.
    of = replace(of, worlds=((begins, there.scenario, there.providers),))
    for replication in range(replications):
        run_replication(of, replication)
    return set(leaves), {path for path, leaf in leaves.items() if leaf not in readings.found}


@pytest.mark.slow
def test_every_value_that_a_stage_may_set_is_read_after_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readings = Readings(monkeypatch)
    # Loads are counted on the as-of date; what a stage makes of them is used for cycles alone.
    monkeypatch.setattr(cases, "all_camp_loads", readings.unnoted(all_camp_loads))
    every, read = set[str](), set[str]()
    for name, replications in SCENARIOS.items():
        leaves, left = unread(load_scenario(name), replications, readings)
        every |= leaves
        read |= leaves - left
    assert len(every) > 200
    assert every - read == READ_BY_NONE


# A house rule: no setting is bound before a loop that sleeps


def is_setting(value: ast.expr) -> bool:
    """Whether an expression is a part of what the mission holds now, as it stands."""
    if isinstance(value, ast.IfExp):
        return is_setting(value.body) or is_setting(value.orelse)
    while isinstance(value, ast.Attribute | ast.Subscript):
        held = isinstance(value, ast.Attribute) and value.attr in ("tasks", "policy", "scenario")
        if held and isinstance(value.value, ast.Name) and value.value.id == "m":
            return True
        value = value.value
    return False


def bindings(function: ast.FunctionDef) -> Iterator[tuple[str, int, bool]]:
    """Names that a function binds: the name, the line, and whether it is bound to a setting."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            for name, value in pairs:
                if isinstance(name, ast.Name):
                    yield name.id, node.lineno, is_setting(value)


def stale(source: str) -> Iterator[tuple[str, str]]:
    """Names of settings bound before a `while` of a generator and used in or after it."""
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        inside = list(ast.walk(function))
        if not any(isinstance(node, ast.Yield | ast.YieldFrom) for node in inside):
            continue
        loops = [node.lineno for node in inside if isinstance(node, ast.While)]
        bound = list(bindings(function))
        for name, line, setting in bound:
            begins = min((at for at in loops if at > line), default=inf)
            ends = min((at for other, at, _ in bound if other == name and at > line), default=inf)
            uses = (node for node in inside if isinstance(node, ast.Name) and node.id == name)
            if setting and any(begins <= use.lineno < ends for use in uses):
                yield function.name, name


def test_no_process_binds_a_setting_before_it_sleeps_in_a_loop() -> None:
    files = sorted(Path(sim.processes.__path__[0]).glob("*.py"))
    found = {(file.name, *of) for file in files for of in stale(file.read_text())}
    assert found == set()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("rules = m.policy.supply", ["rules"]),
        ("a, rules = 1, m.tasks.packing if a else None", ["rules"]),
        ("rules = m.scenario.resources.trucks['Gao'].value", ["rules"]),
        ("rules = m.now + m.policy.patience.value", []),
        ("rules = m.plan.camps", []),
    ],
)
def test_such_a_binding_is_found(line: str, names: list[str]) -> None:
    source = f"def work(m):\n    {line}\n    while True:\n        yield rules\n"
    assert [name for _, name in stale(source)] == names
