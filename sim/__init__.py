"""Forecast the withdrawal of MINUSMA: is each phase over by its deadline, and in order?

>>> import sim
>>> scenario = sim.load_scenario("baseline", ["risk/attacks=hawkes"])
>>> sim.forecast(scenario, replications=1000, seed=1).deadlines

``import sim`` is light: a public name is loaded when it is first used (PEP 562), so that a worker
that only simulates never pays for Hydra, pandas or Matplotlib.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.configuration import load_scenario
    from sim.studies import attribute, compare, forecast, replay

    __version__: str

__all__ = ["__version__", "attribute", "compare", "forecast", "load_scenario", "replay"]

_HOME = {
    "attribute": "sim.studies",
    "compare": "sim.studies",
    "forecast": "sim.studies",
    "load_scenario": "sim.configuration",
    "replay": "sim.studies",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module, once."""
    value: object
    if name == "__version__":
        from importlib.metadata import version

        value = version("minusma-withdrawal")
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
