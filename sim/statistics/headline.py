"""The headline figures as columns, yes or no and days of completion, one row a replication."""

from collections.abc import Iterable

import pandas as pd

from sim.plan.phases import ALL_PHASES, READINGS


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
        columns[f"{reading}_{ALL_PHASES}"] = every.astype(bool).all(axis=1)
    return pd.DataFrame(columns, index=outcomes.index)


def headline_days(outcomes: pd.DataFrame, phases: Iterable[str], horizon: float) -> pd.DataFrame:
    """Give the days of completion, cut at the horizon, as numbers that can be averaged.

    Returns
    -------
    pandas.DataFrame
        ``days_<phase>`` for every phase and ``days_all``, that of the last: days since
        1 July 2023, the horizon where a phase was not complete by then or later still.
    """
    columns = {
        f"days_{name}": outcomes[f"completed_{name}"].fillna(horizon).clip(upper=horizon)
        for name in phases
    }
    days = pd.DataFrame(columns, index=outcomes.index, dtype=float)
    return days.assign(**{f"days_{ALL_PHASES}": days.max(axis=1)})


def in_days(figure: str) -> bool:
    """Whether a headline figure is one of days; otherwise it is a share."""
    return figure.startswith("days")
