"""Bundles of up to three mitigations: what they cost against what they bring, screened.

Singles are all run; pairs are made of the singles that bring most, triples extend the pairs that
bring most. What lies on the frontier is run again in other worlds, because the best of many always
looks better than it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import ConfigurationError
from sim.scenario import Scenario
from sim.statistics.wording import figure_words, percent
from sim.studies.figures import check_figure, values_of
from sim.studies.text import shown
from sim.studies.worlds import Worlds, said_beforehand, worlds_of
from sim.wording import counted

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from sim.configuration import RunSettings
    from sim.statistics.paired import MeanDifference

    Values = npt.NDArray[np.float64]

STUDY: Final = "bundles"
OTHER_WORLDS: Final = 1
"""Added to the master seed for the worlds in which the frontier is looked at again."""
Make = Callable[[str], Scenario]
"""Makes the scenario of a name such as ``baseline+more_escorts``; ConfigurationError if refused."""


@dataclass(frozen=True)
class Bundles:
    """What came out.

    Attributes
    ----------
    base, figure, n, seed
        The scenario without any, the figure that counts, and the worlds.
    table
        bundle, size, cost (million US dollars), value; gain with its paired interval, p, p_holm
        (over all bundles), worse (share of replications), on_frontier; again, again_low,
        again_high, again_p, again_p_holm: the gain of those on the frontier in other worlds;
        gain_differ, again_differ: replications in which the bundle changes the figure; n.
        Cheapest first.
    refused
        Bundles that contradict themselves: bundle, why.
    """

    base: str
    figure: str
    n: int
    seed: int
    table: pd.DataFrame
    refused: pd.DataFrame

    def __repr__(self) -> str:
        return shown(self, self.base)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {"bundles": self.table, "refused": self.refused}

    def lines(self) -> list[str]:
        """The frontier as text for a terminal."""
        from sim.studies.text import aligned, estimate, scale_of

        scale, unit = scale_of(self.figure)
        cells = [["bundle", "USD million", f"gain, {unit}", "in other worlds", "worse in"]]
        for row in self.table[self.table["on_frontier"]].to_dict("records"):
            cells.append([row["bundle"] or "none", f"{row['cost']:.1f}",
                          estimate(row, "gain", scale), estimate(row, "again", scale),
                          f"{percent(row['worse'])} %"])  # fmt: skip
        ran = f"{len(self.table) - 1} bundles run, {len(self.refused)} refused; the frontier of"
        gain = figure_words(self.figure)
        return ["", f"{ran} cost and {gain} (n = {self.n:,}, seed {self.seed}):",
                *aligned(cells), ""]  # fmt: skip


def search(
    base: str, names: Sequence[str], make: Make, worlds: Worlds, figure: str, keep: int
) -> tuple[dict[str, Scenario], dict[str, Values], dict[str, str]]:
    """Run singles, then pairs of the best singles, then triples of the best pairs.

    Parameters
    ----------
    names
        The mitigations.
    keep
        Singles and pairs that are built upon.

    Returns
    -------
    dict, dict, dict
        Scenarios and their values a replication (more is better), by name of the bundle (empty:
        none); and why bundles were refused.
    """
    scenarios: dict[str, Scenario] = {"": make(base)}
    refused: dict[str, str] = {}
    values: dict[str, Values] = {}

    def run(bundles: Sequence[tuple[str, ...]]) -> None:
        fresh = {} if values else {"": scenarios[""]}
        for bundle in bundles:
            name = "+".join(bundle)
            try:
                fresh[name] = make(f"{base}+{name}")
            except ConfigurationError as error:
                refused[name] = "; ".join(problem.what for problem in error.problems)
        scenarios.update(fresh)
        values.update(values_of(worlds, fresh, figure))

    def best(size: int) -> list[tuple[str, ...]]:
        own = [n for n in values if n and len(n.split("+")) == size]
        own.sort(key=lambda n: (-brought(values[n]), n))
        return [tuple(n.split("+")) for n in own[:keep]]

    run([(name,) for name in names])
    kept = [bundle[0] for bundle in best(1)]
    order = {name: place for place, name in enumerate(names)}
    run([tuple(sorted(pair, key=order.__getitem__)) for pair in combinations(kept, 2)])
    triples = {tuple(sorted({*pair, one}, key=order.__getitem__))
               for pair in best(2) for one in kept if one not in pair}  # fmt: skip
    run(sorted(triples, key=lambda triple: [order[name] for name in triple]))
    return scenarios, values, refused


def gained(first: Values, second: Values, bundle: str, figure: str) -> MeanDifference:
    """What a bundle changes, in pairs.

    Without a mitigation it is the scenario itself: nothing, which is known and not tested.
    """
    from sim.statistics.kinds import difference, kind_of

    found = difference(first, second, kind_of(figure))
    return found if bundle else replace(found, low=0.0, high=0.0, p=float("nan"))


def brought(values: Values) -> float:
    """What a bundle brings, without the last bits, by which those differ that bring as much."""
    return round(float(values.mean()), 9)


def frontier(costs: Mapping[str, float], values: Mapping[str, Values]) -> set[str]:
    """Bundles than which none is as cheap and better: dearer ones must bring more."""
    best, found = float("-inf"), set()
    for name in sorted(values, key=lambda n: (costs[n], -brought(values[n]), n)):
        if brought(values[name]) > best:
            best = brought(values[name])
            found.add(name)
    return found


def find(
    base: str,
    names: Sequence[str],
    make: Make,
    worlds: Worlds,
    figure: str = "met_and_orderly_mean",
    keep: int = 5,
) -> Bundles:
    """Search for the frontier of cost and a figure, and look at it again in other worlds.

    Parameters
    ----------
    base
        Name of the scenario without any.
    names, make, keep
        See `search`.
    figure
        As in a ranking of inputs: ``met_and_orderly_mean``, ``met_<phase>``, ``days_all`` …
    """
    import pandas as pd

    from sim.statistics.paired import holm

    scenarios, values, refused = search(base, names, make, worlds, figure, keep)
    costs = {name: scenarios[name].price for name in values}
    on = frontier(costs, values)
    folder = worlds.directory / "again" if worlds.directory else None
    other = replace(worlds, seed=worlds.seed + OTHER_WORLDS, directory=folder)
    again = values_of(other, {name: scenarios[name] for name in ("", *sorted(on - {""}))}, figure)

    rows = []
    for name in sorted(values, key=lambda n: (costs[n], n)):
        gain = gained(values[""], values[name], name, figure)
        row: dict[str, Any] = {
            "bundle": name, "size": len(name.split("+")) if name else 0, "cost": costs[name],
            "value": float(values[name].mean()), "gain": gain.difference, "gain_low": gain.low,
            "gain_high": gain.high, "p": gain.p, "worse": gain.lower,
            "gain_differ": gain.differ, "on_frontier": name in on,
        }  # fmt: skip
        row |= dict.fromkeys(
            ("again", "again_low", "again_high", "again_p", "again_differ"), float("nan")
        )
        if name in on:
            seen = gained(again[""], again[name], name, figure)
            row |= {"again": seen.difference, "again_low": seen.low, "again_high": seen.high,
                    "again_p": seen.p, "again_differ": seen.differ}  # fmt: skip
        rows.append(row | {"n": worlds.replications})
    none = pd.DataFrame(list(refused.items()), columns=["bundle", "why"])
    table = pd.DataFrame(rows)
    for p in ("p", "again_p"):
        table.insert(list(table.columns).index(p) + 1, f"{p}_holm", holm(table[p]))
    return Bundles(base, figure, worlds.replications, worlds.seed, table, none)


def main(
    base: str,
    names: Sequence[str],
    make: Make,
    run: RunSettings,
    figure: str,
    keep: int,
    config: Mapping[str, Any] | None = None,
) -> Path:
    """Find the frontier, keep everything in a folder, and print it.

    Returns
    -------
    Path
        The folder: `run.output`, or one of ``results/bundles/``.

    Raises
    ------
    ConfigurationError
        If a mitigation is refused on its own, or there is no such figure.
    """
    from sim.studies.folder import directory_of, write

    first = make(base)
    check_figure(first, figure, "bundles.figure")
    for name in names:  # What cannot be had alone is a mistake; together, a contradiction.
        make(f"{base}+{name}")
    every = {base: first}
    more = "+".join([*names, figure, str(keep)])
    directory = directory_of(run, STUDY, every, more)
    worlds = worlds_of(run, directory, config)
    k = min(keep, len(names))
    most = 1 + len(names) + k * (k - 1) // 2 + k * max(0, k - 2)
    chosen = counted(len(names), "mitigation", "mitigations")
    what = f"At most {most} bundles of {chosen}, then their frontier once more"
    print(said_beforehand(first, worlds, most * run.replications, what), flush=True)
    found = find(base, names, make, worlds, figure, keep)
    print("\n".join(found.lines()))
    write(directory, STUDY, worlds, every, found.tables(), figure=figure)
    return directory
