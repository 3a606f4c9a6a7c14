"""Figure 3: how often each phase is on time, and on time and orderly, and all together."""

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.calendar import show
from sim.plan.phases import ALL_PHASES
from sim.report.forecast_folder import Results
from sim.report.style import (
    FAINT,
    GREY,
    INK,
    MARKS,
    Drawing,
    new_figure,
    panel,
    share_rows,
    styled,
)
from sim.statistics.deadlines import (
    binding_table,
    deadlines_table,
    joint_table,
    most_binding,
)
from sim.statistics.wording import or_rivals, percent


def headline_table(results: Results) -> pd.DataFrame:
    """Give one row a phase, and one for all phases in the joint sample.

    Returns
    -------
    pandas.DataFrame
        As `sim.statistics.deadlines.deadlines_table`, with binding_low and binding_high, the
        interval of binding_share, and binding_rivals, the causes that may bind as often, in words.
    """
    phases = results.scenario.plan.phases
    table = deadlines_table(results.outcomes, phases)
    binding = most_binding(binding_table(results.outcomes, phases))
    for end in ("low", "high"):
        table[f"binding_{end}"] = table["phase"].map(binding[end])
    table["binding_rivals"] = table["phase"].map(binding["rivals"].map(or_rivals))
    joint = joint_table(results.outcomes, phases).set_index("reading")
    row: dict[str, object] = {"phase": ALL_PHASES, "title": "All phases, jointly", "deadline": ""}
    for reading, *_ in MARKS:
        found = joint.loc[reading]
        row |= {
            reading: found["share"],
            f"{reading}_low": found["low"],
            f"{reading}_high": found["high"],
        }
    row |= {"n": results.n, "binding": "", "binding_share": float("nan")}
    censored = pd.concat([results.outcomes[f"completed_{name}"].isna() for name in phases], axis=1)
    row["censored"] = int(censored.any(axis=1).sum())
    return pd.concat([table, pd.DataFrame([row])], ignore_index=True)


def _percent(table: pd.DataFrame, reading: str) -> str:
    """Write the share of replications in which all phases are met, the last row."""
    return f"{percent(float(table[reading].iloc[-1]), 1)} %"


def _binding(row: Mapping[Any, Any]) -> str:
    """Write the cause that binds most often, below it its share with the interval, and rivals."""
    low, share, high = (percent(row[f"binding_{part}"]) for part in ("low", "share", "high"))
    rivals = textwrap.wrap(row["binding_rivals"], 20)
    return "\n".join([row["binding"], f"{share} %  ({low}–{high})", *rivals])


def draw(results: Results) -> Drawing:
    """Draw dots and intervals, one line a phase."""
    table = headline_table(results)
    rows, phases = len(table), results.scenario.plan.phases
    with styled():
        height = 2.0 + 0.62 * rows
        figure = new_figure(
            10,
            height,
            f"Every phase on time: {_percent(table, 'met')}; on time and orderly:"
            f" {_percent(table, 'met_and_orderly')}",
            results.footer(
                "95 % Wilson interval (Clopper–Pearson at 0 and n): Monte Carlo error only"
            ),
            "Share of replications; a phase on time but not orderly left camps in haste, without a"
            " clearance (on notification), one-sidedly or with too much lost",
        )
        axes = panel(figure, 3.2, 0.75, 3.05, 1.05)
        for i, row in enumerate(table.to_dict("records")):
            y = rows - 1 - i
            if row["phase"] == ALL_PHASES:
                axes.axhspan(y - 0.5, y + 0.5, color=FAINT, zorder=0)
            for (key, _, colour, marker), shift in zip(MARKS, (0.16, -0.16), strict=True):
                low, high, share = row[f"{key}_low"], row[f"{key}_high"], row[key]
                axes.plot([low, high], [y + shift] * 2, color=colour, lw=2.2, solid_capstyle="butt")
                axes.plot([share], [y + shift], marker, color=colour, ms=6.5, clip_on=False)
                ends = f"{percent(low, 1)}–{percent(high, 1)}"
                text = f"{percent(share, 1)} %  ({ends})"
                axes.text(1.04, y + shift, text, color=colour, fontsize=8.5, va="center")
            lines = textwrap.wrap(str(row["title"]), 34)
            phase = phases.get(str(row["phase"]))
            if phase is not None:
                axes.text(1.5, y, _binding(row), fontsize=8, va="center")
                lines.append(f"by 24:00 on {show(phase.due - 1)}")
            for line, text in enumerate(lines):
                under = phase is not None and line == len(lines) - 1
                axes.text(
                    -0.03,
                    y + 0.15 * (len(lines) - 1) - 0.3 * line,
                    text,
                    ha="right",
                    va="center",
                    fontsize=8 if under else 8.5,
                    color=GREY if under else INK,
                    fontweight="normal" if under else "bold",
                )
        share_rows(axes, rows)
        top = rows - 0.35
        axes.text(1.04, top, "estimate and interval", color=GREY, fontsize=8, va="bottom")
        axes.text(1.5, top, "binds most often", color=GREY, fontsize=8, va="bottom")
        for x, (_, label, colour, marker) in zip((0.0, 0.28), MARKS, strict=True):
            axes.plot([x + 0.015], [top + 0.1], marker, color=colour, ms=6.5, clip_on=False)
            axes.text(x + 0.04, top, label, color=colour, va="bottom", fontsize=9)
    return Drawing("03_headline", figure, table)
