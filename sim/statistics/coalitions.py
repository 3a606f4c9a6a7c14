"""A metric under every coalition of causes: which were on, in the same worlds.

A coalition is written as the names of its members joined by ``+``, in any order; the empty one,
every cause off, is the empty text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

MOST_GROUPS: Final = 8
"""Groups of causes at most: 256 coalitions, each of them a run."""


@dataclass(frozen=True, slots=True)
class Worth:
    """A metric by coalition and replication.

    Attributes
    ----------
    groups
        Names of the causes; bit `i` of a coalition's number says whether group `i` is in it.
    values
        Shape (2^groups, replications); rows of coalitions that were not run are NaN.
    """

    groups: tuple[str, ...]
    values: npt.NDArray[np.float64]

    @property
    def full(self) -> int:
        """Number of the coalition of all."""
        return len(self.values) - 1

    def of(self, number: int) -> npt.NDArray[np.float64]:
        """Metric of one coalition in every replication.

        Raises
        ------
        ValueError
            If the coalition was not run.
        """
        found: npt.NDArray[np.float64] = self.values[number]
        if np.isnan(found[0]):
            members = [g for i, g in enumerate(self.groups) if number >> i & 1]
            raise ValueError(f"the coalition '{coalition(members)}' was not run")
        return found


def coalition(members: Iterable[str]) -> str:
    """Name a coalition."""
    return "+".join(members)


def coalitions(groups: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every coalition, from none to all, smaller ones first.

    Raises
    ------
    ValueError
        If there are more than eight groups, or a name twice or with a ``+``.
    """
    _check(groups)
    for size in range(len(groups) + 1):
        yield from combinations(groups, size)


def needed_for_tornado(groups: Sequence[str]) -> list[tuple[str, ...]]:
    """List the coalitions that remove-one and add-one need: none, each alone, all but each, all."""
    found = [
        (), *((g,) for g in groups),
        *(tuple(other for other in groups if other != g) for g in groups), tuple(groups),
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def worth(table: pd.DataFrame, groups: Sequence[str]) -> Worth:
    """Arrange a table of coalitions.

    Parameters
    ----------
    table
        coalition, replication, value: a row a coalition and replication. Booleans count as 0
        and 1. Coalitions may be missing; each that is there holds every replication.
    groups
        Names of all causes.

    Raises
    ------
    ValueError
        If a coalition names what is no group, appears twice, or lacks replications.
    """
    _check(groups)
    place = {name: 1 << i for i, name in enumerate(groups)}
    wide = table.assign(value=table["value"].astype(float)).pivot(
        index="coalition", columns="replication", values="value"
    )
    values = np.full((1 << len(groups), wide.shape[1]), np.nan)
    for name, row in zip(wide.index, wide.to_numpy(), strict=True):
        members = [member for member in str(name).split("+") if member]
        unknown = [member for member in members if member not in place]
        if unknown:
            allowed = ", ".join(groups)
            raise ValueError(f"'{unknown[0]}' is no group of causes (allowed: {allowed})")
        number = sum(place[member] for member in set(members))
        if not np.isnan(values[number]).all():
            raise ValueError(f"the coalition '{name}' is there twice")
        if np.isnan(row).any():
            raise ValueError(f"the coalition '{name}' lacks {np.isnan(row).sum()} replications")
        values[number] = row
    return Worth(tuple(groups), values)


def _check(groups: Sequence[str]) -> None:
    if not 1 <= len(groups) <= MOST_GROUPS:
        raise ValueError(f"{len(groups)} groups of causes; allowed: 1 to {MOST_GROUPS}")
    if len(set(groups)) < len(groups) or any("+" in g or not g for g in groups):
        raise ValueError("names of groups must differ, and hold no '+'")
