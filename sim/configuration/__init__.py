"""Configuration: Hydra composes plain data, pydantic types it, checks find every mistake.

Names are loaded when first used (PEP 562): who needs only a type does not import Hydra.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.configuration.load import load, load_scenario, validate_scenario
    from sim.configuration.plain import resolved, scenario_hash
    from sim.configuration.typing import RunSettings

_HOMES = {"RunSettings": "typing", "resolved": "plain", "scenario_hash": "plain"}
"""Modules of the public names that are not in `load`."""

__all__ = [
    "RunSettings",
    "load",
    "load_scenario",
    "resolved",
    "scenario_hash",
    "validate_scenario",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module, once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"{__name__}.{_HOMES.get(name, 'load')}")
    value: object = getattr(home, name)
    globals()[name] = value
    return value
