"""A scenario as plain data, complete, and the hash of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.configuration import stages
from sim.montecarlo.manifest import configuration_hash
from sim.scenario import Scenario


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Give a scenario as plain data: numbers, text, lists and mappings; dates as text.

    It is complete (defaults, units, provenance) and can be given to `validate_scenario`. Stages
    are told by what they change.
    """
    first = here = _whole(scenario)
    changes = []
    for stage in scenario.stages:
        before, here = here, _whole(stage.scenario)
        new = {path: value for path, value in stages.differences(before, here) if path != "name"}
        changes.append({"day": stage.day.isoformat(), "set": new})
    return {**first, stages.KEY: changes}


def _whole(scenario: Scenario) -> dict[str, Any]:
    """Give a scenario as plain data without its stages."""
    plain = plain_data(dataclasses.replace(scenario, stages=()))
    assert isinstance(plain, dict)
    return plain


def scenario_hash(scenario: Scenario) -> str:
    """Give the SHA-256, in hexadecimal, of the resolved configuration of a scenario."""
    return configuration_hash(resolved(scenario))


def plain_data(value: Any) -> Any:
    """Give a value of typed settings as plain data."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain_data(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.init or field.name in ("dist", "kind")
        }
    if isinstance(value, Mapping):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain_data(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
