"""The headline of a forecast, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite, isnan
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from sim.calendar import show, to_day
from sim.plan.phases import READINGS, phase_name
from sim.statistics.wording import or_rivals, share
from sim.studies.text import aligned

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.summary import Forecast


def headline(forecast: Forecast) -> list[str]:
    """Write the headline: a row a phase, then every phase together, then the censored."""
    from sim.statistics.deadlines import most_binding

    rows: list[dict[Any, Any]] = forecast.deadlines.to_dict("records")
    binding = most_binding(forecast.binding)
    cells: list[tuple[str, ...]] = [
        ("phase", "deadline", "on time", "on time and orderly", "n", "binds most often")
    ]
    cells += [
        (
            phase_name(row["phase"]),
            show(to_day(row["deadline"])),
            share(row, "met"),
            share(row, "met_and_orderly"),
            f"{row['n']:,}",
            f"{row['binding']} {share(binding.loc[row['phase']], digits=0)} "
            f"{or_rivals(binding.loc[row['phase'], 'rivals'])}",
        )
        for row in rows
    ]
    joint = {row["reading"]: row for row in forecast.joint.to_dict("records")}
    together = [share(joint[name]) for name in READINGS]
    cells.append(("all of them", "", *together, f"{forecast.n:,}", ""))
    censored = [
        f"{phase_name(row['phase'])} {row['censored']:,}" for row in rows if row["censored"]
    ]
    end = show(to_day(forecast.scenario.horizon))
    return [
        f"{forecast.scenario.name}: {forecast.n:,} replications, seed {forecast.seed}, "
        f"from {show(forecast.scenario.start)}",
        "",
        *aligned(cells),
        "",
        "In brackets: 95 % intervals of the simulation's own error (Wilson; Clopper–Pearson at 0 "
        "and 100 %).",
        f"Not complete by the horizon, {end}, and counted as missed: {', '.join(censored)}."
        if censored
        else f"Every phase was complete by the horizon, {end}, in every replication.",
        *_triggers(forecast.triggers),
        *_checks(forecast.output_checks),
    ]


def _checks(table: pd.DataFrame) -> Iterator[str]:
    """Write the output checks: figure, P10 to P90, plausible range with grade, what is outside."""
    if table.empty:
        return
    yield ""
    yield "Output beside plausible ranges (grade: A a document, B reports or data, C our own"
    yield "estimate; some are a need or a budget). Mean with its 95 % interval; P10 to P90 of the"
    yield "replications:"
    rows: list[dict[Any, Any]] = table.to_dict("records")
    cells = [("  figure", "mean", "P10 to P90", "plausible", "")]
    for row in rows:
        verdict = "inside" if row["inside"] else "OUTSIDE"
        if not row["n"]:
            verdict = "nothing of the kind happened in any replication"
        plausible = f"{row['low']:,g}–{row['high']:,g} {row['unit']} ({row['grade']})"
        cells.append((f"  {row['title']}", *_figures(row), plausible, verdict))
    yield from aligned(cells)
    for row in rows:
        if row["n"] and row["explanation"]:
            yield from wrap(f"{row['title']}: {row['explanation']}", 98, initial_indent="  ",
                            subsequent_indent="    ")  # fmt: skip


def _figures(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Write the mean of an output check with its interval, and its P10 to P90.

    One replication gives no interval, nor does what is rare.
    """
    if not row["n"]:
        return "", ""
    mean, low, high, p10, p90 = (
        f"{row[key]:,.0f}" if abs(row[key]) >= 100 else f"{row[key]:.3g}"
        for key in ("mean", "mean_low", "mean_high", "p10", "p90")
    )
    interval = f" ({low} to {high})" if isfinite(row["mean_high"]) else ""
    if isnan(row["mean_low"]):
        interval = " (too rare for an interval)"
    return f"{mean}{interval}", f"{p10} to {p90}"


def _triggers(table: pd.DataFrame) -> Iterator[str]:
    """Write how often each rule of command fired, a line each."""
    if table.empty:
        return
    yield ""
    yield "Rules of command that fired (share of replications with its 95 % interval; firings each;"
    yield "first, P10 to P90 of those in which it fired; command was asked to leave in haste,"
    yield "and may not have ordered it):"
    rows: list[dict[Any, Any]] = table.to_dict("records")
    texts = [f"{row['trigger']} → {row['decision']}" for row in rows]
    for row, text in zip(rows, texts, strict=True):
        yield (
            f"  {text:<{max(map(len, texts))}}  {share(row):<20}  {row['mean']:5.2f}  "
            f"{show(row['first_p10'])} to {show(row['first_p90'])}"
        )
