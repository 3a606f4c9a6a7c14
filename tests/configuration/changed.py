"""The baseline's configuration as plain data, changed, and what is found wrong with it."""

import copy
from functools import cache
from typing import Any

import pytest

from sim.configuration import (
    validate_scenario,
)
from sim.configuration.compose import compose
from sim.configuration.merging import removed, replaced
from sim.configuration.sources import split
from sim.errors import ConfigurationError, Problem


@cache
def composed() -> dict[str, Any]:
    data = compose().data
    return {key: value for key, value in data.items() if key not in ("run", "backend", "check")}


def changed(**changes: Any) -> dict[str, Any]:
    data = copy.deepcopy(composed())
    for path, value in changes.items():
        keys = split(path.replace("__", "."))
        data = removed(data, keys) if value is ... else replaced(data, keys, value)
    return data


def found(data: dict[str, Any]) -> list[Problem]:
    with pytest.raises(ConfigurationError) as caught:
        validate_scenario(data)
    return caught.value.problems
