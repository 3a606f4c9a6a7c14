"""The headline figures as columns of yes and no, one row a replication."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

READINGS: Final = ("met", "met_and_orderly")
"""On time; on time and in order. Always shown side by side."""

ALL: Final = "all"
"""What stands for every phase together, in the place of a phase's name."""


def headline_columns(outcomes: pd.DataFrame, phases: Iterable[str]) -> pd.DataFrame:
    """Take the headline figures out of the outcomes.

    Parameters
    ----------
    outcomes
        One row a replication, as in ``outcomes.parquet``.
    phases
        Names of the phases.

    Returns
    -------
    pandas.DataFrame
        Boolean columns ``met_<phase>`` and ``met_and_orderly_<phase>`` for every phase, then
        ``met_all`` and ``met_and_orderly_all``: every phase in the same replication (the joint
        sample, never a product). Indexed as `outcomes`.
    """
    names = list(phases)
    columns = {
        f"{reading}_{name}": outcomes[f"{reading}_{name}"].astype(bool)
        for name in names
        for reading in READINGS
    }
    for reading in READINGS:
        every = outcomes[[f"{reading}_{name}" for name in names]]
        columns[f"{reading}_{ALL}"] = every.astype(bool).all(axis=1)
    return pd.DataFrame(columns, index=outcomes.index)
