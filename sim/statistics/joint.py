"""Several limits at once: counted in the joint sample."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.plan.phases import ALL_PHASES
from sim.statistics.headline import headline_columns
from sim.statistics.proportions import LEVEL, proportion

JOINTLY = "all of them"
"""The row in which every limit holds in the same replication."""


def limits_held(
    outcomes: pd.DataFrame, phases: Sequence[str], most: Mapping[str, float], orderly: bool = False
) -> pd.DataFrame:
    """Tell of each replication which limits it kept.

    Parameters
    ----------
    outcomes
        One row a replication, as in ``outcomes.parquet``.
    phases
        Names of the phases whose deadlines are to be met.
    most
        Limit by column of the outcomes: ``{"killed": 0, "spent_at_last_deadline": 590}``; kept
        where the value is at most the limit. A missing value keeps nothing.
    orderly
        Whether the deadlines are to be met in order.

    Returns
    -------
    pandas.DataFrame
        Boolean: ``deadlines`` and a column a limit, named as it is read (``killed ≤ 0``).
    """
    reading = "met_and_orderly" if orderly else "met"
    held = {"deadlines": headline_columns(outcomes, phases)[f"{reading}_{ALL_PHASES}"]}
    for name, limit in most.items():
        held[f"{name} ≤ {limit:g}"] = outcomes[name] <= limit
    return pd.DataFrame(held, index=outcomes.index)


def joint_limits_table(held: pd.DataFrame, level: float = LEVEL) -> pd.DataFrame:
    """Give the probability of keeping every limit, and tell which of them binds.

    Parameters
    ----------
    held
        Boolean, a row a replication, a column a limit (`limits_held`).

    Returns
    -------
    pandas.DataFrame
        A row a limit, then one for all of them in the same replication: limit; share, low, high;
        waived, the probability of keeping all others if this one did not count;
        broken_given_failure with its interval, the share of the replications that fail in which
        this limit is broken, and alone_given_failure, in which it is the only one; binds, true for
        the limit broken in most failures (the first of equal ones); failures; n. Without any
        failure the conditional shares are NaN, and nothing binds.
    """
    values = held.to_numpy(dtype=np.bool_)
    n, every = len(values), values.all(axis=1)
    failures = int(n - every.sum())
    broken = (~values).sum(axis=0)
    alone = (~values & ((~values).sum(axis=1) == 1)[:, None]).sum(axis=0)
    binding = int(np.argmax(broken)) if failures else -1
    rows = []
    for i, name in enumerate(held):
        kept = proportion(int(values[:, i].sum()), n, level)
        others = np.delete(values, i, axis=1).all(axis=1)
        row: dict[str, object] = {
            "limit": name, "share": kept.share, "low": kept.low, "high": kept.high,
            "waived": float(others.mean()), **_given_failure(broken[i], failures, level),
            "alone_given_failure": alone[i] / failures if failures else np.nan,
            "binds": i == binding, "failures": failures, "n": n,
        }  # fmt: skip
        rows.append(row)
    joint = proportion(int(every.sum()), n, level)
    rows.append(
        {"limit": JOINTLY, "share": joint.share, "low": joint.low, "high": joint.high,
         "waived": np.nan, **_given_failure(failures, failures, level),
         "alone_given_failure": np.nan, "binds": False, "failures": failures, "n": n}
    )  # fmt: skip
    return pd.DataFrame(rows)


def _given_failure(hits: int, n: int, level: float) -> dict[str, float]:
    """In which share of the `n` replications that fail a limit is broken, with its interval."""
    name = "broken_given_failure"
    if n == 0:
        return {name: np.nan, f"{name}_low": 0.0, f"{name}_high": 1.0}
    found = proportion(int(hits), n, level)
    return {name: found.share, f"{name}_low": found.low, f"{name}_high": found.high}
