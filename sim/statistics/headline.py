"""The headline figures as columns of yes and no, one row a replication."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from sim.plan.phases import phase_name

READINGS: Final = ("met", "met_and_orderly")
"""On time; on time and orderly. Always shown side by side."""

READING_WORDS: Final = {"met": "on time", "met_and_orderly": "on time and orderly"}
"""The two readings by their columns: the same words in every figure, table and text."""

ALL: Final = "all"
"""What stands for every phase together, in the place of a phase's name."""

_FIGURES: Final = {
    "met": "share of replications on time",
    "met_and_orderly": "share of replications on time and orderly",
    "days": "completion, days",
}
MEANS: Final = {
    "met_mean": "share of the phases on time",
    "met_and_orderly_mean": "share of the phases on time and orderly",
    "days_all": "completion of the last phase",
}
"""What is averaged over the phases, or over them all."""


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
    return days.assign(**{f"days_{ALL}": days.max(axis=1)})


def in_days(figure: str) -> bool:
    """Whether a headline figure is one of days; otherwise it is a share."""
    return figure.startswith("days")


def phase_title(phase: str) -> str:
    """Name a phase in a small heading; ``all`` is every phase together."""
    if phase == ALL:
        return "all together"
    return f"phase {phase}" if len(phase) <= 3 else phase_name(phase)


def short_words(figure: str) -> str:
    """Name a headline figure in a small heading: ``met_2a`` becomes "phase 2a, on time"."""
    if figure in MEANS:
        return MEANS[figure]
    for reading, said in reversed(tuple(READING_WORDS.items())):
        if figure.startswith(f"{reading}_"):
            return f"{phase_title(figure.removeprefix(f'{reading}_'))}, {said}"
    return figure_words(figure)


def figure_words(figure: str) -> str:
    """Say in words what a headline figure counts, by its column: ``met_2a``, ``days_all`` …"""
    if figure in MEANS:
        return MEANS[figure]
    for kind in ("met_and_orderly", "met", "days"):
        if figure.startswith(f"{kind}_"):
            return f"{phase_title(figure.removeprefix(f'{kind}_'))}: {_FIGURES[kind]}"
    return figure.replace("_", " ")
