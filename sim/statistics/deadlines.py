"""The headline: is each phase over by its deadline, in order, and what binds when it is not."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.plan.phases import READINGS, Phase
from sim.statistics.paired import tango
from sim.statistics.proportions import LEVEL, proportion

NOTHING = "nothing"
"""What is said to bind where no cause had any delay."""


def deadlines_table(outcomes: pd.DataFrame, phases: Mapping[str, Phase]) -> pd.DataFrame:
    """P(met) and P(met and orderly) of each phase, side by side.

    Parameters
    ----------
    outcomes
        One row a replication, as in ``outcomes.parquet``.
    phases
        The phases of the plan, in the order of the rows.

    Returns
    -------
    pandas.DataFrame
        phase, title, deadline (ISO date, whose 24:00 is meant); met, met_low, met_high;
        met_and_orderly, …_low, …_high; n; binding, the cause that binds in most replications,
        and binding_share, their share; censored, the number not complete by the horizon.
    """
    rows = []
    for name, phase in phases.items():
        met = proportion(int(outcomes[f"met_{name}"].sum()), len(outcomes))
        orderly = proportion(int(outcomes[f"met_and_orderly_{name}"].sum()), len(outcomes))
        causes = _causes(outcomes[f"binding_{name}"])
        rows.append(
            (name, phase.title, phase.deadline.isoformat(), met.share, met.low, met.high,
             orderly.share, orderly.low, orderly.high, len(outcomes), causes.index[0],
             float(causes.iloc[0]) / len(outcomes),
             int(np.isnan(outcomes[f"completed_{name}"]).sum()))
        )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["phase", "title", "deadline", "met", "met_low", "met_high", "met_and_orderly",
                 "met_and_orderly_low", "met_and_orderly_high", "n", "binding", "binding_share",
                 "censored"],
    )  # fmt: skip


def joint_table(outcomes: pd.DataFrame, phases: Mapping[str, Phase]) -> pd.DataFrame:
    """P(every phase met), and in order, counted in the joint sample, never a product.

    Returns
    -------
    pandas.DataFrame
        One row a reading: reading (``met``, ``met_and_orderly``), share, low, high, n.
    """
    rows = []
    for reading in READINGS:
        every = outcomes[[f"{reading}_{name}" for name in phases]].all(axis=1)
        share = proportion(int(every.sum()), len(outcomes))
        rows.append((reading, share.share, share.low, share.high, share.n))
    return pd.DataFrame(rows, columns=["reading", "share", "low", "high", "n"])


def binding_table(outcomes: pd.DataFrame, phases: Mapping[str, Phase]) -> pd.DataFrame:
    """How often each cause binds each phase: among all replications, and among those that missed.

    Returns
    -------
    pandas.DataFrame
        phase, among (``all`` or ``missed``: the share is conditional on it), cause, count, share,
        low, high, n (replications in the condition). Phases that were never missed have no
        ``missed`` rows.
    """
    rows = []
    for name in phases:
        missed = ~outcomes[f"met_{name}"].to_numpy(dtype=np.bool_)
        for among, chosen in (("all", np.full(len(missed), True)), ("missed", missed)):
            n = int(chosen.sum())
            if n == 0:
                continue
            for cause, count in _causes(outcomes.loc[chosen, f"binding_{name}"]).items():
                share = proportion(int(count), n)
                rows.append((name, among, cause, count, share.share, share.low, share.high, n))
    return pd.DataFrame(
        rows, columns=["phase", "among", "cause", "count", "share", "low", "high", "n"]
    )


def most_binding(binding: pd.DataFrame) -> pd.DataFrame:
    """Give the cause that binds each phase most often, among all replications, and its rivals.

    Parameters
    ----------
    binding
        As `binding_table` makes it.

    Returns
    -------
    pandas.DataFrame
        Indexed by phase: among, cause, count, share, low, high, n; rivals, a tuple of the causes
        that are not shown to bind less often.
    """
    phases = binding[binding["among"] == "all"].groupby("phase", sort=False)
    rivals = pd.Series({phase: _rivals(own) for phase, own in phases}, dtype=object)
    return phases.first().assign(rivals=rivals)


def _rivals(own: pd.DataFrame) -> tuple[str, ...]:
    """Name the causes of one phase that are not shown to bind less often than the first.

    Shown is what lies beyond Tango's interval, at a level that holds for all of them together
    (Bonferroni). One cause binds in a replication, so that their counts are the pairs that differ.
    """
    first, *others = own["count"]
    n, level = int(own["n"].iloc[0]), 1 - (1 - LEVEL) / max(1, len(others))
    return tuple(
        str(cause)
        for cause, count in zip(own["cause"][1:], others, strict=True)
        if tango(int(first), int(count), n, level)[0] <= 0
    )


def readings_table(outcomes: pd.DataFrame, phases: Mapping[str, Phase]) -> pd.DataFrame:
    """P(met) under each other reading of a phase's limit on people.

    Returns
    -------
    pandas.DataFrame
        phase, reading, limit (people), headline (whether the phase is judged by it), share, low,
        high, n.
    """
    rows = []
    for name, phase in phases.items():
        for reading, limit in phase.readings.items():
            column = f"reading_{name}_{reading}"
            share = proportion(int(outcomes[column].sum()), len(outcomes))
            headline = reading == phase.people
            rows.append(
                (name, reading, limit.people, headline, share.share, share.low, share.high, share.n)
            )
    return pd.DataFrame(
        rows, columns=["phase", "reading", "limit", "headline", "share", "low", "high", "n"]
    )


def _causes(binding: pd.Series) -> pd.Series:
    """Count causes, most frequent first; equal counts in order of name."""
    counts = binding.astype(str).replace("", NOTHING).value_counts()
    return counts.sort_index(kind="stable").sort_values(ascending=False, kind="stable")
