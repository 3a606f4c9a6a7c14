"""Figure 19: the same headline under other models of one risk, each a forecast of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import ResultsError
from sim.plan.phases import ALL_PHASES
from sim.report.forecast_folder import Results, read_results, written
from sim.report.headline import headline_table
from sim.report.style import (
    FAINT,
    FIGURES_FOLDER,
    MARKS,
    Drawing,
    new_figure,
    panel,
    save,
    styled,
)
from sim.statistics.comparison import shares_table
from sim.statistics.headline import headline_columns
from sim.statistics.paired import SURE, holm
from sim.statistics.wording import percent, phase_title

EACH = 0.55
LONGEST = 30
"""Characters of a name that fit beside the panels."""


def draw_strip(directory: Path, others: Sequence[Path]) -> list[Path]:
    """Draw the headline of a forecast beside those of others, into its folder.

    Parameters
    ----------
    directory, others
        Folders of forecasts of one plan.

    Raises
    ------
    ResultsError
        If one holds no finished forecast, or they are not of one plan.
    """
    every = [read_results(path) for path in (directory, *others)]
    return written(directory, lambda: save(draw(every), directory / FIGURES_FOLDER))


def draw(every: Sequence[Results]) -> Drawing:
    """Draw a row a forecast, a panel a phase and one for all of them, both readings."""
    table = table_of(every)
    phases = list(dict.fromkeys(table["phase"]))
    names = table.drop_duplicates("row")["forecast"].tolist()
    shared = given_to_all(every)
    rows = len(names)
    pairs = int(table["pairs"].max())
    with styled():
        width = 2.6 + 1.75 * len(phases) + 0.3
        figure = new_figure(
            width,
            2.1 + EACH * rows,
            _title(table),
            every[0].footer(
                f"this is the first row; each has its own hash and n{_programs(every)}"
                " · 95 % Wilson (Clopper–Pearson at 0 and n); p: McNemar mid-p"
            ),
            "Blue dot: on time; red diamond: on time and orderly"
            + (f"; all with {', '.join(shared)}" if shared else "")
            + (
                ". Below the first row, filled: differs from it, p below 0.05 after Holm over all"
                " marks; hollow: not shown to"
                if pairs
                else ""
            ),
        )
        for place, phase in enumerate(phases):
            left = 2.6 + 1.75 * place
            axes = panel(figure, left, 0.85, width - left - 1.42, 1.2)
            own = table[table["phase"] == phase].reset_index(drop=True)
            for row in own.to_dict("records"):
                y = rows - 1 - row["row"]
                for (key, _, colour, marker), shift in zip(MARKS, (0.14, -0.14), strict=True):
                    axes.plot([row[f"{key}_low"], row[f"{key}_high"]], [y + shift] * 2,
                              color=colour, lw=2, solid_capstyle="butt")  # fmt: skip
                    hollow = row["pairs"] > 0 and not row[f"{key}_p_holm"] < SURE
                    axes.plot([row[key]], [y + shift], marker, mec=colour, ms=5, clip_on=False,
                              mfc="white" if hollow else colour)  # fmt: skip
            axes.axhspan(rows - 1.5, rows - 0.5, color=FAINT, zorder=0)
            axes.set_xlim(0, 1)
            axes.set_ylim(-0.55, rows - 0.45)
            axes.set_xticks([0, 0.5, 1], ["0", "50 %", "100"], fontsize=8)
            axes.set_yticks(range(rows), names[::-1] if place == 0 else [])
            axes.tick_params(axis="y", length=0)
            axes.set_title(phase_title(str(phase)))
            axes.grid(True, axis="x")
            axes.set_axisbelow(True)
    return Drawing("19_models", figure, table)


def _title(table: pd.DataFrame) -> str:
    """Say how far the models lie apart in the joint headline, and which are shown to differ at all.

    The joint headline alone would not do: near 0 % it hardly differs, whatever the phases do.
    """
    every = table[table["phase"] == ALL_PHASES]
    low, high = percent(every["met"].min(), 1), percent(every["met"].max(), 1)
    told = f"Every phase on time: {low if low == high else f'{low} to {high}'} %"
    compared = table[table["pairs"] > 0]
    others = compared["row"].nunique()
    if not others:
        return f"{told}, over {len(every)} models"
    sure = (compared[[f"{name}_p_holm" for name, *_ in MARKS]] < SURE).any(axis=1)
    shown = compared.loc[sure, "row"].nunique()
    seed = "" if others == len(every) - 1 else " with its seed"
    if others == 1:
        who = f"the other model{seed} {'is' if shown else 'not'} shown"
    else:
        who = f"{shown or 'none'} of the {others} other models{seed} shown"
    ends = sorted({int(compared["pairs"].min()), int(compared["pairs"].max())})
    n = " to ".join(f"{pairs:,}" for pairs in ends)
    where = "some" if shown else "any"
    return f"{told}; {who} to differ from the first in {where} phase, at {n} replications"


def table_of(every: Sequence[Results]) -> pd.DataFrame:
    """Give a row a forecast and phase: its number, name, hashes, seed, headline with intervals.

    Beside it what tells it from the first: pairs, the replications in the same worlds (0 with
    another seed), and …_p_holm, McNemar's mid-p of either reading after Holm over all.
    """
    first = list(every[0].scenario.plan.phases)
    shared = given_to_all(every)
    parts = []
    for number, results in enumerate(every):
        if list(results.scenario.plan.phases) != first:
            raise ResultsError(
                f"{results.directory} is of another plan than {every[0].directory}: its phases are "
                f"{', '.join(results.scenario.plan.phases)}, those of the first {', '.join(first)}"
            )
        table = headline_table(results)
        table.insert(0, "row", number)
        table.insert(1, "forecast", name_of(results, shared))
        table.insert(2, "configuration", str(results.manifest["hash"])[:8])
        table.insert(3, "program", _program(results))
        table.insert(4, "seed", results.manifest["seed"])
        parts.append(table)
    whole = pd.concat(parts, ignore_index=True)
    whole = whole.merge(_against_first(every), on=["row", "phase"], how="left")
    whole["pairs"] = whole["pairs"].fillna(0).astype(int)
    return whole.drop(columns=[name for name in whole if str(name).startswith("binding")])


def _against_first(every: Sequence[Results]) -> pd.DataFrame:
    """Compare each forecast with the first, world by world, where they share the master seed.

    Returns
    -------
    pandas.DataFrame
        row (its place among the forecasts), phase, pairs, met_p_holm, met_and_orderly_p_holm.
    """
    first, phases = every[0], list(every[0].scenario.plan.phases)
    rows: list[dict[str, Any]] = []
    for number, results in enumerate(every[1:], start=1):
        if results.manifest["seed"] != first.manifest["seed"]:
            continue
        met, base = (
            headline_columns(one.outcomes.set_index("replication"), phases)
            for one in (results, first)
        )
        common = base.index.intersection(met.index)
        found = shares_table(base.loc[common], {"": met.loc[common]}).set_index("figure")
        for phase in (*phases, ALL_PHASES):
            each = {f"{name}_p_holm": found.loc[f"{name}_{phase}", "p"] for name, *_ in MARKS}
            named = {"row": number, "phase": phase, "pairs": len(common)}
            rows.append({**named, **each})
    names = [f"{name}_p_holm" for name, *_ in MARKS]
    table = pd.DataFrame(rows, columns=["row", "phase", "pairs", *names])
    p = table[names].to_numpy(dtype=np.float64)
    adjusted = holm(p.ravel()).reshape(p.shape)
    return table.assign(**dict(zip(names, adjusted.T, strict=True)))


def _program(results: Results) -> str:
    return str(results.manifest.get("program", ""))[:8]


def _programs(every: Sequence[Results]) -> str:
    """Say so where not all rows were made by one program."""
    return "" if len({_program(one) for one in every}) == 1 else ", and not all one program"


def given_to_all(every: Sequence[Results]) -> list[str]:
    """What was given on the command line of every forecast, in the order of the first."""
    first, *others = map(_given, every)
    return [text for text in first if all(text in other for other in others)]


def name_of(results: Results, shared: Sequence[str]) -> str:
    """Name a forecast by what it alone was given, or by its scenario; its hash and n."""
    said = ", ".join(text for text in _given(results) if text not in shared)
    name = said or str(results.manifest["scenario"])
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    return f"{short}\n{str(results.manifest['hash'])[:8]}, n = {results.n:,}"


def _given(results: Results) -> list[str]:
    return [str(text) for text in results.manifest.get("overrides", [])]
