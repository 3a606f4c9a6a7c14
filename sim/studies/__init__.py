"""The questions: each study takes a scenario and gives tables.

The functions stand here under the names of their modules. The modules are light: pandas and
SciPy's statistics are loaded when a study is asked for, never by a worker.
"""

from sim.studies.attribute import Attribution, attribute
from sim.studies.compare import Comparison, compare
from sim.studies.forecast import forecast
from sim.studies.replay import Replay, replay
from sim.studies.summary import Forecast

__all__ = [
    "Attribution",
    "Comparison",
    "Forecast",
    "Replay",
    "attribute",
    "compare",
    "forecast",
    "replay",
]
