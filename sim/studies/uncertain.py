"""Inputs that are judged (grade C) and have a range: found in the configuration, and set.

Only numbers that are the same in every replication count. A distribution is drawn from in each
replication already; its spread is variability, not ignorance of a number.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from sim.configuration.sources import at, split
from sim.distributions import Triangular
from sim.errors import ConfigurationError, Problem
from sim.scenario import Scenario

SECTIONS: Final = ("plan", "status", "resources", "tasks", "policy", "risk")
GRADE: Final = "C"
YARDSTICKS: Final = ("plan.phases.", "plan.liquidation.share_out", "policy.orderly.")
"""What figures are measured by: who may be left, a mark to report by, what counts as orderly."""
_WHOLE: Final = 1e-9
_ASCENDING: Final = (
    ("risk.attacks.wounds", ("die_in_time", "die_late", "die_by_road")),
    ("policy.supply", ("to_move", "below")),
)
"""Numbers of a node of which none may be less than the one before it."""


@dataclass(frozen=True)
class Uncertain:
    """One number with the range in which it is judged to lie.

    Attributes
    ----------
    path
        Its dotted path.
    value, low, high
        What it is taken for, and the ends of its range, in `unit`.
    source
        Who says so.
    """

    path: str
    value: float
    low: float
    high: float
    unit: str
    source: str

    def at(self, share: float) -> float:
        """Give the value so far (0 … 1) on the way from the low to the high."""
        return self.low + share * (self.high - self.low)

    def believed(self, u: float) -> float:
        """Give the quantile of `u` of a triangle over the range with its tip at the value.

        A range says what would not surprise, its value what is thought most likely: drawn evenly,
        a range from 0.3 over 1 to 4 has a mean of twice the value.
        """
        return Triangular(self.low, min(max(self.value, self.low), self.high), self.high).ppf(u)


def is_yardstick(path: str) -> bool:
    """Whether a judged number says how a figure is measured, not what may happen."""
    return path.startswith(YARDSTICKS)


def inputs(scenario: Scenario, grade: str = GRADE) -> list[Uncertain]:
    """Find every number of a grade with a range, in the order of the configuration.

    Those of risks that are off are left out: they do nothing.
    """
    from sim.configuration import resolved

    plain = resolved(scenario)
    return [found for section in SECTIONS for found in _walk(plain[section], section, grade)]


def _walk(node: Any, path: str, grade: str) -> Iterator[Uncertain]:
    if isinstance(node, Mapping):
        if node.get("enabled") is False and path.startswith("risk."):
            return
        low, high = node.get("low"), node.get("high")
        if "value" in node and "dist" not in node and low is not None and high is not None:
            if node.get("grade") == grade and low < high:
                yield Uncertain(path, float(node["value"]), float(low), float(high),
                                str(node.get("unit", "")), str(node.get("source", "")))  # fmt: skip
            return
        for key, item in node.items():
            yield from _walk(item, f"{path}.{key}", grade)
    elif isinstance(node, list):
        for place, item in enumerate(node):
            yield from _walk(item, f"{path}.{place}", grade)


class Setter:
    """Makes scenarios that differ from one in some numbers, without composing files again."""

    def __init__(self, scenario: Scenario) -> None:
        from sim.configuration import resolved

        self.scenario = scenario
        self._plain = resolved(scenario)

    def with_values(self, values: Mapping[str, float]) -> Scenario:
        """Give the scenario with other values at some paths.

        A count is rounded to a whole number. Where shares must sum to 1, those that are not set
        are scaled, so that they do; all of them, if all are set. Where numbers may not fall in
        their order, those that are set are put in order, and the others give way.

        Raises
        ------
        ConfigurationError
            If the numbers cannot stand together.
        """
        from sim.configuration import validate_scenario
        from sim.configuration.counts import is_count

        plain = copy.deepcopy(self._plain)
        for path, value in values.items():
            _set(plain, path, float(round(value)) if is_count(split(path)) else value)
        _keep_sums(plain, self._plain, values)
        _keep_order(plain, values)
        return validate_scenario(plain)

    def values(self, scenario: Scenario, paths: Sequence[str]) -> dict[str, float]:
        """Give the numbers at some paths of a scenario, as they were set."""
        from sim.configuration import resolved

        plain = resolved(scenario)
        return {path: float(_number(plain, path)["value"]) for path in paths}


def _set(plain: dict[str, Any], path: str, value: float) -> None:
    node = _number(plain, path)
    low, high = node.get("low"), node.get("high")
    node["value"] = value
    # The range stays, unless the new value lies outside of it.
    node["low"] = low if low is None else min(low, value)
    node["high"] = high if high is None else max(high, value)


def _number(plain: Any, path: str) -> dict[str, Any]:
    node = at(plain, split(path))
    if not isinstance(node, dict) or "value" not in node:
        raise ConfigurationError([Problem(path, "there is no number with a value here", "")])
    return node


def _keep_sums(plain: dict[str, Any], old: dict[str, Any], values: Mapping[str, float]) -> None:
    """Scale the other shares of a group that summed to 1 before one of them was set."""
    for group in dict.fromkeys(path.rpartition(".")[0] for path in values):
        node, before = at(plain, split(group)), at(old, split(group))
        if not isinstance(node, dict) or not all(
            isinstance(item, dict) and "value" in item for item in node.values()
        ):
            continue
        if abs(sum(item["value"] for item in before.values()) - 1.0) > _WHOLE:
            continue
        others = [key for key in node if f"{group}.{key}" not in values]
        rest = sum(node[key]["value"] for key in others)
        left = 1.0 - sum(item["value"] for key, item in node.items() if key not in others)
        if not others:
            others, rest, left = list(node), 1.0 - left, 1.0
        if rest > 0.0 and left >= 0.0:
            for key in others:
                _set(node, key, node[key]["value"] * left / rest)


def _keep_order(plain: dict[str, Any], values: Mapping[str, float]) -> None:
    """Put numbers that were set in ascending order where they must be, others between."""
    for group, keys in _ASCENDING:
        own = [place for place, key in enumerate(keys) if f"{group}.{key}" in values]
        node = at(plain, split(group))
        if not own or not isinstance(node, dict):
            continue
        numbers = [node[key]["value"] for key in keys]
        for place, number in zip(own, sorted(numbers[p] for p in own), strict=True):
            numbers[place] = number
        for place, key in enumerate(keys):
            if place not in own:
                low = [numbers[p] for p in own if p < place]
                high = [numbers[p] for p in own if p > place]
                numbers[place] = min(max([numbers[place], *low[-1:]]), *high[:1], inf)
            _set(node, key, numbers[place])
