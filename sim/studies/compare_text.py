"""A comparison as text for a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.plan.phases import ALL_PHASES, phase_name
from sim.statistics.wording import READING_WORDS, percent
from sim.studies.text import aligned, points, signed

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.compare import Comparison

_TOTALS = {
    "Harm by the last deadline, vehicles on the road or in attacks, hired ones among them": {
        "killed_by_deadline": "killed", "hurt_by_deadline": "hurt",
        "vehicles_lost_by_deadline": "vehicles lost", "killed": "killed, whole run",
    },
    "Containers lost by camps that are to close, whole run; money by the last deadline": {
        "containers_lost": "containers lost", "cost": "cost, USD million",
    },
}  # fmt: skip
"""Titles of the tables of totals, and their figures with a heading each."""


def told(found: Comparison, given: Sequence[str] = ()) -> list[str]:
    """Write what each scenario changes against the first, with intervals and p values.

    Parameters
    ----------
    given
        Words of the command line that the scenarios were made with, to look at a replication again.
    """
    base, *names = found.scenarios
    phases = list(next(iter(found.scenarios.values())).plan.phases)
    lines = ["", f"Against {base}, in the same {found.n:,} worlds (seed {found.seed}); 95 % "
             "intervals; * p below 0.05 after Holm"]  # fmt: skip
    for reading, title in READING_WORDS.items():
        lines += ["", f"Percentage points of P({title}):"]
        cells = [["", *map(phase_name, phases), ALL_PHASES]]
        for name in names:
            cells.append([_short(name, base), *(_change(_row(found.deadlines, name,
                          f"{reading}_{p}"), 100) for p in (*phases, ALL_PHASES))])  # fmt: skip
        lines += aligned(cells)
    lines += [
        "",
        "Days of the last phase, and how often it is later and earlier (mean differences):",
    ]
    cells = [["", "days", "later in", "earlier in"]]
    for name in names:
        days = _row(found.days, name, "days_all")
        later, earlier = (f"{percent(days[key])} %" for key in ("worse", "better"))
        cells.append([_short(name, base), _change(days, 1), later, earlier])
    lines += aligned(cells)
    for title, figures in _TOTALS.items():
        lines += ["", f"{title} (mean differences):"]
        cells = [["", *figures.values()]]
        for name in names:
            changes = (_change(_row(found.totals, name, key), 1) for key in figures)
            cells.append([_short(name, base), *changes])
        lines += aligned(cells)
    ratios = [r for r in found.days.query("figure == 'days_all'")["variance_ratio"] if r < 1e6]
    if ratios:
        lines += [
            "",
            "Variance of the difference with independent seeds over that in the same",
            f"worlds, days of the last phase: {min(ratios):.1f} to {max(ratios):.1f}.",
        ]
    worst = [found.hurt[found.hurt["scenario"] == name].head(1) for name in names]
    for row in (record for part in worst for record in part.to_dict("records")):
        missed = ", ".join(map(phase_name, str(row["lost"] or "").split(", ")))
        lost = f", {missed} missed" if missed else ""
        words = ["python", "experiments/replay.py", *given, f"replication={row['replication']}",
                 f"scenarios=[{base},{row['scenario']}]"]  # fmt: skip
        lines.append(
            f"{_short(row['scenario'], base)} hurts most in replication {row['replication']} "
            f"({signed(row['days_later'], 0)} days{lost}): {shlex.join(words)}"
        )
    return [*lines, ""]


def _short(name: str, base: str) -> str:
    return name.removeprefix(base) or name


def _row(table: pd.DataFrame, scenario: str, figure: str) -> dict[Any, Any]:
    chosen = (table["scenario"] == scenario) & (table["figure"] == figure)
    found: dict[Any, Any] = table[chosen].iloc[0].to_dict()
    return found


def _change(row: dict[Any, Any], scale: float) -> str:
    """Write what a scenario changes, with a star where it is more than chance."""
    from sim.statistics.paired import SURE

    if row["equal"] == 1:
        return "0 (none differs)"
    return f"{points(row, scale)}{'*' if row['p_holm'] < SURE else ''}"
