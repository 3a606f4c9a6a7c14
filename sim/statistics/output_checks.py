"""The model's own figures beside the ranges that would be plausible: output checks."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.plan.observed import Check, Term
from sim.statistics.means import is_rare, student

PERIOD = "period_days"
"""The column that a check may use beside those of the outcomes: as-of date to last deadline."""

COLUMNS = ["check", "title", "unit", "mean", "mean_low", "mean_high", "p10", "p90", "low",
           "value", "high", "inside", "explanation", "grade", "as_of", "source", "n"]  # fmt: skip

Values = npt.NDArray[np.float64]


def output_checks(
    outcomes: pd.DataFrame, checks: Mapping[str, Check], period_days: float
) -> pd.DataFrame:
    """Set figures of the output beside their plausible ranges, a row a check.

    Parameters
    ----------
    outcomes
        One row a replication, as in ``outcomes.parquet``.
    checks
        By name; one that needs a column which the outcomes do not have is left out.
    period_days
        Days from the as-of date to the last deadline.

    Returns
    -------
    pandas.DataFrame
        check, title, unit; mean: of a rate, over all replications together (sum over sum), so that
        one with a short drive counts as little as its drive; mean_low, mean_high, its interval
        (Student's, of a ratio by its linear part; cut at 0 where no factor is negative; NaN of what
        is rare: `sim.statistics.means.amount_interval`); p10, p90 over replications; low, value,
        high: the plausible range; inside: whether the mean lies in it; explanation, where it does
        not; grade, as_of, source of the range; n, the replications in which the figure is
        defined (something was asked for, driven, attacked).
    """
    table = outcomes.assign(**{PERIOD: period_days})
    rows = []
    for name, check in checks.items():
        if not columns_of(check) <= set(table.columns):
            continue
        values = sum((_each(table, term) for term in check.terms), np.zeros(len(table)))
        known = values[np.isfinite(values)]
        mean = sum(_together(table, term) for term in check.terms)
        low, high = _interval(table, check, mean)
        p10, p90 = (np.nan, np.nan)
        if len(known):
            p10, p90 = np.quantile(known, [0.1, 0.9], method="inverted_cdf")
        inside = bool(check.low <= mean <= check.high)
        rows.append(
            (name, check.title, check.unit, mean, low, high, p10, p90, check.low,
             check.value, check.high, inside, "" if inside else check.explanation, check.grade,
             check.as_of.isoformat(), check.source, len(known))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def columns_of(check: Check) -> set[str]:
    """Columns of the outcomes that a check needs, `PERIOD` among them where it does."""
    return {name for term in check.terms for name in (*term.of, *term.per)}


def _interval(table: pd.DataFrame, check: Check, mean: float) -> tuple[float, float]:
    """Give the interval of a check about its mean (low, high)."""
    if is_rare(sum((_sum(table, term.of) for term in check.terms), np.zeros(len(table)))):
        return np.nan, np.nan
    parts = sum((_linear(table, term) for term in check.terms), np.zeros(len(table)))
    low, high = (mean + end for end in student(parts))
    amounts = all(term.factor >= 0.0 for term in check.terms)
    return float(np.maximum(low, 0.0)) if amounts else low, high


def _each(table: pd.DataFrame, term: Term) -> Values:
    """A term in each replication; NaN where it is divided by nothing."""
    above = _sum(table, term.of)
    if not term.per:
        return term.factor * above
    below = _sum(table, term.per)
    ratio: Values = np.full(len(above), np.nan)
    np.divide(above, below, out=ratio, where=below > 0)
    return term.factor * ratio


def _linear(table: pd.DataFrame, term: Term) -> Values:
    """What each replication moves a term over all of them, about 0: of a ratio the linear part.

    A mean of sums over a mean of sums varies as (above − ratio × below) / mean below does (Cochran
    1977, Sampling Techniques, section 6.3).
    """
    above, together = _sum(table, term.of), _together(table, term)
    if not term.per:
        return term.factor * above - together
    below = _sum(table, term.per)
    if not below.any():
        return np.full(len(above), np.nan)
    linear: Values = (term.factor * above - together * below) / below.mean()
    return linear


def _together(table: pd.DataFrame, term: Term) -> float:
    """A term over all replications: the mean of its sums over that of what it is divided by."""
    above = float(_sum(table, term.of).mean())
    if not term.per:
        return term.factor * above
    below = float(_sum(table, term.per).mean())
    return term.factor * above / below if below > 0 else float("nan")


def _sum(table: pd.DataFrame, names: tuple[str, ...]) -> Values:
    return np.asarray(table[list(names)].to_numpy(dtype=np.float64).sum(axis=1), dtype=np.float64)
