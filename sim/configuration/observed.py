"""Reading what was observed: a file of ``configs/observed``, which no run depends on."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from sim.configuration.errors import problems_of
from sim.configuration.sources import Source, Sources, configs_folder, read
from sim.errors import ConfigurationError
from sim.plan.observed import Observed

_OBSERVED = TypeAdapter(Observed)


def load_observed(name: str) -> Observed:
    """Load what was observed of a plan.

    Parameters
    ----------
    name
        `Plan.observed`: a file of ``configs/observed`` without its ending; empty: nothing is known.

    Raises
    ------
    ConfigurationError
        If the file is missing, or anything is wrong in it; every mistake is listed.
    """
    if not name:
        return Observed()
    file = configs_folder() / "observed" / f"{name}.yaml"
    label = f"configs/observed/{name}.yaml"
    data = read(file, label)
    try:
        return _OBSERVED.validate_python(data)
    except ValidationError as error:
        sources = Sources([Source(label, (), data, file)])
        raise ConfigurationError(problems_of(error, data, sources, Observed)) from None
