"""Coalitions of causes: the same scenario with some groups of risks on and the others off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sim.errors import ConfigurationError, Problem
from sim.scenario import Scenario

Groups = Mapping[str, Sequence[str]]
"""Risks by the name of their group."""


def check(scenario: Scenario, groups: Groups) -> list[str]:
    """Refuse groups that make no sense; give the risks that are on and in none of them.

    Raises
    ------
    ConfigurationError
        If a group names what is no risk, or a risk is in two groups, or there are too many.
    """
    from sim.statistics.coalitions import MOST_GROUPS

    problems, seen = [], dict[str, str]()
    if not 1 <= len(groups) <= MOST_GROUPS:
        problems.append(Problem("groups", f"{len(groups)} groups of causes", f"1 to {MOST_GROUPS}"))
    for group, risks in groups.items():
        path = f"groups.{group.replace(' ', '_')}"
        for risk in risks:
            if risk not in scenario.risk:
                allowed = ", ".join(scenario.risk)
                problems.append(Problem(path, f"there is no risk '{risk}'", allowed))
            elif risk in seen:
                what = f"'{risk}' is in '{seen[risk]}' too"
                problems.append(Problem(path, what, "each risk in one group"))
            seen[risk] = group
        if "+" in group:
            problems.append(Problem(path, "a name must not hold '+'"))
    if problems:
        raise ConfigurationError(problems)
    return [name for name, settings in scenario.risk.items()
            if settings.enabled and name not in seen]  # fmt: skip


def with_only(scenario: Scenario, groups: Groups, members: Collection[str]) -> Scenario:
    """Give a scenario in which the risks of groups that are no members are off.

    Risks of no group stay as they are; what the scenario has off stays off.
    """
    off = {risk for group, risks in groups.items() if group not in members for risk in risks}
    return scenario.switched(dict.fromkeys(off, False))
