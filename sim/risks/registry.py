"""Which risks there are: every module of this package that has `Settings` and `CHANNELS`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

from sim.risks.world import Provider
from sim.scenario import Scenario


@cache
def modules() -> dict[str, ModuleType]:
    """The modules of the risks by name, in the order of their names."""
    package = importlib.import_module("sim.risks")
    found = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"sim.risks.{info.name}")
        if hasattr(module, "Settings") and hasattr(module, "CHANNELS"):
            found[info.name] = module
    return found


def settings_types() -> dict[str, type[Any]]:
    """The dataclass that types the configuration of each risk."""
    return {name: module.Settings for name, module in modules().items()}


def providers(scenario: Scenario) -> Mapping[str, tuple[tuple[Any, Provider], ...]]:
    """The risks that are on, by the channel to which they contribute."""
    found: dict[str, list[tuple[Any, Provider]]] = {}
    for name, module in modules().items():
        settings = scenario.risk.get(name)
        if settings is None or not settings.enabled:
            continue
        for channel, provide in module.CHANNELS.items():
            found.setdefault(channel, []).append((settings, provide))
    return {channel: tuple(parts) for channel, parts in found.items()}
