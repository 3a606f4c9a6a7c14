"""Where to evaluate a model whose inputs are uncertain: designs in the unit cube.

A column an input, 0 … 1: what fraction of the way through its uncertainty it stands (a quantile of
its distribution, or the way from its low to its high). Who runs the design turns it into values.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import qmc

MATRIX, ROW = "matrix", "row"
TRAJECTORY, STEP, CHANGED = "trajectory", "step", "changed"
INPUT, END = "input", "end"
A, B, BASE, LOW, HIGH = "A", "B", "base", "low", "high"
LABELS: Final = (MATRIX, ROW, TRAJECTORY, STEP, CHANGED, INPUT, END)
"""Columns of a design that are no inputs; an input must not have one of these names."""


def latin_hypercube(names: Sequence[str], points: int, seed: int) -> pd.DataFrame:
    """Spread points so that each input falls once into each of `points` equal slices.

    Two-level runs draw their outer parameters so (McKay, Beckman and Conover 1979).
    """
    _check(names)
    sampler = qmc.LatinHypercube(len(names), rng=np.random.default_rng(seed))
    return pd.DataFrame(sampler.random(points), columns=list(names))


def saltelli(names: Sequence[str], points: int, seed: int) -> pd.DataFrame:
    """Make the design of Sobol indices: (inputs + 2) × `points` evaluations (Saltelli 2010).

    Two matrices A and B from one scrambled Sobol sequence, and for each input A with that column
    taken from B.

    Parameters
    ----------
    points
        Rows of a matrix: a power of two, otherwise the sequence loses its balance.

    Returns
    -------
    pandas.DataFrame
        matrix (``A``, ``B``, or the name of the input that comes from B), row, and the inputs.

    Raises
    ------
    ValueError
        If `points` is no power of two.
    """
    _check(names)
    if points < 2 or points & (points - 1):
        raise ValueError(f"{points} points of a Sobol design; allowed: a power of two")
    if A in names or B in names:
        raise ValueError("an input of a Sobol design must not be called A or B")
    sampler = qmc.Sobol(2 * len(names), rng=np.random.default_rng(seed))
    both = sampler.random(points)
    first, second = both[:, : len(names)], both[:, len(names) :]
    matrices = {A: first, B: second}
    for i, name in enumerate(names):
        mixed = first.copy()
        mixed[:, i] = second[:, i]
        matrices[name] = mixed
    parts = []
    for matrix, values in matrices.items():
        part = pd.DataFrame(values, columns=list(names))
        part.insert(0, MATRIX, matrix)
        part.insert(1, ROW, range(points))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def morris(names: Sequence[str], trajectories: int, seed: int, levels: int = 4) -> pd.DataFrame:
    """Make trajectories that change one input after the other, once each (Morris 1991).

    (inputs + 1) × `trajectories` evaluations on a grid of `levels`; a step is
    levels / (2 (levels − 1)), up or down.

    Returns
    -------
    pandas.DataFrame
        trajectory, step, changed (the input that differs from the step before; empty at step 0),
        and the inputs.

    Raises
    ------
    ValueError
        If `levels` is odd or below two.
    """
    _check(names)
    if levels < 2 or levels % 2:
        raise ValueError(f"{levels} levels of a Morris design; allowed: an even number")
    generator = np.random.default_rng(seed)
    delta = levels / (2 * (levels - 1))
    rows: list[tuple[object, ...]] = []
    for trajectory in range(trajectories):
        point = generator.integers(levels // 2, size=len(names)) / (levels - 1)
        up = generator.random(len(names)) < 0.5
        point = np.where(up, point, point + delta)
        rows.append((trajectory, 0, "", *point))
        for step, i in enumerate(generator.permutation(len(names)), start=1):
            point = point.copy()
            point[i] += delta if up[i] else -delta
            rows.append((trajectory, step, names[i], *point))
    return pd.DataFrame(rows, columns=[TRAJECTORY, STEP, CHANGED, *names])


def one_at_a_time(names: Sequence[str]) -> pd.DataFrame:
    """List the runs of a tornado: the base, and each input at its low and at its high.

    For one of one's own, in a notebook: a ranking makes its list with the scenarios
    (`sim.studies.ranking.runs_of`).

    Returns
    -------
    pandas.DataFrame
        input (empty for the base), end (``base``, ``low``, ``high``).
    """
    _check(names)
    rows = [("", BASE), *((name, end) for name in names for end in (LOW, HIGH))]
    return pd.DataFrame(rows, columns=[INPUT, END])


def _check(names: Sequence[str]) -> None:
    taken = [name for name in names if name in LABELS]
    if not names or len(set(names)) < len(names) or taken:
        raise ValueError(
            "a design needs inputs with different names, none of them " + ", ".join(LABELS)
        )
