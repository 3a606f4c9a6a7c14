"""Which inputs a figure hangs on, from designs that were evaluated.

Whether any input is shown to matter is asked of all of them at once: intervals hold each by itself,
p after Holm for all.
"""

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.statistics.designs import (
    BASE,
    CHANGED,
    END,
    HIGH,
    INPUT,
    LOW,
    MATRIX,
    ROW,
    STEP,
    TRAJECTORY,
    A,
    B,
)
from sim.statistics.kinds import Kind, difference
from sim.statistics.means import student_p
from sim.statistics.paired import holm
from sim.statistics.proportions import LEVEL

Values = npt.NDArray[np.float64]

RESAMPLES = 1000

_TORNADO = [
    "input", "base", "low", "high",
    *(f"{key}{end}" for key in ("to_low", "to_high", "swing")
      for end in ("", "_low", "_high", "_differ")), "swing_p", "n",
]  # fmt: skip
"""Columns of `tornado_table`."""


def sobol_table(
    design: pd.DataFrame, values: npt.ArrayLike, level: float = LEVEL, seed: int = 0
) -> pd.DataFrame:
    """Give Sobol's first and total index of each input.

    The first index is the share of the variance that knowing this input alone would take away
    (Saltelli et al. 2010); the total index the share that would be left if all others were known
    (Jansen 1999). Their difference is what it does together with others.

    Parameters
    ----------
    design
        From `sim.statistics.designs.saltelli`.
    values
        The figure at each row of the design.

    Returns
    -------
    pandas.DataFrame
        input; first, first_low, first_high; total, total_low, total_high (percentile bootstrap
        over rows, each by itself); first_p, Student's of a first index of 0 over the rows, and
        first_p_adjusted, after Holm over the inputs; points; largest total first. Indices are NaN
        where the figure does not vary.

    Notes
    -----
    A value that is itself an estimate brings noise, which counts as interaction: evaluate every
    row in the same worlds. Rows of a Sobol sequence are better spread than independent ones, so
    that the intervals are rather too wide and p too large. p is not the bootstrap's: of 5 inputs
    that do nothing beside one that does, an interval of the level 1 − 0.05/5 told some one apart
    in 14 of 100 designs of 16 rows, Student's p after Holm in 2.
    """
    table = design[[MATRIX, ROW]].assign(value=np.asarray(values, dtype=np.float64))
    wide = table.pivot(index=ROW, columns=MATRIX, values="value")
    names = [name for name in dict.fromkeys(design[MATRIX]) if name not in (A, B)]
    first = wide[A].to_numpy(dtype=np.float64)
    second = wide[B].to_numpy(dtype=np.float64)
    mixed = wide[names].to_numpy(dtype=np.float64).T

    def indices(rows: npt.NDArray[np.int64]) -> Values:
        return sobol_indices(first[rows], second[rows], mixed[:, rows])

    estimate = indices(np.arange(len(first)))
    low, high = _bootstrap(indices, len(first), level, seed)
    found = pd.DataFrame(
        {"input": names, "first": estimate[0], "first_low": low[0], "first_high": high[0],
         "total": estimate[1], "total_low": low[1], "total_high": high[1],
         **_tested("first", _products(first, second, mixed)), "points": len(first)}
    )  # fmt: skip
    return found.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def _products(first: Values, second: Values, mixed: Values) -> Values:
    """Give what a first index is the mean of, but for the variance, shape (inputs, rows)."""
    middle = np.mean(np.concatenate([first, second]))
    return np.asarray((second - middle) * (mixed - first))


def sobol_indices(first: Values, second: Values, mixed: Values) -> Values:
    """Give first and total indices, shape (2, inputs), of values at A, B (n) and AB (inputs, n)."""
    middle = np.mean(np.concatenate([first, second]))
    variance = np.var(np.concatenate([first, second]) - middle)
    if variance == 0:
        return np.full((2, len(mixed)), np.nan)
    one = _products(first, second, mixed).mean(axis=1) / variance
    whole = np.mean((first - mixed) ** 2, axis=1) / (2 * variance)
    return np.array([one, whole])


def morris_table(
    design: pd.DataFrame, values: npt.ArrayLike, level: float = LEVEL, seed: int = 0
) -> pd.DataFrame:
    """Give Morris's measures of each input: how much it moves the figure, and how unevenly.

    Parameters
    ----------
    design
        From `sim.statistics.designs.morris`, with the inputs where they really stood: a step of a
        count is as long as rounding left it (`elementary_effects`).
    values
        The figure at each row of the design.

    Returns
    -------
    pandas.DataFrame
        input; mu (mean elementary effect, from the low end of the input to its high end), mu_star
        (mean of its size, Campolongo et al. 2007), sigma (its standard deviation: curvature or
        interaction; NaN of one trajectory), each with …_low, …_high (percentile bootstrap over
        trajectories, each by itself); mu_p, Student's of a mean effect of 0 over the trajectories
        (NaN of one), and mu_p_adjusted, after Holm over the inputs; trajectories; largest mu_star
        first.
    """
    names = [name for name in design if name not in (TRAJECTORY, STEP, CHANGED)]
    effects = elementary_effects(design, values)

    def measures(rows: npt.NDArray[np.int64]) -> Values:
        chosen = effects[:, rows]
        spread = chosen.std(axis=1, ddof=1) if len(rows) > 1 else np.full(len(chosen), np.nan)
        return np.array([chosen.mean(axis=1), np.abs(chosen).mean(axis=1), spread])

    n = effects.shape[1]
    estimate = measures(np.arange(n))
    low, high = _bootstrap(measures, n, level, seed)
    columns: dict[str, object] = {"input": names}
    for i, name in enumerate(("mu", "mu_star", "sigma")):
        columns |= {name: estimate[i], f"{name}_low": low[i], f"{name}_high": high[i]}
    found = pd.DataFrame(columns | _tested("mu", effects) | {"trajectories": n})
    return found.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)


def _tested(name: str, values: Values) -> dict[str, object]:
    """Give Student's p of a mean of 0 of each input's values, and the same after Holm."""
    p = [student_p(own) for own in values]
    return {f"{name}_p": p, f"{name}_p_adjusted": holm(p)}


def elementary_effects(design: pd.DataFrame, values: npt.ArrayLike) -> Values:
    """Give the change of the figure over that of the input, shape (inputs, trajectories).

    A step that rounding undid is one at which the input was changed and nothing followed: it is
    an observation, of an effect of 0. A count whose ends are whole numbers has none.
    """
    names = [name for name in design if name not in (TRAJECTORY, STEP, CHANGED)]
    points = design[names].to_numpy(dtype=np.float64)
    figures = np.asarray(values, dtype=np.float64)
    place = {name: i for i, name in enumerate(names)}
    trajectories = {label: k for k, label in enumerate(dict.fromkeys(design[TRAJECTORY]))}
    found = np.full((len(names), len(trajectories)), np.nan)
    for row, (trajectory, changed) in enumerate(
        zip(design[TRAJECTORY], design[CHANGED], strict=True)
    ):
        if changed:
            i = place[changed]
            moved = points[row, i] - points[row - 1, i]
            gained = figures[row] - figures[row - 1]
            found[i, trajectories[trajectory]] = gained / moved if moved else 0.0
    return found


def tornado_table(runs: pd.DataFrame, kind: Kind, level: float = LEVEL) -> pd.DataFrame:
    """Tell how a figure moves when each input goes from its low to its high, all else at the base.

    Parameters
    ----------
    runs
        input, end (``base``, ``low``, ``high``), replication, value: the runs that
        `sim.statistics.designs.one_at_a_time` lists, in the same worlds. Yes and no count as 1
        and 0; days are cut at the horizon.
    kind
        That of the figure (`sim.statistics.kinds.kind_of`).

    Returns
    -------
    pandas.DataFrame
        input; base, low, high (means); to_low, to_low_low, to_low_high and to_high, …: paired
        differences from the base (`sim.statistics.kinds.difference`), to_low_differ … how many
        pairs do; swing = high less low with its interval, swing_p, swing_differ; n. Widest swing
        first; without rows where only the base was run.

    Raises
    ------
    ValueError
        If a run lacks replications of the base, or has others.
    """
    wide = runs.assign(value=runs["value"].astype(float)).pivot(
        index="replication", columns=[INPUT, END], values="value"
    )
    if wide.isna().any(axis=None):
        raise ValueError("the runs of a tornado do not hold the same replications")
    base = wide[("", BASE)].to_numpy(dtype=np.float64)
    rows = []
    for name in [name for name in dict.fromkeys(runs[INPUT]) if name]:
        low, high = (wide[(name, end)].to_numpy(dtype=np.float64) for end in (LOW, HIGH))
        row: dict[str, object] = {
            "input": name, "base": base.mean(), "low": low.mean(), "high": high.mean(),
        }  # fmt: skip
        for key, first, second in (("to_low", base, low), ("to_high", base, high),
                                   ("swing", low, high)):  # fmt: skip
            found = difference(first, second, kind, level)
            row |= {key: found.difference, f"{key}_low": found.low, f"{key}_high": found.high,
                    f"{key}_differ": found.differ}  # fmt: skip
            if key == "swing":
                row["swing_p"] = found.p
        rows.append(row | {"n": len(base)})
    table = pd.DataFrame(rows, columns=_TORNADO)
    order = np.argsort(-table["swing"].abs().to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def _bootstrap(
    statistic: Callable[[npt.NDArray[np.int64]], Values], n: int, level: float, seed: int
) -> tuple[Values, Values]:
    """Give percentile intervals of a statistic of row numbers."""
    generator = np.random.default_rng(seed)
    found = np.array([statistic(generator.integers(n, size=n)) for _ in range(RESAMPLES)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no resample in which the figure varies
        low, high = np.nanquantile(found, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high
